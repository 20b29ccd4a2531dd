//! What changed in the graph lately, for copies of it elsewhere that follow.

use oxigraph::model::Quad;
use oxigraph::store::QuadIter;
use std::collections::VecDeque;
use std::sync::Arc;

/// Quads that are remembered for those who follow; whoever is further behind begins anew.
const LOG_QUADS_MAX: usize = 50_000;

/// What came and went at a revision.
pub struct Change {
    pub revision: u64,
    pub removed: Vec<Quad>,
    pub added: Vec<Quad>,
}

/// What a copy of the graph lacks.
pub enum Since {
    /// These changes, the oldest first.
    Changes { revision: u64, changes: Vec<Arc<Change>> },
    /// Everything, as it is at this revision.
    All { revision: u64, quads: QuadIter<'static> },
}

/// The last changes, once somebody follows.
#[derive(Default)]
pub struct Log {
    revision: u64,
    /// Every change after this revision is here.
    since: Option<u64>,
    changes: VecDeque<Arc<Change>>,
    quads: usize,
}

impl Log {
    /// The last revision at which something changed.
    pub const fn revision(&self) -> u64 {
        self.revision
    }

    pub fn reach(&mut self, revision: u64) {
        self.revision = self.revision.max(revision);
    }

    /// Keeps changes from now on.
    pub fn follow(&mut self) -> u64 {
        self.since.get_or_insert(self.revision);
        self.revision
    }

    pub fn keep(&mut self, change: Change) {
        self.reach(change.revision);
        if self.since.is_none() {
            return;
        }
        self.quads += change.removed.len() + change.added.len();
        self.changes.push_back(Arc::new(change));
        while self.quads > LOG_QUADS_MAX && let Some(oldest) = self.changes.pop_front() {
            self.quads -= oldest.removed.len() + oldest.added.len();
            self.since = Some(oldest.revision);
        }
    }

    /// Something was erased: nobody is told what it was, and every copy is made anew.
    pub fn forget(&mut self, revision: u64) {
        *self = Self { revision: self.revision.max(revision), ..Self::default() };
    }

    /// The changes after a revision; `None` when they are not all here.
    pub fn since(&self, revision: u64) -> Option<Vec<Arc<Change>>> {
        self.since.filter(|since| revision >= *since)?;
        Some(self.changes.iter().filter(|change| change.revision > revision).cloned().collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use oxigraph::model::{GraphName, Literal, vocab::rdf};

    fn change(revision: u64, quads: usize) -> Change {
        let quad = Quad::new(rdf::NIL, rdf::VALUE, Literal::from(revision), GraphName::DefaultGraph);
        Change { revision, removed: Vec::new(), added: vec![quad; quads] }
    }

    fn revisions(log: &Log, since: u64) -> Option<Vec<u64>> {
        log.since(since).map(|changes| changes.iter().map(|change| change.revision).collect())
    }

    #[test]
    fn who_follows_is_told_what_it_lacks_or_to_begin_anew() {
        let mut log = Log::default();
        log.keep(change(3, 1));
        assert_eq!(revisions(&log, 3), None, "nobody has followed yet");
        assert_eq!(log.follow(), 3);
        for revision in 4..=6 {
            log.keep(change(revision, 1));
        }
        assert_eq!(revisions(&log, 3), Some(vec![4, 5, 6]));
        assert_eq!(revisions(&log, 5), Some(vec![6]));
        assert_eq!(revisions(&log, 2), None);
        log.keep(change(7, LOG_QUADS_MAX));
        assert_eq!((revisions(&log, 5), revisions(&log, 6)), (None, Some(vec![7])));
        log.forget(8);
        assert_eq!((revisions(&log, 7), log.revision()), (None, 8));
        log.follow();
        assert_eq!(revisions(&log, 7), None);
        assert_eq!(revisions(&log, 8), Some(Vec::new()));
    }
}
