//! The view of who said what, when and from where: for each record its events, for each of its fields the last event that changed it,
//! and for what is published no longer why, and what to read instead.
//!
//! An immutable state beside each snapshot, with the same numbers of records; the next one copies only what changes. Texts of reasons and
//! differences stay in the ledger, except the reasons of tombstones, which are shown to whoever asks for what is gone.

mod credit;
mod tombstone;

pub use credit::{Credit, CreditRole};
pub use tombstone::{Gone, Tombstone, forgotten_subject};

use super::about::About;
use super::records::paged::Paged;
use super::records::{Id, Snapshot};
use crate::ledger::{Event, EventKind};
use crate::ontology::{Ontology, PathId};
use jiff::Timestamp;
use oxigraph::model::vocab::rdf;
use oxigraph::model::{NamedOrBlankNode, Term, Triple};
use rustc_hash::{FxHashMap, FxHashSet};
use std::sync::Arc;

/// An event as readers may know it.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    pub sequence: u64,
    pub time: Timestamp,
    pub kind: EventKind,
    /// Who did it; an opaque identifier.
    pub actor: Arc<str>,
    /// Whose words they are, when somebody else did it.
    pub credited: Option<Arc<str>>,
    /// The submission it came from.
    pub submission: Option<Arc<str>>,
    /// Whether it is part of an import, or takes one back.
    imported: bool,
    /// Credits of events that are erased.
    credits: Option<Earned>,
    /// The records that it changed.
    pub changed: Arc<[Id]>,
}

impl Entry {
    /// Whether somebody decided it, rather than that it was read from a file: then no file read later overrules it. Files read before imports had
    /// names made plain events without a submission.
    #[must_use]
    pub const fn is_curated(&self) -> bool {
        !self.imported && !(matches!(self.kind, EventKind::Published | EventKind::Revised) && self.submission.is_none())
    }
}

/// Who earned what.
type Earned = Arc<[(Arc<str>, CreditRole)]>;

/// The place of an event in [`Provenance::entry`].
pub type Place = u32;

/// What is known of one record.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Trail {
    /// Oldest first.
    pub events: Box<[Place]>,
    /// By field: the last event that changed it.
    fields: Box<[(PathId, Place)]>,
}

impl Trail {
    /// The last event that changed a field.
    #[must_use]
    pub fn field(&self, path: PathId) -> Option<Place> {
        self.fields.iter().find(|(own, _)| *own == path).map(|(_, place)| *place)
    }

    /// The last event that made any of its fields what it is.
    #[must_use]
    pub fn last(&self) -> Option<Place> {
        self.fields.iter().map(|(_, place)| *place).max()
    }
}

/// The trails of some records, as they were.
type Former = Vec<(Id, Option<Arc<Trail>>)>;

/// One state of the view.
#[derive(Clone, Default)]
pub struct Provenance {
    entries: Paged<Option<Arc<Entry>>>,
    trails: Paged<Option<Arc<Trail>>>,
    /// Each identifier of an account once.
    actors: Arc<FxHashSet<Arc<str>>>,
    tombstones: Arc<FxHashMap<Id, Tombstone>>,
    /// What was merged into a record.
    merged: Arc<FxHashMap<Id, Vec<Id>>>,
    /// The trails of what each merger changed, as they were before, should it be taken back.
    before: Arc<FxHashMap<Place, Former>>,
    /// By the subject of the event that says so.
    forgotten: Arc<FxHashMap<Box<str>, Tombstone>>,
}

impl Provenance {
    #[must_use]
    pub fn entry(&self, place: Place) -> Option<&Entry> {
        self.entries.get(place as usize)?.as_deref()
    }

    /// What is known of a record, published or not.
    #[must_use]
    pub fn trail(&self, id: Id) -> Option<&Trail> {
        self.trails.get(id as usize)?.as_deref()
    }

    /// The last event that changed a field of a record.
    #[must_use]
    pub fn origin(&self, id: Id, path: PathId) -> Option<&Entry> {
        self.entry(self.trail(id)?.field(path)?)
    }

    /// The events of a record, oldest first.
    pub fn events(&self, id: Id) -> impl DoubleEndedIterator<Item = &Entry> {
        self.trail(id).map_or(&[][..], |trail| &trail.events).iter().filter_map(|place| self.entry(*place))
    }

    /// What happened after a revision, oldest first.
    pub fn since(&self, revision: u64) -> impl Iterator<Item = &Entry> {
        let (mut low, mut high) = (0, self.entries.len());
        while low < high {
            let middle = low + (high - low) / 2;
            let is_before = self.entries.get(middle).and_then(Option::as_deref).is_none_or(|entry| entry.sequence <= revision);
            if is_before { low = middle + 1 } else { high = middle }
        }
        (low..self.entries.len()).filter_map(|place| self.entries.get(place)?.as_deref())
    }

    /// The records that events after `revision` changed, each once.
    #[must_use]
    pub fn changed_since(&self, revision: u64) -> Vec<Id> {
        let places = (0..self.entries.len()).rev();
        let since = places.filter_map(|place| self.entries.get(place)?.as_deref()).take_while(|entry| entry.sequence > revision);
        let mut changed: Vec<Id> = since.flat_map(|entry| entry.changed.iter().copied()).collect();
        changed.sort_unstable();
        changed.dedup();
        changed
    }

    /// The state after these events; `snapshot` is the one after them. Also the records whose credits may differ.
    #[must_use]
    pub fn apply(&self, events: &[Event], snapshot: &Snapshot) -> (Self, Vec<Id>) {
        let mut after = self.clone();
        let mut touched = Vec::new();
        for event in events {
            if event.kind == EventKind::Forgotten && !event.erased {
                after.forget(event, snapshot);
            } else if event.kind.is_shown() && !event.erased {
                after.follow(event, snapshot, &mut touched);
            }
        }
        // Credits of what was merged are shown on what it was merged into.
        let into: Vec<Id> = touched.iter().flat_map(|id| after.tombstone(*id).into_iter().chain(self.tombstone(*id))).filter_map(|tombstone| tombstone.into).collect();
        touched.extend(into.into_iter().map(|id| after.current(id)));
        touched.sort_unstable();
        touched.dedup();
        (after, touched)
    }

    fn follow(&mut self, event: &Event, snapshot: &Snapshot, touched: &mut Vec<Id>) {
        let ontology = snapshot.ontology();
        let about = About::read(&ontology.directory, event);
        let mut changed: Vec<(Id, Vec<PathId>, Lives)> = Vec::new();
        let mut at = None;
        for (triple, added) in event.patch.removed.iter().map(|triple| (triple, false)).chain(event.patch.added.iter().map(|triple| (triple, true))) {
            let NamedOrBlankNode::NamedNode(subject) = &triple.subject else { continue };
            let Some(id) = snapshot.id(subject.as_str()) else { continue };
            // Triples of one subject stand together.
            if at.is_none_or(|at: usize| changed.get(at).is_none_or(|(own, _, _)| *own != id)) {
                at = Some(changed.iter().position(|(own, _, _)| *own == id).unwrap_or_else(|| {
                    changed.push((id, Vec::new(), Lives::Same));
                    changed.len() - 1
                }));
            }
            let Some((_, fields, lives)) = at.and_then(|at| changed.get_mut(at)) else { continue };
            if is_class(ontology, triple) {
                *lives = if added { Lives::Yes } else { Lives::No };
            } else if let Some(path) = ontology.path_id(&triple.predicate)
                && fields.last() != Some(&path)
                && !fields.contains(&path)
            {
                fields.push(path);
            }
        }
        let place = self.note(event, &about, changed.iter().map(|(id, _, _)| *id).collect());
        let subject = snapshot.id(&event.subject);
        let undone = subject.and_then(|id| self.tombstone(id)).map(|tombstone| tombstone.place).filter(|_| event.kind == EventKind::Unmerged);
        if event.kind == EventKind::Merged {
            let trails = changed.iter().map(|(id, _, _)| (*id, self.trails.get(*id as usize).cloned().flatten())).collect();
            Arc::make_mut(&mut self.before).insert(place, trails);
        }
        for (id, fields, lives) in changed {
            self.lengthen(id, place, &fields, undone);
            touched.push(id);
            match lives {
                Lives::Same => {}
                Lives::Yes => self.live(id),
                Lives::No => self.bury(id, place, event, &about, subject == Some(id), snapshot),
            }
        }
    }

    fn note(&mut self, event: &Event, about: &About, changed: Arc<[Id]>) -> Place {
        let place = Place::try_from(self.entries.len()).unwrap_or(Place::MAX);
        let entry = Entry {
            sequence: event.sequence,
            time: event.time,
            kind: event.kind,
            actor: self.actor(&event.actor),
            credited: about.credited.as_deref().filter(|credited| *credited != event.actor).map(|credited| self.actor(credited)),
            submission: about.submission.as_deref().map(Arc::from),
            imported: about.batch.is_some(),
            credits: if about.credits.is_empty() { None } else { Some(about.credits.iter().map(|(actor, role)| (self.actor(actor), *role)).collect()) },
            changed,
        };
        self.entries.push(Some(Arc::new(entry)));
        place
    }

    fn actor(&mut self, actor: &str) -> Arc<str> {
        if let Some(known) = self.actors.get(actor) {
            return Arc::clone(known);
        }
        let actor: Arc<str> = actor.into();
        Arc::make_mut(&mut self.actors).insert(Arc::clone(&actor));
        actor
    }

    /// Notes that the event at `place` changed fields of a record; those that it gave back what they were before the merger `undone`
    /// come from where they came then.
    fn lengthen(&mut self, id: Id, place: Place, fields: &[PathId], undone: Option<Place>) {
        while self.trails.len() <= id as usize {
            self.trails.push(None);
        }
        let before = self.trail(id).cloned().unwrap_or_default();
        let former = undone.and_then(|undone| self.before.get(&undone)).and_then(|trails| trails.iter().find(|(own, _)| *own == id)).map(|(_, trail)| trail.as_deref());
        let origin = |path: PathId| match former {
            Some(former) if before.field(path) == undone => former.and_then(|trail| trail.field(path)),
            _ => Some(place),
        };
        let mut kept: Vec<(PathId, Place)> = before.fields.iter().copied().filter(|(path, _)| !fields.contains(path)).collect();
        kept.extend(fields.iter().filter_map(|path| Some((*path, origin(*path)?))));
        let trail = Trail { events: before.events.iter().copied().chain([place]).collect(), fields: kept.into() };
        self.trails.set(id as usize, Some(Arc::new(trail)));
    }
}

/// What an event means for a record's being there.
#[derive(Clone, Copy)]
enum Lives {
    Same,
    Yes,
    No,
}

fn is_class(ontology: &Ontology, triple: &Triple) -> bool {
    triple.predicate == rdf::TYPE && matches!(&triple.object, Term::NamedNode(class) if ontology.type_of_class(class).is_some())
}
