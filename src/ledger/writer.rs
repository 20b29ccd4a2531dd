//! The one writer. It takes whatever calls are waiting, commits them together, and only then answers them: many callers share
//! one fsync.

use std::io;

use jiff::Timestamp;
use oxigraph::model::vocab::rdfs;
use oxigraph::model::{Literal, NamedNode, Triple};
use sqlx::sqlite::SqliteConnection;
use sqlx::{Connection as _, Executor as _, Row as _};
use tokio::sync::{mpsc, oneshot};
use ulid::Ulid;

use super::accounts::{AccountBook, Keep};
use super::chain::{self, Digest, Head};
use super::event::Prepared;
use super::public::{self, PublicHead};
use super::store::{self, Stored, Tail};
use super::{Disturbs, Draft, EVENTS_LOOKED_BACK_MAX, EVENTS_PER_COMMIT_MAX, Event, EventKind, LedgerError, Notice, Patch, Sketch, Sources, outbox, sketch};

pub(super) struct Order {
    pub work: Work,
    pub answer: oneshot::Sender<Answer>,
}

pub(super) type Answer = Result<Vec<Event>, LedgerError>;

/// What must hold of the journal for a call to be kept.
pub(super) enum Expected {
    Head(u64),
    Undisturbed { since: u64, disturbs: Disturbs },
}

pub(super) enum Work {
    Append { drafts: Vec<Prepared>, expected: Option<Expected>, notices: Vec<Notice> },
    Sketch(Sketch),
    Discard { author: String, id: Ulid },
    Erase { sequences: Vec<u64>, actor: String, reason: String },
    /// Something with the tables of accounts.
    Keep(Keep),
    /// Nothing but what follows every erasure.
    Scrub,
    Close,
}

impl Work {
    const fn events(&self) -> usize {
        match self {
            Self::Append { drafts, .. } => drafts.len(),
            Self::Erase { sequences, .. } => sequences.len(),
            Self::Keep(_) | Self::Scrub => 1,
            Self::Sketch(_) | Self::Discard { .. } | Self::Close => 0,
        }
    }
}

pub(super) struct Writer {
    connection: SqliteConnection,
    sources: Sources,
    /// Events of the transaction that are not yet in the database: every statement costs a change of threads, more than the
    /// writing itself.
    pending: Vec<NewRow>,
}

const ROWS_PER_INSERT: usize = 32;

struct NewRow {
    sequence: u64,
    id: Ulid,
    kind: EventKind,
    commitment: Digest,
    chain: Digest,
    repeat: Option<[u8; 32]>,
    salt: [u8; 32],
    payload: String,
    /// Its entry in the public change log, if readers see it.
    change: Option<(PublicHead, Digest)>,
}

impl Writer {
    pub(super) const fn new(connection: SqliteConnection, sources: Sources) -> Self {
        Self { connection, sources, pending: Vec::new() }
    }

    /// Ends when it is told to close or when nobody is left to ask for anything.
    pub(super) async fn run(mut self, mut orders: mpsc::Receiver<Order>) {
        let mut closing = None;
        while closing.is_none()
            && let Some(first) = orders.recv().await
        {
            let mut next = Some(first);
            let mut batch = Vec::new();
            let mut events = 0;
            while let Some(order) = next {
                if matches!(order.work, Work::Close) {
                    closing = Some(order.answer);
                    orders.close();
                    break;
                }
                events += order.work.events();
                batch.push(order);
                next = if events < EVENTS_PER_COMMIT_MAX { orders.try_recv().ok() } else { None };
            }
            self.commit(batch).await;
        }
        while let Some(order) = orders.recv().await {
            drop(order.answer.send(Err(LedgerError::Closed)));
        }
        let scrubbed = self.scrub().await.map(|_| Vec::new());
        drop(self.connection.close().await);
        if let Some(answer) = closing {
            drop(answer.send(scrubbed));
        }
    }

    async fn commit(&mut self, batch: Vec<Order>) {
        if batch.is_empty() {
            return;
        }
        // What to say where something stays in the write-ahead log.
        let erased: Vec<Option<LedgerError>> = batch
            .iter()
            .map(|order| match &order.work {
                Work::Erase { sequences, .. } => sequences.first().map(|sequence| LedgerError::ErasureUnfinished { sequence: *sequence }),
                Work::Scrub => Some(LedgerError::Busy),
                _ => None,
            })
            .collect();
        let (work, answers): (Vec<Work>, Vec<_>) = batch.into_iter().map(|order| (order.work, order.answer)).unzip();
        let mut outcomes = match self.transact(work).await {
            Ok(outcomes) => outcomes,
            Err(error) => {
                tracing::error!(%error, "a write to the ledger failed");
                // Fails when SQLite has already rolled back by itself.
                drop(self.connection.execute("rollback").await);
                self.pending.clear();
                answers.iter().map(|_| Err(error.clone())).collect()
            }
        };
        if erased.iter().any(Option::is_some) {
            let scrubbed = matches!(self.scrub().await, Ok(true));
            for (outcome, erased) in outcomes.iter_mut().zip(erased) {
                if let (Ok(_), Some(unfinished), false) = (&outcome, erased, scrubbed) {
                    *outcome = Err(unfinished);
                }
            }
        }
        for (answer, outcome) in answers.into_iter().zip(outcomes) {
            // The caller may have gone; what it asked for is kept all the same.
            drop(answer.send(outcome));
        }
    }

    /// The outer error undoes the whole batch; an inner one refuses one call before anything of it was written.
    async fn transact(&mut self, batch: Vec<Work>) -> Result<Vec<Answer>, LedgerError> {
        self.connection.execute("begin immediate").await.map_err(LedgerError::storage("beginning a write"))?;
        // Another process may have written since, so the tail is read each time.
        let mut tail = store::tail(&mut self.connection).await?;
        tail.shown = public::head(&mut self.connection).await?;
        let mut answers = Vec::with_capacity(batch.len());
        for work in batch {
            answers.push(match work {
                Work::Append { drafts, expected, notices } => self.append(drafts, expected, &notices, &mut tail).await?,
                Work::Sketch(sketch) => sketch::keep(&mut self.connection, &sketch, (self.sources.now)()).await?.map(|()| Vec::new()),
                Work::Discard { author, id } => sketch::discard(&mut self.connection, &author, id).await.map(|()| Ok(Vec::new()))?,
                Work::Erase { sequences, actor, reason } => self.erase(&sequences, &actor, &reason, &mut tail).await?,
                Work::Keep(keep) => self.keep(keep).await?,
                Work::Scrub | Work::Close => Ok(Vec::new()),
            });
        }
        self.flush().await?;
        self.connection.execute("commit").await.map_err(LedgerError::storage("committing"))?;
        Ok(answers)
    }

    async fn append(&mut self, drafts: Vec<Prepared>, expected: Option<Expected>, notices: &[Notice], tail: &mut Tail) -> Result<Answer, LedgerError> {
        // First, because a repetition comes from a caller who has not seen that the head moved by its own doing.
        if let Some(earlier) = self.repeated(&drafts, tail.head).await? {
            return Ok(earlier);
        }
        if let Some(expected) = expected
            && !self.holds(&expected, tail.head.sequence).await?
        {
            return Ok(Err(LedgerError::HeadMoved { head: tail.head.sequence }));
        }
        let mut events = Vec::with_capacity(drafts.len());
        for draft in drafts {
            events.push(self.insert(draft, tail).await?);
        }
        for notice in notices {
            let mut random = [0; 16];
            self.random(&mut random[6..])?;
            let id = Ulid::from_parts(tail.id.timestamp_ms(), u128::from_be_bytes(random));
            outbox::insert(&mut self.connection, id, notice).await?;
        }
        Ok(Ok(events))
    }

    /// What fails is undone alone; the rest of the batch does not suffer.
    async fn keep(&mut self, keep: Keep) -> Result<Answer, LedgerError> {
        let failed = || LedgerError::storage("changing accounts");
        self.connection.execute("savepoint keep").await.map_err(failed())?;
        let done = keep(&mut AccountBook::new(&mut self.connection)).await;
        let end = if matches!(done, Ok(true)) { "release keep" } else { "rollback to keep; release keep" };
        self.connection.execute(end).await.map_err(failed())?;
        Ok(done.map(|_| Vec::new()))
    }

    async fn holds(&mut self, expected: &Expected, head: u64) -> Result<bool, LedgerError> {
        let (since, disturbs) = match expected {
            Expected::Head(expected) => return Ok(*expected == head),
            Expected::Undisturbed { since, disturbs } => (*since, disturbs),
        };
        let count = head.saturating_sub(since);
        if count == 0 || count > EVENTS_LOOKED_BACK_MAX as u64 {
            return Ok(count == 0);
        }
        self.flush().await?;
        let rows = store::rows(&mut self.connection, since, EVENTS_LOOKED_BACK_MAX).await?;
        // What cannot be read may be anything.
        Ok(rows.iter().all(|row| store::event(row).is_ok_and(|event| !disturbs(&event))))
    }

    /// A call's events stand side by side, so one known key tells where all of them must be.
    async fn repeated(&mut self, drafts: &[Prepared], head: Head) -> Result<Option<Answer>, LedgerError> {
        let failed = || LedgerError::storage("looking for an idempotency key");
        let mut first = None;
        for (index, draft) in drafts.iter().enumerate() {
            let Some(repeat) = &draft.repeat else { continue };
            if self.pending.iter().any(|row| row.repeat.as_ref() == Some(repeat)) {
                self.flush().await?;
            }
            let found: Option<i64> = sqlx::query_scalar("select sequence from event where repeat = ?")
                .bind(repeat.as_slice())
                .fetch_optional(&mut self.connection)
                .await
                .map_err(failed())?;
            if let Some(sequence) = found {
                first = Some(sequence.cast_unsigned().checked_sub(index as u64));
                break;
            }
        }
        let first = match first {
            None => return Ok(None),
            Some(Some(first)) if first > 0 && first + drafts.len() as u64 - 1 <= head.sequence => first,
            Some(_) => return Ok(Some(Err(LedgerError::IdempotencyConflict))),
        };
        self.flush().await?;
        let mut events = Vec::with_capacity(drafts.len());
        for row in store::rows(&mut self.connection, first - 1, drafts.len()).await? {
            let damaged = |what: &str| LedgerError::Damaged { sequence: store::sequence(&row), what: what.to_owned() };
            let stored = Stored::read(&row).map_err(damaged)?;
            let same = drafts.get(events.len()).is_some_and(|draft| {
                draft.kind == stored.kind && stored.content.is_none_or(|(_, payload)| payload == draft.payload.as_bytes())
            });
            if !same {
                return Ok(Some(Err(LedgerError::IdempotencyConflict)));
            }
            events.push(stored.event().map_err(damaged)?);
        }
        Ok(Some(Ok(events)))
    }

    async fn insert(&mut self, draft: Prepared, tail: &mut Tail) -> Result<Event, LedgerError> {
        let sequence = tail.head.sequence + 1;
        let id = self.next_id(tail.id)?;
        let mut salt = [0; 32];
        self.random(&mut salt)?;
        let commitment = chain::commitment(&salt, draft.payload.as_bytes());
        let chain = chain::link(tail.head.chain, sequence, id, draft.kind, commitment);
        let Prepared { kind, payload, repeat, said } = draft;
        let change = tail.shown.after(sequence, id, kind, &salt, &payload);
        self.pending.push(NewRow { sequence, id, kind, commitment, chain, repeat, salt, payload, change });
        if self.pending.len() >= ROWS_PER_INSERT {
            self.flush().await?;
        }
        *tail = Tail { head: Head { sequence, chain }, id, shown: change.map_or(tail.shown, |(head, _)| head) };
        Ok(Event::new(sequence, id, kind, Some(said)))
    }

    async fn flush(&mut self) -> Result<(), LedgerError> {
        const ROW: &str = "(?, ?, ?, ?, ?, ?, ?, ?, ?)";
        if self.pending.is_empty() {
            return Ok(());
        }
        let rows = vec![ROW; self.pending.len()].join(", ");
        let sql = format!("insert into event (sequence, id, kind, erases, commitment, chain, repeat, salt, payload) values {rows}");
        let mut query = sqlx::query(&sql);
        for row in &self.pending {
            query = query
                .bind(row.sequence.cast_signed())
                .bind(row.id.to_bytes().to_vec())
                .bind(row.kind.name())
                .bind(row.kind.erases().map(u64::cast_signed))
                .bind(row.commitment.0.as_slice())
                .bind(row.chain.0.as_slice())
                .bind(row.repeat.as_ref().map(<[u8; 32]>::as_slice))
                .bind(row.salt.as_slice())
                .bind(row.payload.as_str());
        }
        query.execute(&mut self.connection).await.map_err(LedgerError::storage("writing events"))?;
        let changes: Vec<_> = self.pending.iter().filter_map(|row| row.change).collect();
        public::insert(&mut self.connection, &changes).await?;
        self.pending.clear();
        Ok(())
    }

    async fn erase(&mut self, sequences: &[u64], actor: &str, reason: &str, tail: &mut Tail) -> Result<Answer, LedgerError> {
        let failed = || LedgerError::storage("erasing an event");
        self.flush().await?;
        let mut drafts = Vec::with_capacity(sequences.len());
        for &sequence in sequences {
            let row = sqlx::query("select id, erases is not null, payload is null from event where sequence = ?")
                .bind(i64::try_from(sequence).unwrap_or(i64::MAX))
                .fetch_optional(&mut self.connection)
                .await
                .map_err(failed())?;
            let Some(row) = row else { return Ok(Err(LedgerError::NotFound { sequence, head: tail.head.sequence })) };
            if row.get_unchecked::<bool, _>(1) {
                return Ok(Err(LedgerError::NotErasable { sequence }));
            }
            if !row.get_unchecked::<bool, _>(2) {
                let id = row.get_unchecked::<&[u8], _>(0).try_into().map(Ulid::from_bytes).unwrap_or_default();
                match Prepared::trusted(drafts.len(), &erasure(sequence, id, actor, reason)) {
                    Ok(draft) => drafts.push((sequence, draft)),
                    Err(error) => return Ok(Err(error)),
                }
            }
        }
        let mut events = Vec::with_capacity(drafts.len());
        for (sequence, draft) in drafts {
            sqlx::query("update event set payload = null, salt = null, repeat = null where sequence = ?")
                .bind(sequence.cast_signed())
                .execute(&mut self.connection)
                .await
                .map_err(failed())?;
            events.push(self.insert(draft, tail).await?);
        }
        Ok(Ok(events))
    }

    /// Copies the write-ahead log into the database and empties it: until then it may still hold what was erased. False when a
    /// reader stood in the way for longer than the busy timeout.
    async fn scrub(&mut self) -> Result<bool, LedgerError> {
        let row = sqlx::query("pragma wal_checkpoint(truncate)")
            .fetch_one(&mut self.connection)
            .await
            .map_err(LedgerError::storage("emptying the write-ahead log"))?;
        Ok(row.get_unchecked::<i64, _>(0) == 0)
    }

    /// Grows always, whatever the clock does.
    fn next_id(&mut self, last: Ulid) -> Result<Ulid, LedgerError> {
        let now = u64::try_from((self.sources.now)().as_millisecond()).unwrap_or(0);
        if now <= last.timestamp_ms()
            && let Some(next) = last.increment()
        {
            return Ok(next);
        }
        let mut random = [0; 16];
        self.random(&mut random[6..])?;
        Ok(Ulid::from_parts(now.max(last.timestamp_ms() + 1), u128::from_be_bytes(random)))
    }

    fn random(&mut self, bytes: &mut [u8]) -> Result<(), LedgerError> {
        (self.sources.fill)(bytes).map_err(|source| LedgerError::System { what: "randomness", source: std::sync::Arc::new(source) })
    }
}

/// Speaks of the event by its id only: the subject of what was erased may itself be personal.
fn erasure(sequence: u64, id: Ulid, actor: &str, reason: &str) -> Draft {
    let subject = NamedNode::new_unchecked(format!("urn:ulid:{id}"));
    Draft {
        actor: actor.to_owned(),
        kind: EventKind::Erased { sequence },
        subject: subject.as_str().to_owned(),
        patch: Patch::default(),
        private: vec![Triple::new(subject, rdfs::COMMENT, Literal::new_simple_literal(reason))],
        idempotency_key: None,
    }
}

impl Default for Sources {
    fn default() -> Self {
        Self { now: Box::new(Timestamp::now), fill: Box::new(|bytes| getrandom::fill(bytes).map_err(io::Error::from)) }
    }
}
