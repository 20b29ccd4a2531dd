//! Misspellings: the nearest word that the lexicon knows, when a word means nothing as it stands and is no word of English or of the directory's texts.

use super::english;
use super::lexicon::Lexicon;

/// Shorter words are never corrected: too many others are near.
pub const LETTERS_MIN: usize = 4;
/// From this length a word alone is taken for another: nearly every shorter one that is a letter away from a word is a word itself.
const LETTERS_ALONE: usize = 6;
/// From this length a letter may stand for another; in shorter words letters are only missing, too many or swapped.
const LETTERS_REPLACED: usize = 8;
/// From this length two slips are allowed.
const LETTERS_TWO_SLIPS: usize = 10;
/// Words corrected in one question.
pub const CORRECTIONS_MAX: usize = 12;

/// What a word may have been meant to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Near {
    pub word: String,
    /// Sure enough to be read so by itself; else only within a phrase that the rest of the question confirms.
    pub alone: bool,
}

/// The nearest known word by Damerau–Levenshtein distance: one slip from four letters, two from ten. Of equally near ones the first
/// in the alphabet that begins with the same letter.
#[must_use]
pub fn nearest(lexicon: &Lexicon, word: &str) -> Option<Near> {
    within(lexicon, word, word).or_else(|| within(lexicon, word, &english::base(word)).filter(|near| near.word != word))
}

/// The nearest word for this form of a word.
fn within(lexicon: &Lexicon, written: &str, word: &str) -> Option<Near> {
    let letters = written.chars().count();
    if letters < LETTERS_MIN || word.chars().any(|letter| letter.is_ascii_digit()) {
        return None;
    }
    let slips = if letters >= LETTERS_TWO_SLIPS { 2 } else { 1 };
    let (first, second) = (word.chars().next(), word.chars().nth(1));
    let near = lexicon.vocabulary().filter(|own| {
        let (own_first, own_second) = (own.chars().next(), own.chars().nth(1));
        // Hardly anyone gets the first letter wrong without getting the second right.
        own.len().abs_diff(word.len()) <= slips && (own_first == first || own_first == second || own_second == first || own_second == second)
    });
    // "Creative" is no slip of "create": what differs in its ending alone is another word.
    let ending = |own: &str| same_letters(own, word) + 3 >= letters;
    near.map(|own| (strsim::osa_distance(own, word), own.chars().next() != first, own))
        .filter(|(distance, _, own)| *distance > 0 && *distance <= slips && (*distance == 1 || !ending(own)) && own.chars().count() >= LETTERS_MIN)
        .min()
        .map(|(_, _, own)| Near { word: own.to_owned(), alone: letters >= LETTERS_ALONE && !differs_in_last(own, word) && (letters >= LETTERS_REPLACED || !is_replaced(own, word)) })
}

/// Letters that both begin with.
fn same_letters(one: &str, other: &str) -> usize {
    one.chars().zip(other.chars()).take_while(|(one, other)| one == other).count()
}

/// Whether a word that exists may stand for the other within a name: "value", where a name says "valued".
#[must_use]
pub fn is_form(near: &str, word: &str) -> bool {
    differs_in_last(near, word)
}

/// "Programme" and "programmer", "lecture" and "lectured": words of one stem.
fn differs_in_last(own: &str, word: &str) -> bool {
    same_letters(own, word) + 1 >= own.chars().count().max(word.chars().count())
}

/// "Clarity" and "charity": a letter stands for another.
fn is_replaced(own: &str, word: &str) -> bool {
    own.chars().count() == word.chars().count() && own.chars().zip(word.chars()).filter(|(one, other)| one != other).count() == 1
}
