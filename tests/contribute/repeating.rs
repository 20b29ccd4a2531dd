//! Requests that come twice: the same key happens once, also when copies race and after a restart.

use super::app::{App, ann, bob, curator, key};
use crate::reading::app::RUNTIME;
use serde_json::{Value as Tree, json};
use std::sync::Arc;

fn submit(name: &str, key: &str) -> String {
    format!("mutation {{ submitTool(input: {{name: {{text: \"{name}\"}}, kind: \"guide\"}}, idempotencyKey: \"{key}\") {{ key about state }} }}")
}

#[test]
fn twenty_copies_of_a_request_are_one_submission_and_another_request_is_refused() {
    let app = Arc::new(App::new());
    for round in 0..50 {
        let (name, own) = (format!("Copied {round}"), format!("k{round}"));
        let answers: Vec<Tree> = RUNTIME.block_on(async {
            let copies = (0..20).map(|copy| {
                let (app, query) = (Arc::clone(&app), submit(&name, &own));
                // One of them asks for something else.
                let query = if copy == 13 { query.replace("guide", "training") } else { query };
                tokio::spawn(async move { app.answer(&ann(), &query, json!({})).await })
            });
            let mut answers = Vec::new();
            for copy in copies.collect::<Vec<_>>() {
                answers.push(copy.await.unwrap());
            }
            answers
        });
        let other = answers[13].clone();
        let same: Vec<&Tree> = answers.iter().enumerate().filter(|(at, _)| *at != 13).map(|(_, answer)| answer).collect();
        // Whichever of the two requests came first stands.
        if other.get("errors").is_some() {
            assert_eq!(other["errors"][0]["extensions"]["code"], "IDEMPOTENCY_CONFLICT");
            assert!(same.iter().all(|answer| *answer == same[0]), "{same:?}");
            assert_eq!(same[0]["data"]["submitTool"]["about"], format!("https://whatworks.example/id/tool/copied-{round}"));
        } else {
            assert!(same.iter().all(|answer| answer["errors"][0]["extensions"]["code"] == "IDEMPOTENCY_CONFLICT"), "{same:?}");
        }
        assert_eq!(app.done(&curator(), "{ submissions { totalCount } }")["totalCount"], round + 1);
    }
}

#[test]
fn a_key_is_known_after_a_restart_and_counts_for_its_actor_only() {
    let app = App::new();
    let first = app.done(&ann(), &submit("Once", "k"));
    let app = app.again();
    assert_eq!(app.done(&ann(), &submit("Once", "k")), first);
    assert_eq!(app.code(&ann(), &submit("Twice", "k")), "IDEMPOTENCY_CONFLICT");
    assert_ne!(app.done(&bob(), &submit("Once", "k"))["key"], first["key"]);
    // Another verb with the same key is another request.
    assert_eq!(app.code(&ann(), &format!("mutation {{ retract(submission: \"{}\", idempotencyKey: \"k\") {{ key }} }}", key(&first))), "IDEMPOTENCY_CONFLICT");
    assert_eq!(app.code(&ann(), &submit("Long", &"k".repeat(256))), "INVALID_INPUT");
}

#[test]
fn a_decision_that_is_sent_again_is_not_made_again() {
    let app = App::new();
    let (one, two) = (app.tool(&ann(), "One"), app.tool(&ann(), "Two"));
    let accept = format!("mutation {{ review(submission: \"{}\", decision: ACCEPT, idempotencyKey: \"r\") {{ state }} }}", key(&one));
    assert_eq!(app.done(&curator(), &accept), app.done(&curator(), &accept));
    let many = format!("mutation {{ reviewMany(submissions: [\"{}\", \"{}\"], decision: REJECT, reason: \"no\", idempotencyKey: \"m\") {{ code submission {{ state }} }} }}", key(&two), key(&one));
    let outcomes = app.done(&curator(), &many);
    assert_eq!(outcomes, json!([{ "code": null, "submission": { "state": "REJECTED" } }, { "code": "WRONG_STATE", "submission": null }]));
    let before = app.events().len();
    assert_eq!(app.done(&curator(), &many), outcomes);
    assert_eq!(app.events().len(), before);
}
