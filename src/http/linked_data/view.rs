//! A description as a plain page: what is said, each address a link, and the other forms it can be had in.

use std::fmt::Write as _;

use super::format::Format;
use crate::{
    http::page::escaped,
    ontology::{Ontology, Property, Type, Visibility, record::Value},
    views::records::{Record, Snapshot},
};

/// The body of a record's page.
pub fn record(snapshot: &Snapshot, record: &Record, document: &str) -> String {
    let ontology = snapshot.ontology();
    let ty = ontology.ty(record.ty);
    let judged = snapshot.judged(record, true);
    let mut body = format!("<p>{}</p><table>", escaped(&ty.label));
    for (property, values) in ty.properties.iter().zip(&judged.values).filter(|(property, values)| property.visibility == Visibility::Everyone && !values.is_empty()) {
        let shown: Vec<String> = values.iter().map(|value| shown(snapshot, property, value)).collect();
        let _ = write!(body, "<tr><th>{}</th><td>{}</td></tr>", escaped(&property.label), shown.join("<br>"));
    }
    body.push_str("</table>");
    body.push_str(&claims(snapshot, record));
    let _ = write!(body, "<p>{}</p>", escaped(&record.iri));
    body.push_str(&forms(document, true));
    body
}

fn shown(snapshot: &Snapshot, property: &Property, value: &Value) -> String {
    match value {
        Value::Text(text) if text.language.is_empty() => escaped(&text.text).into_owned(),
        Value::Text(text) => format!("<span lang=\"{}\">{}</span>", escaped(&text.language), escaped(&text.text)),
        Value::Iri(iri) if property.range.is_link() => link(snapshot, iri),
        Value::Iri(iri) => format!("<a href=\"{0}\" rel=\"nofollow\">{0}</a>", escaped(iri)),
        Value::Decimal(number) => number.to_string(),
        value => match value.term(&property.range) {
            oxigraph::model::Term::Literal(literal) => escaped(literal.value()).into_owned(),
            term => escaped(&term.to_string()).into_owned(),
        },
    }
}

/// A record by its name, linked below this server, whatever its address is.
fn link(snapshot: &Snapshot, iri: &str) -> String {
    let ontology = snapshot.ontology();
    match snapshot.by_iri(iri) {
        Some(record) => {
            let ty = ontology.ty(record.ty);
            let label = record.label(ty, &ontology.directory.languages).map_or_else(|| record.key(ty).to_owned(), |text| text.raw().into_owned());
            format!("<a href=\"{}\">{}</a>", escaped(&local(ontology, iri)), escaped(&label))
        }
        None => escaped(iri).into_owned(),
    }
}

/// The part of an address below the directory's own: what this server answers.
pub fn local(ontology: &Ontology, iri: &str) -> String {
    iri.strip_prefix(ontology.directory.iri.as_str()).map_or_else(|| iri.to_owned(), |rest| format!("/{rest}"))
}

/// The claims that the record's links stand on, in the words of their makers.
fn claims(snapshot: &Snapshot, record: &Record) -> String {
    let ontology = snapshot.ontology();
    let mut body = String::new();
    for edge in &record.edges {
        let Some(target) = snapshot.iri(edge.target) else { continue };
        let _ = write!(body, "<h2>{}</h2><ul>", link(snapshot, target));
        for claim in edge.claims.iter().filter_map(|id| snapshot.record(*id)) {
            let ty = ontology.ty(claim.ty);
            let judged = snapshot.judged(claim, false);
            let said: Vec<String> = ty
                .properties
                .iter()
                .zip(&judged.values)
                .filter(|(property, values)| property.visibility == Visibility::Everyone && !values.is_empty() && !is_end(ty, property))
                .map(|(property, values)| {
                    let values: Vec<String> = values.iter().map(|value| shown(snapshot, property, value)).collect();
                    format!("<b>{}</b> {}", escaped(&property.label), values.join(", "))
                })
                .collect();
            let _ = write!(body, "<li>{}</li>", said.join("<br>"));
        }
        body.push_str("</ul>");
    }
    body
}

/// Whether a property of a claim is one of the two ends of its link, which the page shows already.
fn is_end(ty: &Type, property: &Property) -> bool {
    ty.claim.as_ref().is_some_and(|rule| property.path == rule.subject || property.path == rule.object)
}

/// Links to the other forms of a document.
pub fn forms(document: &str, record: bool) -> String {
    let links = Format::of(record).filter(|format| *format != Format::Html).map(|format| format!("<a href=\"{0}.{1}\">{1}</a>", escaped(document), format.extension()));
    format!("<p>The same as {}</p>", links.collect::<Vec<_>>().join(" · "))
}

/// Triples as a table, where nothing better is known of them.
pub fn triples(triples: &[oxigraph::model::Triple]) -> String {
    let mut body = String::from("<table>");
    for triple in triples {
        let _ = write!(body, "<tr><td>{}</td><td>{}</td><td>{}</td></tr>", escaped(&triple.subject.to_string()), escaped(triple.predicate.as_str()), escaped(&triple.object.to_string()));
    }
    body.push_str("</table>");
    body
}
