//! Credit closure: a guide is not published before everything has an outcome, everybody is credited, and every credit leads somewhere.

use super::app::{Town, case_study, key};
use serde_json::{Value, json};

const CONCLUDE: &str = "mutation($id: ID!, $outcome: ContributionOutcomeKind!, $in: [ID!], $reason: String, $as: ID) {
    conclude(submission: $id, outcome: $outcome, usedIn: $in, reason: $reason, creditAs: $as) { outcome usedIn { id } reason } }";

#[test]
fn a_guide_is_published_only_once_its_credits_are_closed() {
    let town = Town::new();
    let call = town.call(json!({}));
    town.done("cleo", "mutation($call: ID!, $who: ID!) { assignPart(call: $call, account: $who, part: EDITOR) { part } }", json!({ "call": call, "who": town.account("edith") }));
    let agent = |name: &str| {
        let person = Town::sent(&town.submit("cleo", "Person", json!({ "name": { "text": name }, "roles": ["researcher"] }), &[("consent", "ConsentBasis", json!("ASKED"))]));
        assert_eq!(town.accept(key(&person)).json()["data"]["review"]["state"], "PUBLISHED");
        person["about"].as_str().unwrap().to_owned()
    };
    let (sam, outsider) = (agent("Sam Rivers"), agent("Robin Vale"));
    let terms = |credit: (&'static str, &'static str, Value)| [("call", "ID", json!(call)), ("allowUse", "Boolean", json!(true)), credit];
    let send = |who: &str, name: &str, credit| key(&Town::sent(&town.submit(who, "CaseStudy", case_study(name), &terms(credit)))).to_owned();
    let (one, two) = (send("ann", "The march", ("creditAs", "ID", json!(sam))), send("bob", "The walk", ("creditName", "String", json!("Kit Lowe"))));
    let (three, four) = (send("ida", "The run", ("unnamed", "Boolean", json!(true))), send("ida", "The rest", ("unnamed", "Boolean", json!(true))));
    for submission in [&one, &two, &three] {
        town.accept(submission);
    }
    let finding = town.publish("Finding", json!({ "name": { "text": "Asking works" }, "statement": { "text": "People answer when they are asked." }, "kind": "conclusion", "derivedFrom": [call] }));
    let cite = |record: &str| town.publish("Citation", json!({ "finding": finding, "cites": record, "stance": "SUPPORTS", "strength": "CASE_STUDY" }));
    cite("the-march");
    cite("the-walk");
    let cited = town.done("nobody", "query($id: ID!) { finding(id: $id) { citations { nodes { stance strength cites { ... on CaseStudy { name } } } } } }", json!({ "id": finding }));
    assert_eq!(cited["citations"]["nodes"].as_array().unwrap().len(), 2, "{cited}");

    let guide = Town::sent(&town.submit("edith", "Guide", json!({ "name": { "text": "Asking well" }, "call": call, "contributors": [outsider] }), &[]));
    let open = || {
        let all = town.done("edith", "query($id: ID!) { openCredits(submission: $id) { submission agent { id } message } }", json!({ "id": guide["key"] }));
        all.as_array().unwrap().iter().map(|open| open["message"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    let told = open();
    assert_eq!(told.len(), 5, "{told:#?}");
    assert!(told[0].contains("“Sam Rivers” is not credited") && told[1].contains("“Kit Lowe”, who has no record"), "{told:#?}");
    assert!(told[2].contains("(“The run”) has no outcome") && told[3].contains("(“The rest”) has no outcome") && told[4].contains("“Robin Vale” is credited, and nothing"), "{told:#?}");
    let refused = town.accept(key(&guide)).json();
    assert_eq!(refused["errors"][0]["extensions"]["code"], "WRONG_STATE");
    assert_eq!(refused["errors"][0]["extensions"]["violations"].as_array().unwrap().len(), 5, "{refused}");

    // Step by step.
    assert_eq!(town.refused("edith", CONCLUDE, json!({ "id": three, "outcome": "NOT_USED" })).0, "INVALID_INPUT");
    assert_eq!(town.refused("ida", CONCLUDE, json!({ "id": three, "outcome": "USED", "in": [finding] })).0, "FORBIDDEN");
    town.done("edith", CONCLUDE, json!({ "id": three, "outcome": "USED", "in": [finding] }));
    town.done("edith", CONCLUDE, json!({ "id": four, "outcome": "OUT_OF_SCOPE", "reason": "It is about posters." }));
    let kit = agent("Kit Lowe");
    town.done("edith", CONCLUDE, json!({ "id": two, "outcome": "USED", "in": [finding], "as": kit }));
    assert!(town.mails("ida").iter().any(|(subject, text)| subject.starts_with("What became of it") && text.contains("It is about posters.")), "{:?}", town.mails("ida"));
    let told = open();
    assert_eq!(told.len(), 3, "{told:#?}");
    let amend = "mutation($id: ID!, $who: [ID!]!) { amendGuide(submission: $id, set: {contributors: $who}) { state } }";
    town.done("edith", amend, json!({ "id": guide["key"], "who": [sam, kit] }));
    assert_eq!(open(), [""; 0]);
    let accepted = town.accept(key(&guide)).json();
    assert_eq!(accepted["data"]["review"]["state"], "PUBLISHED", "{accepted}");

    // Everybody hears, and can look.
    for (name, words) in [("ann", "“The march”: It was used"), ("ida", "“The rest”: It is about something else than the call. It is about posters.")] {
        assert!(town.mails(name).iter().any(|(subject, text)| subject == "Published: Asking well" && text.contains(words)), "{:?}", town.mails(name));
    }
    let outcome = town.done("ann", "query($id: ID!) { outcome(submission: $id) { outcome usedIn { id } creditedIn { id } record { id } } }", json!({ "id": one }));
    assert_eq!((&outcome["outcome"], &outcome["usedIn"], &outcome["creditedIn"]), (&json!("USED"), &json!([{ "id": finding }]), &json!([{ "id": guide["about"] }])));
    assert_eq!(town.refused("bob", "query($id: ID!) { outcome(submission: $id) { outcome } }", json!({ "id": one })).0, "FORBIDDEN");
    let all = town.done("edith", "query($call: ID!) { callOutcomes(call: $call) { outcome } }", json!({ "call": call }));
    assert_eq!(all, json!([{ "outcome": "USED" }, { "outcome": "USED" }, { "outcome": "USED" }, { "outcome": "OUT_OF_SCOPE" }]));
}
