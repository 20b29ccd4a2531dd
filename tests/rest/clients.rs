//! The published description, tried by other people's software.

use std::path::PathBuf;
use std::process::Command;

use super::{get, read};
use crate::door::app::TestApp;
use crate::door::node;

#[test]
fn the_description_names_every_address_and_the_page_shows_it() {
    let openapi = read("/openapi.json");
    let listed = read("/api/v1")["addresses"].as_array().unwrap().len();
    let described: usize = openapi["paths"].as_object().unwrap().values().map(|path| path.as_object().unwrap().len()).sum();
    assert_eq!(described, listed);
    assert!(get("/docs").text().contains("swagger-ui-bundle.js"));
    assert!(get("/docs/swagger-ui-bundle.js").text().contains("SwaggerUIBundle"));
    assert_eq!(get("/docs/nothing.js").status, 404);
}

/// Runs a Python script of `tests`, its arguments behind it.
pub fn python_in(script: &str, arguments: &[&str]) {
    let python = std::env::var_os("WHATWORKS_PYTHON").map_or_else(|| PathBuf::from("target/venv/bin/python"), PathBuf::from);
    if !python.exists() {
        let line = format!("SKIPPED {script}: there is no Python with tests/requirements.txt; `make test` prepares it");
        assert!(std::env::var_os("WHATWORKS_TESTS_COMPLETE").is_none(), "{line}");
        println!("{line}");
        return;
    }
    let output = Command::new(python).arg(format!("tests/{script}")).args(arguments).output().expect("python runs");
    let said = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    println!("{said}");
    assert!(output.status.success(), "{said}");
    crate::conformance::hear(&said);
}

#[test]
fn schemathesis_finds_nothing_that_breaks_and_nothing_that_is_not_as_described() {
    python_in("rest/described.py", &[&format!("http://{}", TestApp::shared().address)]);
}

#[test]
fn the_page_works_in_a_browser_under_its_own_policy() {
    node::run("swagger.mjs", &[&format!("http://{}", TestApp::shared().address)]);
}

#[test]
fn a_generated_typescript_client_reads_and_writes() {
    node::run("rest.mjs", &[&format!("http://{}", TestApp::shared().address)]);
}
