//! From one snapshot to the next: decodes what changed, derives claimed links, and moves records between sets and places.
//!
//! Deterministic: only the events and the snapshot before decide, neither clock nor chance. Nothing is judged here.

use super::order::{Order, SortField};
use super::paged::Paged;
use super::record::{Edge, Few, Id, Record, Values, values};
use super::snapshot::{Map, Snapshot};
use super::token::{Token, tokens};
use crate::ontology::record::{Record as Judged, decode};
use crate::ontology::{ClaimRule, Ontology, PathId, Role, STANCE_DISPUTES, Type, TypeId};
use crate::views::about::Stamp;
use jiff::Timestamp;
use oxigraph::model::vocab::rdf;
use oxigraph::model::{NamedNode, NamedOrBlankNode, Term, Triple};
use roaring::RoaringBitmap;
use rustc_hash::{FxHashMap, FxHashSet};
use std::borrow::Cow;
use std::sync::Arc;

/// What one event of the ledger changes.
#[derive(Clone, Debug)]
pub struct Change<'a> {
    pub sequence: u64,
    pub time: Timestamp,
    pub removed: &'a [Triple],
    pub added: &'a [Triple],
    /// Records whose catalogue record says something else than this event.
    pub stamps: Vec<(String, Stamp)>,
}

impl Change<'_> {
    const fn is_empty(&self) -> bool {
        self.removed.is_empty() && self.added.is_empty()
    }
}

/// A record before and after; at least one is there.
#[derive(Clone, Debug)]
pub struct Difference {
    pub before: Option<Arc<Record>>,
    pub after: Option<Arc<Record>>,
}

impl Snapshot {
    /// What is there before the first event: the concepts of the ontology.
    #[must_use]
    pub fn initial(ontology: Arc<Ontology>) -> (Self, Vec<Difference>) {
        let empty = Self::empty(&ontology);
        let change = Change { sequence: 0, time: Timestamp::UNIX_EPOCH, removed: &[], added: &ontology.triples, stamps: Vec::new() };
        empty.apply(&[change])
    }

    /// What was there before the first event, where records will have the numbers that they have in `other`: whoever holds a number goes
    /// on meaning the same record. What is never mentioned again is forgotten.
    #[must_use]
    pub fn initial_numbered_like(other: &Self) -> Self {
        let mut empty = Self::empty(&other.ontology);
        for _ in 0..other.records.len() {
            empty.records.push(None);
            empty.iris.push(Arc::default());
        }
        empty.reserved = other.ids.clone();
        let change = Change { sequence: 0, time: Timestamp::UNIX_EPOCH, removed: &[], added: &other.ontology.triples, stamps: Vec::new() };
        empty.apply(&[change]).0
    }

    fn empty(ontology: &Arc<Ontology>) -> Self {
        let mut fields: Vec<SortField> = SortField::labels(ontology).chain([SortField::Issued, SortField::Modified]).collect();
        for property in ontology.types.iter().flat_map(|ty| &ty.properties).filter(|property| property.sortable && property.role != Some(Role::Label)) {
            if !fields.contains(&SortField::Property(property.path)) {
                fields.push(SortField::Property(property.path));
            }
        }
        Self {
            revision: 0,
            shown: 0,
            time: Timestamp::UNIX_EPOCH,
            records: Paged::default(),
            iris: Paged::default(),
            ids: Map::default(),
            reserved: Map::default(),
            identifiers: Map::default(),
            addresses: imbl::OrdSet::new(),
            postings: Map::default(),
            literals: imbl::OrdMap::new(),
            targets: Map::default(),
            orders: fields.into_iter().map(|field| (field, Arc::new(Order::default()))).collect(),
            places: Arc::default(),
            ontology: Arc::clone(ontology),
        }
    }

    /// The snapshot after these changes, and every record that differs.
    #[must_use]
    pub fn apply(&self, changes: &[Change<'_>]) -> (Self, Vec<Difference>) {
        if let Some(last) = changes.last()
            && changes.iter().all(Change::is_empty)
        {
            return (Self { revision: last.sequence, time: self.time.max(last.time), ..self.clone() }, Vec::new());
        }
        let mut next = Next::after(self, changes);
        let affected = next.settle();
        next.after.mend_orders(self, &affected);
        next.differences(affected)
    }

    /// The snapshot after these changes, but for its orders: while a ledger is replayed only the last ones matter. Call
    /// [`Snapshot::in_order`] at its end.
    #[must_use]
    pub fn apply_unordered(&self, changes: &[Change<'_>]) -> Self {
        let mut next = Next::after(self, changes);
        next.settle();
        next.after
    }
}

/// What is known of a subject while changes are folded.
struct Touched<'a> {
    triples: Vec<Cow<'a, Triple>>,
    issued: Timestamp,
    modified: Timestamp,
    revision: u64,
}

struct Next<'a> {
    before: &'a Snapshot,
    after: Snapshot,
    touched: FxHashMap<&'a NamedOrBlankNode, Touched<'a>>,
    order: Vec<&'a NamedOrBlankNode>,
    /// Predicates that lead to records.
    links: FxHashSet<PathId>,
    /// Predicates of texts that refer to records, and the types that have them.
    texts: Vec<(PathId, TypeId)>,
}

impl<'a> Next<'a> {
    fn after(before: &'a Snapshot, changes: &[Change<'a>]) -> Self {
        let links = before.ontology.types.iter().flat_map(|ty| &ty.properties).filter(|property| property.range.is_link()).map(|property| property.path).collect();
        let text = |ty: &Type| ty.role(Role::References).and(ty.role(Role::Body)).and_then(|slot| Some((ty.property(slot)?.path, ty.id)));
        let texts = before.ontology.types.iter().filter_map(text).collect();
        let mut next = Self { before, after: before.clone(), touched: FxHashMap::default(), order: Vec::new(), links, texts };
        next.patch(changes);
        next
    }

    fn patch(&mut self, changes: &[Change<'a>]) {
        for change in changes {
            self.after.revision = self.after.revision.max(change.sequence);
            self.after.time = self.after.time.max(change.time);
            if !change.is_empty() {
                self.after.shown = change.sequence;
            }
            for triple in change.removed {
                let touched = self.touch(&triple.subject, change);
                touched.triples.retain(|own| **own != *triple);
            }
            for triples in change.added.chunk_by(|one, other| one.subject == other.subject) {
                if let Some(first) = triples.first() {
                    self.touch(&first.subject, change).triples.extend(triples.iter().map(Cow::Borrowed));
                }
            }
            self.number_mentioned(change);
            self.stamp(change);
        }
    }

    fn stamp(&mut self, change: &Change<'_>) {
        for (iri, stamp) in &change.stamps {
            if let Some(touched) = self.touched.get_mut(&NamedOrBlankNode::from(NamedNode::new_unchecked(iri))) {
                touched.issued = stamp.issued.unwrap_or(touched.issued);
                touched.modified = stamp.modified.unwrap_or(touched.modified);
                touched.revision = stamp.revision.unwrap_or(touched.revision);
            }
        }
    }

    /// Numbers follow the order of the events, so that they are the same however many events are applied at once: equal places in an
    /// order are decided by them, and a page goes on where the last one ended after a restart too.
    fn number_mentioned(&mut self, change: &Change<'_>) {
        let ontology = Arc::clone(&self.after.ontology);
        let mut last = None;
        for triple in change.added {
            if let (NamedOrBlankNode::NamedNode(node), true) = (&triple.subject, last != Some(&triple.subject)) {
                self.after.number(node.as_str());
                last = Some(&triple.subject);
            }
            if let Term::NamedNode(object) = &triple.object
                && ontology.path_id(&triple.predicate).is_some_and(|path| self.links.contains(&path))
            {
                self.after.number(object.as_str());
            }
            if let (Term::Literal(literal), Some(path)) = (&triple.object, ontology.path_id(&triple.predicate)) {
                let types = self.texts.iter().filter(|(own, _)| *own == path);
                for iri in types.flat_map(|(_, ty)| ontology.referred_to(ontology.ty(*ty), std::iter::once(literal.value()))) {
                    self.after.number(&iri);
                }
            }
        }
    }

    fn touch(&mut self, subject: &'a NamedOrBlankNode, change: &Change<'a>) -> &mut Touched<'a> {
        let (before, order) = (self.before, &mut self.order);
        let touched = self.touched.entry(subject).or_insert_with(|| {
            order.push(subject);
            let record = if let NamedOrBlankNode::NamedNode(node) = subject { before.by_iri(node.as_str()) } else { None };
            Touched {
                triples: record.map(|record| before.stated(record)).unwrap_or_default().into_iter().map(Cow::Owned).collect(),
                issued: record.map_or(change.time, |record| record.issued),
                modified: change.time,
                revision: change.sequence,
            }
        });
        // What was withdrawn by an earlier event begins anew, as it does when that event was applied before.
        if touched.revision != change.sequence && !touched.triples.iter().any(|triple| is_class(&before.ontology, triple)) {
            touched.triples.clear();
            touched.issued = change.time;
        }
        touched.modified = change.time;
        touched.revision = change.sequence;
        touched
    }

    /// Everything but the orders; the records concerned.
    fn settle(&mut self) -> Vec<Id> {
        let ontology = Arc::clone(&self.after.ontology);
        let mut affected: Vec<Id> = Vec::with_capacity(self.order.len());
        for subject in std::mem::take(&mut self.order) {
            let (NamedOrBlankNode::NamedNode(node), Some(touched)) = (subject, self.touched.remove(subject)) else { continue };
            let record = decode(&ontology, node.as_str(), touched.triples.iter().map(|triple| &**triple)).map(|judged| (judged, touched));
            let id = self.after.number(node.as_str());
            let record = record.map(|(judged, touched)| Arc::new(self.after.record_of(id, &judged, &touched)));
            self.after.records.set(id as usize, record);
            affected.push(id);
        }
        let mut changed: FxHashSet<Id> = affected.iter().copied().collect();
        for id in self.below_moved_concepts(&affected) {
            if changed.insert(id) {
                affected.push(id);
            }
        }
        // Sets first: deriving links needs the claims of each owner.
        self.move_sets(&affected);
        let owners = self.owners(&affected);
        for id in &owners {
            if changed.insert(*id) {
                affected.push(*id);
            }
        }
        let derived = self.derive(&owners);
        self.move_sets_between(None, &derived);
        self.after.rename(self.before, &affected);
        if self.after.places.is_empty() {
            self.after.places = places(&self.after);
        }
        affected
    }

    fn differences(self, affected: Vec<Id>) -> (Snapshot, Vec<Difference>) {
        let differences = affected
            .into_iter()
            .map(|id| Difference { before: self.before.record(id).cloned(), after: self.after.record(id).cloned() })
            .filter(|difference| difference.before != difference.after)
            .collect();
        (self.after, differences)
    }

    /// Records that link to a concept that came, went or changed its `skos:broader`, or to one below it: their sets change too.
    fn below_moved_concepts(&self, affected: &[Id]) -> Vec<Id> {
        let ontology = &self.after.ontology;
        if self.before.is_blank() {
            return Vec::new();
        }
        let place = |record: Option<&Arc<Record>>| {
            let record = record.filter(|record| ontology.ty(record.ty).is_concept())?;
            Some(ontology.ty(record.ty).slot(ontology.broader).map(|slot| record.values(slot).clone()))
        };
        let mut open: Vec<Id> = affected.iter().copied().filter(|id| place(self.before.record(*id)) != place(self.after.record(*id))).collect();
        let mut moved = RoaringBitmap::new();
        while let Some(concept) = open.pop() {
            if moved.insert(concept) {
                open.extend(self.before.set(Token::link(ontology.broader, concept)));
            }
        }
        let linking = self.links.iter().flat_map(|path| moved.iter().map(move |concept| Token::link(*path, concept)));
        linking.fold(RoaringBitmap::new(), |all, token| all | self.before.set(token)).into_iter().collect()
    }

    /// The records that claims among `affected` are or were about, and those records among them that have claims themselves.
    fn owners(&self, affected: &[Id]) -> Vec<Id> {
        let ontology = &self.after.ontology;
        let mut owners = RoaringBitmap::new();
        for id in affected {
            for record in [self.before.record(*id), self.after.record(*id)].into_iter().flatten() {
                let ty = ontology.ty(record.ty);
                if let Some(slot) = ty.claim.as_ref().and_then(|rule| ty.slot(rule.subject)) {
                    owners.extend(record.values(slot).links());
                }
                if ty.properties.iter().any(|property| property.claimed) {
                    owners.insert(*id);
                }
            }
        }
        owners.into_iter().collect()
    }

    /// Gives owners the links that stand on their claims; returns what they were before.
    fn derive(&mut self, owners: &[Id]) -> Vec<(Id, Option<Arc<Record>>)> {
        let ontology = Arc::clone(&self.after.ontology);
        let mut before = Vec::with_capacity(owners.len());
        for id in owners {
            let Some(record) = self.after.record(*id).cloned() else { continue };
            let ty = ontology.ty(record.ty);
            let mut next = None;
            for (slot, property) in (0_u16..).zip(&ty.properties).filter(|(_, property)| property.claimed) {
                let Some(rule) = ontology.claim_rule(property.path) else { continue };
                let edges = edges(&self.after, rule, *id, slot);
                let links: Few<Id> = edges.iter().filter(|edge| edge.level.is_some()).map(|edge| edge.target).collect();
                let links = if links.is_empty() { Values::None } else { Values::Links(links) };
                let same = record.values(slot) == &links && record.edges.iter().filter(|edge| edge.slot == slot).eq(edges.iter());
                if !same {
                    let copy = next.get_or_insert_with(|| Record::clone(&record));
                    copy.edges = copy.edges.iter().filter(|edge| edge.slot != slot).cloned().chain(edges).collect();
                    copy.values[usize::from(slot)] = links;
                }
            }
            if let Some(next) = next {
                before.push((*id, Some(record)));
                self.after.records.set(*id as usize, Some(Arc::new(next)));
            }
        }
        before
    }

    fn move_sets(&mut self, affected: &[Id]) {
        let pairs: Vec<(Id, Option<Arc<Record>>)> = affected.iter().map(|id| (*id, self.before.record(*id).cloned())).collect();
        self.move_sets_between(Some(self.before), &pairs);
    }

    /// Moves records from the sets of what they were to the sets of what they are. Sets follow the concepts: `were` is the snapshot
    /// whose concepts the sets of what they were follow; none for records that were moved already and only differ by their claims.
    fn move_sets_between(&mut self, were: Option<&Snapshot>, pairs: &[(Id, Option<Arc<Record>>)]) {
        let ontology = Arc::clone(&self.after.ontology);
        let mut literals = std::mem::take(&mut self.after.literals);
        let mut moves: FxHashMap<Token, (Vec<Id>, Vec<Id>)> = FxHashMap::default();
        let were = were.unwrap_or(&self.after);
        for (id, before) in pairs {
            let mut number = |path, key| {
                let fresh = u32::try_from(literals.len()).unwrap_or(u32::MAX);
                *literals.entry((path, key)).or_insert(fresh)
            };
            let left = before.as_ref().map(|record| tokens(&ontology, were, record, &mut number)).unwrap_or_default();
            let entered = self.after.record(*id).map(|record| tokens(&ontology, &self.after, record, &mut number)).unwrap_or_default();
            for token in left.iter().filter(|token| entered.binary_search(token).is_err()) {
                moves.entry(*token).or_default().0.push(*id);
            }
            for token in entered.iter().filter(|token| left.binary_search(token).is_err()) {
                moves.entry(*token).or_default().1.push(*id);
            }
        }
        self.after.literals = literals;
        for (token, (left, entered)) in moves {
            self.after.change_set(token, &left, &entered);
        }
    }
}

impl Snapshot {
    /// The number of an IRI, a new one when it is first mentioned.
    fn number(&mut self, iri: &str) -> Id {
        if let Some(id) = self.ids.get(iri) {
            return *id;
        }
        let reserved = self.reserved.get(iri).copied();
        let iri: Arc<str> = iri.into();
        let id = reserved.unwrap_or_else(|| Id::try_from(self.records.len()).unwrap_or(Id::MAX));
        if reserved.is_some() {
            self.iris.set(id as usize, Arc::clone(&iri));
        } else {
            self.records.push(None);
            self.iris.push(Arc::clone(&iri));
        }
        self.ids.insert(iri, id);
        id
    }

    fn record_of(&mut self, id: Id, judged: &Judged, touched: &Touched<'_>) -> Record {
        let ontology = Arc::clone(&self.ontology);
        Record {
            id,
            ty: judged.ty,
            iri: self.iris.get(id as usize).cloned().unwrap_or_default(),
            values: values(&ontology, judged, |iri| self.number(iri)),
            edges: Box::default(),
            rest: judged.rest.as_slice().into(),
            revision: touched.revision,
            issued: touched.issued,
            modified: touched.modified,
        }
    }

    fn change_set(&mut self, token: Token, left: &[Id], entered: &[Id]) {
        let mut set = self.postings.get(&token).cloned().unwrap_or_default();
        let own = Arc::make_mut(&mut set);
        for id in left {
            own.remove(*id);
        }
        own.extend(entered);
        let empty = own.is_empty();
        for exact in [true, false] {
            let Some((path, target)) = token.path_and_target(exact) else { continue };
            let known = self.targets.get(&(path, exact)).is_some_and(|targets| targets.contains(target));
            if known == empty {
                let mut targets = self.targets.get(&(path, exact)).cloned().unwrap_or_default();
                if empty { Arc::make_mut(&mut targets).remove(target) } else { Arc::make_mut(&mut targets).insert(target) };
                self.targets.insert((path, exact), targets);
            }
        }
        if empty { self.postings.remove(&token) } else { self.postings.insert(token, set) };
    }
}

/// What [`Snapshot::place`] looks up.
fn places(snapshot: &Snapshot) -> Arc<[Option<(TypeId, u16)>]> {
    let mut places = Vec::new();
    for vocabulary in &snapshot.ontology.vocabularies {
        for (place, id) in (0_u16..).zip(vocabulary.values.iter().map(|value| snapshot.id(&value.iri))) {
            let Some(at) = id.map(|id| id as usize) else { continue };
            places.resize(places.len().max(at + 1), None);
            places[at] = Some((vocabulary.concept_type, place));
        }
    }
    places.into()
}

fn is_class(ontology: &Ontology, triple: &Triple) -> bool {
    triple.predicate == rdf::TYPE && matches!(&triple.object, Term::NamedNode(class) if ontology.type_of_class(class).is_some())
}

/// The claims of an owner, by target.
fn edges(snapshot: &Snapshot, rule: &ClaimRule, owner: Id, slot: u16) -> Vec<Edge> {
    let ontology = snapshot.ontology();
    let claim_type = ontology.ty(rule.claim);
    let link = |record: &Record, path| claim_type.slot(path).and_then(|slot| record.values(slot).links().first().copied());
    let mut found: Vec<(Id, u8, bool, Id)> = Vec::new();
    for claim in snapshot.set(Token::link(rule.subject, owner)) {
        let Some(record) = snapshot.record(claim).filter(|record| record.ty == rule.claim) else { continue };
        let Some(target) = link(record, rule.object) else { continue };
        let level = link(record, rule.strength).and_then(|concept| level(ontology, snapshot, concept)).unwrap_or(0);
        let disputes = link(record, rule.stance).and_then(|stance| snapshot.iri(stance)).is_some_and(|iri| iri.rsplit('/').next() == Some(STANCE_DISPUTES));
        found.push((target, level, disputes, claim));
    }
    found.sort_unstable_by(|one, other| one.0.cmp(&other.0).then(other.1.cmp(&one.1)).then(one.3.cmp(&other.3)));
    found
        .chunk_by(|one, other| one.0 == other.0)
        .map(|claims| Edge {
            slot,
            target: claims.first().map_or(0, |claim| claim.0),
            claims: claims.iter().map(|claim| claim.3).collect(),
            level: claims.iter().filter(|claim| !claim.2).map(|claim| claim.1).max(),
        })
        .collect()
}

/// The rank of an enumeration's value.
fn level(ontology: &Ontology, snapshot: &Snapshot, concept: Id) -> Option<u8> {
    let iri = snapshot.iri(concept)?;
    let (ty, _) = ontology.split_iri(iri)?;
    let value = ontology.vocabularies.get(ty.vocabulary?)?.values.iter().find(|value| value.iri == **iri)?;
    u8::try_from(value.rank.clamp(0, 255)).ok()
}
