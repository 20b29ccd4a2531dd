//! What people agree to have published about them: for each field of a record that is about a living person, who says so and on what
//! grounds, or that they agree no longer.

use crate::ledger::Event;
use crate::ontology::Directory;
use crate::ontology::terms::{CONSENT_BASIS, CONSENT_TO, CONSENT_WITHDRAWN, PROV_WAS_ATTRIBUTED_TO};
use crate::views::about::actor_of;
use jiff::Timestamp;
use std::sync::Arc;

named! {
    /// How somebody knows that a person agrees.
    Basis:
    Oneself "oneself" "It is about whoever says so.";
    Asked "asked" "The person was asked and agrees.";
    Public "public" "A professional fact that the person has made public themselves, where the sources say.";
}

/// What was last said of one field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Consent {
    pub field: Arc<str>,
    /// Nothing where the person agrees no longer.
    pub basis: Option<Basis>,
    /// Whoever says so, by opaque identifier.
    pub by: Arc<str>,
    pub time: Timestamp,
}

/// The fields that an event says somebody agrees to, and on what grounds.
#[must_use]
pub fn stated(event: &Event) -> Option<(Basis, Vec<&str>)> {
    let basis = event.texts(CONSENT_BASIS).next().and_then(Basis::named)?;
    Some((basis, event.texts(CONSENT_TO).collect()))
}

/// What was said of each field, after one event more.
pub(super) fn after(directory: &Directory, before: &[Consent], event: &Event) -> Arc<[Consent]> {
    let by = event.nodes(PROV_WAS_ATTRIBUTED_TO).next().and_then(|iri| actor_of(directory, iri));
    let by: Arc<str> = by.unwrap_or(&event.actor).into();
    let given = stated(event).into_iter().flat_map(|(basis, fields)| fields.into_iter().map(move |field| (field, Some(basis))));
    let said: Vec<(&str, Option<Basis>)> = event.texts(CONSENT_WITHDRAWN).map(|field| (field, None)).chain(given).collect();
    let kept = before.iter().filter(|consent| said.iter().all(|(field, _)| **field != *consent.field)).cloned();
    kept.chain(said.iter().map(|(field, basis)| Consent { field: (*field).into(), basis: *basis, by: Arc::clone(&by), time: event.time })).collect()
}
