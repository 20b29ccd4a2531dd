//! Passwords: which are taken, and how they are kept.
//!
//! Length is what counts (NIST SP 800-63B): at least [`PASSWORD_CHARS_MIN`] characters of any kind, and none of those that are tried
//! first. They are kept as argon2id with the parameters that OWASP asks for at least; hashing takes memory, so few are hashed at once.

use std::sync::Arc;

use argon2::password_hash::{PasswordHasher as _, PasswordVerifier as _};
use argon2::{Algorithm, Argon2, Params, Version};
use tokio::sync::Semaphore;
use unicode_normalization::UnicodeNormalization as _;

use super::seal::random;
use crate::app::Problem;
use crate::error::Code;

pub const PASSWORD_CHARS_MIN: usize = 12;
pub const PASSWORD_CHARS_MAX: usize = 128;
/// Memory of one hash.
const HASH_KIB: u32 = 19_456;
const HASH_PASSES: u32 = 2;
const HASH_LANES: u32 = 1;
/// Hashes computed at once: 40 MiB at most.
pub const HASHES_AT_ONCE_MAX: usize = 2;
/// Hashes that may wait; the next one is answered [`Code::Busy`]. Two at once take a second for 60 or so.
pub const HASHES_WAITING_MAX: usize = 64;

/// Characters beside common words that a password needs at least.
const GUESSED_CHARS_MIN: usize = 5;

/// Characters of an owner's own words that are looked for as they are written.
const OWN_CHARS_MIN: usize = 6;

/// Words that people build passwords on; one a line.
const COMMON: &str = include_str!("common-passwords.txt");

/// A password as it is hashed: equal whatever keyboard it was typed on.
pub struct Password(String);

impl Password {
    /// Reads a password that is to be compared.
    #[must_use]
    pub fn given(text: &str) -> Self {
        // Longer ones cannot be right; they are cut, so that they cost no more.
        Self(text.nfkc().take(PASSWORD_CHARS_MAX + 1).collect())
    }

    /// Reads a password that is to be kept; `own` are words that whoever attacks its owner tries first.
    ///
    /// # Errors
    /// When it is too short, too long, or among those that are tried first.
    pub fn new(text: &str, own: &[&str]) -> Result<Self, Problem> {
        let password = Self::given(text);
        let refuse = |message: String| Err(Problem::new(Code::InvalidInput, message));
        match password.0.chars().count() {
            count if count < PASSWORD_CHARS_MIN => return refuse(format!("the password has {count} characters; it needs {PASSWORD_CHARS_MIN} or more, of any kind")),
            count if count > PASSWORD_CHARS_MAX => return refuse(format!("the password is longer than {PASSWORD_CHARS_MAX} characters")),
            _ => {}
        }
        if is_common(&password.0, own) {
            return refuse("the password is one of those that are tried first; several words that have nothing to do with one another are hard to guess".to_owned());
        }
        Ok(password)
    }
}

/// Whether a password is little more than a common word, the owner's name, a walk over the keyboard or a repetition.
fn is_common(password: &str, own: &[&str]) -> bool {
    let lower: String = password.to_lowercase();
    let letters: Vec<char> = lower.chars().collect();
    // One to four characters again and again, or each the neighbour of the one before.
    let repeats = (1..=4).any(|period| letters.iter().zip(letters.iter().skip(period)).all(|(a, b)| a == b));
    let steps = |by: i64| letters.iter().zip(letters.iter().skip(1)).filter(|(a, b)| i64::from(u32::from(**b)) - i64::from(u32::from(**a)) == by).count();
    let walks = [1, -1].into_iter().any(|by| steps(by) + 3 >= letters.len());
    if repeats || walks {
        return true;
    }
    // The owner's address or name as it is written, and little more.
    let mut whole: Vec<String> = own.iter().filter(|word| word.chars().count() >= OWN_CHARS_MIN).map(|word| word.to_lowercase()).collect();
    whole.sort_by_key(|word| std::cmp::Reverse(word.len()));
    let rest = whole.iter().fold(lower.clone(), |text, word| text.replace(word.as_str(), ""));
    if rest.len() < lower.len() && rest.chars().count() < GUESSED_CHARS_MIN {
        return true;
    }
    let mut words: Vec<String> = COMMON.lines().chain(own.iter().copied().filter(|word| word.chars().count() >= 4)).map(str::to_lowercase).collect();
    words.sort_by_key(|word| std::cmp::Reverse(word.len()));
    // Digits stand for letters within a word, and for themselves around it.
    let core = lower.trim_matches(|letter: char| !letter.is_alphabetic());
    let around = lower.replacen(core, "", 1);
    let within = |text: &str| -> String { text.chars().map(unleet).filter(|letter| letter.is_alphabetic()).collect() };
    left_to_guess(&within(core), &around, &words) < GUESSED_CHARS_MIN || left_to_guess(&within(&lower), "", &words) < GUESSED_CHARS_MIN
}

/// How many characters there are beside common words; all of them where there is no such word.
fn left_to_guess(letters: &str, digits: &str, words: &[String]) -> usize {
    let without = |text: &str| words.iter().fold(text.to_owned(), |text, word| text.replace(word.as_str(), ""));
    let rest = without(letters);
    if rest.len() == letters.len() && !letters.is_empty() {
        return usize::MAX;
    }
    let (letters, digits) = (rest.chars().count(), without(digits).chars().count());
    // A year or a number behind a word is the first thing that is tried.
    if letters < 4 { letters + digits.saturating_sub(4) } else { usize::MAX }
}

/// The letter that a digit or sign is often put for.
const fn unleet(letter: char) -> char {
    match letter {
        '0' => 'o',
        '1' | '!' => 'i',
        '3' => 'e',
        '4' | '@' => 'a',
        '5' | '$' => 's',
        '7' => 't',
        other => other,
    }
}

/// Where passwords are hashed.
#[derive(Clone)]
pub struct Hashing {
    places: Arc<Semaphore>,
    waiting: Arc<Semaphore>,
    /// The hash of no password, for comparing where there is no account.
    nobody: Arc<str>,
}

impl Hashing {
    /// # Errors
    /// When the system has no randomness.
    pub fn new() -> Result<Self, Problem> {
        let nobody = hash(super::seal::secret()?.as_bytes())?.into();
        Ok(Self { places: Arc::new(Semaphore::new(HASHES_AT_ONCE_MAX)), waiting: Arc::new(Semaphore::new(HASHES_AT_ONCE_MAX + HASHES_WAITING_MAX)), nobody })
    }

    /// Runs work that takes long, when its turn comes.
    pub(super) async fn run<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Result<T, Problem> {
        let _waiting = self.waiting.try_acquire().map_err(|_| Problem::new(Code::Busy, "too many people are signing in; try again in a moment"))?;
        let broken = || Problem::new(Code::Internal, "hashing a password broke");
        let place = Arc::clone(&self.places).acquire_owned().await.map_err(|_| broken())?;
        let work = move || {
            let _place = place;
            work()
        };
        tokio::task::spawn_blocking(work).await.map_err(|_| broken())
    }

    /// The password in PHC form.
    ///
    /// # Errors
    /// [`Code::Busy`] when too many wait.
    pub async fn hash(&self, password: Password) -> Result<String, Problem> {
        self.run(move || hash(password.0.as_bytes())).await?
    }

    /// Whether the password is the one that was kept. Without a kept one it is none, found out with as much work.
    ///
    /// # Errors
    /// [`Code::Busy`] when too many wait.
    pub async fn verify(&self, password: Password, kept: Option<String>) -> Result<bool, Problem> {
        let (known, kept) = (kept.is_some(), kept.unwrap_or_else(|| self.nobody.to_string()));
        let same = self.run(move || argon2().is_some_and(|argon2| argon2.verify_password(password.0.as_bytes(), kept.as_str()).is_ok())).await?;
        Ok(same && known)
    }
}

fn argon2() -> Option<Argon2<'static>> {
    Params::new(HASH_KIB, HASH_PASSES, HASH_LANES, None).ok().map(|params| Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

fn hash(password: &[u8]) -> Result<String, Problem> {
    let broken = || Problem::new(Code::Internal, "hashing a password failed");
    let salt = random::<16>()?;
    let hash = argon2().ok_or_else(broken)?.hash_password_with_salt(password, &salt).map_err(|_| broken())?;
    Ok(hash.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn passwords_that_are_tried_first_are_refused() {
        let own = ["maria.lopez", "maria", "lopez"];
        for bad in ["password1234", "P@ssw0rd2024!", "aaaaaaaaaaaa", "abcabcabcabc", "123456789012", "abcdefghijkl", "qwertyuiop12", "letmeinletmein", "marialopez1990", "correct", "0987654321098"] {
            assert!(Password::new(bad, &own).is_err(), "{bad}");
        }
        for good in ["correct horse battery", "my grandmother's kiln", "x7#kQ!v29pLm", "ffordd hir i Fangor", "пароль не для всех", "welcome to the marsh"] {
            assert!(Password::new(good, &own).is_ok(), "{good}");
        }
        let own = ["nia.ohara@example.org", "nia.ohara", "margaret.thompson1"];
        for text in ["nia.ohara@example.org", "Nia.Ohara2026", "margaret.thompson1"] {
            assert!(Password::new(text, &own).is_err(), "{text}");
        }
        assert!(Password::new("kiln nia.ohara marsh", &own).is_ok());
        assert!(Password::new(&"kiln ".repeat(30), &own).is_err());
    }

    #[test]
    fn hashes_say_how_they_were_made() {
        let kept = hash(b"correct horse battery").unwrap();
        assert!(kept.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{kept}");
        let argon2 = argon2().unwrap();
        assert!(argon2.verify_password(b"correct horse battery", kept.as_str()).is_ok());
        assert!(argon2.verify_password(b"correct horse batterz", kept.as_str()).is_err());
    }
}
