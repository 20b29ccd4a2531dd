//! What looks like spam, is signed by nobody or came late to a call is held from the start: the submission and the event that holds it are kept together. Its author is told why and
//! can appeal; a curator releases or rejects it.

use super::machine::Action;
use super::notice::Letter;
use super::{Errand, GUARD, said_note};
use crate::app::Problem;
use crate::app::account::spam::{Sent, Suspicion, WAITING_OF_NEWCOMER_MAX};
use crate::ledger::{Draft, EventKind, Notice, Patch};
use crate::views::State;
use oxigraph::model::{Term, Triple};

/// Why what strangers send in is held.
const UNSIGNED: &str = "it was sent without an account";

impl Errand {
    /// Adds to a submission that is about to be kept what holds it, if anything speaks for that: it may be spam, nobody signed it, or it came
    /// `late`, for the reason given. Uses up the proof of work.
    ///
    /// # Errors
    /// When a proof is shown that is not good.
    pub(super) async fn hold(&self, state: &State, letter: &Letter<'_>, late: Option<&str>, drafts: &mut Vec<Draft>, notices: &mut Vec<Notice>) -> Result<(), Problem> {
        let Some(draft) = drafts.first() else { return Ok(()) };
        let texts: Vec<&str> = draft.patch.added.iter().chain(&draft.private).filter_map(read_by_people).collect();
        let waiting = self.visitor.caller.actor().map_or(0, |actor| state.queue.of_author(actor).filter(|submission| submission.state.is_open()).take(WAITING_OF_NEWCOMER_MAX).count());
        let sent = Sent { effort: &self.effort, texts: &texts, waiting };
        let suspicions = self.directory.desk().suspicions(&self.visitor.caller, sent).await?;
        let unsigned = self.visitor.caller.actor().is_none() && draft.kind == EventKind::Submitted;
        let reasons: Vec<&str> = late.into_iter().chain(unsigned.then_some(UNSIGNED)).chain(suspicions.iter().map(|suspicion: &Suspicion| suspicion.words())).collect();
        if reasons.is_empty() {
            return Ok(());
        }
        let reason = reasons.join("; ");
        let private = said_note(&draft.subject, Some(&reason)).into_iter().collect();
        let held = Draft { actor: GUARD.to_owned(), kind: EventKind::Quarantined, subject: draft.subject.clone(), patch: Patch::default(), private, idempotency_key: None };
        drafts.push(held);
        // Said in one mail, not in two.
        notices.clear();
        notices.extend(self.visitor.caller.actor().and_then(|actor| letter.step(actor, Action::Quarantine, Some(&reason), &[])));
        Ok(())
    }
}

fn read_by_people(triple: &Triple) -> Option<&str> {
    if let Term::Literal(literal) = &triple.object { Some(literal.value()) } else { None }
}
