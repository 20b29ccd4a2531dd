//! `ask` through the engine: the GraphQL and SPARQL texts that it shows give the answer that it gives.

use super::app::{App, COURSES, KITCHEN, SEED};
use super::choices::{Choices, for_all};
use oxigraph::model::Term;
use oxigraph::sparql::{QueryResults, SparqlEvaluator};
use serde_json::{Value as Tree, json};
use std::collections::BTreeSet;

const ASK: &str = "query ($question: String!) { ask(question: $question) {
    totalCount interpretation { understood filter parts { text kind meaning correctedFrom correctedTo } unused search suggestions } count
    results { totalCount nodes { id } } unnamed { totalCount nodes { id } } graphql sparql } }";

const SEED_QUESTIONS: &str = include_str!("../../src/app/ask/tests/questions.txt");
const COURSE_QUESTIONS: &str = include_str!("../../src/app/ask/tests/university.txt");
const KITCHEN_QUESTIONS: &str = include_str!("../../src/app/ask/tests/kitchen.txt");

fn questions(text: &str) -> impl Iterator<Item = &str> {
    text.lines().filter(|line| !line.is_empty() && !line.starts_with('#') && !line.starts_with("  "))
}

fn asked(app: &App, question: &str) -> Tree {
    let response = app.ask_with(ASK, json!({ "question": question }));
    assert_eq!(response.get("errors"), None, "{question}");
    response["data"]["ask"].clone()
}

fn ids(nodes: &Tree) -> Vec<String> {
    let id = |node: &Tree| node["id"].as_str().unwrap_or_else(|| panic!("a record is shown without its id: {node}")).to_owned();
    nodes.as_array().map(|nodes| nodes.iter().map(id).collect()).unwrap_or_default()
}

/// The lists of an answer, wherever they stand: their totals, and what each shows.
fn lists(data: &Tree, found: &mut Vec<(u64, Vec<String>)>) {
    let Tree::Object(fields) = data else { return };
    match fields.get("totalCount").and_then(Tree::as_u64) {
        Some(total) => {
            let edges = fields.get("edges").and_then(Tree::as_array).map(|edges| edges.iter().map(|edge| edge["node"]["id"].as_str().unwrap().to_owned()).collect());
            found.push((total, edges.unwrap_or_else(|| ids(&data["nodes"]))));
        }
        None => fields.values().for_each(|value| lists(value, found)),
    }
}

/// How many records an answer has, and those that it shows.
fn given(answer: &Tree) -> (u64, Vec<String>) {
    let of = |list: &str| (answer[list]["totalCount"].as_u64().unwrap(), ids(&answer[list]["nodes"]));
    let ((named, mut shown), (unnamed, others)) = (of("results"), of("unnamed"));
    shown.extend(others);
    (named + unnamed, shown)
}

fn hold_graphql(app: &App, question: &str, answer: &Tree) {
    let (total, shown) = given(answer);
    let text = answer["graphql"].as_str().unwrap();
    if text.is_empty() {
        assert_eq!(total, 0, "{question}");
        return;
    }
    let mut found = Vec::new();
    lists(&app.data(text), &mut found);
    assert_eq!(found.iter().map(|(total, _)| total).sum::<u64>(), total, "{question}\n{text}");
    if !answer["count"].is_null() {
        assert_eq!(answer["count"], json!(total), "{question}");
        return;
    }
    if let [(_, only)] = found.as_slice() {
        assert_eq!(*only, shown, "the same records in the same order: {question}\n{text}");
    }
    // Each of several lists shows its own first page, of which the answer shows the first records of all.
    let all: BTreeSet<&String> = found.iter().flat_map(|(_, ids)| ids).collect();
    assert!(shown.iter().all(|id| all.contains(id)), "{question}\n{text}\n{shown:?}\n{all:?}");
    assert!(found.len() == 1 || total > shown.len() as u64 || all.len() == shown.len(), "{question}");
}

fn hold_sparql(app: &App, question: &str, answer: &Tree) {
    if !answer["interpretation"]["search"].is_null() || answer["interpretation"]["understood"] == json!(false) {
        return;
    }
    let text = answer["sparql"].as_str().unwrap();
    // The whole answer, not its first page.
    let text = text.lines().filter(|line| !line.starts_with("LIMIT")).collect::<Vec<_>>().join("\n");
    let evaluator = SparqlEvaluator::new().parse_query(&text).unwrap_or_else(|error| panic!("{question}: {error}\n{text}"));
    let QueryResults::Solutions(solutions) = evaluator.on_store(app.directory.views().graph().store()).execute().unwrap() else { panic!("{text} is no SELECT") };
    let solutions: Vec<_> = solutions.map(Result::unwrap).collect();
    if let Some(Term::Literal(count)) = solutions.first().and_then(|solution| solution.get("count")) {
        assert_eq!(json!(count.value().parse::<u64>().unwrap()), answer["count"], "{question}\n{text}");
        return;
    }
    let found: BTreeSet<String> = solutions.iter().filter_map(|solution| if let Some(Term::NamedNode(node)) = solution.get("record") { Some(node.as_str().to_owned()) } else { None }).collect();
    let (total, shown) = given(answer);
    assert_eq!(found.len() as u64, total, "{question}\n{text}");
    assert!(shown.iter().all(|id| found.contains(id)), "{question}\n{text}");
}

fn hold(app: &App, text: &str) {
    for question in questions(text) {
        let answer = asked(app, question);
        hold_graphql(app, question, &answer);
        hold_sparql(app, question, &answer);
    }
}

#[test]
fn the_texts_shown_give_the_answer_given() {
    hold(&SEED, SEED_QUESTIONS);
}

#[test]
fn the_texts_shown_give_the_answer_given_whatever_the_directory_is_about() {
    hold(&COURSES, COURSE_QUESTIONS);
    hold(&KITCHEN, KITCHEN_QUESTIONS);
}

/// A few words of the questions in any order.
fn scrambled(choices: &mut Choices<'_>, text: &str) -> String {
    let words: Vec<&str> = questions(text).flat_map(str::split_ascii_whitespace).collect();
    let mut question = String::new();
    for _ in 0..choices.between(1, 7) {
        question.push_str(choices.pick(&words).unwrap());
        question.push_str(choices.pick(&[" ", " ", " ", ", ", " not ", " or ", " and ", "-", "'s "]).unwrap());
    }
    question
}

#[test]
fn the_texts_shown_give_the_answer_given_whatever_is_asked() {
    for_all("a question and its texts", 150, |choices| {
        for (app, text) in [(&*SEED, SEED_QUESTIONS), (&*KITCHEN, KITCHEN_QUESTIONS)] {
            let question = scrambled(choices, text);
            let answer = asked(app, &question);
            hold_graphql(app, &question, &answer);
            hold_sparql(app, &question, &answer);
        }
        Ok(())
    });
}

#[test]
fn the_best_are_those_with_the_strongest_grounds() {
    let answer = asked(&SEED, "the best tools for harassment");
    let plain = asked(&SEED, "tools for harassment");
    assert_eq!(answer["interpretation"]["unused"], json!([]));
    assert!(answer["interpretation"]["parts"].as_array().unwrap().iter().any(|part| part["kind"] == "Order" && part["meaning"] == "strongest grounds first"), "{answer}");
    assert_eq!(answer["results"], plain["results"], "what helps is always shown with the strongest grounds first");
}

#[test]
fn an_answer_shows_as_many_as_are_asked_for() {
    let answer = asked(&SEED, "three tools for harassment");
    assert_eq!(ids(&answer["results"]["nodes"]).len(), 3, "{answer}");
    assert!(answer["results"]["totalCount"].as_u64().unwrap() > 3);
}

#[test]
fn a_list_whose_filter_asks_for_one_claimed_thing_can_be_ordered_by_its_grounds() {
    let keys = |data: &Tree| ids(&data["nodes"]);
    let data = SEED.data(
        "{ challenge(id: \"harassment\") { addressedBy(types: [TOOL], first: 100) { nodes { ... on Record { id } } } }
           all: tools(filter: {addresses: {in: [\"harassment\"]}}, orderBy: [{field: GROUNDS}, {field: NAME}], first: 100) { nodes { id } }
           some: tools(filter: {addresses: {in: [\"harassment\"]}, kind: {in: [\"guidance\"]}}, orderBy: [{field: GROUNDS}, {field: NAME}], first: 100) { nodes { id } } }",
    );
    let (all, some) = (keys(&data["all"]), keys(&data["some"]));
    assert_eq!(all, keys(&data["challenge"]["addressedBy"]));
    assert!(!some.is_empty() && some.len() < all.len());
    assert_eq!(some, all.iter().filter(|id| some.contains(id)).cloned().collect::<Vec<_>>(), "others leave gaps and change nothing else");
    for filter in ["{}", "{addresses: {in: [\"harassment\", \"trolling\"]}}", "{not: {addresses: {in: [\"harassment\"]}}}"] {
        assert_eq!(SEED.code(&format!("{{ tools(filter: {filter}, orderBy: [{{field: GROUNDS}}]) {{ totalCount }} }}")), "BAD_FILTER");
    }
}

#[test]
fn a_list_of_several_types_is_filtered_by_type() {
    let data = SEED.data(
        "{ some: contributions(filter: {type: {in: [TOOL, GUIDE]}}) { totalCount } tools { totalCount } guides { totalCount }
           none: contributions(filter: {and: [{type: {in: [TOOL]}}, {type: {in: [GUIDE]}}]}) { totalCount }
           provided: tools(filter: {provider: {some: {type: {in: [PERSON]}}}}) { totalCount } people { nodes { id } } }",
    );
    let total = |name: &str| data[name]["totalCount"].as_u64().unwrap();
    assert_eq!(total("some"), total("tools") + total("guides"));
    assert_eq!(total("none"), 0);
    assert!(total("provided") < total("tools"));
    assert_eq!(SEED.code("{ contributions(filter: {type: {in: [CLAIM]}}) { totalCount } }"), "UNKNOWN_NAME");
}

#[test]
fn an_answer_shows_what_a_word_was_read_as() {
    let answer = asked(&SEED, "tools for harrassment");
    let corrected = |part: &Tree| part["correctedFrom"] == "harrassment" && part["correctedTo"] == "harassment";
    assert!(answer["interpretation"]["parts"].as_array().unwrap().iter().any(corrected), "{answer}");
    let answer = asked(&SEED, "tools for deaf people");
    assert!(answer["interpretation"]["parts"].as_array().unwrap().iter().all(|part| part["correctedTo"].is_null()), "{answer}");
}

#[test]
fn what_was_not_understood_asks_for_nothing() {
    let answer = asked(&SEED, "what works?");
    assert_eq!((&answer["graphql"], &answer["sparql"], &answer["totalCount"]), (&json!(""), &json!(""), &json!(0)));
}

#[test]
fn claims_are_among_the_answers() {
    let answer = asked(&SEED, "claims that dispute");
    assert_eq!(answer["results"]["totalCount"], 0);
    assert_eq!(answer["totalCount"], answer["unnamed"]["totalCount"], "{answer}");
    assert!(answer["interpretation"]["suggestions"].to_string().contains("`unnamed`"), "{answer}");
    assert!(ids(&answer["unnamed"]["nodes"]).iter().all(|id| id.contains("/claim/")) && answer["unnamed"]["totalCount"].as_u64().unwrap() > 0, "{answer}");
}
