//! A forgotten password, a new password, a new address.

use super::limits::{Limit, network};
use super::register::{acceptable, address, bad_link};
use super::session::{Tokens, begin, end_everything, is_unchanged, wrong};
use super::{Desk, Once, Purpose, seal};
use crate::app::Problem;
use crate::app::actor::{Caller, Operation, Role, Visitor};
use crate::ledger::{Account, Link, Mail};

impl Desk {
    /// Mails a link with which a new password can be set; or, while the address is not confirmed, one that confirms it. Where there is
    /// no account nothing is mailed, and the answer is the same.
    ///
    /// # Errors
    /// When the address is not one, or too much was asked for.
    pub async fn request_reset(&self, visitor: &Visitor, email: &str, once: Option<Once>) -> Result<bool, Problem> {
        visitor.caller.demand(Operation::Confirm, false)?;
        let email = address(email)?;
        if let Some(answer) = self.before(once.as_ref()).await? {
            return Ok(answer);
        }
        self.count(&[(Limit::MailsOfNetwork, network(visitor.network).as_deref()), (Limit::MailsToAddress, Some(email.as_str()))]).await?;
        // Made whether they will be sent or not: the work is the same.
        let (reset, secret) = self.link("", Purpose::Reset, None)?;
        let reset_mail = self.mail("", None, &self.reset(&secret))?;
        let (confirm, secret) = self.link("", Purpose::Confirm, None)?;
        let confirm_mail = self.mail("", None, &self.confirm(&secret))?;
        self.once(once, move |book| {
            Box::pin(async move {
                if let Some(account) = book.by_email(email.as_str()).await? {
                    let (link, mail) = if account.verified { (reset, reset_mail) } else { (confirm, confirm_mail) };
                    book.add_link(&Link { account: account.id.clone(), ..link }).await?;
                    book.post(&Mail { account: account.id, ..mail }).await?;
                }
                Ok(Ok(true))
            })
        })
        .await
    }

    /// Sets the password of whoever shows a link from such a mail, and ends their sessions.
    ///
    /// # Errors
    /// When the link is not good or the password not acceptable; then the link stays good.
    pub async fn reset_password(&self, visitor: &Visitor, secret: &str, password: &str, once: Option<Once>) -> Result<bool, Problem> {
        visitor.caller.demand(Operation::Confirm, false)?;
        if let Some(answer) = self.before(once.as_ref()).await? {
            return Ok(answer);
        }
        self.count(&[(Limit::SecretsOfNetwork, network(visitor.network).as_deref())]).await?;
        let (hash, now) = (seal::hash(secret), self.now_ms());
        // Looked at first, so that nobody makes us hash without a link, and so that the password is judged by whose it is.
        let asked = hash.clone();
        let found = self.ledger.look(move |book| {
            Box::pin(async move {
                match book.link(&asked, &[Purpose::Reset.name()], now).await? {
                    Some(link) => book.by_id(&link.account).await,
                    None => Ok(None),
                }
            })
        });
        let account = found.await?.ok_or_else(bad_link)?;
        let password = self.hashing.hash(acceptable(password, &account.email, &account.name)?).await?;
        let mail = self.mail(&account.id, None, &self.password_changed())?;
        self.once(once, move |book| {
            Box::pin(async move {
                let Some(link) = book.take_link(&hash, &[Purpose::Reset.name()], now).await? else { return Ok(Err(bad_link())) };
                let Some(now) = book.by_id(&link.account).await? else { return Ok(Err(bad_link())) };
                book.put(&Account { password: Some(password), verified: true, ..now }).await?;
                end_everything(book, &link.account).await?;
                book.drop_links(&link.account).await?;
                book.post(&mail).await?;
                Ok(Ok(true))
            })
        })
        .await
    }

    /// Sets another password, ends every session, and begins a new one.
    ///
    /// # Errors
    /// When the present password is wrong or the new one not acceptable.
    pub async fn change_password(&self, visitor: &Visitor, present: &str, next: &str, once: Option<Once>) -> Result<Tokens, Problem> {
        visitor.caller.demand(Operation::ChangeSelf, false)?;
        if let Some(answer) = self.before(once.as_ref()).await? {
            return Ok(answer);
        }
        let account = self.own_by_password(visitor, present).await?;
        let password = self.hashing.hash(acceptable(next, &account.email, &account.name)?).await?;
        // Whoever has a role in force has shown a second factor.
        let factor = matches!(&visitor.caller, Caller::Account(own) if own.role > Role::Contributor);
        let beginning = self.beginning(&account.id, factor)?;
        let tokens = self.first_tokens(&beginning, account.epoch + 1)?;
        let mail = self.mail(&account.id, None, &self.password_changed())?;
        self.once(once, move |book| {
            Box::pin(async move {
                let Some(now) = book.by_id(&account.id).await?.filter(|now| is_unchanged(now, &account)) else { return Ok(Err(wrong())) };
                book.put(&Account { password: Some(password), ..now }).await?;
                end_everything(book, &account.id).await?;
                book.drop_links(&account.id).await?;
                begin(book, &beginning).await?;
                book.post(&mail).await?;
                Ok(Ok(tokens))
            })
        })
        .await
    }

    /// Mails a link to a new address; opening it makes it the account's, and the old address is told.
    ///
    /// # Errors
    /// When the password is wrong or the address not one.
    pub async fn change_email(&self, visitor: &Visitor, password: &str, email: &str, once: Option<Once>) -> Result<bool, Problem> {
        visitor.caller.demand(Operation::ChangeSelf, false)?;
        let email = address(email)?.as_str().to_owned();
        if let Some(answer) = self.before(once.as_ref()).await? {
            return Ok(answer);
        }
        let account = self.own_by_password(visitor, password).await?;
        self.count(&[(Limit::MailsToAddress, Some(&email))]).await?;
        let (link, secret) = self.link(&account.id, Purpose::Move, Some(email.clone()))?;
        let here = self.mail(&account.id, Some(&email), &self.move_here(&secret))?;
        let exists = self.mail(&account.id, None, &self.exists())?;
        self.once(once, move |book| {
            Box::pin(async move {
                match book.by_email(&email).await? {
                    Some(other) => book.post(&Mail { account: other.id, ..exists }).await?,
                    None => {
                        book.add_link(&link).await?;
                        book.post(&here).await?;
                    }
                }
                Ok(Ok(true))
            })
        })
        .await
    }
}
