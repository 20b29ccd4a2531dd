//! What looks like spam is held, its author is told why, and a curator decides.

use super::app::{App, account, curator, key, stranger};
use serde_json::{Value as Tree, json};
use whatworks::app::actor::Role;

#[test]
fn what_a_newcomer_sends_without_proof_is_held_until_a_curator_lets_it_go() {
    let app = App::new();
    app.enrol("eve", false);
    let eve = account("eve", Role::Contributor);
    let submission = app.tool(&eve, "First");
    assert_eq!(submission["state"], "QUARANTINED");
    assert_eq!(submission["history"][1], json!({ "kind": "QUARANTINED", "actor": "guard", "text": "it came without a proof of work", "fields": [] }));
    assert_eq!(submission["actions"], json!(["RETRACT", "APPEAL", "COMMENT"]));
    assert_eq!(app.review(&curator(), key(&submission), "ACCEPT", "")["errors"][0]["extensions"]["code"], "WRONG_STATE");
    app.data(&eve, &format!("mutation {{ appeal(submission: \"{}\", text: \"I am new here.\") {{ state }} }}", key(&submission)));
    app.review(&curator(), key(&submission), "RELEASE", "");
    app.review(&curator(), key(&submission), "ACCEPT", "");
    // Whose contribution was accepted is trusted.
    assert_eq!(app.tool(&eve, "Second")["state"], "SUBMITTED");
}

#[test]
fn many_links_and_a_field_that_people_do_not_see_hold_what_anybody_sends() {
    let app = App::new();
    let submit = |more: &str| app.done(&super::app::ann(), &format!("mutation {{ submitTool(input: {{name: {{text: \"T\"}}, kind: \"guide\" {more} }}) {{ state history {{ text }} }} }}"));
    let links = submit(r#", summary: {text: "http://a.example http://b.example http://c.example http://d.example"}"#);
    assert_eq!((&links["state"], &links["history"][1]["text"]), (&json!("QUARANTINED"), &json!("it has many links for its length")));
    let caught = app.done(&super::app::ann(), r#"mutation { submitTool(input: {name: {text: "T"}, kind: "guide"}, website: "https://spam.example") { state } }"#);
    assert_eq!(caught["state"], "QUARANTINED");
    assert_eq!(app.code(&super::app::ann(), r#"mutation { submitTool(input: {name: {text: "T"}, kind: "guide"}, proof: "made up") { state } }"#), "INVALID_INPUT");
}

#[test]
fn a_report_needs_no_account_and_is_held_when_it_looks_like_spam() {
    let app = App::new();
    app.published_tool("Block Party");
    let report = |more: &str| app.done(&stranger(), &format!("mutation {{ report(id: \"block-party\", reason: REMOVE_ME {more}) {{ state author }} }}"));
    assert_eq!(report(""), json!({ "state": "SUBMITTED", "author": "anonymous" }));
    assert_eq!(report(", website: \"x\"")["state"], "QUARANTINED");
    let held: Tree = app.done(&curator(), "{ submissions(state: [QUARANTINED, APPEALED]) { nodes { kind reports } } }");
    assert_eq!(held["nodes"], json!([{ "kind": "REPORT", "reports": "REMOVE_ME" }]));
}
