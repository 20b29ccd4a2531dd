//! Keeping spam out without asking people to prove that they are: a challenge that costs a machine a moment, a field that people do not
//! see, a time that people need, and links counted. Nothing here refuses a person; at worst a contribution is held until a curator has
//! looked at it, which is also the way for whoever has no scripts.
//!
//! The challenge is altcha's, version 2: find a number for which PBKDF2 begins with zeros. A challenge is good for one solution, in
//! every process and across restarts.

use std::collections::BTreeMap;

use altcha::{CreateChallengeOptions, Payload, VerifySolutionOptions, create_challenge, verify_solution};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use blake3::Hash;

use super::Desk;
use crate::app::Problem;
use crate::app::actor::{Caller, Role};
use crate::error::Code;

/// How long a challenge can be answered.
const CHALLENGE_SECONDS_MAX: i64 = 1_200;
/// Nobody fills in a form faster.
pub const FORM_SECONDS_MIN: i64 = 2;
/// Rounds of one guess; a guess is right once in 256.
const ROUNDS: u32 = 5_000;
const PREFIX: &str = "00";
/// The longest text that is taken for a solution.
const PROOF_BYTES_MAX: usize = 4_096;
/// Links that a contribution may have without a second look, whatever its length.
const LINKS_USUAL_MAX: usize = 3;
/// Of so many words one may be a link.
const WORDS_PER_LINK_MIN: usize = 25;
/// Contributions of somebody of whom nothing was accepted yet that may wait at once; further ones are held.
pub const WAITING_OF_NEWCOMER_MAX: usize = 5;

/// In the signed part of a challenge: when it was issued.
const ISSUED: &str = "issued";

/// A challenge to hand out.
pub struct Challenge {
    pub json: String,
    /// Seconds since 1970.
    pub expires: i64,
}

/// What somebody who contributes shows beside it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Effort {
    /// A solved challenge.
    pub proof: Option<String>,
    /// A field that people do not see: programs that fill in every field give themselves away.
    pub trap: Option<String>,
}

/// A contribution, as far as spam goes.
#[derive(Clone, Copy, Debug)]
pub struct Sent<'a> {
    pub effort: &'a Effort,
    /// Every text that will be read by people.
    pub texts: &'a [&'a str],
    /// Contributions of the same account that wait already.
    pub waiting: usize,
}

/// Why a contribution is held.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Suspicion {
    NoProof,
    Trap,
    Links,
    /// Too many from somebody who is new.
    Newcomer,
}

impl Suspicion {
    /// For whoever sent it, and for curators.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::NoProof => "it came without a proof of work",
            Self::Trap => "a field was filled in that people do not see",
            Self::Links => "it has many links for its length",
            Self::Newcomer => "many contributions of a new account wait already",
        }
    }
}

/// Whether the field that people do not see was filled in.
#[must_use]
pub fn is_caught(trap: Option<&str>) -> bool {
    trap.is_some_and(|trap| !trap.trim().is_empty())
}

/// Whether texts have more links than their length explains.
#[must_use]
pub fn is_full_of_links(texts: &[&str]) -> bool {
    let lower = texts.join(" ").to_lowercase();
    let links = lower.matches("http://").count() + lower.matches("https://").count() + lower.matches("[url").count();
    links > LINKS_USUAL_MAX && lower.split_whitespace().count() < links * WORDS_PER_LINK_MIN
}

fn refused(words: &str) -> Problem {
    super::invalid("proof", Problem::new(Code::InvalidInput, format!("the proof of work {words}; ask for another challenge")))
}

impl Desk {
    fn altcha_key(&self) -> String {
        Hash::from_bytes(self.keyring.master.key("whatworks proof of work")).to_hex().to_string()
    }

    /// A challenge.
    ///
    /// # Errors
    /// When the system has no randomness.
    pub fn challenge(&self) -> Result<Challenge, Problem> {
        let now = self.now();
        let expires = now.as_second() + CHALLENGE_SECONDS_MAX;
        let made = create_challenge(CreateChallengeOptions {
            cost: ROUNDS,
            key_prefix: PREFIX.to_owned(),
            data: Some(BTreeMap::from([(ISSUED.to_owned(), now.as_second().into())])),
            expires_at: Some(expires),
            hmac_signature_secret: Some(self.altcha_key()),
            ..CreateChallengeOptions::default()
        });
        let json = made.ok().and_then(|challenge| serde_json::to_string(&challenge).ok());
        json.map(|json| Challenge { json, expires }).ok_or_else(|| Problem::new(Code::Internal, "a challenge cannot be made"))
    }

    /// Whether a proof of work is shown; a good one is used up by this.
    ///
    /// # Errors
    /// When one is shown that is not good: whoever meant to prove something is told.
    pub(super) async fn is_proved(&self, proof: Option<&str>) -> Result<bool, Problem> {
        let Some(proof) = proof.map(str::trim).filter(|proof| !proof.is_empty()) else { return Ok(false) };
        let unreadable = || refused("cannot be read");
        if proof.len() > PROOF_BYTES_MAX {
            return Err(unreadable());
        }
        let payload: Payload = STANDARD.decode(proof).ok().and_then(|json| serde_json::from_slice(&json).ok()).ok_or_else(unreadable)?;
        let parameters = payload.challenge.parameters.clone();
        let key = self.altcha_key();
        let verified = self.hashing.run(move || verify_solution(VerifySolutionOptions::new(&payload.challenge, &payload.solution, key)).is_ok_and(|result| result.verified)).await?;
        if !verified {
            return Err(refused("is wrong"));
        }
        // From here on the parameters are known to be ours.
        let now = self.now().as_second();
        let issued = parameters.data.as_ref().and_then(|data| data.get(ISSUED)?.as_i64()).unwrap_or(now);
        let expires = parameters.expires_at.unwrap_or(0);
        if expires <= now {
            return Err(refused("comes too late"));
        }
        if now - issued < FORM_SECONDS_MIN {
            return Err(refused(&format!("comes within {FORM_SECONDS_MIN} seconds of its challenge, faster than a person fills in a form")));
        }
        // One challenge has many solutions, so it is the challenge that is used up.
        let challenge = blake3::hash(parameters.nonce.as_bytes()).as_bytes().to_vec();
        let fresh = self.ledger.keep(move |book| Box::pin(async move { book.take_proof(&challenge, expires * 1_000).await.map(Ok::<_, Problem>) })).await??;
        if fresh { Ok(true) } else { Err(refused("was used already")) }
    }

    /// What speaks for holding a contribution until a curator has looked at it; nothing, and it waits with the others. A good proof is
    /// used up. Curators, programs with a key and whoever has contributed before are trusted; their links are counted all the same.
    /// Whoever has no account here acts within the program.
    ///
    /// # Errors
    /// When a proof is shown that is not good.
    pub async fn suspicions(&self, caller: &Caller, sent: Sent<'_>) -> Result<Vec<Suspicion>, Problem> {
        let proved = self.is_proved(sent.effort.proof.as_deref()).await?;
        let id = caller.actor().unwrap_or_default().to_owned();
        let account = self.ledger.look(move |book| Box::pin(async move { book.by_id(&id).await })).await?;
        let trusted = matches!(caller, Caller::Partner(_)) || matches!(caller, Caller::Account(own) if own.role > Role::Contributor);
        let known = trusted || account.as_ref().is_none_or(|account| account.known);
        let effort = proved || account.as_ref().is_some_and(|account| account.proved);
        let mut suspicions = Vec::new();
        if is_caught(sent.effort.trap.as_deref()) {
            suspicions.push(Suspicion::Trap);
        }
        if !known && !effort {
            suspicions.push(Suspicion::NoProof);
        }
        if is_full_of_links(sent.texts) {
            suspicions.push(Suspicion::Links);
        }
        if !known && sent.waiting >= WAITING_OF_NEWCOMER_MAX {
            suspicions.push(Suspicion::Newcomer);
        }
        Ok(suspicions)
    }

    /// Something of this account was accepted: from now on it is known.
    ///
    /// # Errors
    /// When the ledger cannot be written.
    pub async fn vouch(&self, account: &str) -> Result<(), Problem> {
        let id = account.to_owned();
        // Nearly always it is, and then nothing is written.
        if self.account(account).await.is_ok_and(|account| account.known) {
            return Ok(());
        }
        self.keep(move |book| {
            Box::pin(async move {
                if let Some(account) = book.by_id(&id).await?.filter(|account| !account.known) {
                    book.put(&crate::ledger::Account { known: true, ..account }).await?;
                }
                Ok(Ok(()))
            })
        })
        .await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_are_counted_against_the_words_around_them() {
        let casino = "buy http://a.example http://b.example https://c.example [url=http://d.example] now";
        assert!(is_full_of_links(&[casino]));
        assert!(!is_full_of_links(&["see https://a.example and https://b.example"]));
        let report = format!("{} https://a.example https://b.example https://c.example https://d.example", "word ".repeat(120));
        assert!(!is_full_of_links(&[&report]));
    }
}
