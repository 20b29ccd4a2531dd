//! What a guide refers to knows of it: on its page, in the API, in the graph; and not any longer than the text says so.

use crate::contribute::app::{App, ann, curator};
use crate::process::app::{Town, case_study, key};
use serde_json::{Value, json};

const CITED: &str = "query($id: ID!) { tool(id: $id) { citedIn { totalCount nodes { name references { ... on Record { name } } } } } }";

fn cited(app: &App, id: &str) -> Value {
    app.ask_with(&ann(), CITED, json!({ "id": id }))["data"]["tool"]["citedIn"].clone()
}

#[test]
fn what_a_text_refers_to_says_so_until_the_text_does_not() {
    let app = App::new();
    app.published_tool("Quiet words");
    app.published_tool("Loud words");
    let submit = "mutation($body: String!) { submitGuide(input: {name: {text: \"Before you post\"}, body: [{text: $body}]}) { key } }";
    let body = "Choose [@tool/quiet-words], [twice](@tool/quiet-words).\n\n![](@tool/loud-words)\n\nIt is `@tool/nothing` to [you](https://elsewhere.example/id/tool/x).";
    let guide = app.data_with(&ann(), submit, json!({ "body": body }));
    assert_eq!(cited(&app, "quiet-words")["totalCount"], 0, "nothing of it is published");
    app.review(&curator(), guide["submitGuide"]["key"].as_str().unwrap(), "ACCEPT", "");
    assert_eq!(cited(&app, "quiet-words"), json!({ "totalCount": 1, "nodes": [{ "name": "Before you post", "references": [{ "name": "Quiet words" }, { "name": "Loud words" }] }] }));
    assert_eq!(cited(&app, "loud-words")["totalCount"], 1, "what is shown is cited");
    let filtered = app.ask_with(&ann(), "{ guides(filter: {references: {some: {id: {eq: \"https://whatworks.example/id/tool/quiet-words\"}}}}) { totalCount } }", json!({}));
    assert_eq!(filtered["data"]["guides"]["totalCount"], 1, "{filtered}");

    // It follows from the text and is not written.
    let written = app.ask_with(&ann(), "mutation { proposeGuide(id: \"before-you-post\", set: {references: [\"quiet-words\"]}) { key } }", json!({})).to_string();
    assert!(written.contains("references"), "{written}");
    let change = app.data_with(&ann(), "mutation { proposeGuide(id: \"before-you-post\", set: {body: [{text: \"Choose [@tool/loud-words].\"}]}) { key } }", json!({}));
    let proposed = app.ask_with(&ann(), "query($id: ID!) { submission(id: $id) { difference { field } } }", json!({ "id": change["proposeGuide"]["key"] }));
    assert_eq!(proposed["data"]["submission"]["difference"], json!([{ "field": "body" }]), "{proposed}");
    app.review(&curator(), change["proposeGuide"]["key"].as_str().unwrap(), "ACCEPT", "");
    assert_eq!((&cited(&app, "quiet-words")["totalCount"], &cited(&app, "loud-words")["totalCount"]), (&json!(0), &json!(1)));
    app.data(&curator(), "mutation { withdraw(id: \"before-you-post\", reason: \"A trial.\") { kind } }");
    assert_eq!(cited(&app, "loud-words")["totalCount"], 0);
}

#[test]
fn pages_rest_and_the_graph_say_in_which_version_something_is_cited() {
    let town = Town::new();
    let tool = town.publish("Tool", json!({ "name": { "text": "Quiet words" }, "kind": "guide" }));
    let guide = town.publish("Guide", json!({ "name": { "text": "Before you post" }, "body": { "text": "Choose [@tool/quiet-words] and [@challenges/fear-of-escalation]." } }));
    let change = town.done("cleo", "mutation($id: ID!) { proposeGuide(id: $id, set: {year: 2026}) { key } }", json!({ "id": guide }));
    town.accept(key(&change));
    for page in ["/tools/quiet-words", "/challenges/fear-of-escalation"] {
        let page = town.app.http.get(page, &[("Accept", "text/html")]).text();
        assert!(page.contains("<a href=\"/guides/before-you-post\">Before you post (version 2)</a>") && page.contains("whose text refers to it"), "{page}");
    }
    let data = town.app.http.get("/data/guide/before-you-post.ttl", &[]).text();
    assert!(data.contains("dct:references"), "{data}");
    let asked = town.app.http.get(&format!("/api/v1/guides?references={}", tool.replace(':', "%3A").replace('/', "%2F")), &[]).json();
    assert_eq!(asked["totalCount"], 1, "{asked}");
}

#[test]
fn a_contribution_that_a_text_cites_has_been_used() {
    let town = Town::new();
    let call = town.call(json!({}));
    let sent = Town::sent(&town.send_in("ann", &call, "CaseStudy", case_study("A march for science")));
    town.accept(key(&sent));
    let silent = Town::sent(&town.submit("cleo", "Guide", json!({ "name": { "text": "Silent" }, "call": call, "body": { "text": "Walk on." } }), &[]));
    assert!(town.accept(key(&silent)).text().contains("has no outcome"));
    let guide = Town::sent(&town.submit("cleo", "Guide", json!({ "name": { "text": "Walk" }, "call": call, "body": { "text": "Walk together [@case-study/a-march-for-science]." } }), &[]));
    assert_eq!(town.accept(key(&guide)).json()["data"]["review"]["state"], "PUBLISHED");
    let outcome = town.done("ann", "query($id: ID!) { outcome(submission: $id) { outcome usedIn { ... on Guide { name } } } }", json!({ "id": key(&sent) }));
    assert_eq!(outcome, json!({ "outcome": "USED", "usedIn": [{ "name": "Walk" }] }));
}

#[test]
fn a_long_text_is_sent_by_whoever_is_known_and_by_nobody_else() {
    let town = Town::new();
    let body = format!("# Long\n\n{}", "Listen first, and listen again. ".repeat(4_000));
    assert!(body.len() > 120_000);
    let sent = json!({ "input": { "name": { "text": "Long" }, "body": [{ "text": body }] } }).to_string();
    let post = |path: &str, token: Option<String>, body: &str| {
        let authorization = token.map(|token| format!("Bearer {token}"));
        let mut headers = vec![("Content-Type", "application/json")];
        headers.extend(authorization.as_deref().map(|own| ("Authorization", own)));
        town.app.http.send("POST", path, &headers, body.as_bytes())
    };
    let done = post("/api/v1/submit-guide", Some(town.token("ann")), &sent);
    assert_eq!(done.status, 200, "{}", done.text());
    let accepted = town.accept(done.json()["key"].as_str().unwrap()).json();
    assert_eq!(accepted["data"]["review"]["state"], "PUBLISHED", "{accepted}");
    assert!(town.app.http.get("/data/guide/long.md", &[]).body.len() > 120_000);
    for (path, token) in [("/api/v1/submit-guide", None), ("/api/v1/submit-tool", Some(town.token("ann"))), ("/graphql", Some(town.token("ann")))] {
        assert_eq!(post(path, token, &sent).status, 413, "{path}");
    }
    let endless = format!("{{\"input\":{{\"body\":[{{\"text\":\"{}\"}}]}}}}", "a".repeat(1_100_000));
    assert_eq!(post("/api/v1/submit-guide", Some(town.token("ann")), &endless).status, 413);
}
