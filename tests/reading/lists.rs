//! Filters, facets, orders and pages say what somebody would work out by hand.

use super::choices::{Choices, for_all};
use super::history::{DIRECTORY, House, UNIVERSITY, changes, history};
use super::naive::{Sorted, Thing, World};
use super::queries::{choosing, facet_test, filter, lexical, order, scope};
use serde_json::{Value as Tree, json};
use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use whatworks::app::Scope;
use whatworks::app::filter::Filter;
use whatworks::app::find::{Base, Direction, FACET_VALUES_MAX, Find, Hits, List, OrderBy, Page, facetable};
use whatworks::ontology::record::Value;
use whatworks::ontology::{PathId, TypeId};
use whatworks::views::records::{Id, Snapshot};

/// Histories; each is asked [`QUERIES`] times.
const CASES: u32 = 100;
const QUERIES: usize = 10;

#[test]
fn lists_are_what_one_works_out_by_hand() {
    check("the university", &UNIVERSITY, CASES * 2);
    check("the directory", &DIRECTORY, CASES);
}

fn check(name: &str, house: &House, cases: u32) {
    for_all(name, cases, |choices| {
        let history = history(house, choices);
        let mut world = World::new(&house.ontology);
        history.events.iter().for_each(|event| world.apply(event));
        let snapshot = if choices.chance(50) {
            history.batches().fold(house.initial.clone(), |snapshot, batch| snapshot.apply(&changes(batch)).0)
        } else {
            house.initial.apply(&changes(&history.events)).0
        };
        let snapshot = Arc::new(snapshot);
        for _ in 0..QUERIES {
            let query = Query::invent(&world, &snapshot, choices);
            query.check(&world, &snapshot, choices).map_err(|wrong| format!("{wrong}\n{query:?}\n{}", history.shown()))?;
        }
        Ok(())
    });
}

/// A list that is asked for.
#[derive(Debug)]
struct Query {
    types: Vec<TypeId>,
    base: Base,
    filter: Tree,
    hits: Option<Hits>,
    order: Vec<OrderBy>,
    by: Vec<By>,
}

/// A criterion as the naive evaluator sees it.
#[derive(Debug, Clone)]
enum By {
    Field(super::naive::SortBy, Direction),
    Grounds(PathId, String),
    Relevance,
}

impl Query {
    fn invent(world: &World, snapshot: &Arc<Snapshot>, choices: &mut Choices<'_>) -> Self {
        let ontology = &world.ontology;
        let types = scope(ontology, choices);
        let filter = if choices.chance(85) { filter(world, choices, &types, 3) } else { json!({}) };
        let (mut order, by) = order(ontology, choices, &types);
        let mut by: Vec<By> = by.into_iter().map(|(by, direction)| By::Field(by, direction)).collect();
        let mut query = Self { types, base: Base::All, filter, hits: None, order: Vec::new(), by: Vec::new() };
        match choices.below(8) {
            5 => {
                let ids: Vec<Id> = snapshot.records().filter(|_| choices.chance(60)).map(|record| record.id).collect();
                query.hits = Some(Hits { scores: ids.iter().map(|id| (*id, 0.5 + choices.below(4) as f32)).collect(), ids: ids.into_iter().collect() });
                if choices.chance(70) {
                    order.insert(0, OrderBy::Relevance);
                    by.insert(0, By::Relevance);
                }
            }
            6 | 7 => query.arrive(world, snapshot, choices, &mut order, &mut by),
            _ => {}
        }
        order.truncate(3);
        by.truncate(3);
        (query.order, query.by) = (order, by);
        query
    }

    /// A list of what links to something; more often to something that is linked to.
    fn arrive(&mut self, world: &World, snapshot: &Arc<Snapshot>, choices: &mut Choices<'_>, order: &mut Vec<OrderBy>, by: &mut Vec<By>) {
        let ontology = &world.ontology;
        let arriving: Vec<(TypeId, PathId, Vec<TypeId>, bool)> =
            ontology.types.iter().flat_map(|ty| ty.inverses.iter().map(|inverse| (ty.id, inverse.path, inverse.sources.types.clone(), inverse.claimed))).collect();
        let claimed: Vec<_> = arriving.iter().filter(|link| link.3).collect();
        let all: Vec<_> = arriving.iter().collect();
        let links = if choices.chance(60) { &claimed } else { &all };
        let Some((ty, path, sources, claimed)) = choices.pick(links).copied() else { return };
        let there: Vec<&Thing> = world.of_types(std::slice::from_ref(ty)).collect();
        let linked: Vec<&Thing> = there.iter().copied().filter(|thing| snapshot.id(&thing.iri).is_some_and(|id| snapshot.targets(*path, false).contains(id) || snapshot.targets(*path, true).contains(id))).collect();
        let any = linked.is_empty() || choices.chance(10);
        let Some(target) = choices.pick(if any { &there } else { &linked }) else { return };
        let Some(id) = snapshot.id(&target.iri) else { return };
        self.types.clone_from(sources);
        self.filter = if choices.chance(50) { filter(world, choices, sources, 1) } else { json!({}) };
        self.base = Base::Arriving { path: *path, target: id, exact: false };
        // Fields of other types order nothing here.
        order.retain(|by| matches!(by, OrderBy::Field(field, _) if matches!(field, whatworks::views::records::SortField::Label | whatworks::views::records::SortField::LabelIn(_) | whatworks::views::records::SortField::Issued | whatworks::views::records::SortField::Modified)));
        by.retain(|by| matches!(by, By::Field(super::naive::SortBy::Label(_) | super::naive::SortBy::Issued | super::naive::SortBy::Modified, _)));
        if *claimed && choices.chance(80) {
            order.insert(0, OrderBy::Grounds);
            by.insert(0, By::Grounds(*path, target.iri.clone()));
        }
    }

    fn list<'a>(&'a self, snapshot: &'a Arc<Snapshot>, filter: &Tree) -> Result<List<'a>, String> {
        let scope = Scope { snapshot, types: &self.types };
        let filter = Filter::read(scope, filter).map_err(|problem| format!("the filter is refused: {problem}"))?;
        Ok(Find { scope, base: self.base.clone(), filter, hits: self.hits.clone(), order: self.order.clone() }.run())
    }

    /// Whether a thing is there before the filter.
    fn within(&self, world: &World, snapshot: &Snapshot, thing: &Thing) -> bool {
        let there = match &self.base {
            Base::Arriving { path, target, .. } => {
                let target = snapshot.iri(*target).unwrap();
                world.links(thing, *path).iter().any(|own| world.leads_to(own, target, false))
            }
            _ => true,
        };
        let hit = self.hits.as_ref().is_none_or(|hits| snapshot.id(&thing.iri).is_some_and(|id| hits.ids.contains(id)));
        self.types.contains(&thing.ty) && there && hit
    }

    fn matching<'w>(&'w self, world: &'w World, snapshot: &Snapshot, filter: &Tree) -> Vec<&'w Thing> {
        world.of_types(&self.types).filter(|thing| self.within(world, snapshot, thing)).filter(|thing| world.fits(&self.types, thing, filter)).collect()
    }

    /// Where a thing stands: by the criteria, then by age.
    fn standing(&self, world: &World, snapshot: &Snapshot, thing: &Thing) -> Standing {
        let id = snapshot.id(&thing.iri).unwrap();
        let criteria = self.by.iter().map(|by| match by {
            By::Field(by, direction) => (world.sort_value(thing, by), *direction == Direction::Descending),
            By::Relevance => (self.hits.as_ref().and_then(|hits| hits.scores.get(&id)).map(|score| Sorted::Value(Value::Decimal(f64::from(*score)))), true),
            By::Grounds(path, target) => {
                let about = world.claims(thing, *path).into_iter().filter(|claim| !claim.disputes && world.leads_to(&claim.target, target, false));
                (about.map(|claim| claim.strength).max().map(|level| Sorted::Value(Value::Integer(level))), true)
            }
        });
        Standing { criteria: criteria.collect(), id }
    }

    fn check(&self, world: &World, snapshot: &Arc<Snapshot>, choices: &mut Choices<'_>) -> Result<(), String> {
        let list = self.list(snapshot, &self.filter)?;
        let mut expected: Vec<(Standing, &Thing)> = self.matching(world, snapshot, &self.filter).into_iter().map(|thing| (self.standing(world, snapshot, thing), thing)).collect();
        expected.sort_by(|one, other| one.0.compare(&other.0));
        let expected: Vec<String> = expected.into_iter().map(|(_, thing)| thing.iri.clone()).collect();
        let found: BTreeSet<&str> = list.matches().iter().map(|id| &**snapshot.iri(id).unwrap()).collect();
        let wanted: BTreeSet<&str> = expected.iter().map(String::as_str).collect();
        if found != wanted {
            let (missing, wrong): (Vec<_>, Vec<_>) = (wanted.difference(&found).collect(), found.difference(&wanted).collect());
            return Err(format!("matches: missing {missing:?}, wrong {wrong:?}"));
        }
        self.check_pages(&list, snapshot, &expected, choices)?;
        self.check_facets(world, &list, snapshot, choices)
    }

    fn check_pages(&self, list: &List<'_>, snapshot: &Snapshot, expected: &[String], choices: &mut Choices<'_>) -> Result<(), String> {
        if list.total() != expected.len() as u64 {
            return Err(format!("the total is {}, should be {}", list.total(), expected.len()));
        }
        let size = choices.between(1, 5) as u32;
        let cursor = |iri: &String| list.sequence().cursor(snapshot.id(iri).unwrap()).text();
        for backwards in [false, true] {
            let mut read: Vec<String> = Vec::new();
            let mut bound: Option<String> = None;
            loop {
                let page = if backwards { Page { last: Some(size), before: bound.clone(), ..Page::default() } } else { Page { first: Some(size), after: bound.clone(), ..Page::default() } };
                let slice = list.page(&page).map_err(|problem| format!("{page:?} is refused: {problem}"))?;
                let iris: Vec<String> = slice.ids.iter().map(|id| snapshot.iri(*id).unwrap().to_string()).collect();
                let before = read.len();
                if backwards { read.splice(0..0, iris.iter().cloned()); } else { read.extend(iris.iter().cloned()); }
                let more = read.len() < expected.len();
                let (ahead, behind) = if backwards { (slice.has_previous, slice.has_next) } else { (slice.has_next, slice.has_previous) };
                if ahead != more || (behind != (before > 0) && !iris.is_empty()) {
                    return Err(format!("{page:?} says next {} and previous {} after {} of {}", slice.has_next, slice.has_previous, read.len(), expected.len()));
                }
                let end = if backwards { iris.first() } else { iris.last() };
                match end {
                    Some(end) if more && read.len() <= READ_MAX => bound = Some(cursor(end)),
                    _ => break,
                }
            }
            if read != expected {
                return Err(format!("pages of {size} {}: {read:?}, should be {expected:?}", if backwards { "from the end" } else { "from the start" }));
            }
        }
        // Between two cursors, from either end.
        if expected.is_empty() {
            return Ok(());
        }
        let (one, other) = (choices.below(expected.len()), choices.below(expected.len()));
        let (from, until) = (one.min(other), one.max(other));
        let between: Vec<&String> = expected[from..until].iter().skip(1).collect();
        for backwards in [false, true] {
            let (first, last) = if backwards { (None, Some(size)) } else { (Some(size), None) };
            let page = Page { first, last, after: Some(cursor(&expected[from])), before: Some(cursor(&expected[until])) };
            let slice = list.page(&page).map_err(|problem| problem.to_string())?;
            let iris: Vec<String> = slice.ids.iter().map(|id| snapshot.iri(*id).unwrap().to_string()).collect();
            let count = between.len().min(size as usize);
            let wanted: Vec<String> = if backwards { &between[between.len() - count..] } else { &between[..count] }.iter().map(|iri| (*iri).clone()).collect();
            if iris != wanted {
                return Err(format!("{page:?} between {from} and {until}: {iris:?}, should be {wanted:?}"));
            }
        }
        Ok(())
    }

    fn check_facets(&self, world: &World, list: &List<'_>, snapshot: &Arc<Snapshot>, choices: &mut Choices<'_>) -> Result<(), String> {
        let scope = Scope { snapshot, types: &self.types };
        let fields = facetable(scope);
        // All of them would take long; over the cases each has its turn.
        for _ in 0..fields.len().min(3) {
            let Some((field, property)) = choices.pick(&fields) else { break };
            let facet = list.facet(field).map_err(|problem| problem.to_string())?;
            let Some(property) = property else {
                let expected: BTreeMap<String, u64> = self.matching(world, snapshot, &self.filter).into_iter().fold(BTreeMap::new(), |mut counts, thing| {
                    *counts.entry(world.ty(thing).enum_value.clone()).or_default() += 1;
                    counts
                });
                let counted: BTreeMap<String, u64> = facet.values.iter().map(|value| (value.value.clone(), value.count)).collect();
                if counted != expected {
                    return Err(format!("the facet of types: {counted:?}, should be {expected:?}"));
                }
                continue;
            };
            let concepts = property.range.targets().is_some_and(|targets| targets.types.iter().all(|ty| world.ontology.ty(*ty).is_concept()));
            // Each count is the total after choosing the value.
            for value in &facet.values {
                let chosen = choosing(&self.filter, field, facet_test(property, &value.value));
                let total = self.list(snapshot, &chosen)?.total();
                if total != value.count {
                    return Err(format!("the facet {field} counts {} for {:?}, choosing it leaves {total}", value.count, value.value));
                }
            }
            // And no value is missing.
            let all = choosing(&self.filter, field, json!({ "exists": true }));
            let mut expected: BTreeSet<String> = BTreeSet::new();
            for thing in self.matching(world, snapshot, &all) {
                let own = world.ty(thing).field(field).map(|own| world.values(thing, own)).unwrap_or_default();
                for value in own {
                    match &value {
                        Value::Iri(iri) if concepts => expected.extend(world.widened(iri)),
                        Value::Iri(iri) => drop(expected.insert(iri.clone())),
                        Value::DateTime(_) => {}
                        literal => drop(expected.insert(lexical(literal))),
                    }
                }
            }
            let there = |value: &String| !property.range.is_link() || world.things.contains_key(value);
            let expected: BTreeSet<String> = expected.into_iter().filter(there).collect();
            let iri = |value: &whatworks::app::find::FacetValue| value.record.map_or_else(|| value.value.clone(), |id| snapshot.iri(id).unwrap().to_string());
            let listed: BTreeSet<String> = facet.values.iter().map(iri).collect();
            if expected.len() <= FACET_VALUES_MAX && listed != expected {
                return Err(format!("the facet {field} lists {listed:?}, should list {expected:?}"));
            }
            if facet.values.windows(2).any(|pair| pair[0].count < pair[1].count) {
                return Err(format!("the facet {field} is not ordered by its counts"));
            }
        }
        Ok(())
    }
}

/// A place in a list.
#[derive(Clone, Debug, PartialEq)]
struct Standing {
    criteria: Vec<(Option<Sorted>, bool)>,
    id: Id,
}

impl Standing {
    fn compare(&self, other: &Self) -> Ordering {
        let criteria = self.criteria.iter().zip(&other.criteria).map(|((one, descending), (other, _))| match (one, other) {
            (None, None) => Ordering::Equal,
            (None, Some(_)) => Ordering::Greater,
            (Some(_), None) => Ordering::Less,
            (Some(one), Some(other)) => if *descending { other.compare(one) } else { one.compare(other) },
        });
        criteria.fold(Ordering::Equal, Ordering::then).then(self.id.cmp(&other.id))
    }
}

/// Histories read a page at a time, with events between the pages.
const CHANGING_CASES: u32 = 150;
/// More than any of these lists holds.
const READ_MAX: usize = 5_000;

#[test]
fn pages_stay_right_while_records_come_change_and_go() {
    for (name, house) in [("the university", &*UNIVERSITY), ("the directory", &*DIRECTORY)] {
        for_all(name, CHANGING_CASES, |choices| changing(house, choices));
    }
}

fn changing(house: &House, choices: &mut Choices<'_>) -> Result<(), String> {
    let history = history(house, choices);
    // The first half is there when reading begins.
    let begin = history.events.len() / 2;
    let mut world = World::new(&house.ontology);
    history.events[..begin].iter().for_each(|event| world.apply(event));
    let mut snapshot = Arc::new(house.initial.apply(&changes(&history.events[..begin])).0);
    let types = scope(&house.ontology, choices);
    let (order, by) = order(&house.ontology, choices, &types);
    let query = Query { types, base: Base::All, filter: json!({}), hits: None, order, by: by.into_iter().map(|(by, direction)| By::Field(by, direction)).collect() };
    let backwards = choices.chance(50);
    let size = choices.between(1, 4) as u32;
    let standings = |world: &World, snapshot: &Snapshot| -> BTreeMap<String, Standing> {
        query.matching(world, snapshot, &json!({})).into_iter().map(|thing| (thing.iri.clone(), query.standing(world, snapshot, thing))).collect()
    };
    let mut unchanged = standings(&world, &snapshot);
    let mut read: Vec<String> = Vec::new();
    let mut bound: Option<String> = None;
    let mut next = begin;
    loop {
        let list = query.list(&snapshot, &query.filter)?;
        let page = if backwards { Page { last: Some(size), before: bound.clone(), ..Page::default() } } else { Page { first: Some(size), after: bound.clone(), ..Page::default() } };
        let slice = list.page(&page).map_err(|problem| format!("{page:?} is refused: {problem}"))?;
        let mut iris: Vec<String> = slice.ids.iter().map(|id| snapshot.iri(*id).unwrap().to_string()).collect();
        if backwards {
            iris.reverse();
        }
        let Some(end) = iris.last() else { break };
        bound = Some(list.sequence().cursor(snapshot.id(end).unwrap()).text());
        read.extend(iris);
        if read.len() > READ_MAX {
            return Err(format!("reading never ends: {:?} …", &read[..20]));
        }
        let until = (next + choices.below(3)).min(history.events.len());
        let events = &history.events[next..until];
        next = until;
        if !events.is_empty() {
            events.iter().for_each(|event| world.apply(event));
            drop(list);
            snapshot = Arc::new(snapshot.apply(&changes(events)).0);
            let now = standings(&world, &snapshot);
            unchanged.retain(|iri, standing| now.get(iri) == Some(standing));
        }
    }
    let mut kept: Vec<(&String, &Standing)> = unchanged.iter().collect();
    kept.sort_by(|one, other| one.1.compare(other.1));
    if backwards {
        kept.reverse();
    }
    let kept: Vec<&String> = kept.into_iter().map(|(iri, _)| iri).collect();
    let seen: Vec<&String> = read.iter().filter(|iri| unchanged.contains_key(*iri)).collect();
    if seen == kept { Ok(()) } else { Err(format!("read {seen:?}, should be {kept:?}\n{query:?}\nfrom event {begin}, {}\n{}", if backwards { "backwards" } else { "forwards" }, history.shown())) }
}
