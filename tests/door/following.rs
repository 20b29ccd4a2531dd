//! Subscriptions, by the clients that people use: npm `graphql-ws` and `graphql-sse`; and what the WebSocket protocol forbids.

use std::{
    io::{BufRead as _, BufReader},
    process::{Command, Stdio},
};

use oxigraph::model::{NamedNode, NamedOrBlankNode, Triple, vocab::rdf};
use whatworks::ledger::{Draft, EventKind, Patch};

use super::{app::TestApp, node};

const TOOL: &str = "https://whatworks.example/id/tool/block-party";

fn draft(kind: EventKind, subject: &str, removed: Vec<Triple>, added: Vec<Triple>) -> Draft {
    Draft { actor: "curator".to_owned(), kind, subject: subject.to_owned(), patch: Patch::new(removed, added), private: Vec::new(), idempotency_key: None }
}

/// A change of a tool that is followed, a record that is not, and the end of the tool.
fn happenings(app: &TestApp) -> Vec<Draft> {
    let snapshot = app.directory.views().state().snapshot.clone();
    let stated = snapshot.stated(snapshot.by_iri(TOOL).expect("the tool is in the seed data"));
    let name = stated.iter().find(|triple| triple.predicate.as_str() == "https://schema.org/name").expect("a name").clone();
    let renamed = Triple { object: oxigraph::model::Literal::new_language_tagged_literal_unchecked("Block party for all", "en").into(), ..name.clone() };
    let subject = NamedNode::new_unchecked("https://whatworks.example/id/organisation/newcomer");
    let organisation = Triple::new(NamedOrBlankNode::from(subject.clone()), rdf::TYPE, NamedNode::new_unchecked("https://whatworks.example/ns#Organisation"));
    let last: Vec<Triple> = stated.iter().map(|triple| if *triple == name { renamed.clone() } else { triple.clone() }).collect();
    vec![
        draft(EventKind::Published, subject.as_str(), Vec::new(), vec![organisation]),
        draft(EventKind::Revised, TOOL, vec![name], vec![renamed]),
        draft(EventKind::Withdrawn, TOOL, last, Vec::new()),
    ]
}

#[test]
fn clients_follow_what_is_published() {
    let Some(place) = node::place("follow.mjs") else { return };
    let app = TestApp::start();
    let mut client = Command::new("node").arg("follow.mjs").arg(format!("{}/graphql", app.address)).current_dir(place).stdout(Stdio::piped()).spawn().expect("node runs");
    let mut happenings = happenings(&app).into_iter();
    for line in BufReader::new(client.stdout.take().expect("its words")).lines() {
        let line = line.expect("text");
        println!("{line}");
        if line == "next" {
            let next = happenings.next().expect("the client asks for as many as there are");
            crate::reading::app::RUNTIME.block_on(app.directory.append(None, vec![next], Vec::new())).expect("it is kept");
        }
    }
    assert!(client.wait().expect("it ends").success());
    assert_eq!(happenings.count(), 0, "all was told");
}
