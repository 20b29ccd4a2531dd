//! The process view: who has which part in a call, what was sent in to it, how that was coded, what became of it, and how often the call
//! was extended. The fold of the events about it, immutable like the queue beside it, and private like it: only verbs that ask for
//! permission may look here. What everybody may know of a call is a record.
//!
//! Uses events and the parts that properties play by the ontology. Deterministic; after an erasure it is made anew with all views.

use super::about::{actor_of, submission_iri};
use crate::ledger::{Event, EventKind};
use crate::ontology::terms::{
    CODE, CREDITED_AS, CREDITED_NAME, ENDS, HELD_PART, HOLDER, IN_CALL, IN_QUESTION, LATE, LICENSED_UNDER, OUTCOME, RDFS_COMMENT, RECEIVED, UNNAMED, USED_IN,
};
use crate::ontology::{Ontology, Part};
use imbl::shared_ptr::DefaultSharedPtr;
use jiff::Timestamp;
use oxigraph::model::Term;
use rustc_hash::FxBuildHasher;
use std::sync::Arc;

type Map<K, V> = imbl::GenericHashMap<K, V, FxBuildHasher, DefaultSharedPtr>;

/// What somebody does in a call, beyond contributing to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Duty {
    Organiser,
    Coder,
    Editor,
}

impl Duty {
    pub const ALL: [Self; 3] = [Self::Organiser, Self::Coder, Self::Editor];

    /// The name in the ledger; as an enum value in capitals.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Organiser => "organiser",
            Self::Coder => "coder",
            Self::Editor => "editor",
        }
    }

    /// One line for people.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Organiser => "Sees what comes in, extends the call, takes what came late, gives parts to others.",
            Self::Coder => "Codes what came in, without seeing the codings of others before there are two.",
            Self::Editor => "Settles codings that differ, and says what became of each contribution.",
        }
    }

    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|own| own.name() == name)
    }
}

/// Who is to be credited for a contribution.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Credit {
    /// A published person or organisation, by its IRI.
    As(Arc<str>),
    /// Somebody without a record, by name.
    Name(Arc<str>),
    /// Nobody: whoever sent it wishes not to be named.
    Nobody,
}

/// What one person says that a submission is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Coding {
    pub sequence: u64,
    pub actor: Arc<str>,
    /// IRIs of concepts, sorted.
    pub codes: Arc<[Arc<str>]>,
    /// What they said with it.
    pub note: Option<Arc<str>>,
}

/// What became of a submission.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    pub sequence: u64,
    /// Whether it was used, and the name of how otherwise.
    pub kind: Arc<str>,
    /// IRIs of what it was used in.
    pub used_in: Arc<[Arc<str>]>,
    pub reason: Option<Arc<str>>,
}

/// A submission to a call, as far as the call goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The IRI of the submission.
    pub iri: Arc<str>,
    pub call: Arc<str>,
    pub question: Option<Arc<str>>,
    pub author: Arc<str>,
    /// When it arrived, by the clock that closes the call.
    pub received: Timestamp,
    pub late: bool,
    /// The address of the licence it was given under.
    pub licence: Arc<str>,
    pub credit: Credit,
    /// One for each coder, in the order in which they began.
    pub codings: Arc<[Coding]>,
    pub settled: Option<Coding>,
    pub outcome: Option<Outcome>,
}

impl Entry {
    /// What somebody said that it is about.
    #[must_use]
    pub fn coding_of(&self, actor: &str) -> Option<&Coding> {
        self.codings.iter().find(|coding| *coding.actor == *actor)
    }
}

/// A part of a call's window that was changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Moved {
    pub part: Part,
    pub from: Option<Arc<str>>,
    pub to: Option<Arc<str>>,
}

/// That a call was extended, or otherwise moved in time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Extension {
    pub sequence: u64,
    pub time: Timestamp,
    pub actor: Arc<str>,
    pub reason: Option<Arc<str>>,
    pub moved: Arc<[Moved]>,
}

/// What makes the window of a call.
const WINDOW: [Part; 6] = [Part::Opens, Part::OpeningTime, Part::Closes, Part::ClosingTime, Part::TimeZone, Part::GraceDays];

/// One state of all calls.
#[derive(Clone, Debug)]
pub struct Process {
    ontology: Arc<Ontology>,
    /// By call.
    duties: Map<Arc<str>, Arc<[(Arc<str>, Duty)]>>,
    /// By the sequence of their first event, so in the order in which they came.
    entries: imbl::OrdMap<u64, Arc<Entry>>,
    by_submission: Map<Arc<str>, u64>,
    by_call: Map<Arc<str>, imbl::OrdSet<u64>>,
    /// By call.
    extensions: Map<Arc<str>, Arc<[Extension]>>,
}

impl PartialEq for Process {
    fn eq(&self, other: &Self) -> bool {
        self.duties == other.duties && self.entries == other.entries && self.extensions == other.extensions
    }
}

impl Process {
    /// Before the first event.
    #[must_use]
    pub fn new(ontology: &Arc<Ontology>) -> Self {
        Self {
            ontology: Arc::clone(ontology),
            duties: Map::default(),
            entries: imbl::OrdMap::new(),
            by_submission: Map::default(),
            by_call: Map::default(),
            extensions: Map::default(),
        }
    }

    /// What was said of a submission, by its IRI or key; `None` when it belongs to no call.
    #[must_use]
    pub fn entry(&self, submission: &str) -> Option<&Arc<Entry>> {
        let first = self.by_submission.get(submission).or_else(|| self.by_submission.get(submission_iri(&self.ontology.directory, submission).as_str()))?;
        self.entries.get(first)
    }

    /// What was sent in to a call, in the order in which it came.
    pub fn entries(&self, call: &str) -> impl DoubleEndedIterator<Item = &Arc<Entry>> {
        self.by_call.get(call).into_iter().flatten().filter_map(|first| self.entries.get(first))
    }

    /// Who has which part in a call, the first to get one first.
    #[must_use]
    pub fn duties(&self, call: &str) -> &[(Arc<str>, Duty)] {
        self.duties.get(call).map_or(&[], |all| all)
    }

    #[must_use]
    pub fn has_duty(&self, actor: &str, call: &str, duty: Duty) -> bool {
        self.duties(call).iter().any(|(own, had)| **own == *actor && *had == duty)
    }

    /// Whether somebody has any part in a call.
    #[must_use]
    pub fn takes_part(&self, actor: &str, call: &str) -> bool {
        self.duties(call).iter().any(|(own, _)| **own == *actor)
    }

    /// How a call was moved in time, in order.
    #[must_use]
    pub fn extensions(&self, call: &str) -> &[Extension] {
        self.extensions.get(call).map_or(&[], |all| all)
    }

    /// Takes in the next event of the ledger.
    pub(super) fn apply(&mut self, event: &Event) {
        if event.erased {
            return;
        }
        match event.kind {
            EventKind::Submitted => self.begin(event),
            EventKind::Assigned => self.assign(event),
            EventKind::Coded => self.change(event, |entry| {
                let mut codings = entry.codings.to_vec();
                let coding = coding(event);
                match codings.iter_mut().find(|own| own.actor == coding.actor) {
                    Some(own) => *own = coding,
                    None => codings.push(coding),
                }
                entry.codings = codings.into();
            }),
            EventKind::Reconciled => self.change(event, |entry| entry.settled = Some(coding(event))),
            EventKind::Concluded => self.change(event, |entry| {
                entry.outcome = outcome(event);
                entry.credit = event.nodes(CREDITED_AS).next().map_or_else(|| entry.credit.clone(), |iri| Credit::As(iri.into()));
            }),
            EventKind::Revised => self.move_in_time(event),
            _ => {}
        }
    }

    fn begin(&mut self, event: &Event) {
        let Some(call) = event.nodes(IN_CALL).next() else { return };
        let credit = match (event.nodes(CREDITED_AS).next(), event.texts(CREDITED_NAME).next()) {
            (Some(iri), _) => Credit::As(iri.into()),
            (None, Some(name)) => Credit::Name(name.into()),
            (None, None) => Credit::Nobody,
        };
        let entry = Entry {
            iri: event.subject.as_str().into(),
            call: call.into(),
            question: event.nodes(IN_QUESTION).next().map(Arc::from),
            author: event.actor.as_str().into(),
            received: event.texts(RECEIVED).next().and_then(|time| time.parse().ok()).unwrap_or(event.time),
            late: event.texts(LATE).next().is_some(),
            licence: event.nodes(LICENSED_UNDER).next().unwrap_or_default().into(),
            credit: if event.texts(UNNAMED).next().is_some() { Credit::Nobody } else { credit },
            codings: Arc::new([]),
            settled: None,
            outcome: None,
        };
        self.by_submission.insert(Arc::clone(&entry.iri), event.sequence);
        self.by_call.entry(Arc::clone(&entry.call)).or_default().insert(event.sequence);
        self.entries.insert(event.sequence, Arc::new(entry));
    }

    fn assign(&mut self, event: &Event) {
        let holder = event.nodes(HOLDER).next().and_then(|iri| actor_of(&self.ontology.directory, iri));
        let (Some(holder), Some(duty)) = (holder, event.texts(HELD_PART).next().and_then(Duty::named)) else { return };
        let mut all = self.duties(&event.subject).to_vec();
        all.retain(|(own, had)| **own != *holder || *had != duty);
        if event.texts(ENDS).next().is_none() {
            all.push((holder.into(), duty));
        }
        self.duties.insert(event.subject.as_str().into(), all.into());
    }

    fn change(&mut self, event: &Event, change: impl FnOnce(&mut Entry)) {
        let Some(first) = self.by_submission.get(event.subject.as_str()).copied() else { return };
        let Some(entry) = self.entries.get(&first) else { return };
        let mut next = Entry::clone(entry);
        change(&mut next);
        self.entries.insert(first, Arc::new(next));
    }

    fn move_in_time(&mut self, event: &Event) {
        let Some((ty, _)) = self.ontology.split_iri(&event.subject).filter(|(ty, _)| ty.has(Part::Closes)) else { return };
        let value = |triples: &[oxigraph::model::Triple], part: Part| {
            let path = self.ontology.path(ty.property(ty.part(part)?)?.path);
            let found = triples.iter().find(|triple| triple.predicate == *path).map(|triple| &triple.object);
            if let Some(Term::Literal(literal)) = found { Some(Arc::from(literal.value())) } else { None }
        };
        let moved = WINDOW.into_iter().map(|part| Moved { part, from: value(&event.patch.removed, part), to: value(&event.patch.added, part) });
        let moved: Arc<[Moved]> = moved.filter(|moved| moved.from != moved.to).collect();
        if moved.is_empty() {
            return;
        }
        let extension = Extension { sequence: event.sequence, time: event.time, actor: event.actor.as_str().into(), reason: event.texts(RDFS_COMMENT).next().map(Arc::from), moved };
        let all = self.extensions(&event.subject).iter().cloned().chain([extension]).collect();
        self.extensions.insert(event.subject.as_str().into(), all);
    }
}

fn coding(event: &Event) -> Coding {
    let mut codes: Vec<Arc<str>> = event.nodes(CODE).map(Arc::from).collect();
    codes.sort_unstable();
    codes.dedup();
    Coding { sequence: event.sequence, actor: event.actor.as_str().into(), codes: codes.into(), note: event.texts(RDFS_COMMENT).next().map(Arc::from) }
}

fn outcome(event: &Event) -> Option<Outcome> {
    let kind = event.texts(OUTCOME).next()?.into();
    Some(Outcome { sequence: event.sequence, kind, used_in: event.nodes(USED_IN).map(Arc::from).collect(), reason: event.texts(RDFS_COMMENT).next().map(Arc::from) })
}
