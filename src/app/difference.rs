//! What differs between two versions of a record, field by field: for whoever decides about a proposal, and for its history.
//!
//! Uses the shapes. Versions are values by slot, as [`Record`](crate::ontology::record::Record) has them; nothing is looked up.

use crate::ontology::record::Value;
use crate::ontology::{LocalText, Range, Type};
use crate::views::records::{Id, Snapshot};

/// How the values of a field differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// There was nothing.
    Added,
    /// There is nothing any more.
    Removed,
    Changed,
}

impl Kind {
    pub const ALL: [Self; 3] = [Self::Added, Self::Removed, Self::Changed];

    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Added => "ADDED",
            Self::Removed => "REMOVED",
            Self::Changed => "CHANGED",
        }
    }

    /// One line for people.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Added => "There was nothing before.",
            Self::Removed => "There is nothing after.",
            Self::Changed => "Values are different.",
        }
    }
}

/// A field whose values differ.
#[derive(Clone, Debug, PartialEq)]
pub struct FieldDifference {
    pub slot: u16,
    pub kind: Kind,
    pub before: Vec<Value>,
    pub after: Vec<Value>,
}

/// The fields that differ, in the order of the shape. Slots that one version lacks are empty; what is derived is never compared.
#[must_use]
pub fn difference(ty: &Type, before: &[Vec<Value>], after: &[Vec<Value>]) -> Vec<FieldDifference> {
    let of = |version: &[Vec<Value>], slot: usize| version.get(slot).cloned().unwrap_or_default();
    let slots = ty.properties.iter().enumerate().filter(|(_, property)| !property.derived);
    slots
        .filter_map(|(slot, _)| {
            let (before, after) = (of(before, slot), of(after, slot));
            let kind = match (before.is_empty(), after.is_empty()) {
                _ if same(&before, &after) => return None,
                (true, _) => Kind::Added,
                (_, true) => Kind::Removed,
                (false, false) => Kind::Changed,
            };
            Some(FieldDifference { slot: u16::try_from(slot).ok()?, kind, before, after })
        })
        .collect()
}

/// Whether both have the same values, in whatever order.
#[must_use]
pub fn same(one: &[Value], other: &[Value]) -> bool {
    one.len() == other.len() && one.iter().all(|value| other.contains(value))
}

/// A value as people read it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shown {
    pub text: String,
    /// Of a text that has one.
    pub language: Option<String>,
    /// The record that a link leads to, when it is published.
    pub record: Option<Id>,
}

/// Links by the name of what they lead to.
#[must_use]
pub fn shown(snapshot: &Snapshot, range: &Range, value: &Value) -> Shown {
    let plain = |text: String| Shown { text, language: None, record: None };
    match value {
        Value::Text(LocalText { text, language }) => Shown { text: text.clone(), language: Some(language.clone()).filter(|language| !language.is_empty()), record: None },
        Value::Iri(iri) if range.is_link() => {
            let record = snapshot.by_iri(iri);
            let ontology = snapshot.ontology();
            let label = record.and_then(|record| record.label(ontology.ty(record.ty), &ontology.directory.languages)).map(|label| label.raw().into_owned());
            Shown { text: label.unwrap_or_else(|| iri.clone()), language: None, record: record.map(|record| record.id) }
        }
        Value::Iri(iri) => plain(iri.clone()),
        Value::Integer(number) => plain(number.to_string()),
        Value::Year(year) => plain(year.to_string()),
        Value::Decimal(number) => plain(number.to_string()),
        Value::Boolean(flag) => plain(flag.to_string()),
        Value::Date(date) => plain(date.to_string()),
        Value::DateTime(time) => plain(time.to_string()),
    }
}

/// Values as one line for a message.
#[must_use]
pub fn in_words(snapshot: &Snapshot, range: &Range, values: &[Value]) -> String {
    if values.is_empty() {
        return "nothing".to_owned();
    }
    values.iter().map(|value| format!("“{}”", shown(snapshot, range, value).text)).collect::<Vec<_>>().join(", ")
}
