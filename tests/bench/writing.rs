//! How fast contributions are kept, and how soon readers see what a curator accepts: through the engine, each answer awaited, with the
//! ledger on the disk.

use crate::directory::request;
use crate::process::root;
use serde_json::{Value, json};
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};
use whatworks::app::Directory;
use whatworks::app::actor::{Account, Caller, Role, Visitor};
use whatworks::http::graphql::engine::Engine;
use whatworks::ledger;
use whatworks::ontology::Ontology;

const WRITERS: [usize; 3] = [1, 16, 64];
const TIME: Duration = Duration::from_secs(5);
const REVIEWS: usize = 300;

/// What was measured of writing.
#[derive(Default)]
pub struct Writing {
    /// With so many writers, submissions a second: each on the disk and in its author's list when it is answered.
    pub submissions: Vec<(usize, f64)>,
    /// From a curator's decision until a reader has read the new record.
    pub visible_p50: Duration,
    pub visible_p99: Duration,
}

struct Writable {
    directory: Arc<Directory>,
    engine: Engine,
}

/// Writes to the directory in `data`.
pub fn measure(data: &Path) -> Writing {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("a runtime");
    let ontology = Ontology::load(&root().join("ontology")).unwrap_or_else(|problems| panic!("the ontology is sound: {problems:?}"));
    let url = format!("sqlite:{}", data.join("ledger.sqlite").display());
    let directory = Arc::new(runtime.block_on(Directory::open(Arc::new(ontology), &url, Some(&data.join("views")), |_| ())).expect("the directory opens"));
    // What is accepted has to enter the graph, which is filled meanwhile.
    let _ = directory.views().graph();
    let engine = Engine::new(Arc::clone(&directory)).expect("the schema is sound");
    let writable = Arc::new(Writable { directory, engine });
    let submissions = WRITERS.iter().map(|writers| (*writers, runtime.block_on(submissions(&writable, *writers)))).collect();
    let mut times = runtime.block_on(reviews(&writable));
    times.sort_unstable();
    Writing { submissions, visible_p50: times[times.len() / 2], visible_p99: times[times.len() * 99 / 100] }
}

async fn submissions(writable: &Arc<Writable>, writers: usize) -> f64 {
    let mut who = Vec::new();
    for writer in 0..writers {
        who.push(writable.account(&format!("writer-{writer}"), Role::Contributor).await);
    }
    let began = Instant::now();
    let tasks: Vec<_> = who.into_iter().enumerate().map(|(writer, who)| {
        let writable = Arc::clone(writable);
        tokio::spawn(async move {
            let mut count = 0_usize;
            while began.elapsed() < TIME {
                let name = format!("Tool {count} of writer {writer} of {writers}");
                let answer = writable.ask(&who, "mutation($name: String!) { submitTool(input: {name: {text: $name}, kind: \"guide\"}) { key state title } }", json!({ "name": name })).await;
                assert_eq!(answer["submitTool"]["title"], name, "{answer}");
                count += 1;
            }
            count
        })
    }).collect();
    let mut count = 0;
    for task in tasks {
        count += task.await.expect("a writer writes");
    }
    count as f64 / began.elapsed().as_secs_f64()
}

async fn reviews(writable: &Writable) -> Vec<Duration> {
    let (author, curator) = (writable.account("author", Role::Contributor).await, writable.account("curator", Role::Curator).await);
    let mut times = Vec::with_capacity(REVIEWS);
    for number in 0..REVIEWS {
        let name = format!("Reviewed tool {number}");
        let submitted = writable.ask(&author, "mutation($name: String!) { submitTool(input: {name: {text: $name}, kind: \"guide\"}) { key about } }", json!({ "name": name })).await;
        let submitted = &submitted["submitTool"];
        let began = Instant::now();
        writable.ask(&curator, "mutation($key: ID!) { review(submission: $key, decision: ACCEPT) { state } }", json!({ "key": submitted["key"] })).await;
        let read = writable.ask(&Arc::new(Visitor::STRANGER), "query($id: ID!, $name: String!) { tool(id: $id) { name } search(query: $name, first: 1) { nodes { id } } }", json!({ "id": submitted["about"], "name": name })).await;
        times.push(began.elapsed());
        assert_eq!((&read["tool"]["name"], &read["search"]["nodes"][0]["id"]), (&json!(name), &submitted["about"]), "{read}");
    }
    times
}

impl Writable {
    async fn ask(&self, who: &Arc<Visitor>, document: &str, variables: Value) -> Value {
        let Value::Object(variables) = variables else { panic!("variables are an object") };
        let reply = self.engine.run_for(request(document, &variables), Arc::clone(who)).await;
        let mut answer: Value = serde_json::from_slice(&reply.body).expect("JSON");
        assert!(answer.get("errors").is_none(), "{document}: {answer}");
        answer["data"].take()
    }

    async fn account(&self, id: &str, role: Role) -> Arc<Visitor> {
        let account = ledger::Account { name: id.to_owned(), notified: true, proved: true, known: true, verified: true, ..ledger::Account::new(id.to_owned(), format!("{id}@mail.example"), role.name(), 0) };
        let kept = self.directory.ledger().keep(move |book| Box::pin(async move { book.put(&account).await.map(Ok::<(), ()>) })).await;
        kept.expect("the ledger keeps it").expect("it is kept");
        Arc::new(Visitor { caller: Caller::Account(Account { id: id.to_owned(), role, verified: true, suspended: false }), network: None })
    }
}
