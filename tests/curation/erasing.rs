//! Erasing a person's record, and what somebody contributed: nothing of it is left in any file, and nothing else is lost.

use super::app::{App, ORGANISATION, RUNTIME, administrator, curator, refusal};
use serde_json::json;
use std::path::PathBuf;
use whatworks::app::actor::Caller;
use whatworks::app::erase::{erase_account_by, kept_about};
use whatworks::ledger::{EventKind, Notice, Sketch};

/// What must be found nowhere afterwards.
const SECRETS: &[&str] = &["zebediah-quux", "Zebediah Quux", "zebediah quux", "0000-0002-1825-0097", "zebediah", "Professor of Gossip"];

/// A person with a claim of theirs, a case study they took part in, a merger that moved a link to them, and mail about it all.
fn app() -> App {
    let app = App::new();
    app.publish("id/organisation/acme", ORGANISATION);
    let person = "a ww:Person ; schema:name \"Zebediah Quux\"@en ; schema:description \"Professor of Gossip.\"@en ; ww:role <vocab/person-roles/researcher> ; ww:orcid <https://orcid.org/0000-0002-1825-0097>";
    app.accept("ann", EventKind::Published, "id/person/zebediah-quux", "", &format!("<id/person/zebediah-quux> {person} ."));
    app.accept("bob", EventKind::Published, "id/case-study/talk", "", "<id/case-study/talk> a ww:CaseStudy ; schema:name \"A talk\"@en ; ww:caseStudyKind <vocab/case-study-kinds/conversation> ; schema:contributor <id/person/zebediah-quux> , <id/person/other> .");
    app.publish("id/person/other", "a ww:Person ; schema:name \"Somebody Else\"@en ; ww:role <vocab/person-roles/researcher>");
    app.publish("id/claim/his", "a ww:Claim ; ww:resource <id/case-study/talk> ; ww:challenge <vocab/challenges/fear-of-escalation> ; ww:stance <vocab/stance/supports> ; ww:strength <vocab/strength/asserted> ; ww:rationale \"I found that it went rather well.\"@en ; prov:wasAttributedTo <id/person/zebediah-quux>");
    app.accept("bob", EventKind::Revised, "id/case-study/talk", "", "<id/case-study/talk> schema:description \"What was said.\"@en .");
    app
}

fn found(app: &App) -> Vec<String> {
    let mut found = Vec::new();
    for file in app.files() {
        let bytes = std::fs::read(&file).unwrap();
        for secret in SECRETS {
            if memchr::memmem::find(&bytes, secret.as_bytes()).is_some() {
                found.push(format!("{secret} in {}", file.display()));
            }
        }
    }
    found
}

fn erase(app: &App, id: &str) -> serde_json::Value {
    let response = app.ask_as(administrator(), &format!("mutation {{ erase(id: \"{id}\", reason: \"asked for\") {{ events restated stillNamed }} }}"), json!({}));
    assert_eq!(response.get("errors"), None, "{response}");
    response["data"]["erase"].clone()
}

#[test]
fn nothing_of_an_erased_person_is_left_in_any_file() {
    let app = app();
    app.keep("carol", EventKind::Reported, "id/organisation/acme", "", "", "<> rdfs:comment \"Zebediah Quux does not work here.\" .");
    let notice = |text: &str| Notice { account: "ann".to_owned(), subject: "News".to_owned(), text: text.to_owned(), html: String::new(), page: String::new() };
    RUNTIME.block_on(app.directory.append(None, Vec::new(), vec![notice("Zebediah Quux is published."), notice("Another letter.")])).unwrap();
    let sketch = |id: u128, content: &str| Sketch { id: id.into(), author: "ann".to_owned(), about: "change".to_owned(), content: content.to_owned(), saved: jiff::Timestamp::UNIX_EPOCH };
    RUNTIME.block_on(async {
        for (id, content) in [(1, "<https://whatworks.example/id/person/zebediah-quux> retires"), (2, "another draft")] {
            app.directory.ledger().keep_sketch(sketch(id, content)).await.unwrap();
        }
    });
    assert!(found(&app).len() >= SECRETS.len() - 1, "the control: all is there before, {:?}", found(&app));
    let segments = |app: &App| -> Vec<PathBuf> { app.files().into_iter().filter(|file| file.extension().is_some_and(|ending| ["idx", "pos", "term", "store", "fast", "fieldnorm"].iter().any(|own| ending == *own))).collect() };
    // The index keeps words in pieces, so its files themselves must be others.
    let before = segments(&app);
    let held = app.directory.views().state();
    let erased = erase(&app, "zebediah-quux");
    assert_eq!(found(&app), [""; 0]);
    let sketches: Vec<String> = RUNTIME.block_on(app.directory.ledger().sketches("ann")).unwrap().into_iter().map(|sketch| sketch.content).collect();
    assert_eq!(sketches, ["another draft"]);
    let waiting = RUNTIME.block_on(app.directory.ledger().look(|book| Box::pin(async move { book.due_mail(i64::MAX, 10).await }))).unwrap();
    assert_eq!(waiting.into_iter().map(|mail| mail.notice.text).collect::<Vec<_>>(), ["Another letter."]);
    assert!(!before.is_empty() && segments(&app).iter().all(|file| !before.contains(file)), "though somebody still reads the old ones");
    assert!(!held.words.search("talk", None).unwrap().hits.is_empty(), "and goes on reading");
    drop(held);
    assert_eq!(erased["restated"], json!(["https://whatworks.example/id/case-study/talk"]));
    let verification = RUNTIME.block_on(app.directory.ledger().verify(|_| ())).unwrap();
    assert!(verification.is_sound() && verification.erased == erased["events"].as_u64().unwrap(), "{verification:?}");
    app.digest();
    let app = app.reopened();
    assert_eq!(found(&app), [""; 0]);
}

#[test]
fn what_others_said_stays_to_their_credit() {
    let app = app();
    let before = app.data("{ caseStudy(id: \"talk\") { issued credits { actor { id } role } } }");
    let lines = |app: &App| -> Vec<String> { app.said("id/case-study/talk").into_iter().filter(|line| !line.contains("zebediah") && !line.contains("addresses")).collect() };
    let said: Vec<String> = lines(&app).into_iter().filter(|line| !line.contains("#catalogue")).collect();
    erase(&app, "zebediah-quux");
    assert_eq!(lines(&app).into_iter().filter(|line| !line.contains("#catalogue")).collect::<Vec<_>>(), said);
    let after = app.data("{ caseStudy(id: \"talk\") { issued credits { actor { id } role } history { revisions { kind reason } } } }");
    assert_eq!(after["caseStudy"]["issued"], before["caseStudy"]["issued"]);
    let who = |data: &serde_json::Value| -> Vec<String> {
        let mut who: Vec<String> = data["caseStudy"]["credits"].as_array().unwrap().iter().map(|credit| format!("{} {}", credit["actor"]["id"], credit["role"])).filter(|line| !line.contains("DATA_CURATION")).collect();
        who.sort();
        who
    };
    assert_eq!(who(&after), who(&before));
    let restated = after["caseStudy"]["history"]["revisions"].as_array().unwrap().iter().find(|revision| revision["kind"] == "RESTATED").unwrap().clone();
    assert_eq!(restated["reason"], "asked for");
    // Who lives on keeps everything.
    assert_eq!(app.data("{ person(id: \"other\") { name } organisation(id: \"acme\") { name } }"), json!({ "person": { "name": "Somebody Else" }, "organisation": { "name": "Acme Trust" } }));
    let (live, again) = (app.data("{ caseStudy(id: \"talk\") { name summary people { key } credits { role } issued revision } }"), app.reopened());
    assert_eq!(again.data("{ caseStudy(id: \"talk\") { name summary people { key } credits { role } issued revision } }"), live);
}

#[test]
fn an_erased_person_leaves_a_tombstone_that_knows_nothing() {
    let app = app();
    erase(&app, "zebediah-quux");
    let check = |app: &App| {
        let (code, message) = refusal(&app.ask("{ person(id: \"zebediah-quux\") { name } }"));
        assert_eq!(code, "GONE");
        assert!(message.contains("was erased") && message.contains("asked for"), "{message}");
        let data = app.data("{ tombstone(id: \"zebediah-quux\") { kind reason instead { id } } byOrcid: person(id: \"0000-0002-1825-0097\") { name } search(query: \"zebediah\") { totalCount } people { totalCount } }");
        assert_eq!(data, json!({ "tombstone": { "kind": "ERASED", "reason": "asked for", "instead": null }, "byOrcid": null, "search": { "totalCount": 0 }, "people": { "totalCount": 1 } }));
        let state = app.directory.views().state();
        assert!(state.provenance.is_taken(&state.snapshot, "https://whatworks.example/id/person/zebediah-quux"), "nobody else is given the key");
        assert_eq!(app.refusal("restore(id: \"zebediah-quux\", reason: \"x\") { kind }").0, "ERASED");
    };
    check(&app);
    check(&app.reopened());
}

#[test]
fn the_past_forgets_as_well() {
    let app = app();
    assert_eq!(app.data("{ person(id: \"zebediah-quux\", asOf: {revision: 3}) { name } }")["person"]["name"], "Zebediah Quux");
    erase(&app, "zebediah-quux");
    let response = app.ask("{ person(id: \"zebediah-quux\", asOf: {revision: 3}) { name } }");
    assert_eq!(response["data"]["person"], json!(null), "{response}");
    assert_eq!(app.data("{ history(id: \"zebediah-quux\") { totalCount } }")["history"]["totalCount"], 0);
}

#[test]
fn a_person_who_was_withdrawn_before_is_erased_all_the_same() {
    let app = app();
    app.curate("withdraw(id: \"zebediah-quux\", reason: \"asked for\", dependents: true) { kind }");
    assert_ne!(found(&app), [""; 0]);
    erase(&app, "zebediah-quux");
    assert_eq!(found(&app), [""; 0]);
    app.digest();
}

#[test]
fn what_was_merged_or_withdrawn_beside_an_erased_person_stays_so() {
    let app = app();
    // Each of these events names the person.
    app.publish("id/person/double", "a ww:Person ; schema:name \"The double\"@en ; ww:role <vocab/person-roles/researcher>");
    app.publish("id/case-study/second", "a ww:CaseStudy ; schema:name \"Another talk\"@en ; ww:caseStudyKind <vocab/case-study-kinds/conversation> ; schema:contributor <id/person/zebediah-quux>");
    app.curate("withdraw(id: \"second\", reason: \"It never happened.\") { kind }");
    app.curate("merge(id: \"double\", into: \"zebediah-quux\", reason: \"The same.\") { kind }");
    app.curate("unmerge(id: \"double\", reason: \"Not the same.\") { kind }");
    erase(&app, "zebediah-quux");
    assert_eq!(found(&app), [""; 0]);
    app.digest();
    let (code, message) = refusal(&app.ask("{ caseStudy(id: \"second\") { name } }"));
    assert_eq!(code, "GONE");
    assert!(message.contains("It never happened."), "{message}");
    assert_eq!(app.data("{ person(id: \"double\") { name } }")["person"]["name"], "The double");
    app.curate("restore(id: \"second\", reason: \"It did happen.\") { kind }");
    assert_eq!(app.data("{ caseStudy(id: \"second\") { name people { key } } }")["caseStudy"], json!({ "name": "Another talk", "people": [] }));
    app.digest();
}

#[test]
fn only_an_administrator_erases_and_the_reason_names_nobody() {
    let app = app();
    let ask = |caller: Caller, reason: &str| refusal(&app.ask_as(caller, &format!("mutation {{ erase(id: \"zebediah-quux\", reason: \"{reason}\") {{ events }} }}"), json!({}))).0;
    assert_eq!(ask(Caller::Anonymous, "asked for"), "UNAUTHENTICATED");
    assert_eq!(ask(curator(), "asked for"), "FORBIDDEN");
    assert_eq!(ask(administrator(), ""), "INVALID_INPUT");
    assert_eq!(ask(administrator(), "zebediah quux asked for it"), "INVALID_INPUT");
    assert_eq!(app.head(), 6);
}

#[test]
fn texts_that_name_an_erased_person_are_pointed_out() {
    let app = app();
    app.publish("id/organisation/gossip", &format!("{ORGANISATION} ; schema:description \"Founded by Zebediah  QUUX in 1999.\"@en").replace("Acme Trust", "Gossip"));
    assert_eq!(erase(&app, "zebediah-quux")["stillNamed"], json!(["https://whatworks.example/id/organisation/gossip"]));
}

#[test]
fn what_somebody_contributed_is_handed_out_and_erased() {
    let app = app();
    let propose = |by: &str, id: &str, text: &str| app.keep(by, EventKind::Submitted, &format!("submission/{id}"), "", &format!("<id/tool/x> schema:name \"{text}\"@en ."), &format!("<> ww:about <id/tool/x> ; rdfs:comment \"{text} note\" ."));
    propose("dora", "01DORA", "doras-secret");
    propose("emil", "01EMIL", "emils-own");
    app.keep("curator-1", EventKind::Rejected, "submission/01DORA", "", "", "<> rdfs:comment \"doras-secret is not a tool\" .");
    app.accept("dora", EventKind::Revised, "id/organisation/acme", "", "<id/organisation/acme> schema:description \"Known as Acme.\"@en .");
    let kept = RUNTIME.block_on(kept_about(&app.directory, "dora")).unwrap();
    let kinds: Vec<&str> = kept["events"].as_array().unwrap().iter().map(|event| event["kind"].as_str().unwrap()).collect();
    assert_eq!(kinds, ["Submitted", "Rejected", "Revised"]);
    assert!(kept.to_string().contains("doras-secret note") && !kept.to_string().contains("emils-own"), "{kept}");
    let csv = whatworks::app::erase::as_csv(&kept);
    assert_eq!(csv.split("\r\n").count(), 4, "{csv}");
    assert!(csv.split("\r\n").nth(2).unwrap().contains("\"doras-secret is not a tool\""), "{csv}");
    let erased = RUNTIME.block_on(erase_account_by(&app.directory, "dora", "dora", "asked for")).unwrap();
    assert_eq!(erased.events, 2);
    let holds = |text: &str| app.files().iter().any(|file| memchr::memmem::find(&std::fs::read(file).unwrap(), text.as_bytes()).is_some());
    assert!(!holds("doras-secret") && holds("emils-own"));
    assert_eq!(app.data("{ organisation(id: \"acme\") { summary } }")["organisation"]["summary"], "Known as Acme.", "what is published stays");
    assert!(RUNTIME.block_on(app.directory.ledger().verify(|_| ())).unwrap().is_sound());
    app.digest();
}
