//! A question as words: where each stands, and the forms under which it is looked up.

use super::english;
use crate::views::fold::fold;

/// One word of a question or of a phrase of the lexicon.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Word {
    /// As written.
    pub text: String,
    /// Characters of the question, from 0, the end not included.
    pub start: usize,
    pub end: usize,
    /// Folded; "don't" is two words, "researcher's" one without its ending.
    pub plain: String,
    /// Singular and British.
    pub base: String,
    /// What stands between this word and the one before.
    pub mark: Mark,
    /// All letters are capitals, and there are at least two.
    pub capitals: bool,
    /// The first letter is a capital.
    pub capital: bool,
    /// "Jisc's", "universities'".
    pub possessive: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    Space,
    Comma,
    Dash,
    /// A full stop, a question mark, a semicolon: another sentence.
    Stop,
}

/// The words of a text, in order. Letters and digits make words; apostrophes stay inside.
#[must_use]
pub fn words(text: &str) -> Vec<Word> {
    let mut found = Vec::new();
    let mut mark = Mark::Space;
    let mut start = None;
    let letters: Vec<char> = text.chars().collect();
    for at in 0..=letters.len() {
        let letter = letters.get(at).copied();
        let next = letters.get(at + 1).copied();
        let inside = letter.is_some_and(|letter| {
            letter.is_alphanumeric() || unicode_normalization::char::is_combining_mark(letter) || (is_apostrophe(letter) && start.is_some() && next.is_some_and(char::is_alphanumeric))
        });
        match (start, inside) {
            (None, true) => start = Some(at),
            (Some(from), false) => {
                let written: String = letters.get(from..at).unwrap_or_default().iter().collect();
                push(&mut found, &written, from, at, mark);
                let quoted = from > 0 && letters.get(from - 1).copied().is_some_and(is_apostrophe);
                if let Some(word) = found.last_mut().filter(|word| !quoted && letter.is_some_and(is_apostrophe) && word.plain.ends_with('s')) {
                    word.possessive = true;
                }
                mark = mark_of(letter, next);
                start = None;
            }
            (None, false) => mark = stronger(mark, mark_of(letter, next)),
            (Some(_), true) => {}
        }
    }
    found
}

const fn is_apostrophe(letter: char) -> bool {
    matches!(letter, '\'' | '’' | '‘' | 'ʼ')
}

const fn mark_of(letter: Option<char>, next: Option<char>) -> Mark {
    match (letter, next) {
        (Some(',' | '、' | '，'), _) => Mark::Comma,
        (Some('-' | '–' | '—' | '−'), _) => Mark::Dash,
        (Some('?' | '!' | ';' | ':' | '。' | '？'), _) | (Some('.'), None | Some(' ' | '\n')) => Mark::Stop,
        _ => Mark::Space,
    }
}

const fn stronger(one: Mark, other: Mark) -> Mark {
    match (one, other) {
        (Mark::Stop, _) | (_, Mark::Stop) => Mark::Stop,
        (Mark::Comma, _) | (_, Mark::Comma) => Mark::Comma,
        (Mark::Dash, _) | (_, Mark::Dash) => Mark::Dash,
        _ => Mark::Space,
    }
}

fn push(found: &mut Vec<Word>, written: &str, start: usize, end: usize, mark: Mark) {
    let folded = fold(written);
    // "don't", "cannot": the negation is a word of its own.
    let negated = match folded.as_str() {
        "cannot" | "can't" => Some("can".to_owned()),
        "won't" => Some("will".to_owned()),
        other => other.strip_suffix("n't").map(str::to_owned),
    };
    if let Some(front) = negated {
        found.push(word(written, start, end, &front, mark));
        found.push(word(written, start, end, "not", Mark::Space));
        return;
    }
    let bare = ["'s", "'re", "'ve", "'ll", "'d", "'m", "'"].iter().find_map(|ending| folded.strip_suffix(ending)).unwrap_or(&folded);
    let possessive = folded.ends_with("'s");
    found.push(Word { possessive, ..word(written, start, end, bare, mark) });
}

fn word(written: &str, start: usize, end: usize, plain: &str, mark: Mark) -> Word {
    let letters = written.chars().filter(|letter| letter.is_alphabetic()).count();
    Word {
        text: written.to_owned(),
        start,
        end,
        plain: plain.to_owned(),
        base: english::base(plain),
        mark,
        capitals: letters >= 2 && !written.chars().any(char::is_lowercase),
        capital: written.chars().next().is_some_and(char::is_uppercase),
        possessive: false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain(text: &str) -> Vec<String> {
        words(text).into_iter().map(|word| word.plain).collect()
    }

    #[test]
    fn words_are_folded_and_negations_stand_alone() {
        assert_eq!(plain("Tools that don’t use Twitter/X?"), ["tools", "that", "do", "not", "use", "twitter", "x"]);
        assert_eq!(plain("a researcher's pile-on"), ["a", "researcher", "pile", "on"]);
        assert_eq!(plain("Université de Montréal"), ["universite", "de", "montreal"]);
        assert_eq!(plain("?!… – '"), [""; 0]);
    }

    #[test]
    fn words_say_where_they_stand_in_characters() {
        let found = words("Où? Twitter");
        assert_eq!((found[1].start, found[1].end, found[1].mark), (4, 11, Mark::Stop));
    }
}
