//! Making an account, and confirming its address.
//!
//! Whoever registers with an address that has an account already gets the same answer; the mail tells. An account that waits for its
//! confirmation stays as it is when somebody registers with its address again: what they chose rides on the link in their own mail,
//! so the password that counts in the end is the one of whoever opened a link.

use serde::{Deserialize, Serialize};

use super::limits::{Limit, network};
use super::password::Password;
use super::{Desk, Once, Purpose, display_name, invalid, seal, spam};
use crate::app::Problem;
use crate::app::actor::{Operation, Role, Visitor};
use crate::app::mail::Address;
use crate::error::Code;
use crate::ledger::{Account, Link, Mail};

/// What somebody who registers says.
#[derive(Clone, Debug, Default)]
pub struct Registration {
    pub email: String,
    pub password: String,
    pub name: String,
    /// Consents to be named as a contributor.
    pub credited: bool,
    /// Wants mail about what becomes of contributions.
    pub notified: bool,
    /// A solved challenge.
    pub proof: Option<String>,
    /// A field that people do not see: programs that fill in every field give themselves away.
    pub trap: Option<String>,
}

/// What a link brings about when it confirms a later registration than the one that made the account.
#[derive(Serialize, Deserialize)]
struct Chosen {
    password: String,
    name: String,
    credited: bool,
    notified: bool,
    proved: bool,
}

/// Words that whoever attacks the owner of an account tries first.
fn own_words<'a>(email: &'a str, name: &'a str) -> Vec<&'a str> {
    let local = email.split('@').next();
    email.split(|letter: char| !letter.is_alphanumeric()).chain(name.split_whitespace()).chain([email, name]).chain(local).collect()
}

/// Who registers.
pub(super) fn newcomer(id: String, email: String, created: i64) -> Account {
    Account::new(id, email, Role::Contributor.name(), created)
}

/// A password that may be kept for this account.
pub(super) fn acceptable(password: &str, email: &str, name: &str) -> Result<Password, Problem> {
    Password::new(password, &own_words(email, name)).map_err(|problem| invalid("password", problem))
}

pub(in crate::app) fn address(text: &str) -> Result<Address, Problem> {
    Address::parse(text).map_err(|problem| invalid("email", problem))
}

impl Desk {
    /// Makes an account, or tells the owner of an address by mail that there is one. The answer is the same.
    ///
    /// # Errors
    /// When something given is not acceptable, or too much was tried.
    pub async fn register(&self, visitor: &Visitor, registration: &Registration, once: Option<Once>) -> Result<bool, Problem> {
        visitor.caller.demand(Operation::Register, false)?;
        let email = address(&registration.email)?;
        let name = display_name(&registration.name)?;
        let password = acceptable(&registration.password, email.as_str(), &name)?;
        if let Some(answer) = self.before(once.as_ref()).await? {
            return Ok(answer);
        }
        let network = network(visitor.network);
        self.count(&[(Limit::RegistrationsOfNetwork, network.as_deref()), (Limit::MailsToAddress, Some(email.as_str()))]).await?;
        if spam::is_caught(registration.trap.as_deref()) {
            return Ok(true);
        }
        let proved = self.is_proved(registration.proof.as_deref()).await?;
        let password = self.hashing.hash(password).await?;
        let chosen = Chosen { password, name, credited: registration.credited, notified: registration.notified, proved };
        self.make(email, chosen, once).await
    }

    async fn make(&self, email: Address, chosen: Chosen, once: Option<Once>) -> Result<bool, Problem> {
        let id = self.ulid()?.to_string();
        let (link, secret) = self.link(&id, Purpose::Confirm, None)?;
        let detail = serde_json::to_string(&chosen).map_err(|error| Problem::new(Code::Internal, error.to_string()))?;
        let Chosen { password, name, credited, notified, proved } = chosen;
        let (confirm, exists) = (self.confirm(&secret), self.exists());
        // Sealed before it is known which will be sent: the work is the same.
        let (confirm, exists) = (self.mail(&id, None, &confirm)?, self.mail(&id, None, &exists)?);
        let created = self.now_ms();
        self.once(once, move |book| {
            Box::pin(async move {
                match book.by_email(email.as_str()).await? {
                    None => {
                        let email = email.as_str().to_owned();
                        book.put(&Account { password: Some(password), name, credited, notified, proved, ..newcomer(id, email, created) }).await?;
                        book.add_link(&link).await?;
                        book.post(&confirm).await?;
                    }
                    Some(Account { verified: false, id, .. }) => {
                        book.add_link(&Link { account: id.clone(), detail: Some(detail), ..link }).await?;
                        book.post(&Mail { account: id, ..confirm }).await?;
                    }
                    Some(account) => book.post(&Mail { account: account.id, ..exists }).await?,
                }
                Ok(Ok(true))
            })
        })
        .await
    }

    /// Confirms the address of a new account, or the new address of an account.
    ///
    /// # Errors
    /// When the link is not good, or the new address was taken meanwhile.
    pub async fn confirm_email(&self, visitor: &Visitor, secret: &str, once: Option<Once>) -> Result<bool, Problem> {
        visitor.caller.demand(Operation::Confirm, false)?;
        if let Some(answer) = self.before(once.as_ref()).await? {
            return Ok(answer);
        }
        self.count(&[(Limit::SecretsOfNetwork, network(visitor.network).as_deref())]).await?;
        let (hash, now) = (seal::hash(secret), self.now_ms());
        let (id, seal, moved) = (self.ulid()?, self.sealing(), self.moved());
        let confirmed = self.once(once, move |book| {
            Box::pin(async move {
                let purposes = [Purpose::Confirm.name(), Purpose::Move.name()];
                let Some(link) = book.take_link(&hash, &purposes, now).await? else { return Ok(Err(bad_link())) };
                let Some(mut account) = book.by_id(&link.account).await? else { return Ok(Err(bad_link())) };
                if link.purpose == Purpose::Move.name() {
                    let to = link.detail.unwrap_or_default();
                    if book.by_email(&to).await?.is_some() {
                        return Ok(Err(Problem::new(Code::Conflict, "the address has got an account of its own meanwhile")));
                    }
                    let old = std::mem::replace(&mut account.email, to);
                    match seal(Some(&old), &moved) {
                        Ok(sealed) => book.post(&Mail { id, account: account.id.clone(), sealed }).await?,
                        Err(problem) => return Ok(Err(problem)),
                    }
                } else if let Some(chosen) = link.detail.and_then(|detail| serde_json::from_str::<Chosen>(&detail).ok()) {
                    let Chosen { password, name, credited, notified, proved } = chosen;
                    account = Account { password: Some(password), name, credited, notified, proved, epoch: account.epoch + 1, ..account };
                    book.end_sessions(&account.id).await?;
                }
                account.verified = true;
                book.drop_links(&account.id).await?;
                book.put(&account).await?;
                Ok(Ok(true))
            })
        });
        let confirmed = confirmed.await?;
        self.refresh_names().await?;
        Ok(confirmed)
    }
}

pub(super) fn bad_link() -> Problem {
    Problem::new(Code::InvalidInput, "this link is not good any more: it was used, has run out or was replaced by a later one; ask for a new one")
}
