//! What records are called elsewhere: external identifiers, of which each belongs to one record, and web addresses, which may be shared.

use super::record::{Id, Record};
use super::snapshot::Snapshot;
use crate::ontology::names::plain_address;
use crate::ontology::{Ontology, Range, Role};
use rustc_hash::FxBuildHasher;
use std::hash::BuildHasher as _;
use std::sync::Arc;

impl Snapshot {
    /// The published records at a web address, in its plain form.
    pub fn by_address(&self, plain: &str) -> impl Iterator<Item = &Arc<Record>> {
        let hash = hash(plain);
        let found = self.addresses.range((hash, 0)..=(hash, Id::MAX)).filter_map(|(_, id)| self.record(*id));
        found.filter(move |record| addresses(&self.ontology, record).any(|own| own == plain))
    }

    /// Forgets what the affected records were called before, and learns what they are called now.
    pub(super) fn rename(&mut self, before: &Self, affected: &[Id]) {
        let ontology = Arc::clone(&self.ontology);
        for id in affected {
            let Some(record) = before.record(*id) else { continue };
            for address in addresses(&ontology, record) {
                self.addresses.remove(&(hash(&address), *id));
            }
            for identifier in identifiers(&ontology, record) {
                if self.identifiers.get(identifier.as_str()) == Some(id) {
                    self.identifiers.remove(identifier.as_str());
                }
            }
        }
        for id in affected {
            let Some(record) = self.record(*id).cloned() else { continue };
            for address in addresses(&ontology, &record) {
                self.addresses.insert((hash(&address), *id));
            }
            for identifier in identifiers(&ontology, &record) {
                self.identifiers.insert(identifier.into(), *id);
            }
        }
    }
}

fn identifiers(ontology: &Ontology, record: &Record) -> impl Iterator<Item = String> {
    let slots = ontology.ty(record.ty).properties.iter().zip(&record.values).filter(|(property, _)| matches!(property.range, Range::Identifier(_)));
    slots.flat_map(|(_, values)| values.texts()).map(|text| text.raw().into_owned())
}

/// In their plain forms.
fn addresses(ontology: &Ontology, record: &Record) -> impl Iterator<Item = String> {
    let slots = ontology.ty(record.ty).properties.iter().zip(&record.values).filter(|(property, _)| property.role == Some(Role::Homepage));
    slots.flat_map(|(_, values)| values.texts()).map(|text| plain_address(&text.raw()))
}

fn hash(plain: &str) -> u64 {
    FxBuildHasher.hash_one(plain)
}
