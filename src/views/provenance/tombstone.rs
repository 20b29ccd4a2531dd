//! What is published no longer: why, and what to read instead.

use super::{Place, Provenance};
use crate::ledger::{Event, EventKind};
use crate::views::about::About;
use crate::views::records::{Id, Snapshot};
use std::sync::Arc;

/// How far mergers are followed: into what was itself merged, and so on.
const MERGERS_FOLLOWED_MAX: usize = 64;
/// Begins the subject of an event that says that a record was forgotten; its IRI may be personal, so only a digest of it is kept.
const FORGOTTEN: &str = "urn:blake3:";

/// Why a record is there no longer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Gone {
    Withdrawn,
    Merged,
    /// All that was kept of it was erased.
    Erased,
}

/// What stands where a record was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tombstone {
    pub gone: Gone,
    /// The event that took it away.
    pub place: Place,
    pub reason: Arc<str>,
    /// What it was merged into.
    pub(super) into: Option<Id>,
    /// What to use instead.
    pub replaced_by: Option<Arc<str>>,
}

/// How the event names a record that was forgotten.
#[must_use]
pub fn forgotten_subject(iri: &str) -> String {
    format!("{FORGOTTEN}{}", blake3::hash(iri.as_bytes()).to_hex())
}

impl Provenance {
    pub(super) fn tombstone(&self, id: Id) -> Option<&Tombstone> {
        self.tombstones.get(&id)
    }

    /// What stands where a record with this IRI was.
    #[must_use]
    pub fn gone(&self, snapshot: &Snapshot, iri: &str) -> Option<&Tombstone> {
        snapshot.id(iri).and_then(|id| self.tombstone(id)).or_else(|| self.forgotten.get(forgotten_subject(iri).as_str()))
    }

    /// What stands where records were, as far as their addresses are known still.
    pub fn tombstones(&self) -> impl Iterator<Item = (Id, &Tombstone)> {
        self.tombstones.iter().map(|(id, tombstone)| (*id, tombstone))
    }

    /// Whether this IRI names a record now, or ever did: then no other may have it.
    #[must_use]
    pub fn is_taken(&self, snapshot: &Snapshot, iri: &str) -> bool {
        snapshot.by_iri(iri).is_some() || self.gone(snapshot, iri).is_some()
    }

    /// What a record was merged into at last; itself when it was not merged.
    #[must_use]
    pub fn current(&self, id: Id) -> Id {
        let mut now = id;
        for _ in 0..MERGERS_FOLLOWED_MAX {
            match self.tombstone(now).and_then(|tombstone| tombstone.into) {
                Some(next) => now = next,
                None => break,
            }
        }
        now
    }

    /// The records that were merged into this one, those merged into them included.
    #[must_use]
    pub fn merged_into(&self, id: Id) -> Vec<Id> {
        let mut found: Vec<Id> = self.merged.get(&id).cloned().unwrap_or_default();
        let mut at = 0;
        while let Some(next) = found.get(at).copied() {
            found.extend(self.merged.get(&next).into_iter().flatten());
            at += 1;
        }
        found
    }

    pub(super) fn live(&mut self, id: Id) {
        let Some(tombstone) = self.tombstone(id).cloned() else { return };
        Arc::make_mut(&mut self.tombstones).remove(&id);
        if let Some(into) = tombstone.into {
            let merged = Arc::make_mut(&mut self.merged);
            if let Some(own) = merged.get_mut(&into) {
                own.retain(|other| *other != id);
                if own.is_empty() {
                    merged.remove(&into);
                }
            }
        }
    }

    /// `is_subject`: the event is about this record, which did not just go along with another.
    pub(super) fn bury(&mut self, id: Id, place: Place, event: &Event, about: &About, is_subject: bool, snapshot: &Snapshot) {
        self.live(id);
        let instead = about.replaced_by.as_deref().filter(|iri| is_subject && snapshot.id(iri) != Some(id));
        let into = instead.filter(|_| event.kind == EventKind::Merged).and_then(|iri| snapshot.id(iri));
        let gone = if into.is_some() { Gone::Merged } else { Gone::Withdrawn };
        let reason = about.reason.as_deref().unwrap_or_default().into();
        Arc::make_mut(&mut self.tombstones).insert(id, Tombstone { gone, place, reason, into, replaced_by: instead.map(Arc::from) });
        if let Some(into) = into {
            Arc::make_mut(&mut self.merged).entry(into).or_default().push(id);
        }
    }

    pub(super) fn forget(&mut self, event: &Event, snapshot: &Snapshot) {
        let about = About::read(&snapshot.ontology().directory, event);
        let place = self.note(event, &about, Arc::default());
        let tombstone = Tombstone { gone: Gone::Erased, place, reason: about.reason.unwrap_or_default().into(), into: None, replaced_by: None };
        Arc::make_mut(&mut self.forgotten).insert(event.subject.as_str().into(), tombstone);
    }
}
