//! The W3C's test suite of the SPARQL 1.1 Protocol (rdf-tests, `sparql/sparql11/protocol`), test by test under its names: what is sent, and
//! what the suite expects of the answer. Queries are answered as it says; updates are refused, which `docs/reference/sparql.md` explains.

use oxigraph::model::{GraphName, NamedNode, Quad, vocab::rdf};

use super::encoded;
use crate::door::app::{Answer, TestApp};

const DATA: &str = "http://kasei.us/2009/09/sparql/data/data";
const FORM: &str = "application/x-www-form-urlencoded";
const QUERY: &str = "application/sparql-query";
const UPDATE: &str = "application/sparql-update";

#[derive(Clone, Copy, PartialEq, Debug)]
enum Expected {
    True,
    Boolean,
    Tabular,
    Rdf,
    Refused,
}

struct Test {
    name: &'static str,
    method: &'static str,
    /// The part of the address behind `/sparql`.
    target: String,
    content_type: Option<&'static str>,
    body: Vec<u8>,
    expected: Expected,
}

fn graph(number: u8) -> String {
    format!("{DATA}{number}.rdf")
}

/// Parameters that name graphs.
fn graphs(named: &[(&str, u8)]) -> String {
    let pairs: Vec<String> = named.iter().map(|(name, number)| format!("{name}={}", encoded(&graph(*number)))).collect();
    format!("?{}", pairs.join("&"))
}

fn get(name: &'static str, target: String, expected: Expected) -> Test {
    Test { name, method: "GET", target, content_type: None, body: Vec::new(), expected }
}

fn post(name: &'static str, target: String, content_type: impl Into<Option<&'static str>>, body: &str, expected: Expected) -> Test {
    Test { name, method: "POST", target, content_type: content_type.into(), body: body.into(), expected }
}

const DEFAULT: &str = "default-graph-uri";
const NAMED: &str = "named-graph-uri";

fn queries() -> Vec<Test> {
    use Expected::{Boolean, Rdf, Refused, Tabular, True};
    let types = |number: u8| format!("<{}> a ?type", graph(number));
    let both = format!("ASK {{ {} . {} . }}", types(1), types(2));
    let named = format!("{{ GRAPH ?g1 {{ {} }} GRAPH ?g2 {{ {} }} }}", types(1), types(2));
    let full = format!("ASK {{ {} GRAPH ?g1 {{ {} }} GRAPH ?g2 {{ {} }} }}", types(3), types(1), types(2));
    let (none, of_0) = (String::new(), graphs(&[(DEFAULT, 0)]));
    let (defaults, nameds) = (graphs(&[(DEFAULT, 1), (DEFAULT, 2)]), graphs(&[(NAMED, 1), (NAMED, 2)]));
    let with = |graphs: &str, query: &str| format!("{graphs}&query={}", encoded(query));
    let utf16: Vec<u8> = "ASK {}".encode_utf16().flat_map(u16::to_be_bytes).collect();
    vec![
        post("query_post_form", of_0.clone(), FORM, "query=ASK%20%7B%7D", True),
        get("query_dataset_default_graphs_get", with(&defaults, &both), True),
        post("query_dataset_default_graphs_post", defaults, QUERY, &both, True),
        post("query_dataset_named_graphs_post", nameds.clone(), QUERY, &format!("ASK {named}"), True),
        get("query_dataset_named_graphs_get", with(&nameds, &format!("ASK {named}")), True),
        post("query_dataset_full", graphs(&[(DEFAULT, 3), (NAMED, 1), (NAMED, 2)]), QUERY, &full, True),
        post("query_multiple_dataset", nameds, QUERY, &format!("ASK FROM <{}> {named}", graph(3)), True),
        get("query_get", with(&of_0, "ASK {}"), True),
        post("query_content_type_select", of_0.clone(), QUERY, "SELECT (1 AS ?value) {}", Tabular),
        post("query_content_type_ask", of_0.clone(), QUERY, "ASK {}", Boolean),
        post("query_content_type_describe", of_0.clone(), QUERY, "DESCRIBE <http://example.org/>", Rdf),
        post("query_content_type_construct", of_0.clone(), QUERY, "CONSTRUCT { <s> <p> 1 } WHERE {}", Rdf),
        post("query_post_direct", none.clone(), QUERY, "ASK {}", True),
        Test { method: "PUT", content_type: Some(FORM), ..get("bad_query_method", with(&of_0, "ASK {}"), Refused) },
        get("bad_multiple_queries", "?query=ASK%20%7B%7D&query=SELECT%20%2A%20%7B%7D".to_owned(), Refused),
        post("bad_query_wrong_media_type", none.clone(), "text/plain", "ASK {}", Refused),
        post("bad_query_missing_form_type", none.clone(), None, "query=ASK%20%7B%7D", Refused),
        post("bad_query_missing_direct_type", none.clone(), None, "ASK {}", Refused),
        Test { body: utf16, ..post("bad_query_non_utf8", none, "application/sparql-query; charset=UTF-16", "", Refused) },
        get("bad_query_syntax", "?query=ASK%20%7B".to_owned(), Refused),
    ]
}

/// Those that the suite expects to be taken are refused on purpose; those that it expects to be refused are.
fn updates() -> Vec<Test> {
    use Expected::Refused;
    let insert = "PREFIX dc: <http://purl.org/dc/terms/> INSERT { GRAPH <http://example.org/protocol-update-dataset-test/> { ?s a dc:BibliographicResource } } WHERE { ?s a ?type }";
    let none = String::new();
    let utf16: Vec<u8> = "CLEAR NAMED".encode_utf16().flat_map(u16::to_be_bytes).collect();
    vec![
        post("update_dataset_default_graph", graphs(&[("using-graph-uri", 1)]), UPDATE, insert, Refused),
        post("update_dataset_default_graphs", graphs(&[("using-graph-uri", 1), ("using-graph-uri", 2)]), UPDATE, insert, Refused),
        post("update_dataset_named_graphs", graphs(&[("using-named-graph-uri", 1), ("using-named-graph-uri", 2)]), UPDATE, insert, Refused),
        post("update_dataset_full", graphs(&[("using-graph-uri", 1), ("using-named-graph-uri", 2)]), UPDATE, insert, Refused),
        post("update_post_form", none.clone(), FORM, "update=CLEAR+ALL", Refused),
        post("update_post_direct", none.clone(), UPDATE, "CLEAR ALL", Refused),
        post("update_base_uri", none.clone(), UPDATE, "INSERT DATA { GRAPH <http://example.org/protocol-base-test/> { <http://example.org/s> <http://example.org/p> <test> } }", Refused),
        get("bad_update_get", "?update=CLEAR%20ALL".to_owned(), Refused),
        post("bad_multiple_updates", none.clone(), FORM, "update=CLEAR%20NAMED&update=CLEAR%20DEFAULT", Refused),
        post("bad_update_wrong_media_type", none.clone(), "text/plain", "CLEAR NAMED", Refused),
        post("bad_update_missing_form_type", none.clone(), None, "update=CLEAR%20NAMED", Refused),
        Test { body: utf16, ..post("bad_update_non_utf8", none.clone(), "application/sparql-update; charset=UTF-16", "", Refused) },
        post("bad_update_syntax", none, FORM, "update=CLEAR%20XYZ", Refused),
        post("bad_update_dataset_conflict", "?using-named-graph-uri=http%3A%2F%2Fexample%2Fpeople".to_owned(), UPDATE, "WITH <http://example/addresses> DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }", Refused),
    ]
}

fn send(app: &TestApp, test: &Test) -> Answer {
    let headers: Vec<(&str, &str)> = test.content_type.iter().map(|kind| ("Content-Type", *kind)).collect();
    app.send(test.method, &format!("/sparql{}", test.target), &headers, &test.body)
}

fn met(test: &Test, answer: &Answer) -> bool {
    let kind = answer.header("content-type").unwrap_or_default().split(';').next().unwrap_or_default().to_owned();
    let ok = answer.status == 200;
    match test.expected {
        Expected::True => ok && answer.json()["boolean"] == true,
        Expected::Boolean => ok && ["application/sparql-results+json", "application/sparql-results+xml"].contains(&kind.as_str()),
        Expected::Tabular => ok && ["application/sparql-results+json", "application/sparql-results+xml", "text/csv", "text/tab-separated-values"].contains(&kind.as_str()),
        Expected::Rdf => ok && ["text/turtle", "application/rdf+xml", "application/n-triples"].contains(&kind.as_str()),
        Expected::Refused => (400..500).contains(&answer.status) && kind == "application/problem+json",
    }
}

#[test]
fn the_protocol_suite_of_the_w3c_holds_for_queries_and_its_updates_are_refused() {
    let app = TestApp::start();
    // The graphs of the suite, each of which says what type it has.
    let store = app.directory.views().graph().store();
    for number in 0..=3 {
        let own = NamedNode::new(graph(number)).expect("an address");
        let document = NamedNode::new("http://xmlns.com/foaf/0.1/Document").expect("an address");
        store.insert(&Quad::new(own.clone(), rdf::TYPE, document, GraphName::NamedNode(own))).expect("inserted");
    }
    let before = store.len().expect("a number");
    let (queries, updates) = (queries(), updates());
    assert_eq!(queries.len() + updates.len(), 34);
    for test in queries.iter().chain(&updates) {
        let answer = send(&app, test);
        assert!(met(test, &answer), "{}: {} {:?} {}", test.name, answer.status, answer.header("content-type"), answer.text());
    }
    for test in updates.iter().filter(|test| test.name.starts_with("update_")) {
        assert_eq!(send(&app, test).code().as_deref(), Some("QUERY_REFUSED"), "{}", test.name);
    }
    assert_eq!(store.len().expect("a number"), before, "nothing was changed");
    crate::conformance::record("sparql-protocol-queries", "1.1", queries.len() as u64, queries.len() as u64);
    crate::conformance::record("sparql-protocol-updates", "1.1", updates.len() as u64, updates.len() as u64);
    println!("SPARQL 1.1 Protocol: {} query tests passed; {} update tests refused, as documented", queries.len(), updates.len());
}

#[test]
fn an_answer_that_the_suite_does_not_expect_is_noticed() {
    let app = TestApp::shared();
    for (query, expected) in [("ASK { FILTER(false) }", Expected::True), ("SELECT * {}", Expected::Rdf), ("CONSTRUCT {} {}", Expected::Tabular), ("ASK {}", Expected::Refused), ("ASK", Expected::Boolean)] {
        let test = post("", String::new(), QUERY, query, expected);
        assert!(!met(&test, &send(app, &test)), "{query}");
    }
    // A graph that is not here does not go for an empty one.
    let test = get("", format!("{}&query=ASK%20%7B%7D", graphs(&[(DEFAULT, 0)])), Expected::True);
    let answer = send(app, &test);
    assert_eq!((answer.status, answer.code().as_deref()), (403, Some("QUERY_REFUSED")), "{}", answer.text());
    assert!(answer.text().contains("default graph"), "{}", answer.text());
}
