//! What the index of words is given of each record, by the search weights of the shapes.

use super::records::{Difference, Record, Snapshot, Token, Values};
use super::words::{Role as WordRole, WordDocument, WordField};
use crate::ontology::{Ontology, PathId, Property, Range, Role};
use rustc_hash::FxHashMap;
use std::sync::Arc;

/// The searched properties and their places in the index.
pub struct Fields {
    words: Vec<WordField>,
    places: FxHashMap<PathId, usize>,
}

fn searched(property: &Property) -> bool {
    property.search_weight > 0.0 && property.is_public()
}

/// The label and the other names of a record.
fn names<'a>(ontology: &'a Ontology, record: &'a Record) -> impl Iterator<Item = &'a Values> {
    let properties = &ontology.ty(record.ty).properties;
    properties.iter().zip(&record.values).filter(|(property, _)| matches!(property.role, Some(Role::Label | Role::AlternativeLabel))).map(|(_, values)| values)
}

impl Fields {
    pub fn of(ontology: &Ontology) -> Self {
        let mut words: Vec<WordField> = Vec::new();
        let mut places: FxHashMap<PathId, usize> = FxHashMap::default();
        for property in ontology.types.iter().flat_map(|ty| &ty.properties).filter(|property| searched(property)) {
            let role = match property.role {
                Some(Role::Label) => WordRole::Label,
                Some(Role::AlternativeLabel) => WordRole::Alternative,
                _ => WordRole::Body,
            };
            places.entry(property.path).or_insert_with(|| {
                words.push(WordField { name: ontology.path(property.path).as_str().to_owned(), boost: property.search_weight, role });
                words.len() - 1
            });
        }
        Self { words, places }
    }

    pub fn words(&self) -> &[WordField] {
        &self.words
    }

    /// What leaves the index and what enters it: changed records, and those that show the name of a changed one.
    pub fn difference(&self, snapshot: &Snapshot, differences: &[Difference]) -> (Vec<u32>, Vec<WordDocument>) {
        let ontology = snapshot.ontology();
        let mut touched: roaring::RoaringBitmap = super::changed(differences).collect();
        for difference in differences {
            let named = |record: &Option<Arc<Record>>| record.as_ref().map(|record| names(ontology, record).cloned().collect::<Vec<_>>());
            if let Some(record) = difference.before.as_ref().filter(|_| named(&difference.before) != named(&difference.after)) {
                for path in self.places.keys() {
                    touched |= snapshot.set(Token::link(*path, record.id));
                }
            }
        }
        let added = touched.iter().filter_map(|id| snapshot.record(id)).map(|record| self.document(snapshot, record)).collect();
        (touched.into_iter().collect(), added)
    }

    pub fn document(&self, snapshot: &Snapshot, record: &Record) -> WordDocument {
        let ontology = snapshot.ontology();
        let ty = ontology.ty(record.ty);
        let mut document = WordDocument { id: record.id, type_id: record.ty.0, weight: ty.search_weight.max(0.01), texts: Vec::new(), identifiers: Vec::new() };
        for (property, values) in ty.properties.iter().zip(&record.values) {
            if matches!(property.range, Range::Identifier(_)) {
                document.identifiers.extend(values.texts().iter().map(|text| text.raw().into_owned()));
            }
            let Some(place) = self.places.get(&property.path).filter(|_| searched(property)) else { continue };
            document.texts.extend(values.texts().iter().map(|text| (*place, text.language().to_owned(), text.raw().into_owned())));
            // Whoever types one of a challenge's names finds what helps with it.
            for target in values.links().iter().filter_map(|id| snapshot.record(*id)) {
                let names = names(ontology, target).flat_map(|values| values.texts());
                document.texts.extend(names.map(|text| (*place, text.language().to_owned(), text.raw().into_owned())));
            }
        }
        document.identifiers.push(record.iri.to_string());
        document
    }
}
