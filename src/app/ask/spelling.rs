//! Misspellings: the nearest word that the lexicon knows, when a word means nothing as it stands.

use super::lexicon::Lexicon;

/// Shorter words are never corrected: too many others are near.
pub const LETTERS_MIN: usize = 4;
/// From this length two slips are allowed.
const LETTERS_TWO_SLIPS: usize = 8;
/// Words corrected in one question.
pub const CORRECTIONS_MAX: usize = 12;

/// The nearest known word by Damerau–Levenshtein distance: one slip from four letters, two from eight. Of equally near ones the first
/// in the alphabet that begins with the same letter.
#[must_use]
pub fn nearest(lexicon: &Lexicon, word: &str) -> Option<String> {
    let letters = word.chars().count();
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
    let ending = |own: &str| own.chars().zip(word.chars()).take_while(|(one, other)| one == other).count() + 3 >= letters;
    near.map(|own| (strsim::osa_distance(own, word), own.chars().next() != first, own))
        .filter(|(distance, _, own)| *distance > 0 && *distance <= slips && (*distance == 1 || !ending(own)) && own.chars().count() >= LETTERS_MIN)
        .min()
        .map(|(_, _, own)| own.to_owned())
}
