//! Addresses that want to be told of published changes, and what came of telling them.

use sqlx::Row as _;
use sqlx::sqlite::SqliteRow;
use ulid::Ulid;

use super::{AccountBook, failed};
use crate::ledger::{LedgerError, Notice, outbox};

/// A webhook. Times are milliseconds since 1970.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hook {
    pub id: String,
    pub account: String,
    pub url: String,
    /// Types, filter and kinds of change, for whoever asks.
    pub asked: String,
    /// Sealed.
    pub secret: Vec<u8>,
    /// Sealed; signs as well until `former_until`.
    pub former: Option<Vec<u8>>,
    pub former_until: i64,
    /// `active`, `paused` or `disabled`.
    pub state: String,
    /// The revision up to which was told.
    pub seen: u64,
    /// How often the next message was tried.
    pub attempts: i64,
    pub failing_since: Option<i64>,
    pub next_attempt: i64,
    pub created: i64,
}

/// What came of a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Delivery {
    pub message: String,
    /// 0 for a message that only tries the address.
    pub revision: u64,
    pub attempts: i64,
    pub status: Option<u16>,
    pub error: Option<String>,
    pub tried: i64,
    pub delivered: Option<i64>,
}

const COLUMNS: &str = "select id, account, url, asked, secret, former, former_until, state, seen, attempts, failing_since, next_attempt, created from hook";

fn hook(row: &SqliteRow) -> Hook {
    Hook {
        id: row.get(0),
        account: row.get(1),
        url: row.get(2),
        asked: row.get(3),
        secret: row.get(4),
        former: row.get(5),
        former_until: row.get(6),
        state: row.get(7),
        seen: row.get::<i64, _>(8).max(0).cast_unsigned(),
        attempts: row.get(9),
        failing_since: row.get(10),
        next_attempt: row.get(11),
        created: row.get(12),
    }
}

fn delivery(row: &SqliteRow) -> Delivery {
    Delivery {
        message: row.get(0),
        revision: row.get::<i64, _>(1).max(0).cast_unsigned(),
        attempts: row.get(2),
        status: row.get::<Option<i64>, _>(3).and_then(|status| u16::try_from(status).ok()),
        error: row.get(4),
        tried: row.get(5),
        delivered: row.get(6),
    }
}

impl AccountBook<'_> {
    /// Keeps a hook as it is given, whether it is there or not.
    pub async fn put_hook(&mut self, hook: &Hook) -> Result<(), LedgerError> {
        let query = sqlx::query(
            "insert into hook (id, account, url, asked, secret, former, former_until, state, seen, attempts, failing_since, next_attempt, created)
             values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
             on conflict (id) do update set url = excluded.url, asked = excluded.asked, secret = excluded.secret, former = excluded.former, former_until = excluded.former_until,
                 state = excluded.state, seen = excluded.seen, attempts = excluded.attempts, failing_since = excluded.failing_since, next_attempt = excluded.next_attempt",
        );
        let query = query.bind(&hook.id).bind(&hook.account).bind(&hook.url).bind(&hook.asked).bind(&hook.secret).bind(&hook.former).bind(hook.former_until).bind(&hook.state);
        let query = query.bind(hook.seen.cast_signed()).bind(hook.attempts).bind(hook.failing_since).bind(hook.next_attempt).bind(hook.created);
        query.execute(&mut *self.connection).await.map_err(failed())?;
        Ok(())
    }

    pub async fn hook(&mut self, id: &str) -> Result<Option<Hook>, LedgerError> {
        let row = sqlx::query(&format!("{COLUMNS} where id = ?")).bind(id).fetch_optional(&mut *self.connection).await.map_err(failed())?;
        Ok(row.as_ref().map(hook))
    }

    /// The hooks of an account, oldest first.
    pub async fn hooks(&mut self, account: &str) -> Result<Vec<Hook>, LedgerError> {
        let rows = sqlx::query(&format!("{COLUMNS} where account = ? order by id")).bind(account).fetch_all(&mut *self.connection).await.map_err(failed())?;
        Ok(rows.iter().map(hook).collect())
    }

    /// False where the account has no such hook.
    pub async fn drop_hook(&mut self, account: &str, id: &str) -> Result<bool, LedgerError> {
        let gone = sqlx::query("delete from hook where id = ? and account = ?").bind(id).bind(account).execute(&mut *self.connection).await.map_err(failed())?;
        Ok(gone.rows_affected() == 1)
    }

    /// Active hooks that may be told by `now` of what is after what they have seen, of accounts that are not suspended.
    pub async fn due_hooks(&mut self, now: i64, revision: u64, limit: u32) -> Result<Vec<Hook>, LedgerError> {
        let sql = format!("{COLUMNS} where state = 'active' and next_attempt <= ? and seen < ? and account in (select id from account where verified and not suspended) order by next_attempt, id limit ?");
        let rows = sqlx::query(&sql).bind(now).bind(revision.cast_signed()).bind(limit).fetch_all(&mut *self.connection).await.map_err(failed())?;
        Ok(rows.iter().map(hook).collect())
    }

    /// The hook has moved on, or has not been reached; `mail`: what its owner is told. Nothing happens where somebody else has moved it meanwhile.
    pub async fn hook_moved(&mut self, before: &Hook, after: &Hook, tried: Option<&Delivery>, mail: Option<(Ulid, Notice)>) -> Result<bool, LedgerError> {
        let query = sqlx::query("update hook set seen = ?, attempts = ?, failing_since = ?, next_attempt = ?, state = ? where id = ? and seen = ? and attempts = ? and state = ?");
        let query = query.bind(after.seen.cast_signed()).bind(after.attempts).bind(after.failing_since).bind(after.next_attempt).bind(&after.state);
        let query = query.bind(&before.id).bind(before.seen.cast_signed()).bind(before.attempts).bind(&before.state);
        if query.execute(&mut *self.connection).await.map_err(failed())?.rows_affected() == 0 {
            return Ok(false);
        }
        if let Some(tried) = tried {
            self.put_delivery(&before.id, tried).await?;
        }
        if let Some((id, notice)) = mail {
            outbox::insert(self.connection, id, &notice).await?;
        }
        Ok(true)
    }

    /// Keeps what came of a message; the last `kept` of a hook stay.
    pub async fn put_delivery(&mut self, hook: &str, delivery: &Delivery) -> Result<(), LedgerError> {
        const KEPT: i64 = super::DELIVERIES_PER_HOOK_MAX as i64;
        let query = sqlx::query(
            "insert into delivery (hook, message, revision, attempts, status, error, tried, delivered) values (?, ?, ?, ?, ?, ?, ?, ?)
             on conflict (hook, message) do update set attempts = attempts + 1, status = excluded.status, error = excluded.error, tried = excluded.tried,
                 delivered = coalesce(excluded.delivered, delivered)",
        );
        let query = query.bind(hook).bind(&delivery.message).bind(delivery.revision.cast_signed()).bind(delivery.attempts).bind(delivery.status.map(i64::from)).bind(&delivery.error);
        query.bind(delivery.tried).bind(delivery.delivered).execute(&mut *self.connection).await.map_err(failed())?;
        sqlx::query("delete from delivery where hook = ?1 and tried < (select tried from delivery where hook = ?1 order by tried desc limit 1 offset ?2)").bind(hook).bind(KEPT - 1).execute(&mut *self.connection).await.map_err(failed())?;
        Ok(())
    }

    /// What came of the last messages, newest first.
    pub async fn deliveries(&mut self, hook: &str, limit: u32) -> Result<Vec<Delivery>, LedgerError> {
        let sql = "select message, revision, attempts, status, error, tried, delivered from delivery where hook = ? order by tried desc, revision desc limit ?";
        let rows = sqlx::query(sql).bind(hook).bind(limit).fetch_all(&mut *self.connection).await.map_err(failed())?;
        Ok(rows.iter().map(delivery).collect())
    }
}
