//! What the door takes and sends: forms by `Accept`, tags, revisions, limits, refusals.

use super::{ask, encoded};
use crate::door::app::TestApp;

const NAMES: &str = "PREFIX schema: <https://schema.org/> SELECT ?it ?name { ?it schema:name ?name } ORDER BY ?name ?it LIMIT 3";

#[test]
fn solutions_come_in_the_form_that_is_preferred() {
    let app = TestApp::shared();
    for (accept, content_type, start) in [
        ("*/*", "application/sparql-results+json", "{\"head\":{\"vars\":[\"it\",\"name\"]}"),
        ("application/json", "application/json", "{\"head\":"),
        ("application/sparql-results+xml", "application/sparql-results+xml", "<?xml"),
        ("text/csv", "text/csv; charset=utf-8", "it,name\r\n"),
        ("text/tab-separated-values", "text/tab-separated-values; charset=utf-8", "?it\t?name\n"),
        ("text/csv;q=0.2, application/sparql-results+xml;q=0.4", "application/sparql-results+xml", "<?xml"),
        ("text/turtle, text/csv;q=0.1", "text/csv; charset=utf-8", "it,name\r\n"),
        ("application/sparql-results+json;q=0, */*;q=0.1", "application/json", "{\"head\":"),
    ] {
        for answer in [ask(app, NAMES, &[("Accept", accept)]), app.get(&format!("/sparql?query={}", encoded(NAMES)), &[("Accept", accept)])] {
            assert_eq!((answer.status, answer.header("content-type")), (200, Some(content_type)), "{accept}: {}", answer.text());
            assert!(answer.text().starts_with(start), "{accept}: {}", answer.text());
            assert_eq!(answer.header("vary"), Some("Accept, Accept-Encoding"));
        }
    }
}

#[test]
fn graphs_come_in_the_form_that_is_preferred() {
    let app = TestApp::shared();
    let query = "PREFIX schema: <https://schema.org/> CONSTRUCT { ?it schema:name ?name } { ?it schema:name ?name } LIMIT 3";
    for (accept, content_type, start) in [
        ("*/*", "text/turtle; charset=utf-8", "@prefix"),
        ("application/n-triples", "application/n-triples", "<https://"),
        ("application/ld+json", "application/ld+json", ""),
        ("application/rdf+xml", "application/rdf+xml", "<?xml"),
        ("application/sparql-results+json, text/turtle;q=0.5", "text/turtle; charset=utf-8", "@prefix"),
    ] {
        let answer = ask(app, query, &[("Accept", accept)]);
        assert_eq!((answer.status, answer.header("content-type")), (200, Some(content_type)), "{accept}");
        assert!(answer.text().starts_with(start), "{accept}: {}", answer.text());
    }
}

#[test]
fn what_cannot_be_sent_as_it_is_accepted_is_said() {
    let app = TestApp::shared();
    for (query, accept, word) in [(NAMES, "image/png", "text/csv"), (NAMES, "text/turtle", "CSV"), ("CONSTRUCT WHERE { ?s ?p ?o } LIMIT 1", "text/csv", "Turtle")] {
        let answer = ask(app, query, &[("Accept", accept)]);
        assert_eq!((answer.status, answer.code().as_deref()), (406, Some("NOT_ACCEPTABLE")), "{accept}");
        assert!(answer.text().contains(word), "{accept}: {}", answer.text());
    }
}

#[test]
fn an_answer_names_its_revision_and_is_not_sent_twice() {
    let app = TestApp::shared();
    let target = format!("/sparql?query={}", encoded(NAMES));
    let first = app.get(&target, &[]);
    assert_eq!(first.header("whatworks-revision"), app.query("{ __typename }").header("whatworks-revision"));
    let tag = first.header("etag").expect("a tag");
    let again = app.get(&target, &[("If-None-Match", tag)]);
    assert_eq!((again.status, again.body.len(), again.header("etag")), (304, 0, Some(tag)));
    let head = app.send("HEAD", &target, &[], b"");
    assert_eq!((head.status, head.body.len()), (200, 0));
    for name in ["etag", "content-type", "content-length", "whatworks-revision"] {
        assert_eq!(head.header(name), first.header(name), "{name}");
    }
    let early = app.get(&target, &[("Whatworks-Min-Revision", "1000000")]);
    assert_eq!((early.status, early.code().as_deref()), (503, Some("REVISION_IN_FUTURE")));
}

#[test]
fn any_web_page_may_ask() {
    let app = TestApp::shared();
    let answer = app.send("OPTIONS", "/sparql", &[("Origin", "https://partner.example"), ("Access-Control-Request-Method", "POST")], b"");
    assert_eq!((answer.status, answer.header("access-control-allow-origin")), (204, Some("*")));
    assert!(answer.header("access-control-allow-headers").is_some_and(|headers| headers.contains("Content-Type")));
    let answer = ask(app, "ASK {}", &[("Origin", "https://partner.example")]);
    assert_eq!(answer.header("access-control-allow-origin"), Some("*"));
    assert!(answer.header("access-control-expose-headers").is_some_and(|headers| headers.contains("Whatworks-Revision")));
}

#[test]
fn without_a_query_a_program_is_told_what_can_be_asked() {
    let app = TestApp::shared();
    let answer = app.get("/sparql", &[]);
    assert_eq!((answer.status, answer.header("content-type")), (200, Some("text/turtle; charset=utf-8")));
    for part in ["sd:Service", "sd:SPARQL11Query", "sd:endpoint", "/SPARQL_Results_JSON>", "sd:defaultDataset"] {
        assert!(answer.text().contains(part), "{part}: {}", answer.text());
    }
    assert!(!answer.text().contains("Update"));
    let endpoint = answer.text().split("sd:endpoint <").nth(1).and_then(|rest| rest.split('>').next().map(str::to_owned)).expect("an address");
    assert!(app.get("/.well-known/void", &[]).text().contains(&format!("void:sparqlEndpoint <{endpoint}>")));
    assert_eq!(app.get("/sparql", &[("Accept", "application/rdf+xml")]).header("content-type"), Some("application/rdf+xml"));
    let results = app.get("/sparql", &[("Accept", "application/sparql-results+json")]);
    assert_eq!((results.status, results.code().as_deref()), (400, Some("BAD_REQUEST")));
}

#[test]
fn what_is_wrong_is_said_with_its_place_and_what_to_do() {
    let app = TestApp::shared();
    let patterns = |count: usize| format!("ASK {{ {} }}", "?a ?b ?c .".repeat(count));
    for (query, status, code, word) in [
        ("SELECT * { ?s ?p }", 400, "BAD_QUERY", "column 1"),
        ("SELECT * { ?s nothing:like ?that }", 400, "BAD_QUERY", "nothing"),
        ("SELECT (<http://example.org/unknown>(1) AS ?a) {}", 400, "BAD_QUERY", "unknown"),
        ("SELECT * { SERVICE <http://127.0.0.1:1/sparql> { ?s ?p ?o } }", 403, "QUERY_REFUSED", "SERVICE"),
        ("SELECT * { SERVICE SILENT <http://127.0.0.1:1/sparql> { ?s ?p ?o } }", 403, "QUERY_REFUSED", "SERVICE"),
        ("SELECT * FROM <http://example.org/> { ?s ?p ?o }", 403, "QUERY_REFUSED", "http://example.org/"),
        ("SELECT * FROM NAMED <http://example.org/> { ?s ?p ?o }", 403, "QUERY_REFUSED", "http://example.org/"),
        ("INSERT DATA { <a:a> <a:b> <a:c> }", 403, "QUERY_REFUSED", "INSERT"),
        ("LOAD <http://127.0.0.1:1/>", 403, "QUERY_REFUSED", "LOAD"),
        (&patterns(65), 422, "TOO_EXPENSIVE", "64"),
        (&format!("ASK {{ {} }}", "{".repeat(40)), 422, "TOO_EXPENSIVE", "32"),
        ("SELECT (1 AS ?one) { ?a ?b ?c . ?d ?e ?f }", 422, "TOO_EXPENSIVE", "50000"),
        (&format!("ASK {{ #{}\n }}", "x".repeat(17_000)), 413, "BODY_TOO_LARGE", "16384"),
    ] {
        let answer = ask(app, query, &[]);
        assert_eq!((answer.status, answer.code().as_deref()), (status, Some(code)), "{query}: {}", answer.text());
        assert_eq!(answer.header("content-type"), Some("application/problem+json"));
        assert!(answer.json()["detail"].as_str().is_some_and(|detail| detail.contains(word)), "{query}: {}", answer.text());
    }
    assert_eq!(ask(app, &patterns(4), &[]).status, 200);
}

#[test]
fn an_answer_that_is_too_large_is_refused_and_not_cut_off() {
    let app = TestApp::shared();
    let doubled: String = (0..10).map(|at| format!("BIND(CONCAT(?x{at}, ?x{at}) AS ?x{}) ", at + 1)).collect();
    let long = format!("SELECT ?x10 {{ ?s ?p ?o BIND('0123456789abcdef' AS ?x0) {doubled} }} LIMIT 2000");
    for accept in ["text/csv", "application/sparql-results+json", "application/sparql-results+xml"] {
        let answer = ask(app, &long, &[("Accept", accept)]);
        assert_eq!((answer.status, answer.code().as_deref()), (422, Some("TOO_EXPENSIVE")), "{}", answer.text());
        assert!(answer.text().contains("bytes"), "{}", answer.text());
    }
}

#[test]
fn bodies_and_parameters_are_read_as_the_protocol_says_and_no_other_way() {
    let app = TestApp::shared();
    let form = ("Content-Type", "application/x-www-form-urlencoded; charset=utf-8");
    assert_eq!(app.send("POST", "/sparql", &[form], b"query=ASK+%7B%7D&unheard=of").status, 200);
    for (target, content_type, body, status) in [
        ("/sparql?query=ASK%7B%7D", "application/sparql-query", &b"ASK {}"[..], 400),
        ("/sparql", "application/x-www-form-urlencoded", b"nothing=here", 400),
        ("/sparql", "application/sparql-query", b"ASK { ?a ?b '\xff' }", 400),
        ("/sparql", "application/sparql-query; charset=latin1", b"ASK {}", 415),
        ("/sparql", "multipart/form-data; boundary=x", b"--x--", 415),
        ("/sparql", "application/json", b"{\"query\":\"ASK {}\"}", 415),
        ("/sparql?default-graph-uri=not%20an%20address", "application/sparql-query", b"ASK {}", 400),
    ] {
        assert_eq!(app.send("POST", target, &[("Content-Type", content_type)], body).status, status, "{target} {content_type}");
    }
    let large = app.send("POST", "/sparql", &[("Content-Type", "application/sparql-query")], &vec![b' '; 100_000]);
    assert_eq!((large.status, large.code().as_deref()), (413, Some("BODY_TOO_LARGE")));
    for method in ["PUT", "DELETE", "PATCH"] {
        assert_eq!((app.send(method, "/sparql", &[], b"").status, app.send(method, "/sparql", &[], b"").header("allow").map(str::to_owned)), (405, Some("GET, HEAD, POST, OPTIONS".to_owned())));
    }
}
