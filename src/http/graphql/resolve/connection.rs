//! Lists: arguments to a page, the page's edges, facets and counts, and the claims an edge stands on.

use super::{Answer, Arguments, Item, Scene, Tree, label};
use crate::app::find::{Base, Direction, Facet, Find, Found, Hits, List, OrderBy, Page, Slice, TYPE_FACET, facetable, grounds as can_order};
use crate::app::filter::Filter;
use crate::app::{Problem, Scope};
use crate::error::Code;
use crate::http::graphql::api::{What, sort_field};
use crate::ontology::names::{did_you_mean, enum_value};
use crate::ontology::{ClaimRule, PathId, Type, TypeId};
use crate::views::records::{Edge, Id, Snapshot, SortField};
use roaring::RoaringBitmap;
use serde_json::Value as Json;
use std::borrow::Cow;
use std::sync::Arc;

/// Claims listed on one edge.
pub const CLAIMS_PER_EDGE_MAX: usize = 100;

/// A page of a list, and enough to answer what is asked about it.
pub struct Connection {
    types: Vec<TypeId>,
    /// The types there are to choose from.
    choice: Vec<TypeId>,
    found: Found,
    slice: Slice,
    /// The claims that edges stand on, and the concept they are about (any, when none is named).
    rule: Option<ClaimRule>,
    about: Option<RoaringBitmap>,
    /// The subject of links seen from their subject.
    source: Option<Id>,
    /// The words searched, for snippets.
    words: Option<String>,
}

impl Connection {
    fn list<'a>(&'a self, scene: &'a Scene) -> List<'a> {
        List::again(Scope { snapshot: &scene.state.snapshot, types: &self.types }, &self.found)
    }

    /// Counts these types as well, though others may have been chosen.
    pub fn choosing_from(mut self, types: Vec<TypeId>) -> Self {
        self.choice = types;
        self
    }

    pub fn total(&self) -> u64 {
        self.found.matches().len()
    }

    /// The records of the page.
    pub fn ids(&self) -> &[Id] {
        &self.slice.ids
    }

    /// The claims that the edges of the page stand on.
    pub fn claims(&self, scene: &Scene) -> Vec<Id> {
        self.ids().iter().flat_map(|id| claims(scene, self, *id).into_owned()).collect()
    }
}

/// Reads a list's arguments and finds its page.
pub fn list(scene: &Arc<Scene>, types: &[TypeId], base: Base, rule: Option<&ClaimRule>, arguments: &Arguments) -> Result<Answer<'static>, Problem> {
    let choice = types.to_vec();
    let types = types_among(scene, types, arguments)?;
    let scope = Scope { snapshot: &scene.state.snapshot, types: &types };
    let filter = arguments.get("filter").map_or_else(|| Ok(Filter::all()), |tree| Filter::read(scope, tree))?;
    let words = arguments.get("search").and_then(Json::as_str).map(str::trim).filter(|words| !words.is_empty());
    let hits = words.map(|words| crate::app::search::hits(&scene.state, scene.past, words, &types)).transpose()?;
    let grounds = Grounds { arriving: matches!(base, Base::Arriving { .. }) && rule.is_some(), base: &base, filter: &filter };
    let order = order(scope, &scene.languages, arguments, hits.is_some(), &grounds)?;
    let connection = page(scene, types, base, filter, hits, order, rule, arguments)?.choosing_from(choice);
    Ok(Answer::Item(Item::Connection(Arc::new(connection))))
}

/// A page of what is found.
#[expect(clippy::too_many_arguments, reason = "the parts of a list, named once")]
pub fn page(scene: &Scene, types: Vec<TypeId>, base: Base, filter: Filter, hits: Option<Hits>, order: Vec<OrderBy>, rule: Option<&ClaimRule>, arguments: &Arguments) -> Result<Connection, Problem> {
    let scope = Scope { snapshot: &scene.state.snapshot, types: &types };
    let about = match (&base, rule) {
        (Base::Arriving { target, .. }, Some(_)) => Some(scene.state.snapshot.narrowed(*target)),
        _ => None,
    };
    let source = if let Base::Leaving { source, .. } = base { Some(source) } else { None };
    let list = Find { scope, base, filter, hits, order }.run();
    let slice = list.page(&read_page(arguments)?)?;
    let found = list.into_found();
    let words = arguments.get("search").or_else(|| arguments.get("query")).and_then(Json::as_str).map(str::to_owned);
    Ok(Connection { choice: types.clone(), types, found, slice, rule: rule.cloned(), about, source, words })
}

/// Those of `types` that an argument `types` names; all of them where there is none.
pub fn types_among(scene: &Scene, types: &[TypeId], arguments: &Arguments) -> Result<Vec<TypeId>, Problem> {
    let Some(Json::Array(wanted)) = arguments.get("types") else { return Ok(types.to_vec()) };
    let ontology = scene.state.snapshot.ontology();
    let mut chosen = Vec::new();
    for name in wanted.iter().filter_map(Json::as_str) {
        match types.iter().find(|ty| ontology.ty(**ty).enum_value == name) {
            Some(ty) if !chosen.contains(ty) => chosen.push(*ty),
            Some(_) => {}
            None => {
                let names: Vec<&str> = types.iter().map(|ty| ontology.ty(*ty).enum_value.as_str()).collect();
                return Err(Problem::new(Code::UnknownName, format!("types: {name} is never in this list, which has {}{}", names.join(", "), did_you_mean(name, names.iter().copied()))));
            }
        }
    }
    chosen.sort();
    Ok(if wanted.is_empty() { types.to_vec() } else { chosen })
}

/// The types of an argument `types`, or all that have a name.
pub fn types_argument(scene: &Scene, arguments: &Arguments) -> Result<Vec<TypeId>, Problem> {
    let ontology = scene.state.snapshot.ontology();
    let all: Vec<TypeId> = ontology.types.iter().filter(|ty| ty.role(crate::ontology::Role::Label).is_some()).map(|ty| ty.id).collect();
    types_among(scene, &all, arguments)
}

pub fn read_page(arguments: &Arguments) -> Result<Page, Problem> {
    let size = |name: &str| match arguments.get(name) {
        None | Some(Json::Null) => Ok(None),
        Some(value) => value.as_i64().and_then(|size| u32::try_from(size).ok()).map(Some).ok_or_else(|| Problem::new(Code::BadFilter, format!("`{name}` is {value}; it is a number from 0 to {}", crate::app::find::PAGE_MAX))),
    };
    let cursor = |name: &str| arguments.get(name).and_then(Json::as_str).map(str::to_owned);
    Ok(Page { first: size("first")?, after: cursor("after"), last: size("last")?, before: cursor("before") })
}

/// Whether grounds order a list without being asked to, and where to look whether they can.
struct Grounds<'a> {
    arriving: bool,
    base: &'a Base,
    filter: &'a Filter,
}

fn order(scope: Scope<'_>, languages: &[String], arguments: &Arguments, searched: bool, grounds: &Grounds<'_>) -> Result<Vec<OrderBy>, Problem> {
    let wanted = match arguments.get("orderBy") {
        Some(Json::Array(wanted)) => wanted.iter().collect(),
        Some(single @ Json::Object(_)) => vec![single],
        _ => Vec::new(),
    };
    if wanted.len() > crate::app::find::ORDER_FIELDS_MAX {
        return Err(Problem::new(Code::BadFilter, format!("orderBy has {} criteria; at most {} are taken", wanted.len(), crate::app::find::ORDER_FIELDS_MAX)));
    }
    let mut order = Vec::with_capacity(wanted.len() + 1);
    // Names are in the order in which they are shown.
    let label = SortField::label(scope.ontology(), languages);
    for criterion in wanted {
        let field = criterion.get("field").and_then(Json::as_str).unwrap_or_default();
        let direction = if criterion.get("direction").and_then(Json::as_str) == Some("DESC") { Direction::Descending } else { Direction::Ascending };
        order.push(match field {
            "RELEVANCE" if searched => OrderBy::Relevance,
            "GROUNDS" if grounds.arriving || can_order(scope.snapshot, grounds.base, grounds.filter).is_some() => OrderBy::Grounds,
            "RELEVANCE" => return Err(Problem::new(Code::BadFilter, "orderBy: RELEVANCE needs `search`")),
            "GROUNDS" => return Err(Problem::new(Code::BadFilter, "orderBy: GROUNDS is for lists of what stands on claims: seen from what they are about, or with a filter that asks for one such thing")),
            _ => match sort_field(scope.ontology(), scope.types, field) {
                Some(SortField::Label) => OrderBy::Field(label, direction),
                Some(field) => OrderBy::Field(field, direction),
                None => return Err(Problem::new(Code::BadFilter, format!("orderBy: {field} is not known"))),
            },
        });
    }
    if order.is_empty() {
        if searched {
            order.push(OrderBy::Relevance);
        } else if grounds.arriving {
            order.push(OrderBy::Grounds);
        }
        order.push(OrderBy::Field(label, Direction::Ascending));
    }
    Ok(order)
}

pub fn of_connection<'a>(scene: &'a Arc<Scene>, connection: &'a Arc<Connection>, what: &What, arguments: &Arguments) -> Result<Answer<'a>, Problem> {
    let slice = &connection.slice;
    Ok(match what {
        What::Edges => Answer::List((0..slice.ids.len()).map(|at| Answer::Item(Item::Edge(Arc::clone(connection), at))).collect()),
        What::Nodes_ => Answer::Records(Cow::Borrowed(&slice.ids)),
        What::TotalCount => Answer::Number(i64::try_from(connection.total()).unwrap_or(i64::MAX)),
        What::PageInfo => {
            let cursor = |id: Option<&Id>| Tree::maybe(id.map(|id| cursor(scene, connection, *id)));
            Answer::Item(Item::Tree(Tree::object([
                ("hasNextPage", Tree::flag(slice.has_next)),
                ("hasPreviousPage", Tree::flag(slice.has_previous)),
                ("startCursor", cursor(slice.ids.first())),
                ("endCursor", cursor(slice.ids.last())),
            ])))
        }
        What::Facets => facets(scene, connection, arguments)?,
        _ => Answer::Null,
    })
}

fn cursor(scene: &Scene, connection: &Connection, id: Id) -> String {
    connection.list(scene).sequence().cursor(id).text()
}

fn facets(scene: &Arc<Scene>, connection: &Connection, arguments: &Arguments) -> Result<Answer<'static>, Problem> {
    let list = connection.list(scene);
    let mut fields = facetable(Scope { snapshot: &scene.state.snapshot, types: &connection.types });
    if connection.choice.len() > 1 && fields.iter().all(|(field, _)| field != TYPE_FACET) {
        fields.insert(0, (TYPE_FACET.to_owned(), None));
    }
    let wanted: Vec<String> = match arguments.get("fields") {
        Some(Json::Array(names)) => names
            .iter()
            .filter_map(Json::as_str)
            .map(|name| {
                let found = fields.iter().find(|(field, _)| enum_value(field) == name).map(|(field, _)| field.clone());
                found.ok_or_else(|| Problem::new(Code::BadFilter, format!("facets: {name} does not exist for the types of this list")))
            })
            .collect::<Result<_, _>>()?,
        _ => fields.into_iter().map(|(field, _)| field).collect(),
    };
    let mut trees = Vec::with_capacity(wanted.len());
    for field in wanted {
        let facet = if field == TYPE_FACET { types_facet(scene, connection)? } else { list.facet(&field)? };
        let values = facet.values.into_iter().map(|value| {
            let shown = value.record.and_then(|id| scene.state.snapshot.record(id)).and_then(|record| label(scene, record));
            Tree::object([("value", Tree::text(value.value)), ("label", Tree::text(shown.map_or(value.label, |text| text.raw().into_owned()))), ("count", Tree::number(value.count)), ("record", value.record.map_or(Tree::Null, Tree::Record))])
        });
        trees.push(Tree::object([("field", Tree::text(facet.field)), ("values", Tree::list(values))]));
    }
    Ok(Answer::List(trees.into_iter().map(|tree| Answer::Item(Item::Tree(tree))).collect()))
}

/// The facet of the types does not count its own selection either.
fn types_facet(scene: &Arc<Scene>, connection: &Connection) -> Result<Facet, Problem> {
    let mut find = connection.found.find(Scope { snapshot: &scene.state.snapshot, types: &connection.choice });
    if let (Some(words), true) = (&connection.words, find.hits.is_some() && connection.types != connection.choice) {
        find.hits = Some(crate::app::search::hits(&scene.state, scene.past, words, &connection.choice)?);
    }
    find.run().facet(TYPE_FACET)
}

pub fn of_edge<'a>(scene: &'a Arc<Scene>, connection: &'a Connection, at: usize, what: &What) -> Answer<'a> {
    let Some(id) = connection.slice.ids.get(at).copied() else { return Answer::Null };
    match what {
        What::Node_ => Answer::Item(Item::Record(id)),
        What::Cursor => Answer::Plain(Cow::Owned(cursor(scene, connection, id))),
        What::Because => {
            Answer::Records(match claims(scene, connection, id) {
                Cow::Borrowed(claims) => Cow::Borrowed(claims.get(..CLAIMS_PER_EDGE_MAX).unwrap_or(claims)),
                Cow::Owned(claims) => claims.into_iter().take(CLAIMS_PER_EDGE_MAX).collect(),
            })
        }
        What::Agreement => Answer::Item(Item::Agreement(agreement(scene, connection, id).into())),
        What::Score => Answer::Float(connection.found.hits().and_then(|hits| hits.scores.get(&id)).copied().map_or(0.0, f64::from)),
        What::Snippets => crate::http::graphql::resolve::roots::snippets(scene, id, connection.words.as_deref().unwrap_or_default()),
        _ => Answer::Null,
    }
}

/// The claims of an edge, strongest first.
fn claims<'a>(scene: &'a Scene, connection: &Connection, id: Id) -> Cow<'a, [Id]> {
    let snapshot = &scene.state.snapshot;
    let owner = snapshot.record(connection.source.unwrap_or(id));
    let (Some(rule), Some(record)) = (&connection.rule, owner) else { return Cow::Borrowed(&[]) };
    let Some(slot) = snapshot.ontology().ty(record.ty).slot(rule.link) else { return Cow::Borrowed(&[]) };
    let wanted = |edge: &&Edge| {
        edge.slot == slot
            && match (&connection.source, &connection.about) {
                (Some(_), _) => edge.target == id,
                (None, Some(about)) => about.contains(edge.target),
                (None, None) => true,
            }
    };
    let mut edges = record.edges.iter().filter(wanted);
    match (edges.next(), edges.next()) {
        (None, _) => Cow::Borrowed(&[]),
        (Some(only), None) => Cow::Borrowed(&only.claims),
        (Some(one), Some(two)) => {
            let claim = snapshot.ontology().ty(rule.claim);
            let level = |id: &Id| {
                let strength = snapshot.record(*id).and_then(|record| claim.slot(rule.strength).and_then(|slot| record.values(slot).links().first().copied()));
                strength.and_then(|strength| rank(snapshot, claim, rule.strength, strength)).unwrap_or(0)
            };
            let mut claims: Vec<Id> = [one, two].into_iter().chain(edges).flat_map(|edge| edge.claims.iter().copied()).collect();
            claims.sort_by_cached_key(|id| (std::cmp::Reverse(level(id)), *id));
            Cow::Owned(claims)
        }
    }
}

/// The place of an enumeration's concept.
fn rank(snapshot: &Snapshot, claim: &Type, path: PathId, concept: Id) -> Option<usize> {
    let enumeration = snapshot.ontology().enumeration(claim.property(claim.slot(path)?)?)?;
    snapshot.place(enumeration, concept)
}

fn agreement(scene: &Scene, connection: &Connection, id: Id) -> Vec<u32> {
    let snapshot = &scene.state.snapshot;
    let Some(rule) = &connection.rule else { return Vec::new() };
    let claim = snapshot.ontology().ty(rule.claim);
    let Some(slot) = claim.slot(rule.stance) else { return Vec::new() };
    let stances = claim.property(slot).and_then(|property| snapshot.ontology().enumeration(property)).map_or(0, |vocabulary| vocabulary.values.len());
    let mut counts = vec![0; stances];
    for record in claims(scene, connection, id).iter().filter_map(|id| snapshot.record(*id)) {
        let stance = record.values(slot).links().first().and_then(|stance| rank(snapshot, claim, rule.stance, *stance));
        if let Some(count) = stance.and_then(|at| counts.get_mut(at)) {
            *count += 1;
        }
    }
    counts
}
