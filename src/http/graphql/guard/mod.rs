//! What a GraphQL request may ask for at most, checked before anything expensive happens to it.
//!
//! Three passes, each linear: [`json`] over the bytes of the body, [`lexical`] over the bytes of the document (neither recurses nor
//! allocates), and [`structure`] over the parsed document, which follows fragments once each. What a document *costs* once it is
//! planned (page sizes multiplied) is the planner's to count.
//!
//! Every limit has a name, and a [`Refusal`] says which one, its value and what was found.
//!
//! ```
//! use whatworks::http::graphql::guard;
//! assert!(guard::lexical("{ tools { nodes { name } } }").is_ok());
//! let refusal = guard::lexical(&"[".repeat(1_000)).unwrap_err();
//! assert_eq!(refusal.to_string(), "bracket depth is 1000, the limit is 24");
//! ```

mod json;
mod lexical;
mod repeated;
mod spaced;
mod structure;

pub use json::json;
pub use lexical::{Glance, lexical};
pub use repeated::{Repeated, repeated};
pub use spaced::without_space_in_types;
pub use structure::structure;

/// Brackets of any kind inside one another, in the document.
pub const BRACKET_DEPTH_MAX: u64 = 24;
/// Names, numbers, strings and punctuators in the document.
pub const TOKENS_MAX: u64 = 1_000;
/// The longest name in the document: unknown names are compared with known ones, letter by letter.
pub const NAME_BYTES_MAX: u64 = 128;
/// Fields under another name, `__typename` included.
pub const ALIASES_MAX: u64 = 30;
/// Uses of a directive.
pub const DIRECTIVES_MAX: u64 = 20;
/// Fragment definitions.
pub const FRAGMENTS_MAX: u64 = 20;
/// Operations.
pub const OPERATIONS_MAX: u64 = 5;
/// Variable definitions.
pub const VARIABLES_MAX: u64 = 50;
/// Lists and objects inside one another in the JSON of `variables` and `extensions`.
pub const JSON_DEPTH_MAX: u64 = 24;
/// Values in the JSON of the whole request.
pub const JSON_VALUES_MAX: u64 = 5_000;
/// Fields inside one another, fragments followed.
pub const FIELD_DEPTH_MAX: u64 = 12;
/// Fields inside one another below `__schema` and `__type`; the introspection query of the usual tools needs 15.
pub const INTROSPECTION_DEPTH_MAX: u64 = 18;
/// Selections once every fragment spread is replaced by what it stands for.
pub const SELECTIONS_MAX: u64 = 5_000;
/// Estimated size of an introspection's answer; the query of the usual tools is estimated at 430,000.
pub const INTROSPECTION_COST_MAX: u64 = 600_000;

/// A request that asks for more than a limit allows: always the code `TOO_COMPLEX`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// A counted limit was exceeded.
    #[error("{limit} is {found}, the limit is {max}")]
    Over { limit: &'static str, max: u64, found: u64 },
    /// A fragment contains itself, which has no finite expansion.
    #[error("a fragment contains itself; take the spread out of the circle (line {line}, column {column})")]
    Cycle { line: usize, column: usize },
}

fn within(limit: &'static str, max: u64, found: u64) -> Result<(), Refusal> {
    if found > max { Err(Refusal::Over { limit, max, found }) } else { Ok(()) }
}
