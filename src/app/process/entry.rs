//! Sending something in to a call: what it says beside the record, and whether the call takes it now.

use super::window::told;
use super::{Call, Phase, Question};
use crate::app::contribute::submit::published;
use crate::app::contribute::{Errand, note, said, text_note};
use crate::app::{Problem, find};
use crate::error::Code;
use crate::ontology::terms::{CREDITED_AS, CREDITED_NAME, IN_CALL, IN_QUESTION, LATE, LICENSED_UNDER, RECEIVED, UNNAMED, USE_ALLOWED};
use crate::ontology::{Part, Type, TypeId};
use crate::views::State;
use crate::views::process::Credit;
use crate::views::queue::{State as Standing, Submission};
use jiff::Timestamp;
use oxigraph::model::{NamedNode, Triple};

/// Characters of the name of whoever is to be credited.
pub const CREDITED_NAME_CHARS_MAX: usize = 200;
/// Bytes of the address of a licence.
pub const LICENCE_BYTES_MAX: usize = 2_000;

/// What somebody says with what they send in.
#[derive(Clone, Copy, Debug, Default)]
pub struct Given<'a> {
    pub call: &'a str,
    pub question: Option<&'a str>,
    /// The address of the licence; the directory's unless given.
    pub licence: Option<&'a str>,
    pub allows_use: bool,
    /// A published person or organisation.
    pub credit_as: Option<&'a str>,
    pub credit_name: Option<&'a str>,
    pub unnamed: bool,
}

/// What a call has let in.
#[derive(Clone, Debug)]
pub struct Admission {
    call: String,
    question: Option<String>,
    licence: String,
    credit: Credit,
    /// By the clock that closes the call.
    received: Timestamp,
    /// Why it is held for the organisers.
    pub late: Option<String>,
}

impl Admission {
    /// What the event of the submission says about it.
    #[must_use]
    pub fn notes(&self, subject: &str) -> Vec<Triple> {
        let node = |iri: &str| NamedNode::new_unchecked(iri);
        let mut notes = vec![
            note(subject, IN_CALL, node(&self.call)),
            note(subject, LICENSED_UNDER, node(&self.licence)),
            text_note(subject, USE_ALLOWED, "true"),
            text_note(subject, RECEIVED, &self.received.to_string()),
        ];
        notes.extend(self.question.as_ref().map(|question| note(subject, IN_QUESTION, node(question))));
        notes.extend(self.late.as_ref().map(|_| text_note(subject, LATE, "true")));
        notes.push(match &self.credit {
            Credit::As(iri) => note(subject, CREDITED_AS, node(iri)),
            Credit::Name(name) => text_note(subject, CREDITED_NAME, name),
            Credit::Nobody => text_note(subject, UNNAMED, "true"),
        });
        notes
    }
}

/// The present, as precise as it is kept.
fn now(errand: &Errand) -> Timestamp {
    let now = errand.directory.desk().now();
    Timestamp::from_millisecond(now.as_millisecond()).unwrap_or(now)
}

/// Whether a call takes a record of this type now.
///
/// # Errors
/// [`Code::WrongState`] before it opens and after its grace, naming the instants; [`Code::InvalidInput`] for what is missing.
pub fn admit(errand: &Errand, state: &State, ty: &Type, given: &Given<'_>) -> Result<Admission, Problem> {
    let call = Call::find(state, given.call)?;
    let received = now(errand);
    let window = &call.window;
    let name = call.name(state);
    let late = match window.phase(received) {
        Phase::Announced => {
            let opens = window.opens.as_ref().map(told).unwrap_or_default();
            return Err(Problem::new(Code::WrongState, format!("“{name}” takes nothing yet: it opens at {opens}, and it is {received}")));
        }
        Phase::Closed if window.ends == window.closes => {
            return Err(Problem::new(Code::WrongState, format!("“{name}” takes nothing any more: it closed at {}, and it is {received}", told(&window.closes))));
        }
        Phase::Closed => {
            let (closes, ends) = (told(&window.closes), told(&window.ends));
            return Err(Problem::new(Code::WrongState, format!("“{name}” takes nothing any more: it closed at {closes}, its grace ended at {ends}, and it is {received}")));
        }
        Phase::Open => None,
        Phase::Grace => Some(format!("it arrived at {received}, after the call had closed at {}; the organisers of the call decide whether it is taken", told(&window.closes))),
    };
    if !given.allows_use {
        let message = "`allowUse`: say true when the organisers may use it for their synthesis and keep it for as long as that is published";
        return Err(Problem::new(Code::InvalidInput, message));
    }
    let question = asked(state, &call, ty, given.question)?;
    let licence = given.licence.unwrap_or(&state.snapshot.ontology().directory.license);
    if licence.len() > LICENCE_BYTES_MAX {
        return Err(Problem::new(Code::InvalidInput, format!("`licence`: the address has {} bytes; at most {LICENCE_BYTES_MAX} are taken", licence.len())));
    }
    if !(licence.starts_with("https://") || licence.starts_with("http://")) || NamedNode::new(licence).is_err() {
        return Err(Problem::new(Code::InvalidInput, format!("`licence`: `{licence}` is not the address of a licence, like https://creativecommons.org/licenses/by/4.0/")));
    }
    let credit = credit(state, given)?;
    Ok(Admission { call: call.record.iri.to_string(), question, licence: licence.to_owned(), credit, received, late })
}

/// The question that it answers: the one that is named, or the only one that takes such a record.
fn asked(state: &State, call: &Call, ty: &Type, named: Option<&str>) -> Result<Option<String>, Problem> {
    let ontology = state.snapshot.ontology();
    let all = call.questions(state);
    let shown = |question: &Question| {
        let key = question.record.key(ontology.ty(question.record.ty)).to_owned();
        let types: Vec<&str> = question.takes.iter().map(|ty| ontology.ty(*ty).enum_value.as_str()).collect();
        format!("{key} ({})", types.join(", "))
    };
    let listed = || all.iter().map(shown).collect::<Vec<_>>().join("; ");
    if let Some(named) = named {
        let types: Vec<TypeId> = ontology.types_with(Part::AskedBy).map(|ty| ty.id).collect();
        let record = published(state, &types, named)?;
        let Some(question) = all.iter().find(|question| question.record.id == record.id) else {
            return Err(Problem::new(Code::InvalidInput, format!("`question`: “{}” does not ask `{named}`; it asks {}", call.name(state), listed())));
        };
        if !question.takes.contains(&ty.id) {
            return Err(Problem::new(Code::InvalidInput, format!("`question`: it does not take a {}; {}", ty.enum_value, shown(question))));
        }
        return Ok(Some(question.record.iri.to_string()));
    }
    let fitting: Vec<&Question> = all.iter().filter(|question| question.takes.contains(&ty.id)).collect();
    match fitting.as_slice() {
        [only] => Ok(Some(only.record.iri.to_string())),
        [] if all.is_empty() => Ok(None),
        [] => Err(Problem::new(Code::InvalidInput, format!("“{}” does not ask for a {}; it asks {}", call.name(state), ty.enum_value, listed()))),
        several => {
            let keys = several.iter().map(|question| shown(question)).collect::<Vec<_>>().join("; ");
            Err(Problem::new(Code::InvalidInput, format!("`question`: several questions take a {}; say which: {keys}", ty.enum_value)))
        }
    }
}

/// Whom to credit. Silence is no wish: it is asked for.
fn credit(state: &State, given: &Given<'_>) -> Result<Credit, Problem> {
    match (given.credit_as, given.credit_name, given.unnamed) {
        (Some(id), None, false) => agent(state, id).map(|iri| Credit::As(iri.into())),
        (None, Some(name), false) => {
            let name = said(Some(name), "creditName")?.filter(|name| name.chars().count() <= CREDITED_NAME_CHARS_MAX && !name.contains('\n'));
            name.map(|name| Credit::Name(name.into())).ok_or_else(|| Problem::new(Code::InvalidInput, format!("`creditName`: give a name of at most {CREDITED_NAME_CHARS_MAX} characters")))
        }
        (None, None, true) => Ok(Credit::Nobody),
        _ => Err(Problem::new(
            Code::InvalidInput,
            "say who is to be credited: `creditAs` names a published person or organisation, `creditName` gives a name, `unnamed: true` asks for no credit; one of them",
        )),
    }
}

/// The published record of somebody who can be credited.
pub(super) fn agent(state: &State, id: &str) -> Result<String, Problem> {
    let types: Vec<TypeId> = state.snapshot.ontology().types_with(Part::Credits).flat_map(credited).collect();
    let found = find::resolve(&state.snapshot, &types, id)?;
    let found = found.map(|record| record.iri.to_string());
    found.ok_or_else(|| Problem::new(Code::NotFound, format!("`creditAs`: there is no published person or organisation `{id}`")))
}

/// The types that can be credited by what a call leads to.
fn credited(ty: &Type) -> Vec<TypeId> {
    let property = ty.part(Part::Credits).and_then(|slot| ty.property(slot));
    property.and_then(|property| property.range.targets()).map(|targets| targets.types.clone()).unwrap_or_default()
}

/// Whether an author can still change what was sent in to a call: until it closes, or its grace ends for what came late; afterwards only
/// what a curator asks for.
///
/// # Errors
/// [`Code::WrongState`], naming the instant.
pub fn changeable(errand: &Errand, state: &State, submission: &Submission) -> Result<(), Problem> {
    let Some(entry) = state.process.entry(&submission.iri).filter(|_| submission.state != Standing::ChangesRequested) else { return Ok(()) };
    // A call that is published no longer closes nothing.
    let Ok(call) = Call::find(state, &entry.call) else { return Ok(()) };
    let end = if entry.late { &call.window.ends } else { &call.window.closes };
    let now = now(errand);
    if now < end.timestamp() {
        return Ok(());
    }
    let message = format!("submission {} could be changed until “{}” closed at {}, and it is {now}; it can still be taken back", submission.key(), call.name(state), told(end));
    Err(Problem::new(Code::WrongState, message))
}
