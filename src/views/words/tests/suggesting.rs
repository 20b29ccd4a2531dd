//! Suggestions while typing.

use super::*;

fn suggested(reader: &WordsReader, typed: &str) -> Vec<u32> {
    reader.suggest(typed, None, 10).unwrap().found.iter().map(|one| one.id).collect()
}

fn directory() -> WordsReader {
    index(&[
        record(1, "University of Bristol"),
        record(2, "University College London").also("UCL"),
        record(3, "Bristol University Press"),
        record(4, "École Polytechnique"),
        record(5, "National Co-ordinating Centre for Public Engagement").also("NCCPE"),
        record(6, "Universidad de Chile"),
        record(7, "Handling pile-ons"),
        record(8, "東京大学").also("University of Tokyo"),
        record(9, "O’Neil Institute"),
        record(10, "Université de Lyon").also("L’Université Lyon"),
    ])
}

#[test]
fn names_that_begin_with_what_was_typed_come_first() {
    let reader = directory();
    assert_eq!(suggested(&reader, "univ"), [10, 6, 1, 2, 8, 3]);
    assert_eq!(suggested(&reader, "bris"), [3, 1]);
    assert_eq!(suggested(&reader, "u"), [10, 6, 1, 2, 8, 3]);
}

#[test]
fn a_name_goes_on_from_what_was_typed() {
    let reader = directory();
    assert_eq!(suggested(&reader, "university of b"), [1]);
    assert_eq!(suggested(&reader, "University of Bristol"), [1]);
    assert_eq!(suggested(&reader, "university "), [1, 2, 8, 3]);
    assert_eq!(suggested(&reader, "college lond"), [2]);
    assert_eq!(suggested(&reader, "bristol press"), [3], "not next to each other");
}

#[test]
fn alternative_names_are_suggested() {
    let reader = directory();
    assert_eq!(suggested(&reader, "uc"), [2]);
    assert_eq!(suggested(&reader, "nccpe"), [5]);
    assert_eq!(suggested(&reader, "N.C.C"), [5]);
}

#[test]
fn accents_case_hyphens_and_apostrophes_make_no_difference() {
    let reader = directory();
    for (typed, id) in [("ecole", 4), ("ÉCO", 4), ("pile-o", 7), ("pileo", 7), ("pile o", 7), ("handling pileo", 7), ("oneil", 9), ("o'n", 9), ("O’", 9), ("東京", 8), ("京", 8)] {
        assert_eq!(suggested(&reader, typed).first(), Some(&id), "{typed}");
    }
}

#[test]
fn and_may_be_typed_as_a_sign() {
    let reader = labelled(&["Food and Agriculture Organization", "Food & Drink Federation", "Texas A&M University"]);
    for (typed, ids) in [("food & ag", vec![1]), ("food and ag", vec![1]), ("food &", vec![2, 1]), ("food & dr", vec![2]), ("food and drink fed", vec![2]), ("texas a & m u", vec![3]), ("texas a and m", vec![3])] {
        assert_eq!(suggested(&reader, typed), ids, "{typed}");
    }
}

#[test]
fn one_typo_is_forgiven_from_five_letters_on() {
    let reader = directory();
    assert_eq!(suggested(&reader, "brsito"), [3, 1]);
    assert_eq!(suggested(&reader, "polyteck"), [4]);
    assert_eq!(suggested(&reader, "univrsity of br"), [1]);
    assert!(suggested(&reader, "brsi").is_empty());
    assert!(suggested(&reader, "brxxto").is_empty());
}

#[test]
fn heavier_types_come_first_and_types_can_be_chosen() {
    let heavy = WordDocument { weight: 2.0, type_id: 2, ..record(2, "Trolling and what to do about it") };
    let reader = index(&[record(1, "Trolling now"), heavy, record(3, "Trolls")]);
    assert_eq!(suggested(&reader, "trol"), [2, 3, 1]);
    let only = |types: &[u16]| reader.suggest("trol", Some(types), 10).unwrap().found.iter().map(|one| one.id).collect::<Vec<_>>();
    assert_eq!((only(&[1]), only(&[2])), (vec![3, 1], vec![2]));
    assert_eq!(reader.suggest("trol", None, 1).unwrap().found.len(), 1);
}

#[test]
fn nothing_typed_suggests_nothing() {
    let reader = directory();
    for typed in ["", "  ", "-", "'", "🙂"] {
        assert!(suggested(&reader, typed).is_empty(), "{typed:?}");
    }
}

#[test]
fn the_part_of_a_name_that_matches_is_told() {
    let reader = directory();
    for (typed, name, part) in [
        ("univ", "University of Bristol", Some("Univ")),
        ("bris", "University of Bristol", Some("Bris")),
        ("university of b", "University of Bristol", Some("University of B")),
        ("eco", "École Polytechnique", Some("Éco")),
        ("brsito", "University of Bristol", Some("Bristol")),
        ("o'n", "O’Neil Institute", Some("O’N")),
        ("東京", "東京大学", Some("東京")),
        ("zebra", "University of Bristol", None),
    ] {
        let range = reader.suggest(typed, None, 5).unwrap().matched_in(name);
        assert_eq!(range.map(|range| &name[range]), part, "{typed}");
    }
}
