//! Importing: files become events through the same door as every other write. All of them, or none.
//!
//! Every import is a batch with a name, by which [`rollback`] takes it back. What somebody decided about a field is not overruled by a file
//! that is read later: the history of each field tells who set it.

pub mod batches;
pub mod rollback;

use super::data::{self, Files, Mapped, RawRecord, Reading};
use super::directory::DirectoryError;
use crate::ledger::{Draft, EventKind, Ledger, Patch};
use super::difference::difference;
use crate::ontology::record::{Record, Value};
use crate::ontology::{Ontology, Problem, Range, Visibility};
use crate::views::about::About;
use crate::views::provenance::{Entry, Gone, Provenance};
use crate::views::records::Snapshot;
use crate::views::queue::Queue;
use crate::views::{Replayed, replayed};
use std::path::Path;
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
    /// Fields that stay as they are: as a curator set them, or because a person wishes it.
    pub kept: u64,
}

/// What becomes of one record of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    New,
    Changed,
    Unchanged,
}

impl Fate {
    pub const ALL: [Self; 3] = [Self::New, Self::Changed, Self::Unchanged];

    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Changed => "changed",
            Self::Unchanged => "unchanged",
        }
    }
}

/// One record of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    pub file: Arc<Path>,
    pub line: u32,
    pub iri: String,
    pub fate: Fate,
}

/// An import, done or tried.
#[derive(Clone, Debug, Default)]
pub struct Report {
    pub imported: Imported,
    pub notes: Notes,
    /// In the order of the files.
    pub rows: Vec<Row>,
    pub mapped: Vec<Mapped>,
    /// The name of the batch; none where nothing was written.
    pub batch: Option<String>,
}

/// How an import goes, beside what it reads.
#[derive(Clone)]
pub struct Manner {
    /// Who imports, as an opaque identifier.
    pub actor: String,
    /// Judge and count, and write nothing.
    pub dry_run: bool,
    /// Why what curators set is overruled; it is not, unless given.
    pub overrule: Option<String>,
    /// Hears what is being done, how much of it is done, and how much there is.
    pub progress: Arc<dyn Fn(&'static str, u64, u64) + Send + Sync>,
}

impl Manner {
    #[must_use]
    pub fn of(actor: &str) -> Self {
        Self { actor: actor.to_owned(), dry_run: false, overrule: None, progress: Arc::new(|_, _, _| ()) }
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
    import_with(ontology, ledger, files.into(), Manner::of(actor)).await.map(|report| report.imported)
}

/// Like [`import`], in a manner of its own; answers everything there is to say about it.
///
/// # Errors
/// Every problem of the files, or what keeps the ledger from being read or written.
pub async fn import_with(ontology: &Arc<Ontology>, ledger: &Ledger, files: Files, manner: Manner) -> Result<Report, ImportError> {
    let (own, journal, Manner { actor, dry_run, overrule, progress }) = (Arc::clone(ontology), ledger.clone(), manner);
    let heard = Arc::clone(&progress);
    let prepared = tokio::task::spawn_blocking(move || {
        let Replayed { snapshot: now, provenance, queue, .. } = replayed(&own, &journal).map_err(DirectoryError::from)?;
        let reading = data::read(&now, &files, &*heard).map_err(ImportError::Problems)?;
        taken(&now, &provenance, &reading.records).map_err(ImportError::Problems)?;
        let batch = About { batch: Some(ulid::Ulid::new().to_string()), reason: overrule, file: files.names(), ..About::default() };
        Ok::<_, ImportError>((now.revision(), drafts(Known { now: &now, provenance: &provenance, queue: &queue }, reading, &batch, &actor), batch.batch))
    });
    let (head, (drafts, mut report), batch) = prepared.await.map_err(|_| DirectoryError::Broken)??;
    if !drafts.is_empty() && !dry_run {
        let all = drafts.len() as u64;
        progress("writing", 0, all);
        ledger.append_at(head, drafts).await?;
        report.batch = batch;
    }
    Ok(report)
}

/// What is worth a look but not wrong.
#[derive(Clone, Debug, Default)]
pub struct Notes {
    /// By file and line.
    pub listed: Vec<Problem>,
    pub unlisted: usize,
}

/// What speaks against records that are sound in themselves: others have what they claim.
///
/// # Errors
/// All of it.
pub fn taken(now: &Snapshot, provenance: &Provenance, records: &[RawRecord]) -> Result<(), Vec<Problem>> {
    taken_identifiers(now.ontology(), now, records)?;
    taken_keys(now, provenance, records)
}

/// An external identifier belongs to one record; among the files themselves that has been judged.
fn taken_identifiers(ontology: &Ontology, now: &Snapshot, records: &[RawRecord]) -> Result<(), Vec<Problem>> {
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
    if problems.is_empty() { Ok(()) } else { Err(problems) }
}

/// What was withdrawn or merged comes back by being restored, not by a file that still has it; and its key is given to nothing else. What went
/// because an import was taken back may come again.
fn taken_keys(now: &Snapshot, provenance: &Provenance, records: &[RawRecord]) -> Result<(), Vec<Problem>> {
    let gone = records.iter().filter(|raw| now.by_iri(&raw.record.iri).is_none()).filter_map(|raw| Some((raw, provenance.gone(now, &raw.record.iri)?)));
    let gone = gone.filter(|(_, tombstone)| tombstone.gone != Gone::Withdrawn || provenance.entry(tombstone.place).is_none_or(Entry::is_curated));
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
    if problems.is_empty() { Ok(()) } else { Err(problems) }
}

/// What is known of the directory that a file is read into.
#[derive(Clone, Copy)]
pub struct Known<'a> {
    pub now: &'a Snapshot,
    pub provenance: &'a Provenance,
    pub queue: &'a Queue,
}

/// What a record of a file changes, and which fields it leaves as they are: as a curator set them, or because the person whom they are about wishes it.
pub struct Wanted {
    pub record: Record,
    /// What is there; nothing for a new record.
    pub before: Option<Record>,
    /// Words about each field that stays.
    pub kept: Vec<String>,
}

/// Whether the person whom a record is about took back the consent to a field.
fn is_withheld(queue: &Queue, record: &str, field: &str) -> bool {
    queue.consents(record).iter().any(|consent| *consent.field == *field && consent.basis.is_none())
}

impl Wanted {
    #[must_use]
    pub fn new(Known { now, provenance, queue }: Known<'_>, mut record: Record, overrule: bool) -> Self {
        let Some(known) = now.by_iri(&record.iri) else { return Self { record, before: None, kept: Vec::new() } };
        let ty = now.ontology().ty(record.ty);
        let before = now.judged(known, false);
        let mut kept = Vec::new();
        if before.ty == record.ty {
            for differing in difference(ty, &before.values, &record.values) {
                let Some(property) = ty.property(differing.slot).filter(|property| property.is_public()) else { continue };
                let withheld = is_withheld(queue, &record.iri, &property.field);
                let entry = provenance.origin(known.id, property.path).filter(|entry| entry.is_curated() && !overrule);
                let why = match entry {
                    _ if withheld => "the person does not agree to its publication, and only they can change that".to_owned(),
                    Some(entry) => format!("it was set by a curator on {}", entry.time.strftime("%Y-%m-%d")),
                    None => continue,
                };
                if let Some(values) = record.values.get_mut(usize::from(differing.slot)) {
                    *values = differing.before;
                }
                kept.push(format!("<{}>: kept: `{}`: {why}", record.iri, property.field));
            }
        }
        Self { record, before: Some(before), kept }
    }
}

fn drafts(known: Known<'_>, reading: Reading, batch: &About, actor: &str) -> (Vec<Draft>, Report) {
    let ontology = known.now.ontology();
    let Reading { records, notes, notes_unlisted, rows_left_out, mapped, .. } = reading;
    let mut report = Report { mapped, notes: Notes { listed: notes, unlisted: notes_unlisted }, ..Report::default() };
    report.imported.left_out = rows_left_out as u64;
    let mut drafts = Vec::with_capacity(records.len());
    for RawRecord { record, file, line, .. } in records {
        let Wanted { record, before, kept } = Wanted::new(known, record, batch.reason.is_some());
        report.imported.kept += kept.len() as u64;
        report.notes.listed.extend(kept.into_iter().map(|words| Problem::new(&file, line, words)));
        let wanted = record.triples(ontology, Visibility::Everyone);
        let stated = before.map(|before| before.triples(ontology, Visibility::Everyone));
        let (kind, fate, patch) = match stated {
            None => (EventKind::Published, Fate::New, Patch::new(Vec::new(), wanted)),
            Some(stated) => {
                let removed = stated.iter().filter(|triple| !wanted.contains(triple)).cloned().collect();
                let added = wanted.into_iter().filter(|triple| !stated.contains(triple)).collect();
                (EventKind::Revised, Fate::Changed, Patch::new(removed, added))
            }
        };
        let fate = if patch.is_empty() { Fate::Unchanged } else { fate };
        match fate {
            Fate::New => report.imported.published += 1,
            Fate::Changed => report.imported.revised += 1,
            Fate::Unchanged => report.imported.unchanged += 1,
        }
        report.rows.push(Row { file, line, iri: record.iri.clone(), fate });
        if fate != Fate::Unchanged {
            let mut private = record.triples(ontology, Visibility::Curators);
            private.extend(batch.triples(&ontology.directory, &record.iri));
            drafts.push(Draft { actor: actor.to_owned(), kind, subject: record.iri, patch, private, idempotency_key: None });
        }
    }
    (report.notes.listed, report.notes.unlisted) = {
        let (listed, more) = data::listed(std::mem::take(&mut report.notes.listed));
        (listed, more + report.notes.unlisted)
    };
    (drafts, report)
}
