//! Mail that waits to be sent: kept in the same transaction as what it tells of, so that neither is there without the other.

use sqlx::Row as _;
use sqlx::sqlite::SqliteConnection;
use ulid::Ulid;

use super::accounts::AccountBook;
use super::LedgerError;

/// A mail to an account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// The opaque identifier of an account.
    pub account: String,
    pub subject: String,
    pub text: String,
    pub html: String,
    /// Where on this site to go on; empty where there is nothing to do. Mails say it in their own words.
    pub page: String,
}

impl Notice {
    /// The same, and it is this path of the site that leads on.
    #[must_use]
    pub fn leading_to(self, page: impl Into<String>) -> Self {
        Self { page: page.into(), ..self }
    }
}

/// Whatever anybody is told by mail, their pages tell them as well.
pub(super) async fn insert(connection: &mut SqliteConnection, id: Ulid, notice: &Notice) -> Result<(), LedgerError> {
    AccountBook::new(connection).add_news(id, notice).await?;
    sqlx::query("insert into notice (id, account, subject, text, html, page) values (?, ?, ?, ?, ?, ?)")
        .bind(id.to_bytes().to_vec())
        .bind(&notice.account)
        .bind(&notice.subject)
        .bind(&notice.text)
        .bind(&notice.html)
        .bind(&notice.page)
        .execute(connection)
        .await
        .map_err(LedgerError::storage("keeping a mail"))?;
    Ok(())
}

/// A mail in the outbox.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waiting {
    pub id: Ulid,
    pub notice: Notice,
    /// What mail about an account itself says, which is not in the notice.
    pub sealed: Option<Vec<u8>>,
    /// How often it was tried.
    pub attempts: i64,
    pub next_attempt: i64,
}

fn failed() -> impl FnOnce(sqlx::Error) -> LedgerError {
    LedgerError::storage("using the outbox")
}

impl AccountBook<'_> {
    /// Mail that is to be tried by `now`, the longest waiting first.
    pub async fn due_mail(&mut self, now: i64, limit: u32) -> Result<Vec<Waiting>, LedgerError> {
        let rows = sqlx::query("select id, account, subject, text, html, sealed, attempts, next_attempt, page from notice where next_attempt <= ? order by next_attempt, id limit ?")
            .bind(now)
            .bind(limit)
            .fetch_all(self.connection())
            .await
            .map_err(failed())?;
        let waiting = rows.iter().map(|row| Waiting {
            id: row.get::<&[u8], _>(0).try_into().map(Ulid::from_bytes).unwrap_or_default(),
            notice: Notice { account: row.get(1), subject: row.get(2), text: row.get(3), html: row.get(4), page: row.get(8) },
            sealed: row.get(5),
            attempts: row.get(6),
            next_attempt: row.get(7),
        });
        Ok(waiting.collect())
    }

    /// When the next mail is to be tried.
    pub async fn next_mail(&mut self) -> Result<Option<i64>, LedgerError> {
        sqlx::query_scalar("select min(next_attempt) from notice").fetch_one(self.connection()).await.map_err(failed())
    }

    /// The mail has been handed over, or is for nobody any more.
    pub async fn mail_done(&mut self, id: Ulid) -> Result<(), LedgerError> {
        sqlx::query("delete from notice where id = ?").bind(id.to_bytes().to_vec()).execute(self.connection()).await.map_err(failed())?;
        Ok(())
    }

    /// The mail could not be handed over.
    pub async fn mail_failed(&mut self, id: Ulid, next_attempt: i64) -> Result<(), LedgerError> {
        sqlx::query("update notice set attempts = attempts + 1, next_attempt = ? where id = ?").bind(next_attempt).bind(id.to_bytes().to_vec()).execute(self.connection()).await.map_err(failed())?;
        Ok(())
    }

    /// Deletes the mails that wait, the news and the drafts that say one of these texts, because what they tell of is being erased.
    pub async fn forget_sayings(&mut self, texts: &[String]) -> Result<(), LedgerError> {
        const STATEMENTS: [&str; 3] = [
            "delete from notice where instr(subject, ?1) or instr(text, ?1) or instr(html, ?1)",
            "delete from news where instr(subject, ?1) or instr(text, ?1) or instr(page, ?1)",
            "delete from sketch where instr(about, ?1) or instr(content, ?1)",
        ];
        for text in texts {
            for statement in STATEMENTS {
                sqlx::query(statement).bind(text).execute(self.connection()).await.map_err(failed())?;
            }
        }
        Ok(())
    }
}
