//! The words the index knows, and those near a word that it does not.

use std::collections::{BTreeMap, BTreeSet};

use tantivy::query::FuzzyTermQuery;
use tantivy::{Searcher, Term};

use super::index::Layout;
use super::WordsError;
use super::tokens::WORDS_FROM;

/// Words considered in place of a misspelt one.
pub(super) const NEAR_WORDS_MAX: usize = 16;

/// How many letters may be wrong in a word: none in short words and in those with digits or of scripts without spaces.
pub(super) fn typos_allowed(word: &str) -> u8 {
    if !word.chars().all(char::is_alphabetic) {
        return 0;
    }
    match word.chars().count() {
        0..=3 => 0,
        4..=6 => 1,
        _ => 2,
    }
}

/// Whether any document has the word as it is written.
pub(super) fn is_known(searcher: &Searcher, layout: &Layout, word: &str) -> Result<bool, WordsError> {
    for field in layout.dictionaries() {
        let term = Term::from_field_text(field, word);
        for segment in searcher.segment_readers() {
            if segment.inverted_index(field)?.get_term_info(&term)?.is_some() {
                return Ok(true);
            }
        }
    }
    Ok(false)
}

/// Words within `typos` letters of `word`, the likeliest first: the fewest typos, the same first letter, the most documents.
pub(super) fn near_words(searcher: &Searcher, layout: &Layout, word: &str, typos: u8) -> Result<Vec<String>, WordsError> {
    let mut near: BTreeMap<String, u32> = BTreeMap::new();
    let automaton = FuzzyTermQuery::new(Term::from_field_text(layout.spelling, word), typos, true).automaton()?;
    for field in layout.dictionaries() {
        for segment in searcher.segment_readers() {
            let index = segment.inverted_index(field)?;
            let mut found = index.terms().search(&automaton).ge(WORDS_FROM).into_stream()?;
            while found.advance() {
                if let Some(other) = plain_word(found.key())
                    && other != word
                {
                    *near.entry(other.to_owned()).or_default() += found.value().doc_freq;
                }
            }
        }
    }
    let first = word.chars().next();
    let mut ranked: Vec<_> = near
        .into_iter()
        .map(|(other, documents)| ((strsim::osa_distance(word, &other), other.chars().next() != first, std::cmp::Reverse(documents)), other))
        .collect();
    ranked.sort();
    ranked.truncate(NEAR_WORDS_MAX);
    Ok(ranked.into_iter().map(|(_, other)| other).collect())
}

/// [`near_words`] of the smallest number of typos that gives any.
pub(super) fn nearest_words(searcher: &Searcher, layout: &Layout, word: &str) -> Result<Vec<String>, WordsError> {
    for typos in 1..=typos_allowed(word) {
        let near = near_words(searcher, layout, word, typos)?;
        if !near.is_empty() {
            return Ok(near);
        }
    }
    Ok(Vec::new())
}

/// A dictionary entry that is a word, rather than a beginning or a whole name.
fn plain_word(key: &[u8]) -> Option<&str> {
    std::str::from_utf8(key).ok().filter(|word| word.chars().all(char::is_alphabetic))
}

/// The words of names that begin with `prefix`.
pub(super) fn words_beginning(searcher: &Searcher, layout: &Layout, prefix: &str, words_max: usize) -> Result<Vec<String>, WordsError> {
    let mut words = BTreeSet::new();
    for field in layout.names {
        for segment in searcher.segment_readers() {
            let index = segment.inverted_index(field)?;
            let mut found = index.terms().range().ge(prefix).into_stream()?;
            let mut left = words_max;
            while left > 0 && found.advance() && found.key().starts_with(prefix.as_bytes()) {
                words.extend(std::str::from_utf8(found.key()).ok().map(str::to_owned));
                left -= 1;
            }
        }
    }
    Ok(words.into_iter().take(words_max).collect())
}

/// The words of names whose beginning is one typo away from `prefix`.
pub(super) fn words_beginning_nearly(searcher: &Searcher, layout: &Layout, prefix: &str, words_max: usize) -> Result<Vec<String>, WordsError> {
    let mut words = BTreeSet::new();
    let automaton = FuzzyTermQuery::new_prefix(Term::from_field_text(layout.spelling, prefix), 1, true).automaton()?;
    for field in layout.names {
        for segment in searcher.segment_readers() {
            let index = segment.inverted_index(field)?;
            let mut found = index.terms().search(&automaton).ge(WORDS_FROM).into_stream()?;
            while words.len() < words_max && found.advance() {
                words.extend(plain_word(found.key()).map(str::to_owned));
            }
        }
    }
    Ok(words.into_iter().collect())
}
