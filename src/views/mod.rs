//! Floor 2: what readers are answered from. Every view follows the ledger, knows the last sequence it applied, and can be
//! deleted: replay makes it again.
//!
//! [`Views::apply`] is the only writer. It makes the next snapshot of records, brings the graph and the index of words up to it,
//! and then shows records and words together by one atomic swap of the [`State`].

pub mod about;
pub mod fold;
pub mod graph;
mod documents;
pub mod process;
pub mod provenance;
pub mod queue;
pub mod records;
pub mod words;

use crate::error::Code;
use crate::ledger::{Event, Ledger, LedgerError};
use crate::ontology::Ontology;
use about::About;
use arc_swap::ArcSwap;
use graph::{Graph, GraphError, Shown};
use process::Process;
use provenance::Provenance;
use queue::Queue;
use records::{Change, Difference, Snapshot};
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;
use words::{Words, WordsError, WordsReader};

/// Events applied at once while replaying: as many as are read ahead meanwhile.
const REPLAY_EVENTS: usize = 8_000;

/// Records between two words about how far the index is.
const TELL_RECORDS: u64 = 1_000;
/// How often somebody who watches the graph being filled is told.
const WATCH_INTERVAL: Duration = Duration::from_millis(50);

/// One state of the directory, of one revision: records, where they come from and words, as readers see them, and the queue and
/// the calls, which only verbs reach.
pub struct State {
    pub snapshot: Arc<Snapshot>,
    pub provenance: Arc<Provenance>,
    pub queue: Arc<Queue>,
    pub process: Arc<Process>,
    pub words: WordsReader,
    /// The journal, for answers about the past.
    pub ledger: Ledger,
}

impl State {
    /// What the graph is made of.
    #[must_use]
    pub fn shown(&self) -> Shown<'_> {
        Shown { snapshot: &self.snapshot, provenance: &self.provenance }
    }
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
    #[error("event {found} cannot follow revision {revision}")]
    Gap { revision: u64, found: u64 },
}

impl ViewError {
    #[must_use]
    pub const fn code(&self) -> Code {
        match self {
            Self::Ledger(error) => error.code(),
            Self::Words(_) | Self::Graph(_) | Self::Thread(_) | Self::Broken | Self::Gap { .. } => Code::Internal,
        }
    }
}

/// What [`Views::apply`] writes.
struct Writer {
    words: Words,
    fields: documents::Fields,
}

/// What is being done while the views are opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Events have been applied up to this sequence.
    Replaying(u64),
    /// So many records are in the index of words, of all.
    Indexing(u64, u64),
    /// So many records are in the graph, of all.
    Filling(u64, u64),
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
    records: Arc<AtomicU64>,
    records_all: u64,
    done: OnceLock<bool>,
}

impl Filling {
    fn start(graph: &Graph, snapshot: &Arc<Snapshot>, provenance: &Arc<Provenance>) -> Result<Self, ViewError> {
        let (graph, snapshot, provenance, records) = (graph.clone(), Arc::clone(snapshot), Arc::clone(provenance), Arc::<AtomicU64>::default());
        let (records_all, count) = (snapshot.len() as u64, Arc::clone(&records));
        let tell = move || {
            count.fetch_add(1, Ordering::Relaxed);
        };
        let fill = move || graph.fill(Shown { snapshot: &snapshot, provenance: &provenance }, tell);
        let thread = std::thread::Builder::new().name("graph-fill".to_owned()).spawn(fill)?;
        Ok(Self { thread: Mutex::new(Some(thread)), records, records_all, done: OnceLock::new() })
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
    /// indexed anew when it does not stand where the ledger stands. The graph goes on being filled when this returns.
    ///
    /// Blocks; to be called outside asynchronous code.
    ///
    /// # Errors
    /// When the ledger cannot be read, or the folder not written.
    pub fn open(ontology: Arc<Ontology>, ledger: Ledger, folder: Option<&Path>, mut progress: impl FnMut(Stage)) -> Result<Self, ViewError> {
        let fields = documents::Fields::of(&ontology);
        let mut words = match folder {
            Some(folder) => Words::open(&folder.join("words"), fields.words())?,
            None => Words::in_memory(fields.words())?,
        };
        let Replayed { snapshot, provenance, queue, process } = replay(Snapshot::initial(Arc::clone(&ontology)).0, &ledger, &mut progress)?;
        let (snapshot, provenance) = (Arc::new(snapshot), Arc::new(provenance));
        let graph = Graph::new(&ontology)?;
        let filling = Filling::start(&graph, &snapshot, &provenance)?;
        let stamp = words_stamp(&ontology, snapshot.shown());
        let reader = if words.sequence() == stamp && words.sequence() != 0 && folder.is_some() {
            words.reader()
        } else {
            let all = snapshot.len() as u64;
            let told = (1..).zip(snapshot.records()).map(|(number, record)| {
                if number % TELL_RECORDS == 0 {
                    progress(Stage::Indexing(number, all));
                }
                fields.document(&snapshot, record)
            });
            words.fill(told, stamp)?
        };
        let state = State { snapshot, provenance, queue: Arc::new(queue), process: Arc::new(process), words: reader, ledger };
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

    /// Waits for the graph and tells how far it is, for those who show it.
    pub fn watch_graph(&self, mut progress: impl FnMut(Stage)) -> &Graph {
        let filling = |thread: &Option<JoinHandle<_>>| thread.as_ref().is_some_and(|thread| !thread.is_finished());
        while filling(&self.filling.thread.lock().unwrap_or_else(PoisonError::into_inner)) {
            progress(Stage::Filling(self.filling.records.load(Ordering::Relaxed), self.filling.records_all));
            std::thread::sleep(WATCH_INTERVAL);
        }
        self.graph()
    }

    /// Applies the events that follow what has been applied; earlier ones are passed over.
    ///
    /// # Errors
    /// When an event between is missing, or the graph or the index cannot be written; then readers keep what they had.
    pub fn apply(&self, events: &[Event]) -> Result<(), ViewError> {
        let mut writer = self.writer.lock().unwrap_or_else(PoisonError::into_inner);
        let state = self.state();
        let revision = state.snapshot.revision();
        let fresh = events.get(events.partition_point(|event| event.sequence <= revision)..).unwrap_or_default();
        match fresh.first() {
            None => return Ok(()),
            Some(first) if first.sequence != revision + 1 => return Err(ViewError::Gap { revision, found: first.sequence }),
            Some(_) => {}
        }
        if !self.filling.wait() {
            return Err(ViewError::Broken);
        }
        if fresh.iter().any(|event| event.kind.erases().is_some()) {
            return self.refill(&mut writer);
        }
        let (snapshot, differences) = state.snapshot.apply(&changes(state.snapshot.ontology(), fresh));
        let mut queue = Queue::clone(&state.queue);
        let mut process = Process::clone(&state.process);
        for event in fresh {
            queue.apply(event);
            process.apply(event);
        }
        let snapshot = Arc::new(snapshot);
        let (provenance, credited) = state.provenance.apply(fresh, &snapshot);
        // Most events are proposals: they cost neither a transaction of the graph nor a commit of the index.
        let words = if snapshot.shown() == state.snapshot.shown() {
            state.words.clone()
        } else {
            let after = Shown { snapshot: &snapshot, provenance: &provenance };
            self.graph.apply(state.shown(), after, changed(&differences).chain(credited))?;
            let (gone, added) = writer.fields.difference(&snapshot, &differences);
            writer.words.apply(&gone, &added, words_stamp(snapshot.ontology(), snapshot.shown()))?
        };
        self.state.store(Arc::new(State { snapshot, provenance: Arc::new(provenance), queue: Arc::new(queue), process: Arc::new(process), words, ledger: state.ledger.clone() }));
        Ok(())
    }
}

impl Views {
    /// Forgets everything and reads the ledger anew, because what was applied before may have been erased since. Then this process shows
    /// what one that starts now shows, and no file of a view holds what is erased.
    fn refill(&self, writer: &mut Writer) -> Result<(), ViewError> {
        let state = self.state();
        let Replayed { snapshot, provenance, queue, process } = replay(Snapshot::initial_numbered_like(&state.snapshot), &state.ledger, &mut |_| ())?;
        let snapshot = snapshot.settled();
        self.graph.replace(state.shown(), Shown { snapshot: &snapshot, provenance: &provenance })?;
        let stamp = words_stamp(snapshot.ontology(), snapshot.shown());
        let words = writer.words.fill(snapshot.records().map(|record| writer.fields.document(&snapshot, record)), stamp)?;
        self.state.store(Arc::new(State { snapshot: Arc::new(snapshot), provenance: Arc::new(provenance), queue: Arc::new(queue), process: Arc::new(process), words, ledger: state.ledger.clone() }));
        Ok(writer.words.sweep()?)
    }
}

/// The records, their provenance and the queue as the ledger says, without other views.
///
/// # Errors
/// When the ledger cannot be read.
pub fn replayed(ontology: &Arc<Ontology>, ledger: &Ledger) -> Result<Replayed, ViewError> {
    replay(Snapshot::initial(Arc::clone(ontology)).0, ledger, &mut |_| ())
}

/// What is kept in memory of a ledger.
pub struct Replayed {
    pub snapshot: Snapshot,
    pub provenance: Provenance,
    pub queue: Queue,
    pub process: Process,
}

fn replay(mut snapshot: Snapshot, ledger: &Ledger, progress: &mut dyn FnMut(Stage)) -> Result<Replayed, ViewError> {
    let mut provenance = Provenance::default();
    let mut queue = Queue::new(snapshot.ontology());
    let mut process = Process::new(snapshot.ontology());
    let mut events: Vec<Event> = Vec::new();
    let mut replay = ledger.replay(0);
    loop {
        let event = replay.next().transpose()?;
        let end = event.is_none();
        events.extend(event);
        if end || events.len() >= REPLAY_EVENTS {
            snapshot = snapshot.apply_unordered(&changes(snapshot.ontology(), &events));
            provenance = provenance.apply(&events, &snapshot).0;
            for event in &events {
                queue.apply(event);
                process.apply(event);
            }
            progress(Stage::Replaying(snapshot.revision()));
            events.clear();
        }
        if end {
            break;
        }
    }
    Ok(Replayed { snapshot: snapshot.in_order(), provenance, queue, process })
}

/// The index stands for the last ledger sequence that is shown and an ontology: another ontology has other words.
fn words_stamp(ontology: &Ontology, revision: u64) -> u64 {
    let digest = ontology.digest.get(..6).and_then(|digest| u64::from_str_radix(digest, 16).ok()).unwrap_or(0);
    (revision & 0xFF_FFFF_FFFF) << 24 | digest
}

/// What events change for readers: proposals only move the revision on.
#[must_use]
pub fn changes<'a>(ontology: &Ontology, events: &'a [Event]) -> Vec<Change<'a>> {
    events.iter().map(|event| change(ontology, event)).collect()
}

fn change<'a>(ontology: &Ontology, event: &'a Event) -> Change<'a> {
    let (removed, added): (&[_], &[_]) = if event.kind.is_shown() { (&event.patch.removed, &event.patch.added) } else { (&[], &[]) };
    let stamps = if event.kind.is_shown() && !event.private.is_empty() { About::read(&ontology.directory, event).stamps } else { Vec::new() };
    Change { sequence: event.sequence, time: event.time, removed, added, stamps }
}

/// Records that differ, whatever the way.
pub(crate) fn changed(differences: &[Difference]) -> impl Iterator<Item = u32> + '_ {
    differences.iter().filter_map(|difference| difference.before.as_ref().or(difference.after.as_ref()).map(|record| record.id))
}
