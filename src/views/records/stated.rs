//! What was written of a record, as triples again.

use super::record::{Record, decoded};
use super::snapshot::Snapshot;
use crate::ontology::Visibility;
use crate::ontology::record::Record as Judged;
use oxigraph::model::Triple;

impl Snapshot {
    /// A record's values as the ontology judges them; what follows from claims and texts included when `derived`.
    #[must_use]
    pub fn judged(&self, record: &Record, derived: bool) -> Judged {
        let ty = self.ontology.ty(record.ty);
        let iri_of = |id| self.iri(id).map(|iri| iri.to_string());
        Judged {
            iri: record.iri.to_string(),
            ty: record.ty,
            values: ty.properties.iter().zip(&record.values).map(|(property, values)| if property.derived && !derived { Vec::new() } else { decoded(property, values, iri_of) }).collect(),
            rest: record.rest.to_vec(),
        }
    }

    /// The triples that were written of a record: without what is derived.
    #[must_use]
    pub fn stated(&self, record: &Record) -> Vec<Triple> {
        self.judged(record, false).triples(&self.ontology, Visibility::Everyone)
    }
}
