//! The database file: how it is opened, its layout, and how a row becomes an event.

use std::io;
use std::path::Path;
use std::str::FromStr;
use std::sync::Arc;
use std::time::Duration;

use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection, SqliteJournalMode, SqliteRow, SqliteSynchronous};
use sqlx::{ConnectOptions as _, Connection as _, Executor as _, Row as _};
use ulid::Ulid;

use super::chain::{self, Digest, Head};
use super::event::Said;
use super::public::PublicHead;
use super::{EVENTS_PER_PAGE_MAX, Event, EventKind, LedgerError};

/// How long a statement waits for another process that has the database.
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);

/// Far below what SQLite binds at most.
const SEQUENCES_PER_STATEMENT: usize = 256;

/// Each brings the layout from the version of its index to the next; `pragma user_version` counts them.
const MIGRATIONS: &[&str] = &[
    include_str!("migrations/0001_events.sql"),
    include_str!("migrations/0002_outbox.sql"),
    include_str!("migrations/0003_accounts.sql"),
    include_str!("migrations/0004_sketches.sql"),
    include_str!("migrations/0005_searches.sql"),
    include_str!("migrations/0006_identities.sql"),
    include_str!("migrations/0020_reminders.sql"),
    include_str!("migrations/0030_registrations.sql"),
    include_str!("migrations/0040_webhooks.sql"),
    include_str!("migrations/0041_changes.sql"),
    include_str!("migrations/0043_listings.sql"),
    include_str!("migrations/0044_address_checks.sql"),
    include_str!("migrations/0045_news.sql"),
    include_str!("migrations/0046_notice_page.sql"),
];

/// Says in the file's header whose it is: "WhWo".
const APPLICATION_ID: i64 = 0x5768_576f;

pub(super) fn options(url: &str, synchronous: SqliteSynchronous) -> Result<SqliteConnectOptions, LedgerError> {
    if url.starts_with("postgres:") || url.starts_with("postgresql:") {
        return Err(LedgerError::NotBuiltIn { scheme: "postgres" });
    }
    let bad = || LedgerError::BadAddress { url: url.to_owned() };
    if url.strip_prefix("sqlite:").is_none_or(str::is_empty) {
        return Err(bad());
    }
    Ok(SqliteConnectOptions::from_str(url)
        .map_err(|_| bad())?
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(synchronous)
        .foreign_keys(true)
        .pragma("secure_delete", "ON")
        .busy_timeout(BUSY_TIMEOUT)
        .disable_statement_logging())
}

/// Only the writer changes anything.
pub(super) fn reading(options: &SqliteConnectOptions) -> SqliteConnectOptions {
    options.clone().pragma("query_only", "ON").row_buffer_size(512)
}

pub(super) async fn migrate(connection: &mut SqliteConnection) -> Result<(), LedgerError> {
    let failed = || LedgerError::storage("laying out the database");
    connection.execute("begin immediate").await.map_err(failed())?;
    let found: i64 = sqlx::query_scalar("pragma user_version").fetch_one(&mut *connection).await.map_err(failed())?;
    let known = MIGRATIONS.len() as i64;
    if found > known {
        return Err(LedgerError::NewerLayout { found, known });
    }
    for migration in MIGRATIONS.iter().skip(usize::try_from(found).unwrap_or(0)) {
        connection.execute(*migration).await.map_err(failed())?;
    }
    let marks = format!("pragma user_version = {known}; pragma application_id = {APPLICATION_ID}; commit");
    connection.execute(marks.as_str()).await.map_err(failed())?;
    Ok(())
}

/// The last event: what the next one is chained to.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Tail {
    pub head: Head,
    pub id: Ulid,
    /// The end of the public change log, where it was asked for.
    pub shown: PublicHead,
}

pub(super) async fn tail(connection: &mut SqliteConnection) -> Result<Tail, LedgerError> {
    let row = sqlx::query("select sequence, id, chain from event order by sequence desc limit 1")
        .fetch_optional(connection)
        .await
        .map_err(LedgerError::storage("reading the head"))?;
    let Some(row) = row else { return Ok(Tail::default()) };
    let sequence = row.get_unchecked::<i64, _>(0).cast_unsigned();
    let damaged = |what: &str| LedgerError::Damaged { sequence, what: what.to_owned() };
    let id = bytes::<16>(&row, 1).ok_or_else(|| damaged("its id is not a ULID"))?;
    let chain = bytes::<32>(&row, 2).ok_or_else(|| damaged("its chain value is not a hash"))?;
    Ok(Tail { head: Head { sequence, chain: Digest(chain) }, id: Ulid::from_bytes(id), shown: PublicHead::default() })
}

// The columns are those that `Stored` reads, in its order.
const ROWS: &str = "select sequence, id, kind, erases, commitment, salt, payload, chain from event where sequence > ? order by sequence limit ?";
const ROWS_NAMED: &str = "select sequence, id, kind, erases, commitment, salt, payload, chain from event where sequence in ";
const ROW_BY_KEY: &str = "select sequence, id, kind, erases, commitment, salt, payload, chain from event where repeat = ?";

/// One row, with just its shape checked.
pub(super) struct Stored<'r> {
    pub sequence: u64,
    pub id: Ulid,
    pub kind: EventKind,
    pub commitment: Digest,
    pub chain: Digest,
    /// Absent once erased.
    pub content: Option<([u8; 32], &'r [u8])>,
}

impl<'r> Stored<'r> {
    /// Answers the column that does not fit.
    pub(super) fn read(row: &'r SqliteRow) -> Result<Self, &'static str> {
        let erases = row.get_unchecked::<Option<i64>, _>(3).map(i64::cast_unsigned);
        let kind = optional(row, 2).and_then(|kind| std::str::from_utf8(kind).ok()).ok_or("its kind is not text")?;
        let salt = optional(row, 5);
        let content = match (salt, optional(row, 6)) {
            (None, None) => None,
            (Some(salt), Some(payload)) => Some((salt.try_into().map_err(|_| "its salt has not 32 bytes")?, payload)),
            _ => return Err("its salt or its payload is missing"),
        };
        Ok(Self {
            sequence: sequence(row),
            id: Ulid::from_bytes(bytes::<16>(row, 1).ok_or("its id is not a ULID")?),
            kind: EventKind::from_stored(kind, erases).ok_or("its kind is not known")?,
            commitment: Digest(bytes::<32>(row, 4).ok_or("its commitment is not a hash")?),
            chain: Digest(bytes::<32>(row, 7).ok_or("its chain value is not a hash")?),
            content,
        })
    }

    /// The payload is compared with its commitment every time, so nothing damaged is ever shown or applied.
    pub(super) fn event(&self) -> Result<Event, &'static str> {
        let said = match self.content {
            None => None,
            Some((salt, payload)) => {
                if chain::commitment(&salt, payload) != self.commitment {
                    return Err("its payload does not match its commitment");
                }
                let text = std::str::from_utf8(payload).map_err(|_| "its payload is not UTF-8")?;
                Some(Said::parse(text).map_err(|_| "its payload is not a patch")?)
            }
        };
        Ok(Event::new(self.sequence, self.id, self.kind, said))
    }
}

pub(super) fn sequence(row: &SqliteRow) -> u64 {
    row.get_unchecked::<i64, _>(0).cast_unsigned()
}

pub(super) fn event(row: &SqliteRow) -> Result<Event, LedgerError> {
    Stored::read(row)
        .and_then(|stored| stored.event())
        .map_err(|what| LedgerError::Damaged { sequence: sequence(row), what: what.to_owned() })
}

fn optional(row: &SqliteRow, column: usize) -> Option<&[u8]> {
    row.try_get_unchecked::<Option<&[u8]>, _>(column).ok().flatten()
}

fn bytes<const N: usize>(row: &SqliteRow, column: usize) -> Option<[u8; N]> {
    optional(row, column)?.try_into().ok()
}

/// Rows after `after` in order, at most `limit`.
pub(super) async fn rows(connection: &mut SqliteConnection, after: u64, limit: usize) -> Result<Vec<SqliteRow>, LedgerError> {
    sqlx::query(ROWS)
        .bind(i64::try_from(after).unwrap_or(i64::MAX))
        .bind(limit.min(EVENTS_PER_PAGE_MAX) as i64)
        .fetch_all(connection)
        .await
        .map_err(LedgerError::storage("reading events"))
}

/// Rows with these sequences, in order.
pub(super) async fn named(connection: &mut SqliteConnection, sequences: &[u64]) -> Result<Vec<SqliteRow>, LedgerError> {
    let mut found = Vec::with_capacity(sequences.len());
    for some in sequences.chunks(SEQUENCES_PER_STATEMENT) {
        let places = vec!["?"; some.len()].join(", ");
        let sql = format!("{ROWS_NAMED} ({places}) order by sequence");
        let query = some.iter().fold(sqlx::query(&sql), |query, sequence| query.bind(i64::try_from(*sequence).unwrap_or(i64::MAX)));
        found.extend(query.fetch_all(&mut *connection).await.map_err(LedgerError::storage("reading events"))?);
    }
    Ok(found)
}

pub(super) async fn by_key(connection: &mut SqliteConnection, repeat: &[u8; 32]) -> Result<Option<Event>, LedgerError> {
    let row = sqlx::query(ROW_BY_KEY)
        .bind(repeat.as_slice())
        .fetch_optional(connection)
        .await
        .map_err(LedgerError::storage("looking for an idempotency key"))?;
    row.as_ref().map(event).transpose()
}

/// The copy gets its name only once it is complete and flushed.
pub(super) async fn copy(options: &SqliteConnectOptions, path: &Path) -> Result<Head, LedgerError> {
    let refused = |source: io::Error| LedgerError::System { what: "file for the copy", source: Arc::new(source) };
    if path.try_exists().map_err(refused)? {
        return Err(refused(io::ErrorKind::AlreadyExists.into()));
    }
    let mut partial = path.as_os_str().to_owned();
    partial.push(".partial");
    let partial = Path::new(&partial);
    match std::fs::remove_file(partial) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(refused(error)),
        _ => {}
    }
    let failed = || LedgerError::storage("copying the ledger");
    let mut connection = options.connect().await.map_err(failed())?;
    sqlx::query("vacuum into ?").bind(partial.to_string_lossy().into_owned()).execute(&mut connection).await.map_err(failed())?;
    let mut copy = SqliteConnectOptions::new().filename(partial).connect().await.map_err(failed())?;
    let head = tail(&mut copy).await?.head;
    copy.close().await.map_err(failed())?;
    std::fs::File::open(partial).and_then(|file| file.sync_all()).map_err(refused)?;
    std::fs::rename(partial, path).map_err(refused)?;
    Ok(head)
}
