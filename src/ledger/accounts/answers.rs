//! What bounds and repeats requests: attempts, answers under idempotency keys; and the mail that a change of an account sends.

use sqlx::Row as _;
use ulid::Ulid;

use super::{AccountBook, failed};
use crate::ledger::LedgerError;

/// A request that is to have an effect once, and the answer to give to its repetitions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fresh {
    /// Who asks, and their key.
    pub repeat: [u8; 32],
    /// What is asked.
    pub request: [u8; 32],
    pub account: Option<String>,
    pub sealed: Vec<u8>,
    pub expires: i64,
}

/// What is known of an idempotency key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answered {
    /// The same was asked before, and this was the answer.
    Before(Vec<u8>),
    /// Something else was asked with it.
    Otherwise,
}

/// Mail about an account itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mail {
    pub id: Ulid,
    pub account: String,
    /// Where it goes and what it says.
    pub sealed: Vec<u8>,
}

impl AccountBook<'_> {
    /// Counts an attempt against an allowance of `burst` that grows again by one every `interval` milliseconds. Answers how long to
    /// wait, in milliseconds, when it is used up; then nothing is counted.
    ///
    /// This is the generic cell rate algorithm: one time for each bucket says all there is to know.
    pub async fn attempt(&mut self, bucket: &[u8], burst: i64, interval: i64, now: i64) -> Result<Result<(), i64>, LedgerError> {
        let clear: Option<i64> = sqlx::query_scalar("select clear from attempt where bucket = ?").bind(bucket).fetch_optional(&mut *self.connection).await.map_err(failed())?;
        let clear = clear.unwrap_or(now).max(now) + interval;
        let wait = clear - now - burst * interval;
        if wait > 0 {
            return Ok(Err(wait));
        }
        sqlx::query("insert into attempt (bucket, clear) values (?, ?) on conflict (bucket) do update set clear = excluded.clear")
            .bind(bucket)
            .bind(clear)
            .execute(&mut *self.connection)
            .await
            .map_err(failed())?;
        Ok(Ok(()))
    }

    /// Gives a bucket its whole allowance back.
    pub async fn forgive(&mut self, bucket: &[u8]) -> Result<(), LedgerError> {
        sqlx::query("delete from attempt where bucket = ?").bind(bucket).execute(&mut *self.connection).await.map_err(failed())?;
        Ok(())
    }

    /// What is known of a request's idempotency key.
    pub async fn answered(&mut self, repeat: &[u8; 32], request: &[u8; 32], now: i64) -> Result<Option<Answered>, LedgerError> {
        let row = sqlx::query("select request, sealed from answer where repeat = ? and expires > ?")
            .bind(repeat.as_slice())
            .bind(now)
            .fetch_optional(&mut *self.connection)
            .await
            .map_err(failed())?;
        Ok(row.map(|row| if row.get::<&[u8], _>(0) == request { Answered::Before(row.get(1)) } else { Answered::Otherwise }))
    }

    pub async fn add_answer(&mut self, fresh: &Fresh) -> Result<(), LedgerError> {
        sqlx::query("insert or replace into answer (repeat, request, account, sealed, expires) values (?, ?, ?, ?, ?)")
            .bind(fresh.repeat.as_slice())
            .bind(fresh.request.as_slice())
            .bind(&fresh.account)
            .bind(&fresh.sealed)
            .bind(fresh.expires)
            .execute(&mut *self.connection)
            .await
            .map_err(failed())?;
        Ok(())
    }

    /// Puts mail about an account into the outbox.
    pub async fn post(&mut self, mail: &Mail) -> Result<(), LedgerError> {
        sqlx::query("insert into notice (id, account, subject, text, html, sealed) values (?, ?, '', '', '', ?)")
            .bind(mail.id.to_bytes().to_vec())
            .bind(&mail.account)
            .bind(&mail.sealed)
            .execute(&mut *self.connection)
            .await
            .map_err(failed())?;
        Ok(())
    }
}
