//! The second factor: one-time codes after RFC 6238, as authenticator apps show them, and recovery codes for whoever has lost theirs.
//!
//! A role above contributor is only in force in a session that began with a second factor; without it a curator stands as a
//! contributor. So a stolen password alone publishes nothing, and nobody is shut out before they could set one up.

use aws_lc_rs::hmac;
use serde::{Deserialize, Serialize};

use super::session::{Tokens, begin, end_everything, is_unchanged, wrong as wrong_password};
use super::{Desk, Limit, Once, seal};
use crate::app::Problem;
use crate::app::actor::{Operation, Visitor};
use crate::error::Code;
use crate::ledger::{Account, AccountBook, LedgerError};

/// How long a code is shown.
const STEP_SECONDS: i64 = 30;
/// Codes before and after the present one that are taken as well: clocks differ.
const STEPS_APART_MAX: i64 = 1;
/// Bytes of the secret that an app is given; RFC 4226 asks for 20.
const SECRET_BYTES: usize = 20;
pub const RECOVERY_CODES: usize = 10;
/// Bytes of a recovery code; too many to try.
const RECOVERY_BYTES: usize = 10;
const SEALED_FACTOR: &str = "whatworks second factor";

/// What an authenticator app has to be given.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Prepared {
    /// In Base32.
    pub secret: String,
    /// The same as an address, to be shown as a picture.
    pub uri: String,
}

/// A second factor that was just set up.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Confirmed {
    pub recovery_codes: Vec<String>,
    pub tokens: Tokens,
}

/// A code that was found right, before it is used up.
pub(super) enum Shown {
    /// The time step of a one-time code.
    Step(i64),
    /// The hash of a recovery code, which may or may not be one.
    Recovery(Vec<u8>),
}

pub(super) fn wrong() -> Problem {
    Problem::new(Code::Unauthenticated, "the code is wrong, has run out or was used already")
}

/// The six digits of a time step.
fn code(secret: &[u8], step: i64) -> String {
    let key = hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, secret);
    let tag = hmac::sign(&key, &step.to_be_bytes());
    let tag = tag.as_ref();
    let offset = usize::from(tag.last().copied().unwrap_or_default() & 0xf);
    let four = tag.get(offset..offset + 4).and_then(|four| <[u8; 4]>::try_from(four).ok()).unwrap_or_default();
    format!("{:06}", (u32::from_be_bytes(four) & 0x7fff_ffff) % 1_000_000)
}

/// RFC 4648, without padding.
fn base32(bytes: &[u8]) -> String {
    const LETTERS: [u8; 32] = *b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    let bits = |at: usize| bytes.get(at / 8).is_some_and(|byte| byte >> (7 - at % 8) & 1 == 1);
    let letter = |at: usize| (0..5).fold(0, |value, bit| value << 1 | usize::from(bits(at * 5 + bit)));
    (0..(bytes.len() * 8).div_ceil(5)).filter_map(|at| LETTERS.get(letter(at))).map(|letter| char::from(*letter)).collect()
}

/// `ABCD-EFGH-…` however it was typed.
fn recovery_hash(code: &str) -> Vec<u8> {
    let plain: String = code.chars().filter(char::is_ascii_alphanumeric).map(|letter| letter.to_ascii_uppercase()).collect();
    seal::hash(&plain)
}

/// Uses a code up; false where it was used already, or is none. Keeps `account` with it.
pub(super) async fn use_up(book: &mut AccountBook<'_>, account: Account, shown: Shown) -> Result<bool, LedgerError> {
    match shown {
        Shown::Step(step) if step <= account.step => Ok(false),
        Shown::Step(step) => book.put(&Account { step, ..account }).await.map(|()| true),
        Shown::Recovery(hash) => book.take_recovery(&account.id, &hash).await,
    }
}

fn recovery_codes() -> Result<Vec<String>, Problem> {
    let grouped = |code: String| code.as_bytes().chunks(4).map(|four| String::from_utf8_lossy(four).into_owned()).collect::<Vec<_>>().join("-");
    (0..RECOVERY_CODES).map(|_| seal::random::<RECOVERY_BYTES>().map(|bytes| grouped(base32(&bytes)))).collect()
}

fn hashes(codes: &[String]) -> Vec<Vec<u8>> {
    codes.iter().map(|code| recovery_hash(code)).collect()
}

fn none_prepared() -> Problem {
    Problem::new(Code::WrongState, "no second factor is prepared; prepare one first")
}

impl Desk {
    fn matching_step(&self, sealed: &[u8], given: &str) -> Result<Option<i64>, Problem> {
        let lost = || Problem::new(Code::Internal, "the second factor cannot be read, because the folder of keys is not the one it was sealed with; ask for it to be removed");
        let secret = self.keyring.master.open(SEALED_FACTOR, sealed).ok_or_else(lost)?;
        let given: String = given.chars().filter(|letter| !letter.is_whitespace()).collect();
        let now = self.now().as_second() / STEP_SECONDS;
        Ok((now - STEPS_APART_MAX..=now + STEPS_APART_MAX).find(|step| code(&secret, *step) == given))
    }

    /// What a code is, for an account with a second factor.
    pub(super) fn judge(&self, account: &Account, given: &str) -> Result<Shown, Problem> {
        let sealed = account.factor.as_deref().ok_or_else(wrong)?;
        if given.trim().len() > 6 {
            return Ok(Shown::Recovery(recovery_hash(given)));
        }
        self.matching_step(sealed, given)?.map(Shown::Step).ok_or_else(wrong)
    }

    /// The account of the caller, once they have shown their password again.
    pub(super) async fn own_by_password(&self, visitor: &Visitor, password: &str) -> Result<Account, Problem> {
        let account = self.own(&visitor.caller).await?;
        if !self.is_password(visitor, &account.email, account.password.clone(), password).await? {
            return Err(Problem { code: Code::InvalidInput, ..super::invalid("password", Problem::new(Code::InvalidInput, "the password is not the present one")) });
        }
        let bucket = self.passwords_of(&account.email);
        self.keep(move |book| Box::pin(async move { book.forgive(&bucket).await.map(Ok) })).await?;
        Ok(account)
    }

    /// Prepares a second factor; it takes effect when a code of it is shown.
    ///
    /// # Errors
    /// When the password is wrong, or there is a second factor already.
    pub async fn prepare_factor(&self, visitor: &Visitor, password: &str, once: Option<Once>) -> Result<Prepared, Problem> {
        visitor.caller.demand(Operation::ChangeSelf, false)?;
        if let Some(answer) = self.before(once.as_ref()).await? {
            return Ok(answer);
        }
        let account = self.own_by_password(visitor, password).await?;
        if account.factor.is_some() {
            return Err(Problem::new(Code::WrongState, "there is a second factor already; remove it first"));
        }
        let secret = seal::random::<SECRET_BYTES>()?;
        let sealed = self.keyring.master.seal(SEALED_FACTOR, &secret)?;
        let (secret, label, email) = (base32(&secret), percent(&self.title), percent(&account.email));
        let uri = format!("otpauth://totp/{label}:{email}?secret={secret}&issuer={label}&algorithm=SHA1&digits=6&period={STEP_SECONDS}");
        let prepared = Prepared { secret, uri };
        self.once(once, move |book| {
            Box::pin(async move {
                let Some(now) = book.by_id(&account.id).await?.filter(|now| is_unchanged(now, &account)) else { return Ok(Err(wrong_password())) };
                book.put(&Account { prepared: Some(sealed), ..now }).await?;
                Ok(Ok(prepared))
            })
        })
        .await
    }

    /// Sets up the prepared second factor, and begins a session in which it counts.
    ///
    /// # Errors
    /// When none is prepared, or the code is not one of it.
    pub async fn confirm_factor(&self, visitor: &Visitor, given: &str, once: Option<Once>) -> Result<Confirmed, Problem> {
        visitor.caller.demand(Operation::ChangeSelf, false)?;
        if let Some(answer) = self.before(once.as_ref()).await? {
            return Ok(answer);
        }
        let account = self.own(&visitor.caller).await?;
        self.count(&[(Limit::PasswordsOfAccount, Some(&account.email))]).await?;
        let prepared = account.prepared.clone().ok_or_else(none_prepared)?;
        let step = self.matching_step(&prepared, given)?.ok_or_else(wrong)?;
        let codes = recovery_codes()?;
        let beginning = self.beginning(&account.id, true)?;
        let tokens = self.first_tokens(&beginning, account.epoch)?;
        let mail = self.mail(&account.id, None, &self.factor_set())?;
        let (hashes, confirmed) = (hashes(&codes), Confirmed { recovery_codes: codes, tokens });
        self.once(once, move |book| {
            Box::pin(async move {
                let unchanged = book.by_id(&account.id).await?.filter(|now| is_unchanged(now, &account) && now.prepared == account.prepared);
                let Some(now) = unchanged else { return Ok(Err(none_prepared())) };
                book.put(&Account { factor: Some(prepared), prepared: None, step, ..now }).await?;
                book.set_recovery(&account.id, &hashes).await?;
                begin(book, &beginning).await?;
                book.post(&mail).await?;
                Ok(Ok(confirmed))
            })
        })
        .await
    }

    /// Removes the second factor and ends every session.
    ///
    /// # Errors
    /// When the password or the code is wrong.
    pub async fn remove_factor(&self, visitor: &Visitor, password: &str, given: &str, once: Option<Once>) -> Result<bool, Problem> {
        visitor.caller.demand(Operation::ChangeSelf, false)?;
        if let Some(answer) = self.before(once.as_ref()).await? {
            return Ok(answer);
        }
        let account = self.own_by_password(visitor, password).await?;
        self.count(&[(Limit::PasswordsOfAccount, Some(&account.email))]).await?;
        let shown = self.judge(&account, given)?;
        let mail = self.mail(&account.id, None, &self.factor_removed())?;
        self.once(once, move |book| {
            Box::pin(async move {
                let Some(now) = book.by_id(&account.id).await?.filter(|now| is_unchanged(now, &account)) else { return Ok(Err(wrong())) };
                if !use_up(book, now, shown).await? {
                    return Ok(Err(wrong()));
                }
                take_factor(book, &account.id).await?;
                book.post(&mail).await?;
                Ok(Ok(true))
            })
        })
        .await
    }

    /// New recovery codes; the old ones are good no more.
    ///
    /// # Errors
    /// When the code is wrong.
    pub async fn renew_recovery(&self, visitor: &Visitor, given: &str, once: Option<Once>) -> Result<Vec<String>, Problem> {
        visitor.caller.demand(Operation::ChangeSelf, false)?;
        if let Some(answer) = self.before(once.as_ref()).await? {
            return Ok(answer);
        }
        let account = self.own(&visitor.caller).await?;
        self.count(&[(Limit::PasswordsOfAccount, Some(&account.email))]).await?;
        let shown = self.judge(&account, given)?;
        let codes = recovery_codes()?;
        let hashes = hashes(&codes);
        self.once(once, move |book| {
            Box::pin(async move {
                let Some(now) = book.by_id(&account.id).await?.filter(|now| is_unchanged(now, &account)) else { return Ok(Err(wrong())) };
                if !use_up(book, now, shown).await? {
                    return Ok(Err(wrong()));
                }
                book.set_recovery(&account.id, &hashes).await?;
                Ok(Ok(codes))
            })
        })
        .await
    }
}

/// Removes the second factor of an account, whoever asks, and ends its sessions.
pub(super) async fn take_factor(book: &mut AccountBook<'_>, id: &str) -> Result<(), LedgerError> {
    book.set_recovery(id, &[]).await?;
    if let Some(account) = book.by_id(id).await? {
        book.put(&Account { factor: None, prepared: None, step: 0, ..account }).await?;
    }
    end_everything(book, id).await
}

/// As a part of an address.
fn percent(text: &str) -> String {
    text.bytes().map(|byte| if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    // The vectors of RFC 6238, appendix B, cut to six digits.
    #[test]
    fn codes_are_those_of_the_standard() {
        for (seconds, expected) in [(59, "287082"), (1_111_111_109, "081804"), (1_111_111_111, "050471"), (1_234_567_890, "005924"), (2_000_000_000, "279037"), (20_000_000_000, "353130")] {
            assert_eq!(code(b"12345678901234567890", seconds / STEP_SECONDS), expected, "{seconds}");
        }
    }

    // The vectors of RFC 4648, section 10, without their padding.
    #[test]
    fn secrets_are_written_in_base32() {
        for (plain, expected) in [("", ""), ("f", "MY"), ("fo", "MZXQ"), ("foo", "MZXW6"), ("foob", "MZXW6YQ"), ("fooba", "MZXW6YTB"), ("foobar", "MZXW6YTBOI")] {
            assert_eq!(base32(plain.as_bytes()), expected);
        }
        assert_eq!(recovery_hash("mzxw-6ytb OI"), recovery_hash("MZXW6YTBOI"));
    }
}
