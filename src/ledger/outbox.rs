//! Mail that waits to be sent: kept in the same transaction as what it tells of, so that neither is there without the other.

use sqlx::sqlite::SqliteConnection;
use ulid::Ulid;

use super::LedgerError;

/// A mail to an account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// The opaque identifier of an account.
    pub account: String,
    pub subject: String,
    pub text: String,
    pub html: String,
}

pub(super) async fn insert(connection: &mut SqliteConnection, id: Ulid, notice: &Notice) -> Result<(), LedgerError> {
    sqlx::query("insert into notice (id, account, subject, text, html) values (?, ?, ?, ?, ?)")
        .bind(id.to_bytes().to_vec())
        .bind(&notice.account)
        .bind(&notice.subject)
        .bind(&notice.text)
        .bind(&notice.html)
        .execute(connection)
        .await
        .map_err(LedgerError::storage("keeping a mail"))?;
    Ok(())
}

/// Deletes the mails that say one of these texts. What is deleted is overwritten, and the write-ahead log emptied by the erasure that
/// follows.
pub(super) async fn forget(connection: &mut SqliteConnection, texts: &[String]) -> Result<(), LedgerError> {
    for text in texts {
        sqlx::query("delete from notice where instr(subject, ?1) or instr(text, ?1) or instr(html, ?1)")
            .bind(text)
            .execute(&mut *connection)
            .await
            .map_err(LedgerError::storage("forgetting mails"))?;
    }
    Ok(())
}
