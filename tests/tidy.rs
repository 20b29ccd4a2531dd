//! The house rules. Each is a function from sources to what breaks it; a failure names the place and the section of
//! `docs/architecture.md` that explains the rule. The last test breaks every rule once and has to be told so.

pub mod source;

use std::collections::BTreeSet;
use std::fs;
use std::process::Command;

use source::{Source, files, root, sources, with_extension};

/// Lines of code in a file, its own tests, comments and blank lines left out.
const FILE_LINES_MAX: usize = 420;
const FUNCTION_LINES_MAX: usize = 75;

/// Each floor, and the floors above or beside it.
const ABOVE: &[(&str, &[&str])] = &[
    ("error.rs", &["ontology", "ledger", "views", "app", "http", "cli"]),
    ("ontology", &["ledger", "views", "app", "http", "cli"]),
    ("ledger", &["ontology", "views", "app", "http", "cli"]),
    ("views", &["app", "http", "cli"]),
    ("app", &["http", "cli"]),
    ("http", &["cli"]),
];

/// Dependencies with one home each, given as the beginnings of paths below `src/`.
const HOMES: &[(&str, &[&str])] = &[
    ("actix_web", &["http/"]),
    ("altcha", &["app/account/spam.rs"]),
    ("ammonia", &["app/prose.rs"]),
    ("argon2", &["app/account/password.rs"]),
    ("askama", &["http/page.rs", "http/pages/"]),
    ("async_graphql", &["http/graphql/"]),
    ("async_graphql_value", &["http/graphql/"]),
    ("aws_lc_rs", &["app/account/"]),
    ("clap", &["cli/"]),
    ("clap_complete", &["cli/"]),
    ("biblatex", &["app/data/entries/bibtex.rs"]),
    ("csv", &["app/data/table/sheet.rs", "app/tabulate.rs"]),
    ("hayagriva", &["app/edition/works.rs"]),
    ("pulldown_cmark", &["app/prose.rs", "ontology/prose.rs"]),
    ("typst", &["app/edition/print.rs"]),
    ("fluent_bundle", &["http/pages/words.rs"]),
    ("indicatif", &["cli/"]),
    ("imbl", &["views/records/", "views/process.rs", "views/queue.rs", "app/ask/lexicon.rs"]),
    ("jsonwebtoken", &["app/account/"]),
    ("lettre", &["app/mail/"]),
    ("mimalloc", &["main.rs"]),
    ("oxigraph::sparql", &["views/graph/"]),
    ("oxigraph::store", &["views/graph.rs", "views/graph/"]),
    ("oxttl", &["ontology/"]),
    ("prometheus", &["http/"]),
    ("qrcodegen", &["http/pages/account/"]),
    ("rust_stemmers", &["views/words/", "app/ask/"]),
    ("rustix", &["app/sparql/"]),
    ("spargebra", &["views/graph/answer"]),
    ("sqlx", &["ledger/"]),
    ("tantivy", &["views/words.rs", "views/words/"]),
    ("tracing_subscriber", &["cli/"]),
    ("unic_langid", &["http/pages/words.rs"]),
];

const BANNED_NAMES: &[&str] = &["util", "utils", "helper", "helpers", "common", "manager", "service", "misc", "types"];

/// Names of record types that are also words of the program: what SKOS, claims and the journal are made of.
const OWN_WORDS: &[&str] = &[
    "Concept", "concept", "concepts", "Claim", "claim", "claims", "Source", "source", "sources", "Resource", "resource", "resources", "Response", "response",
    "responses", "entry", "entries", "Event", "event", "events", "Call", "call", "calls", "Record", "Subject", "subject", "subjects", "Level", "level", "levels", "Stance",
    "stance", "Strength", "strength", "Cost", "cost", "costs", "Session", "session", "sessions", "question", "questions", "citation", "citations",
];

fn hold(rule: &str, section: &str, broken: &[String]) {
    let explained = fs::read_to_string(root().join("docs/architecture.md")).expect("text").lines().any(|line| line == format!("## {section}"));
    assert!(explained, "docs/architecture.md has no section “{section}”");
    assert!(broken.is_empty(), "{rule} (docs/architecture.md, “{section}”):\n{}", broken.join("\n"));
}

fn pointing_up(sources: &[Source]) -> Vec<String> {
    let mut broken = Vec::new();
    for source in sources.iter().filter(|source| !source.is_test()) {
        let floor = source.path.split('/').next().unwrap_or_default().trim_end_matches(".rs");
        for upper in ABOVE.iter().filter(|(own, _)| own.trim_end_matches(".rs") == floor).flat_map(|(_, above)| *above) {
            if ["crate", "super", "super::super", "whatworks"].iter().any(|from| source.names(&format!("{from}::{upper}"))) {
                broken.push(format!("src/{} uses {upper}", source.path));
            }
        }
    }
    broken
}

#[test]
fn arrows_between_floors_point_down() {
    hold("arrows point down only", "Floors", &pointing_up(&sources()));
}

fn away_from_home(sources: &[Source]) -> Vec<String> {
    let mut broken = Vec::new();
    for source in sources.iter().filter(|source| !source.is_test()) {
        for (name, homes) in HOMES {
            if source.names(name) && !homes.iter().any(|home| source.path.starts_with(home)) {
                broken.push(format!("src/{} names {name}, which lives in {}", source.path, homes.join(", ")));
            }
        }
    }
    broken
}

#[test]
fn every_heavy_dependency_has_one_home() {
    hold("a dependency has one home", "Floors", &away_from_home(&sources()));
}

/// The names of every record type and vocabulary of both ontologies.
fn type_names() -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    for file in with_extension("ontology", "ttl").iter().chain(&with_extension("tests/ontologies", "ttl")) {
        let text = fs::read_to_string(file).expect("text");
        for term in ["ww:singular \"", "ww:plural \"", "ww:segment \""] {
            names.extend(text.split(term).skip(1).filter_map(|rest| rest.split('"').next()).map(str::to_owned));
        }
    }
    names.retain(|name| !OWN_WORDS.contains(&name.as_str()));
    names
}

/// Comments may name record types as examples, and so may texts for people; a text that is nothing but such a name steers the program.
fn naming_types(sources: &[Source]) -> Vec<String> {
    let names = type_names();
    // These are lists of English words, and of words of formats.
    let may = |source: &Source| source.is_test() || ["app/ask/english.rs", "app/ask/english/forms.rs", "app/sample/words.rs", "app/data/entries/bibtex.rs", "app/data/entries/ris.rs"].contains(&source.path.as_str());
    let literals = sources.iter().filter(|source| !may(source)).flat_map(|source| source.literals.iter().map(|(line, text)| (source.path.as_str(), line, text)));
    literals.filter(|(_, _, text)| names.contains(*text)).map(|(path, line, text)| format!("src/{path}:{line}: \"{text}\"")).collect()
}

#[test]
fn no_record_type_is_named_in_the_code() {
    hold("no record type is named in src", "Invariants", &naming_types(&sources()));
}

fn uncomfortable(sources: &[Source]) -> Vec<String> {
    let mut broken = Vec::new();
    for source in sources.iter().filter(|source| !source.is_test()) {
        if source.lines_of_code() > FILE_LINES_MAX {
            broken.push(format!("src/{} has {} lines; {FILE_LINES_MAX} are comfortable", source.path, source.lines_of_code()));
        }
        for (line, name, lines) in source.functions().into_iter().filter(|(_, _, lines)| *lines > FUNCTION_LINES_MAX) {
            broken.push(format!("src/{}:{line}: {name} has {lines} lines; {FUNCTION_LINES_MAX} are comfortable", source.path));
        }
    }
    broken
}

#[test]
fn files_and_functions_stay_within_comfort() {
    hold("files and functions stay within comfort", "House rules", &uncomfortable(&sources()));
}

fn untelling(sources: &[Source]) -> Vec<String> {
    let banned = |source: &&Source| source.path.split(['/', '.']).any(|part| BANNED_NAMES.contains(&part));
    sources.iter().filter(banned).map(|source| format!("src/{}", source.path)).collect()
}

#[test]
fn places_have_telling_names() {
    hold("nouns name places", "House rules", &untelling(&sources()));
}

/// Rust files that no other declares as its module.
fn unreached(sources: &[Source]) -> Vec<String> {
    let declared = |source: &&Source| {
        let path = source.path.trim_end_matches("/mod.rs").trim_end_matches(".rs");
        let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
        let parents = if folder.is_empty() { vec!["lib.rs".to_owned()] } else { vec![format!("{folder}/mod.rs"), format!("{folder}.rs")] };
        let declares = |parent: &Source| parent.text.lines().any(|line| line.trim_end().trim_end_matches(';').ends_with(&format!("mod {name}")));
        sources.iter().any(|parent| parents.contains(&parent.path) && declares(parent))
    };
    let roots = ["lib.rs", "main.rs", "build.rs"];
    sources.iter().filter(|source| !roots.contains(&source.path.as_str()) && !declared(source)).map(|source| format!("src/{}", source.path)).collect()
}

#[test]
fn no_file_is_dead() {
    let sources = sources();
    let mut broken = unreached(&sources);
    // Other files are named by a file beside or above them, or stand in a folder that is.
    let texts: Vec<String> = files("src").iter().filter_map(|file| fs::read_to_string(file).ok()).collect();
    for file in files("src").iter().filter(|file| file.extension().is_none_or(|extension| extension != "rs")) {
        let name = file.file_name().expect("a name").to_string_lossy();
        let folder = file.parent().and_then(|folder| folder.file_name()).expect("a folder").to_string_lossy();
        let used = name.starts_with("package") || texts.iter().any(|text| text.contains(name.as_ref()) || text.contains(&format!("{folder}\"")));
        if !used {
            broken.push(file.display().to_string());
        }
    }
    hold("nothing is dead", "House rules", &broken);
}

fn unreasoned(manifest: &str) -> Vec<String> {
    let sections = manifest.split("\n[").filter(|section| section.split(']').next().is_some_and(|name| name.ends_with("dependencies")));
    let lines = sections.flat_map(|section| section.lines().skip(1)).filter(|line| line.contains('=') && !line.trim_start().starts_with('#'));
    lines.filter(|line| line.rsplit_once("# ").is_none_or(|(_, reason)| reason.trim().is_empty())).map(str::to_owned).collect()
}

#[test]
fn every_dependency_says_what_it_is_for() {
    let manifest = fs::read_to_string(root().join("Cargo.toml")).expect("a manifest");
    hold("a dependency needs a reason and a home", "House rules", &unreasoned(&manifest));
}

/// Texts that only make sense on the machine where they were written.
fn of_one_machine(name: &str, text: &str) -> Vec<String> {
    // Put together here, so that this file does not break the rule.
    let places = ["work", "root", "home", "tmp/w"].map(|place| format!("/{place}/"));
    let alone = |before: &str| before.chars().next_back().is_none_or(|letter| !letter.is_alphanumeric() && !".~:/-_".contains(letter));
    let lines = text.lines().enumerate().filter(|(_, line)| places.iter().any(|place| line.match_indices(place.as_str()).any(|(at, _)| alone(&line[..at]))));
    lines.map(|(line, words)| format!("{name}:{}: {}", line + 1, words.trim())).collect()
}

#[test]
fn nothing_depends_on_the_machine_of_its_author() {
    let folders = ["src", "tests", "docs", "ontology", ".ci"];
    let texts = folders.iter().flat_map(|folder| files(folder)).chain([root().join("Makefile"), root().join("README.md")]);
    let broken: Vec<String> = texts.filter_map(|file| Some(of_one_machine(&file.display().to_string(), &fs::read_to_string(&file).ok()?))).flatten().collect();
    hold("no path of one machine", "House rules", &broken);
}

#[test]
fn every_ontology_and_its_seed_data_are_sound() {
    let mut broken = Vec::new();
    for place in ["", "tests/ontologies/university/", "tests/ontologies/kitchen/", "tests/ontologies/garden/"] {
        let (ontology, seed) = (format!("{place}ontology"), format!("{place}seed-data"));
        let output = Command::new(env!("CARGO_BIN_EXE_whatworks")).args(["check", "--ontology", &ontology, &seed]).current_dir(root()).output().expect("the program runs");
        if !output.status.success() {
            broken.push(String::from_utf8_lossy(&output.stderr).into_owned());
        }
    }
    hold("the ontology and the seed data are sound", "One idea", &broken);
}

#[test]
fn a_broken_rule_is_noticed() {
    let one = |path: &str, text: &str| [Source::new(path, text)];
    let upward = ["use crate::http::ROUTES;", "use crate::{error, app::find};", "fn f() { super::cli::run() }"];
    for text in upward {
        assert_eq!(pointing_up(&one("ledger/mod.rs", text)).len(), 1, "{text}");
    }
    assert_eq!(pointing_up(&one("app/find.rs", "use crate::views;\n// crate::http is above\nconst A: &str = \"crate::http\";")), [""; 0]);

    for text in ["use sqlx::query;", "use oxigraph::{model::Term, store::Store};", "fn f() { oxigraph::store::Store::new(); }"] {
        assert_eq!(away_from_home(&one("app/find.rs", text)).len(), 1, "{text}");
    }
    assert_eq!(away_from_home(&one("ledger/store.rs", "use sqlx::query;\nuse crate::my_tantivy::x;")), [""; 0]);

    for text in ["match name { \"Tool\" => 1 }", "let a = '\"'; let b = \"tools\";", "let a = r#\"case-study\"#;", "let a = \"\\\\\"; b(\"lecturer\")"] {
        assert_eq!(naming_types(&one("app/find.rs", text)).len(), 1, "{text}");
    }
    assert_eq!(naming_types(&one("app/find.rs", "// \"Tool\"\nlet a = \"such as a Tool\";\n#[cfg(test)]\nmod tests { a(\"Tool\") }")), [""; 0]);

    let lines = |count: usize| "    a();\n".repeat(count);
    assert_eq!(uncomfortable(&one("a.rs", &format!("pub async fn long(a: [u8; 3]) -> u8 {{\n{}}}", lines(FUNCTION_LINES_MAX)))).len(), 1);
    assert_eq!(uncomfortable(&one("a.rs", &lines(FILE_LINES_MAX + 1))).len(), 1);
    assert_eq!(uncomfortable(&one("a.rs", &format!("fn short() {{\n{}}}\n// {}", lines(FUNCTION_LINES_MAX - 2), "\n// ".repeat(FILE_LINES_MAX)))), [""; 0]);

    assert_eq!(untelling(&one("http/utils.rs", "")).len(), 1);
    assert_eq!(untelling(&one("app/common/mod.rs", "")).len(), 1);

    let crates = [Source::new("lib.rs", "pub mod app;"), Source::new("app/mod.rs", "mod find;"), Source::new("app/find.rs", ""), Source::new("app/lost.rs", "")];
    assert_eq!(unreached(&crates), ["src/app/lost.rs"]);

    assert_eq!(unreasoned("\n[dependencies]\na = \"1\" # b: c\nd = \"2\"\n[dev-dependencies]\ne = \"3\" # \n[profile.dev]\nf = 1").len(), 2);

    let elsewhere = format!("see /{}/me/notes", "home");
    assert_eq!(of_one_machine("a", &elsewhere).len(), 1);
    assert_eq!(of_one_machine("a", "https://example.org/home/a and ./work/b"), [""; 0]);
}
