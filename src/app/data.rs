//! Reading data files: the one path by which `check` and `import` get records, with every problem at once.

use crate::ontology::record::{Record, parse};
use crate::ontology::turtle::{self, Document};
use crate::ontology::{Ontology, PROBLEMS_MAX, Problem, Range, TypeId};
use crate::views::records::Snapshot;
use oxigraph::model::vocab::rdf;
use oxigraph::model::{NamedOrBlankNode, Term, Triple};
use rustc_hash::FxHashMap;
use std::path::{Path, PathBuf};

/// What was read of a subject, and where.
struct Raw {
    subject: NamedOrBlankNode,
    triples: Vec<Triple>,
    lines: Vec<u32>,
    file: usize,
}

/// Reads and judges the records of `files` (folders are searched for `.ttl` and `.nt`), in the order of first mention.
///
/// Links may lead to records of the files or of `existing`.
///
/// # Errors
/// Every problem, by file and line.
pub fn read(ontology: &Ontology, paths: &[PathBuf], existing: &Snapshot) -> Result<Vec<Record>, Vec<Problem>> {
    let mut problems = Vec::new();
    let mut files: Vec<PathBuf> = Vec::new();
    for path in paths {
        match turtle::files(path) {
            Ok(found) if found.is_empty() => problems.push(Problem::new(path, 0, "there is no .ttl or .nt file here")),
            Ok(found) => files.extend(found),
            Err(error) => problems.push(Problem::new(path, 0, format!("cannot be read: {error}"))),
        }
    }
    let documents: Vec<Document> = files.iter().map(|file| turtle::read(file, Some(&ontology.directory.iri), &mut problems)).collect();
    let raw = gather(&files, documents, &mut problems);
    let types: FxHashMap<&str, TypeId> = raw.iter().filter_map(|raw| Some((iri(&raw.subject)?, type_of(ontology, &raw.triples)?))).collect();
    let known = |iri: &str| types.get(iri).copied().or_else(|| existing.by_iri(iri).map(|record| record.ty));
    let mut records = Vec::with_capacity(raw.len());
    let mut places: Vec<(&Path, u32)> = Vec::with_capacity(raw.len());
    for raw in &raw {
        let file = files.get(raw.file).map_or(Path::new(""), PathBuf::as_path);
        let first = raw.lines.first().copied().unwrap_or(0);
        match parse(ontology, &raw.subject, &raw.triples, &known) {
            Ok(record) => {
                records.push(record);
                places.push((file, first));
            }
            Err(violations) => problems.extend(violations.into_iter().map(|violation| {
                let line = violation.at.and_then(|at| raw.lines.get(at)).copied().unwrap_or(first);
                Problem::new(file, line, format!("{}: {violation}", raw.subject))
            })),
        }
    }
    identifiers(ontology, &records, &places, existing, &mut problems);
    if problems.is_empty() {
        return Ok(records);
    }
    problems.sort();
    problems.dedup();
    problems.truncate(PROBLEMS_MAX);
    Err(problems)
}

fn iri(subject: &NamedOrBlankNode) -> Option<&str> {
    if let NamedOrBlankNode::NamedNode(node) = subject { Some(node.as_str()) } else { None }
}

fn type_of(ontology: &Ontology, triples: &[Triple]) -> Option<TypeId> {
    triples.iter().filter(|triple| triple.predicate == rdf::TYPE).find_map(|triple| if let Term::NamedNode(class) = &triple.object { ontology.type_of_class(class).map(|ty| ty.id) } else { None })
}

/// Puts the triples of each subject together. A subject described in two files is a mistake: one of them would be overlooked.
fn gather(files: &[PathBuf], documents: Vec<Document>, problems: &mut Vec<Problem>) -> Vec<Raw> {
    let mut raw: Vec<Raw> = Vec::new();
    let mut places: FxHashMap<NamedOrBlankNode, usize> = FxHashMap::default();
    for (file, document) in documents.into_iter().enumerate() {
        for located in document.triples {
            let subject = located.triple.subject.clone();
            let place = *places.entry(subject.clone()).or_insert_with(|| {
                raw.push(Raw { subject: subject.clone(), triples: Vec::new(), lines: Vec::new(), file });
                raw.len() - 1
            });
            let Some(own) = raw.get_mut(place) else { continue };
            if own.file != file {
                let other = files.get(own.file).map_or(Path::new(""), PathBuf::as_path);
                let here = files.get(file).map_or(Path::new(""), PathBuf::as_path);
                problems.push(Problem::new(here, located.line, format!("{subject} is described in {}:{} already; keep a record in one file", other.display(), own.lines.first().unwrap_or(&0))));
                continue;
            }
            own.triples.push(located.triple);
            own.lines.push(located.line);
        }
    }
    raw
}

/// An external identifier belongs to one record.
fn identifiers(ontology: &Ontology, records: &[Record], places: &[(&Path, u32)], existing: &Snapshot, problems: &mut Vec<Problem>) {
    let mut owners: FxHashMap<String, usize> = FxHashMap::default();
    for (at, record) in records.iter().enumerate() {
        let ty = ontology.ty(record.ty);
        let Some((file, line)) = places.get(at).copied() else { continue };
        let own = ty.properties.iter().zip(&record.values).filter(|(property, _)| matches!(property.range, Range::Identifier(_)));
        for value in own.flat_map(|(_, values)| values) {
            let crate::ontology::record::Value::Iri(identifier) = value else { continue };
            if let Some(other) = owners.insert(identifier.clone(), at).filter(|other| *other != at) {
                let (other_file, other_line) = places.get(other).copied().unwrap_or((Path::new(""), 0));
                problems.push(Problem::new(file, line, format!("<{}>: the identifier <{identifier}> belongs to {}:{other_line} already", record.iri, other_file.display())));
            } else if let Some(other) = existing.by_identifier(identifier).filter(|other| *other.iri != *record.iri) {
                problems.push(Problem::new(file, line, format!("<{}>: the identifier <{identifier}> belongs to <{}> already", record.iri, other.iri)));
            }
        }
    }
}
