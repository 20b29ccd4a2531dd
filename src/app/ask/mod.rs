//! Reads an English question with the ontology's own words: deterministic, without a model, and open about what it could not use.
//!
//! | part of a question | comes from |
//! |---|---|
//! | "tools", "who", "barriers" | `ww:word` and labels of types and vocabularies |
//! | "pile-on", "Dutch", "free" | names and synonyms of concepts; codes in capitals |
//! | "researches", "works for", "about" | `ww:verb` of links |
//! | "outside higher education" | `ww:wordTrue`, `ww:wordFalse` and labels of booleans |
//! | "since 2015", "upcoming", "newest" | the property that plays `ww:Year`; the day is a parameter |
//! | "the NCCPE", "Chris Lintott" | labels of the snapshot's records |
//! | "not", "or", "how many" | English itself, in one place: [`english`] |
//!
//! A question becomes words ([`words`]), spots ([`spots`]: the longest phrases that mean something), frames ([`compose`]: nouns with their
//! conditions) and at last a [`Condition`], from which the filter, the GraphQL text ([`graphql`]) and the SPARQL text ([`sparql`]) are
//! written. No record type, property or concept is named here.

mod answer;
mod compose;
mod condition;
mod denial;
pub mod english;
mod frame;
mod graphql;
mod head;
mod lexicon;
mod lists;
mod nouns;
mod order;
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
mod times;
mod values;
mod ways;
pub mod words;

pub use answer::{Answered, answer, today};
pub use condition::{Condition, Lexical, Step, graphql_value, is_enumeration_value};
pub use graphql::graphql;
pub use lexicon::Lexicon;
pub use lists::{Listed, lists};
pub use order::Order;
pub use part::{Part, PartKind};
pub use sparql::sparql;
pub use suggest::{examples, when_nothing_fits};

use crate::ontology::{ClaimRule, Ontology, TypeId};
use crate::views::records::{Id, Snapshot};
use compose::Composer;
use jiff::civil::Date;
use lexicon::Meaning;

/// Characters of a question.
pub const QUESTION_CHARS_MAX: usize = 500;
/// Records of the answer that the texts of [`graphql`] and [`sparql`] ask for.
pub const ANSWER_RECORDS: u32 = 20;

/// What a question was taken to mean.
#[derive(Clone, Debug, PartialEq)]
pub struct Reading {
    /// What is asked for; empty: everything the condition can hold of.
    pub types: Vec<TypeId>,
    pub condition: Condition,
    /// The condition as a filter of those types; several by the names of their lists, where no one filter can say it.
    pub filter: serde_json::Value,
    /// Left-over words to search for among them.
    pub search: Option<String>,
    /// "How many …".
    pub count: bool,
    /// "Newest", "best": another order than by name.
    pub order: Option<Order>,
    /// "Three tools": how many to show.
    pub limit: Option<u32>,
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

    /// Records that the answer shows.
    #[must_use]
    pub fn shown(&self) -> u32 {
        self.limit.unwrap_or(ANSWER_RECORDS)
    }

    /// The claimed link that the answer shows the grounds of, and what else is asked; none when words are searched or another order is asked for.
    #[must_use]
    pub fn grounds<'a>(&self, ontology: &'a Ontology) -> Option<(&'a ClaimRule, Id, Condition)> {
        let plain = self.search.is_none() && !self.count && !matches!(self.order, Some(Order::Time { .. }));
        self.condition.grounds(ontology).filter(|_| plain)
    }
}

/// The searched words of a reading, each by itself.
pub fn searched(reading: &Reading) -> impl Iterator<Item = &str> {
    reading.parts.iter().filter(|part| part.kind == PartKind::Search).map(|part| part.text.as_str())
}

/// The reading with a search for the words alone that some record has: the others join what could not be used.
#[must_use]
pub fn with_found(snapshot: &Snapshot, lexicon: &Lexicon, mut reading: Reading, found: &[String]) -> Reading {
    let lost: Vec<String> = searched(&reading).filter(|word| !found.iter().any(|own| own == word)).map(str::to_owned).collect();
    if lost.is_empty() {
        return reading;
    }
    reading.parts.retain(|part| part.kind != PartKind::Search || !lost.contains(&part.text));
    reading.unused.extend(lost);
    let left: Vec<&str> = searched(&reading).collect();
    reading.search = if left.is_empty() { None } else { Some(left.join(" ")) };
    for suggestion in suggest::for_reading(snapshot, lexicon, &reading) {
        if !reading.suggestions.contains(&suggestion) && reading.suggestions.len() < suggest::SUGGESTIONS_MAX {
            reading.suggestions.push(suggestion);
        }
    }
    reading
}

/// Reads a question asked on the day `today`; `exists` says whether a folded word occurs in the directory's texts: such a word is not taken for
/// a misspelt one. Never fails: what means nothing is said to mean nothing.
#[must_use]
pub fn read(snapshot: &Snapshot, lexicon: &Lexicon, question: &str, today: Date, exists: &dyn Fn(&str) -> bool) -> Reading {
    let too_long = question.chars().nth(QUESTION_CHARS_MAX).is_some();
    let text: String = question.chars().take(QUESTION_CHARS_MAX).collect();
    let cut = spots::cut(lexicon, words::words(&text), today, exists);
    let composer = composed(snapshot, &cut, today);
    let mut reading = reading_of(snapshot, lexicon, composer);
    if too_long {
        reading.suggestions.insert(0, format!("the question is longer than {QUESTION_CHARS_MAX} characters; what comes after was not read"));
    }
    reading.suggestions.truncate(suggest::SUGGESTIONS_MAX);
    reading
}

/// A noun that names a record type and a concept ("guides") means the type, unless the concept leaves less unused, or no record of the type
/// fits and some with the concept do.
fn composed<'a>(snapshot: &'a Snapshot, cut: &'a spots::Cut, today: Date) -> Composer<'a> {
    let mut composer = Composer::new(snapshot, cut, today);
    composer.compose();
    let concept = |at: &usize| cut.spots.get(*at).is_some_and(|spot| spot.meanings().iter().any(|meaning| matches!(meaning, Meaning::Concept(id) if !composer.is_enumerated(*id))));
    let Some(at) = composer.head.iter().copied().find(concept) else { return composer };
    if composer.fits() > 0 && composer.unused.is_empty() {
        return composer;
    }
    let mut other = Composer::new(snapshot, cut, today);
    other.demoted = Some(at);
    other.compose();
    let known = other.frames.first().is_some_and(|frame| frame.types.len() < ways::answerable(snapshot.ontology()).len());
    let better = other.unused.len() < composer.unused.len() || composer.fits() == 0 && other.unused.len() == composer.unused.len();
    if other.fits() > 0 && known && better {
        let text = composer.text(at);
        other.alternatives.insert(0, format!("“{text}” names a record type too; it was read as the concept, because that fits the rest of the question"));
        return other;
    }
    composer
}

fn reading_of(snapshot: &Snapshot, lexicon: &Lexicon, mut composer: Composer<'_>) -> Reading {
    let ontology = snapshot.ontology();
    let condition = composer.frames.first().map_or_else(Condition::none, |frame| frame.condition(ontology));
    let condition = composer.frames.first().and_then(|frame| condition.for_types(ontology, &frame.types)).unwrap_or(condition);
    let types = composer.asked(&condition);
    let order = composer.take_order(&types, &condition);
    let nowhere = composer.names_of_nothing();
    let near = composer.near_words();
    let unused = composer.left_over();
    let search: Vec<String> = composer.searched.iter().map(|at| composer.text(*at)).collect();
    let mut suggestions = std::mem::take(&mut composer.alternatives);
    let mut reading = Reading {
        types,
        filter: serde_json::Value::Null,
        condition,
        search: if search.is_empty() { None } else { Some(search.join(" ")) },
        count: composer.count,
        order,
        limit: composer.limit,
        parts: std::mem::take(&mut composer.parts),
        unused,
        suggestions: Vec::new(),
    };
    reading.parts.sort_by_key(|part| part.start);
    reading.filter = lists::filter(snapshot, &reading);
    suggestions.extend(nowhere);
    suggestions.extend(near);
    suggestions.extend(suggest::for_reading(snapshot, lexicon, &reading));
    suggestions.dedup();
    reading.suggestions = suggestions;
    reading
}
