//! Each page of `docs/how-to/` is followed from top to bottom in a folder of its own, which begins with `ontology/` and `seed-data/`:
//!
//! - a block `turtle FILE` is added to the end of that file, which is made when there is none;
//! - a block `sh tested` is run there, `whatworks` being the program under test; it has to succeed;
//! - a block `graphql here` is asked of `whatworks serve` started there once the page has been followed.

use std::fs::{self, OpenOptions};
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use serde_json::Value;

use super::block::blocks;
use super::{hold, root};

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder");
    for entry in fs::read_dir(from).expect("a folder").map(|entry| entry.expect("an entry")) {
        let (from, to) = (entry.path(), to.join(entry.file_name()));
        if from.is_dir() { copy(&from, &to) } else { drop(fs::copy(from, to).expect("a file")) }
    }
}

/// A server that ends with its test.
struct Serving {
    process: Child,
    url: String,
}

impl Serving {
    fn start(folder: &Path) -> Self {
        let mut process = Command::new(env!("CARGO_BIN_EXE_whatworks"))
            .args(["serve", "--listen", "127.0.0.1:0"])
            .current_dir(folder)
            .env_remove("PORT")
            .stdout(Stdio::piped())
            .spawn()
            .expect("the program runs");
        let out = process.stdout.take().expect("its output");
        let line = BufReader::new(out).lines().next().expect("it says where it serves").expect("text");
        let url = line.split(' ').next_back().expect("an address").to_owned();
        Self { process, url }
    }

    fn ask(&self, query: &str) -> Value {
        let agent: ureq::Agent = ureq::Agent::config_builder().http_status_as_error(false).build().into();
        let mut answer = agent.post(format!("{}/graphql", self.url)).send_json(serde_json::json!({ "query": query })).expect("an answer");
        answer.body_mut().read_json().expect("JSON")
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        drop(self.process.kill());
        drop(self.process.wait());
    }
}

fn follow(page: &Path) -> usize {
    let place = page.display().to_string();
    let folder = tempfile::tempdir().expect("a folder");
    for name in ["ontology", "seed-data"] {
        copy(&root().join(name), &folder.path().join(name));
    }
    let program = Path::new(env!("CARGO_BIN_EXE_whatworks")).parent().expect("a folder");
    let path = format!("{}:{}", program.display(), std::env::var("PATH").unwrap_or_default());
    let blocks = blocks(&fs::read_to_string(page).expect("text"));
    let mut steps = 0;
    for block in &blocks {
        if let Some(file) = block.info.strip_prefix("turtle ") {
            let mut file = OpenOptions::new().append(true).create(true).open(folder.path().join(file)).expect("a file");
            file.write_all(format!("\n{}", block.text).as_bytes()).expect("written");
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
    if blocks.iter().any(|block| block.info == "graphql here") {
        let serving = Serving::start(folder.path());
        for (at, example) in blocks.iter().enumerate().filter(|(_, block)| block.info == "graphql here") {
            hold(example, blocks.get(at + 1), &place, |query| serving.ask(query));
            steps += 1;
        }
    }
    steps
}

#[test]
fn every_how_to_page_can_be_followed() {
    let mut pages = 0;
    for page in fs::read_dir(root().join("docs/how-to")).expect("pages").map(|entry| entry.expect("an entry").path()) {
        let steps = follow(&page);
        assert!(steps > 0, "{} has nothing to try", page.display());
        pages += 1;
    }
    assert!(pages >= 5, "only {pages} pages");
}
