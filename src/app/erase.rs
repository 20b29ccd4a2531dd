//! Erasing: removes for good all that is kept of a record, typically one about a person who asks for it, or of what somebody contributed.
//! The journal keeps its chain, the record a tombstone that knows no more than a digest of its IRI.
//!
//! What other records say stays. Where an event that said it also names the erased record, the event goes, and what is published of
//! the other record is said anew by one that does not name it, to the credit of whoever said it first.
//!
//! In this order, so that stopping anywhere leaves nothing half-said and asking again finishes: withdraw and restate; erase the
//! events; replay the views.

mod fields;
mod search;

pub use fields::erase_fields_by;
pub use search::as_csv;

use super::actor::{Caller, Operation};
use super::curate::{going_along, reason};
use super::{Directory, DirectoryError, Problem, gone, link_check};
use crate::error::Code;
use crate::ledger::{Draft, Event, EventKind, LedgerError, Patch};
use crate::views::State;
use crate::views::about::{About, Stamp, actor_iri};
use crate::views::provenance::{CreditRole, Gone, Tombstone, forgotten_subject};
use crate::views::records::{Id, Record};
use oxigraph::model::vocab::rdf;
use oxigraph::model::{NamedOrBlankNode, Term, Triple};
use search::{Found, Needles};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;

/// How often an erasure begins anew because something else was written meanwhile.
const ATTEMPTS_MAX: usize = 20;
/// How often the write-ahead log is emptied until no reader stands in the way, and the time between.
const SCRUBS_MAX: usize = 20;
const SCRUB_PAUSE: Duration = Duration::from_millis(50);

/// What was erased.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Erased {
    /// Events whose words are gone.
    pub events: u64,
    /// Records that were said anew because they were linked with it.
    pub restated: Vec<String>,
    /// Records whose texts name it still; nobody but a curator can reword them.
    pub still_named: Vec<String>,
}

/// Erases all that is kept of the record that `id` names or named, and of what cannot stand without it.
///
/// # Errors
/// When the caller may not, when nothing has the name, when the reason itself names it; when the ledger cannot be written.
pub async fn erase(directory: &Arc<Directory>, caller: &Caller, id: &str, why: &str) -> Result<Erased, Problem> {
    caller.demand(Operation::Erase, false)?;
    let actor = caller.actor().ok_or_else(|| Problem::new(Code::Unauthenticated, "nobody in particular cannot erase"))?;
    erase_by(directory, actor, id, &reason(why)?.unwrap_or_default()).await
}

/// Like [`erase`], for whoever may do it anyway.
///
/// # Errors
/// Those of [`erase`], permission aside.
pub async fn erase_by(directory: &Arc<Directory>, actor: &str, id: &str, why: &str) -> Result<Erased, Problem> {
    let (id, by, words) = (id.to_owned(), actor.to_owned(), why.to_owned());
    carry_out(directory, actor, why, move |state| Plan::new(state, &id, &by, &words)).await
}

/// Writes and erases what `plan` says, made anew when something else came first.
async fn carry_out(directory: &Arc<Directory>, actor: &str, why: &str, plan: impl Fn(&State) -> Result<Plan, Problem> + Clone + Send + 'static) -> Result<Erased, Problem> {
    for _ in 0..ATTEMPTS_MAX {
        let state = directory.views().state();
        let (planned, planner) = (Arc::clone(&state), plan.clone());
        let plan = tokio::task::spawn_blocking(move || planner(&planned)).await.map_err(|_| DirectoryError::Broken)??;
        let Plan { drafts, mut sequences, words, erased } = plan;
        match directory.append(Some(state.snapshot.revision()), drafts, Vec::new()).await {
            Ok(events) => {
                // What withdraws or removes something names it.
                let naming = events.iter().filter(|event| matches!(event.kind, EventKind::Withdrawn | EventKind::Revised) && words.name(event));
                sequences.extend(naming.map(|event| event.sequence));
                if !sequences.is_empty() {
                    remove(directory, &sequences, actor, why, &words.texts()).await?;
                }
                return Ok(Erased { events: sequences.len() as u64, ..erased });
            }
            Err(DirectoryError::Ledger(LedgerError::HeadMoved { head })) => directory.follow(head).await?,
            Err(error) => return Err(error.into()),
        }
    }
    Err(Problem::new(Code::Busy, "too much else was written meanwhile; try again in a moment"))
}

/// Erases what an account contributed and was not published as it stands: its submissions with all that was said about them, its
/// comments and reports. What is published stays, to the credit of an identifier that names nobody any more. To be called once the
/// account itself is deleted; the journal keeps that it was, for the sake of backups.
///
/// # Errors
/// When the ledger cannot be read or written.
pub async fn erase_account_by(directory: &Arc<Directory>, account: &str, actor: &str, why: &str) -> Result<Erased, Problem> {
    let gone = account.to_owned();
    let deleted = directory.ledger().keep(move |book| Box::pin(async move { book.delete(&gone).await.map(Ok::<(), LedgerError>) }));
    deleted.await.and_then(|deleted| deleted).map_err(DirectoryError::from)?;
    directory.desk().refresh_names().await?;
    let ontology = &directory.ontology().directory;
    let subject = actor_iri(ontology, account);
    let private = About { reason: Some(why.to_owned()), ..About::default() }.triples(ontology, &subject);
    let draft = Draft { actor: actor.to_owned(), kind: EventKind::Forgotten, subject, patch: Patch::default(), private, idempotency_key: Some(format!("forget {account}")) };
    directory.append(None, vec![draft], Vec::new()).await?;
    let (ledger, account) = (directory.ledger().clone(), account.to_owned());
    let found = tokio::task::spawn_blocking(move || search::contributions(&ledger, &account)).await.map_err(|_| DirectoryError::Broken)??;
    remove(directory, &found, actor, why, &[]).await?;
    Ok(Erased { events: found.len() as u64, ..Erased::default() })
}

/// Everything that is kept of an account's contributions, as one JSON-LD document: what it said, statements as
/// N-Triples, and what was said about its submissions.
///
/// # Errors
/// When the ledger cannot be read.
pub async fn kept_about(directory: &Arc<Directory>, account: &str) -> Result<serde_json::Value, Problem> {
    let (directory, account) = (Arc::clone(directory), account.to_owned());
    tokio::task::spawn_blocking(move || search::kept(&directory.ontology().directory, directory.ledger(), &account)).await.map_err(|_| DirectoryError::Broken)?
}

async fn remove(directory: &Arc<Directory>, sequences: &[u64], actor: &str, why: &str, words: &[String]) -> Result<(), Problem> {
    let words = words.to_vec();
    let forgotten = directory.ledger().keep(move |book| Box::pin(async move { book.forget_sayings(&words).await.map(Ok::<(), LedgerError>) }));
    forgotten.await.and_then(|forgotten| forgotten).map_err(DirectoryError::from)?;
    link_check::forget_gone(directory).await?;
    for attempt in 1.. {
        match directory.ledger().erase(sequences, actor, why).await {
            Err(LedgerError::ErasureUnfinished { .. }) if attempt < SCRUBS_MAX => tokio::time::sleep(SCRUB_PAUSE).await,
            result => {
                let events = result.map_err(DirectoryError::from)?;
                tracing::info!(events = events.len(), "events are erased");
                break;
            }
        }
    }
    let head = directory.ledger().head().await.map_err(DirectoryError::from)?;
    Ok(directory.follow(head.sequence).await?)
}

/// What will be written, and which events go.
struct Plan {
    drafts: Vec<Draft>,
    sequences: Vec<u64>,
    words: Needles,
    erased: Erased,
}

impl Plan {
    fn new(state: &State, id: &str, actor: &str, why: &str) -> Result<Self, Problem> {
        let going = going(state, id)?;
        let words = Needles::of(state, &going)?;
        if words.stand_in(why) {
            return Err(Problem::new(Code::InvalidInput, "reason: it stays for ever, and names what is to be erased; leave the name out"));
        }
        let found = Found::search(state, &words)?;
        let mut plan = Self { drafts: Vec::new(), sequences: found.sequences.clone(), words, erased: Erased::default() };
        plan.withdraw(state, &going, actor, why);
        plan.restate(state, &found, actor, why);
        for iri in &going {
            let subject = forgotten_subject(iri);
            let about = About { reason: Some(why.to_owned()), ..About::default() };
            let known = state.provenance.gone(&state.snapshot, iri).is_some_and(|tombstone| tombstone.gone == Gone::Erased);
            if !known {
                plan.draft(state, actor, EventKind::Forgotten, &subject, Patch::default(), &about);
            }
        }
        plan.erased.still_named = found.naming(state, &plan.words, &going);
        Ok(plan)
    }

    fn draft(&mut self, state: &State, actor: &str, kind: EventKind, subject: &str, patch: Patch, about: &About) {
        let private = about.triples(&state.snapshot.ontology().directory, subject);
        self.drafts.push(Draft { actor: actor.to_owned(), kind, subject: subject.to_owned(), patch, private, idempotency_key: None });
    }

    /// Takes what is published of it back, and the links that lead to it.
    fn withdraw(&mut self, state: &State, going: &[String], actor: &str, why: &str) {
        let snapshot = &state.snapshot;
        let published: Vec<&Arc<Record>> = going.iter().filter_map(|iri| snapshot.by_iri(iri)).collect();
        let mut removed: Vec<Triple> = published.iter().flat_map(|record| snapshot.stated(record)).collect();
        removed.extend(linking(state, going).into_iter().flat_map(|id| links_to(state, id, &self.words)));
        if let (Some(first), false) = (going.first(), removed.is_empty()) {
            let about = About { reason: Some(why.to_owned()), ..About::default() };
            self.draft(state, actor, EventKind::Withdrawn, first, Patch::new(removed, Vec::new()), &about);
        }
    }

    /// Says anew what other records say, where an event that said it goes.
    fn restate(&mut self, state: &State, found: &Found, actor: &str, why: &str) {
        let snapshot = &state.snapshot;
        for (iri, events) in &found.others {
            let credits = credits(state, iri, events);
            let about = |issued| About { reason: Some(why.to_owned()), credits: credits.clone(), stamps: vec![(iri.clone(), Stamp { issued, ..Stamp::default() })], ..About::default() };
            if let Some(record) = snapshot.by_iri(iri) {
                let stated: Vec<Triple> = snapshot.stated(record).into_iter().filter(|triple| !self.words.is_in(triple)).collect();
                // What the ontology says of a concept, an erased event may have taken away.
                let given = snapshot.ontology().triples.iter().filter(|triple| matches!(&triple.subject, NamedOrBlankNode::NamedNode(node) if node.as_str() == iri));
                let removed = given.filter(|triple| !stated.contains(triple)).cloned().collect();
                self.draft(state, actor, EventKind::Restated, iri, Patch::new(removed, stated), &about(Some(record.issued)));
                self.erased.restated.push(iri.clone());
            } else if let Some((tombstone, last)) = state.provenance.gone(snapshot, iri).zip(found.last_words.get(iri)) {
                let said: Vec<Triple> = last.iter().filter(|triple| !self.words.is_in(triple)).cloned().collect();
                self.draft(state, actor, EventKind::Restated, iri, Patch::new(Vec::new(), said.clone()), &about(None));
                self.bury(state, actor, iri, tombstone, said);
                self.erased.restated.push(iri.clone());
            }
        }
    }

    /// A record that was gone already is gone again, for the reason it had.
    fn bury(&mut self, state: &State, actor: &str, iri: &str, tombstone: &Tombstone, said: Vec<Triple>) {
        let replaced_by = tombstone.replaced_by.as_deref().filter(|iri| !self.words.iris.contains(*iri)).map(str::to_owned);
        let kind = if tombstone.gone == Gone::Merged && replaced_by.is_some() { EventKind::Merged } else { EventKind::Withdrawn };
        let reason = Some(tombstone.reason.to_string()).filter(|reason| !self.words.stand_in(reason));
        self.draft(state, actor, kind, iri, Patch::new(said, Vec::new()), &About { reason, replaced_by, ..About::default() });
    }
}

/// The IRIs of the record and of what cannot stand without it, or went along with it before.
fn going(state: &State, id: &str) -> Result<Vec<String>, Problem> {
    let snapshot = &state.snapshot;
    if let Some(record) = super::find::resolve(snapshot, &[], id)? {
        super::curate::changeable(snapshot.ontology(), record.ty)?;
        return Ok(going_along(snapshot, record.id, true)?.into_iter().filter_map(|id| snapshot.iri(id)).map(ToString::to_string).collect());
    }
    let former = gone::former(state, &[], id).ok_or_else(|| Problem::new(Code::NotFound, format!("id: nothing is or was named `{id}`; give an address or a key")))?;
    let mut going = vec![former.iri.clone()];
    if former.tombstone.gone == Gone::Withdrawn {
        let along = state.provenance.entry(former.tombstone.place).map(|entry| Arc::clone(&entry.changed)).unwrap_or_default();
        let claims = |id: &Id| snapshot.iri(*id).filter(|iri| state.provenance.gone(snapshot, iri).is_some_and(|tombstone| tombstone.place == former.tombstone.place));
        going.extend(along.iter().filter_map(claims).map(ToString::to_string).filter(|iri| *iri != former.iri));
    }
    Ok(going)
}

/// The published records that link to one of these.
fn linking(state: &State, going: &[String]) -> BTreeSet<Id> {
    let snapshot = &state.snapshot;
    let ids: Vec<Id> = going.iter().filter_map(|iri| snapshot.id(iri)).collect();
    let paths: BTreeSet<_> = snapshot.ontology().types.iter().flat_map(|ty| &ty.properties).filter(|property| property.range.is_link() && !property.derived).map(|property| property.path).collect();
    let sets = paths.into_iter().flat_map(|path| ids.iter().map(move |id| snapshot.set(crate::views::records::Token::link(path, *id))));
    sets.flat_map(|set| set.iter()).filter(|id| !ids.contains(id)).collect()
}

fn links_to(state: &State, id: Id, words: &Needles) -> Vec<Triple> {
    let stated = state.snapshot.record(id).map(|record| state.snapshot.stated(record)).unwrap_or_default();
    stated.into_iter().filter(|triple| triple.predicate != rdf::TYPE && matches!(&triple.object, Term::NamedNode(node) if words.iris.contains(node.as_str()))).collect()
}

/// What was earned on a record by events that go.
fn credits(state: &State, iri: &str, events: &BTreeSet<u64>) -> Vec<(String, CreditRole)> {
    let mut credits: Vec<(String, CreditRole)> = Vec::new();
    for entry in state.snapshot.id(iri).into_iter().flat_map(|id| state.provenance.events(id)).filter(|entry| events.contains(&entry.sequence)) {
        for (actor, role) in entry.earned().filter(|(_, role)| *role != CreditRole::DataCuration) {
            if !credits.iter().any(|(own, earned)| **own == **actor && *earned == role) {
                credits.push((actor.to_string(), role));
            }
        }
    }
    credits
}

/// The events of each record, by IRI.
type Events = BTreeMap<String, BTreeSet<u64>>;

/// Whether the event is still there to be erased.
fn is_erasable(event: &Event) -> bool {
    !event.erased && event.kind.erases().is_none()
}
