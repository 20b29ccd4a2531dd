//! Other people's clients: SPARQLWrapper and rdflib of Python, and curl.

use std::path::PathBuf;
use std::process::Command;

use crate::door::app::TestApp;

#[test]
fn the_clients_of_python_work_unchanged() {
    let python = std::env::var_os("WHATWORKS_PYTHON").map_or_else(|| PathBuf::from("target/venv/bin/python"), PathBuf::from);
    if !python.exists() {
        let line = "SKIPPED SPARQL clients: there is no Python with tests/requirements.txt; `make test` prepares it";
        assert!(std::env::var_os("WHATWORKS_TESTS_COMPLETE").is_none(), "{line}");
        println!("{line}");
        return;
    }
    let output = Command::new(python).arg("tests/sparql/clients.py").arg(format!("http://{}/sparql", TestApp::shared().address)).output().expect("python runs");
    println!("{}", String::from_utf8_lossy(&output.stdout));
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}
