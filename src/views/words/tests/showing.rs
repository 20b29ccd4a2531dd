//! Highlights: why a text was found.

use super::super::Fragment;
use super::*;

/// Fragments as text, with what matches in brackets.
fn shown(fragments: &[Fragment]) -> String {
    fragments.iter().map(|fragment| if fragment.matched { format!("[{}]", fragment.text) } else { fragment.text.clone() }).collect()
}

fn highlight(query: &str, text: &str, chars_max: usize) -> String {
    let reader = index(&[record(1, "x").says(text)]);
    shown(&search(&reader, query).highlight(text, chars_max))
}

#[test]
fn words_are_marked_however_they_are_written() {
    for (query, text, marked) in [
        ("engage", "Engaging the public", "[Engaging] the public"),
        ("cote", "André Coté’s tool", "André [Coté’s] tool"),
        ("pileon", "A pile-on, or pile on", "A [pile-on], or [pile on]"),
        ("pile on", "The pileon began", "The [pileon] began"),
        ("oneil", "O’Neil", "[O’Neil]"),
        ("nccpe", "The N.C.C.P.E. says", "The [N.C.C.P.E]. says"),
        ("研究", "電子航法研究所", "電子航法[研究]所"),
        ("escaltion", "fear of escalation", "fear of [escalation]"),
        ("the escalation", "the fear of the escalation", "the fear of the [escalation]"),
        ("\"social media\"", "social life and social media", "social life and [social media]"),
        ("media -newspaper", "media and press", "[media] and press"),
        ("universite", "à l’université", "à [l’université]"),
    ] {
        assert_eq!(highlight(query, text, 200), marked, "{query}");
    }
}

#[test]
fn markup_in_a_text_stays_text() {
    assert_eq!(highlight("bold", "<b>bold</b> & <script>", 200), "<b>[bold]</b> & <script>");
}

#[test]
fn the_part_with_the_most_different_words_is_shown_within_the_limit() {
    let filler = "Lorem ipsum dolor sit amet consectetur. ".repeat(20);
    let text = format!("Escalation first. {filler}Then fear of escalation on social media. {filler}");
    let part = highlight("fear escalation media", &text, 80);
    assert!(part.contains("[fear] of [escalation] on social [media]"), "{part}");
    assert!(part.starts_with('…') && part.ends_with('…'), "{part}");
    assert!(part.chars().filter(|letter| !matches!(letter, '[' | ']' | '…')).count() <= 80, "{part}");
    assert!(!part.starts_with("… "), "{part}");
}

#[test]
fn a_text_without_the_words_shows_its_beginning() {
    let reader = labelled(&["Trolling"]);
    let found = search(&reader, "trolling");
    assert_eq!(shown(&found.highlight("One two three four", 9)), "One two…");
    assert_eq!(shown(&found.highlight("Short", 9)), "Short");
    assert_eq!(shown(&found.highlight("", 9)), "");
}
