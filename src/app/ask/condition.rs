//! What a question asks of records: a small tree that the filter, the GraphQL text and the SPARQL text are written from.

use crate::app::find::TYPE_FACET;
use crate::app::filter::{Comparison, Field, Filter, LinkMode, Quantifier, Test, TextTest};
use crate::ontology::record::Value as Literal;
use crate::ontology::{ClaimRule, Ontology, PathId, Range, TypeId};
use crate::views::records::{Id, Snapshot};
use roaring::RoaringBitmap;
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
    /// A record of one of these types.
    Types(Vec<TypeId>),
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

impl Step {
    /// Whether records of the type have it.
    #[must_use]
    pub fn is_of(&self, ontology: &Ontology, ty: TypeId) -> bool {
        let ty = ontology.ty(ty);
        if self.inverse { ty.inverse(&self.field).is_some_and(|own| own.path == self.path) } else { ty.field(&self.field).is_some_and(|own| own.path == self.path) }
    }

    /// The types on its other side, seen from `types`.
    #[must_use]
    pub fn targets(&self, ontology: &Ontology, types: &[TypeId]) -> Vec<TypeId> {
        let found = types.iter().map(|ty| ontology.ty(*ty)).find_map(|ty| {
            if self.inverse {
                return ty.inverse(&self.field).filter(|own| own.path == self.path).map(|own| own.sources.types.clone());
            }
            ty.field(&self.field).filter(|own| own.path == self.path).and_then(|own| own.range.targets()).map(|targets| targets.types.clone())
        });
        found.unwrap_or_default()
    }

    /// Whether its name means nothing else for any of these types.
    #[must_use]
    pub fn means_one(&self, ontology: &Ontology, types: &[TypeId]) -> bool {
        types.iter().map(|ty| ontology.ty(*ty)).all(|ty| match (ty.field(&self.field), ty.inverse(&self.field)) {
            (Some(own), _) => !self.inverse && own.path == self.path,
            (None, Some(own)) => self.inverse && own.path == self.path,
            (None, None) => true,
        })
    }

    fn as_field(&self, ontology: &Ontology) -> Field {
        let owners = ontology.types.iter().filter_map(|ty| Some((ty.id, ty.property(ty.slot(self.path)?)?)));
        let mut targets: Vec<TypeId> =
            if self.inverse { owners.map(|(ty, _)| ty).collect() } else { owners.flat_map(|(_, property)| property.range.targets().map(|targets| targets.types.clone()).unwrap_or_default()).collect() };
        targets.sort();
        targets.dedup();
        Field { name: self.field.clone(), path: self.path, inverse: self.inverse, targets }
    }
}

impl Lexical {
    #[must_use]
    pub const fn range(self) -> Range {
        match self {
            Self::Text => Range::Text,
            Self::Integer => Range::Integer,
            Self::Decimal => Range::Decimal,
            Self::Date => Range::Date,
            Self::Year => Range::Year,
        }
    }

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
        parts.retain(|part| !part.is_none());
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

    /// The one claimed link that is asked for, and what else is: the mission's question, answered with its grounds.
    #[must_use]
    pub fn grounds<'a>(&self, ontology: &'a Ontology) -> Option<(&'a ClaimRule, Id, Self)> {
        let parts: &[Self] = if let Self::All(parts) = self { parts } else { std::slice::from_ref(self) };
        let claimed = |part: &Self| match part {
            Self::Link { step, targets } if !step.inverse => match targets.as_slice() {
                [target] => ontology.claim_rule(step.path).map(|rule| (rule, *target)),
                _ => None,
            },
            _ => None,
        };
        let mut found = parts.iter().enumerate().filter_map(|(at, part)| Some((at, claimed(part)?)));
        let (at, (rule, target)) = found.next()?;
        if found.next().is_some() {
            return None;
        }
        let rest = Self::all(parts.iter().enumerate().filter(|(other, _)| *other != at).map(|(_, part)| part.clone()).collect());
        Some((rule, target, rest))
    }

    /// The records of these types that fit.
    #[must_use]
    pub fn evaluate(&self, snapshot: &Snapshot, types: &[TypeId]) -> RoaringBitmap {
        self.as_filter(snapshot).evaluate(snapshot, &snapshot.of_types(types))
    }

    /// As the filter that lists are made with.
    #[must_use]
    pub fn as_filter(&self, snapshot: &Snapshot) -> Filter {
        let iris = |ids: &[Id]| ids.iter().filter_map(|id| snapshot.iri(*id)).map(ToString::to_string).collect::<Vec<_>>();
        let test = |step: &Step, test: Test| Filter::Test { field: step.as_field(snapshot.ontology()), test };
        match self {
            Self::All(parts) => Filter::And(parts.iter().map(|part| part.as_filter(snapshot)).collect()),
            Self::Any(parts) => Filter::Or(parts.iter().map(|part| part.as_filter(snapshot)).collect()),
            Self::Not(part) => Filter::Not(Box::new(part.as_filter(snapshot))),
            Self::Is(ids) => Filter::Records(iris(ids)),
            Self::Types(types) => Filter::Types(types.clone()),
            Self::Link { step, targets } => test(step, Test::Links { mode: LinkMode::In, iris: iris(targets), exact: false }),
            Self::Linked { step, condition } => test(step, Test::Linked { quantifier: Quantifier::Some, filter: Box::new(condition.as_filter(snapshot)) }),
            Self::Flag { step, value } => test(step, Test::Compare(Comparison::Equal, Literal::Boolean(*value))),
            Self::Exists { step } => test(step, Test::Exists(true)),
            Self::Between { step, range: Lexical::Text, from, .. } => test(step, Test::Text(TextTest::Equals, crate::views::fold::fold(from.as_deref().unwrap_or_default()))),
            Self::Between { step, range, from, to } => {
                let bounds = [(Comparison::GreaterOrEqual, from), (Comparison::LessOrEqual, to)];
                let tests = bounds.into_iter().filter_map(|(comparison, bound)| Some(test(step, Test::Compare(comparison, Literal::lexical(&range.range(), bound.as_deref()?)?))));
                Filter::And(tests.collect())
            }
        }
    }

    /// What is left of the condition for these types alone: ways that none of them has are left out. `None`: nothing of them fits.
    #[must_use]
    pub fn for_types(&self, ontology: &Ontology, types: &[TypeId]) -> Option<Self> {
        match self {
            Self::All(parts) => parts.iter().map(|part| part.for_types(ontology, types)).collect::<Option<Vec<_>>>().map(Self::all),
            Self::Any(parts) => {
                let left: Vec<Self> = parts.iter().filter_map(|part| part.for_types(ontology, types)).collect();
                if left.iter().any(Self::is_none) {
                    return Some(Self::none());
                }
                (!left.is_empty()).then(|| Self::any(left))
            }
            Self::Not(part) => match part.for_types(ontology, types) {
                None => Some(Self::none()),
                Some(part) if part.is_none() => None,
                Some(part) => Some(part.negated()),
            },
            Self::Is(_) => Some(self.clone()),
            Self::Types(own) if types.iter().all(|ty| own.contains(ty)) => Some(Self::none()),
            Self::Types(own) => types.iter().any(|ty| own.contains(ty)).then(|| self.clone()),
            Self::Link { step, .. } | Self::Linked { step, .. } | Self::Between { step, .. } | Self::Flag { step, .. } | Self::Exists { step } => types.iter().any(|ty| step.is_of(ontology, *ty)).then(|| self.clone()),
        }
    }

    /// Whether it can hold of a record of these types.
    #[must_use]
    pub fn may_hold_of(&self, ontology: &Ontology, types: &[TypeId]) -> bool {
        types.iter().any(|ty| self.for_types(ontology, &[*ty]).is_some())
    }

    /// The first steps of all its tests.
    pub fn steps(&self) -> Vec<&Step> {
        match self {
            Self::All(parts) | Self::Any(parts) => parts.iter().flat_map(Self::steps).collect(),
            Self::Not(part) => part.steps(),
            Self::Is(_) | Self::Types(_) => Vec::new(),
            Self::Link { step, .. } | Self::Linked { step, .. } | Self::Between { step, .. } | Self::Flag { step, .. } | Self::Exists { step } => vec![step],
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
            Self::Types(types) => json!({ (TYPE_FACET): { "in": types.iter().map(|ty| &snapshot.ontology().ty(*ty).enum_value).collect::<Vec<_>>() } }),
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
    let types = ontology.types.iter().map(|ty| ty.enum_value.clone());
    let values: Vec<String> = ontology.vocabularies.iter().filter(|vocabulary| vocabulary.enumeration).flat_map(|vocabulary| &vocabulary.values).map(|value| value.value.clone()).chain(types).collect();
    move |text| values.iter().any(|value| value == text)
}
