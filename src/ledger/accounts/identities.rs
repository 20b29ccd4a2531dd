//! Who somebody is elsewhere.

use sqlx::Row as _;

use super::{Account, AccountBook, failed};
use crate::ledger::LedgerError;

/// Somebody, as a provider of identities knows them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identity {
    pub issuer: String,
    /// Never given to anybody else by this issuer.
    pub subject: String,
}

impl AccountBook<'_> {
    pub async fn by_identity(&mut self, identity: &Identity) -> Result<Option<Account>, LedgerError> {
        let account: Option<String> = sqlx::query_scalar("select account from identity where issuer = ? and subject = ?")
            .bind(&identity.issuer)
            .bind(&identity.subject)
            .fetch_optional(&mut *self.connection)
            .await
            .map_err(failed())?;
        match account {
            Some(account) => self.by_id(&account).await,
            None => Ok(None),
        }
    }

    /// Of an account; it has one at most.
    pub async fn identity(&mut self, account: &str) -> Result<Option<Identity>, LedgerError> {
        let row = sqlx::query("select issuer, subject from identity where account = ?").bind(account).fetch_optional(&mut *self.connection).await.map_err(failed())?;
        Ok(row.map(|row| Identity { issuer: row.get(0), subject: row.get(1) }))
    }

    /// In the place of the one that the account had.
    pub async fn link_identity(&mut self, account: &str, identity: &Identity) -> Result<(), LedgerError> {
        self.unlink_identity(account).await?;
        sqlx::query("insert into identity (issuer, subject, account) values (?, ?, ?)")
            .bind(&identity.issuer)
            .bind(&identity.subject)
            .bind(account)
            .execute(&mut *self.connection)
            .await
            .map_err(failed())?;
        Ok(())
    }

    pub async fn unlink_identity(&mut self, account: &str) -> Result<(), LedgerError> {
        sqlx::query("delete from identity where account = ?").bind(account).execute(&mut *self.connection).await.map_err(failed())?;
        Ok(())
    }
}
