//! What may be the same as a record that somebody is about to submit: by identifier, by address, by name and place. Only published
//! records are compared, so that nobody learns of what waits.

use crate::app::{Problem, search};
use crate::ontology::names::plain_address;
use crate::ontology::record::Value;
use crate::ontology::{Range, Role, Type};
use crate::views::State;
use crate::views::records::{Id, Record};
use crate::views::words::analysis::fold;
use std::cmp::Reverse;

/// Records shown at most.
pub const DUPLICATES_MAX: usize = 10;
/// Records whose names are compared: the best matches of a search for the name.
const NAMES_COMPARED_MAX: usize = 50;
/// How alike names are, in hundredths, so that the records may be the same.
const LIKE: u8 = 85;
/// What the same place adds, and another one takes away.
const PLACE: u8 = 5;

/// Why a record may be the same. Stronger ones first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Likeness {
    Identifier,
    Address,
    Name,
}

impl Likeness {
    pub const ALL: [Self; 3] = [Self::Identifier, Self::Address, Self::Name];

    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Identifier => "IDENTIFIER",
            Self::Address => "ADDRESS",
            Self::Name => "NAME",
        }
    }

    /// One line for people.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Identifier => "It has the same external identifier.",
            Self::Address => "It has the same web address.",
            Self::Name => "Its name is like it, and its place does not speak against it.",
        }
    }
}

/// A record that may be the same.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Duplicate {
    pub id: Id,
    pub likeness: Likeness,
    /// How alike, in hundredths.
    pub score: u8,
}

/// Published records that may be the same as one with these values, likeliest first.
///
/// # Errors
/// When the index of words cannot be read.
pub fn duplicates(state: &State, ty: &Type, own: Option<&str>, values: &[Vec<Value>]) -> Result<Vec<Duplicate>, Problem> {
    let mut found: Vec<Duplicate> = Vec::new();
    let mut note = |record: &Record, likeness, score| {
        if own != Some(&*record.iri) && !found.iter().any(|duplicate| duplicate.id == record.id) {
            found.push(Duplicate { id: record.id, likeness, score });
        }
    };
    let slots = || ty.properties.iter().zip(values);
    for (_, values) in slots().filter(|(property, _)| matches!(property.range, Range::Identifier(_))) {
        let identifiers = values.iter().filter_map(|value| if let Value::Iri(iri) = value { state.snapshot.by_identifier(iri) } else { None });
        identifiers.for_each(|record| note(record, Likeness::Identifier, 100));
    }
    for (_, values) in slots().filter(|(property, _)| property.role == Some(Role::Homepage)) {
        for value in values {
            let Value::Iri(address) = value else { continue };
            state.snapshot.by_address(&plain_address(address)).for_each(|record| note(record, Likeness::Address, 100));
        }
    }
    let place = place(ty, values);
    for name in names(ty, values) {
        let words: String = name.chars().map(|letter| if letter.is_alphanumeric() { letter } else { ' ' }).collect();
        let hits = search::hits(state, false, &words, &[ty.id])?;
        let mut best: Vec<(Id, f32)> = hits.scores.into_iter().collect();
        best.sort_unstable_by(|one, other| other.1.total_cmp(&one.1).then(one.0.cmp(&other.0)));
        for record in best.iter().take(NAMES_COMPARED_MAX).filter_map(|(id, _)| state.snapshot.record(*id)) {
            let other = state.snapshot.judged(record, false).values;
            let alike = names(ty, &other).iter().map(|theirs| likeness(&name, theirs)).max().unwrap_or(0);
            let score = match (&place, self::place(ty, &other)) {
                (Some(one), Some(other)) if *one == other => alike.saturating_add(PLACE).min(100),
                (Some(_), Some(_)) => alike.saturating_sub(PLACE),
                _ => alike,
            };
            if score >= LIKE {
                note(record, Likeness::Name, score);
            }
        }
    }
    found.sort_by_key(|duplicate| (duplicate.likeness, Reverse(duplicate.score), duplicate.id));
    found.truncate(DUPLICATES_MAX);
    Ok(found)
}

fn texts<'a>(ty: &'a Type, values: &'a [Vec<Value>], roles: &'a [Role]) -> impl Iterator<Item = String> + 'a {
    let slots = ty.properties.iter().zip(values).filter(|(property, _)| property.role.is_some_and(|role| roles.contains(&role)));
    slots.flat_map(|(_, values)| values).filter_map(|value| match value {
        Value::Text(text) => Some(fold(&text.text)),
        Value::Iri(iri) => Some(iri.clone()),
        _ => None,
    })
}

fn names(ty: &Type, values: &[Vec<Value>]) -> Vec<String> {
    let mut names: Vec<String> = texts(ty, values, &[Role::Label, Role::AlternativeLabel]).collect();
    names.dedup();
    names
}

fn place(ty: &Type, values: &[Vec<Value>]) -> Option<String> {
    texts(ty, values, &[Role::Place]).next()
}

/// In hundredths. The order of words does not matter.
fn likeness(one: &str, other: &str) -> u8 {
    let sorted = |name: &str| {
        let mut words: Vec<&str> = name.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
        words.sort_unstable();
        words.join(" ")
    };
    let alike = strsim::normalized_damerau_levenshtein(one, other).max(strsim::normalized_damerau_levenshtein(&sorted(one), &sorted(other)));
    (alike * 100.0).round() as u8
}
