//! One state of all published records, immutable: what every plain read is answered from.

use super::order::{Order, SortField, SortKey, sort_key};
use super::paged::Paged;
use super::record::{Id, Record};
use super::token::{LiteralKey, Token};
use crate::ontology::{Ontology, PathId, TypeId, Vocabulary};
use jiff::Timestamp;
use roaring::RoaringBitmap;
use rustc_hash::FxBuildHasher;
use std::fmt;
use std::sync::{Arc, LazyLock};

/// A map that snapshots share.
pub(super) type Map<K, V> = imbl::GenericHashMap<K, V, FxBuildHasher, imbl::shared_ptr::DefaultSharedPtr>;

static EMPTY: LazyLock<RoaringBitmap> = LazyLock::new(RoaringBitmap::new);

/// How far `skos:broader` is followed.
const BROADER_STEPS_MAX: usize = 32;

/// An immutable state of the directory.
#[derive(Clone)]
pub struct Snapshot {
    pub(super) ontology: Arc<Ontology>,
    pub(super) revision: u64,
    pub(super) shown: u64,
    pub(super) time: Timestamp,
    pub(super) records: Paged<Option<Arc<Record>>>,
    pub(super) iris: Paged<Arc<str>>,
    pub(super) ids: Map<Arc<str>, Id>,
    /// Numbers that are given again to what had them, while the ledger is replayed into a running directory.
    pub(super) reserved: Map<Arc<str>, Id>,
    pub(super) identifiers: Map<Box<str>, Id>,
    /// Records by the hash of the plain form of their web address.
    pub(super) addresses: imbl::OrdSet<(u64, Id)>,
    pub(super) postings: Map<Token, Arc<RoaringBitmap>>,
    pub(super) literals: imbl::OrdMap<(PathId, LiteralKey), u32>,
    pub(super) targets: Map<(PathId, bool), Arc<RoaringBitmap>>,
    pub(super) orders: Vec<(SortField, Arc<Order>)>,
    /// By number, which ends early: concepts of the ontology come first.
    pub(super) places: Arc<[Option<(TypeId, u16)>]>,
}

impl fmt::Debug for Snapshot {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Snapshot").field("revision", &self.revision).field("records", &self.records.len()).finish_non_exhaustive()
    }
}

impl Snapshot {
    #[must_use]
    pub const fn ontology(&self) -> &Arc<Ontology> {
        &self.ontology
    }

    /// The ledger sequence this shows.
    #[must_use]
    pub const fn revision(&self) -> u64 {
        self.revision
    }

    /// The last sequence that changed what is shown: proposals only move the revision on. Whatever is made of the records, and of
    /// nothing else, is good as long as this stays.
    #[must_use]
    pub const fn shown(&self) -> u64 {
        self.shown
    }

    /// When that revision was made.
    #[must_use]
    pub const fn time(&self) -> Timestamp {
        self.time
    }

    #[must_use]
    pub fn record(&self, id: Id) -> Option<&Arc<Record>> {
        self.records.get(id as usize)?.as_ref()
    }

    /// The record of a link's target, when it is published.
    #[must_use]
    pub fn iri(&self, id: Id) -> Option<&Arc<str>> {
        self.iris.get(id as usize)
    }

    /// Every IRI that some record has, had or mentions.
    pub fn iris(&self) -> impl Iterator<Item = &Arc<str>> {
        self.iris.iter().filter(|iri| !iri.is_empty())
    }

    /// The number of an IRI that some record has or mentions.
    #[must_use]
    pub fn id(&self, iri: &str) -> Option<Id> {
        self.ids.get(iri).copied()
    }

    /// The published record with this IRI.
    #[must_use]
    pub fn by_iri(&self, iri: &str) -> Option<&Arc<Record>> {
        self.record(self.id(iri)?)
    }

    /// The published record that has an external identifier, in its normal form.
    #[must_use]
    pub fn by_identifier(&self, identifier: &str) -> Option<&Arc<Record>> {
        self.record(*self.identifiers.get(identifier)?)
    }

    /// The published record of a type with this key.
    #[must_use]
    pub fn by_key(&self, ty: TypeId, key: &str) -> Option<&Arc<Record>> {
        let base = &self.ontology.ty(ty).base;
        let mut iri = String::with_capacity(base.len() + key.len());
        iri.push_str(base);
        iri.push_str(key);
        self.by_iri(&iri).filter(|record| record.ty == ty)
    }

    /// The set of a token; empty when nothing is in it.
    #[must_use]
    pub fn set(&self, token: Token) -> &RoaringBitmap {
        self.postings.get(&token).map_or(&EMPTY, |set| set)
    }

    /// Every record of the types.
    #[must_use]
    pub fn of_types(&self, types: &[TypeId]) -> RoaringBitmap {
        types.iter().fold(RoaringBitmap::new(), |all, ty| all | self.set(Token::of_type(*ty)))
    }

    /// What links of `path` point to: with `exact` the very targets, else concepts and what is broader.
    #[must_use]
    pub fn targets(&self, path: PathId, exact: bool) -> &RoaringBitmap {
        self.targets.get(&(path, exact)).map_or(&EMPTY, |set| set)
    }

    /// The literals of a faceted property, in order, with their numbers.
    pub fn literals(&self, path: PathId) -> impl Iterator<Item = (&LiteralKey, u32)> {
        self.literals.range((path, LiteralKey::Boolean(false))..).take_while(move |((own, _), _)| *own == path).map(|((_, key), number)| (key, *number))
    }

    #[must_use]
    pub fn literal(&self, path: PathId, key: &LiteralKey) -> Option<u32> {
        self.literals.get(&(path, key.clone())).copied()
    }

    #[must_use]
    pub fn order(&self, field: SortField) -> Option<&Order> {
        self.orders.iter().find(|(own, _)| *own == field).map(|(_, order)| order.as_ref())
    }

    #[must_use]
    pub fn sort_key(&self, id: Id, field: SortField) -> Option<SortKey> {
        sort_key(&self.ontology, self.record(id)?, field)
    }

    /// The place of a concept among the values of an enumeration.
    #[must_use]
    pub fn place(&self, enumeration: &Vocabulary, concept: Id) -> Option<usize> {
        let (ty, place) = self.places.get(concept as usize).copied().flatten()?;
        (ty == enumeration.concept_type).then_some(usize::from(place))
    }

    /// Calls `visit` for a concept and everything broader, each once. Records that are not concepts are not visited.
    pub fn widened(&self, concept: Id, visit: &mut dyn FnMut(Id)) {
        let Some(record) = self.record(concept).filter(|record| self.ontology.ty(record.ty).is_concept()) else { return };
        visit(concept);
        let mut seen: Vec<Id> = vec![concept];
        let mut open: Vec<Id> = self.broader(record).to_vec();
        while let Some(next) = open.pop() {
            if seen.contains(&next) || seen.len() > BROADER_STEPS_MAX {
                continue;
            }
            seen.push(next);
            visit(next);
            if let Some(record) = self.record(next) {
                open.extend_from_slice(self.broader(record));
            }
        }
    }

    /// The concept itself and every concept below it.
    #[must_use]
    pub fn narrowed(&self, concept: Id) -> RoaringBitmap {
        let mut all = self.set(Token::within(self.ontology.broader, concept)).clone();
        all.insert(concept);
        all
    }

    fn broader<'a>(&self, record: &'a Record) -> &'a [Id] {
        self.ontology.ty(record.ty).slot(self.ontology.broader).map_or(&[], |slot| record.values(slot).links())
    }

    /// Whether nothing was ever mentioned.
    pub(super) fn is_blank(&self) -> bool {
        self.records.len() == 0
    }

    /// Published records and concepts.
    #[must_use]
    pub fn len(&self) -> usize {
        let types = self.ontology.types.iter().map(|ty| self.set(Token::of_type(ty.id)).len());
        usize::try_from(types.sum::<u64>()).unwrap_or(usize::MAX)
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Every published record and concept, by number.
    pub fn records(&self) -> impl Iterator<Item = &Arc<Record>> {
        self.records.iter().flatten()
    }
}
