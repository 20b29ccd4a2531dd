//! Terms of vocabularies: proposed like records, and used like those that came with the ontology.

use super::app::{App, SHOWN, ann, bob, curator, key, stranger};
use serde_json::{Value as Tree, json};

#[test]
fn a_term_is_a_candidate_until_it_is_accepted_and_then_one_like_the_others() {
    let app = App::new();
    let candidate = app.done(
        &ann(),
        &format!(r#"mutation {{ submitChallenge(input: {{name: {{text: "Fear of ridicule"}}, altNames: [{{text: "Being laughed at"}}], definition: {{text: "Researchers expect to be made fun of."}}, broader: ["fear-of-escalation"]}}) {{ {SHOWN} }} }}"#),
    );
    assert_eq!((&candidate["state"], &candidate["about"]), (&json!("SUBMITTED"), &json!("https://whatworks.example/vocab/challenges/fear-of-ridicule")));
    assert_eq!(app.done(&stranger(), "{ challenge(id: \"fear-of-ridicule\") { name } }"), Tree::Null);
    app.review(&curator(), key(&candidate), "ACCEPT", "");
    assert_eq!(app.done(&stranger(), "{ challenge(id: \"fear-of-ridicule\") { name broader { key } } }"), json!({ "name": "Fear of ridicule", "broader": [{ "key": "fear-of-escalation" }] }));
    let concepts = app.done(&stranger(), "{ vocabulary(scheme: \"challenges\") { concepts { key } } }");
    assert!(concepts["concepts"].as_array().unwrap().contains(&json!({ "key": "fear-of-ridicule" })));
    let graph = app.directory.views().graph().sorted_lines().unwrap();
    let says = |what: &str| graph.iter().any(|line| line.starts_with("<https://whatworks.example/vocab/challenges/fear-of-ridicule>") && line.contains(what));
    assert!(says("<http://www.w3.org/2004/02/skos/core#inScheme> <https://whatworks.example/vocab/challenges>"));

    // What is claimed about it is found by what is broader.
    app.published_tool("Block Party");
    let maker = app.done(&ann(), r#"mutation { submitOrganisation(input: {name: {text: "Makers"}, sector: "charity"}) { key } }"#);
    app.review(&curator(), key(&maker), "ACCEPT", "");
    let claim = app.done(
        &bob(),
        r#"mutation { submitClaim(input: {resource: "block-party", challenge: "fear-of-ridicule", stance: SUPPORTS, strength: ASSERTED, assertedBy: ["makers"], rationale: {text: "Whoever laughs is out of sight before it hurts."}}) { key } }"#,
    );
    app.review(&curator(), key(&claim), "ACCEPT", "");
    assert_eq!(app.done(&stranger(), r#"{ tools(filter: {addresses: {in: ["fear-of-escalation"]}}) { nodes { key } } }"#)["nodes"], json!([{ "key": "block-party" }]));
    let asked = app.done(&stranger(), "{ ask(question: \"which tools address being laughed at?\") { results { nodes { key } } } }");
    assert_eq!(asked["results"]["nodes"], json!([{ "key": "block-party" }]));
}

#[test]
fn a_term_that_came_with_the_ontology_can_be_changed_and_keeps_its_place() {
    let app = App::new();
    let change = app.done(&ann(), r#"mutation { proposeChallenge(id: "fear-of-escalation", set: {closeMatches: ["https://other.example/fear"]}) { key difference { field kind } } }"#);
    assert_eq!(change["difference"], json!([{ "field": "closeMatches", "kind": "ADDED" }]));
    let before = app.directory.views().graph().sorted_lines().unwrap();
    app.review(&curator(), key(&change), "ACCEPT", "");
    let after = app.directory.views().graph().sorted_lines().unwrap();
    assert!(before.iter().all(|line| after.contains(line)), "nothing is lost");
    assert!(after.iter().any(|line| line.contains("other.example/fear")));
}

#[test]
fn fixed_lists_take_no_candidates() {
    let app = App::new();
    assert_eq!(app.code(&ann(), r#"mutation { submitStance(input: {name: {text: "Shrugs"}}) { key } }"#), "BAD_DOCUMENT");
}

#[test]
fn no_term_is_its_own_broader_term_when_it_is_proposed_or_when_it_is_accepted() {
    let app = App::new();
    let submitted = |name: &str, broader: &str| {
        let term = app.done(&ann(), &format!(r#"mutation {{ submitChallenge(input: {{name: {{text: "{name}"}}, definition: {{text: "Something."}}, broader: ["{broader}"]}}) {{ key }} }}"#));
        app.review(&curator(), key(&term), "ACCEPT", "");
    };
    submitted("Outer", "fear-of-escalation");
    submitted("Inner", "outer");
    submitted("Other", "fear-of-escalation");
    let below = |term: &str, broader: &str| format!(r#"mutation {{ proposeChallenge(id: "{term}", set: {{broader: ["{broader}"]}}) {{ key }} }}"#);
    for (term, broader) in [("outer", "outer"), ("outer", "inner"), ("fear-of-escalation", "inner")] {
        assert_eq!(app.code(&ann(), &below(term, broader)), "INVALID_RECORD", "{term} below {broader}");
    }
    // Each for itself is sound, both together are not.
    let (one, two) = (app.done(&ann(), &below("outer", "other")), app.done(&bob(), &below("other", "inner")));
    app.review(&curator(), key(&one), "ACCEPT", "");
    assert_eq!(app.code(&curator(), &format!(r#"mutation {{ reviewSubmission(id: "{}", decision: ACCEPT) {{ key }} }}"#, key(&two))), "INVALID_RECORD");
    assert_eq!(app.done(&stranger(), r#"{ challenge(id: "other") { broader { key } } }"#), json!({ "broader": [{ "key": "fear-of-escalation" }] }));
}
