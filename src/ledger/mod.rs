//! The ledger: what was said, in the order in which it was said. An append-only, hash-chained journal of [`Event`]s in one SQLite
//! file; everything else in the house is a view that can be rebuilt from it.
//!
//! An event that was answered is on the disk: the answer comes after a commit that was flushed (`synchronous=FULL`). What an event
//! says can be erased, and the chain still verifies, because it covers a salted commitment and not the words.
//!
//! Uses nothing else of the house but the table of error codes; does not know the ontology. Only `app` appends.
//!
//! ```
//! use whatworks::ledger::{Draft, EventKind, Ledger, Patch};
//! # tokio::runtime::Runtime::new()?.block_on(async {
//! let ledger = Ledger::open("sqlite::memory:").await?;
//! let events = ledger
//!     .append(vec![Draft {
//!         actor: "actor-1".to_owned(),
//!         kind: EventKind::Published,
//!         subject: "https://a.example/id/tool/t".to_owned(),
//!         patch: Patch::parse("A <https://a.example/id/tool/t> <https://a.example/name> \"T\" .\n")?,
//!         private: Vec::new(),
//!         idempotency_key: Some("first".to_owned()),
//!     }])
//!     .await?;
//! assert_eq!(events[0].sequence, 1);
//! assert_eq!(ledger.read(0, 10).await?, events);
//! assert!(ledger.verify(|_| ()).await?.is_sound());
//! # Ok::<(), Box<dyn std::error::Error>>(()) })?;
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod accounts;
mod chain;
mod error;
mod event;
mod outbox;
mod patch;
pub mod public;
mod replay;
mod sketch;
mod store;
#[cfg(test)]
mod tests;
mod verify;
mod writer;

use std::collections::HashSet;
use std::io;
use std::path::Path;

use jiff::Timestamp;
use sqlx::ConnectOptions as _;
use sqlx::sqlite::{SqliteConnectOptions, SqlitePool, SqlitePoolOptions, SqliteSynchronous};
use tokio::sync::mpsc::error::TrySendError;
use tokio::sync::{mpsc, oneshot};
use ulid::Ulid;

pub use accounts::{ACCOUNTS_PER_PAGE_MAX, Account, AccountBook, AddressCheck, Answered, DELIVERIES_PER_HOOK_MAX, Delivery, Fresh, Hook, Identity, Keeping, Link, Mail, NEWS_PER_ACCOUNT_MAX, News, ProgramKey, Refreshed, Registration, SavedSearch, Session};
pub use chain::{Digest, Head};
pub use error::LedgerError;
pub use event::{Draft, Event, EventKind};
pub use outbox::{Notice, Waiting};
pub use patch::{Patch, PatchError};
pub use public::{CHANGES_PER_PAGE_MAX, PublicChange, PublicHead, Saying};
pub use replay::Replay;
pub use sketch::{SKETCH_BYTES_MAX, SKETCHES_PER_AUTHOR_MAX, Sketch};
pub use verify::{Damage, Flaw, Verification};

use event::Prepared;
use writer::{Expected, Order, Work, Writer};

/// Calls that may wait for the writer; the next one is answered [`LedgerError::Busy`].
pub const CALLS_WAITING_MAX: usize = 1_024;
/// Events of one call.
pub const EVENTS_PER_CALL_MAX: usize = 1_000_000;
/// A commit takes no further call once it has this many events.
pub const EVENTS_PER_COMMIT_MAX: usize = 4_096;
/// Events of one page of [`Ledger::read`].
pub const EVENTS_PER_PAGE_MAX: usize = 10_000;
/// What one event may say.
pub const PAYLOAD_BYTES_MAX: usize = 4 * 1024 * 1024;
pub const IDEMPOTENCY_KEY_BYTES_MAX: usize = 255;
/// Events that a write looks back over to see whether one of them disturbs it; after more it is refused as if one did.
pub const EVENTS_LOOKED_BACK_MAX: usize = 5_000;
/// Damaged entries that a verification lists one by one.
pub const DAMAGES_LISTED_MAX: usize = 10_000;
/// Connections that read.
const READERS_MAX: u32 = 4;

/// Whether an event stands in the way of a write.
pub type Disturbs = Box<dyn Fn(&Event) -> bool + Send + Sync>;

/// Where time and randomness come from. The default is the system's.
pub struct Sources {
    pub now: Box<dyn FnMut() -> Timestamp + Send>,
    pub fill: Box<Fill>,
}

/// Fills the bytes with randomness.
pub type Fill = dyn FnMut(&mut [u8]) -> io::Result<()> + Send;

/// A handle on an open ledger; copies share it.
#[derive(Clone, Debug)]
pub struct Ledger {
    orders: mpsc::Sender<Order>,
    readers: SqlitePool,
    options: SqliteConnectOptions,
}

impl Ledger {
    /// Opens the ledger at `sqlite:PATH`, making it when there is none (its directory must exist); `sqlite::memory:` lasts as long
    /// as the handle. Must be called within a Tokio runtime.
    pub async fn open(url: &str) -> Result<Self, LedgerError> {
        Self::open_with(url, Sources::default()).await
    }

    /// Like [`Ledger::open`], with time and randomness given.
    pub async fn open_with(url: &str, sources: Sources) -> Result<Self, LedgerError> {
        Self::start(url, sources, SqliteSynchronous::Full).await
    }

    /// A ledger that answers before anything is on the disk: the control of the power-cut test, which must lose events.
    #[doc(hidden)]
    pub async fn open_without_durability(url: &str) -> Result<Self, LedgerError> {
        Self::start(url, Sources::default(), SqliteSynchronous::Off).await
    }

    async fn start(url: &str, sources: Sources, synchronous: SqliteSynchronous) -> Result<Self, LedgerError> {
        let options = store::options(url, synchronous)?;
        let mut connection = options.connect().await.map_err(LedgerError::storage("opening the database"))?;
        store::migrate(&mut connection).await?;
        public::fill(&mut connection).await?;
        let readers = SqlitePoolOptions::new().max_connections(READERS_MAX).connect_lazy_with(store::reading(&options));
        let (orders, waiting) = mpsc::channel(CALLS_WAITING_MAX);
        tokio::spawn(Writer::new(connection, sources).run(waiting));
        Ok(Self { orders, readers, options })
    }

    /// Whether both are handles on one opened ledger.
    #[must_use]
    pub fn is(&self, other: &Self) -> bool {
        self.orders.same_channel(&other.orders)
    }

    /// Keeps all of `drafts`, next to each other, or none. They are durable when this returns.
    ///
    /// When one of their idempotency keys is known, the call must be a repetition: the same drafts are answered with the earlier
    /// events, other ones with [`LedgerError::IdempotencyConflict`]. A key is forgotten when its event is erased.
    pub async fn append(&self, drafts: Vec<Draft>) -> Result<Vec<Event>, LedgerError> {
        self.append_telling(None, drafts, Vec::new()).await
    }

    /// Like [`Ledger::append`], but only if the last event is still `expected_head`; otherwise [`LedgerError::HeadMoved`].
    pub async fn append_at(&self, expected_head: u64, drafts: Vec<Draft>) -> Result<Vec<Event>, LedgerError> {
        self.append_telling(Some(expected_head), drafts, Vec::new()).await
    }

    /// Like [`Ledger::append`], and [`Ledger::append_at`] with `expected_head`; `notices` wait to be sent from the moment when the
    /// events are durable. A repetition sends nothing again.
    pub async fn append_telling(&self, expected_head: Option<u64>, drafts: Vec<Draft>, notices: Vec<Notice>) -> Result<Vec<Event>, LedgerError> {
        self.append_expecting(expected_head.map(Expected::Head), drafts, notices).await
    }

    /// Like [`Ledger::append`], but only if none of the events after `since` is one that `disturbs`; otherwise
    /// [`LedgerError::HeadMoved`]. So what depends on little is not refused for what has nothing to do with it.
    pub async fn append_undisturbed(&self, since: u64, disturbs: Disturbs, drafts: Vec<Draft>, notices: Vec<Notice>) -> Result<Vec<Event>, LedgerError> {
        self.append_expecting(Some(Expected::Undisturbed { since, disturbs }), drafts, notices).await
    }

    async fn append_expecting(&self, expected: Option<Expected>, drafts: Vec<Draft>, notices: Vec<Notice>) -> Result<Vec<Event>, LedgerError> {
        within("the number of mails of the call", notices.len())?;
        within("the number of events of the call", drafts.len())?;
        // Each draft goes when its text is there: many are as large as what they become.
        let drafts: Vec<Prepared> =
            drafts.into_iter().enumerate().map(|(index, draft)| Prepared::new(index, &draft)).collect::<Result<_, _>>()?;
        let mut keys = HashSet::new();
        for (index, draft) in drafts.iter().enumerate() {
            if draft.repeat.is_some_and(|key| !keys.insert(key)) {
                return Err(LedgerError::BadDraft { index, reason: "its idempotency key stands twice in the call".to_owned() });
            }
        }
        self.ask(Work::Append { drafts, expected, notices }).await
    }

    /// Removes for good what the events said, and keeps one [`EventKind::Erased`] event for each; all or none. Events that are
    /// already erased are passed over, so repeating is harmless. When this returns nothing of it is left in the database's files.
    ///
    /// Views are not asked: a patch that still shows must be withdrawn first, and then both events erased together.
    pub async fn erase(&self, sequences: &[u64], actor: &str, reason: &str) -> Result<Vec<Event>, LedgerError> {
        within("the number of events to erase", sequences.len())?;
        let mut sequences = sequences.to_vec();
        sequences.sort_unstable();
        sequences.dedup();
        self.ask(Work::Erase { sequences, actor: actor.to_owned(), reason: reason.to_owned() }).await
    }

    async fn ask(&self, work: Work) -> Result<Vec<Event>, LedgerError> {
        let (answer, answered) = oneshot::channel();
        self.orders.try_send(Order { work, answer }).map_err(|error| match error {
            TrySendError::Full(_) => LedgerError::Busy,
            TrySendError::Closed(_) => LedgerError::Closed,
        })?;
        answered.await.unwrap_or(Err(LedgerError::Closed))
    }

    /// Keeps a sketch, in place of an earlier one with its identifier.
    pub async fn keep_sketch(&self, sketch: Sketch) -> Result<(), LedgerError> {
        self.ask(Work::Sketch(sketch)).await.map(drop)
    }

    /// Forgets a sketch; whether it was there makes no difference.
    pub async fn discard_sketch(&self, author: &str, id: Ulid) -> Result<(), LedgerError> {
        self.ask(Work::Discard { author: author.to_owned(), id }).await.map(drop)
    }

    /// The sketches of an author, last saved first.
    pub async fn sketches(&self, author: &str) -> Result<Vec<Sketch>, LedgerError> {
        sketch::of_author(&mut *self.reader().await?, author).await
    }

    /// Entries of the public change log after a revision, in their order, at most `limit`.
    pub async fn changes(&self, after: u64, limit: usize) -> Result<Vec<PublicChange>, LedgerError> {
        public::after(&mut *self.reader().await?, after, limit).await
    }

    /// The end of the public change log.
    pub async fn changes_head(&self) -> Result<PublicHead, LedgerError> {
        public::head(&mut *self.reader().await?).await
    }

    /// The last event that is durable.
    pub async fn head(&self) -> Result<Head, LedgerError> {
        Ok(store::tail(&mut *self.reader().await?).await?.head)
    }

    /// At most `limit` events after the one with sequence `after` (0: from the first), in order.
    pub async fn read(&self, after: u64, limit: usize) -> Result<Vec<Event>, LedgerError> {
        store::rows(&mut *self.reader().await?, after, limit).await?.iter().map(store::event).collect()
    }

    /// The events with these sequences, which grow, in order; those that are not there are passed over.
    pub async fn read_these(&self, sequences: &[u64]) -> Result<Vec<Event>, LedgerError> {
        within("the number of events to read", sequences.len())?;
        store::named(&mut *self.reader().await?, sequences).await?.iter().map(store::event).collect()
    }

    /// Like [`Ledger::read_these`], for threads that may wait: reads by a thread and a connection of its own.
    pub fn look_up(&self, sequences: &[u64]) -> Result<Vec<Event>, LedgerError> {
        within("the number of events to read", sequences.len())?;
        replay::look_up(store::reading(&self.options), sequences.to_vec())
    }

    /// The event that `actor` made with `key`, to answer a repeated request before doing its work again.
    pub async fn by_key(&self, actor: &str, key: &str) -> Result<Option<Event>, LedgerError> {
        store::by_key(&mut *self.reader().await?, &event::repeat(actor, key)).await
    }

    /// Every event after `after`, read by threads of their own; for start-up, where the whole journal is applied.
    #[must_use]
    pub fn replay(&self, after: u64) -> Replay {
        Replay::start(store::reading(&self.options), after)
    }

    /// Reads every entry and names each that is damaged. `progress` hears the sequence reached.
    pub async fn verify(&self, progress: impl FnMut(u64)) -> Result<Verification, LedgerError> {
        verify::verify(&mut *self.reader().await?, progress).await
    }

    /// Copies the ledger, as it is at one moment, into the new file `path`; writing goes on meanwhile. Answers the head of the copy.
    /// What is erased here is not in the copy; what is erased later must be erased there as well.
    pub async fn backup(&self, path: &Path) -> Result<Head, LedgerError> {
        store::copy(&self.options, path).await
    }

    /// Finishes what is waiting and leaves one tidy file; afterwards writes answer [`LedgerError::Closed`].
    pub async fn close(&self) -> Result<(), LedgerError> {
        self.readers.close().await;
        self.ask(Work::Close).await.map(drop)
    }

    async fn reader(&self) -> Result<sqlx::pool::PoolConnection<sqlx::Sqlite>, LedgerError> {
        self.readers.acquire().await.map_err(|error| match error {
            sqlx::Error::PoolTimedOut => LedgerError::Busy,
            sqlx::Error::PoolClosed => LedgerError::Closed,
            error => LedgerError::storage("opening the database")(error),
        })
    }
}

fn within(what: &'static str, found: usize) -> Result<(), LedgerError> {
    if found > EVENTS_PER_CALL_MAX { Err(LedgerError::TooLarge { what, found, limit: EVENTS_PER_CALL_MAX }) } else { Ok(()) }
}
