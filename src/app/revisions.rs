//! The history of one record: who changed what, when, why and from which submission; and what any two of its revisions say differently.
//!
//! Texts are read from the journal, which may wait for the disk: not for threads that answer plain reads.

use super::Problem;
use super::difference::{FieldDifference, difference};
use crate::error::Code;
use crate::ledger::{Event, Ledger};
use crate::ontology::Ontology;
use crate::ontology::record::{Record as Judged, decode};
use crate::views::State;
use crate::views::about::About;
use crate::views::provenance::Entry;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::Timestamp;
use oxigraph::model::vocab::rdf;
use oxigraph::model::{NamedNode, NamedOrBlankNode, Term, Triple};

/// Events of one record that are read to answer one question.
pub const REVISIONS_READ_MAX: usize = 10_000;
/// Records whose events are in memory at once.
const HISTORIES_AT_ONCE: usize = 200;

/// One change of a record.
#[derive(Clone, Debug)]
pub struct Revision {
    pub entry: Entry,
    pub reason: Option<String>,
    pub changes: Vec<FieldDifference>,
}

/// Revisions of a record, newest first.
#[derive(Clone, Debug)]
pub struct Revisions {
    pub revisions: Vec<Revision>,
    pub total: usize,
    /// Whether there are older and newer ones around these.
    pub older: bool,
    pub newer: bool,
}

impl Revision {
    /// Marks the place after this one.
    #[must_use]
    pub fn cursor(&self) -> String {
        URL_SAFE_NO_PAD.encode(format!("r{}", self.entry.sequence))
    }
}

/// The revision that a cursor marks.
///
/// # Errors
/// When it is not one of ours.
pub fn read_cursor(cursor: &str) -> Result<u64, Problem> {
    let bytes = URL_SAFE_NO_PAD.decode(cursor).ok();
    let text = bytes.as_deref().and_then(|bytes| std::str::from_utf8(bytes).ok());
    let revision = text.and_then(|text| text.strip_prefix('r')).and_then(|revision| revision.parse().ok());
    revision.ok_or_else(|| Problem::new(Code::BadCursor, "the cursor is not one of a history; use one exactly as a page gave it"))
}

/// The newest `first` revisions of the record `iri`, or of those before the revision `after`. Blocks.
///
/// # Errors
/// When the journal cannot be read, or the record has too many events.
pub fn revisions(state: &State, iri: &str, first: usize, after: Option<u64>) -> Result<Revisions, Problem> {
    let entries = entries(state, iri)?;
    let end = after.map_or(entries.len(), |after| entries.partition_point(|entry| entry.sequence < after));
    let start = end.saturating_sub(first);
    let history = History::read(state, iri, &entries[..end])?;
    let ontology = state.snapshot.ontology();
    let mut revisions = Vec::with_capacity(end - start);
    let mut walk = Walk::new(ontology, iri);
    for (at, (entry, event)) in entries.iter().zip(&history.events).enumerate() {
        let before = walk.record();
        walk.apply(event);
        if at >= start {
            let changes = differences(ontology, iri, before.as_ref(), walk.record().as_ref());
            revisions.push(Revision { entry: entry.clone(), reason: About::read(&ontology.directory, event).reason, changes });
        }
    }
    revisions.reverse();
    Ok(Revisions { revisions, total: entries.len(), older: start > 0, newer: end < entries.len() })
}

/// What the record says at the revision `to` differently from `from`, revisions of the whole directory. Blocks.
///
/// # Errors
/// For revisions that have not been reached, and when the journal cannot be read.
pub fn between(state: &State, iri: &str, from: u64, to: u64) -> Result<Vec<FieldDifference>, Problem> {
    let ontology = state.snapshot.ontology();
    let mut at = at_revisions(state, iri, &[from, to])?.into_iter();
    let (before, after) = (at.next().flatten(), at.next().flatten());
    let read = |triples: Option<Vec<Triple>>| triples.and_then(|triples| decode(ontology, iri, &triples));
    Ok(differences(ontology, iri, read(before).as_ref(), read(after).as_ref()))
}

fn differences(ontology: &Ontology, iri: &str, before: Option<&Judged>, after: Option<&Judged>) -> Vec<FieldDifference> {
    let Some((ty, _)) = ontology.split_iri(iri) else { return Vec::new() };
    let values = |record: Option<&Judged>| record.map_or_else(Vec::new, |record| record.values.clone());
    difference(ty, &values(before), &values(after))
}

/// The triples that were stated of the record at each of these revisions; `None` where it was not published then. Blocks.
///
/// # Errors
/// For revisions that have not been reached, and when the journal cannot be read.
pub fn at_revisions(state: &State, iri: &str, revisions: &[u64]) -> Result<Vec<Option<Vec<Triple>>>, Problem> {
    let head = state.snapshot.revision();
    if let Some(beyond) = revisions.iter().find(|revision| **revision > head) {
        return Err(Problem::new(Code::BadFilter, format!("revision {beyond} has not been reached; the last is {head}")));
    }
    let entries = entries(state, iri)?;
    let history = History::read(state, iri, &entries)?;
    let of = |revision: &u64| {
        let mut walk = Walk::new(state.snapshot.ontology(), iri);
        history.events.iter().take_while(|event| event.sequence <= *revision).for_each(|event| walk.apply(event));
        walk.is_there().then_some(walk.triples)
    };
    Ok(revisions.iter().map(of).collect())
}

/// When a record was issued and changed, as its catalogue record says.
#[derive(Clone, Copy, Debug, Default)]
pub struct Times {
    /// Of the last time that it became public.
    pub last_issued: Option<Timestamp>,
    pub modified: Option<Timestamp>,
    pub revision: Option<u64>,
}

/// The times of each of these records after the event `until`. Blocks.
///
/// # Errors
/// When the journal cannot be read.
pub fn histories(state: &State, iris: &[&str], until: u64) -> Result<Vec<Times>, Problem> {
    let ontology = state.snapshot.ontology();
    let mut found = Vec::with_capacity(iris.len());
    for some in iris.chunks(HISTORIES_AT_ONCE) {
        let mut own: Vec<Vec<u64>> = Vec::with_capacity(some.len());
        for iri in some {
            own.push(entries(state, iri)?.iter().map(|entry| entry.sequence).take_while(|sequence| *sequence <= until).collect());
        }
        let mut sequences: Vec<u64> = own.iter().flatten().copied().collect();
        sequences.sort_unstable();
        sequences.dedup();
        let events = look_up(&state.ledger, &sequences)?;
        for (iri, own) in some.iter().zip(&own) {
            let mut walk = Walk::new(ontology, iri);
            events.iter().filter(|event| own.binary_search(&event.sequence).is_ok()).for_each(|event| walk.apply(event));
            found.push(walk.times);
        }
    }
    Ok(found)
}

fn entries(state: &State, iri: &str) -> Result<Vec<Entry>, Problem> {
    let Some(id) = state.snapshot.id(iri) else { return Ok(Vec::new()) };
    let entries: Vec<Entry> = state.provenance.events(id).cloned().collect();
    if entries.len() > REVISIONS_READ_MAX {
        return Err(Problem::new(Code::TooComplex, format!("the record has {} revisions; the history of at most {REVISIONS_READ_MAX} can be read", entries.len())));
    }
    Ok(entries)
}

struct History {
    events: Vec<Event>,
}

impl History {
    fn read(state: &State, iri: &str, entries: &[Entry]) -> Result<Self, Problem> {
        let sequences: Vec<u64> = entries.iter().map(|entry| entry.sequence).collect();
        let events = look_up(&state.ledger, &sequences)?;
        // Between reading the state and reading the journal somebody may have erased.
        if events.len() != entries.len() || events.iter().any(|event| event.erased) {
            return Err(Problem::new(Code::Erased, format!("something of the history of <{iri}> has been erased; ask again")));
        }
        Ok(Self { events })
    }
}

/// Events of the journal, for threads that may wait.
///
/// # Errors
/// When the journal cannot be read.
pub fn look_up(ledger: &Ledger, sequences: &[u64]) -> Result<Vec<Event>, Problem> {
    ledger.look_up(sequences).map_err(|error| Problem::new(error.code(), error.to_string()))
}

/// The statements about one record while events pass.
pub struct Walk<'a> {
    ontology: &'a Ontology,
    subject: NamedOrBlankNode,
    pub triples: Vec<Triple>,
    pub times: Times,
}

impl<'a> Walk<'a> {
    /// Before the first event: what the ontology itself says.
    #[must_use]
    pub fn new(ontology: &'a Ontology, iri: &str) -> Self {
        let subject = NamedOrBlankNode::NamedNode(NamedNode::new_unchecked(iri));
        let is_concept = ontology.split_iri(iri).is_some_and(|(ty, _)| ty.is_concept());
        let triples = ontology.triples.iter().filter(|triple| is_concept && triple.subject == subject).cloned().collect();
        let mut walk = Self { ontology, subject, triples, times: Times::default() };
        if walk.is_there() {
            walk.times = Times { last_issued: Some(Timestamp::UNIX_EPOCH), modified: Some(Timestamp::UNIX_EPOCH), revision: Some(0) };
        }
        walk
    }

    pub fn apply(&mut self, event: &Event) {
        if !event.kind.is_shown() {
            return;
        }
        let own = |triple: &&Triple| triple.subject == self.subject;
        // What was withdrawn begins anew.
        let was_there = self.is_there();
        if !was_there {
            self.triples.clear();
        }
        let removed: Vec<&Triple> = event.patch.removed.iter().filter(own).collect();
        self.triples.retain(|triple| !removed.contains(&triple));
        for triple in event.patch.added.iter().filter(|triple| triple.subject == self.subject) {
            if !self.triples.contains(triple) {
                self.triples.push(triple.clone());
            }
        }
        if !was_there && self.is_there() {
            self.times.last_issued = Some(event.time);
        }
        let about = About::read(&self.ontology.directory, event);
        let stamp = about.stamps.into_iter().find(|(iri, _)| *iri == self.iri()).map(|(_, stamp)| stamp).unwrap_or_default();
        self.times = Times { last_issued: stamp.issued.or(self.times.last_issued), modified: stamp.modified.or(Some(event.time)), revision: stamp.revision.or(Some(event.sequence)) };
    }

    fn iri(&self) -> &str {
        if let NamedOrBlankNode::NamedNode(node) = &self.subject { node.as_str() } else { "" }
    }

    /// Whether the record is published.
    #[must_use]
    pub fn is_there(&self) -> bool {
        self.triples.iter().any(|triple| triple.predicate == rdf::TYPE && matches!(&triple.object, Term::NamedNode(class) if self.ontology.type_of_class(class).is_some()))
    }

    fn record(&self) -> Option<Judged> {
        decode(self.ontology, self.iri(), &self.triples)
    }
}
