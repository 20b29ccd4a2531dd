//! Linked data, read by other people's software.

use std::path::PathBuf;
use std::process::Command;

use crate::door::app::TestApp;

#[test]
fn every_form_of_every_description_says_the_same() {
    let python = std::env::var_os("WHATWORKS_PYTHON").map_or_else(|| PathBuf::from("target/venv/bin/python"), PathBuf::from);
    if !python.exists() {
        let line = "SKIPPED linked data: there is no Python with tests/requirements.txt; `make test` prepares it";
        assert!(std::env::var_os("WHATWORKS_TESTS_COMPLETE").is_none(), "{line}");
        println!("{line}");
        return;
    }
    let output = Command::new(python).arg("tests/linked/forms.py").arg(format!("http://{}", TestApp::shared().address)).output().expect("python runs");
    println!("{}", String::from_utf8_lossy(&output.stdout));
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}
