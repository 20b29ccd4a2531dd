//! Dumps by command and over HTTP: complete, checked, and enough to begin again from.

use crate::serving::Serving;
use std::path::Path;
use std::process::Command;

fn whatworks(here: &Path, arguments: &[&str]) -> String {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let output = Command::new(env!("CARGO_BIN_EXE_whatworks")).args(["--ontology"]).arg(root.join("ontology")).args(arguments).current_dir(here).output().expect("the program runs");
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("text")
}

#[test]
fn a_dump_imported_into_an_empty_directory_gives_the_same_answers() {
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path();
    let seed = Path::new(env!("CARGO_MANIFEST_DIR")).join("seed-data");
    whatworks(here, &["import", "--data", "one", seed.to_str().unwrap()]);
    assert!(whatworks(here, &["dump", "--data", "one", "first"]).contains("records at revision"));
    whatworks(here, &["import", "--data", "two", "first/records.nq"]);
    whatworks(here, &["dump", "--data", "two", "second"]);
    let sorted = |name: &str| {
        let mut lines: Vec<String> = std::fs::read_to_string(here.join(name)).unwrap().lines().map(str::to_owned).collect();
        lines.sort();
        lines
    };
    assert!(sorted("first/records.nq").len() > 5_000);
    assert_eq!(sorted("first/records.nq"), sorted("second/records.nq"));
    let checked = Command::new("sha256sum").args(["--check", "--quiet", "SHA256SUMS"]).current_dir(here.join("first")).status().unwrap();
    assert!(checked.success());
    let ontology = Path::new(env!("CARGO_MANIFEST_DIR")).join("ontology");
    let asked = |data: &str| {
        let serving = Serving::start(here, &["--data", data, "--ontology", ontology.to_str().unwrap()]);
        serving.ask(
            "{ challenge(id: \"fear-of-escalation\") { addressedBy(first: 100) { totalCount edges { node { id ... on Record { name } } agreement { supports qualifies disputes } because { id rationale strength } } } }
               tools(first: 100, orderBy: [{field: NAME}]) { totalCount nodes { id name summary kind { key } } facets { field values { value count } } } }",
        )
    };
    assert_eq!(asked("one")["data"], asked("two")["data"]);
}

#[test]
fn dumps_are_served_and_show_what_is_published_now() {
    let folder = tempfile::tempdir().unwrap();
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let (ontology, seed) = (root.join("ontology"), root.join("seed-data"));
    let serving = Serving::start(folder.path(), &["--data", "data", "--ontology", ontology.to_str().unwrap(), "--seed", seed.to_str().unwrap()]);
    crate::rest::clients::python_in("open_data/dumps.py", &[serving.url()]);
}
