//! The public change log: a chain over what readers see, beside the journal's own, which covers proposals and notes as well.
//!
//! An entry commits to its patch through a salt that is derived from the event's and goes with it: what is erased cannot be confirmed by
//! guessing, and the chain still verifies. SHA-256, because everybody has it.

use std::sync::LazyLock;

use jiff::Timestamp;
use sha2::{Digest as _, Sha256};
use sqlx::sqlite::{SqliteConnection, SqliteRow};
use sqlx::{Executor as _, Row as _};
use ulid::Ulid;

use super::chain::Digest;
use super::event::time_of;
use super::{EventKind, LedgerError};

/// Changes of one page.
pub const CHANGES_PER_PAGE_MAX: usize = 1_000;
/// Bytes of patches after which a page ends.
pub const CHANGES_PAGE_BYTES_MAX: usize = 8 * 1_024 * 1_024;
/// Entries read at once for a page.
const ENTRIES_PER_READ: usize = 32;
/// Entries written at once where a ledger has none yet.
const ENTRIES_PER_STEP: i64 = 1_000;
const SALT: &str = "whatworks public change";

/// The kinds of event that readers see, as a list of SQL; all are words of ours.
static SHOWN_KINDS: LazyLock<String> = LazyLock::new(|| EventKind::shown().map(|(kind, _)| format!("'{}'", kind.name())).collect::<Vec<_>>().join(", "));

/// One entry of the public change log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublicChange {
    /// The sequence of the event.
    pub revision: u64,
    pub time: Timestamp,
    pub kind: EventKind,
    pub commitment: Digest,
    pub digest: Digest,
    /// Absent once erased.
    pub said: Option<Saying>,
}

/// What a change says, and the salt of its commitment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Saying {
    pub salt: Digest,
    /// The lines of an RDF Patch: removals, then additions.
    pub patch: String,
}

/// The end of the log: the last entry's revision and digest; zero where there is none.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PublicHead {
    pub revision: u64,
    pub digest: Digest,
}

fn failed() -> impl FnOnce(sqlx::Error) -> LedgerError {
    LedgerError::storage("using the change log")
}

impl Saying {
    /// What an event says to everybody, of all that it says.
    pub(super) fn of(salt: &[u8; 32], payload: &str) -> Self {
        let patch = payload.split_inclusive('\n').filter(|line| line.starts_with("D ") || line.starts_with("A ")).collect();
        Self { salt: Digest(blake3::derive_key(SALT, salt)), patch }
    }

    /// SHA-256(salt ‖ patch).
    #[must_use]
    pub fn commitment(&self) -> Digest {
        Digest(Sha256::new().chain_update(self.salt.0).chain_update(self.patch.as_bytes()).finalize().into())
    }
}

/// SHA-256(digest before ‖ revision ‖ time in milliseconds ‖ length of the kind in one byte ‖ kind ‖ commitment); numbers have 8 bytes, big-endian.
#[must_use]
pub fn link(previous: Digest, revision: u64, time: Timestamp, kind: EventKind, commitment: Digest) -> Digest {
    let name = kind.name();
    let hasher = Sha256::new().chain_update(previous.0).chain_update(revision.to_be_bytes()).chain_update(time.as_millisecond().to_be_bytes());
    Digest(hasher.chain_update([name.len() as u8]).chain_update(name).chain_update(commitment.0).finalize().into())
}

impl PublicHead {
    /// The head after one more event, and its commitment; nothing for an event that readers do not see.
    pub(super) fn after(self, revision: u64, id: Ulid, kind: EventKind, salt: &[u8; 32], payload: &str) -> Option<(Self, Digest)> {
        if !kind.is_shown() {
            return None;
        }
        let commitment = Saying::of(salt, payload).commitment();
        Some((Self { revision, digest: link(self.digest, revision, time_of(id), kind, commitment) }, commitment))
    }
}

fn digest(row: &SqliteRow, column: usize) -> Digest {
    Digest(row.get::<&[u8], _>(column).try_into().unwrap_or_default())
}

pub(super) async fn head(connection: &mut SqliteConnection) -> Result<PublicHead, LedgerError> {
    let row = sqlx::query("select revision, digest from change order by revision desc limit 1").fetch_optional(connection).await.map_err(failed())?;
    Ok(row.map(|row| PublicHead { revision: row.get::<i64, _>(0).cast_unsigned(), digest: digest(&row, 1) }).unwrap_or_default())
}

/// Adds entries: revision, commitment, digest.
pub(super) async fn insert(connection: &mut SqliteConnection, entries: &[(PublicHead, Digest)]) -> Result<(), LedgerError> {
    if entries.is_empty() {
        return Ok(());
    }
    let sql = format!("insert into change (revision, commitment, digest) values {}", vec!["(?, ?, ?)"; entries.len()].join(", "));
    let bound = entries.iter().fold(sqlx::query(&sql), |query, (head, commitment)| query.bind(head.revision.cast_signed()).bind(commitment.0.as_slice()).bind(head.digest.0.as_slice()));
    bound.execute(connection).await.map_err(failed())?;
    Ok(())
}

/// Writes the entries of events from before there was a log. What was erased by then has none.
pub(super) async fn fill(connection: &mut SqliteConnection) -> Result<(), LedgerError> {
    loop {
        connection.execute("begin immediate").await.map_err(failed())?;
        let mut last = head(connection).await?;
        let sql = format!("select sequence, id, kind, salt, payload from event where sequence > ? and payload is not null and kind in ({}) order by sequence limit ?", *SHOWN_KINDS);
        let rows = sqlx::query(&sql).bind(last.revision.cast_signed()).bind(ENTRIES_PER_STEP).fetch_all(&mut *connection).await.map_err(failed())?;
        let mut entries = Vec::with_capacity(rows.len());
        for row in &rows {
            let (revision, id) = (row.get::<i64, _>(0).cast_unsigned(), row.get::<&[u8], _>(1).try_into().map(Ulid::from_bytes).unwrap_or_default());
            let (kind, salt) = (EventKind::from_stored(row.get(2), None), <[u8; 32]>::try_from(row.get::<&[u8], _>(3)));
            let (Some(kind), Ok(salt)) = (kind, salt) else { continue };
            if let Some((next, commitment)) = last.after(revision, id, kind, &salt, row.get(4)) {
                entries.push((next, commitment));
                last = next;
            }
        }
        for some in entries.chunks(100) {
            insert(connection, some).await?;
        }
        connection.execute("commit").await.map_err(failed())?;
        if rows.len() < ENTRIES_PER_STEP as usize {
            return Ok(());
        }
    }
}

/// Entries after a revision, in their order: at least one where there is one, and no more than fit into a page.
pub(super) async fn after(connection: &mut SqliteConnection, revision: u64, limit: usize) -> Result<Vec<PublicChange>, LedgerError> {
    let (mut page, mut bytes, mut last): (Vec<PublicChange>, usize, u64) = (Vec::new(), 0, revision);
    let limit = limit.min(CHANGES_PER_PAGE_MAX);
    while page.len() < limit && bytes < CHANGES_PAGE_BYTES_MAX {
        let some = some_after(connection, last, ENTRIES_PER_READ.min(limit - page.len())).await?;
        let Some(end) = some.last() else { break };
        last = end.revision;
        bytes += some.iter().filter_map(|change| change.said.as_ref()).map(|said| said.patch.len()).sum::<usize>();
        page.extend(some);
    }
    Ok(page)
}

async fn some_after(connection: &mut SqliteConnection, revision: u64, limit: usize) -> Result<Vec<PublicChange>, LedgerError> {
    let sql = "select c.revision, e.id, e.kind, c.commitment, c.digest, e.salt, e.payload from change c join event e on e.sequence = c.revision where c.revision > ? order by c.revision limit ?";
    let rows = sqlx::query(sql).bind(i64::try_from(revision).unwrap_or(i64::MAX)).bind(limit as i64).fetch_all(connection).await.map_err(failed())?;
    let changes = rows.iter().filter_map(|row| {
        let salt = row.get::<Option<&[u8]>, _>(5).and_then(|salt| <[u8; 32]>::try_from(salt).ok());
        Some(PublicChange {
            revision: row.get::<i64, _>(0).cast_unsigned(),
            time: time_of(row.get::<&[u8], _>(1).try_into().map(Ulid::from_bytes).unwrap_or_default()),
            kind: EventKind::from_stored(row.get(2), None)?,
            commitment: digest(row, 3),
            digest: digest(row, 4),
            said: salt.zip(row.get::<Option<&str>, _>(6)).map(|(salt, payload)| Saying::of(&salt, payload)),
        })
    });
    Ok(changes.collect())
}

/// What is wrong with the log, in words.
pub(super) async fn verify(connection: &mut SqliteConnection) -> Result<Vec<String>, LedgerError> {
    let (mut wrong, mut last) = (Vec::new(), PublicHead::default());
    loop {
        let page = after(connection, last.revision, CHANGES_PER_PAGE_MAX).await?;
        if page.is_empty() {
            return Ok(wrong);
        }
        for change in page {
            let PublicChange { revision, time, kind, commitment, digest, said } = change;
            if link(last.digest, revision, time, kind, commitment) != digest {
                wrong.push(format!("the public change of revision {revision} does not follow from the one before"));
            }
            if said.is_some_and(|said| said.commitment() != commitment) {
                wrong.push(format!("the public change of revision {revision} says something else than it was committed to"));
            }
            last = PublicHead { revision, digest };
        }
    }
}
