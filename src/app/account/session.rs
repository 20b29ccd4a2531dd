//! Signing in, refreshing, signing out.
//!
//! A session has one refresh token at a time; showing a spent one ends the session, because then two have it. Whoever did not get the
//! answer to a refresh repeats it under its idempotency key.

use serde::{Deserialize, Serialize};

use super::limits::{Limit, network};
use super::password::Password;
use super::{DAY_MS, Desk, Once, factor, seal};
use crate::app::Problem;
use crate::app::actor::{Operation, Visitor};
use crate::error::Code;
use crate::ledger::{Account, AccountBook, LedgerError, Refreshed, Session};

/// How long one can go on refreshing after a sign-in.
pub const SESSION_DAYS_MAX: i64 = 30;
/// Sessions of one account; the oldest ends when there is another.
const SESSIONS_PER_ACCOUNT_MAX: usize = 50;

/// What somebody who is signed in holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tokens {
    pub account: String,
    pub access: String,
    /// Seconds since 1970, as is the next.
    pub access_expires: i64,
    pub refresh: String,
    pub refresh_expires: i64,
    /// Whether a second factor was shown.
    pub factor: bool,
}

/// What signing in came to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum SignedIn {
    Whole(Tokens),
    /// The password is right, and a code is needed as well.
    FactorNeeded,
}

/// A session about to begin.
pub(super) struct Beginning {
    session: Session,
    refresh: String,
}

pub(super) fn wrong() -> Problem {
    Problem::new(Code::Unauthenticated, "the e-mail address and the password do not belong together")
}

fn spent() -> Problem {
    Problem::new(Code::Unauthenticated, "the refresh token is not good any more; sign in again")
}

impl Desk {
    pub(super) fn beginning(&self, account: &str, factor: bool) -> Result<Beginning, Problem> {
        let now = self.now_ms();
        let session = Session { id: self.ulid()?.to_string(), account: account.to_owned(), factor, created: now, expires: now + SESSION_DAYS_MAX * DAY_MS };
        Ok(Beginning { session, refresh: seal::secret()? })
    }

    pub(super) fn tokens(&self, session: &Session, epoch: i64, refresh: &str) -> Result<Tokens, Problem> {
        let now = self.now();
        Ok(Tokens {
            account: session.account.clone(),
            access: self.issuer.token(&self.keyring.signing(), &session.account, &session.id, epoch, now)?,
            access_expires: now.as_second() + super::TOKEN_SECONDS_MAX,
            refresh: refresh.to_owned(),
            refresh_expires: session.expires / 1000,
            factor: session.factor,
        })
    }

    /// The tokens of a session that begins in the given epoch.
    pub(super) fn first_tokens(&self, beginning: &Beginning, epoch: i64) -> Result<Tokens, Problem> {
        self.tokens(&beginning.session, epoch, &beginning.refresh)
    }

    /// Whether a password is the account's, with the same work where there is no account; counted against the account.
    pub(super) async fn is_password(&self, visitor: &Visitor, whom: &str, kept: Option<String>, password: &str) -> Result<bool, Problem> {
        let network = network(visitor.network);
        self.count(&[(Limit::PasswordsOfNetwork, network.as_deref()), (Limit::PasswordsOfAccount, Some(whom))]).await?;
        self.hashing.verify(Password::given(password), kept).await
    }

    /// Begins a session for whoever knows the password, and a code where the account has a second factor.
    ///
    /// # Errors
    /// [`Code::Unauthenticated`], the same for a wrong password and for an address without account.
    pub async fn sign_in(&self, visitor: &Visitor, email: &str, password: &str, code: Option<&str>, once: Option<Once>) -> Result<SignedIn, Problem> {
        visitor.caller.demand(Operation::SignIn, false)?;
        let email = super::register::address(email)?.as_str().to_owned();
        if let Some(answer) = self.before(once.as_ref()).await? {
            return Ok(answer);
        }
        let asked = email.clone();
        let account = self.ledger.look(move |book| Box::pin(async move { book.by_email(&asked).await })).await?;
        let right = self.is_password(visitor, &email, account.as_ref().and_then(|account| account.password.clone()), password).await?;
        let Some(account) = account.filter(|_| right) else { return Err(wrong()) };
        let shown = match (&account.factor, code) {
            (None, _) => None,
            (Some(_), None) => return Ok(SignedIn::FactorNeeded),
            (Some(_), Some(code)) => Some(self.judge(&account, code)?),
        };
        let beginning = self.beginning(&account.id, shown.is_some())?;
        let tokens = self.first_tokens(&beginning, account.epoch)?;
        let bucket = self.passwords_of(&email);
        self.once(once, move |book| {
            Box::pin(async move {
                // Whatever has changed since the password was looked at decides anew.
                let Some(now) = book.by_id(&account.id).await?.filter(|now| is_unchanged(now, &account)) else { return Ok(Err(wrong())) };
                if let Some(shown) = shown
                    && !factor::use_up(book, now, shown).await?
                {
                    return Ok(Err(factor::wrong()));
                }
                book.forgive(&bucket).await?;
                begin(book, &beginning).await?;
                Ok(Ok(SignedIn::Whole(tokens)))
            })
        })
        .await
    }

    /// New tokens for a refresh token, which is spent by this.
    ///
    /// # Errors
    /// [`Code::Unauthenticated`] when the token is not good; showing a spent one ends its session.
    pub async fn refresh(&self, visitor: &Visitor, shown: &str, once: Option<Once>) -> Result<Tokens, Problem> {
        visitor.caller.demand(Operation::SignIn, false)?;
        if let Some(answer) = self.before(once.as_ref()).await? {
            return Ok(answer);
        }
        self.count(&[(Limit::SecretsOfNetwork, network(visitor.network).as_deref())]).await?;
        let (hash, next, now) = (seal::hash(shown), seal::secret()?, self.now());
        let (issuer, keys) = (self.issuer.clone(), self.keyring.signing());
        let done = self.once(once, move |book| {
            Box::pin(async move {
                Ok(match book.rotate(&hash, &seal::hash(&next), now.as_millisecond()).await? {
                    Refreshed::Rotated(session, account) => issuer.token(&keys, &account.id, &session.id, account.epoch, now).map(|access| {
                        Some(Tokens {
                            account: account.id,
                            access,
                            access_expires: now.as_second() + super::TOKEN_SECONDS_MAX,
                            refresh: next,
                            refresh_expires: session.expires / 1000,
                            factor: session.factor,
                        })
                    }),
                    Refreshed::Reused(session) => {
                        tracing::warn!(account = session.account, session = session.id, "a spent refresh token was shown; its session is over");
                        Ok(None)
                    }
                    Refreshed::Unknown => Ok(None),
                })
            })
        });
        done.await?.ok_or_else(spent)
    }

    /// Ends the session of a refresh token, whether it is spent or not.
    ///
    /// # Errors
    /// When the ledger cannot be written.
    pub async fn sign_out(&self, visitor: &Visitor, shown: &str, once: Option<Once>) -> Result<bool, Problem> {
        visitor.caller.demand(Operation::SignIn, false)?;
        let hash = seal::hash(shown);
        self.once(once, move |book| {
            Box::pin(async move {
                book.end_session_of(&hash).await?;
                Ok(Ok(true))
            })
        })
        .await
    }

    /// Ends every session of the caller; access tokens are good no more from this moment.
    ///
    /// # Errors
    /// When the caller may not, or the ledger cannot be written.
    pub async fn sign_out_everywhere(&self, visitor: &Visitor, once: Option<Once>) -> Result<bool, Problem> {
        visitor.caller.demand(Operation::ChangeSelf, false)?;
        let id = visitor.caller.actor().unwrap_or_default().to_owned();
        self.once(once, move |book| {
            Box::pin(async move {
                end_everything(book, &id).await?;
                Ok(Ok(true))
            })
        })
        .await
    }
}

/// From this moment nothing that was handed out to an account before is good; API keys are another matter.
pub(super) async fn end_everything(book: &mut AccountBook<'_>, id: &str) -> Result<(), LedgerError> {
    if let Some(account) = book.by_id(id).await? {
        book.put(&Account { epoch: account.epoch + 1, ..account }).await?;
    }
    book.end_sessions(id).await
}

/// Begins a session, and ends the oldest when there are too many.
pub(super) async fn begin(book: &mut AccountBook<'_>, beginning: &Beginning) -> Result<(), LedgerError> {
    let session = &beginning.session;
    let others = book.sessions(&session.account, session.created).await?;
    for old in others.iter().take((others.len() + 1).saturating_sub(SESSIONS_PER_ACCOUNT_MAX)) {
        book.end_session(&old.id).await?;
    }
    book.open_session(session, &seal::hash(&beginning.refresh)).await
}

/// Whether an account is still as it was when a verb began to think about it.
#[must_use]
pub(super) fn is_unchanged(now: &Account, then: &Account) -> bool {
    now.password == then.password && now.epoch == then.epoch && now.factor == then.factor
}
