//! What is checked with tools that need Node: the audits of npm `graphql-http`, the explorer in a real browser, and documents by graphql-js.
//!
//! `make test` installs them and sets `WHATWORKS_TESTS_COMPLETE`; without it a missing tool is said and skipped.

use std::{
    path::{Path, PathBuf},
    process::Command,
};

use super::app::TestApp;

/// Where the scripts are; `None`, said once, when what they need is not installed.
pub fn place(script: &str) -> Option<PathBuf> {
    let place = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/door/node");
    if place.join("node_modules").is_dir() {
        return Some(place);
    }
    let line = format!("SKIPPED {script}: run `npm ci` in tests/door/node, or `make test`");
    assert!(std::env::var_os("WHATWORKS_TESTS_COMPLETE").is_none(), "{line}");
    println!("{line}");
    None
}

/// Runs a script of `tests/door/node`, its arguments behind it, and shows what it says.
pub fn run(script: &str, arguments: &[&str]) {
    let Some(place) = place(script) else { return };
    let output = Command::new("node").arg(script).args(arguments).current_dir(place).output().expect("node runs");
    let text = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    println!("{text}");
    assert!(output.status.success(), "{script}: {text}");
    crate::conformance::hear(&text);
}

#[test]
fn every_audit_of_graphql_over_http_passes() {
    let app = TestApp::shared();
    run("audits.mjs", &[&format!("http://{}/graphql", app.address)]);
}

#[test]
fn every_example_of_the_explorer_is_answered() {
    let app = TestApp::shared();
    run("examples.mjs", &[&format!("http://{}/graphql", app.address)]);
}

#[test]
fn the_explorer_works_in_a_browser_offline_and_by_keyboard() {
    let app = TestApp::shared();
    let page = app.get("/graphql", &[("Accept", "text/html")]).text();
    if !page.contains("id=\"explorer\"") {
        let line = "SKIPPED explorer: this build has none; run `make explorer`";
        assert!(std::env::var_os("WHATWORKS_TESTS_COMPLETE").is_none(), "{line}");
        println!("{line}");
        return;
    }
    run("explorer.mjs", &[&format!("http://{}", app.address)]);
}

#[test]
fn the_schema_is_the_same_by_introspection_and_as_text() {
    let app = TestApp::shared();
    run("schema.mjs", &[&format!("http://{}/graphql", app.address)]);
}
