//! The graph view: everything published as RDF, for SPARQL and linked data. The only file that names `oxigraph::store`.
//!
//! What it holds is a function of the records: each record's triples, the links derived from claims, and its catalogue record
//! (`dcat:CatalogRecord`: when it was issued and modified, at which revision). Nothing unpublished can be here, because it is
//! nowhere in the records.

use super::records::{Difference, Record, Snapshot};
use crate::ontology::terms::{DCAT_CATALOG_RECORD, DCT_ISSUED, DCT_MODIFIED, FOAF_PRIMARY_TOPIC, REVISION, SKOS_IN_SCHEME};
use crate::ontology::{Ontology, Visibility};
use oxigraph::model::vocab::{rdf, xsd};
use oxigraph::model::{GraphName, Literal, NamedNode, NamedOrBlankNode, Quad, Triple};
use oxigraph::store::{StorageError, Store};

/// Why the graph could not be written or read.
#[derive(Debug, thiserror::Error)]
#[error("the graph cannot be written or read: {0}")]
pub struct GraphError(#[from] StorageError);

/// The published graph. Clones share it.
#[derive(Clone)]
pub struct Graph {
    store: Store,
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
        Ok(Self { store })
    }

    /// Puts all records in.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub fn fill(&self, snapshot: &Snapshot) -> Result<(), GraphError> {
        let mut loader = self.store.bulk_loader();
        loader.load_quads(snapshot.records().flat_map(|record| triples(snapshot, record)).map(quad))?;
        loader.commit()?;
        Ok(())
    }

    /// Moves from one snapshot to the next, in one transaction.
    ///
    /// # Errors
    /// When the store cannot be written; then nothing has changed.
    pub fn apply(&self, before: &Snapshot, after: &Snapshot, differences: &[Difference]) -> Result<(), GraphError> {
        let mut transaction = self.store.start_transaction()?;
        for difference in differences {
            let old: Vec<Triple> = difference.before.as_ref().map(|record| triples(before, record)).unwrap_or_default();
            let new: Vec<Triple> = difference.after.as_ref().map(|record| triples(after, record)).unwrap_or_default();
            for triple in old.iter().filter(|triple| !new.contains(triple)) {
                transaction.remove(&quad(triple.clone()));
            }
            for triple in new.into_iter().filter(|triple| !old.contains(triple)) {
                transaction.insert(&quad(triple));
            }
        }
        transaction.commit()?;
        Ok(())
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
pub fn triples(snapshot: &Snapshot, record: &Record) -> Vec<Triple> {
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
        triples.push(Triple::new(catalogue, REVISION, Literal::new_typed_literal(record.revision.to_string(), xsd::INTEGER)));
    }
    triples
}
