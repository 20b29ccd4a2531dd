//! A record as JSON by the names of its fields, which is JSON-LD once the [`context`] is put before it: the same triples as every
//! other form, and easy to use for who does not care.

use crate::{
    ontology::{
        Directory, Ontology, Property, Range, Type, Visibility,
        record::{Record, Value},
        terms::{DCAT_CATALOG_RECORD, DCT_ISSUED, DCT_MODIFIED, FOAF_PRIMARY_TOPIC, REVISION},
    },
    views::records::{self, Snapshot},
};
use oxigraph::model::{Term, Triple, vocab::xsd};
use serde_json::{Map, Value as Json, json};

/// Where the context is served, below the directory's own address.
pub const CONTEXT: &str = "context.jsonld";

/// The record, without its context.
pub fn json(snapshot: &Snapshot, record: &records::Record) -> Map<String, Json> {
    let ontology = snapshot.ontology();
    let ty = ontology.ty(record.ty);
    let judged: Record = snapshot.judged(record, true);
    let mut object = Map::new();
    object.insert("id".to_owned(), json!(judged.iri));
    object.insert("type".to_owned(), json!(ty.singular));
    for (property, values) in ty.properties.iter().zip(&judged.values).filter(|(property, values)| property.visibility == Visibility::Everyone && !values.is_empty()) {
        object.insert(property.field.clone(), field(property, values));
    }
    for Triple { predicate, object: term, .. } in &judged.rest {
        let values = object.entry(predicate.as_str()).or_insert_with(|| json!([]));
        if let Json::Array(values) = values {
            values.push(expanded(term));
        }
    }
    if record.revision > 0 {
        let catalogue = json!({
            "id": format!("{}#catalogue", record.iri), "type": "CatalogRecord",
            "issued": record.issued.to_string(), "modified": record.modified.to_string(), "revision": record.revision,
        });
        object.insert("catalogue".to_owned(), catalogue);
    }
    object
}

fn field(property: &Property, values: &[Value]) -> Json {
    if matches!(property.range, Range::LocalText) {
        let mut texts: Map<String, Json> = Map::new();
        for value in values {
            let Value::Text(text) = value else { continue };
            match texts.entry(&text.language).or_insert(Json::Null) {
                Json::Array(all) => all.push(json!(text.text)),
                single if single.is_null() => *single = if property.single { json!(text.text) } else { json!([text.text]) },
                _ => {}
            }
        }
        return Json::Object(texts);
    }
    let mut values = values.iter().map(|value| match value {
        Value::Integer(number) => json!(number),
        Value::Boolean(flag) => json!(flag),
        Value::Iri(iri) => json!(iri),
        value => match value.term(&property.range) {
            Term::Literal(literal) => json!(literal.value()),
            term => json!(term.to_string()),
        },
    });
    if property.single || property.max_count == 1 { values.next().unwrap_or(Json::Null) } else { values.collect() }
}

/// A value that no field stands for, as JSON-LD writes it in full.
fn expanded(term: &Term) -> Json {
    match term {
        Term::NamedNode(node) => json!({ "@id": node.as_str() }),
        Term::BlankNode(node) => json!({ "@id": format!("_:{}", node.as_str()) }),
        Term::Literal(literal) => match literal.language() {
            Some(language) => json!({ "@value": literal.value(), "@language": language }),
            None => json!({ "@value": literal.value(), "@type": literal.datatype().as_str() }),
        },
    }
}

/// The JSON-LD context: what each name means, for each type by itself, because a name may mean different things.
pub fn context(ontology: &Ontology) -> Json {
    let mut terms = Map::new();
    terms.insert("@version".to_owned(), json!(1.1));
    terms.insert("id".to_owned(), json!("@id"));
    terms.insert("type".to_owned(), json!("@type"));
    terms.insert("catalogue".to_owned(), json!({ "@reverse": FOAF_PRIMARY_TOPIC.as_str() }));
    let moment = |predicate: oxigraph::model::NamedNodeRef<'_>| json!({ "@id": predicate.as_str(), "@type": xsd::DATE_TIME.as_str() });
    let catalogue = json!({ "issued": moment(DCT_ISSUED), "modified": moment(DCT_MODIFIED), "revision": { "@id": REVISION.as_str(), "@type": xsd::INTEGER.as_str() } });
    terms.insert("CatalogRecord".to_owned(), json!({ "@id": DCAT_CATALOG_RECORD.as_str(), "@context": catalogue }));
    for ty in &ontology.types {
        terms.insert(ty.singular.clone(), json!({ "@id": ty.class.as_str(), "@context": scoped(ontology, ty) }));
    }
    json!({ "@context": terms })
}

fn scoped(ontology: &Ontology, ty: &Type) -> Json {
    let mut terms = Map::new();
    for property in ty.properties.iter().filter(|property| property.visibility == Visibility::Everyone) {
        let mut term = Map::new();
        term.insert("@id".to_owned(), json!(ontology.path(property.path).as_str()));
        let datatype = match property.range {
            Range::LocalText => {
                term.insert("@container".to_owned(), json!("@language"));
                None
            }
            Range::Text => Some(xsd::STRING.as_str()),
            Range::Integer => Some(xsd::INTEGER.as_str()),
            Range::Decimal => Some(xsd::DECIMAL.as_str()),
            Range::Boolean => Some(xsd::BOOLEAN.as_str()),
            Range::Date => Some(xsd::DATE.as_str()),
            Range::DateTime => Some(xsd::DATE_TIME.as_str()),
            Range::Year => Some(xsd::G_YEAR.as_str()),
            Range::Address | Range::Identifier(_) | Range::Link(_) => Some("@id"),
        };
        if let Some(datatype) = datatype {
            term.insert("@type".to_owned(), json!(datatype));
        }
        terms.insert(property.field.clone(), Json::Object(term));
    }
    Json::Object(terms)
}

/// The same as JSON-LD.
pub fn json_ld(directory: &Directory, object: Map<String, Json>) -> Json {
    let mut document = Map::new();
    document.insert("@context".to_owned(), json!(format!("{}{CONTEXT}", directory.iri)));
    document.extend(object);
    Json::Object(document)
}
