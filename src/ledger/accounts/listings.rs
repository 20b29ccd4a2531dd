//! How often listings were shown on partners' sites.

use sqlx::Row as _;

use super::{AccountBook, failed};
use crate::ledger::LedgerError;

impl AccountBook<'_> {
    /// Adds to what a key was shown on a day; false where there is no such key.
    pub async fn add_listings(&mut self, key: &str, day: &str, count: u64) -> Result<bool, LedgerError> {
        let added = sqlx::query("insert into listing (key, day, count) select ?1, ?2, ?3 where exists (select 1 from key where id = ?1) on conflict (key, day) do update set count = count + excluded.count");
        let count = i64::try_from(count).unwrap_or(i64::MAX);
        Ok(added.bind(key).bind(day).bind(count).execute(&mut *self.connection).await.map_err(failed())?.rows_affected() > 0)
    }

    /// Forgets what was shown before a day.
    pub async fn forget_listings(&mut self, before: &str) -> Result<(), LedgerError> {
        sqlx::query("delete from listing where day < ?").bind(before).execute(&mut *self.connection).await.map_err(failed())?;
        Ok(())
    }

    /// Days and counts of a key, latest first.
    pub async fn listings(&mut self, key: &str) -> Result<Vec<(String, u64)>, LedgerError> {
        let rows = sqlx::query("select day, count from listing where key = ? order by day desc").bind(key).fetch_all(&mut *self.connection).await.map_err(failed())?;
        Ok(rows.iter().map(|row| (row.get(0), row.get::<i64, _>(1).max(0).cast_unsigned())).collect())
    }
}
