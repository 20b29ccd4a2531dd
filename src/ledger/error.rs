use std::sync::Arc;

use crate::error::Code;

/// Why the ledger did not do what it was asked. Whatever the reason, nothing of the refused call was kept, unless
/// [`LedgerError::ErasureUnfinished`] says so; after [`LedgerError::Storage`] an append may have happened, so repeat it with
/// the same idempotency key.
#[derive(Clone, Debug, thiserror::Error)]
pub enum LedgerError {
    #[error("the database address `{url}` is not understood: give `sqlite:PATH`, for example `sqlite:data/ledger.db`")]
    BadAddress { url: String },
    #[error("`{scheme}:` databases are not built into this version: give `sqlite:PATH`")]
    NotBuiltIn { scheme: &'static str },
    #[error("the database was made by a newer version (its layout is {found}, this version knows {known}): use that version")]
    NewerLayout { found: i64, known: i64 },
    #[error("event {index} of the call cannot be kept: {reason}")]
    BadDraft { index: usize, reason: String },
    #[error("{what} is {found}, but at most {limit} are allowed: make it smaller or split it")]
    TooLarge { what: &'static str, found: usize, limit: usize },
    #[error("the ledger has moved on to revision {head}: look again and decide anew")]
    HeadMoved { head: u64 },
    #[error("the idempotency key was already used for something else: use a new key for a new request")]
    IdempotencyConflict,
    #[error("there is no event {sequence} in the ledger: the last one is {head}")]
    NotFound { sequence: u64, head: u64 },
    #[error("event {sequence} records an erasure and cannot be erased itself")]
    NotErasable { sequence: u64 },
    #[error("event {sequence} is erased, but a reader still holds older pages of the write-ahead log: erase it again to finish")]
    ErasureUnfinished { sequence: u64 },
    #[error("too many writes are waiting: try again in a moment")]
    Busy,
    #[error("the disk of the ledger is full: free some space; writing resumes by itself")]
    DiskFull,
    #[error("the ledger is closed: nothing more can be written here")]
    Closed,
    #[error("event {sequence} is damaged ({what}): run `whatworks verify`, then restore a backup")]
    Damaged { sequence: u64, what: String },
    #[error("the ledger's database failed while {doing}: {source}")]
    Storage { doing: &'static str, source: Arc<sqlx::Error> },
    #[error("the system gave no {what}: {source}")]
    System { what: &'static str, source: Arc<std::io::Error> },
}

impl LedgerError {
    /// The row of the table of error codes that callers see.
    #[must_use]
    pub const fn code(&self) -> Code {
        match self {
            Self::BadDraft { .. } | Self::NotErasable { .. } => Code::BadRequest,
            Self::TooLarge { .. } => Code::BodyTooLarge,
            Self::IdempotencyConflict => Code::IdempotencyConflict,
            Self::NotFound { .. } => Code::NotFound,
            Self::HeadMoved { .. } | Self::ErasureUnfinished { .. } | Self::Busy | Self::DiskFull | Self::Closed => Code::Busy,
            Self::BadAddress { .. }
            | Self::NotBuiltIn { .. }
            | Self::NewerLayout { .. }
            | Self::Damaged { .. }
            | Self::Storage { .. }
            | Self::System { .. } => Code::Internal,
        }
    }

    /// Names what was being done when the database failed; a full disk and a locked database are told apart because callers
    /// can do something about them.
    pub(super) fn storage(doing: &'static str) -> impl FnOnce(sqlx::Error) -> Self {
        move |source| match sqlite_code(&source) {
            Some(SQLITE_FULL | SQLITE_IOERR_SHMSIZE) => Self::DiskFull,
            Some(code) if matches!(code & 0xff, SQLITE_BUSY | SQLITE_LOCKED) => Self::Busy,
            _ => Self::Storage { doing, source: Arc::new(source) },
        }
    }
}

// <https://sqlite.org/rescode.html>; an extended code has its primary code in the low byte.
const SQLITE_BUSY: u32 = 5;
const SQLITE_LOCKED: u32 = 6;
const SQLITE_FULL: u32 = 13;
/// The index of the write-ahead log cannot grow.
const SQLITE_IOERR_SHMSIZE: u32 = 4874;

fn sqlite_code(error: &sqlx::Error) -> Option<u32> {
    error.as_database_error()?.code()?.parse().ok()
}
