//! Withdrawing and deprecating.

use super::{Decision, Plan, RECORDS_CHANGED_MAX, changeable, listed, patch_between, published, reason, replaceable, too_many};
use crate::app::Problem;
use crate::error::Code;
use crate::ledger::{EventKind, Patch};
use crate::ontology::Range;
use crate::ontology::terms::{DCT_IS_REPLACED_BY, OWL_DEPRECATED};
use crate::views::State;
use crate::views::about::About;
use crate::views::records::{Id, Snapshot, Token};
use oxigraph::model::vocab::xsd;
use oxigraph::model::{Literal, NamedNode, NamedNodeRef, Triple};
use rustc_hash::FxHashSet;

/// Takes a record back. What is claimed about it goes along; links to it stay and show nothing until it is restored.
#[derive(Clone, Debug)]
pub struct Withdraw {
    pub id: String,
    pub reason: String,
    /// What to use instead.
    pub replacement: Option<String>,
    /// Whether records that cannot stand without it go along.
    pub dependents: bool,
}

impl Decision for Withdraw {
    fn plan(&self, state: &State) -> Result<Plan, Problem> {
        let snapshot = &state.snapshot;
        let record = published(state, "id", &self.id)?;
        let mut about = About { reason: reason(&self.reason)?, ..About::default() };
        if let Some(replacement) = &self.replacement {
            let other = published(state, "replacement", replacement)?;
            replaceable(snapshot, record, other)?;
            about.replaced_by = Some(other.iri.to_string());
        }
        let going = going_along(snapshot, record.id, self.dependents)?;
        let removed = going.iter().filter_map(|id| snapshot.record(*id)).flat_map(|record| snapshot.stated(record)).collect();
        Ok(Plan { kind: EventKind::Withdrawn, subject: record.iri.to_string(), patch: Patch::new(removed, Vec::new()), about })
    }

    fn text(&self) -> String {
        format!("{self:?}")
    }
}

/// The record, what is claimed about it and, if `dependents`, whatever needs one of these, and so on.
///
/// # Errors
/// Names what needs it.
pub fn going_along(snapshot: &Snapshot, id: Id, dependents: bool) -> Result<Vec<Id>, Problem> {
    let ontology = snapshot.ontology();
    let claims = ontology.types.iter().filter_map(|ty| ty.claim.as_ref());
    let about = |id: Id| claims.clone().flat_map(move |rule| snapshot.set(Token::link(rule.subject, id)) & snapshot.set(Token::of_type(rule.claim)));
    let mut going: Vec<Id> = vec![id];
    let mut known: FxHashSet<Id> = going.iter().copied().collect();
    let mut needing: Vec<Id> = Vec::new();
    let mut at = 0;
    while let Some(next) = going.get(at).copied() {
        at += 1;
        going.extend(about(next).filter(|claim| known.insert(*claim)));
        if going.len() > RECORDS_CHANGED_MAX {
            return Err(too_many("records", going.len()));
        }
        let needs = needing_one(snapshot, next, &known);
        if dependents {
            going.extend(needs.into_iter().filter(|id| known.insert(*id)));
        } else {
            needing.extend(needs);
        }
    }
    needing.retain(|id| !known.contains(id));
    needing.sort_unstable();
    needing.dedup();
    if needing.is_empty() {
        return Ok(going);
    }
    Err(Problem::new(Code::WrongState, format!("{} cannot stand without it; change {} first, or withdraw with `dependents: true`", listed(snapshot, &needing), if needing.len() == 1 { "it" } else { "them" })))
}

/// Records that must have a link which would lead nowhere without `id` and what is `gone` already.
pub fn needing_one(snapshot: &Snapshot, id: Id, gone: &FxHashSet<Id>) -> Vec<Id> {
    let ontology = snapshot.ontology();
    let mut found = Vec::new();
    for ty in &ontology.types {
        let required = (0_u16..).zip(&ty.properties).filter(|(_, property)| property.min_count > 0 && property.is_public() && matches!(property.range, Range::Link(_)));
        for (slot, property) in required {
            let linking = snapshot.set(Token::link(property.path, id)) & snapshot.set(Token::of_type(ty.id));
            let lost = |other: &Id| gone.contains(other) || snapshot.record(*other).is_none();
            found.extend(linking.into_iter().filter(|own| !gone.contains(own) && snapshot.record(*own).is_some_and(|record| record.values(slot).links().iter().all(lost))));
        }
    }
    found
}

/// Says that a record should be used no longer, and what to use instead.
#[derive(Clone, Debug)]
pub struct Deprecate {
    pub id: String,
    pub reason: String,
    pub replacement: Option<String>,
}

impl Decision for Deprecate {
    fn plan(&self, state: &State) -> Result<Plan, Problem> {
        let (snapshot, ontology) = (&state.snapshot, state.snapshot.ontology());
        let record = published(state, "id", &self.id)?;
        changeable(ontology, record.ty)?;
        let ty = ontology.ty(record.ty);
        let has = |predicate: NamedNodeRef<'_>| ty.properties.iter().any(|property| ontology.path(property.path).as_ref() == predicate);
        if !has(OWL_DEPRECATED) || (self.replacement.is_some() && !has(DCT_IS_REPLACED_BY)) {
            return Err(Problem::new(Code::InvalidInput, format!("a {} has no field for this in the ontology; withdraw it instead", ty.singular)));
        }
        let subject = NamedNode::new_unchecked(&*record.iri);
        let before = snapshot.stated(record);
        let mut after = before.clone();
        after.retain(|triple| triple.predicate != OWL_DEPRECATED && triple.predicate != DCT_IS_REPLACED_BY);
        after.push(Triple::new(subject.clone(), OWL_DEPRECATED, Literal::new_typed_literal("true", xsd::BOOLEAN)));
        let mut about = About { reason: reason(&self.reason)?, ..About::default() };
        if let Some(replacement) = &self.replacement {
            let other = published(state, "replacement", replacement)?;
            replaceable(snapshot, record, other)?;
            after.push(Triple::new(subject, DCT_IS_REPLACED_BY, NamedNode::new_unchecked(&*other.iri)));
            about.replaced_by = Some(other.iri.to_string());
        }
        let patch = patch_between(&before, &after);
        if patch.is_empty() {
            return Err(Problem::new(Code::WrongState, format!("<{}> is deprecated in this way already", record.iri)));
        }
        super::judge::judge(state, &patch)?;
        Ok(Plan { kind: EventKind::Deprecated, subject: record.iri.to_string(), patch, about })
    }

    fn text(&self) -> String {
        format!("{self:?}")
    }
}
