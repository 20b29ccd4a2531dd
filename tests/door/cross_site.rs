//! What a page elsewhere can make a browser send without asking first, and what could pass for something else: all refused.

use super::app::{Answer, TestApp};

const FORM: &str = "application/x-www-form-urlencoded";
const MUTATION: &str = "mutation%20%7B%20__typename%20%7D";
/// Would be answered if it came as it should: the control below.
const JSON_QUERY: &str = r#"{"query":"{ __typename }"}"#;

struct Form {
    name: &'static str,
    method: &'static str,
    target: String,
    headers: Vec<(&'static str, &'static str)>,
    body: &'static str,
}

fn form(name: &'static str, method: &'static str, target: &str, headers: &[(&'static str, &'static str)], body: &'static str) -> Form {
    Form { name, method, target: target.to_owned(), headers: headers.to_vec(), body }
}

fn forms() -> Vec<Form> {
    let get = format!("/graphql?query={MUTATION}");
    let json = ("Content-Type", "application/json");
    let multipart = "--x\r\nContent-Disposition: form-data; name=\"operations\"\r\n\r\n{\"query\":\"{ __typename }\"}\r\n--x--\r\n";
    vec![
        form("mutation by GET", "GET", &get, &[], ""),
        form("mutation by GET as graphql-response", "GET", &get, &[("Accept", "application/graphql-response+json")], ""),
        form("mutation by GET with a JSON type", "GET", &get, &[json], ""),
        form("mutation by HEAD", "HEAD", &get, &[], ""),
        form("mutation by GET, chosen by name", "GET", "/graphql?query=query%20A%7B__typename%7D%20mutation%20B%7B__typename%7D&operationName=B", &[], ""),
        form("mutation by GET behind a fragment", "GET", "/graphql?query=fragment%20F%20on%20Mutation%7B__typename%7D%20mutation%7B...F%7D", &[], ""),
        form("subscription by GET", "GET", "/graphql?query=subscription%7Bchanges%7Bid%7D%7D", &[], ""),
        form("GET overridden by a header", "GET", &get, &[("X-HTTP-Method-Override", "POST")], ""),
        form("GET overridden by another header", "GET", &get, &[("X-Method-Override", "POST"), ("X-HTTP-Method", "POST")], ""),
        form("GET overridden by a parameter", "GET", &format!("{get}&_method=POST"), &[], ""),
        form("text/plain", "POST", "/graphql", &[("Content-Type", "text/plain")], JSON_QUERY),
        form("text/plain pretending", "POST", "/graphql", &[("Content-Type", "text/plain; application/json")], JSON_QUERY),
        form("application/graphql", "POST", "/graphql", &[("Content-Type", "application/graphql")], "{ __typename }"),
        form("url-encoded", "POST", "/graphql", &[("Content-Type", FORM)], "query=%7B%20__typename%20%7D"),
        form("url-encoded with JSON in it", "POST", "/graphql", &[("Content-Type", FORM)], JSON_QUERY),
        form("url-encoded, query in the address", "POST", "/graphql?query=%7B__typename%7D", &[("Content-Type", FORM)], ""),
        form("multipart", "POST", "/graphql", &[("Content-Type", "multipart/form-data; boundary=x")], multipart),
        form("multipart with a JSON parameter", "POST", "/graphql", &[("Content-Type", "multipart/form-data; boundary=x; type=application/json")], multipart),
        form("no content type", "POST", "/graphql", &[], JSON_QUERY),
        form("empty content type", "POST", "/graphql", &[("Content-Type", "")], JSON_QUERY),
        form("two content types", "POST", "/graphql", &[json, ("Content-Type", "text/plain")], JSON_QUERY),
        form("list of content types", "POST", "/graphql", &[("Content-Type", "text/plain, application/json")], JSON_QUERY),
        form("JSON from the origin null", "POST", "/graphql", &[json, ("Origin", "null")], JSON_QUERY),
        form("preflight from the origin null", "OPTIONS", "/graphql", &[("Origin", "null"), ("Access-Control-Request-Method", "POST")], ""),
        form("query in the address of a POST without a body", "POST", "/graphql?query=%7B__typename%7D", &[json], ""),
        form("JSON in another character set", "POST", "/graphql", &[("Content-Type", "application/json; charset=utf-7")], JSON_QUERY),
    ]
}

fn refused(answer: &Answer) -> bool {
    (400..500).contains(&answer.status) && !answer.text().contains("\"data\"") && answer.header("etag").is_none()
}

#[test]
fn no_form_of_another_site_is_executed() {
    let app = TestApp::shared();
    let forms = forms();
    let mut held = 0;
    for form in &forms {
        let answer = app.send(form.method, &form.target, &form.headers, form.body.as_bytes());
        assert!(refused(&answer), "{}: {} {}", form.name, answer.status, answer.text());
        held += 1;
    }
    println!("cross-site forms: tried {}, held {held}", forms.len());
    assert!(forms.len() >= 24);
}

#[test]
fn the_same_query_sent_properly_is_answered() {
    let app = TestApp::shared();
    let answer = app.post(JSON_QUERY.as_bytes(), &[("Origin", "https://partner.example")]);
    assert!(answer.status == 200 && !refused(&answer), "the control: {}", answer.text());
    let by_get = app.get("/graphql?query=%7B__typename%7D", &[]);
    assert!(by_get.status == 200 && !refused(&by_get), "the control by GET: {}", by_get.text());
}
