//! The fields of the root, and what is shown as small values.

use super::connection::{self, read_page, types_argument};
use super::{Answer, Arguments, Item, Scene, Tree};
use crate::app::find::{Base, Direction, OrderBy};
use crate::app::filter::Filter;
use crate::app::{Problem, coverage, gone, related as relate, search};
use crate::error::Code;
use crate::http::graphql::api::What;
use crate::ontology::{LocalText, Role, TypeId, Vocabulary};
use crate::views::records::{Id, SortField, Token, choose_by};
use serde_json::Value as Json;
use std::sync::Arc;

/// Names suggested at most.
pub const SUGGESTIONS_MAX: usize = 50;
/// Identifiers of one `nodes`.
pub const NODES_MAX: usize = 100;
/// Characters of a snippet.
pub const SNIPPET_CHARS_MAX: usize = 200;
/// Language tags of one `lang`.
pub const LANGUAGES_MAX: usize = 10;

pub fn root(scene: &Arc<Scene>, what: &What, arguments: &Arguments) -> Result<Answer<'static>, Problem> {
    let scene = &moved(scene, arguments)?;
    let answer = match what {
        What::One(ty) => one(scene, &[*ty], text(arguments, "id"))?,
        What::Node => one(scene, &[], text(arguments, "id"))?,
        What::Nodes => nodes(scene, arguments)?,
        What::Many(scope) => connection::list(scene, &scope.types, Base::All, None, arguments)?,
        What::Search => found(scene, arguments)?,
        What::Suggest => suggest(scene, arguments)?,
        What::Ask => super::super::answer::ask(scene, text(arguments, "question"))?,
        What::Vocabulary => vocabulary(scene, text(arguments, "scheme")),
        What::Coverage => gap_map(scene, text(arguments, "rows"), text(arguments, "columns"))?,
        What::HistoryOf => super::provenance::history_of(scene, arguments)?,
        What::Difference => super::provenance::difference(scene, arguments)?,
        What::Tombstone => super::provenance::tombstone(scene, text(arguments, "id"))?,
        What::Directory => Answer::Item(Item::Tree(directory(scene))),
        _ => Answer::Null,
    };
    Ok(Answer::Moved(Arc::clone(scene), Box::new(answer)))
}

fn text<'a>(arguments: &'a Arguments, name: &str) -> &'a str {
    arguments.get(name).and_then(Json::as_str).unwrap_or_default()
}

/// The scene in the languages and at the time asked for.
fn moved(scene: &Arc<Scene>, arguments: &Arguments) -> Result<Arc<Scene>, Problem> {
    let as_of = arguments.get("asOf").filter(|as_of| !as_of.is_null());
    if as_of.is_none() && arguments.get("lang").is_none() {
        return Ok(Arc::clone(scene));
    }
    let mut moved = languages(scene, arguments)?;
    if let Some(as_of) = as_of {
        moved.state = past(scene, as_of)?;
        moved.past = true;
    }
    Ok(Arc::new(moved))
}

/// The scene in the languages asked for.
pub fn languages(scene: &Scene, arguments: &Arguments) -> Result<Scene, Problem> {
    let mut moved = Scene::clone(scene);
    if let Some(wanted) = arguments.get("lang").and_then(Json::as_array).filter(|wanted| !wanted.is_empty()) {
        if wanted.len() > LANGUAGES_MAX {
            return Err(Problem::new(Code::BadFilter, format!("lang has {} tags; at most {LANGUAGES_MAX} are taken", wanted.len())));
        }
        let own = moved.languages.iter().cloned();
        moved.languages = wanted.iter().filter_map(Json::as_str).map(|tag| tag.to_ascii_lowercase().replace('_', "-")).chain(own).collect();
    }
    Ok(moved)
}

fn past(scene: &Scene, as_of: &Json) -> Result<Arc<crate::views::State>, Problem> {
    let revision = as_of.get("revision").and_then(Json::as_i64);
    let time = as_of.get("time").and_then(Json::as_str);
    let _turn = crate::app::history::turn()?;
    match (revision, time) {
        (Some(revision), None) => {
            let revision = u64::try_from(revision).map_err(|_| Problem::new(Code::BadFilter, "asOf: a revision is a number from 0"))?;
            crate::app::history::at_revision(&scene.state, revision)
        }
        (None, Some(time)) => {
            let time = time.parse().map_err(|_| Problem::new(Code::BadFilter, format!("asOf: `{time}` is not a time like 2018-03-27T09:00:00Z")))?;
            crate::app::history::at_time(&scene.state, time)
        }
        _ => Err(Problem::new(Code::BadFilter, "asOf: give either `revision` or `time`")),
    }
}

fn one(scene: &Scene, types: &[TypeId], id: &str) -> Result<Answer<'static>, Problem> {
    Ok(gone::resolve(&scene.state, types, id)?.map_or(Answer::Null, |record| Answer::Item(Item::Record(record.id))))
}

fn nodes(scene: &Scene, arguments: &Arguments) -> Result<Answer<'static>, Problem> {
    let ids: Vec<&str> = arguments.get("ids").and_then(Json::as_array).map(|ids| ids.iter().filter_map(Json::as_str).collect()).unwrap_or_default();
    if ids.len() > NODES_MAX {
        return Err(Problem::new(Code::BadFilter, format!("{} identifiers are given; at most {NODES_MAX} are taken", ids.len())));
    }
    // A malformed identifier names nothing; the others are still answered.
    let answer = |id| one(scene, &[], id).unwrap_or_else(|problem| if problem.code == Code::Gone { Answer::Failed(problem) } else { Answer::Null });
    Ok(Answer::List(ids.into_iter().map(answer).collect()))
}

fn found(scene: &Arc<Scene>, arguments: &Arguments) -> Result<Answer<'static>, Problem> {
    let types = searched_types(scene, arguments)?;
    let hits = search::hits(&scene.state, scene.past, text(arguments, "query"), &types)?;
    let order = vec![OrderBy::Relevance, OrderBy::Field(SortField::label(scene.state.snapshot.ontology(), &scene.languages), Direction::Ascending)];
    let choice = searched_types(scene, &Arguments::new())?;
    let page = connection::page(scene, types, Base::All, Filter::all(), Some(hits), order, None, arguments)?.choosing_from(choice);
    Ok(Answer::Item(Item::Connection(Arc::new(page))))
}

/// The types asked for, or all that are searched.
fn searched_types(scene: &Scene, arguments: &Arguments) -> Result<Vec<TypeId>, Problem> {
    let ontology = scene.state.snapshot.ontology();
    let mut types = types_argument(scene, arguments)?;
    if arguments.get("types").is_none_or(Json::is_null) {
        types.retain(|ty| ontology.ty(*ty).search_weight > 0.0);
    }
    Ok(types)
}

fn suggest(scene: &Arc<Scene>, arguments: &Arguments) -> Result<Answer<'static>, Problem> {
    let first = read_page(arguments)?.first.map_or(10, |first| first as usize);
    if first > SUGGESTIONS_MAX {
        return Err(Problem::new(Code::BadFilter, format!("`first` is {first}; at most {SUGGESTIONS_MAX} names are suggested")));
    }
    let types = searched_types(scene, arguments)?;
    let ontology = scene.state.snapshot.ontology();
    let suggestions = search::suggest(&scene.state, scene.past, text(arguments, "prefix"), &types, first)?;
    let tree = |(id, name): (Id, String)| {
        let record = scene.state.snapshot.record(id)?;
        Some(Answer::Item(Item::Tree(Tree::object([("text", Tree::text(name)), ("type", Tree::text(&ontology.ty(record.ty).enum_value)), ("node", Tree::Record(id))]))))
    };
    Ok(Answer::List(suggestions.into_iter().filter_map(tree).collect()))
}

pub fn related(scene: &Scene, id: Id, arguments: &Arguments) -> Result<Answer<'static>, Problem> {
    let first = read_page(arguments)?.first.unwrap_or(5) as usize;
    if first > relate::RELATED_MAX {
        return Err(Problem::new(Code::BadFilter, format!("`first` is {first}; at most {} related records are shown", relate::RELATED_MAX)));
    }
    let types = if arguments.get("types").is_none_or(Json::is_null) { Vec::new() } else { types_argument(scene, arguments)? };
    let found = relate::related(&scene.state.snapshot, id, &types, first, &scene.languages);
    let tree = |(id, reasons): (Id, Vec<String>)| Answer::Item(Item::Tree(Tree::object([("node", Tree::Record(id)), ("reasons", Tree::texts(reasons))])));
    Ok(Answer::List(found.into_iter().map(tree).collect()))
}

/// Where the words stand in the texts of a record.
pub fn snippets(scene: &Scene, id: Id, words: &str) -> Answer<'static> {
    let tree = |(field, fragments): (String, Vec<(String, bool)>)| {
        let fragments = fragments.into_iter().map(|(text, matched)| Tree::object([("text", Tree::text(text)), ("matched", Tree::flag(matched))]));
        Answer::Item(Item::Tree(Tree::object([("field", Tree::text(field)), ("fragments", Tree::list(fragments))])))
    };
    Answer::List(search::snippets(&scene.state, id, words, SNIPPET_CHARS_MAX, &scene.languages).into_iter().map(tree).collect())
}

fn vocabulary(scene: &Scene, scheme: &str) -> Answer<'static> {
    let ontology = scene.state.snapshot.ontology();
    let found = ontology.vocabularies.iter().find(|vocabulary| vocabulary.code == scheme || vocabulary.iri.as_str() == scheme);
    found.map_or(Answer::Null, |vocabulary| Answer::Item(Item::Tree(scheme_tree(scene, vocabulary))))
}

fn scheme_tree(scene: &Scene, vocabulary: &Vocabulary) -> Tree {
    let snapshot = &scene.state.snapshot;
    let chosen = |texts: &[LocalText]| choose_by(texts, |text| text.language.as_str(), &scene.languages).map(|text| text.text.clone());
    let mut concepts: Vec<Id> = snapshot.set(Token::of_type(vocabulary.concept_type)).iter().collect();
    let order = snapshot.order(SortField::label(snapshot.ontology(), &scene.languages));
    let rank = |id: Id| vocabulary.values.iter().position(|value| snapshot.iri(id).is_some_and(|iri| value.iri == **iri));
    let depth = |id: Id| {
        let mut depth = 0_usize;
        snapshot.widened(id, &mut |_| depth += 1);
        depth
    };
    concepts.sort_by_key(|id| (rank(*id), depth(*id), order.map_or(0, |order| order.rank(*id)), *id));
    Tree::object([
        ("id", Tree::text(vocabulary.iri.as_str())),
        ("key", Tree::text(&vocabulary.code)),
        ("name", Tree::text(chosen(&vocabulary.title).unwrap_or_else(|| vocabulary.code.clone()))),
        ("description", Tree::maybe(chosen(&vocabulary.description))),
        ("concepts", Tree::list(concepts.into_iter().map(Tree::Record))),
    ])
}

fn gap_map(scene: &Scene, rows: &str, columns: &str) -> Result<Answer<'static>, Problem> {
    let map = coverage::coverage(&scene.state.snapshot, rows, columns, &scene.languages)?;
    let entry = |entry: &coverage::Entry| {
        Tree::object([("key", Tree::text(&entry.key)), ("label", Tree::text(&entry.label)), ("count", Tree::number(entry.count())), ("record", entry.concept.map_or(Tree::Null, Tree::Record))])
    };
    let key = |entries: &[coverage::Entry], at: usize| Tree::maybe(entries.get(at).map(|entry| entry.key.clone()));
    let cell = |cell: &coverage::Cell| {
        Tree::object([("row", key(&map.rows, cell.row)), ("column", key(&map.columns, cell.column)), ("count", Tree::number(cell.count)), ("strongest", Tree::maybe(cell.strongest.clone()))])
    };
    let tree = Tree::object([
        ("rows", Tree::list(map.rows.iter().map(entry))),
        ("columns", Tree::list(map.columns.iter().map(entry))),
        ("cells", Tree::list(map.cells.iter().map(cell))),
    ]);
    Ok(Answer::Item(Item::Tree(tree)))
}

fn directory(scene: &Scene) -> Tree {
    let snapshot = &scene.state.snapshot;
    let ontology = snapshot.ontology();
    let directory = &ontology.directory;
    let shown = ontology.types.iter().filter(|ty| ty.role(Role::Label).is_some() || ty.claim.is_some());
    let counts = shown.map(|ty| {
        Tree::object([("type", Tree::text(&ty.enum_value)), ("label", Tree::text(&ty.label)), ("count", Tree::number(snapshot.set(Token::of_type(ty.id)).len()))])
    });
    Tree::object([
        ("id", Tree::text(&directory.iri)),
        ("name", Tree::text(&directory.title)),
        ("description", Tree::maybe(Some(directory.description.clone()).filter(|text| !text.is_empty()))),
        ("licence", Tree::maybe(Some(directory.license.clone()).filter(|text| !text.is_empty()))),
        ("languages", Tree::texts(&directory.languages)),
        ("revision", Tree::number(snapshot.revision())),
        ("modified", Tree::text(snapshot.time().to_string())),
        ("counts", Tree::list(counts)),
        ("vocabularies", Tree::list(ontology.vocabularies.iter().map(|vocabulary| scheme_tree(scene, vocabulary)))),
    ])
}

