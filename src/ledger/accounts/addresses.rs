//! Whether addresses that records lead to answer.

use sqlx::Row as _;
use sqlx::sqlite::SqliteRow;

use super::{AccountBook, failed};
use crate::ledger::LedgerError;

/// What came of asking an address. Times are milliseconds since 1970.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AddressCheck {
    pub address: String,
    /// When it was asked last.
    pub checked: i64,
    /// When it answered last.
    pub answered: Option<i64>,
    /// The first failure after that.
    pub failing_since: Option<i64>,
    /// Days on which it failed since.
    pub failures: i64,
    /// Of the last answer.
    pub status: Option<u16>,
    /// Where there was none.
    pub error: Option<String>,
    /// Where it says that it is for good.
    pub moved: Option<String>,
    /// When it is to be asked again.
    pub due: i64,
}

fn check(row: &SqliteRow) -> AddressCheck {
    AddressCheck {
        address: row.get(0),
        checked: row.get(1),
        answered: row.get(2),
        failing_since: row.get(3),
        failures: row.get(4),
        status: row.get::<Option<i64>, _>(5).and_then(|status| u16::try_from(status).ok()),
        error: row.get(6),
        moved: row.get(7),
        due: row.get(8),
    }
}

impl AccountBook<'_> {
    /// What is known of every address, in their order.
    pub async fn address_checks(&mut self) -> Result<Vec<AddressCheck>, LedgerError> {
        let sql = "select address, checked, answered, failing_since, failures, status, error, moved, due from address_check order by address";
        let rows = sqlx::query(sql).fetch_all(&mut *self.connection).await.map_err(failed())?;
        Ok(rows.iter().map(check).collect())
    }

    /// How many there are, and when the last was asked: whether anything is new.
    pub async fn address_checks_edition(&mut self) -> Result<(i64, i64), LedgerError> {
        let row = sqlx::query("select count(*), coalesce(max(checked), 0) from address_check").fetch_one(&mut *self.connection).await.map_err(failed())?;
        Ok((row.get(0), row.get(1)))
    }

    /// Keeps what came of asking, in the place of what was known.
    pub async fn put_address_check(&mut self, check: &AddressCheck) -> Result<(), LedgerError> {
        let sql = "insert or replace into address_check (address, checked, answered, failing_since, failures, status, error, moved, due) values (?, ?, ?, ?, ?, ?, ?, ?, ?)";
        let query = sqlx::query(sql).bind(&check.address).bind(check.checked).bind(check.answered).bind(check.failing_since).bind(check.failures);
        let query = query.bind(check.status.map(i64::from)).bind(&check.error).bind(&check.moved).bind(check.due);
        query.execute(&mut *self.connection).await.map_err(failed())?;
        Ok(())
    }

    /// Nothing is known of the address any more.
    pub async fn drop_address_check(&mut self, address: &str) -> Result<(), LedgerError> {
        sqlx::query("delete from address_check where address = ?").bind(address).execute(&mut *self.connection).await.map_err(failed())?;
        Ok(())
    }

    /// Nothing is known of any.
    pub async fn drop_address_checks(&mut self) -> Result<(), LedgerError> {
        sqlx::query("delete from address_check").execute(&mut *self.connection).await.map_err(failed())?;
        Ok(())
    }
}
