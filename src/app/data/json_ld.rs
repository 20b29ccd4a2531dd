//! JSON-LD: as we write it, or with a context of its own. Nothing is fetched: the one context that is known is the directory's.
//!
//! Positions are lost on the way to triples, so a problem names the line on which its subject is first mentioned.

use super::entries::{ENTRIES_BYTES_MAX, NESTING_MAX, too_deep};
use super::Input;
use crate::app::linked_json::{CONTEXT, context};
use crate::ontology::terms::DCAT_CATALOG_RECORD;
use crate::ontology::turtle::{Document, Located};
use crate::ontology::{Ontology, Problem};
use crate::views::records::Snapshot;
use oxigraph::io::{JsonLdProfileSet, RdfFormat, RdfParser};
use oxigraph::model::vocab::rdf;
use oxigraph::model::{NamedOrBlankNode, Term, Triple};
use rustc_hash::{FxHashMap, FxHashSet};
use serde_json::Value as Json;

const KEYWORD: &str = "@context";

/// The triples of a document that can be said: without catalogue records, which are kept by the directory itself, and without links that
/// follow from claims and are there.
pub fn read(now: &Snapshot, input: &Input, problems: &mut Vec<Problem>) -> Document {
    let mut document = Document { file: input.name.clone(), triples: Vec::new() };
    let mut refuse = |line: u32, message: String| problems.push(Problem::new(&input.name, line, message));
    let text = match input.content.read(&input.name, ENTRIES_BYTES_MAX) {
        Ok(text) => text,
        Err(problem) => {
            problems.push(problem);
            return document;
        }
    };
    let text = text.strip_prefix('\u{FEFF}').unwrap_or(&text);
    if let Some(line) = too_deep(text) {
        refuse(line, format!("it is nested deeper than {NESTING_MAX} levels"));
        return document;
    }
    let mut json: Json = match serde_json::from_str(text) {
        Ok(json) => json,
        Err(error) => {
            refuse(u32::try_from(error.line()).unwrap_or(u32::MAX), format!("not valid JSON: {error}"));
            return document;
        }
    };
    let own = own_context(now.ontology());
    if let Err(foreign) = with_contexts(&mut json, &own) {
        refuse(line_of(text, &foreign), format!("the context `{foreign}` is not fetched; write it into the file, or use <{}>", own.0));
        return document;
    }
    let parser = RdfParser::from_format(RdfFormat::JsonLd { profile: JsonLdProfileSet::empty() }).without_named_graphs();
    let parser = parser.clone().with_base_iri(&now.ontology().directory.iri).unwrap_or(parser);
    let bytes = json.to_string();
    let mut triples: Vec<Triple> = Vec::new();
    for quad in parser.for_slice(bytes.as_bytes()) {
        match quad {
            Ok(quad) => triples.push(quad.into()),
            Err(error) => {
                refuse(0, format!("not valid JSON-LD: {error}"));
                return document;
            }
        }
    }
    let lines = Lines::of(text);
    let located = sayable(now, triples).into_iter().map(|triple| Located { line: lines.of_subject(&triple.subject), triple });
    document.triples = located.collect();
    document
}

/// The address of the directory's context, and what it says.
fn own_context(ontology: &Ontology) -> (String, Json) {
    (format!("{}{CONTEXT}", ontology.directory.iri), context(ontology)[KEYWORD].clone())
}

/// Writes our own context where it is named.
///
/// # Errors
/// The address of another.
fn with_contexts(value: &mut Json, own: &(String, Json)) -> Result<(), String> {
    match value {
        Json::Array(members) => members.iter_mut().try_for_each(|member| with_contexts(member, own)),
        Json::Object(members) => members.iter_mut().try_for_each(|(name, member)| if name == KEYWORD { known(member, own) } else { with_contexts(member, own) }),
        _ => Ok(()),
    }
}

fn known(context: &mut Json, own: &(String, Json)) -> Result<(), String> {
    match context {
        Json::String(address) if *address == own.0 => {
            *context = own.1.clone();
            Ok(())
        }
        Json::String(address) => Err(address.clone()),
        Json::Array(members) => members.iter_mut().try_for_each(|member| known(member, own)),
        Json::Object(members) => match members.get("@import") {
            Some(import) => Err(import.as_str().unwrap_or_default().to_owned()),
            // Contexts of terms stand within.
            None => with_contexts(context, own),
        },
        _ => Ok(()),
    }
}

fn sayable(now: &Snapshot, triples: Vec<Triple>) -> Vec<Triple> {
    let catalogue: FxHashSet<NamedOrBlankNode> = triples.iter().filter(|triple| triple.predicate == rdf::TYPE && triple.object == DCAT_CATALOG_RECORD.into_owned().into()).map(|triple| triple.subject.clone()).collect();
    let follows = |triple: &Triple| {
        let (NamedOrBlankNode::NamedNode(subject), Term::NamedNode(object)) = (&triple.subject, &triple.object) else { return false };
        let Some(record) = now.by_iri(subject.as_str()) else { return false };
        let ty = now.ontology().ty(record.ty);
        let slot = now.ontology().path_id(&triple.predicate).and_then(|path| ty.slot(path));
        let derived = slot.filter(|slot| ty.property(*slot).is_some_and(|property| property.derived));
        derived.is_some_and(|slot| now.id(object.as_str()).is_some_and(|id| record.values(slot).links().contains(&id)))
    };
    triples.into_iter().filter(|triple| !catalogue.contains(&triple.subject) && !follows(triple)).collect()
}

fn line_of(text: &str, wanted: &str) -> u32 {
    text.lines().zip(1_u32..).find(|(line, _)| line.contains(wanted)).map_or(1, |(_, number)| number)
}

/// The lines on which texts are first mentioned.
struct Lines<'t>(FxHashMap<&'t str, u32>);

impl<'t> Lines<'t> {
    fn of(text: &'t str) -> Self {
        let mut lines = FxHashMap::default();
        for (line, number) in text.lines().zip(1_u32..) {
            for quoted in line.split('"').skip(1).step_by(2) {
                lines.entry(quoted).or_insert(number);
            }
        }
        Self(lines)
    }

    fn of_subject(&self, subject: &NamedOrBlankNode) -> u32 {
        if let NamedOrBlankNode::NamedNode(node) = subject { self.0.get(node.as_str()).copied().unwrap_or(1) } else { 1 }
    }
}
