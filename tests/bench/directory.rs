//! A directory in this process, for what HTTP is not part of: variables, expected answers, in-process times, SPARQL.

use crate::process::root;
use crate::questions::Variables;
use serde_json::Value;
use std::path::Path;
use std::sync::Arc;
use tokio::runtime::Runtime;
use whatworks::app::Directory as Opened;
use whatworks::http::graphql::engine::{Engine, GraphqlRequest};
use whatworks::ontology::Ontology;

pub struct Directory {
    runtime: Runtime,
    opened: Arc<Opened>,
    engine: Engine,
}

impl Directory {
    /// Opens the directory whose ledger is in `data`; views are kept in memory.
    pub fn open(data: &Path) -> Self {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        let ontology = Ontology::load(&root().join("ontology")).unwrap_or_else(|problems| panic!("the ontology is sound: {problems:?}"));
        let url = format!("sqlite:{}", data.join("ledger.sqlite").display());
        let opened = Arc::new(runtime.block_on(Opened::open(Arc::new(ontology), &url, None, |_| ())).expect("the directory opens"));
        let engine = Engine::new(Arc::clone(&opened)).expect("the schema is sound");
        Self { runtime, opened, engine }
    }

    /// The answer as it is sent.
    pub fn body(&self, request: GraphqlRequest) -> Vec<u8> {
        self.runtime.block_on(self.engine.run(request)).body
    }

    /// `data` of an answer without errors.
    pub fn ask(&self, document: &str, variables: &Variables) -> Value {
        let body = self.body(request(document, variables));
        let mut answer: Value = serde_json::from_slice(&body).expect("JSON");
        assert!(answer.get("errors").is_none(), "{document} {variables:?}: {answer}");
        answer["data"].take()
    }

    pub fn store(&self) -> &oxigraph::store::Store {
        self.opened.views().graph().store()
    }
}

pub fn request(document: &str, variables: &Variables) -> GraphqlRequest {
    GraphqlRequest { query: document.to_owned(), operation_name: None, variables: variables.clone(), read_only: false }
}
