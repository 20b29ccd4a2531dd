//! The process of 2018 is in the seed data from its desk research to its guide, as far as the sources go; and another call can be opened on it.

use crate::contribute::app::{App, ONTOLOGY, ann, curator};
use crate::reading::app::{RUNTIME, path};
use serde_json::{Value, json};
use whatworks::app::import::import;
use whatworks::ledger::Ledger;

fn seeded() -> App {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite:{}", folder.path().join("ledger.sqlite").display());
    RUNTIME.block_on(async {
        let ledger = Ledger::open(&url).await.unwrap();
        import(&ONTOLOGY, &ledger, vec![path("seed-data")], "seed").await.unwrap_or_else(|problems| panic!("{problems}"));
        ledger.close().await.unwrap();
    });
    App::at(folder)
}

#[test]
fn the_process_of_2018_is_there_and_a_fresh_call_opens_on_it() {
    let app = seeded();
    let data = |query: &str| app.ask_with(&ann(), query, json!({}))["data"].clone();
    let call = data("{ call(id: \"what-works-social-media\") { name closes timeZone summary organiser { ... on Organisation { key } } deskResearch { year findings(first: 10) { nodes { kind { key } } } }
        questions(orderBy: [{field: NUMBER}]) { nodes { number name detail } } ledTo { nodes { ... on Event { start place } ... on Guide { year } } } } }")["call"].clone();
    assert_eq!((&call["closes"], &call["timeZone"], &call["organiser"]["key"]), (&json!("2018-03-06"), &json!("Europe/London"), &json!("nccpe")), "{call}");
    let findings = call["deskResearch"][0]["findings"]["nodes"].as_array().unwrap();
    let barriers = findings.iter().filter(|finding| finding["kind"]["key"] == "barrier").count();
    assert_eq!((findings.len(), barriers), (7, 5), "{call}");
    let asked: Vec<&str> = call["questions"]["nodes"].as_array().unwrap().iter().map(|question| question["detail"].as_str().unwrap()).collect();
    let told = ["What excellent practice have we missed?", "Have you researched the use of social media", "assessment of its impact", "within and outside of HE", "whether these conclusions are correct"];
    assert!(asked.len() == 5 && asked.iter().zip(told).all(|(asked, told)| asked.contains(told)), "{asked:?}");
    let led: Vec<&Value> = call["ledTo"]["nodes"].as_array().unwrap().iter().collect();
    assert!(led.contains(&&json!({ "start": "2018-03-27", "place": "Birmingham" })) && led.contains(&&json!({ "year": 2018 })), "{call}");

    // The call of 2018 takes nothing any more; another one about the same research does.
    let late = app.ask_with(&ann(), "mutation { submitCaseStudy(input: {name: {text: \"Late\"}, kind: \"sharing\"}, call: \"what-works-social-media\", question: \"case-studies-of-practice\", allowUse: true, unnamed: true) { key } }", json!({}));
    assert_eq!(late["errors"][0]["extensions"]["code"], "WRONG_STATE", "{late}");
    let publish = |document: &str| {
        let submitted = app.ask_with(&curator(), document, json!({}));
        let own = submitted["data"].as_object().unwrap_or_else(|| panic!("{submitted}")).values().next().unwrap();
        app.review(&curator(), own["key"].as_str().unwrap(), "ACCEPT", "");
    };
    publish("mutation { submitCall(input: {name: {text: \"Ten years on\"}, closes: \"2999-12-31\", timeZone: \"Europe/London\", deskResearch: [\"wright-2017\"]}) { key } }");
    publish("mutation { submitQuestion(input: {name: {text: \"Is it still so?\"}, call: \"ten-years-on\", number: 1, takes: [\"RESPONSE\"]}) { key } }");
    let sent = app.ask_with(
        &ann(),
        "mutation { submitResponse(input: {about: \"finding/fear-of-escalation\", stance: QUALIFIES, quote: \"how quickly this can escalate\", statement: {text: \"Colleagues help more than rules.\"}}, call: \"ten-years-on\", allowUse: true, unnamed: true) { state entry { call { ... on Call { name } } } } }",
        json!({}),
    );
    assert_eq!(sent["data"]["submitResponse"]["entry"]["call"]["name"], "Ten years on", "{sent}");
}
