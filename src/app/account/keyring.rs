//! The keys of a directory: one master secret, and the keys that sign access tokens, of which there is a new one now and then.
//!
//! They lie in a folder of their own beside the ledger, readable by its owner only: whoever has a copy of the database alone can
//! neither sign in as anybody nor read what is sealed in it. The folder is needed to restore a backup with its second factors.

use std::io::{self, Write as _};
use std::os::unix::fs::{OpenOptionsExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use arc_swap::ArcSwap;
use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair as _};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::Timestamp;
use jsonwebtoken::{DecodingKey, EncodingKey};
use ulid::Ulid;

use super::seal::{Master, random};
use super::token::TOKEN_SECONDS_MAX;
use crate::app::Problem;
use crate::error::Code;

/// A key signs for this long; then a new one takes over.
pub const SIGNING_KEY_DAYS_MAX: i64 = 30;
/// A key verifies for this long after another has taken over.
const RETIRED_KEY_SECONDS_MAX: i64 = 2 * TOKEN_SECONDS_MAX;

const MASTER_FILE: &str = "master";
const SIGNING_ENDING: &str = "ed25519";
const ATTESTING_ENDING: &str = "attest";

/// A key that signs, or did.
pub struct SigningKey {
    /// A ULID, so it tells since when there is the key.
    pub id: String,
    pub encoding: EncodingKey,
    pub decoding: DecodingKey,
    public: Vec<u8>,
    since: i64,
}

impl SigningKey {
    fn read(id: &str, pkcs8: &[u8]) -> Option<Self> {
        let since = i64::try_from(Ulid::from_string(id).ok()?.timestamp_ms()).ok()?;
        let pair = Ed25519KeyPair::from_pkcs8(pkcs8).ok()?;
        let public = pair.public_key().as_ref().to_vec();
        Some(Self { id: id.to_owned(), encoding: EncodingKey::from_ed_der(pkcs8), decoding: DecodingKey::from_ed_der(&public), public, since })
    }

    /// The public half, in base64url.
    #[must_use]
    pub fn public(&self) -> String {
        URL_SAFE_NO_PAD.encode(&self.public)
    }
}

/// All keys; of each kind the last one signs.
pub struct Keyring {
    folder: Option<PathBuf>,
    pub master: Master,
    signing: ArcSwap<Vec<Arc<SigningKey>>>,
    attesting: Vec<Arc<SigningKey>>,
}

fn broken(doing: &str, error: &dyn std::fmt::Display) -> Problem {
    Problem::new(Code::Internal, format!("{doing}: {error}"))
}

impl Keyring {
    /// The keys in `folder`, made when there are none; without a folder, keys that go when the program goes.
    ///
    /// # Errors
    /// When the folder cannot be read or written, or a key in it is not one.
    pub fn open(folder: Option<&Path>, now: Timestamp) -> Result<Self, Problem> {
        let failed = |error: io::Error| broken("the folder of keys cannot be used", &error);
        let (mut master, mut signing, mut attesting) = (None, Vec::new(), Vec::new());
        if let Some(folder) = folder {
            std::fs::create_dir_all(folder).and_then(|()| std::fs::set_permissions(folder, std::fs::Permissions::from_mode(0o700))).map_err(failed)?;
            for file in std::fs::read_dir(folder).map_err(failed)? {
                let path = file.map_err(failed)?.path();
                let name = path.file_stem().and_then(|name| name.to_str()).unwrap_or_default();
                let unreadable = || broken("the folder of keys is damaged", &format!("{} is not a key; restore it from a backup", path.display()));
                let kind = path.extension().and_then(|ending| ending.to_str()).unwrap_or_default();
                if let SIGNING_ENDING | ATTESTING_ENDING = kind {
                    let keys = if kind == SIGNING_ENDING { &mut signing } else { &mut attesting };
                    keys.push(Arc::new(SigningKey::read(name, &std::fs::read(&path).map_err(failed)?).ok_or_else(unreadable)?));
                } else if path.file_name().is_some_and(|name| name == MASTER_FILE) {
                    master = Some(<[u8; 32]>::try_from(std::fs::read(&path).map_err(failed)?).map_err(|_| unreadable())?);
                }
            }
        }
        let master = match master {
            Some(master) => master,
            None => {
                let master = random()?;
                write(folder, MASTER_FILE, &master)?;
                master
            }
        };
        for keys in [&mut signing, &mut attesting] {
            keys.sort_by(|a: &Arc<SigningKey>, b| a.id.cmp(&b.id));
        }
        if attesting.is_empty() {
            attesting.push(Arc::new(made(folder, ATTESTING_ENDING, now.as_millisecond())?));
        }
        let keyring = Self { folder: folder.map(Path::to_owned), master: Master::new(master), signing: ArcSwap::from_pointee(signing), attesting };
        keyring.turn(now)?;
        Ok(keyring)
    }

    /// Makes a new signing key when the last one is too old, and forgets those that nobody can be holding a token of.
    ///
    /// # Errors
    /// When the new key cannot be kept.
    pub fn turn(&self, now: Timestamp) -> Result<(), Problem> {
        let now = now.as_millisecond();
        let last = self.signing.load().last().map(|key| key.since);
        if last.is_none_or(|since| now - since >= SIGNING_KEY_DAYS_MAX * 86_400_000) {
            self.add(now)?;
        }
        let keys = self.signing.load_full();
        let kept = |at: usize| keys.get(at + 1).is_none_or(|next| now - next.since < RETIRED_KEY_SECONDS_MAX * 1000);
        let (good, old): (Vec<_>, Vec<_>) = keys.iter().enumerate().partition(|(at, _)| kept(*at));
        for (_, key) in old {
            if let Some(folder) = &self.folder {
                drop(std::fs::remove_file(folder.join(format!("{}.{SIGNING_ENDING}", key.id))));
            }
        }
        self.signing.store(Arc::new(good.into_iter().map(|(_, key)| Arc::clone(key)).collect()));
        Ok(())
    }

    fn add(&self, now: i64) -> Result<(), Problem> {
        let key = made(self.folder.as_deref(), SIGNING_ENDING, now)?;
        let mut keys = Vec::clone(&self.signing.load());
        keys.push(Arc::new(key));
        self.signing.store(Arc::new(keys));
        Ok(())
    }

    /// The keys that attest, oldest first. They are kept for good.
    #[must_use]
    pub fn attesting(&self) -> &[Arc<SigningKey>] {
        &self.attesting
    }

    /// The keys whose tokens are good, oldest first; the last one signs.
    #[must_use]
    pub fn signing(&self) -> Arc<Vec<Arc<SigningKey>>> {
        self.signing.load_full()
    }
}

/// A new key, kept where there is a folder.
fn made(folder: Option<&Path>, ending: &str, now: i64) -> Result<SigningKey, Problem> {
    let failed = |_| broken("a signing key cannot be made", &"the system gives no randomness");
    let id = Ulid::from_parts(now.max(0).cast_unsigned(), u128::from_be_bytes(random()?)).to_string();
    let pkcs8 = Ed25519KeyPair::generate().and_then(|pair| pair.to_pkcs8v1()).map_err(failed)?;
    let key = SigningKey::read(&id, pkcs8.as_ref()).ok_or_else(|| broken("a signing key cannot be made", &"it does not read back"))?;
    write(folder, &format!("{id}.{ending}"), pkcs8.as_ref())?;
    Ok(key)
}

/// Keeps a key where there is a folder: the file is never there in part, and never readable by others.
fn write(folder: Option<&Path>, name: &str, bytes: &[u8]) -> Result<(), Problem> {
    let Some(folder) = folder else { return Ok(()) };
    let partial = folder.join(format!("{name}.partial"));
    drop(std::fs::remove_file(&partial));
    let written = std::fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(&partial).and_then(|mut file| {
        file.write_all(bytes)?;
        file.sync_all()
    });
    written.and_then(|()| std::fs::rename(&partial, folder.join(name))).map_err(|error| broken("a key cannot be kept", &error))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_survive_a_restart_and_retire_in_time() {
        let folder = tempfile::tempdir().unwrap();
        let day = |day: i64| Timestamp::from_second(1_600_000_000 + day * 86_400).unwrap();
        let open = |time| Keyring::open(Some(folder.path()), time).unwrap();
        let ids = |keyring: &Keyring| keyring.signing().iter().map(|key| key.id.clone()).collect::<Vec<_>>();
        let first = open(day(0));
        assert_eq!(ids(&first), ids(&open(day(1))));
        assert_eq!(first.master.key("a"), open(day(1)).master.key("a"));
        let turned = open(day(31));
        assert_eq!(ids(&turned).len(), 2);
        assert_eq!(ids(&turned)[..1], ids(&first)[..]);
        assert_eq!(turned.attesting()[0].id, first.attesting()[0].id);
        turned.turn(day(32)).unwrap();
        assert_eq!(ids(&turned).len(), 1);
        assert_ne!(ids(&turned), ids(&first));
        for file in std::fs::read_dir(folder.path()).unwrap() {
            assert_eq!(file.unwrap().metadata().unwrap().permissions().mode() & 0o777, 0o600);
        }
        std::fs::write(folder.path().join("master"), b"short").unwrap();
        assert!(Keyring::open(Some(folder.path()), day(32)).is_err());
    }
}
