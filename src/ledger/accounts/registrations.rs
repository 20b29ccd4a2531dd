//! Who wants to come to what: rows and the questions asked of them; what they mean, `app::attend` decides.

use sqlx::Row as _;
use sqlx::sqlite::SqliteRow;

use super::{AccountBook, failed};
use crate::ledger::LedgerError;

/// Somebody who wants to come. Times are milliseconds since 1970.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Registration {
    /// Grows with time.
    pub id: String,
    /// The IRI of a record.
    pub event: String,
    pub account: String,
    /// Without a place yet.
    pub waiting: bool,
    /// Sealed.
    pub needs: Option<Vec<u8>>,
    pub created: i64,
    /// What they were told last of when and where it is.
    pub stamp: String,
    pub reminded: bool,
    /// When the needs, and when all of it, are to be forgotten.
    pub forget: i64,
    pub expires: i64,
}

const COLUMNS: &str = "select id, event, account, waiting, needs, created, stamp, reminded, forget, expires from registration";

fn registration(row: &SqliteRow) -> Registration {
    Registration {
        id: row.get(0),
        event: row.get(1),
        account: row.get(2),
        waiting: row.get(3),
        needs: row.get(4),
        created: row.get(5),
        stamp: row.get(6),
        reminded: row.get(7),
        forget: row.get(8),
        expires: row.get(9),
    }
}

impl AccountBook<'_> {
    /// Keeps it as it is given, whether it is there or not.
    pub async fn put_registration(&mut self, one: &Registration) -> Result<(), LedgerError> {
        let row = sqlx::query(
            "insert into registration (id, event, account, waiting, needs, created, stamp, reminded, forget, expires) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
             on conflict (event, account) do update set waiting = excluded.waiting, needs = excluded.needs, stamp = excluded.stamp, reminded = excluded.reminded,
                 forget = excluded.forget, expires = excluded.expires",
        );
        let row = row.bind(&one.id).bind(&one.event).bind(&one.account).bind(one.waiting).bind(&one.needs).bind(one.created).bind(&one.stamp).bind(one.reminded);
        row.bind(one.forget).bind(one.expires).execute(&mut *self.connection).await.map_err(failed())?;
        Ok(())
    }

    /// Those of an event, who came first first.
    pub async fn registrations_for(&mut self, event: &str) -> Result<Vec<Registration>, LedgerError> {
        let rows = sqlx::query(&format!("{COLUMNS} where event = ? order by id")).bind(event).fetch_all(&mut *self.connection).await.map_err(failed())?;
        Ok(rows.iter().map(registration).collect())
    }

    /// Those of an account, newest first.
    pub async fn registrations_of(&mut self, account: &str) -> Result<Vec<Registration>, LedgerError> {
        let rows = sqlx::query(&format!("{COLUMNS} where account = ? order by id desc")).bind(account).fetch_all(&mut *self.connection).await.map_err(failed())?;
        Ok(rows.iter().map(registration).collect())
    }

    /// The IRIs of everything to which somebody wants to come.
    pub async fn registered_events(&mut self) -> Result<Vec<String>, LedgerError> {
        sqlx::query_scalar("select distinct event from registration order by event").fetch_all(&mut *self.connection).await.map_err(failed())
    }

    /// False where there was none.
    pub async fn drop_registration(&mut self, event: &str, account: &str) -> Result<bool, LedgerError> {
        let gone = sqlx::query("delete from registration where event = ? and account = ?").bind(event).bind(account).execute(&mut *self.connection).await.map_err(failed())?;
        Ok(gone.rows_affected() == 1)
    }

    /// Forgets needs and registrations whose time has come.
    pub async fn forget_registrations(&mut self, now: i64) -> Result<(), LedgerError> {
        for statement in ["update registration set needs = null where needs is not null and forget <= ?", "delete from registration where expires <= ?"] {
            sqlx::query(statement).bind(now).execute(&mut *self.connection).await.map_err(failed())?;
        }
        Ok(())
    }

    /// Puts a mail that its reader may have unsubscribed from into the outbox.
    pub async fn notify(&mut self, id: ulid::Ulid, notice: &crate::ledger::Notice) -> Result<(), LedgerError> {
        crate::ledger::outbox::insert(self.connection, id, notice).await
    }
}
