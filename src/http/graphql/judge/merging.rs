//! Whether fields that share a response key can be merged (GraphQL, October 2021: 5.3.2).
//!
//! The standard compares all pairs; here the fields of one key are compared with the first of those they may meet, and a set of
//! selections is looked at once, whichever way leads to it.

use super::Fault;
use crate::http::graphql::api::{Api, Ref};
use async_graphql::Positioned;
use async_graphql::parser::types::{ExecutableDocument, Field, Selection, SelectionSet};
use rustc_hash::{FxHashMap, FxHashSet};

/// Fields looked at in one document, once for each set of selections they stand in.
pub const MERGED_FIELDS_MAX: usize = 50_000;

/// The conflicts of an operation.
pub fn conflicts(api: &Api, document: &ExecutableDocument, root: &SelectionSet) -> Vec<Fault> {
    let mut merging = Merging { api, document, merged: FxHashSet::default(), shaped: FxHashSet::default(), looked_at: 0, faults: Vec::new() };
    merging.merge(&[(super::QUERY, root)]);
    if merging.looked_at > MERGED_FIELDS_MAX {
        merging.faults.push(Fault { message: format!("more than {MERGED_FIELDS_MAX} fields would have to be compared to merge them; use fewer fragments"), places: Vec::new() });
    }
    merging.faults
}

/// Selections, each with the type it is made on.
type Sets<'a> = Vec<(&'a str, &'a SelectionSet)>;

/// A field and the type it is asked of.
#[derive(Clone, Copy)]
struct Asked<'a> {
    parent: &'a str,
    field: &'a Positioned<Field>,
}

struct Merging<'a> {
    api: &'a Api,
    document: &'a ExecutableDocument,
    merged: FxHashSet<Vec<*const SelectionSet>>,
    shaped: FxHashSet<Vec<*const SelectionSet>>,
    looked_at: usize,
    faults: Vec<Fault>,
}

impl<'a> Merging<'a> {
    /// All of these selections may meet in one object.
    fn merge(&mut self, sets: &[(&'a str, &'a SelectionSet)]) {
        if !self.merged.insert(places(sets)) {
            return;
        }
        for fields in self.by_key(sets) {
            self.shapes(&fields);
            for fields in self.meeting(&fields) {
                let differing = fields.iter().skip(1).find(|other| fields.first().is_some_and(|first| !same_question(&first.field.node, &other.field.node)));
                if let (Some(first), Some(other)) = (fields.first(), differing) {
                    self.conflict(first, other, &difference(&first.field.node, &other.field.node));
                }
                let below = self.below(&fields);
                self.merge(&below);
            }
        }
    }

    /// Those of one key that one object may be asked: of a type, and of what the type may be.
    fn meeting(&self, fields: &[Asked<'a>]) -> Vec<Vec<Asked<'a>>> {
        let (objects, wider): (Vec<Asked<'a>>, Vec<Asked<'a>>) = fields.iter().partition(|asked| self.api.object(asked.parent).is_some_and(|object| !object.interface));
        let mut groups: Vec<(&str, Vec<Asked<'a>>)> = Vec::new();
        for asked in objects {
            match groups.iter_mut().find(|(parent, _)| *parent == asked.parent) {
                Some((_, group)) => group.push(asked),
                None => groups.push((asked.parent, vec![asked])),
            }
        }
        if groups.is_empty() {
            return vec![wider];
        }
        groups.into_iter().map(|(_, group)| wider.iter().copied().chain(group).collect()).collect()
    }

    /// Whatever object answers, the answers under one key must look alike.
    fn shapes(&mut self, fields: &[Asked<'a>]) {
        let Some((first, others)) = fields.split_first() else { return };
        if let Some(other) = others.iter().find(|other| !self.alike(first, other)) {
            let types = [self.ty(first), self.ty(other)].map(|ty| ty.map(ToString::to_string).unwrap_or_default());
            self.conflict(first, other, &format!("they answer {} and {}", types[0], types[1]));
            return;
        }
        let below = self.below(fields);
        if below.len() > 1 && self.shaped.insert(places(&below)) {
            for fields in self.by_key(&below) {
                self.shapes(&fields);
            }
        }
    }

    fn conflict(&mut self, first: &Asked<'a>, other: &Asked<'a>, difference: &str) {
        let key = first.field.node.response_key();
        self.faults.push(Fault { message: format!("two fields are called `{}` in one answer, but {difference}; give one of them another name", key.node), places: vec![first.field.pos, other.field.pos] });
    }

    fn ty(&self, asked: &Asked<'_>) -> Option<&'a Ref> {
        self.api.object(asked.parent)?.field(&asked.field.node.name.node).map(|field| &field.ty)
    }

    fn alike(&self, one: &Asked<'_>, other: &Asked<'_>) -> bool {
        // What asks about the schema, and `__typename`, are alike where they are the same.
        let (Some(mut one), Some(mut other)) = (self.ty(one), self.ty(other)) else { return one.parent.is_empty() || one.field.node.name.node == other.field.node.name.node };
        loop {
            match (one, other) {
                (Ref::NonNull(inner), Ref::NonNull(own)) | (Ref::List(inner), Ref::List(own)) => (one, other) = (inner, own),
                (Ref::Named(one), Ref::Named(other)) => return one == other || (self.api.object(one).is_some() && self.api.object(other).is_some()),
                _ => return false,
            }
        }
    }

    fn below(&self, fields: &[Asked<'a>]) -> Sets<'a> {
        let sets = fields.iter().filter(|asked| !asked.field.node.selection_set.node.items.is_empty());
        sets.map(|asked| (self.ty(asked).map_or("", Ref::name), &asked.field.node.selection_set.node)).collect()
    }

    /// The fields of selections by response key, in the order of the document.
    fn by_key(&mut self, sets: &[(&'a str, &'a SelectionSet)]) -> Vec<Vec<Asked<'a>>> {
        let mut found = Found::default();
        for (parent, set) in sets {
            found.collect(self.document, parent, set);
        }
        self.looked_at += found.count;
        if self.looked_at > MERGED_FIELDS_MAX { Vec::new() } else { found.groups }
    }
}

#[derive(Default)]
struct Found<'a> {
    groups: Vec<Vec<Asked<'a>>>,
    places: FxHashMap<&'a str, usize>,
    spread: FxHashSet<&'a str>,
    count: usize,
}

impl<'a> Found<'a> {
    fn collect(&mut self, document: &'a ExecutableDocument, parent: &'a str, set: &'a SelectionSet) {
        for selection in &set.items {
            match &selection.node {
                Selection::Field(field) => {
                    self.count += 1;
                    let at = *self.places.entry(field.node.response_key().node.as_str()).or_insert(self.groups.len());
                    if at == self.groups.len() {
                        self.groups.push(Vec::new());
                    }
                    if let Some(group) = self.groups.get_mut(at) {
                        group.push(Asked { parent, field });
                    }
                }
                Selection::InlineFragment(fragment) => {
                    let on = fragment.node.type_condition.as_ref().map_or(parent, |condition| condition.node.on.node.as_str());
                    self.collect(document, on, &fragment.node.selection_set.node);
                }
                Selection::FragmentSpread(spread) => {
                    let name = spread.node.fragment_name.node.as_str();
                    if let (true, Some(fragment)) = (self.spread.insert(name), document.fragments.get(name)) {
                        self.collect(document, fragment.node.type_condition.node.on.node.as_str(), &fragment.node.selection_set.node);
                    }
                }
            }
        }
    }
}

fn places(sets: &[(&str, &SelectionSet)]) -> Vec<*const SelectionSet> {
    let mut places: Vec<*const SelectionSet> = sets.iter().map(|(_, set)| std::ptr::from_ref(*set)).collect();
    places.sort_unstable();
    places.dedup();
    places
}

fn same_question(one: &Field, other: &Field) -> bool {
    let same = |name: &str, value: &async_graphql_value::Value| other.get_argument(name).is_some_and(|other| other.node == *value);
    one.name.node == other.name.node && one.arguments.len() == other.arguments.len() && one.arguments.iter().all(|(name, value)| same(&name.node, &value.node))
}

fn difference(one: &Field, other: &Field) -> String {
    if one.name.node == other.name.node { format!("`{}` has other arguments", one.name.node) } else { format!("they are `{}` and `{}`", one.name.node, other.name.node) }
}
