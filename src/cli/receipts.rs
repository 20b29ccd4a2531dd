//! Receipts of what was sent in to calls, checked without a server.

use super::commands::{Done, say};
use super::{Failure, Place};
use crate::app::account::attest::{ATTESTATION_BYTES_MAX, key_set};
use crate::app::account::keyring::Keyring;
use crate::app::process::receipt::verify as check;
use std::io::Read as _;
use std::path::Path;

/// Bytes of a proposal, and of a set of keys.
const PROPOSAL_BYTES_MAX: u64 = 4 * 1024 * 1024;

fn read(path: &Path, bytes_max: u64) -> Result<String, Failure> {
    let unreadable = |error: std::io::Error| Failure::Message(format!("{} cannot be read: {error}", path.display()));
    let mut text = String::new();
    std::fs::File::open(path).map_err(unreadable)?.take(bytes_max + 1).read_to_string(&mut text).map_err(unreadable)?;
    if text.len() as u64 > bytes_max { Err(Failure::Message(format!("{} has more than {bytes_max} bytes", path.display()))) } else { Ok(text) }
}

pub fn verify(place: &Place, receipt: &Path, keys: Option<&Path>, proposal: Option<&Path>) -> Done {
    let folder = place.data.join("keys");
    let keys = match keys {
        Some(file) => read(file, PROPOSAL_BYTES_MAX)?,
        None if folder.exists() => key_set(&Keyring::open(Some(&folder), jiff::Timestamp::now())?).to_string(),
        None => return Err(Failure::Message(format!("there are no keys in {}; give those of the directory with --keys FILE (its /.well-known/jwks.json)", folder.display()))),
    };
    let given = proposal.map(|file| read(file, PROPOSAL_BYTES_MAX)).transpose()?;
    let claims = check(&keys, &read(receipt, ATTESTATION_BYTES_MAX as u64)?, given.as_deref()).map_err(Failure::Message)?;
    say(format_args!("genuine: {} arrived in {} at {}{}", claims.sub, claims.call, claims.received, if claims.late { ", late" } else { "" }))?;
    say(format_args!("record {}, revision {}, licence {}", claims.record, claims.revision, claims.licence))?;
    say(format_args!("SHA-256 {}{}", claims.sha256, if given.is_some() { ", which is what was given" } else { "" }))
}
