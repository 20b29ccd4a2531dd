//! Total orders over matches: each record has one 128-bit key, so that any order by up to three fields is a comparison of
//! numbers, and a page is the smallest keys above a bound.

use super::cursor::{Component, Cursor};
use super::Hits;
use crate::app::Problem;
use crate::error::Code;
use crate::ontology::{PathId, RANK_MAX};
use crate::views::records::{Id, Order, Snapshot, SortField, SortKey, Token};
use roaring::RoaringBitmap;
use std::collections::BinaryHeap;

/// Fields of one order.
pub const ORDER_FIELDS_MAX: usize = 3;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Direction {
    Ascending,
    Descending,
}

/// One criterion. Records without a value come last in either direction.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum OrderBy {
    Field(SortField, Direction),
    /// Strongest grounds first, for lists of what stands on claims about a concept.
    Grounds,
    /// Best match of the words first.
    Relevance,
}

/// Three criteria of 32 bits, most significant first, then the record's number.
pub type Key = u128;

/// The record of a key.
#[must_use]
pub const fn id_of(key: Key) -> Id {
    key as Id
}

/// An order over a snapshot.
pub struct Sequence<'a> {
    snapshot: &'a Snapshot,
    criteria: Vec<Criterion<'a>>,
}

enum Criterion<'a> {
    Field { field: SortField, order: &'a Order, direction: Direction },
    Grounds { path: PathId, target: Id },
    Relevance(&'a Hits),
}

/// Last in either direction.
const MISSING: u32 = u32::MAX;
/// Levels of grounds: ranks, and 0 for grounds that are not known.
const LEVELS: std::ops::RangeInclusive<u8> = 0..=RANK_MAX;

impl Criterion<'_> {
    /// Even numbers are places between records, odd ones records: a cursor may stand where no record is any more.
    fn component(&self, snapshot: &Snapshot, id: Id) -> u32 {
        match self {
            Self::Field { order, direction, .. } => match order.rank(id) {
                Order::MISSING => MISSING,
                rank => directed(*direction, rank * 2 + 1),
            },
            Self::Grounds { path, target } => {
                let level = LEVELS.rev().find(|level| snapshot.set(Token::grounds(*path, *target, *level)).contains(id));
                level.map_or(MISSING, |level| u32::from(u8::MAX - level))
            }
            Self::Relevance(hits) => hits.scores.get(&id).map_or(MISSING, |score| relevance(*score)),
        }
    }
}

const fn directed(direction: Direction, place: u32) -> u32 {
    match direction {
        Direction::Ascending => place,
        Direction::Descending => MISSING - 1 - place,
    }
}

/// Scores are positive, so their bits are ordered as they are.
const fn relevance(score: f32) -> u32 {
    (MISSING - 1).saturating_sub(score.to_bits())
}

impl<'a> Sequence<'a> {
    pub fn new(snapshot: &'a Snapshot, order: &[OrderBy], hits: Option<&'a Hits>, grounds: Option<(PathId, Id)>) -> Self {
        let criteria = order
            .iter()
            .filter_map(|by| match by {
                OrderBy::Field(field, direction) => Some(Criterion::Field { field: *field, order: snapshot.order(*field)?, direction: *direction }),
                OrderBy::Grounds => grounds.map(|(path, target)| Criterion::Grounds { path, target }),
                OrderBy::Relevance => hits.map(Criterion::Relevance),
            })
            .take(ORDER_FIELDS_MAX)
            .collect();
        Self { snapshot, criteria }
    }

    #[must_use]
    pub fn key(&self, id: Id) -> Key {
        let mut key: Key = 0;
        for at in 0..ORDER_FIELDS_MAX {
            let component = self.criteria.get(at).map_or(0, |criterion| criterion.component(self.snapshot, id));
            key = key << 32 | Key::from(component);
        }
        key << 32 | Key::from(id)
    }

    /// The cursor of a record in this order.
    #[must_use]
    pub fn cursor(&self, id: Id) -> Cursor {
        let component = |criterion: &Criterion<'_>| match criterion {
            Criterion::Field { field, .. } => match self.snapshot.sort_key(id, *field) {
                None => Component::Missing,
                Some(SortKey::Text(_, text)) => Component::Text(text.into()),
                Some(SortKey::Time(time)) => Component::Text(time.to_string()),
                Some(SortKey::Value(value)) => Component::Value(value),
            },
            Criterion::Grounds { .. } | Criterion::Relevance(_) => Component::Number(criterion.component(self.snapshot, id)),
        };
        Cursor { order: self.fingerprint(), components: self.criteria.iter().map(component).collect(), iri: self.snapshot.iri(id).map(|iri| iri.to_string()).unwrap_or_default() }
    }

    /// Where a cursor stands among the records of this snapshot.
    ///
    /// # Errors
    /// When it was made by a list in another order.
    pub fn bound(&self, cursor: &Cursor) -> Result<Key, Problem> {
        let foreign = || Problem::new(Code::BadCursor, "the cursor comes from a list in another order; start from the first page");
        let id = self.snapshot.id(&cursor.iri).ok_or_else(foreign)?;
        if cursor.order != self.fingerprint() || cursor.components.len() != self.criteria.len() {
            return Err(foreign());
        }
        let mut key: Key = 0;
        for at in 0..ORDER_FIELDS_MAX {
            let component = match (self.criteria.get(at), cursor.components.get(at)) {
                (Some(criterion), Some(component)) => self.place(criterion, component, id).ok_or_else(foreign)?,
                _ => 0,
            };
            key = key << 32 | Key::from(component);
        }
        Ok(key << 32 | Key::from(id))
    }

    fn place(&self, criterion: &Criterion<'_>, component: &Component, id: Id) -> Option<u32> {
        match (criterion, component) {
            // Scores depend on every record there is: where this one is still found, reading goes on behind where it stands now.
            (Criterion::Relevance(hits), Component::Number(_)) if hits.ids.contains(id) => Some(criterion.component(self.snapshot, id)),
            (_, Component::Missing) => Some(MISSING),
            (Criterion::Grounds { .. } | Criterion::Relevance(_), Component::Number(number)) => Some(*number),
            (Criterion::Field { field, order, direction }, component) => {
                let key = match (field, component) {
                    (SortField::Issued | SortField::Modified, Component::Text(text)) => SortKey::Time(text.parse().ok()?),
                    (_, Component::Text(text)) => SortKey::text(text),
                    (_, Component::Value(value)) => SortKey::Value(value.clone()),
                    _ => return None,
                };
                if self.snapshot.sort_key(id, *field).as_ref() == Some(&key) {
                    return Some(criterion.component(self.snapshot, id));
                }
                let (place, found) = order.place(&key, |id| self.snapshot.sort_key(id, *field));
                Some(directed(*direction, place * 2 + u32::from(found)))
            }
            _ => None,
        }
    }

    fn fingerprint(&self) -> String {
        let name = |criterion: &Criterion<'_>| match criterion {
            Criterion::Field { field, direction, .. } => {
                let sign = if *direction == Direction::Ascending { '+' } else { '-' };
                match field {
                    SortField::Label => format!("{sign}l"),
                    SortField::LabelIn(at) => format!("{sign}l{at}"),
                    SortField::Issued => format!("{sign}i"),
                    SortField::Modified => format!("{sign}m"),
                    SortField::Property(path) => format!("{sign}{}", self.snapshot.ontology().path(*path).as_str()),
                }
            }
            Criterion::Grounds { .. } => "g".to_owned(),
            Criterion::Relevance(_) => "r".to_owned(),
        };
        let names: Vec<String> = self.criteria.iter().map(name).collect();
        blake3::hash(names.join(" ").as_bytes()).to_hex().get(..8).unwrap_or_default().to_owned()
    }

    /// The `count` smallest keys of `matches` that are greater than `after` and less than `before`, in order; from the end, the
    /// greatest, in reverse order.
    #[must_use]
    pub fn select(&self, matches: &RoaringBitmap, count: usize, after: Option<Key>, before: Option<Key>, backwards: bool) -> Vec<Key> {
        let bounds = Bounds { after, before, backwards };
        match self.criteria.as_slice() {
            [Criterion::Grounds { path, target }, ..] => self.by_level(matches, count, bounds, *path, *target),
            [Criterion::Field { order, direction, .. }] if worth_walking(order, matches, count) => self.walk(matches, count, bounds, order, *direction),
            _ => self.pick(matches.iter(), count, bounds),
        }
    }

    /// Keeps the best in a heap of `count`.
    fn pick(&self, matches: impl Iterator<Item = Id>, count: usize, bounds: Bounds) -> Vec<Key> {
        let mut heap: BinaryHeap<Key> = BinaryHeap::with_capacity(count + 1);
        for key in matches.map(|id| self.key(id)).filter(|key| bounds.contain(*key)) {
            // The greatest is kept on top, so backwards keys are turned over.
            let turned = if bounds.backwards { !key } else { key };
            if heap.len() < count {
                heap.push(turned);
            } else if heap.peek().is_some_and(|worst| turned < *worst) {
                heap.pop();
                heap.push(turned);
            }
        }
        let mut keys = heap.into_sorted_vec();
        if bounds.backwards {
            for key in &mut keys {
                *key = !*key;
            }
        }
        keys
    }

    /// Walks all records of the field in order, keeping those that match.
    fn walk(&self, matches: &RoaringBitmap, count: usize, bounds: Bounds, order: &Order, direction: Direction) -> Vec<Key> {
        let sorted = order.sorted();
        let forwards = (direction == Direction::Ascending) != bounds.backwards;
        let start = bounds.start().map_or(if forwards { 0 } else { sorted.len() }, |bound| {
            let component = (bound >> 96) as u32;
            if component == MISSING {
                // All that have the field come before it.
                return if bounds.backwards == forwards { 0 } else { sorted.len() };
            }
            let place = (directed(direction, component) / 2) as usize;
            if forwards { place.min(sorted.len()) } else { order.end_of_equals(place) }
        });
        let missing_first = bounds.backwards;
        let mut found: Vec<Key> = Vec::with_capacity(count);
        if missing_first {
            found = self.pick(matches.iter().filter(|id| order.rank(*id) == Order::MISSING), count, bounds);
        }
        let mut rest = if forwards { start..sorted.len() } else { 0..start };
        while found.len() < count && !rest.is_empty() {
            let equals = if forwards { rest.start..order.end_of_equals(rest.start) } else { order.start_of_equals(rest.end - 1)..rest.end };
            if forwards { rest.start = equals.end } else { rest.end = equals.start }
            found.extend(self.among_equals(matches, count - found.len(), bounds, sorted.get(equals).unwrap_or_default()));
        }
        if !missing_first && found.len() < count {
            let rest = self.pick(matches.iter().filter(|id| order.rank(*id) == Order::MISSING), count - found.len(), bounds);
            found.extend(rest);
        }
        found
    }

    /// The first of records whose first criterion is the same, given in ascending order of their numbers. Imports leave thousands of them.
    fn among_equals(&self, matches: &RoaringBitmap, count: usize, bounds: Bounds, equals: &[Id]) -> Vec<Key> {
        let matching = equals.iter().copied().filter(|id| matches.contains(*id));
        if self.criteria.len() > 1 {
            return self.pick(matching, count, bounds);
        }
        let keys = |id| self.key(id);
        let contained = |key: &Key| bounds.contain(*key);
        if bounds.backwards { matching.rev().map(keys).filter(contained).take(count).collect() } else { matching.map(keys).filter(contained).take(count).collect() }
    }

    /// Goes through the levels of grounds, each a set of its own.
    fn by_level(&self, matches: &RoaringBitmap, count: usize, bounds: Bounds, path: PathId, target: Id) -> Vec<Key> {
        let mut found: Vec<Key> = Vec::with_capacity(count);
        let mut levels: Vec<u8> = LEVELS.rev().collect();
        if bounds.backwards {
            levels.reverse();
        }
        let whole = |level: u8| Key::from(u32::from(u8::MAX - level)) << 96;
        for level in levels {
            let (low, high) = (whole(level), whole(level) + (1 << 96));
            let outside = bounds.after.is_some_and(|after| after >= high) || bounds.before.is_some_and(|before| before <= low);
            if found.len() >= count || outside {
                continue;
            }
            let set = self.snapshot.set(Token::grounds(path, target, level));
            if set.is_empty() {
                continue;
            }
            let set = set & matches;
            found.extend(self.in_level(&set, count - found.len(), bounds, low));
        }
        found
    }

    /// Within one level the remaining criteria decide. Where there is only one, the levels need not be looked at again.
    fn in_level(&self, set: &RoaringBitmap, count: usize, bounds: Bounds, level: Key) -> Vec<Key> {
        let [_, Criterion::Field { order, direction, field }] = self.criteria.as_slice() else { return self.pick(set.iter(), count, bounds) };
        let inner = Sequence { snapshot: self.snapshot, criteria: vec![Criterion::Field { field: *field, order, direction: *direction }] };
        // Keys of one criterion are those of two without the level, one place further up.
        let narrow = |key: Key| ((key & !(Key::from(u32::MAX) << 96)) >> 32 >> 32) << 96 | Key::from(key as u32);
        let inside = |key: &Key| *key >> 96 == level >> 96;
        let widen = |key: Key| level | (key >> 96) << 64 | Key::from(key as u32);
        let bound = |key: Option<Key>| key.filter(inside).map(narrow);
        inner.select(set, count, bound(bounds.after), bound(bounds.before), bounds.backwards).into_iter().map(widen).collect()
    }
}

/// Walking visits about `count / density` records, picking visits every match.
fn worth_walking(order: &Order, matches: &RoaringBitmap, count: usize) -> bool {
    let (all, matching) = (order.sorted().len() as u64, matches.len());
    matching > 0 && all.saturating_mul(count as u64) < matching.saturating_mul(matching)
}

#[derive(Clone, Copy)]
struct Bounds {
    after: Option<Key>,
    before: Option<Key>,
    backwards: bool,
}

impl Bounds {
    fn contain(self, key: Key) -> bool {
        self.after.is_none_or(|after| key > after) && self.before.is_none_or(|before| key < before)
    }

    /// The bound at which reading begins.
    const fn start(self) -> Option<Key> {
        if self.backwards { self.before } else { self.after }
    }
}
