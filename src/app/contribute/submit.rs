//! What authors do: propose a new record, a change, a withdrawal; change a proposal, take it back, appeal.

use super::consent::{self, Stated};
use super::compose::{Composer, Fields, Input, violation};
use super::dossier::{Proposal, terms};
use super::machine::{Action, permit};
use super::notice::Letter;
use super::{ATTEMPTS_MAX, Errand, FACTS_MAX, OPEN_PER_AUTHOR_MAX, Start, event, fresh_iri, note, outrun, said, said_note, text_note};
use crate::app::account::Limit;
use crate::app::actor::Operation;
use crate::app::curate::changeable;
use crate::app::difference::in_words;
use crate::app::keys::{Minter, stem};
use crate::app::process::entry::{Admission, Given, admit, changeable as changeable_in_call};
use crate::app::{DirectoryError, Problem, find, gone};
use crate::error::Code;
use crate::ledger::{Disturbs, EventKind, Notice, Patch};
use crate::ontology::names::did_you_mean;
use crate::ontology::record::{Record, Value, Violation};
use crate::ontology::terms::{ABOUT, BASE_REVISION, PROPOSES};
use crate::ontology::{Ontology, Range, Role, Scheme, Type, TypeId};
use crate::views::State;
use crate::views::queue::{Kind, Submission};
use crate::views::records::Record as Published;
use oxigraph::model::vocab::xsd;
use oxigraph::model::{Literal, NamedNode, NamedNodeRef, Term, Triple};
use std::sync::Arc;

/// Events that a base revision may lie back.
pub const BASE_EVENTS_MAX: u64 = 50_000;

/// What is to be different in a record.
#[derive(Clone, Copy)]
pub struct Edit<'a> {
    pub set: &'a Input,
    /// Fields that are to have no value.
    pub clear: &'a [String],
    /// That the person agrees whom the record is about.
    pub consent: Stated<'a>,
}

/// The first event of a submission.
pub(super) struct Beginning<'a> {
    pub kind: Kind,
    /// The IRI of the record that it is or concerns, and the revision that was looked at; 0 for a new one.
    pub about: &'a str,
    pub base: u64,
    pub patch: Patch,
    /// For curators.
    pub remark: Option<String>,
    /// What a new record would be called.
    pub title: Option<String>,
    /// What it says of itself besides.
    pub sayings: Vec<(NamedNodeRef<'static>, String)>,
    /// What belongs to a call.
    pub entry: Option<Admission>,
}

/// Proposes a new record; answers the IRI of the submission.
///
/// # Errors
/// [`Code::InvalidRecord`] with every violation.
pub async fn submit(errand: &Errand, ty: TypeId, edit: Edit<'_>, remark: Option<&str>, given: Option<Given<'_>>) -> Result<String, Problem> {
    errand.visitor.caller.demand(Operation::Submit, false)?;
    enter(errand, ty, edit, remark, given).await
}

/// Sends a new record in to a call; nobody needs an account for it. Answers the IRI of the submission.
///
/// # Errors
/// Like [`submit`]; and when too much comes from the same network.
pub async fn send_in(errand: &Errand, ty: TypeId, edit: Edit<'_>, remark: Option<&str>, given: Given<'_>) -> Result<String, Problem> {
    errand.visitor.caller.demand(Operation::SendIn, false)?;
    enter(errand, ty, edit, remark, Some(given)).await
}

async fn enter(errand: &Errand, ty: TypeId, edit: Edit<'_>, remark: Option<&str>, given: Option<Given<'_>>) -> Result<String, Problem> {
    let _turn = match errand.start().await? {
        Start::Before(subject) => return Ok(subject),
        Start::Now(turn) => turn,
    };
    let state = errand.state();
    room(errand, &state)?;
    let ontology = errand.ontology();
    let ty = ontology.ty(ty);
    let mut record = composed(Composer::of(&state, errand.actor()), ty, &blank(ty), &format!("{}new", ty.base), edit)?;
    let sayings = edit.consent.sayings(ty, &touched(ty, &blank(ty), &record.values))?;
    let entry = given.map(|given| admit(errand, &state, ty, &given)).transpose()?;
    // What does not come from an account counts for its network.
    errand.directory.desk().allow_anonymous(&errand.visitor, Limit::ContributionsOfNetwork).await?;
    let key = errand.directory.mint(ty.id, |minter| mint(minter, &state, ty, &record));
    record.iri = format!("{}{key}", ty.base);
    let patch = Patch::new(Vec::new(), record.triples(ontology, crate::ontology::Visibility::Everyone));
    let (remark, title) = (said(remark, "note")?, label(ontology, ty, &record.values));
    begin(errand, &state, Beginning { kind: Kind::Record, about: &record.iri, base: 0, patch, remark, title, sayings, entry }).await
}

/// Proposes a change of a published record, of anybody's. `base`: the revision that the author looked at.
///
/// # Errors
/// [`Code::Conflict`] when the fields have changed since; [`Code::InvalidRecord`] with every violation.
pub async fn propose(errand: &Errand, ty: TypeId, id: &str, edit: Edit<'_>, base: Option<u64>, remark: Option<&str>) -> Result<String, Problem> {
    errand.visitor.caller.demand(Operation::Submit, false)?;
    let _turn = match errand.start().await? {
        Start::Before(subject) => return Ok(subject),
        Start::Now(turn) => turn,
    };
    let state = errand.state();
    room(errand, &state)?;
    let record = published(&state, &[ty], id)?;
    let ty = errand.ontology().ty(ty);
    let now = state.snapshot.judged(&record, false);
    let wanted = composed(Composer::of(&state, errand.actor()), ty, &now.values, &record.iri, edit)?;
    let touched = touched(ty, &now.values, &wanted.values);
    if touched.is_empty() {
        return Err(Problem::new(Code::InvalidInput, "nothing would change: every field has these values already"));
    }
    if let Some(base) = base.filter(|base| *base < record.revision) {
        let since = changed_since(errand, &state, &record.iri, ty, base).await?;
        refuse_met(&state, ty, &record, base, &touched.iter().copied().filter(|slot| since.contains(slot)).collect::<Vec<_>>())?;
    }
    let sayings = edit.consent.sayings(ty, &touched)?;
    let patch = patch(errand.ontology(), ty, &record.iri, &touched, &now.values, &wanted.values);
    begin(errand, &state, Beginning { kind: Kind::Change, about: &record.iri, base: record.revision, patch, remark: said(remark, "note")?, title: None, sayings, entry: None }).await
}

/// Proposes that a published record be withdrawn.
///
/// # Errors
/// When there is no such record, or no reason.
pub async fn withdrawal(errand: &Errand, id: &str, reason: &str) -> Result<String, Problem> {
    errand.visitor.caller.demand(Operation::Submit, false)?;
    let _turn = match errand.start().await? {
        Start::Before(subject) => return Ok(subject),
        Start::Now(turn) => turn,
    };
    let state = errand.state();
    room(errand, &state)?;
    let record = published(&state, &[], id)?;
    changeable(errand.ontology(), record.ty)?;
    let reason = said(Some(reason), "reason")?.ok_or_else(|| Problem::new(Code::InvalidInput, "`reason`: say why it is to be withdrawn"))?;
    let patch = Patch::new(state.snapshot.stated(&record), Vec::new());
    begin(errand, &state, Beginning { kind: Kind::Withdrawal, about: &record.iri, base: record.revision, patch, remark: Some(reason), title: None, sayings: Vec::new(), entry: None }).await
}

/// Changes a proposal, on top of what is published now. Fields that have changed meanwhile have to be given again.
///
/// # Errors
/// Like [`submit`] and [`propose`]; [`Code::WrongState`] when it cannot be changed any more.
pub async fn amend(errand: &Errand, ty: TypeId, id: &str, edit: Edit<'_>, remark: Option<&str>) -> Result<String, Problem> {
    let remark = said(remark, "note")?;
    for _ in 0..ATTEMPTS_MAX {
        let state = errand.state();
        let submission = errand.find(&state, id, |owns| errand.visitor.caller.demand(Operation::Amend, owns))?;
        let _turn = match errand.start().await? {
            Start::Before(subject) => return Ok(subject),
            Start::Now(turn) => turn,
        };
        allowed(errand, &state, Action::Amend, &submission)?;
        if submission.ty != Some(ty) || !matches!(submission.kind, Kind::Record | Kind::Change) {
            return Err(Problem::new(Code::InvalidInput, format!("submission {} is not a proposal of this type", submission.key())));
        }
        changeable_in_call(errand, &state, &submission)?;
        let Amendment { patch, base, sayings } = amended(errand, &state, &submission, edit).await?;
        let subject = &*submission.iri;
        let mut private = vec![note(subject, ABOUT, NamedNode::new_unchecked(&*submission.about)), base_note(subject, base)];
        private.extend(sayings.iter().map(|(predicate, text)| text_note(subject, *predicate, text)));
        private.extend(said_note(subject, remark.as_deref()));
        let notices = to_curator(&state, &submission, remark.as_deref());
        let draft = event(errand, EventKind::Amended, subject, patch, private);
        if let Some(subject) = errand.keep(state.snapshot.revision(), Some(about(&submission)), vec![draft], notices).await? {
            return Ok(subject);
        }
    }
    Err(outrun())
}

/// Takes a submission back, or appeals.
///
/// # Errors
/// [`Code::WrongState`] when that cannot be done any more.
pub async fn step(errand: &Errand, id: &str, action: Action, text: Option<&str>) -> Result<String, Problem> {
    let text = said(text, "text")?;
    if action.needs_reason() && text.is_none() {
        return Err(Problem::new(Code::InvalidInput, format!("`{}` needs a reason; say why", action.name())));
    }
    for _ in 0..ATTEMPTS_MAX {
        let state = errand.state();
        let submission = errand.find(&state, id, |owns| errand.visitor.caller.demand(action.operation(), owns))?;
        let _turn = match errand.start().await? {
            Start::Before(subject) => return Ok(subject),
            Start::Now(turn) => turn,
        };
        allowed(errand, &state, action, &submission)?;
        let private = said_note(&submission.iri, text.as_deref()).into_iter().collect();
        let notices = to_curator(&state, &submission, text.as_deref());
        let draft = event(errand, action.kind(), &submission.iri, Patch::default(), private);
        if let Some(subject) = errand.keep(state.snapshot.revision(), Some(about(&submission)), vec![draft], notices).await? {
            return Ok(subject);
        }
    }
    Err(outrun())
}

/// Whether an author's action is in order.
fn allowed(errand: &Errand, state: &State, action: Action, submission: &Submission) -> Result<(), Problem> {
    // Owning the record does not make the submission theirs.
    let owns = errand.visitor.caller.actor().is_some_and(|actor| *submission.author == *actor);
    let owns = owns || (action.operation() != Operation::Amend && errand.owns(state, submission));
    permit(action, submission, &errand.visitor.caller, owns)?;
    full(submission)
}

/// A submission is a conversation, not a flood.
pub(super) fn full(submission: &Submission) -> Result<(), Problem> {
    if submission.facts.len() < FACTS_MAX {
        return Ok(());
    }
    Err(Problem::new(Code::TooManyRequests, format!("submission {} has {FACTS_MAX} events, and takes no more", submission.key())))
}

/// Another event about the same submission stands in the way.
pub(in crate::app) fn about(submission: &Submission) -> Disturbs {
    let iri = Arc::clone(&submission.iri);
    Box::new(move |event| *event.subject == *iri || event.kind.erases().is_some())
}

fn to_curator(state: &State, submission: &Submission, text: Option<&str>) -> Vec<Notice> {
    let title = super::dossier::title(state, submission);
    let letter = Letter::about(submission, title.as_deref());
    submission.taken_by.iter().map(|curator| letter.answer(curator, text)).collect()
}

fn room(errand: &Errand, state: &State) -> Result<(), Problem> {
    room_for(errand, state, 1)
}

/// Whether so many more submissions of the author may wait.
pub(super) fn room_for(errand: &Errand, state: &State, count: usize) -> Result<(), Problem> {
    let (actor, most) = (errand.actor(), OPEN_PER_AUTHOR_MAX.saturating_sub(count));
    if state.queue.count_of_author(actor) <= most || state.queue.of_author(actor).filter(|submission| submission.state.is_open()).count() <= most {
        return Ok(());
    }
    Err(Problem::new(Code::TooManyRequests, format!("at most {OPEN_PER_AUTHOR_MAX} submissions of yours may wait for a decision; no more are taken until some are decided")))
}

/// Keeps the first event of a submission, and tells its author that it has arrived.
pub(super) async fn begin(errand: &Errand, state: &State, beginning: Beginning<'_>) -> Result<String, Problem> {
    begin_telling(errand, state, beginning, |_| Vec::new()).await
}

/// As [`begin`]; what is told to others besides is written with the letter's means.
pub(super) async fn begin_telling(errand: &Errand, state: &State, beginning: Beginning<'_>, more: impl FnOnce(&Letter<'_>) -> Vec<Notice>) -> Result<String, Problem> {
    let Beginning { kind, about, base, patch, remark, title, sayings, entry } = beginning;
    let iri = fresh_iri(errand.ontology());
    let mut private = vec![note(&iri, ABOUT, NamedNode::new_unchecked(about)), text_note(&iri, PROPOSES, kind.name()), base_note(&iri, base)];
    private.extend(sayings.iter().map(|(predicate, text)| text_note(&iri, *predicate, text)));
    private.extend(said_note(&iri, remark.as_deref()));
    private.extend(entry.iter().flat_map(|entry| entry.notes(&iri)));
    let draft = event(errand, EventKind::Submitted, &iri, patch, private);
    let title = title.or_else(|| label_of(state, about));
    let letter = Letter { key: iri.rsplit('/').next().unwrap_or(&iri), title: title.as_deref(), kind };
    let (mut drafts, mut notices) = (vec![draft], errand.visitor.caller.actor().map(|actor| letter.received(actor)).into_iter().collect());
    let late = entry.and_then(|entry| entry.late);
    errand.hold(state, &letter, late.as_deref(), &mut drafts, &mut notices).await?;
    notices.extend(more(&letter));
    errand.keep(state.snapshot.revision(), None, drafts, notices).await?.ok_or_else(outrun)
}

pub(in crate::app) fn label_of(state: &State, iri: &str) -> Option<String> {
    let ontology = state.snapshot.ontology();
    let record = state.snapshot.by_iri(iri)?;
    record.label(ontology.ty(record.ty), &ontology.directory.languages).map(|label| label.raw().into_owned())
}

pub(super) fn base_note(subject: &str, base: u64) -> Triple {
    note(subject, BASE_REVISION, Literal::new_typed_literal(base.to_string(), xsd::INTEGER))
}

/// No values at all.
fn blank(ty: &Type) -> Vec<Vec<Value>> {
    vec![Vec::new(); ty.properties.len()]
}

/// The record that is there after an edit of these values.
pub(super) fn composed(composer: Composer<'_>, ty: &Type, values: &[Vec<Value>], iri: &str, edit: Edit<'_>) -> Result<Record, Problem> {
    let invalid = |violations| Problem::of_violations(Code::InvalidRecord, &format!("this is not a valid {}", ty.singular), violations);
    let read = composer.read(ty, edit.set, edit.clear);
    // What could not be read is not also missing.
    let (fields, mut violations): (Fields, Vec<Violation>) = match read {
        Ok(fields) => (fields, Vec::new()),
        Err(violations) => (readable(&composer, ty, edit.set), violations),
    };
    let mut slots: Vec<Vec<Term>> = terms(ty, values);
    for (slot, given) in fields {
        if let Some(own) = slots.get_mut(usize::from(slot)) {
            *own = given;
        }
    }
    match composer.judge(ty, iri, &slots) {
        Ok(record) if violations.is_empty() => Ok(record),
        Ok(_) => Err(invalid(violations)),
        Err(more) => {
            let told: Vec<Option<String>> = violations.iter().map(|violation| violation.field.clone()).collect();
            violations.extend(more.into_iter().filter(|violation| violation.field.is_none() || !told.contains(&violation.field)));
            Err(invalid(violations))
        }
    }
}

/// The fields that can be read, so that everything else that is wrong is said at once.
fn readable(composer: &Composer<'_>, ty: &Type, set: &Input) -> Fields {
    let one = |(name, given): (&String, &serde_json::Value)| composer.read(ty, &Input::from_iter([(name.clone(), given.clone())]), &[]).unwrap_or_default();
    set.iter().flat_map(one).collect()
}

/// The slots whose values differ.
pub(in crate::app) fn touched(ty: &Type, before: &[Vec<Value>], after: &[Vec<Value>]) -> Vec<u16> {
    crate::app::difference::difference(ty, before, after).into_iter().map(|field| field.slot).collect()
}

/// For each field that is touched all values before and all values after; of a new record everything.
pub(super) fn patch(ontology: &Ontology, ty: &Type, iri: &str, touched: &[u16], before: &[Vec<Value>], after: &[Vec<Value>]) -> Patch {
    let subject = NamedNode::new_unchecked(iri);
    let triples = |values: &[Vec<Value>]| {
        let mut triples = Vec::new();
        for slot in touched {
            let (Some(property), Some(values)) = (ty.property(*slot), values.get(usize::from(*slot))) else { continue };
            triples.extend(values.iter().map(|value| Triple::new(subject.clone(), ontology.path(property.path).clone(), value.term(&property.range))));
        }
        triples
    };
    Patch::new(triples(before), triples(after))
}

/// The published record that the caller names.
///
/// # Errors
/// When there is none: what became of it, or the nearest names.
pub fn published(state: &State, types: &[TypeId], id: &str) -> Result<Arc<Published>, Problem> {
    if let Some(record) = find::resolve(&state.snapshot, types, id)? {
        return Ok(Arc::clone(record));
    }
    if let Some(former) = gone::former(state, types, id) {
        return Err(former.problem(state));
    }
    if let Some(namesakes) = find::namesakes(&state.snapshot, types, id) {
        return Err(Problem::new(Code::NotFound, namesakes));
    }
    let ontology = state.snapshot.ontology();
    let names: Vec<&str> = types.iter().map(|ty| ontology.ty(*ty).singular.as_str()).collect();
    let what = if names.is_empty() { "record".to_owned() } else { names.join(" or ") };
    let hint = if types.is_empty() { did_you_mean(id, []) } else { crate::app::filter::nearest_keys(&state.snapshot, types, id) };
    Err(Problem::new(Code::NotFound, format!("there is no published {what} `{id}`{hint}")))
}

/// The slots of a record that events after `base` have changed.
async fn changed_since(errand: &Errand, state: &State, iri: &str, ty: &Type, base: u64) -> Result<Vec<u16>, Problem> {
    let head = state.snapshot.revision();
    if head - base > BASE_EVENTS_MAX {
        return Err(Problem::new(Code::Conflict, format!("revision {base} lies more than {BASE_EVENTS_MAX} events back; read <{iri}> as it is now and make the change on top of it")));
    }
    let mut slots = Vec::new();
    let mut at = base;
    while at < head {
        let events = errand.directory.ledger().read(at, 10_000).await.map_err(DirectoryError::from)?;
        let Some(last) = events.last() else { break };
        at = last.sequence;
        let shown = events.iter().filter(|event| event.kind.is_shown());
        let triples = shown.flat_map(|event| event.patch.removed.iter().chain(&event.patch.added)).filter(|triple| triple.subject == NamedNode::new_unchecked(iri).into());
        slots.extend(triples.filter_map(|triple| ty.slot(errand.ontology().path_id(&triple.predicate)?)));
    }
    Ok(slots)
}

/// # Errors
/// [`Code::Conflict`] when any slot is given: what they are now, field by field.
pub(super) fn refuse_met(state: &State, ty: &Type, record: &Published, base: u64, met: &[u16]) -> Result<(), Problem> {
    if met.is_empty() {
        return Ok(());
    }
    let now = state.snapshot.judged(record, false);
    let told = |slot: &u16| {
        let property = ty.property(*slot)?;
        Some(violation(&property.field, &format!("it has changed since and is now {}", in_words(&state.snapshot, &property.range, now.slot(*slot)))))
    };
    let message = format!("<{}> has changed since revision {base}; the current version is revision {}", record.iri, record.revision);
    Err(Problem::of_violations(Code::Conflict, &message, met.iter().filter_map(told).collect()))
}

/// What the event of an amended proposal says.
struct Amendment {
    patch: Patch,
    /// The revision that it is made on.
    base: u64,
    sayings: Vec<(NamedNodeRef<'static>, String)>,
}

async fn amended(errand: &Errand, state: &State, submission: &Submission, edit: Edit<'_>) -> Result<Amendment, Problem> {
    let ontology = errand.ontology();
    let Some(ty) = submission.ty.map(|ty| ontology.ty(ty)) else { return Err(Problem::new(Code::WrongState, "the ontology no longer has this type")) };
    let events = errand.directory.ledger().read(submission.proposal.saturating_sub(1), 1).await.map_err(DirectoryError::from)?;
    let earlier = events.first();
    let proposal = earlier.map(|event| Proposal::of(ontology, ty, &submission.about, event)).unwrap_or_default();
    let composer = Composer::of(state, &submission.author);
    let (before, iri, base) = if submission.kind == Kind::Record {
        (blank(ty), submission.about.to_string(), 0)
    } else {
        let record = published(state, &[ty.id], &submission.about)?;
        let now = state.snapshot.judged(&record, false);
        let given = |slot: &u16| ty.property(*slot).is_some_and(|property| edit.set.contains_key(&property.field) || edit.clear.contains(&property.field));
        refuse_met(state, ty, &record, submission.base, &proposal.met(&now.values).into_iter().filter(|slot| !given(slot)).collect::<Vec<_>>())?;
        (now.values.clone(), record.iri.to_string(), record.revision)
    };
    let mut values = before.clone();
    for slot in &proposal.touched {
        if let Some(own) = values.get_mut(usize::from(*slot)) {
            *own = proposal.after(*slot).to_vec();
        }
    }
    let wanted = composed(composer, ty, &values, &iri, edit)?;
    let touched = touched(ty, &before, &wanted.values);
    if touched.is_empty() {
        return Err(Problem::new(Code::InvalidInput, "nothing would be left of the proposal; take it back instead"));
    }
    let mut sayings = edit.consent.sayings(ty, &touched)?;
    if sayings.is_empty() {
        let after = Proposal { before: before.clone(), after: wanted.values.clone(), touched: touched.clone() };
        sayings = consent::carried(ty, earlier, &proposal, &after);
    }
    let patch = match submission.kind {
        Kind::Record => Patch::new(Vec::new(), wanted.triples(ontology, crate::ontology::Visibility::Everyone)),
        _ => patch(ontology, ty, &iri, &touched, &before, &wanted.values),
    };
    Ok(Amendment { patch, base, sayings })
}

/// The name of a record among its values.
pub(super) fn label(ontology: &Ontology, ty: &Type, values: &[Vec<Value>]) -> Option<String> {
    let texts = values.get(usize::from(ty.role(Role::Label)?))?;
    let in_language = |language: &String| texts.iter().find_map(|value| if let Value::Text(text) = value { (text.language == *language).then(|| text.text.clone()) } else { None });
    ontology.directory.languages.iter().find_map(in_language).or_else(|| texts.iter().find_map(|value| if let Value::Text(text) = value { Some(text.text.clone()) } else { None }))
}

/// The key of a new record. What has no name of its own, such as a claim, is called by what it is about.
fn mint(minter: &mut Minter, state: &State, ty: &Type, record: &Record) -> String {
    let ontology = state.snapshot.ontology();
    let name = label(ontology, ty, &record.values).unwrap_or_else(|| called_by_links(ontology, ty, record));
    let identifiers = ty.properties.iter().zip(&record.values).filter_map(|(property, values)| match (&property.range, values.first()) {
        (Range::Identifier(scheme), Some(Value::Iri(iri))) => Some((*scheme, iri.as_str())),
        _ => None,
    });
    let identifier: Option<(Scheme, &str)> = { identifiers }.next();
    let is_free = |key: &str| {
        let iri = format!("{}{key}", ty.base);
        state.snapshot.id(&iri).is_none() && !state.provenance.is_taken(&state.snapshot, &iri) && state.queue.about(&iri).next().is_none()
    };
    minter.mint(&stem(&name, identifier, &ty.segment), is_free)
}

/// The keys of the first record and the first concept that it must link to.
fn called_by_links(ontology: &Ontology, ty: &Type, record: &Record) -> String {
    let required = ty.properties.iter().zip(&record.values).filter(|(property, _)| property.min_count > 0 && property.range.is_link() && ontology.enumeration(property).is_none());
    let keys = required.filter_map(|(_, values)| if let Some(Value::Iri(iri)) = values.first() { iri.rsplit('/').next() } else { None });
    keys.take(2).collect::<Vec<_>>().join(" ")
}

