//! Idempotency of the verbs of accounts: a request that is repeated under its key has no second effect and gets the first answer.
//!
//! Keys count per account, and per network for strangers. Answers may hold secrets, so they are kept sealed, and for a day only; the
//! ledger's own keys, of what was contributed, are kept for good.

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::limits::network;
use super::{Desk, HOUR_MS};
use crate::app::Problem;
use crate::app::actor::Visitor;
use crate::error::Code;
use crate::ledger::{AccountBook, Answered, Fresh, IDEMPOTENCY_KEY_BYTES_MAX, Keeping};

/// How long answers are kept for repetitions.
pub const ANSWER_HOURS_MAX: i64 = 24;
const SEALED_ANSWER: &str = "whatworks answer";

/// A request under an idempotency key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Once {
    repeat: [u8; 32],
    request: [u8; 32],
    account: Option<String>,
}

impl Once {
    /// Nothing where there is no key. `request` tells one request from another: the verb's name and what it was given.
    ///
    /// # Errors
    /// When the key is empty or too long.
    pub fn new(desk: &Desk, visitor: &Visitor, key: Option<&str>, request: &[&[u8]]) -> Result<Option<Self>, Problem> {
        let Some(key) = key else { return Ok(None) };
        if key.is_empty() || key.len() > IDEMPOTENCY_KEY_BYTES_MAX {
            return Err(Problem::new(Code::InvalidInput, format!("the idempotency key has {} bytes; it needs 1 to {IDEMPOTENCY_KEY_BYTES_MAX}", key.len())));
        }
        let master = &desk.keyring.master;
        let account = visitor.caller.actor().map(str::to_owned);
        let who = account.clone().or_else(|| network(visitor.network)).unwrap_or_default();
        let repeat = master.mark("whatworks idempotency", &[who.as_bytes(), key.as_bytes()]);
        Ok(Some(Self { repeat, request: master.mark("whatworks request", request), account }))
    }
}

fn conflict() -> Problem {
    Problem::new(Code::IdempotencyConflict, "the idempotency key was already used for something else: use a new key for a new request")
}

impl Desk {
    /// The answer to an earlier request under the same key; for verbs whose work is worth sparing.
    pub(super) async fn before<T: DeserializeOwned>(&self, once: Option<&Once>) -> Result<Option<T>, Problem> {
        let Some(once) = once.cloned() else { return Ok(None) };
        let now = self.now_ms();
        let known = self.ledger.look(move |book| Box::pin(async move { book.answered(&once.repeat, &once.request, now).await })).await?;
        known.map(|known| self.repeated(&known)).transpose()
    }

    fn repeated<T: DeserializeOwned>(&self, known: &Answered) -> Result<T, Problem> {
        let Answered::Before(sealed) = known else { return Err(conflict()) };
        let plain = self.keyring.master.open(SEALED_ANSWER, sealed).ok_or_else(conflict)?;
        serde_json::from_slice(&plain).map_err(|_| conflict())
    }

    /// Does `work` unless it was done under this key before; its answer is kept with what it changes.
    pub(in crate::app) async fn once<T: Serialize + DeserializeOwned + Send + 'static>(
        &self,
        once: Option<Once>,
        work: impl for<'a, 'c> FnOnce(&'a mut AccountBook<'c>) -> Keeping<'a, Result<T, Problem>> + Send + 'static,
    ) -> Result<T, Problem> {
        let Some(once) = once else { return self.keep(work).await };
        let (now, master) = (self.now_ms(), self.keyring.master.clone());
        let done = self.keep(move |book| {
            Box::pin(async move {
                if let Some(known) = book.answered(&once.repeat, &once.request, now).await? {
                    return Ok(Ok(Err(known)));
                }
                let answer = match work(book).await? {
                    Ok(answer) => answer,
                    Err(problem) => return Ok(Err(problem)),
                };
                let sealed = serde_json::to_vec(&answer).map_err(|error| Problem::new(Code::Internal, error.to_string())).and_then(|plain| master.seal(SEALED_ANSWER, &plain));
                match sealed {
                    Ok(sealed) => {
                        let Once { repeat, request, account } = once;
                        book.add_answer(&Fresh { repeat, request, account, sealed, expires: now + ANSWER_HOURS_MAX * HOUR_MS }).await?;
                        Ok(Ok(Ok(answer)))
                    }
                    Err(problem) => Ok(Err(problem)),
                }
            })
        });
        match done.await? {
            Ok(answer) => Ok(answer),
            Err(known) => self.repeated(&known),
        }
    }
}
