//! What was published, changed or taken away within a time, oldest first: for harvesters that come again for what is new.

use crate::ontology::TypeId;
use crate::views::State;
use crate::views::records::Record;
use jiff::Timestamp;
use std::cmp::Ordering;
use std::collections::BinaryHeap;
use std::sync::Arc;

/// Records of a page of a harvest.
pub const HARVEST_PAGE: usize = 100;

/// What is harvested. Times count in whole seconds, both ends included.
#[derive(Clone, Debug, Default)]
pub struct Wanted {
    pub from: Option<i64>,
    pub until: Option<i64>,
    pub ty: Option<TypeId>,
    /// Only what comes after this second and IRI.
    pub after: Option<(i64, String)>,
}

/// A record, or where one was.
#[derive(Clone, Debug)]
pub struct Sheaf {
    pub iri: String,
    pub ty: TypeId,
    /// Seconds since 1970 in UTC.
    pub second: i64,
    /// None where it was taken away.
    pub record: Option<Arc<Record>>,
}

/// A page of a harvest.
#[derive(Debug)]
pub struct Harvest {
    pub sheaves: Vec<Sheaf>,
    /// How many there are on all pages, and how many come before this one.
    pub total: usize,
    pub before: usize,
}

/// The next page of what is wanted. Looks at everything, and keeps no more than the page.
#[must_use]
pub fn harvest(state: &State, wanted: &Wanted) -> Harvest {
    let within = |ear: &Ear<'_>| {
        wanted.ty.is_none_or(|ty| ty == ear.ty) && wanted.from.is_none_or(|from| ear.second >= from) && wanted.until.is_none_or(|until| ear.second <= until)
    };
    let after = wanted.after.as_ref().map(|(second, iri)| (*second, iri.as_str()));
    let (mut total, mut before) = (0, 0);
    // The greatest on top, to give way to what comes earlier.
    let mut page: BinaryHeap<Ear<'_>> = BinaryHeap::with_capacity(HARVEST_PAGE + 1);
    for ear in everything(state).filter(within) {
        total += 1;
        if after.is_some_and(|after| ear.place() <= after) {
            before += 1;
        } else if page.len() < HARVEST_PAGE {
            page.push(ear);
        } else if page.peek().is_some_and(|last| ear < *last) {
            page.pop();
            page.push(ear);
        }
    }
    Harvest { sheaves: page.into_sorted_vec().into_iter().map(Sheaf::from).collect(), total, before }
}

/// What a harvest has of one address.
#[must_use]
pub fn glean(state: &State, iri: &str) -> Option<Sheaf> {
    if let Some(record) = state.snapshot.by_iri(iri) {
        return (record.revision > 0).then(|| of_record(record).into());
    }
    everything(state).find(|ear| ear.record.is_none() && ear.iri == iri).map(Sheaf::from)
}

/// When the oldest of it was published, in seconds.
#[must_use]
pub fn earliest(state: &State) -> i64 {
    let issued = state.snapshot.records().filter(|record| record.revision > 0).map(|record| record.issued.as_second());
    issued.min().unwrap_or_else(|| state.snapshot.time().as_second())
}

/// A [`Sheaf`] that is not bound yet.
#[derive(Clone, Copy)]
struct Ear<'a> {
    iri: &'a str,
    ty: TypeId,
    second: i64,
    record: Option<&'a Arc<Record>>,
}

impl<'a> Ear<'a> {
    const fn place(&self) -> (i64, &'a str) {
        (self.second, self.iri)
    }
}

impl PartialEq for Ear<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.place() == other.place()
    }
}

impl Eq for Ear<'_> {}

impl Ord for Ear<'_> {
    fn cmp(&self, other: &Self) -> Ordering {
        self.place().cmp(&other.place())
    }
}

impl PartialOrd for Ear<'_> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl From<Ear<'_>> for Sheaf {
    fn from(ear: Ear<'_>) -> Self {
        Self { iri: ear.iri.to_owned(), ty: ear.ty, second: ear.second, record: ear.record.cloned() }
    }
}

fn of_record(record: &Arc<Record>) -> Ear<'_> {
    Ear { iri: &record.iri, ty: record.ty, second: record.modified.as_second(), record: Some(record) }
}

/// What comes with the ontology was not published here, and is no part of a harvest.
fn everything(state: &State) -> impl Iterator<Item = Ear<'_>> {
    let (snapshot, ontology) = (&state.snapshot, state.snapshot.ontology());
    let records = snapshot.records().filter(|record| record.revision > 0).map(of_record);
    let gone = state.provenance.tombstones().filter_map(move |(id, tombstone)| {
        let iri: &str = snapshot.iri(id)?;
        let time: Timestamp = state.provenance.entry(tombstone.place)?.time;
        let (ty, _) = ontology.split_iri(iri)?;
        snapshot.record(id).is_none().then(|| Ear { iri, ty: ty.id, second: time.as_second(), record: None })
    });
    records.chain(gone)
}
