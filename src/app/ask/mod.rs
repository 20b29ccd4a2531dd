//! Reads an English question with the ontology's own words: deterministic, without a model, and open about what it could not use.
//!
//! | part of a question | comes from |
//! |---|---|
//! | "tools", "who", "barriers" | `ww:word` and labels of types and vocabularies |
//! | "pile-on", "Dutch", "free" | names and synonyms of concepts; codes in capitals |
//! | "researches", "works for", "about" | `ww:verb` of links |
//! | "outside higher education" | `ww:wordTrue`, `ww:wordFalse` and labels of booleans |
//! | "since 2015" | the property that plays `ww:Year` |
//! | "the NCCPE", "Chris Lintott" | labels of the snapshot's records |
//! | "not", "or", "how many" | English itself, in one place: [`english`] |
//!
//! A question becomes words ([`words`]), spots ([`spots`]: the longest phrases that mean something), frames ([`compose`]: nouns with their
//! conditions) and at last a [`Condition`], from which the filter, the GraphQL text ([`graphql`]) and the SPARQL text ([`sparql`]) are
//! written. No record type, property or concept is named here.

mod compose;
mod condition;
pub mod english;
mod frame;
mod graphql;
mod head;
mod lexicon;
mod nouns;
mod part;
mod phrases;
mod report;
mod sparql;
mod spelling;
mod spots;
mod suggest;
mod targets;
#[cfg(test)]
mod tests;
mod values;
mod ways;
pub mod words;

pub use condition::{Condition, Lexical, Step};
pub use graphql::graphql;
pub use lexicon::Lexicon;
pub use part::{Part, PartKind};
pub use sparql::sparql;
pub use suggest::when_nothing_fits;

use crate::ontology::{Ontology, TypeId};
use crate::views::records::Snapshot;
use compose::Composer;

/// Characters of a question.
pub const QUESTION_CHARS_MAX: usize = 500;
/// Records of the answer that the texts of [`graphql`] and [`sparql`] ask for.
pub const ANSWER_RECORDS: usize = 20;

/// What a question was taken to mean.
#[derive(Clone, Debug, PartialEq)]
pub struct Reading {
    /// What is asked for; empty: everything the condition can hold of.
    pub types: Vec<TypeId>,
    pub condition: Condition,
    /// The condition as a filter of those types.
    pub filter: serde_json::Value,
    /// Left-over words to search for among them.
    pub search: Option<String>,
    /// "How many …".
    pub count: bool,
    /// How each part was read, in the order of the question.
    pub parts: Vec<Part>,
    /// What could not be used, as written.
    pub unused: Vec<String>,
    /// When something was ambiguous or meant nothing: what else it could mean, and questions that can be answered.
    pub suggestions: Vec<String>,
}

impl Reading {
    /// The types that can answer: those asked for, or all that have names and are searched.
    #[must_use]
    pub fn types(&self, ontology: &Ontology) -> Vec<TypeId> {
        if self.types.is_empty() { ways::answerable(ontology) } else { self.types.clone() }
    }

    /// Whether nothing in the question meant anything.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.types.is_empty() && self.condition.is_none() && self.search.is_none()
    }
}

/// The reading without its search, for when no record has the words: they join what could not be used.
#[must_use]
pub fn without_search(snapshot: &Snapshot, lexicon: &Lexicon, mut reading: Reading) -> Reading {
    if reading.search.take().is_some() {
        reading.unused.extend(reading.parts.iter().filter(|part| part.kind == PartKind::Search).map(|part| part.text.clone()));
        reading.parts.retain(|part| part.kind != PartKind::Search);
        for suggestion in suggest::for_reading(snapshot, lexicon, &reading) {
            if !reading.suggestions.contains(&suggestion) && reading.suggestions.len() < suggest::SUGGESTIONS_MAX {
                reading.suggestions.push(suggestion);
            }
        }
    }
    reading
}

/// Reads a question. Never fails: what means nothing is said to mean nothing.
#[must_use]
pub fn read(snapshot: &Snapshot, lexicon: &Lexicon, question: &str) -> Reading {
    let too_long = question.chars().nth(QUESTION_CHARS_MAX).is_some();
    let text: String = question.chars().take(QUESTION_CHARS_MAX).collect();
    let cut = spots::cut(lexicon, words::words(&text));
    let composer = composed(snapshot, &cut);
    let mut reading = reading_of(snapshot, lexicon, composer);
    if too_long {
        reading.suggestions.insert(0, format!("the question is longer than {QUESTION_CHARS_MAX} characters; what comes after was not read"));
    }
    reading.suggestions.truncate(suggest::SUGGESTIONS_MAX);
    reading
}

/// A noun that names a record type and a concept ("guides") means the type, unless no record of it fits and some with the concept do.
fn composed<'a>(snapshot: &'a Snapshot, cut: &'a spots::Cut) -> Composer<'a> {
    let mut composer = Composer::new(snapshot, cut);
    composer.compose();
    let ambiguous = composer.head.iter().copied().find(|at| cut.spots.get(*at).is_some_and(|spot| spot.meanings().iter().any(|meaning| matches!(meaning, lexicon::Meaning::Concept(_)))));
    if let Some(at) = ambiguous.filter(|_| composer.fits() == 0) {
        let mut other = Composer::new(snapshot, cut);
        other.demoted = Some(at);
        other.compose();
        if other.fits() > 0 && other.unused.len() <= composer.unused.len() {
            let text = composer.text(at);
            other.alternatives.insert(0, format!("“{text}” names a record type too, of which no record fits; it was read as the concept"));
            return other;
        }
    }
    composer
}

fn reading_of(snapshot: &Snapshot, lexicon: &Lexicon, mut composer: Composer<'_>) -> Reading {
    let condition = composer.frames.first().map_or_else(Condition::none, |frame| frame.condition(snapshot.ontology()));
    let condition = composer.frames.first().and_then(|frame| condition.for_types(snapshot.ontology(), &frame.types)).unwrap_or(condition);
    let types = composer.asked(&condition);
    let unused: Vec<String> = composer.unused.iter().map(|at| composer.text(*at)).collect();
    let search: Vec<String> = composer.searched.iter().map(|at| composer.text(*at)).collect();
    let mut suggestions = std::mem::take(&mut composer.alternatives);
    let mut reading = Reading {
        types,
        filter: condition.filter(snapshot),
        condition,
        search: if search.is_empty() { None } else { Some(search.join(" ")) },
        count: composer.count,
        parts: std::mem::take(&mut composer.parts),
        unused,
        suggestions: Vec::new(),
    };
    suggestions.extend(suggest::for_reading(snapshot, lexicon, &reading));
    suggestions.dedup();
    reading.suggestions = suggestions;
    reading
}
