//! Workers follow what is published, and answer for what they show.

use std::fs;

use super::ask;
use crate::door::app::TestApp;
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
