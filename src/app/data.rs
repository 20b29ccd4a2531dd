//! Files of records, read and judged: what `check` reports and what `import` takes in, by one path.
//!
//! Uses the [`Ontology`], and a [`Snapshot`] for what the directory holds already.
//!
//! Triples are grouped by subject in the order of first mention; a record stands in one file. Tables ([`table`]) become such groups too.

mod entries;
mod format;
mod json_ld;
mod nearby;
mod places;
mod table;

use crate::ontology::record::{self, Record};
use crate::ontology::{Ontology, PROBLEMS_MAX, Problem, TypeId, turtle};
use crate::views::records::Snapshot;
use nearby::Nearby;
use oxigraph::model::vocab::rdf;
use oxigraph::model::{NamedOrBlankNode, Term, Triple};
use places::Places;
use rustc_hash::FxHashMap;
use std::fs::File;
use std::io::{self, Cursor, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use table::{Header, Mapping, Pages, Tables};

pub use format::Format;
pub use table::Mapped;

/// How often progress is told, in records.
const GROUPS_PER_STEP: u64 = 1_024;

/// A record as it stands in a file.
#[derive(Clone, Debug)]
pub struct RawRecord {
    pub subject: NamedOrBlankNode,
    /// In the order of the file.
    pub triples: Vec<Triple>,
    pub file: Arc<Path>,
    /// Of its first triple.
    pub line: u32,
    /// The same, judged: in canonical form.
    pub record: Record,
}

/// All that there is to say about some files.
#[derive(Debug, Default)]
pub struct Reading {
    /// The records without a problem of their own, in the order of the files.
    pub records: Vec<RawRecord>,
    /// By file and line, at most [`PROBLEMS_MAX`].
    pub problems: Vec<Problem>,
    /// Problems beyond those listed.
    pub problems_unlisted: usize,
    /// What is worth a look but not wrong, at most [`PROBLEMS_MAX`].
    pub notes: Vec<Problem>,
    pub notes_unlisted: usize,
    /// Rows of tables that the mapping leaves out.
    pub rows_left_out: usize,
    /// What the columns of tables and the like were taken for.
    pub mapped: Vec<Mapped>,
    /// Subjects found, with problems or without.
    pub subjects: usize,
    pub files: usize,
}

/// What is read, and how.
#[derive(Clone, Debug, Default)]
pub struct Files {
    /// Files, and folders of `.ttl` and `.nt` files.
    pub paths: Vec<PathBuf>,
    /// How tables and the like are read; as the ontology says for their format unless given.
    pub mapping: Option<PathBuf>,
    /// A mapping that is in no file, in place of one that is.
    pub mapping_text: Option<(PathBuf, Arc<str>)>,
    /// What they are; their names tell unless given.
    pub format: Option<Format>,
    /// Texts that are in no file, under the names by which problems call them.
    pub texts: Vec<(PathBuf, Arc<str>)>,
}

/// Letters of the names of files that are kept with what was read from them.
const FILE_NAMES_CHARS_MAX: usize = 200;

impl Files {
    /// What they are called, without the folders they lie in.
    #[must_use]
    pub fn names(&self) -> Option<String> {
        let all = self.paths.iter().chain(self.texts.iter().map(|(name, _)| name));
        let names: Vec<String> = all.filter_map(|path| Some(path.file_name()?.to_string_lossy().into_owned())).collect();
        (!names.is_empty()).then(|| names.join(", ").chars().take(FILE_NAMES_CHARS_MAX).collect())
    }
}

impl From<Vec<PathBuf>> for Files {
    fn from(paths: Vec<PathBuf>) -> Self {
        Self { paths, ..Self::default() }
    }
}

/// Where the bytes of a file are.
#[derive(Clone, Debug)]
pub enum Content {
    File,
    Text(Arc<str>),
}

impl Content {
    /// The bytes, and how many there are.
    fn open(&self, file: &Path) -> io::Result<(Box<dyn Read>, u64)> {
        Ok(match self {
            Self::File => (Box::new(File::open(file)?), std::fs::metadata(file)?.len()),
            Self::Text(text) => (Box::new(Cursor::new(text.as_bytes().to_vec())), text.len() as u64),
        })
    }

    /// All of it, as text.
    fn read(&self, file: &Path, bytes_max: u64) -> Result<Arc<str>, Problem> {
        let refuse = |message: String| Problem::new(file, 0, message);
        let (reader, length) = self.open(file).map_err(|error| refuse(format!("cannot be read: {error}")))?;
        if length > bytes_max {
            return Err(refuse(format!("it has {length} bytes; at most {bytes_max} are read; divide it")));
        }
        let mut bytes = Vec::new();
        reader.take(bytes_max).read_to_end(&mut bytes).map_err(|error| refuse(format!("cannot be read: {error}")))?;
        String::from_utf8(bytes).map(Arc::from).map_err(|error| {
            let line = error.as_bytes().get(..error.utf8_error().valid_up_to()).unwrap_or_default().split(|byte| *byte == b'\n').count();
            Problem::new(file, u32::try_from(line).unwrap_or(u32::MAX), "it is not UTF-8 here; save it as UTF-8")
        })
    }
}

/// A file or text to be read.
struct Input {
    name: PathBuf,
    content: Content,
    format: Format,
}

/// Hears what is being done, how much of it is done, and how much there is.
pub type Progress<'a> = &'a dyn Fn(&'static str, u64, u64);

/// The records of `files`, when nothing is wrong with any of them.
///
/// `now` is what the directory holds: links may lead there, and a row of a table may be a record that is there.
///
/// # Errors
/// All problems, by file and line.
pub fn read(now: &Snapshot, files: &Files, progress: Progress<'_>) -> Result<Reading, Vec<Problem>> {
    let reading = judge(now, files, progress);
    if reading.problems.is_empty() { Ok(reading) } else { Err(reading.problems) }
}

/// Reads and judges `files`, whatever is wrong with them.
#[must_use]
pub fn judge(now: &Snapshot, files: &Files, progress: Progress<'_>) -> Reading {
    judge_beside(now, files, &|_| false, progress)
}

/// Like [`judge`], where addresses may be given to records that are not published: these are not given again.
#[must_use]
pub fn judge_beside(now: &Snapshot, files: &Files, waits: &dyn Fn(&str) -> bool, progress: Progress<'_>) -> Reading {
    let ontology = now.ontology();
    let mut problems = Vec::new();
    let mut groups = Groups::default();
    let mut reading = Reading::default();
    let inputs = inputs(files, &mut problems);
    let mappings: Vec<Option<Vec<Mapping>>> = mappings(ontology, files, &inputs, &mut problems);
    let mut tables = Tables::new(now, waits);
    for input in &inputs {
        match input.format {
            Format::Turtle => groups.add(turtle_of(input, &mut problems), &mut problems),
            Format::JsonLd => groups.add(json_ld::read(now, input, &mut problems), &mut problems),
            _ => {}
        }
    }
    for (iri, ty) in known(ontology, &groups.all) {
        tables.note(iri, ty);
    }
    for (input, mappings) in inputs.iter().zip(&mappings) {
        // A table without its mapping would only give further problems.
        let Some(mappings) = mappings else { continue };
        match input.format {
            Format::Turtle | Format::JsonLd => {}
            Format::Table => tables.read(&input.name, &Pages::Table(input.content.clone()), mappings, &mut groups, &mut problems, progress),
            format => match input.content.read(&input.name, entries::bytes_max(format)) {
                Err(problem) => problems.push(problem),
                Ok(text) => {
                    let entries = entries::read(format, &input.name, &text);
                    problems.extend(entries.problems);
                    tables.notes.extend(entries.notes);
                    let pages = Pages::Entries { columns: entries::columns(format), rows: entries.rows.into() };
                    tables.read(&input.name, &pages, mappings, &mut groups, &mut problems, progress);
                }
            },
        }
    }
    reading.files = inputs.len();
    let mut places = Places::new(ontology);
    reading.subjects = groups.all.len();
    let accepted = {
        let known = known(ontology, &groups.all);
        let existing = |iri: &str| now.by_iri(iri).map(|record| record.ty);
        let judge = Judge { ontology, known: &|iri| known.get(iri).copied().or_else(|| existing(iri)), nearby: Nearby::new(known.keys().copied()) };
        let all = groups.all.len() as u64;
        let accepted = groups.all.iter().zip(0_u64..).map(|(group, at)| {
            if at % GROUPS_PER_STEP == 0 {
                progress("judging", at, all);
            }
            judge.group(group, &mut places, &mut problems)
        });
        accepted.collect::<Vec<_>>()
    };
    problems.extend(places.problems);
    reading.rows_left_out = tables.left_out;
    reading.mapped = std::mem::take(&mut tables.mapped);
    (reading.notes, reading.notes_unlisted) = listed(places.notes.into_iter().chain(tables.notes).collect());
    let records = groups.all.into_iter().zip(accepted).filter_map(|(group, record)| {
        let record = record?;
        Some(RawRecord { subject: group.subject, triples: group.triples, file: group.file, line: group.lines.first().copied().unwrap_or_default(), record })
    });
    reading.records = records.collect();
    (reading.problems, reading.problems_unlisted) = listed(problems);
    reading
}

/// What is to be read, and in which formats.
fn inputs(files: &Files, problems: &mut Vec<Problem>) -> Vec<Input> {
    let found = every_file(&files.paths, problems).into_iter().map(|name| (name, Content::File));
    let all: Vec<(PathBuf, Content)> = found.chain(files.texts.iter().map(|(name, text)| (name.clone(), Content::Text(Arc::clone(text))))).collect();
    let mut inputs = Vec::with_capacity(all.len());
    for (name, content) in all {
        let is_json = name.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("json"));
        let told = files.format.or_else(|| Format::of_name(&name));
        let format = match told {
            Some(format) => Ok(format),
            None if is_json => content.read(&name, entries::DUMP_BYTES_MAX).and_then(|text| {
                let names = Format::ALL.map(|format| format.row().name).join(", ");
                Format::of_json(&text).ok_or_else(|| Problem::new(&name, 0, format!("what is in this JSON cannot be told; say which format it has: {names}")))
            }),
            None => Ok(Format::Turtle),
        };
        match format {
            Ok(format) => inputs.push(Input { name, content, format }),
            Err(problem) => problems.push(problem),
        }
    }
    inputs
}

/// The mappings by which each input is read: what was named, else the ontology's for its format. Nothing where one is needed and not good.
fn mappings(ontology: &Ontology, files: &Files, inputs: &[Input], problems: &mut Vec<Problem>) -> Vec<Option<Vec<Mapping>>> {
    let of_format = |format: Format| match (&files.mapping, format.row().mapping) {
        _ if files.mapping_text.is_some() => files.mapping_text.as_ref().map_or_else(|| Ok(Vec::new()), |(file, text)| Mapping::parse(file, text)),
        (Some(file), _) => Mapping::read(file),
        (None, None) => Ok(Vec::new()),
        (None, Some(name)) => match ontology.mappings.get(name) {
            Some((file, text)) => Mapping::parse(file, text),
            None => Err(Problem::new(Path::new("ontology/mappings"), 0, format!("there is no `{name}.json` that says how {} is read; write one, or name a mapping", format.row().name))),
        },
    };
    let mut read = |format| of_format(format).map_err(|problem| problems.push(problem)).ok();
    if inputs.is_empty() && files.mapping.is_some() {
        read(Format::Table);
    }
    inputs.iter().map(|input| if matches!(input.format, Format::Turtle | Format::JsonLd) { Some(Vec::new()) } else { read(input.format) }).collect()
}

fn turtle_of(input: &Input, problems: &mut Vec<Problem>) -> turtle::Document {
    match &input.content {
        Content::File => turtle::read(&input.name, None, problems),
        Content::Text(text) => turtle::parse(&input.name, text.as_bytes(), None, problems),
    }
}

/// By file and line, each once, as many as are listed; and how many there are beyond.
pub fn listed(mut problems: Vec<Problem>) -> (Vec<Problem>, usize) {
    problems.sort();
    problems.dedup();
    let unlisted = problems.len().saturating_sub(PROBLEMS_MAX);
    problems.truncate(PROBLEMS_MAX);
    (problems, unlisted)
}

/// The files named and those in the folders named, each once.
pub fn every_file(paths: &[PathBuf], problems: &mut Vec<Problem>) -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> = Vec::new();
    for path in paths {
        match turtle::files(path) {
            Ok(found) => {
                if found.is_empty() {
                    problems.push(Problem::new(path, 0, "there is no .ttl or .nt file in this folder"));
                }
                let new: Vec<PathBuf> = found.into_iter().filter(|file| !files.contains(file)).collect();
                files.extend(new);
            }
            Err(error) => problems.push(Problem::new(path, 0, format!("cannot be read: {error}"))),
        }
    }
    files
}

/// The triples of one subject in one file.
struct Group {
    subject: NamedOrBlankNode,
    triples: Vec<Triple>,
    /// Of each triple; of a row one for all.
    lines: Vec<u32>,
    /// Of a row.
    columns: Option<Columns>,
    file: Arc<Path>,
}

/// The names of a table's columns, and the column that each triple comes from.
struct Columns {
    header: Arc<Header>,
    of_triples: Vec<Option<u16>>,
}

impl Group {
    fn place(&self, at: Option<usize>) -> (&Path, u32) {
        (&self.file, self.lines.get(at.unwrap_or(0)).or_else(|| self.lines.first()).copied().unwrap_or_default())
    }

    fn problem(&self, at: Option<usize>, message: String) -> Problem {
        let (file, line) = self.place(at);
        let Some(Columns { header, of_triples }) = &self.columns else { return Problem::new(file, line, message) };
        let column = at.and_then(|at| of_triples.get(at).copied().flatten()).map(usize::from);
        Problem::new(file, line, header.in_column(column, &message))
    }

    fn iri(&self) -> Option<&str> {
        if let NamedOrBlankNode::NamedNode(node) = &self.subject { Some(node.as_str()) } else { None }
    }
}

#[derive(Default)]
struct Groups {
    all: Vec<Group>,
    by_subject: FxHashMap<NamedOrBlankNode, usize>,
}

impl Groups {
    fn add(&mut self, document: turtle::Document, problems: &mut Vec<Problem>) {
        let file: Arc<Path> = document.file.into();
        let first = self.all.len();
        for located in document.triples {
            // Nearly always the triple belongs to the record of the one before it.
            let at = match self.all.last().filter(|group| group.subject == located.triple.subject) {
                Some(_) => Some(self.all.len() - 1),
                None => self.by_subject.get(&located.triple.subject).copied(),
            };
            if let Some(group) = at.filter(|at| *at >= first).and_then(|at| self.all.get_mut(at)) {
                group.lines.push(located.line);
                group.triples.push(located.triple);
                continue;
            }
            self.push(Group { subject: located.triple.subject.clone(), lines: vec![located.line], triples: vec![located.triple], columns: None, file: file.clone() }, problems);
        }
    }

    /// Adds a record that this file has not spoken of.
    fn push(&mut self, group: Group, problems: &mut Vec<Problem>) {
        if let Some(other) = self.by_subject.get(&group.subject).and_then(|at| self.all.get(*at)) {
            let (file_other, line_other) = other.place(None);
            problems.push(group.problem(None, format!("{} is described in {}:{line_other} as well; keep it in one file", group.subject, file_other.display())));
        }
        self.by_subject.insert(group.subject.clone(), self.all.len());
        self.all.push(group);
    }
}

/// The type of every concept of the ontology and of every record in the files.
fn known<'a>(ontology: &'a Ontology, groups: &'a [Group]) -> FxHashMap<&'a str, TypeId> {
    ontology
        .triples
        .iter()
        .chain(groups.iter().flat_map(|group| &group.triples))
        .filter(|triple| triple.predicate == rdf::TYPE)
        .filter_map(|triple| match (&triple.subject, &triple.object) {
            (NamedOrBlankNode::NamedNode(subject), Term::NamedNode(class)) => Some((subject.as_str(), ontology.type_of_class(class)?.id)),
            _ => None,
        })
        .collect()
}

struct Judge<'a> {
    ontology: &'a Ontology,
    known: &'a dyn Fn(&str) -> Option<TypeId>,
    nearby: Nearby<'a>,
}

impl Judge<'_> {
    fn group(&self, group: &Group, places: &mut Places, problems: &mut Vec<Problem>) -> Option<Record> {
        if let Some(ty) = group.iri().and_then(self.known) {
            places.note(self.ontology, self.ontology.ty(ty), group);
        }
        match record::parse(self.ontology, &group.subject, &group.triples, self.known) {
            Ok(record) => Some(record),
            Err(violations) => {
                for violation in violations {
                    let hint = violation.at.map_or_else(String::new, |at| match violation.unknown_cited() {
                        Some(cited) => self.meant(cited),
                        None => self.hint(group, at),
                    });
                    let hint = if violation.message.contains("did you mean") { String::new() } else { hint };
                    problems.push(group.problem(violation.at, format!("{}: {violation}{hint}", self.short(group))));
                }
                None
            }
        }
    }

    /// The record as the file calls it.
    fn short(&self, group: &Group) -> String {
        let base = self.ontology.directory.iri.as_str();
        match group.iri() {
            Some(iri) => format!("<{}>", iri.strip_prefix(base).filter(|_| !base.is_empty()).unwrap_or(iri)),
            None => group.subject.to_string(),
        }
    }

    /// What a reference in a text may have meant.
    fn meant(&self, cited: &str) -> String {
        let address = self.ontology.address_of(cited);
        let ty = address.as_deref().and_then(|address| self.ontology.split_iri(address)).map(|(ty, _)| ty.base.as_str());
        match (address, ty) {
            (Some(address), Some(base)) => self.nearby.did_you_mean(&address, &[base]),
            _ => String::new(),
        }
    }

    /// What a link that leads nowhere may have meant.
    fn hint(&self, group: &Group, at: usize) -> String {
        let Some(triple) = group.triples.get(at) else { return String::new() };
        let Term::NamedNode(object) = &triple.object else { return String::new() };
        let ty = group.iri().and_then(self.known).map(|ty| self.ontology.ty(ty));
        let property = ty.and_then(|ty| ty.property(ty.slot(self.ontology.path_id(&triple.predicate)?)?));
        match property.filter(|property| !property.derived).and_then(|property| property.range.targets()) {
            Some(targets) if (self.known)(object.as_str()).is_none() => {
                let bases: Vec<&str> = targets.types.iter().map(|target| self.ontology.ty(*target).base.as_str()).collect();
                self.nearby.did_you_mean(object.as_str(), &bases)
            }
            _ => String::new(),
        }
    }
}

#[cfg(test)]
mod tests;
