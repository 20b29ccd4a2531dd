//! Floor 2: what readers are answered from. Every view follows the ledger, knows the last sequence it applied, and can be
//! deleted: replay makes it again.
//!
//! [`Views::apply`] is the only writer. It makes the next snapshot of records, brings the graph and the index of words up to it,
//! and then shows records and words together by one atomic swap of the [`State`].

pub mod fold;
pub mod graph;
mod documents;
pub mod records;
pub mod words;

use crate::error::Code;
use crate::ledger::{Event, Ledger, LedgerError};
use crate::ontology::Ontology;
use arc_swap::ArcSwap;
use graph::{Graph, GraphError};
use records::{Change, Difference, Snapshot};
use std::path::Path;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::thread::JoinHandle;
use words::{Words, WordsError, WordsReader};

/// Events applied at once while replaying.
const REPLAY_EVENTS: usize = 50_000;

/// One state of the directory, as readers see it: records and words of the same revision.
pub struct State {
    pub snapshot: Arc<Snapshot>,
    pub words: WordsReader,
    /// The journal, for answers about the past.
    pub ledger: Ledger,
}

/// Why a view could not follow.
#[derive(Debug, thiserror::Error)]
pub enum ViewError {
    #[error(transparent)]
    Ledger(#[from] LedgerError),
    #[error(transparent)]
    Words(#[from] WordsError),
    #[error(transparent)]
    Graph(#[from] GraphError),
    #[error("a thread could not be started: {0}")]
    Thread(#[from] std::io::Error),
    #[error("a view broke while it was being filled")]
    Broken,
}

impl ViewError {
    #[must_use]
    pub const fn code(&self) -> Code {
        match self {
            Self::Ledger(error) => error.code(),
            Self::Words(_) | Self::Graph(_) | Self::Thread(_) | Self::Broken => Code::Internal,
        }
    }
}

/// What [`Views::apply`] writes.
struct Writer {
    words: Words,
    fields: documents::Fields,
}

/// All views of one ledger.
pub struct Views {
    state: ArcSwap<State>,
    graph: Graph,
    filling: Filling,
    writer: Mutex<Writer>,
}

/// The graph is the slowest to fill and is on the path of few readers: the others are answered meanwhile.
struct Filling {
    thread: Mutex<Option<JoinHandle<Result<(), GraphError>>>>,
    done: OnceLock<bool>,
}

impl Filling {
    fn start(graph: &Graph, snapshot: &Arc<Snapshot>) -> Result<Self, ViewError> {
        let (graph, snapshot) = (graph.clone(), Arc::clone(snapshot));
        let thread = std::thread::Builder::new().name("graph-fill".to_owned()).spawn(move || graph.fill(&snapshot))?;
        Ok(Self { thread: Mutex::new(Some(thread)), done: OnceLock::new() })
    }

    /// Waits for the end; whether all went well.
    fn wait(&self) -> bool {
        *self.done.get_or_init(|| {
            let thread = self.thread.lock().unwrap_or_else(PoisonError::into_inner).take();
            let filled = thread.is_some_and(|thread| matches!(thread.join(), Ok(Ok(()))));
            if !filled {
                tracing::error!("the graph could not be filled; SPARQL answers are incomplete until the next start");
            }
            filled
        })
    }
}

impl Views {
    /// Fills the views by replaying the whole ledger. The index of words is kept in `folder` when one is given, and only
    /// indexed anew when it does not stand where the ledger stands. `progress` hears how many events have been applied.
    ///
    /// Blocks; to be called outside asynchronous code.
    ///
    /// # Errors
    /// When the ledger cannot be read, or the folder not written.
    pub fn open(ontology: Arc<Ontology>, ledger: Ledger, folder: Option<&Path>, mut progress: impl FnMut(u64)) -> Result<Self, ViewError> {
        let fields = documents::Fields::of(&ontology);
        let mut words = match folder {
            Some(folder) => Words::open(&folder.join("words"), fields.words())?,
            None => Words::in_memory(fields.words())?,
        };
        let snapshot = replay(&ontology, &ledger, &mut progress)?;
        let snapshot = Arc::new(snapshot);
        let graph = Graph::new(&ontology)?;
        let filling = Filling::start(&graph, &snapshot)?;
        let stamp = words_stamp(&ontology, snapshot.revision());
        let reader = if words.sequence() == stamp && words.sequence() != 0 && folder.is_some() {
            words.reader()
        } else {
            words.fill(fields.documents(&snapshot, snapshot.records()), stamp)?
        };
        let state = State { snapshot, words: reader, ledger };
        Ok(Self { state: ArcSwap::from_pointee(state), graph, filling, writer: Mutex::new(Writer { words, fields }) })
    }

    /// What readers see now.
    #[must_use]
    pub fn state(&self) -> Arc<State> {
        self.state.load_full()
    }

    /// The ledger sequence that readers see now.
    #[must_use]
    pub fn revision(&self) -> u64 {
        self.state.load().snapshot.revision()
    }

    /// The published graph. Blocks for the first seconds of a large directory, until it is filled.
    #[must_use]
    pub fn graph(&self) -> &Graph {
        self.filling.wait();
        &self.graph
    }

    /// Applies events in the order of the ledger; those that are applied already are passed over.
    ///
    /// # Errors
    /// When the graph or the index cannot be written; then readers keep what they had.
    pub fn apply(&self, events: &[Event]) -> Result<(), ViewError> {
        let mut writer = self.writer.lock().unwrap_or_else(PoisonError::into_inner);
        let state = self.state();
        let fresh: Vec<Event> = events.iter().filter(|event| event.sequence > state.snapshot.revision()).cloned().collect();
        if fresh.is_empty() {
            return Ok(());
        }
        if !self.filling.wait() {
            return Err(ViewError::Broken);
        }
        let (snapshot, differences) = state.snapshot.apply(&changes(&fresh));
        let snapshot = Arc::new(snapshot);
        self.graph.apply(&state.snapshot, &snapshot, &differences)?;
        let (gone, added) = writer.fields.difference(&snapshot, &differences);
        let stamp = words_stamp(snapshot.ontology(), snapshot.revision());
        let words = writer.words.apply(&gone, &added, stamp)?;
        self.state.store(Arc::new(State { snapshot, words, ledger: state.ledger.clone() }));
        Ok(())
    }
}

/// The records as the ledger says, without other views.
///
/// # Errors
/// When the ledger cannot be read.
pub fn replayed(ontology: &Arc<Ontology>, ledger: &Ledger) -> Result<Snapshot, ViewError> {
    replay(ontology, ledger, &mut |_| ())
}

fn replay(ontology: &Arc<Ontology>, ledger: &Ledger, progress: &mut dyn FnMut(u64)) -> Result<Snapshot, ViewError> {
    let (mut snapshot, _) = Snapshot::initial(Arc::clone(ontology));
    let mut events: Vec<Event> = Vec::new();
    let mut replay = ledger.replay(0);
    loop {
        let event = replay.next().transpose()?;
        let end = event.is_none();
        events.extend(event);
        if end || events.len() >= REPLAY_EVENTS {
            snapshot = snapshot.apply(&changes(&events)).0;
            progress(snapshot.revision());
            events.clear();
        }
        if end {
            break;
        }
    }
    Ok(snapshot)
}

/// The index stands for a ledger sequence and an ontology: another ontology has other words.
fn words_stamp(ontology: &Ontology, revision: u64) -> u64 {
    let digest = ontology.digest.get(..6).and_then(|digest| u64::from_str_radix(digest, 16).ok()).unwrap_or(0);
    (revision & 0xFF_FFFF_FFFF) << 24 | digest
}

/// What events change.
#[must_use]
pub fn changes(events: &[Event]) -> Vec<Change<'_>> {
    events.iter().map(|event| Change { sequence: event.sequence, time: event.time, removed: &event.patch.removed, added: &event.patch.added }).collect()
}

/// Records that differ, whatever the way.
pub(crate) fn changed(differences: &[Difference]) -> impl Iterator<Item = u32> + '_ {
    differences.iter().filter_map(|difference| difference.before.as_ref().or(difference.after.as_ref()).map(|record| record.id))
}
