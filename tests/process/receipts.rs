//! Receipts hold without the server: by our own command, and by other people's libraries.

use super::app::{Town, case_study};
use serde_json::json;
use std::path::PathBuf;
use std::process::{Command, Output};

struct Kept {
    folder: tempfile::TempDir,
    receipt: PathBuf,
    keys: PathBuf,
    proposal: PathBuf,
}

/// What somebody keeps who sent something in.
fn kept() -> Kept {
    let town = Town::new();
    let call = town.call(json!({}));
    let sent = Town::sent(&town.send_in("ann", &call, "CaseStudy", case_study("A march for “science”\nand more")));
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| {
        let path = folder.path().join(name);
        std::fs::write(&path, text).unwrap();
        path
    };
    let receipt = write("receipt.jws", sent["receipt"]["signed"].as_str().unwrap());
    let proposal = write("proposal.nq", sent["receipt"]["proposal"].as_str().unwrap());
    let keys = write("jwks.json", &town.app.http.get("/.well-known/jwks.json", &[]).text());
    // The same receipt as long as nothing changes, also after a restart.
    let before = sent["receipt"]["signed"].clone();
    let again = town.done("ann", "query($id: ID!) { submission(id: $id) { receipt { signed } } }", json!({ "id": sent["key"] }));
    assert_eq!(again["receipt"]["signed"], before);
    // The key of receipts does not turn with those of tokens.
    town.set("2026-06-02T09:00:00Z");
    crate::accounts::app::RUNTIME.block_on(town.app.directory.desk().tidy()).unwrap();
    let later = town.done("ann", "query($id: ID!) { submission(id: $id) { receipt { signed } } }", json!({ "id": sent["key"] }));
    assert_eq!(later["receipt"]["signed"], before);
    Kept { receipt, keys, proposal, folder }
}

fn verify(kept: &Kept, proposal: bool) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_whatworks"));
    command.arg("verify-receipt").arg(&kept.receipt).arg("--keys").arg(&kept.keys);
    if proposal {
        command.arg("--proposal").arg(&kept.proposal);
    }
    command.output().unwrap()
}

#[test]
fn a_receipt_is_verified_offline_and_a_false_one_is_found_out() {
    let kept = kept();
    let output = verify(&kept, true);
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert!(said.starts_with("genuine: https://whatworks.example/submission/") && said.contains("arrived in https://whatworks.example/id/call/what-works-on-social-media at 2026-03-02T09:00:00Z"), "{said}");
    assert!(said.trim_end().ends_with("which is what was given"), "{said}");

    let proposal = std::fs::read_to_string(&kept.proposal).unwrap();
    std::fs::write(&kept.proposal, proposal.replace("march", "walk")).unwrap();
    let output = verify(&kept, true);
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&output.stderr).contains("genuine, but for something else"));

    let receipt = std::fs::read_to_string(&kept.receipt).unwrap();
    let mut tried = 0;
    for at in (0..receipt.len()).step_by(7) {
        let mut bytes = receipt.clone().into_bytes();
        bytes[at] = if bytes[at] == b'A' { b'B' } else { b'A' };
        // The last letter of base64 has bits that say nothing.
        if at + 1 == receipt.len() {
            continue;
        }
        let keys = std::fs::read_to_string(&kept.keys).unwrap();
        assert!(whatworks::app::process::receipt::verify(&keys, std::str::from_utf8(&bytes).unwrap(), None).is_err(), "a receipt with another letter at {at} holds");
        tried += 1;
    }
    println!("receipts: {tried} forged, {tried} found out");
    drop(kept.folder);
}

#[test]
fn an_access_token_is_no_receipt_and_a_receipt_no_access_token() {
    let town = Town::new();
    let call = town.call(json!({}));
    let sent = Town::sent(&town.send_in("ann", &call, "CaseStudy", case_study("A march")));
    let receipt = sent["receipt"]["signed"].as_str().unwrap();
    assert_eq!(town.app.ask(Some(receipt), "{ viewer { id } }", json!({})).status, 401);
    let keys = town.app.http.get("/.well-known/jwks.json", &[]).text();
    assert!(whatworks::app::process::receipt::verify(&keys, &town.token("ann"), None).is_err());
}

#[test]
fn other_libraries_verify_a_receipt() {
    let python = std::env::var_os("WHATWORKS_PYTHON").map_or_else(|| PathBuf::from("target/venv/bin/python"), PathBuf::from);
    if !python.exists() {
        let line = "SKIPPED receipts: there is no Python with tests/requirements.txt; `make test` prepares it";
        assert!(std::env::var_os("WHATWORKS_TESTS_COMPLETE").is_none(), "{line}");
        println!("{line}");
        return;
    }
    let kept = kept();
    let output = Command::new(python).arg("tests/process/receipt.py").args([&kept.receipt, &kept.keys, &kept.proposal]).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert!(String::from_utf8_lossy(&output.stdout).starts_with("genuine"));
}
