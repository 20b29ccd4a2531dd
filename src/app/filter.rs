//! Filters: which records are meant, as a small tree, read from the one vocabulary that GraphQL, REST and embeds share, and
//! evaluated as set algebra on a snapshot.
//!
//! | on | tests |
//! |---|---|
//! | all | `and` `or` `not`, `id: {in}`, `type: {in}` |
//! | texts | `eq in contains startsWith exists`, without regard to case and accents |
//! | numbers, years, dates | `eq in lt lte gt gte exists` |
//! | booleans | `eq exists` |
//! | concepts | `in all none`, narrower ones included unless `exact: true`; `exists` |
//! | fixed lists | `in none gte lte exists` |
//! | links, in both directions | `some none every` with the other side's filter; `in none exists` where a link has a name on this side |
//!
//! A test that is null tests nothing. A link is tested as the field of its name shows it: one to what is not published is none, and
//! backwards a concept has what arrives at narrower ones, but in plain lists.
//!
//! Knows nothing of GraphQL: a filter is read from a JSON tree.

mod evaluate;
mod read;

pub use read::nearest_keys;

use super::{Problem, Scope};
use crate::ontology::record::Value;
use crate::ontology::{PathId, TypeId};
use crate::views::records::Id;

/// Nesting of a filter, in objects.
pub const FILTER_DEPTH_MAX: usize = 12;
/// Tests in a filter.
pub const FILTER_TESTS_MAX: usize = 200;
/// Values of one `in`, `all` or `none`.
pub const FILTER_VALUES_MAX: usize = 200;

/// Which records are meant.
#[derive(Clone, Debug, PartialEq)]
pub enum Filter {
    /// All of them; the empty one means every record.
    And(Vec<Self>),
    Or(Vec<Self>),
    Not(Box<Self>),
    /// One of these records.
    Records(Vec<String>),
    /// A record of one of these types.
    Types(Vec<TypeId>),
    /// A record whose strongest grounds for a link to `target`, or to a narrower concept, have at least this level.
    Grounds { path: PathId, target: Id, level: u8 },
    Test { field: Field, test: Test },
}

/// What is tested: a predicate, seen from its subject or its object. `name` is how the caller calls it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Field {
    pub name: String,
    pub path: PathId,
    pub inverse: bool,
    /// The other side of a link.
    pub targets: Vec<TypeId>,
}

/// A test of one field.
#[derive(Clone, Debug, PartialEq)]
pub enum Test {
    Exists(bool),
    /// Folded texts; identifiers in their normal form before.
    Text(TextTest, String),
    TextIn(Vec<String>),
    Compare(Comparison, Value),
    ValueIn(Vec<Value>),
    /// IRIs of link targets. Concepts are widened unless `exact`.
    Links { mode: LinkMode, iris: Vec<String>, exact: bool },
    /// The other side of some, none or every link fits.
    Linked { quantifier: Quantifier, filter: Box<Filter> },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TextTest {
    Equals,
    Contains,
    StartsWith,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Comparison {
    Equal,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LinkMode {
    In,
    All,
    None,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Quantifier {
    Some,
    None,
    Every,
}

impl Filter {
    /// Every record.
    #[must_use]
    pub const fn all() -> Self {
        Self::And(Vec::new())
    }

    /// The conditions that must all hold, taken apart at the top: what facets leave out one by one.
    #[must_use]
    pub fn conjuncts(&self) -> Vec<&Self> {
        match self {
            Self::And(parts) => parts.iter().flat_map(Self::conjuncts).collect(),
            other => vec![other],
        }
    }

    /// Whether this is a test of the field called `name` on this side.
    #[must_use]
    pub fn tests(&self, name: &str) -> bool {
        match self {
            Self::Test { field, .. } => field.name == name,
            Self::Types(_) => name == super::find::TYPE_FACET,
            Self::Grounds { .. } => false,
            _ => false,
        }
    }

    /// Reads a filter of the records in `scope`.
    ///
    /// # Errors
    /// [`Problem`] with the place in the tree, and the nearest valid names.
    pub fn read(scope: Scope<'_>, tree: &serde_json::Value) -> Result<Self, Problem> {
        read::Reader::new(scope).filter(tree)
    }
}
