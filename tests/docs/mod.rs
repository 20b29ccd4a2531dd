//! Documents keep their word: every GraphQL example is answered as shown, every how-to page can be followed, every link leads somewhere.

pub mod block;
mod story;

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use crate::door::app::TestApp;
use block::{Block, blocks};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn documents() -> Vec<PathBuf> {
    let mut found = vec![root().join("README.md"), root().join("seed-data/README.md")];
    let mut folders = vec![root().join("docs")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("docs can be listed") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "md") {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

/// Whether an answer says what a document shows of it: objects may have more fields and lists more items than shown, and a text that
/// is shown with an ellipsis at its end goes on.
pub fn shows(shown: &Value, whole: &Value) -> Result<(), String> {
    match (shown, whole) {
        (Value::Object(shown), Value::Object(whole)) => {
            shown.iter().try_for_each(|(key, value)| shows(value, whole.get(key).unwrap_or(&Value::Null)).map_err(|place| format!(".{key}{place}")))
        }
        (Value::Array(shown), Value::Array(whole)) => {
            shown.iter().enumerate().try_for_each(|(at, value)| shows(value, whole.get(at).unwrap_or(&Value::Null)).map_err(|place| format!("[{at}]{place}")))
        }
        (Value::String(shown), Value::String(whole)) if shown.strip_suffix('…').is_some_and(|start| whole.starts_with(start.trim_end())) => Ok(()),
        _ if shown == whole => Ok(()),
        _ => Err(format!(": shown is {shown}, answered is {whole}")),
    }
}

/// Asks what the example asks; when the next block is JSON, the answer has to show it.
fn hold(example: &Block, next: Option<&Block>, place: &str, ask: impl Fn(&str) -> Value) {
    let answer = ask(&example.text);
    if example.text.trim_start().starts_with("subscription") {
        // Judged like every document, and then sent to the doors that can answer it; `door::following` goes there.
        let message = answer.pointer("/errors/0/message").and_then(Value::as_str).unwrap_or_default();
        return assert!(message.contains("WebSocket"), "{place}:{}: {answer}", example.line);
    }
    assert!(answer.get("errors").is_none(), "{place}:{}: {}", example.line, answer["errors"]);
    let found = answer["data"].as_object().is_some_and(|data| data.values().all(|value| !value.is_null() || example.text.contains("asOf")));
    assert!(found, "{place}:{}: nothing was found", example.line);
    if let Some(next) = next.filter(|next| next.info == "json") {
        let shown: Value = serde_json::from_str(&next.text).unwrap_or_else(|error| panic!("{place}:{}: {error}", next.line));
        shows(&shown, &answer).unwrap_or_else(|why| panic!("{place}:{}: {why}", next.line));
    }
}

#[test]
fn every_graphql_example_is_answered_as_it_says() {
    let ask = |query: &str| {
        let body = json!({ "query": query }).to_string();
        TestApp::shared().send("POST", "/graphql", &[("Content-Type", "application/json")], body.as_bytes()).json()
    };
    let mut tried = 0;
    for file in documents() {
        let blocks = blocks(&fs::read_to_string(&file).expect("text"));
        for (at, example) in blocks.iter().enumerate().filter(|(_, block)| block.info == "graphql") {
            hold(example, blocks.get(at + 1), &file.display().to_string(), ask);
            tried += 1;
        }
    }
    assert!(tried >= 10, "only {tried} examples");
}

/// Blocks `http` (or `http 404`: the status) are a request line each.
#[test]
fn every_request_in_the_documents_is_answered_as_it_says() {
    let mut tried = 0;
    for file in documents() {
        let blocks = blocks(&fs::read_to_string(&file).expect("text"));
        for (at, example) in blocks.iter().enumerate().filter(|(_, block)| block.info == "http" || block.info.starts_with("http ")) {
            let place = format!("{}:{}", file.display(), example.line);
            let status: u16 = example.info.split_once(' ').map_or(200, |(_, status)| status.parse().expect("a status"));
            let (method, target) = example.text.trim().split_once(' ').expect("a method and an address");
            let answer = TestApp::shared().send(method, target, &[], b"");
            assert_eq!(answer.status, status, "{place}: {}", answer.text());
            if let Some(next) = blocks.get(at + 1).filter(|next| next.info == "json") {
                let shown: Value = serde_json::from_str(&next.text).unwrap_or_else(|error| panic!("{place}: {error}"));
                shows(&shown, &answer.json()).unwrap_or_else(|why| panic!("{place}: {why}"));
            }
            tried += 1;
        }
    }
    assert!(tried >= 10, "only {tried} requests");
}

#[test]
fn an_answer_that_differs_from_what_is_shown_is_noticed() {
    let whole = json!({ "names": ["Block Party", "Glitch"], "count": 2 });
    assert_eq!(shows(&json!({ "names": ["Block P…"] }), &whole), Ok(()));
    for wrong in [json!({ "count": 3 }), json!({ "names": ["Glitch"] }), json!({ "names": ["Black…"] }), json!({ "other": 1 }), json!({ "names": [null] })] {
        assert!(shows(&wrong, &whole).is_err(), "{wrong}");
    }
}

#[test]
fn links_between_documents_lead_somewhere() {
    let mut broken = Vec::new();
    for file in documents() {
        let text = fs::read_to_string(&file).expect("text");
        for target in text.split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
            let (path, section) = target.split_once('#').unwrap_or((target, ""));
            // What begins with an at sign is a record, as guides refer to it.
            if path.contains("://") || path.starts_with('@') {
                continue;
            }
            let there = if path.is_empty() { file.clone() } else { file.parent().expect("a folder").join(path) };
            let found = there.exists() && (section.is_empty() || fs::read_to_string(&there).is_ok_and(|text| sections(&text).any(|own| own == section)));
            if !found {
                broken.push(format!("{}: {target}", file.display()));
            }
        }
    }
    assert!(broken.is_empty(), "{broken:#?}");
}

/// The names of a document's headings, as they stand in links.
fn sections(text: &str) -> impl Iterator<Item = String> {
    text.lines().filter_map(|line| line.strip_prefix('#')).map(|heading| {
        let heading = heading.trim_start_matches('#').trim().to_lowercase();
        heading.chars().filter(|letter| letter.is_alphanumeric() || matches!(letter, ' ' | '-')).collect::<String>().replace(' ', "-")
    })
}
