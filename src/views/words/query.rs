//! What a query asks for: words, quoted phrases, excluded words. Everything else in it is plain text.

use super::analysis::{Link, Piece, fold, groups, is_common, pieces, shortened as shortened_word, whole};
use super::tokens::pair;
use super::{QUERY_CHARS_MAX, QUERY_WORDS_MAX};

/// A query, read.
pub(super) struct Asked {
    /// The words outside quotes.
    pub units: Vec<Unit>,
    pub phrases: Vec<Vec<Piece>>,
    /// Words (one piece) and phrases that must not occur.
    pub excluded: Vec<Vec<Piece>>,
    /// Everything wanted, in order, for comparing with names.
    pub pieces: Vec<Piece>,
    /// The whole query as the index writes a whole name that equals it.
    pub whole: String,
    /// Nothing but common words is asked for, so they are wanted, in names first.
    pub all_common: bool,
}

/// A word of the query, a compound, or two neighbouring characters of an unspaced script.
pub(super) struct Unit {
    pub pieces: Vec<Piece>,
    /// As the person wrote it.
    pub written: String,
    /// A common word beside others: it adds to the score and is not required.
    pub optional: bool,
}

impl Unit {
    pub fn is_compound(&self) -> bool {
        self.pieces.get(1).is_some_and(|second| second.link == Link::Compound)
    }

    /// The text of a unit that is one plain word.
    pub fn word(&self) -> Option<&str> {
        match self.pieces.as_slice() {
            [piece] if !piece.unspaced => Some(&piece.text),
            _ => None,
        }
    }
}

pub(super) fn read(query: &str) -> Asked {
    let query = within_limit(query);
    let all = shortened(pieces(query));
    let parts = cut(query);
    let whole = whole_name(query, &all, &parts);
    let mut plain = String::with_capacity(query.len());
    let mut phrases = Vec::new();
    let mut excluded = Vec::new();
    for part in &parts {
        match part {
            Part::Plain(text) => plain.push_str(text),
            Part::Phrase(text) => phrases.push(shortened(pieces(text))),
            Part::Excluded(text) => excluded.push(shortened(pieces(text))),
        }
    }
    phrases.retain(|phrase| !phrase.is_empty());
    excluded.retain(|phrase| !phrase.is_empty());
    let mut units = units(&plain);
    if units.is_empty() && phrases.is_empty() {
        // Nothing is left but exclusions: the hyphens were meant as text.
        excluded.clear();
        units = self::units(query);
    }
    let all_common = phrases.is_empty() && !units.is_empty() && units.iter().all(|unit| unit.optional);
    if all_common {
        units.iter_mut().for_each(|unit| unit.optional = false);
    }
    let wanted = if excluded.is_empty() { all } else { phrases.iter().flatten().cloned().chain(shortened(pieces(&plain))).collect() };
    Asked { units, phrases, excluded, pieces: wanted, whole, all_common }
}

/// What a whole name is indexed under: its words written together. One with a sign of exclusion in it keeps its signs as well, so
/// that it is found by itself, and "social -media" is not taken for "Social media".
pub(super) fn whole_names(name: &str, pieces: &[Piece]) -> impl Iterator<Item = String> {
    let signed = name.contains('-').then(|| whole_name(name, pieces, &cut(name)));
    let plain = whole(pieces);
    signed.filter(|signed| *signed != plain).into_iter().chain([plain])
}

fn whole_name(name: &str, pieces: &[Piece], parts: &[Part]) -> String {
    if parts.iter().any(|part| matches!(part, Part::Excluded(_))) { shortened_word(fold(name)) } else { whole(pieces) }
}

fn within_limit(query: &str) -> &str {
    query.char_indices().nth(QUERY_CHARS_MAX).map_or(query, |(end, _)| &query[..end])
}

fn shortened(mut pieces: Vec<Piece>) -> Vec<Piece> {
    pieces.truncate(QUERY_WORDS_MAX);
    pieces
}

fn units(text: &str) -> Vec<Unit> {
    let loud_on_purpose = text.contains(char::is_lowercase);
    let pieces = shortened(pieces(text));
    let mut units = Vec::with_capacity(pieces.len());
    for group in groups(&pieces) {
        let unit = |pieces: &[Piece], optional| {
            let (start, end) = (pieces.first().map_or(0, |piece| piece.start), pieces.last().map_or(0, |piece| piece.end));
            Unit { pieces: pieces.to_vec(), written: text[start..end].to_owned(), optional }
        };
        match group {
            [word] => {
                let written = &text[word.start..word.end];
                // WHO among lower-case words is a name.
                let loud = loud_on_purpose && written.chars().count() > 1 && written.chars().all(char::is_uppercase);
                units.push(unit(group, is_common(&word.text) && !loud));
            }
            [_, second, ..] if second.link == Link::Run => units.extend(group.windows(2).map(|two| unit(two, false))),
            compound => units.push(unit(compound, false)),
        }
    }
    units
}

/// The words an index holds for the pieces of a phrase, one for each position.
pub(super) fn phrase_words(pieces: &[Piece]) -> Vec<String> {
    let mut words: Vec<String> = Vec::with_capacity(pieces.len());
    for (at, piece) in pieces.iter().enumerate() {
        match pieces.get(at + 1) {
            Some(next) if next.link == Link::Run => words.push(pair(piece, next)),
            // The last character of a run is part of the pair before it.
            _ if piece.link == Link::Run && at + 1 == pieces.len() => {}
            _ => words.push(piece.text.clone()),
        }
    }
    words
}

enum Part<'a> {
    Plain(&'a str),
    Phrase(&'a str),
    Excluded(&'a str),
}

/// Finds quotes and exclusions, both of which begin at the start of a word.
fn cut(query: &str) -> Vec<Part<'_>> {
    let mut parts = Vec::new();
    let mut plain_from = 0;
    let mut at = 0;
    let mut fresh = true;
    while let Some(letter) = query[at..].chars().next() {
        let sign = if fresh && letter == '-' { 1 } else { 0 };
        let quoted = if fresh { in_quotes(&query[at + sign..]) } else { None };
        let (part, length) = match quoted {
            Some((inner, length)) if sign == 1 => (Some(Part::Excluded(inner)), sign + length),
            Some((inner, length)) => (Some(Part::Phrase(inner)), length),
            None if sign == 1 => match excluded_word(&query[at + 1..]) {
                Some(word) => (Some(Part::Excluded(word)), 1 + word.len()),
                None => (None, 1),
            },
            None => (None, letter.len_utf8()),
        };
        fresh = letter.is_whitespace() || matches!(letter, '(' | '[' | ',' | ';');
        if let Some(part) = part {
            parts.push(Part::Plain(&query[plain_from..at]));
            parts.push(part);
            plain_from = at + length;
            fresh = false;
        }
        at += length;
    }
    parts.push(Part::Plain(&query[plain_from..]));
    parts
}

/// The text between the quotes that begin here, and the length with them; none when they do not close.
fn in_quotes(text: &str) -> Option<(&str, usize)> {
    let open = text.chars().next()?;
    let close = match open {
        '"' => '"',
        '“' | '”' | '„' => '”',
        '«' => '»',
        _ => return None,
    };
    let start = open.len_utf8();
    let end = start + text[start..].find(|letter| letter == close || (open == '„' && letter == '“'))?;
    let after = text[end..].chars().next().map_or(0, char::len_utf8);
    Some((&text[start..end], end + after))
}

fn excluded_word(text: &str) -> Option<&str> {
    let word = text.split(char::is_whitespace).next()?;
    word.starts_with(char::is_alphanumeric).then_some(word)
}
