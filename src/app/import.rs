//! Importing: files become events through the same door as every other write. All of them, or none.

use super::data::{self, RawRecord};
use super::directory::DirectoryError;
use crate::ledger::{Draft, EventKind, Ledger, Patch};
use crate::ontology::record::Value;
use crate::ontology::{Ontology, Problem, Range, Visibility};
use crate::views::provenance::{Gone, Provenance};
use crate::views::records::Snapshot;
use crate::views::replayed;
use std::path::PathBuf;
use std::sync::Arc;

/// What an import did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Imported {
    pub published: u64,
    pub revised: u64,
    /// Records that say the same already.
    pub unchanged: u64,
}

/// Why nothing was imported.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// The files are not right; nothing was written.
    #[error("the files have {} problems; nothing was imported", .0.len())]
    Problems(Vec<Problem>),
    #[error(transparent)]
    Directory(#[from] DirectoryError),
}

impl From<crate::ledger::LedgerError> for ImportError {
    fn from(error: crate::ledger::LedgerError) -> Self {
        Self::Directory(error.into())
    }
}

/// Publishes the records of `files` as `actor`: new ones, and changed ones as revisions. What the files do not mention stays.
///
/// # Errors
/// Every problem of the files, or what keeps the ledger from being read or written.
pub async fn import(ontology: &Arc<Ontology>, ledger: &Ledger, files: Vec<PathBuf>, actor: &str) -> Result<Imported, ImportError> {
    let (own, journal, actor) = (Arc::clone(ontology), ledger.clone(), actor.to_owned());
    let prepared = tokio::task::spawn_blocking(move || {
        let (now, provenance) = replayed(&own, &journal).map_err(DirectoryError::from)?;
        let records = data::read(&own, &files, &|iri| now.by_iri(iri).map(|record| record.ty)).map_err(ImportError::Problems)?;
        taken_identifiers(&own, &now, &records)?;
        taken_keys(&now, &provenance, &records)?;
        Ok::<_, ImportError>(drafts(&own, &now, records, &actor))
    });
    let (head, drafts, imported) = prepared.await.map_err(|_| DirectoryError::Broken)??;
    if !drafts.is_empty() {
        ledger.append_at(head, drafts).await?;
    }
    Ok(imported)
}

/// An external identifier belongs to one record; among the files themselves that has been judged.
fn taken_identifiers(ontology: &Ontology, now: &Snapshot, records: &[RawRecord]) -> Result<(), ImportError> {
    let mut problems = Vec::new();
    for raw in records {
        let own = ontology.ty(raw.record.ty).properties.iter().zip(&raw.record.values).filter(|(property, _)| matches!(property.range, Range::Identifier(_)));
        for value in own.flat_map(|(_, values)| values) {
            let Value::Iri(identifier) = value else { continue };
            if let Some(other) = now.by_identifier(identifier).filter(|other| *other.iri != *raw.record.iri) {
                problems.push(Problem::new(&raw.file, raw.line, format!("{}: the identifier <{identifier}> belongs to <{}> already", raw.subject, other.iri)));
            }
        }
    }
    if problems.is_empty() { Ok(()) } else { Err(ImportError::Problems(problems)) }
}

/// What was withdrawn or merged comes back by being restored, not by a file that still has it; and its key is given to nothing else.
fn taken_keys(now: &Snapshot, provenance: &Provenance, records: &[RawRecord]) -> Result<(), ImportError> {
    let gone = records.iter().filter(|raw| now.by_iri(&raw.record.iri).is_none()).filter_map(|raw| Some((raw, provenance.gone(now, &raw.record.iri)?)));
    let problems: Vec<Problem> = gone
        .map(|(raw, tombstone)| {
            let happened = match tombstone.gone {
                Gone::Withdrawn => "withdrawn",
                Gone::Merged => "merged into another record",
                Gone::Erased => "erased",
            };
            Problem::new(&raw.file, raw.line, format!("{}: it was {happened} ({}); take it out of the file, or restore it first", raw.subject, tombstone.reason))
        })
        .collect();
    if problems.is_empty() { Ok(()) } else { Err(ImportError::Problems(problems)) }
}

fn drafts(ontology: &Ontology, now: &Snapshot, records: Vec<RawRecord>, actor: &str) -> (u64, Vec<Draft>, Imported) {
    let mut imported = Imported::default();
    let mut drafts = Vec::with_capacity(records.len());
    for RawRecord { record, .. } in records {
        let stated = now.by_iri(&record.iri).map(|own| now.stated(own));
        let wanted = record.triples(ontology, Visibility::Everyone);
        let (kind, patch) = match stated {
            None => (EventKind::Published, Patch::new(Vec::new(), wanted)),
            Some(stated) => {
                let removed = stated.iter().filter(|triple| !wanted.contains(triple)).cloned().collect();
                let added = wanted.into_iter().filter(|triple| !stated.contains(triple)).collect();
                (EventKind::Revised, Patch::new(removed, added))
            }
        };
        match (kind, patch.is_empty()) {
            (_, true) => {
                imported.unchanged += 1;
                continue;
            }
            (EventKind::Published, false) => imported.published += 1,
            _ => imported.revised += 1,
        }
        let private = record.triples(ontology, Visibility::Curators);
        drafts.push(Draft { actor: actor.to_owned(), kind, subject: record.iri, patch, private, idempotency_key: None });
    }
    (now.revision(), drafts, imported)
}
