//! Erasing some fields of a record: their values go from what is published and from every event that said them, and the record is said
//! anew without them. What was said about the submissions that proposed them goes along.

use super::{Erased, Found, Needles, Plan, carry_out};
use crate::app::curate::judge;
use crate::app::{Directory, Problem};
use crate::error::Code;
use crate::ledger::{Draft, EventKind, Patch};
use crate::ontology::terms::CONSENT_WITHDRAWN;
use crate::views::State;
use crate::views::about::About;
use oxigraph::model::{Literal, NamedNode, Triple};
use std::sync::Arc;

/// Erases all values that fields of a published record have or had, and keeps that they are not wanted. To be called for whoever may.
///
/// # Errors
/// When there is no such record or field, when the record would not be valid without them; when the ledger cannot be written.
pub async fn erase_fields_by(directory: &Arc<Directory>, actor: &str, iri: &str, fields: &[String], why: &str) -> Result<Erased, Problem> {
    let (iri, fields, by, words) = (iri.to_owned(), fields.to_vec(), actor.to_owned(), why.to_owned());
    carry_out(directory, actor, why, move |state| plan(state, &iri, &fields, &by, &words)).await
}

fn plan(state: &State, iri: &str, fields: &[String], actor: &str, why: &str) -> Result<Plan, Problem> {
    let ontology = state.snapshot.ontology();
    let record = state.snapshot.by_iri(iri).ok_or_else(|| Problem::new(Code::NotFound, format!("<{iri}> is not published")))?;
    let ty = ontology.ty(record.ty);
    let mut paths: Vec<NamedNode> = Vec::with_capacity(fields.len());
    for field in fields {
        let property = ty.field(field).ok_or_else(|| Problem::new(Code::UnknownName, format!("a {} has no field `{field}`", ty.singular)))?;
        paths.push(ontology.path(property.path).clone());
    }
    let words = Needles::of_fields(state, iri, paths)?;
    let found = Found::search(state, &words)?;
    let mut plan = Plan { drafts: Vec::new(), sequences: found.sequences.clone(), words, erased: Erased::default() };
    let removed: Vec<Triple> = state.snapshot.stated(record).into_iter().filter(|triple| plan.words.is_in(triple)).collect();
    if !removed.is_empty() {
        let patch = Patch::new(removed, Vec::new());
        judge(state, &patch)?;
        // Says what it removes, and so will be erased with the others.
        plan.draft(state, actor, EventKind::Revised, iri, patch, &About { reason: Some(why.to_owned()), ..About::default() });
    }
    plan.restate(state, &found, actor, why);
    let subject = NamedNode::new_unchecked(iri);
    let private = fields.iter().map(|field| Triple::new(subject.clone(), CONSENT_WITHDRAWN.into_owned(), Literal::new_simple_literal(field))).collect();
    plan.drafts.push(Draft { actor: actor.to_owned(), kind: EventKind::Consented, subject: iri.to_owned(), patch: Patch::default(), private, idempotency_key: None });
    Ok(plan)
}
