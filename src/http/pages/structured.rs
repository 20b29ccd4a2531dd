//! schema.org about a record, for search engines: the statements whose class and predicates are of schema.org, in JSON-LD.

use serde_json::{Map, Value as Json, json};

use super::Visit;
use crate::{
    ontology::{Ontology, Range, Role, Type, TypeId},
    views::records::{Record, Values},
};
use oxigraph::model::{NamedOrBlankNode, Term, vocab::rdfs};

const SCHEMA: &str = "https://schema.org/";

/// JSON that may stand within a `script` element: it cannot end there.
pub fn record(visit: &Visit, record: &Record) -> String {
    let ontology = visit.ontology();
    let ty = ontology.ty(record.ty);
    let mut object = Map::new();
    object.insert("@context".to_owned(), json!(SCHEMA.trim_end_matches('/')));
    object.insert("@type".to_owned(), json!(class(ontology, ty.id)));
    object.insert("@id".to_owned(), json!(record.iri.as_ref()));
    let label = visit.name(record).text;
    object.insert("name".to_owned(), json!(label));
    for (slot, property) in (0_u16..).zip(&ty.properties).filter(|(_, property)| property.is_public()) {
        let Some(name) = ontology.path(property.path).as_str().strip_prefix(SCHEMA).filter(|name| !object.contains_key(*name)) else { continue };
        let mut values = values(visit, record.values(slot), &property.range);
        match values.len() {
            0 => {}
            1 => drop(object.insert(name.to_owned(), values.remove(0))),
            _ => drop(object.insert(name.to_owned(), Json::Array(values))),
        }
    }
    if let Some(summary) = visit.summary(record).filter(|_| !object.contains_key("description")) {
        object.insert("description".to_owned(), json!(summary.text));
    }
    safe(&Json::Object(object))
}

/// `<` would let a text end the element or begin a comment; as an escape it is the same JSON.
fn safe(json: &Json) -> String {
    json.to_string().replace('<', "\\u003c").replace('>', "\\u003e").replace('&', "\\u0026").replace('\u{2028}', "\\u2028").replace('\u{2029}', "\\u2029")
}

fn values(visit: &Visit, values: &Values, range: &Range) -> Vec<Json> {
    match values {
        Values::None => Vec::new(),
        Values::Texts(texts) => self::texts(texts, matches!(range, Range::LocalText), visit),
        Values::Plain(values) => values.iter().map(|value| json!(visit.plain(value))).collect(),
        Values::Links(links) => {
            let target = |id: &u32| {
                let record = visit.state.snapshot.record(*id)?;
                let ty = visit.ontology().ty(record.ty);
                Some(json!({ "@type": class(visit.ontology(), ty.id), "@id": record.iri.as_ref(), "name": visit.name(record).text, "url": homepage(ty, record) }))
            };
            links.iter().filter_map(target).collect()
        }
    }
}

fn texts(texts: &[crate::views::records::Text], local: bool, visit: &Visit) -> Vec<Json> {
    if local { crate::views::records::choose(texts, &visit.languages).into_iter().map(|text| json!(text.raw())).collect() } else { texts.iter().map(|text| json!(text.raw())).collect() }
}

fn homepage(ty: &Type, record: &Record) -> Json {
    let text = ty.role(Role::Homepage).and_then(|slot| record.values(slot).texts().first());
    text.map_or(Json::Null, |text| json!(text.raw()))
}

/// The class of schema.org that a type is or falls under; `Thing` where nothing is said.
fn class(ontology: &Ontology, ty: TypeId) -> String {
    let own = &ontology.ty(ty).class;
    if let Some(name) = own.as_str().strip_prefix(SCHEMA) {
        return name.to_owned();
    }
    let subject = NamedOrBlankNode::NamedNode(own.clone());
    let wider = ontology.triples.iter().filter(|triple| triple.subject == subject && triple.predicate == rdfs::SUB_CLASS_OF);
    let names = wider.filter_map(|triple| if let Term::NamedNode(class) = &triple.object { class.as_str().strip_prefix(SCHEMA) } else { None });
    names.map(str::to_owned).next().unwrap_or_else(|| "Thing".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_in_it_ends_the_element_it_stands_in() {
        let text = "</script><script>alert(1)</script><!-- & \u{2028}";
        let written = safe(&json!({ "name": text }));
        assert!(!written.contains(['<', '>', '&', '\u{2028}']), "{written}");
        assert_eq!(serde_json::from_str::<Json>(&written).ok(), Some(json!({ "name": text })));
    }
}
