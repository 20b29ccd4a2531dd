//! What people say about submissions and records: comments, reports, endorsements.

use super::machine::{Action, permit};
use super::notice::Letter;
use super::submit::{about, full, label_of, published};
use super::{ANONYMOUS, ATTEMPTS_MAX, Errand, Start, event, fresh_iri, note, outrun, said, said_note, text_note};
use crate::app::Problem;
use crate::app::account::Limit;
use crate::app::actor::Operation;
use crate::error::Code;
use crate::ledger::{EventKind, Patch};
use crate::ontology::terms::{ABOUT, REPORTS};
use crate::views::State;
use crate::views::queue::Kind;
use crate::views::records::Record;
use oxigraph::model::NamedNode;
use std::sync::Arc;

/// What a report says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Complaint {
    OutOfDate,
    Wrong,
    BrokenLink,
    Duplicate,
    RemoveMe,
    Unfit,
    Other,
}

impl Complaint {
    pub const ALL: [Self; 7] = [Self::OutOfDate, Self::Wrong, Self::BrokenLink, Self::Duplicate, Self::RemoveMe, Self::Unfit, Self::Other];

    /// The name in the ledger; as an enum value in capitals.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::OutOfDate => "out-of-date",
            Self::Wrong => "wrong",
            Self::BrokenLink => "broken-link",
            Self::Duplicate => "duplicate",
            Self::RemoveMe => "remove-me",
            Self::Unfit => "unfit",
            Self::Other => "other",
        }
    }

    /// One line for people.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::OutOfDate => "It is no longer so.",
            Self::Wrong => "It was never so.",
            Self::BrokenLink => "An address in it leads nowhere.",
            Self::Duplicate => "Another record is about the same.",
            Self::RemoveMe => "This is me, please remove it.",
            Self::Unfit => "It does not belong here: advertising, insults, or worse.",
            Self::Other => "Something else; the text says what.",
        }
    }
}

/// Says something about a submission, for its author and curators.
///
/// # Errors
/// When there is nothing said.
pub async fn comment(errand: &Errand, id: &str, text: &str) -> Result<String, Problem> {
    let text = said(Some(text), "text")?.ok_or_else(|| Problem::new(Code::InvalidInput, "`text`: there is nothing in it"))?;
    for _ in 0..ATTEMPTS_MAX {
        let state = errand.state();
        let submission = errand.find(&state, id, |owns| errand.visitor.caller.demand(Operation::Comment, owns))?;
        let _turn = match errand.start().await? {
            Start::Before(subject) => return Ok(subject),
            Start::Now(turn) => turn,
        };
        permit(Action::Comment, &submission, &errand.visitor.caller, errand.owns(&state, &submission))?;
        full(&submission)?;
        let title = super::dossier::title(&state, &submission);
        let letter = Letter::about(&submission, title.as_deref());
        let (author, actor) = (&*submission.author, errand.actor());
        let mut notices = Vec::new();
        if author != actor && author != ANONYMOUS {
            notices.extend(letter.step(author, Action::Comment, Some(&text), &[]));
        }
        notices.extend(submission.taken_by.iter().filter(|curator| ***curator != *actor && ***curator != *author).map(|curator| letter.answer(curator, Some(&text))));
        let draft = event(errand, EventKind::Commented, &submission.iri, Patch::default(), said_note(&submission.iri, Some(&text)).into_iter().collect());
        if let Some(subject) = errand.keep(state.snapshot.revision(), Some(about(&submission)), vec![draft], notices).await? {
            return Ok(subject);
        }
    }
    Err(outrun())
}

/// Tells curators that something is wrong with a published record.
///
/// # Errors
/// When there is no such record.
pub async fn report(errand: &Errand, id: &str, complaint: Complaint, text: Option<&str>) -> Result<String, Problem> {
    errand.visitor.caller.demand(Operation::Report, false)?;
    let _turn = match errand.start().await? {
        Start::Before(subject) => return Ok(subject),
        Start::Now(turn) => turn,
    };
    let state = errand.state();
    let record = published(&state, &[], id)?;
    errand.directory.desk().allow_anonymous(&errand.visitor, Limit::ReportsOfNetwork).await?;
    let text = said(text, "text")?;
    if complaint == Complaint::Other && text.is_none() {
        return Err(Problem::new(Code::InvalidInput, "`text`: say what is wrong"));
    }
    let iri = fresh_iri(errand.ontology());
    let mut private = vec![note(&iri, ABOUT, NamedNode::new_unchecked(&*record.iri)), text_note(&iri, REPORTS, complaint.name())];
    private.extend(said_note(&iri, text.as_deref()));
    let title = label_of(&state, &record.iri);
    let letter = Letter { key: iri.rsplit('/').next().unwrap_or(&iri), title: title.as_deref(), kind: Kind::Report };
    let mut notices = errand.visitor.caller.actor().map(|actor| letter.received(actor)).into_iter().collect();
    let mut drafts = vec![event(errand, EventKind::Reported, &iri, Patch::default(), private)];
    errand.hold(&state, &letter, None, &mut drafts, &mut notices).await?;
    errand.keep(state.snapshot.revision(), None, drafts, notices).await?.ok_or_else(outrun)
}

/// The published claim that somebody names.
///
/// # Errors
/// When there is none.
pub fn claim(state: &State, id: &str) -> Result<Arc<Record>, Problem> {
    let types: Vec<_> = state.snapshot.ontology().types.iter().filter(|ty| ty.claim.is_some()).map(|ty| ty.id).collect();
    published(state, &types, id)
}

/// Says that a claim agrees with one's own experience; once a person. Answers the claim's IRI.
///
/// # Errors
/// When there is no such claim.
pub async fn endorse(errand: &Errand, id: &str, text: Option<&str>) -> Result<String, Problem> {
    errand.visitor.caller.demand(Operation::Endorse, false)?;
    let text = said(text, "context")?;
    for _ in 0..ATTEMPTS_MAX {
        let _turn = match errand.start().await? {
            Start::Before(subject) => return Ok(subject),
            Start::Now(turn) => turn,
        };
        let state = errand.state();
        let claim = claim(&state, id)?;
        if state.queue.has_endorsed(errand.actor(), &claim.iri) {
            return Ok(claim.iri.to_string());
        }
        let (own, actor) = (claim.iri.clone(), errand.actor().to_owned());
        let draft = event(errand, EventKind::Endorsed, &claim.iri, Patch::default(), said_note(&claim.iri, text.as_deref()).into_iter().collect());
        let twice = Box::new(move |event: &crate::ledger::Event| event.kind == EventKind::Endorsed && *event.subject == *own && event.actor == actor);
        if let Some(subject) = errand.keep(state.snapshot.revision(), Some(twice), vec![draft], Vec::new()).await? {
            return Ok(subject);
        }
    }
    Err(outrun())
}
