//! What people may rely on when they search. Each test is one sentence of it.

mod finding;
mod keeping;
mod organisations;
mod showing;
mod suggesting;

use super::{Found, Role, WordDocument, WordField, Words, WordsReader};

pub(super) const LABEL: usize = 0;
pub(super) const ALTERNATIVE: usize = 1;
pub(super) const BODY: usize = 2;

pub(super) fn fields() -> Vec<WordField> {
    [("label", 8.0, Role::Label), ("alternative", 6.0, Role::Alternative), ("description", 1.0, Role::Body)]
        .map(|(name, boost, role)| WordField { name: name.to_owned(), boost, role })
        .to_vec()
}

/// A record with a label in English.
pub(super) fn record(id: u32, label: &str) -> WordDocument {
    WordDocument { id, type_id: 1, weight: 1.0, texts: vec![(LABEL, "en".into(), label.into())], identifiers: Vec::new() }
}

impl WordDocument {
    pub(super) fn also(self, name: &str) -> Self {
        self.text(ALTERNATIVE, "en", name)
    }

    pub(super) fn says(self, body: &str) -> Self {
        self.text(BODY, "en", body)
    }

    pub(super) fn text(mut self, field: usize, language: &str, text: &str) -> Self {
        self.texts.push((field, language.into(), text.into()));
        self
    }

    pub(super) fn identified(mut self, identifier: &str) -> Self {
        self.identifiers.push(identifier.into());
        self
    }
}

pub(super) fn index(documents: &[WordDocument]) -> WordsReader {
    let mut words = Words::in_memory(&fields()).expect("an index in memory");
    words.apply(&[], documents, 1).expect("applied")
}

pub(super) fn labelled(labels: &[&str]) -> WordsReader {
    index(&labels.iter().zip(1..).map(|(label, id)| record(id, label)).collect::<Vec<_>>())
}

pub(super) fn search(reader: &WordsReader, query: &str) -> std::sync::Arc<Found> {
    reader.search(query, None).expect("an answer")
}

pub(super) fn ids(found: &Found) -> Vec<u32> {
    found.hits.iter().map(|hit| hit.id).collect()
}

pub(super) fn found(reader: &WordsReader, query: &str) -> Vec<u32> {
    ids(&search(reader, query))
}

/// The ids found, in no order.
pub(super) fn found_set(reader: &WordsReader, query: &str) -> Vec<u32> {
    let mut ids = found(reader, query);
    ids.sort_unstable();
    ids
}
