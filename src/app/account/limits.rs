//! How often things may be tried, per account, per address and per network. Counts are kept with the accounts, so a restart forgives
//! nothing; the file holds hashes and names neither.

use std::net::IpAddr;

use super::Desk;
use crate::app::Problem;
use crate::app::actor::Visitor;
use crate::error::Code;

/// What is counted. Each has an allowance that is used up by attempts and grows again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Limit {
    /// Passwords and codes tried for one account, or for one address that has none.
    PasswordsOfAccount,
    PasswordsOfNetwork,
    RegistrationsOfNetwork,
    /// Mails to one address that a stranger can cause.
    MailsToAddress,
    MailsOfNetwork,
    /// Links and refresh tokens shown.
    SecretsOfNetwork,
    /// Reports, for which nobody needs an account.
    ReportsOfNetwork,
    /// Sites that we look at for somebody.
    SitesOfAccount,
    /// What is sent in to calls without an account; a workshop sends from one network.
    ContributionsOfNetwork,
    /// Registrations for events, and taking them back: each sends mail.
    AttendanceOfAccount,
}

impl Limit {
    /// How many at once, and after how many seconds one more.
    #[must_use]
    pub const fn allowance(self) -> (i64, i64) {
        match self {
            Self::PasswordsOfAccount | Self::SitesOfAccount | Self::AttendanceOfAccount => (10, 60),
            Self::PasswordsOfNetwork => (100, 6),
            Self::RegistrationsOfNetwork => (30, 120),
            Self::MailsToAddress => (5, 720),
            Self::MailsOfNetwork | Self::ReportsOfNetwork => (30, 120),
            Self::ContributionsOfNetwork => (200, 20),
            Self::SecretsOfNetwork => (300, 1),
        }
    }

    const fn words(self) -> &'static str {
        match self {
            Self::PasswordsOfAccount => "too many passwords or codes were tried for this account",
            Self::PasswordsOfNetwork => "too many passwords were tried from this network",
            Self::RegistrationsOfNetwork => "too many accounts were made from this network",
            Self::MailsToAddress => "too many mails were asked for to this address",
            Self::MailsOfNetwork => "too many mails were asked for from this network",
            Self::SecretsOfNetwork => "too many links and tokens were shown from this network",
            Self::ReportsOfNetwork => "too many reports came from this network",
            Self::ContributionsOfNetwork => "too many contributions without an account came from this network",
            Self::AttendanceOfAccount => "this account registered for events, or withdrew, too often",
            Self::SitesOfAccount => "too many sites were looked at for this account",
        }
    }
}

/// Who is counted together: a single IPv4 address, or what one customer usually has of IPv6.
#[must_use]
pub fn network(address: Option<IpAddr>) -> Option<String> {
    Some(match address?.to_canonical() {
        IpAddr::V4(address) => address.to_string(),
        IpAddr::V6(address) => {
            let [a, b, c, d, ..] = address.segments();
            format!("{a:x}:{b:x}:{c:x}:{d:x}::/64")
        }
    })
}

impl Desk {
    fn bucket(&self, limit: Limit, whom: &str) -> [u8; 32] {
        self.keyring.master.mark("whatworks attempts", &[&[limit as u8], whom.as_bytes()])
    }

    /// Counts an attempt in each bucket.
    ///
    /// # Errors
    /// [`Code::TooManyRequests`] when one of them is used up; it says when to try again.
    pub(super) async fn count(&self, buckets: &[(Limit, Option<&str>)]) -> Result<(), Problem> {
        let now = self.now_ms();
        let marks: Vec<_> = buckets.iter().filter_map(|(limit, whom)| Some((*limit, self.bucket(*limit, (*whom)?)))).collect();
        let counted = self.ledger.keep(move |book| {
            Box::pin(async move {
                for (limit, bucket) in marks {
                    let (burst, seconds) = limit.allowance();
                    if let Err(wait) = book.attempt(&bucket, burst, seconds * 1000, now).await? {
                        return Ok(Err((limit, wait)));
                    }
                }
                Ok(Ok(()))
            })
        });
        counted.await?.map_err(|(limit, wait)| {
            let seconds = (wait.max(1).cast_unsigned()).div_ceil(1000);
            Problem { retry_after_seconds: Some(seconds), ..Problem::new(Code::TooManyRequests, format!("{}; try again in {seconds} seconds", limit.words())) }
        })
    }

    /// Counts what somebody does who is not signed in: a report, a contribution.
    ///
    /// # Errors
    /// [`Code::TooManyRequests`] when there were too many from their network.
    pub async fn allow_anonymous(&self, visitor: &Visitor, limit: Limit) -> Result<(), Problem> {
        if visitor.caller.actor().is_some() {
            return Ok(());
        }
        self.count(&[(limit, network(visitor.network).as_deref())]).await
    }

    /// Counts a site that is looked at for an account.
    ///
    /// # Errors
    /// [`Code::TooManyRequests`] when there were too many.
    pub async fn allow_site(&self, account: &str) -> Result<(), Problem> {
        self.count(&[(Limit::SitesOfAccount, Some(account))]).await
    }

    /// Counts that an account comes to an event, or does not.
    ///
    /// # Errors
    /// [`Code::TooManyRequests`] when it did so too often.
    pub async fn allow_attendance(&self, account: &str) -> Result<(), Problem> {
        self.count(&[(Limit::AttendanceOfAccount, Some(account))]).await
    }

    /// The bucket to empty once an attempt was right.
    pub(super) fn passwords_of(&self, account: &str) -> [u8; 32] {
        self.bucket(Limit::PasswordsOfAccount, account)
    }
}
