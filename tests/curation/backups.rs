//! Backups: taken while writing goes on, brought back elsewhere, and never bringing back what was erased.

use super::app::{App, ORGANISATION, RUNTIME, TOOL, administrator};
use serde_json::json;
use std::path::Path;
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use whatworks::app::backup::{BackupError, backup, restore};
use whatworks::app::erase::erase_account_by;
use whatworks::app::history::at_revision;
use whatworks::ledger::{EventKind, LedgerError};
use whatworks::views::graph::Graph;

fn lines_at(app: &App, revision: u64) -> Vec<String> {
    let state = at_revision(&app.directory.views().state(), revision).unwrap();
    let graph = Graph::new(app.directory.ontology()).unwrap();
    graph.fill(state.shown(), || ()).unwrap();
    graph.sorted_lines().unwrap()
}

fn holds(folder: &Path, secret: &str) -> bool {
    std::fs::read_dir(folder).unwrap().any(|entry| {
        let path = entry.unwrap().path();
        if path.is_dir() { holds(&path, secret) } else { memchr::memmem::find(&std::fs::read(path).unwrap(), secret.as_bytes()).is_some() }
    })
}

#[test]
fn a_backup_taken_under_load_says_what_was_said_at_its_revision() {
    let app = App::new();
    app.publish("id/organisation/acme", ORGANISATION);
    let elsewhere = tempfile::tempdir().unwrap();
    let stop = AtomicBool::new(false);
    std::thread::scope(|scope| {
        let writer = scope.spawn(|| {
            let mut written = 0;
            while !stop.load(Ordering::Relaxed) {
                app.publish(&format!("id/tool/t-{written}"), TOOL);
                written += 1;
            }
            written
        });
        let wait_for_more = |than: u64| while app.head() <= than { std::thread::yield_now() };
        for number in 0..3 {
            wait_for_more(app.head());
            let copy = elsewhere.path().join(format!("backup-{number}"));
            let head = RUNTIME.block_on(backup(app.directory.ontology(), app.directory.ledger(), &copy)).unwrap();
            let place = elsewhere.path().join(format!("restored-{number}"));
            std::fs::create_dir(&place).unwrap();
            let restored = RUNTIME.block_on(restore(app.directory.ontology(), &copy, &place.join("ledger.sqlite"), &[], false)).unwrap();
            assert_eq!((restored.head, restored.erased, restored.replaced), (head, 0, None));
            let again = App::in_folder(tempfile_at(&place));
            assert_eq!(again.directory.views().graph().sorted_lines().unwrap(), lines_at(&app, head.sequence));
        }
        stop.store(true, Ordering::Relaxed);
        assert!(writer.join().unwrap() >= 3);
    });
}

/// A folder that goes with the test, with what is in `folder`.
fn tempfile_at(folder: &Path) -> tempfile::TempDir {
    let own = tempfile::tempdir().unwrap();
    for entry in std::fs::read_dir(folder).unwrap() {
        let entry = entry.unwrap();
        std::fs::copy(entry.path(), own.path().join(entry.file_name())).unwrap();
    }
    own
}

#[test]
fn what_was_erased_since_stays_erased_when_an_older_backup_comes_back() {
    let app = App::new();
    app.publish("id/organisation/acme", ORGANISATION);
    app.accept("ann", EventKind::Published, "id/person/zebediah-quux", "", "<id/person/zebediah-quux> a ww:Person ; schema:name \"Zebediah Quux\"@en ; ww:role <vocab/person-roles/researcher> .");
    app.accept("bob", EventKind::Published, "id/case-study/talk", "", "<id/case-study/talk> a ww:CaseStudy ; schema:name \"A talk\"@en ; ww:caseStudyKind <vocab/case-study-kinds/conversation> ; schema:contributor <id/person/zebediah-quux> .");
    app.keep("dora", EventKind::Submitted, "submission/01DORA", "", "", "<> ww:about <id/tool/x> ; rdfs:comment \"doras-secret\" .");
    let elsewhere = tempfile::tempdir().unwrap();
    let ontology = Arc::clone(app.directory.ontology());
    let old = elsewhere.path().join("old");
    RUNTIME.block_on(backup(&ontology, app.directory.ledger(), &old)).unwrap();
    let erased = app.ask_as(administrator(), "mutation { erase(id: \"zebediah-quux\", reason: \"asked for\") { events } }", json!({}));
    assert_eq!(erased.get("errors"), None);
    RUNTIME.block_on(erase_account_by(&app.directory, "dora", "dora", "the account was erased")).unwrap();
    let new = elsewhere.path().join("new");
    RUNTIME.block_on(backup(&ontology, app.directory.ledger(), &new)).unwrap();
    assert!(holds(elsewhere.path(), "zebediah-quux"), "the control: the old backup has it");

    // Over the ledger that knows what it erased; and, when that is lost, by the list of a newer backup.
    for (name, lists, replace) in [("over", Vec::new(), true), ("list", vec![elsewhere.path().join("new.erasures")], false)] {
        let place = tempfile::tempdir().unwrap();
        let ledger = place.path().join("ledger.sqlite");
        if replace {
            std::fs::copy(&new, &ledger).unwrap();
        }
        let restored = RUNTIME.block_on(restore(&ontology, &old, &ledger, &lists, replace)).unwrap();
        assert!(restored.erased > 0 && restored.replaced.is_some() == replace, "{name}: {restored:?}");
        let again = App::in_folder(place);
        assert!(!holds(again.folder.path(), "zebediah") && !holds(again.folder.path(), "Zebediah Quux") && !holds(again.folder.path(), "doras-secret"), "{name}");
        let data = again.data("{ caseStudy(id: \"talk\") { name people { key } credits { actor { id } } } people { totalCount } tombstone(id: \"zebediah-quux\") { kind reason } }");
        assert_eq!(data["caseStudy"]["name"], "A talk", "{name}: what others said is there");
        assert!(data["caseStudy"]["credits"].to_string().contains("bob"), "{name}");
        assert_eq!((&data["people"]["totalCount"], &data["tombstone"]), (&json!(0), &json!({ "kind": "ERASED", "reason": "asked for" })), "{name}");
        assert!(RUNTIME.block_on(again.directory.ledger().verify(|_| ())).unwrap().is_sound());
        again.digest();
    }
}

#[test]
fn what_a_person_took_back_stays_away_when_an_older_backup_comes_back() {
    let app = App::new();
    app.accept("ann", EventKind::Published, "id/person/jo-sample", "", "<id/person/jo-sample> a ww:Person ; schema:name \"Jo Sample\"@en ; ww:role <vocab/person-roles/researcher> ; ww:orcid <https://orcid.org/0000-0002-1825-0097> .");
    let elsewhere = tempfile::tempdir().unwrap();
    let ontology = Arc::clone(app.directory.ontology());
    let (old, new) = (elsewhere.path().join("old"), elsewhere.path().join("new"));
    RUNTIME.block_on(backup(&ontology, app.directory.ledger(), &old)).unwrap();
    let withdrawn = app.ask_as(administrator(), "mutation { withdrawConsent(id: \"jo-sample\", fields: [\"orcid\"]) { field } }", json!({}));
    assert_eq!(withdrawn.get("errors"), None, "{withdrawn}");
    RUNTIME.block_on(backup(&ontology, app.directory.ledger(), &new)).unwrap();
    let place = tempfile::tempdir().unwrap();
    let lists = [elsewhere.path().join("new.erasures")];
    RUNTIME.block_on(restore(&ontology, &old, &place.path().join("ledger.sqlite"), &lists, false)).unwrap();
    let again = App::in_folder(place);
    assert!(holds(elsewhere.path(), "0000-0002-1825-0097") && !holds(again.folder.path(), "0000-0002-1825-0097"));
    assert_eq!(again.data("{ person(id: \"jo-sample\") { name orcid } }")["person"], json!({ "name": "Jo Sample", "orcid": null }), "the rest is there");
    again.digest();
}

#[test]
fn nothing_is_moved_unless_the_backup_is_sound_and_the_place_free() {
    let app = App::new();
    for number in 0..50 {
        app.publish(&format!("id/tool/t-{number}"), TOOL);
    }
    let ontology = Arc::clone(app.directory.ontology());
    let elsewhere = tempfile::tempdir().unwrap();
    let copy = elsewhere.path().join("copy");
    RUNTIME.block_on(backup(&ontology, app.directory.ledger(), &copy)).unwrap();
    let again = RUNTIME.block_on(backup(&ontology, app.directory.ledger(), &copy));
    assert!(matches!(again, Err(BackupError::Ledger(LedgerError::System { .. }))), "a backup is not written over: {again:?}");
    let place = elsewhere.path().join("ledger.sqlite");
    std::fs::write(&place, "kept").unwrap();
    let refused = RUNTIME.block_on(restore(&ontology, &copy, &place, &[], false));
    assert!(matches!(refused, Err(BackupError::Occupied(_))), "{refused:?}");
    std::fs::remove_file(&place).unwrap();

    let mut bytes = std::fs::read(&copy).unwrap();
    let at = memchr::memmem::find(&bytes, b"Block party").unwrap();
    bytes[at] = b'C';
    std::fs::write(&copy, bytes).unwrap();
    let refused = RUNTIME.block_on(restore(&ontology, &copy, &place, &[], false));
    assert!(refused.is_err() && !place.exists(), "{refused:?}");
    let left: Vec<_> = std::fs::read_dir(elsewhere.path()).unwrap().map(|entry| entry.unwrap().file_name()).filter(|name| name.to_string_lossy().contains("coming")).collect();
    assert_eq!(left, Vec::<std::ffi::OsString>::new());
}

#[test]
fn an_operator_backs_up_and_restores_by_command() {
    let app = App::new();
    app.publish("id/tool/t", TOOL);
    let digest = app.digest();
    let folder = app.folder.path().to_owned();
    let elsewhere = tempfile::tempdir().unwrap();
    let run = |arguments: &[&str]| {
        let output = Command::new(env!("CARGO_BIN_EXE_whatworks")).args(arguments).current_dir(env!("CARGO_MANIFEST_DIR")).output().unwrap();
        (output.status.success(), String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr))
    };
    let (data, copy, other) = (folder.to_str().unwrap(), elsewhere.path().join("copy"), elsewhere.path().join("data"));
    let (copy, other) = (copy.to_str().unwrap(), other.to_str().unwrap());
    let (done, said) = run(&["backup", "--data", data, copy]);
    assert!(done && said.contains("revision 1"), "{said}");
    let (done, said) = run(&["restore", "--data", other, copy]);
    assert!(done && said.contains("revision 1") && said.contains("0 events were erased again"), "{said}");
    let (done, said) = run(&["restore", "--data", other, copy]);
    assert!(!done && said.contains("already"), "{said}");
    let (done, said) = run(&["restore", "--data", other, "--replace", copy]);
    assert!(done && said.contains("replaced-1"), "{said}");
    let restored = App::in_folder(tempfile_at(Path::new(other)));
    assert_eq!(restored.digest(), digest);
}
