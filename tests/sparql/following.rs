//! Workers follow what is published, and answer for what they show.

use std::fs;

use super::{ask, workers_of};
use crate::door::app::TestApp;
use crate::serving::Serving;
use std::path::Path;
use std::process::Command;
use std::thread;
use whatworks::app::import::import;

const RECORD: &str = r#"
@prefix schema: <https://schema.org/> .
@prefix ww: <https://whatworks.example/ns#> .
<https://whatworks.example/id/organisation/sparql-follower> a ww:Organisation ;
  schema:name "NAME"@en ;
  ww:sector <https://whatworks.example/vocab/organisation-sectors/other-organisation> .
"#;

fn named(app: &TestApp) -> (Option<String>, u64) {
    let answer = ask(app, "PREFIX schema: <https://schema.org/> SELECT ?name { <https://whatworks.example/id/organisation/sparql-follower> schema:name ?name }", &[]);
    assert_eq!(answer.status, 200, "{}", answer.text());
    let name = answer.json().pointer("/results/bindings/0/name/value").and_then(|name| name.as_str().map(str::to_owned));
    (name, answer.header("whatworks-revision").and_then(|revision| revision.parse().ok()).expect("a revision"))
}

fn publish(app: &TestApp, name: &str) {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("record.ttl");
    fs::write(&file, RECORD.replace("NAME", name)).expect("written");
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().expect("a runtime");
    runtime.block_on(async {
        let directory = &app.directory;
        import(directory.ontology(), directory.ledger(), vec![file], "seed").await.expect("published");
        directory.follow(u64::MAX).await.expect("shown");
    });
}

#[test]
fn what_is_published_is_in_the_next_answer_and_its_revision_is_named() {
    let app = TestApp::start();
    let (name, before) = named(&app);
    assert_eq!(name, None);
    for (number, name) in (1..).zip(["Followers of SPARQL", "Followers of queries", "Followers of SPARQL"]) {
        publish(&app, name);
        assert_eq!(named(&app), (Some(name.to_owned()), before + number));
    }
}

#[test]
fn a_worker_comes_with_the_first_query_is_replaced_when_it_dies_and_goes_with_the_server() {
    let serving = Serving::start(Path::new(env!("CARGO_MANIFEST_DIR")), &["--demo"]);
    let workers = || workers_of(serving.id()).into_iter().map(|(id, _)| id).collect::<Vec<u32>>();
    let holds = || serving.ask_in_sparql("ASK { ?s ?p ?o }")["boolean"] == true;
    assert!(workers().is_empty(), "who never asks pays nothing");
    assert!(holds());
    let first = workers();
    assert_eq!(first.len(), 1, "one query takes one worker");
    assert!(holds());
    assert_eq!(workers(), first, "the next query finds it");
    assert!(Command::new("kill").args(["-KILL", &first[0].to_string()]).status().expect("kill runs").success());
    assert!(holds(), "another has taken its place");
    let second = workers();
    assert!(second.len() == 1 && second != first);
    let process = serving.id();
    drop(serving);
    // The system ends it; nothing of the server is left to do so.
    while workers_of(process).iter().chain(&workers_of(1)).any(|(id, status)| *id == second[0] && !status.contains("State:\tZ")) {
        thread::yield_now();
    }
}
