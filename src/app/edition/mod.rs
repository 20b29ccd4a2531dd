//! Editions: a record whose type has a text (`ww:role ww:Body`), published as a document in the forms that people read and keep.
//!
//! An [`Edition`] is the text at one revision with all that it needs: its citations and references formatted, the records it shows as
//! tables, who is credited for what, its licence, and what is amiss with any of it. It depends on the state alone, so the same revision
//! gives the same bytes in every form. Each form is a file beside this one that writes it; they escape every text themselves.
//!
//! Uses the views and [`crate::ontology::prose`]; knows nothing of HTTP.

mod credits;
mod datacite;
mod epub;
mod figure;
pub mod html;
mod jats;
mod licence;
mod markdown;
mod metadata;
#[cfg(feature = "pdf")]
mod print;
mod works;
mod writer;

use jiff::Timestamp;
use serde_json::Value as Json;

use super::citation::Citation;
use super::{Directory, find, gone};
use crate::ontology::prose::{Block, Cite, Inline, Part, Prose};
use crate::ontology::{Ontology, Role, Type};
use crate::views::State;
use crate::views::records::{Record, Text, choose};

pub use credits::{Agent, Credited};
pub use figure::{Cell, Figure};
pub use licence::Licence;
pub use works::Run;

/// A document in one of these forms. Closed: a new one is a new row of [`Form::row`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    Epub,
    Pdf,
    Jats,
    Markdown,
    DataCite,
    DataCiteXml,
    Cff,
}

impl Form {
    pub const ALL: [Self; 7] = [Self::Epub, Self::Pdf, Self::Jats, Self::Markdown, Self::DataCite, Self::DataCiteXml, Self::Cff];

    /// The ending in addresses, the media type, and what people call it.
    #[must_use]
    pub const fn row(self) -> (&'static str, &'static str, &'static str) {
        match self {
            Self::Epub => ("epub", "application/epub+zip", "EPUB"),
            Self::Pdf => ("pdf", "application/pdf", "PDF"),
            Self::Jats => ("jats.xml", "application/vnd.jats+xml", "JATS"),
            Self::Markdown => ("md", "text/markdown; charset=utf-8", "Markdown"),
            Self::DataCite => ("datacite.json", "application/vnd.datacite.datacite+json", "DataCite"),
            Self::DataCiteXml => ("datacite.xml", "application/vnd.datacite.datacite+xml", "DataCite XML"),
            Self::Cff => ("cff", "application/x-yaml; charset=utf-8", "CITATION.cff"),
        }
    }

    /// Whether this program can write it.
    #[must_use]
    pub const fn is_built(self) -> bool {
        !matches!(self, Self::Pdf) || cfg!(feature = "pdf")
    }
}

/// A work that the text cites.
#[derive(Clone, Debug, Default)]
pub struct Work {
    pub iri: String,
    pub title: String,
    /// Its entry in the list of references.
    pub entry: Vec<Run>,
    /// What it rests on and how well, each with its label: where a reader checks it.
    pub grounds: Vec<(String, Vec<Cell>)>,
    csl: Json,
}

/// A document.
#[derive(Clone, Debug)]
pub struct Edition {
    pub iri: String,
    pub key: String,
    /// What it is, as people call it.
    pub kind: String,
    pub title: String,
    pub summary: Option<String>,
    /// Of the text; a lower-case tag.
    pub language: String,
    /// Other languages in which it is written.
    pub languages: Vec<String>,
    pub authors: Vec<Agent>,
    pub publishers: Vec<Agent>,
    pub credits: Vec<Credited>,
    /// How many are credited who do not wish to be named.
    pub unnamed: usize,
    pub year: Option<String>,
    pub doi: Option<String>,
    /// An address.
    pub licence: Option<String>,
    /// Of the last change, and how many changes there were.
    pub revision: u64,
    pub version: usize,
    pub modified: Timestamp,
    pub prose: Prose,
    /// For each place where works are cited, in order.
    pub cites: Vec<Vec<Run>>,
    /// In the order of the list of references.
    pub works: Vec<Work>,
    /// What the text refers to, each once, in order: a DOI, or else an address.
    pub related: Vec<(bool, String)>,
    /// By the reference in the text.
    pub figures: Vec<(String, Figure)>,
    /// What is amiss: works that are gone, licences that do not go together.
    pub notes: Vec<String>,
    /// The directory's name, address and licence.
    pub site: String,
    pub site_iri: String,
    /// Addresses as they stand in the text, and the records they lead to.
    links: Vec<(String, String)>,
}

impl Edition {
    /// The edition of a record in the first of `languages` in which it is written; nothing where its type has no text. One without a text has
    /// credits all the same.
    #[must_use]
    pub fn of(directory: &Directory, state: &State, record: &Record, languages: &[String]) -> Option<Self> {
        let ontology = state.snapshot.ontology();
        let ty = ontology.ty(record.ty);
        let texts = record.values(ty.role(Role::Body)?).texts();
        let body = choose(texts, languages);
        let language = body.map_or_else(|| languages.first().map_or("en", String::as_str), Text::language);
        let citation = Citation::of(&state.snapshot, record);
        let own = [language];
        let said = |role: Role| ty.role(role).and_then(|slot| record.text(slot, &own)).map(|text| text.raw().into_owned());
        let prose = body.map(|body| Prose::read(&body.raw())).unwrap_or_default();
        let mut edition = Self {
            iri: record.iri.to_string(),
            key: record.key(ty).to_owned(),
            kind: ty.label.clone(),
            title: said(Role::Label).unwrap_or(citation.title),
            summary: said(Role::Summary),
            language: language.to_owned(),
            languages: texts.iter().map(Text::language).filter(|own| *own != language).map(str::to_owned).collect(),
            authors: credits::agents(state, record, &credits::AUTHORS),
            publishers: credits::agents(state, record, &credits::PUBLISHERS),
            credits: Vec::new(),
            unnamed: 0,
            year: citation.year,
            doi: citation.doi,
            licence: said(Role::Licence),
            revision: record.revision,
            version: state.provenance.events(record.id).count().max(1),
            modified: record.modified,
            cites: Vec::new(),
            works: Vec::new(),
            related: Vec::new(),
            figures: Vec::new(),
            notes: Vec::new(),
            site: ontology.directory.title.clone(),
            site_iri: ontology.directory.iri.clone(),
            links: Vec::new(),
            prose,
        };
        edition.resolve(state, languages);
        edition.credit(directory, state, record);
        Some(edition)
    }

    /// Finds what the text refers to.
    fn resolve(&mut self, state: &State, languages: &[String]) {
        let ontology = state.snapshot.ontology();
        let mut known: Vec<(String, Json)> = Vec::new();
        let mut works: Vec<Work> = Vec::new();
        for reference in self.prose.references() {
            let Some(address) = ontology.address_of(&reference.key) else { continue };
            let found = match gone::resolve(state, &[], &address) {
                Ok(Some(record)) => record,
                Ok(None) => {
                    self.note(format!("`{}` leads nowhere", reference.key));
                    continue;
                }
                Err(problem) => {
                    self.note(problem.message);
                    continue;
                }
            };
            self.note_change(ontology, &address, found);
            self.relate(state, found);
            if reference.shown {
                let figure = Figure::of(state, found, languages);
                self.figures.push((reference.key.clone(), figure));
                self.weigh(state, found);
            }
            self.links.push((reference.key.clone(), found.iri.to_string()));
            if !reference.shown && !reference.key.starts_with(['/', '@']) && !reference.key.contains("://") {
                let work = Work::of(state, found, languages);
                known.push((reference.key, work.csl.clone()));
                if !works.iter().any(|other| other.iri == work.iri) {
                    works.push(work);
                }
            }
        }
        let mut cites: Vec<&Cite> = Vec::new();
        self.prose.each(&mut |part| {
            if let Part::Inline(Inline::Cite(cite)) = part {
                cites.push(cite);
            }
        });
        let formatted = works::format(&cites, &known, &self.language);
        self.cites = formatted.cites;
        for (iri, entry) in formatted.entries {
            if let Some(at) = works.iter().position(|work| work.iri == iri) {
                self.works.push(Work { entry, ..works.swap_remove(at) });
            }
        }
    }

    fn relate(&mut self, state: &State, found: &Record) {
        let doi = Citation::of(&state.snapshot, found).doi;
        let related = (doi.is_some(), doi.unwrap_or_else(|| found.iri.to_string()));
        if !self.related.contains(&related) {
            self.related.push(related);
        }
    }

    fn note(&mut self, note: String) {
        if !self.notes.contains(&note) {
            self.notes.push(note);
        }
    }

    /// Says what a reference has become since it was written.
    fn note_change(&mut self, ontology: &Ontology, address: &str, found: &Record) {
        if *found.iri != *address {
            self.note(format!("<{address}> was merged into <{}>, which stands in its place", found.iri));
        }
        let ty = ontology.ty(found.ty);
        let deprecated = ty.properties.iter().position(|property| ontology.path(property.path).as_ref() == crate::ontology::terms::OWL_DEPRECATED);
        if deprecated.and_then(|slot| found.values.get(slot)).is_some_and(|values| values.plain().contains(&crate::ontology::record::Value::Boolean(true))) {
            self.note(format!("<{}> should be used no longer", found.iri));
        }
    }

    /// Whether a record that is shown may be, as licences go.
    fn weigh(&mut self, state: &State, shown: &Record) {
        let own = licence_of(state.snapshot.ontology(), shown);
        if let Some(note) = own.and_then(|own| hindrance(&shown.iri, &own, self.licence.as_deref())) {
            self.note(note);
        }
    }

    /// The record that a reference in the text leads to; anything else as it is.
    #[must_use]
    pub fn target<'a>(&'a self, to: &'a str) -> &'a str {
        self.links.iter().find(|(own, _)| own == to).map_or(to, |(_, iri)| iri)
    }

    /// A whole address, where one of this site is meant.
    #[must_use]
    pub fn absolute(&self, to: &str) -> String {
        to.strip_prefix('/').map_or_else(|| to.to_owned(), |path| format!("{}{path}", self.site_iri))
    }

    /// The table that stands where the text shows a record.
    #[must_use]
    pub fn figure(&self, of: &str) -> Option<&Figure> {
        self.figures.iter().find(|(own, _)| own == of).map(|(_, figure)| figure)
    }

    /// The number of a work in the list of references, from 1.
    #[must_use]
    pub fn number(&self, iri: &str) -> Option<usize> {
        self.works.iter().position(|work| work.iri == iri).map(|at| at + 1)
    }

    /// The headings that make a table of contents, with their level from 1.
    #[must_use]
    pub fn contents(&self) -> Vec<(u8, &str, String)> {
        let top = self.prose.blocks.iter().filter_map(|block| if let Block::Heading { level, .. } = block { Some(*level) } else { None }).min().unwrap_or(1);
        let headings = self.prose.blocks.iter().filter_map(|block| if let Block::Heading { level, id, text } = block { Some((level - top + 1, id.as_str(), crate::ontology::prose::plain(text))) } else { None });
        headings.collect()
    }

    /// The year of the edition: the record's own, or that of its last change.
    #[must_use]
    pub fn year(&self) -> String {
        self.year.clone().unwrap_or_else(|| self.day().strftime("%Y").to_string())
    }

    /// The day of its last change.
    #[must_use]
    pub fn day(&self) -> jiff::civil::Date {
        self.modified.to_zoned(jiff::tz::TimeZone::UTC).date()
    }

    /// The document in a form.
    ///
    /// # Errors
    /// When it cannot be written, or this program was built without the form.
    pub fn write(&self, form: Form) -> Result<Vec<u8>, String> {
        match form {
            Form::Epub => epub::write(self).map_err(|error| error.to_string()),
            Form::Jats => Ok(jats::write(self).into_bytes()),
            Form::Markdown => Ok(markdown::write(self).into_bytes()),
            Form::DataCite => Ok(metadata::datacite(self).to_string().into_bytes()),
            Form::DataCiteXml => Ok(datacite::write(self).into_bytes()),
            Form::Cff => Ok(metadata::cff(self).into_bytes()),
            #[cfg(feature = "pdf")]
            Form::Pdf => print::write(self),
            #[cfg(not(feature = "pdf"))]
            Form::Pdf => Err("this program was built without PDF; build it with `--features pdf`".to_owned()),
        }
    }
}

impl Work {
    fn of(state: &State, record: &Record, languages: &[String]) -> Self {
        let ty = state.snapshot.ontology().ty(record.ty);
        let mut csl = Citation::of(&state.snapshot, record).csl()[0].take();
        let title = name(state, record, languages);
        csl["title"] = Json::String(title.clone());
        // What a record is about stands in its entry on the directory, and an abstract in no list of references.
        csl.as_object_mut().map(|members| members.remove("abstract"));
        Self { iri: record.iri.to_string(), title, entry: Vec::new(), grounds: figure::grounds(state, ty, record, languages), csl }
    }
}

/// What a record is called; what has no name by what it says.
fn name(state: &State, record: &Record, languages: &[String]) -> String {
    let ty: &Type = state.snapshot.ontology().ty(record.ty);
    let said = |role: Role| ty.role(role).and_then(|slot| record.text(slot, languages)).map(|text| text.raw().into_owned());
    said(Role::Label).or_else(|| said(Role::Summary)).unwrap_or_else(|| record.key(ty).to_owned())
}

/// The licence that a record names.
#[must_use]
pub fn licence_of(ontology: &Ontology, record: &Record) -> Option<String> {
    let slot = ontology.ty(record.ty).role(Role::Licence)?;
    record.values(slot).texts().first().map(|text| text.raw().into_owned())
}

/// Why something under the licence at `part` should not stand in a work under the one at `whole`.
#[must_use]
pub fn hindrance(iri: &str, part: &str, whole: Option<&str>) -> Option<String> {
    let whole = whole?;
    match (Licence::at(part), Licence::at(whole)) {
        (Some((own, _)), Some((of_whole, _))) => own.hinders(of_whole).map(|why| format!("<{iri}> cannot be shown in this: {why} ({part}, {whole})")),
        _ => None,
    }
}

/// The published record that a reference names; used where a text is judged.
///
/// # Errors
/// When the reference has the form of an identifier and is malformed.
pub fn referred<'a>(state: &'a State, reference: &str) -> Option<&'a Record> {
    let address = state.snapshot.ontology().address_of(reference)?;
    find::resolve(&state.snapshot, &[], &address).ok().flatten().map(AsRef::as_ref)
}
