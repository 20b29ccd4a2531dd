//! The public change log: every change that readers saw, in its order, each with a digest over all before it. Whoever follows it can tell that
//! nothing was changed or left out; what was erased is said to be erased, and the digests still fit.
//!
//! Uses the ledger, and the key with which the directory attests.

use super::account::Desk;
use super::account::attest::attest;
use super::{Directory, Problem};
use crate::error::Code;
use crate::ledger::{CHANGES_PER_PAGE_MAX, PublicChange, PublicHead};
use crate::ontology::{Ontology, TypeId};
use serde::Serialize;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

/// Changes of a page unless a number is asked for.
const CHANGES_DEFAULT: usize = 100;
/// How long an answer may wait for the next change.
pub const WAIT_SECONDS_MAX: u64 = 30;
/// Answers that wait at once; whoever comes then is answered at once.
pub const WAITING_MAX: usize = 500;
/// Entries that are looked through for one page of a few types.
const LOOKED_THROUGH_MAX: usize = 20_000;
/// `typ` of the signed end of the log.
const SIGNED_TYPE: &str = "change-log-head+jwt";

/// What is asked for.
#[derive(Clone, Debug, Default)]
pub struct Asked {
    /// Only what came after this revision.
    pub since: u64,
    pub first: Option<usize>,
    /// Only what changed records of these types; all, when there is none.
    pub types: Vec<TypeId>,
    /// How long to wait where there is nothing yet.
    pub wait_seconds: u64,
}

/// Some entries of the log.
#[derive(Debug, Default)]
pub struct Page {
    pub changes: Vec<PublicChange>,
    /// To go on from.
    pub next: u64,
    /// Whether there is more already.
    pub has_more: bool,
    pub head: PublicHead,
}

/// Entries after a revision; waits for the first where there is none.
///
/// # Errors
/// When the ledger cannot be read, or more is asked for than there is.
pub async fn page(directory: &Arc<Directory>, asked: &Asked) -> Result<Page, Problem> {
    let first = asked.first.unwrap_or(CHANGES_DEFAULT);
    if !(1..=CHANGES_PER_PAGE_MAX).contains(&first) {
        return Err(Problem::new(Code::BadFilter, format!("first: {first} is no number from 1 to {CHANGES_PER_PAGE_MAX}")));
    }
    if asked.wait_seconds > WAIT_SECONDS_MAX {
        return Err(Problem::new(Code::BadFilter, format!("wait: {} is more than {WAIT_SECONDS_MAX} seconds", asked.wait_seconds)));
    }
    let mut moved = directory.revisions();
    moved.mark_unchanged();
    let waiting = async {
        loop {
            let page = now(directory, asked, first).await?;
            if !page.changes.is_empty() || moved.changed().await.is_err() {
                return Ok::<_, Problem>(page);
            }
        }
    };
    if asked.wait_seconds > 0
        && let Some(_place) = Waiting::begin()
        && let Ok(page) = tokio::time::timeout(Duration::from_secs(asked.wait_seconds), waiting).await
    {
        return page;
    }
    now(directory, asked, first).await
}

/// One of the answers that wait, as long as it lives.
struct Waiting;

static WAITING: AtomicUsize = AtomicUsize::new(0);

impl Waiting {
    fn begin() -> Option<Self> {
        WAITING.fetch_update(Ordering::AcqRel, Ordering::Acquire, |count| (count < WAITING_MAX).then_some(count + 1)).ok().map(|_| Self)
    }
}

impl Drop for Waiting {
    fn drop(&mut self) {
        WAITING.fetch_sub(1, Ordering::AcqRel);
    }
}

async fn now(directory: &Directory, asked: &Asked, first: usize) -> Result<Page, Problem> {
    let (ledger, ontology) = (directory.ledger(), directory.ontology());
    let mut page = Page { next: asked.since, head: ledger.changes_head().await?, ..Page::default() };
    let mut looked = 0;
    while page.changes.len() < first && looked < LOOKED_THROUGH_MAX {
        let wanted = if asked.types.is_empty() { first } else { CHANGES_PER_PAGE_MAX };
        let found = ledger.changes(page.next, wanted).await?;
        if found.is_empty() {
            break;
        }
        looked += found.len();
        for change in found {
            if page.changes.len() >= first {
                break;
            }
            page.next = change.revision;
            let fits = asked.types.is_empty() || subjects(&change).any(|iri| ontology.split_iri(iri).is_some_and(|(ty, _)| asked.types.contains(&ty.id)));
            if fits {
                page.changes.push(change);
            }
        }
    }
    page.has_more = page.next < page.head.revision;
    Ok(page)
}

/// The end of the log.
///
/// # Errors
/// When the ledger cannot be read.
pub async fn head(directory: &Directory) -> Result<PublicHead, Problem> {
    Ok(directory.ledger().changes_head().await?)
}

#[derive(Serialize)]
struct Signed<'a> {
    iss: &'a str,
    iat: i64,
    revision: u64,
    digest: String,
}

/// The end of the log, signed: a JSON Web Signature whose payload says `revision` and `digest`.
///
/// # Errors
/// When there is no key to sign with.
pub fn signed(desk: &Desk, head: PublicHead) -> Result<String, Problem> {
    attest(desk.keyring(), SIGNED_TYPE, &Signed { iss: desk.iri(), iat: desk.now().as_second(), revision: head.revision, digest: head.digest.to_string() })
}

/// The records that a change is about, each once; nothing where it is erased.
#[must_use]
pub fn records<'a>(ontology: &'a Ontology, change: &'a PublicChange) -> Vec<(&'a str, Option<&'a str>)> {
    let mut records: Vec<(&str, Option<&str>)> = subjects(change).map(|iri| (iri, ontology.split_iri(iri).map(|(ty, _)| ty.enum_value.as_str()))).collect();
    records.sort_unstable();
    records.dedup();
    records
}

/// The subjects of the lines of a patch.
fn subjects(change: &PublicChange) -> impl Iterator<Item = &str> {
    let lines = change.said.iter().flat_map(|said| said.patch.lines());
    lines.filter_map(|line| line.get(2..)?.strip_prefix('<')?.split_once('>').map(|(iri, _)| iri))
}
