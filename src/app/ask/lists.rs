//! Which lists a reading asks: one over everything that is meant where that can be said in one filter, else one for each type.
//!
//! "Kind" means something else for each type that has one, so that no one filter can ask several types for it.

use super::Reading;
use super::condition::Condition;
use super::order::Order;
use crate::ontology::{Interface, Ontology, TypeId};
use crate::views::records::Snapshot;
use serde_json::Value;

/// One list.
#[derive(Clone, Debug, PartialEq)]
pub struct Listed {
    /// The field of the root: "tools".
    pub name: String,
    /// The types of the list's argument; empty: all that the list has.
    pub named: Vec<TypeId>,
    pub types: Vec<TypeId>,
    pub condition: Condition,
}

/// The lists of a reading; none when nothing was read.
#[must_use]
pub fn lists(ontology: &Ontology, reading: &Reading) -> Vec<Listed> {
    if reading.is_empty() {
        return Vec::new();
    }
    let all = reading.types(ontology);
    let one = |ty: &TypeId| {
        let condition = reading.condition.for_types(ontology, &[*ty])?;
        Some(Listed { name: ontology.ty(*ty).plural.clone(), named: Vec::new(), types: vec![*ty], condition })
    };
    if let ([_, _, ..], Some(interface)) = (all.as_slice(), shared(ontology, &all, reading)) {
        let Some(condition) = reading.condition.for_types(ontology, &all) else { return Vec::new() };
        let named = if interface.types == all { Vec::new() } else { all.clone() };
        return vec![Listed { name: interface.plural.clone(), named, types: all, condition }];
    }
    all.iter().filter_map(one).collect()
}

/// The list over an abstract shape in which every field that is tested, or ordered by, means one thing.
fn shared<'a>(ontology: &'a Ontology, types: &[TypeId], reading: &Reading) -> Option<&'a Interface> {
    let ordered = |interface: &Interface| match &reading.order {
        Some(Order::Time { path, .. }) => interface.types.iter().map(|ty| ontology.ty(*ty)).all(|ty| ty.slot(*path).and_then(|slot| ty.property(slot)).is_some_and(|own| own.sortable)),
        _ => true,
    };
    let fits = |interface: &&Interface| {
        !interface.plural.is_empty()
            && types.iter().all(|ty| interface.types.contains(ty))
            && ordered(interface)
            && reading.condition.steps().iter().all(|step| step.means_one(ontology, &interface.types))
    };
    ontology.interfaces.iter().filter(fits).min_by_key(|interface| interface.types.len())
}

/// The filter of all types that are meant; or filters by the names of their lists, where no one filter can say it.
#[must_use]
pub fn filter(snapshot: &Snapshot, reading: &Reading) -> Value {
    let ontology = snapshot.ontology();
    let types = reading.types(ontology);
    if reading.condition.steps().iter().all(|step| step.means_one(ontology, &types)) {
        // A condition that none of the types can have leaves nothing.
        return reading.condition.for_types(ontology, &types).unwrap_or_else(|| Condition::Is(Vec::new())).filter(snapshot);
    }
    Value::Object(lists(ontology, reading).into_iter().map(|list| (list.name.clone(), list.condition.filter(snapshot))).collect())
}
