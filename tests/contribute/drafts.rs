//! Drafts: kept, resumed, discarded, seen by nobody else.

use super::app::{App, ann, bob, curator, key};
use serde_json::{Value as Tree, json};

fn save(content: &Tree, more: &str) -> String {
    format!("mutation {{ saveDraft(type: TOOL, content: {} {more}) {{ id type about content violations {{ field message }} }} }}", json!(content.to_string()))
}

#[test]
fn a_draft_is_kept_resumed_and_submitted() {
    let app = App::new();
    let draft = app.done(&ann(), &save(&json!({ "name": { "text": "Half done" } }), ""));
    assert_eq!(draft["violations"], json!([{ "field": "kind", "message": "`Kind` is missing" }]));
    let id = draft["id"].as_str().unwrap();
    let full = json!({ "name": { "text": "Done" }, "kind": "guide" });
    app.done(&ann(), &save(&full, &format!("id: \"{id}\"")));
    let app = app.again();
    let all = app.done(&ann(), "{ drafts { id type content violations { field } } }");
    assert_eq!(all, json!([{ "id": id, "type": "TOOL", "content": full.to_string(), "violations": [] }]));
    let input: Tree = serde_json::from_str(all[0]["content"].as_str().unwrap()).unwrap();
    let submitted = app.data_with(&ann(), "mutation($input: ToolInput!, $draft: ID) { submitTool(input: $input, draft: $draft) { state title } }", json!({ "input": input, "draft": id }));
    assert_eq!(submitted["submitTool"], json!({ "state": "SUBMITTED", "title": "Done" }));
    assert_eq!(app.done(&ann(), "{ drafts { id } }"), json!([]));
}

#[test]
fn nobody_else_sees_or_touches_a_draft() {
    let app = App::new();
    let draft = app.done(&ann(), &save(&json!({ "name": "Secret" }), ""));
    let id = draft["id"].as_str().unwrap();
    for who in [bob(), curator()] {
        assert_eq!(app.done(&who, "{ drafts { id } }"), json!([]));
        assert_eq!(app.code(&who, &save(&json!({ "name": "Mine" }), &format!("id: \"{id}\""))), "NOT_FOUND");
        assert_eq!(app.done(&who, &format!("mutation {{ discardDraft(id: \"{id}\") }}")), true);
    }
    assert_eq!(app.done(&ann(), "{ drafts { content } }"), json!([{ "content": "{\"name\":\"Secret\"}" }]));
    assert_eq!(app.events().len(), 0);
    assert_eq!(app.done(&curator(), "{ submissions { totalCount } }")["totalCount"], 0);
    app.done(&ann(), &format!("mutation {{ discardDraft(id: \"{id}\") }}"));
    assert_eq!(app.done(&ann(), "{ drafts { id } }"), json!([]));
}

#[test]
fn a_draft_has_fields_that_there_are_and_is_kept_once_for_a_key() {
    let app = App::new();
    let error = app.error(&ann(), &save(&json!({ "nam": "x", "addresses": [] }), ""));
    assert!(error["extensions"]["code"] == "INVALID_INPUT" && error["message"].as_str().unwrap().contains("or `name`?"), "{error}");
    assert_eq!(app.code(&ann(), "mutation { saveDraft(type: TOOL, content: \"[\") { id } }"), "INVALID_INPUT");
    assert_eq!(app.code(&ann(), "mutation { saveDraft(type: STANCE, content: \"{}\") { id } }"), "INVALID_INPUT");
    let once = save(&json!({ "name": "Once" }), "idempotencyKey: \"k\"");
    assert_eq!(app.done(&ann(), &once)["id"], app.done(&ann(), &once)["id"]);
    assert_eq!(app.code(&ann(), &save(&json!({ "name": "Other" }), "idempotencyKey: \"k\"")), "IDEMPOTENCY_CONFLICT");
    for number in 1..100 {
        app.done(&ann(), &save(&json!({ "name": format!("{number}") }), ""));
    }
    assert_eq!(app.code(&ann(), &save(&json!({}), "")), "BODY_TOO_LARGE");
    let submission = app.tool(&bob(), "Other");
    assert!(!key(&submission).is_empty());
}
