//! Telling: one message after the other for each hook, several hooks at once. What cannot be told is tried again after growing waits; a hook
//! that nobody answers for days is disabled, and its owner has mail.
//!
//! Where a hook stands moves on only once its message was answered, so whoever stops in between tells it again after the restart, under the
//! same `webhook-id`.

use super::message::{Message, told};
use super::{Asked, Standing, own};
use crate::app::actor::Visitor;
use crate::app::mail::Letter;
use crate::app::outward::{Fetched, Limits, post_public};
use crate::app::{Directory, Problem};
use crate::error::Code;
use crate::ledger::{Delivery, Hook, Notice};
use std::sync::Arc;
use std::time::Duration;
use tokio::task::JoinSet;

/// Hooks that are told at once.
const HOOKS_AT_ONCE_MAX: u32 = 16;
/// Messages to one hook before the others have their turn.
const MESSAGES_PER_TURN_MAX: usize = 50;
/// How often is looked for hooks whose wait is over.
pub const WEBHOOK_INTERVAL: Duration = Duration::from_secs(5);
/// An answer takes at most this long.
const ANSWER_SECONDS_MAX: u64 = 15;
/// What is read of an answer; nothing of it is used.
const ANSWER_BYTES_MAX: usize = 4 * 1_024;
/// The wait after the first failure; each next one is twice as long.
const FIRST_WAIT_SECONDS: i64 = 5;
const WAIT_SECONDS_MAX: i64 = 6 * 3_600;
/// A hook that could not be reached for so long is disabled.
pub const FAILING_DAYS_MAX: i64 = 5;
const DAY_MS: i64 = 86_400_000;
/// Bytes of an error that is kept.
const ERROR_CHARS_MAX: usize = 300;
/// What a receiver answers that wants no more.
const GONE: u16 = 410;

/// Tells all hooks whatever comes, until it is stopped.
pub async fn run(directory: Arc<Directory>) {
    let mut moved = directory.revisions();
    loop {
        match round(&directory).await {
            Ok(told) if told > 0 => continue,
            Ok(_) => {}
            Err(error) => tracing::error!(%error, "webhooks cannot be told"),
        }
        tokio::select! {
            changed = moved.changed() => if changed.is_err() { return },
            () = tokio::time::sleep(WEBHOOK_INTERVAL) => {}
        }
    }
}

/// Tells the hooks that are due, and answers how many messages were taken.
///
/// # Errors
/// When the ledger cannot be read or written; a hook that cannot be reached is none.
pub async fn round(directory: &Arc<Directory>) -> Result<usize, Problem> {
    // Proposals move the revision on and are no news.
    let (now, revision) = (directory.desk().now().as_millisecond(), directory.views().state().snapshot.shown());
    let due = directory.ledger().look(move |book| Box::pin(async move { book.due_hooks(now, revision, HOOKS_AT_ONCE_MAX).await })).await?;
    let mut turns = JoinSet::new();
    for hook in due {
        let directory = Arc::clone(directory);
        turns.spawn(async move { turn(&directory, hook).await });
    }
    let mut taken = 0;
    while let Some(done) = turns.join_next().await {
        taken += done.map_err(|_| Problem::new(Code::Internal, "telling a webhook broke"))??;
    }
    Ok(taken)
}

/// Tells one hook what it has not heard, as far as its turn goes.
async fn turn(directory: &Arc<Directory>, mut hook: Hook) -> Result<usize, Problem> {
    let mut taken = 0;
    for _ in 0..MESSAGES_PER_TURN_MAX {
        let (reader, wanted) = (Arc::clone(directory), hook.clone());
        let next = tokio::task::spawn_blocking(move || next(&reader, &wanted)).await.map_err(|_| Problem::new(Code::Internal, "looking for news broke"))?;
        let after = match next {
            Ok(Next::Message(message)) => {
                let sent = send(directory, &hook, Arc::new(message)).await?;
                let (after, mail) = moved(directory, &hook, &sent);
                let (before, kept, tried) = (hook.clone(), after.clone(), sent);
                let mail = mail.map(|notice| (ulid::Ulid::new(), notice));
                let told = mail.is_some();
                let is_ours = directory.ledger().keep(move |book| Box::pin(async move { book.hook_moved(&before, &kept, Some(&tried), mail).await.map(Ok::<_, Problem>) })).await??;
                if told {
                    directory.desk().post().notify_one();
                }
                if !is_ours || after.attempts > 0 || after.state != hook.state {
                    return Ok(taken);
                }
                taken += 1;
                after
            }
            Ok(Next::Nothing(revision)) => {
                let (before, after) = (hook.clone(), Hook { seen: revision, ..hook.clone() });
                directory.ledger().keep(move |book| Box::pin(async move { book.hook_moved(&before, &after, None, None).await.map(Ok::<_, Problem>) })).await??;
                return Ok(taken);
            }
            Err(problem) => {
                tracing::warn!(hook = %hook.id, %problem, "a webhook asks for nothing any more");
                let (before, after) = (hook.clone(), Hook { state: Standing::Disabled.name().to_owned(), ..hook.clone() });
                directory.ledger().keep(move |book| Box::pin(async move { book.hook_moved(&before, &after, None, None).await.map(Ok::<_, Problem>) })).await??;
                return Ok(taken);
            }
        };
        hook = after;
    }
    Ok(taken)
}

enum Next {
    Message(Message),
    /// There is nothing up to this revision.
    Nothing(u64),
}

fn next(directory: &Directory, hook: &Hook) -> Result<Next, Problem> {
    let state = directory.views().state();
    let gone = || Problem::new(Code::InvalidInput, "the ontology no longer has what it asks for");
    let asked = Asked::parse(state.snapshot.ontology(), &hook.asked).ok_or_else(gone)?;
    let matches = asked.matches(&state)?;
    let found = state.provenance.since(hook.seen).find_map(|entry| told(&state, &asked, &matches, entry).map(|told| Message::of(directory, &state, hook, entry, &told)));
    Ok(found.map_or_else(|| Next::Nothing(state.snapshot.revision()), Next::Message))
}

/// Sends a message; what came of it.
async fn send(directory: &Directory, hook: &Hook, message: Arc<Message>) -> Result<Delivery, Problem> {
    let desk = directory.desk();
    let now = desk.now();
    let signed = message.signature(desk, hook, now.as_second());
    let limits = Limits { reach: desk.reach(), seconds_max: ANSWER_SECONDS_MAX, answer_bytes_max: ANSWER_BYTES_MAX };
    let (url, sent) = (hook.url.clone(), Arc::clone(&message));
    let answer = match signed {
        Err(problem) => Err(problem),
        Ok(signature) => tokio::task::spawn_blocking(move || {
            let timestamp = now.as_second().to_string();
            let headers = [("Content-Type", "application/json"), ("webhook-id", sent.id.as_str()), ("webhook-timestamp", timestamp.as_str()), ("webhook-signature", signature.as_str())];
            post_public(&url, &headers, sent.body.as_bytes(), &limits)
        })
        .await
        .map_err(|_| Problem::new(Code::Internal, "telling a webhook broke"))?,
    };
    let tried = now.as_millisecond();
    let (status, error) = match answer {
        Ok(Fetched { status, .. }) => (Some(status), None),
        Err(problem) => (None, Some(problem.message.chars().take(ERROR_CHARS_MAX).collect())),
    };
    let delivered = status.filter(|status| (200..300).contains(status)).map(|_| tried);
    Ok(Delivery { message: message.id.clone(), revision: message.revision, attempts: 1, status, error, tried, delivered })
}

/// Where the hook stands after a message, and the mail to its owner if it is told no more.
fn moved(directory: &Directory, hook: &Hook, sent: &Delivery) -> (Hook, Option<Notice>) {
    let now = sent.tried;
    if sent.delivered.is_some() {
        return (Hook { seen: sent.revision, attempts: 0, failing_since: None, next_attempt: 0, ..hook.clone() }, None);
    }
    let since = hook.failing_since.unwrap_or(now);
    let wait = FIRST_WAIT_SECONDS.checked_shl(u32::try_from(hook.attempts).unwrap_or(u32::MAX)).filter(|wait| *wait > 0).unwrap_or(WAIT_SECONDS_MAX).min(WAIT_SECONDS_MAX);
    let failed = Hook { attempts: hook.attempts + 1, failing_since: Some(since), next_attempt: now + wait * 1_000, ..hook.clone() };
    let why = match sent.status {
        Some(GONE) => "It answered that it wants no more (410).".to_owned(),
        _ if now - since >= FAILING_DAYS_MAX * DAY_MS => format!("It could not be reached for {FAILING_DAYS_MAX} days. Last: {}.", sent.status.map_or_else(|| sent.error.clone().unwrap_or_default(), |status| format!("status {status}"))),
        _ => return (failed, None),
    };
    let paragraphs = vec![format!("Your webhook {} to {} is told no more. {why}", hook.id, hook.url), "Resume it once it works again: what happened meanwhile is told then.".to_owned()];
    let letter = Letter { subject: format!("A webhook is disabled: {}", directory.desk().title()), paragraphs, action: None };
    (Hook { state: Standing::Disabled.name().to_owned(), ..failed }, Some(letter.to(&hook.account)))
}

/// Sends a message that only tries the address of a webhook of the caller's.
///
/// # Errors
/// When the caller has no such webhook.
pub async fn try_out(directory: &Directory, visitor: &Visitor, id: &str) -> Result<Delivery, Problem> {
    let hook = own(directory, visitor, id).await?;
    keep(directory, &hook, send(directory, &hook, Arc::new(Message::trying(directory.desk()))).await?).await
}

/// Tells a webhook of the caller's of a revision once more, as it is now; where it stands stays.
///
/// # Errors
/// When the caller has no such webhook, or there is nothing to tell of that revision.
pub async fn redeliver(directory: &Arc<Directory>, visitor: &Visitor, id: &str, revision: u64) -> Result<Delivery, Problem> {
    let hook = own(directory, visitor, id).await?;
    let (reader, wanted) = (Arc::clone(directory), hook.clone());
    let made = tokio::task::spawn_blocking(move || {
        let state = reader.views().state();
        let asked = Asked::parse(state.snapshot.ontology(), &wanted.asked)?;
        let matches = asked.matches(&state).ok()?;
        let entry = state.provenance.since(revision.saturating_sub(1)).next().filter(|entry| entry.sequence == revision)?;
        told(&state, &asked, &matches, entry).map(|told| Message::of(&reader, &state, &wanted, entry, &told))
    });
    let nothing = || Problem::new(Code::NotFound, format!("there is nothing to tell of revision {revision}: it changed nothing that this webhook asks for, or was erased"));
    let message = made.await.map_err(|_| Problem::new(Code::Internal, "looking for news broke"))?.ok_or_else(nothing)?;
    keep(directory, &hook, send(directory, &hook, Arc::new(message)).await?).await
}

async fn keep(directory: &Directory, hook: &Hook, sent: Delivery) -> Result<Delivery, Problem> {
    let (id, tried) = (hook.id.clone(), sent.clone());
    directory.ledger().keep(move |book| Box::pin(async move { book.put_delivery(&id, &tried).await.map(Ok::<_, Problem>) })).await??;
    Ok(sent)
}
