//! Drafts: contributions that their author keeps for later. They are no events and nobody else sees them; what is in one is the input of
//! the verb that will submit it, and is judged only to say what is still missing.

use super::compose::{Composer, Input, written};
use super::consent::Stated;
use super::submit::{Edit, composed, published};
use super::Errand;
use crate::app::actor::Operation;
use crate::app::process::Call;
use crate::app::{DirectoryError, Problem};
use crate::error::Code;
use crate::ledger::{LedgerError, Sketch};
use crate::ontology::TypeId;
use crate::ontology::record::Violation;
use jiff::Timestamp;
use serde_json::{Value as Json, json};
use ulid::Ulid;

/// A contribution in the making.
#[derive(Clone, Debug)]
pub struct Draft {
    pub id: String,
    pub ty: TypeId,
    /// The IRI of the record that it will change; a new one otherwise.
    pub about: Option<String>,
    /// The IRI of the call that it is to be sent in to.
    pub call: Option<String>,
    /// As it was given: JSON by field name.
    pub content: String,
    pub saved: Timestamp,
    /// What stands in the way of submitting it as it is.
    pub violations: Vec<Violation>,
}

/// Keeps a draft, in place of the one that is named. A new one that is sent again with the same `key` is kept once.
///
/// # Errors
/// When the content is not an object of fields that the type has.
#[expect(clippy::too_many_arguments, reason = "each is one thing that somebody says of a draft")]
pub async fn save(errand: &Errand, id: Option<&str>, key: Option<&str>, ty: TypeId, about: Option<&str>, call: Option<&str>, content: &str) -> Result<Draft, Problem> {
    errand.visitor.caller.demand(Operation::SaveDraft, false)?;
    let own = errand.ontology().ty(ty);
    let bad = |message: String| Problem::new(Code::InvalidInput, format!("`content`: {message}"));
    let input: Input = serde_json::from_str(content).map_err(|error| bad(format!("not a JSON object of fields: {error}")))?;
    let unknown: Vec<Violation> = input.keys().filter_map(|name| written(own, name).err()).collect();
    if !unknown.is_empty() {
        return Err(Problem::of_violations(Code::InvalidInput, "`content`", unknown));
    }
    let about = about.map(|id| published(&errand.state(), &[ty], id)).transpose()?.map(|record| record.iri.to_string());
    let call = call.map(|id| Call::find(&errand.state(), id)).transpose()?.map(|call| call.record.iri.to_string());
    let id_is_of_key = id.is_none() && key.is_some();
    let id = match (id, key) {
        (Some(id), _) => one(errand, id).await?.id,
        (None, Some(key)) => named(errand.actor(), key),
        (None, None) => Ulid::new(),
    };
    let sketch = Sketch {
        id,
        author: errand.actor().to_owned(),
        about: json!({ "class": own.class.as_str(), "record": about, "call": call }).to_string(),
        content: content.to_owned(),
        saved: Timestamp::UNIX_EPOCH,
    };
    if id_is_of_key {
        let before = errand.directory.ledger().sketches(errand.actor()).await.map_err(DirectoryError::from)?;
        if before.iter().any(|before| before.id == sketch.id && (&before.about, &before.content) != (&sketch.about, &sketch.content)) {
            return Err(DirectoryError::from(LedgerError::IdempotencyConflict).into());
        }
    }
    errand.directory.ledger().keep_sketch(sketch).await.map_err(DirectoryError::from)?;
    let kept = one(errand, &id.to_string()).await?;
    draft(errand, kept).ok_or_else(|| Problem::new(Code::Internal, "the draft cannot be read back"))
}

/// The drafts of the caller, last saved first.
///
/// # Errors
/// When the caller may have none.
pub async fn drafts(errand: &Errand) -> Result<Vec<Draft>, Problem> {
    errand.visitor.caller.demand(Operation::SaveDraft, false)?;
    let all = errand.directory.ledger().sketches(errand.actor()).await.map_err(DirectoryError::from)?;
    Ok(all.into_iter().filter_map(|sketch| draft(errand, sketch)).collect())
}

/// Forgets a draft; one that is gone already is no mistake.
///
/// # Errors
/// When this cannot be the name of one.
pub async fn discard(errand: &Errand, id: &str) -> Result<(), Problem> {
    errand.visitor.caller.demand(Operation::SaveDraft, false)?;
    let Ok(id) = Ulid::from_string(id) else { return Err(Problem::new(Code::NotFound, format!("there is no draft `{id}` of yours"))) };
    errand.directory.ledger().discard_sketch(errand.actor(), id).await.map_err(DirectoryError::from)?;
    Ok(())
}

/// The name of a draft that was given a key: the same for the same key of the same author.
fn named(author: &str, key: &str) -> Ulid {
    let digest = blake3::hash(format!("{author}\n{key}").as_bytes());
    Ulid::from_bytes(std::array::from_fn(|at| digest.as_bytes()[at]))
}

async fn one(errand: &Errand, id: &str) -> Result<Sketch, Problem> {
    let all = errand.directory.ledger().sketches(errand.actor()).await.map_err(DirectoryError::from)?;
    let wanted = Ulid::from_string(id).ok();
    all.into_iter().find(|sketch| Some(sketch.id) == wanted).ok_or_else(|| Problem::new(Code::NotFound, format!("there is no draft `{id}` of yours")))
}

/// `None` for a draft of a type that the ontology no longer has.
fn draft(errand: &Errand, sketch: Sketch) -> Option<Draft> {
    let state = errand.state();
    let ontology = errand.ontology();
    let what: Json = serde_json::from_str(&sketch.about).ok()?;
    let class = what.get("class").and_then(Json::as_str)?;
    let ty = ontology.types.iter().find(|ty| ty.class.as_str() == class)?;
    let named = |member: &str| what.get(member).and_then(Json::as_str).map(str::to_owned);
    let (about, call) = (named("record"), named("call"));
    let input: Input = serde_json::from_str(&sketch.content).ok()?;
    let base = about.as_ref().and_then(|iri| state.snapshot.by_iri(iri)).map(|record| state.snapshot.judged(record, false).values);
    let base = base.unwrap_or_else(|| vec![Vec::new(); ty.properties.len()]);
    let iri = about.clone().unwrap_or_else(|| format!("{}new", ty.base));
    let composed = composed(Composer::of(&state, errand.actor()), ty, &base, &iri, Edit { set: &input, clear: &[], consent: Stated::default() });
    let violations = composed.err().map(|problem| problem.violations).unwrap_or_default();
    Some(Draft { id: sketch.id.to_string(), ty: ty.id, about, call, content: sketch.content, saved: sketch.saved, violations })
}
