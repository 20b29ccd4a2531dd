//! Merging two records that are the same, and taking that back.

use super::restore::event_at;
use super::{Decision, Plan, RECORDS_CHANGED_MAX, published, reason, too_many};
use crate::app::revisions::histories;
use crate::app::{Problem, gone};
use crate::error::Code;
use crate::ledger::{Event, EventKind, Patch};
use crate::ontology::names::did_you_mean;
use crate::ontology::terms::{DCT_IS_REPLACED_BY, OWL_DEPRECATED};
use crate::ontology::record::{Record as Judged, Value};
use crate::ontology::{Ontology, PathId, Range, Role, Visibility};
use crate::views::State;
use crate::views::about::{About, Stamp};
use crate::views::provenance::Gone;
use crate::views::records::{Id, Record, Snapshot, Token};
use oxigraph::model::vocab::rdf;
use oxigraph::model::{NamedNode, NamedOrBlankNode, Triple};
use rustc_hash::{FxHashMap, FxHashSet};

/// Says that two records are the same. `into` stays, takes over the other's links and claims, and what the other has that it has not.
#[derive(Clone, Debug)]
pub struct Merge {
    pub id: String,
    pub into: String,
    pub reason: String,
    /// Fields that `into` takes from the other instead of keeping its own.
    pub take: Vec<String>,
}

impl Decision for Merge {
    fn plan(&self, state: &State) -> Result<Plan, Problem> {
        let snapshot = &state.snapshot;
        let (from, into) = (published(state, "id", &self.id)?, published(state, "into", &self.into)?);
        if from.id == into.id {
            return Err(Problem::new(Code::InvalidInput, format!("<{}> cannot be merged into itself; name another record", from.iri)));
        }
        let ontology = snapshot.ontology();
        if from.ty != into.ty {
            let (one, other) = (&ontology.ty(from.ty).singular, &ontology.ty(into.ty).singular);
            return Err(Problem::new(Code::InvalidInput, format!("a {one} cannot be merged into a {other}; both must be of the same type")));
        }
        let mut removed = snapshot.stated(from);
        let mut added = Vec::new();
        self.unite(snapshot, from, into, &mut removed, &mut added)?;
        move_links(snapshot, from, into, &mut removed, &mut added)?;
        let patch = Patch::new(removed, added);
        super::judge::judge(state, &patch)?;
        let about = About { reason: reason(&self.reason)?, replaced_by: Some(into.iri.to_string()), ..About::default() };
        Ok(Plan { kind: EventKind::Merged, subject: from.iri.to_string(), patch, about })
    }

    fn text(&self) -> String {
        format!("{self:?}")
    }
}

impl Merge {
    /// Field by field: single values stay unless taken, lists are united, a second name becomes another name.
    fn unite(&self, snapshot: &Snapshot, from: &Record, into: &Record, removed: &mut Vec<Triple>, added: &mut Vec<Triple>) -> Result<(), Problem> {
        let ontology = snapshot.ontology();
        let ty = ontology.ty(into.ty);
        for name in &self.take {
            if ty.field(name).is_none_or(|property| !property.is_public() || property.derived) {
                let names = ty.properties.iter().filter(|property| property.is_public() && !property.derived).map(|property| property.field.as_str());
                return Err(Problem::new(Code::UnknownName, format!("take: a {} has no field `{name}` of its own{}", ty.singular, did_you_mean(name, names))));
            }
        }
        let (own, other) = (snapshot.judged(into, false), snapshot.judged(from, false));
        let mut united = own.clone();
        let itself = Value::Iri(into.iri.to_string());
        let spare: Option<usize> = ty.role(Role::AlternativeLabel).map(usize::from);
        for (slot, property) in ty.properties.iter().enumerate().filter(|(_, property)| property.is_public() && !property.derived) {
            let (Some(values), Some(others)) = (united.values.get(slot).cloned(), other.values.get(slot)) else { continue };
            let others: Vec<Value> = others.iter().filter(|value| **value != itself).cloned().collect();
            let taken = self.take.contains(&property.field) && !others.is_empty();
            // That the other is deprecated says nothing about this one.
            let predicate = ontology.path(property.path).as_ref();
            if !taken && (predicate == OWL_DEPRECATED || predicate == DCT_IS_REPLACED_BY) {
                continue;
            }
            let (first, second) = if taken { (others, values) } else { (values, others) };
            let most = usize::try_from(property.max_count).unwrap_or(usize::MAX);
            let (kept, left) = fit(first, second, property.single && matches!(property.range, Range::LocalText), most);
            if let Some(place) = united.values.get_mut(slot) {
                *place = kept;
            }
            if let (Some(spare), Some(Role::Label)) = (spare, property.role)
                && let Some(place) = united.values.get_mut(spare)
            {
                place.extend(left.into_iter().filter(|name| !place.contains(name)).collect::<Vec<_>>());
            }
        }
        let subject = NamedNode::new_unchecked(&*into.iri);
        // Of a concept, what no field covers is its place in the vocabulary.
        let rest = other.rest.iter().filter(|_| !ty.is_concept());
        united.rest.extend(rest.map(|triple| Triple { subject: subject.clone().into(), ..triple.clone() }).filter(|triple| !own.rest.contains(triple)));
        let (before, after) = (stated(ontology, &own), stated(ontology, &united));
        let from_iri = NamedNode::new_unchecked(&*from.iri).into();
        removed.extend(before.iter().filter(|triple| !after.contains(triple)).cloned());
        // A link to the other would be one to itself.
        removed.extend(before.iter().filter(|triple| triple.object == from_iri && after.contains(triple)).cloned());
        added.extend(after.into_iter().filter(|triple| !before.contains(triple) && triple.object != from_iri));
        Ok(())
    }
}

fn stated(ontology: &Ontology, record: &Judged) -> Vec<Triple> {
    record.triples(ontology, Visibility::Everyone)
}

/// As many values as fit, those of `first` before those of `second`; and what does not fit.
fn fit(first: Vec<Value>, second: Vec<Value>, one_per_language: bool, most: usize) -> (Vec<Value>, Vec<Value>) {
    let mut kept = first;
    let mut left = Vec::new();
    let language = |value: &Value| if let Value::Text(text) = value { text.language.clone() } else { String::new() };
    for value in second.into_iter().filter(|value| !kept.contains(value)).collect::<Vec<_>>() {
        let clash = one_per_language && kept.iter().any(|own| language(own) == language(&value));
        if clash || kept.len() >= most { left.push(value) } else { kept.push(value) }
    }
    (kept, left)
}

/// Links of all other records that lead to `from` lead to `into`.
fn move_links(snapshot: &Snapshot, from: &Record, into: &Record, removed: &mut Vec<Triple>, added: &mut Vec<Triple>) -> Result<(), Problem> {
    let ontology = snapshot.ontology();
    let mut paths: Vec<PathId> = ontology.types.iter().flat_map(|ty| &ty.properties).filter(|property| property.range.is_link() && !property.derived).map(|property| property.path).collect();
    paths.sort_unstable();
    paths.dedup();
    let mut changed: FxHashSet<Id> = FxHashSet::default();
    for path in paths {
        let there = snapshot.set(Token::link(path, into.id));
        for id in snapshot.set(Token::link(path, from.id)).iter().filter(|id| *id != from.id && *id != into.id) {
            let Some(record) = snapshot.record(id) else { continue };
            let derived = ontology.ty(record.ty).slot(path).and_then(|slot| ontology.ty(record.ty).property(slot)).is_none_or(|property| property.derived);
            if derived {
                continue;
            }
            changed.insert(id);
            let subject = NamedNode::new_unchecked(&*record.iri);
            let link = |target: &Record| Triple::new(subject.clone(), ontology.path(path).clone(), NamedNode::new_unchecked(&*target.iri));
            removed.push(link(from));
            if !there.contains(id) {
                added.push(link(into));
            }
        }
    }
    if changed.len() > RECORDS_CHANGED_MAX { Err(too_many("records", changed.len())) } else { Ok(()) }
}

/// Takes a merger back.
#[derive(Clone, Debug)]
pub struct Unmerge {
    /// The record that was merged into another.
    pub id: String,
    pub reason: String,
    /// Whether fields that were changed since stay as they are, instead of standing in the way.
    pub leave_changed: bool,
}

impl Decision for Unmerge {
    fn plan(&self, state: &State) -> Result<Plan, Problem> {
        let snapshot = &state.snapshot;
        let former = gone::former(state, &[], &self.id).filter(|former| former.tombstone.gone == Gone::Merged);
        let Some(former) = former else {
            return Err(Problem::new(Code::WrongState, format!("id: `{}` names no record that is merged into another", self.id)));
        };
        let merger = event_at(state, former.tombstone.place)?;
        let into = former.tombstone.replaced_by.as_deref().unwrap_or_default();
        if let Some(tombstone) = state.provenance.gone(snapshot, into) {
            let remedy = if tombstone.gone == Gone::Merged { "unmerge" } else { "restore" };
            return Err(Problem::new(Code::WrongState, format!("<{into}>, into which it was merged, is gone itself; {remedy} that first")));
        }
        let changed = changed_since(state, &merger, former.tombstone.place);
        if !changed.is_empty() && !self.leave_changed {
            let places: Vec<String> = changed.iter().take(super::LISTED_MAX).map(|(iri, field)| format!("{field} of <{iri}>")).collect();
            let more = changed.len().saturating_sub(super::LISTED_MAX);
            let more = if more > 0 { format!(" and {more} more") } else { String::new() };
            return Err(Problem::new(Code::WrongState, format!("{}{more} changed since; with `leaveChanged: true` these stay as they are and the rest is taken back", places.join(", "))));
        }
        let stays = |triple: &&Triple| !changed.contains(&place_of(snapshot, triple));
        let inverse = merger.patch.inverse();
        let patch = Patch::new(inverse.removed.iter().filter(stays).cloned().collect(), inverse.added.iter().filter(stays).cloned().collect());
        super::judge::judge(state, &patch)?;
        let about = About { reason: reason(&self.reason)?, stamps: stamps(state, &merger, &patch, &changed)?, ..About::default() };
        Ok(Plan { kind: EventKind::Unmerged, subject: former.iri, patch, about })
    }

    fn text(&self) -> String {
        format!("{self:?}")
    }
}

/// The record and field of a statement.
fn place_of(snapshot: &Snapshot, triple: &Triple) -> (String, String) {
    let iri = if let NamedOrBlankNode::NamedNode(node) = &triple.subject { node.as_str() } else { "" };
    let ontology = snapshot.ontology();
    let property = ontology.split_iri(iri).and_then(|(ty, _)| ty.property(ty.slot(ontology.path_id(&triple.predicate)?)?));
    (iri.to_owned(), property.map_or_else(|| triple.predicate.as_str().to_owned(), |property| property.field.clone()))
}

/// Fields that the merger changed and that are not now as it left them.
fn changed_since(state: &State, merger: &Event, place: crate::views::provenance::Place) -> Vec<(String, String)> {
    let snapshot = &state.snapshot;
    let mut found: Vec<(String, String)> = Vec::new();
    let mut kept: FxHashMap<String, FxHashSet<Triple>> = FxHashMap::default();
    for (triple, added) in merger.patch.added.iter().map(|triple| (triple, true)).chain(merger.patch.removed.iter().map(|triple| (triple, false))) {
        let NamedOrBlankNode::NamedNode(subject) = &triple.subject else { continue };
        if subject.as_str() == merger.subject {
            continue;
        }
        let path = snapshot.ontology().path_id(&triple.predicate);
        let last = snapshot.id(subject.as_str()).and_then(|id| state.provenance.trail(id)).and_then(|trail| trail.field(path?));
        let same = match last {
            Some(last) if path.is_some() => last == place,
            _ => {
                let now = kept.entry(subject.as_str().to_owned()).or_insert_with(|| snapshot.by_iri(subject.as_str()).map(|record| snapshot.stated(record).into_iter().collect()).unwrap_or_default());
                now.contains(triple) == added
            }
        };
        let field = place_of(snapshot, triple);
        if !same && triple.predicate != rdf::TYPE && !found.contains(&field) {
            found.push(field);
        }
    }
    found
}

/// What was taken back whole is as if it had not been merged: when each record last changed before.
fn stamps(state: &State, merger: &Event, patch: &Patch, changed: &[(String, String)]) -> Result<Vec<(String, Stamp)>, Problem> {
    let mut iris: Vec<&str> = patch.removed.iter().chain(&patch.added).filter_map(|triple| if let NamedOrBlankNode::NamedNode(node) = &triple.subject { Some(node.as_str()) } else { None }).collect();
    iris.sort_unstable();
    iris.dedup();
    // Of what is published, the merger is the last change that was not taken back itself.
    let untouched = |iri: &&str| {
        let is_last = state.snapshot.by_iri(iri).is_none_or(|record| record.revision == merger.sequence);
        is_last && !changed.iter().any(|(own, _)| own == iri)
    };
    iris.retain(untouched);
    let before = histories(state, &iris, merger.sequence - 1)?;
    let stamp = |walk: crate::app::revisions::Times| Some(Stamp { issued: Some(walk.last_issued?), modified: walk.modified, revision: walk.revision });
    Ok(iris.into_iter().zip(before).filter_map(|(iri, walk)| Some((iri.to_owned(), stamp(walk)?))).collect())
}

/// The fields of a merger that taking it back left as they were.
#[must_use]
pub fn left_out(snapshot: &Snapshot, merger: &Event, undone: &Event) -> Vec<(String, String)> {
    let inverse = merger.patch.inverse();
    let of = |patch: &Patch| -> FxHashSet<Triple> { patch.removed.iter().chain(&patch.added).cloned().collect() };
    let done = of(&undone.patch);
    let mut found: Vec<(String, String)> = of(&inverse).iter().filter(|triple| !done.contains(triple)).map(|triple| place_of(snapshot, triple)).collect();
    found.sort_unstable();
    found.dedup();
    found
}
