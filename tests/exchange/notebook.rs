//! The notebook: its cells run, and print what it shows. `WHATWORKS_WRITE=1` writes what they print into it.

use std::process::Command;

use crate::door::app::TestApp;

#[test]
fn the_notebook_prints_what_it_shows() {
    let root = env!("CARGO_MANIFEST_DIR");
    let mut command = Command::new("python3");
    command.arg(format!("{root}/tests/exchange/notebook.py")).arg(format!("{root}/docs/how-to/explore-in-python.ipynb")).arg(format!("http://{}", TestApp::shared().address));
    if std::env::var_os("WHATWORKS_WRITE").is_some() {
        command.arg("write");
    }
    let output = command.output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert!(String::from_utf8_lossy(&output.stdout).contains("5 cells"));
}
