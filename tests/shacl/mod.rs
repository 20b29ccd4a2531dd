//! The ontology language is SHACL: for every constraint that both have, our judge and an independent processor (pyshacl) agree
//! about every record. Mutations of valid records are made from the shapes, by kind of constraint.
//!
//! Ours alone, and so left out: that records are closed, the form of keys, one class per record, links that stand on claims, check digits,
//! http and https, the default of at most 100 values, and that dates and years have no time zone. pyshacl takes any text for a year, and
//! SHACL cannot order years, so the language has no bounds for them.
//!
//! Needs Python with `tests/requirements.txt` at `WHATWORKS_PYTHON` or `target/venv/bin/python`. `make test` prepares it and sets
//! `WHATWORKS_TESTS_COMPLETE`; without it a missing tool is said and skipped.

mod mutations;

use mutations::Mutation;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;
use whatworks::app::{data, sample};
use whatworks::ontology::record::parse;
use whatworks::ontology::{Ontology, TypeId};
use whatworks::views::records::Snapshot;

/// As `tests/requirements.txt` says.
const PYSHACL: &str = "0.40.1";
const SAMPLE_RECORDS: u64 = 200;
const SAMPLE_SEED: u64 = 7;
const DIRECTORIES: [(&str, &str); 2] = [("ontology", "seed-data"), ("tests/ontologies/university/ontology", "tests/ontologies/university/seed-data")];

/// Records that we accept or refuse, as files for the oracle.
struct Trial {
    ontology: &'static str,
    /// What each mutant is, by address.
    mutants: BTreeMap<String, Mutation>,
    /// Addresses of all records, those of mutants included, and whether we accept them.
    accepted: BTreeMap<String, bool>,
    valid: PathBuf,
    all: PathBuf,
}

#[test]
fn our_judge_and_pyshacl_agree_about_every_record() {
    let Some(python) = python() else { return };
    let folder = tempfile::tempdir().unwrap();
    let trials: Vec<Trial> = DIRECTORIES.iter().enumerate().map(|(at, (ontology, seed))| trial(ontology, seed, &folder.path().join(at.to_string()))).collect();
    let mut command = Command::new(python);
    command.arg("tests/shacl/oracle.py");
    for trial in &trials {
        command.arg("NOMINAL").arg(trial.ontology).arg(&trial.all).arg("PLAIN").arg(trial.ontology).arg(&trial.valid);
    }
    let output = command.output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let results = String::from_utf8(output.stdout).unwrap();
    let mut disagreements = String::new();
    for (at, trial) in trials.iter().enumerate() {
        let refused: BTreeSet<&str> = results.lines().filter_map(|line| line.strip_prefix(&format!("{}\t", 2 * at))?.split('\t').next()).collect();
        for (iri, accepted) in trial.accepted.iter().filter(|(iri, accepted)| refused.contains(iri.as_str()) == **accepted) {
            let (we, they) = if *accepted { ("accept", "refuses") } else { ("refuse", "accepts") };
            let what = trial.mutants.get(iri).map_or("a valid record", |mutation| mutation.what.as_str());
            writeln!(disagreements, "{iri}: {what}: we {we}, pyshacl {they}").unwrap();
        }
        // Read as plain SHACL, without our meaning of links, nothing that we accept is refused either.
        for line in results.lines().filter(|line| line.starts_with(&format!("{}\t", 2 * at + 1))) {
            writeln!(disagreements, "we accept, plain SHACL does not: {line}").unwrap();
        }
    }
    assert!(disagreements.is_empty(), "{disagreements}");
    let judged = trials.iter().map(|trial| trial.accepted.len() as u64).sum();
    crate::conformance::record("pyshacl", PYSHACL, judged, judged);
}

#[test]
fn mutations_of_every_kind_are_tried_on_both_sides_of_the_line() {
    let folder = tempfile::tempdir().unwrap();
    let mut kinds: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    for (at, (ontology, seed)) in DIRECTORIES.iter().enumerate() {
        let trial = trial(ontology, seed, &folder.path().join(at.to_string()));
        for (iri, mutation) in &trial.mutants {
            let tally = kinds.entry(mutation.kind).or_default();
            if trial.accepted[iri] { tally.0 += 1 } else { tally.1 += 1 }
            assert_eq!(trial.accepted[iri], mutation.fits, "{}", mutation.what);
        }
    }
    let (accepted, refused) = kinds.values().fold((0, 0), |sum, tally| (sum.0 + tally.0, sum.1 + tally.1));
    println!("{accepted} accepted, {refused} refused, of {} kinds", kinds.len());
    assert!(kinds.len() >= 20 && refused >= 60 && accepted >= 60, "{accepted} accepted, {refused} refused: {kinds:#?}");
}

fn python() -> Option<PathBuf> {
    let python = std::env::var_os("WHATWORKS_PYTHON").map_or_else(|| PathBuf::from("target/venv/bin/python"), PathBuf::from);
    if python.exists() {
        return Some(python);
    }
    let line = format!("SKIPPED shacl: there is no {}; run `make venv`, or `make test`", python.display());
    assert!(std::env::var_os("WHATWORKS_TESTS_COMPLETE").is_none(), "{line}");
    println!("{line}");
    None
}

fn trial(ontology_folder: &'static str, seed_data: &str, folder: &Path) -> Trial {
    let ontology = Ontology::load(Path::new(ontology_folder)).unwrap();
    std::fs::create_dir(folder).unwrap();
    let sample_file = folder.join("sample.nt");
    let mut text = Vec::new();
    sample::sample(&ontology, SAMPLE_RECORDS, SAMPLE_SEED, &mut text).unwrap();
    std::fs::write(&sample_file, &text).unwrap();
    let ontology = Arc::new(ontology);
    let (nothing_yet, _) = Snapshot::initial(Arc::clone(&ontology));
    let records = data::read(&nothing_yet, &vec![sample_file, seed_data.into()].into(), &|_, _, _| ()).unwrap().records;
    let mut lines = String::new();
    for triple in ontology.triples.iter().chain(records.iter().flat_map(|record| &record.triples)) {
        writeln!(lines, "{triple} .").unwrap();
    }
    let valid = folder.join("valid.nt");
    std::fs::write(&valid, &lines).unwrap();
    let known: BTreeMap<String, TypeId> = mutations::concepts(&ontology).chain(records.iter().map(|record| (record.record.iri.clone(), record.record.ty))).collect();
    let mut accepted: BTreeMap<String, bool> = records.iter().map(|record| (record.record.iri.clone(), true)).collect();
    let mut mutants = BTreeMap::new();
    for mutation in mutations::mutations(&ontology, &records, &known) {
        for triple in &mutation.triples {
            writeln!(lines, "{triple} .").unwrap();
        }
        let iri = mutation.iri.as_str().to_owned();
        accepted.insert(iri.clone(), parse(&ontology, &mutation.iri.clone().into(), &mutation.triples, &|iri| known.get(iri).copied()).is_ok());
        mutants.insert(iri, mutation);
    }
    let all = folder.join("all.nt");
    std::fs::write(&all, &lines).unwrap();
    Trial { ontology: ontology_folder, mutants, accepted, valid, all }
}
