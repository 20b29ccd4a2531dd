//! What was published, changed or taken away within a time, oldest first: for harvesters that come again for what is new.

use crate::ontology::TypeId;
use crate::views::State;
use crate::views::records::Record;
use jiff::Timestamp;
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

/// The next page of what is wanted.
#[must_use]
pub fn harvest(state: &State, wanted: &Wanted) -> Harvest {
    let within = |sheaf: &Sheaf| {
        wanted.ty.is_none_or(|ty| ty == sheaf.ty) && wanted.from.is_none_or(|from| sheaf.second >= from) && wanted.until.is_none_or(|until| sheaf.second <= until)
    };
    let mut all: Vec<Sheaf> = everything(state).filter(within).collect();
    all.sort_unstable_by(|one, other| (one.second, &one.iri).cmp(&(other.second, &other.iri)));
    let before = wanted.after.as_ref().map_or(0, |(second, iri)| all.partition_point(|sheaf| (sheaf.second, &sheaf.iri) <= (*second, iri)));
    let total = all.len();
    Harvest { sheaves: all.into_iter().skip(before).take(HARVEST_PAGE).collect(), total, before }
}

/// What a harvest has of one address.
#[must_use]
pub fn glean(state: &State, iri: &str) -> Option<Sheaf> {
    if let Some(record) = state.snapshot.by_iri(iri) {
        return (record.revision > 0).then(|| of_record(record));
    }
    everything(state).find(|sheaf| sheaf.record.is_none() && sheaf.iri == iri)
}

/// When the oldest of it was published, in seconds.
#[must_use]
pub fn earliest(state: &State) -> i64 {
    let issued = state.snapshot.records().filter(|record| record.revision > 0).map(|record| record.issued.as_second());
    issued.min().unwrap_or_else(|| state.snapshot.time().as_second())
}

fn of_record(record: &Arc<Record>) -> Sheaf {
    Sheaf { iri: record.iri.to_string(), ty: record.ty, second: record.modified.as_second(), record: Some(Arc::clone(record)) }
}

/// What comes with the ontology was not published here, and is no part of a harvest.
fn everything(state: &State) -> impl Iterator<Item = Sheaf> + '_ {
    let (snapshot, ontology) = (&state.snapshot, state.snapshot.ontology());
    let records = snapshot.records().filter(|record| record.revision > 0).map(of_record);
    let gone = state.provenance.tombstones().filter_map(move |(id, tombstone)| {
        let iri = snapshot.iri(id)?;
        let time: Timestamp = state.provenance.entry(tombstone.place)?.time;
        let (ty, _) = ontology.split_iri(iri)?;
        snapshot.record(id).is_none().then(|| Sheaf { iri: iri.to_string(), ty: ty.id, second: time.as_second(), record: None })
    });
    records.chain(gone)
}
