//! An empty directory with its engine, and people who ask it.

use crate::reading::app::{RUNTIME, path};
use serde_json::{Value as Tree, json};
use std::sync::{Arc, LazyLock};
use whatworks::app::Directory;
use whatworks::app::account::Settings;
use whatworks::app::actor::{Account, Caller, Key, Operation, Role, Visitor};
use whatworks::http::graphql::engine::{Engine, GraphqlRequest};
use whatworks::ledger::{self, Event};
use whatworks::ontology::Ontology;

pub static ONTOLOGY: LazyLock<Arc<Ontology>> = LazyLock::new(|| Arc::new(Ontology::load(&path("ontology")).unwrap()));

pub fn account(id: &str, role: Role) -> Arc<Visitor> {
    Arc::new(Visitor { caller: Caller::Account(Account { id: id.to_owned(), role, verified: true, suspended: false }), network: None })
}

pub fn ann() -> Arc<Visitor> {
    account("ann", Role::Contributor)
}

pub fn bob() -> Arc<Visitor> {
    account("bob", Role::Contributor)
}

pub fn curator() -> Arc<Visitor> {
    account("cleo", Role::Curator)
}

pub fn other_curator() -> Arc<Visitor> {
    account("dora", Role::Curator)
}

pub fn stranger() -> Arc<Visitor> {
    Arc::new(Visitor::STRANGER)
}

pub fn partner() -> Arc<Visitor> {
    let key = Key { id: "key".to_owned(), account: "partner".to_owned(), scopes: vec![Operation::Submit] };
    Arc::new(Visitor { caller: Caller::Partner(key), network: None })
}

/// Fields of a submission that most tests look at.
pub const SHOWN: &str = "key state kind about title author isMine proposal baseRevision conflicts takenBy
    violations { field message } difference { field kind before { text language } after { text language } } history { kind actor text fields } actions";

pub struct App {
    pub directory: Arc<Directory>,
    pub engine: Engine,
    pub folder: tempfile::TempDir,
}

impl App {
    /// Without any record.
    pub fn new() -> Self {
        Self::at(tempfile::tempdir().unwrap())
    }

    pub fn at(folder: tempfile::TempDir) -> Self {
        Self::with(folder, Settings::default())
    }

    /// With other settings.
    pub fn with(folder: tempfile::TempDir, settings: Settings) -> Self {
        let url = format!("sqlite:{}", folder.path().join("ledger.sqlite").display());
        let (directory, engine) = RUNTIME.block_on(async {
            let directory = Arc::new(Directory::open_with(Arc::clone(&ONTOLOGY), &url, Some(folder.path()), settings, |_| ()).await.unwrap());
            (Arc::clone(&directory), Engine::new(directory).unwrap())
        });
        let app = Self { directory, engine, folder };
        ["ann", "bob", "cleo", "dora", "root", "partner"].into_iter().for_each(|id| app.enrol(id, true));
        app
    }

    /// Makes an account; `known`: something of theirs was accepted before.
    pub fn enrol(&self, id: &str, known: bool) {
        let account = ledger::Account { name: id.to_owned(), notified: true, known, verified: true, ..ledger::Account::new(id.to_owned(), format!("{id}@mail.example"), "contributor", 0) };
        let kept = self.directory.ledger().keep(move |book| Box::pin(async move { book.put(&account).await.map(Ok::<(), ()>) }));
        RUNTIME.block_on(kept).unwrap().unwrap();
    }

    /// The same ledger, opened again.
    pub fn again(self) -> Self {
        let Self { directory, engine, folder } = self;
        RUNTIME.block_on(directory.ledger().close()).unwrap();
        drop((engine, directory));
        Self::at(folder)
    }

    pub async fn answer(&self, who: &Arc<Visitor>, query: &str, variables: Tree) -> Tree {
        let Tree::Object(variables) = variables else { panic!("variables are an object") };
        let request = GraphqlRequest { query: query.to_owned(), operation_name: None, variables, read_only: false };
        serde_json::from_slice(&self.engine.run_for(request, Arc::clone(who)).await.body).unwrap()
    }

    pub fn ask_with(&self, who: &Arc<Visitor>, query: &str, variables: Tree) -> Tree {
        RUNTIME.block_on(self.answer(who, query, variables))
    }

    /// `data` of a request that must not fail.
    pub fn data_with(&self, who: &Arc<Visitor>, query: &str, variables: Tree) -> Tree {
        let response = self.ask_with(who, query, variables);
        assert_eq!(response.get("errors"), None, "{query}");
        response["data"].clone()
    }

    pub fn data(&self, who: &Arc<Visitor>, query: &str) -> Tree {
        self.data_with(who, query, json!({}))
    }

    /// The first error of a request that must fail.
    pub fn error(&self, who: &Arc<Visitor>, query: &str) -> Tree {
        let response = self.ask_with(who, query, json!({}));
        response.pointer("/errors/0").unwrap_or_else(|| panic!("no error: {query}\n{response}")).clone()
    }

    pub fn code(&self, who: &Arc<Visitor>, query: &str) -> String {
        self.error(who, query)["extensions"]["code"].as_str().unwrap().to_owned()
    }

    /// The only field of `data`: what one verb answers.
    pub fn done(&self, who: &Arc<Visitor>, query: &str) -> Tree {
        self.data(who, query).as_object().unwrap().values().next().unwrap().clone()
    }

    /// Submits a tool and answers the submission.
    pub fn tool(&self, who: &Arc<Visitor>, name: &str) -> Tree {
        let query = format!("mutation($name: String!) {{ submitTool(input: {{name: {{text: $name}}, kind: \"guide\"}}) {{ {SHOWN} }} }}");
        self.data_with(who, &query, json!({ "name": name }))["submitTool"].clone()
    }

    /// Decides about a submission; `more` are further arguments.
    pub fn review(&self, who: &Arc<Visitor>, submission: &str, decision: &str, more: &str) -> Tree {
        self.ask_with(who, &format!("mutation {{ review(submission: \"{submission}\", decision: {decision} {more}) {{ {SHOWN} }} }}"), json!({}))
    }

    /// A published tool with this name: its IRI.
    pub fn published_tool(&self, name: &str) -> String {
        let submission = self.tool(&ann(), name);
        let answer = self.review(&curator(), key(&submission), "ACCEPT", "");
        assert_eq!(answer["data"]["review"]["state"], "PUBLISHED", "{answer}");
        submission["about"].as_str().unwrap().to_owned()
    }

    pub fn state_of(&self, submission: &str) -> String {
        self.done(&curator(), &format!("{{ submission(id: \"{submission}\") {{ state }} }}"))["state"].as_str().unwrap().to_owned()
    }

    pub fn events(&self) -> Vec<Event> {
        RUNTIME.block_on(self.directory.ledger().read(0, 10_000)).unwrap()
    }
}

pub fn key(submission: &Tree) -> &str {
    submission["key"].as_str().unwrap_or_else(|| panic!("no submission: {submission}"))
}
