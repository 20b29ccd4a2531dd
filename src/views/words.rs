//! The index of words: finds records by what people type. The only place that names tantivy.
//!
//! It is handed plain documents by the records view and answers with the same dense ids, so that hits join the algebra of
//! bitmaps there. A [`WordsReader`] is a fixed point in time; it is published together with the snapshot of records.
//!
//! How a query is read:
//! 1. What looks like an identifier (an address, ROR, ORCID, DOI, Wikidata) finds exactly its record, or nothing.
//! 2. Every word must occur. Case, accents, apostrophes, English endings, and whether a compound is written together, apart or
//!    with a hyphen make no difference. Common words ("the", "of") beside others only add to the score; a query of nothing but
//!    common words looks in names.
//! 3. Where that finds nothing, words may be misspelt: one letter in words of four to six, two in longer ones, never in numbers.
//! 4. Where that finds nothing, most of the words must occur.
//!
//! `"Quoted phrases"` must occur as they stand, `-words` must not occur; every other character is text. What a name equals comes
//! first, then what a name begins with, then phrases, then words; within each by BM25, the field's boost and the type's weight. Of records
//! with the same name (there are many MITs) those with more names come first.
//!
//! ```
//! use whatworks::views::words::{Role, WordDocument, WordField, Words};
//!
//! let fields = [WordField { name: "label".into(), boost: 4.0, role: Role::Label }];
//! let mut words = Words::in_memory(&fields)?;
//! let document = WordDocument {
//!     id: 7,
//!     type_id: 1,
//!     weight: 1.0,
//!     texts: vec![(0, "en".into(), "Handling pile-ons".into())],
//!     identifiers: vec![],
//! };
//! let reader = words.apply(&[], &[document], 1)?;
//! assert_eq!(reader.search("pileon", None)?.hits[0].id, 7);
//! # Ok::<(), whatworks::views::words::WordsError>(())
//! ```

pub mod analysis;
mod clauses;
mod disk;
mod highlight;
mod identifier;
mod index;
mod query;
mod search;
mod spelling;
mod suggest;
#[cfg(test)]
mod tests;
mod tokens;

use std::path::PathBuf;

pub use index::Words;
pub use search::WordsReader;

/// Hits given with a query at most; [`Found::total`] counts them all.
pub const SEARCH_HITS_MAX: usize = 100_000;
/// Characters of a query that are read; the rest is ignored.
pub const QUERY_CHARS_MAX: usize = 1_000;
/// Words of a query that are read; the rest is ignored.
pub const QUERY_WORDS_MAX: usize = 32;
/// Suggestions given at most.
pub const SUGGESTIONS_MAX: usize = 100;

/// A field whose words are searched.
#[derive(Clone, Debug, PartialEq)]
pub struct WordField {
    pub name: String,
    /// What a word in this field counts, 1 being usual.
    pub boost: f32,
    pub role: Role,
}

/// What a field's text is to its record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// The name it is shown under.
    Label,
    /// Another name, or an abbreviation.
    Alternative,
    /// Anything else that is said of it.
    Body,
}

/// A record as the index sees it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct WordDocument {
    pub id: u32,
    pub type_id: u16,
    /// What a hit of this type counts, 1 being usual.
    pub weight: f32,
    /// (number of the [`WordField`], language tag or nothing, text). Only English words, and those of no language or an unknown one (`und`), are stemmed.
    pub texts: Vec<(usize, String, String)>,
    /// External identifiers in any usual form. Keys that may be ordinary words do not belong here.
    pub identifiers: Vec<String>,
}

/// What a query found.
#[derive(Clone, Debug)]
pub struct Found {
    /// Best first, equal scores by id; at most [`SEARCH_HITS_MAX`].
    pub hits: Vec<Hit>,
    /// How many there are without that limit.
    pub total: usize,
    pub reading: Reading,
    marker: highlight::Marker,
}

impl Found {
    /// The part of about `chars_max` characters of a record's text that best shows why it was found, as plain text in
    /// fragments; "…" stands for what is left out. A text without any of the words gives its beginning.
    #[must_use]
    pub fn highlight(&self, text: &str, chars_max: usize) -> Vec<Fragment> {
        self.marker.highlight(text, chars_max)
    }
}

/// A record that was found. The whole part of the score says how its names compare with the query (5 a label equals it,
/// 4 another name equals it, 3 a label begins with it, 2 another name begins with it, 1 it occurs as a phrase), the rest how
/// much the words count, or, where a name equals it, how many names the record has.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Hit {
    pub id: u32,
    pub score: f32,
}

/// How a query was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reading {
    pub how: How,
    /// Words that were taken for others, where the hits have those.
    pub corrections: Vec<Correction>,
    /// Words that no hit has.
    pub missing: Vec<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum How {
    /// Nothing was asked for, or nothing was found.
    Nothing,
    /// As an identifier.
    Identifier,
    /// Every word as written.
    AllWords,
    /// Every word, some corrected.
    Corrected,
    /// Most of the words, some perhaps corrected.
    MostWords,
}

/// A misspelt word and what it was taken for, the likeliest first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Correction {
    pub written: String,
    pub read_as: Vec<String>,
}

/// A stretch of plain text; whoever shows it escapes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fragment {
    pub text: String,
    pub matched: bool,
}

/// Records suggested for what was typed; [`Suggestions::matched_in`] tells which part of a name matches.
#[derive(Clone, Debug, Default)]
pub struct Suggestions {
    pub found: Vec<Suggested>,
    typed: suggest::Typed,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Suggested {
    pub id: u32,
}

/// What can go wrong with the index itself. No query is an error.
#[derive(Debug, thiserror::Error)]
pub enum WordsError {
    #[error("the index of words failed: {0}")]
    Index(#[from] tantivy::TantivyError),
    #[error("the index of words could not be read or written: {0}")]
    Io(#[from] std::io::Error),
    #[error("files of the index of words are damaged: {0:?}")]
    Damaged(Vec<PathBuf>),
}
