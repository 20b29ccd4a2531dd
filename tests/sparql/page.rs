//! The page to ask on, without scripts and in a browser.

use std::fs;

use super::encoded;
use crate::docs::block::blocks;
use crate::door::app::TestApp;
use crate::door::node;
use crate::tidy::source::files;
use whatworks::app::sparql::examples::examples;

const BROWSER: (&str, &str) = ("Accept", "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8");

#[test]
fn a_browser_gets_a_page_that_works_without_scripts() {
    let app = TestApp::shared();
    let page = app.get("/sparql", &[BROWSER]);
    assert_eq!((page.status, page.header("content-type")), (200, Some("text/html; charset=utf-8")));
    assert!(page.text().contains("<form method=\"get\" action=\"/sparql\">") && page.text().contains("Fear of escalation"), "{}", page.text());
    let policy = page.header("content-security-policy").expect("a policy");
    assert!(!policy.split(';').any(|directive| directive.contains("script-src") && directive.contains("unsafe")), "{policy}");

    let asked = |query: &str| app.get(&format!("/sparql?plain=1&query={}", encoded(query)), &[BROWSER]).text();
    let form = asked("SELECT ?class (COUNT(*) AS ?records) { ?it a ?class } GROUP BY ?class");
    assert!(form.contains("<th>records</th>") && form.contains("<td><a href=\"http"), "{form}");
    assert!(asked("ASK {}").contains("<p>Yes</p>"));
    assert!(asked("DESCRIBE <https://whatworks.example/vocab/challenges/fear-of-escalation>").contains("<pre>@prefix"));
    assert!(asked("ASK {").contains("<h2>No answer</h2>"));
    for hostile in ["ASK { } # </textarea><script>alert(1)</script>", "SELECT ('<script>alert(1)</script>' AS ?a) (<javascript:alert(1)> AS ?b) {}", "SELECT * { ?s ?p <script> }"] {
        let page = asked(hostile);
        assert!(!page.contains("<script>") && !page.contains("href=\"javascript"), "{page}");
    }
}

#[test]
fn every_example_is_answered_with_something() {
    let app = TestApp::shared();
    let examples = examples(&app.directory.views().state());
    assert!(examples.len() >= 4);
    assert!(examples.iter().any(|example| example.title.contains("Fear of escalation")), "{:?}", examples.iter().map(|example| &example.title).collect::<Vec<_>>());
    for example in examples {
        let answer = super::ask(app, &example.query, &[("Accept", "text/csv, text/turtle;q=0.5")]);
        assert_eq!(answer.status, 200, "{}: {}", example.query, answer.text());
        assert!(answer.text().lines().count() > 3, "{}: {}", example.query, answer.text());
    }
}

#[test]
fn every_query_of_the_documents_is_answered_with_something() {
    let app = TestApp::shared();
    let mut tried = 0;
    for file in files("docs").iter().filter(|file| file.extension().is_some_and(|extension| extension == "md")) {
        for block in blocks(&fs::read_to_string(file).expect("text")).iter().filter(|block| block.info == "sparql") {
            let answer = super::ask(app, &block.text, &[("Accept", "text/csv, application/n-triples;q=0.5")]);
            assert_eq!(answer.status, 200, "{}:{}: {}", file.display(), block.line, answer.text());
            assert!(answer.text().lines().count() > 3, "{}:{}: {}", file.display(), block.line, answer.text());
            tried += 1;
        }
    }
    assert!(tried >= 3, "only {tried} queries");
}

#[test]
fn the_queries_that_ask_shows_are_answered_here_as_well() {
    let app = TestApp::shared();
    for question in ["which tools address fear of escalation?", "how many organisations are in Wales?", "newest publications about trolling", "what works for a pile-on, outside universities?"] {
        let document = format!("{{ ask(question: {question:?}) {{ sparql results {{ totalCount nodes {{ id }} }} }} }}");
        let answer = app.query(&document).json();
        let query = answer["data"]["ask"]["sparql"].as_str().unwrap_or_else(|| panic!("{answer}"));
        let found = super::ask(app, query, &[]);
        assert_eq!(found.status, 200, "{query}: {}", found.text());
        let total = answer["data"]["ask"]["results"]["totalCount"].as_u64().expect("a number");
        let rows = found.json()["results"]["bindings"].as_array().map_or(0, Vec::len);
        assert!(total == 0 || rows > 0, "{question}: {total} by GraphQL, {rows} rows: {query}");
    }
}

#[test]
fn the_editor_works_in_a_browser_offline() {
    let app = TestApp::shared();
    if !app.get("/sparql", &[BROWSER]).text().contains("<script type=\"module\"") {
        let line = "SKIPPED query editor: this build has none; run `make explorer`";
        assert!(std::env::var_os("WHATWORKS_TESTS_COMPLETE").is_none(), "{line}");
        println!("{line}");
        return;
    }
    node::run("sparql.mjs", &[&format!("http://{}", app.address)]);
}
