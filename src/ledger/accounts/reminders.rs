//! Who is reminded of the end of a call.

use sqlx::Row as _;
use ulid::Ulid;

use super::{AccountBook, failed};
use crate::ledger::{LedgerError, Notice, outbox};

impl AccountBook<'_> {
    /// Keeps that an account wants a reminder of a call, or no longer does.
    pub async fn want_reminder(&mut self, call: &str, account: &str, wanted: bool) -> Result<(), LedgerError> {
        let kept = sqlx::query("insert into reminder (call, account, wanted) values (?, ?, ?) on conflict (call, account) do update set wanted = excluded.wanted");
        kept.bind(call).bind(account).bind(wanted).execute(&mut *self.connection).await.map_err(failed())?;
        Ok(())
    }

    pub async fn wants_reminder(&mut self, call: &str, account: &str) -> Result<bool, LedgerError> {
        let row = sqlx::query("select wanted from reminder where call = ? and account = ?").bind(call).bind(account).fetch_optional(&mut *self.connection).await.map_err(failed())?;
        Ok(row.is_some_and(|row| row.get::<i64, _>(0) != 0))
    }

    /// The accounts that asked for a reminder of a call or keep a draft for it, and were not told of this end.
    pub async fn to_remind(&mut self, call: &str, end: i64, limit: u32) -> Result<Vec<String>, LedgerError> {
        let rows = sqlx::query(
            "select a.id from account a where (exists (select 1 from reminder r where r.call = ?1 and r.account = a.id and r.wanted) \
             or exists (select 1 from sketch s where s.author = a.id and json_valid(s.about) and json_extract(s.about, '$.call') = ?1)) \
             and not exists (select 1 from reminder r where r.call = ?1 and r.account = a.id and r.told = ?2) order by a.id limit ?3",
        );
        let rows = rows.bind(call).bind(end).bind(limit).fetch_all(&mut *self.connection).await.map_err(failed())?;
        Ok(rows.iter().map(|row| row.get(0)).collect())
    }

    /// An account is told of the end of a call.
    pub async fn reminded(&mut self, call: &str, account: &str, end: i64, id: Ulid, notice: &Notice) -> Result<(), LedgerError> {
        let told = sqlx::query("insert into reminder (call, account, wanted, told) values (?, ?, 0, ?) on conflict (call, account) do update set told = excluded.told");
        told.bind(call).bind(account).bind(end).execute(&mut *self.connection).await.map_err(failed())?;
        outbox::insert(self.connection, id, notice).await
    }
}
