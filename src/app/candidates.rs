//! Candidates for vocabularies: phrases that the texts of several records have, and no concept, record or field is called.
//!
//! What people ask is not kept, so it is what they write that tells which words the vocabularies lack. A phrase is two or three words in a row
//! that no common word, no punctuation and no number interrupts; phrases that differ in their endings only are one.

use super::actor::{Operation, Visitor};
use super::{Directory, Problem};
use crate::ontology::{Ontology, Role, TypeId};
use crate::views::State;
use crate::views::queue::Submission;
use crate::views::records::{Id, Record, Text};
use crate::views::words::analysis::{Piece, is_common, pieces, stem};
use rustc_hash::{FxHashMap, FxHashSet};
use std::collections::BTreeMap;

/// Records whose texts are read, the newest first.
const CANDIDATE_RECORDS_MAX: usize = 5_000;
/// Records that have to have a phrase.
const CANDIDATE_USES_MIN: usize = 3;
/// Candidates that are listed.
pub const CANDIDATES_MAX: usize = 50;
/// Words of a phrase.
const PHRASE_WORDS: std::ops::RangeInclusive<usize> = 2..=3;
/// Letters of a word that a phrase may begin or end with.
const WORD_LETTERS_MIN: usize = 3;
/// Concepts named as near, and records as examples.
const NEAR_MAX: usize = 3;
const EXAMPLES_MAX: usize = 3;

/// A phrase that no concept has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// As it is written most often.
    pub phrase: String,
    /// Records that have it.
    pub uses: usize,
    pub examples: Vec<Id>,
    /// Concepts that share words with it, those that share most first.
    pub near: Vec<Id>,
}

/// How often a phrase was written in which way, and where.
#[derive(Default)]
struct Uses {
    written: BTreeMap<String, usize>,
    records: Vec<Id>,
}

/// Phrases of texts that no concept has, the most used first.
///
/// # Errors
/// When the caller does not curate.
pub fn candidates(directory: &Directory, visitor: &Visitor) -> Result<Vec<Candidate>, Problem> {
    visitor.caller.demand(Operation::Curate, false)?;
    Ok(found(&directory.views().state()))
}

/// Terms of vocabularies that are proposed and wait for a decision.
pub fn waiting(state: &State) -> impl Iterator<Item = &Submission> {
    let ontology = state.snapshot.ontology();
    state.queue.all().map(AsRef::as_ref).filter(move |submission| submission.state.is_open() && submission.ty.is_some_and(|ty| ontology.ty(ty).is_concept()))
}

fn found(state: &State) -> Vec<Candidate> {
    let snapshot = &state.snapshot;
    let ontology = snapshot.ontology();
    let read: Vec<TypeId> = ontology.types.iter().filter(|ty| !ty.is_concept() && ty.search_weight > 0.0).map(|ty| ty.id).collect();
    let mut uses: FxHashMap<String, Uses> = FxHashMap::default();
    let newest = snapshot.of_types(&read);
    for record in newest.iter().rev().take(CANDIDATE_RECORDS_MAX).filter_map(|id| snapshot.record(id)) {
        for text in texts(ontology, record) {
            gather(&mut uses, record.id, &text.raw());
        }
    }
    let concepts = Concepts::new(state);
    let known = known(state);
    let mut found: Vec<(String, Uses)> = uses.into_iter().filter(|(key, uses)| uses.records.len() >= CANDIDATE_USES_MIN && !known.contains(key)).collect();
    // A part of a longer phrase that is used just as often says nothing of its own.
    let longer: Vec<(String, usize)> = found.iter().filter(|(key, _)| key.split(' ').count() == *PHRASE_WORDS.end()).map(|(key, uses)| (format!(" {key} "), uses.records.len())).collect();
    found.retain(|(key, uses)| key.split(' ').count() == *PHRASE_WORDS.end() || !longer.iter().any(|(other, count)| *count == uses.records.len() && other.contains(&format!(" {key} "))));
    found.sort_by(|(one, own), (other, others)| others.records.len().cmp(&own.records.len()).then_with(|| one.cmp(other)));
    found.truncate(CANDIDATES_MAX);
    let candidate = |(key, uses): (String, Uses)| Candidate {
        phrase: uses.written.into_iter().max_by(|(one, own), (other, others)| own.cmp(others).then_with(|| other.cmp(one))).map(|(phrase, _)| phrase).unwrap_or_default(),
        uses: uses.records.len(),
        near: concepts.near(&key),
        examples: uses.records.into_iter().take(EXAMPLES_MAX).collect(),
    };
    found.into_iter().map(candidate).collect()
}

/// The English texts of a record in which somebody says something.
fn texts<'a>(ontology: &'a Ontology, record: &'a Record) -> impl Iterator<Item = &'a Text> {
    let fields = ontology.ty(record.ty).properties.iter().zip(&record.values);
    let said = fields.filter(|(property, _)| property.is_public() && property.search_weight > 0.0 && property.role != Some(Role::AlternativeLabel));
    said.flat_map(|(_, values)| values.texts()).filter(|text| text.language().split('-').next() == Some("en"))
}

/// Adds the phrases of a text.
fn gather(uses: &mut FxHashMap<String, Uses>, record: Id, text: &str) {
    let all = pieces(text);
    let is_word = |piece: &Piece| !is_common(&piece.text) && piece.text.bytes().all(|byte| byte.is_ascii_lowercase());
    // Nothing but a space or a hyphen stands within a phrase.
    let hangs = |one: &Piece, other: &Piece| matches!(text.get(one.end..other.start), Some(" " | "-"));
    for run in all.chunk_by(|one, other| is_word(one) && is_word(other) && hangs(one, other)) {
        for words in PHRASE_WORDS {
            for phrase in run.windows(words) {
                let ends = [phrase.first(), phrase.last()];
                if ends.into_iter().flatten().any(|piece| piece.text.len() < WORD_LETTERS_MIN) {
                    continue;
                }
                let (Some(first), Some(last)) = (phrase.first(), phrase.last()) else { continue };
                let own = uses.entry(stems(phrase)).or_default();
                *own.written.entry(text.get(first.start..last.end).unwrap_or_default().to_lowercase()).or_default() += 1;
                if own.records.last() != Some(&record) {
                    own.records.push(record);
                }
            }
        }
    }
}

fn stems(phrase: &[Piece]) -> String {
    phrase.iter().map(|piece| stem(&piece.text)).collect::<Vec<_>>().join(" ")
}

/// What something is called already, by stems: concepts by all their names, records by theirs, and what the whole directory is about.
fn known(state: &State) -> FxHashSet<String> {
    let ontology = state.snapshot.ontology();
    let mut known: FxHashSet<String> = FxHashSet::default();
    for record in state.snapshot.records() {
        let fields = ontology.ty(record.ty).properties.iter().zip(&record.values);
        let names = fields.filter(|(property, _)| matches!(property.role, Some(Role::Label | Role::AlternativeLabel)));
        known.extend(names.flat_map(|(_, values)| values.texts()).map(|text| stems(&pieces(&text.raw()))));
    }
    let words = ontology.directory.words.iter().chain(ontology.types.iter().flat_map(|ty| &ty.words));
    known.extend(words.map(|word| stems(&pieces(&word.text))));
    known.extend(waiting(state).filter_map(|submission| submission.title.as_deref()).map(|title| stems(&pieces(title))));
    known
}

/// The words of concepts, to see which are near.
struct Concepts {
    by_stem: FxHashMap<String, Vec<Id>>,
}

impl Concepts {
    fn new(state: &State) -> Self {
        let ontology = state.snapshot.ontology();
        let mut by_stem: FxHashMap<String, Vec<Id>> = FxHashMap::default();
        let open = ontology.types.iter().filter(|ty| ty.vocabulary.and_then(|at| ontology.vocabularies.get(at)).is_some_and(|vocabulary| !vocabulary.enumeration));
        let types: Vec<TypeId> = open.map(|ty| ty.id).collect();
        for record in state.snapshot.of_types(&types).iter().filter_map(|id| state.snapshot.record(id)) {
            let fields = ontology.ty(record.ty).properties.iter().zip(&record.values);
            let names = fields.filter(|(property, _)| matches!(property.role, Some(Role::Label | Role::AlternativeLabel)));
            for piece in names.flat_map(|(_, values)| values.texts()).flat_map(|text| pieces(&text.raw())).filter(|piece| !is_common(&piece.text)) {
                let concepts = by_stem.entry(stem(&piece.text).into_owned()).or_default();
                if concepts.last() != Some(&record.id) {
                    concepts.push(record.id);
                }
            }
        }
        Self { by_stem }
    }

    fn near(&self, key: &str) -> Vec<Id> {
        let mut shared: BTreeMap<Id, usize> = BTreeMap::new();
        for id in key.split(' ').filter_map(|word| self.by_stem.get(word)).flatten() {
            *shared.entry(*id).or_default() += 1;
        }
        let mut near: Vec<(Id, usize)> = shared.into_iter().collect();
        near.sort_by_key(|(id, count)| (std::cmp::Reverse(*count), *id));
        near.into_iter().take(NEAR_MAX).map(|(id, _)| id).collect()
    }
}
