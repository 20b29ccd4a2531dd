//! Calls are what the ontology makes of them: under other names they are the same, and a directory may have none.

use crate::reading::app::{RUNTIME, path};
use serde_json::{Value, json};
use std::path::Path;
use std::sync::Arc;
use whatworks::app::Directory;
use whatworks::app::actor::Role;
use whatworks::http::graphql::engine::{Engine, GraphqlRequest};
use whatworks::ontology::Ontology;

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap().map(Result::unwrap) {
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).unwrap();
        }
    }
}

/// Asks a directory of this ontology, which has no records yet but those that curators have published with the documents before.
fn ask(ontology: &Path, documents: &[&str]) -> Vec<Value> {
    let folder = tempfile::tempdir().unwrap();
    let ontology = Arc::new(Ontology::load(ontology).unwrap_or_else(|problems| panic!("{problems:?}")));
    let url = format!("sqlite:{}", folder.path().join("ledger.sqlite").display());
    RUNTIME.block_on(async {
        let engine = Engine::new(Arc::new(Directory::open(ontology, &url, None, |_| ()).await.unwrap())).unwrap();
        let curator = crate::contribute::app::account("cleo", Role::Curator);
        let (mut answers, mut submission) = (Vec::new(), String::new());
        for document in documents {
            let query = document.replace("SUBMISSION", &submission);
            let request = GraphqlRequest { query, operation_name: None, variables: serde_json::Map::new(), read_only: false };
            let answer: Value = serde_json::from_slice(&engine.run_for(request, Arc::clone(&curator)).await.body).unwrap();
            if let Some(key) = answer["data"].as_object().and_then(|data| data.values().next()).and_then(|done| done["key"].as_str()) {
                submission = key.to_owned();
            }
            answers.push(answer);
        }
        answers
    })
}

#[test]
fn a_call_by_another_name_is_a_call() {
    let folder = tempfile::tempdir().unwrap();
    copy(&path("ontology"), folder.path());
    let file = folder.path().join("call.ttl");
    let text = std::fs::read_to_string(&file).unwrap();
    let renamed = text.replace("ww:singular \"Call\" ; ww:plural \"calls\" ; ww:pluralLabel \"Galwadau\"@cy ; ww:segment \"call\"", "ww:singular \"Appeal\" ; ww:plural \"appeals\" ; ww:segment \"appeal\"");
    let renamed = renamed.replace("ww:field \"closes\"", "ww:field \"until\"").replace("ww:field \"timeZone\"", "ww:field \"clock\"");
    assert_ne!(renamed, text);
    std::fs::write(&file, renamed).unwrap();
    let accept = "mutation { review(submission: \"SUBMISSION\", decision: ACCEPT) { key state } }";
    let answers = ask(
        folder.path(),
        &[
            "mutation { submitAppeal(input: {name: {text: \"Stories\"}, until: \"2999-03-06\", clock: \"Europe/London\"}) { key } }",
            accept,
            "mutation { submitCaseStudy(input: {name: {text: \"A march\"}, kind: \"sharing\"}, call: \"stories\", allowUse: true, unnamed: true) { state entry { call { id } } receipt { sha256 } } }",
            "{ callProcess(call: \"stories\") { closes phase } }",
        ],
    );
    assert_eq!(answers[1]["data"]["review"]["state"], "PUBLISHED", "{answers:?}");
    assert_eq!(answers[2]["data"]["submitCaseStudy"]["entry"]["call"]["id"], "https://whatworks.example/id/appeal/stories", "{answers:?}");
    assert_eq!(answers[3]["data"]["callProcess"], json!({ "closes": "2999-03-07T00:00:00+00:00[Europe/London]", "phase": "OPEN" }));
}

#[test]
fn a_directory_may_have_no_calls() {
    let answers = ask(&path("tests/ontologies/kitchen/ontology"), &["{ callProcess(call: \"anything\") { phase } }"]);
    assert_eq!(answers[0]["errors"][0]["extensions"]["code"], "NOT_FOUND", "{answers:?}");
    assert!(answers[0]["errors"][0]["message"].as_str().unwrap().contains("this directory has no calls"), "{answers:?}");
}

/// The loader says where a part does not fit.
#[test]
fn a_part_on_a_property_that_cannot_play_it_is_refused_with_its_place() {
    let folder = tempfile::tempdir().unwrap();
    copy(&path("ontology"), folder.path());
    let file = folder.path().join("call.ttl");
    let text = std::fs::read_to_string(&file).unwrap();
    let broken = [
        ("ww:part ww:GraceDays", "ww:part ww:TimeZone", "ww:part ww:TimeZone goes with sh:datatype xsd:string"),
        ("ww:part ww:GraceDays", "ww:part ww:Graces", "ns#part> takes"),
        ("ww:part ww:Opens", "ww:part ww:Closes", "two properties play ww:Closes; keep one"),
    ];
    for (before, after, told) in broken {
        std::fs::write(&file, text.replace(before, after)).unwrap();
        let problems = Ontology::load(folder.path()).unwrap_err();
        let told_there = |problem: &whatworks::ontology::Problem| problem.file.ends_with("call.ttl") && problem.line > 0 && problem.message.contains(told);
        assert!(problems.iter().any(told_there), "{told}: {problems:?}");
    }
}
