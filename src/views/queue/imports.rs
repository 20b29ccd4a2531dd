//! An import as a whole: who, when, from what file, what it did, and whether it was taken back.

use crate::ledger::{Event, EventKind};
use crate::views::about::About;
use jiff::Timestamp;
use std::sync::Arc;

/// What the events of one batch came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Import {
    /// Its name.
    pub batch: Arc<str>,
    /// Who imported; an opaque identifier.
    pub actor: Arc<str>,
    /// Of its first event.
    pub time: Timestamp,
    pub sequence: u64,
    /// The names of its files, without their folders.
    pub file: Option<Arc<str>>,
    /// Records that it published and changed by itself. What it only proposed is counted by its submissions.
    pub published: u64,
    pub revised: u64,
    /// When it was taken back, and what of it.
    pub rolled_back: Option<Timestamp>,
    pub withdrawn: u64,
    pub restored: u64,
}

impl Import {
    pub(super) fn begin(event: &Event, batch: &str) -> Self {
        Self {
            batch: batch.into(),
            actor: event.actor.as_str().into(),
            time: event.time,
            sequence: event.sequence,
            file: None,
            published: 0,
            revised: 0,
            rolled_back: None,
            withdrawn: 0,
            restored: 0,
        }
    }

    /// With one event more.
    pub(super) fn with(&self, event: &Event, about: &About) -> Self {
        let mut next = Self { file: self.file.clone().or_else(|| about.file.as_deref().map(Arc::from)), ..self.clone() };
        match event.kind {
            EventKind::Published => next.published += 1,
            EventKind::Revised => next.revised += 1,
            EventKind::Withdrawn => (next.withdrawn, next.rolled_back) = (self.withdrawn + 1, Some(event.time)),
            EventKind::Restored => (next.restored, next.rolled_back) = (self.restored + 1, Some(event.time)),
            _ => {}
        }
        next
    }
}
