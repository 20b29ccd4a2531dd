//! Searches whose news somebody wants by mail.

use sqlx::Row as _;
use sqlx::sqlite::SqliteRow;
use ulid::Ulid;

use super::{AccountBook, failed};
use crate::ledger::{LedgerError, Notice, outbox};

/// A saved search. Times are milliseconds since 1970.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SavedSearch {
    pub id: String,
    pub account: String,
    /// Unique among those of the account.
    pub name: String,
    /// Types, filter and words, for whoever asks.
    pub asked: String,
    /// Milliseconds between two mails at least.
    pub interval: i64,
    /// The revision up to which was told, and when.
    pub seen: u64,
    pub told: i64,
    /// When it is to be looked at again.
    pub due: i64,
}

const COLUMNS: &str = "select id, account, name, asked, interval, seen, told, due from search";

fn saved(row: &SqliteRow) -> SavedSearch {
    SavedSearch {
        id: row.get(0),
        account: row.get(1),
        name: row.get(2),
        asked: row.get(3),
        interval: row.get(4),
        seen: row.get::<i64, _>(5).max(0).cast_unsigned(),
        told: row.get(6),
        due: row.get(7),
    }
}

impl AccountBook<'_> {
    /// Keeps a search, in the place of the account's search of the same name, and answers it as it is kept then.
    pub async fn put_search(&mut self, search: &SavedSearch) -> Result<SavedSearch, LedgerError> {
        let row = sqlx::query(
            "insert into search (id, account, name, asked, interval, seen, told, due) values (?, ?, ?, ?, ?, ?, ?, ?) on conflict (account, name) do update \
             set asked = excluded.asked, interval = excluded.interval, due = told + excluded.interval \
             returning id, account, name, asked, interval, seen, told, due",
        );
        let row = row.bind(&search.id).bind(&search.account).bind(&search.name).bind(&search.asked).bind(search.interval).bind(search.seen.cast_signed());
        let row = row.bind(search.told).bind(search.due).fetch_one(&mut *self.connection).await.map_err(failed())?;
        Ok(saved(&row))
    }

    /// The searches of an account, oldest first.
    pub async fn searches(&mut self, account: &str) -> Result<Vec<SavedSearch>, LedgerError> {
        let rows = sqlx::query(&format!("{COLUMNS} where account = ? order by id")).bind(account).fetch_all(&mut *self.connection).await.map_err(failed())?;
        Ok(rows.iter().map(saved).collect())
    }

    /// False where the account has no such search.
    pub async fn drop_search(&mut self, account: &str, id: &str) -> Result<bool, LedgerError> {
        let gone = sqlx::query("delete from search where id = ? and account = ?").bind(id).bind(account).execute(&mut *self.connection).await.map_err(failed())?;
        Ok(gone.rows_affected() == 1)
    }

    /// Searches that are to be looked at by `now`, the longest waiting first.
    pub async fn due_searches(&mut self, now: i64, limit: u32) -> Result<Vec<SavedSearch>, LedgerError> {
        let rows = sqlx::query(&format!("{COLUMNS} where due <= ? order by due, id limit ?")).bind(now).bind(limit).fetch_all(&mut *self.connection).await.map_err(failed())?;
        Ok(rows.iter().map(saved).collect())
    }

    /// The search has been looked at; `mail`: what there is to tell. Nothing happens where somebody else has looked meanwhile.
    pub async fn search_told(&mut self, before: &SavedSearch, seen: u64, now: i64, mail: Option<(Ulid, Notice)>) -> Result<(), LedgerError> {
        let told = if mail.is_some() { now } else { before.told };
        let changed = sqlx::query("update search set seen = ?, told = ?, due = ? where id = ? and seen = ? and due = ?").bind(seen.cast_signed()).bind(told);
        let changed = changed.bind(now + before.interval).bind(&before.id).bind(before.seen.cast_signed()).bind(before.due);
        let changed = changed.execute(&mut *self.connection).await.map_err(failed())?;
        match mail {
            Some((id, notice)) if changed.rows_affected() == 1 => outbox::insert(self.connection, id, &notice).await,
            _ => Ok(()),
        }
    }
}
