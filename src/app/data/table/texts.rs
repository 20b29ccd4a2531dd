//! Texts of cells: their languages, and how problems show them.

use oxigraph::model::Literal;
use regex::Regex;
use std::sync::LazyLock;

/// Characters of a cell that a problem shows.
const SHOWN_CHARS_MAX: usize = 60;

/// The language of a text that nobody knows. Source: ISO 639-2, `und`.
pub const UNDETERMINED: &str = "und";

/// A text as a problem shows it: on one line, and not at length.
pub fn shown(text: &str) -> String {
    let mut letters = text.chars();
    let mut shown: String = letters.by_ref().take(SHOWN_CHARS_MAX).map(|letter| if letter.is_control() { ' ' } else { letter }).collect();
    if letters.next().is_some() {
        shown.push('…');
    }
    shown
}

/// Whether `tag` is well-formed by BCP 47.
pub fn is_language(tag: &str) -> bool {
    Literal::new_language_tagged_literal("", tag).is_ok()
}

/// Scripts in which one language is written, or nearly nothing but one. Han, Cyrillic, Arabic, Hebrew, Devanagari, Bengali and Latin
/// are not among them: each is the script of several.
const SCRIPTS: &[(&str, &str)] = &[
    ("Hangul", "ko"),
    ("Thai", "th"),
    ("Greek", "el"),
    ("Georgian", "ka"),
    ("Armenian", "hy"),
    ("Khmer", "km"),
    ("Lao", "lo"),
    ("Sinhala", "si"),
    ("Tamil", "ta"),
    ("Telugu", "te"),
    ("Kannada", "kn"),
    ("Malayalam", "ml"),
    ("Gujarati", "gu"),
    ("Gurmukhi", "pa"),
];

static LANGUAGES: LazyLock<Vec<(Regex, &str)>> = LazyLock::new(|| {
    // Kana, with or without Han, is Japanese.
    let japanese = (r"[\p{Hiragana}\p{Katakana}][\p{Hiragana}\p{Katakana}\p{Han}ーｰ\P{L}]*".to_owned(), r"[\p{Han}\P{L}]*", "ja");
    let others = SCRIPTS.iter().map(|(script, language)| (format!(r"\p{{{script}}}[\p{{{script}}}\P{{L}}]*"), r"\P{L}*", *language));
    let rules = others.chain([japanese]);
    rules.filter_map(|(script, before, language)| Some((Regex::new(&format!("^{before}{script}$")).ok()?, language))).collect()
});

/// The language of a text where its script alone tells it, and [`UNDETERMINED`] where it does not.
pub fn language_by_script(text: &str) -> &'static str {
    if text.is_ascii() {
        return UNDETERMINED;
    }
    LANGUAGES.iter().find(|(script, _)| script.is_match(text)).map_or(UNDETERMINED, |(_, language)| language)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_script_tells_the_language_only_where_no_other_is_written_in_it() {
        for (text, language) in [
            ("서울대학교", "ko"),
            ("สำนักงานคณะกรรมการ วิจัย (1)", "th"),
            ("Εθνικό Μετσόβιο Πολυτεχνείο", "el"),
            ("でんしこうほうけんきゅうじょ", "ja"),
            ("東京タワー", "ja"),
            ("ශ්\u{200d}රී ලංකාව", "si"),
            ("東京大学", UNDETERMINED),
            ("Санкт-Петербургский государственный университет", UNDETERMINED),
            ("جامعة القاهرة", UNDETERMINED),
            ("דבר", UNDETERMINED),
            ("University of Bristol", UNDETERMINED),
            ("Université de Montréal", UNDETERMINED),
            ("서울대학교 Hospital", UNDETERMINED),
            ("東京タワー Tokyo", UNDETERMINED),
            ("β-Institute", UNDETERMINED),
            ("", UNDETERMINED),
            ("—", UNDETERMINED),
        ] {
            assert_eq!(language_by_script(text), language, "{text}");
        }
        assert_eq!(LANGUAGES.len(), SCRIPTS.len() + 1);
    }

    #[test]
    fn what_a_problem_shows_is_short_and_on_one_line() {
        assert_eq!(shown("a\nb\u{7}"), "a b ");
        assert_eq!(shown(&"é".repeat(100)).chars().count(), SHOWN_CHARS_MAX + 1);
    }
}
