use oxigraph::io::{RdfFormat, RdfParser};
use oxigraph::model::{BlankNode, Literal, NamedNode, NamedOrBlankNode, Term, Triple};
use proptest::prelude::*;

use super::super::Patch;

fn hostile_text() -> impl Strategy<Value = String> {
    let char = prop_oneof![
        any::<char>(),
        prop::sample::select(vec!['"', '\\', '\n', '\r', '\t', '\0', '\u{8}', '\u{c}', '\u{7f}', '\u{85}', '\u{2028}', '\u{feff}', '\u{fffe}', '\u{ffff}', '<', '>', '.', ' ', '@', '^', 'u', '\u{1f642}']),
    ];
    prop::collection::vec(char, 0..24).prop_map(String::from_iter)
}

fn plain_iri() -> impl Strategy<Value = NamedNode> {
    "https://[a-z]{1,8}\\.example/[a-z0-9é=~/-]{0,12}(#[a-z]{1,3})?".prop_map(NamedNode::new_unchecked)
}

fn iri() -> impl Strategy<Value = NamedNode> {
    prop_oneof![3 => plain_iri(), 1 => hostile_text().prop_map(NamedNode::new_unchecked)]
}

fn blank_node() -> impl Strategy<Value = BlankNode> {
    prop_oneof!["[a-z][a-z0-9_-]{0,9}".prop_map(BlankNode::new_unchecked), any::<u128>().prop_map(BlankNode::new_from_unique_id)]
}

fn literal(datatype: impl Strategy<Value = NamedNode>) -> impl Strategy<Value = Literal> {
    let language = prop::sample::select(vec!["en", "cy", "en-gb", "zh-hant", "de-1996"]);
    prop_oneof![
        hostile_text().prop_map(Literal::new_simple_literal),
        (hostile_text(), language).prop_map(|(text, language)| Literal::new_language_tagged_literal_unchecked(text, language)),
        (hostile_text(), datatype).prop_map(|(text, datatype)| Literal::new_typed_literal(text, datatype)),
        any::<i64>().prop_map(Literal::from),
        any::<bool>().prop_map(Literal::from),
    ]
}

fn triple<S: Strategy<Value = NamedNode>>(iri: fn() -> S) -> impl Strategy<Value = Triple> {
    let subject = prop_oneof![iri().prop_map(NamedOrBlankNode::from), blank_node().prop_map(NamedOrBlankNode::from)];
    let object = prop_oneof![iri().prop_map(Term::from), blank_node().prop_map(Term::from), literal(iri()).prop_map(Term::from)];
    (subject, iri(), object).prop_map(|(subject, predicate, object)| Triple { subject, predicate, object })
}

fn patch() -> impl Strategy<Value = Patch> {
    let triples = || prop::collection::vec(triple(iri), 0..6);
    (triples(), triples()).prop_map(|(removed, added)| Patch::new(removed, added))
}

proptest! {
    #[test]
    fn a_patch_survives_being_written_and_read(patch in patch()) {
        let text = patch.to_string();
        prop_assert_eq!(Patch::parse(&text).unwrap(), patch.clone());
        prop_assert_eq!(text.lines().count(), patch.removed.len() + patch.added.len());
        prop_assert!(text.chars().all(|char| char == '\n' || !char.is_ascii_control()));
    }

    #[test]
    fn equal_changes_have_equal_text(patch in patch(), turn in any::<prop::sample::Index>()) {
        let mut shuffled = patch.clone();
        if !shuffled.added.is_empty() {
            let at = turn.index(shuffled.added.len());
            shuffled.added.rotate_left(at);
            shuffled.added.push(shuffled.added[0].clone());
        }
        prop_assert_eq!(shuffled.to_string(), patch.to_string());
        prop_assert_eq!(Patch::new(shuffled.removed, shuffled.added), patch);
    }

    #[test]
    fn a_patch_turned_round_twice_is_itself(patch in patch()) {
        prop_assert_eq!(patch.inverse().inverse(), patch.clone());
        prop_assert_eq!(patch.inverse().is_empty(), patch.is_empty());
    }

    /// An independent reader of N-Triples understands every line the same way.
    #[test]
    fn the_terms_are_n_triples(triple in triple(plain_iri)) {
        let text = Patch::new(Vec::new(), vec![triple.clone()]).to_string();
        let quads: Vec<_> = RdfParser::from_format(RdfFormat::NTriples).for_slice(&text.as_bytes()[2..]).collect::<Result<_, _>>().unwrap();
        prop_assert_eq!(quads.len(), 1);
        prop_assert_eq!(Triple::from(quads[0].clone()).to_string(), triple.to_string());
    }

    #[test]
    fn a_mangled_patch_is_refused_or_read_as_what_it_says(patch in patch(), at in any::<prop::sample::Index>(), with in any::<char>()) {
        let mut chars: Vec<char> = patch.to_string().chars().collect();
        if !chars.is_empty() {
            let at = at.index(chars.len());
            chars[at] = with;
        }
        if let Ok(read) = Patch::parse(&String::from_iter(chars)) {
            prop_assert_eq!(Patch::parse(&read.to_string()).unwrap(), Patch::new(read.removed, read.added));
        }
    }
}

#[test]
fn what_is_not_a_patch_is_refused_with_its_line() {
    let good = "A <https://a.example/s> <https://a.example/p> \"o\" .\n";
    let hostile = [
        "A",
        "A ",
        "A <",
        "A <a",
        "A <a> <b>",
        "A <a> <b> <c>",
        "A <a> <b> <c>.",
        "A <a> <b> <c> . ",
        "A <a> <b> <c> . A",
        "A  <a> <b> <c> .",
        "a <a> <b> <c> .",
        "B <a> <b> <c> .",
        "N <a> <b> <c> .",
        "H actor \"x\" .",
        "A \"a\" <b> <c> .",
        "A <a> \"b\" <c> .",
        "A <a> _:b <c> .",
        "A <a b> <b> <c> .",
        "A <a> <b> \"c .",
        "A <a> <b> \"c\\\" .",
        "A <a> <b> \"c\\x\" .",
        "A <a> <b> \"c\\u12\" .",
        "A <a> <b> \"c\\uD800\" .",
        "A <a> <b> \"c\\u+123\" .",
        "A <a> <b> \"c\\U00000041\" .",
        "A <a> <b> \"c\\uéé\" .",
        "A <a\\n> <b> <c> .",
        "A <a> <b> \"c\"@ .",
        "A <a> <b> \"c\"@e_n .",
        "A <a> <b> \"c\"^<d> .",
        "A <a> <b> \"c\"^^d .",
        "A <a> <b> _: .",
        "A <a> <b> <c> <g> .",
        "",
        "D <a> <b> <c> .",
        "\u{feff}A <a> <b> <c> .",
        "A <a> <b> <c> .\r",
    ];
    for line in hostile {
        let error = Patch::parse(&format!("{good}{line}\n{good}")).expect_err(line);
        assert_eq!(error.line, 2, "{line}: {error}");
    }
}
