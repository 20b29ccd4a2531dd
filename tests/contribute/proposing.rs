//! Proposing records and changes: what the shapes say of it, keys, links, bases.

use super::app::{App, SHOWN, ann, bob, curator, key, partner, stranger};
use serde_json::{Value as Tree, json};

#[test]
fn a_submitted_record_waits_and_is_shown_to_its_author() {
    let app = App::new();
    let submission = app.done(&ann(), &format!(r#"mutation {{ submitTool(input: {{name: {{text: "Block Party"}}, kind: "guide", summary: [{{text: "Blocks many accounts.", language: "en"}}, {{text: "Yn blocio cyfrifon.", language: "CY"}}], url: "https://blockparty.example/"}}, note: "I made it.") {{ {SHOWN} }} }}"#));
    assert_eq!(submission["state"], "SUBMITTED");
    assert_eq!(submission["kind"], "RECORD");
    assert_eq!(submission["about"], "https://whatworks.example/id/tool/block-party");
    assert_eq!(submission["title"], "Block Party");
    assert_eq!(submission["isMine"], true);
    assert_eq!(submission["violations"], json!([]));
    assert_eq!(submission["history"], json!([{ "kind": "SUBMITTED", "actor": "ann", "text": "I made it.", "fields": [] }]));
    let fields: Vec<&str> = submission["difference"].as_array().unwrap().iter().map(|field| field["field"].as_str().unwrap()).collect();
    assert_eq!(fields, ["name", "summary", "url", "kind"]);
    assert_eq!(submission["difference"][0]["after"], json!([{ "text": "Block Party", "language": "en" }]));
    assert_eq!(submission["difference"][3]["after"][0]["text"], "Guide");
    assert_eq!(submission["actions"], json!(["AMEND", "RETRACT", "COMMENT"]));

    let mine = app.done(&ann(), "{ mySubmissions { totalCount nodes { title } pageInfo { hasNextPage } } }");
    assert_eq!(mine, json!({ "totalCount": 1, "nodes": [{ "title": "Block Party" }], "pageInfo": { "hasNextPage": false } }));
    assert_eq!(app.done(&bob(), "{ mySubmissions { totalCount } }")["totalCount"], 0);
    assert_eq!(app.done(&stranger(), "{ tool(id: \"block-party\") { name } }"), Tree::Null);
}

#[test]
fn everything_that_is_wrong_is_said_at_once_in_the_words_of_the_shape() {
    let app = App::new();
    let error = app.error(
        &ann(),
        r#"mutation { submitClaim(input: {resource: "nothing-here", challenge: "fear-of-escaltion", stance: SUPPORTS, rationale: {text: "Too short."}, evidence: ["a", "b"]}) { key } }"#,
    );
    assert_eq!(error["extensions"]["code"], "INVALID_RECORD");
    let violations = error["extensions"]["violations"].as_array().unwrap();
    let of = |field: &str| violations.iter().filter(|violation| violation["field"] == field).map(|violation| violation["message"].as_str().unwrap()).collect::<Vec<_>>();
    assert!(of("resource")[0].contains("`nothing-here` is no"), "{error}");
    assert!(of("challenge")[0].contains("did you mean `fear-of-escalation`?"), "{error}");
    assert!(of("rationale")[0].contains("at least 20") && of("rationale")[0].contains("Say why it helps or does not"), "{error}");
    assert_eq!(of("evidence").len(), 2, "{error}");
    assert_eq!(of("strength"), ["`Strength` is missing"]);
    assert_eq!(of("assertedBy"), ["`Asserted by` is missing"]);
    assert_eq!(of("stance").len() + of("resource").len(), 1, "what could not be read is not also missing: {error}");
    assert_eq!(app.events().len(), 0);
}

#[test]
fn links_that_stand_on_claims_identities_and_dates_cannot_be_written() {
    let app = App::new();
    for field in ["addresses: [\"fear-of-escalation\"]", "id: \"x\"", "key: \"x\"", "revision: 3", "issued: \"2018-03-27\"", "curatorNotes: [\"x\"]"] {
        assert_eq!(app.code(&ann(), &format!("mutation {{ submitTool(input: {{name: {{text: \"T\"}}, kind: \"guide\", {field}}}) {{ key }} }}")), "BAD_DOCUMENT", "{field}");
        let (name, _) = field.split_once(':').unwrap();
        let answer = app.ask_with(&ann(), "mutation($input: ToolInput!) { submitTool(input: $input) { key } }", json!({ "input": { "name": { "text": "T" }, "kind": "guide", name: "x" } }));
        assert!(answer["errors"][0]["message"].as_str().unwrap().contains(name) && answer.get("data").is_none(), "{answer}");
    }
    assert_eq!(app.events().len(), 0);
}

#[test]
fn keys_are_minted_once_and_never_twice() {
    let app = App::new();
    let abouts: Vec<Tree> = ["Twin", "Twin!", "twin"].iter().map(|name| app.tool(&ann(), name)["about"].clone()).collect();
    assert_eq!(json!(abouts), json!(["https://whatworks.example/id/tool/twin", "https://whatworks.example/id/tool/twin-2", "https://whatworks.example/id/tool/twin-3"]));
    // Also after a restart, and when the first was turned down.
    let submission = app.tool(&ann(), "Once");
    app.review(&curator(), key(&submission), "REJECT", "reason: \"no\"");
    let app = app.again();
    assert_eq!(app.tool(&bob(), "Once")["about"], "https://whatworks.example/id/tool/once-2");
    assert_eq!(app.tool(&bob(), "Twin")["about"], "https://whatworks.example/id/tool/twin-4");
}

#[test]
fn an_author_links_to_records_of_their_own_that_still_wait_and_others_do_not() {
    let app = App::new();
    let query = |name: &str| format!("mutation {{ submitTool(input: {{name: {{text: \"{name}\"}}, kind: \"guide\", provider: \"the-makers\"}}) {{ {SHOWN} }} }}");
    let maker = app.done(&ann(), r#"mutation { submitOrganisation(input: {name: {text: "The Makers"}, sector: "charity"}) { key about violations { field } } }"#);
    let tool = app.done(&ann(), &query("Made"));
    assert!(tool["violations"][0]["message"].as_str().unwrap().contains(&format!("it waits as submission {}, which has to be accepted first", key(&maker))), "{tool}");
    assert_eq!(app.code(&bob(), &query("Stolen")), "INVALID_RECORD");

    let early = app.review(&curator(), key(&tool), "ACCEPT", "");
    assert_eq!(early["errors"][0]["extensions"]["code"], "INVALID_RECORD");
    assert_eq!(app.state_of(key(&tool)), "SUBMITTED");
    let keys = format!("[\"{}\", \"{}\"]", key(&maker), key(&tool));
    let outcomes = app.done(&curator(), &format!("mutation {{ reviewMany(submissions: {keys}, decision: ACCEPT) {{ code submission {{ state }} }} }}"));
    assert_eq!(outcomes, json!([{ "code": null, "submission": { "state": "PUBLISHED" } }, { "code": null, "submission": { "state": "PUBLISHED" } }]));
    assert_eq!(app.done(&stranger(), "{ tool(id: \"made\") { provider { name } } }")["provider"]["name"], "The Makers");
}

#[test]
fn an_identifier_that_is_taken_is_refused_with_the_record_that_has_it() {
    let app = App::new();
    let person = |name: &str| format!("mutation {{ submitPerson(input: {{name: {{text: \"{name}\"}}, roles: [\"researcher\"], orcid: \"0000-0002-1825-0097\"}}, consent: ASKED) {{ key about duplicates {{ reason record {{ id }} }} }} }}");
    let first = app.done(&ann(), &person("Jo Sample"));
    let second = app.done(&ann(), &person("Joanna Sample"));
    app.review(&curator(), key(&first), "ACCEPT", "");
    let error = app.error(&bob(), &person("J Sample"));
    assert_eq!(error["extensions"]["code"], "INVALID_RECORD");
    assert!(error["message"].as_str().unwrap().contains("<https://whatworks.example/id/person/jo-sample>"), "{error}");
    // Both were submitted while neither was public: the second is stopped when it would be.
    assert_eq!(app.review(&curator(), key(&second), "ACCEPT", "")["errors"][0]["extensions"]["code"], "INVALID_RECORD");
}

#[test]
fn what_may_be_the_same_is_shown_before_it_is_submitted() {
    let app = App::new();
    let first = app.done(&ann(), r#"mutation { submitTool(input: {name: {text: "Guide to public engagement online"}, kind: "guide", url: "https://www.example.org/guide/"}) { key } }"#);
    app.review(&curator(), key(&first), "ACCEPT", "");
    let ask = |input: &str| app.done(&stranger(), &format!("{{ duplicatesTool(input: {{{input}}}) {{ reason score record {{ key }} }} }}"));
    assert_eq!(ask(r#"url: "http://example.org/guide?utm_source=mail#top""#), json!([{ "reason": "ADDRESS", "score": 100, "record": { "key": "guide-to-public-engagement-online" } }]));
    assert_eq!(ask(r#"name: {text: "Online guide to public engagment"}"#)[0]["reason"], "NAME");
    assert_eq!(ask(r#"name: {text: "Something else entirely"}"#), json!([]));
    let again = app.tool(&bob(), "Guide to Public Engagement, Online");
    let shown = app.done(&bob(), &format!("{{ submission(id: \"{}\") {{ duplicates {{ record {{ key }} }} }} }}", key(&again)));
    assert_eq!(shown["duplicates"][0]["record"]["key"], "guide-to-public-engagement-online");
}

#[test]
fn a_change_says_what_it_changes_field_by_field() {
    let app = App::new();
    app.published_tool("Block Party");
    let query = format!(
        r#"mutation {{ proposeTool(id: "block-party", set: {{name: [{{text: "Blockparty"}}], purposes: ["sharing", "consultation"]}}, clear: ["kind"]) {{ {SHOWN} }} }}"#
    );
    assert_eq!(app.error(&bob(), &query)["extensions"]["violations"][0]["message"], "`Kind` is missing");
    let proposal = app.done(&bob(), &query.replace(", clear: [\"kind\"]", ""));
    assert_eq!((&proposal["kind"], &proposal["title"]), (&json!("CHANGE"), &json!("Blockparty")));
    let purposes = proposal["difference"].as_array().unwrap().iter().find(|field| field["field"] == "purposes").unwrap();
    assert_eq!((&purposes["kind"], purposes["after"].as_array().unwrap().len()), (&json!("ADDED"), 2));
    assert_eq!(proposal["difference"][0], json!({ "field": "name", "kind": "CHANGED", "before": [{ "text": "Block Party", "language": "en" }], "after": [{ "text": "Blockparty", "language": "en" }] }));
    assert_eq!(app.code(&bob(), r#"mutation { proposeTool(id: "block-party", set: {kind: "guide"}) { key } }"#), "INVALID_INPUT");
    assert_eq!(app.code(&bob(), r#"mutation { proposeTool(id: "block-part", set: {kind: "guide"}) { key } }"#), "NOT_FOUND");
    assert_eq!(app.code(&bob(), r#"mutation { proposeTool(id: "block-party", clear: ["addresses"]) { key } }"#), "INVALID_RECORD");
    assert_eq!(app.code(&bob(), r#"mutation { proposeTool(id: "block-party", set: {url: "https://a.example"}, clear: ["url"]) { key } }"#), "INVALID_RECORD");
}

#[test]
fn a_change_made_on_an_old_version_is_refused_where_fields_meet() {
    let app = App::new();
    app.published_tool("Block Party");
    let old = app.done(&ann(), "{ tool(id: \"block-party\") { revision } }")["revision"].as_u64().unwrap();
    let rename = app.done(&ann(), r#"mutation { proposeTool(id: "block-party", set: {name: {text: "Party"}}) { key } }"#);
    app.review(&curator(), key(&rename), "ACCEPT", "");
    let error = app.error(&bob(), &format!(r#"mutation {{ proposeTool(id: "block-party", baseRevision: {old}, set: {{name: {{text: "Blocked"}}}}) {{ key }} }}"#));
    assert_eq!(error["extensions"]["code"], "CONFLICT");
    assert_eq!(error["extensions"]["violations"], json!([{ "field": "name", "message": "it has changed since and is now “Party”" }]));
    let other = app.done(&bob(), &format!(r#"mutation {{ proposeTool(id: "block-party", baseRevision: {old}, set: {{url: "https://a.example/"}}) {{ state }} }}"#));
    assert_eq!(other["state"], "SUBMITTED");
}

#[test]
fn who_has_no_account_or_not_the_right_one_is_told_so() {
    let app = App::new();
    let submit = r#"mutation { submitTool(input: {name: {text: "T"}, kind: "guide"}) { key state } }"#;
    assert_eq!(app.code(&stranger(), submit), "UNAUTHENTICATED");
    assert_eq!(app.done(&partner(), submit)["state"], "SUBMITTED");
    assert_eq!(app.code(&ann(), "{ submissions { totalCount } }"), "FORBIDDEN");
    let hers = app.tool(&ann(), "Hers");
    let read = |id: &str| format!("{{ submission(id: \"{id}\") {{ key }} }}");
    assert_eq!(app.error(&bob(), &read(key(&hers)))["message"], app.error(&bob(), &read("01J00000000000000000000000"))["message"]);
    assert_eq!(app.code(&curator(), &read("01J00000000000000000000000")), "NOT_FOUND");
}
