//! What works once: links in mails, recovery codes, proofs of work.

use sqlx::Row as _;

use super::{AccountBook, failed};
use crate::ledger::LedgerError;

/// A link in a mail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    pub hash: Vec<u8>,
    pub account: String,
    pub purpose: String,
    pub detail: Option<String>,
    pub expires: i64,
}

impl AccountBook<'_> {
    pub async fn add_link(&mut self, link: &Link) -> Result<(), LedgerError> {
        sqlx::query("insert into link (hash, account, purpose, detail, expires) values (?, ?, ?, ?, ?)")
            .bind(&link.hash)
            .bind(&link.account)
            .bind(&link.purpose)
            .bind(&link.detail)
            .bind(link.expires)
            .execute(&mut *self.connection)
            .await
            .map_err(failed())?;
        Ok(())
    }

    /// A link that is good for one of these purposes.
    pub async fn link(&mut self, hash: &[u8], purposes: &[&str], now: i64) -> Result<Option<Link>, LedgerError> {
        let row = sqlx::query("select hash, account, purpose, detail, expires from link where hash = ? and expires > ?")
            .bind(hash)
            .bind(now)
            .fetch_optional(&mut *self.connection)
            .await
            .map_err(failed())?;
        let link = row.map(|row| Link { hash: row.get(0), account: row.get(1), purpose: row.get(2), detail: row.get(3), expires: row.get(4) });
        Ok(link.filter(|link| purposes.contains(&link.purpose.as_str())))
    }

    /// Uses a link up; nothing where there is none that is good for one of these purposes.
    pub async fn take_link(&mut self, hash: &[u8], purposes: &[&str], now: i64) -> Result<Option<Link>, LedgerError> {
        let link = self.link(hash, purposes, now).await?;
        if link.is_some() {
            sqlx::query("delete from link where hash = ?").bind(hash).execute(&mut *self.connection).await.map_err(failed())?;
        }
        Ok(link)
    }

    /// Takes back every link of an account.
    pub async fn drop_links(&mut self, account: &str) -> Result<(), LedgerError> {
        sqlx::query("delete from link where account = ?").bind(account).execute(&mut *self.connection).await.map_err(failed())?;
        Ok(())
    }

    /// Replaces the recovery codes of an account.
    pub async fn set_recovery(&mut self, account: &str, hashes: &[Vec<u8>]) -> Result<(), LedgerError> {
        sqlx::query("delete from recovery where account = ?").bind(account).execute(&mut *self.connection).await.map_err(failed())?;
        for hash in hashes {
            sqlx::query("insert into recovery (hash, account) values (?, ?)").bind(hash).bind(account).execute(&mut *self.connection).await.map_err(failed())?;
        }
        Ok(())
    }

    /// Uses a recovery code up; false where there is no such code.
    pub async fn take_recovery(&mut self, account: &str, hash: &[u8]) -> Result<bool, LedgerError> {
        let gone = sqlx::query("delete from recovery where hash = ? and account = ?").bind(hash).bind(account).execute(&mut *self.connection).await.map_err(failed())?;
        Ok(gone.rows_affected() == 1)
    }

    pub async fn recovery_codes(&mut self, account: &str) -> Result<i64, LedgerError> {
        sqlx::query_scalar("select count(*) from recovery where account = ?").bind(account).fetch_one(&mut *self.connection).await.map_err(failed())
    }

    /// Uses a proof of work up; false where it was used before.
    pub async fn take_proof(&mut self, challenge: &[u8], expires: i64) -> Result<bool, LedgerError> {
        let kept = sqlx::query("insert into proof (challenge, expires) values (?, ?) on conflict do nothing")
            .bind(challenge)
            .bind(expires)
            .execute(&mut *self.connection)
            .await
            .map_err(failed())?;
        Ok(kept.rows_affected() == 1)
    }
}
