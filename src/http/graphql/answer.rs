//! `ask`: a question read, answered, and shown with how it was read.

use super::resolve::{Answer, Arguments, Connection, Item, Scene, page};
use super::trees::Tree;
use crate::app::ask::{Answered, PartKind, Reading, answer, graphql, sparql, today};
use crate::app::{Problem, Scope};
use crate::error::Code;
use crate::ontology::TypeId;
use crate::views::records::Id;
use std::sync::Arc;

/// Answers a question: what it was taken to mean, the records that answer it, and the queries that give the same.
///
/// # Errors
/// When the index of words or the reading's own filter cannot be read.
pub fn ask(scene: &Arc<Scene>, question: &str) -> Result<Answer<'static>, Problem> {
    if scene.past {
        return Err(Problem::new(Code::BadFilter, "questions are answered in the present; leave out `asOf`"));
    }
    let snapshot = &scene.state.snapshot;
    let lexicon = scene.directory.lexicon(&scene.state);
    let mut answered = answer(&scene.state, &lexicon, question, today())?;
    let (named, unnamed) = answered.types(snapshot);
    let found = results(scene, &answered, named)?;
    let unnamed = results(scene, &answered, unnamed)?;
    let total = found.total() + unnamed.total();
    if total == 0 {
        answered.suggest_others(snapshot);
    }
    let mut reading = answered.reading;
    if found.total() == 0 && unnamed.total() > 0 {
        reading.suggestions.push("what answers has no name of its own: it stands in `unnamed`, not in `results`".to_owned());
    }
    let tree = Tree::object([
        ("interpretation", interpretation(scene, &reading)),
        ("totalCount", Tree::number(total)),
        ("results", Tree::Connection(Arc::new(found))),
        ("unnamed", Tree::Connection(Arc::new(unnamed))),
        ("count", if reading.count { Tree::number(total) } else { Tree::Null }),
        ("graphql", Tree::text(graphql(snapshot, &reading))),
        ("sparql", Tree::text(sparql(snapshot, &reading))),
    ]);
    Ok(Answer::Item(Item::Tree(tree)))
}

/// The records of `types` that answer, with the claims that they stand on.
fn results(scene: &Scene, answered: &Answered, types: Vec<TypeId>) -> Result<Connection, Problem> {
    let (find, rule) = answered.list(Scope { snapshot: &scene.state.snapshot, types: &types }, &scene.languages);
    let (base, filter, hits, order) = (find.base, find.filter, find.hits, find.order);
    page(scene, types.clone(), base, filter, hits, order, rule, &shown(&answered.reading))
}

fn shown(reading: &Reading) -> Arguments {
    let mut arguments = Arguments::new();
    arguments.insert("first".to_owned(), reading.shown().into());
    arguments
}

fn interpretation(scene: &Scene, reading: &Reading) -> Tree {
    let snapshot = &scene.state.snapshot;
    let ontology = snapshot.ontology();
    let named = |kinds: &[PartKind]| -> Vec<Id> {
        let mut ids: Vec<Id> = Vec::new();
        for id in reading.parts.iter().filter(|part| kinds.contains(&part.kind)).filter_map(|part| snapshot.by_iri(part.iri.as_deref()?)).map(|record| record.id) {
            if !ids.contains(&id) {
                ids.push(id);
            }
        }
        ids
    };
    let part = |part: &crate::app::ask::Part| {
        Tree::object([
            ("text", Tree::text(&part.text)),
            ("kind", Tree::text(format!("{:?}", part.kind))),
            ("meaning", Tree::text(&part.meaning)),
            ("correctedFrom", Tree::maybe(part.corrected_from.clone())),
            ("correctedTo", Tree::maybe(part.corrected_to.clone())),
        ])
    };
    Tree::object([
        ("types", Tree::texts(reading.types.iter().map(|ty| ontology.ty(*ty).enum_value.clone()))),
        ("concepts", Tree::list(named(&[PartKind::Concept, PartKind::Place, PartKind::Record]).into_iter().map(Tree::Record))),
        ("filter", Tree::text(reading.filter.to_string())),
        ("parts", Tree::list(reading.parts.iter().map(part))),
        ("unused", Tree::texts(&reading.unused)),
        ("search", Tree::maybe(reading.search.clone())),
        ("understood", Tree::flag(!reading.is_empty())),
        ("suggestions", Tree::texts(&reading.suggestions)),
    ])
}
