//! The story of a contributor and a curator, in a browser over the program itself, with mail that arrives.

use crate::accounts::mail::{Served, Sink, program};
use crate::door::node;
use std::path::Path;

#[test]
fn somebody_contributes_and_a_curator_publishes_it() {
    if node::place("contribute.mjs").is_none() {
        return;
    }
    let Some(sink) = Sink::start(0) else { return };
    let data = tempfile::tempdir().expect("a folder");
    let run = |arguments: &[&str]| {
        let output = program(data.path()).args(arguments).output().expect("the program runs");
        assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).expect("text")
    };
    let seed = Path::new(env!("CARGO_MANIFEST_DIR")).join("seed-data");
    run(&["import", &seed.display().to_string()]);
    let said = run(&["account", "create", "curator@mail.example", "--role", "administrator", "--name", "Robin Vale"]);
    let link = said.split_whitespace().find(|word| word.contains("token=")).expect("a link");
    let served = Served::start(data.path(), &["--smtp-url", &sink.url(), "--mail-from", "What Works <post@directory.example>"]);
    node::run("contribute.mjs", &[&served.url, &sink.folder().display().to_string(), link]);
}
