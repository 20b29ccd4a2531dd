//! Webhooks: a program somewhere else is told of published changes, in their order, at least once each, signed after Standard Webhooks
//! (<https://www.standardwebhooks.com>).
//!
//! Beside the path of writing: where each hook stands is kept with the accounts, and [`deliver`] goes on from there, whatever happened in
//! between. [`message`] makes what is told of what is published now, so that nothing that was erased since is ever sent.

pub mod deliver;
mod message;

use super::account::{Desk, Once, signing_secret};
use super::actor::{Operation, Visitor};
use super::changes::Happened;
use super::filter::Filter;
use super::outward::check_public;
use super::{Directory, Problem, Scope};
use crate::error::Code;
use crate::ledger::{DELIVERIES_PER_HOOK_MAX, Delivery, Hook};
use crate::ontology::{Ontology, TypeId};
use crate::views::State;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use roaring::RoaringBitmap;
use serde::{Deserialize, Serialize};
use serde_json::{Value as Json, json};

/// Webhooks of one account.
pub const WEBHOOKS_PER_ACCOUNT_MAX: usize = 20;
/// Bytes of what a webhook asks for.
pub const WEBHOOK_ASKED_BYTES_MAX: usize = 16 * 1_024;
/// How long a former secret signs beside the new one.
pub const FORMER_SECRET_HOURS_MAX: i64 = 24;
/// Before a secret, so that it is recognised.
const SECRET_START: &str = "whsec_";
const SEALED: &str = "whatworks webhook";
const HOUR_MS: i64 = 3_600_000;

/// Whether a hook is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    Active,
    /// Until its owner goes on.
    Paused,
    /// It could not be reached for too long, or said that it wants no more.
    Disabled,
}

impl Standing {
    pub const ALL: [Self; 3] = [Self::Active, Self::Paused, Self::Disabled];

    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Paused => "paused",
            Self::Disabled => "disabled",
        }
    }

    fn named(name: &str) -> Self {
        Self::ALL.into_iter().find(|standing| standing.name() == name).unwrap_or(Self::Disabled)
    }
}

/// What a hook wants to hear: the same types and filter as in every list, and which kinds of change.
#[derive(Clone, Debug, PartialEq)]
pub struct Asked {
    pub events: Vec<Happened>,
    /// All, when there is none.
    pub types: Vec<TypeId>,
    pub filter: Json,
}

impl Asked {
    fn text(&self, ontology: &Ontology) -> String {
        let types: Vec<&str> = self.types.iter().map(|ty| ontology.ty(*ty).segment.as_str()).collect();
        let events: Vec<&str> = self.events.iter().map(|event| event.name()).collect();
        json!({ "events": events, "types": types, "filter": self.filter }).to_string()
    }

    /// What was kept, as far as the ontology still has it.
    fn parse(ontology: &Ontology, text: &str) -> Option<Self> {
        let kept: Json = serde_json::from_str(text).ok()?;
        let named = |name: &str| -> Vec<String> { kept[name].as_array().into_iter().flatten().filter_map(Json::as_str).map(str::to_owned).collect() };
        let (segments, events) = (named("types"), named("events"));
        let types: Vec<TypeId> = ontology.types.iter().filter(|ty| segments.contains(&ty.segment)).map(|ty| ty.id).collect();
        let events = Happened::ALL.into_iter().filter(|event| events.iter().any(|name| name == event.name())).collect();
        (types.len() == segments.len()).then(|| Self { events, types, filter: kept["filter"].clone() })
    }

    fn types(&self, ontology: &Ontology) -> Vec<TypeId> {
        if self.types.is_empty() { ontology.types.iter().map(|ty| ty.id).collect() } else { self.types.clone() }
    }

    /// The published records that it is about.
    fn matches(&self, state: &State) -> Result<RoaringBitmap, Problem> {
        let types = self.types(state.snapshot.ontology());
        let filter = Filter::read(Scope { snapshot: &state.snapshot, types: &types }, &self.filter)?;
        Ok(filter.evaluate(&state.snapshot, &state.snapshot.of_types(&types)))
    }
}

/// A webhook, as its owner sees it.
pub struct Webhook {
    pub kept: Hook,
    pub standing: Standing,
    /// Nothing when the ontology has changed so that it asks for nothing any more.
    pub asked: Option<Asked>,
}

impl Webhook {
    fn of(ontology: &Ontology, kept: Hook) -> Self {
        Self { standing: Standing::named(&kept.state), asked: Asked::parse(ontology, &kept.asked), kept }
    }
}

/// A hook that was made, or has a new secret: the secret is shown once.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Secret {
    pub id: String,
    pub secret: String,
}

fn shown(secret: &[u8]) -> String {
    format!("{SECRET_START}{}", STANDARD.encode(secret))
}

fn sealed(desk: &Desk) -> Result<(Vec<u8>, String), Problem> {
    let secret = signing_secret()?;
    Ok((desk.keyring().master.seal(SEALED, &secret)?, shown(&secret)))
}

fn unknown(id: &str) -> Problem {
    Problem::new(Code::NotFound, format!("you have no webhook `{id}`"))
}

fn owner(visitor: &Visitor) -> Result<String, Problem> {
    visitor.caller.demand(Operation::ManageWebhooks, false)?;
    Ok(visitor.caller.actor().unwrap_or_default().to_owned())
}

/// Makes a webhook; it is told from now on.
///
/// # Errors
/// When the caller may not, the address is not public, the filter cannot be read, or there are too many.
pub async fn create(directory: &Directory, visitor: &Visitor, url: &str, asked: &Asked, once: Option<Once>) -> Result<Secret, Problem> {
    let account = owner(visitor)?;
    let desk = directory.desk();
    check_public(url, desk.reach())?;
    let state = directory.views().state();
    asked.matches(&state)?;
    if asked.events.is_empty() {
        return Err(Problem::new(Code::InvalidInput, "`events`: name at least one kind of change"));
    }
    let text = asked.text(directory.ontology());
    if text.len() > WEBHOOK_ASKED_BYTES_MAX {
        return Err(Problem::new(Code::InvalidInput, format!("the filter has {} bytes; at most {WEBHOOK_ASKED_BYTES_MAX} are kept", text.len())));
    }
    let (secret, shown) = sealed(desk)?;
    let made = Secret { id: ulid::Ulid::new().to_string(), secret: shown };
    let hook = Hook {
        id: made.id.clone(),
        account,
        url: url.to_owned(),
        asked: text,
        secret,
        former: None,
        former_until: 0,
        state: Standing::Active.name().to_owned(),
        seen: state.snapshot.revision(),
        attempts: 0,
        failing_since: None,
        next_attempt: 0,
        created: desk.now().as_millisecond(),
    };
    let make = desk.once(once, move |book| {
        Box::pin(async move {
            if book.hooks(&hook.account).await?.len() >= WEBHOOKS_PER_ACCOUNT_MAX {
                return Ok(Err(Problem::new(Code::WrongState, format!("there are {WEBHOOKS_PER_ACCOUNT_MAX} webhooks already; delete one first"))));
            }
            book.put_hook(&hook).await?;
            Ok(Ok(made))
        })
    });
    make.await
}

/// The caller's webhooks, oldest first.
///
/// # Errors
/// When the caller may not, or the ledger cannot be read.
pub async fn webhooks(directory: &Directory, visitor: &Visitor) -> Result<Vec<Webhook>, Problem> {
    let account = owner(visitor)?;
    let kept = directory.ledger().look(move |book| Box::pin(async move { book.hooks(&account).await })).await?;
    Ok(kept.into_iter().map(|kept| Webhook::of(directory.ontology(), kept)).collect())
}

/// A webhook of the caller's.
async fn own(directory: &Directory, visitor: &Visitor, id: &str) -> Result<Hook, Problem> {
    let (account, wanted) = (owner(visitor)?, id.to_owned());
    let kept = directory.ledger().look(move |book| Box::pin(async move { book.hook(&wanted).await })).await?;
    kept.filter(|hook| hook.account == account).ok_or_else(|| unknown(id))
}

/// Forgets a webhook.
///
/// # Errors
/// When the caller has no such webhook.
pub async fn delete(directory: &Directory, visitor: &Visitor, id: &str) -> Result<(), Problem> {
    let (account, wanted) = (owner(visitor)?, id.to_owned());
    let gone = directory.ledger().keep(move |book| Box::pin(async move { book.drop_hook(&account, &wanted).await.map(Ok::<_, Problem>) })).await??;
    if gone { Ok(()) } else { Err(unknown(id)) }
}

/// Changes a webhook of the caller's.
async fn change(directory: &Directory, visitor: &Visitor, id: &str, change: impl FnOnce(&mut Hook) + Send + 'static) -> Result<Webhook, Problem> {
    let (account, wanted) = (owner(visitor)?, id.to_owned());
    let kept = directory.ledger().keep(move |book| {
        Box::pin(async move {
            let Some(mut hook) = book.hook(&wanted).await?.filter(|hook| hook.account == account) else { return Ok(Err(unknown(&wanted))) };
            change(&mut hook);
            book.put_hook(&hook).await?;
            Ok(Ok(hook))
        })
    });
    Ok(Webhook::of(directory.ontology(), kept.await??))
}

/// Gives a webhook a new secret; for a day the former one signs as well.
///
/// # Errors
/// When the caller has no such webhook.
pub async fn rotate(directory: &Directory, visitor: &Visitor, id: &str, once: Option<Once>) -> Result<Secret, Problem> {
    let hook = own(directory, visitor, id).await?;
    let desk = directory.desk();
    let (secret, shown) = sealed(desk)?;
    let until = desk.now().as_millisecond() + FORMER_SECRET_HOURS_MAX * HOUR_MS;
    let made = Secret { id: hook.id.clone(), secret: shown };
    let rotated = desk.once(once, move |book| {
        Box::pin(async move {
            let Some(now) = book.hook(&hook.id).await? else { return Ok(Err(unknown(&hook.id))) };
            book.put_hook(&Hook { former: Some(now.secret.clone()), former_until: until, secret, ..now }).await?;
            Ok(Ok(made))
        })
    });
    rotated.await
}

/// Tells a webhook no more until it is resumed.
///
/// # Errors
/// When the caller has no such webhook.
pub async fn pause(directory: &Directory, visitor: &Visitor, id: &str) -> Result<Webhook, Problem> {
    change(directory, visitor, id, |hook| Standing::Paused.name().clone_into(&mut hook.state)).await
}

/// Goes on where a webhook was paused or disabled: what happened meanwhile is told, unless `skip`.
///
/// # Errors
/// When the caller has no such webhook.
pub async fn resume(directory: &Directory, visitor: &Visitor, id: &str, skip: bool) -> Result<Webhook, Problem> {
    let revision = directory.views().revision();
    let resumed = change(directory, visitor, id, move |hook| {
        Standing::Active.name().clone_into(&mut hook.state);
        hook.seen = if skip { revision } else { hook.seen };
        (hook.attempts, hook.failing_since, hook.next_attempt) = (0, None, 0);
    });
    resumed.await
}

/// What came of the last messages of a webhook of the caller's, newest first.
///
/// # Errors
/// When the caller has no such webhook.
pub async fn log(directory: &Directory, visitor: &Visitor, id: &str, first: Option<u64>) -> Result<Vec<Delivery>, Problem> {
    let hook = own(directory, visitor, id).await?;
    let limit = u32::try_from(first.unwrap_or(25)).unwrap_or(u32::MAX).min(DELIVERIES_PER_HOOK_MAX);
    Ok(directory.ledger().look(move |book| Box::pin(async move { book.deliveries(&hook.id, limit).await })).await?)
}
