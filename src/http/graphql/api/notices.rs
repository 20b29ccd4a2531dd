//! What of the API goes away, by the type and the member of it that does: made from what the ontology, the table of verbs and the list of
//! addresses say, and read by everything that tells of it (the SDL, OpenAPI, headers, pages).

use super::build::object_name;
use super::{Api, Field, InputKind, MUTATION, NODE, QUERY, RECORD, Ref, What};
use crate::ontology::deprecation::{Deprecation, Instead};
use crate::ontology::names::enum_value;
use crate::ontology::{Ontology, PathId, Property, Type, TypeId};
use rustc_hash::FxHashMap;
use serde_json::Value as Json;
use std::sync::Arc;

/// A verb or an address of ours that goes away: the name of the verb or the path of the route, the day on which that was said, the first
/// on which it may be gone, and what to use instead.
#[derive(Clone, Copy, Debug)]
pub struct Notice {
    pub what: &'static str,
    pub since: &'static str,
    pub sunset: &'static str,
    pub instead: Option<&'static str>,
}

/// The verbs and addresses that go away. What the ontology says is not repeated here.
pub const NOTICES: &[Notice] = &[];

impl Notice {
    /// # Errors
    /// In words, when it is no six months.
    pub fn deprecation(&self) -> Result<Deprecation, String> {
        Deprecation::parse(self.since, self.sunset, self.instead.map(|name| Instead { name: name.to_owned(), iri: None }))
    }
}

type Members = FxHashMap<String, Arc<Deprecation>>;

/// What goes away.
#[derive(Debug, Default)]
pub struct Notices {
    /// By type, then by field or value.
    members: FxHashMap<String, Members>,
    /// By record type.
    types: FxHashMap<TypeId, Arc<Deprecation>>,
    /// By the filter of links to the concepts of a vocabulary, then by key.
    concepts: FxHashMap<String, Members>,
    /// By IRI.
    concept_iris: Members,
}

impl Notices {
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.members.is_empty() && self.concept_iris.is_empty()
    }

    /// Of a field, an input field or an enum value.
    #[must_use]
    pub fn of(&self, container: &str, member: &str) -> Option<&Arc<Deprecation>> {
        self.members.get(container)?.get(member)
    }

    #[must_use]
    pub fn of_type(&self, ty: TypeId) -> Option<&Arc<Deprecation>> {
        self.types.get(&ty)
    }

    #[must_use]
    pub fn of_concept(&self, iri: &str) -> Option<&Arc<Deprecation>> {
        self.concept_iris.get(iri)
    }

    /// What of a value, given for the type `name`, goes away.
    pub fn of_value(&self, api: &Api, ty: &Ref, value: &Json, found: &mut Vec<Arc<Deprecation>>) {
        let name = ty.name();
        match value {
            Json::Array(members) => members.iter().for_each(|member| self.of_value(api, ty, member, found)),
            Json::Object(members) => {
                let Some(InputKind::Object(fields)) = api.input(name).map(|input| &input.kind) else { return };
                for (member, value) in members.iter().filter(|(_, value)| !value.is_null()) {
                    let Some(field) = fields.iter().find(|field| field.name == *member) else { continue };
                    found.extend(self.of(name, member).cloned());
                    let keys = self.concepts.get(name).filter(|_| field.ty.name() == "ID");
                    found.extend(keys.into_iter().flat_map(|keys| texts(value).filter_map(|key| keys.get(key).cloned())));
                    self.of_value(api, &field.ty, value, found);
                }
            }
            Json::String(text) => found.extend(if name == "ID" { self.of_concept(text) } else { self.of(name, text) }.cloned()),
            _ => {}
        }
    }

    fn note(&mut self, container: &str, member: &str, deprecation: &Arc<Deprecation>) {
        self.members.entry(container.to_owned()).or_default().insert(member.to_owned(), Arc::clone(deprecation));
    }
}

fn texts(value: &Json) -> impl Iterator<Item = &str> {
    let members = if let Json::Array(members) = value { members.as_slice() } else { std::slice::from_ref(value) };
    members.iter().filter_map(Json::as_str)
}

/// What goes away of an API that is otherwise finished.
pub fn notices(api: &Api, ontology: &Ontology, rows: &[Notice]) -> Notices {
    let mut notices = Notices::default();
    notices.types = ontology.types.iter().filter_map(|ty| Some((ty.id, Arc::new(ty.deprecated.clone()?)))).collect();
    let verbs: Members = rows.iter().filter_map(|row| Some((row.what.to_owned(), Arc::new(row.deprecation().ok()?)))).collect();
    roots(&mut notices, api, ontology, &verbs);
    objects(&mut notices, api, ontology);
    for (name, types) in scopes(ontology) {
        inputs(&mut notices, api, ontology, &name, &types);
    }
    values(&mut notices, ontology);
    notices
}

/// Where a type or a verb goes, the fields of the roots that are about it do.
fn roots(notices: &mut Notices, api: &Api, ontology: &Ontology, verbs: &Members) {
    let about = |field: &Field| match &field.what {
        What::One(ty) => Some(*ty),
        What::Many(scope) => if let [only] = scope.types.as_slice() { Some(*only) } else { None },
        What::Verb(at) => api.verbs.get(*at).and_then(|verb| verb.about),
        _ => None,
    };
    for root in [QUERY, MUTATION] {
        for field in api.object(root).into_iter().flat_map(|object| &object.fields) {
            let own = if let What::Verb(at) = field.what { api.verbs.get(at).and_then(|verb| verbs.get(&field.name).or_else(|| verbs.get(verb.shape.name))) } else { None };
            if let Some(deprecation) = own.cloned().or_else(|| notices.types.get(&about(field)?).cloned()) {
                notices.note(root, &field.name, &deprecation);
            }
        }
    }
    for (id, deprecation) in notices.types.clone() {
        notices.note("RecordType", &ontology.ty(id).enum_value, &deprecation);
    }
}

/// The property of a type that a field shows, seen from either side.
fn shown<'a>(ontology: &'a Ontology, own: &'a [Arc<Property>], field: &Field) -> Option<&'a Deprecation> {
    let at = |properties: &'a [Arc<Property>], path: PathId| properties.iter().find(|property| property.path == path).and_then(|property| property.deprecated.as_ref());
    match &field.what {
        What::Property(path) | What::Language(path) | What::Leaving { path, .. } => at(own, *path),
        What::Arriving { path, scope, .. } => agreed(scope.types.iter().map(|ty| at(&ontology.ty(*ty).properties, *path))),
        What::ArrivingList { path } => agreed(ontology.types.iter().filter(|ty| ty.slot(*path).is_some()).map(|ty| at(&ty.properties, *path))),
        _ => None,
    }
}

/// What all of them say, where all of them do: as long as one stays, what they share does.
fn agreed<'a>(mut all: impl Iterator<Item = Option<&'a Deprecation>>) -> Option<&'a Deprecation> {
    let first = all.next()??;
    all.all(|other| other.is_some()).then_some(first)
}

fn objects(notices: &mut Notices, api: &Api, ontology: &Ontology) {
    for object in &api.objects {
        let interface = ontology.interfaces.iter().find(|interface| object.interface && interface.singular == object.name);
        let properties = object.record.map(|ty| &ontology.ty(ty).properties).or_else(|| interface.map(|interface| &interface.properties));
        for field in properties.iter().flat_map(|_| &object.fields) {
            if let Some(deprecation) = shown(ontology, properties.map_or(&[], Vec::as_slice), field) {
                notices.note(&object.name, &field.name, &Arc::new(deprecation.clone()));
            }
        }
    }
}

/// The sets of types that lists are about, with their names.
fn scopes(ontology: &Ontology) -> Vec<(String, Vec<TypeId>)> {
    let own = ontology.types.iter().map(|ty| (object_name(ontology, ty), vec![ty.id]));
    let shared = ontology.interfaces.iter().map(|interface| (interface.singular.clone(), interface.types.clone()));
    let all = || ontology.types.iter().map(|ty| ty.id).collect::<Vec<_>>();
    own.chain(shared).chain([(RECORD.to_owned(), all()), (NODE.to_owned(), all())]).collect()
}

/// What a filter, an order, the facets and the input of a set of types take.
fn inputs(notices: &mut Notices, api: &Api, ontology: &Ontology, name: &str, types: &[TypeId]) {
    let types: Vec<&Type> = types.iter().map(|ty| ontology.ty(*ty)).collect();
    let mut names: Vec<(&str, &Deprecation)> = Vec::new();
    for property in types.iter().flat_map(|ty| &ty.properties).filter(|property| property.deprecated.is_some() && property.is_public()) {
        let sides = types.iter().filter_map(|ty| ty.field(&property.field)).map(|property| property.deprecated.as_ref());
        names.extend(agreed(sides).map(|deprecation| (property.field.as_str(), deprecation)));
    }
    for inverse in types.iter().flat_map(|ty| &ty.inverses) {
        let sources = inverse.sources.types.iter().map(|ty| ontology.ty(*ty)).map(|ty| ty.slot(inverse.path).and_then(|slot| ty.property(slot)?.deprecated.as_ref()));
        names.extend(agreed(sources).map(|deprecation| (inverse.field.as_str(), deprecation)));
    }
    for (field, deprecation) in names {
        let deprecation = Arc::new(deprecation.clone());
        for end in ["Filter", "Input"] {
            notices.note(&format!("{name}{end}"), field, &deprecation);
        }
        for end in ["OrderField", "Facet"] {
            let container = format!("{name}{end}");
            if api.enumeration(&container).is_some_and(|own| own.values.iter().any(|(value, _)| *value == enum_value(field))) {
                notices.note(&container, &enum_value(field), &deprecation);
            }
        }
    }
}

/// Concepts that go: values of fixed lists, and keys that filters name.
fn values(notices: &mut Notices, ontology: &Ontology) {
    for (iri, deprecation) in &ontology.deprecated_concepts {
        let deprecation = Arc::new(deprecation.clone());
        if let Some((ty, key)) = ontology.split_iri(iri) {
            let own = ontology.vocabularies.iter().find(|vocabulary| vocabulary.concept_type == ty.id).and_then(|vocabulary| vocabulary.values.iter().find(|value| value.iri == *iri));
            if let Some(value) = own {
                notices.note(&ty.singular, &value.value, &deprecation);
            }
            notices.concepts.entry(format!("{}LinkFilter", object_name(ontology, ty))).or_default().insert(key.to_owned(), Arc::clone(&deprecation));
        }
        notices.concept_iris.insert(iri.clone(), deprecation);
    }
}

/// What goes away, in words: what it is called, when, and what to use instead.
pub fn listed(ontology: &Ontology, rows: &[Notice]) -> Vec<(String, Deprecation)> {
    let mut all: Vec<(String, Deprecation)> = Vec::new();
    for ty in &ontology.types {
        all.extend(ty.deprecated.clone().map(|deprecation| (ty.singular.clone(), deprecation)));
        let fields = ty.properties.iter().filter(|property| property.is_public() && !ty.is_concept());
        all.extend(fields.filter_map(|property| Some((format!("{}.{}", ty.singular, property.field), property.deprecated.clone()?))));
    }
    all.extend(ontology.deprecated_concepts.iter().filter_map(|(iri, deprecation)| {
        let (ty, key) = ontology.split_iri(iri)?;
        Some((format!("{}/{key}", ty.segment), deprecation.clone()))
    }));
    all.extend(rows.iter().filter_map(|row| Some((row.what.to_owned(), row.deprecation().ok()?))));
    all.sort_by(|one, other| (one.1.sunset, &one.0).cmp(&(other.1.sunset, &other.0)));
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::Path;

    #[test]
    fn verbs_that_go_away_are_marked() {
        let ontology = Arc::new(Ontology::load(Path::new("tests/ontologies/garden/ontology")).unwrap_or_else(|problems| panic!("{problems:?}")));
        let row = |what, sunset| Notice { what, since: "2026-12-01", sunset, instead: Some("ask") };
        let api = Api::telling(&ontology, &[row("previewImport", "2027-06-01"), row("submit{}", "2027-07-01"), row("signIn", "2027-05-01")]);
        let told = |member: &str| api.notices.of(MUTATION, member).map(|notice| notice.sunset.to_string());
        assert_eq!(told("previewImport").as_deref(), Some("2027-06-01"));
        assert_eq!(told("submitImport"), None);
        // Shorter notice than six months is none.
        assert_eq!(told("signIn"), None);
        let all: Vec<String> = api.verbs.iter().filter(|verb| verb.shape.name == "submit{}").map(|verb| verb.name.clone()).collect();
        assert!(!all.is_empty() && all.iter().all(|name| told(name).is_some()), "{all:?}");
    }
}
