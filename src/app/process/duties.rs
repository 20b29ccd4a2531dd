//! Parts in a call: whoever curates, or organises the call, gives them and takes them back.

use crate::app::Problem;
use crate::app::account::register::address;
use crate::app::actor::Operation;
use crate::app::contribute::{ATTEMPTS_MAX, Errand, Start, event, note, outrun, text_note};
use crate::app::mail::Letter;
use crate::error::Code;
use crate::ledger::{EventKind, Patch};
use crate::ontology::terms::{ENDS, HELD_PART, HOLDER};
use crate::views::about::actor_iri;
use crate::views::process::Duty;
use oxigraph::model::NamedNode;

/// Parts that people have in one call.
pub const DUTIES_PER_CALL_MAX: usize = 200;

/// The opaque identifier of an account that is named by it, or by the confirmed address of whoever has it.
async fn holder(errand: &Errand, named: &str) -> Result<Option<String>, Problem> {
    let email = if named.contains('@') { Some(address(named)?.as_str().to_owned()) } else { None };
    let id = named.to_owned();
    let found = errand.directory.ledger().look(move |book| {
        Box::pin(async move {
            match email {
                Some(email) => Ok(book.by_email(&email).await?.filter(|account| account.verified)),
                None => book.by_id(&id).await,
            }
        })
    });
    Ok(found.await?.map(|account| account.id))
}

/// Gives somebody a part in a call, or takes it back; answers the call's IRI. Nothing happens where it is so already.
///
/// # Errors
/// When there is no such call or account.
pub async fn assign(errand: &Errand, call: &str, account: &str, duty: Duty, ends: bool) -> Result<String, Problem> {
    for _ in 0..ATTEMPTS_MAX {
        let state = errand.state();
        let call = errand.call(&state, call, Operation::Organise)?;
        let _turn = match errand.start().await? {
            Start::Before(subject) => return Ok(subject),
            Start::Now(turn) => turn,
        };
        let iri = &*call.record.iri;
        let found = holder(errand, account).await?;
        if !ends && found.is_none() {
            return Err(Problem::new(Code::NotFound, format!("`account`: there is no account `{account}`; give the opaque identifier that people see as their own, or their confirmed address")));
        }
        // Of an account that is gone a part can still be taken back.
        let account = found.as_deref().unwrap_or(account);
        if state.process.has_duty(account, iri, duty) != ends {
            return Ok(iri.to_owned());
        }
        if !ends && state.process.duties(iri).len() >= DUTIES_PER_CALL_MAX {
            return Err(Problem::new(Code::WrongState, format!("{DUTIES_PER_CALL_MAX} parts in this call are taken; end one first")));
        }
        let mut private = vec![note(iri, HOLDER, NamedNode::new_unchecked(actor_iri(&errand.ontology().directory, account))), text_note(iri, HELD_PART, duty.name())];
        private.extend(ends.then(|| text_note(iri, ENDS, "true")));
        let name = call.name(&state);
        let (subject, text) = if ends {
            (format!("No longer {}: {name}", duty.name()), format!("You are no longer {} of “{name}”.", duty.name()))
        } else {
            (format!("Now {}: {name}", duty.name()), format!("You are now {} of “{name}”. {}", duty.name(), duty.words()))
        };
        let notices = if account == errand.actor() { Vec::new() } else { vec![Letter { subject, paragraphs: vec![text], action: None }.to(account)] };
        let own = iri.to_owned();
        let disturbs = Box::new(move |event: &crate::ledger::Event| event.kind == EventKind::Assigned && *event.subject == *own);
        let draft = event(errand, EventKind::Assigned, iri, Patch::default(), private);
        if let Some(subject) = errand.keep(state.snapshot.revision(), Some(disturbs), vec![draft], notices).await? {
            return Ok(subject);
        }
    }
    Err(outrun())
}
