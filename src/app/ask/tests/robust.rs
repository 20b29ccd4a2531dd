//! No question breaks the reader, and none is misread in silence.

use super::english::Function;
use super::*;
use proptest::prelude::*;

#[test]
fn a_misspelling_is_corrected_and_said() {
    let reading = WORLD.read("toools for harrassment on Twiter");
    let corrected: Vec<(String, String)> = reading.parts.iter().filter_map(|part| Some((part.corrected_from.clone()?, part.corrected_to.clone()?))).collect();
    assert_eq!(corrected, [("toools".to_owned(), "tools".to_owned()), ("harrassment".to_owned(), "harassment".to_owned()), ("Twiter".to_owned(), "twitter".to_owned())]);
}

#[test]
fn a_word_that_exists_is_taken_for_no_other() {
    // Of everyday English, of the directory's texts, too short to be sure of, or of the same stem.
    for question in ["tools for deaf people", "tools for my boss", "training programmes", "a moon for tools", "tools with a logo", "tools about a thread", "which lecture", "tools for good conditions"] {
        let reading = WORLD.read(question);
        assert!(reading.parts.iter().all(|part| part.corrected_to.is_none()), "{question}: {:?}", reading.parts);
    }
    let texts = |word: &str| word == "harrassment";
    let reading = read(&WORLD.snapshot, &WORLD.lexicon, "tools for harrassment", TODAY, &texts);
    assert!(!reading.filter.to_string().contains("addresses"), "what a text here says is no misspelling: {}", reading.filter);
    let reading = WORLD.read("tools for trolk");
    assert!(reading.parts.iter().all(|part| part.corrected_to.is_none()));
    assert!(reading.suggestions.iter().any(|suggestion| suggestion.contains("“troll”")), "{:?}", reading.suggestions);
}

#[test]
fn what_does_not_help_is_what_a_claim_disputes_and_says_so() {
    for (world, question) in [(&*WORLD, "what does not help with harassment?"), (&*WORLD, "tools that don't help with trolling"), (&*UNIVERSITY, "courses that do not cover algebra")] {
        let reading = world.read(question);
        assert!(reading.filter.to_string().contains("DISPUTES"), "{question}: {}", reading.filter);
        assert!(reading.suggestions.iter().any(|suggestion| suggestion.contains("no evidence")), "{question}: {:?}", reading.suggestions);
    }
    let reading = WORLD.read("tools not for trolling");
    assert!(!reading.filter.to_string().contains("DISPUTES") && reading.suggestions.iter().any(|suggestion| suggestion.contains("no evidence")), "{:?}", reading.suggestions);
}

#[test]
fn every_part_stands_where_it_says() {
    for question in questions(QUESTIONS) {
        for part in WORLD.read(question).parts {
            let there: String = question.chars().skip(part.start).take(part.end - part.start).collect();
            let letters = |text: &str| text.chars().filter(|letter| letter.is_alphanumeric()).collect::<String>();
            assert_eq!(letters(&there), letters(&part.text), "{question}");
        }
    }
}

#[test]
fn a_question_without_meaning_is_answered_with_questions_that_have_one() {
    for question in ["", "   ", "???", "…—!", "🙂", "'", "the of and"] {
        let reading = WORLD.read(question);
        assert!(reading.is_empty(), "{question:?}: {reading:?}");
        assert!(!reading.suggestions.is_empty());
        assert!(graphql(&WORLD.snapshot, &reading).is_empty() && sparql(&WORLD.snapshot, &reading).is_empty());
        for suggestion in &reading.suggestions {
            let example = WORLD.read(suggestion);
            assert!(example.unused.is_empty() && !WORLD.answer(&example).is_empty(), "{suggestion}");
        }
    }
}

#[test]
fn words_in_another_script_are_searched_and_then_given_back() {
    let reading = WORLD.read("工具 для исследователей");
    assert_eq!(reading.search.as_deref(), Some("工具 для исследователей"));
    let reading = with_found(&WORLD.snapshot, &WORLD.lexicon, reading, &[]);
    assert!(reading.is_empty() && reading.unused.len() == 3 && !reading.suggestions.is_empty());
}

#[test]
fn a_question_is_read_up_to_its_limit_and_says_so() {
    let long = format!("tools for trolling {}", "and more ".repeat(200));
    let reading = WORLD.read(&long);
    assert!(reading.suggestions.iter().any(|suggestion| suggestion.contains("longer than 500 characters")));
    assert_eq!(reading.types.len(), 1);
}

#[test]
fn codes_are_meant_in_capitals_only() {
    assert!(WORLD.line("tools in NL").contains("\"nl\""));
    assert!(WORLD.line("is it in no way free").contains("free"));
    assert!(!WORLD.line("is it in no way free").contains("country"));
    assert!(WORLD.line("organisations in the us").contains("\"us\""));
    assert!(!WORLD.line("which tools help us with trolls").contains("country"));
}

#[test]
fn an_answer_without_records_suggests_what_is_broader() {
    let reading = WORLD.read("organisations in England");
    assert!(WORLD.answer(&reading).is_empty());
    assert!(when_nothing_fits(&WORLD.snapshot, &reading).iter().any(|suggestion| suggestion.contains("United Kingdom")));
}

#[test]
fn an_ambiguous_word_is_reported() {
    let reading = WORLD.read("reports about trolling");
    assert!(reading.suggestions.iter().any(|suggestion| suggestion.contains("“reports” was read as")), "{:?}", reading.suggestions);
}

#[test]
fn the_texts_of_a_reading_escape_what_they_quote() {
    let reading = WORLD.read("events about \"} { __schema { types { name } } #");
    let text = graphql(&WORLD.snapshot, &reading);
    assert!(async_graphql::parser::parse_query(&text).is_ok(), "{text}");
    assert!(!sparql(&WORLD.snapshot, &reading).contains("__schema"));
}

#[test]
fn a_lexicon_follows_publications() {
    let lexicon = WORLD.lexicon.after(WORLD.snapshot.ontology(), &[]);
    assert_eq!(WORLD.read_with(&lexicon, "tools by Jisc"), WORLD.read("tools by Jisc"));
    let record = WORLD.snapshot.records().find(|record| record.iri.ends_with("/organisation/jisc")).cloned();
    let gone = lexicon.after(WORLD.snapshot.ontology(), &[crate::views::records::Difference { before: record.clone(), after: None }]);
    assert!(!WORLD.read_with(&gone, "tools by Jisc").filter.to_string().contains("jisc"));
    let back = gone.after(WORLD.snapshot.ontology(), &[crate::views::records::Difference { before: None, after: record }]);
    assert_eq!(WORLD.read_with(&back, "tools by Jisc"), WORLD.read("tools by Jisc"));
}

fn read_whole(world: &World, question: &str) {
    let reading = world.read(question);
    world.answer(&reading);
    let text = graphql(&world.snapshot, &reading) + &sparql(&world.snapshot, &reading);
    assert_eq!(text.is_empty(), reading.is_empty(), "{question}");
    let _ = when_nothing_fits(&world.snapshot, &reading);
}

/// Words that no part of the reading speaks of, that are not reported, and that are not in the closed lists of English.
fn left_out_in_silence(world: &World, question: &str) -> Vec<String> {
    let reading = world.read(question);
    let asked = words::words(question);
    let mut told: Vec<bool> = asked.iter().map(|word| reading.parts.iter().any(|part| part.start <= word.start && word.end <= part.end)).collect();
    let grammar = |function| matches!(function, Function::Empty | Function::Define | Function::And | Function::Or | Function::But | Function::Of | Function::With);
    for phrase in english::functions().filter(|(_, function)| grammar(*function)).map(|(phrase, _)| phrase.split(' ').collect::<Vec<_>>()) {
        for at in 0..asked.len() {
            if asked.iter().skip(at).take(phrase.len()).map(|word| word.plain.as_str()).eq(phrase.iter().copied()) {
                told.iter_mut().skip(at).take(phrase.len()).for_each(|told| *told = true);
            }
        }
    }
    let mut unused: Vec<String> = reading.unused.iter().flat_map(|text| words::words(text)).map(|word| word.plain).collect();
    let mut silent = Vec::new();
    for word in asked.iter().zip(told).filter(|(_, told)| !told).map(|(word, _)| word.plain.clone()) {
        match unused.iter().position(|own| *own == word) {
            Some(at) => drop(unused.swap_remove(at)),
            None => silent.push(word),
        }
    }
    silent
}

#[test]
fn every_word_is_used_or_reported_or_says_nothing() {
    for (world, text) in [(&*WORLD, QUESTIONS), (&*UNIVERSITY, UNIVERSITY_QUESTIONS), (&*KITCHEN, KITCHEN_QUESTIONS)] {
        for question in questions(text) {
            assert_eq!(left_out_in_silence(world, question), [""; 0], "{question}");
        }
    }
}

#[test]
fn words_that_change_what_is_asked_are_not_among_those_that_say_nothing() {
    for word in ["not", "no", "only", "never", "without", "still", "like", "newest", "best", "cheapest", "latest", "most", "least", "outside", "except", "before 2015", "nothing", "similar", "funded", "research"] {
        assert!(english::functions().all(|(phrase, function)| phrase != word || function != Function::Empty), "{word}");
    }
}

/// Words of the questions and of the ontology, joined in any way.
pub fn scrambled(world: &World, text: &str, choice: &[prop::sample::Index], marks: &[usize]) -> String {
    let words: Vec<&str> = text.lines().filter(|line| !line.starts_with("  ")).flat_map(str::split_ascii_whitespace).chain(world.lexicon.vocabulary()).collect();
    let mut question = String::new();
    for (index, mark) in choice.iter().zip(marks) {
        question.push_str(words[index.index(words.len())]);
        question.push_str([" ", " ", " ", ", ", "-", "? ", " not ", " or ", "'s "][*mark]);
    }
    question
}

/// Deep runs for whoever has time: `ASK_CASES=100000`.
pub fn cases(usual: u32) -> ProptestConfig {
    ProptestConfig::with_cases(std::env::var("ASK_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(usual))
}

proptest! {
    #![proptest_config(cases(256))]

    #[test]
    fn no_text_breaks_the_reader(question in "\\PC{0,200}") {
        read_whole(&WORLD, &question);
    }
}

proptest! {
    #![proptest_config(cases(512))]

    #[test]
    fn no_order_of_known_words_breaks_the_reader(choice in prop::collection::vec(any::<prop::sample::Index>(), 0..14), marks in prop::collection::vec(0..9_usize, 14)) {
        read_whole(&WORLD, &scrambled(&WORLD, QUESTIONS, &choice, &marks));
        read_whole(&UNIVERSITY, &scrambled(&UNIVERSITY, UNIVERSITY_QUESTIONS, &choice, &marks));
        read_whole(&KITCHEN, &scrambled(&KITCHEN, KITCHEN_QUESTIONS, &choice, &marks));
    }

    #[test]
    fn no_order_of_known_words_leaves_one_out_in_silence(choice in prop::collection::vec(any::<prop::sample::Index>(), 0..14), marks in prop::collection::vec(0..9_usize, 14)) {
        let question = scrambled(&WORLD, QUESTIONS, &choice, &marks);
        prop_assert_eq!(left_out_in_silence(&WORLD, &question), Vec::<String>::new(), "{}", question);
    }
}
