//! Keys for programs.

use sqlx::Row as _;
use sqlx::sqlite::SqliteRow;

use super::{AccountBook, failed};
use crate::ledger::LedgerError;

/// A key in the name of an account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProgramKey {
    pub id: String,
    pub account: String,
    pub hash: Vec<u8>,
    pub name: String,
    /// Names of operations.
    pub scopes: Vec<String>,
    pub created: i64,
    pub expires: i64,
}

const COLUMNS: &str = "select id, account, hash, name, scopes, created, expires from key";

fn key(row: &SqliteRow) -> ProgramKey {
    let scopes: &str = row.get(4);
    ProgramKey {
        id: row.get(0),
        account: row.get(1),
        hash: row.get(2),
        name: row.get(3),
        scopes: scopes.split_whitespace().map(str::to_owned).collect(),
        created: row.get(5),
        expires: row.get(6),
    }
}

impl AccountBook<'_> {
    pub async fn add_key(&mut self, key: &ProgramKey) -> Result<(), LedgerError> {
        sqlx::query("insert into key (id, account, hash, name, scopes, created, expires) values (?, ?, ?, ?, ?, ?, ?)")
            .bind(&key.id)
            .bind(&key.account)
            .bind(&key.hash)
            .bind(&key.name)
            .bind(key.scopes.join(" "))
            .bind(key.created)
            .bind(key.expires)
            .execute(&mut *self.connection)
            .await
            .map_err(failed())?;
        Ok(())
    }

    pub async fn key(&mut self, id: &str) -> Result<Option<ProgramKey>, LedgerError> {
        let row = sqlx::query(&format!("{COLUMNS} where id = ?")).bind(id).fetch_optional(&mut *self.connection).await.map_err(failed())?;
        Ok(row.as_ref().map(key))
    }

    /// The keys of an account, oldest first.
    pub async fn keys(&mut self, account: &str) -> Result<Vec<ProgramKey>, LedgerError> {
        let rows = sqlx::query(&format!("{COLUMNS} where account = ? order by id")).bind(account).fetch_all(&mut *self.connection).await.map_err(failed())?;
        Ok(rows.iter().map(key).collect())
    }

    /// False where the account has no such key.
    pub async fn drop_key(&mut self, account: &str, id: &str) -> Result<bool, LedgerError> {
        let gone = sqlx::query("delete from key where id = ? and account = ?").bind(id).bind(account).execute(&mut *self.connection).await.map_err(failed())?;
        Ok(gone.rows_affected() == 1)
    }

    pub async fn drop_keys(&mut self, account: &str) -> Result<(), LedgerError> {
        sqlx::query("delete from key where account = ?").bind(account).execute(&mut *self.connection).await.map_err(failed())?;
        Ok(())
    }
}
