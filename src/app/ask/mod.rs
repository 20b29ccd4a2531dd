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
mod lexicon;
mod nouns;
mod part;
mod sparql;
mod spelling;
mod spots;
mod suggest;
#[cfg(test)]
mod tests;
mod ways;
pub mod words;

pub use condition::{Condition, Lexical, Step};
pub use graphql::graphql;
pub use lexicon::Lexicon;
pub use part::{Part, PartKind};
pub use sparql::sparql;
pub use suggest::when_nothing_fits;

use crate::ontology::TypeId;
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
    /// Whether nothing in the question meant anything.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.types.is_empty() && self.condition.is_none() && self.search.is_none()
    }

    /// The reading without its search, for when no record has the words: they join what could not be used.
    #[must_use]
    pub fn without_search(mut self) -> Self {
        if self.search.take().is_some() {
            let searched: Vec<String> = self.parts.iter().filter(|part| part.kind == PartKind::Search).map(|part| part.text.clone()).collect();
            self.parts.retain(|part| part.kind != PartKind::Search);
            self.unused.extend(searched);
        }
        self
    }
}

/// Reads a question. Never fails: what means nothing is said to mean nothing.
#[must_use]
pub fn read(snapshot: &Snapshot, lexicon: &Lexicon, question: &str) -> Reading {
    let too_long = question.chars().nth(QUESTION_CHARS_MAX).is_some();
    let text: String = question.chars().take(QUESTION_CHARS_MAX).collect();
    let cut = spots::cut(lexicon, words::words(&text));
    let mut composer = Composer::new(snapshot, &cut);
    composer.compose();
    let condition = composer.frames.first().map_or_else(Condition::none, |frame| frame.condition(snapshot.ontology()));
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
    if too_long {
        suggestions.insert(0, format!("the question is longer than {QUESTION_CHARS_MAX} characters; what comes after was not read"));
    }
    suggestions.dedup();
    suggestions.truncate(suggest::SUGGESTIONS_MAX);
    reading.suggestions = suggestions;
    reading
}
