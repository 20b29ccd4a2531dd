//! One call from its opening to its guide, by REST and GraphQL over HTTP: an organiser, contributors, a stranger, two coders, an editor, a
//! curator; and all of it is there again after a restart.

use super::app::{Town, case_study, key, tool};
use serde_json::{Value, json};

#[test]
fn a_call_runs_from_its_opening_to_its_guide() {
    let town = Town::new();
    let research = town.publish("Publication", json!({ "name": { "text": "Desk research" }, "kind": "report" }));
    let finding = town.publish("Finding", json!({ "name": { "text": "Fear" }, "statement": { "text": "Researchers fear how quickly it escalates." }, "kind": "barrier", "derivedFrom": [research] }));
    let call = town.call(json!({ "deskResearch": [research] }));
    let asked = town.done("nobody", "query($call: ID!) { callProcess(call: $call) { phase timeZone questions { takes node { ... on Question { name number } } } } }", json!({ "call": call }));
    let expected = json!({ "phase": "OPEN", "timeZone": "Europe/London", "questions": [
        { "takes": ["CASE_STUDY"], "node": { "name": "Case studies of practice", "number": 1 } },
        { "takes": ["RESPONSE", "TOOL"], "node": { "name": "Tools, and what you say to our findings", "number": 2 } },
    ] });
    assert_eq!(asked, expected);
    for (name, part) in [("olga", "ORGANISER"), ("uma", "CODER"), ("ben", "CODER"), ("edith", "EDITOR")] {
        town.done("cleo", &format!("mutation($call: ID!, $who: ID!) {{ assignPart(call: $call, account: $who, part: {part}) {{ part }} }}"), json!({ "call": call, "who": town.account(name) }));
    }
    assert!(town.mails("uma").iter().any(|(subject, _)| subject.starts_with("Now coder")));

    // Things come in: by GraphQL, by REST, from somebody who responds, from a stranger.
    let march = Town::sent(&town.send_in("ann", &call, "CaseStudy", case_study("A march for science")));
    let body = json!({ "input": tool("Block Party"), "call": call, "allowUse": true, "unnamed": true });
    let authorization = format!("Bearer {}", town.token("bob"));
    let rest = town.app.http.send("POST", "/api/v1/submit-tool", &[("Content-Type", "application/json"), ("Authorization", &authorization)], body.to_string().as_bytes());
    assert_eq!((rest.status, &rest.json()["entry"]["isLate"]), (200, &json!(false)), "{}", rest.text());
    let block = rest.json();
    let response = Town::sent(&town.send_in("ida", &call, "Response", json!({ "call": call, "about": finding, "stance": "QUALIFIES", "statement": { "text": "Only when *nobody* stands beside them." } })));
    let content = case_study("From a stranger").to_string();
    let strange = town.done("nobody", "mutation($call: ID!, $content: String!) { sendIn(call: $call, type: CASE_STUDY, content: $content, allowUse: true, unnamed: true) { key } }", json!({ "call": call, "content": content }));
    let queue = town.done("nobody", "{ caseStudies { totalCount } }", json!({}));
    assert_eq!(queue["totalCount"], 0, "nothing of it is published");

    // The organiser follows, takes what the stranger sent; the curator publishes.
    town.done("olga", "mutation($id: ID!) { takeLate(submission: $id) { state } }", json!({ "id": strange["key"] }));
    let seen = town.done("olga", "query($id: ID!) { submission(id: $id) { title author } }", json!({ "id": strange["key"] }));
    assert_eq!(seen, json!({ "title": "From a stranger", "author": "anonymous" }));
    for submission in [&march, &block, &response] {
        assert_eq!(town.accept(key(submission)).json()["data"]["review"]["state"], "PUBLISHED");
    }
    town.done("cleo", "mutation($id: ID!) { review(submission: $id, decision: REJECT, reason: \"We cannot find it.\") { state } }", json!({ "id": strange["key"] }));

    // Two code, one settles.
    town.set("2026-03-09T10:00:00Z");
    let code = "mutation($id: ID!, $codes: [ID!]!) { code(submission: $id, codes: $codes) { coders } }";
    for (at, submission) in [&march, &block, &response].into_iter().enumerate() {
        town.done("uma", code, json!({ "id": key(submission), "codes": ["fear-of-escalation"] }));
        town.done("ben", code, json!({ "id": key(submission), "codes": if at == 0 { vec!["sharing"] } else { vec!["fear-of-escalation"] } }));
    }
    town.done("edith", "mutation($id: ID!) { settleCoding(submission: $id, codes: [\"fear-of-escalation\", \"sharing\"], reason: \"Both.\") { coders } }", json!({ "id": key(&march) }));
    let progress = town.done("olga", "query($call: ID!) { callProgress(call: $call) { total toCode coded settled withoutOutcome } }", json!({ "call": call }));
    assert_eq!(progress, json!({ "total": 4, "toCode": 3, "coded": 3, "settled": 1, "withoutOutcome": 3 }));
    let gaps = town.done("edith", "query($call: ID!) { callGaps(call: $call, rows: \"challenges\", columns: \"purposes\") { rowLabel columnLabel count } }", json!({ "call": call }));
    let full: Vec<&Value> = gaps.as_array().unwrap().iter().filter(|cell| cell["count"] != 0).collect();
    assert_eq!(full, [&json!({ "rowLabel": "Fear of escalation", "columnLabel": "Sharing", "count": 1 })]);

    // The synthesis: a finding with evidence for and against; then the guide.
    let result = town.publish("Finding", json!({ "name": { "text": "Standing together helps" }, "statement": { "text": "Fear of escalation is smaller among colleagues." }, "kind": "conclusion", "derivedFrom": [call] }));
    for (submission, stance) in [(&march, "SUPPORTS"), (&block, "DISPUTES"), (&response, "QUALIFIES")] {
        town.publish("Citation", json!({ "finding": result, "cites": submission["about"], "stance": stance, "strength": "PRACTITIONER_REPORT" }));
    }
    let guide = Town::sent(&town.submit("edith", "Guide", json!({ "name": { "text": "Together" }, "call": call }), &[]));
    let accepted = town.accept(key(&guide)).json();
    assert_eq!(accepted["data"]["review"]["state"], "PUBLISHED", "{accepted}");
    let history = town.done("nobody", "query($id: ID!) { finding(id: $id) { citations { nodes { stance } } derivedFrom { ... on Call { ledTo { nodes { ... on Guide { name } } } } } } }", json!({ "id": result }));
    assert_eq!(history["citations"]["nodes"].as_array().unwrap().len(), 3, "conflicting evidence stands side by side");
    assert_eq!(history["derivedFrom"][0]["ledTo"]["nodes"][0]["name"], "Together");

    // After a restart everything is as it was.
    let outcomes = "query($call: ID!) { callOutcomes(call: $call) { submission outcome usedIn { id } } callParts(call: $call) { account part } callCodings(call: $call) { submission coders settled { id } } }";
    let before = town.ask("cleo", outcomes, json!({ "call": call })).json();
    assert!(before.get("errors").is_none(), "{before}");
    let cleo = town.token("cleo");
    let app = town.app.restart();
    assert_eq!(app.ask(Some(&cleo), outcomes, json!({ "call": call })).json(), before);
}
