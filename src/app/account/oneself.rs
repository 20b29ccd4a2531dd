//! What somebody sees, changes and erases of what is kept about them; and what others may know of an account.

use serde::{Deserialize, Serialize};

use super::{Desk, Once, display_name};
use crate::app::Problem;
use crate::app::actor::{Operation, Role, Visitor};
use crate::app::mail::forget_files;
use crate::error::Code;
use crate::ledger::{Account, AccountBook, LedgerError, ProgramKey, Session};

/// What is kept about somebody, as they see it themselves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Oneself {
    pub account: Account,
    pub sessions: Vec<Session>,
    pub keys: Vec<ProgramKey>,
    pub recovery_codes: i64,
}

/// What somebody changes about themselves; what is left out stays.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wishes {
    pub name: Option<String>,
    pub credited: Option<bool>,
    pub notified: Option<bool>,
}

/// The last administrator cannot go: nobody could make another.
pub(super) async fn is_last_administrator(book: &mut AccountBook<'_>, account: &Account) -> Result<bool, LedgerError> {
    let role = Role::Administrator.name();
    Ok(account.role == role && account.verified && !account.suspended && book.of_role(role).await? <= 1)
}

pub(super) fn last_administrator() -> Problem {
    Problem::new(Code::WrongState, "this is the only administrator; make somebody else one first")
}

impl Desk {
    /// Everything that is kept about the caller with their account.
    ///
    /// # Errors
    /// When nobody is signed in.
    pub async fn oneself(&self, visitor: &Visitor) -> Result<Oneself, Problem> {
        visitor.caller.demand(Operation::ViewSelf, false)?;
        let account = self.own(&visitor.caller).await?;
        let now = self.now_ms();
        let seen = self.ledger.look(move |book| {
            Box::pin(async move {
                let (sessions, keys) = (book.sessions(&account.id, now).await?, book.keys(&account.id).await?);
                let recovery_codes = book.recovery_codes(&account.id).await?;
                Ok(Oneself { account, sessions, keys, recovery_codes })
            })
        });
        Ok(seen.await?)
    }

    /// Changes the display name and what the caller consents to.
    ///
    /// # Errors
    /// When the name is not acceptable.
    pub async fn update_account(&self, visitor: &Visitor, wishes: Wishes, once: Option<Once>) -> Result<bool, Problem> {
        visitor.caller.demand(Operation::ChangeSelf, false)?;
        let name = wishes.name.as_deref().map(display_name).transpose()?;
        let id = visitor.caller.actor().unwrap_or_default().to_owned();
        let changed = self.once(once, move |book| {
            Box::pin(async move {
                let Some(account) = book.by_id(&id).await? else { return Ok(Err(Problem::new(Code::NotFound, "there is no such account"))) };
                let (credited, notified) = (wishes.credited.unwrap_or(account.credited), wishes.notified.unwrap_or(account.notified));
                book.put(&Account { name: name.unwrap_or_else(|| account.name.clone()), credited, notified, ..account }).await?;
                Ok(Ok(true))
            })
        });
        let changed = changed.await?;
        self.refresh_names().await?;
        Ok(changed)
    }

    /// Erases the caller's account and all that is kept with it, so that nothing of it is left in any file of the ledger, and mail
    /// that waits for it. Events of the journal name nobody, and stay.
    ///
    /// # Errors
    /// When the password is wrong, or the caller is the last administrator.
    pub async fn erase_account(&self, visitor: &Visitor, password: &str) -> Result<bool, Problem> {
        visitor.caller.demand(Operation::EraseSelf, false)?;
        let account = self.own_by_password(visitor, password).await?;
        let erased = account.id.clone();
        self.keep(move |book| {
            Box::pin(async move {
                if is_last_administrator(book, &account).await? {
                    return Ok(Err(last_administrator()));
                }
                book.delete(&account.id).await?;
                Ok(Ok(()))
            })
        })
        .await?;
        self.forget(&erased).await;
        self.refresh_names().await?;
        Ok(true)
    }

    /// What is left of an account outside its tables.
    async fn forget(&self, account: &str) {
        if let Some(Err(error)) = self.mails.as_deref().map(|folder| forget_files(folder, account)) {
            tracing::error!(%error, account, "an account is erased, but files of mails to it cannot be deleted");
        }
        if let Err(error) = self.ledger.scrub().await {
            tracing::error!(%error, "an account is erased, but what it said may stay in the write-ahead log until the ledger is closed");
        }
    }

    /// Where somebody can say, without signing in, that they want no more mail about contributions.
    #[must_use]
    pub fn unsubscribe_address(&self, account: &str) -> String {
        self.address(&format!("/account/unsubscribe?token={account}.{}", self.unsubscribe_mark(account)))
    }

    fn unsubscribe_mark(&self, account: &str) -> String {
        blake3::Hash::from_bytes(self.keyring.master.mark("whatworks unsubscribe", &[account.as_bytes()])).to_hex()[..32].to_owned()
    }

    /// Sends an account no more mail about contributions, for whoever shows the token of such a mail. It can be shown again.
    ///
    /// # Errors
    /// When the token is not one.
    pub async fn unsubscribe(&self, token: &str) -> Result<(), Problem> {
        let account = token.split_once('.').filter(|(account, mark)| self.unsubscribe_mark(account) == *mark).map(|(account, _)| account.to_owned());
        let account = account.ok_or_else(|| Problem::new(Code::InvalidInput, "this link is not one from a mail of ours; copy the whole of it"))?;
        self.keep(move |book| {
            Box::pin(async move {
                if let Some(account) = book.by_id(&account).await? {
                    book.put(&Account { notified: false, ..account }).await?;
                }
                Ok(Ok(()))
            })
        })
        .await
    }

    /// The domain of an account's confirmed address: grounds for owning the record of whose domain it is.
    ///
    /// # Errors
    /// When there is no such account.
    pub async fn email_domain(&self, id: &str) -> Result<Option<String>, Problem> {
        let account = self.account(id).await?;
        Ok(account.email.rsplit_once('@').filter(|_| account.verified).map(|(_, domain)| domain.to_owned()))
    }
}
