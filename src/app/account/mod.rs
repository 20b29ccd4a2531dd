//! Accounts: registering, signing in, changing and erasing what is kept about oneself; roles and keys. One file for each kind of verb.
//!
//! Everything is kept by `ledger` in tables of its own and is never part of the journal or a view; events name people by the opaque
//! identifier of their account. Who may do what, `actor` says. Strangers learn nothing of whether an address has an account: every
//! answer, and the work behind it, is the same either way; the difference goes into a mail.
//!
//! Uses `mail` for what is sent and the ledger for what is kept. All verbs share a [`Desk`].

pub mod attest;
pub mod factor;
mod halfway;
pub mod identify;
pub mod keyring;
pub mod manage;
pub mod offer;
pub mod oneself;
pub mod orcid;
pub mod programs;
pub mod recover;
pub mod register;
pub mod session;
pub mod spam;

mod letters;
mod limits;
mod names;
mod once;
mod password;
mod seal;
mod token;

use std::path::PathBuf;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use jiff::Timestamp;
use tokio::sync::Notify;
use ulid::Ulid;

use super::Problem;
use super::calendar::calendar;
use super::outward::Reach;
use super::mail::{Envelope, Letter};
use super::occasion::Occasion;
use crate::error::Code;
use crate::ledger::{Account, Keeping, AccountBook, Ledger, Link, Mail};
use crate::ontology::record::Violation;
use arc_swap::ArcSwap;
use keyring::Keyring;
use names::Names;
use orcid::Provider;
use password::Hashing;
use token::Issuer;

pub use limits::{Limit, network};
pub use once::Once;
pub use seal::{mac, signing_secret};
pub use password::{PASSWORD_CHARS_MAX, PASSWORD_CHARS_MIN};
pub use token::TOKEN_SECONDS_MAX;

/// Characters of a display name.
pub const DISPLAY_NAME_CHARS_MAX: usize = 100;
/// An account whose address was not confirmed by then is deleted.
const UNCONFIRMED_DAYS_MAX: i64 = 7;
/// How long links in mails work.
const LINK_HOURS_MAX: i64 = 24;

const DAY_MS: i64 = 86_400_000;
const HOUR_MS: i64 = 3_600_000;

/// What mails sealed in the outbox are sealed for.
const SEALED_MAIL: &str = "whatworks mail";

/// Tells the time.
pub type Clock = Arc<dyn Fn() -> Timestamp + Send + Sync>;

/// How accounts are kept here.
#[derive(Clone)]
pub struct Settings {
    /// The folder of keys; without one they go when the program goes.
    pub keys: Option<PathBuf>,
    /// The folder where mails are written when there is no server for them.
    pub mails: Option<PathBuf>,
    pub now: Clock,
    /// Who else may say who somebody is.
    pub orcid: Option<Provider>,
    /// Which of the addresses that somebody else names are spoken to.
    pub reach: Reach,
}

impl Default for Settings {
    fn default() -> Self {
        Self { keys: None, mails: None, now: Arc::new(Timestamp::now), orcid: None, reach: Reach::default() }
    }
}

/// What the verbs of accounts share.
pub struct Desk {
    ledger: Ledger,
    keyring: Keyring,
    issuer: Issuer,
    hashing: Hashing,
    mails: Option<PathBuf>,
    now: Clock,
    orcid: Option<Provider>,
    reach: Reach,
    /// The directory's title and IRI.
    title: String,
    iri: String,
    /// Where the outside reaches this server.
    base: OnceLock<String>,
    names: ArcSwap<Names>,
    /// Told whenever there may be mail to send.
    post: Notify,
    last: Mutex<Ulid>,
}

impl Desk {
    /// # Errors
    /// When the keys cannot be used.
    pub fn open(ledger: Ledger, title: &str, iri: &str, settings: Settings) -> Result<Self, Problem> {
        let keyring = Keyring::open(settings.keys.as_deref(), (settings.now)())?;
        let issuer = Issuer { issuer: iri.to_owned(), audience: format!("{iri}graphql") };
        let (title, iri) = (title.to_owned(), iri.to_owned());
        Ok(Self { ledger, keyring, issuer, hashing: Hashing::new()?, mails: settings.mails, now: settings.now, orcid: settings.orcid, reach: settings.reach, title, iri, base: OnceLock::new(), names: ArcSwap::default(), post: Notify::new(), last: Mutex::default() })
    }

    #[must_use]
    pub const fn ledger(&self) -> &Ledger {
        &self.ledger
    }

    #[must_use]
    pub const fn keyring(&self) -> &Keyring {
        &self.keyring
    }

    #[must_use]
    pub const fn post(&self) -> &Notify {
        &self.post
    }

    /// Which of the addresses that somebody else names are spoken to.
    #[must_use]
    pub const fn reach(&self) -> Reach {
        self.reach
    }

    #[must_use]
    pub fn title(&self) -> &str {
        &self.title
    }

    #[must_use]
    pub fn iri(&self) -> &str {
        &self.iri
    }

    #[must_use]
    pub fn now(&self) -> Timestamp {
        (self.now)()
    }

    fn now_ms(&self) -> i64 {
        self.now().as_millisecond()
    }

    /// Says, once, where the outside reaches this server: links in mails begin with it.
    pub fn reached_at(&self, url: &str) {
        drop(self.base.set(url.trim_end_matches('/').to_owned()));
    }

    /// The address of a page of this directory; `path` begins with a slash.
    #[must_use]
    pub fn address(&self, path: &str) -> String {
        format!("{}{path}", self.base.get().map_or_else(|| self.iri.trim_end_matches('/'), String::as_str))
    }

    /// Each is greater than the one before, so that mails leave in their order.
    fn ulid(&self) -> Result<Ulid, Problem> {
        let fresh = Ulid::from_parts(self.now_ms().max(0).cast_unsigned(), u128::from_be_bytes(seal::random()?));
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        *last = if fresh.timestamp_ms() > last.timestamp_ms() { fresh } else { last.increment().unwrap_or(fresh) };
        Ok(*last)
    }

    /// Seals what a mail says and where it goes: the account's address unless another is given.
    fn sealing(&self) -> impl Fn(Option<&str>, &Letter) -> Result<Vec<u8>, Problem> + Send + Sync + 'static {
        let master = self.keyring.master.clone();
        move |to, letter| master.seal(SEALED_MAIL, Envelope::new(to, letter).text().as_bytes())
    }

    /// Mail about an account.
    fn mail(&self, account: &str, to: Option<&str>, letter: &Letter) -> Result<Mail, Problem> {
        Ok(Mail { id: self.ulid()?, account: account.to_owned(), sealed: self.sealing()(to, letter)? })
    }

    /// A mail that everybody gets who is told of something that they want to come to, with an entry for their calendar.
    ///
    /// # Errors
    /// When the system has no randomness.
    pub fn invitation(&self, account: &str, letter: &Letter, occasion: &Occasion) -> Result<Mail, Problem> {
        let envelope = Envelope { calendar: Some(calendar(&self.title, std::slice::from_ref(occasion))), ..Envelope::new(None, letter) };
        Ok(Mail { id: self.ulid()?, account: account.to_owned(), sealed: self.keyring.master.seal(SEALED_MAIL, envelope.text().as_bytes())? })
    }

    /// Seals what only some may read.
    ///
    /// # Errors
    /// When the system has no randomness.
    pub fn seal(&self, purpose: &str, text: &str) -> Result<Vec<u8>, Problem> {
        self.keyring.master.seal(purpose, text.as_bytes())
    }

    /// What was sealed by [`Desk::seal`] for the same purpose.
    #[must_use]
    pub fn open_sealed(&self, purpose: &str, sealed: &[u8]) -> Option<String> {
        String::from_utf8(self.keyring.master.open(purpose, sealed)?).ok()
    }

    /// An identifier that sorts after every one before it.
    ///
    /// # Errors
    /// When the system has no randomness.
    pub fn next_ulid(&self) -> Result<Ulid, Problem> {
        self.ulid()
    }

    /// What was sealed by [`Desk::mail`].
    #[must_use]
    pub fn envelope(&self, sealed: &[u8]) -> Option<Envelope> {
        Envelope::parse(std::str::from_utf8(&self.keyring.master.open(SEALED_MAIL, sealed)?).ok()?)
    }

    /// A link that works once, and the secret that is mailed.
    fn link(&self, account: &str, purpose: Purpose, detail: Option<String>) -> Result<(Link, String), Problem> {
        let secret = seal::secret()?;
        let link = Link { hash: seal::hash(&secret), account: account.to_owned(), purpose: purpose.name().to_owned(), detail, expires: self.now_ms() + LINK_HOURS_MAX * HOUR_MS };
        Ok((link, secret))
    }

    /// Changes accounts; mail that this puts into the outbox is on its way at once.
    async fn keep<T: Send + 'static>(&self, work: impl for<'a, 'c> FnOnce(&'a mut AccountBook<'c>) -> Keeping<'a, Result<T, Problem>> + Send + 'static) -> Result<T, Problem> {
        let kept = self.ledger.keep(work).await?;
        self.post.notify_one();
        kept
    }

    async fn account(&self, id: &str) -> Result<Account, Problem> {
        let id = id.to_owned();
        let found = self.ledger.look(move |book| Box::pin(async move { book.by_id(&id).await })).await?;
        found.ok_or_else(|| Problem::new(Code::NotFound, "there is no such account"))
    }

    /// The account of somebody who is signed in, as kept.
    async fn own(&self, caller: &super::actor::Caller) -> Result<Account, Problem> {
        self.account(caller.actor().unwrap_or_default()).await
    }

    /// What has to be done now and then: forgets what has run out, turns the keys.
    ///
    /// # Errors
    /// When the ledger or the keys cannot be written.
    pub async fn tidy(&self) -> Result<(), Problem> {
        let now = self.now();
        self.keyring.turn(now)?;
        let now = now.as_millisecond();
        let tidied = self.keep(move |book| Box::pin(async move { book.tidy(now, now - UNCONFIRMED_DAYS_MAX * DAY_MS).await.map(Ok) }));
        tidied.await
    }
}

/// What a link in a mail is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Purpose {
    /// The address of a new account.
    Confirm,
    /// A new address of an account.
    Move,
    /// A new password.
    Reset,
    /// A record that an owner shares or hands on.
    Offer,
}

impl Purpose {
    const fn name(self) -> &'static str {
        match self {
            Self::Confirm => "confirm",
            Self::Move => "move",
            Self::Reset => "reset",
            Self::Offer => "offer",
        }
    }
}

/// A value that is not acceptable.
fn invalid(field: &str, problem: Problem) -> Problem {
    let violation = Violation { at: None, field: Some(field.to_owned()), message: problem.message.clone() };
    Problem { violations: vec![violation], ..problem }
}

/// A name as it is shown: one line without what cannot be seen.
fn display_name(text: &str) -> Result<String, Problem> {
    let name: String = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let refuse = |message: String| Err(invalid("name", Problem::new(Code::InvalidInput, message)));
    if name.chars().count() > DISPLAY_NAME_CHARS_MAX {
        return refuse(format!("the name is longer than {DISPLAY_NAME_CHARS_MAX} characters"));
    }
    if name.chars().any(|letter| letter.is_control() || matches!(letter, '<' | '>' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')) {
        return refuse("the name has characters that a name has not".to_owned());
    }
    if name.contains("://") {
        return refuse("the name is an address of the web".to_owned());
    }
    Ok(name)
}
