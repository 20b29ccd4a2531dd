//! The formats that are read, and how a file tells which one it has.

use std::path::Path;

/// A format of records. Closed: a new one is a new row of [`Format::row`] and a reader in [`super::entries`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    Turtle,
    JsonLd,
    Table,
    BibTex,
    Ris,
    Csl,
    Orcid,
    Ror,
    Calendar,
}

/// How much of a file is looked at to tell what JSON is in it.
const SNIFFED_BYTES_MAX: usize = 4 * 1_024;

/// What there is to say about a format.
#[derive(Clone, Copy, Debug)]
pub struct Row {
    /// As the command line and the API call it.
    pub name: &'static str,
    pub words: &'static str,
    /// How file names end.
    pub endings: &'static [&'static str],
    /// The mapping of the ontology by which it is read unless another is given.
    pub mapping: Option<&'static str>,
}

impl Format {
    pub const ALL: [Self; 9] = [Self::Turtle, Self::JsonLd, Self::Table, Self::BibTex, Self::Ris, Self::Csl, Self::Orcid, Self::Ror, Self::Calendar];

    #[must_use]
    pub const fn row(self) -> Row {
        let (name, words, endings, mapping): (_, _, &'static [&'static str], _) = match self {
            Self::Turtle => ("turtle", "Turtle or N-Triples.", &[".ttl", ".nt"], None),
            Self::JsonLd => ("json-ld", "JSON-LD with our own context, or one of its own.", &[".jsonld"], None),
            Self::Table => ("csv", "A table with a header; a mapping says what columns of other names mean.", &[".csv", ".csv.gz"], None),
            Self::BibTex => ("bibtex", "BibTeX or BibLaTeX.", &[".bib"], Some("bibliography")),
            Self::Ris => ("ris", "RIS, as reference managers exchange it.", &[".ris"], Some("bibliography")),
            Self::Csl => ("csl-json", "CSL-JSON: an item, or a list of items.", &[".csl.json"], Some("bibliography")),
            Self::Orcid => ("orcid", "A public record of ORCID as JSON.", &[".orcid.json"], Some("orcid")),
            Self::Ror => ("ror", "A record of the Research Organization Registry as JSON, or a list of them.", &[".ror.json"], Some("ror")),
            Self::Calendar => ("icalendar", "A calendar (iCalendar).", &[".ics"], Some("calendar")),
        };
        Row { name, words, endings, mapping }
    }

    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|format| format.row().name == name)
    }

    /// By the ending of a file's name.
    #[must_use]
    pub fn of_name(file: &Path) -> Option<Self> {
        let name = file.file_name().map(|name| name.to_string_lossy().to_lowercase()).unwrap_or_default();
        Self::ALL.into_iter().find(|format| format.row().endings.iter().any(|ending| name.ends_with(ending)))
    }

    /// By what JSON without a telling name begins with.
    #[must_use]
    pub fn of_json(text: &str) -> Option<Self> {
        let mut end = text.len().min(SNIFFED_BYTES_MAX);
        while !text.is_char_boundary(end) {
            end -= 1;
        }
        let start = text.get(..end).unwrap_or_default();
        let signs = [("\"@context\"", Self::JsonLd), ("\"@graph\"", Self::JsonLd), ("\"orcid-identifier\"", Self::Orcid), ("https://ror.org/", Self::Ror)];
        let found = signs.into_iter().find(|(sign, _)| start.contains(sign)).map(|(_, format)| format);
        found.or_else(|| ["\"type\"", "\"title\""].iter().all(|sign| start.contains(sign)).then_some(Self::Csl))
    }
}
