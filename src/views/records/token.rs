//! What a record is found by: every set of records in a snapshot belongs to one token.
//!
//! [`tokens`] is the one place that says which sets a record is in; a change is the difference between the tokens before and
//! after.

use super::record::{Id, Record, Values};
use super::snapshot::Snapshot;
use crate::views::fold::fold;
use crate::ontology::record::Value;
use crate::ontology::{Ontology, PathId, Range, TypeId};

/// The name of a set of records, packed into 64 bits: kind (4), level (8), path or type (16), record or literal (32).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Token(u64);

impl Token {
    const fn new(kind: u64, level: u8, path: u16, id: u32) -> Self {
        Self(kind << 60 | (level as u64) << 48 | (path as u64) << 32 | id as u64)
    }

    /// Records of a type.
    #[must_use]
    pub const fn of_type(ty: TypeId) -> Self {
        Self::new(0, 0, ty.0, 0)
    }

    /// Records with a value of the property.
    #[must_use]
    pub const fn has(path: PathId) -> Self {
        Self::new(1, 0, path.0, 0)
    }

    /// Records that link to this very target.
    #[must_use]
    pub const fn link(path: PathId, target: Id) -> Self {
        Self::new(2, 0, path.0, target)
    }

    /// Records that link to this concept or a narrower one.
    #[must_use]
    pub const fn within(path: PathId, target: Id) -> Self {
        Self::new(3, 0, path.0, target)
    }

    /// Records whose strongest grounds for linking to this concept or a narrower one have this level.
    #[must_use]
    pub const fn grounds(path: PathId, target: Id, level: u8) -> Self {
        Self::new(4, level, path.0, target)
    }

    /// Records with this literal, by its number in [`Snapshot::literals`].
    #[must_use]
    pub const fn literal(path: PathId, literal: u32) -> Self {
        Self::new(5, 0, path.0, literal)
    }

    /// The path and target of a [`Token::within`], or of a [`Token::link`] when `exact`.
    #[must_use]
    pub const fn path_and_target(self, exact: bool) -> Option<(PathId, Id)> {
        let kind = if exact { 2 } else { 3 };
        if self.0 >> 60 == kind { Some((PathId((self.0 >> 32) as u16), self.0 as u32)) } else { None }
    }
}

/// A literal that facets count; texts are folded, as filters compare them.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum LiteralKey {
    Boolean(bool),
    Integer(i64),
    Date(jiff::civil::Date),
    Text(Box<str>),
}

impl LiteralKey {
    #[must_use]
    pub fn of(value: &Value) -> Option<Self> {
        Some(match value {
            Value::Boolean(flag) => Self::Boolean(*flag),
            Value::Integer(number) => Self::Integer(*number),
            Value::Year(year) => Self::Integer(i64::from(*year)),
            Value::Date(date) => Self::Date(*date),
            Value::Decimal(number) => Self::Text(number.to_string().into()),
            Value::Text(text) => Self::Text(text.text.as_str().into()),
            Value::DateTime(_) | Value::Iri(_) => return None,
        })
    }

    /// As filters and facets write it.
    #[must_use]
    pub fn lexical(&self) -> String {
        match self {
            Self::Boolean(flag) => flag.to_string(),
            Self::Integer(number) => number.to_string(),
            Self::Date(date) => date.to_string(),
            Self::Text(text) => text.to_string(),
        }
    }
}

/// Every token of a record, sorted, each once. `literal` numbers a literal of a faceted property.
pub fn tokens(ontology: &Ontology, snapshot: &Snapshot, record: &Record, literal: &mut dyn FnMut(PathId, LiteralKey) -> u32) -> Vec<Token> {
    let ty = ontology.ty(record.ty);
    let mut tokens = vec![Token::of_type(record.ty)];
    for (property, values) in ty.properties.iter().zip(&record.values) {
        if values.is_empty() {
            continue;
        }
        tokens.push(Token::has(property.path));
        match values {
            Values::Links(links) => {
                for target in links.iter() {
                    link(&mut tokens, snapshot, property.path, *target);
                }
            }
            Values::Plain(values) if property.facet => {
                tokens.extend(values.iter().filter_map(LiteralKey::of).map(|key| Token::literal(property.path, literal(property.path, key))));
            }
            Values::Texts(texts) if property.facet && matches!(property.range, Range::Text) => {
                tokens.extend(texts.iter().map(|text| Token::literal(property.path, literal(property.path, LiteralKey::Text(fold(&text.raw()).into())))));
            }
            _ => {}
        }
    }
    grounds(&mut tokens, ontology, snapshot, record);
    tokens.sort_unstable();
    tokens.dedup();
    tokens
}

fn link(tokens: &mut Vec<Token>, snapshot: &Snapshot, path: PathId, target: Id) {
    tokens.push(Token::link(path, target));
    snapshot.widened(target, &mut |concept| tokens.push(Token::within(path, concept)));
}

/// A record is in one [`Token::grounds`] set per concept, that of its strongest level.
fn grounds(tokens: &mut Vec<Token>, ontology: &Ontology, snapshot: &Snapshot, record: &Record) {
    let ty = ontology.ty(record.ty);
    let mut strongest: Vec<(PathId, Id, u8)> = Vec::new();
    for edge in &record.edges {
        let (Some(level), Some(property)) = (edge.level, ty.property(edge.slot)) else { continue };
        let mut note = |target| match strongest.iter_mut().find(|(path, own, _)| *path == property.path && *own == target) {
            Some(best) => best.2 = best.2.max(level),
            None => strongest.push((property.path, target, level)),
        };
        // The target too where it is no concept.
        note(edge.target);
        snapshot.widened(edge.target, &mut note);
    }
    tokens.extend(strongest.into_iter().map(|(path, concept, level)| Token::grounds(path, concept, level)));
}
