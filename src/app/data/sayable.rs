//! What of a file can be said. The directory itself keeps catalogue records, and works out links from claims and texts: where a file says again what is
//! so, as what is taken away here does, that is no mistake and no news.

use crate::ontology::terms::DCAT_CATALOG_RECORD;
use crate::ontology::turtle::{Document, Located};
use crate::views::records::{Record, Snapshot};
use oxigraph::model::vocab::rdf;
use oxigraph::model::{NamedOrBlankNode, Term, Triple};
use rustc_hash::FxHashSet;

/// A document without catalogue records, and without links that follow from something and are there.
pub fn sayable(now: &Snapshot, mut document: Document) -> Document {
    let is_catalogue = |triple: &Triple| triple.predicate == rdf::TYPE && matches!(&triple.object, Term::NamedNode(class) if class.as_ref() == DCAT_CATALOG_RECORD);
    let catalogue: FxHashSet<NamedOrBlankNode> = document.triples.iter().map(|located| &located.triple).filter(|triple| is_catalogue(triple)).map(|triple| triple.subject.clone()).collect();
    let follows = |triple: &Triple| {
        let NamedOrBlankNode::NamedNode(subject) = &triple.subject else { return false };
        let Some(record) = now.by_iri(subject.as_str()) else { return false };
        let slot = now.ontology().path_id(&triple.predicate).and_then(|path| now.ontology().ty(record.ty).slot(path));
        slot.is_some_and(|slot| is_so(now, record, slot, &triple.object))
    };
    document.triples.retain(|Located { triple, .. }| !catalogue.contains(&triple.subject) && !follows(triple));
    document
}

/// Whether a link follows from claims or a text, and is there.
pub fn is_so(now: &Snapshot, record: &Record, slot: u16, object: &Term) -> bool {
    let is_derived = now.ontology().ty(record.ty).property(slot).is_some_and(|property| property.derived);
    match object {
        Term::NamedNode(object) if is_derived => now.id(object.as_str()).is_some_and(|id| record.values(slot).links().contains(&id)),
        _ => false,
    }
}
