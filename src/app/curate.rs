//! What curators do with what is published: restore, merge, take a merger back, deprecate, withdraw. Each is one event beside its reason,
//! can be undone by another of these verbs, and is told by the history of the records concerned.
//!
//! A plan is made from one state of the directory and kept only if nothing else was decided meanwhile; otherwise it is made anew.

mod judge;
mod merge;
mod restore;
mod withdraw;

pub use merge::{Merge, Unmerge, left_out};
pub use restore::Restore;
pub use withdraw::{Deprecate, Withdraw};
pub(super) use judge::judge;
pub(super) use withdraw::{going_along, needing_one as needing};

use super::actor::{Caller, Operation};
use super::{Directory, DirectoryError, Problem, gone};
use crate::error::Code;
use crate::ledger::{Draft, Event, EventKind, LedgerError, Patch};
use crate::ontology::{Ontology, TypeId};
use crate::views::State;
use crate::views::about::About;
use crate::views::records::{Id, Record, Snapshot};
use oxigraph::model::Triple;
use std::sync::Arc;

/// Characters of a reason.
pub const REASON_CHARS_MAX: usize = 2_000;
/// Records that one decision may change.
pub const RECORDS_CHANGED_MAX: usize = 5_000;
/// How often a decision is made anew because something else was written first.
const ATTEMPTS_MAX: usize = 20;
/// What stands in the way is listed up to here.
const LISTED_MAX: usize = 10;

/// A decision as it was asked for.
pub trait Decision: Clone + Send + Sync + 'static {
    /// What would change.
    ///
    /// # Errors
    /// When it cannot be done: what stands in the way, and what to do about it.
    fn plan(&self, state: &State) -> Result<Plan, Problem>;

    /// Everything that was asked for, as one text that other requests do not share.
    fn text(&self) -> String;
}

/// A decision worked out for one state of the directory.
#[derive(Debug)]
pub struct Plan {
    kind: EventKind,
    subject: String,
    patch: Patch,
    about: About,
}

/// Makes a decision as `caller`; with `key` only once, however often it is asked for.
///
/// # Errors
/// When the caller may not, when it cannot be done, or when too much else is written meanwhile.
pub async fn decide(directory: &Arc<Directory>, caller: &Caller, key: Option<&str>, decision: impl Decision) -> Result<Event, Problem> {
    caller.demand(Operation::Curate, false)?;
    let actor = caller.actor().ok_or_else(|| Problem::new(Code::Unauthenticated, "nobody in particular cannot decide"))?;
    let digest = blake3::hash(decision.text().as_bytes()).to_hex().to_string();
    for _ in 0..ATTEMPTS_MAX {
        if let Some(key) = key
            && let Some(event) = directory.ledger().by_key(actor, key).await.map_err(DirectoryError::from)?
        {
            let same = About::read(&directory.ontology().directory, &event).request.as_ref() == Some(&digest);
            return if same { Ok(event) } else { Err(DirectoryError::from(LedgerError::IdempotencyConflict).into()) };
        }
        let state = directory.views().state();
        let (planner, planned) = (decision.clone(), Arc::clone(&state));
        // Plans may read the journal.
        let plan = tokio::task::spawn_blocking(move || planner.plan(&planned)).await.map_err(|_| DirectoryError::Broken)??;
        let about = About { request: Some(digest.clone()), ..plan.about };
        let private = about.triples(&directory.ontology().directory, &plan.subject);
        let draft = Draft { actor: actor.to_owned(), kind: plan.kind, subject: plan.subject, patch: plan.patch, private, idempotency_key: key.map(str::to_owned) };
        match directory.append_undisturbed(state.snapshot.revision(), Box::new(disturbs), vec![draft], Vec::new()).await {
            Ok(events) => return events.into_iter().next().ok_or_else(|| DirectoryError::Broken.into()),
            Err(DirectoryError::Ledger(LedgerError::HeadMoved { .. })) => {}
            Err(error) => return Err(error.into()),
        }
    }
    Err(Problem::new(Code::Busy, "too much else was written meanwhile; try again in a moment"))
}

/// Whether an event may matter to a decision: proposals, of which there may be hundreds a second, do not.
fn disturbs(event: &Event) -> bool {
    event.kind.is_shown() || event.kind == EventKind::Forgotten || event.kind.erases().is_some()
}

/// A reason as it will be shown to everybody.
pub(super) fn reason(text: &str) -> Result<Option<String>, Problem> {
    let text = text.trim();
    if text.is_empty() {
        return Err(Problem::new(Code::InvalidInput, "reason: say why, in a sentence that everybody may read"));
    }
    let length = text.chars().count();
    if length > REASON_CHARS_MAX {
        return Err(Problem::new(Code::InvalidInput, format!("reason: it has {length} characters; at most {REASON_CHARS_MAX} are kept")));
    }
    Ok(Some(text.to_owned()))
}

/// The published record that `id` names.
fn published<'a>(state: &'a State, argument: &str, id: &str) -> Result<&'a Arc<Record>, Problem> {
    let found = super::find::resolve(&state.snapshot, &[], id)?;
    let record = found.ok_or_else(|| match gone::former(state, &[], id) {
        Some(former) => Problem::new(Code::WrongState, format!("{argument}: {}", former.problem(state).message)),
        None => {
            let namesakes = super::find::namesakes(&state.snapshot, &[], id);
            Problem::new(Code::NotFound, format!("{argument}: {}", namesakes.unwrap_or_else(|| format!("nothing is named `{id}`; give an address, a key or an identifier"))))
        }
    })?;
    changeable(state.snapshot.ontology(), record.ty).map(|()| record)
}

/// The values of fixed lists are compared by programs, so they come and go with the ontology.
///
/// # Errors
/// When records of the type are such values.
pub fn changeable(ontology: &Ontology, ty: TypeId) -> Result<(), Problem> {
    let ty = ontology.ty(ty);
    let fixed = ty.vocabulary.and_then(|at| ontology.vocabularies.get(at)).is_some_and(|vocabulary| vocabulary.enumeration);
    if fixed { Err(Problem::new(Code::InvalidInput, format!("a {} is a value of a fixed list; it is changed in the ontology", ty.singular))) } else { Ok(()) }
}

/// Whether `other` may stand in the place of a record of this type.
fn replaceable(snapshot: &Snapshot, record: &Record, other: &Record) -> Result<(), Problem> {
    if record.id == other.id {
        return Err(Problem::new(Code::InvalidInput, format!("<{}> cannot take its own place; name another record", record.iri)));
    }
    let ontology = snapshot.ontology();
    let (own, others) = (ontology.ty(record.ty), ontology.ty(other.ty));
    if own.is_concept() != others.is_concept() || (own.is_concept() && own.id != others.id) {
        return Err(Problem::new(Code::InvalidInput, format!("<{}> is a {}, which cannot take the place of a {}", other.iri, others.singular, own.singular)));
    }
    Ok(())
}

/// The records of `ids`, as messages list them.
fn listed(snapshot: &Snapshot, ids: &[Id]) -> String {
    let mut names: Vec<String> = ids.iter().take(LISTED_MAX).filter_map(|id| snapshot.iri(*id)).map(|iri| format!("<{iri}>")).collect();
    if ids.len() > LISTED_MAX {
        names.push(format!("{} more", ids.len() - LISTED_MAX));
    }
    names.join(", ")
}

/// The patch from one set of statements to another.
fn patch_between(before: &[Triple], after: &[Triple]) -> Patch {
    let without = |these: &[Triple], others: &[Triple]| these.iter().filter(|triple| !others.contains(triple)).cloned().collect();
    Patch::new(without(before, after), without(after, before))
}

fn too_many(what: &str, count: usize) -> Problem {
    Problem::new(Code::TooComplex, format!("{count} {what} would change with it; at most {RECORDS_CHANGED_MAX} are changed at once"))
}
