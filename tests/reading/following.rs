//! A directory that followed every event says exactly what one says that was rebuilt from them.

use super::choices::for_all;
use super::history::{DIRECTORY, Event, House, UNIVERSITY, changes, history};
use super::naive::World;
use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock};
use whatworks::ontology::{PathId, Range};
use whatworks::views::graph::{Graph, Shown};
use whatworks::views::provenance::Provenance;
use whatworks::views::records::{Snapshot, Token};

const CASES: u32 = 60;
/// Beyond every `ww:rank` of the ontologies here.
const LEVELS: std::ops::Range<u8> = 0..8;

#[test]
fn a_directory_that_followed_every_event_says_what_a_rebuilt_one_says() {
    check("the directory", &DIRECTORY, CASES);
    check("the university", &UNIVERSITY, CASES * 2);
}

fn check(name: &str, house: &House, cases: u32) {
    for_all(name, cases, |choices| {
        let history = history(house, choices);
        let bulk = house.initial.apply(&changes(&history.events)).0;
        let mut followed = house.initial.clone();
        let graph = Graph::new(&house.ontology).unwrap();
        graph.fill(shown(&house.initial), || ()).unwrap();
        for batch in history.batches() {
            let (next, differences) = followed.apply(&changes(batch));
            let ids = differences.iter().filter_map(|difference| difference.before.as_ref().or(difference.after.as_ref())).map(|record| record.id);
            graph.apply(shown(&followed), shown(&next), ids).unwrap();
            followed = next;
        }
        let rebuilt = Graph::new(&house.ontology).unwrap();
        rebuilt.fill(shown(&bulk), || ()).unwrap();
        let difference = records(&bulk, &followed).or_else(|| orders(&bulk, &followed)).or_else(|| sets(&bulk, &followed)).or_else(|| lines(&rebuilt, &graph)).or_else(|| against_the_naive(house, &history.events, &bulk));
        difference.map_or(Ok(()), |difference| Err(format!("{difference}\n{}", history.shown())))
    });
}

/// Nobody is credited in these histories.
fn shown(snapshot: &Snapshot) -> Shown<'_> {
    static NOTHING: LazyLock<Provenance> = LazyLock::new(Provenance::default);
    Shown { snapshot, provenance: &NOTHING }
}

fn records(bulk: &Snapshot, followed: &Snapshot) -> Option<String> {
    let one: Vec<_> = bulk.records().collect();
    let other: Vec<_> = followed.records().collect();
    if let Some((one, other)) = one.iter().zip(&other).find(|(one, other)| one != other) {
        return Some(format!("rebuilt {one:#?}\nfollowed {other:#?}"));
    }
    (one.len() != other.len() || bulk.revision() != followed.revision() || bulk.time() != followed.time()).then(|| "different numbers of records, or moments".to_owned())
}

fn orders(bulk: &Snapshot, followed: &Snapshot) -> Option<String> {
    use whatworks::views::records::SortField;
    let ontology = bulk.ontology();
    let mut fields: Vec<SortField> = SortField::labels(ontology).chain([SortField::Issued, SortField::Modified]).collect();
    fields.extend((0..ontology.paths.len()).map(|path| SortField::Property(PathId(path as u16))));
    fields.into_iter().find_map(|field| {
        let (one, other) = (bulk.order(field), followed.order(field));
        let sorted = |order: Option<&whatworks::views::records::Order>| order.map(|order| order.sorted().iter().map(|id| (*id, order.rank(*id))).collect::<Vec<_>>());
        let ranked = |order: Option<&whatworks::views::records::Order>| order.map(|order| bulk.records().map(|record| order.rank(record.id)).collect::<Vec<_>>());
        (sorted(one) != sorted(other) || ranked(one) != ranked(other)).then(|| format!("the order {field:?}: rebuilt {:?}, followed {:?}", sorted(one), sorted(other)))
    })
}

fn sets(bulk: &Snapshot, followed: &Snapshot) -> Option<String> {
    let ontology = Arc::clone(bulk.ontology());
    let same = |token: Token, what: String| (bulk.set(token) != followed.set(token)).then(|| format!("{what}: rebuilt {:?}, followed {:?}", bulk.set(token), followed.set(token)));
    for ty in &ontology.types {
        if let Some(difference) = same(Token::of_type(ty.id), format!("the {}", ty.plural)) {
            return Some(difference);
        }
    }
    for path in (0..ontology.paths.len()).map(|path| PathId(path as u16)) {
        let name = ontology.path(path);
        for exact in [true, false] {
            let targets = bulk.targets(path, exact) | followed.targets(path, exact);
            if bulk.targets(path, exact) != followed.targets(path, exact) {
                return Some(format!("targets of {name}: rebuilt {:?}, followed {:?}", bulk.targets(path, exact), followed.targets(path, exact)));
            }
            for target in targets {
                let token = if exact { Token::link(path, target) } else { Token::within(path, target) };
                let levels = LEVELS.map(|level| Token::grounds(path, target, level));
                if let Some(difference) = std::iter::once(token).chain(levels).find_map(|token| same(token, format!("{name} to {:?}", bulk.iri(target)))) {
                    return Some(difference);
                }
            }
        }
        if let Some(difference) = same(Token::has(path), format!("has {name}")) {
            return Some(difference);
        }
        // Numbers of literals are the snapshot's own business; a literal nobody has any more may linger.
        let literals = |snapshot: &Snapshot| -> BTreeMap<String, Vec<u32>> {
            let sets = snapshot.literals(path).map(|(key, number)| (format!("{key:?}"), snapshot.set(Token::literal(path, number)).iter().collect::<Vec<_>>()));
            sets.filter(|(_, set)| !set.is_empty()).collect()
        };
        if literals(bulk) != literals(followed) {
            return Some(format!("literals of {name}: rebuilt {:?}, followed {:?}", literals(bulk), literals(followed)));
        }
    }
    None
}

fn lines(rebuilt: &Graph, followed: &Graph) -> Option<String> {
    let (one, other) = (rebuilt.sorted_lines().unwrap(), followed.sorted_lines().unwrap());
    let only = |these: &[String], those: &[String]| these.iter().filter(|line| !those.contains(line)).cloned().collect::<Vec<_>>().join("\n");
    (one != other).then(|| format!("only in the rebuilt graph:\n{}\nonly in the followed one:\n{}", only(&one, &other), only(&other, &one)))
}

/// What is published, when, and under which identifiers.
fn against_the_naive(house: &House, events: &[Event], snapshot: &Snapshot) -> Option<String> {
    let mut world = World::new(&house.ontology);
    events.iter().for_each(|event| world.apply(event));
    let there: Vec<&str> = world.things.keys().map(String::as_str).collect();
    let mut shown: Vec<&str> = snapshot.records().map(|record| &*record.iri).collect();
    shown.sort_unstable();
    if there != shown {
        return Some(format!("there should be {there:?}, there are {shown:?}"));
    }
    for thing in world.things.values() {
        let record = snapshot.by_iri(&thing.iri)?;
        if (record.issued, record.modified, record.revision) != (thing.issued, thing.modified, thing.revision) {
            return Some(format!("{}: issued {} modified {} revision {}, should be {} {} {}", thing.iri, record.issued, record.modified, record.revision, thing.issued, thing.modified, thing.revision));
        }
        let ty = house.ontology.ty(thing.ty);
        for property in &ty.properties {
            if property.claimed {
                let slot = ty.slot(property.path)?;
                let mut links: Vec<&str> = record.values(slot).links().iter().filter_map(|id| snapshot.iri(*id)).map(AsRef::as_ref).collect();
                links.sort_unstable();
                if links != world.links(thing, property.path) {
                    return Some(format!("{} {}: {links:?}, should be {:?}", thing.iri, property.field, world.links(thing, property.path)));
                }
            }
            for value in world.values(thing, property) {
                if let (Range::Identifier(_), whatworks::ontology::record::Value::Iri(identifier)) = (&property.range, &value)
                    && snapshot.by_identifier(identifier).map(|found| &*found.iri) != Some(thing.iri.as_str())
                {
                    return Some(format!("{identifier} does not lead to {}", thing.iri));
                }
            }
        }
    }
    None
}
