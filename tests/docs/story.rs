//! Each page of `docs/how-to/` is followed from top to bottom in a folder of its own, which begins with `ontology/`, `seed-data/` and
//! `docs/how-to/`:
//!
//! - a block `turtle FILE` or `csv FILE` is added to the end of that file, which is made when there is none;
//! - a block `sh tested` is run there, `whatworks` being the program under test; it has to succeed;
//! - a block `sh here` or `python here` is run beside `whatworks serve` started there once the page has been followed, at whatever address
//!   stands for `http://127.0.0.1:8080`;
//! - a block `graphql here` is asked of `whatworks serve` started there once the page has been followed.

use std::fs::{self, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::block::blocks;
use super::{hold, root};
use crate::serving::Serving;

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder");
    for entry in fs::read_dir(from).expect("a folder").map(|entry| entry.expect("an entry")) {
        let (from, to) = (entry.path(), to.join(entry.file_name()));
        if from.is_dir() {
            copy(&from, &to);
        } else {
            fs::copy(from, to).expect("a file");
        }
    }
}

fn follow(page: &Path) -> usize {
    let place = page.display().to_string();
    let folder = tempfile::tempdir().expect("a folder");
    for name in ["ontology", "seed-data", "docs/how-to"] {
        copy(&root().join(name), &folder.path().join(name));
    }
    let program = Path::new(env!("CARGO_BIN_EXE_whatworks")).parent().expect("a folder");
    let path = format!("{}:{}", program.display(), std::env::var("PATH").unwrap_or_default());
    let blocks = blocks(&fs::read_to_string(page).expect("text"));
    let mut steps = 0;
    for block in &blocks {
        if let Some((kind @ ("turtle" | "csv"), file)) = block.info.split_once(' ') {
            let mut file = OpenOptions::new().append(true).create(true).open(folder.path().join(file)).expect("a file");
            let text = if kind == "turtle" { format!("\n{}", block.text) } else { block.text.clone() };
            file.write_all(text.as_bytes()).expect("written");
        } else if block.info == "sh tested" {
            let output = Command::new("bash").args(["-euo", "pipefail", "-c", &block.text]).current_dir(folder.path()).env("PATH", &path).output().expect("bash runs");
            let said = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
            assert!(output.status.success(), "{place}:{}: {said}", block.line);
        } else if block.info.starts_with("graphql as ") {
            // `contribute::page` asks it as whom it says.
        } else {
            continue;
        }
        steps += 1;
    }
    if blocks.iter().any(|block| block.info.ends_with(" here")) {
        let serving = Serving::start(folder.path(), &[]);
        for block in blocks.iter().filter(|block| matches!(block.info.as_str(), "sh here" | "python here")) {
            run_here(block, folder.path(), serving.url(), &place);
            steps += 1;
        }
        for (at, example) in blocks.iter().enumerate().filter(|(_, block)| block.info == "graphql here") {
            hold(example, blocks.get(at + 1), &place, |query| serving.ask(query));
            steps += 1;
        }
    }
    steps
}

/// Runs a script that asks the server.
fn run_here(block: &super::Block, folder: &Path, url: &str, place: &str) {
    let text = block.text.replace("http://127.0.0.1:8080", url);
    let mut command = if block.info == "sh here" {
        let mut command = Command::new("bash");
        command.args(["-euo", "pipefail", "-c"]);
        command
    } else {
        // With what `tests/requirements.txt` names, where that is there.
        let python = std::env::var_os("WHATWORKS_PYTHON").map_or_else(|| root().join("target/venv/bin/python"), PathBuf::from);
        let mut command = Command::new(if python.exists() { python } else { "python3".into() });
        command.arg("-c");
        command
    };
    let output = command.arg(&text).current_dir(folder).output().expect("it runs");
    let said = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{place}:{}: {said}", block.line);
}

#[test]
fn every_how_to_page_can_be_followed() {
    let mut pages = 0;
    let files = fs::read_dir(root().join("docs/how-to")).expect("pages").map(|entry| entry.expect("an entry").path());
    for page in files.filter(|file| file.extension().is_some_and(|extension| extension == "md")) {
        let steps = follow(&page);
        assert!(steps > 0, "{} has nothing to try", page.display());
        pages += 1;
    }
    assert!(pages >= 6, "only {pages} pages");
}
