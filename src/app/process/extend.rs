//! Moving the end of a call: by its organisers, with a reason that everybody may read. What is published of the call changes at once, and
//! its history says who, when, why, from which instant to which.

use super::window::{Window, told};
use super::Call;
use crate::app::Problem;
use crate::app::actor::Operation;
use crate::app::contribute::compose::{Composer, Input};
use crate::app::contribute::dossier::terms;
use crate::app::contribute::machine::Action;
use crate::app::contribute::review::patch_of_difference;
use crate::app::contribute::submit::touched;
use crate::app::contribute::{ATTEMPTS_MAX, Errand, Start, event, outrun, said, said_note};
use crate::app::mail::Letter;
use crate::error::Code;
use crate::ledger::{Event, EventKind};
use crate::ontology::Part;
use crate::ontology::record::Violation;
use crate::views::State;
use crate::views::queue::State as Standing;
use serde_json::Value as Json;
use std::collections::BTreeSet;

/// The new end of a call; what is not given stays.
#[derive(Clone, Copy, Debug)]
pub struct NewEnd<'a> {
    /// The last day.
    pub closes: &'a str,
    /// The time on it; an empty one for its end.
    pub time: Option<&'a str>,
    pub grace_days: Option<u64>,
}

/// Extends a call; answers its IRI.
///
/// # Errors
/// [`Code::InvalidInput`] when the new end is not later, or there is no reason.
pub async fn extend(errand: &Errand, id: &str, end: NewEnd<'_>, reason: &str) -> Result<String, Problem> {
    let given = said(Some(reason), "reason")?;
    for _ in 0..ATTEMPTS_MAX {
        let _deciding = errand.directory.deciding().await;
        let state = errand.state();
        let call = errand.call(&state, id, Operation::Organise)?;
        let _turn = match errand.start().await? {
            Start::Before(subject) => return Ok(subject),
            Start::Now(turn) => turn,
        };
        let reason = given.as_deref().ok_or_else(|| Problem::new(Code::InvalidInput, "`reason`: say why, in a sentence that everybody may read"))?;
        let (record, after) = moved(&state, &call, end)?;
        let ty = errand.ontology().ty(call.record.ty);
        let slots = touched(ty, &call.values.values, &record.values);
        let patch = patch_of_difference(&state, ty, &call.record.iri, &slots, &call.values.values, &record.values);
        let notices = letters(errand, &state, &call, &after, reason);
        let draft = event(errand, EventKind::Revised, &call.record.iri, patch, said_note(&call.record.iri, Some(reason)).into_iter().collect());
        let disturbs = Box::new(|event: &Event| event.kind.is_shown() || event.kind.erases().is_some());
        if let Some(subject) = errand.keep(state.snapshot.revision(), Some(disturbs), vec![draft], notices).await? {
            return Ok(subject);
        }
    }
    Err(outrun())
}

/// The call with its new end.
fn moved(state: &State, call: &Call, end: NewEnd<'_>) -> Result<(crate::ontology::record::Record, Window), Problem> {
    let ty = state.snapshot.ontology().ty(call.record.ty);
    let invalid = |violations: Vec<Violation>| Problem::of_violations(Code::InvalidInput, "the new end", violations);
    let field = |part| ty.part(part).and_then(|slot| ty.property(slot)).map(|property| property.field.clone());
    let (mut set, mut clear) = (Input::new(), Vec::new());
    for (part, value) in [
        (Part::Closes, Some(Json::from(end.closes))),
        (Part::ClosingTime, end.time.filter(|time| !time.is_empty()).map(Json::from)),
        (Part::GraceDays, end.grace_days.map(Json::from)),
    ] {
        match (field(part), value) {
            (Some(field), Some(value)) => drop(set.insert(field, value)),
            (Some(field), None) if part == Part::ClosingTime && end.time.is_some() => clear.push(field),
            (None, Some(_)) => return Err(Problem::new(Code::InvalidInput, "calls of this directory have no such property")),
            _ => {}
        }
    }
    let composer = Composer::publishing(state);
    let mut slots = terms(ty, &call.values.values);
    for (slot, given) in composer.read(ty, &set, &clear).map_err(invalid)? {
        if let Some(own) = slots.get_mut(usize::from(slot)) {
            *own = given;
        }
    }
    let record = composer.judge(ty, &call.record.iri, &slots).map_err(invalid)?;
    let after = Window::read(ty, &record.values).map_err(|message| Problem::new(Code::InvalidInput, message))?;
    if after.closes <= call.window.closes {
        let message = format!("`closes`: {} is not after the present end, {}; a call is only ever extended", told(&after.closes), told(&call.window.closes));
        return Err(Problem::new(Code::InvalidInput, message));
    }
    Ok((record, after))
}

/// To everybody who sent something in.
fn letters(errand: &Errand, state: &State, call: &Call, after: &Window, reason: &str) -> Vec<crate::ledger::Notice> {
    let name = call.name(state);
    let text = format!("“{name}” now closes at {}. Until then you can change what you have sent in, and send in more.", told(&after.closes));
    let letter = Letter { subject: format!("Extended: {name}"), paragraphs: vec![text, reason.to_owned()], action: None };
    let authors: BTreeSet<&str> = state.process.entries(&call.record.iri).map(|entry| &*entry.author).filter(|author| *author != errand.actor()).collect();
    authors.into_iter().filter(|author| *author != crate::app::contribute::ANONYMOUS).map(|author| letter.to(author).leading_to(call.page(state))).collect()
}

/// Takes what came late, or what strangers sent, to the curators like everything else; answers the submission's IRI.
///
/// # Errors
/// [`Code::WrongState`] when it is not held.
pub async fn take(errand: &Errand, id: &str, text: Option<&str>) -> Result<String, Problem> {
    let text = said(text, "text")?;
    for _ in 0..ATTEMPTS_MAX {
        let state = errand.state();
        let (submission, entry) = errand.entry(&state, id, Operation::Organise)?;
        let _turn = match errand.start().await? {
            Start::Before(subject) => return Ok(subject),
            Start::Now(turn) => turn,
        };
        if !matches!(submission.state, Standing::Quarantined | Standing::Appealed) {
            return Err(Problem::new(Code::WrongState, format!("submission {} is {}; only what is held can be taken", submission.key(), submission.state.name())));
        }
        let letter = crate::app::contribute::notice::Letter { key: submission.key(), title: submission.title.as_deref(), kind: submission.kind };
        let notices = if *entry.author == *crate::app::contribute::ANONYMOUS { None } else { letter.step(&entry.author, Action::Release, text.as_deref(), &[]) };
        let draft = event(errand, EventKind::Released, &submission.iri, crate::ledger::Patch::default(), said_note(&submission.iri, text.as_deref()).into_iter().collect());
        let disturbs = crate::app::contribute::submit::about(&submission);
        if let Some(subject) = errand.keep(state.snapshot.revision(), Some(disturbs), vec![draft], notices.into_iter().collect()).await? {
            return Ok(subject);
        }
    }
    Err(outrun())
}
