//! A record as an entry of a bibliography: BibTeX, RIS and CSL-JSON. What a field stands for is told by its role, its predicate, or the
//! scheme of its identifiers; so every record can be cited.

use std::fmt::Write as _;

use serde_json::{Value as Json, json};

use crate::{
    ontology::{Ontology, Property, Range, Role, Scheme, Type, Visibility, record::Value, terms::WW},
    views::records::{Record, Snapshot},
};

const AUTHORS: [&str; 3] = ["https://schema.org/author", "http://purl.org/dc/terms/creator", "http://www.w3.org/ns/prov#wasAttributedTo"];
const PUBLISHERS: [&str; 3] = ["https://schema.org/publisher", "https://schema.org/provider", "https://schema.org/sourceOrganization"];
/// Below the namespace of our own.
const PRINTED_AUTHORS: &str = "authorString";
const VENUE: &str = "venue";

/// What a bibliography says of a record.
#[derive(Default)]
pub struct Citation {
    id: String,
    key: String,
    /// The title of the directory.
    database: String,
    pub title: String,
    pub authors: Vec<String>,
    pub publishers: Vec<String>,
    pub venue: Option<String>,
    pub year: Option<String>,
    pub doi: Option<String>,
    pub url: Option<String>,
    pub summary: Option<String>,
    pub language: Option<String>,
}

impl Citation {
    #[must_use]
    pub fn of(snapshot: &Snapshot, record: &Record) -> Self {
        let ontology = snapshot.ontology();
        let ty = ontology.ty(record.ty);
        let mut citation = Self { id: record.iri.to_string(), key: record.key(ty).to_owned(), database: ontology.directory.title.clone(), ..Self::default() };
        let label = record.label(ty, &ontology.directory.languages);
        citation.title = label.map_or_else(|| citation.key.clone(), |text| text.raw().into_owned());
        let judged = snapshot.judged(record, false);
        for (property, values) in ty.properties.iter().zip(&judged.values).filter(|(property, values)| property.visibility == Visibility::Everyone && !values.is_empty()) {
            citation.take(snapshot, property, values);
        }
        citation.url = citation.url.take().or_else(|| Some(citation.id.clone()));
        citation
    }

    fn take(&mut self, snapshot: &Snapshot, property: &Property, values: &[Value]) {
        let predicate = snapshot.ontology().path(property.path).as_str();
        let texts = || values.iter().map(|value| text(snapshot, property, value));
        match (property.role, &property.range) {
            (Some(Role::Summary), _) => {
                self.summary = texts().next();
                if let Some(Value::Text(text)) = values.first() {
                    self.language = Some(text.language.clone()).filter(|language| !language.is_empty());
                }
            }
            (Some(Role::Homepage), _) => self.url = texts().next(),
            (Some(Role::Year), _) => self.year = texts().next().map(|text| text.chars().take(4).collect()),
            (_, Range::Identifier(scheme)) if *scheme == Scheme::Doi => self.doi = texts().next().map(|text| scheme.local(&text).to_owned()),
            _ if AUTHORS.contains(&predicate) => self.authors.extend(texts()),
            _ if PUBLISHERS.contains(&predicate) => self.publishers.extend(texts()),
            _ => match predicate.strip_prefix(WW) {
                Some(PRINTED_AUTHORS) => self.authors.extend(texts()),
                Some(VENUE) => self.venue = texts().next(),
                _ => {}
            },
        }
    }

    #[must_use]
    pub fn bibtex(&self) -> String {
        let mut out = format!("@{}{{{},\n  title = {{{{{}}}}}", if self.venue.is_some() { "article" } else { "misc" }, self.key, tex(&self.title));
        let authors: Vec<String> = self.authors.iter().map(|name| format!("{{{}}}", tex(name))).collect();
        let publishers: Vec<String> = self.publishers.iter().map(|name| format!("{{{}}}", tex(name))).collect();
        let fields = [
            ("author", Some(authors.join(" and ")).filter(|text| !text.is_empty())),
            ("publisher", Some(publishers.join(" and ")).filter(|text| !text.is_empty())),
            ("journal", self.venue.as_deref().map(tex)),
            ("year", self.year.clone()),
            // Addresses are written as they are.
            ("doi", self.doi.clone()),
            ("url", self.url.clone()),
            ("abstract", self.summary.as_deref().map(tex)),
            // By which it is known again when it is imported.
            ("uri", Some(self.id.clone())),
        ];
        for (name, value) in fields.into_iter().filter_map(|(name, value)| Some((name, value?))) {
            let _ = write!(out, ",\n  {name} = {{{value}}}");
        }
        out.push_str("\n}\n");
        out
    }

    #[must_use]
    pub fn ris(&self) -> String {
        let one = |value: &Option<String>| value.iter().cloned().collect::<Vec<_>>();
        let tags = [
            ("TY", vec![if self.venue.is_some() { "JOUR" } else { "ELEC" }.to_owned()]),
            ("ID", vec![self.key.clone()]),
            ("TI", vec![self.title.clone()]),
            ("AU", self.authors.clone()),
            ("PB", self.publishers.clone()),
            ("T2", one(&self.venue)),
            ("PY", one(&self.year)),
            ("DO", one(&self.doi)),
            ("UR", one(&self.url)),
            ("AB", one(&self.summary)),
            ("LA", one(&self.language)),
            // The database it is from, and how it is known there again.
            ("DB", vec![self.database.clone()]),
            ("AN", vec![self.id.clone()]),
            ("ER", vec![String::new()]),
        ];
        let mut out = String::new();
        for (tag, values) in tags {
            for value in values {
                let _ = write!(out, "{tag}  - {}\r\n", line(&value));
            }
        }
        out
    }

    #[must_use]
    pub fn csl(&self) -> Json {
        let names = |names: &[String]| -> Json { names.iter().map(|name| json!({ "literal": name })).collect() };
        let mut item = json!({ "id": self.id, "type": if self.venue.is_some() { "article-journal" } else { "webpage" }, "title": self.title });
        let texts = [("container-title", &self.venue), ("DOI", &self.doi), ("URL", &self.url), ("abstract", &self.summary), ("language", &self.language)];
        for (name, value) in texts.into_iter().filter_map(|(name, value)| Some((name, value.as_ref()?))) {
            item[name] = json!(value);
        }
        if !self.authors.is_empty() {
            item["author"] = names(&self.authors);
        }
        if !self.publishers.is_empty() {
            item["publisher"] = json!(self.publishers.join(", "));
        }
        if let Some(year) = self.year.as_ref().and_then(|year| year.parse::<i32>().ok()) {
            item["issued"] = json!({ "date-parts": [[year]] });
        }
        json!([item])
    }
}

/// A value as people read it; what is linked by its name.
fn text(snapshot: &Snapshot, property: &Property, value: &Value) -> String {
    match value {
        Value::Text(text) => text.text.clone(),
        Value::Iri(iri) => snapshot.by_iri(iri).and_then(|record| name(snapshot.ontology(), record)).unwrap_or_else(|| iri.clone()),
        value => match value.term(&property.range) {
            oxigraph::model::Term::Literal(literal) => literal.value().to_owned(),
            term => term.to_string(),
        },
    }
}

fn name(ontology: &Ontology, record: &Record) -> Option<String> {
    let ty: &Type = ontology.ty(record.ty);
    record.label(ty, &ontology.directory.languages).map(|text| text.raw().into_owned())
}

/// Text in which nothing means anything to TeX.
fn tex(text: &str) -> String {
    let mut safe = String::with_capacity(text.len() + 8);
    for sign in line(text).chars() {
        match sign {
            '\\' => safe.push_str("\\textbackslash "),
            '~' => safe.push_str("\\textasciitilde "),
            '^' => safe.push_str("\\textasciicircum "),
            '&' | '%' | '$' | '#' | '_' | '{' | '}' => {
                safe.push('\\');
                safe.push(sign);
            }
            sign => safe.push(sign),
        }
    }
    safe
}

/// Text on one line, so that it cannot begin another field.
fn line(text: &str) -> String {
    text.split(|sign: char| sign.is_control() || sign.is_whitespace()).filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}
