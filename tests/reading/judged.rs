//! Documents are judged as graphql-js judges them, the standard's reference: random valid ones, and the same with a few words taken out,
//! put in, exchanged or written twice.

use super::app::SEED;
use super::choices::{Choices, numbers};
use super::documents::document;
use crate::door::node;
use serde_json::{Map, Value as Tree, json};
use whatworks::http::graphql::api::Api;
use whatworks::http::graphql::guard::lexical;

const DOCUMENTS: u64 = 400;
/// Changed versions of each document, with one change more each.
const VERSIONS: usize = 5;
/// Of the documents compared, so many are valid and so many are not, at least.
const EACH_PERCENT_MIN: usize = 10;
const SEED_OF_DOCUMENTS: u64 = 7_000_000;

/// Words that often make a valid document of a valid one, or nearly.
const WORDS: &[&str] = &[
    "1", "1.5", "\"x\"", "true", "null", "NAME", "ASC", "[", "]", "{", "}", "$v1", "$v2", "Int", "String", "ID!", "@skip(if: true)", "@include(if: $v1)", "...F1", "...F2", "... on Record", "... on Tool", "... on Country", "x:",
    "first: 1", "lang: \"en\"", "filter: {name: {eq: \"x\"}}", "key", "name", "nodes { key }", "kind { key }", "totalCount", "__typename", "x: key", "x: name", "__schema { queryType { name } }", "Tool", "Node",
];

/// The words and signs of a document without texts that hold signs.
fn words(query: &str) -> Option<Vec<String>> {
    let signs = ['{', '}', '(', ')', '[', ']', ',', ':'];
    if query.split('"').skip(1).step_by(2).any(|text| text.contains(|letter: char| signs.contains(&letter) || letter == '\\' || letter.is_whitespace())) {
        return None;
    }
    let spaced = signs.iter().fold(query.to_owned(), |text, sign| text.replace(*sign, &if *sign == ':' { ": ".to_owned() } else { format!(" {sign} ") }));
    Some(spaced.split_whitespace().map(str::to_owned).collect())
}

fn change(words: &mut Vec<String>, choices: &mut Choices<'_>) {
    let at = choices.below(words.len());
    let word = choices.pick(WORDS).copied().unwrap_or_default().to_owned();
    match choices.below(5) {
        0 if words.len() > 1 => drop(words.remove(at)),
        1 => words[at] = word,
        2 => words.insert(at, word),
        3 => {
            let other = choices.below(words.len());
            words.swap(at, other);
        }
        _ => {
            let from = choices.below(words.len());
            let until = (from + choices.between(1, 6)).min(words.len());
            let copy = words[from..until].to_vec();
            words.splice(at..at, copy);
        }
    }
}

/// Whether the document is refused as not valid; none where it is refused for something else.
fn refused(query: &str) -> Option<bool> {
    lexical(query).ok()?;
    let response: Tree = serde_json::from_slice(&SEED.body(query, Map::new())).unwrap();
    match response.pointer("/errors/0/extensions/code").and_then(Tree::as_str) {
        _ if response.get("data").is_some() => Some(false),
        Some("BAD_VARIABLES") => Some(false),
        Some("BAD_DOCUMENT") => Some(true),
        _ => None,
    }
}

#[test]
fn documents_are_judged_as_the_reference_judges_them() {
    let api = Api::build(SEED.directory.ontology());
    let names = [("Tool", "4cat"), ("Country", "gb"), ("Challenge", "trolling")].map(|(ty, name)| (ty.to_owned(), name.to_owned()));
    let mut judged: Vec<Tree> = Vec::new();
    for case in 0..DOCUMENTS {
        let numbers = numbers(SEED_OF_DOCUMENTS + case);
        let (of_document, of_changes) = numbers.split_at(numbers.len() - 500);
        let Some(words) = words(&document(&api, &names, &mut Choices::of(of_document)).query) else { continue };
        let mut changes = Choices::of(of_changes);
        for version in 0..VERSIONS {
            let mut words = words.clone();
            (0..version).for_each(|_| change(&mut words, &mut changes));
            let query = words.join(" ");
            judged.extend(refused(&query).map(|refused| json!({ "query": query, "refused": refused })));
        }
    }
    let not_valid = judged.iter().filter(|document| document["refused"] == true).count();
    let valid = judged.len() - not_valid;
    assert!(valid.min(not_valid) * 100 > judged.len() * EACH_PERCENT_MIN, "{valid} valid, {not_valid} not");
    let folder = tempfile::tempdir().unwrap();
    let (schema, documents) = (folder.path().join("schema.graphql"), folder.path().join("documents.json"));
    std::fs::write(&schema, SEED.engine.sdl()).unwrap();
    std::fs::write(&documents, Tree::from(judged).to_string()).unwrap();
    node::run("judge.mjs", &[schema.to_str().unwrap(), documents.to_str().unwrap()]);
}
