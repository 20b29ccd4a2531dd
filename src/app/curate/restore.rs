//! Restoring: an earlier revision of what is published, or what was withdrawn.

use super::{Decision, Plan, changeable, patch_between, reason};
use crate::app::process::closure;
use crate::app::revisions::{at_revisions, histories, look_up};
use crate::app::{Problem, find, gone};
use crate::error::Code;
use crate::ledger::{Event, EventKind, Patch};
use crate::ontology::record::decode;
use crate::views::State;
use crate::views::about::{About, Stamp};
use crate::views::provenance::{Gone, Place};
use crate::views::records::Record;
use oxigraph::model::{NamedNode, NamedOrBlankNode, Term, Triple};

/// Brings back what a record said at a revision of the directory, or the record itself.
#[derive(Clone, Debug)]
pub struct Restore {
    pub id: String,
    /// Unless given: what it said when it was withdrawn.
    pub revision: Option<u64>,
    pub reason: String,
}

impl Decision for Restore {
    fn plan(&self, state: &State) -> Result<Plan, Problem> {
        let about = About { reason: reason(&self.reason)?, ..About::default() };
        if let Some(record) = find::resolve(&state.snapshot, &[], &self.id)? {
            changeable(state.snapshot.ontology(), record.ty)?;
            return self.revision(state, record, about);
        }
        let Some(former) = gone::former(state, &[], &self.id) else {
            return Err(Problem::new(Code::NotFound, format!("id: nothing is or was named `{}`; give an address or a key", self.id)));
        };
        match former.tombstone.gone {
            Gone::Withdrawn => self.withdrawn(state, &former.iri, former.tombstone.place, about),
            Gone::Merged => Err(Problem::new(Code::WrongState, format!("<{}> was merged into another record; take that back with `unmerge`", former.iri))),
            Gone::Erased => Err(Problem::new(Code::Erased, "what was erased is kept nowhere and cannot be restored")),
        }
    }

    fn text(&self) -> String {
        format!("{self:?}")
    }
}

impl Restore {
    fn revision(&self, state: &State, record: &Record, about: About) -> Result<Plan, Problem> {
        let Some(revision) = self.revision else {
            return Err(Problem::new(Code::InvalidInput, format!("revision: <{}> is published; name the revision whose state is wanted, as its history lists them", record.iri)));
        };
        let wanted = said_at(state, &record.iri, revision)?;
        let patch = patch_between(&state.snapshot.stated(record), &wanted);
        if patch.is_empty() {
            return Err(Problem::new(Code::WrongState, format!("<{}> says the same already as at revision {revision}", record.iri)));
        }
        super::judge::judge(state, &patch)?;
        closed(state, &patch)?;
        Ok(Plan { kind: EventKind::Restored, subject: record.iri.to_string(), patch, about })
    }

    /// Whatever went along comes back along.
    fn withdrawn(&self, state: &State, iri: &str, place: Place, mut about: About) -> Result<Plan, Problem> {
        let withdrawal = event_at(state, place)?;
        let mut added = Vec::new();
        for triple in &withdrawal.patch.removed {
            let NamedOrBlankNode::NamedNode(subject) = &triple.subject else { continue };
            let still_gone = state.provenance.gone(&state.snapshot, subject.as_str()).is_some_and(|tombstone| tombstone.place == place);
            // Of what went along with another record, only the record asked for comes back.
            let wanted = subject.as_str() == iri || withdrawal.subject == iri;
            if still_gone && wanted && !(subject.as_str() == iri && self.revision.is_some()) {
                added.push(moved(state, triple));
            }
        }
        if let Some(revision) = self.revision {
            added.extend(said_at(state, iri, revision)?);
        }
        let patch = Patch::new(Vec::new(), added);
        super::judge::judge(state, &patch)?;
        closed(state, &patch)?;
        about.stamps = issued(state, &patch)?;
        Ok(Plan { kind: EventKind::Restored, subject: iri.to_owned(), patch, about })
    }
}

/// What concludes a call comes back as it would be published: with its credits closed.
fn closed(state: &State, patch: &Patch) -> Result<(), Problem> {
    let ontology = state.snapshot.ontology();
    let after = super::judge::afterwards(state, patch);
    after.iter().filter_map(|(iri, triples)| decode(ontology, iri, triples)).try_for_each(|record| closure::demand(state, ontology.ty(record.ty), &record.values))
}

/// What a record said at a revision, with links to what was merged since leading where that is now.
fn said_at(state: &State, iri: &str, revision: u64) -> Result<Vec<Triple>, Problem> {
    let said = at_revisions(state, iri, &[revision])?.pop().flatten();
    let said = said.ok_or_else(|| Problem::new(Code::InvalidInput, format!("revision: <{iri}> was not published at revision {revision}")))?;
    let mut moved: Vec<Triple> = said.iter().map(|triple| moved(state, triple)).collect();
    let again: Vec<bool> = (0..moved.len()).map(|at| moved[..at].contains(&moved[at])).collect();
    let mut again = again.into_iter();
    moved.retain(|_| !again.next().unwrap_or(false));
    Ok(moved)
}

fn moved(state: &State, triple: &Triple) -> Triple {
    let Term::NamedNode(object) = &triple.object else { return triple.clone() };
    let merged = state.snapshot.id(object.as_str()).map(|id| (id, state.provenance.current(id))).filter(|(id, current)| id != current);
    match merged.and_then(|(_, current)| state.snapshot.iri(current)) {
        Some(iri) => Triple { object: NamedNode::new_unchecked(&**iri).into(), ..triple.clone() },
        None => triple.clone(),
    }
}

/// The event behind a place of the provenance.
pub fn event_at(state: &State, place: Place) -> Result<Event, Problem> {
    let sequence = state.provenance.entry(place).map(|entry| entry.sequence);
    let found = sequence.map_or_else(|| Ok(Vec::new()), |sequence| look_up(&state.ledger, &[sequence]))?.pop();
    found.filter(|event| !event.erased).ok_or_else(|| Problem::new(Code::Erased, "what happened then has been erased"))
}

/// When each of the records that come back was first published.
fn issued(state: &State, patch: &Patch) -> Result<Vec<(String, Stamp)>, Problem> {
    let mut iris: Vec<&str> = patch.added.iter().filter_map(|triple| if let NamedOrBlankNode::NamedNode(node) = &triple.subject { Some(node.as_str()) } else { None }).collect();
    iris.sort_unstable();
    iris.dedup();
    let stamps = histories(state, &iris, u64::MAX)?;
    Ok(iris.into_iter().zip(stamps).filter_map(|(iri, walk)| Some((iri.to_owned(), Stamp { issued: Some(walk.last_issued?), ..Stamp::default() }))).collect())
}
