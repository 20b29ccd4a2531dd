//! Sessions and the tokens that renew them.

use sqlx::Row as _;

use super::{Account, AccountBook, COLUMNS, account, failed};
use crate::ledger::LedgerError;

/// A sign-in and everything refreshed from it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    pub id: String,
    pub account: String,
    /// Whether a second factor was shown.
    pub factor: bool,
    pub created: i64,
    pub expires: i64,
}

/// What showing a refresh token came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refreshed {
    /// The token was good, and is spent now.
    Rotated(Session, Account),
    /// Nobody was given such a token, or its session is over.
    Unknown,
    /// The token was spent before: two have it, so the session is over for both.
    Reused(Session),
}

impl AccountBook<'_> {
    /// Begins a session whose first refresh token has this hash.
    pub async fn open_session(&mut self, session: &Session, refresh: &[u8]) -> Result<(), LedgerError> {
        sqlx::query("insert into session (id, account, factor, created, expires) values (?, ?, ?, ?, ?)")
            .bind(&session.id)
            .bind(&session.account)
            .bind(session.factor)
            .bind(session.created)
            .bind(session.expires)
            .execute(&mut *self.connection)
            .await
            .map_err(failed())?;
        self.add_refresh(&session.id, refresh).await
    }

    async fn add_refresh(&mut self, session: &str, hash: &[u8]) -> Result<(), LedgerError> {
        sqlx::query("insert into refresh (hash, session, spent) values (?, ?, false)").bind(hash).bind(session).execute(&mut *self.connection).await.map_err(failed())?;
        Ok(())
    }

    /// A session that is not over, with its account.
    pub async fn session(&mut self, id: &str, now: i64) -> Result<Option<(Session, Account)>, LedgerError> {
        let row = sqlx::query("select id, account, factor, created, expires from session where id = ? and expires > ?")
            .bind(id)
            .bind(now)
            .fetch_optional(&mut *self.connection)
            .await
            .map_err(failed())?;
        let Some(row) = row else { return Ok(None) };
        let session = Session { id: row.get(0), account: row.get(1), factor: row.get(2), created: row.get(3), expires: row.get(4) };
        let row = sqlx::query(&format!("{COLUMNS} where id = ?")).bind(&session.account).fetch_optional(&mut *self.connection).await.map_err(failed())?;
        Ok(row.map(|row| (session, account(&row))))
    }

    /// Spends the refresh token with the hash `shown` for one with the hash `next`.
    pub async fn rotate(&mut self, shown: &[u8], next: &[u8], now: i64) -> Result<Refreshed, LedgerError> {
        let row = sqlx::query("select session, spent from refresh where hash = ?").bind(shown).fetch_optional(&mut *self.connection).await.map_err(failed())?;
        let Some(row) = row else { return Ok(Refreshed::Unknown) };
        let Some((session, account)) = self.session(&row.get::<String, _>(0), now).await? else { return Ok(Refreshed::Unknown) };
        if row.get(1) {
            self.end_session(&session.id).await?;
            return Ok(Refreshed::Reused(session));
        }
        sqlx::query("update refresh set spent = true where hash = ?").bind(shown).execute(&mut *self.connection).await.map_err(failed())?;
        self.add_refresh(&session.id, next).await?;
        Ok(Refreshed::Rotated(session, account))
    }

    pub async fn end_session(&mut self, id: &str) -> Result<(), LedgerError> {
        sqlx::query("delete from session where id = ?").bind(id).execute(&mut *self.connection).await.map_err(failed())?;
        Ok(())
    }

    /// Ends the session to which a refresh token belongs, if there is one.
    pub async fn end_session_of(&mut self, refresh: &[u8]) -> Result<(), LedgerError> {
        sqlx::query("delete from session where id = (select session from refresh where hash = ?)").bind(refresh).execute(&mut *self.connection).await.map_err(failed())?;
        Ok(())
    }

    /// Ends every session of an account.
    pub async fn end_sessions(&mut self, account: &str) -> Result<(), LedgerError> {
        sqlx::query("delete from session where account = ?").bind(account).execute(&mut *self.connection).await.map_err(failed())?;
        Ok(())
    }

    /// The sessions of an account that are not over, oldest first.
    pub async fn sessions(&mut self, account: &str, now: i64) -> Result<Vec<Session>, LedgerError> {
        let rows = sqlx::query("select id, account, factor, created, expires from session where account = ? and expires > ? order by id")
            .bind(account)
            .bind(now)
            .fetch_all(&mut *self.connection)
            .await
            .map_err(failed())?;
        Ok(rows.iter().map(|row| Session { id: row.get(0), account: row.get(1), factor: row.get(2), created: row.get(3), expires: row.get(4) }).collect())
    }
}
