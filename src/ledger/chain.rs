//! The hash chain: every event commits to all before it, and to its own content only through a salted commitment, so content
//! can be erased and the chain still verifies.

use std::fmt::{self, Debug, Display};

use ulid::Ulid;

use super::EventKind;

/// A BLAKE3 hash, shown as 64 hexadecimal digits.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Digest(pub [u8; 32]);

impl Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl Debug for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Display::fmt(self, f)
    }
}

/// The end of the journal: the last event's sequence and chain value; zero for an empty ledger.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Head {
    pub sequence: u64,
    pub chain: Digest,
}

/// BLAKE3(salt ‖ payload). The salt is random and erased with the payload, so nobody can confirm a guess of what was erased.
pub(super) fn commitment(salt: &[u8; 32], payload: &[u8]) -> Digest {
    let mut hasher = blake3::Hasher::new();
    hasher.update(salt);
    hasher.update(payload);
    Digest(hasher.finalize().into())
}

/// BLAKE3(previous ‖ sequence ‖ id ‖ kind ‖ erased sequence or 0 ‖ commitment); numbers big-endian, the kind's name after its
/// length in one byte. The time is part of the id.
pub(super) fn link(previous: Digest, sequence: u64, id: Ulid, kind: EventKind, commitment: Digest) -> Digest {
    let name = kind.name();
    let mut hasher = blake3::Hasher::new();
    hasher.update(&previous.0);
    hasher.update(&sequence.to_be_bytes());
    hasher.update(&id.to_bytes());
    hasher.update(&[name.len() as u8]);
    hasher.update(name.as_bytes());
    hasher.update(&kind.erases().unwrap_or(0).to_be_bytes());
    hasher.update(&commitment.0);
    Digest(hasher.finalize().into())
}
