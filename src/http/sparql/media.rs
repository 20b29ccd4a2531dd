//! The media types in which answers can be had.

use actix_web::http::header::HeaderMap;

use crate::{
    http::accept,
    views::graph::answer::{GraphFormat, TableFormat},
};

pub const HTML: &str = "text/html";

/// For solutions and truth values, the one we would rather send first.
pub const TABLES: &[(&str, TableFormat)] = &[
    ("application/sparql-results+json", TableFormat::Json),
    ("application/json", TableFormat::Json),
    ("application/sparql-results+xml", TableFormat::Xml),
    ("application/xml", TableFormat::Xml),
    ("text/xml", TableFormat::Xml),
    ("text/csv", TableFormat::Csv),
    ("text/tab-separated-values", TableFormat::Tsv),
];

/// For triples.
pub const GRAPHS: &[(&str, GraphFormat)] = &[
    ("text/turtle", GraphFormat::Turtle),
    ("application/n-triples", GraphFormat::NTriples),
    ("application/ld+json", GraphFormat::JsonLd),
    ("application/rdf+xml", GraphFormat::RdfXml),
];

/// What a client takes: the query decides which of the two it gets.
#[derive(Clone, Copy, Default)]
pub struct Wanted {
    pub table: Option<(&'static str, TableFormat)>,
    pub graph: Option<(&'static str, GraphFormat)>,
}

impl Wanted {
    pub fn of(headers: &HeaderMap) -> Self {
        Self { table: preferred(headers, TABLES), graph: preferred(headers, GRAPHS) }
    }

    pub const fn is_nothing(self) -> bool {
        self.table.is_none() && self.graph.is_none()
    }
}

fn preferred<T: Copy>(headers: &HeaderMap, offers: &'static [(&'static str, T)]) -> Option<(&'static str, T)> {
    let names: Vec<&'static str> = offers.iter().map(|(name, _)| *name).collect();
    let name = accept::preferred(headers, &names)?;
    offers.iter().find(|(own, _)| *own == name).copied()
}

/// Whether a client would rather have a page than any other form, as browsers do.
pub fn prefers_page(headers: &HeaderMap) -> bool {
    let offers: Vec<&str> = all().chain([HTML]).collect();
    accept::preferred(headers, &offers) == Some(HTML)
}

pub fn all() -> impl Iterator<Item = &'static str> {
    TABLES.iter().map(|(name, _)| *name).chain(GRAPHS.iter().map(|(name, _)| *name))
}

/// As it stands in `Content-Type`.
pub fn labelled(name: &str) -> String {
    if name.starts_with("text/") { format!("{name}; charset=utf-8") } else { name.to_owned() }
}
