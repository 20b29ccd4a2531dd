//! Backups and their return. A backup is the ledger as it is at one moment; beside it lies a list of what had been erased by then, so
//! that a backup made before an erasure does not bring back what was erased: whoever restores it erases the same again.
//!
//! Keys of accounts lie in a folder of their own and are not in a backup.

use super::account::Settings;
use super::directory::DirectoryError;
use super::erase::{Erased, erase_account_by, erase_by, erase_fields_by};
use super::{Directory, Problem};
use crate::error::Code;
use crate::ledger::{Event, EventKind, Head, Ledger, LedgerError};
use crate::ontology::Ontology;
use crate::ontology::terms::{CONSENT_TO, CONSENT_WITHDRAWN};
use crate::views::about::{About, actor_of};
use crate::views::provenance::{Gone, forgotten_subject};
use oxigraph::model::Term;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::io;
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::sync::Arc;
use ulid::Ulid;

/// Ends the name of the list that lies beside a backup.
pub const LIST_ENDING: &str = ".erasures";
/// Who erases again, in the journal.
const ACTOR: &str = "restore";
const HEADER: &str = "# what was erased from this directory; restoring an older backup erases it again";

/// Why there is no backup, or why it was not restored.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    #[error(transparent)]
    Directory(#[from] DirectoryError),
    #[error(transparent)]
    Ledger(#[from] LedgerError),
    #[error("{path}: {source}")]
    File { path: PathBuf, source: io::Error },
    #[error("there is a ledger at {0} already; move it away, or say that it is to be replaced")]
    Occupied(PathBuf),
    #[error("the backup is damaged: {0} of its entries are not what was kept; take another one")]
    Damaged(u64),
    #[error("line {0} of the list of erasures is not understood; take the list as a backup wrote it")]
    List(usize),
    #[error("what was erased could not be erased again: {0}")]
    Erasing(String),
}

impl From<Problem> for BackupError {
    fn from(problem: Problem) -> Self {
        Self::Erasing(problem.message)
    }
}

fn file(path: &Path) -> impl FnOnce(io::Error) -> BackupError + '_ {
    move |source| BackupError::File { path: path.to_owned(), source }
}

/// What was erased: events by their place and identifier, records and accounts by what their tombstones know. Nothing of it is personal.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Erasures {
    events: BTreeMap<u64, Ulid>,
    /// Digests of records' IRIs or IRIs of accounts, with the reasons.
    forgotten: BTreeMap<String, String>,
    /// Fields of records by IRI that the people whom they are about do not want to have published.
    withdrawn: BTreeMap<String, BTreeSet<String>>,
}

impl Erasures {
    /// What was erased from a ledger. Blocks.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn of(ontology: &Ontology, ledger: &Ledger) -> Result<Self, LedgerError> {
        let mut erasures = Self::default();
        for event in ledger.replay(0) {
            let event = event?;
            if event.erased {
                erasures.events.insert(event.sequence, event.id);
            } else if event.kind == EventKind::Consented {
                erasures.consent(&event);
            } else if event.kind == EventKind::Forgotten {
                erasures.forgotten.insert(event.subject.clone(), About::read(&ontology.directory, &event).reason.unwrap_or_default());
            }
        }
        Ok(erasures)
    }

    fn consent(&mut self, event: &Event) {
        let fields = self.withdrawn.entry(event.subject.clone()).or_default();
        for triple in &event.private {
            let Term::Literal(field) = &triple.object else { continue };
            if triple.predicate == CONSENT_WITHDRAWN {
                fields.insert(field.value().to_owned());
            } else if triple.predicate == CONSENT_TO {
                fields.remove(field.value());
            }
        }
        self.withdrawn.retain(|_, fields| !fields.is_empty());
    }

    /// Adds what another list has.
    pub fn add(&mut self, other: Self) {
        self.events.extend(other.events);
        self.forgotten.extend(other.forgotten);
        for (record, fields) in other.withdrawn {
            self.withdrawn.entry(record).or_default().extend(fields);
        }
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.events.is_empty() && self.forgotten.is_empty() && self.withdrawn.is_empty()
    }
}

impl fmt::Display for Erasures {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(formatter, "{HEADER}")?;
        for (sequence, id) in &self.events {
            writeln!(formatter, "event {sequence} {id}")?;
        }
        for (record, fields) in &self.withdrawn {
            fields.iter().try_for_each(|field| writeln!(formatter, "withdrawn {record} {field}"))?;
        }
        self.forgotten.iter().try_for_each(|(subject, reason)| writeln!(formatter, "forgotten {subject} {}", reason.replace(['\n', '\r'], " ")))
    }
}

impl FromStr for Erasures {
    type Err = BackupError;

    fn from_str(text: &str) -> Result<Self, BackupError> {
        let mut erasures = Self::default();
        for (number, line) in (1..).zip(text.lines()).filter(|(_, line)| !line.is_empty() && !line.starts_with('#')) {
            let mut parts = line.splitn(3, ' ');
            match (parts.next(), parts.next(), parts.next()) {
                (Some("event"), Some(sequence), Some(id)) => {
                    let (Ok(sequence), Ok(id)) = (sequence.parse(), Ulid::from_string(id)) else { return Err(BackupError::List(number)) };
                    erasures.events.insert(sequence, id);
                }
                (Some("withdrawn"), Some(record), Some(field)) => {
                    erasures.withdrawn.entry(record.to_owned()).or_default().insert(field.to_owned());
                }
                (Some("forgotten"), Some(subject), reason) => {
                    erasures.forgotten.insert(subject.to_owned(), reason.unwrap_or_default().to_owned());
                }
                _ => return Err(BackupError::List(number)),
            }
        }
        Ok(erasures)
    }
}

fn list_of(backup: &Path) -> PathBuf {
    let mut name = backup.as_os_str().to_owned();
    name.push(LIST_ENDING);
    name.into()
}

/// Copies a ledger, as it is at one moment, into the new file `to`, and the list of what was erased beside it. Writing may go on.
///
/// # Errors
/// When there is such a file already, or it cannot be written.
pub async fn backup(ontology: &Arc<Ontology>, ledger: &Ledger, to: &Path) -> Result<Head, BackupError> {
    let head = ledger.backup(to).await?;
    let (ontology, ledger) = (Arc::clone(ontology), ledger.clone());
    let erasures = tokio::task::spawn_blocking(move || Erasures::of(&ontology, &ledger)).await.map_err(|_| DirectoryError::Broken)??;
    let list = list_of(to);
    std::fs::write(&list, erasures.to_string()).map_err(file(&list))?;
    Ok(head)
}

/// What a restored ledger is like.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Restored {
    pub head: Head,
    /// Events that were erased again.
    pub erased: u64,
    /// Where the ledger is now that was there before.
    pub replaced: Option<PathBuf>,
}

/// Puts a copy of the backup `from` in the place `to`; the ledger that was there is moved aside if `replace`. What was erased from that
/// ledger, or stands in the list beside the backup or in one of `lists`, is erased from the copy before it is in its place.
///
/// # Errors
/// When there is a ledger and `replace` is not said, when the backup is damaged, when something cannot be written. Then nothing was moved.
pub async fn restore(ontology: &Arc<Ontology>, from: &Path, to: &Path, lists: &[PathBuf], replace: bool) -> Result<Restored, BackupError> {
    let occupied = to.try_exists().map_err(file(to))?;
    if occupied && !replace {
        return Err(BackupError::Occupied(to.to_owned()));
    }
    let mut erasures = Erasures::default();
    let beside = list_of(from);
    for list in lists.iter().chain(beside.exists().then_some(&beside)) {
        erasures.add(std::fs::read_to_string(list).map_err(file(list))?.parse()?);
    }
    if occupied {
        erasures.add(erasures_at(ontology, to).await?);
    }
    let coming = with_ending(to, ".coming");
    forget_files(&coming)?;
    std::fs::copy(from, &coming).map_err(file(from))?;
    let prepared = prepare(ontology, &coming, &erasures).await;
    if prepared.is_err() {
        forget_files(&coming)?;
    }
    let (head, erased) = prepared?;
    let replaced = if occupied { Some(move_aside(to)?) } else { None };
    std::fs::File::open(&coming).and_then(|copy| copy.sync_all()).and_then(|()| std::fs::rename(&coming, to)).map_err(file(to))?;
    Ok(Restored { head, erased, replaced })
}

async fn erasures_at(ontology: &Arc<Ontology>, ledger: &Path) -> Result<Erasures, BackupError> {
    let ledger = Ledger::open(&url(ledger)).await?;
    let (own, journal) = (Arc::clone(ontology), ledger.clone());
    let erasures = tokio::task::spawn_blocking(move || Erasures::of(&own, &journal)).await.map_err(|_| DirectoryError::Broken)?;
    ledger.close().await?;
    Ok(erasures?)
}

fn url(path: &Path) -> String {
    format!("sqlite:{}", path.display())
}

fn with_ending(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    name.into()
}

/// A database and what SQLite keeps beside it.
fn files(path: &Path) -> [PathBuf; 3] {
    ["", "-wal", "-shm"].map(|ending| with_ending(path, ending))
}

fn forget_files(path: &Path) -> Result<(), BackupError> {
    for path in files(path) {
        match std::fs::remove_file(&path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(file(&path)(error)),
            _ => {}
        }
    }
    Ok(())
}

fn move_aside(path: &Path) -> Result<PathBuf, BackupError> {
    let aside = (1..).map(|number| with_ending(path, &format!(".replaced-{number}"))).find(|aside| !aside.exists()).unwrap_or_default();
    for (path, aside) in files(path).into_iter().zip(files(&aside)) {
        if path.exists() {
            std::fs::rename(&path, aside).map_err(file(&path))?;
        }
    }
    Ok(aside)
}

/// Looks whether a copied ledger is sound, and erases from it.
async fn prepare(ontology: &Arc<Ontology>, ledger: &Path, erasures: &Erasures) -> Result<(Head, u64), BackupError> {
    let directory = Arc::new(Directory::open_with(Arc::clone(ontology), &url(ledger), None, Settings::default(), |_| ()).await?);
    let verification = directory.ledger().verify(|_| ()).await?;
    if !verification.is_sound() {
        return Err(BackupError::Damaged(verification.damages.max(1)));
    }
    let mut erased = 0;
    for (subject, reason) in &erasures.forgotten {
        let account = actor_of(&ontology.directory, subject);
        let outcome = match (account, named(&directory, subject)) {
            (Some(account), _) => erase_account_by(&directory, account, ACTOR, reason).await,
            (None, Some(iri)) => erase_by(&directory, ACTOR, &iri, reason).await,
            (None, None) => Ok(Erased::default()),
        };
        erased += outcome?.events;
    }
    for (record, fields) in &erasures.withdrawn {
        let state = directory.views().state();
        let known = |field: &&String| state.queue.consents(record).iter().any(|consent| *consent.field == **field && consent.basis.is_none());
        let fields: Vec<String> = fields.iter().filter(|field| !known(field)).cloned().collect();
        if !fields.is_empty() && state.snapshot.by_iri(record).is_some() {
            erased += erase_fields_by(&directory, ACTOR, record, &fields, "erased before").await?.events;
        }
    }
    // Contributions that belonged to nobody's record.
    let wanted: Vec<u64> = erasures.events.keys().copied().collect();
    let there = directory.ledger().read_these(&wanted).await?;
    let left: Vec<u64> = there.into_iter().filter(|event| !event.erased && erasures.events.get(&event.sequence) == Some(&event.id)).map(|event| event.sequence).collect();
    erased += directory.ledger().erase(&left, ACTOR, "erased before").await?.len() as u64;
    let head = directory.ledger().head().await?;
    directory.ledger().close().await?;
    Ok((head, erased))
}

/// The record whose IRI has this digest, unless it is erased already.
fn named(directory: &Directory, subject: &str) -> Option<String> {
    let state = directory.views().state();
    let iris = state.snapshot.iris().find(|iri| forgotten_subject(iri) == subject)?;
    let is_erased = state.provenance.gone(&state.snapshot, iris).is_some_and(|tombstone| tombstone.gone == Gone::Erased);
    (!is_erased).then(|| iris.to_string())
}

impl BackupError {
    #[must_use]
    pub const fn code(&self) -> Code {
        match self {
            Self::Directory(error) => error.code(),
            Self::Ledger(error) => error.code(),
            Self::Occupied(_) => Code::WrongState,
            Self::List(_) => Code::BadRequest,
            Self::File { .. } | Self::Damaged(_) | Self::Erasing(_) => Code::Internal,
        }
    }
}
