//! The response map: who supports, qualifies, disputes or extends something, side by side and never averaged.

use super::linking;
use crate::ontology::{EnumerationValue, Part, Type};
use crate::views::State;
use crate::views::records::{Id, Record};

/// Responses of one stance.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// Nothing for those that take none.
    pub stance: Option<EnumerationValue>,
    /// Oldest first.
    pub responses: Vec<Id>,
}

/// The published responses to a record, one group for each stance in the order of the vocabulary, and last those without one.
#[must_use]
pub fn responses(state: &State, about: &Record) -> Vec<Group> {
    let ontology = state.snapshot.ontology();
    let mut groups: Vec<Group> = Vec::new();
    for ty in ontology.types_with(Part::RespondsTo) {
        let mut all = linking(state, ty, Part::RespondsTo, about.id);
        all.sort_by_key(|response| (response.issued, response.id));
        let stances = ty.part(Part::StanceTaken).and_then(|slot| ontology.enumeration(ty.property(slot)?));
        for value in stances.iter().flat_map(|vocabulary| &vocabulary.values).map(Some).chain([None]) {
            let wanted = value.and_then(|value| state.snapshot.id(&value.iri));
            let responses: Vec<Id> = all.iter().filter(|response| stance(ty, response) == wanted).map(|response| response.id).collect();
            match groups.iter_mut().find(|group| group.stance.as_ref() == value) {
                Some(group) => group.responses.extend(responses),
                None => groups.push(Group { stance: value.cloned(), responses }),
            }
        }
    }
    groups
}

fn stance(ty: &Type, response: &Record) -> Option<Id> {
    response.values(ty.part(Part::StanceTaken)?).links().first().copied()
}
