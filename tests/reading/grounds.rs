//! Links that stand on claims: narrower challenges included, the claims shown on both sides, disputes alone no link.

use super::app::{App, SEED};
use super::history::{DIRECTORY, Event};
use super::naive::node;
use oxigraph::model::vocab::rdf;
use oxigraph::model::{Literal, Triple};
use serde_json::{Value as Tree, json};

const NS: &str = "https://whatworks.example/ns#";
const ID: &str = "https://whatworks.example/id/";
const VOCAB: &str = "https://whatworks.example/vocab/";

fn said(subject: &str, predicate: &str, object: &str) -> Triple {
    Triple::new(node(subject), node(predicate), node(object))
}

/// A tool with a name, and claims about it: challenge, stance, strength.
fn tool(key: &str, claims: &[(&str, &str, &str)], first: u64) -> Vec<Event> {
    let tool = format!("{ID}tool/{key}");
    let event = |at: u64, subject: String, added: Vec<Triple>| Event { sequence: first + at, time: jiff::Timestamp::from_second(1_700_000_000 + (first + at) as i64).unwrap(), subject, removed: Vec::new(), added };
    let name = Triple::new(node(&tool), node("https://schema.org/name"), Literal::new_language_tagged_literal_unchecked(key, "en"));
    let mut events = vec![event(0, tool.clone(), vec![Triple::new(node(&tool), rdf::TYPE, node(&format!("{NS}Tool"))), name])];
    for (at, (challenge, stance, strength)) in (1..).zip(claims) {
        let claim = format!("{ID}claim/{key}--{at}");
        let added = vec![
            Triple::new(node(&claim), rdf::TYPE, node(&format!("{NS}Claim"))),
            said(&claim, &format!("{NS}resource"), &tool),
            said(&claim, &format!("{NS}challenge"), &format!("{VOCAB}challenges/{challenge}")),
            said(&claim, &format!("{NS}stance"), &format!("{VOCAB}stance/{stance}")),
            said(&claim, &format!("{NS}strength"), &format!("{VOCAB}strength/{strength}")),
        ];
        events.push(event(at, claim, added));
    }
    events
}

fn app() -> App {
    let mut events = tool("a-agreed", &[("trolling", "supports", "asserted"), ("trolling", "qualifies", "case-study"), ("harassment", "disputes", "evaluated")], 1);
    events.extend(tool("b-disputed", &[("trolling", "disputes", "peer-reviewed")], 10));
    events.extend(tool("c-strong", &[("fear-of-escalation", "supports", "peer-reviewed")], 20));
    App::of_events(&DIRECTORY, &events)
}

fn keys(list: &Tree) -> Vec<&str> {
    list.as_array().unwrap().iter().map(|node| node["key"].as_str().unwrap()).collect()
}

#[test]
fn what_helps_with_a_narrower_challenge_helps_with_the_broader_one_unless_exact() {
    let app = app();
    let data = app.data(
        "{ broad: challenge(id: \"fear-of-escalation\") { addressedBy { totalCount nodes { ... on Record { key } } } }
           narrow: challenge(id: \"trolling\") { addressedBy { nodes { ... on Record { key } } } }
           wide: tools(filter: {addresses: {in: [\"fear-of-escalation\"]}}) { nodes { key } }
           exact: tools(filter: {addresses: {in: [\"fear-of-escalation\"], exact: true}}) { nodes { key } }
           without: tools(filter: {addresses: {none: [\"fear-of-escalation\"]}}) { nodes { key } } }",
    );
    assert_eq!(keys(&data["broad"]["addressedBy"]["nodes"]), ["c-strong", "a-agreed"], "the strongest grounds come first");
    assert_eq!(keys(&data["narrow"]["addressedBy"]["nodes"]), ["a-agreed"]);
    assert_eq!(keys(&data["wide"]["nodes"]), ["a-agreed", "c-strong"]);
    assert_eq!(keys(&data["exact"]["nodes"]), ["c-strong"]);
    assert_eq!(keys(&data["without"]["nodes"]), ["b-disputed"]);
}

#[test]
fn claims_stand_on_both_sides_of_a_link_and_disputes_alone_make_none() {
    let app = app();
    let data = app.data(
        "{ challenge(id: \"fear-of-escalation\") { addressedBy { edges { node { ... on Record { key } } agreement { supports qualifies disputes extends } because { key stance strength } } } }
           agreed: tool(id: \"a-agreed\") { addresses { edges { node { key } agreement { supports qualifies disputes } because { key } } } claims { totalCount } }
           disputed: tool(id: \"b-disputed\") { addresses { totalCount } claims { totalCount nodes { stance } } }
           trolling: challenge(id: \"trolling\") { claims { totalCount } } }",
    );
    let edges = &data["challenge"]["addressedBy"]["edges"];
    assert_eq!(edges[1]["node"]["key"], "a-agreed");
    assert_eq!(edges[1]["agreement"], json!({ "supports": 1, "qualifies": 1, "disputes": 1, "extends": 0 }), "what disputes a part of the challenge is shown beside what supports another");
    assert_eq!(keys(&edges[1]["because"]), ["a-agreed--3", "a-agreed--2", "a-agreed--1"], "the strongest first, whatever its stance");
    assert_eq!(edges[0]["node"]["key"], "c-strong", "but a dispute does not make the grounds of a link stronger");
    let own = &data["agreed"]["addresses"]["edges"];
    assert_eq!(own.as_array().unwrap().len(), 1, "what is only disputed is no link: {own}");
    assert_eq!((&own[0]["node"]["key"], keys(&own[0]["because"])), (&json!("trolling"), vec!["a-agreed--2", "a-agreed--1"]));
    assert_eq!(data["agreed"]["claims"]["totalCount"], 3, "every claim is shown, whatever its stance");
    assert_eq!(data["disputed"], json!({ "addresses": { "totalCount": 0 }, "claims": { "totalCount": 1, "nodes": [{ "stance": "DISPUTES" }] } }));
    assert_eq!(data["trolling"]["claims"]["totalCount"], 3);
}

#[test]
fn the_question_of_the_directory_is_answered_with_grounds() {
    let data = SEED.data(
        "{ challenge(id: \"fear-of-escalation\") { name addressedBy(types: [TOOL], first: 20) { totalCount
             edges { node { ... on Tool { id name url summary } } agreement { supports qualifies disputes } because { rationale strength stance assertedBy { name } evidence { name url } } } } }
           tools(filter: {addresses: {in: [\"fear-of-escalation\"]}}, first: 1) { totalCount } }",
    );
    let list = &data["challenge"]["addressedBy"];
    assert_eq!(list["totalCount"], data["tools"]["totalCount"], "both ways of asking find the same");
    for edge in list["edges"].as_array().unwrap() {
        let because = edge["because"].as_array().unwrap();
        let agreement = edge["agreement"].as_object().unwrap();
        let counted: i64 = agreement.values().map(|count| count.as_i64().unwrap()).sum();
        assert!(!because.is_empty() && counted == because.len() as i64, "every link has its grounds: {edge}");
        assert!(because.iter().any(|claim| claim["stance"] != "DISPUTES"), "a link stands on more than disputes: {edge}");
        assert!(because.iter().all(|claim| !claim["assertedBy"].as_array().unwrap().is_empty() && claim["rationale"].as_str().unwrap().len() >= 20), "{edge}");
    }
}
