//! A question answered: its reading, settled by what the index of words has, and the list that the answer is.

use super::{Lexicon, Order, Reading, read, searched, when_nothing_fits, with_found};
use crate::app::filter::Filter;
use crate::app::find::{Base, Direction, Find, Hits, OrderBy};
use crate::app::{Problem, Scope, search};
use crate::ontology::{ClaimRule, Role, TypeId};
use crate::views::State;
use crate::views::records::SortField;
use jiff::civil::Date;

/// A reading and the matches of the words that it searches for.
#[derive(Clone, Debug)]
pub struct Answered {
    pub reading: Reading,
    pub hits: Option<Hits>,
}

/// Reads a question asked on the day `today`; words that no record has join what could not be used.
///
/// # Errors
/// When the index of words cannot be read.
pub fn answer(state: &State, lexicon: &Lexicon, question: &str, today: Date) -> Result<Answered, Problem> {
    let snapshot = &state.snapshot;
    let exists = |word: &str| state.words.knows(word).unwrap_or(true);
    let mut reading = read(snapshot, lexicon, question, today, &exists);
    let types = reading.types(snapshot.ontology());
    let hits = |words: &str| search::hits(state, false, words, &types);
    let mut found = Vec::new();
    for word in searched(&reading) {
        if !hits(word)?.ids.is_empty() {
            found.push(word.to_owned());
        }
    }
    reading = with_found(snapshot, lexicon, reading, &found);
    let mut together = reading.search.as_deref().map(hits).transpose()?;
    if together.as_ref().is_some_and(|hits| hits.ids.is_empty()) {
        // Each is somewhere, but no record has them together.
        reading = with_found(snapshot, lexicon, reading, &[]);
        together = None;
    }
    Ok(Answered { reading, hits: together })
}

/// Today, for questions that say "this year" or "upcoming".
#[must_use]
pub fn today() -> Date {
    jiff::Timestamp::now().to_zoned(jiff::tz::TimeZone::UTC).date()
}

impl Answered {
    /// The types that answer, those with names first, the others apart.
    #[must_use]
    pub fn types(&self, snapshot: &crate::views::records::Snapshot) -> (Vec<TypeId>, Vec<TypeId>) {
        let ontology = snapshot.ontology();
        self.reading.types(ontology).into_iter().partition(|ty| ontology.ty(*ty).role(Role::Label).is_some())
    }

    /// What to ask instead, when nothing was found.
    pub fn suggest_others(&mut self, snapshot: &crate::views::records::Snapshot) {
        if !self.reading.is_empty() {
            let suggestions = when_nothing_fits(snapshot, &self.reading);
            self.reading.suggestions.extend(suggestions);
        }
    }

    /// The records of `scope` that answer, with the claims that they stand on: strongest first, where the question asks what stands on claims.
    #[must_use]
    pub fn list<'a>(&self, scope: Scope<'a>, languages: &[String]) -> (Find<'a>, Option<&'a ClaimRule>) {
        let (ontology, reading) = (scope.ontology(), &self.reading);
        let by_name = OrderBy::Field(SortField::label(ontology, languages), Direction::Ascending);
        let find = |base, filter, hits, order| Find { scope, base, filter, hits, order };
        if reading.is_empty() || scope.types.is_empty() {
            // What was not understood is not answered.
            return (find(Base::Set(roaring::RoaringBitmap::new()), Filter::all(), None, vec![by_name]), None);
        }
        let named = scope.types.iter().all(|ty| ontology.ty(*ty).role(Role::Label).is_some());
        if let Some((rule, target, rest)) = reading.grounds(ontology).filter(|_| named) {
            let base = Base::Arriving { path: rule.link, target, exact: false };
            return (find(base, rest.as_filter(scope.snapshot), None, vec![OrderBy::Grounds, by_name]), Some(rule));
        }
        let order = match &reading.order {
            Some(Order::Time { path, latest_first, .. }) => vec![OrderBy::Field(SortField::Property(*path), if *latest_first { Direction::Descending } else { Direction::Ascending }), by_name],
            _ if self.hits.is_some() => vec![OrderBy::Relevance, by_name],
            _ => vec![by_name],
        };
        let rule = ontology.types.iter().find_map(|ty| ty.claim.as_ref());
        (find(Base::All, reading.condition.as_filter(scope.snapshot), self.hits.clone(), order), rule)
    }
}
