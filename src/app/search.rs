//! Words: searching, suggesting names, and showing where words were found.

use super::Problem;
use super::find::Hits;
use crate::error::Code;
use crate::ontology::{Role, TypeId};
use crate::views::State;
use crate::views::records::{Id, choose};

fn broken(error: &impl std::fmt::Display) -> Problem {
    tracing::error!(%error, "the index of words cannot be read");
    Problem::new(Code::Internal, "the index of words cannot be read")
}

fn only_now(past: bool) -> Result<(), Problem> {
    if past { Err(Problem::new(Code::BadFilter, "words can only be searched in the present; leave out `search` or `asOf`")) } else { Ok(()) }
}

fn type_ids(types: &[TypeId]) -> Vec<u16> {
    types.iter().map(|ty| ty.0).collect()
}

/// The records of `types` that fit the words, with their scores.
///
/// # Errors
/// In the past, which has no index of words.
pub fn hits(state: &State, past: bool, words: &str, types: &[TypeId]) -> Result<Hits, Problem> {
    only_now(past)?;
    let found = state.words.search(words, Some(&type_ids(types))).map_err(|error| broken(&error))?;
    Ok(Hits { scores: found.hits.iter().map(|hit| (hit.id, hit.score)).collect(), ids: found.hits.iter().map(|hit| hit.id).collect() })
}

/// Names that go on like `prefix`, best first.
///
/// # Errors
/// In the past, which has no index of words.
pub fn suggest(state: &State, past: bool, prefix: &str, types: &[TypeId], first: usize) -> Result<Vec<(Id, String)>, Problem> {
    only_now(past)?;
    let found = state.words.suggest(prefix, Some(&type_ids(types)), first).map_err(|error| broken(&error))?;
    let ontology = state.snapshot.ontology();
    let name = |id: Id| {
        let record = state.snapshot.record(id)?;
        let ty = ontology.ty(record.ty);
        let names = ty.properties.iter().zip(&record.values).filter(|(property, _)| matches!(property.role, Some(Role::Label | Role::AlternativeLabel)));
        let mut fitting = names.flat_map(|(_, values)| values.texts()).map(|text| text.raw()).filter(|name| found.matched_in(name).is_some());
        let label = record.label(ty, &ontology.directory.languages).map(|text| text.raw());
        fitting.next().or(label).map(|name| (id, name.into_owned()))
    };
    Ok(found.found.iter().filter_map(|suggested| name(suggested.id)).collect())
}

/// The fields of a record in which the words stand, each as plain fragments with whether they match.
#[must_use]
pub fn snippets(state: &State, id: Id, words: &str, chars_max: usize, languages: &[String]) -> Vec<(String, Vec<(String, bool)>)> {
    let ontology = state.snapshot.ontology();
    let (Some(record), Ok(found)) = (state.snapshot.record(id), state.words.search(words, None)) else { return Vec::new() };
    let ty = ontology.ty(record.ty);
    let mut snippets = Vec::new();
    for (property, values) in ty.properties.iter().zip(&record.values).filter(|(property, _)| property.search_weight > 0.0) {
        let labels = values.links().iter().filter_map(|id| state.snapshot.record(*id)).filter_map(|target| target.label(ontology.ty(target.ty), languages));
        let texts = choose(values.texts(), languages).into_iter().chain(values.texts()).chain(labels);
        let marked = texts.map(|text| found.highlight(&text.raw(), chars_max)).find(|fragments| fragments.iter().any(|fragment| fragment.matched));
        if let Some(fragments) = marked {
            snippets.push((property.field.clone(), fragments.into_iter().map(|fragment| (fragment.text, fragment.matched)).collect()));
        }
    }
    snippets
}
