//! The answer to one field. Both drivers ask here: the reader, which walks a plan and writes JSON, and async-graphql's executor,
//! which is the reader's oracle in tests. So there is one meaning of every field.

mod connection;
pub(super) mod provenance;
mod roots;

use super::api::What;
use super::trees::Tree;
use crate::app::actor::Visitor;
use crate::app::{Directory, Problem};
use crate::error::Code;
use crate::ontology::record::Value;
use crate::ontology::{PathId, Range};
use crate::views::State;
use crate::views::records::{Id, Record, SortField, Text, Token, Values, choose};
use std::borrow::Cow;
use std::sync::Arc;

pub use connection::{Connection, page, types_among};
pub use roots::languages;

/// Records of a plain list of arriving links.
pub const ARRIVING_LIST_MAX: usize = 1_000;

/// What fields are answered from: one state of the directory, and the languages wanted.
#[derive(Clone)]
pub struct Scene {
    pub state: Arc<State>,
    pub directory: Arc<Directory>,
    pub languages: Arc<[String]>,
    /// Whether this shows the past, where words cannot be searched.
    pub past: bool,
    pub visitor: Arc<Visitor>,
}

/// An object whose fields are asked for.
#[derive(Clone)]
pub enum Item {
    Root,
    Record(Id),
    Connection(Arc<Connection>),
    /// A record in a list, by its place on the page.
    Edge(Arc<Connection>, usize),
    /// Counts of stances.
    Agreement(Arc<[u32]>),
    Tree(Tree),
    /// The root of a subscription when something happened.
    Happened(Tree),
}

/// The answer to one field.
pub enum Answer<'a> {
    Null,
    /// Already JSON.
    Json(&'a str),
    /// A text without anything to escape.
    Plain(Cow<'a, str>),
    /// A text to be escaped.
    Text(Cow<'a, str>),
    Number(i64),
    Float(f64),
    Flag(bool),
    Item(Item),
    List(Vec<Answer<'a>>),
    /// A list of records; those that are not published are left out.
    Records(Cow<'a, [Id]>),
    /// Answered in another scene: another language, another time.
    Moved(Arc<Scene>, Box<Answer<'static>>),
    /// Null, for this reason: where one member of a list fails and the others do not.
    Failed(Problem),
    Tree(&'a serde_json::Value),
}

/// Arguments by name, coerced and with defaults.
pub type Arguments = serde_json::Map<String, serde_json::Value>;

/// Answers a field of an item.
///
/// # Errors
/// [`Problem`] for arguments that name nothing here.
pub fn resolve<'a>(scene: &'a Arc<Scene>, item: &'a Item, what: &'a What, arguments: &Arguments) -> Result<Answer<'a>, Problem> {
    match item {
        Item::Root => roots::root(scene, what, arguments),
        Item::Record(id) => match scene.state.snapshot.record(*id) {
            Some(record) => of_record(scene, record, what, arguments),
            None => Ok(Answer::Null),
        },
        Item::Connection(connection) => connection::of_connection(scene, connection, what, arguments),
        Item::Edge(connection, at) => Ok(connection::of_edge(scene, connection, *at, what)),
        Item::Agreement(counts) => Ok(if let What::Stance(at) = what { Answer::Number(counts.get(*at).copied().unwrap_or(0).into()) } else { Answer::Null }),
        Item::Happened(change) => Ok(if *what == What::Changes { of_tree(change) } else { Answer::Null }),
        Item::Tree(tree) => Ok(if let (Tree::Object(members), What::Member(name)) = (tree, what) {
            members.iter().find(|(own, _)| own == name).map_or(Answer::Null, |(_, member)| of_tree(member))
        } else {
            Answer::Null
        }),
    }
}

/// A small value as an answer.
#[must_use]
pub fn of_tree(tree: &Tree) -> Answer<'_> {
    match tree {
        Tree::Null => Answer::Null,
        Tree::Plain(value) => Answer::Tree(value),
        Tree::List(members) => Answer::List(members.iter().map(of_tree).collect()),
        Tree::Object(_) => Answer::Item(Item::Tree(tree.clone())),
        Tree::Record(id) => Answer::Item(Item::Record(*id)),
        Tree::Connection(connection) => Answer::Item(Item::Connection(Arc::clone(connection))),
        Tree::Later(members) => Answer::List(members().into_iter().map(|member| Answer::Item(if let Tree::Record(id) = member { Item::Record(id) } else { Item::Tree(member) })).collect()),
    }
}

/// Answers a field of a record.
///
/// # Errors
/// [`Problem`] for arguments that name nothing here.
pub fn of_record<'a>(scene: &'a Arc<Scene>, record: &'a Record, what: &'a What, arguments: &Arguments) -> Result<Answer<'a>, Problem> {
    let snapshot = &scene.state.snapshot;
    let ontology = snapshot.ontology();
    let id = record.id;
    let ty = ontology.ty(record.ty);
    Ok(match what {
        What::Id => Answer::Plain(Cow::Borrowed(&record.iri)),
        What::Key => Answer::Plain(Cow::Borrowed(record.key(ty))),
        What::Type => Answer::Plain(Cow::Borrowed(&ty.enum_value)),
        What::Revision => Answer::Number(i64::try_from(record.revision).unwrap_or(i64::MAX)),
        What::Issued => moment(record, record.issued),
        What::Modified => moment(record, record.modified),
        What::Label => label(scene, record).map_or_else(|| Answer::Text(Cow::Borrowed(record.key(ty))), |text| Answer::Json(text.json())),
        What::Member("labelLanguage") => language(label(scene, record)),
        What::Language(path) => language(slot_values(scene, record, *path).and_then(|values| choose(values.texts(), &scene.languages))),
        What::Property(path) => property(scene, record, *path)?,
        What::ArrivingList { path } => {
            let order = snapshot.order(SortField::label(ontology, &scene.languages));
            let mut ids: Vec<Id> = snapshot.set(Token::link(*path, id)).iter().take(ARRIVING_LIST_MAX).collect();
            ids.sort_by_key(|id| (order.map_or(0, |order| order.rank(*id)), *id));
            Answer::Records(Cow::Owned(ids))
        }
        What::Arriving { path, scope, claimed } => {
            let rule = if *claimed { ontology.claim_rule(*path) } else { None };
            let base = crate::app::find::Base::Arriving { path: *path, target: id, exact: false };
            connection::list(scene, &scope.types, base, rule, arguments)?
        }
        What::Leaving { path, scope } => {
            let slot = ty.slot(*path).unwrap_or(u16::MAX);
            connection::list(scene, &scope.types, crate::app::find::Base::Leaving { source: id, slot }, ontology.claim_rule(*path), arguments)?
        }
        What::Related => roots::related(scene, id, arguments)?,
        What::History => provenance::history(scene, &record.iri, arguments)?,
        What::Provenance => provenance::fields(scene, record),
        What::Credits => provenance::credits(scene, id),
        _ => Answer::Null,
    })
}

fn moment(record: &Record, time: jiff::Timestamp) -> Answer<'static> {
    // What comes with the ontology was never published.
    if record.revision == 0 { Answer::Null } else { Answer::Plain(Cow::Owned(time.to_string())) }
}

fn label<'a>(scene: &'a Scene, record: &'a Record) -> Option<&'a Text> {
    record.label(scene.state.snapshot.ontology().ty(record.ty), &scene.languages)
}

/// A text without a language has no tag.
fn language(text: Option<&Text>) -> Answer<'_> {
    text.map(Text::language).filter(|tag| !tag.is_empty()).map_or(Answer::Null, |tag| Answer::Text(Cow::Borrowed(tag)))
}

fn slot_values<'a>(scene: &Scene, record: &'a Record, path: PathId) -> Option<&'a Values> {
    let slot = scene.state.snapshot.ontology().ty(record.ty).slot(path)?;
    Some(record.values(slot))
}

fn property<'a>(scene: &'a Arc<Scene>, record: &'a Record, path: PathId) -> Result<Answer<'a>, Problem> {
    let snapshot = &scene.state.snapshot;
    let ontology = snapshot.ontology();
    let ty = ontology.ty(record.ty);
    let Some((slot, property)) = ty.slot(path).and_then(|slot| Some((slot, ty.property(slot)?))) else { return Ok(Answer::Null) };
    let single = property.single || property.max_count == 1;
    Ok(match record.values(slot) {
        Values::None if single => Answer::Null,
        Values::None => Answer::List(Vec::new()),
        Values::Texts(texts) if single => choose(texts, &scene.languages).map_or(Answer::Null, |text| Answer::Json(text.json())),
        Values::Texts(texts) => Answer::List(texts.iter().map(|text| Answer::Json(text.json())).collect()),
        Values::Plain(values) if single => values.first().map_or(Ok(Answer::Null), |value| plain(value, &property.range))?,
        Values::Plain(values) => Answer::List(values.iter().map(|value| plain(value, &property.range)).collect::<Result<_, _>>()?),
        Values::Links(links) => match ontology.enumeration(property) {
            Some(enumeration) => {
                let value = |id: &Id| enumeration.values.get(snapshot.place(enumeration, *id)?).map(|value| Answer::Plain(Cow::Borrowed(value.value.as_str())));
                let mut values = links.iter().filter_map(value);
                if single { values.next().unwrap_or(Answer::Null) } else { Answer::List(values.collect()) }
            }
            None if single => links.iter().find(|id| snapshot.record(**id).is_some()).map_or(Answer::Null, |id| Answer::Item(Item::Record(*id))),
            None => Answer::Records(Cow::Borrowed(links)),
        },
    })
}

fn plain(value: &Value, range: &Range) -> Result<Answer<'static>, Problem> {
    Ok(match value {
        // GraphQL's whole numbers have 32 bits, ours 64.
        Value::Integer(number) if i32::try_from(*number).is_err() => return Err(Problem::new(Code::Internal, format!("{number} does not fit into GraphQL's Int"))),
        Value::Integer(number) => Answer::Number(*number),
        Value::Year(year) => Answer::Number((*year).into()),
        Value::Decimal(number) => Answer::Float(*number),
        Value::Boolean(flag) => Answer::Flag(*flag),
        Value::Date(date) => Answer::Plain(Cow::Owned(date.to_string())),
        Value::DateTime(time) => Answer::Plain(Cow::Owned(time.to_string())),
        Value::Text(_) | Value::Iri(_) => Answer::Text(Cow::Owned(value.term(range).to_string())),
    })
}
