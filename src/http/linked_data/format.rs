//! The forms in which a description can be had: names in addresses, media types, and how triples are written.

use oxigraph::{
    io::{RdfFormat, RdfSerializer},
    model::Triple,
};

use crate::ontology::terms::PREFIXES;

/// A form of a description. Closed: a new one is a new row of [`Format::row`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    Turtle,
    Html,
    JsonLd,
    Json,
    NTriples,
    RdfXml,
    Csv,
    BibTex,
    Ris,
    Csl,
}

impl Format {
    /// In the order in which they are preferred when a client does not care.
    pub const ALL: [Self; 10] = [Self::Turtle, Self::Html, Self::JsonLd, Self::Json, Self::NTriples, Self::RdfXml, Self::Csv, Self::BibTex, Self::Ris, Self::Csl];

    /// The forms that a description has. What is no record has no row in a table and is not cited.
    pub fn of(record: bool) -> impl Iterator<Item = Self> {
        Self::ALL.into_iter().filter(move |format| record || !matches!(format, Self::Csv | Self::BibTex | Self::Ris | Self::Csl))
    }

    /// The ending in addresses, and the media type.
    const fn row(self) -> (&'static str, &'static str) {
        match self {
            Self::Turtle => ("ttl", "text/turtle"),
            Self::Html => ("html", "text/html"),
            Self::JsonLd => ("jsonld", "application/ld+json"),
            Self::Json => ("json", "application/json"),
            Self::NTriples => ("nt", "application/n-triples"),
            Self::RdfXml => ("rdf", "application/rdf+xml"),
            Self::Csv => ("csv", "text/csv"),
            Self::BibTex => ("bib", "application/x-bibtex"),
            Self::Ris => ("ris", "application/x-research-info-systems"),
            Self::Csl => ("csl.json", "application/vnd.citationstyles.csl+json"),
        }
    }

    pub const fn extension(self) -> &'static str {
        self.row().0
    }

    pub const fn media_type(self) -> &'static str {
        self.row().1
    }

    /// A name without the ending that stands for a form, and the form.
    pub fn at_end(name: &str, record: bool) -> Option<(&str, Self)> {
        let ends = Self::of(record).filter_map(|format| Some((name.strip_suffix(format.extension())?.strip_suffix('.')?, format)));
        // `.csl.json` ends in `.json` too.
        ends.min_by_key(|(name, _)| name.len())
    }

    pub fn of_media_type(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|format| format.media_type() == name)
    }

    /// The RDF syntax, where it is one.
    pub const fn syntax(self) -> Option<RdfFormat> {
        match self {
            Self::Turtle => Some(RdfFormat::Turtle),
            Self::NTriples => Some(RdfFormat::NTriples),
            Self::RdfXml => Some(RdfFormat::RdfXml),
            Self::JsonLd => Some(RdfFormat::JsonLd { profile: oxigraph::io::JsonLdProfileSet::empty() }),
            Self::Html | Self::Json | Self::Csv | Self::BibTex | Self::Ris | Self::Csl => None,
        }
    }
}

/// Writes triples; `namespace` is the directory's own.
///
/// # Errors
/// When a term cannot be written in the syntax.
pub fn write(syntax: RdfFormat, namespace: &str, triples: &[Triple]) -> std::io::Result<Vec<u8>> {
    let mut serializer = RdfSerializer::from_format(syntax);
    let used = |iri: &str| triples.iter().any(|triple| [triple.subject.to_string(), triple.predicate.to_string(), triple.object.to_string()].iter().any(|term| term.contains(iri)));
    for (name, iri) in PREFIXES.iter().copied().chain([("ww", namespace)]).filter(|(_, iri)| used(iri)) {
        serializer = serializer.with_prefix(name, iri).map_err(std::io::Error::other)?;
    }
    let mut writer = serializer.for_writer(Vec::with_capacity(triples.len() * 128));
    for triple in triples {
        writer.serialize_triple(triple)?;
    }
    writer.finish()
}
