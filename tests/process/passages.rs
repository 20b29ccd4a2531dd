//! Responses to passages: they have to stand where they are said to, are shown there, and outlive the words.

use super::app::{Town, key};
use super::pages::read;
use serde_json::json;

const RESPOND: &str = "mutation($input: ResponseInput!) { submitResponse(input: $input) { key about } }";
const PASSAGES: &str = "query($id: ID!) { passages(id: $id) { response { ... on Response { stance } } exact field language start end isOrphaned } }";

fn finding(town: &Town) -> String {
    let statement = "Researchers fear “how quickly” it escalates. They mostly broadcast, and fear nothing else.";
    town.publish("Finding", json!({ "name": { "text": "Fear" }, "statement": { "text": statement }, "kind": "barrier" }))
}

#[test]
fn a_passage_has_to_stand_in_what_it_is_from() {
    let town = Town::new();
    let finding = finding(&town);
    let respond = |more: serde_json::Value| {
        let mut input = json!({ "about": finding, "stance": "DISPUTES", "statement": { "text": "In ours it is not so." } });
        input.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        town.refused("ann", RESPOND, json!({ "input": input }))
    };
    let (code, told) = respond(json!({ "quote": "They mainly broadcast" }));
    assert!(code == "INVALID_RECORD" && told.contains("does not stand in") && told.contains("They mostly broadcast, and fear nothing else."), "{code} {told}");
    let (_, told) = respond(json!({ "quote": "fear", "quotePrefix": "broadcast" }));
    assert!(told.contains("between the words before and after it"), "{told}");
    let (_, told) = respond(json!({ "about": null, "quote": "They mostly broadcast" }));
    assert!(told.contains("say what the passage is from"), "{told}");
}

#[test]
fn a_passage_is_marked_on_the_page_and_its_response_outlives_it() {
    let town = Town::new();
    let finding = finding(&town);
    // Copied from a page, with other quotation marks and line breaks; the second "fear" is meant.
    town.publish("Response", json!({ "about": finding, "stance": "SUPPORTS", "quote": "\"how quickly\"\nit", "statement": { "text": "It does so with us." } }));
    let later = town.publish("Response", json!({ "about": finding, "stance": "DISPUTES", "quote": "fear", "quoteSuffix": "nothing else", "statement": { "text": "We fear much more." } }));
    let passages = town.done("nobody", PASSAGES, json!({ "id": finding }));
    let start = "Researchers fear “how quickly” it escalates. They mostly broadcast, and ".chars().count();
    assert_eq!(passages[0]["exact"], "\"how quickly\"\nit");
    assert_eq!(passages[1], json!({ "response": { "stance": "DISPUTES" }, "exact": "fear", "field": "statement", "language": "en", "start": start, "end": start + 4, "isOrphaned": false }), "{passages}");
    let page = read(&town, "nobody", "/findings/fear");
    let place = later.rsplit('/').next().unwrap();
    for part in [format!("and <mark><a href=\"#response-{place}\">fear</a></mark> nothing else"), format!("<article class=\"claim\" id=\"response-{place}\">"), "<mark><a href=\"#response-".to_owned() + passages_key(&page) + "\">“how quickly” it</a></mark>"] {
        assert!(page.contains(&part), "{part}: {page}");
    }
    assert!(!page.contains("The passage is no longer there"));

    // The finding is put otherwise.
    let change = town.done("cleo", "mutation($id: ID!) { proposeFinding(id: $id, set: {statement: [{text: \"Researchers fear “how quickly” it escalates.\"}]}) { key } }", json!({ "id": finding }));
    assert_eq!(town.accept(key(&change)).json()["data"]["review"]["state"], "PUBLISHED");
    let passages = town.done("nobody", PASSAGES, json!({ "id": finding }));
    assert_eq!((&passages[0]["isOrphaned"], &passages[1]["isOrphaned"], &passages[1]["field"]), (&json!(false), &json!(true), &json!(null)), "{passages}");
    let page = read(&town, "nobody", "/findings/fear");
    assert!(page.contains("<blockquote>fear</blockquote><p class=\"under\">The passage is no longer there"), "{page}");
    // What was right then can still be changed otherwise, but not about another passage that is not there.
    let change = town.done("cleo", "mutation($id: ID!) { proposeResponse(id: $id, set: {statement: [{text: \"We fear much more than that.\"}]}) { key } }", json!({ "id": later }));
    assert_eq!(town.accept(key(&change)).json()["data"]["review"]["state"], "PUBLISHED");
    let (code, _) = town.refused("cleo", "mutation($id: ID!) { proposeResponse(id: $id, set: {quote: \"nothing at all\"}) { key } }", json!({ "id": later }));
    assert_eq!(code, "INVALID_RECORD");
}

/// The key of the first response that a page marks.
fn passages_key(page: &str) -> &str {
    page.split("href=\"#response-").nth(1).and_then(|rest| rest.split('"').next()).unwrap_or_default()
}

#[test]
fn a_passage_of_a_document_is_marked_across_its_form() {
    let town = Town::new();
    let guide = town.publish("Guide", json!({ "name": { "text": "Walk" }, "body": { "text": "# Walk\n\nTogether it *is easier*, as\nwe say in [a place](https://a.example/x).\n\n`code` stays." } }));
    let response = town.publish("Response", json!({ "about": guide, "stance": "EXTENDS", "quote": "it is easier, as we say in a", "statement": { "text": "And faster as well." } }));
    let page = read(&town, "nobody", "/guides/walk");
    let mark = |text: &str| format!("<mark><a href=\"#response-{}\">{text}</a></mark>", response.rsplit('/').next().unwrap());
    let shown = format!("<p>Together {}<em>{}</em>{}<a href=\"https://a.example/x\"><mark>a</mark> place</a>.</p>", mark("it "), mark("is easier"), mark(", as we say in "));
    assert!(page.contains(&shown), "{shown}: {page}");
}
