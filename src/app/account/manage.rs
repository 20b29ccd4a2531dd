//! What administrators do with accounts, here and on the command line.

use super::factor::take_factor;
use super::oneself::{is_last_administrator, last_administrator};
use super::register::address;
use super::session::end_everything;
use super::{Desk, Once, Purpose, display_name};
use crate::app::Problem;
use crate::app::actor::{Operation, Role, Visitor};
use crate::error::Code;
use crate::ledger::{ACCOUNTS_PER_PAGE_MAX, Account, Link};

/// Characters of a reason.
const REASON_CHARS_MAX: usize = 1_000;

/// What is done to an account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    Role(Role),
    Suspend { reason: String },
    Reinstate,
    /// For whoever has lost it and the recovery codes.
    RemoveFactor,
}

fn unknown(which: &str) -> Problem {
    Problem::new(Code::NotFound, format!("there is no account `{which}`"))
}

impl Desk {
    /// Makes an account whose address is taken as confirmed, for an operator; answers the secret of a link that sets its password.
    ///
    /// # Errors
    /// When the address has an account.
    pub async fn create_account(&self, email: &str, name: &str, role: Role) -> Result<String, Problem> {
        let email = address(email)?.as_str().to_owned();
        let id = self.ulid()?.to_string();
        let account = Account { name: display_name(name)?, verified: true, notified: true, proved: true, ..Account::new(id.clone(), email, role.name(), self.now_ms()) };
        let (link, secret) = self.link(&id, Purpose::Reset, None)?;
        self.keep(move |book| {
            Box::pin(async move {
                if book.by_email(&account.email).await?.is_some() {
                    return Ok(Err(Problem::new(Code::Conflict, format!("{} has an account already", account.email))));
                }
                book.put(&account).await?;
                book.add_link(&link).await?;
                Ok(Ok(secret))
            })
        })
        .await
    }

    /// Where a password can be set with the secret of a link.
    #[must_use]
    pub fn reset_address(&self, secret: &str) -> String {
        self.address(&format!("/account/reset?token={secret}"))
    }

    /// Mails a link that sets a password to whom an account was made for.
    ///
    /// # Errors
    /// When there is no such account.
    pub async fn invite(&self, email: &str) -> Result<(), Problem> {
        let email = address(email)?.as_str().to_owned();
        let (link, secret) = self.link("", Purpose::Reset, None)?;
        let mail = self.mail("", None, &self.invited(&secret))?;
        self.keep(move |book| {
            Box::pin(async move {
                let Some(account) = book.by_email(&email).await? else { return Ok(Err(unknown(&email))) };
                book.add_link(&Link { account: account.id.clone(), ..link }).await?;
                book.post(&crate::ledger::Mail { account: account.id, ..mail }).await?;
                Ok(Ok(()))
            })
        })
        .await
    }

    /// The account with an address, for an operator.
    ///
    /// # Errors
    /// When there is none.
    pub async fn account_of(&self, email: &str) -> Result<Account, Problem> {
        let email = address(email)?.as_str().to_owned();
        let asked = email.clone();
        let found = self.ledger.look(move |book| Box::pin(async move { book.by_email(&asked).await })).await?;
        found.ok_or_else(|| unknown(&email))
    }

    /// Changes an account, in the name of an operator.
    ///
    /// # Errors
    /// When there is no such account, or it is the last administrator's.
    pub async fn change(&self, id: &str, change: Change, once: Option<Once>) -> Result<bool, Problem> {
        let id = id.to_owned();
        let letter = match &change {
            Change::Role(role) => self.role_given(role.name()),
            Change::Suspend { reason } => self.suspended(reason),
            Change::Reinstate => self.reinstated(),
            Change::RemoveFactor => self.factor_removed(),
        };
        let mail = self.mail(&id, None, &letter)?;
        self.once(once, move |book| {
            Box::pin(async move {
                let Some(account) = book.by_id(&id).await? else { return Ok(Err(unknown(&id))) };
                let loses = matches!(change, Change::Suspend { .. }) || matches!(change, Change::Role(role) if role != Role::Administrator);
                if loses && is_last_administrator(book, &account).await? {
                    return Ok(Err(last_administrator()));
                }
                match change {
                    Change::Role(role) => book.put(&Account { role: role.name().to_owned(), ..account }).await?,
                    Change::Suspend { .. } => {
                        book.put(&Account { suspended: true, ..account }).await?;
                        end_everything(book, &id).await?;
                    }
                    Change::Reinstate => book.put(&Account { suspended: false, ..account }).await?,
                    Change::RemoveFactor => take_factor(book, &id).await?,
                }
                book.post(&mail).await?;
                Ok(Ok(true))
            })
        })
        .await
    }

    /// Changes an account, in the name of an administrator.
    ///
    /// # Errors
    /// When the caller may not, a reason is missing, or as [`Desk::change`] says.
    pub async fn manage(&self, visitor: &Visitor, id: &str, change: Change, once: Option<Once>) -> Result<bool, Problem> {
        visitor.caller.demand(Operation::ManageAccounts, false)?;
        if let Change::Suspend { reason } = &change {
            let length = reason.trim().chars().count();
            if length == 0 || length > REASON_CHARS_MAX {
                return Err(super::invalid("reason", Problem::new(Code::InvalidInput, format!("a reason has 1 to {REASON_CHARS_MAX} characters; its account's owner is told"))));
            }
        }
        self.change(id, change, once).await
    }

    /// At most `first` accounts after the one with the id `after`, oldest first; and whether there are more.
    ///
    /// # Errors
    /// When the caller may not.
    pub async fn accounts(&self, visitor: &Visitor, first: Option<u32>, after: Option<&str>) -> Result<(Vec<Account>, bool), Problem> {
        visitor.caller.demand(Operation::ManageAccounts, false)?;
        let first = first.unwrap_or(25);
        if first >= ACCOUNTS_PER_PAGE_MAX {
            return Err(super::invalid("first", Problem::new(Code::InvalidInput, format!("a page has less than {ACCOUNTS_PER_PAGE_MAX} accounts"))));
        }
        let after = after.unwrap_or_default().to_owned();
        let mut found = self.ledger.look(move |book| Box::pin(async move { book.accounts(&after, first + 1).await })).await?;
        let more = found.len() > first as usize;
        found.truncate(first as usize);
        Ok((found, more))
    }
}
