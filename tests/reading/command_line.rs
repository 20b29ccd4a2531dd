//! The command line, by the program itself.

use super::app::path;
use std::fs;
use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

/// Longer than a debug build needs to serve the seed data.
const SERVE_SECONDS_MAX: u64 = 120;

fn program(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_whatworks"));
    command.current_dir(env!("CARGO_MANIFEST_DIR")).arg("--data").arg(folder).args(arguments);
    for name in ["PORT", "WHATWORKS_DATA", "WHATWORKS_SEED", "WHATWORKS_ONTOLOGY", "WHATWORKS_LISTEN", "WHATWORKS_DATABASE_URL"] {
        command.env_remove(name);
    }
    command
}

fn run(folder: &Path, arguments: &[&str]) -> (i32, String, String) {
    let Output { status, stdout, stderr } = program(folder, arguments).output().unwrap();
    (status.code().unwrap(), String::from_utf8(stdout).unwrap(), String::from_utf8(stderr).unwrap())
}

/// A file of data that stands for itself.
fn data(folder: &Path, name: &str, records: &str) -> String {
    let file = folder.join(name);
    let prefixes = "@base <https://whatworks.example/> .\n@prefix schema: <https://schema.org/> .\n@prefix ww: <https://whatworks.example/ns#> .\n";
    fs::write(&file, format!("{prefixes}{records}")).unwrap();
    file.display().to_string()
}

const GOOD: &str = "<id/organisation/one> a ww:Organisation ; schema:name \"One\"@en ; ww:sector <vocab/organisation-sectors/charity> .\n<id/organisation/two> a ww:Organisation ; schema:name \"Two\"@en ; ww:sector <vocab/organisation-sectors/charity> .\n";

#[test]
fn bad_files_are_named_with_line_and_reason_and_change_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let good = data(folder.path(), "good.ttl", GOOD);
    let cases = [
        ("sector.ttl", "<id/organisation/three> a ww:Organisation ;\n  schema:name \"Three\"@en ;\n  ww:sector <vocab/organisation-sectors/charty> .\n", 6, "charity"),
        ("missing.ttl", "<id/organisation/three> a ww:Organisation ; schema:name \"Three\"@en .\n", 4, "missing"),
        ("syntax.ttl", "<id/organisation/three> a ww:Organisation ;\n  schema:name \"Three@en .\n", 5, ""),
        ("key.ttl", "<id/organisation/Three> a ww:Organisation ; schema:name \"Three\"@en ; ww:sector <vocab/organisation-sectors/charity> .\n", 4, "key"),
        ("unknown.ttl", "<id/organisation/three> a ww:Organization ; schema:name \"Three\"@en .\n", 4, "Organisation"),
        ("ror.ttl", "<id/organisation/three> a ww:Organisation ; schema:name \"Three\"@en ; ww:sector <vocab/organisation-sectors/charity> ;\n  ww:ror <https://ror.org/03kk7td42> .\n", 5, "check digits"),
    ];
    let before = run(folder.path(), &["import", &good]);
    assert_eq!((before.0, before.1.lines().last().unwrap_or_default()), (0, "2 published, 0 revised, 0 unchanged"), "{}", before.2);
    for (name, records, line, reason) in cases {
        let bad = data(folder.path(), name, records);
        for command in ["check", "import"] {
            let fresh = data(folder.path(), "fresh.ttl", &GOOD.replace("one>", "new>").replace("two>", "newer>"));
            let (code, _, errors) = run(folder.path(), &[command, &fresh, &bad]);
            assert_eq!(code, 1, "{command} {name}: {errors}");
            assert!(errors.lines().any(|words| words.starts_with(&format!("{bad}:{line}: ")) && words.contains(reason)), "{command} {name} should say {line} and {reason}: {errors}");
        }
        let (code, told, errors) = run(folder.path(), &["import", &good]);
        assert_eq!((code, told.trim()), (0, "0 published, 0 revised, 2 unchanged"), "{errors}");
    }
    let (_, exported, _) = run(folder.path(), &["export"]);
    assert!(!exported.contains("organisation/new"), "nothing is half imported");
}

#[test]
fn bad_usage_is_told_apart_from_failure() {
    let folder = tempfile::tempdir().unwrap();
    // What is wrong is named; how it is used is shown where the form is wrong, and one word away where a value is.
    let cases = [
        (&["import"][..], "<FILE>", "Usage"),
        (&["nonsense"], "'nonsense'", "Usage"),
        (&["check", "--nonsense"], "'--nonsense'", "Usage"),
        (&["serve", "--listen", "nowhere"], "'nowhere' for '--listen <ADDR:PORT>'", "--help"),
        (&["sample-data", "--records", "many"], "'many' for '--records <RECORDS>'", "--help"),
        (&["completions", "nonsense"], "'nonsense'", "possible values: bash"),
        (&[], "subcommand", "Usage"),
    ];
    for (arguments, named, told) in cases {
        let (code, _, errors) = run(folder.path(), arguments);
        assert_eq!(code, 2, "{arguments:?}");
        assert!(errors.contains(named) && errors.contains(told), "{arguments:?}: {errors}");
    }
    for arguments in [&["check", "/nowhere/at/all.ttl"][..], &["export"], &["rebuild"], &["verify"], &["import", "/nowhere.ttl"]] {
        let (code, _, errors) = run(folder.path(), arguments);
        assert_eq!(code, 1, "{arguments:?}");
        assert!(!errors.trim().is_empty() && !errors.contains("panicked"), "{arguments:?}: {errors}");
    }
}

#[test]
fn records_are_imported_revised_exported_rebuilt_and_verified() {
    let folder = tempfile::tempdir().unwrap();
    let file = data(folder.path(), "records.ttl", GOOD);
    let told = |arguments: &[&str]| {
        let (code, told, errors) = run(folder.path(), arguments);
        assert_eq!(code, 0, "{arguments:?}: {errors}");
        told.trim().to_owned()
    };
    // What takes an import back stands before its counts.
    let counts = |arguments: &[&str]| told(arguments).lines().last().unwrap_or_default().to_owned();
    assert_eq!(counts(&["import", &file]), "2 published, 0 revised, 0 unchanged");
    assert_eq!(counts(&["import", &file]), "0 published, 0 revised, 2 unchanged");
    let first = told(&["rebuild"]);
    data(folder.path(), "records.ttl", &GOOD.replace("\"Two\"@en", "\"Two\"@en , \"Dau\"@cy"));
    assert_eq!(counts(&["import", &file]), "0 published, 1 revised, 1 unchanged");
    let second = told(&["rebuild"]);
    assert_ne!(first, second);
    assert_eq!(told(&["rebuild"]), second, "the same ledger gives the same graph");
    let exported = told(&["export"]);
    let output = folder.path().join("out.nq");
    told(&["export", "--output", output.to_str().unwrap()]);
    assert_eq!(fs::read_to_string(&output).unwrap().trim(), exported);
    let lines: Vec<&str> = exported.lines().collect();
    assert!(lines.is_sorted() && lines.iter().any(|line| line.contains("\"Dau\"@cy")), "sorted, and with what was revised");
    assert!(told(&["verify"]).contains("3 entries, 0 erased, 0 damaged"));
}

#[test]
fn help_and_completions_say_what_there_is() {
    let folder = tempfile::tempdir().unwrap();
    for command in ["serve", "check", "import", "export", "rebuild", "verify", "sample-data", "completions"] {
        let (code, help, _) = run(folder.path(), &[command, "--help"]);
        assert!(code == 0 && help.contains("Usage"), "{command}");
        assert!(run(folder.path(), &["--help"]).1.contains(command), "{command}");
    }
    for shell in ["bash", "zsh", "fish"] {
        let (code, script, _) = run(folder.path(), &["completions", shell]);
        assert!(code == 0 && script.contains("sample-data"), "{shell}");
    }
}

#[test]
fn sample_data_can_be_imported_and_are_the_same_every_time() {
    let folder = tempfile::tempdir().unwrap();
    let sample = |seed: &str| run(folder.path(), &["sample-data", "--records", "60", "--seed", seed]);
    let (code, text, errors) = sample("1");
    assert_eq!(code, 0, "{errors}");
    assert!(sample("1").1 == text && sample("2").1 != text);
    let file = folder.path().join("sample.nt");
    fs::write(&file, text).unwrap();
    let (code, told, errors) = run(folder.path(), &["import", file.to_str().unwrap()]);
    assert!(code == 0 && told.contains(", 0 revised, 0 unchanged"), "{told}{errors}");
}

#[test]
fn a_server_says_where_it_is_answers_and_stops_cleanly_when_told() {
    let folder = tempfile::tempdir().unwrap();
    let mut server = program(folder.path(), &["serve", "--listen", "127.0.0.1:0", "--seed"]).arg(path("seed-data")).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    let mut lines = BufReader::new(server.stdout.take().unwrap()).lines();
    let url = lines.find_map(|line| line.ok()?.split("http://").nth(1).map(str::to_owned)).expect("an address");
    let mut answer = ureq::post(format!("http://{url}/graphql")).content_type("application/json").send(r#"{"query":"{ tools { totalCount } }"}"#).unwrap();
    let body = answer.body_mut().read_to_string().unwrap();
    assert!(body.contains("\"totalCount\""), "{body}");
    let told = Command::new("kill").args(["-TERM", &server.id().to_string()]).status().unwrap();
    assert!(told.success());
    let begun = Instant::now();
    let status = loop {
        match server.try_wait().unwrap() {
            Some(status) => break status,
            None if begun.elapsed() > Duration::from_secs(SERVE_SECONDS_MAX) => {
                server.kill().unwrap();
                panic!("the server does not stop");
            }
            None => std::thread::sleep(Duration::from_millis(50)),
        }
    };
    assert_eq!(status.code(), Some(0));
}
