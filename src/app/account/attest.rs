//! What the directory attests: statements that anybody can check for as long as they keep them, without asking anybody.
//!
//! JSON Web Signatures (RFC 7515) with Ed25519, by keys of their own. They do not turn like those of access tokens, because what they
//! signed is checked years later; a header of another type and another key keep either from being taken for the other.

use jsonwebtoken::jwk::JwkSet;
use jsonwebtoken::{Algorithm, DecodingKey, Header, Validation, decode, decode_header, encode};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value as Json, json};

use super::keyring::{Keyring, SigningKey};
use crate::app::Problem;
use crate::error::Code;

/// The longest text that is taken for an attestation.
pub const ATTESTATION_BYTES_MAX: usize = 16 * 1_024;

/// Signs what `claims` says.
///
/// # Errors
/// When there is no key.
pub fn attest(keyring: &Keyring, typ: &str, claims: &impl Serialize) -> Result<String, Problem> {
    let keys = keyring.attesting();
    let key = keys.last().ok_or_else(|| Problem::new(Code::Internal, "there is no key to attest with"))?;
    let header = Header { typ: Some(typ.to_owned()), kid: Some(key.id.clone()), ..Header::new(Algorithm::EdDSA) };
    encode(&header, claims, &key.encoding).map_err(|error| Problem::new(Code::Internal, format!("it cannot be signed: {error}")))
}

/// A public key as RFC 8037 writes it.
#[must_use]
pub fn jwk(key: &SigningKey) -> Json {
    json!({ "kty": "OKP", "crv": "Ed25519", "use": "sig", "alg": "EdDSA", "kid": key.id, "x": key.public() })
}

/// The public keys with which attestations are checked, as a JSON Web Key Set.
#[must_use]
pub fn key_set(keyring: &Keyring) -> Json {
    json!({ "keys": keyring.attesting().iter().map(|key| jwk(key)).collect::<Vec<_>>() })
}

/// What a text attests, if it was signed by one of `keys` (a JSON Web Key Set).
///
/// # Errors
/// Why it cannot be believed, in lower case.
pub fn attested<T: DeserializeOwned>(keys: &str, typ: &str, text: &str) -> Result<T, String> {
    let text = text.trim();
    if text.len() > ATTESTATION_BYTES_MAX {
        return Err(format!("it has {} bytes; at most {ATTESTATION_BYTES_MAX} are read", text.len()));
    }
    let keys: JwkSet = serde_json::from_str(keys).map_err(|error| format!("the keys are no JSON Web Key Set: {error}"))?;
    let header = decode_header(text).map_err(|error| format!("it is no JSON Web Signature: {error}"))?;
    if header.typ.as_deref() != Some(typ) || header.alg != Algorithm::EdDSA {
        return Err(format!("it is a signature of another kind: expected the type `{typ}`, signed with EdDSA"));
    }
    let kid = header.kid.ok_or("it does not say which key signed it")?;
    let key = keys.find(&kid).ok_or_else(|| format!("it was signed with the key `{kid}`, which is not among the keys given"))?;
    let key = DecodingKey::from_jwk(key).map_err(|error| format!("the key `{kid}` cannot be used: {error}"))?;
    let mut validation = Validation::new(Algorithm::EdDSA);
    validation.set_required_spec_claims(&[] as &[&str]);
    validation.validate_exp = false;
    validation.validate_aud = false;
    decode::<T>(text, &key, &validation).map(|decoded| decoded.claims).map_err(|error| format!("the signature does not hold: {error}"))
}
