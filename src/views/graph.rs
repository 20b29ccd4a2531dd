//! The graph view: everything published as RDF, for SPARQL and linked data. The only file that names `oxigraph::store`.
//!
//! What it holds is a function of the records and their provenance: each record's triples, the links derived from claims, and its
//! catalogue record (`dcat:CatalogRecord`: when it was issued and modified, at which revision, and to whose credit, by opaque
//! identifiers). Nothing unpublished can be here, because it is nowhere in the records.

pub mod answer;
mod log;

pub use log::{Change, Since};

use super::about::actor_iri;
use super::provenance::{CreditRole, Provenance};
use super::records::{Id, Record, Snapshot};
use crate::ontology::terms::{CURATOR, DCAT_CATALOG_RECORD, DCT_CONTRIBUTOR, DCT_CREATOR, DCT_ISSUED, DCT_MODIFIED, FOAF_PRIMARY_TOPIC, REVISION, SKOS_IN_SCHEME};
use crate::ontology::{Ontology, Visibility};
use oxigraph::model::vocab::{rdf, xsd};
use oxigraph::model::{GraphName, Literal, NamedNode, NamedOrBlankNode, Quad, Triple};
use oxigraph::store::{StorageError, Store};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// What waits to be put in while the graph is filled: the store's own choice is some hundred megabytes.
const LOAD_MEGABYTES_MAX: usize = 16;

/// Why the graph could not be written or read.
#[derive(Debug, thiserror::Error)]
#[error("the graph cannot be written or read: {0}")]
pub struct GraphError(#[from] StorageError);

/// What the graph is made of.
#[derive(Clone, Copy)]
pub struct Shown<'a> {
    pub snapshot: &'a Snapshot,
    pub provenance: &'a Provenance,
}

/// The published graph. Clones share it.
#[derive(Clone)]
pub struct Graph {
    store: Store,
    /// Held while the store is written, so that a revision and what is there at it are read together.
    log: Arc<Mutex<log::Log>>,
}

impl Graph {
    /// A graph that holds what the ontology says.
    ///
    /// # Errors
    /// When the store cannot be made.
    pub fn new(ontology: &Ontology) -> Result<Self, GraphError> {
        let store = Store::new()?;
        // Concepts are records: what an event says of them holds, not what the ontology said.
        let of_record = |triple: &Triple| matches!(&triple.subject, NamedOrBlankNode::NamedNode(node) if ontology.split_iri(node.as_str()).is_some());
        store.extend(ontology.triples.iter().filter(|triple| !of_record(triple)).cloned().map(quad))?;
        Ok(Self { store, log: Arc::default() })
    }

    /// A graph with nothing in it, to be brought up to another one.
    ///
    /// # Errors
    /// When the store cannot be made.
    pub fn empty() -> Result<Self, GraphError> {
        Ok(Self { store: Store::new()?, log: Arc::default() })
    }

    /// Puts all records in; `progress` hears of each.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub fn fill(&self, shown: Shown<'_>, progress: impl Fn()) -> Result<(), GraphError> {
        let mut log = self.log();
        let mut loader = self.store.bulk_loader().with_max_memory_size_in_megabytes(LOAD_MEGABYTES_MAX);
        loader.load_quads(shown.snapshot.records().inspect(|_| progress()).flat_map(|record| triples(shown, record)).map(quad))?;
        loader.commit()?;
        log.reach(shown.snapshot.shown());
        Ok(())
    }

    /// Moves from one state to the next, in one transaction; `ids` are the records that may differ.
    ///
    /// # Errors
    /// When the store cannot be written; then nothing has changed.
    pub fn apply(&self, before: Shown<'_>, after: Shown<'_>, ids: impl IntoIterator<Item = Id>) -> Result<(), GraphError> {
        let of = |shown: Shown<'_>, id| shown.snapshot.record(id).map(|record| triples(shown, record)).unwrap_or_default();
        let pairs = ids.into_iter().map(|id| (of(before, id), of(after, id)));
        self.move_to(after, pairs, false)
    }

    /// Moves between states whose records may have other numbers, in one transaction. What was there before is not told to who follows.
    ///
    /// # Errors
    /// When the store cannot be written; then nothing has changed.
    pub fn replace(&self, before: Shown<'_>, after: Shown<'_>) -> Result<(), GraphError> {
        let of = |shown: Shown<'_>, iri: &str| shown.snapshot.by_iri(iri).map(|record| triples(shown, record)).unwrap_or_default();
        let gone = before.snapshot.records().filter(|record| after.snapshot.by_iri(&record.iri).is_none());
        let iris = gone.chain(after.snapshot.records()).map(|record| &*record.iri);
        self.move_to(after, iris.map(|iri| (of(before, iri), of(after, iri))), true)
    }

    fn move_to(&self, after: Shown<'_>, pairs: impl Iterator<Item = (Vec<Triple>, Vec<Triple>)>, forget: bool) -> Result<(), GraphError> {
        let mut change = Change { revision: after.snapshot.shown(), removed: Vec::new(), added: Vec::new() };
        for (old, new) in pairs {
            change.removed.extend(old.iter().filter(|triple| !new.contains(triple)).cloned().map(quad));
            change.added.extend(new.into_iter().filter(|triple| !old.contains(triple)).map(quad));
        }
        let mut log = self.log();
        self.change(&change.removed, &change.added)?;
        if forget { log.forget(change.revision) } else { log.keep(change) }
        Ok(())
    }

    /// Takes quads out and puts quads in, in one transaction.
    ///
    /// # Errors
    /// When the store cannot be written; then nothing has changed.
    pub fn change(&self, removed: &[Quad], added: &[Quad]) -> Result<(), GraphError> {
        let mut transaction = self.store.start_transaction()?;
        removed.iter().for_each(|quad| transaction.remove(quad));
        added.iter().for_each(|quad| transaction.insert(quad));
        transaction.commit()?;
        Ok(())
    }

    fn log(&self) -> MutexGuard<'_, log::Log> {
        self.log.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What somebody who holds this graph as it was at a revision lacks of it; from the first time this is asked, changes are kept.
    #[must_use]
    pub fn since(&self, revision: Option<u64>) -> Since {
        let mut log = self.log();
        match revision.and_then(|revision| log.since(revision)) {
            Some(changes) => Since::Changes { revision: log.revision(), changes },
            None => Since::All { revision: log.follow(), quads: self.store.iter() },
        }
    }

    /// Everything as sorted N-Quads (N-Triples, since all is in the default graph): the form in which graphs are compared.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn sorted_lines(&self) -> Result<Vec<String>, GraphError> {
        let mut lines = self.store.iter().map(|quad| quad.map(|quad| format!("{quad} ."))).collect::<Result<Vec<_>, _>>()?;
        lines.sort_unstable();
        Ok(lines)
    }

    /// The store, for SPARQL.
    #[must_use]
    pub const fn store(&self) -> &Store {
        &self.store
    }
}

fn quad(triple: Triple) -> Quad {
    triple.in_graph(GraphName::DefaultGraph)
}

/// What the graph says of a record.
#[must_use]
pub fn triples(shown: Shown<'_>, record: &Record) -> Vec<Triple> {
    let snapshot = shown.snapshot;
    let ontology = snapshot.ontology();
    let mut triples = snapshot.judged(record, true).triples(ontology, Visibility::Everyone);
    // A concept that was proposed does not say in which scheme it is; its address does.
    if let Some(vocabulary) = ontology.ty(record.ty).vocabulary.and_then(|at| ontology.vocabularies.get(at)) {
        let within = Triple::new(NamedNode::new_unchecked(&*record.iri), SKOS_IN_SCHEME, vocabulary.iri.clone());
        if !triples.contains(&within) {
            triples.push(within);
        }
    }
    if record.revision > 0 {
        let catalogue = NamedNode::new_unchecked(format!("{}#catalogue", record.iri));
        let moment = |time: jiff::Timestamp| Literal::new_typed_literal(time.to_string(), xsd::DATE_TIME);
        triples.push(Triple::new(catalogue.clone(), rdf::TYPE, DCAT_CATALOG_RECORD));
        triples.push(Triple::new(catalogue.clone(), FOAF_PRIMARY_TOPIC, NamedNode::new_unchecked(&*record.iri)));
        triples.push(Triple::new(catalogue.clone(), DCT_ISSUED, moment(record.issued)));
        triples.push(Triple::new(catalogue.clone(), DCT_MODIFIED, moment(record.modified)));
        for credit in shown.provenance.credits(record.id) {
            let predicate = match credit.role {
                CreditRole::WritingOriginalDraft => DCT_CREATOR,
                CreditRole::WritingReviewEditing => DCT_CONTRIBUTOR,
                CreditRole::Validation => CURATOR,
                // What is undone must leave no trace here; the history tells it.
                CreditRole::DataCuration => continue,
            };
            triples.push(Triple::new(catalogue.clone(), predicate, NamedNode::new_unchecked(actor_iri(&snapshot.ontology().directory, &credit.actor))));
        }
        triples.push(Triple::new(catalogue, REVISION, Literal::new_typed_literal(record.revision.to_string(), xsd::INTEGER)));
    }
    triples
}
