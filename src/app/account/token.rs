//! Access tokens: JSON Web Tokens signed with Ed25519, after RFC 9068, good for ten minutes.
//!
//! The header is a closed shape, read before anything else: a token that names an algorithm of its own, brings a key or says where
//! one is to be fetched is not looked at any further. The times are judged here and not by the library, because time is a parameter
//! in this house; signature, issuer and audience are the library's.

use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::Timestamp;
use jsonwebtoken::{Algorithm, Header, Validation, decode, encode};
use serde::{Deserialize, Serialize};

use super::keyring::SigningKey;
use crate::app::Problem;
use crate::error::Code;

/// How long an access token is good.
pub const TOKEN_SECONDS_MAX: i64 = 600;
/// The longest text that is taken for a token.
const TOKEN_BYTES_MAX: usize = 2_048;
/// <https://www.rfc-editor.org/rfc/rfc9068#section-2.1>
const TYPE: &str = "at+jwt";

/// What a token says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Claims {
    pub iss: String,
    pub aud: String,
    /// The account.
    pub sub: String,
    /// The session.
    pub sid: String,
    pub epoch: i64,
    /// Seconds since 1970, as are the next ones.
    pub iat: i64,
    pub nbf: i64,
    pub exp: i64,
}

/// The only header there is.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Head {
    typ: String,
    alg: String,
    kid: String,
}

/// Who issues tokens, and for whom.
#[derive(Clone)]
pub struct Issuer {
    pub issuer: String,
    pub audience: String,
}

impl Issuer {
    /// A token for a session, from now on, signed with the last of the keys.
    ///
    /// # Errors
    /// When there is no key to sign with.
    pub fn token(&self, keys: &[Arc<SigningKey>], account: &str, session: &str, epoch: i64, now: Timestamp) -> Result<String, Problem> {
        let now = now.as_second();
        let (iss, aud) = (self.issuer.clone(), self.audience.clone());
        let claims = Claims { iss, aud, sub: account.to_owned(), sid: session.to_owned(), epoch, iat: now, nbf: now, exp: now + TOKEN_SECONDS_MAX };
        let key = keys.last().ok_or_else(|| Problem::new(Code::Internal, "there is no key to sign tokens with"))?;
        let header = Header { typ: Some(TYPE.to_owned()), kid: Some(key.id.clone()), ..Header::new(Algorithm::EdDSA) };
        encode(&header, &claims, &key.encoding).map_err(|error| Problem::new(Code::Internal, format!("a token cannot be signed: {error}")))
    }

    /// What a token says, if it is one of ours and good now.
    #[must_use]
    pub fn check(&self, keys: &[Arc<SigningKey>], token: &str, now: Timestamp) -> Option<Claims> {
        if token.len() > TOKEN_BYTES_MAX {
            return None;
        }
        let head = URL_SAFE_NO_PAD.decode(token.split('.').next()?).ok()?;
        let head: Head = serde_json::from_slice(&head).ok()?;
        if head.typ != TYPE || head.alg != "EdDSA" {
            return None;
        }
        let key = keys.iter().find(|key| key.id == head.kid)?;
        let mut validation = Validation::new(Algorithm::EdDSA);
        validation.set_required_spec_claims(&["exp", "nbf", "aud", "iss", "sub"]);
        validation.set_issuer(&[&self.issuer]);
        validation.set_audience(&[&self.audience]);
        validation.validate_exp = false;
        let claims = decode::<Claims>(token, &key.decoding, &validation).ok()?.claims;
        let now = now.as_second();
        let lasts = claims.exp.checked_sub(claims.nbf)?;
        (claims.iat == claims.nbf && claims.nbf <= now && now < claims.exp && (0..=TOKEN_SECONDS_MAX).contains(&lasts)).then_some(claims)
    }
}
