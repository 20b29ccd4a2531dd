//! A small directory whose ledger is a file, people who ask, and what they published.

use oxigraph::io::{RdfFormat, RdfParser};
use oxigraph::model::{NamedNode, Term, Triple};
use serde_json::{Map, Value as Json, json};
use std::path::{Path, PathBuf};
use std::sync::{Arc, LazyLock};
use tokio::runtime::Runtime;
use whatworks::app::Directory;
use whatworks::app::actor::{Account, Caller, Role, Visitor};
use whatworks::http::graphql::engine::{Engine, GraphqlRequest};
use whatworks::ledger::{Draft, Event, EventKind, Patch};
use whatworks::ontology::Ontology;

pub static RUNTIME: LazyLock<Runtime> = LazyLock::new(|| Runtime::new().unwrap());
static ONTOLOGY: LazyLock<Arc<Ontology>> = LazyLock::new(|| Arc::new(Ontology::load(&Path::new(env!("CARGO_MANIFEST_DIR")).join("ontology")).unwrap()));

pub const BASE: &str = "https://whatworks.example/";
const PREFIXES: &str = "@base <https://whatworks.example/> . @prefix schema: <https://schema.org/> . @prefix ww: <https://whatworks.example/ns#> .
    @prefix prov: <http://www.w3.org/ns/prov#> . @prefix cito: <http://purl.org/spar/cito/> . @prefix dct: <http://purl.org/dc/terms/> .
    @prefix xsd: <http://www.w3.org/2001/XMLSchema#> . @prefix skos: <http://www.w3.org/2004/02/skos/core#> . @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .\n";

pub struct App {
    pub directory: Arc<Directory>,
    pub engine: Engine,
    pub folder: tempfile::TempDir,
}

/// The statements of a Turtle text.
pub fn triples(turtle: &str) -> Vec<Triple> {
    RdfParser::from_format(RdfFormat::Turtle).for_reader(format!("{PREFIXES}{turtle}").as_bytes()).map(|quad| quad.unwrap().into()).collect()
}

fn account(id: &str, role: Role) -> Caller {
    Caller::Account(Account { id: id.to_owned(), role, verified: true, suspended: false })
}

pub fn curator() -> Caller {
    account("curator-1", Role::Curator)
}

pub fn administrator() -> Caller {
    account("administrator-1", Role::Administrator)
}

pub fn contributor() -> Caller {
    account("contributor-1", Role::Contributor)
}

impl App {
    pub fn new() -> Self {
        Self::in_folder(tempfile::tempdir().unwrap())
    }

    pub fn in_folder(folder: tempfile::TempDir) -> Self {
        let url = Self::url(folder.path());
        let directory = RUNTIME.block_on(Directory::open(Arc::clone(&ONTOLOGY), &url, Some(&folder.path().join("views")), |_| ())).unwrap();
        let directory = Arc::new(directory);
        let engine = RUNTIME.block_on(async { Engine::new(Arc::clone(&directory)).unwrap() });
        Self { directory, engine, folder }
    }

    pub fn url(folder: &Path) -> String {
        format!("sqlite:{}", folder.join("ledger.sqlite").display())
    }

    /// Stops, and starts again from the ledger alone.
    pub fn reopened(self) -> Self {
        RUNTIME.block_on(self.directory.ledger().close()).unwrap();
        let Self { directory, engine, folder } = self;
        drop((directory, engine));
        Self::in_folder(folder)
    }

    /// The digest of the graph, live; and as replay makes it.
    pub fn digests(&self) -> (String, String) {
        let live = self.directory.views().graph().sorted_lines().unwrap();
        let again = RUNTIME.block_on(Directory::open(Arc::clone(&ONTOLOGY), &Self::url(self.folder.path()), None, |_| ())).unwrap();
        let rebuilt = again.views().graph().sorted_lines().unwrap();
        let digest = |lines: &[String]| blake3::hash(lines.join("\n").as_bytes()).to_hex().to_string();
        for (one, other) in live.iter().zip(&rebuilt) {
            assert_eq!(one, other, "the live graph and the rebuilt one");
        }
        (digest(&live), digest(&rebuilt))
    }

    /// The digest of the graph, which a rebuilt one shares.
    pub fn digest(&self) -> String {
        let (live, rebuilt) = self.digests();
        assert_eq!(live, rebuilt);
        live
    }

    /// Keeps one event; what it says about itself is `private`, with `<>` standing for its subject.
    pub fn keep(&self, actor: &str, kind: EventKind, subject: &str, removed: &str, added: &str, private: &str) -> Event {
        let subject = format!("{BASE}{subject}");
        let private = triples(&private.replace("<>", &format!("<{subject}>")));
        let draft = Draft { actor: actor.to_owned(), kind, subject, patch: Patch::new(triples(removed), triples(added)), private, idempotency_key: None };
        RUNTIME.block_on(self.directory.append(None, vec![draft], Vec::new())).unwrap().remove(0)
    }

    pub fn publish(&self, subject: &str, said: &str) -> Event {
        self.keep("operator", EventKind::Published, subject, "", &format!("<{subject}> {said} ."), "")
    }

    /// A contribution that a curator accepted.
    pub fn accept(&self, by: &str, kind: EventKind, subject: &str, removed: &str, added: &str) -> Event {
        let sayings = format!("<> prov:wasAttributedTo <actor/{by}> ; prov:wasDerivedFrom <submission/01SUBMISSION> ; rdfs:comment \"well founded\" .");
        self.keep("curator-1", kind, subject, removed, added, &sayings)
    }

    pub fn ask_as(&self, caller: Caller, query: &str, variables: Json) -> Json {
        let Json::Object(variables) = variables else { panic!("variables are an object") };
        let request = GraphqlRequest { query: query.to_owned(), operation_name: None, variables, read_only: false };
        let reply = RUNTIME.block_on(self.engine.run_for(request, Arc::new(Visitor { caller, network: None })));
        serde_json::from_slice(&reply.body).unwrap()
    }

    pub fn ask(&self, query: &str) -> Json {
        self.ask_as(Caller::Anonymous, query, json!({}))
    }

    /// `data` of a query that must not fail, also as async-graphql's executor says.
    pub fn data(&self, query: &str) -> Json {
        let response = self.ask(query);
        assert_eq!(response.get("errors"), None, "{query}");
        let request = GraphqlRequest { query: query.to_owned(), operation_name: None, variables: Map::new(), read_only: true };
        let (oracle, errors) = RUNTIME.block_on(self.engine.oracle(request)).unwrap();
        assert_eq!((serde_json::from_str::<Json>(&oracle).unwrap(), errors), (response["data"].clone(), Vec::new()), "{query}");
        response["data"].clone()
    }

    /// `data` of a curator's mutation that must not fail.
    pub fn curate(&self, mutation: &str) -> Json {
        let response = self.ask_as(curator(), &format!("mutation {{ {mutation} }}"), json!({}));
        assert_eq!(response.get("errors"), None, "{mutation}");
        response["data"].clone()
    }

    /// Code and message of the refusal of a curator's mutation.
    pub fn refusal(&self, mutation: &str) -> (String, String) {
        refusal(&self.ask_as(curator(), &format!("mutation {{ {mutation} }}"), json!({})))
    }

    /// What the graph says of a subject, as sorted lines.
    pub fn said(&self, subject: &str) -> Vec<String> {
        let own = Term::from(NamedNode::new_unchecked(format!("{BASE}{subject}"))).to_string();
        self.directory.views().graph().sorted_lines().unwrap().into_iter().filter(|line| line.starts_with(&own)).collect()
    }

    pub fn head(&self) -> u64 {
        self.directory.views().state().snapshot.revision()
    }

    /// All files of the data folder.
    pub fn files(&self) -> Vec<PathBuf> {
        fn walk(folder: &Path, found: &mut Vec<PathBuf>) {
            for entry in std::fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() { walk(&path, found) } else { found.push(path) }
            }
        }
        let mut found = Vec::new();
        walk(self.folder.path(), &mut found);
        found
    }
}

/// Code and message of the first error.
pub fn refusal(response: &Json) -> (String, String) {
    let error = response.pointer("/errors/0").unwrap_or_else(|| panic!("no error: {response}"));
    (error["extensions"]["code"].as_str().unwrap_or_default().to_owned(), error["message"].as_str().unwrap().to_owned())
}

pub const ORGANISATION: &str = "a ww:Organisation ; schema:name \"Acme Trust\"@en ; ww:sector <vocab/organisation-sectors/charity>";
pub const TOOL: &str = "a ww:Tool ; schema:name \"Block party\"@en ; ww:toolKind <vocab/tool-kinds/software>";
pub const CLAIM: &str = "a ww:Claim ; ww:challenge <vocab/challenges/fear-of-escalation> ; ww:stance <vocab/stance/supports> ; ww:strength <vocab/strength/asserted> ;
    ww:rationale \"It hides what would hurt before it is read.\"@en ; prov:wasAttributedTo <id/organisation/acme>";
