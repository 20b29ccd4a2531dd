//! Published changes as they happen: what came into a list, what changed in it, and what left it.
//!
//! A [`Watch`] compares the state it has seen with the one shown now, so it misses nothing however slow its reader is: what changed
//! twice meanwhile is told once, as it is now. It can begin at a revision of the past.
//!
//! Uses the filter of every other door; knows nothing of how changes are sent.

use super::filter::Filter;
use super::{Directory, Problem, Scope, history};
use crate::error::Code;
use crate::ontology::TypeId;
use crate::views::State;
use crate::views::records::{Id, Record};
use roaring::RoaringBitmap;
use std::collections::VecDeque;
use std::sync::Arc;
use tokio::sync::watch::Receiver;

/// What happened to a record, as a reader of the list sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Happened {
    /// It came into the list.
    Published,
    /// It was in the list, is in it, and is different.
    Revised,
    /// It is in the list no longer.
    Withdrawn,
}

impl Happened {
    pub const ALL: [Self; 3] = [Self::Published, Self::Revised, Self::Withdrawn];

    /// As an enum value.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Published => "PUBLISHED",
            Self::Revised => "REVISED",
            Self::Withdrawn => "WITHDRAWN",
        }
    }

    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Published => "It came into the list.",
            Self::Revised => "It is in the list, and is different.",
            Self::Withdrawn => "It is in the list no longer.",
        }
    }
}

/// One change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    pub happened: Happened,
    pub iri: String,
    /// The record, unless it is gone from the list.
    pub record: Option<Id>,
    /// Going on from here misses nothing.
    pub revision: u64,
}

/// The changes of one list.
pub struct Watch {
    directory: Arc<Directory>,
    types: Vec<TypeId>,
    filter: serde_json::Value,
    seen: Arc<State>,
    pending: VecDeque<Change>,
    moved: Receiver<u64>,
}

impl Watch {
    /// Watches the records of `types` that fit `filter`, from now on or from the revision `since` on. Blocks when it begins in the past.
    ///
    /// # Errors
    /// When the filter cannot be read or the revision has not been reached.
    pub fn start(directory: Arc<Directory>, types: Vec<TypeId>, filter: serde_json::Value, since: Option<u64>) -> Result<Self, Problem> {
        let moved = directory.revisions();
        let now = directory.views().state();
        Filter::read(Scope { snapshot: &now.snapshot, types: &types }, &filter)?;
        let seen = since.map_or_else(|| Ok(Arc::clone(&now)), |revision| history::at_revision(&now, revision))?;
        Ok(Self { directory, types, filter, seen, pending: VecDeque::new(), moved })
    }

    /// The next change, when there is one, with the state in which it is seen. `None` when the directory is closed.
    ///
    /// # Errors
    /// When the filter has lost its meaning.
    pub async fn next(&mut self) -> Result<Option<(Change, Arc<State>)>, Problem> {
        loop {
            if let Some(change) = self.pending.pop_front() {
                return Ok(Some((change, Arc::clone(&self.seen))));
            }
            let seen = self.seen.snapshot.revision();
            if self.moved.wait_for(|revision| *revision > seen).await.is_err() {
                return Ok(None);
            }
            self.compare()?;
        }
    }

    fn compare(&mut self) -> Result<(), Problem> {
        let now = self.directory.views().state();
        let (before, after) = (self.matches(&self.seen)?, self.matches(&now)?);
        let seen = self.seen.snapshot.revision();
        // A merger taken back changes records without being their last change, so the events are asked and not the records.
        let mut changed: Vec<&Arc<Record>> = now.provenance.changed_since(seen).into_iter().filter(|id| after.contains(*id)).filter_map(|id| now.snapshot.record(id)).collect();
        // What came in by a change of something else, like a claim about it.
        changed.extend((&after - &before).into_iter().filter_map(|id| now.snapshot.record(id)));
        changed.sort_by_key(|record| (record.revision, record.id));
        changed.dedup_by_key(|record| record.id);
        let revision = now.snapshot.revision();
        let there = changed.into_iter().map(|record| {
            let happened = if before.contains(record.id) { Happened::Revised } else { Happened::Published };
            Change { happened, iri: record.iri.to_string(), record: Some(record.id), revision }
        });
        let gone = (&before - &after).into_iter().filter_map(|id| self.seen.snapshot.iri(id));
        let gone = gone.map(|iri| Change { happened: Happened::Withdrawn, iri: iri.to_string(), record: None, revision });
        self.pending = there.chain(gone).collect();
        // Until the last of them has been read, going on means beginning where this comparison began.
        let last = self.pending.len().saturating_sub(1);
        for change in self.pending.iter_mut().take(last) {
            change.revision = seen;
        }
        self.seen = now;
        Ok(())
    }

    fn matches(&self, state: &State) -> Result<RoaringBitmap, Problem> {
        let snapshot = &state.snapshot;
        let filter = Filter::read(Scope { snapshot, types: &self.types }, &self.filter)?;
        Ok(filter.evaluate(snapshot, &snapshot.of_types(&self.types)))
    }
}

/// Reads `since`.
///
/// # Errors
/// When it is no revision.
pub fn since(value: Option<i64>) -> Result<Option<u64>, Problem> {
    value.map(|value| u64::try_from(value).map_err(|_| Problem::new(Code::BadFilter, format!("since: {value} is not a revision; it is a number from 0")))).transpose()
}
