//! Verbs: what is sent to be done, by whom, and once.

use crate::accounts::app::{App, PASSWORD};
use crate::door::app::Answer;
use serde_json::{Value, json};

fn send(app: &App, verb: &str, token: Option<&str>, key: Option<&str>, body: &Value) -> Answer {
    let authorization = token.map(|token| format!("Bearer {token}"));
    let mut headers = vec![("Content-Type", "application/json")];
    headers.extend(authorization.iter().map(|value| ("Authorization", value.as_str())));
    headers.extend(key.iter().map(|key| ("Idempotency-Key", *key)));
    app.http.send("POST", &format!("/api/v1/{verb}"), &headers, body.to_string().as_bytes())
}

#[test]
fn a_tool_is_submitted_and_seen_in_the_queue_of_its_author_alone() {
    let app = App::start();
    app.member("ann@mail.example");
    let signed = send(&app, "sign-in", None, None, &json!({ "email": "ann@mail.example", "password": PASSWORD })).json();
    let token = signed["accessToken"].as_str().unwrap_or_else(|| panic!("{signed}")).to_owned();
    let tool = json!({ "input": { "name": [{ "text": "Quiet Hours" }], "kind": "software" } });
    let answer = send(&app, "submit-tool", Some(&token), Some("first-try"), &tool);
    assert_eq!(answer.status, 200, "{}", answer.text());
    let again = send(&app, "submit-tool", Some(&token), Some("first-try"), &tool);
    assert_eq!(again.json()["id"], answer.json()["id"], "the same key means the same submission");
    let quoted = send(&app, "submit-tool", Some(&token), Some("\"first-try\""), &tool);
    assert_eq!(quoted.json()["id"], answer.json()["id"], "as the draft of the header writes it");
    let other = send(&app, "submit-tool", Some(&token), Some("first-try"), &json!({ "input": { "name": [{ "text": "Loud Hours" }], "kind": "software" } }));
    assert_eq!((other.status, other.code().as_deref()), (422, Some("IDEMPOTENCY_CONFLICT")));
    let authorization = format!("Bearer {token}");
    let mine = app.http.get("/api/v1/my-submissions", &[("Authorization", &authorization)]);
    assert_eq!(mine.json()["nodes"][0]["title"], "Quiet Hours", "{}", mine.text());
    assert_eq!((mine.header("etag"), mine.header("cache-control")), (None, Some("no-store")));
    assert_eq!(app.http.get("/api/v1/my-submissions", &[]).status, 401);
    assert_eq!(app.http.get("/api/v1/tools", &[]).json()["totalCount"], 0);
}

#[test]
fn a_record_that_does_not_fit_is_refused_field_by_field() {
    let app = App::start();
    app.member("ann@mail.example");
    let signed = send(&app, "sign-in", None, None, &json!({ "email": "ann@mail.example", "password": PASSWORD })).json();
    let token = signed["accessToken"].as_str().unwrap();
    let answer = send(&app, "submit-tool", Some(token), None, &json!({ "input": { "summary": [{ "text": "No name, no kind." }] } }));
    assert_eq!((answer.status, answer.code().as_deref()), (422, Some("INVALID_RECORD")), "{}", answer.text());
    let fields: Vec<String> = answer.json()["violations"].as_array().unwrap().iter().filter_map(|violation| violation["field"].as_str().map(str::to_owned)).collect();
    assert!(fields.contains(&"name".to_owned()) && fields.contains(&"kind".to_owned()), "{fields:?}");
    for (body, status, code) in [
        (json!({ "inputs": {} }), 400, "UNKNOWN_NAME"),
        (json!({ "input": { "nam": [] } }), 400, "BAD_REQUEST"),
        (json!({}), 400, "BAD_REQUEST"),
        (json!([]), 400, "BAD_REQUEST"),
    ] {
        let answer = send(&app, "submit-tool", Some(token), None, &body);
        assert_eq!((answer.status, answer.code().as_deref()), (status, Some(code)), "{body}: {}", answer.text());
    }
    assert_eq!(send(&app, "submit-tool", None, None, &json!({ "input": {} })).status, 401);
    assert_eq!(send(&app, "submit-tol", None, None, &json!({})).status, 404);
    assert_eq!(send(&app, "tools", None, None, &json!({})).status, 405);
    assert_eq!(app.http.send("POST", "/api/v1/submit-tool", &[("Content-Type", "text/plain")], b"{}").status, 415);
}

#[test]
fn what_is_made_for_one_visitor_is_kept_for_no_other() {
    let app = App::start();
    for path in ["/graphql?query=%7BproofOfWork%7Bchallenge%7D%7D", "/api/v1/proof-of-work"] {
        let (one, other) = (app.http.get(path, &[]), app.http.get(path, &[]));
        assert_eq!((one.status, one.header("etag")), (200, None), "{path}");
        assert_ne!(one.text(), other.text(), "{path}");
    }
}
