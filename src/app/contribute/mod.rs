//! Contributing: everybody can propose, curators decide. Every write is a proposal first, a curator's own included.
//!
//! - `compose` makes a record of what somebody typed, `machine` says what can be done in which state and by whom.
//! - `submit` has what authors do with proposals, `review` what curators do, `talk` what everybody says about records, `draft` what is
//!   not submitted yet, `preview` what it would be.
//! - `batch` makes many proposals of a file in a format of others.
//! - `held` keeps what looks like spam apart until a curator has looked at it.
//! - `ownership` says whose records are, `consent` to what people agree who are written about.
//! - `dossier` is a submission with everything that was said, `list` the queue, `duplicates` what may be the same, `notice` the mail.
//!
//! What was proposed is in the ledger's events, and how it stands in `views::queue`. The patch of a proposal has, for each field that it
//! touches, all values before and all values after: so whether a field has changed since is seen by comparing, and a proposal made on
//! an older version still goes on top of a newer one when their fields do not meet.

pub mod batch;
pub mod compose;
pub mod consent;
pub mod dossier;
pub mod draft;
pub mod duplicates;
mod held;
pub mod list;
pub mod machine;
pub(in crate::app) mod notice;
pub mod ownership;
pub mod preview;
pub mod review;
pub mod submit;
pub mod talk;

pub use dossier::Dossier;

use super::account::spam::Effort;
use super::actor::{Operation, Visitor};
use super::repeat::{self, Begun, Repeat, Turn};
use super::{Directory, Problem};
use crate::error::Code;
use crate::ledger::{Disturbs, Draft, EventKind, LedgerError, Notice, Patch};
use crate::ontology::Ontology;
use crate::ontology::terms::RDFS_COMMENT;
use crate::views::State;
use crate::views::about::submission_iri;
use crate::views::queue::Submission;
use compose::cleaned;
use oxigraph::model::{Literal, NamedNode, NamedNodeRef, Term, Triple};
use std::sync::Arc;

/// Characters of a note, a reason, a comment.
pub const SAID_CHARS_MAX: usize = 4_000;
/// Submissions of one author that wait for a decision.
pub const OPEN_PER_AUTHOR_MAX: usize = 20_000;
/// Events of one submission.
pub const FACTS_MAX: usize = 500;
/// How often a decision is made anew because something else came first.
pub(in crate::app) const ATTEMPTS_MAX: usize = 20;

/// Who the journal says did something when nobody was signed in.
pub const ANONYMOUS: &str = "anonymous";
/// Who the journal says held a submission when nobody had looked at it yet.
pub const GUARD: &str = "guard";

/// Somebody wants something done, perhaps not for the first time.
#[derive(Clone)]
pub struct Errand {
    pub directory: Arc<Directory>,
    pub visitor: Arc<Visitor>,
    pub repeat: Option<Repeat>,
    pub effort: Effort,
}

/// What came of beginning an errand.
pub(in crate::app) enum Start {
    /// To be done while this is held.
    Now(Option<Turn>),
    /// Done before: the subject of its event.
    Before(String),
}

impl Errand {
    /// Who does it, as the journal names them.
    #[must_use]
    pub fn actor(&self) -> &str {
        self.visitor.caller.actor().unwrap_or(ANONYMOUS)
    }

    /// The IRI of a submission that the caller may see.
    ///
    /// # Errors
    /// The same for one that is somebody else's and one that is not there.
    pub fn read(&self, id: &str) -> Result<String, Problem> {
        let found = self.find(&self.state(), id, |owns| self.visitor.caller.demand(Operation::ReadSubmission, owns))?;
        Ok(found.iri.to_string())
    }

    pub(in crate::app) fn state(&self) -> Arc<State> {
        self.directory.views().state()
    }

    pub(in crate::app) fn ontology(&self) -> &Ontology {
        self.directory.ontology()
    }

    pub(in crate::app) async fn start(&self) -> Result<Start, Problem> {
        Ok(match repeat::begin(&self.directory, self.actor(), self.repeat.as_ref()).await? {
            Begun::Now(turn) => Start::Now(turn),
            Begun::Before(event) => Start::Before(event.subject),
        })
    }

    /// Keeps events, the first of which stands for the errand; `None` when something came between that `disturbs`.
    pub(in crate::app) async fn keep(&self, since: u64, disturbs: Option<Disturbs>, mut drafts: Vec<Draft>, notices: Vec<Notice>) -> Result<Option<String>, Problem> {
        if let (Some(repeat), Some(first)) = (&self.repeat, drafts.first_mut()) {
            repeat.mark(first);
        }
        let subject = drafts.first().map(|draft| draft.subject.clone());
        let kept = match disturbs {
            Some(disturbs) => self.directory.append_undisturbed(since, disturbs, drafts, notices).await,
            None => self.directory.append(None, drafts, notices).await,
        };
        match kept {
            Ok(_) => Ok(subject),
            Err(super::DirectoryError::Ledger(LedgerError::HeadMoved { .. })) => Ok(None),
            Err(super::DirectoryError::Ledger(LedgerError::IdempotencyConflict)) => {
                // Done meanwhile, by another process.
                let Some(repeat) = &self.repeat else { return Err(super::DirectoryError::Ledger(LedgerError::IdempotencyConflict).into()) };
                let before = repeat::done(&self.directory, self.actor(), repeat).await?;
                Ok(before.map(|event| event.subject))
            }
            Err(error) => Err(error.into()),
        }
    }

    /// The submission that the caller names, if the caller may know that there is one.
    pub(in crate::app) fn find(&self, state: &State, id: &str, demand: impl Fn(bool) -> Result<(), Problem>) -> Result<Arc<Submission>, Problem> {
        let Some(submission) = state.queue.get(id) else {
            // The same answer as for one that is somebody else's.
            demand(false)?;
            return Err(Problem::new(Code::NotFound, format!("there is no submission `{id}`")));
        };
        demand(self.owns(state, submission))?;
        Ok(Arc::clone(submission))
    }

    /// Whether a submission is the caller's, about a record of the caller's, or sent in to a call in which the caller has a part.
    pub(in crate::app) fn owns(&self, state: &State, submission: &Submission) -> bool {
        let in_call = |actor| state.process.entry(&submission.iri).is_some_and(|entry| state.process.takes_part(actor, &entry.call));
        self.visitor.caller.actor().is_some_and(|actor| *submission.author == *actor || state.queue.owns(actor, &submission.about) || in_call(actor))
    }
}

/// Something came first each time.
pub(in crate::app) fn outrun() -> Problem {
    Problem::new(Code::Busy, "others decided about the same things faster each time; try again")
}

/// An event about a submission, with what is said beside it.
pub(in crate::app) fn event(errand: &Errand, kind: EventKind, subject: &str, patch: Patch, private: Vec<Triple>) -> Draft {
    Draft { actor: errand.actor().to_owned(), kind, subject: subject.to_owned(), patch, private, idempotency_key: None }
}

pub(in crate::app) fn note(subject: &str, predicate: NamedNodeRef<'_>, object: impl Into<Term>) -> Triple {
    Triple::new(NamedNode::new_unchecked(subject), predicate.into_owned(), object)
}

pub(in crate::app) fn text_note(subject: &str, predicate: NamedNodeRef<'_>, text: &str) -> Triple {
    note(subject, predicate, Literal::new_simple_literal(text))
}

pub(in crate::app) fn said_note(subject: &str, said: Option<&str>) -> Option<Triple> {
    said.map(|said| text_note(subject, RDFS_COMMENT, said))
}

/// What somebody says, if anything.
pub(in crate::app) fn said(text: Option<&str>, name: &str) -> Result<Option<String>, Problem> {
    let Some(text) = text else { return Ok(None) };
    let text = cleaned(text).map_err(|message| Problem::new(Code::InvalidInput, format!("`{name}`: {message}")))?;
    let length = text.chars().count();
    if length > SAID_CHARS_MAX {
        return Err(Problem::new(Code::InvalidInput, format!("`{name}` has {length} characters; at most {SAID_CHARS_MAX} are taken")));
    }
    Ok(Some(text).filter(|text| !text.is_empty()))
}

/// The IRI of a submission that begins now.
fn fresh_iri(ontology: &Ontology) -> String {
    submission_iri(&ontology.directory, &ulid::Ulid::new().to_string())
}
