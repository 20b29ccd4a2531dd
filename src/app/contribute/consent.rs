//! Consent: nothing about a living person is published unless somebody says, field by field, that the person agrees. Whoever proposes says
//! so, or whoever accepts. The person, once the record is theirs, takes it back for any field: its values go, from what is published and
//! from the past, and nobody else can bring them back.

use super::compose::written;
use super::dossier::Proposal;
use super::submit::published;
use super::{Errand, event, note, text_note};
use crate::app::actor::Operation;
use crate::app::{Problem, erase};
use crate::error::Code;
use crate::ledger::{Draft, Event, EventKind, Patch};
use crate::ontology::Type;
use crate::ontology::terms::{CONSENT_BASIS, CONSENT_TO, PROV_WAS_ATTRIBUTED_TO, PROV_WAS_DERIVED_FROM};
use crate::views::State;
use crate::views::about::actor_iri;
use crate::views::queue::{Basis, Submission, consent_stated};
use crate::views::records::Record;
use oxigraph::model::{NamedNode, NamedNodeRef, Triple};
use std::sync::Arc;

/// What stands in the history of a record some of whose values are erased.
const WITHDRAWN: &str = "Taken out at the wish of the person concerned.";

/// That the person whom a record is about agrees.
#[derive(Clone, Copy, Debug, Default)]
pub struct Stated<'a> {
    /// Nothing where nobody says so.
    pub basis: Option<Basis>,
    /// To which fields; to all that are given when it does not say.
    pub to: Option<&'a [String]>,
}

impl Stated<'_> {
    /// The fields that it names, of those that a proposal touches.
    ///
    /// # Errors
    /// When the record is about nobody, or a field is named that is not proposed.
    fn fields(self, ty: &Type, touched: &[u16]) -> Result<Option<(Basis, Vec<String>)>, Problem> {
        let Some(basis) = self.basis else {
            let named = self.to.is_some_and(|fields| !fields.is_empty());
            return if named { Err(Problem::new(Code::InvalidInput, "`consentTo` names fields, and `consent` does not say how you know; give both")) } else { Ok(None) };
        };
        if !ty.personal {
            return Err(Problem::new(Code::InvalidInput, format!("a {} is about nobody who could agree; leave `consent` out", ty.singular)));
        }
        let mut slots = Vec::new();
        for name in self.to.into_iter().flatten() {
            let (slot, _) = written(ty, name).map_err(|violation| Problem::of_violations(Code::UnknownName, "`consentTo`", vec![violation]))?;
            if !touched.contains(&slot) {
                return Err(Problem::new(Code::InvalidInput, format!("`consentTo`: nothing is proposed for `{name}`")));
            }
            slots.push(slot);
        }
        let slots = if self.to.is_some() { slots } else { touched.to_vec() };
        Ok(Some((basis, names(ty, slots))))
    }

    /// What the event of a proposal says of it.
    ///
    /// # Errors
    /// As [`Stated::fields`].
    pub(super) fn sayings(self, ty: &Type, touched: &[u16]) -> Result<Vec<(NamedNodeRef<'static>, String)>, Problem> {
        Ok(self.fields(ty, touched)?.map(|(basis, fields)| said(basis, fields)).unwrap_or_default())
    }
}

fn said(basis: Basis, fields: Vec<String>) -> Vec<(NamedNodeRef<'static>, String)> {
    let named = fields.into_iter().map(|field| (CONSENT_TO, field));
    std::iter::once((CONSENT_BASIS, basis.name().to_owned())).chain(named).collect()
}

fn names(ty: &Type, slots: impl IntoIterator<Item = u16>) -> Vec<String> {
    slots.into_iter().filter_map(|slot| ty.property(slot)).map(|property| property.field.clone()).collect()
}

/// What is left of an earlier proposal's consent: that to values which have not changed since.
pub(super) fn carried(ty: &Type, earlier: Option<&Event>, before: &Proposal, after: &Proposal) -> Vec<(NamedNodeRef<'static>, String)> {
    let Some((basis, fields)) = earlier.and_then(consent_stated) else { return Vec::new() };
    let same = |field: &&str| ty.slot_of_field(field).is_some_and(|slot| after.touched.contains(&slot) && crate::app::difference::same(before.after(slot), after.after(slot)));
    said(basis, fields.into_iter().filter(same).map(str::to_owned).collect())
}

/// The fields of a proposal to whose publication nobody says that the person agrees, or of which the person said that they do not.
#[must_use]
pub fn missing(state: &State, ty: &Type, submission: &Submission, proposal: &Proposal, proposing: Option<&Event>) -> Vec<String> {
    missing_but(state, ty, submission, proposal, proposing, &[])
}

fn missing_but(state: &State, ty: &Type, submission: &Submission, proposal: &Proposal, proposing: Option<&Event>, agreed: &[String]) -> Vec<String> {
    if !ty.personal {
        return Vec::new();
    }
    let by_author = proposing.and_then(consent_stated);
    let is_theirs = state.queue.owns(&submission.author, &submission.about);
    let published = names(ty, proposal.touched.iter().copied().filter(|slot| !proposal.after(*slot).is_empty()));
    let lacks = |field: &String| {
        let stated = by_author.as_ref().filter(|(_, fields)| fields.contains(&field.as_str())).map(|(basis, _)| *basis);
        // Only the person can open again what the person closed.
        if closed(state, &submission.about, field) { stated != Some(Basis::Oneself) || !is_theirs } else { stated.is_none() && !agreed.contains(field) }
    };
    published.into_iter().filter(lacks).collect()
}

fn closed(state: &State, record: &str, field: &str) -> bool {
    state.queue.consents(record).iter().any(|consent| *consent.field == *field && consent.basis.is_none())
}

/// The events that say who agrees to what of a proposal that is accepted, by its author's word and by the curator's.
///
/// # Errors
/// When nobody says so of some field.
pub(super) fn settled(errand: &Errand, state: &State, ty: &Type, submission: &Submission, proposal: &Proposal, proposing: &Event, decided: Stated<'_>) -> Result<Vec<Draft>, Problem> {
    // Of many that are accepted at once, some may be about nobody.
    let by_curator = if ty.personal { decided.fields(ty, &proposal.touched)? } else { None };
    let missing = missing_but(state, ty, submission, proposal, Some(proposing), by_curator.as_ref().map_or(&[], |(_, fields)| fields));
    if !missing.is_empty() {
        let (shut, open): (Vec<_>, Vec<_>) = missing.into_iter().partition(|field| closed(state, &submission.about, field));
        let mut message = String::new();
        if !open.is_empty() {
            message = format!("nobody says that the person agrees to the publication of `{}`; ask for it, leave it out by `fields`, or say how you know by `consent`", open.join("`, `"));
        }
        if !shut.is_empty() {
            let parted = if message.is_empty() { "" } else { "; " };
            message.push_str(&format!("{parted}the person does not agree to the publication of `{}`, and only they can change that; leave it out by `fields`", shut.join("`, `")));
        }
        return Err(Problem::new(Code::WrongState, message));
    }
    let touched = |field: &str| ty.slot_of_field(field).is_some_and(|slot| proposal.touched.contains(&slot));
    let by_author = consent_stated(proposing).map(|(basis, fields)| (basis, fields.into_iter().filter(|field| touched(field)).map(str::to_owned).collect::<Vec<_>>()));
    let author_says = |field: &String| by_author.as_ref().is_some_and(|(_, fields)| fields.contains(field));
    let by_curator = by_curator.map(|(basis, fields)| (basis, fields.into_iter().filter(|field| !author_says(field)).collect()));
    let both = [(&*submission.author, by_author.clone()), (errand.actor(), by_curator)];
    let told = both.into_iter().filter_map(|(by, stated)| Some((by, stated.filter(|(_, fields): &(Basis, Vec<String>)| !fields.is_empty())?)));
    Ok(told.map(|(by, (basis, fields))| consented(errand, submission, by, basis, fields)).collect())
}

fn consented(errand: &Errand, submission: &Submission, by: &str, basis: Basis, fields: Vec<String>) -> Draft {
    let record = &*submission.about;
    let by = NamedNode::new_unchecked(actor_iri(&errand.ontology().directory, by));
    let mut private: Vec<Triple> = said(basis, fields).into_iter().map(|(predicate, text)| text_note(record, predicate, &text)).collect();
    private.push(note(record, PROV_WAS_ATTRIBUTED_TO, by));
    private.push(note(record, PROV_WAS_DERIVED_FROM, NamedNode::new_unchecked(&*submission.iri)));
    event(errand, EventKind::Consented, record, Patch::default(), private)
}

/// The record about a person that the caller may see consents of.
///
/// # Errors
/// When there is none, or it is somebody else's.
pub fn record(errand: &Errand, id: &str) -> Result<Arc<Record>, Problem> {
    errand.visitor.caller.approach(Operation::Consent)?;
    let state = errand.state();
    let record = published(&state, &[], id)?;
    errand.visitor.caller.demand(Operation::Consent, state.queue.owns(errand.actor(), &record.iri))?;
    let ty = errand.ontology().ty(record.ty);
    if !ty.personal {
        return Err(Problem::new(Code::InvalidInput, format!("a {} is about nobody who could agree", ty.singular)));
    }
    Ok(record)
}

/// Takes back the consent to fields of a record: their values are erased, now and in the past, and not published again unless its owner
/// proposes them. Answers the record's IRI.
///
/// # Errors
/// When the record would not be valid without them.
pub async fn withdraw(errand: &Errand, id: &str, fields: &[String]) -> Result<String, Problem> {
    let record = record(errand, id)?;
    let ty = errand.ontology().ty(record.ty);
    if fields.is_empty() {
        return Err(Problem::new(Code::InvalidInput, "`fields` is empty; name what is to be taken out"));
    }
    for name in fields {
        let (_, property) = written(ty, name).map_err(|violation| Problem::of_violations(Code::UnknownName, "`fields`", vec![violation]))?;
        if property.min_count > 0 {
            let message = format!("`fields`: a {} cannot be published without `{name}`; ask for the removal of the whole record by a report (REMOVE_ME)", ty.singular);
            return Err(Problem::new(Code::InvalidInput, message));
        }
    }
    erase::erase_fields_by(&errand.directory, errand.actor(), &record.iri, fields, WITHDRAWN).await?;
    Ok(record.iri.to_string())
}
