//! What catalogues and reference managers read of an edition: DataCite 4.5 and `CITATION.cff` 1.2.

use serde_json::{Map, Value as Json, json};

use super::{Agent, Edition, Licence};
use crate::ontology::Scheme;

/// What DataCite calls those who did other things than writing; CRediT roles go beyond its list.
const CONTRIBUTOR: &str = "Other";

/// The metadata in the JSON of DataCite's schema 4.5.
pub fn datacite(edition: &Edition) -> Json {
    let creators: Vec<Json> = creators(edition).iter().map(|agent| Json::Object(named(agent))).collect();
    let others = edition.credits.iter().filter(|credited| !edition.authors.contains(&credited.agent));
    let contributors: Vec<Json> = others
        .map(|credited| {
            let mut one = named(&credited.agent);
            one.insert("contributorType".to_owned(), json!(CONTRIBUTOR));
            Json::Object(one)
        })
        .collect();
    let related = edition.related.iter().map(|(is_doi, own)| json!({ "relatedIdentifier": own, "relatedIdentifierType": if *is_doi { "DOI" } else { "URL" }, "relationType": "References" }));
    let related: Vec<Json> = related.collect();
    let mut all = json!({
        "schemaVersion": "http://datacite.org/schema/kernel-4",
        "types": { "resourceType": edition.kind, "resourceTypeGeneral": "Text" },
        "creators": creators,
        "titles": [{ "title": edition.title, "lang": edition.language }],
        "publisher": { "name": publisher(edition) },
        "publicationYear": edition.year(),
        "contributors": contributors,
        "dates": [{ "date": edition.day().to_string(), "dateType": "Updated" }],
        "language": edition.language,
        "version": edition.version.to_string(),
        "alternateIdentifiers": [{ "alternateIdentifier": edition.iri, "alternateIdentifierType": "URL" }],
        "relatedIdentifiers": related,
    });
    if let Some(doi) = &edition.doi {
        all["doi"] = json!(doi);
    }
    if let Some(summary) = &edition.summary {
        all["descriptions"] = json!([{ "description": summary, "descriptionType": "Abstract", "lang": edition.language }]);
    }
    if let Some(licence) = &edition.licence {
        let mut rights = json!({ "rightsUri": licence });
        if let Some(spdx) = Licence::spdx(licence) {
            rights["rightsIdentifier"] = json!(spdx);
            rights["rightsIdentifierScheme"] = json!("SPDX");
        }
        all["rightsList"] = json!([rights]);
    }
    all
}

/// Those who wrote it; where nobody is named, who published it; where nobody did, the directory.
fn creators(edition: &Edition) -> Vec<Agent> {
    let directory = || vec![Agent { name: edition.site.clone(), iri: Some(edition.site_iri.clone()), identifier: None, is_person: false }];
    [&edition.authors, &edition.publishers].into_iter().find(|agents| !agents.is_empty()).cloned().unwrap_or_else(directory)
}

fn publisher(edition: &Edition) -> &str {
    edition.publishers.first().map_or(edition.site.as_str(), |agent| agent.name.as_str())
}

fn named(agent: &Agent) -> Map<String, Json> {
    let mut one = Map::new();
    one.insert("name".to_owned(), json!(agent.parts().map_or_else(|| agent.name.clone(), |(given, family)| format!("{family}, {given}"))));
    one.insert("nameType".to_owned(), json!(if agent.is_person { "Personal" } else { "Organizational" }));
    if let Some((given, family)) = agent.parts() {
        one.insert("givenName".to_owned(), json!(given));
        one.insert("familyName".to_owned(), json!(family));
    }
    if let Some((scheme, iri)) = &agent.identifier {
        let (name, site) = if *scheme == Scheme::Orcid { ("ORCID", "https://orcid.org") } else { ("ROR", "https://ror.org") };
        one.insert("nameIdentifiers".to_owned(), json!([{ "nameIdentifier": iri, "nameIdentifierScheme": name, "schemeUri": site }]));
    }
    one
}

/// `CITATION.cff`, in YAML whose texts are written as JSON writes them.
pub fn cff(edition: &Edition) -> String {
    let mut out = String::from("cff-version: 1.2.0\nmessage: \"If you use this, please cite it as below.\"\ntype: dataset\n");
    body(edition, "", &mut out);
    if let Some(licence) = &edition.licence {
        match Licence::spdx(licence) {
            Some(spdx) => line(&mut out, "", "license", &spdx),
            None => line(&mut out, "", "license-url", licence),
        }
    }
    if let Some(summary) = &edition.summary {
        line(&mut out, "", "abstract", summary);
    }
    line(&mut out, "", "version", &edition.version.to_string());
    out.push_str(&format!("date-released: {}\n", edition.day()));
    out.push_str("preferred-citation:\n  type: report\n");
    body(edition, "  ", &mut out);
    if let Ok(year) = edition.year().parse::<u16>() {
        out.push_str(&format!("  year: {year}\n"));
    }
    out.push_str("  publisher:\n");
    line(&mut out, "    ", "name", publisher(edition));
    out
}

fn body(edition: &Edition, indent: &str, out: &mut String) {
    line(out, indent, "title", &edition.title);
    out.push_str(&format!("{indent}authors:\n"));
    for agent in creators(edition) {
        let mut fields: Vec<(&str, &str)> = match agent.parts() {
            Some((given, family)) => vec![("family-names", family), ("given-names", given)],
            None => vec![("name", agent.name.as_str())],
        };
        fields.extend(agent.orcid().map(|orcid| ("orcid", orcid)));
        for (at, (name, value)) in fields.into_iter().enumerate() {
            line(out, &format!("{indent}  {}", if at == 0 { "- " } else { "  " }), name, value);
        }
    }
    if let Some(doi) = &edition.doi {
        line(out, indent, "doi", doi);
    }
    line(out, indent, "url", &edition.iri);
}

fn line(out: &mut String, indent: &str, name: &str, value: &str) {
    out.push_str(&format!("{indent}{name}: {}\n", json!(value)));
}
