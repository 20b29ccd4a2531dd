//! Taking an import back: what it published is withdrawn, what it changed says again what it said before. What was changed since stays as it is
//! and is reported. Records that an import proposed and a curator accepted are taken back alike.
//!
//! Takes the place of nothing that anybody decided: a rolled back field may be filled by the next import.

use crate::app::curate::{judge, needing, reason};
use crate::app::{Directory, DirectoryError, Problem};
use crate::error::Code;
use crate::ledger::{Draft, Event, EventKind, LedgerError, Patch};
use crate::views::State;
use crate::views::about::About;
use crate::views::provenance::Place;
use crate::views::records::Id;
use oxigraph::model::vocab::rdf;
use oxigraph::model::Triple;
use rustc_hash::FxHashSet;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// How often it is worked out anew because something else was written first.
const ATTEMPTS_MAX: usize = 20;

/// What was taken back, by IRI.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RolledBack {
    pub withdrawn: Vec<String>,
    pub restored: Vec<String>,
    pub left: Vec<Left>,
}

/// What stays as it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Left {
    pub iri: String,
    /// Absent when the whole record is meant.
    pub field: Option<String>,
    pub why: String,
}

/// Takes a batch back as `actor`.
///
/// # Errors
/// When there is no such batch, or what would be left is not sound.
pub async fn roll_back(directory: &Arc<Directory>, actor: &str, batch: &str, why: &str) -> Result<RolledBack, Problem> {
    let why = reason(why)?;
    for _ in 0..ATTEMPTS_MAX {
        let _turn = directory.deciding().await;
        let state = directory.views().state();
        let (planned, name, about) = (Arc::clone(&state), batch.to_owned(), About { reason: why.clone(), batch: Some(batch.to_owned()), ..About::default() });
        let actor = actor.to_owned();
        let plan = tokio::task::spawn_blocking(move || plan(&planned, &name, &about, &actor)).await.map_err(|_| DirectoryError::Broken)??;
        let (drafts, done) = plan;
        if drafts.is_empty() {
            return Ok(done);
        }
        match directory.append(Some(state.snapshot.revision()), drafts, Vec::new()).await {
            Ok(_) => return Ok(done),
            Err(DirectoryError::Ledger(LedgerError::HeadMoved { head })) => directory.follow(head).await?,
            Err(error) => return Err(error.into()),
        }
    }
    Err(Problem::new(Code::Busy, "too much else was written meanwhile; try again in a moment"))
}

/// The events of a batch that readers saw: its own, and those by which its proposals were accepted.
fn events(state: &State, batch: &str) -> Result<Vec<Event>, Problem> {
    let directory = &state.snapshot.ontology().directory;
    let mut submissions: BTreeSet<String> = BTreeSet::new();
    let (mut found, mut is_known) = (Vec::new(), false);
    for event in state.ledger.replay(0) {
        let event = event?;
        if event.erased || event.private.is_empty() {
            continue;
        }
        let about = About::read(directory, &event);
        let is_own = about.batch.as_deref() == Some(batch);
        is_known |= is_own;
        if event.kind == EventKind::Submitted && is_own {
            submissions.extend(event.subject.rsplit('/').next().map(str::to_owned));
        }
        let is_accepted = about.submission.is_some_and(|submission| submissions.contains(&submission));
        if matches!(event.kind, EventKind::Published | EventKind::Revised) && (is_own || is_accepted) {
            found.push(event);
        }
    }
    if is_known { Ok(found) } else { Err(Problem::new(Code::NotFound, format!("there is no import `{batch}`; the import itself told its name"))) }
}

fn plan(state: &State, batch: &str, about: &About, actor: &str) -> Result<(Vec<Draft>, RolledBack), Problem> {
    let mut done = RolledBack::default();
    let (mut going, mut changes): (BTreeMap<Id, String>, Vec<(String, Patch)>) = (BTreeMap::new(), Vec::new());
    for event in events(state, batch)? {
        let Some(record) = state.snapshot.by_iri(&event.subject) else {
            done.left.push(Left { iri: event.subject, field: None, why: "it is published no longer".to_owned() });
            continue;
        };
        let trail = state.provenance.trail(record.id);
        let place = trail.and_then(|trail| trail.events.iter().copied().find(|place| state.provenance.entry(*place).is_some_and(|entry| entry.sequence == event.sequence)));
        let is_last = trail.is_some_and(|trail| trail.events.last().copied() == place);
        if event.kind == EventKind::Published {
            if is_last {
                going.insert(record.id, event.subject);
            } else {
                done.left.push(Left { iri: event.subject, field: None, why: "it was changed since".to_owned() });
            }
        } else if let Some(place) = place {
            let patch = undone(state, record.id, place, &event, &mut done.left);
            if !patch.is_empty() {
                changes.push((event.subject, patch));
            }
        }
    }
    stay(state, &mut going, &mut done.left);
    let stated = |id: &Id| state.snapshot.record(*id).map(|record| state.snapshot.stated(record)).unwrap_or_default();
    let withdrawals = going.iter().map(|(id, iri)| (EventKind::Withdrawn, iri.clone(), Patch::new(stated(id), Vec::new())));
    let all: Vec<(EventKind, String, Patch)> = withdrawals.chain(changes.into_iter().map(|(iri, patch)| (EventKind::Restored, iri, patch))).collect();
    let of = |pick: fn(&Patch) -> &Vec<Triple>| all.iter().flat_map(|(_, _, patch)| pick(patch)).cloned().collect();
    judge(state, &Patch::new(of(|patch| &patch.removed), of(|patch| &patch.added)))?;
    let mut drafts = Vec::with_capacity(all.len());
    for (kind, iri, patch) in all {
        let told = if kind == EventKind::Withdrawn { &mut done.withdrawn } else { &mut done.restored };
        told.push(iri.clone());
        let private = about.triples(&state.snapshot.ontology().directory, &iri);
        drafts.push(Draft { actor: actor.to_owned(), kind, subject: iri, patch, private, idempotency_key: None });
    }
    Ok((drafts, done))
}

/// What takes back those fields of a change that nothing has changed since.
fn undone(state: &State, id: Id, place: Place, event: &Event, left: &mut Vec<Left>) -> Patch {
    let ontology = state.snapshot.ontology();
    let ty = state.snapshot.record(id).map(|record| ontology.ty(record.ty));
    let mut told: BTreeSet<String> = BTreeSet::new();
    let mut is_ours = |triple: &&Triple| {
        let path = ontology.path_id(&triple.predicate);
        let ours = triple.predicate != rdf::TYPE && path.is_some_and(|path| state.provenance.trail(id).and_then(|trail| trail.field(path)) == Some(place));
        if !ours {
            let field = path.and_then(|path| ty?.property(ty?.slot(path)?)).map_or_else(|| triple.predicate.as_str().to_owned(), |property| property.field.clone());
            if told.insert(field.clone()) {
                left.push(Left { iri: event.subject.clone(), field: Some(field), why: "it was changed since".to_owned() });
            }
        }
        ours
    };
    let removed = event.patch.added.iter().filter(&mut is_ours).cloned().collect();
    let added = event.patch.removed.iter().filter(&mut is_ours).cloned().collect();
    Patch::new(removed, added)
}

/// Leaves out what others, which stay, cannot stand without.
fn stay(state: &State, going: &mut BTreeMap<Id, String>, left: &mut Vec<Left>) {
    loop {
        let gone: FxHashSet<Id> = going.keys().copied().collect();
        let needed: Vec<Id> = going.keys().copied().filter(|id| !needing(&state.snapshot, *id, &gone).is_empty()).collect();
        if needed.is_empty() {
            return;
        }
        for id in needed {
            if let Some(iri) = going.remove(&id) {
                left.push(Left { iri, field: None, why: "another record cannot stand without it".to_owned() });
            }
        }
    }
}
