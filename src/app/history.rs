//! The past, answered from the journal: the state of the directory after any of its events.

use super::Problem;
use crate::error::Code;
use crate::ledger::Event;
use crate::views::process::Process;
use crate::views::provenance::Provenance;
use crate::views::queue::Queue;
use crate::views::records::Snapshot;
use crate::views::{State, changes};
use jiff::Timestamp;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

/// States of the past that are kept for the next question about them.
pub const PAST_STATES_MAX: usize = 2;

/// Readers that may wait for the past at once; more are told to come back.
pub const PAST_READERS_MAX: usize = 8;

static READERS: AtomicUsize = AtomicUsize::new(0);

/// A reader's turn to ask about the past, until this is dropped.
pub struct Turn(());

/// Takes a turn, before anything is asked about the past for a reader: replaying goes on when its reader has left, so only so many may wait.
///
/// # Errors
/// [`Code::Busy`] when [`PAST_READERS_MAX`] have theirs.
pub fn turn() -> Result<Turn, Problem> {
    let taken = READERS.fetch_update(Ordering::AcqRel, Ordering::Acquire, |readers| (readers < PAST_READERS_MAX).then_some(readers + 1));
    taken.map(|_| Turn(())).map_err(|_| Problem::new(Code::Busy, format!("{PAST_READERS_MAX} questions about the past are being answered; ask again in a moment")))
}

impl Drop for Turn {
    fn drop(&mut self) {
        READERS.fetch_sub(1, Ordering::AcqRel);
    }
}

/// Replaying is dear, so questions about the past wait for each other, and the last answers are kept.
static PAST: Mutex<Vec<Arc<State>>> = Mutex::new(Vec::new());

/// The state after the event `revision`. Blocks while the journal is replayed.
///
/// # Errors
/// For revisions that have not been reached, and when the journal cannot be read.
pub fn at_revision(now: &State, revision: u64) -> Result<Arc<State>, Problem> {
    let head = now.snapshot.revision();
    if revision > head {
        return Err(Problem::new(Code::BadFilter, format!("asOf: revision {revision} has not been reached; the last is {head}")));
    }
    if revision == head {
        return Ok(Arc::new(State {
            snapshot: Arc::clone(&now.snapshot),
            provenance: Arc::clone(&now.provenance),
            queue: Arc::clone(&now.queue),
            process: Arc::clone(&now.process),
            words: now.words.clone(),
            ledger: now.ledger.clone(),
        }));
    }
    replayed(now, revision)
}

/// The state after the last event before anything was published later than `time`. Blocks while the journal is replayed.
///
/// # Errors
/// When the journal cannot be read.
pub fn at_time(now: &State, time: Timestamp) -> Result<Arc<State>, Problem> {
    let later = now.provenance.since(0).find(|entry| entry.time > time);
    at_revision(now, later.map_or_else(|| now.snapshot.revision(), |entry| entry.sequence.saturating_sub(1)))
}

/// Forgets the states of the past, because something of them is erased.
pub fn forget() {
    PAST.lock().unwrap_or_else(PoisonError::into_inner).clear();
}

fn replayed(now: &State, revision: u64) -> Result<Arc<State>, Problem> {
    let mut kept = PAST.lock().unwrap_or_else(PoisonError::into_inner);
    let ontology = now.snapshot.ontology();
    let same = |state: &&Arc<State>| state.ledger.is(&now.ledger) && Arc::ptr_eq(state.snapshot.ontology(), ontology) && state.snapshot.revision() == revision;
    if let Some(state) = kept.iter().find(same) {
        return Ok(Arc::clone(state));
    }
    let unreadable = |error: crate::ledger::LedgerError| Problem::new(error.code(), error.to_string());
    let mut events: Vec<Event> = Vec::new();
    for event in now.ledger.replay(0) {
        let event = event.map_err(unreadable)?;
        if event.sequence > revision {
            break;
        }
        events.push(event);
    }
    let (snapshot, _) = Snapshot::initial(Arc::clone(ontology)).0.apply(&changes(ontology, &events));
    let (provenance, _) = Provenance::default().apply(&events, &snapshot);
    // Nobody asks what was waiting then.
    let (queue, process) = (Arc::new(Queue::new(ontology)), Arc::new(Process::new(ontology)));
    let state = Arc::new(State { snapshot: Arc::new(snapshot), provenance: Arc::new(provenance), queue, process, words: now.words.clone(), ledger: now.ledger.clone() });
    if kept.len() >= PAST_STATES_MAX {
        kept.remove(0);
    }
    kept.push(Arc::clone(&state));
    Ok(state)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_so_many_readers_wait_for_the_past_and_each_makes_room_when_it_is_answered() {
        let mut turns: Vec<Turn> = (0..PAST_READERS_MAX).map(|_| turn().unwrap()).collect();
        assert!(turn().is_err_and(|problem| problem.code == Code::Busy));
        turns.pop();
        assert!(turn().is_ok());
    }
}
