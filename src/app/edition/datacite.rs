//! The metadata of DataCite in XML: the schema's own form (kernel-4), with the same content as the JSON, which the schema is also published in.

use std::fmt::Write as _;

use serde_json::Value as Json;

use super::{Edition, metadata};
use crate::app::escape::xml;

const HEAD: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<resource xmlns=\"http://datacite.org/schema/kernel-4\" xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" \
     xsi:schemaLocation=\"http://datacite.org/schema/kernel-4 https://schema.datacite.org/meta/kernel-4.5/metadata.xsd\">\n";

/// A list of the JSON as elements: member, element around all, element of each, member with its text, attributes with their members.
type Row = (&'static str, &'static str, &'static str, &'static str, &'static [(&'static str, &'static str)]);

const LISTS: &[Row] = &[
    ("titles", "titles", "title", "title", &[("xml:lang", "lang")]),
    ("dates", "dates", "date", "date", &[("dateType", "dateType")]),
    ("alternateIdentifiers", "alternateIdentifiers", "alternateIdentifier", "alternateIdentifier", &[("alternateIdentifierType", "alternateIdentifierType")]),
    ("relatedIdentifiers", "relatedIdentifiers", "relatedIdentifier", "relatedIdentifier", &[("relatedIdentifierType", "relatedIdentifierType"), ("relationType", "relationType")]),
    ("rightsList", "rightsList", "rights", "rights", &[("rightsURI", "rightsUri"), ("rightsIdentifier", "rightsIdentifier"), ("rightsIdentifierScheme", "rightsIdentifierScheme")]),
    ("descriptions", "descriptions", "description", "description", &[("xml:lang", "lang"), ("descriptionType", "descriptionType")]),
];

/// The document.
#[must_use]
pub fn write(edition: &Edition) -> String {
    let json = metadata::datacite(edition);
    let mut out = HEAD.to_owned();
    // A document needs an identifier; one that has no DOI yet is named by its address.
    match json["doi"].as_str() {
        Some(doi) => element(&mut out, "identifier", &[("identifierType", "DOI")], doi),
        None => element(&mut out, "identifier", &[("identifierType", "URL")], &edition.iri),
    }
    agents(&mut out, &json["creators"], "creator");
    agents(&mut out, &json["contributors"], "contributor");
    element(&mut out, "publisher", &[], text(&json["publisher"], "name"));
    element(&mut out, "publicationYear", &[], text(&json, "publicationYear"));
    element(&mut out, "resourceType", &[("resourceTypeGeneral", text(&json["types"], "resourceTypeGeneral"))], text(&json["types"], "resourceType"));
    for (member, around, each, own, attributes) in LISTS {
        let members = json[*member].as_array().map_or(&[][..], Vec::as_slice);
        inside(&mut out, around, members, |out, member| {
            let given: Vec<(&str, &str)> = attributes.iter().map(|(attribute, of)| (*attribute, text(member, of))).filter(|(_, value)| !value.is_empty()).collect();
            element(out, each, &given, text(member, own));
        });
    }
    element(&mut out, "language", &[], text(&json, "language"));
    element(&mut out, "version", &[], text(&json, "version"));
    out.push_str("</resource>\n");
    out
}

/// Creators or contributors.
fn agents(out: &mut String, all: &Json, kind: &str) {
    inside(out, &format!("{kind}s"), all.as_array().map_or(&[][..], Vec::as_slice), |out, agent| {
        match text(agent, "contributorType") {
            "" => {
                let _ = writeln!(out, "<{kind}>");
            }
            role => {
                let _ = writeln!(out, "<{kind} contributorType=\"{}\">", xml(role));
            }
        }
        element(out, &format!("{kind}Name"), &[("nameType", text(agent, "nameType"))], text(agent, "name"));
        for part in ["givenName", "familyName"] {
            if !text(agent, part).is_empty() {
                element(out, part, &[], text(agent, part));
            }
        }
        for identifier in agent["nameIdentifiers"].as_array().into_iter().flatten() {
            let attributes = [("nameIdentifierScheme", text(identifier, "nameIdentifierScheme")), ("schemeURI", text(identifier, "schemeUri"))];
            element(out, "nameIdentifier", &attributes, text(identifier, "nameIdentifier"));
        }
        let _ = writeln!(out, "</{kind}>");
    });
}

fn text<'a>(json: &'a Json, member: &str) -> &'a str {
    json[member].as_str().unwrap_or_default()
}

/// An element around others, where there are any.
fn inside(out: &mut String, name: &str, members: &[Json], each: impl Fn(&mut String, &Json)) {
    if members.is_empty() {
        return;
    }
    let _ = writeln!(out, "<{name}>");
    members.iter().for_each(|member| each(out, member));
    let _ = writeln!(out, "</{name}>");
}

fn element(out: &mut String, name: &str, attributes: &[(&str, &str)], text: &str) {
    let _ = write!(out, "<{name}");
    for (attribute, value) in attributes {
        let _ = write!(out, " {attribute}=\"{}\"", xml(value));
    }
    let _ = writeln!(out, ">{}</{name}>", xml(text));
}
