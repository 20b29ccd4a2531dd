//! Reviewing: publishing at once and whole, in part, on top of what changed meanwhile; mail; what people say.

use super::app::{App, SHOWN, ann, bob, curator, key, other_curator, stranger};
use crate::reading::app::RUNTIME;
use serde_json::{Value as Tree, json};
use std::sync::Arc;
use whatworks::ledger::{EventKind, Identity};

#[test]
fn what_is_accepted_is_public_at_once_with_its_origin() {
    let app = App::new();
    let submission = app.tool(&ann(), "Block Party");
    let answer = app.review(&curator(), key(&submission), "ACCEPT", "reason: \"Thank you.\"");
    assert_eq!(answer["data"]["review"]["state"], "PUBLISHED");
    assert_eq!(app.done(&stranger(), "{ tool(id: \"block-party\") { name kind { name } } }"), json!({ "name": "Block Party", "kind": { "name": "Guide" } }));
    let events = app.events();
    assert_eq!(events.iter().map(|event| event.kind).collect::<Vec<_>>(), [EventKind::Submitted, EventKind::Accepted, EventKind::Published]);
    let private = events[2].private.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n");
    assert_eq!((events[2].actor.as_str(), events[2].subject.as_str()), ("cleo", submission["about"].as_str().unwrap()));
    assert!(private.contains(&format!("<http://www.w3.org/ns/prov#wasDerivedFrom> <https://whatworks.example/submission/{}>", key(&submission))), "{private}");
    assert!(private.contains("<http://www.w3.org/ns/prov#wasAttributedTo> <https://whatworks.example/actor/ann>"), "{private}");
    assert!(private.contains("\"Thank you.\""), "{private}");
}

#[test]
fn a_curator_asks_for_a_change_the_author_makes_it_and_it_is_published() {
    let app = App::new();
    let submission = app.tool(&ann(), "Blok Party");
    let id = key(&submission);
    assert_eq!(app.review(&curator(), id, "TAKE", "")["data"]["review"]["takenBy"], "cleo");
    assert_eq!(app.code(&ann(), &format!("mutation {{ amendTool(submission: \"{id}\", set: {{}}) {{ key }} }}")), "WRONG_STATE");
    assert_eq!(app.review(&curator(), id, "RETURN", "")["errors"][0]["extensions"]["code"], "INVALID_INPUT");
    app.review(&curator(), id, "RETURN", "reason: \"A letter is missing.\"");
    let amended = app.done(&ann(), &format!("mutation {{ amendTool(submission: \"{id}\", set: {{name: {{text: \"Block Party\"}}, url: \"https://a.example/\"}}, note: \"Mended.\") {{ {SHOWN} }} }}"));
    assert_eq!((&amended["state"], &amended["title"]), (&json!("SUBMITTED"), &json!("Block Party")));
    // The address stays what it was when it was given.
    assert_eq!(amended["about"], "https://whatworks.example/id/tool/blok-party");
    let seen = submission["proposal"].as_u64().unwrap();
    assert_eq!(app.review(&curator(), id, "ACCEPT", &format!("proposal: {seen}"))["errors"][0]["extensions"]["code"], "CONFLICT");
    let answer = app.review(&curator(), id, "ACCEPT", &format!("proposal: {}", amended["proposal"]));
    let kinds: Vec<&Tree> = answer["data"]["review"]["history"].as_array().unwrap().iter().map(|step| &step["kind"]).collect();
    assert_eq!(json!(kinds), json!(["SUBMITTED", "TAKEN", "RETURNED", "AMENDED", "ACCEPTED"]));
    assert_eq!(app.done(&stranger(), "{ tool(id: \"blok-party\") { name url } }"), json!({ "name": "Block Party", "url": "https://a.example/" }));
}

#[test]
fn only_the_fields_that_are_accepted_become_public() {
    let app = App::new();
    app.published_tool("Block Party");
    let proposal = app.done(&bob(), r#"mutation { proposeTool(id: "block-party", set: {name: {text: "Best Party Ever"}, url: "https://a.example/"}) { key } }"#);
    let id = key(&proposal);
    assert_eq!(app.review(&curator(), id, "ACCEPT", "fields: [\"urls\"]")["errors"][0]["extensions"]["code"], "UNKNOWN_NAME");
    assert_eq!(app.review(&curator(), id, "ACCEPT", "fields: [\"summary\"]")["errors"][0]["extensions"]["code"], "INVALID_INPUT");
    assert_eq!(app.review(&curator(), id, "ACCEPT", "fields: []")["errors"][0]["extensions"]["code"], "INVALID_INPUT");
    assert_eq!(app.review(&curator(), id, "REJECT", "fields: [\"url\"], reason: \"x\"")["errors"][0]["extensions"]["code"], "INVALID_INPUT");
    let answer = app.review(&curator(), id, "ACCEPT", "fields: [\"url\"], reason: \"The name is the name.\"");
    assert_eq!(answer["data"]["review"]["history"][1], json!({ "kind": "ACCEPTED", "actor": "cleo", "text": "The name is the name.", "fields": ["url"] }));
    assert_eq!(app.done(&stranger(), "{ tool(id: \"block-party\") { name url } }"), json!({ "name": "Block Party", "url": "https://a.example/" }));
    // A new record needs what its shape needs.
    let new = app.tool(&ann(), "Half");
    assert_eq!(app.review(&curator(), key(&new), "ACCEPT", "fields: [\"name\"]")["errors"][0]["extensions"]["violations"][0]["field"], "kind");
}

#[test]
fn proposals_made_on_the_same_version_go_on_top_of_one_another_unless_their_fields_meet() {
    let app = App::new();
    app.published_tool("Block Party");
    let propose = |set: &str| key(&app.done(&bob(), &format!("mutation {{ proposeTool(id: \"block-party\", set: {{{set}}}) {{ key }} }}"))).to_owned();
    let (first, second, third) = (propose(r#"name: {text: "First"}"#), propose(r#"url: "https://second.example/""#), propose(r#"name: {text: "Third"}, summary: {text: "Of the third."}"#));
    for id in [&first, &second] {
        assert_eq!(app.review(&curator(), id, "ACCEPT", "")["data"]["review"]["state"], "PUBLISHED");
    }
    let refused = app.review(&curator(), &third, "ACCEPT", "");
    assert_eq!(refused["errors"][0]["extensions"]["code"], "CONFLICT");
    assert_eq!(refused["errors"][0]["extensions"]["violations"], json!([{ "field": "name", "message": "it has changed since and is now “First”" }]));
    assert_eq!(app.done(&curator(), &format!("{{ submission(id: \"{third}\") {{ conflicts state }} }}")), json!({ "conflicts": ["name"], "state": "SUBMITTED" }));
    // Its author decides anew about what has changed, and about nothing else.
    let amend = |set: &str| format!("mutation {{ amendTool(submission: \"{third}\", set: {{{set}}}) {{ conflicts difference {{ field before {{ text }} }} }} }}");
    assert_eq!(app.code(&bob(), &amend(r#"url: "https://third.example/""#)), "CONFLICT");
    let amended = app.done(&bob(), &amend(r#"name: {text: "Third"}"#));
    assert_eq!(amended, json!({ "conflicts": [], "difference": [{ "field": "name", "before": [{ "text": "First" }] }, { "field": "summary", "before": [] }] }));
    app.review(&curator(), &third, "ACCEPT", "");
    assert_eq!(app.done(&stranger(), "{ tool(id: \"block-party\") { name url summary } }"), json!({ "name": "Third", "url": "https://second.example/", "summary": "Of the third." }));
}

#[test]
fn curators_who_accept_at_the_same_time_never_overwrite_one_another() {
    let app = Arc::new(App::new());
    for round in 0..20 {
        let name = format!("Raced {round}");
        app.published_tool(&name);
        let propose = |set: &str| key(&app.done(&bob(), &format!("mutation {{ proposeTool(id: \"raced-{round}\", set: {{{set}}}) {{ key }} }}"))).to_owned();
        let rivals = [propose(r#"name: {text: "One"}"#), propose(r#"name: {text: "Two"}"#), propose(r#"url: "https://a.example/""#)];
        let answers: Vec<Tree> = RUNTIME.block_on(async {
            let decide = rivals.iter().enumerate().map(|(at, id)| {
                let (app, id) = (Arc::clone(&app), id.clone());
                let who = if at % 2 == 0 { curator() } else { other_curator() };
                tokio::spawn(async move { app.answer(&who, &format!("mutation {{ review(submission: \"{id}\", decision: ACCEPT) {{ state }} }}"), json!({})).await })
            });
            let mut answers = Vec::new();
            for decided in decide.collect::<Vec<_>>() {
                answers.push(decided.await.unwrap());
            }
            answers
        });
        let codes: Vec<Option<&str>> = answers.iter().map(|answer| answer.pointer("/errors/0/extensions/code").and_then(Tree::as_str)).collect();
        assert_eq!(codes[2], None, "fields that do not meet are no conflict: {answers:?}");
        let winner = match codes[..2] {
            [None, Some("CONFLICT")] => "One",
            [Some("CONFLICT"), None] => "Two",
            _ => panic!("one of two wins: {answers:?}"),
        };
        assert_eq!(app.done(&stranger(), &format!("{{ tool(id: \"raced-{round}\") {{ name url }} }}")), json!({ "name": winner, "url": "https://a.example/" }));
    }
}

#[test]
fn one_submission_is_decided_once_however_many_decide() {
    let app = Arc::new(App::new());
    for round in 0..10 {
        let id = key(&app.tool(&ann(), &format!("Decided {round}"))).to_owned();
        let decisions = ["ACCEPT", "REJECT", "ACCEPT", "REJECT", "QUARANTINE", "RETURN"];
        let answers: Vec<Tree> = RUNTIME.block_on(async {
            let all = decisions.map(|decision| {
                let (app, id) = (Arc::clone(&app), id.clone());
                tokio::spawn(async move { app.answer(&curator(), &format!("mutation {{ review(submission: \"{id}\", decision: {decision}, reason: \"r\") {{ state }} }}"), json!({})).await })
            });
            let mut answers = Vec::new();
            for decided in all {
                answers.push(decided.await.unwrap());
            }
            answers
        });
        let ends = app.events().iter().filter(|event| event.subject.ends_with(&id) && matches!(event.kind, EventKind::Accepted | EventKind::Rejected)).count();
        assert_eq!(ends, 1, "{answers:?}");
        let codes = answers.iter().filter_map(|answer| answer.pointer("/errors/0/extensions/code"));
        codes.for_each(|code| assert_eq!(code, "WRONG_STATE"));
        let published = app.done(&stranger(), &format!("{{ tool(id: \"decided-{round}\") {{ name }} }}")) != Tree::Null;
        assert_eq!(published, app.state_of(&id) == "PUBLISHED");
    }
}

#[test]
fn a_record_is_withdrawn_by_proposal_with_the_reason() {
    let app = App::new();
    app.published_tool("Gone Soon");
    let proposal = app.done(&bob(), "mutation { proposeWithdrawal(id: \"gone-soon\", reason: \"The service has closed.\") { key kind difference { kind } } }");
    assert_eq!(proposal["kind"], "WITHDRAWAL");
    assert_eq!(proposal["difference"], json!([{ "kind": "REMOVED" }, { "kind": "REMOVED" }]));
    app.review(&curator(), key(&proposal), "ACCEPT", "");
    let gone = app.error(&stranger(), "{ tool(id: \"gone-soon\") { name } }");
    assert!(gone["extensions"]["code"] == "GONE" && gone["message"].as_str().unwrap().ends_with("The service has closed."), "{gone}");
    let last = app.events().pop().unwrap();
    assert_eq!(last.kind, EventKind::Withdrawn);
    assert!(last.private.iter().any(|triple| triple.object.to_string() == "\"The service has closed.\""));
    // Its address is never given again.
    assert_eq!(app.tool(&ann(), "Gone Soon")["about"], "https://whatworks.example/id/tool/gone-soon-2");
}

#[test]
fn the_author_hears_of_every_step_with_the_reason() {
    let app = App::new();
    let submission = app.tool(&ann(), "Block\u{2028}Party");
    let id = key(&submission);
    app.review(&curator(), id, "TAKE", "");
    app.data(&curator(), &format!("mutation {{ comment(submission: \"{id}\", text: \"Is <b>this</b> yours?\") {{ key }} }}"));
    app.data(&ann(), &format!("mutation {{ comment(submission: \"{id}\", text: \"It is.\") {{ key }} }}"));
    app.review(&curator(), id, "QUARANTINE", "reason: \"Looks odd.\"");
    app.data(&ann(), &format!("mutation {{ appeal(submission: \"{id}\", text: \"It is not.\") {{ key }} }}"));
    app.review(&curator(), id, "RELEASE", "");
    app.review(&curator(), id, "REJECT", "reason: \"Out of scope.\"");
    let mail = notices(&app);
    let told: Vec<(&str, &str)> = mail.iter().map(|(account, subject, _, _)| (account.as_str(), subject.split(':').next().unwrap())).collect();
    assert_eq!(told, [("ann", "Received"), ("ann", "In review"), ("ann", "A comment"), ("cleo", "An answer"), ("ann", "Held"), ("cleo", "An answer"), ("ann", "Held no longer"), ("ann", "Not accepted")]);
    assert!(mail[2].2.contains("Is <b>this</b> yours?") && mail[2].3.contains("Is &lt;b&gt;this&lt;/b&gt; yours?"), "{mail:?}");
    assert!(mail[7].2.contains("Out of scope."), "{mail:?}");
    assert!(mail.iter().all(|(_, subject, _, _)| !subject.contains(['\n', '\r'])));
}

/// What waits in the outbox: account, subject, text, html.
pub fn notices(app: &App) -> Vec<(String, String, String, String)> {
    RUNTIME.block_on(async {
        let url = format!("sqlite:{}", app.folder.path().join("ledger.sqlite").display());
        let pool = sqlx::sqlite::SqlitePool::connect(&url).await.unwrap();
        sqlx::query_as("select account, subject, text, html from notice order by id").fetch_all(&pool).await.unwrap()
    })
}

#[test]
fn a_report_reaches_curators_who_act_on_it() {
    let app = App::new();
    app.published_tool("Block Party");
    let report = app.done(&bob(), "mutation { report(id: \"block-party\", reason: OUT_OF_DATE, text: \"It closed in 2023.\") { key kind state reports history { text } } }");
    assert_eq!((&report["kind"], &report["reports"]), (&json!("REPORT"), &json!("OUT_OF_DATE")));
    assert_eq!(app.code(&stranger(), "mutation { report(id: \"block-party\", reason: OTHER) { key } }"), "INVALID_INPUT");
    assert_eq!(app.code(&stranger(), &format!("{{ submission(id: \"{}\") {{ key }} }}", key(&report))), "UNAUTHENTICATED");
    assert_eq!(app.done(&curator(), "{ submissions(kind: [REPORT], state: [SUBMITTED]) { nodes { title } } }")["nodes"], json!([{ "title": "Block Party" }]));
    assert_eq!(app.review(&curator(), key(&report), "ACCEPT", "reason: \"Thank you; see its status.\"")["data"]["review"]["state"], "PUBLISHED");
    assert!(app.events().iter().filter(|event| event.kind.is_shown()).count() == 1, "a report changes nothing by itself");
}

#[test]
fn a_key_that_several_records_have_is_told_apart() {
    let app = App::new();
    app.published_tool("Twitter");
    let error = app.error(&bob(), "mutation { report(id: \"twitter\", reason: WRONG) { key } }");
    assert!(error["message"].as_str().unwrap().contains("`tool/twitter`, `platforms/twitter`"), "{error}");
    app.done(&bob(), "mutation { report(id: \"tool/twitter\", reason: WRONG) { key } }");
}

#[test]
fn an_owner_sees_what_is_proposed_about_the_record() {
    let app = App::new();
    let record = app.published_tool("Block Party");
    let claim = app.done(&bob(), "mutation { claimOwnership(id: \"block-party\", grounds: \"My name is on its first page.\") { key kind } }");
    let change = app.done(&ann(), r#"mutation { proposeTool(id: "block-party", set: {url: "https://a.example/"}) { key } }"#);
    let read = format!("{{ submission(id: \"{}\") {{ about isMine actions }} }}", key(&change));
    assert_eq!(app.code(&bob(), &read), "FORBIDDEN");
    app.review(&curator(), key(&claim), "ACCEPT", "");
    assert_eq!(app.done(&bob(), &read), json!({ "about": record, "isMine": false, "actions": ["COMMENT"] }));
    assert_eq!(app.code(&bob(), &format!("mutation {{ retract(submission: \"{}\") {{ key }} }}", key(&change))), "FORBIDDEN");
    assert_eq!(app.code(&bob(), "mutation { claimOwnership(id: \"block-party\", grounds: \"again\") { key } }"), "WRONG_STATE");
    let app = app.again();
    assert_eq!(app.done(&bob(), &read)["isMine"], false);
    let whose = |who: &_| app.done(who, "{ ownership(id: \"block-party\") { isMine owners } }");
    assert_eq!(whose(&bob()), json!({ "isMine": true, "owners": ["bob"] }));
    assert_eq!(whose(&curator())["owners"], json!(["bob"]));
    assert_eq!(whose(&ann()), json!({ "isMine": false, "owners": [] }));
    assert_eq!(app.code(&ann(), "mutation { giveUpOwnership(id: \"block-party\") { isMine } }"), "WRONG_STATE");
    assert_eq!(app.code(&bob(), "mutation { removeOwner(id: \"block-party\", owner: \"bob\", reason: \"x\") { isMine } }"), "FORBIDDEN");
    app.done(&curator(), "mutation { removeOwner(id: \"block-party\", owner: \"bob\", reason: \"It was a mistake.\") { owners } }");
    assert_eq!(app.code(&bob(), &read), "FORBIDDEN");
    assert!(notices(&app).iter().any(|(account, _, text, _)| account == "bob" && text.contains("It was a mistake.")));
}

#[test]
fn whoever_asks_to_own_a_record_shows_that_their_address_is_at_its_domain() {
    let app = App::new();
    // Accounts here have addresses at mail.example.
    for (name, address, expected) in [("At home", "https://www.mail.example/tool", true), ("Below", "https://tools.mail.example/", true), ("Elsewhere", "https://notmail.example/", false)] {
        let submission = app.done(&ann(), &format!(r#"mutation {{ submitTool(input: {{name: {{text: "{name}"}}, kind: "guide", url: "{address}"}}) {{ key about }} }}"#));
        app.review(&curator(), key(&submission), "ACCEPT", "");
        let about = submission["about"].as_str().unwrap();
        let claim = app.done(&bob(), &format!("mutation {{ claimOwnership(id: \"{about}\", grounds: \"It is mine.\") {{ isAtItsDomain }} }}"));
        assert_eq!(claim["isAtItsDomain"], expected, "{address}");
    }
}

#[test]
fn whoever_asks_to_own_a_record_shows_that_it_has_the_orcid_they_sign_in_with() {
    let app = App::new();
    let identity = Identity { issuer: "https://orcid.org".to_owned(), subject: "0000-0002-1825-0097".to_owned() };
    let linked = app.directory.ledger().keep(move |book| Box::pin(async move { book.link_identity("bob", &identity).await.map(Ok::<(), ()>) }));
    RUNTIME.block_on(linked).unwrap().unwrap();
    for (name, orcid, expected) in [("Bob", "0000-0002-1825-0097", true), ("Another", "0000-0001-5109-3700", false)] {
        let submission = app.done(&ann(), &format!(r#"mutation {{ submitPerson(input: {{name: {{text: "{name}"}}, roles: ["researcher"], orcid: "https://orcid.org/{orcid}"}}, consent: ASKED) {{ key about }} }}"#));
        app.review(&curator(), key(&submission), "ACCEPT", "");
        let claim = app.done(&bob(), &format!("mutation {{ claimOwnership(id: {}, grounds: \"It is me.\") {{ hasItsOrcid }} }}", submission["about"]));
        assert_eq!(claim["hasItsOrcid"], expected, "{name}");
    }
}

#[test]
fn a_person_endorses_a_claim_once() {
    let app = App::new();
    app.published_tool("Block Party");
    let maker = app.done(&ann(), r#"mutation { submitOrganisation(input: {name: {text: "Makers"}, sector: "charity"}) { key } }"#);
    app.review(&curator(), key(&maker), "ACCEPT", "");
    let claim = app.done(
        &ann(),
        r#"mutation { submitClaim(input: {resource: "block-party", challenge: "fear-of-escalation", stance: SUPPORTS, strength: ASSERTED, assertedBy: ["makers"], rationale: {text: "It blocks a whole crowd at once, so that one person is not alone with it."}}) { key about } }"#,
    );
    app.review(&curator(), key(&claim), "ACCEPT", "");
    assert_eq!(app.done(&stranger(), "{ tool(id: \"block-party\") { addresses { nodes { key } } } }")["addresses"]["nodes"], json!([{ "key": "fear-of-escalation" }]));
    let endorse = format!("mutation {{ endorse(claim: \"{}\", context: \"With a school.\") {{ count isMine }} }}", claim["about"].as_str().unwrap());
    assert_eq!(app.done(&ann(), &endorse), json!({ "count": 1, "isMine": true }));
    assert_eq!(app.done(&ann(), &endorse), json!({ "count": 1, "isMine": true }));
    assert_eq!(app.done(&bob(), &endorse), json!({ "count": 2, "isMine": true }));
    assert_eq!(app.done(&stranger(), &format!("{{ backing(claim: \"{}\") {{ count isMine claim {{ key }} }} }}", claim["about"].as_str().unwrap()))["count"], 2);
    assert_eq!(app.code(&ann(), "mutation { endorse(claim: \"block-party\") { count } }"), "NOT_FOUND");
    // What is claimed about a record goes along when it is withdrawn.
    let withdrawal = app.done(&bob(), "mutation { proposeWithdrawal(id: \"block-party\", reason: \"Closed.\") { key } }");
    app.review(&curator(), key(&withdrawal), "ACCEPT", "");
    assert_eq!(app.done(&stranger(), "{ claims { totalCount } }")["totalCount"], 0);
}

#[test]
fn the_queue_is_read_a_page_at_a_time_oldest_first() {
    let app = App::new();
    for number in 0..7 {
        app.tool(&if number % 2 == 0 { ann() } else { bob() }, &format!("T{number}"));
    }
    let mut after = String::new();
    let mut titles = Vec::new();
    loop {
        let page = app.done(&curator(), &format!("{{ submissions(first: 3 {after}) {{ totalCount edges {{ cursor node {{ title }} }} pageInfo {{ endCursor hasNextPage hasPreviousPage }} }} }}"));
        assert_eq!(page["totalCount"], 7);
        assert_eq!(page["pageInfo"]["hasPreviousPage"], !titles.is_empty());
        titles.extend(page["edges"].as_array().unwrap().iter().map(|edge| edge["node"]["title"].clone()));
        if page["pageInfo"]["hasNextPage"] == false {
            break;
        }
        after = format!("after: {}", page["pageInfo"]["endCursor"]);
    }
    assert_eq!(json!(titles), json!(["T0", "T1", "T2", "T3", "T4", "T5", "T6"]));
    assert_eq!(app.done(&curator(), "{ submissions(author: \"bob\") { totalCount } }")["totalCount"], 3);
    assert_eq!(app.done(&curator(), "{ submissions(about: \"https://whatworks.example/id/tool/t3\") { totalCount } }")["totalCount"], 1);
    assert_eq!(app.done(&curator(), "{ submissions(type: [PERSON]) { totalCount } }")["totalCount"], 0);
    assert_eq!(app.done(&curator(), "{ submissions(before: \"2020-01-01T00:00:00Z\") { totalCount } }")["totalCount"], 0);
    assert_eq!(app.done(&curator(), "{ submissions(since: \"2020-01-01T00:00:00Z\", state: [SUBMITTED, REJECTED]) { totalCount } }")["totalCount"], 7);
    assert_eq!(app.code(&curator(), "{ submissions(after: \"x\") { totalCount } }"), "BAD_CURSOR");
    assert_eq!(app.code(&curator(), "{ submissions(first: 101) { totalCount } }"), "BAD_FILTER");
}
