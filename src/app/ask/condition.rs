//! What a question asks of records: a small tree that the filter, the GraphQL text and the SPARQL text are written from.

use crate::ontology::{ClaimRule, Ontology, PathId, Range, TypeId};
use crate::views::records::{Id, Snapshot};
use serde_json::{Map, Value, json};
use std::fmt::Write;

/// A property or a link seen from its subject (`inverse: false`) or its object.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    pub path: PathId,
    pub inverse: bool,
    /// Its name on this side.
    pub field: String,
}

/// A tree of conditions on a record.
#[derive(Clone, Debug, PartialEq)]
pub enum Condition {
    All(Vec<Self>),
    Any(Vec<Self>),
    Not(Box<Self>),
    /// One of these records.
    Is(Vec<Id>),
    /// A link to one of these records or concepts; narrower concepts count.
    Link { step: Step, targets: Vec<Id> },
    /// A link to something that fits.
    Linked { step: Step, condition: Box<Self> },
    /// A literal between bounds, both included, in the lexical form of the range; or exactly one value when both are the same.
    Between { step: Step, range: Lexical, from: Option<String>, to: Option<String> },
    Flag { step: Step, value: bool },
    Exists { step: Step },
}

/// How a literal is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lexical {
    Text,
    Integer,
    Decimal,
    Date,
    Year,
}

impl Lexical {
    #[must_use]
    pub const fn of(range: &Range) -> Option<Self> {
        Some(match range {
            Range::Text => Self::Text,
            Range::Integer => Self::Integer,
            Range::Decimal => Self::Decimal,
            Range::Date => Self::Date,
            Range::Year => Self::Year,
            _ => return None,
        })
    }
}

impl Condition {
    /// Nothing is asked.
    #[must_use]
    pub const fn none() -> Self {
        Self::All(Vec::new())
    }

    #[must_use]
    pub fn is_none(&self) -> bool {
        matches!(self, Self::All(parts) if parts.is_empty())
    }

    #[must_use]
    pub fn all(mut parts: Vec<Self>) -> Self {
        if parts.len() == 1 { parts.remove(0) } else { Self::All(parts) }
    }

    #[must_use]
    pub fn any(mut parts: Vec<Self>) -> Self {
        if parts.len() == 1 { parts.remove(0) } else { Self::Any(parts) }
    }

    #[must_use]
    pub fn negated(self) -> Self {
        match self {
            Self::Not(inner) => *inner,
            Self::Flag { step, value } => Self::Flag { step, value: !value },
            other => Self::Not(Box::new(other)),
        }
    }

    /// The only claimed link that is asked for, when nothing else is: the mission's question.
    #[must_use]
    pub fn claimed_link<'a>(&self, ontology: &'a Ontology) -> Option<(&'a ClaimRule, Id)> {
        match self {
            Self::Link { step, targets } if !step.inverse => match targets.as_slice() {
                [target] => ontology.claim_rule(step.path).map(|rule| (rule, *target)),
                _ => None,
            },
            _ => None,
        }
    }

    /// As a filter tree of the contract.
    #[must_use]
    pub fn filter(&self, snapshot: &Snapshot) -> Value {
        match self {
            Self::All(parts) => merged(parts.iter().map(|part| part.filter(snapshot)).collect()),
            Self::Any(parts) => json!({ "or": parts.iter().map(|part| part.filter(snapshot)).collect::<Vec<_>>() }),
            Self::Not(part) => json!({ "not": part.filter(snapshot) }),
            Self::Is(ids) => json!({ "id": { "in": ids.iter().filter_map(|id| snapshot.iri(*id)).map(ToString::to_string).collect::<Vec<_>>() } }),
            Self::Link { step, targets } => field(step, json!({ "in": targets.iter().map(|id| name(snapshot, step, *id)).collect::<Vec<_>>() })),
            Self::Linked { step, condition } => field(step, json!({ "some": condition.filter(snapshot) })),
            Self::Flag { step, value } => field(step, json!({ "eq": value })),
            Self::Exists { step } => field(step, json!({ "exists": true })),
            Self::Between { step, range, from, to } => {
                if from == to {
                    return field(step, json!({ "eq": from.as_deref().map(|text| literal(*range, text)) }));
                }
                let mut tests = Map::new();
                for (test, bound) in [("gte", from), ("lte", to)] {
                    if let Some(bound) = bound {
                        tests.insert(test.to_owned(), literal(*range, bound));
                    }
                }
                field(step, Value::Object(tests))
            }
        }
    }
}

fn literal(range: Lexical, text: &str) -> Value {
    match range {
        Lexical::Year | Lexical::Integer => text.parse::<i64>().map_or_else(|_| Value::from(text), Value::from),
        Lexical::Decimal => text.parse::<f64>().map_or_else(|_| Value::from(text), Value::from),
        Lexical::Text | Lexical::Date => Value::from(text),
    }
}

fn field(step: &Step, tests: Value) -> Value {
    let mut object = Map::new();
    object.insert(step.field.clone(), tests);
    Value::Object(object)
}

/// Conditions on different fields share an object; otherwise each has its own.
fn merged(parts: Vec<Value>) -> Value {
    let mut object = Map::new();
    let mut distinct = true;
    for part in &parts {
        if let Value::Object(fields) = part {
            distinct = distinct && fields.keys().all(|name| !object.contains_key(name));
            object.extend(fields.clone());
        }
    }
    if distinct { Value::Object(object) } else { json!({ "and": parts }) }
}

/// How a filter names a link's target: an enumeration by its value, a record by its key where no other type could have the same, else by
/// its IRI.
fn name(snapshot: &Snapshot, step: &Step, id: Id) -> String {
    let ontology = snapshot.ontology();
    let Some(record) = snapshot.record(id) else { return snapshot.iri(id).map(ToString::to_string).unwrap_or_default() };
    let ty = ontology.ty(record.ty);
    if let Some(value) = enumeration_value(ontology, record.ty, &record.iri) {
        return value;
    }
    let key = record.key(ty);
    let others = ontology.types.iter().filter(|other| other.id != ty.id && snapshot.by_key(other.id, key).is_some());
    let reachable = |other: &crate::ontology::Type| {
        let targets = |owner: &crate::ontology::Type| owner.slot(step.path).and_then(|slot| owner.property(slot)).and_then(|property| property.range.targets()).is_some_and(|targets| targets.types.contains(&other.id));
        if step.inverse { other.slot(step.path).is_some() } else { ontology.types.iter().any(targets) }
    };
    if others.into_iter().any(reachable) { record.iri.to_string() } else { key.to_owned() }
}

/// `PEER_REVIEWED`, when the concept belongs to a fixed list.
fn enumeration_value(ontology: &Ontology, ty: TypeId, iri: &str) -> Option<String> {
    let vocabulary = ontology.vocabularies.get(ontology.ty(ty).vocabulary?).filter(|vocabulary| vocabulary.enumeration)?;
    vocabulary.values.iter().find(|value| value.iri == iri).map(|value| value.value.clone())
}

/// A filter as GraphQL writes it: names without quotes, values of enumerations too.
pub fn graphql_value(out: &mut String, tree: &Value, enumerations: &dyn Fn(&str) -> bool) {
    match tree {
        Value::Object(fields) => {
            out.push('{');
            for (at, (name, value)) in fields.iter().enumerate() {
                if at > 0 {
                    out.push_str(", ");
                }
                let _ = write!(out, "{name}: ");
                graphql_value(out, value, enumerations);
            }
            out.push('}');
        }
        Value::Array(members) => {
            out.push('[');
            for (at, value) in members.iter().enumerate() {
                if at > 0 {
                    out.push_str(", ");
                }
                graphql_value(out, value, enumerations);
            }
            out.push(']');
        }
        Value::String(text) if enumerations(text) => out.push_str(text),
        other => {
            let _ = write!(out, "{other}");
        }
    }
}

/// Tells the values of enumerations from other texts: capitals are never keys.
pub fn is_enumeration_value(ontology: &Ontology) -> impl Fn(&str) -> bool {
    let values: Vec<String> = ontology.vocabularies.iter().filter(|vocabulary| vocabulary.enumeration).flat_map(|vocabulary| &vocabulary.values).map(|value| value.value.clone()).collect();
    move |text| values.iter().any(|value| value == text)
}
