//! The three ways the index cuts its texts, all of them over [`analysis`](super::analysis): stems with positions, names with
//! their beginnings, and plain words for the spelling dictionary.

use tantivy::tokenizer::{Token, TokenStream, Tokenizer};

use super::analysis::{Link, Piece, groups, joined, pieces, stem};
use super::query::whole_names;

/// Beginnings of words are indexed up to this many letters; longer ones are looked up in the dictionary.
pub(super) const GRAM_LETTERS_MAX: usize = 3;

// A word's text begins with a letter or digit, so these never collide with words, and sort before all of them.
/// The first word of a name.
pub(super) const FIRST: char = '\u{1}';
/// The beginning of a word.
pub(super) const GRAM: char = '\u{2}';
/// The beginning of a name's first word.
pub(super) const FIRST_GRAM: char = '\u{3}';
/// A whole name.
pub(super) const WHOLE: char = '\u{4}';
/// No word sorts before this, and everything marked does.
pub(super) const WORDS_FROM: &str = "\u{10}";
/// Stands before a text that is not English and whose words therefore keep their endings.
pub(super) const UNSTEMMED: char = '\u{5}';

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Cut {
    /// Stems, for scored search.
    Stems,
    /// Words as they are, their beginnings, and the whole name.
    Names,
    /// Words as they are.
    Words,
}

impl Tokenizer for Cut {
    type TokenStream<'a> = Tokens;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> Tokens {
        let mut tokens = Tokens::default();
        match *self {
            Self::Stems => match text.strip_prefix(UNSTEMMED) {
                Some(text) => words(&pieces(text), |position, word, _| tokens.push(position, None, word)),
                None => words(&pieces(text), |position, word, _| tokens.push(position, None, &stem(word))),
            },
            Self::Words => words(&pieces(text), |position, word, plain| {
                if plain {
                    tokens.push(position, None, word);
                }
            }),
            Self::Names => names(text, &pieces(text), &mut tokens),
        }
        tokens
    }
}

/// Every form under which a text's words are found: (position, word, whether it is a word of a spaced script).
/// A compound stands as its parts and, at its first and last position, as one word, so that phrases run through it either way.
fn words(pieces: &[Piece], mut found: impl FnMut(usize, &str, bool)) {
    let mut position = 0;
    for group in groups(pieces) {
        let compound = (group.len() > 1 && group[1].link == Link::Compound).then(|| joined(group));
        for (at, piece) in group.iter().enumerate() {
            found(position + at, &piece.text, !piece.unspaced);
            if let Some(start) = piece.elided {
                found(position + at, &piece.text[start..], true);
            }
            if piece.unspaced
                && let Some(next) = group.get(at + 1)
            {
                found(position + at, &pair(piece, next), false);
            }
            if let Some(compound) = &compound
                && (at == 0 || at + 1 == group.len())
            {
                found(position + at, compound, true);
            }
        }
        position += group.len();
    }
}

/// Two neighbouring characters of an unspaced script: what stands for a word there.
pub(super) fn pair(one: &Piece, next: &Piece) -> String {
    [one.text.as_str(), &next.text].concat()
}

fn names(text: &str, pieces: &[Piece], tokens: &mut Tokens) {
    for whole in whole_names(text, pieces) {
        tokens.push(0, Some(WHOLE), &whole);
    }
    words(pieces, |position, word, spaced| {
        tokens.push(position, None, word);
        if position == 0 {
            tokens.push(0, Some(FIRST), word);
        }
        if !spaced {
            return;
        }
        for (at, letter) in word.char_indices().take(GRAM_LETTERS_MAX) {
            let gram = &word[..at + letter.len_utf8()];
            tokens.push(position, Some(GRAM), gram);
            if position == 0 {
                tokens.push(0, Some(FIRST_GRAM), gram);
            }
        }
    });
}

/// Tokens of one text, kept in one buffer.
#[derive(Default)]
pub(super) struct Tokens {
    letters: String,
    ends: Vec<(usize, usize)>,
    next: usize,
    token: Token,
}

impl Tokens {
    fn push(&mut self, position: usize, mark: Option<char>, word: &str) {
        self.letters.extend(mark);
        self.letters.push_str(word);
        self.ends.push((position, self.letters.len()));
    }
}

impl TokenStream for Tokens {
    fn advance(&mut self) -> bool {
        let Some(&(position, end)) = self.ends.get(self.next) else { return false };
        let start = self.next.checked_sub(1).map_or(0, |before| self.ends[before].1);
        self.token.position = position;
        self.token.text.clear();
        self.token.text.push_str(&self.letters[start..end]);
        self.next += 1;
        true
    }

    fn token(&self) -> &Token {
        &self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        &mut self.token
    }
}
