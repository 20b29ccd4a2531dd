//! A record that its owner offers by mail, to whoever reads the mail: so nobody learns who has an account, and somebody new can take it.

use super::limits::{Limit, network};
use super::register::{address, bad_link};
use super::{Desk, Purpose, seal};
use crate::app::Problem;
use crate::app::mail::Letter;
use crate::app::actor::{Operation, Visitor};
use crate::error::Code;
use serde::{Deserialize, Serialize};

/// What is kept with the link.
#[derive(Serialize, Deserialize)]
struct Detail {
    record: String,
    keeping: bool,
}

/// An offer that somebody takes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offer {
    /// The account that made it.
    pub by: String,
    /// The IRI of the record.
    pub record: String,
    /// Whether it stays theirs as well.
    pub keeping: bool,
}

impl Desk {
    /// What somebody puts on a site to show that a record is theirs: the same for one account and record each time, and for no others.
    #[must_use]
    pub fn site_token(&self, account: &str, record: &str) -> String {
        let mark = self.keyring.master.mark("whatworks site token", &[account.as_bytes(), record.as_bytes()]);
        format!("whatworks-owner={}", &blake3::Hash::from_bytes(mark).to_hex()[..40])
    }

    /// Mails the offer of a record.
    ///
    /// # Errors
    /// When the address is none, or too much was mailed.
    pub async fn offer_ownership(&self, visitor: &Visitor, record: &str, title: &str, email: &str, keeping: bool) -> Result<bool, Problem> {
        visitor.caller.demand(Operation::ClaimOwnership, false)?;
        let email = address(email)?.as_str().to_owned();
        self.count(&[(Limit::MailsOfNetwork, network(visitor.network).as_deref()), (Limit::MailsToAddress, Some(&email))]).await?;
        let detail = serde_json::to_string(&Detail { record: record.to_owned(), keeping }).map_err(|error| Problem::new(Code::Internal, error.to_string()))?;
        let by = visitor.caller.actor().unwrap_or_default();
        let (link, secret) = self.link(by, Purpose::Offer, Some(detail))?;
        let mail = self.mail(by, Some(&email), &self.offered(title, keeping, &secret))?;
        // On pages too, where the address has an account; the link is in the mail alone.
        let told = Letter { subject: format!("Offered to you: {title}"), paragraphs: vec!["Its owner offers it to you. The mail that was sent to you has the link with which you can take it.".to_owned()], action: None };
        self.keep(move |book| {
            Box::pin(async move {
                if let Some(account) = book.by_email(&email).await? {
                    book.add_news(mail.id, &told.to(&account.id)).await?;
                }
                book.add_link(&link).await?;
                book.post(&mail).await?;
                Ok(Ok(true))
            })
        })
        .await
    }

    /// Uses up the link of an offer.
    ///
    /// # Errors
    /// When it is not good, or whoever made the offer is gone.
    pub async fn take_offer(&self, visitor: &Visitor, secret: &str) -> Result<Offer, Problem> {
        visitor.caller.demand(Operation::ClaimOwnership, false)?;
        self.count(&[(Limit::SecretsOfNetwork, network(visitor.network).as_deref())]).await?;
        let (hash, now) = (seal::hash(secret), self.now_ms());
        let link = self.keep(move |book| Box::pin(async move { Ok(book.take_link(&hash, &[Purpose::Offer.name()], now).await?.ok_or_else(bad_link)) })).await?;
        let detail: Detail = serde_json::from_str(&link.detail.unwrap_or_default()).map_err(|_| bad_link())?;
        Ok(Offer { by: link.account, record: detail.record, keeping: detail.keeping })
    }
}
