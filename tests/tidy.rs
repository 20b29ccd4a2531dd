//! The house rules. Each failure names the place and the section of docs/architecture.md that explains it.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// Lines of a file, its own tests and blank lines left out.
const FILE_LINES_MAX: usize = 420;
const FUNCTION_LINES_MAX: usize = 75;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn files(folder: &str, extension: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut open = vec![root().join(folder)];
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path()) {
            if entry.is_dir() {
                if !entry.ends_with("node_modules") && !entry.ends_with("dist") {
                    open.push(entry);
                }
            } else if entry.extension().is_some_and(|own| own == extension) {
                found.push(entry);
            }
        }
    }
    found.sort();
    found
}

/// A source file: its path below `src/`, and its code without comments.
fn sources() -> Vec<(String, String)> {
    let code = |text: &str| text.lines().map(|line| if line.trim_start().starts_with("//") { "" } else { line }).collect::<Vec<_>>().join("\n");
    files("src", "rs").into_iter().map(|file| (file.strip_prefix(root().join("src")).expect("below src").display().to_string(), code(&fs::read_to_string(&file).expect("text")))).collect()
}

fn hold(rule: &str, section: &str, broken: &[String]) {
    assert!(broken.is_empty(), "{rule} (docs/architecture.md, “{section}”):\n{}", broken.join("\n"));
}

fn is_test(path: &str) -> bool {
    path.contains("/tests/") || path.ends_with("/tests.rs")
}

#[test]
fn arrows_between_floors_point_down() {
    let above = |floor: &str| -> &[&str] {
        match floor {
            "ontology" => &["ledger", "views", "app", "http", "cli"],
            "ledger" => &["ontology", "views", "app", "http", "cli"],
            "views" => &["app", "http", "cli"],
            "app" => &["http", "cli"],
            "http" => &["cli"],
            "error.rs" => &["ontology", "ledger", "views", "app", "http", "cli"],
            _ => &[],
        }
    };
    let mut broken = Vec::new();
    for (path, code) in sources().iter().filter(|(path, _)| !is_test(path)) {
        let floor = path.split('/').next().unwrap_or_default();
        for upper in above(floor) {
            if code.contains(&format!("crate::{upper}::")) || code.contains(&format!("crate::{{{upper}")) {
                broken.push(format!("src/{path} uses crate::{upper}"));
            }
        }
    }
    hold("arrows point down only", "Floors", &broken);
}

#[test]
fn every_heavy_dependency_has_one_home() {
    let homes = [
        ("oxigraph::store", "views/graph.rs"), ("tantivy", "views/words"), ("sqlx", "ledger"), ("actix_web", "http"), ("async_graphql", "http/graphql"),
        ("clap", "cli"), ("indicatif", "cli"), ("prometheus", "http"), ("oxttl", "ontology"), ("roaring", "views app http/graphql"),
    ];
    let mut broken = Vec::new();
    for (path, code) in sources().iter().filter(|(path, _)| !is_test(path)) {
        for (name, home) in homes {
            let used = code.contains(&format!("{name}::")) || code.contains(&format!("use {name};"));
            if used && !home.split(' ').any(|home| path.starts_with(home)) {
                broken.push(format!("src/{path} names {name}, which lives in src/{home}"));
            }
        }
    }
    hold("a dependency has one home", "Floors", &broken);
}

#[test]
fn no_record_type_is_named_in_the_code() {
    let mut names: BTreeSet<String> = BTreeSet::new();
    for file in files("ontology", "ttl").iter().chain(&files("tests/ontologies", "ttl")) {
        let text = fs::read_to_string(file).expect("text");
        for term in ["ww:singular \"", "ww:plural \"", "ww:segment \""] {
            names.extend(text.split(term).skip(1).filter_map(|rest| rest.split('"').next()).map(str::to_owned));
        }
    }
    // Names that are also words of the program itself: interfaces of every directory, SKOS, and what the data are made of.
    for own in ["Concept", "Resource", "Claim", "claim", "claims", "Source", "source", "sources", "Response", "response", "responses", "Event", "event", "events", "Call", "call", "calls", "Record", "Subject", "subject", "subjects", "Level", "level", "levels", "Stance", "stance", "stances", "Strength", "strength", "strengths", "cost", "costs", "Cost", "resources", "concepts", "concept"] {
        names.remove(own);
    }
    let mut broken = Vec::new();
    for (path, code) in sources().iter().filter(|(path, _)| !is_test(path) && !path.starts_with("app/ask/english") && !path.starts_with("app/sample")) {
        let code = code.split("#[cfg(test)]").next().unwrap_or_default();
        for (line, words) in code.lines().enumerate() {
            for literal in words.split('"').skip(1).step_by(2) {
                if names.contains(literal) {
                    broken.push(format!("src/{path}:{}: \"{literal}\"", line + 1));
                }
            }
        }
    }
    hold("no record type is named in src", "Invariants", &broken);
}

#[test]
fn files_and_functions_stay_within_comfort() {
    let mut broken = Vec::new();
    for (path, code) in sources() {
        let code = code.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default().to_owned();
        let lines = code.lines().filter(|line| !line.trim().is_empty()).count();
        if lines > FILE_LINES_MAX && !is_test(&path) {
            broken.push(format!("src/{path} has {lines} lines; {FILE_LINES_MAX} are comfortable"));
        }
        let mut begun: Option<(usize, usize, String)> = None;
        for (line, words) in code.lines().enumerate() {
            let indent = words.len() - words.trim_start().len();
            let starts = ["fn ", "pub fn ", "pub(super) fn ", "pub(crate) fn ", "async fn ", "pub async fn ", "const fn ", "pub const fn "].iter().any(|start| words.trim_start().starts_with(start));
            if starts && words.trim_end().ends_with('{') {
                begun = Some((line, indent, words.trim().to_owned()));
            } else if let Some((first, own, name)) = &begun
                && indent == *own
                && words.trim() == "}"
            {
                if line - first > FUNCTION_LINES_MAX && !is_test(&path) {
                    broken.push(format!("src/{path}:{}: {} lines: {name}", first + 1, line - first));
                }
                begun = None;
            }
        }
    }
    hold("files and functions stay within comfort", "Floors", &broken);
}

#[test]
fn places_have_telling_names() {
    let banned = ["util", "utils", "helper", "helpers", "common", "manager", "service", "misc", "types"];
    let broken: Vec<String> = files("src", "rs").iter().filter(|file| banned.iter().any(|name| file.file_stem().is_some_and(|stem| stem == *name) || file.components().any(|part| part.as_os_str() == *name))).map(|file| file.display().to_string()).collect();
    hold("nouns name places", "Floors", &broken);
}

#[test]
fn every_dependency_says_what_it_is_for() {
    let manifest = fs::read_to_string(root().join("Cargo.toml")).expect("a manifest");
    let section = manifest.split("\n[dependencies]\n").nth(1).and_then(|rest| rest.split("\n[").next()).expect("dependencies");
    let broken: Vec<String> = section.lines().filter(|line| line.contains('=') && !line.trim_start().starts_with('#') && !line.contains("# ")).map(str::to_owned).collect();
    hold("a dependency needs a reason and a home", "Floors", &broken);
}
