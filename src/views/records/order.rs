//! Total orders: for each sortable field the records in order, and each record's rank, so that sorting compares small numbers.

use super::record::{Id, Record};
use crate::ontology::record::Value;
use crate::ontology::{Ontology, PathId, Role};
use crate::views::fold::fold;
use std::cmp::Ordering;

/// Something records can be ordered by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum SortField {
    /// The name shown, whatever its predicate, to readers who ask for no language.
    Label,
    /// The name shown to readers of another language of the directory, by its place among them.
    LabelIn(u8),
    Property(PathId),
    Issued,
    Modified,
}

impl SortField {
    /// The name shown to readers of the languages `wanted`: by the first that is one of the directory's.
    #[must_use]
    pub fn label(ontology: &Ontology, wanted: &[impl AsRef<str>]) -> Self {
        let primary = |tag: &str| tag.split('-').next().unwrap_or_default().to_owned();
        let of_directory = |tag: &str| ontology.directory.languages.iter().position(|own| primary(own) == primary(tag));
        match wanted.iter().find_map(|tag| of_directory(tag.as_ref())).and_then(|at| u8::try_from(at).ok()) {
            None | Some(0) => Self::Label,
            Some(at) => Self::LabelIn(at),
        }
    }

    /// Every order of names.
    pub fn labels(ontology: &Ontology) -> impl Iterator<Item = Self> {
        let others = (1..ontology.directory.languages.len()).filter_map(|at| u8::try_from(at).ok()).map(Self::LabelIn);
        std::iter::once(Self::Label).chain(others)
    }
}

/// A comparable value of a sort field.
#[derive(Clone, Debug, PartialEq)]
pub enum SortKey {
    /// Folded: without case and accents; then the text itself, so that equal keys are equal texts.
    Text(Box<str>, Box<str>),
    Value(Value),
    Time(jiff::Timestamp),
}

impl SortKey {
    #[must_use]
    pub fn text(text: &str) -> Self {
        Self::Text(fold(text).into(), text.into())
    }

    #[must_use]
    pub fn compare(&self, other: &Self) -> Ordering {
        match (self, other) {
            (Self::Text(folded, text), Self::Text(other_folded, other_text)) => folded.cmp(other_folded).then_with(|| text.cmp(other_text)),
            (Self::Value(one), Self::Value(two)) => one.compare(two),
            (Self::Time(one), Self::Time(two)) => one.cmp(two),
            _ => Ordering::Equal,
        }
    }
}

/// The key of a record; `None` sorts last in either direction.
#[must_use]
pub fn sort_key(ontology: &Ontology, record: &Record, field: SortField) -> Option<SortKey> {
    let ty = ontology.ty(record.ty);
    let languages = &ontology.directory.languages;
    let slot = match field {
        SortField::Issued => return Some(SortKey::Time(record.issued)),
        SortField::Modified => return Some(SortKey::Time(record.modified)),
        SortField::Label => ty.role(Role::Label)?,
        SortField::LabelIn(at) => {
            let wanted: Vec<&String> = languages.get(usize::from(at)).into_iter().chain(languages).collect();
            return record.label(ty, &wanted).map(|text| SortKey::text(&text.raw()));
        }
        SortField::Property(path) => ty.slot(path)?,
    };
    let values = record.values(slot);
    if let Some(text) = record.text(slot, languages) {
        return Some(SortKey::text(&text.raw()));
    }
    values.plain().first().cloned().map(SortKey::Value)
}

/// Records that have the field, in order.
#[derive(Clone, Debug, Default)]
pub struct Order {
    /// Ascending; equal keys by [`Id`].
    sorted: Vec<Id>,
    /// By [`Id`]: the place in `sorted` of the first record with the same key; [`Order::MISSING`] without a key.
    ranks: Vec<u32>,
}

impl Order {
    /// The rank of records without a key: after all others.
    pub const MISSING: u32 = u32::MAX;

    #[must_use]
    pub fn rank(&self, id: Id) -> u32 {
        self.ranks.get(id as usize).copied().unwrap_or(Self::MISSING)
    }

    #[must_use]
    pub fn sorted(&self) -> &[Id] {
        &self.sorted
    }

    /// The first place of records whose key is that of the one at `place`; where none is there, the end.
    #[must_use]
    pub fn start_of_equals(&self, place: usize) -> usize {
        self.sorted.get(place).map_or(self.sorted.len(), |id| self.rank(*id) as usize)
    }

    /// The place after all records whose key is that of the one at `place`.
    #[must_use]
    pub fn end_of_equals(&self, place: usize) -> usize {
        let Some(rank) = self.sorted.get(place).map(|id| self.rank(*id)) else { return self.sorted.len() };
        self.sorted.partition_point(|id| self.rank(*id) <= rank)
    }

    /// Where `key` stands: the first place not before it, and whether a record has exactly this key.
    pub fn place(&self, key: &SortKey, key_of: impl Fn(Id) -> Option<SortKey>) -> (u32, bool) {
        let at = self.sorted.partition_point(|id| key_of(*id).is_some_and(|own| own.compare(key) == Ordering::Less));
        let found = self.sorted.get(at).and_then(|id| key_of(*id)).is_some_and(|own| own.compare(key) == Ordering::Equal);
        (u32::try_from(at).unwrap_or(u32::MAX), found)
    }

    /// Sorts everything anew.
    pub fn rebuild(keys: Vec<(SortKey, Id)>, records: usize) -> Self {
        let mut keys = keys;
        keys.sort_unstable_by(|(one, id), (two, other)| one.compare(two).then_with(|| id.cmp(other)));
        let mut ranks = vec![Self::MISSING; records];
        let mut first = 0;
        for at in 0..keys.len() {
            if at > 0 && keys[at].0.compare(&keys[at - 1].0) != Ordering::Equal {
                first = at;
            }
            ranks[keys[at].1 as usize] = u32::try_from(first).unwrap_or(u32::MAX);
        }
        Self { sorted: keys.into_iter().map(|(_, id)| id).collect(), ranks }
    }

    /// Takes a record out. Ranks behind it move up: linear in small numbers, not in records.
    pub fn remove(&mut self, id: Id) {
        let rank = self.rank(id);
        if rank == Self::MISSING {
            return;
        }
        let tail = &self.sorted[rank as usize..];
        let Some(at) = tail.iter().position(|own| *own == id) else { return };
        self.sorted.remove(rank as usize + at);
        for own in &mut self.ranks {
            if *own > rank && *own != Self::MISSING {
                *own -= 1;
            }
        }
        self.ranks[id as usize] = Self::MISSING;
    }

    /// Puts a record in, which is not there yet.
    pub fn insert(&mut self, id: Id, key: &SortKey, key_of: impl Fn(Id) -> Option<SortKey>) {
        let (place, found) = self.place(key, key_of);
        let mut at = place as usize;
        if found {
            while self.sorted.get(at).is_some_and(|own| self.rank(*own) == place && *own < id) {
                at += 1;
            }
        }
        let after = if found { place + 1 } else { place };
        for own in &mut self.ranks {
            if *own >= after && *own != Self::MISSING {
                *own += 1;
            }
        }
        if self.ranks.len() <= id as usize {
            self.ranks.resize(id as usize + 1, Self::MISSING);
        }
        self.sorted.insert(at, id);
        self.ranks[id as usize] = place;
    }
}
