//! Where things come from: the history of a record, the provenance of its fields, its credits, and what stands where it was.

use super::connection::read_page;
use super::{Answer, Arguments, Item, Scene, Tree};
use crate::app::difference::FieldDifference;
use crate::app::find::{PAGE_DEFAULT, PAGE_MAX, resolve as identify};
use crate::app::revisions::{self, Revision};
use crate::app::{Problem, gone};
use crate::error::Code;
use crate::http::graphql::trees;
use crate::http::graphql::verbs::submissions::field_difference;
use crate::ontology::{Property, Role};
use crate::ontology::terms::DCT_SOURCE;
use crate::views::provenance::{Entry, Gone, Place};
use crate::views::records::{Id, Record};
use serde_json::Value as Json;

/// The objects of this file.
pub const OBJECTS: &[trees::Shape] = &[
    ("Actor", "Somebody who did something here.", &[("id", "ID!", "An opaque identifier."), ("name", "String", "The name, when they consented to being named.")]),
    (
        "History",
        "Changes of a record, newest first.",
        &[("revisions", "[Revision!]!", "The changes of this page."), ("totalCount", "Int!", "How many there are on all pages."), ("pageInfo", "PageInfo!", "What is around this page.")],
    ),
    (
        "Revision",
        "One change of a record.",
        &[
            ("revision", "Int!", "The ledger's sequence number of the change."),
            ("cursor", "String!", "Where it stands in the history."),
            ("kind", "RevisionKind!", "What happened."),
            ("time", "DateTime!", "When."),
            ("by", "Actor!", "Who did it."),
            ("contributor", "Actor", "Whose words they are, when somebody else did it."),
            ("submission", "ID", "The submission it came from."),
            ("reason", "String", "Why."),
            ("changes", "[FieldDifference!]!", "Each field that changed."),
        ],
    ),
    (
        "FieldProvenance",
        "Where the value of a field comes from.",
        &[
            ("field", "String!", "The field."),
            ("label", "String!", "For people."),
            ("revision", "Int!", "The change that made it what it is; 0 for what comes with the ontology."),
            ("time", "DateTime", "When."),
            ("by", "Actor", "Who did it."),
            ("contributor", "Actor", "Whose words they are, when somebody else did it."),
            ("submission", "ID", "The submission it came from."),
            ("sources", "[Node!]!", "Where the facts of the record were read."),
            ("because", "[Node!]!", "The claims that a link stands on."),
        ],
    ),
    (
        "Credit",
        "What somebody did for a record.",
        &[
            ("actor", "Actor!", "Who."),
            ("role", "CreditRole!", "What they did."),
            ("address", "String!", "The role's address in the CRediT taxonomy."),
            ("times", "Int!", "How many changes."),
            ("first", "DateTime!", "When first."),
            ("last", "DateTime!", "When last."),
        ],
    ),
    (
        "Tombstone",
        "What stands where a record was.",
        &[
            ("id", "ID!", "The IRI, or what was asked for when that was erased."),
            ("kind", "TombstoneKind!", "What happened to it."),
            ("time", "DateTime!", "When."),
            ("reason", "String", "Why."),
            ("by", "Actor!", "Who did it."),
            ("instead", "Node", "What to read instead."),
        ],
    ),
];

fn actor(scene: &Scene, id: &str) -> Tree {
    Tree::object([("id", Tree::text(id)), ("name", Tree::maybe(scene.directory.name_of(id).as_deref()))])
}

fn who(scene: &Scene, entry: &Entry) -> [(&'static str, Tree); 4] {
    [
        ("time", Tree::text(entry.time.to_string())),
        ("by", actor(scene, &entry.actor)),
        ("contributor", entry.credited.as_ref().map_or(Tree::Null, |credited| actor(scene, credited))),
        ("submission", Tree::maybe(entry.submission.as_deref())),
    ]
}

/// The history of a record, a page of it.
pub fn history(scene: &Scene, iri: &str, arguments: &Arguments) -> Result<Answer<'static>, Problem> {
    let page = read_page(arguments)?;
    let first = page.first.unwrap_or(PAGE_DEFAULT);
    if first > PAGE_MAX {
        return Err(Problem::new(Code::BadFilter, format!("`first` is {first}; at most {PAGE_MAX} revisions are shown at once")));
    }
    let after = page.after.as_deref().map(revisions::read_cursor).transpose()?;
    let found = revisions::revisions(&scene.state, iri, first as usize, after)?;
    let cursor = |revision: Option<&Revision>| Tree::maybe(revision.map(Revision::cursor));
    let info = Tree::object([
        ("hasNextPage", Tree::flag(found.older)),
        ("hasPreviousPage", Tree::flag(found.newer)),
        ("startCursor", cursor(found.revisions.first())),
        ("endCursor", cursor(found.revisions.last())),
    ]);
    let tree = Tree::object([
        ("revisions", Tree::list(found.revisions.iter().map(|one| revision(scene, iri, one)))),
        ("totalCount", Tree::number(found.total as u64)),
        ("pageInfo", info),
    ]);
    Ok(Answer::Item(Item::Tree(tree)))
}

fn revision(scene: &Scene, iri: &str, revision: &Revision) -> Tree {
    let own = [
        ("revision", Tree::number(revision.entry.sequence)),
        ("cursor", Tree::text(revision.cursor())),
        ("kind", Tree::text(revision.entry.kind.name().to_ascii_uppercase())),
        ("reason", Tree::maybe(revision.reason.as_deref())),
        ("changes", Tree::list(differences(scene, iri, &revision.changes))),
    ];
    Tree::object(own.into_iter().chain(who(scene, &revision.entry)))
}

/// Fields that differ, with the records that their values name.
fn differences(scene: &Scene, iri: &str, changes: &[FieldDifference]) -> Vec<Tree> {
    let snapshot = &scene.state.snapshot;
    let ty = snapshot.ontology().split_iri(iri).map(|(ty, _)| ty);
    let fields = changes.iter().filter_map(|change| Some((change, ty?.property(change.slot)?)));
    fields.map(|(change, property)| field_difference(snapshot, property, change)).collect()
}

/// The IRI that `text` names or named; `None` when nothing ever had the name.
fn named(scene: &Scene, text: &str) -> Result<Option<String>, Problem> {
    let record = identify(&scene.state.snapshot, &[], text)?;
    Ok(record.map(|record| record.iri.to_string()).or_else(|| gone::former(&scene.state, &[], text).map(|former| former.iri)))
}

fn text<'a>(arguments: &'a Arguments, name: &str) -> &'a str {
    arguments.get(name).and_then(Json::as_str).unwrap_or_default()
}

pub fn history_of(scene: &Scene, arguments: &Arguments) -> Result<Answer<'static>, Problem> {
    named(scene, text(arguments, "id"))?.map_or(Ok(Answer::Null), |iri| history(scene, &iri, arguments))
}

pub fn difference(scene: &Scene, arguments: &Arguments) -> Result<Answer<'static>, Problem> {
    let Some(iri) = named(scene, text(arguments, "id"))? else { return Ok(Answer::Null) };
    let revision = |name: &str| {
        let given = arguments.get(name).and_then(Json::as_u64);
        given.ok_or_else(|| Problem::new(Code::BadFilter, format!("{name}: a revision is a number from 0")))
    };
    let changes = revisions::between(&scene.state, &iri, revision("from")?, revision("to")?)?;
    Ok(Answer::List(differences(scene, &iri, &changes).into_iter().map(|change| Answer::Item(Item::Tree(change))).collect()))
}

pub fn tombstone(scene: &Scene, id: &str) -> Result<Answer<'static>, Problem> {
    if identify(&scene.state.snapshot, &[], id)?.is_some() {
        return Ok(Answer::Null);
    }
    let state = &scene.state;
    let Some(former) = gone::former(state, &[], id) else { return Ok(Answer::Null) };
    let Some(entry) = state.provenance.entry(former.tombstone.place) else { return Ok(Answer::Null) };
    let kind = match former.tombstone.gone {
        Gone::Withdrawn => "WITHDRAWN",
        Gone::Merged => "MERGED",
        Gone::Erased => "ERASED",
    };
    let replaced = former.tombstone.replaced_by.as_deref().and_then(|iri| state.snapshot.id(iri)).map(|id| state.provenance.current(id));
    let instead = former.current(state).or(replaced).filter(|id| state.snapshot.record(*id).is_some());
    let tree = Tree::object([
        ("id", Tree::text(&former.iri)),
        ("kind", Tree::text(kind)),
        ("time", Tree::text(entry.time.to_string())),
        ("reason", Tree::maybe(Some(&*former.tombstone.reason).filter(|reason| !reason.is_empty()))),
        ("by", actor(scene, &entry.actor)),
        ("instead", instead.map_or(Tree::Null, Tree::Record)),
    ]);
    Ok(Answer::Item(Item::Tree(tree)))
}

pub fn credits(scene: &Scene, id: Id) -> Answer<'static> {
    let credit = |credit: crate::views::provenance::Credit| {
        Answer::Item(Item::Tree(Tree::object([
            ("actor", actor(scene, &credit.actor)),
            ("role", Tree::text(credit.role.name())),
            ("address", Tree::text(credit.role.address())),
            ("times", Tree::number(credit.times.into())),
            ("first", Tree::text(credit.first.to_string())),
            ("last", Tree::text(credit.last.to_string())),
        ])))
    };
    Answer::List(scene.state.provenance.credits(id).into_iter().map(credit).collect())
}

/// Of each public field with a value: the event that made it what it is.
pub fn fields(scene: &Scene, record: &Record) -> Answer<'static> {
    let snapshot = &scene.state.snapshot;
    let ty = snapshot.ontology().ty(record.ty);
    let source = ty.properties.iter().position(|property| snapshot.ontology().path(property.path).as_ref() == DCT_SOURCE);
    let links = |ids: &[Id]| Tree::list(ids.iter().filter(|id| snapshot.record(**id).is_some()).map(|id| Tree::Record(*id)).collect::<Vec<_>>());
    let sources = source.and_then(|slot| record.values.get(slot)).map_or_else(|| Tree::list([]), |values| links(values.links()));
    let shown = (0_u16..).zip(&ty.properties).filter(|(slot, property)| property.is_public() && !record.values(*slot).is_empty());
    let answers = shown.map(|(slot, property)| {
        let (place, because) = origin(scene, record, slot, property);
        let entry = place.and_then(|place| scene.state.provenance.entry(place));
        let own = [
            ("field", Tree::text(&property.field)),
            ("label", Tree::text(&property.label)),
            ("revision", Tree::number(entry.map_or(0, |entry| entry.sequence))),
            ("sources", sources.clone()),
            ("because", links(&because)),
        ];
        Answer::Item(Item::Tree(Tree::object(own.into_iter().chain(entry.into_iter().flat_map(|entry| who(scene, entry))))))
    });
    Answer::List(answers.collect())
}

/// The event behind a field; a link that stands on claims is as old as the last change of one of them.
fn origin(scene: &Scene, record: &Record, slot: u16, property: &Property) -> (Option<Place>, Vec<Id>) {
    let provenance = &scene.state.provenance;
    if !property.claimed {
        // What follows from the text is as old as the text.
        let ty = scene.state.snapshot.ontology().ty(record.ty);
        let path = if property.derived { ty.role(Role::Body).and_then(|slot| ty.property(slot)).map_or(property.path, |body| body.path) } else { property.path };
        return (provenance.trail(record.id).and_then(|trail| trail.field(path)), Vec::new());
    }
    let edges = record.edges.iter().filter(|edge| edge.slot == slot && edge.level.is_some());
    let claims: Vec<Id> = edges.flat_map(|edge| edge.claims.iter().copied()).collect();
    let last = claims.iter().filter_map(|claim| provenance.trail(*claim)?.last()).max();
    (last, claims)
}
