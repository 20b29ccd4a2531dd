//! What may stand in one place only: an external identifier. And what probably should: a home page.

use super::Group;
use crate::ontology::record::Value;
use crate::ontology::{Ontology, Problem, Range, Role, Type, TypeId};
use rustc_hash::FxHashMap;
use std::path::Path;
use std::sync::Arc;

/// Where identifiers and home pages were first seen.
pub struct Places {
    identifiers: FxHashMap<String, Place>,
    homepages: FxHashMap<(TypeId, String), Place>,
    /// Identifiers in two records.
    pub problems: Vec<Problem>,
    /// Home pages of two records of one type.
    pub notes: Vec<Problem>,
    /// By type, the slots that hold identifiers and the home page.
    watched: Vec<Vec<u16>>,
}

struct Place {
    file: Arc<Path>,
    line: u32,
    record: String,
}

impl Places {
    pub fn new(ontology: &Ontology) -> Self {
        let watched = |ty: &Type| {
            let watches = |slot: &u16| ty.property(*slot).is_some_and(|property| matches!(property.range, Range::Identifier(_)) || property.role == Some(Role::Homepage));
            (0..u16::try_from(ty.properties.len()).unwrap_or(u16::MAX)).filter(watches).collect()
        };
        Self { identifiers: FxHashMap::default(), homepages: FxHashMap::default(), problems: Vec::new(), notes: Vec::new(), watched: ontology.types.iter().map(watched).collect() }
    }

    pub fn note(&mut self, ontology: &Ontology, ty: &Type, group: &Group) {
        let watched = self.watched.get(usize::from(ty.id.0)).cloned().unwrap_or_default();
        for slot in watched {
            let Some(property) = ty.property(slot) else { continue };
            let path = ontology.path(property.path);
            for (at, triple) in group.triples.iter().enumerate().filter(|(_, triple)| triple.predicate == *path) {
                let Ok(Value::Iri(iri)) = Value::read(&property.range, &triple.object) else { continue };
                if matches!(property.range, Range::Identifier(_)) {
                    self.identifier(&property.field, iri, group, at);
                } else {
                    self.homepage(ty.id, iri, group, at);
                }
            }
        }
    }

    fn identifier(&mut self, field: &str, iri: String, group: &Group, at: usize) {
        let place = Place::of(group, at);
        match self.identifiers.get(&iri) {
            Some(other) if other.record != place.record => {
                let message = format!("{}: {field}: <{iri}> belongs to <{}> at {}:{} as well; an identifier names one record", group.subject, other.record, other.file.display(), other.line);
                self.problems.push(group.problem(Some(at), message));
            }
            Some(_) => {}
            None => {
                self.identifiers.insert(iri, place);
            }
        }
    }

    fn homepage(&mut self, ty: TypeId, iri: String, group: &Group, at: usize) {
        let place = Place::of(group, at);
        let normal = (ty, normal(&iri));
        match self.homepages.get(&normal) {
            Some(other) if other.record != place.record => {
                let message = format!("{}: <{iri}> is also the address of <{}> at {}:{}; are they the same?", group.subject, other.record, other.file.display(), other.line);
                self.notes.push(group.problem(Some(at), message));
            }
            Some(_) => {}
            None => {
                self.homepages.insert(normal, place);
            }
        }
    }
}

impl Place {
    fn of(group: &Group, at: usize) -> Self {
        Self { file: group.file.clone(), line: group.place(Some(at)).1, record: group.iri().unwrap_or_default().to_owned() }
    }
}

/// What is left of an address when its usual spellings are made one: no scheme, `www.`, fragment or last slash; the host in lower case.
fn normal(address: &str) -> String {
    let rest = address.split_once("://").map_or(address, |(_, rest)| rest);
    let rest = rest.split('#').next().unwrap_or_default();
    let (host, path) = rest.split_at(rest.find(['/', '?']).unwrap_or(rest.len()));
    let host = host.to_lowercase();
    format!("{}{}", host.strip_prefix("www.").unwrap_or(&host), path.trim_end_matches('/'))
}

#[cfg(test)]
mod tests {
    use super::normal;

    #[test]
    fn spellings_of_an_address_are_one() {
        for address in ["https://example.org/a", "http://www.example.org/a/", "https://Example.org/a#b"] {
            assert_eq!(normal(address), "example.org/a");
        }
        assert_ne!(normal("https://example.org/a"), normal("https://example.org/A"));
        assert_eq!(normal("https://www.example.org"), normal("http://example.org/"));
    }
}
