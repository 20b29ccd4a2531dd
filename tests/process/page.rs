//! `docs/how-to/run-a-call.md` can be followed: each example by whom it says, in order; receipts with the tools it names.

use super::app::Town;
use crate::docs::block::blocks;
use crate::docs::shows;
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use std::process::Command;

#[test]
fn the_page_about_calls_can_be_followed() {
    let town = Town::new();
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/how-to/run-a-call.md");
    let blocks = blocks(&std::fs::read_to_string(page).unwrap());
    let (mut submission, mut sent, mut followed) = (String::new(), String::new(), 0);
    let folder = tempfile::tempdir().unwrap();
    for (at, block) in blocks.iter().enumerate() {
        if let Some(name) = block.info.strip_prefix("graphql as ") {
            let mut text = block.text.replace("\"SUBMISSION\"", &json!(submission).to_string()).replace("\"SENT\"", &json!(sent).to_string());
            for person in ["olga", "uma", "ben", "edith"] {
                let placeholder = format!("\"{}\"", person.to_uppercase());
                if text.contains(&placeholder) {
                    text = text.replace(&placeholder, &json!(town.account(person)).to_string());
                }
            }
            let answer = town.ask(if name == "anybody" { "nobody" } else { name }, &text, json!({})).json();
            assert!(answer.get("errors").is_none(), "{}: {answer}", block.line);
            if let Some(next) = blocks.get(at + 1).filter(|next| next.info == "json") {
                let shown: Value = serde_json::from_str(&next.text).unwrap_or_else(|error| panic!("{}: {error}", next.line));
                shows(&shown, &answer).unwrap_or_else(|why| panic!("{}: {why}", next.line));
            }
            let done = answer["data"].as_object().unwrap().values().next().unwrap();
            if let Some(key) = done["key"].as_str() {
                submission = key.to_owned();
            }
            if let Some(receipt) = done.get("receipt") {
                sent.clone_from(&submission);
                std::fs::write(folder.path().join("receipt.jws"), receipt["signed"].as_str().unwrap()).unwrap();
                std::fs::write(folder.path().join("proposal.nq"), receipt["proposal"].as_str().unwrap()).unwrap();
                std::fs::write(folder.path().join("jwks.json"), town.app.http.get("/.well-known/jwks.json", &[]).text()).unwrap();
            }
            followed += 1;
        } else if let Some(tool) = block.info.strip_suffix(" receipt") {
            run(tool, &block.text, folder.path());
            followed += 1;
        }
    }
    assert!(followed >= 25, "only {followed}");
}

fn run(tool: &str, text: &str, folder: &Path) {
    let mut command = if tool == "sh" {
        let program = Path::new(env!("CARGO_BIN_EXE_whatworks")).parent().unwrap();
        let mut command = Command::new("bash");
        command.args(["-euo", "pipefail", "-c"]).env("PATH", format!("{}:{}", program.display(), std::env::var("PATH").unwrap_or_default()));
        command
    } else {
        let python = std::env::var_os("WHATWORKS_PYTHON").map_or_else(|| PathBuf::from("target/venv/bin/python"), PathBuf::from);
        if !python.exists() {
            let line = "SKIPPED the receipt by PyJWT: there is no Python with tests/requirements.txt; `make test` prepares it";
            assert!(std::env::var_os("WHATWORKS_TESTS_COMPLETE").is_none(), "{line}");
            return println!("{line}");
        }
        let mut command = Command::new(python);
        command.arg("-c");
        command
    };
    let output = command.arg(text).current_dir(folder).output().unwrap();
    assert!(output.status.success(), "{tool}: {}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
}
