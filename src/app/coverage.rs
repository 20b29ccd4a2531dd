//! The evidence gap map: how many records stand at each crossing of two schemes, and how strong the strongest grounds are.

use super::Problem;
use crate::error::Code;
use crate::ontology::names::did_you_mean;
use crate::ontology::{Ontology, PathId};
use crate::views::records::{Id, Snapshot, SortField, Token};
use roaring::RoaringBitmap;

/// Crossings of one map.
pub const CELLS_MAX: usize = 20_000;
/// The axis of record types.
pub const TYPES_AXIS: &str = "types";

/// A row or a column.
#[derive(Clone, Debug)]
pub struct Entry {
    pub key: String,
    pub label: String,
    pub concept: Option<Id>,
    set: RoaringBitmap,
    claimed: Option<PathId>,
}

impl Entry {
    /// Records that stand here.
    #[must_use]
    pub fn count(&self) -> u64 {
        self.set.len()
    }
}

/// A crossing: row and column by place, records in both, and the key of the strongest grounds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cell {
    pub row: usize,
    pub column: usize,
    pub count: u64,
    pub strongest: Option<String>,
}

#[derive(Clone, Debug)]
pub struct Coverage {
    pub rows: Vec<Entry>,
    pub columns: Vec<Entry>,
    pub cells: Vec<Cell>,
}

/// Crosses two schemes (by code or IRI), or one with the record types.
///
/// # Errors
/// For unknown schemes, with the nearest names, and for maps of too many cells.
pub fn coverage(snapshot: &Snapshot, rows: &str, columns: &str, languages: &[String]) -> Result<Coverage, Problem> {
    let rows = entries(snapshot, rows, languages)?;
    let columns = entries(snapshot, columns, languages)?;
    if rows.len() * columns.len() > CELLS_MAX {
        return Err(Problem::new(Code::TooComplex, format!("{} rows and {} columns make more than {CELLS_MAX} cells; choose smaller schemes", rows.len(), columns.len())));
    }
    let mut cells = Vec::with_capacity(rows.len() * columns.len());
    for (row, one) in rows.iter().enumerate() {
        for (column, other) in columns.iter().enumerate() {
            let both = &one.set & &other.set;
            cells.push(Cell { row, column, count: both.len(), strongest: strongest(snapshot, one, &both).or_else(|| strongest(snapshot, other, &both)) });
        }
    }
    Ok(Coverage { rows, columns, cells })
}

fn entries(snapshot: &Snapshot, axis: &str, languages: &[String]) -> Result<Vec<Entry>, Problem> {
    let ontology = snapshot.ontology();
    if axis == TYPES_AXIS {
        let shown = ontology.types.iter().filter(|ty| !ty.is_concept() && ty.claim.is_none() && ty.search_weight > 0.0);
        return Ok(shown.map(|ty| Entry { key: ty.enum_value.clone(), label: ty.label.clone(), concept: None, set: snapshot.set(Token::of_type(ty.id)).clone(), claimed: None }).collect());
    }
    let Some(vocabulary) = ontology.vocabularies.iter().find(|vocabulary| vocabulary.code == axis || vocabulary.iri.as_str() == axis) else {
        let names = ontology.vocabularies.iter().map(|vocabulary| vocabulary.code.as_str()).chain([TYPES_AXIS]);
        return Err(Problem::new(Code::UnknownName, format!("`{axis}` is not a concept scheme{}", did_you_mean(axis, names))));
    };
    let (paths, claimed) = paths(ontology, vocabulary.concept_type);
    let order = snapshot.order(SortField::label(ontology, languages));
    let mut concepts: Vec<Id> = snapshot.set(Token::of_type(vocabulary.concept_type)).iter().collect();
    concepts.sort_by_key(|id| (order.map_or(0, |order| order.rank(*id)), *id));
    let ty = ontology.ty(vocabulary.concept_type);
    let entry = |id: Id| {
        let record = snapshot.record(id)?;
        let label = record.label(ty, languages).map_or_else(|| record.key(ty).to_owned(), |text| text.raw().into_owned());
        let set = paths.iter().fold(RoaringBitmap::new(), |all, path| all | snapshot.set(Token::within(*path, id)));
        Some(Entry { key: record.key(ty).to_owned(), label, concept: Some(id), set, claimed })
    };
    Ok(concepts.into_iter().filter_map(entry).collect())
}

/// The predicates that lead to the concepts of a vocabulary: the one that stands on claims when there is one, else all.
fn paths(ontology: &Ontology, concepts: crate::ontology::TypeId) -> (Vec<PathId>, Option<PathId>) {
    let mut paths: Vec<PathId> = Vec::new();
    let mut claimed = None;
    for property in ontology.types.iter().filter(|ty| !ty.is_concept() && ty.claim.is_none()).flat_map(|ty| &ty.properties) {
        if property.is_public() && property.range.targets().is_some_and(|targets| targets.types == [concepts]) && !paths.contains(&property.path) {
            paths.push(property.path);
            if property.claimed {
                claimed = Some(property.path);
            }
        }
    }
    (claimed.map_or(paths, |path| vec![path]), claimed)
}

fn strongest(snapshot: &Snapshot, entry: &Entry, both: &RoaringBitmap) -> Option<String> {
    let (path, concept) = (entry.claimed?, entry.concept?);
    let ontology = snapshot.ontology();
    let rule = ontology.claim_rule(path)?;
    let claim = ontology.ty(rule.claim);
    let vocabulary = ontology.enumeration(claim.property(claim.slot(rule.strength)?)?)?;
    let present = |rank: i64| u8::try_from(rank).is_ok_and(|level| !snapshot.set(Token::grounds(path, concept, level)).is_disjoint(both));
    vocabulary.values.iter().rev().find(|value| present(value.rank)).map(|value| value.value.clone())
}
