//! Showing why a text was found: its best part, with the matching words marked.

use std::collections::{HashMap, HashSet};

use super::Fragment;
use super::analysis::{Link, Piece, fold_word, pieces, stem};
use super::clauses::Clause;
use super::query::{Asked, phrase_words};

/// Matches considered in one text.
const MATCHES_MAX: usize = 2_000;
/// Pieces of one compound that are tried together.
const COMPOUND_PIECES: usize = 8;

/// The words to mark: sequences of stems, each of one word or more.
#[derive(Clone, Debug, Default)]
pub(super) struct Marker {
    sequences: HashMap<String, Vec<Vec<String>>>,
}

impl Marker {
    pub fn new(asked: &Asked, clauses: &[Clause]) -> Self {
        let mut marker = Self::default();
        for clause in clauses.iter().filter(|clause| !clause.optional) {
            for form in &clause.forms {
                marker.add(&form.words);
            }
        }
        for phrase in &asked.phrases {
            marker.add(&phrase_words(phrase));
        }
        marker
    }

    fn add(&mut self, words: &[String]) {
        let stems: Vec<String> = words.iter().map(|word| stem(word).into_owned()).collect();
        if let Some(first) = stems.first() {
            self.sequences.entry(first.clone()).or_default().push(stems);
        }
    }

    /// The byte ranges of `text` that match, in order, with a number for what matches.
    fn matches(&self, text: &str) -> Vec<Match> {
        let pieces = pieces(text);
        let stems: Vec<String> = pieces.iter().map(|piece| stem(&piece.text).into_owned()).collect();
        let mut found: Vec<Match> = Vec::new();
        let mut at = 0;
        while at < pieces.len() && found.len() < MATCHES_MAX {
            let length = self.length_at(&pieces, &stems, at);
            if length == 0 {
                at += 1;
                continue;
            }
            found.push(Match { start: pieces[at].start, end: pieces[at + length - 1].end, what: stems[at].clone() });
            at += length;
        }
        found
    }

    /// How many pieces match from `at` on.
    fn length_at(&self, pieces: &[Piece], stems: &[String], at: usize) -> usize {
        let mut longest = 0;
        for sequence in self.sequences.get(&stems[at]).into_iter().flatten() {
            if stems[at..].starts_with(sequence) {
                longest = longest.max(sequence.len());
            }
        }
        if let Some(start) = pieces[at].elided {
            let bare = stem(&pieces[at].text[start..]).into_owned();
            longest = longest.max(usize::from(self.has_word(&bare)));
        }
        let together = pieces[at + 1..].iter().take(COMPOUND_PIECES).take_while(|piece| piece.link != Link::Apart).count() + 1;
        if together > 1 && pieces[at].link == Link::Apart {
            if pieces[at + 1].link == Link::Compound {
                let compound: String = pieces[at..at + together].iter().map(|piece| piece.text.as_str()).collect();
                if self.has_word(&stem(&compound)) {
                    longest = longest.max(together);
                }
            }
        }
        if pieces.get(at + 1).is_some_and(|next| next.link == Link::Run) && self.has_word(&[&*pieces[at].text, &*pieces[at + 1].text].concat()) {
            longest = longest.max(2);
        }
        longest
    }

    fn has_word(&self, stem: &str) -> bool {
        self.sequences.get(stem).is_some_and(|sequences| sequences.iter().any(|sequence| sequence.len() == 1))
    }

    /// The part of `text` of at most about `chars_max` characters with the most different matches, cut at words.
    pub fn highlight(&self, text: &str, chars_max: usize) -> Vec<Fragment> {
        let matches = self.matches(text);
        let (start, end) = window(text, &matches, chars_max);
        let mut fragments = Vec::new();
        let mut push = |text: &str, matched: bool| {
            if !text.is_empty() {
                fragments.push(Fragment { text: text.to_owned(), matched });
            }
        };
        if start > 0 {
            push("…", false);
        }
        let mut at = start;
        for one in matches.iter().filter(|one| one.start >= start && one.end <= end) {
            push(&text[at..one.start], false);
            push(&text[one.start..one.end], true);
            at = one.end;
        }
        push(&text[at..end], false);
        if end < text.len() {
            push("…", false);
        }
        fragments
    }
}

struct Match {
    start: usize,
    end: usize,
    what: String,
}

/// The bytes of the best part of a text.
fn window(text: &str, matches: &[Match], chars_max: usize) -> (usize, usize) {
    if text.chars().nth(chars_max).is_none() {
        return (0, text.len());
    }
    let (mut best_start, mut best_value) = (0, 0);
    for (at, first) in matches.iter().enumerate() {
        let mut different = HashSet::new();
        let mut value = 0;
        let reach = first.start + text[first.start..].char_indices().nth(chars_max).map_or(text.len() - first.start, |(end, _)| end);
        for one in matches[at..].iter().take_while(|one| one.end <= reach) {
            value += if different.insert(&one.what) { 8 } else { 1 };
        }
        if value > best_value {
            (best_start, best_value) = (first.start, value);
        }
    }
    // Some words before the first match, so that it is read in a sentence.
    let lead = chars_max / 5;
    let start = text[..best_start].char_indices().rev().take(lead).last().map_or(best_start, |(start, _)| start);
    let start = if start == 0 { 0 } else { next_word(text, start, best_start) };
    let end = start + text[start..].char_indices().nth(chars_max).map_or(text.len() - start, |(end, _)| end);
    (start, if end == text.len() { end } else { word_end(text, start, end) })
}

/// The first beginning of a word from `from` on, at most `limit`.
fn next_word(text: &str, from: usize, limit: usize) -> usize {
    text[from..limit].find(char::is_whitespace).map_or(limit, |space| {
        let space = from + space;
        space + text[space..limit].find(|letter: char| !letter.is_whitespace()).unwrap_or(limit - space)
    })
}

/// The last end of a word up to `end`; `end` itself in a text without spaces.
fn word_end(text: &str, start: usize, end: usize) -> usize {
    if text[end..].starts_with(char::is_whitespace) {
        return end;
    }
    text[start..end].rfind(char::is_whitespace).map_or(end, |space| start + text[start..start + space].trim_end().len())
}

/// Where in `original` the folded `prefix` ends.
pub(super) fn prefix_end(original: &str, prefix: &str) -> usize {
    original
        .char_indices()
        .map(|(at, letter)| at + letter.len_utf8())
        .find(|end| fold_word(&original[..*end]).starts_with(prefix))
        .unwrap_or(original.len())
}
