//! What people were told, for the pages; the mails that say the same are in the outbox.

use sqlx::Row as _;
use ulid::Ulid;

use super::{AccountBook, failed};
use crate::ledger::{LedgerError, Notice};

/// Pieces of news that are kept for an account; the oldest goes when there is another.
pub const NEWS_PER_ACCOUNT_MAX: u32 = 200;

/// Something that an account was told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct News {
    /// Says when.
    pub id: Ulid,
    pub subject: String,
    pub text: String,
    /// A path of this site; empty where there is nothing to do.
    pub page: String,
    pub seen: bool,
}

impl AccountBook<'_> {
    /// Keeps what an account is told; nothing where there is no such account.
    pub async fn add_news(&mut self, id: Ulid, notice: &Notice) -> Result<(), LedgerError> {
        let sql = "insert into news (id, account, subject, text, page) select ?1, id, ?3, ?4, ?5 from account where id = ?2";
        let query = sqlx::query(sql).bind(id.to_bytes().to_vec()).bind(&notice.account).bind(&notice.subject).bind(&notice.text).bind(&notice.page);
        query.execute(&mut *self.connection).await.map_err(failed())?;
        let sql = "delete from news where account = ?1 and id <= (select id from news where account = ?1 order by id desc limit 1 offset ?2)";
        sqlx::query(sql).bind(&notice.account).bind(NEWS_PER_ACCOUNT_MAX).execute(&mut *self.connection).await.map_err(failed())?;
        Ok(())
    }

    /// What an account was told, last first; with `before` only what is older.
    pub async fn news(&mut self, account: &str, before: Option<Ulid>, limit: u32) -> Result<Vec<News>, LedgerError> {
        let before = before.map_or_else(|| vec![u8::MAX; 16], |before| before.to_bytes().to_vec());
        let sql = "select id, subject, text, page, seen from news where account = ? and id < ? order by id desc limit ?";
        let rows = sqlx::query(sql).bind(account).bind(before).bind(limit).fetch_all(&mut *self.connection).await.map_err(failed())?;
        let news = rows.iter().map(|row| News {
            id: row.get::<&[u8], _>(0).try_into().map(Ulid::from_bytes).unwrap_or_default(),
            subject: row.get(1),
            text: row.get(2),
            page: row.get(3),
            seen: row.get(4),
        });
        Ok(news.collect())
    }

    /// How much of it the account has not looked at.
    pub async fn unseen_news(&mut self, account: &str) -> Result<i64, LedgerError> {
        sqlx::query_scalar("select count(*) from news where account = ? and seen = 0").bind(account).fetch_one(&mut *self.connection).await.map_err(failed())
    }

    /// The account has looked at everything up to `id`.
    pub async fn see_news(&mut self, account: &str, id: Ulid) -> Result<(), LedgerError> {
        let query = sqlx::query("update news set seen = 1 where account = ? and seen = 0 and id <= ?").bind(account).bind(id.to_bytes().to_vec());
        query.execute(&mut *self.connection).await.map_err(failed())?;
        Ok(())
    }
}
