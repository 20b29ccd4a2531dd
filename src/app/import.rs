//! Importing: files become events through the same door as every other write. All of them, or none.

use super::data::{self, Files, RawRecord, Reading};
use super::directory::DirectoryError;
use crate::ledger::{Draft, EventKind, Ledger, Patch};
use crate::ontology::record::{Record, Value};
use crate::ontology::{Ontology, Problem, Range, Visibility};
use crate::views::provenance::{Gone, Provenance};
use crate::views::records::Snapshot;
use crate::views::replayed;
use std::sync::Arc;

/// What an import did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Imported {
    pub published: u64,
    pub revised: u64,
    /// Records that say the same already.
    pub unchanged: u64,
    /// Rows of tables that the mapping leaves out.
    pub left_out: u64,
}

/// How an import goes, beside what it reads.
#[derive(Clone)]
pub struct Manner {
    /// Who imports, as an opaque identifier.
    pub actor: String,
    /// Judge and count, and write nothing.
    pub dry_run: bool,
    /// Hears what is being done, how much of it is done, and how much there is.
    pub progress: Arc<dyn Fn(&'static str, u64, u64) + Send + Sync>,
}

impl Manner {
    #[must_use]
    pub fn of(actor: &str) -> Self {
        Self { actor: actor.to_owned(), dry_run: false, progress: Arc::new(|_, _, _| ()) }
    }
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
pub async fn import(ontology: &Arc<Ontology>, ledger: &Ledger, files: impl Into<Files>, actor: &str) -> Result<Imported, ImportError> {
    import_with(ontology, ledger, files.into(), Manner::of(actor)).await.map(|(imported, _)| imported)
}

/// Like [`import`], in a manner of its own; what is worth a look but not wrong comes with the counts.
///
/// # Errors
/// Every problem of the files, or what keeps the ledger from being read or written.
pub async fn import_with(ontology: &Arc<Ontology>, ledger: &Ledger, files: Files, manner: Manner) -> Result<(Imported, Notes), ImportError> {
    let (own, journal, Manner { actor, dry_run, progress }) = (Arc::clone(ontology), ledger.clone(), manner);
    let heard = Arc::clone(&progress);
    let prepared = tokio::task::spawn_blocking(move || {
        let (now, provenance) = replayed(&own, &journal).map_err(DirectoryError::from)?;
        let Reading { records, notes, notes_unlisted, rows_left_out, .. } = data::read(&now, &files, &*heard).map_err(ImportError::Problems)?;
        taken_identifiers(&own, &now, &records)?;
        taken_keys(&now, &provenance, &records)?;
        // What the files said word for word is needed no longer, and there may be much of it.
        let records = records.into_iter().map(|raw| raw.record).collect();
        let (head, drafts, mut imported) = drafts(&own, &now, records, &actor);
        imported.left_out = rows_left_out as u64;
        Ok::<_, ImportError>((head, drafts, imported, Notes { listed: notes, unlisted: notes_unlisted }))
    });
    let (head, drafts, imported, notes) = prepared.await.map_err(|_| DirectoryError::Broken)??;
    if !drafts.is_empty() && !dry_run {
        let all = drafts.len() as u64;
        progress("writing", 0, all);
        ledger.append_at(head, drafts).await?;
    }
    Ok((imported, notes))
}

/// What is worth a look but not wrong.
#[derive(Clone, Debug, Default)]
pub struct Notes {
    /// By file and line.
    pub listed: Vec<Problem>,
    pub unlisted: usize,
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

fn drafts(ontology: &Ontology, now: &Snapshot, records: Vec<Record>, actor: &str) -> (u64, Vec<Draft>, Imported) {
    let mut imported = Imported::default();
    let mut drafts = Vec::with_capacity(records.len());
    for record in records {
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
