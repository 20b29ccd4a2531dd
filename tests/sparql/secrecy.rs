//! Whoever asks in SPARQL for what is not published, or for people's accounts, finds nothing.

use std::sync::Arc;
use std::time::Duration;

use crate::contribute::app::{App, ann, curator, key};
use crate::reading::app::RUNTIME;
use serde_json::Value;
use whatworks::app::sparql::{Sparql, budget::Budget};
use whatworks::views::graph::answer::{Question, TableFormat};

/// A word that stands in what waits and nowhere else, and parts of what accounts and submissions are made of.
const WORDS: [&str; 8] = ["quizzaciously", "@mail.example", "ann@", "argon2", "cleo", "/submission/", "second factor", "suspended"];

fn rows(sparql: &Sparql, query: &str) -> usize {
    let question = Question { query: query.to_owned(), base: "https://whatworks.example/".to_owned(), table: Some(TableFormat::Json), ..Question::default() };
    let answer = RUNTIME.block_on(sparql.ask(question, "here")).unwrap_or_else(|problem| panic!("{query}: {problem}"));
    let json: Value = serde_json::from_slice(&answer.reply.body).expect("JSON");
    json["results"]["bindings"].as_array().map_or(0, Vec::len)
}

/// Ways to look for a word, everywhere and by each predicate.
fn queries(predicates: &[String], word: &str) -> Vec<String> {
    let within = |variable: &str| format!("FILTER(CONTAINS(LCASE(STR({variable})), \"{word}\"))");
    let mut all = vec![
        format!("SELECT * {{ ?s ?p ?o {} }}", within("?o")),
        format!("SELECT * {{ ?s ?p ?o {} }}", within("?s")),
        format!("SELECT * {{ ?s ?p ?o {} }}", within("?p")),
        format!("SELECT * {{ GRAPH ?g {{ ?s ?p ?o }} {} }}", within("CONCAT(STR(?g), STR(?o))")),
        format!("SELECT ?o {{ ?s (<p:p>|!<p:p>)/(<p:p>|!<p:p>) ?o {} }} LIMIT 10", within("?o")),
        format!("SELECT ?all {{ {{ SELECT (GROUP_CONCAT(STR(?o)) AS ?all) {{ ?s ?p ?o }} }} {} }}", within("?all")),
    ];
    all.extend(predicates.iter().map(|predicate| format!("SELECT * {{ ?s {predicate} ?o FILTER(CONTAINS(LCASE(CONCAT(STR(?s), \" \", STR(?o))), \"{word}\")) }}")));
    all
}

#[test]
fn drafts_proposals_and_people_are_not_found() {
    let app = App::new();
    let waiting = app.tool(&ann(), "Quizzaciously");
    let sparql = Sparql::with(Arc::clone(&app.directory), env!("CARGO_BIN_EXE_whatworks").into(), Duration::from_secs(10), Budget::new(1_000_000.0, 64));
    let lines = app.directory.views().graph().sorted_lines().expect("lines");
    let mut predicates: Vec<String> = lines.iter().filter_map(|line| line.split(' ').nth(1).map(str::to_owned)).collect();
    predicates.sort_unstable();
    predicates.dedup();
    // What the words find in the ontology itself is not meant.
    let mut tried = 0;
    for word in WORDS {
        let published = lines.iter().any(|line| line.to_lowercase().contains(word));
        for query in queries(&predicates, word).iter().filter(|_| !published) {
            assert_eq!(rows(&sparql, query), 0, "{query}");
            tried += 1;
        }
    }
    println!("SPARQL: {tried} queries for drafts and personal data, 0 found anything");
    assert!(tried >= 200, "{tried}");
    // The same queries find it once it is published.
    app.review(&curator(), key(&waiting), "TAKE", "");
    app.review(&curator(), key(&waiting), "ACCEPT", "");
    let found = queries(&predicates, WORDS[0]).iter().filter(|query| rows(&sparql, query) > 0).count();
    assert!(found >= 2, "{found} queries find what is published");
}
