//! Looks through the whole journal for what is to be erased or handed out.

use super::{Events, is_erasable};
use crate::app::Problem;
use crate::app::revisions::Walk;
use crate::ledger::{Event, EventKind, Ledger};
use crate::ontology::terms::{ABOUT, WW};
use crate::ontology::{Directory, Range, Role};
use crate::views::State;
use crate::views::about::{About, actor_iri};
use crate::views::fold::fold;
use crate::views::records::Values;
use oxigraph::model::{NamedNode, NamedOrBlankNode, Term, Triple};
use serde_json::{Value as Json, json};
use std::collections::{BTreeMap, BTreeSet};

/// Names shorter than this are words of their own, and found everywhere.
const NAME_CHARS_MIN: usize = 5;

/// What gives away that something is about the records to be erased.
pub struct Needles {
    /// Their IRIs.
    pub iris: BTreeSet<String>,
    /// Their names and identifiers, as they are published.
    names: Vec<String>,
    /// Or only these fields of one record, and what they say now.
    fields: Option<(String, Vec<NamedNode>)>,
    values: Vec<String>,
    /// Submissions about them.
    submissions: BTreeSet<String>,
}

impl Needles {
    pub fn of(state: &State, going: &[String]) -> Result<Self, Problem> {
        let mut names = Vec::new();
        // Of what goes along, like claims, the names are not personal.
        if let Some(record) = going.first().and_then(|iri| state.snapshot.by_iri(iri)) {
            let ty = state.snapshot.ontology().ty(record.ty);
            for (property, values) in ty.properties.iter().zip(&record.values) {
                let is_name = matches!(property.role, Some(Role::Label | Role::AlternativeLabel)) || matches!(property.range, Range::Identifier(_));
                if let (true, Values::Texts(texts)) = (is_name, values) {
                    names.extend(texts.iter().map(|text| text.raw().into_owned()).filter(|name| name.chars().count() >= NAME_CHARS_MIN));
                }
            }
        }
        let needles = Self { iris: going.iter().cloned().collect(), names, fields: None, values: Vec::new(), submissions: BTreeSet::new() };
        needles.with_submissions(state)
    }

    /// For the values of some fields of a record.
    pub fn of_fields(state: &State, iri: &str, paths: Vec<NamedNode>) -> Result<Self, Problem> {
        let mut needles = Self { iris: BTreeSet::new(), names: Vec::new(), fields: Some((iri.to_owned(), paths)), values: Vec::new(), submissions: BTreeSet::new() };
        let stated = state.snapshot.by_iri(iri).map(|record| state.snapshot.stated(record)).unwrap_or_default();
        // What links lead to is named elsewhere too.
        let said = stated.iter().filter(|triple| needles.is_in(triple)).filter_map(|triple| match &triple.object {
            Term::Literal(literal) => Some(literal.value().to_owned()),
            Term::NamedNode(node) => Some(node.as_str().to_owned()).filter(|iri| state.snapshot.id(iri).is_none()),
            Term::BlankNode(_) => None,
        });
        needles.values = said.filter(|text| text.chars().count() >= NAME_CHARS_MIN).collect();
        needles.with_submissions(state)
    }

    fn with_submissions(mut self, state: &State) -> Result<Self, Problem> {
        let mut submissions = BTreeSet::new();
        each(&state.ledger, |event| {
            if !event.kind.is_shown() && (self.is_about(event) || event.patch.added.iter().chain(&event.patch.removed).any(|triple| self.is_in(triple))) {
                submissions.insert(event.subject.clone());
            }
        })?;
        self.submissions = submissions;
        Ok(self)
    }

    fn is_about(&self, event: &Event) -> bool {
        self.iris.contains(&event.subject) || event.private.iter().any(|triple| triple.predicate == ABOUT && matches!(&triple.object, Term::NamedNode(node) if self.iris.contains(node.as_str())))
    }

    /// Whether a statement names one of the records by its IRI, or gives one of the fields.
    pub fn is_in(&self, triple: &Triple) -> bool {
        if let (Some((iri, paths)), NamedOrBlankNode::NamedNode(node)) = (&self.fields, &triple.subject)
            && node.as_str() == iri
        {
            return paths.contains(&triple.predicate);
        }
        let subject = matches!(&triple.subject, NamedOrBlankNode::NamedNode(node) if self.iris.contains(node.as_str()));
        subject || matches!(&triple.object, Term::NamedNode(node) if self.iris.contains(node.as_str()))
    }

    /// Whether a text names one of the records.
    pub fn stand_in(&self, text: &str) -> bool {
        let folded = fold(text);
        self.iris.iter().any(|iri| names_iri(text, iri)) || self.names.iter().any(|name| folded.contains(&fold(name)))
    }

    /// Whether an event names one of the records: by IRI if readers see what it says, else in any text too.
    pub fn name(&self, event: &Event) -> bool {
        let names = |triple: &Triple| match &triple.object {
            Term::Literal(literal) => self.stand_in(literal.value()),
            Term::NamedNode(node) => self.names.iter().any(|name| name == node.as_str()),
            Term::BlankNode(_) => false,
        };
        let said = || event.patch.removed.iter().chain(&event.patch.added);
        self.is_about(event)
            || self.submissions.contains(&event.subject)
            || said().chain(&event.private).any(|triple| self.is_in(triple))
            || event.private.iter().any(names)
            || (!event.kind.is_shown() && said().any(names))
    }

    /// Everything that a mail which waits to be sent may not say.
    pub fn texts(&self) -> Vec<String> {
        self.iris.iter().chain(&self.names).chain(&self.values).cloned().collect()
    }
}

/// Whether the IRI stands in the text, and not one that only begins like it.
fn names_iri(text: &str, iri: &str) -> bool {
    text.match_indices(iri).any(|(at, found)| !text[at + found.len()..].starts_with(|next: char| next.is_ascii_alphanumeric() || next == '-'))
}

/// Calls `visit` for every event that is not erased.
fn each(ledger: &Ledger, mut visit: impl FnMut(&Event)) -> Result<(), Problem> {
    for event in ledger.replay(0) {
        let event = event.map_err(|error| Problem::new(error.code(), error.to_string()))?;
        if is_erasable(&event) {
            visit(&event);
        }
    }
    Ok(())
}

/// The events to be erased, and what they said of other records.
pub struct Found {
    pub sequences: Vec<u64>,
    pub others: Events,
    /// What was last said of other records that were withdrawn or merged by an event that goes.
    pub last_words: BTreeMap<String, Vec<Triple>>,
}

impl Found {
    pub fn search(state: &State, words: &Needles) -> Result<Self, Problem> {
        let mut found = Self { sequences: Vec::new(), others: Events::new(), last_words: BTreeMap::new() };
        each(&state.ledger, |event| {
            if !words.name(event) {
                return;
            }
            found.sequences.push(event.sequence);
            let triples = event.patch.removed.iter().chain(&event.patch.added);
            for triple in triples.filter(|_| event.kind.is_shown()) {
                if let NamedOrBlankNode::NamedNode(subject) = &triple.subject
                    && !words.iris.contains(subject.as_str())
                {
                    found.others.entry(subject.as_str().to_owned()).or_default().insert(event.sequence);
                }
            }
        })?;
        found.hear_last_words(state)?;
        Ok(found)
    }

    /// Only records whose tombstone goes need them.
    fn hear_last_words(&mut self, state: &State) -> Result<(), Problem> {
        let sequence = |iri: &str| {
            let tombstone = state.provenance.gone(&state.snapshot, iri)?;
            state.provenance.entry(tombstone.place).map(|entry| entry.sequence)
        };
        let silenced: Vec<(String, u64)> = self.others.iter().filter_map(|(iri, events)| Some((iri.clone(), sequence(iri).filter(|sequence| events.contains(sequence))?))).collect();
        let mut walks: BTreeMap<&str, Walk<'_>> = silenced.iter().map(|(iri, _)| (iri.as_str(), Walk::new(state.snapshot.ontology(), iri))).collect();
        if walks.is_empty() {
            return Ok(());
        }
        each(&state.ledger, |event| {
            for (iri, end) in &silenced {
                if let Some(walk) = walks.get_mut(iri.as_str()).filter(|_| event.sequence < *end) {
                    walk.apply(event);
                }
            }
        })?;
        self.last_words = walks.into_iter().map(|(iri, walk)| (iri.to_owned(), walk.triples)).collect();
        Ok(())
    }

    /// The records whose published texts name what goes.
    pub fn naming(&self, state: &State, words: &Needles, going: &[String]) -> Vec<String> {
        let snapshot = &state.snapshot;
        let others = snapshot.records().filter(|record| !going.iter().any(|iri| **iri == *record.iri));
        let names = others.filter(|record| record.values.iter().any(|values| values.texts().iter().any(|text| words.stand_in(&text.raw()))));
        names.map(|record| record.iri.to_string()).collect()
    }
}

/// The events by which an account contributed something that is not published as it stands, and what was said about its submissions.
pub fn contributions(ledger: &Ledger, account: &str) -> Result<Vec<u64>, Problem> {
    let submissions = submissions_of(ledger, account)?;
    let mut found = Vec::new();
    each(ledger, |event| {
        if !event.kind.is_shown() && event.kind != EventKind::Forgotten && (event.actor == account || submissions.contains(&event.subject)) {
            found.push(event.sequence);
        }
    })?;
    Ok(found)
}

/// The submissions that an account began.
fn submissions_of(ledger: &Ledger, account: &str) -> Result<BTreeSet<String>, Problem> {
    let mut begun: BTreeMap<String, bool> = BTreeMap::new();
    each(ledger, |event| {
        if !event.kind.is_shown() && event.private.iter().any(|triple| triple.predicate == ABOUT) {
            begun.entry(event.subject.clone()).or_insert(event.actor == account);
        }
    })?;
    Ok(begun.into_iter().filter(|(_, own)| *own).map(|(subject, _)| subject).collect())
}

/// Everything that is kept of an account's contributions.
pub fn kept(directory: &Directory, ledger: &Ledger, account: &str) -> Result<Json, Problem> {
    let submissions = submissions_of(ledger, account)?;
    let itself = actor_iri(directory, account);
    let mut events = Vec::new();
    each(ledger, |event| {
        let about = About::read(directory, event);
        let named = event.private.iter().any(|triple| matches!(&triple.object, Term::NamedNode(node) if node.as_str() == itself));
        if event.actor != account && !named && !submissions.contains(&event.subject) {
            return;
        }
        // Of what others did, only that they did it, and why.
        let own = event.actor == account || about.credited.as_deref() == Some(account) || named;
        let lines = |triples: &[Triple]| triples.iter().map(|triple| format!("{triple} .")).collect::<Vec<_>>();
        events.push(json!({
            "@id": format!("urn:ulid:{}", event.id),
            "revision": event.sequence,
            "time": event.time.to_string(),
            "kind": event.kind.name(),
            "subject": event.subject,
            "byYou": event.actor == account,
            "reason": about.reason,
            "submission": about.submission,
            "added": if own { lines(&event.patch.added) } else { Vec::new() },
            "removed": if own { lines(&event.patch.removed) } else { Vec::new() },
            "notes": if event.actor == account { lines(&event.private) } else { Vec::new() },
        }));
    })?;
    Ok(json!({ "@context": { "@vocab": WW }, "@id": itself, "events": events }))
}

/// The columns of [`as_csv`].
const COLUMNS: [&str; 10] = ["revision", "time", "kind", "subject", "byYou", "reason", "submission", "added", "removed", "notes"];

/// The same as CSV: a line for each event, several statements in one cell.
#[must_use]
pub fn as_csv(kept: &Json) -> String {
    let cell = |value: &Json| {
        let text = match value {
            Json::Null => String::new(),
            Json::String(text) => text.clone(),
            Json::Array(lines) => lines.iter().filter_map(Json::as_str).collect::<Vec<_>>().join("\n"),
            other => other.to_string(),
        };
        // A spreadsheet must not take words for a formula.
        let guard = if text.starts_with(['=', '+', '-', '@', '\t', '\r']) { "'" } else { "" };
        format!("\"{guard}{}\"", text.replace('"', "\"\""))
    };
    let events = kept.get("events").and_then(Json::as_array).map_or(&[][..], Vec::as_slice);
    let lines = events.iter().map(|event| COLUMNS.map(|column| cell(event.get(column).unwrap_or(&Json::Null))).join(","));
    std::iter::once(COLUMNS.join(",")).chain(lines).collect::<Vec<_>>().join("\r\n")
}
