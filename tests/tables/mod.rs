//! Importing tables through the program: what is published, what a second import changes, what is refused, and how much memory hostile
//! tables take. What may stand in a table and a mapping is tested in `src/app/data/table/tests.rs`; the organisations of the Research
//! Organization Registry, where a copy of them is at hand, in `organisations`.

#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test stops at the first surprise")]

mod hostile;
mod organisations;

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

/// The program with its data in `folder`, run in the root of the repository.
pub fn program(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_whatworks"));
    command.current_dir(env!("CARGO_MANIFEST_DIR")).arg("--data").arg(folder.join("data")).args(arguments);
    for name in ["PORT", "WHATWORKS_DATA", "WHATWORKS_SEED", "WHATWORKS_ONTOLOGY", "WHATWORKS_LISTEN", "WHATWORKS_DATABASE_URL", "WHATWORKS_MAPPING"] {
        command.env_remove(name);
    }
    command
}

/// Its exit code, and what it says: results, then problems.
pub fn run(folder: &Path, arguments: &[&str]) -> (i32, String, String) {
    let Output { status, stdout, stderr } = program(folder, arguments).output().unwrap();
    (status.code().expect("it ends by itself"), String::from_utf8(stdout).unwrap(), String::from_utf8(stderr).unwrap())
}

/// What it says when it succeeds.
fn told(folder: &Path, arguments: &[&str]) -> String {
    let (code, told, errors) = run(folder, arguments);
    assert_eq!(code, 0, "{arguments:?}: {told}{errors}");
    told.trim().to_owned()
}

fn write(folder: &Path, name: &str, text: impl AsRef<[u8]>) -> String {
    let file = folder.join(name);
    fs::write(&file, text).unwrap();
    file.display().to_string()
}

const MAPPING: &str = "docs/how-to/ror-mapping.json";
const HEADER: &str = "ror,name,all_names,country,homepage,wikidata,types,status\n";
const ROWS: &str = "https://ror.org/03kk7td41,Cardiff University,Cardiff University|Prifysgol Caerdydd,GB,http://www.cardiff.ac.uk,Q1035745,Education;funder,active
https://ror.org/057zh3y96,The University of Tokyo,The University of Tokyo|東京大学|とうきょうだいがく,JP,https://www.u-tokyo.ac.jp,Q7842,education,active
https://ror.org/000cww991,Potentia Pharmaceuticals (United States),Potentia Pharmaceuticals (United States),US,,,Company,withdrawn
";

#[test]
fn a_table_is_published_once_however_often_it_is_imported() {
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path();
    let table = write(here, "ror.csv", format!("{HEADER}{ROWS}"));
    let import = ["import", "--mapping", MAPPING, &table];
    assert_eq!(told(here, &import).lines().last(), Some("3 published, 0 revised, 0 unchanged"));
    assert_eq!(told(here, &import).lines().last(), Some("0 published, 0 revised, 3 unchanged"));
    let turned: String = ROWS.lines().rev().map(|row| format!("{row}\r\n")).collect();
    write(here, "ror.csv", format!("\u{FEFF}{HEADER}{turned}"));
    assert_eq!(told(here, &import).lines().last(), Some("0 published, 0 revised, 3 unchanged"), "another order, other line ends");
    let graph = told(here, &["export"]);
    for line in [
        "<https://whatworks.example/id/organisation/the-university-of-tokyo> <https://schema.org/name> \"The University of Tokyo\"@und .",
        "<https://whatworks.example/id/organisation/the-university-of-tokyo> <https://schema.org/alternateName> \"とうきょうだいがく\"@ja .",
        "<https://whatworks.example/id/organisation/the-university-of-tokyo> <https://schema.org/alternateName> \"東京大学\"@und .",
        "<https://whatworks.example/id/organisation/the-university-of-tokyo> <https://whatworks.example/ns#ror> <https://ror.org/057zh3y96> .",
        "<https://whatworks.example/id/organisation/cardiff-university> <https://whatworks.example/ns#sector> <https://whatworks.example/vocab/organisation-sectors/university> .",
        "<https://whatworks.example/id/organisation/potentia-pharmaceuticals-united-states> <https://whatworks.example/ns#country> <https://whatworks.example/vocab/countries/us> .",
    ] {
        assert!(graph.lines().any(|own| own == line), "{line}");
    }
    assert!(!graph.contains("has withdrawn this record"), "what curators note stays with them");
    assert!(told(here, &["verify"]).starts_with("3 entries, 0 erased, 0 damaged"));
}

#[test]
fn curated_records_keep_what_they_say_and_get_what_they_lack() {
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path();
    told(here, &["import", "seed-data"]);
    let before = told(here, &["export"]);
    let table = write(here, "ror.csv", format!("{HEADER}{}", ROWS.replace("Prifysgol Caerdydd", "Coleg Caerdydd")));
    assert_eq!(told(here, &["import", "--mapping", MAPPING, &table]).lines().last(), Some("2 published, 1 revised, 0 unchanged"));
    let after = told(here, &["export"]);
    let of_cardiff = |graph: &str| -> Vec<String> { graph.lines().filter(|line| line.starts_with("<https://whatworks.example/id/organisation/cardiff-university>")).map(str::to_owned).collect() };
    let (before, after) = (of_cardiff(&before), of_cardiff(&after));
    assert!(before.iter().all(|line| after.contains(line)), "nothing is lost");
    let new: Vec<&String> = after.iter().filter(|line| !before.contains(line)).collect();
    assert_eq!(new, ["<https://whatworks.example/id/organisation/cardiff-university> <https://schema.org/alternateName> \"Coleg Caerdydd\"@und ."]);
}

#[test]
fn a_dry_run_counts_and_changes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path();
    let table = write(here, "ror.csv", format!("{HEADER}{ROWS}"));
    let dry = ["import", "--dry-run", "--mapping", MAPPING, &table];
    assert_eq!(told(here, &dry).lines().last(), Some("3 published, 0 revised, 0 unchanged; nothing was written"));
    assert!(!here.join("data").exists(), "not even a folder is made");
    let first = write(here, "first.csv", format!("{HEADER}{}", ROWS.lines().next().unwrap()));
    told(here, &["import", "--mapping", MAPPING, &first]);
    let ledger = told(here, &["verify"]);
    assert_eq!(told(here, &dry).lines().last(), Some("2 published, 0 revised, 1 unchanged; nothing was written"));
    assert_eq!(told(here, &["verify"]), ledger);
    let (code, _, errors) = run(here, &["import", "--dry-run", &table]);
    assert!(code == 1 && errors.contains("ror.csv:1: column 3 `all_names`: no record type has a field `all_names`"), "{errors}");
}

#[test]
fn one_bad_row_keeps_every_row_out_and_check_says_the_same_as_import() {
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path();
    let table = write(here, "ror.csv", format!("{HEADER}{ROWS}https://ror.org/057zh3y97,Tokyo,Tokyo,JPN,tokyo,Q0,Educaton,active\n"));
    let (code, _, errors) = run(here, &["import", "--mapping", MAPPING, &table]);
    assert_eq!(code, 1);
    for problem in [
        "ror.csv:5: column 1 `ror`: `https://ror.org/057zh3y97` is not a ROR identifier (like https://ror.org/02mhbdp94): its check digits do not fit",
        "ror.csv:5: column 4 `country`: `JPN` is no Country by address, key, code or name; did you mean `JP`",
        "ror.csv:5: column 5 `homepage`: expected an http or https address, not `tokyo`",
        "ror.csv:5: column 7 `types`: `Educaton` is none of the words of the mapping; did you mean `education`?",
    ] {
        assert!(errors.contains(problem), "{problem}\n{errors}");
    }
    let (code, _, checked) = run(here, &["check", "--mapping", MAPPING, &table]);
    assert_eq!((code, checked), (1, errors));
    assert!(told(here, &["verify"]).starts_with("0 entries"), "nothing is half imported");
}

#[test]
fn tables_of_one_run_know_each_other_in_either_order() {
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path();
    let people = write(here, "people.csv", "type,key,name,roles,affiliations\nPerson,an-example,An Example,researcher,an-institute\n");
    let institutes = write(here, "institutes.csv", "type,key,name,sector\nOrganisation,an-institute,An institute,research-centre\n");
    for files in [[&people, &institutes], [&institutes, &people]] {
        assert_eq!(told(here, &["import", "--dry-run", files[0], files[1]]).lines().last(), Some("2 published, 0 revised, 0 unchanged; nothing was written"));
    }
}
