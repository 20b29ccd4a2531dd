//! Requests that may come twice. A key that the caller chose names a request; when it comes again, whether the first answer was lost
//! or twenty copies race, it happens once and every copy has the same answer. Keys count per actor and for ever, because they stand in
//! the journal with a digest of what was asked.
//!
//! Uses the ledger.

use super::{Directory, Problem};
use crate::error::Code;
use crate::ledger::{Draft, Event, IDEMPOTENCY_KEY_BYTES_MAX, LedgerError};
use crate::ontology::terms::REQUEST_DIGEST;
use oxigraph::model::{Literal, NamedNode, Term, Triple};
use rustc_hash::FxHashMap;
use serde_json::Value as Json;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::{Mutex as AsyncMutex, OwnedMutexGuard};

/// A request that the caller gave a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Repeat {
    key: String,
    digest: String,
}

impl Repeat {
    /// `verb` with `arguments`, the key itself not among them.
    ///
    /// # Errors
    /// When the key is empty or too long.
    pub fn new(key: &str, verb: &str, arguments: &serde_json::Map<String, Json>) -> Result<Self, Problem> {
        if key.is_empty() || key.len() > IDEMPOTENCY_KEY_BYTES_MAX {
            return Err(Problem::new(Code::InvalidInput, format!("an idempotency key has 1 to {IDEMPOTENCY_KEY_BYTES_MAX} bytes, not {}", key.len())));
        }
        let mut hasher = blake3::Hasher::new();
        hasher.update(verb.as_bytes());
        hasher.update(&[0]);
        hasher.update(canonical(&Json::Object(arguments.clone())).to_string().as_bytes());
        Ok(Self { key: key.to_owned(), digest: hasher.finalize().to_hex().to_string() })
    }

    /// The same request as far as one of many things that it concerns.
    #[must_use]
    pub fn part(&self, name: &str) -> Self {
        let key = blake3::hash(format!("{}\n{name}", self.key).as_bytes()).to_hex().to_string();
        Self { key, digest: self.digest.clone() }
    }

    /// Puts the key and the digest into the draft by which the request will be recognised.
    pub(super) fn mark(&self, draft: &mut Draft) {
        let subject = NamedNode::new_unchecked(&draft.subject);
        draft.idempotency_key = Some(self.key.clone());
        draft.private.push(Triple::new(subject, REQUEST_DIGEST, Literal::new_simple_literal(&self.digest)));
    }

    fn is(&self, event: &Event) -> bool {
        let digest = event.private.iter().find(|triple| triple.predicate == REQUEST_DIGEST).map(|triple| &triple.object);
        matches!(digest, Some(Term::Literal(literal)) if literal.value() == self.digest)
    }
}

/// Members of objects sorted by name, absent and null alike.
fn canonical(value: &Json) -> Json {
    match value {
        Json::Object(members) => {
            let mut members: Vec<(String, Json)> = members.iter().filter(|(_, member)| !member.is_null()).map(|(name, member)| (name.clone(), canonical(member))).collect();
            members.sort_by(|one, other| one.0.cmp(&other.0));
            Json::Object(members.into_iter().collect())
        }
        Json::Array(members) => Json::Array(members.iter().map(canonical).collect()),
        other => other.clone(),
    }
}

/// Whether a request is to be done, or was done.
pub(super) enum Begun {
    /// Nobody else does it while this is held.
    Now(Option<Turn>),
    /// The event by which it was done.
    Before(Box<Event>),
}

/// Takes a request on: waits for a copy of it that is being done.
///
/// # Errors
/// [`Code::IdempotencyConflict`] when the key was used for another request.
pub(super) async fn begin(directory: &Directory, actor: &str, repeat: Option<&Repeat>) -> Result<Begun, Problem> {
    let Some(repeat) = repeat else { return Ok(Begun::Now(None)) };
    let turn = directory.turns().take(format!("{actor}\n{}", repeat.key)).await;
    Ok(done(directory, actor, repeat).await?.map_or(Begun::Now(Some(turn)), |event| Begun::Before(Box::new(event))))
}

/// The event by which the request was done before.
///
/// # Errors
/// [`Code::IdempotencyConflict`] when the key was used for another request.
pub(super) async fn done(directory: &Directory, actor: &str, repeat: &Repeat) -> Result<Option<Event>, Problem> {
    let event = directory.ledger().by_key(actor, &repeat.key).await.map_err(super::DirectoryError::from)?;
    match event {
        Some(event) if !repeat.is(&event) => Err(super::DirectoryError::from(LedgerError::IdempotencyConflict).into()),
        event => Ok(event),
    }
}

/// Requests that are being done in this process.
#[derive(Default)]
pub struct Turns(Mutex<FxHashMap<String, Arc<AsyncMutex<()>>>>);

impl Turns {
    async fn take(self: &Arc<Self>, name: String) -> Turn {
        let mutex = Arc::clone(self.0.lock().unwrap_or_else(PoisonError::into_inner).entry(name.clone()).or_default());
        let held = mutex.lock_owned().await;
        Turn { turns: Arc::clone(self), name, held: Some(held) }
    }
}

/// One request is being done as long as this lives.
pub(super) struct Turn {
    turns: Arc<Turns>,
    name: String,
    held: Option<OwnedMutexGuard<()>>,
}

impl Drop for Turn {
    fn drop(&mut self) {
        let mut all = self.turns.0.lock().unwrap_or_else(PoisonError::into_inner);
        self.held = None;
        if all.get(&self.name).is_some_and(|mutex| Arc::strong_count(mutex) == 1) {
            all.remove(&self.name);
        }
    }
}
