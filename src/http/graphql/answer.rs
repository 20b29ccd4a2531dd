//! `ask`: a question read, answered, and shown with how it was read.

use super::resolve::{Answer, Arguments, Connection, Item, Scene, page};
use super::trees::Tree;
use crate::app::ask::{Order, PartKind, Reading, graphql, read, searched, sparql, when_nothing_fits, with_found};
use crate::app::filter::Filter;
use crate::app::find::{Base, Direction, Hits, OrderBy};
use crate::app::{Problem, search};
use crate::error::Code;
use crate::ontology::{Role, TypeId};
use crate::views::records::{Id, SortField};
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
    let mut reading = read(snapshot, &lexicon, question, today());
    let mut found = Vec::new();
    for word in searched(&reading) {
        if !hits(scene, &reading, word)?.ids.is_empty() {
            found.push(word.to_owned());
        }
    }
    reading = with_found(snapshot, &lexicon, reading, &found);
    let mut hits = reading.search.as_deref().map(|words| hits(scene, &reading, words)).transpose()?;
    if hits.as_ref().is_some_and(|hits| hits.ids.is_empty()) {
        // Each is somewhere, but no record has them together.
        reading = with_found(snapshot, &lexicon, reading, &[]);
        hits = None;
    }
    let ontology = snapshot.ontology();
    let (named, unnamed): (Vec<TypeId>, Vec<TypeId>) = reading.types(ontology).into_iter().partition(|ty| ontology.ty(*ty).role(Role::Label).is_some());
    let results = results(scene, &reading, named, hits.clone())?;
    let unnamed = results_of(scene, &reading, unnamed, hits)?;
    let total = results.total() + unnamed.total();
    if total == 0 && !reading.is_empty() {
        let suggestions = when_nothing_fits(snapshot, &reading);
        reading.suggestions.extend(suggestions);
    }
    let tree = Tree::object([
        ("interpretation", interpretation(scene, &reading)),
        ("results", Tree::Connection(Arc::new(results))),
        ("unnamed", Tree::Connection(Arc::new(unnamed))),
        ("count", if reading.count { Tree::number(total) } else { Tree::Null }),
        ("graphql", Tree::text(graphql(snapshot, &reading))),
        ("sparql", Tree::text(sparql(snapshot, &reading))),
    ]);
    Ok(Answer::Item(Item::Tree(tree)))
}

fn hits(scene: &Scene, reading: &Reading, words: &str) -> Result<Hits, Problem> {
    search::hits(&scene.state, false, words, &reading.types(scene.state.snapshot.ontology()))
}

/// The records with names: with the grounds on their edges, strongest first, where the question asks what stands on claims.
fn results(scene: &Scene, reading: &Reading, types: Vec<TypeId>, hits: Option<Hits>) -> Result<Connection, Problem> {
    let snapshot = &scene.state.snapshot;
    match reading.grounds(snapshot.ontology()) {
        Some((rule, target, rest)) if !reading.is_empty() => {
            let base = Base::Arriving { path: rule.link, target, exact: false };
            page(scene, types, base, rest.as_filter(snapshot), None, vec![OrderBy::Grounds, by_name(scene)], Some(rule), &shown(reading))
        }
        _ => results_of(scene, reading, types, hits),
    }
}

fn results_of(scene: &Scene, reading: &Reading, types: Vec<TypeId>, hits: Option<Hits>) -> Result<Connection, Problem> {
    let snapshot = &scene.state.snapshot;
    let by_name = by_name(scene);
    if reading.is_empty() || types.is_empty() {
        // What was not understood is not answered.
        return page(scene, types, Base::Set(roaring::RoaringBitmap::new()), Filter::all(), None, vec![by_name], None, &shown(reading));
    }
    let order = match &reading.order {
        Some(Order::Time { path, latest_first, .. }) => vec![OrderBy::Field(SortField::Property(*path), if *latest_first { Direction::Descending } else { Direction::Ascending }), by_name],
        _ if hits.is_some() => vec![OrderBy::Relevance, by_name],
        _ => vec![by_name],
    };
    let rule = snapshot.ontology().types.iter().find_map(|ty| ty.claim.as_ref());
    page(scene, types, Base::All, reading.condition.as_filter(snapshot), hits, order, rule, &shown(reading))
}

fn shown(reading: &Reading) -> Arguments {
    let mut arguments = Arguments::new();
    arguments.insert("first".to_owned(), reading.shown().into());
    arguments
}

fn by_name(scene: &Scene) -> OrderBy {
    OrderBy::Field(SortField::label(scene.state.snapshot.ontology(), &scene.languages), Direction::Ascending)
}

/// Questions may say "this year" or "upcoming".
pub fn today() -> jiff::civil::Date {
    jiff::Timestamp::now().to_zoned(jiff::tz::TimeZone::UTC).date()
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
