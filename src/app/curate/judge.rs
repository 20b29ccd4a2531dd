//! Whether what a patch leaves behind is sound: every record it touches fits its shape, and identifiers belong to one record each.

use crate::app::Problem;
use crate::app::coherence::{self, CIRCLE};
use crate::error::Code;
use crate::ledger::Patch;
use crate::ontology::record::{Violation, decode, parse};
use crate::ontology::{Ontology, Range, TypeId};
use crate::views::State;
use crate::views::provenance::Gone;
use oxigraph::model::{NamedOrBlankNode, Term, Triple};
use rustc_hash::{FxHashMap, FxHashSet};

/// What the statements about each record that `patch` touches will be.
pub fn afterwards(state: &State, patch: &Patch) -> Vec<(String, Vec<Triple>)> {
    let mut order: Vec<&str> = Vec::new();
    let mut changes: FxHashMap<&str, (FxHashSet<&Triple>, Vec<&Triple>)> = FxHashMap::default();
    for (triple, added) in patch.removed.iter().map(|triple| (triple, false)).chain(patch.added.iter().map(|triple| (triple, true))) {
        let NamedOrBlankNode::NamedNode(subject) = &triple.subject else { continue };
        let change = changes.entry(subject.as_str()).or_insert_with(|| {
            order.push(subject.as_str());
            Default::default()
        });
        if added { change.1.push(triple) } else { _ = change.0.insert(triple) }
    }
    let of = |iri: &str| {
        let mut stated = state.snapshot.by_iri(iri).map(|record| state.snapshot.stated(record)).unwrap_or_default();
        if let Some((removed, added)) = changes.get(iri) {
            stated.retain(|triple| !removed.contains(triple));
            stated.extend(added.iter().map(|triple| (*triple).clone()));
        }
        (iri.to_owned(), stated)
    };
    order.into_iter().map(of).collect()
}

/// Judges what `patch` leaves behind.
///
/// # Errors
/// [`Code::InvalidRecord`] with what is wrong of which record.
pub fn judge(state: &State, patch: &Patch) -> Result<(), Problem> {
    let (snapshot, ontology) = (&state.snapshot, state.snapshot.ontology());
    let after = afterwards(state, patch);
    let touched: FxHashMap<&str, Option<TypeId>> =
        after.iter().map(|(iri, triples)| (iri.as_str(), decode(ontology, iri, triples).map(|record| record.ty))).collect();
    // A link to what was withdrawn stays, and is shown again when that is restored.
    let withdrawn = |iri: &str| {
        let tombstone = state.provenance.gone(snapshot, iri).filter(|tombstone| tombstone.gone == Gone::Withdrawn);
        tombstone.and_then(|_| ontology.split_iri(iri)).map(|(ty, _)| ty.id)
    };
    let known = |iri: &str| match touched.get(iri) {
        Some(Some(ty)) => Some(*ty),
        Some(None) => ontology.split_iri(iri).map(|(ty, _)| ty.id),
        None => snapshot.by_iri(iri).map(|record| record.ty).or_else(|| withdrawn(iri)),
    };
    let mut identifiers: FxHashMap<String, String> = FxHashMap::default();
    for (iri, triples) in &after {
        let Some(read) = decode(ontology, iri, triples) else { continue };
        let covered: Vec<Triple> = triples.iter().filter(|triple| !read.rest.contains(triple)).cloned().collect();
        let Some(subject) = covered.first().map(|triple| triple.subject.clone()) else { continue };
        let record = parse(ontology, &subject, &covered, &known).map_err(|violations| refused(iri, violations))?;
        let changed = |iri: &str| after.iter().find(|(own, _)| own == iri).map(|(_, triples)| broader(ontology, triples));
        if ontology.ty(read.ty).is_concept() && coherence::is_own_broader(state, iri, &changed) {
            let field = ontology.ty(read.ty).slot(ontology.broader).and_then(|slot| ontology.ty(read.ty).property(slot)).map(|property| property.field.clone());
            return Err(refused(iri, vec![Violation { at: None, field, message: CIRCLE.to_owned() }]));
        }
        let identified = ontology.ty(read.ty).properties.iter().zip(&record.values).filter(|(property, _)| matches!(property.range, Range::Identifier(_)));
        for (property, value) in identified.flat_map(|(property, values)| values.iter().map(move |value| (property, value))) {
            let crate::ontology::record::Value::Iri(identifier) = value else { continue };
            let other = snapshot.by_identifier(identifier).map(|record| record.iri.to_string()).filter(|other| other != iri && !touched.contains_key(other.as_str()));
            if let Some(other) = other.or_else(|| identifiers.insert(identifier.clone(), iri.clone())) {
                let message = format!("the identifier <{identifier}> belongs to <{other}>");
                return Err(refused(iri, vec![Violation { at: None, field: Some(property.field.clone()), message }]));
            }
        }
    }
    Ok(())
}

/// The concepts that statements of a concept name as broader.
fn broader(ontology: &Ontology, triples: &[Triple]) -> Vec<String> {
    let named = triples.iter().filter(|triple| triple.predicate == *ontology.path(ontology.broader));
    named.filter_map(|triple| if let Term::NamedNode(node) = &triple.object { Some(node.as_str().to_owned()) } else { None }).collect()
}

fn refused(iri: &str, violations: Vec<Violation>) -> Problem {
    let all: Vec<String> = violations.iter().map(ToString::to_string).collect();
    Problem { violations, ..Problem::new(Code::InvalidRecord, format!("<{iri}> would not be sound: {}", all.join("; "))) }
}
