//! Reminders: a mail some days before a call closes, to whoever asked for one or keeps a draft for it; once for each end that it has.

use super::window::told;
use super::{Call, Phase};
use crate::app::actor::Operation;
use crate::app::contribute::Errand;
use crate::app::mail::Letter;
use crate::app::{Directory, Problem};
use crate::ledger::Notice;
use crate::views::State;
use jiff::SignedDuration;
use std::sync::Arc;

/// How long before a call closes people are reminded.
pub const REMINDER_HOURS: i64 = 72;
/// Mails about one call put into the outbox at once.
const REMINDED_MAX: u32 = 1_000;

/// Asks for a reminder of a call, or for none any more; answers the call's IRI. Repeating this is harmless.
///
/// # Errors
/// When there is no such call.
pub async fn ask(errand: &Errand, call: &str, wanted: bool) -> Result<String, Problem> {
    errand.visitor.caller.demand(Operation::AskReminder, false)?;
    let call = Call::find(&errand.state(), call)?;
    let iri = call.record.iri.to_string();
    let (own, account) = (iri.clone(), errand.actor().to_owned());
    errand.directory.ledger().keep(move |book| Box::pin(async move { book.want_reminder(&own, &account, wanted).await.map(Ok::<_, Problem>) })).await??;
    Ok(iri)
}

/// Whether somebody asked to be reminded of a call.
///
/// # Errors
/// When the ledger cannot be read.
pub async fn is_asked(errand: &Errand, call: &str) -> Result<bool, Problem> {
    let (call, account) = (call.to_owned(), errand.actor().to_owned());
    Ok(errand.directory.ledger().look(move |book| Box::pin(async move { book.wants_reminder(&call, &account).await })).await?)
}

/// Puts the reminders that are due into the outbox. Answers how many.
///
/// # Errors
/// When the ledger cannot be read or written.
pub async fn remind(directory: &Arc<Directory>) -> Result<usize, Problem> {
    let state = directory.views().state();
    let now = directory.desk().now();
    let mut sent = 0;
    for call in Call::all(&state) {
        let closes = call.window.closes.timestamp();
        let soon = closes.duration_since(now) <= SignedDuration::from_hours(REMINDER_HOURS);
        if call.window.phase(now) != Phase::Open || !soon {
            continue;
        }
        let (iri, end, letter) = (call.record.iri.to_string(), closes.as_millisecond(), letter(directory, &state, &call));
        let reminded = directory.ledger().keep(move |book| {
            Box::pin(async move {
                let accounts = book.to_remind(&iri, end, REMINDED_MAX).await?;
                for account in &accounts {
                    book.reminded(&iri, account, end, ulid::Ulid::new(), &Notice { account: account.clone(), ..letter.clone() }).await?;
                }
                Ok(Ok::<_, Problem>(accounts.len()))
            })
        });
        sent += reminded.await??;
    }
    if sent > 0 {
        directory.desk().post().notify_one();
    }
    Ok(sent)
}

fn letter(directory: &Directory, state: &State, call: &Call) -> Notice {
    let name = call.name(state);
    let iri = &call.record.iri;
    let address = iri.strip_prefix(&directory.ontology().directory.iri).map_or_else(|| iri.to_string(), |rest| directory.desk().address(&format!("/{rest}")));
    let paragraphs = vec![format!("“{name}” closes at {}. You asked to be reminded, or keep a draft for it.", told(&call.window.closes))];
    Letter { subject: format!("Closes soon: {name}"), paragraphs, action: Some(("The call".to_owned(), address)) }.to("").leading_to(call.page(state))
}
