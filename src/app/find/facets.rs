//! Facets: how many records each value would leave. A facet does not count its own selection, so that several of its values can
//! be chosen; each count is the total of the list after choosing that value alone.

use super::List;
use crate::app::{Problem, Scope};
use crate::app::filter::Filter;
use crate::error::Code;
use crate::ontology::names::did_you_mean;
use crate::ontology::{PathId, Property, TypeId};
use crate::views::fold::fold;
use crate::views::records::{Id, LiteralKey, Record, Snapshot, Token};
use roaring::RoaringBitmap;
use std::borrow::Cow;
use std::sync::Arc;

/// Values listed of one facet, most frequent first.
pub const FACET_VALUES_MAX: usize = 100;

/// The facet of the record type itself, in lists of several types.
pub const TYPE_FACET: &str = "type";

/// The counts of one field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Facet {
    pub field: String,
    pub values: Vec<FacetValue>,
}

/// One value, as a filter would write it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FacetValue {
    pub value: String,
    pub label: String,
    pub count: u64,
    /// The record or concept, when the value is one.
    pub record: Option<Id>,
}

/// The fields of a scope that can be counted, each with its property (none for the type itself).
#[must_use]
pub fn facetable(scope: Scope<'_>) -> Vec<(String, Option<Arc<Property>>)> {
    let ontology = scope.ontology();
    let mut fields: Vec<(String, Option<Arc<Property>>)> = Vec::new();
    if scope.types.len() > 1 {
        fields.push((TYPE_FACET.to_owned(), None));
    }
    let Some(first) = scope.types.first().map(|ty| ontology.ty(*ty)) else { return fields };
    let shared = |property: &&Arc<Property>| scope.types.iter().all(|ty| ontology.ty(*ty).field(&property.field).is_some_and(|own| own.path == property.path && own.facet));
    fields.extend(first.properties.iter().filter(|property| property.facet && property.is_public()).filter(shared).map(|property| (property.field.clone(), Some(Arc::clone(property)))));
    fields
}

pub fn count(list: &List<'_>, field: &str) -> Result<Facet, Problem> {
    let scope = list.scope;
    let fields = facetable(scope);
    let Some((_, property)) = fields.iter().find(|(name, _)| name == field) else {
        let near = did_you_mean(field, fields.iter().map(|(name, _)| name.as_str()));
        return Err(Problem::new(Code::UnknownName, format!("`{field}` is not a facet here{near}")));
    };
    let conjuncts = list.found.filter.conjuncts();
    let own: bool = conjuncts.iter().any(|part| part.tests(field));
    let widened;
    let set = if own {
        let others = conjuncts.into_iter().filter(|part| !part.tests(field)).cloned().collect();
        widened = Filter::And(others).evaluate(scope.snapshot, &list.found.universe);
        &widened
    } else {
        list.matches()
    };
    let mut values = match property {
        None => types(scope, set),
        Some(property) if property.range.is_link() => links(scope, property, set),
        Some(property) => literals(scope, property.path, set),
    };
    values.sort_by(|one, other| other.count.cmp(&one.count).then_with(|| one.label.cmp(&other.label)).then_with(|| one.value.cmp(&other.value)));
    values.truncate(FACET_VALUES_MAX);
    Ok(Facet { field: field.to_owned(), values })
}

fn types(scope: Scope<'_>, set: &RoaringBitmap) -> Vec<FacetValue> {
    let count = |ty: &crate::ontology::TypeId| {
        let of = scope.ontology().ty(*ty);
        let count = set.intersection_len(scope.snapshot.set(Token::of_type(*ty)));
        (count > 0).then(|| FacetValue { value: of.enum_value.clone(), label: of.label.clone(), count, record: None })
    };
    scope.types.iter().filter_map(count).collect()
}

/// A set that many others are compared with: whether a record is in it takes one step, so that counting those of a smaller set takes as
/// many steps as that has records.
struct Members<'s> {
    set: &'s RoaringBitmap,
    bits: Vec<u64>,
}

impl<'s> Members<'s> {
    fn of(set: &'s RoaringBitmap) -> Self {
        let mut bits = vec![0; set.max().map_or(0, |max| max as usize / 64 + 1)];
        for id in set {
            if let Some(word) = bits.get_mut(id as usize / 64) {
                *word |= 1 << (id % 64);
            }
        }
        Self { set, bits }
    }

    fn contains(&self, id: Id) -> bool {
        self.bits.get(id as usize / 64).is_some_and(|word| word >> (id % 64) & 1 == 1)
    }

    /// How many of them are in another set.
    fn among(&self, other: &RoaringBitmap) -> u64 {
        if other.len() < self.set.len() { other.iter().filter(|id| self.contains(*id)).count() as u64 } else { self.set.intersection_len(other) }
    }
}

fn literals(scope: Scope<'_>, path: PathId, set: &RoaringBitmap) -> Vec<FacetValue> {
    let snapshot = scope.snapshot;
    let members = Members::of(set);
    let count = |(key, number): (&LiteralKey, u32)| {
        let own = snapshot.set(Token::literal(path, number));
        let count = members.among(own);
        if count == 0 {
            return None;
        }
        let value = written(snapshot, path, key, own).unwrap_or_else(|| key.lexical());
        Some(FacetValue { label: value.clone(), value, count, record: None })
    };
    snapshot.literals(path).filter_map(count).collect()
}

/// A folded text as the first record that has it writes it.
fn written(snapshot: &Snapshot, path: PathId, key: &LiteralKey, own: &RoaringBitmap) -> Option<String> {
    let LiteralKey::Text(folded) = key else { return None };
    let record = snapshot.record(own.min()?)?;
    let texts = record.values(snapshot.ontology().ty(record.ty).slot(path)?).texts();
    texts.iter().map(|text| text.raw()).find(|text| fold(text) == **folded).map(Cow::into_owned)
}

/// The key of a record, with its type before it where one of the other types has a record with this key.
fn name_among(snapshot: &Snapshot, types: &[TypeId], record: &Record) -> String {
    let ty = snapshot.ontology().ty(record.ty);
    let key = record.key(ty);
    let other = types.iter().any(|other| *other != record.ty && snapshot.by_key(*other, key).is_some());
    if other { format!("{}/{key}", ty.segment) } else { key.to_owned() }
}

fn links(scope: Scope<'_>, property: &Property, set: &RoaringBitmap) -> Vec<FacetValue> {
    let (snapshot, ontology) = (scope.snapshot, scope.ontology());
    let concepts = property.range.targets().is_some_and(|targets| targets.types.iter().all(|ty| ontology.ty(*ty).is_concept()));
    let types = property.range.targets().map_or(&[][..], |targets| targets.types.as_slice());
    let enumeration = ontology.enumeration(property);
    let targets = snapshot.targets(property.path, !concepts);
    let value = |(id, count): (Id, u64)| {
        let record = snapshot.record(id)?;
        let ty = ontology.ty(record.ty);
        let label = record.label(ty, &ontology.directory.languages).map_or_else(|| record.key(ty).to_owned(), |text| text.raw().into_owned());
        let value = enumeration.and_then(|vocabulary| vocabulary.values.iter().find(|value| value.iri == *record.iri)).map_or_else(|| name_among(snapshot, types, record), |value| value.value.clone());
        Some(FacetValue { value, label, count, record: Some(id) })
    };
    let token = |id: Id| if concepts { Token::within(property.path, id) } else { Token::link(property.path, id) };
    let mut counts: Vec<(Id, u64)> = Vec::new();
    if targets.len() <= set.len() || concepts {
        let members = Members::of(set);
        counts.extend(targets.iter().map(|id| (id, members.among(snapshot.set(token(id))))).filter(|(_, count)| *count > 0));
    } else {
        // Fewer records than targets: look at what each record links to.
        let mut seen: rustc_hash::FxHashMap<Id, u64> = rustc_hash::FxHashMap::default();
        for record in set.iter().filter_map(|id| snapshot.record(id)) {
            let links = ontology.ty(record.ty).slot(property.path).map_or(&[][..], |slot| record.values(slot).links());
            for link in links {
                *seen.entry(*link).or_default() += 1;
            }
        }
        counts.extend(seen);
    }
    // Only what can be listed is labelled.
    counts.sort_unstable_by(|one, other| other.1.cmp(&one.1).then(one.0.cmp(&other.0)));
    counts.truncate(FACET_VALUES_MAX * 2);
    counts.into_iter().filter_map(value).collect()
}
