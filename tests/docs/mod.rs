//! Documents keep their word: every GraphQL example is answered without an error, every link leads somewhere.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use crate::door::app::TestApp;

fn documents() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut found = vec![root.join("README.md"), root.join("seed-data/README.md")];
    let mut folders = vec![root.join("docs")];
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
    found
}

/// The fenced blocks of a language, with the line on which each begins.
fn blocks(text: &str, language: &str) -> Vec<(usize, String)> {
    let mut blocks = Vec::new();
    let mut open: Option<(usize, String)> = None;
    for (line, words) in text.lines().enumerate() {
        match &mut open {
            Some(_) if words.trim() == "```" => blocks.extend(open.take()),
            Some((_, block)) => {
                block.push_str(words);
                block.push('\n');
            }
            None if words.trim() == format!("```{language}") => open = Some((line + 1, String::new())),
            None => {}
        }
    }
    blocks
}

#[test]
fn every_graphql_example_is_answered_without_an_error() {
    let mut tried = 0;
    for file in documents() {
        let text = fs::read_to_string(&file).expect("text");
        for (line, query) in blocks(&text, "graphql") {
            let body = json!({ "query": query }).to_string();
            let answer = TestApp::shared().send("POST", "/graphql", &[("Content-Type", "application/json")], body.as_bytes());
            let answer: Value = serde_json::from_slice(&answer.body).expect("JSON");
            assert!(answer.get("errors").is_none(), "{}:{line}: {}", file.display(), answer["errors"]);
            assert!(answer["data"].as_object().is_some_and(|data| data.values().all(|value| !value.is_null() || query.contains("asOf"))), "{}:{line}: nothing was found", file.display());
            tried += 1;
        }
    }
    assert!(tried >= 10, "only {tried} examples");
}

#[test]
fn links_between_documents_lead_somewhere() {
    let mut broken = Vec::new();
    for file in documents() {
        let text = fs::read_to_string(&file).expect("text");
        for target in text.split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
            let path = target.split('#').next().unwrap_or_default();
            if !path.is_empty() && !path.contains("://") && !file.parent().expect("a folder").join(path).exists() {
                broken.push(format!("{}: {target}", file.display()));
            }
        }
    }
    assert!(broken.is_empty(), "{broken:#?}");
}
