//! What is found, and in what order.

use proptest::prelude::*;

use super::super::{How, QUERY_WORDS_MAX};
use super::*;

/// Every spelling finds every other.
#[track_caller]
fn are_the_same(spellings: &[&str]) {
    for written in spellings {
        let reader = labelled(&[&format!("About {written} today"), "Something else entirely"]);
        for asked in spellings {
            let found = search(&reader, asked);
            assert_eq!(ids(&found), [1], "{asked:?} in a text with {written:?}");
            assert_eq!(found.reading.how, How::AllWords, "{asked:?} in a text with {written:?}");
        }
    }
}

#[test]
fn case_and_accents_make_no_difference() {
    are_the_same(&["Coté", "cote", "CÔTÉ", "Cote\u{301}"]);
    are_the_same(&["Straße", "strasse", "STRASSE", "STRAẞE"]);
    are_the_same(&["Ørsted", "orsted", "ORSTED"]);
    are_the_same(&["Łódź", "lodz"]);
    are_the_same(&["İstanbul", "Istanbul", "istanbul", "ISTANBUL", "ıstanbul"]);
    are_the_same(&["Cæsar", "Caesar"]);
    are_the_same(&["Ｗｉｄｅ", "wide"]);
}

#[test]
fn apostrophes_make_no_difference() {
    are_the_same(&["O'Neil", "ONeil", "O’Neil", "o‘neil", "oneil"]);
    are_the_same(&["what's", "what’s", "whats"]);
    are_the_same(&["researchers'", "researchers’", "researchers", "researcher's", "researcher"]);
    are_the_same(&["women's", "women"]);
}

#[test]
fn hyphens_make_no_difference() {
    are_the_same(&["pile-on", "pileon", "pile on", "Pile‑On", "PILE–ON"]);
    are_the_same(&["co-production", "coproduction", "co production"]);
    are_the_same(&["YouTube", "You Tube", "you-tube"]);
}

#[test]
fn and_may_be_written_as_a_sign() {
    are_the_same(&["food and agriculture", "food & agriculture", "Food ＆ Agriculture", "FOOD AND AGRICULTURE"]);
    let reader = labelled(&["Texas A&M University", "Food and Agriculture Organization", "Texas University", "Research & Development", "Research Development Council"]);
    for (query, id) in [
        ("Texas A & M University", 1),
        ("texas a and m university", 1),
        ("Food & Agriculture Organization", 2),
        ("Food & Agriculture Orgnization", 2),
        ("research and development", 4),
        ("Research &  Development", 4),
        ("R&D", 0),
    ] {
        let first = search(&reader, query).hits.first().copied();
        assert_eq!(first.map_or(0, |hit| hit.id), id, "{query}");
        assert!(first.is_none_or(|hit| hit.score >= 5.0), "{query}: {first:?}");
    }
}

#[test]
fn words_of_an_unknown_language_are_stemmed_like_english_ones() {
    let reader = index(&[record(1, "x").text(LABEL, "und", "Institute of Engineering Studies"), record(2, "y").text(LABEL, "und", "Universités de l’Ouest"), record(3, "z").text(LABEL, "cy", "Engineering")]);
    assert_eq!(found(&reader, "engineered study"), [1]);
    assert_eq!(found(&reader, "universités"), [2]);
    assert_eq!(found(&reader, "engineer"), [1]);
}

#[test]
fn of_records_with_the_same_name_those_with_more_names_come_first() {
    let reader = index(&[
        record(1, "Manukau Institute").also("MIT"),
        record(2, "Massachusetts Institute").also("MIT").also("Instituto de Massachusetts").also("MIT Boston"),
        record(3, "Melbourne Institute").also("MIT"),
        record(4, "MIT Press").also("MITP").also("Press").also("The Press"),
    ]);
    assert_eq!(found(&reader, "mit"), [2, 1, 3, 4]);
}

#[test]
fn acronyms_are_found_with_and_without_points() {
    are_the_same(&["N.C.C.P.E.", "NCCPE", "nccpe", "n.c.c.p.e", "N. C. C. P. E."]);
    are_the_same(&["J.R.R. Tolkien", "J. R. R. Tolkien", "JRR Tolkien"]);
    let reader = index(&[record(1, "University College London").also("UCL"), record(2, "University College Dublin")]);
    assert_eq!(found(&reader, "UCL"), [1]);
    assert_eq!(found(&reader, "ucl"), [1]);
}

#[test]
fn english_endings_make_no_difference() {
    are_the_same(&["engage", "engaged", "engaging", "engages"]);
    are_the_same(&["studies", "study", "studying"]);
}

#[test]
fn words_of_other_languages_keep_their_endings_and_are_found() {
    let reader = index(&[record(1, "x").text(BODY, "fr", "Les universités de l’Ouest"), record(2, "y").text(BODY, "cy", "Prifysgol Cymru")]);
    for query in ["universités", "universites", "l'ouest", "ouest", "L’OUEST"] {
        assert_eq!(found(&reader, query), [1], "{query}");
    }
    assert_eq!(found(&reader, "prifysgol"), [2]);
}

#[test]
fn every_script_is_found() {
    let labels = [
        "電子航法研究所",
        "でんしこうほうけんきゅうじょ",
        "デンシコウホウ研究所",
        "สำนักงานคณะกรรมการส่งเสริมวิทยาศาสตร์ วิจัยและนวัตกรรม",
        "جامعة القاهرة",
        "Московский государственный университет имени Ломоносова",
        "서울대학교",
        "Εθνικό Μετσόβιο Πολυτεχνείο",
        "האוניברסיטה העברית בירושלים",
        "दिल्ली विश्वविद्यालय",
        "中国科学院",
    ];
    let reader = labelled(&labels);
    for (label, id) in labels.iter().zip(1..) {
        assert_eq!(found(&reader, label).first(), Some(&id), "{label}");
    }
    for (query, id) in [
        ("電子", 1),
        ("航法研究", 1),
        ("ｺｳﾎｳ", 3),
        ("วิทยาศาสตร์", 4),
        ("وزارة جامعة", 5),
        ("جَامِعَة", 5),
        ("القاهره", 5),
        ("УНИВЕРСИТЕТ", 6),
        ("서울", 7),
        ("서울대학교병원", 7),
        ("εθνικο", 8),
        ("ΠΟΛΥΤΕΧΝΕΙΟ", 8),
        ("ירושלים האוניברסיטה", 9),
        ("दिल्ली", 10),
        ("科学", 11),
    ] {
        assert!(found(&reader, query).contains(&id), "{query}: {:?}", found(&reader, query));
    }
    assert_eq!(found_set(&reader, "所"), [1, 3]);
    assert!(found(&reader, "学科").is_empty());
}

#[test]
fn all_words_are_required_wherever_they_stand() {
    let reader = index(&[record(1, "Trolling guide").says("for early-career researchers"), record(2, "Trolling"), record(3, "Researchers")]);
    assert_eq!(found(&reader, "trolling researchers"), [1]);
}

#[test]
fn a_name_that_equals_the_query_comes_first_then_one_that_begins_with_it_then_phrases_then_words() {
    let reader = index(&[
        record(1, "College of the University"),
        record(2, "The old University College"),
        record(3, "University College London"),
        record(4, "Some place").also("University College"),
        record(5, "University College"),
        record(6, "Elsewhere").says("A university. A college."),
        record(7, "Another place").also("University College Hospital"),
        record(8, "Elsewhere").says("It was once a university college, they say."),
    ]);
    let order = found(&reader, "university college");
    assert_eq!(order[..4], [5, 4, 3, 7]);
    assert_eq!(order.len(), 8);
    let phrases: Vec<u32> = order[4..6].to_vec();
    assert_eq!(phrases, [2, 8]);
    let scores: Vec<f32> = search(&reader, "university college").hits.iter().map(|hit| hit.score.trunc()).collect();
    assert_eq!(scores, [5.0, 4.0, 3.0, 2.0, 1.0, 1.0, 0.0, 0.0]);
}

#[test]
fn a_word_in_the_label_counts_more_than_in_the_body() {
    let reader = index(&[record(1, "Media").says("On trolling"), record(2, "On trolling and media")]);
    assert_eq!(found(&reader, "trolling"), [2, 1]);
}

#[test]
fn the_weight_of_a_type_decides_between_equals() {
    let heavy = WordDocument { weight: 3.0, type_id: 2, ..record(2, "Trolling today") };
    let reader = index(&[record(1, "Trolling today"), heavy, record(3, "Trolling today")]);
    assert_eq!(found(&reader, "trolling"), [2, 1, 3]);
}

#[test]
fn only_the_types_asked_for_are_found() {
    let reader = index(&[record(1, "Trolling"), WordDocument { type_id: 2, ..record(2, "Trolling") }, WordDocument { type_id: 3, ..record(3, "Trolling") }]);
    assert_eq!(ids(&reader.search("trolling", Some(&[2, 3])).unwrap()), [2, 3]);
    assert_eq!(ids(&reader.search("troling", Some(&[3])).unwrap()), [3]);
    assert!(reader.search("trolling", Some(&[])).unwrap().hits.is_empty());
}

#[test]
fn a_misspelt_word_is_read_as_the_nearest_known_one() {
    let reader = labelled(&["Fear of escalation", "Online harassment", "Public engagement", "Funding"]);
    for (query, read_as, id) in [
        ("escaltion", "escalation", 1),
        ("esclation", "escalation", 1),
        ("harrasment", "harassment", 2),
        ("engagemnt", "engagement", 3),
        ("enagagement public", "engagement", 3),
        ("Pubilc", "public", 3),
        ("fnuding", "funding", 4),
        ("fera", "fear", 1),
    ] {
        let found = search(&reader, query);
        assert_eq!(ids(&found), [id], "{query}");
        assert_eq!(found.reading.how, How::Corrected, "{query}");
        assert_eq!(found.reading.corrections[0].read_as, [read_as], "{query}");
    }
    assert_eq!(search(&reader, "escaltion").reading.corrections[0].written, "escaltion");
}

#[test]
fn the_number_of_typos_forgiven_grows_with_the_word() {
    let reader = labelled(&["Escalation", "Public", "Cat"]);
    for (query, is_found) in [("excaletion", true), ("excaleteon", false), ("publik", true), ("poblik", false), ("cot", false)] {
        assert_eq!(!found(&reader, query).is_empty(), is_found, "{query}");
    }
}

#[test]
fn numbers_and_identifiers_are_never_corrected() {
    let reader = index(&[record(1, "Report 20201").identified("https://ror.org/02jx3x895"), record(2, "covid19 advice")]);
    for query in ["20202", "covid18", "https://ror.org/02jx3x896", "02jx3x896"] {
        assert!(found(&reader, query).is_empty(), "{query}");
    }
}

#[test]
fn a_known_word_is_corrected_when_the_others_demand_it() {
    let reader = labelled(&["Form of address", "From home to work"]);
    assert_eq!(found(&reader, "form home work"), [2]);
    assert_eq!(found(&reader, "form address"), [1]);
}

#[test]
fn where_not_all_words_are_found_most_of_them_are() {
    let reader = labelled(&["Fear of escalation on social media", "Social housing", "Newspapers"]);
    let some = search(&reader, "escalation social zebra");
    assert_eq!((ids(&some), some.reading.how), (vec![1], How::MostWords));
    assert_eq!(some.reading.missing, ["zebra"]);
    assert_eq!(found(&reader, "newspapers zebra"), [3]);
    assert!(found(&reader, "zebra giraffe okapi").is_empty());
}

#[test]
fn common_words_beside_others_are_not_required() {
    let reader = labelled(&["History of pile-ons", "The Who", "World Health Organization"]);
    assert_eq!(found(&reader, "what is the history of the pile-ons?"), [1]);
}

#[test]
fn a_query_of_common_words_looks_in_names_first() {
    let mut documents: Vec<_> = (10..60).map(|id| record(id, "Something").says("People who are the ones who do it")).collect();
    documents.push(record(1, "The Who"));
    documents.push(record(2, "World Health Organization").also("WHO"));
    documents.push(record(3, "Who cares?"));
    let reader = index(&documents);
    assert_eq!(found(&reader, "The Who"), [1]);
    assert_eq!(found(&reader, "who"), [2, 3, 1]);
    assert_eq!(found(&reader, "who are the").len(), 50);
}

#[test]
fn a_common_word_in_capitals_beside_others_is_a_name() {
    let reader = index(&[record(1, "Guidance").also("WHO"), record(2, "Guidance for the public")]);
    assert_eq!(found(&reader, "WHO guidance please").first(), Some(&1));
    assert_eq!(found(&reader, "guidance from the WHO"), [1]);
}

#[test]
fn a_quoted_phrase_must_occur_as_it_stands() {
    let reader = labelled(&["Social media guide", "Media and social life", "A guide to social media"]);
    for query in ["\"social media\"", "“social media”", "«social media»", "\"Social Medias\""] {
        assert_eq!(found_set(&reader, query), [1, 3], "{query}");
    }
    assert_eq!(found(&reader, "\"a guide\" media"), [3]);
    assert!(found(&reader, "\"socal media\"").is_empty());
}

#[test]
fn an_excluded_word_or_phrase_must_not_occur() {
    let reader = labelled(&["Social media guide", "Social media for scientists", "Social life"]);
    assert_eq!(found(&reader, "social -media"), [3]);
    assert_eq!(found(&reader, "social -scientist -life"), [1]);
    assert_eq!(found_set(&reader, "social -\"media guide\""), [2, 3]);
    assert_eq!(found(&labelled(&["Foo -bar", "Foo bar"]), "foo -bar"), [1], "a name with the sign in it is found by itself");
    assert_eq!(found(&reader, "-life"), [3], "nothing but an exclusion is text");
    assert_eq!(found(&reader, "social - life"), [3], "a hyphen on its own is text");
}

#[test]
fn whatever_looks_like_query_syntax_is_text() {
    let reader = labelled(&["AND OR NOT", "title:foo", "C++ (2nd ed.)", "a*b? [x TO y] ^2 ~3"]);
    for (query, id) in [("AND OR NOT", 1), ("title:foo", 2), ("C++ (2nd ed.)", 3), ("a*b? [x TO y] ^2 ~3", 4), ("\"C++", 3)] {
        assert_eq!(found(&reader, query).first(), Some(&id), "{query}");
    }
}

#[test]
fn an_identifier_finds_its_record_and_nothing_else() {
    let reader = index(&[
        record(1, "University of Somewhere").identified("https://ror.org/02jx3x895").identified("http://www.wikidata.org/entity/Q193196"),
        record(2, "A person").identified("https://orcid.org/0000-0002-1825-0097"),
        record(3, "An article about 02jx3x895 and Q193196").identified("https://doi.org/10.1000/ABC.123(4)"),
    ]);
    for (query, id) in [
        ("https://ror.org/02jx3x895", 1),
        (" http://ror.org/02JX3X895/ ", 1),
        ("ror.org/02jx3x895", 1),
        ("02jx3x895", 1),
        ("Q193196", 1),
        ("https://www.wikidata.org/wiki/Q193196", 1),
        ("0000-0002-1825-0097", 2),
        ("https://orcid.org/0000-0002-1825-0097", 2),
        ("0000000218250097", 2),
        ("10.1000/abc.123(4)", 3),
        ("doi:10.1000/ABC.123(4)", 3),
        ("https://dx.doi.org/10.1000/abc.123(4)", 3),
    ] {
        let found = search(&reader, query);
        assert_eq!((ids(&found), found.reading.how), (vec![id], How::Identifier), "{query}");
    }
    for query in ["https://ror.org/02jx3x894", "Q193197", "0000-0002-1825-0098", "10.1000/abc", "https://example.org/university-of-somewhere"] {
        assert!(found(&reader, query).is_empty(), "{query}");
    }
}

#[test]
fn nothing_is_found_by_nothing() {
    let reader = labelled(&["Something"]);
    for query in ["", " ", "-", "\"\"", "…", "?!", "\u{0}", "\u{301}"] {
        let found = search(&reader, query);
        assert!(found.hits.is_empty(), "{query:?}");
        assert_eq!(found.reading.how, How::Nothing, "{query:?}");
    }
}

#[test]
fn a_very_long_query_is_cut_off() {
    let label: String = (0..QUERY_WORDS_MAX * 2).map(|number| format!("word{number} ")).collect();
    let reader = labelled(&[&label, "other"]);
    assert_eq!(found(&reader, &label), [1]);
    assert!(found(&reader, &"x".repeat(100_000)).is_empty());
    assert!(found(&reader, &"é ".repeat(100_000)).is_empty());
    assert!(found(&reader, &"\"".repeat(10_000)).is_empty());
}

/// Text as people and programs write it: letters of many scripts, signs of query languages, and anything else.
fn any_text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        4 => "[a-zA-Z]{1,12}",
        1 => "[-\"“”«»'’.,:*?~^()+&@/ ]{1,4}",
        1 => "\\PC{1,6}",
        1 => prop::sample::select(vec!["-", "\"", "O'Neil", "研究所", "ﬃ", "ẞ", "İ", "www.", "https://", "10.1000/", "Q1", "สำ", "\u{200d}", "🙂", "a\u{301}"]).prop_map(str::to_owned),
    ];
    prop::collection::vec((piece, prop::bool::weighted(0.7)), 0..8)
        .prop_map(|pieces| pieces.into_iter().flat_map(|(piece, space)| [piece, if space { " ".to_owned() } else { String::new() }]).collect())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]

    #[test]
    fn no_query_panics(query in any_text()) {
        thread_local!(static READER: WordsReader = labelled(&["Fear of escalation", "研究所", "O'Neil pile-on", "สำนักงาน", "Q1"]));
        READER.with(|reader| {
            let found = search(reader, &query);
            for text in [query.as_str(), "Fear of O’Neil’s 研究所 pile-on สำนักงาน", ""] {
                for chars_max in [0, 1, 5, 1_000] {
                    let _ = found.highlight(text, chars_max);
                }
            }
            let suggestions = reader.suggest(&query, None, 5).unwrap();
            let _ = suggestions.matched_in(&query);
            let _ = suggestions.matched_in("Fear of O’Neil’s 研究所 pile-on");
        });
    }

    #[test]
    fn every_label_finds_its_own_record_first(labels in prop::collection::vec(any_text(), 1..6)) {
        let reader = labelled(&labels.iter().map(String::as_str).collect::<Vec<_>>());
        for label in &labels {
            let has_words = !super::super::analysis::pieces(label).is_empty();
            if !has_words || super::super::identifier::read(label).is_some_and(|identifier| identifier.certain) {
                continue;
            }
            let first = search(&reader, label).hits.first().copied();
            prop_assert!(first.is_some_and(|hit| hit.score >= 5.0), "{:?} gave {:?}", label, first);
            let same = |other: &str| super::super::analysis::whole(&super::super::analysis::pieces(other));
            prop_assert_eq!(same(&labels[first.map_or(0, |hit| hit.id as usize - 1)]), same(label));
        }
    }
}
