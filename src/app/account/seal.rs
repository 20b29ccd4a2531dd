//! Secrets: made at random, kept as hashes where they only have to be recognised, sealed where they have to be read again.

use aws_lc_rs::hmac;
use aws_lc_rs::aead::{AES_256_GCM, Aad, Nonce, RandomizedNonceKey};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use crate::app::Problem;
use crate::error::Code;

/// Random bytes of a secret that is handed out.
const SECRET_BYTES: usize = 32;
/// Before what is sealed stands the nonce.
const NONCE_BYTES: usize = 12;

/// Random bytes.
///
/// # Errors
/// When the system has none.
pub fn random<const N: usize>() -> Result<[u8; N], Problem> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|error| Problem::new(Code::Internal, format!("the system gives no randomness: {error}")))?;
    Ok(bytes)
}

/// A secret to hand out, which cannot be guessed.
///
/// # Errors
/// When the system has no randomness.
pub fn secret() -> Result<String, Problem> {
    Ok(URL_SAFE_NO_PAD.encode(random::<SECRET_BYTES>()?))
}

/// A secret to sign with, handed out once: so many random bytes.
///
/// # Errors
/// When the system has no randomness.
pub fn signing_secret() -> Result<[u8; SECRET_BYTES], Problem> {
    random()
}

/// HMAC with SHA-256.
#[must_use]
pub fn mac(key: &[u8], message: &[u8]) -> Vec<u8> {
    hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, key), message).as_ref().to_vec()
}

/// What is kept of a secret. A plain hash will do, because nobody can try out all secrets of [`SECRET_BYTES`].
#[must_use]
pub fn hash(secret: &str) -> Vec<u8> {
    blake3::hash(secret.as_bytes()).as_bytes().to_vec()
}

/// The one secret of a directory; what it is used for has keys of its own, derived from it.
#[derive(Clone)]
pub struct Master([u8; 32]);

impl Master {
    #[must_use]
    pub const fn new(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// A key for one use.
    #[must_use]
    pub fn key(&self, purpose: &str) -> [u8; 32] {
        blake3::derive_key(purpose, &self.0)
    }

    /// A hash that nobody without the secret can compute: for what has few possible values.
    #[must_use]
    pub fn mark(&self, purpose: &str, parts: &[&[u8]]) -> [u8; 32] {
        let mut hasher = blake3::Hasher::new_keyed(&self.key(purpose));
        for part in parts {
            hasher.update(&(part.len() as u64).to_be_bytes()).update(part);
        }
        hasher.finalize().into()
    }

    /// Seals for one use: nobody can read it or put it in another's place.
    ///
    /// # Errors
    /// When the system has no randomness.
    pub fn seal(&self, purpose: &str, plain: &[u8]) -> Result<Vec<u8>, Problem> {
        let broken = |_| Problem::new(Code::Internal, "sealing failed");
        let mut text = plain.to_vec();
        let key = RandomizedNonceKey::new(&AES_256_GCM, &self.key(purpose)).map_err(broken)?;
        let nonce = key.seal_in_place_append_tag(Aad::from(purpose.as_bytes()), &mut text).map_err(broken)?;
        Ok([nonce.as_ref().as_slice(), &text].concat())
    }

    /// What was sealed for this use; nothing where it was not, or was changed since.
    #[must_use]
    pub fn open(&self, purpose: &str, sealed: &[u8]) -> Option<Vec<u8>> {
        let (nonce, text) = sealed.split_first_chunk::<NONCE_BYTES>()?;
        let mut text = text.to_vec();
        let key = RandomizedNonceKey::new(&AES_256_GCM, &self.key(purpose)).ok()?;
        let plain = key.open_in_place(Nonce::from(nonce), Aad::from(purpose.as_bytes()), &mut text).ok()?;
        Some(plain.to_vec())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_was_sealed_for_a_use_opens() {
        let master = Master::new([7; 32]);
        let sealed = master.seal("a", b"plain").unwrap();
        assert_eq!(master.open("a", &sealed).as_deref(), Some(&b"plain"[..]));
        assert_eq!(master.open("b", &sealed), None);
        assert_eq!(Master::new([8; 32]).open("a", &sealed), None);
        for at in 0..sealed.len() {
            let mut changed = sealed.clone();
            changed[at] ^= 1;
            assert_eq!(master.open("a", &changed), None, "byte {at}");
        }
    }

    #[test]
    fn marks_keep_their_parts_apart() {
        let master = Master::new([7; 32]);
        assert_ne!(master.mark("a", &[b"ab", b"c"]), master.mark("a", &[b"a", b"bc"]));
    }
}
