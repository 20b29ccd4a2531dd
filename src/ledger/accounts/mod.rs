//! Accounts, in the same file as the journal and never in it: rows and the questions asked of them. What they mean, and who may do
//! what, `app::account` decides.
//!
//! Everything happens through an [`AccountBook`], which lasts as long as one transaction: [`Ledger::keep`] changes, beside the events
//! of the same moment and flushed with them; [`Ledger::look`] only reads.

mod addresses;
mod answers;
mod hooks;
mod identities;
mod keys;
mod links;
mod news;
mod listings;
mod reminders;
mod registrations;
mod searches;
mod sessions;

use std::pin::Pin;

use sqlx::Row as _;
use sqlx::sqlite::{SqliteConnection, SqliteRow};
use tokio::sync::oneshot;

use super::writer::Work;
use super::{Ledger, LedgerError};

pub use addresses::AddressCheck;
pub use answers::{Answered, Fresh, Mail};
pub use hooks::{Delivery, Hook};
pub use identities::Identity;
pub use keys::ProgramKey;
pub use links::Link;
pub use news::{NEWS_PER_ACCOUNT_MAX, News};
pub use registrations::Registration;
pub use searches::SavedSearch;
pub use sessions::{Refreshed, Session};

/// Accounts of one page of [`AccountBook::accounts`].
pub const ACCOUNTS_PER_PAGE_MAX: u32 = 100;

/// Messages of one hook of which is kept what came of them.
pub const DELIVERIES_PER_HOOK_MAX: u32 = 1_000;

/// An account, as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    /// Opaque.
    pub id: String,
    pub email: String,
    /// In PHC form.
    pub password: Option<String>,
    pub name: String,
    pub credited: bool,
    pub notified: bool,
    pub role: String,
    /// Registered with a proof of work.
    pub proved: bool,
    /// Something of theirs was accepted.
    pub known: bool,
    pub verified: bool,
    pub suspended: bool,
    /// Grows whenever everything that was handed out before is to be good no more.
    pub epoch: i64,
    /// Sealed.
    pub factor: Option<Vec<u8>>,
    /// Sealed.
    pub prepared: Option<Vec<u8>>,
    pub step: i64,
    pub created: i64,
}

impl Account {
    /// An account of which nothing is known yet; `created` in milliseconds since 1970.
    #[must_use]
    pub fn new(id: String, email: String, role: &str, created: i64) -> Self {
        Self {
            id,
            email,
            password: None,
            name: String::new(),
            credited: false,
            notified: false,
            role: role.to_owned(),
            proved: false,
            known: false,
            verified: false,
            suspended: false,
            epoch: 0,
            factor: None,
            prepared: None,
            step: 0,
            created,
        }
    }
}

/// The tables of accounts within one transaction.
pub struct AccountBook<'c> {
    connection: &'c mut SqliteConnection,
}

/// Work on the tables: nothing else may be waited for within it, because other writes wait meanwhile.
pub type Keeping<'a, T> = Pin<Box<dyn Future<Output = Result<T, LedgerError>> + Send + 'a>>;

/// [`Keeping`], as the writer is handed it; false undoes what was done.
pub(super) type Keep = Box<dyn for<'a, 'c> FnOnce(&'a mut AccountBook<'c>) -> Keeping<'a, bool> + Send>;

impl Ledger {
    /// Changes the tables of accounts. What `work` does is durable when this returns; where it ends in an error, of its own or of the
    /// ledger's, nothing of it is kept.
    pub async fn keep<T: Send + 'static, E: Send + 'static>(
        &self,
        work: impl for<'a, 'c> FnOnce(&'a mut AccountBook<'c>) -> Keeping<'a, Result<T, E>> + Send + 'static,
    ) -> Result<Result<T, E>, LedgerError> {
        let (done, result) = oneshot::channel();
        let keep: Keep = Box::new(move |book| {
            let working = work(book);
            Box::pin(async move {
                let worked = working.await?;
                let kept = worked.is_ok();
                // Whoever asked may have gone; what was asked for is kept all the same.
                drop(done.send(worked));
                Ok(kept)
            })
        });
        self.ask(Work::Keep(keep)).await?;
        result.await.map_err(|_| LedgerError::Closed)
    }

    /// Reads the tables of accounts, at one moment.
    pub async fn look<T>(&self, work: impl for<'a, 'c> FnOnce(&'a mut AccountBook<'c>) -> Keeping<'a, T>) -> Result<T, LedgerError> {
        let mut reader = self.reader().await?;
        work(&mut AccountBook::new(&mut reader)).await
    }

    /// Leaves nothing of what was deleted in the database's files. [`LedgerError::Busy`] when a reader stands in the way.
    pub async fn scrub(&self) -> Result<(), LedgerError> {
        self.ask(Work::Scrub).await.map(drop)
    }
}

fn failed() -> impl FnOnce(sqlx::Error) -> LedgerError {
    LedgerError::storage("using the tables of accounts")
}

const COLUMNS: &str = "select id, email, password, name, credited, notified, role, proved, known, verified, suspended, epoch, factor, prepared, step, created from account";

fn account(row: &SqliteRow) -> Account {
    Account {
        id: row.get(0),
        email: row.get(1),
        password: row.get(2),
        name: row.get(3),
        credited: row.get(4),
        notified: row.get(5),
        role: row.get(6),
        proved: row.get(7),
        known: row.get(8),
        verified: row.get(9),
        suspended: row.get(10),
        epoch: row.get(11),
        factor: row.get(12),
        prepared: row.get(13),
        step: row.get(14),
        created: row.get(15),
    }
}

impl<'c> AccountBook<'c> {
    pub(super) const fn new(connection: &'c mut SqliteConnection) -> Self {
        Self { connection }
    }

    pub(super) const fn connection(&mut self) -> &mut SqliteConnection {
        self.connection
    }

    pub async fn by_id(&mut self, id: &str) -> Result<Option<Account>, LedgerError> {
        let row = sqlx::query(&format!("{COLUMNS} where id = ?")).bind(id).fetch_optional(&mut *self.connection).await.map_err(failed())?;
        Ok(row.as_ref().map(account))
    }

    pub async fn by_email(&mut self, email: &str) -> Result<Option<Account>, LedgerError> {
        let row = sqlx::query(&format!("{COLUMNS} where email = ?")).bind(email).fetch_optional(&mut *self.connection).await.map_err(failed())?;
        Ok(row.as_ref().map(account))
    }

    /// The accounts whose owners consent to be named, and their names.
    pub async fn credited(&mut self) -> Result<Vec<(String, String)>, LedgerError> {
        let rows = sqlx::query("select id, name from account where credited and verified and name <> '' order by id").fetch_all(&mut *self.connection).await.map_err(failed())?;
        Ok(rows.iter().map(|row| (row.get(0), row.get(1))).collect())
    }

    /// At most [`ACCOUNTS_PER_PAGE_MAX`] accounts made after `after` (an id, or nothing), oldest first.
    pub async fn accounts(&mut self, after: &str, limit: u32) -> Result<Vec<Account>, LedgerError> {
        let rows = sqlx::query(&format!("{COLUMNS} where id > ? order by id limit ?"))
            .bind(after)
            .bind(limit.min(ACCOUNTS_PER_PAGE_MAX))
            .fetch_all(&mut *self.connection)
            .await
            .map_err(failed())?;
        Ok(rows.iter().map(account).collect())
    }

    /// How many accounts there are of each role, suspended and unconfirmed ones left out.
    pub async fn of_role(&mut self, role: &str) -> Result<i64, LedgerError> {
        sqlx::query_scalar("select count(*) from account where role = ? and verified and not suspended").bind(role).fetch_one(&mut *self.connection).await.map_err(failed())
    }

    /// Keeps the account as it is given, whether it is there or not.
    pub async fn put(&mut self, account: &Account) -> Result<(), LedgerError> {
        sqlx::query(
            "insert into account (id, email, password, name, credited, notified, role, proved, known, verified, suspended, epoch, factor, prepared, step, created)
             values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
             on conflict (id) do update set email = excluded.email, password = excluded.password, name = excluded.name, credited = excluded.credited,
                 notified = excluded.notified, role = excluded.role, proved = excluded.proved, known = excluded.known, verified = excluded.verified, suspended = excluded.suspended, epoch = excluded.epoch,
                 factor = excluded.factor, prepared = excluded.prepared, step = excluded.step",
        )
        .bind(&account.id)
        .bind(&account.email)
        .bind(&account.password)
        .bind(&account.name)
        .bind(account.credited)
        .bind(account.notified)
        .bind(&account.role)
        .bind(account.proved)
        .bind(account.known)
        .bind(account.verified)
        .bind(account.suspended)
        .bind(account.epoch)
        .bind(&account.factor)
        .bind(&account.prepared)
        .bind(account.step)
        .bind(account.created)
        .execute(&mut *self.connection)
        .await
        .map_err(failed())?;
        Ok(())
    }

    /// Deletes the account, all that belongs to it, and mail that waits for it.
    pub async fn delete(&mut self, id: &str) -> Result<(), LedgerError> {
        for statement in ["delete from notice where account = ?", "delete from sketch where author = ?", "delete from answer where account = ?", "delete from account where id = ?"] {
            sqlx::query(statement).bind(id).execute(&mut *self.connection).await.map_err(failed())?;
        }
        Ok(())
    }

    /// Deletes what has run out by `now`, and accounts made before `unconfirmed` whose address was never confirmed.
    pub async fn tidy(&mut self, now: i64, unconfirmed: i64) -> Result<(), LedgerError> {
        let old = ["session", "link", "key", "proof", "answer"].map(|table| (format!("delete from {table} where expires <= ?"), now));
        let more = [("delete from attempt where clear <= ?".to_owned(), now), ("delete from account where not verified and created <= ?".to_owned(), unconfirmed)];
        for (statement, time) in old.into_iter().chain(more) {
            sqlx::query(&statement).bind(time).execute(&mut *self.connection).await.map_err(failed())?;
        }
        Ok(())
    }
}
