//! What curators do: take, return, reject, quarantine, release, and accept. Accepting publishes: the record is judged again as it will
//! be, and the event that says so stands beside the one that makes it public, in one call.

use super::compose::{Composer, written};
use super::consent::{Stated, settled};
use super::dossier::{Proposal, terms};
use super::machine::{Action, permit};
use super::notice::Letter;
use super::submit::{about, full, label_of, patch, published, refuse_met, touched};
use super::{ATTEMPTS_MAX, Errand, Start, event, note, outrun, said, said_note, text_note};
use crate::app::curate::going_along;
use crate::app::process::closure;
use crate::app::{DirectoryError, Problem, gone};
use crate::error::Code;
use crate::ledger::{Disturbs, Draft, Event, EventKind, Notice, Patch};
use crate::ontology::record::Record;
use crate::ontology::terms::{ACCEPTED_FIELD, OWNER, PROV_WAS_ATTRIBUTED_TO, PROV_WAS_DERIVED_FROM};
use crate::ontology::{Type, Visibility};
use crate::views::State;
use crate::views::about::actor_iri;
use crate::views::queue::{Kind, Submission};
use oxigraph::model::{NamedNode, Triple};
use std::sync::Arc;

/// Submissions of one bulk decision.
pub const REVIEW_MANY_MAX: usize = 100;

/// A decision about a submission.
#[derive(Clone, Copy, Debug)]
pub struct Decision<'a> {
    /// One of those that curators may do.
    pub action: Action,
    /// For the author.
    pub reason: Option<&'a str>,
    /// Of what is accepted, when not everything.
    pub fields: Option<&'a [String]>,
    /// The event with the proposal that the curator looked at; when it is not the present one, nothing is decided.
    pub proposal: Option<u64>,
    /// That the person agrees whom the record is about.
    pub consent: Stated<'a>,
}

/// Decides about a submission; answers its IRI.
///
/// # Errors
/// [`Code::WrongState`] when this cannot be decided any more; for accepting also [`Code::Conflict`] and [`Code::InvalidRecord`].
pub async fn review(errand: &Errand, id: &str, decision: Decision<'_>) -> Result<String, Problem> {
    let reason = said(decision.reason, "reason")?;
    if decision.action.needs_reason() && reason.is_none() {
        return Err(Problem::new(Code::InvalidInput, format!("`{}` needs a reason, for the author to hear", decision.action.name())));
    }
    if decision.fields.is_some() && decision.action != Action::Accept {
        return Err(Problem::new(Code::InvalidInput, format!("`{}` is about the whole submission; leave `fields` out", decision.action.name())));
    }
    if decision.consent.basis.is_some() && decision.action != Action::Accept {
        return Err(Problem::new(Code::InvalidInput, format!("`{}` publishes nothing; leave `consent` out", decision.action.name())));
    }
    for _ in 0..ATTEMPTS_MAX {
        let _deciding = if decision.action == Action::Accept { Some(errand.directory.deciding().await) } else { None };
        let state = errand.state();
        let submission = errand.find(&state, id, |owns| errand.visitor.caller.demand(decision.action.operation(), owns))?;
        let _turn = match errand.start().await? {
            Start::Before(subject) => return Ok(subject),
            Start::Now(turn) => turn,
        };
        permit(decision.action, &submission, &errand.visitor.caller, false)?;
        full(&submission)?;
        if let Some(seen) = decision.proposal.filter(|seen| *seen != submission.proposal) {
            return Err(Problem::new(Code::Conflict, format!("submission {} has been changed since proposal {seen}; the current one is {}", submission.key(), submission.proposal)));
        }
        let Decided { drafts, fields, letters } = match decision.action {
            Action::Accept => accepted(errand, &state, &submission, decision, reason.as_deref()).await?,
            action => Decided { drafts: vec![event(errand, action.kind(), &submission.iri, Patch::default(), said_note(&submission.iri, reason.as_deref()).into_iter().collect())], fields: Vec::new(), letters: Vec::new() },
        };
        let mut notices = to_author(errand, &state, &submission, decision.action, reason.as_deref(), &fields);
        notices.extend(letters);
        let disturbs = if drafts.len() > 1 { shown_or_about(&submission) } else { about(&submission) };
        if let Some(subject) = errand.keep(state.snapshot.revision(), Some(disturbs), drafts, notices).await? {
            if decision.action == Action::Accept {
                vouch(errand, &submission).await;
            }
            return Ok(subject);
        }
    }
    Err(outrun())
}

/// Whoever had something accepted is known from now on. The decision stands where that cannot be kept.
async fn vouch(errand: &Errand, submission: &Submission) {
    if let Err(error) = errand.directory.desk().vouch(&submission.author).await {
        tracing::warn!(%error, "an author is not known yet");
    }
}

/// What is to be kept of a decision, which fields were accepted when not all were, and whom else it concerns.
struct Decided {
    drafts: Vec<Draft>,
    fields: Vec<String>,
    letters: Vec<Notice>,
}

/// Whatever becomes public may matter to what is judged.
fn shown_or_about(submission: &Submission) -> Disturbs {
    let about = about(submission);
    Box::new(move |event: &Event| event.kind.is_shown() || about(event))
}

fn to_author(errand: &Errand, state: &State, submission: &Submission, action: Action, reason: Option<&str>, fields: &[String]) -> Vec<Notice> {
    // Nobody is told of what they did themselves.
    if *submission.author == *errand.actor() || *submission.author == *super::ANONYMOUS {
        return Vec::new();
    }
    let title = super::dossier::title(state, submission);
    Letter::about(submission, title.as_deref()).step(&submission.author, action, reason, fields).into_iter().collect()
}

async fn accepted(errand: &Errand, state: &Arc<State>, submission: &Submission, decision: Decision<'_>, reason: Option<&str>) -> Result<Decided, Problem> {
    let ontology = errand.ontology();
    let ty = submission.ty.map(|ty| ontology.ty(ty));
    let events = errand.directory.ledger().read(submission.proposal.saturating_sub(1), 1).await.map_err(DirectoryError::from)?;
    let Some(proposing) = events.first().filter(|event| !event.erased) else {
        return Err(Problem::new(Code::Erased, format!("what submission {} proposed has been erased", submission.key())));
    };
    let (mut fields, mut letters, mut consents) = (Vec::new(), Vec::new(), Vec::new());
    let shown = match (submission.kind, ty) {
        (Kind::Record | Kind::Change, Some(ty)) => {
            let mut proposal = Proposal::of(ontology, ty, &submission.about, proposing);
            if let Some(wanted) = decision.fields {
                fields = chosen(ty, &mut proposal, wanted)?;
            }
            consents = settled(errand, state, ty, submission, &proposal, proposing, decision.consent)?;
            let (kind, patch, record) = if submission.kind == Kind::Record { new_record(state, ty, submission, &proposal)? } else { changed_record(state, ty, submission, &proposal)? };
            closure::demand(state, ty, &record.values)?;
            if submission.kind == Kind::Record {
                letters = closure::letters(state, ty, submission.title.as_deref().unwrap_or_else(|| submission.key()), &record.values);
            }
            Some((kind, patch))
        }
        (Kind::Withdrawal, _) => {
            let record = published(state, &[], &submission.about)?;
            // What is claimed about it goes along, as when a curator withdraws it without being asked.
            let going = going_along(&state.snapshot, record.id, false)?;
            let removed = going.iter().filter_map(|id| state.snapshot.record(*id)).flat_map(|record| state.snapshot.stated(record)).collect();
            Some((EventKind::Withdrawn, Patch::new(removed, Vec::new())))
        }
        (Kind::Ownership, _) => {
            published(state, &[], &submission.about)?;
            Some((EventKind::Owned, Patch::default()))
        }
        (Kind::Report, _) | (_, None) => None,
    };
    if decision.fields.is_some() && fields.is_empty() && !matches!(submission.kind, Kind::Record | Kind::Change) {
        return Err(Problem::new(Code::InvalidInput, "only a new record or a change can be accepted in part; leave `fields` out"));
    }
    let subject = &*submission.iri;
    let mut private: Vec<Triple> = said_note(subject, reason).into_iter().collect();
    private.extend(fields.iter().map(|field| text_note(subject, ACCEPTED_FIELD, field)));
    let mut drafts = vec![event(errand, EventKind::Accepted, subject, Patch::default(), private)];
    if let Some((kind, patch)) = shown {
        let record = &*submission.about;
        let author = NamedNode::new_unchecked(actor_iri(&ontology.directory, &submission.author));
        let mut private = vec![note(record, PROV_WAS_DERIVED_FROM, NamedNode::new_unchecked(subject)), note(record, PROV_WAS_ATTRIBUTED_TO, author.clone())];
        // Why something is withdrawn its author said, where the curator says nothing.
        let why = reason.or_else(|| if kind == EventKind::Withdrawn { proposing.texts(crate::ontology::terms::RDFS_COMMENT).next() } else { None });
        private.extend(said_note(record, why));
        if kind == EventKind::Owned {
            private.push(note(record, OWNER, author));
        }
        drafts.push(event(errand, kind, record, patch, private));
    }
    drafts.extend(consents);
    Ok(Decided { drafts, fields, letters })
}

/// Leaves of a proposal only the fields that are accepted; names them when some are not.
fn chosen(ty: &Type, proposal: &mut Proposal, wanted: &[String]) -> Result<Vec<String>, Problem> {
    let mut slots = Vec::with_capacity(wanted.len());
    for name in wanted {
        let (slot, _) = written(ty, name).map_err(|violation| Problem::of_violations(Code::UnknownName, "`fields`", vec![violation]))?;
        if !proposal.touched.contains(&slot) {
            return Err(Problem::new(Code::InvalidInput, format!("`fields`: the submission proposes nothing for `{name}`")));
        }
        slots.push(slot);
    }
    if slots.is_empty() {
        return Err(Problem::new(Code::InvalidInput, "`fields` is empty; name what is accepted, or reject the submission"));
    }
    let all = proposal.touched.len();
    proposal.touched.retain(|slot| slots.contains(slot));
    let names = proposal.touched.iter().filter_map(|slot| ty.property(*slot)).map(|property| property.field.clone()).collect();
    Ok(if proposal.touched.len() == all { Vec::new() } else { names })
}

fn judged(state: &State, ty: &Type, iri: &str, values: &[Vec<crate::ontology::record::Value>]) -> Result<Record, Problem> {
    let judged = Composer::publishing(state).judge(ty, iri, &terms(ty, values));
    judged.map_err(|violations| Problem::of_violations(Code::InvalidRecord, &format!("this would not be a valid {}", ty.singular), violations))
}

/// The values of a record after the fields that a proposal touches have been set.
fn merged(mut values: Vec<Vec<crate::ontology::record::Value>>, proposal: &Proposal) -> Vec<Vec<crate::ontology::record::Value>> {
    for slot in &proposal.touched {
        if let Some(own) = values.get_mut(usize::from(*slot)) {
            *own = proposal.after(*slot).to_vec();
        }
    }
    values
}

fn new_record(state: &State, ty: &Type, submission: &Submission, proposal: &Proposal) -> Result<(EventKind, Patch, Record), Problem> {
    if state.snapshot.by_iri(&submission.about).is_some() {
        let name = label_of(state, &submission.about).unwrap_or_default();
        return Err(Problem::new(Code::Conflict, format!("<{}> (“{name}”) is published already; reject this one, or ask for a change of that record", submission.about)));
    }
    if let Some(former) = gone::former(state, &[ty.id], &submission.about) {
        return Err(Problem::new(Code::Conflict, format!("{}; restore it, or reject this", former.problem(state).message)));
    }
    let record = judged(state, ty, &submission.about, &merged(vec![Vec::new(); ty.properties.len()], proposal))?;
    Ok((EventKind::Published, Patch::new(Vec::new(), record.triples(state.snapshot.ontology(), Visibility::Everyone)), record))
}

/// On top of what is published now, when nothing that the proposal touches has changed since.
fn changed_record(state: &State, ty: &Type, submission: &Submission, proposal: &Proposal) -> Result<(EventKind, Patch, Record), Problem> {
    let published = published(state, &[ty.id], &submission.about)?;
    let now = state.snapshot.judged(&published, false);
    refuse_met(state, ty, &published, submission.base, &proposal.met(&now.values))?;
    let record = judged(state, ty, &published.iri, &merged(now.values.clone(), proposal))?;
    let slots = touched(ty, &now.values, &record.values);
    Ok((EventKind::Revised, patch_of_difference(state, ty, &published.iri, &slots, &now.values, &record.values), record))
}

/// Only what differs: an event says what it changes, and readers of history nothing else.
pub(in crate::app) fn patch_of_difference(state: &State, ty: &Type, iri: &str, slots: &[u16], before: &[Vec<crate::ontology::record::Value>], after: &[Vec<crate::ontology::record::Value>]) -> Patch {
    let Patch { removed, added } = patch(state.snapshot.ontology(), ty, iri, slots, before, after);
    let gone = removed.iter().filter(|triple| !added.contains(triple)).cloned().collect();
    let new = added.iter().filter(|triple| !removed.contains(triple)).cloned().collect();
    Patch::new(gone, new)
}

/// Decides about several submissions in the order given; each as if it were alone.
pub async fn review_many(errand: &Errand, ids: &[String], action: Action, reason: Option<&str>, consent: Stated<'_>) -> Result<Vec<(String, Result<String, Problem>)>, Problem> {
    errand.visitor.caller.demand(action.operation(), false)?;
    if ids.len() > REVIEW_MANY_MAX {
        return Err(Problem::new(Code::InvalidInput, format!("{} submissions are named; at most {REVIEW_MANY_MAX} are decided at once", ids.len())));
    }
    let mut outcomes = Vec::with_capacity(ids.len());
    for id in ids {
        let own = Errand { repeat: errand.repeat.as_ref().map(|repeat| repeat.part(id)), ..errand.clone() };
        let outcome = review(&own, id, Decision { action, reason, fields: None, proposal: None, consent }).await;
        outcomes.push((id.clone(), outcome));
    }
    Ok(outcomes)
}
