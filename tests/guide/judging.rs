//! What is refused at the door, and what is told of a text when the records that it cites change.

use crate::contribute::app::{App, ann, curator};
use serde_json::{Value, json};

const SUBMIT: &str = "mutation($input: GuideInput!) { submitGuide(input: $input) { key } }";

fn submit(app: &App, body: &str, more: Value) -> Value {
    let mut input = json!({ "name": { "text": "A guide" }, "body": [{ "text": body, "language": "en" }] });
    for (name, value) in more.as_object().into_iter().flatten() {
        input[name] = value.clone();
    }
    app.ask_with(&ann(), SUBMIT, json!({ "input": input }))
}

#[test]
fn a_reference_to_nothing_is_refused_with_the_nearest_names() {
    let app = App::new();
    app.published_tool("Block Party");
    for (body, told) in [
        ("As [@tool/blok-party] shows.", "did you mean `block-party`"),
        ("As [@tools/block-party] shows.", "did you mean `tool`"),
        ("![](@tool/nothing-like-it)", "`@tool/nothing-like-it`, which does not exist"),
        ("[here](/id/tool/nothing-like-it)", "`/id/tool/nothing-like-it`, which does not exist"),
    ] {
        let answer = submit(&app, body, json!({})).to_string();
        assert!(answer.contains("INVALID_RECORD") && answer.contains(told), "{body}: {answer}");
    }
    let answer = submit(&app, "@somebody and me@example.org, `[@tool/x]` and [@tool/block-party].", json!({}));
    assert!(answer["errors"].is_null(), "{answer}");
}

#[test]
fn what_may_not_be_put_together_is_refused_with_the_reason() {
    let app = App::new();
    let work = app.data_with(
        &ann(),
        SUBMIT,
        json!({ "input": { "name": { "text": "Another guide" }, "licence": "https://creativecommons.org/licenses/by-nd/4.0/" } }),
    );
    app.review(&curator(), work["submitGuide"]["key"].as_str().unwrap(), "ACCEPT", "");
    let by = json!({ "licence": "https://creativecommons.org/licenses/by/4.0/" });
    let answer = submit(&app, "![](@guide/another-guide)", by.clone()).to_string();
    assert!(answer.contains("allows no adaptation") && answer.contains("cite it instead"), "{answer}");
    assert!(submit(&app, "[@guide/another-guide]", by)["errors"].is_null(), "citing needs no licence");
}

#[test]
fn a_text_tells_what_became_of_the_records_that_it_cites() {
    let app = App::new();
    for name in ["Quiet words", "Muting words", "Block Party"] {
        app.published_tool(name);
    }
    let (tool, other) = ("quiet-words", "muting-words");
    let text = format!("One [@tool/{tool}] and two [@tool/{other}].");
    let guide = submit(&app, &text, json!({}));
    app.review(&curator(), guide["data"]["submitGuide"]["key"].as_str().unwrap(), "ACCEPT", "");
    let reason = "The guide is gone from the web.";
    app.data(&curator(), &format!("mutation {{ withdraw(id: \"{tool}\", reason: \"{reason}\") {{ kind }} }}"));
    app.data(&curator(), &format!("mutation {{ merge(id: \"{other}\", into: \"block-party\", reason: \"The same.\") {{ kind }} }}"));
    let state = app.directory.views().state();
    let record = state.snapshot.by_iri("https://whatworks.example/id/guide/a-guide").expect("published");
    let edition = whatworks::app::edition::Edition::of(&app.directory, &state, record, &["en".to_owned()]).expect("a text");
    assert!(edition.notes.iter().any(|note| note.contains("withdrawn") && note.contains(reason)), "{:?}", edition.notes);
    assert!(edition.notes.iter().any(|note| note.contains("merged into <https://whatworks.example/id/tool/block-party>")), "{:?}", edition.notes);
    assert_eq!(edition.works.len(), 1);
    assert!(edition.credits.iter().any(|credited| credited.roles.contains(&"Writing – original draft")) || edition.unnamed > 0);
    // The next change of it has to deal with what is gone.
    let change = app.ask_with(&ann(), "mutation { proposeGuide(id: \"a-guide\", set: {year: 2020}) { key } }", json!({})).to_string();
    assert!(change.contains(reason), "{change}");
}
