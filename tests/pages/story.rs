//! The story of a contributor and a curator, in a browser over the program itself, with mail that arrives.

use crate::accounts::mail::{Served, Sink, program};
use crate::accounts::orcid::Elsewhere;
use crate::door::node;
use std::path::Path;

fn run(data: &Path, arguments: &[&str]) -> String {
    let output = program(data).args(arguments).output().expect("the program runs");
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("text")
}

/// Makes an account; the link that sets its password.
fn account(data: &Path, who: &[&str]) -> String {
    let said = run(data, &[&["account", "create"], who].concat());
    said.split_whitespace().find(|word| word.contains("token=")).expect("a link").to_owned()
}

#[test]
fn somebody_contributes_and_a_curator_publishes_it() {
    if node::place("contribute.mjs").is_none() {
        return;
    }
    let Some(sink) = Sink::start(0) else { return };
    let data = tempfile::tempdir().expect("a folder");
    let seed = Path::new(env!("CARGO_MANIFEST_DIR")).join("seed-data");
    run(data.path(), &["import", &seed.display().to_string()]);
    let link = account(data.path(), &["curator@mail.example", "--role", "administrator", "--name", "Robin Vale"]);
    let served = Served::start(data.path(), &["--smtp-url", &sink.url(), "--mail-from", "What Works <post@directory.example>"]);
    node::run("contribute.mjs", &[&served.url, &sink.folder().display().to_string(), &link]);
}

#[test]
fn somebody_signs_in_with_orcid_from_the_sign_in_page() {
    let Some(elsewhere) = Elsewhere::start() else { return };
    let data = tempfile::tempdir().expect("a folder");
    let link = account(data.path(), &["sam@mail.example", "--name", "Sam Rivers"]);
    let provider = ["--orcid-issuer", &elsewhere.issuer, "--orcid-client", "whatworks-here", "--orcid-secret", "a secret of this test, long enough"];
    let served = Served::start(data.path(), &provider);
    node::run("orcid.mjs", &[&served.url, &elsewhere.issuer, &link]);
}
