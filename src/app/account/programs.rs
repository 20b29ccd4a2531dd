//! Keys for programs: each acts in the name of the account that made it, for the operations it was made for, until it runs out.

use serde::{Deserialize, Serialize};

use super::{DAY_MS, Desk, Once, display_name, invalid, seal};
use crate::app::Problem;
use crate::app::actor::{Operation, Standing, Visitor};
use crate::error::Code;
use crate::ledger::ProgramKey;
use crate::ontology::names::did_you_mean;

/// Keys of one account.
pub const KEYS_PER_ACCOUNT_MAX: usize = 20;
/// How long a key is good at most.
pub const KEY_DAYS_MAX: i64 = 366;
/// How long it is good unless it is said.
pub const KEY_DAYS_DEFAULT: i64 = 90;
/// What a key begins with, so that programs that look for leaked secrets find it.
pub const KEY_START: &str = "wwk_";

/// A key, shown once.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewKey {
    pub id: String,
    /// The key itself.
    pub secret: String,
    /// Seconds since 1970.
    pub expires: i64,
}

/// The operations that a key can be made for.
pub fn scopes() -> impl Iterator<Item = Operation> {
    Operation::ALL.iter().copied().filter(|operation| operation.may().contains(&Standing::Partner))
}

fn scope(name: &str) -> Result<Operation, Problem> {
    scopes().find(|operation| operation.name() == name).ok_or_else(|| {
        let near = did_you_mean(name, scopes().map(Operation::name));
        let known = scopes().map(|operation| format!("`{}`", operation.name())).collect::<Vec<_>>().join(", ");
        invalid("scopes", Problem::new(Code::InvalidInput, format!("keys are not made for `{name}`{near}; they are for {known}")))
    })
}

impl Desk {
    /// Makes a key. It is shown in the answer and never again.
    ///
    /// # Errors
    /// When a scope or the time is not acceptable, or there are too many keys.
    pub async fn create_key(&self, visitor: &Visitor, name: &str, names: &[String], days: Option<i64>, once: Option<Once>) -> Result<NewKey, Problem> {
        visitor.caller.demand(Operation::ManageKeys, false)?;
        let name = display_name(name)?;
        let mut scopes = names.iter().map(|name| scope(name).map(|operation| operation.name().to_owned())).collect::<Result<Vec<_>, _>>()?;
        scopes.sort_unstable();
        scopes.dedup();
        if scopes.is_empty() {
            return Err(invalid("scopes", Problem::new(Code::InvalidInput, "a key needs at least one operation that it is for")));
        }
        let days = days.unwrap_or(KEY_DAYS_DEFAULT);
        if !(1..=KEY_DAYS_MAX).contains(&days) {
            return Err(invalid("days", Problem::new(Code::InvalidInput, format!("a key is good for 1 to {KEY_DAYS_MAX} days"))));
        }
        let (id, secret, now) = (self.ulid()?.to_string(), seal::secret()?, self.now_ms());
        let expires = now + days * DAY_MS;
        let made = NewKey { id: id.clone(), secret: format!("{KEY_START}{id}_{secret}"), expires: expires / 1000 };
        let account = visitor.caller.actor().unwrap_or_default().to_owned();
        let key = ProgramKey { id, account, hash: seal::hash(&made.secret), name, scopes, created: now, expires };
        self.once(once, move |book| {
            Box::pin(async move {
                if book.keys(&key.account).await?.iter().filter(|key| key.expires > now).count() >= KEYS_PER_ACCOUNT_MAX {
                    return Ok(Err(Problem::new(Code::WrongState, format!("there are {KEYS_PER_ACCOUNT_MAX} keys already; revoke one first"))));
                }
                book.add_key(&key).await?;
                Ok(Ok(made))
            })
        })
        .await
    }

    /// Makes a key of the caller's useless from this moment.
    ///
    /// # Errors
    /// When the caller has no such key.
    pub async fn revoke_key(&self, visitor: &Visitor, id: &str, once: Option<Once>) -> Result<bool, Problem> {
        visitor.caller.demand(Operation::ManageKeys, false)?;
        let (account, id) = (visitor.caller.actor().unwrap_or_default().to_owned(), id.to_owned());
        self.once(once, move |book| {
            Box::pin(async move {
                let gone = book.drop_key(&account, &id).await?;
                Ok(if gone { Ok(true) } else { Err(Problem::new(Code::NotFound, format!("you have no key `{id}`"))) })
            })
        })
        .await
    }
}
