//! Withdrawing, restoring, deprecating: who may, what stands in the way, and that each can be undone.

use super::app::{App, CLAIM, ORGANISATION, TOOL, administrator, contributor, curator, refusal};
use serde_json::json;
use whatworks::app::actor::Caller;
use whatworks::ledger::EventKind;

fn app() -> App {
    let app = App::new();
    app.publish("id/organisation/acme", &format!("{ORGANISATION} ; ww:ror <https://ror.org/00c489v88>"));
    app.publish("id/tool/t", &format!("{TOOL} ; schema:provider <id/organisation/acme>"));
    app.publish("id/claim/c", &format!("{CLAIM} ; ww:resource <id/tool/t>"));
    app
}

#[test]
fn only_curators_decide() {
    let app = app();
    for mutation in [
        "withdraw(id: \"t\", reason: \"x\") { revision }",
        "restore(id: \"t\", revision: 1, reason: \"x\") { revision }",
        "merge(id: \"t\", into: \"u\", reason: \"x\") { revision }",
        "unmerge(id: \"t\", reason: \"x\") { revision }",
        "deprecate(id: \"t\", reason: \"x\") { revision }",
    ] {
        let as_caller = |caller| refusal(&app.ask_as(caller, &format!("mutation {{ {mutation} }}"), json!({}))).0;
        assert_eq!(as_caller(Caller::Anonymous), "UNAUTHENTICATED", "{mutation}");
        assert_eq!(as_caller(contributor()), "FORBIDDEN", "{mutation}");
    }
    assert_eq!(app.head(), 3);
    let response = app.ask_as(administrator(), "mutation { withdraw(id: \"t\", reason: \"x\") { revision kind } }", json!({}));
    assert_eq!(response["data"]["withdraw"], json!({ "revision": 4, "kind": "WITHDRAWN" }));
}

#[test]
fn what_is_withdrawn_answers_with_the_reason_wherever_it_is_asked_for() {
    let app = app();
    let done = app.curate("withdraw(id: \"t\", reason: \"Its maker asked for it.\") { kind record { id } changedCount changed }");
    assert_eq!(done["withdraw"]["record"], json!(null));
    assert_eq!(done["withdraw"]["changed"], json!(["https://whatworks.example/id/claim/c", "https://whatworks.example/id/tool/t"]), "what is claimed about it goes along");
    for query in ["{ tool(id: \"t\") { name } }", "{ node(id: \"https://whatworks.example/id/tool/t\") { id } }", "{ node(id: \"/id/tool/t\") { id } }", "{ node(id: \"tool/t\") { id } }"] {
        let response = app.ask(query);
        let (code, message) = refusal(&response);
        assert_eq!((code.as_str(), response["data"].as_object().unwrap().values().next().unwrap()), ("GONE", &json!(null)), "{query}");
        assert!(message.contains("Its maker asked for it."), "{message}");
    }
    let response = app.ask("{ nodes(ids: [\"acme\", \"https://whatworks.example/id/tool/t\", \"nothing\"]) { key } }");
    assert_eq!(response["data"]["nodes"], json!([{ "key": "acme" }, null, null]));
    assert_eq!(response["errors"].as_array().unwrap().len(), 1);
    assert_eq!((&response["errors"][0]["path"], &response["errors"][0]["extensions"]["code"]), (&json!(["nodes", 1]), &json!("GONE")));
    let tombstone = app.data("{ tombstone(id: \"t\") { id kind reason by { id } instead { id } } none: tombstone(id: \"acme\") { id } never: tombstone(id: \"x\") { id } }");
    assert_eq!(tombstone["tombstone"], json!({ "id": "https://whatworks.example/id/tool/t", "kind": "WITHDRAWN", "reason": "Its maker asked for it.", "by": { "id": "curator-1" }, "instead": null }));
    assert_eq!((&tombstone["none"], &tombstone["never"]), (&json!(null), &json!(null)));
    assert_eq!(app.data("{ history(id: \"t\") { revisions { kind reason } } }")["history"]["revisions"][0], json!({ "kind": "WITHDRAWN", "reason": "Its maker asked for it." }));
    // What still links to it is whole, and shows nothing there.
    assert_eq!(app.data("{ challenge(id: \"fear-of-escalation\") { addressedBy { totalCount } } tools { totalCount } }"), json!({ "challenge": { "addressedBy": { "totalCount": 0 } }, "tools": { "totalCount": 0 } }));
    app.digest();
}

#[test]
fn what_was_withdrawn_comes_back_whole_with_what_went_along() {
    let app = app();
    let said = |app: &App| [app.said("id/tool/t"), app.said("id/claim/c")].concat();
    let before = said(&app);
    let issued = app.data("{ tool(id: \"t\") { issued } }");
    app.curate("withdraw(id: \"t\", reason: \"By mistake.\") { revision }");
    let done = app.curate("restore(id: \"t\", reason: \"It was a mistake.\") { kind record { id } changedCount }");
    assert_eq!(done["restore"], json!({ "kind": "RESTORED", "record": { "id": "https://whatworks.example/id/tool/t" }, "changedCount": 2 }));
    assert_eq!(said(&app), before);
    assert_eq!(app.data("{ tool(id: \"t\") { issued } }"), issued, "it was first published when it was first published");
    assert_eq!(app.data("{ challenge(id: \"fear-of-escalation\") { addressedBy { totalCount } } }")["challenge"]["addressedBy"]["totalCount"], 1);
    assert_eq!(app.data("{ tool(id: \"t\", asOf: {revision: 3}) { name } }")["tool"]["name"], "Block party");
    assert_eq!(refusal(&app.ask("{ tool(id: \"t\", asOf: {revision: 4}) { name } }")).0, "GONE", "the past knows what was gone then");
    app.digest();
}

#[test]
fn a_record_says_again_what_it_said_at_any_revision() {
    let app = app();
    let before = app.said("id/tool/t");
    let stated = |lines: &[String]| lines.to_vec();
    app.accept("bob", EventKind::Revised, "id/tool/t", "<id/tool/t> schema:name \"Block party\"@en ; schema:provider <id/organisation/acme> .", "<id/tool/t> schema:name \"Worse\"@en .");
    app.accept("bob", EventKind::Revised, "id/tool/t", "", "<id/tool/t> schema:url <https://worse.example/> .");
    assert_ne!(app.said("id/tool/t"), before);
    assert_eq!(app.refusal("restore(id: \"t\", reason: \"vandalism\") { revision }").0, "INVALID_INPUT", "which revision?");
    app.curate("restore(id: \"t\", revision: 3, reason: \"vandalism\") { revision }");
    assert_eq!(stated(&app.said("id/tool/t")), before);
    assert_eq!(app.refusal("restore(id: \"t\", revision: 3, reason: \"again\") { revision }").0, "WRONG_STATE", "it says so already");
    assert_eq!(app.refusal("restore(id: \"t\", revision: 1, reason: \"again\") { revision }").0, "INVALID_INPUT", "it was not there then");
    // The restoration is undone like anything else.
    app.curate("restore(id: \"t\", revision: 5, reason: \"it was right after all\") { revision }");
    assert!(app.said("id/tool/t").iter().any(|line| line.contains("https://worse.example/")));
    app.digest();
}

#[test]
fn what_would_not_be_sound_is_not_restored() {
    let app = app();
    app.curate("withdraw(id: \"acme\", reason: \"It closed.\", dependents: true) { revision }");
    // Meanwhile its identifier went to another record.
    app.publish("id/organisation/other", &format!("{ORGANISATION} ; ww:ror <https://ror.org/00c489v88>"));
    let (code, message) = app.refusal("restore(id: \"acme\", reason: \"It opened again.\") { revision }");
    assert_eq!(code, "INVALID_RECORD");
    assert!(message.contains("https://ror.org/00c489v88") && message.contains("organisation/other"), "{message}");
}

#[test]
fn what_others_need_is_not_withdrawn_unless_they_go_along() {
    let app = app();
    let (code, message) = app.refusal("withdraw(id: \"acme\", reason: \"It closed.\") { revision }");
    assert_eq!(code, "WRONG_STATE");
    assert!(message.contains("claim/c"), "the claim is asserted by nobody else: {message}");
    let done = app.curate("withdraw(id: \"acme\", reason: \"It closed.\", dependents: true) { changedCount }");
    assert_eq!(done["withdraw"]["changedCount"], 2);
    assert_eq!(app.data("{ tool(id: \"t\") { name provider { name } } }"), json!({ "tool": { "name": "Block party", "provider": null } }), "who does not need it stays");
    // A claim that went along can come back alone only when what it needs is back.
    assert_eq!(app.curate("restore(id: \"acme\", reason: \"It opened again.\") { changedCount }")["restore"]["changedCount"], 2);
    app.digest();
}

#[test]
fn a_deprecated_record_stays_and_says_what_to_use_instead() {
    let app = app();
    app.publish("id/tool/better", &TOOL.replace("Block party", "Better party"));
    let before = app.said("id/tool/t");
    app.curate("deprecate(id: \"t\", reason: \"Unmaintained.\", replacement: \"better\") { revision }");
    let data = app.data("{ tool(id: \"t\") { deprecated replacedBy { key } } tools(filter: {deprecated: {eq: true}}) { totalCount } better: tool(id: \"better\") { replaces { key } } }");
    assert_eq!(data, json!({ "tool": { "deprecated": true, "replacedBy": { "key": "better" } }, "tools": { "totalCount": 1 }, "better": { "replaces": [{ "key": "t" }] } }));
    assert_eq!(app.refusal("deprecate(id: \"t\", reason: \"Unmaintained.\", replacement: \"better\") { revision }").0, "WRONG_STATE");
    app.curate("restore(id: \"t\", revision: 4, reason: \"It is maintained again.\") { revision }");
    assert_eq!(app.said("id/tool/t"), before);
    // A concept can be deprecated too, in favour of one of its own vocabulary.
    app.curate("deprecate(id: \"https://whatworks.example/vocab/challenges/trolling\", reason: \"Too narrow.\", replacement: \"https://whatworks.example/vocab/challenges/harassment\") { revision }");
    assert_eq!(app.data("{ challenge(id: \"trolling\") { deprecated replacedBy { key } } }")["challenge"], json!({ "deprecated": true, "replacedBy": { "key": "harassment" } }));
    assert_eq!(app.refusal("deprecate(id: \"t\", reason: \"x\", replacement: \"trolling\") { revision }").0, "INVALID_INPUT");
    app.digest();
}

#[test]
fn a_decision_needs_a_reason_and_a_record() {
    let app = app();
    assert_eq!(app.refusal("withdraw(id: \"t\", reason: \"  \") { revision }").0, "INVALID_INPUT");
    assert_eq!(app.refusal(&format!("withdraw(id: \"t\", reason: \"{}\") {{ revision }}", "x".repeat(2_001))).0, "INVALID_INPUT");
    assert_eq!(app.refusal("withdraw(id: \"nothing\", reason: \"x\") { revision }").0, "NOT_FOUND");
    assert_eq!(app.refusal("withdraw(id: \"https://whatworks.example/vocab/stance/supports\", reason: \"x\") { revision }").0, "INVALID_INPUT", "fixed lists stay");
    app.curate("withdraw(id: \"t\", reason: \"x\") { revision }");
    let (code, message) = app.refusal("withdraw(id: \"t\", reason: \"x\") { revision }");
    assert_eq!(code, "WRONG_STATE");
    assert!(message.contains("was withdrawn"), "{message}");
    assert_eq!(app.head(), 4, "refusals leave no trace");
}

#[test]
fn a_repeated_key_decides_once_also_after_a_restart() {
    let app = app();
    let mutation = "withdraw(id: \"t\", reason: \"x\", idempotencyKey: \"k\") { revision kind changedCount }";
    let first = app.curate(mutation);
    assert_eq!(app.curate(mutation), first);
    let app = app.reopened();
    assert_eq!(app.curate(mutation), first);
    assert_eq!(app.head(), 4);
    assert_eq!(app.refusal("withdraw(id: \"t\", reason: \"another\", idempotencyKey: \"k\") { revision }").0, "IDEMPOTENCY_CONFLICT");
    // Another curator's key is another key.
    let other = app.ask_as(administrator(), "mutation { restore(id: \"t\", reason: \"x\", idempotencyKey: \"k\") { revision } }", json!({}));
    assert_eq!(other["data"]["restore"]["revision"], 5);
}

#[test]
fn a_key_repeated_at_once_decides_once() {
    let app = app();
    let answers: Vec<_> = std::thread::scope(|scope| {
        let ask = || app.ask_as(curator(), "mutation { deprecate(id: \"t\", reason: \"x\", idempotencyKey: \"k\") { revision } }", json!({}));
        let threads: Vec<_> = (0..20).map(|_| scope.spawn(ask)).collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    assert!(answers.iter().all(|answer| answer["data"]["deprecate"]["revision"] == 4), "{answers:?}");
    assert_eq!(app.head(), 4);
}

#[test]
fn a_key_that_named_something_is_never_given_again() {
    let app = app();
    app.curate("withdraw(id: \"t\", reason: \"x\") { revision }");
    let state = app.directory.views().state();
    for (key, taken) in [("t", true), ("acme-tool", false)] {
        assert_eq!(state.provenance.is_taken(&state.snapshot, &format!("https://whatworks.example/id/tool/{key}")), taken);
    }
    // Nor does a file that still has the record bring it back.
    let file = app.folder.path().join("again.ttl");
    std::fs::write(&file, "@base <https://whatworks.example/> . @prefix schema: <https://schema.org/> . @prefix ww: <https://whatworks.example/ns#> .\n<id/tool/t> a ww:Tool ; schema:name \"Block party\"@en ; ww:toolKind <vocab/tool-kinds/software> .").unwrap();
    let refused = super::app::RUNTIME.block_on(whatworks::app::import::import(app.directory.ontology(), app.directory.ledger(), vec![file], "operator")).unwrap_err();
    let whatworks::app::import::ImportError::Problems(problems) = refused else { panic!("{refused}") };
    assert!(problems[0].message.contains("it was withdrawn (x)"), "{problems:?}");
}
