//! Directories with their engines: the seed data, the university, invented histories.

use super::history::{Event, House};
use serde_json::{Map, Value as Tree, json};
use std::path::{Path, PathBuf};
use std::sync::{Arc, LazyLock};
use tokio::runtime::Runtime;
use whatworks::app::Directory;
use whatworks::app::import::{Imported, import};
use whatworks::http::graphql::engine::{Engine, GraphqlRequest};
use whatworks::ledger::{Draft, EventKind, Ledger, Patch};
use whatworks::ontology::Ontology;

pub static RUNTIME: LazyLock<Runtime> = LazyLock::new(|| tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap());

/// A directory that is asked without HTTP.
pub struct App {
    pub directory: Arc<Directory>,
    pub engine: Engine,
    /// Where the ledger lies, as long as the directory is there.
    _folder: Option<tempfile::TempDir>,
}

/// The seed data, imported as an operator does it.
pub static SEED: LazyLock<App> = LazyLock::new(|| App::imported("ontology", "seed-data").0);
/// The second ontology with its data.
pub static COURSES: LazyLock<App> = LazyLock::new(|| App::imported("tests/ontologies/university/ontology", "tests/ontologies/university/seed-data").0);

/// A third one, of recipes.
pub static KITCHEN: LazyLock<App> = LazyLock::new(|| App::imported("tests/ontologies/kitchen/ontology", "tests/ontologies/kitchen/seed-data").0);

pub fn path(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(name)
}

impl App {
    pub fn imported(ontology: &str, data: &str) -> (Self, Imported) {
        let ontology = Arc::new(Ontology::load(&path(ontology)).unwrap_or_else(|problems| panic!("the ontology is sound: {problems:?}")));
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite:{}", folder.path().join("ledger.sqlite").display());
        let (directory, imported) = RUNTIME.block_on(async {
            let ledger = Ledger::open(&url).await.unwrap();
            let imported = import(&ontology, &ledger, vec![path(data)], "seed").await.unwrap();
            ledger.close().await.unwrap();
            (Directory::open(ontology, &url, None, |_| ()).await.unwrap(), imported)
        });
        (Self::over(directory, Some(folder)), imported)
    }

    /// A directory in memory with these events.
    pub fn of_events(house: &House, events: &[Event]) -> Self {
        let ontology = Arc::clone(&house.ontology);
        let directory = RUNTIME.block_on(Directory::open(ontology, "sqlite::memory:", None, |_| ())).unwrap();
        let app = Self::over(directory, None);
        app.keep(events);
        app
    }

    fn over(directory: Directory, folder: Option<tempfile::TempDir>) -> Self {
        let directory = Arc::new(directory);
        let engine = RUNTIME.block_on(async { Engine::new(Arc::clone(&directory)).unwrap() });
        Self { directory, engine, _folder: folder }
    }

    /// Publishes events as curators would.
    pub fn keep(&self, events: &[Event]) {
        let drafts = events.iter().map(|event| {
            let kind = match (event.removed.is_empty(), event.added.is_empty()) {
                (true, _) => EventKind::Published,
                (false, true) => EventKind::Withdrawn,
                (false, false) => EventKind::Revised,
            };
            Draft { actor: "curator".to_owned(), kind, subject: event.subject.clone(), patch: Patch::new(event.removed.clone(), event.added.clone()), private: Vec::new(), idempotency_key: None }
        });
        let drafts: Vec<Draft> = drafts.collect();
        RUNTIME.block_on(async {
            let head = self.directory.ledger().head().await.unwrap().sequence;
            self.directory.append(Some(head), drafts, Vec::new()).await.unwrap();
        });
    }

    /// The whole response.
    pub fn ask_with(&self, query: &str, variables: Tree) -> Tree {
        let Tree::Object(variables) = variables else { panic!("variables are an object") };
        serde_json::from_slice(&self.body(query, variables)).unwrap()
    }

    pub fn ask(&self, query: &str) -> Tree {
        self.ask_with(query, json!({}))
    }

    /// `data` of a query that must not fail.
    pub fn data(&self, query: &str) -> Tree {
        let response = self.ask(query);
        assert_eq!(response.get("errors"), None, "{query}");
        response["data"].clone()
    }

    /// The code of the first error.
    pub fn code(&self, query: &str) -> String {
        let response = self.ask(query);
        response.pointer("/errors/0/extensions/code").and_then(Tree::as_str).unwrap_or_else(|| panic!("no error: {query}\n{response}")).to_owned()
    }

    /// The message of the first error.
    pub fn message(&self, query: &str) -> String {
        let response = self.ask(query);
        response.pointer("/errors/0/message").and_then(Tree::as_str).unwrap_or_else(|| panic!("no error: {query}\n{response}")).to_owned()
    }

    pub fn body(&self, query: &str, variables: Map<String, Tree>) -> Vec<u8> {
        RUNTIME.block_on(self.engine.run(request(query, variables))).body
    }
}

pub fn request(query: &str, variables: Map<String, Tree>) -> GraphqlRequest {
    GraphqlRequest { query: query.to_owned(), operation_name: None, variables, read_only: true }
}
