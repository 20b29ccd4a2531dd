//! How a text becomes words: the same for what is indexed, asked, suggested and highlighted, so that all four agree.
//!
//! A text is cut into [`Piece`]s, each folded by [`fold_word`]. Pieces that people write now together, now apart
//! (`pile-on`, `N.C.C.P.E.`, `J. R. R.`) are linked, so that every way of writing them finds every other. Scripts written
//! without spaces are cut into characters, which the index pairs up. [`stem`] takes English endings off.
//!
//! Uses nothing of the crate.
//!
//! ```
//! use whatworks::views::words::analysis::{fold, stem};
//! assert_eq!(fold("  Coté &  O’Neil "), "cote & oneil");
//! assert_eq!(fold("Straße, Łódź, Øresund, İstanbul"), "strasse, lodz, oresund, istanbul");
//! assert_eq!(stem("researchers"), stem("research"));
//! ```

use std::borrow::Cow;

use rust_stemmers::{Algorithm, Stemmer};
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Pieces linked into one compound at most; a longer one (an address in running text) is left as separate words.
const COMPOUND_PIECES_MAX: usize = 8;
/// Bytes kept of one word; what follows does not help to find it.
const WORD_BYTES_MAX: usize = 120;

/// One word of a text, or one character of a script that is written without spaces.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    /// The folded word.
    pub text: String,
    /// Where the word begins inside `text` when an elided article stands before it: `l'université` is found by `universite`.
    pub elided: Option<usize>,
    /// The bytes of the original text that it was read from.
    pub start: usize,
    pub end: usize,
    /// How it hangs together with the piece before it.
    pub link: Link,
    /// A character of a script written without spaces.
    pub unspaced: bool,
}

/// How a piece hangs together with the one before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Link {
    /// A word of its own.
    Apart,
    /// The next part of a compound: `on` in `pile-on`.
    Compound,
    /// The next character of a run of an unspaced script.
    Run,
}

/// The English stem of a folded word; a word that is not plain English letters stays as it is.
#[must_use]
pub fn stem(word: &str) -> Cow<'_, str> {
    if word.len() < 3 || !word.bytes().all(|byte| byte.is_ascii_lowercase()) {
        return Cow::Borrowed(word);
    }
    Stemmer::create(Algorithm::English).stem(word)
}

/// A text as people compare names: lower case, without accents and apostrophes, ligatures spelled out, white space single.
/// Good for sort keys and for telling whether two names are the same.
#[must_use]
pub fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !folded.is_empty() {
            folded.push(' ');
        }
        fold_into(word, &mut folded);
    }
    folded
}

/// [`fold`] for one word without white space.
#[must_use]
pub fn fold_word(word: &str) -> String {
    let mut folded = String::with_capacity(word.len());
    fold_into(word, &mut folded);
    folded
}

fn fold_into(word: &str, folded: &mut String) {
    if word.is_ascii() {
        folded.extend(word.bytes().filter(|byte| !matches!(byte, b'\'' | b'`')).map(|byte| char::from(byte.to_ascii_lowercase())));
        return;
    }
    let mut plain = String::with_capacity(word.len());
    for letter in word.chars().filter(|letter| !is_apostrophe(*letter)).nfkd() {
        if is_accent(letter) || is_apostrophe(letter) {
            continue;
        }
        for lower in letter.to_lowercase().filter(|lower| !is_accent(*lower)) {
            match spelled_out(lower) {
                Some(letters) => plain.push_str(letters),
                None => plain.push(lower),
            }
        }
    }
    // What is left of the decomposition (Hangul syllables, voiced kana, Indic vowels) goes together again.
    folded.extend(plain.nfc());
}

/// Letters that Unicode does not decompose, as people type them on other keyboards.
fn spelled_out(letter: char) -> Option<&'static str> {
    Some(match letter {
        'ß' => "ss",
        'æ' => "ae",
        'œ' => "oe",
        'ø' => "o",
        'ł' => "l",
        'đ' | 'ð' => "d",
        'þ' => "th",
        'ħ' => "h",
        'ŧ' => "t",
        'ŋ' => "n",
        'ı' => "i",
        'ə' => "e",
        'ς' => "σ",
        'ٱ' => "ا",
        'ى' | 'ی' => "ي",
        'ة' | 'ہ' | 'ھ' => "ه",
        'ک' => "ك",
        '٠' | '۰' => "0",
        '١' | '۱' => "1",
        '٢' | '۲' => "2",
        '٣' | '۳' => "3",
        '٤' | '۴' => "4",
        '٥' | '۵' => "5",
        '٦' | '۶' => "6",
        '٧' | '۷' => "7",
        '٨' | '۸' => "8",
        '٩' | '۹' => "9",
        _ => return None,
    })
}

/// Marks that may be left out without making another word. Vowel signs of Thai or Devanagari are not among them.
fn is_accent(letter: char) -> bool {
    matches!(letter,
        '\u{300}'..='\u{36F}' | '\u{1AB0}'..='\u{1AFF}' | '\u{1DC0}'..='\u{1DFF}' | '\u{20D0}'..='\u{20FF}' | '\u{FE20}'..='\u{FE2F}'
        | '\u{591}'..='\u{5BD}' | '\u{5BF}' | '\u{5C1}' | '\u{5C2}' | '\u{5C4}' | '\u{5C5}' | '\u{5C7}'
        | '\u{640}' | '\u{64B}'..='\u{65F}' | '\u{670}' | '\u{6D6}'..='\u{6DC}' | '\u{6DF}'..='\u{6E4}' | '\u{6E7}' | '\u{6E8}' | '\u{6EA}'..='\u{6ED}'
        | '\u{AD}' | '\u{200B}'..='\u{200F}' | '\u{2060}' | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}')
}

fn is_apostrophe(letter: char) -> bool {
    matches!(letter, '\'' | '’' | '‘' | 'ʼ' | 'ʻ' | 'ʹ' | '′' | '`' | '´' | '＇' | '‛')
}

/// Characters that hold a compound together when they stand between two letters without a space.
fn is_joiner(letter: char) -> bool {
    matches!(letter, '-' | '\u{2010}'..='\u{2013}' | '\u{FF0D}' | '_' | '&' | '.' | '·' | '@' | '+')
}

fn is_word(letter: char) -> bool {
    letter.is_alphanumeric() || is_combining_mark(letter) || is_accent(letter)
}

/// Scripts written without spaces between words, and Hangul, whose words carry their particles with them.
fn is_unspaced(letter: char) -> bool {
    matches!(u32::from(letter),
        0x0E00..=0x0FFF | 0x1000..=0x109F | 0x1100..=0x11FF | 0x1780..=0x17FF | 0x3005..=0x3007 | 0x3040..=0x31FF | 0x3400..=0x4DBF
        | 0x4E00..=0x9FFF | 0xA960..=0xA97F | 0xAC00..=0xD7FF | 0xF900..=0xFAFF | 0xFF66..=0xFF9F | 0x1_B000..=0x1_B16F | 0x2_0000..=0x3_FFFF)
        && is_word(letter)
}

/// The pieces of a text, in order.
#[must_use]
pub fn pieces(text: &str) -> Vec<Piece> {
    let mut found: Vec<Piece> = Vec::with_capacity(text.len() / 6 + 1);
    let mut letters = text.char_indices().peekable();
    // What stood between the last piece and here, if that can hold them together.
    let mut gap = Gap::Wide;
    let mut linked = 0;
    while let Some((start, first)) = letters.next() {
        if !is_word(first) || is_apostrophe(first) {
            if is_ampersand(first) && stands_alone(text, start, start + first.len_utf8()) {
                found.push(Piece { text: AND.to_owned(), elided: None, start, end: start + first.len_utf8(), link: Link::Apart, unspaced: false });
                linked = 1;
            }
            gap = match gap {
                Gap::None if is_joiner(first) => Gap::Joiner,
                _ => Gap::Wide,
            };
            continue;
        }
        let unspaced = is_unspaced(first);
        let mut end = start + first.len_utf8();
        let mut apostrophe = None;
        while let Some(&(at, letter)) = letters.peek() {
            if is_apostrophe(letter) && !unspaced {
                let next = text[at + letter.len_utf8()..].chars().next();
                if !next.is_some_and(|next| next.is_alphanumeric() && !is_apostrophe(next) && !is_unspaced(next)) {
                    break;
                }
                apostrophe.get_or_insert((at, at + letter.len_utf8()));
            } else if !is_word(letter) || (is_unspaced(letter) != unspaced && !is_combining_mark(letter)) || (unspaced && !is_combining_mark(letter)) {
                break;
            }
            end = at + letter.len_utf8();
            letters.next();
        }
        let folded = fold_word(&text[start..end]);
        if folded.is_empty() {
            continue;
        }
        let before = found.last();
        let link = match gap {
            Gap::None if unspaced && before.is_some_and(|before| before.unspaced) => Link::Run,
            Gap::Joiner if !unspaced && linked < COMPOUND_PIECES_MAX && before.is_some_and(|before| !before.unspaced) => Link::Compound,
            Gap::Wide if linked < COMPOUND_PIECES_MAX && before.is_some_and(|before| are_initials(text, before, start, end)) => Link::Compound,
            _ => Link::Apart,
        };
        linked = if link == Link::Compound { linked + 1 } else { 1 };
        let elided = apostrophe.and_then(|(at, after)| elision(&text[start..at], &text[after..end], &folded));
        found.push(Piece { text: shortened(folded), elided, start, end, link, unspaced });
        gap = Gap::None;
    }
    found
}

/// The word that "&" on its own is read as.
pub(super) const AND: &str = "and";

fn is_ampersand(letter: char) -> bool {
    matches!(letter, '&' | '＆')
}

fn stands_alone(text: &str, start: usize, end: usize) -> bool {
    text[..start].chars().next_back().is_none_or(char::is_whitespace) && text[end..].chars().next().is_none_or(char::is_whitespace)
}

/// What stands between two pieces.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Gap {
    None,
    Joiner,
    Wide,
}

/// Whether two single capitals stand as initials do: `J. R.`, `U S`.
fn are_initials(text: &str, before: &Piece, start: usize, end: usize) -> bool {
    let capital = |word: &str| {
        let mut letters = word.chars();
        letters.next().is_some_and(char::is_uppercase) && letters.next().is_none()
    };
    matches!(&text[before.end..start], " " | ". ") && capital(&text[before.start..before.end]) && capital(&text[start..end])
}

/// Where the word after an elided article begins in the folded text: French, Italian and Catalan `l'`, `d'`, `qu'`, `dell'` ….
fn elision(article: &str, rest: &str, folded: &str) -> Option<usize> {
    let article = fold_word(article);
    let elided = matches!(article.as_str(), "l" | "d" | "j" | "m" | "n" | "s" | "t" | "c" | "qu" | "un" | "dell" | "all" | "nell" | "sull" | "dall");
    let at = article.len();
    (elided && rest.chars().count() >= 3 && folded.is_char_boundary(at) && at < folded.len()).then_some(at)
}

/// A word as long as the index keeps it.
pub(super) fn shortened(mut word: String) -> String {
    if word.len() > WORD_BYTES_MAX {
        let mut at = WORD_BYTES_MAX;
        while !word.is_char_boundary(at) {
            at -= 1;
        }
        word.truncate(at);
    }
    word
}

/// Cuts pieces into groups: a single word, a whole compound, or a whole run of an unspaced script.
pub fn groups(pieces: &[Piece]) -> impl Iterator<Item = &[Piece]> {
    pieces.chunk_by(|_, next| next.link != Link::Apart)
}

/// The compound a group is when written together: `pileon`.
#[must_use]
pub fn joined(group: &[Piece]) -> String {
    shortened(group.iter().map(|piece| piece.text.as_str()).collect())
}

/// A whole name as one word: equal for every spacing, hyphenation, accent and case, and whether "and" is written, as a sign, or not at all.
#[must_use]
pub fn whole(pieces: &[Piece]) -> String {
    whole_of(pieces.iter().map(|piece| piece.text.as_str()))
}

/// [`whole`] of words.
pub(super) fn whole_of<'a>(words: impl Iterator<Item = &'a str> + Clone) -> String {
    let all: String = words.clone().filter(|word| *word != AND).collect();
    shortened(if all.is_empty() { words.collect() } else { all })
}

/// English words so common that they tell little: they are asked for only where nothing else is.
#[must_use]
pub fn is_common(word: &str) -> bool {
    matches!(word,
        "a" | "about" | "an" | "and" | "any" | "are" | "as" | "at" | "be" | "been" | "but" | "by" | "can" | "could" | "did" | "do" | "does" | "for"
        | "from" | "had" | "has" | "have" | "how" | "i" | "if" | "in" | "into" | "is" | "it" | "its" | "me" | "my" | "no" | "not" | "of" | "on" | "or"
        | "our" | "so" | "that" | "the" | "their" | "them" | "then" | "there" | "these" | "they" | "this" | "those" | "to" | "us" | "was" | "we"
        | "were" | "what" | "whats" | "when" | "where" | "which" | "who" | "why" | "will" | "with" | "would" | "you" | "your")
}
