//! The public change log: what it tells, that it can be checked by others, and that it survives erasure and replay.

use std::process::Command;

use aws_lc_rs::signature::{ED25519, UnparsedPublicKey};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use whatworks::app::actor::Role;

use crate::accounts::app::{App, RUNTIME, Session, address};
use crate::door::app::TestApp;

fn hex(text: &Value) -> Vec<u8> {
    let text = text.as_str().unwrap();
    (0..text.len()).step_by(2).map(|at| u8::from_str_radix(&text[at..at + 2], 16).unwrap()).collect()
}

/// Recomputes the chain from what is served; answers how many entries hold, or the revision that does not.
fn check(changes: &[Value]) -> Result<usize, u64> {
    let mut last = vec![0; 32];
    for change in changes {
        let revision = change["revision"].as_u64().unwrap();
        let commitment = hex(&change["commitment"]);
        if change["erased"] == false {
            let said = Sha256::new().chain_update(hex(&change["salt"])).chain_update(change["patch"].as_str().unwrap()).finalize();
            if said.as_slice() != commitment {
                return Err(revision);
            }
        }
        let time: jiff::Timestamp = change["time"].as_str().unwrap().parse().unwrap();
        let kind = change["kind"].as_str().unwrap();
        let head = Sha256::new().chain_update(&last).chain_update(revision.to_be_bytes()).chain_update(time.as_millisecond().to_be_bytes());
        last = head.chain_update([kind.len() as u8]).chain_update(kind).chain_update(&commitment).finalize().to_vec();
        if last != hex(&change["digest"]) {
            return Err(revision);
        }
    }
    Ok(changes.len())
}

/// All entries, a few at a time.
fn all(app: &TestApp, first: usize) -> Vec<Value> {
    let (mut since, mut found) = (0, Vec::new());
    loop {
        let page = app.get(&format!("/changes?since={since}&first={first}"), &[]).json();
        found.extend(page["changes"].as_array().unwrap().iter().cloned());
        since = page["next"].as_u64().unwrap();
        if page["hasMore"] == false {
            return found;
        }
    }
}

fn ask(app: &App, who: &Session, document: &str) -> Value {
    let answer = app.ask(Some(&who.access), document, json!({})).json();
    assert!(answer.get("errors").is_none(), "{document}: {answer}");
    answer["data"].clone()
}

fn publish(app: &App, curator: &Session, name: &str) -> String {
    let submitted = ask(app, curator, &format!("mutation {{ submitTool(input: {{name: {{text: \"{name}\"}}, kind: \"guide\"}}, note: \"A private note.\") {{ key about }} }}"))["submitTool"].clone();
    ask(app, curator, &format!("mutation {{ review(submission: {}, decision: ACCEPT, reason: \"A private reason.\") {{ state }} }}", submitted["key"]));
    submitted["about"].as_str().unwrap().to_owned()
}

#[test]
fn everything_that_was_published_is_told_in_pages_and_every_digest_fits() {
    let app = TestApp::shared();
    let changes = all(app, 300);
    assert!(changes.len() > 1_000);
    assert_eq!(check(&changes), Ok(changes.len()));
    assert!(changes.iter().zip(&changes[1..]).all(|(one, other)| one["revision"].as_u64() < other["revision"].as_u64()));
    let head = app.get("/changes/head", &[]).json();
    assert_eq!(head["digest"], changes.last().unwrap()["digest"]);
    // The controls: nothing can be changed, left out or put elsewhere.
    for at in [0, 7, changes.len() - 1] {
        let mut other = changes.clone();
        other[at]["patch"] = json!(format!("{}A <x:> <x:> <x:> .\n", other[at]["patch"].as_str().unwrap()));
        assert_eq!(check(&other), Err(other[at]["revision"].as_u64().unwrap()));
        let mut other = changes.clone();
        other[at]["time"] = json!("2018-03-27T09:00:00Z");
        assert!(check(&other).is_err());
    }
    let mut other = changes.clone();
    other.remove(7);
    assert!(check(&other).is_err());
    other = changes.clone();
    other.swap(3, 4);
    assert!(check(&other).is_err());

    let lines = app.get("/changes?first=5", &[("Accept", "application/jsonl")]);
    assert_eq!(lines.header("content-type"), Some("application/jsonl"));
    assert_eq!(lines.text().lines().map(|line| serde_json::from_str::<Value>(line).unwrap()).collect::<Vec<_>>(), changes[..5]);
    let tools = app.get("/changes?first=1000&type=tool", &[]).json();
    assert!(tools["changes"].as_array().unwrap().iter().all(|change| change["records"].as_array().unwrap().iter().any(|record| record["type"] == "TOOL")));
    assert!(tools["changes"].as_array().unwrap().len() > 50);
    for (query, status) in [("first=0", 400), ("first=1001", 400), ("since=x", 400), ("type=tol", 400), ("wait=31", 400), ("sinc=1", 400), ("since=18446744073709551615", 200)] {
        assert_eq!(app.get(&format!("/changes?{query}"), &[]).status, status, "{query}");
    }
    assert_eq!(app.get("/changes", &[("Accept", "text/turtle")]).status, 406);
}

#[test]
fn the_log_can_be_checked_with_a_few_lines_of_python() {
    let page = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/how-to/follow-changes.md")).unwrap();
    let script = page.split("```python here\n").nth(1).unwrap().split("```").next().unwrap();
    let script = script.replace("http://127.0.0.1:8080", &format!("http://{}", TestApp::shared().address));
    let output = Command::new("python3").args(["-c", &script]).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert!(String::from_utf8_lossy(&output.stdout).contains("every digest fits"));
    let broken = script.replace("b\"\\0\" * 32", "b\"\\1\" * 32");
    assert_ne!(broken, script);
    assert!(!Command::new("python3").args(["-c", &broken]).output().unwrap().status.success(), "the control");
}

#[test]
fn the_end_of_the_log_is_signed_by_a_published_key() {
    let app = TestApp::shared();
    let head = app.get("/changes/head", &[]).json();
    let jws = head["jws"].as_str().unwrap();
    let (signed, signature) = jws.rsplit_once('.').unwrap();
    let decode = |part: &str| URL_SAFE_NO_PAD.decode(part).unwrap();
    let header: Value = serde_json::from_slice(&decode(signed.split('.').next().unwrap())).unwrap();
    let payload: Value = serde_json::from_slice(&decode(signed.split('.').nth(1).unwrap())).unwrap();
    assert_eq!((&payload["digest"], &payload["revision"]), (&head["digest"], &head["revision"]));
    let keys = app.get("/.well-known/jwks.json", &[]).json();
    let key = keys["keys"].as_array().unwrap().iter().find(|key| key["kid"] == header["kid"]).unwrap();
    let public = UnparsedPublicKey::new(&ED25519, decode(key["x"].as_str().unwrap()));
    assert!(public.verify(signed.as_bytes(), &decode(signature)).is_ok());
    assert!(public.verify(format!("{signed}x").as_bytes(), &decode(signature)).is_err(), "the control");
    assert_eq!((keys["keys"][0].as_object().unwrap().contains_key("d"), key["crv"] == "Ed25519"), (false, true));
    // It is no token.
    let bearer = format!("Bearer {jws}");
    let answer = app.post(json!({ "query": "{ viewer { id } }" }).to_string().as_bytes(), &[("Authorization", &bearer)]);
    assert_eq!(answer.code().as_deref(), Some("UNAUTHENTICATED"));
}

#[test]
fn only_what_readers_saw_is_told_and_what_is_erased_is_told_to_be_erased() {
    let app = App::start();
    let (curator, _) = app.with_role(&address(), Role::Curator);
    let (administrator, _) = app.with_role(&address(), Role::Administrator);
    publish(&app, &curator, "Kept");
    let waiting = ask(&app, &curator, "mutation { submitTool(input: {name: {text: \"Waiting\"}, kind: \"guide\"}) { key } }");
    let gone = publish(&app, &curator, "Somebody Private");
    publish(&app, &curator, "Kept too");
    let before = all(&app.http, 2);
    let text = serde_json::to_string(&before).unwrap();
    assert!(text.contains("Somebody Private") && !text.contains("Waiting") && !text.contains("A private") && !text.contains(&curator.account), "{waiting}");
    assert_eq!((before.len(), check(&before)), (3, Ok(3)));

    ask(&app, &administrator, &format!("mutation {{ erase(id: \"{gone}\", reason: \"They asked for it.\") {{ events }} }}"));
    let after = all(&app.http, 2);
    let text = serde_json::to_string(&after).unwrap();
    assert!(!text.contains("Private") && !text.contains("somebody-private"), "{text}");
    assert_eq!(check(&after), Ok(after.len()));
    assert_eq!(after.iter().map(|change| change["erased"].as_bool().unwrap()).collect::<Vec<_>>()[..3], [false, true, false]);
    assert!(before.iter().zip(&after).all(|(before, after)| before["digest"] == after["digest"]), "what was noted before still fits");

    let verification = RUNTIME.block_on(app.directory.ledger().verify(|_| ())).unwrap();
    assert!(verification.is_sound(), "{:?}", verification.storage);
    let app = app.restart();
    assert_eq!(all(&app.http, 100), after, "another process tells the same");
}

#[test]
fn whoever_waits_is_told_as_soon_as_something_is_published() {
    let app = App::start();
    let (curator, _) = app.with_role(&address(), Role::Curator);
    publish(&app, &curator, "First");
    let since = app.http.get("/changes", &[]).json()["next"].as_u64().unwrap();
    assert_eq!(app.http.get(&format!("/changes?since={since}"), &[]).json()["changes"], json!([]));
    let waited = std::thread::scope(|scope| {
        let waiting = scope.spawn(|| app.http.get(&format!("/changes?since={since}&wait=30"), &[]).json());
        publish(&app, &curator, "Second");
        waiting.join().unwrap()
    });
    assert_eq!(waited["changes"][0]["records"][0]["type"], "TOOL");
}
