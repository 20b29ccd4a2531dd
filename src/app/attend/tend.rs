//! What is looked at now and then: who moves up from a waiting list, who is told that something changed or was cancelled, who is reminded,
//! and what is forgotten.

use std::sync::Arc;

use super::letters;
use crate::app::account::Desk;
use crate::app::mail::Letter;
use crate::app::occasion::Occasion;
use crate::app::{Directory, Problem};
use crate::error::Code;
use crate::ledger::{AccountBook, LedgerError, Mail, Notice, Registration};
use crate::views::State;

/// Before it begins.
pub const REMINDER_HOURS: i64 = 48;
/// Mails of one event that are written in one transaction.
const MAILS_PER_EVENT_MAX: usize = 200;

const HOUR_MS: i64 = 3_600_000;

/// Looks at everything to which somebody wants to come. Answers how many mails were written.
///
/// # Errors
/// When the ledger cannot be read or written.
pub async fn tend(directory: &Arc<Directory>) -> Result<usize, Problem> {
    let desk = directory.desk();
    let now = desk.now().as_millisecond();
    directory.ledger().keep(move |book| Box::pin(async move { book.forget_registrations(now).await.map(Ok::<_, Problem>) })).await??;
    let events = directory.ledger().look(|book| Box::pin(async move { book.registered_events().await })).await?;
    let mut written = 0;
    for iri in events {
        let state = directory.views().state();
        let languages = state.snapshot.ontology().directory.languages.clone();
        let occasion = match state.snapshot.by_iri(&iri) {
            Some(record) => Occasion::of(&state, record, &languages),
            None => {
                let (state, iri) = (Arc::clone(&state), iri.clone());
                let read = tokio::task::spawn_blocking(move || Occasion::withdrawn(&state, &iri, &languages)).await;
                read.map_err(|_| Problem::new(Code::Internal, "reading what was withdrawn broke"))??
            }
        };
        match occasion {
            Some(occasion) if occasion.ends().as_millisecond() > now => {
                written += look(directory, &occasion).await?;
                if !occasion.is_cancelled {
                    written += move_up(directory, &state, &iri).await?;
                }
            }
            Some(_) => {}
            // Merged or erased, or nothing that happens any more: nobody can come to it.
            None if state.snapshot.by_iri(&iri).is_none() => {
                directory.ledger().keep(move |book| Box::pin(async move { drop_all(book, &iri).await.map(Ok::<_, Problem>) })).await??;
            }
            None => {}
        }
    }
    if written > 0 {
        desk.post().notify_one();
    }
    Ok(written)
}

async fn drop_all(book: &mut AccountBook<'_>, event: &str) -> Result<(), LedgerError> {
    for one in book.registrations_for(event).await? {
        book.drop_registration(event, &one.account).await?;
    }
    Ok(())
}

/// A mail with a calendar that everybody gets, or one from which people may have unsubscribed.
enum Told {
    Surely(Mail),
    Perhaps(ulid::Ulid, Notice),
}

/// Tells those who come, and those who wait, what they do not know yet.
async fn look(directory: &Directory, occasion: &Occasion) -> Result<usize, Problem> {
    let desk = directory.desk();
    let event = occasion.iri.clone();
    let all = directory.ledger().look(move |book| Box::pin(async move { book.registrations_for(&event).await })).await?;
    let is_soon = desk.now().as_millisecond() >= occasion.begins().as_millisecond() - REMINDER_HOURS * HOUR_MS && desk.now() < occasion.begins();
    let stamp = occasion.stamp();
    let mut told: Vec<(Registration, Registration, Told)> = Vec::new();
    for one in all.into_iter() {
        if told.len() >= MAILS_PER_EVENT_MAX {
            break;
        }
        let surely = |letter: &Letter| desk.invitation(&one.account, letter, occasion).map(Told::Surely);
        if occasion.is_cancelled || one.stamp != stamp {
            let letter = if occasion.is_cancelled { letters::cancelled(desk, occasion) } else { letters::changed(desk, occasion) };
            let after = Registration { stamp: stamp.clone(), ..one.clone() };
            let mail = surely(&letter)?;
            told.push((one, after, mail));
        } else if is_soon && !one.waiting && !one.reminded {
            let notice = letters::reminder(desk, occasion).to(&one.account);
            told.push((one.clone(), Registration { reminded: true, ..one }, Told::Perhaps(desk.next_ulid()?, notice)));
        }
    }
    let (count, is_cancelled) = (told.len(), occasion.is_cancelled);
    let kept = directory.ledger().keep(move |book| {
        Box::pin(async move {
            for (before, after, mail) in told {
                // Another process may have told them meanwhile, or they may have gone.
                if !book.registrations_for(&before.event).await?.contains(&before) {
                    continue;
                }
                match mail {
                    Told::Surely(mail) => book.post(&mail).await?,
                    Told::Perhaps(id, notice) => book.notify(id, &notice).await?,
                }
                if is_cancelled {
                    book.drop_registration(&before.event, &before.account).await?;
                } else {
                    book.put_registration(&after).await?;
                }
            }
            Ok(Ok::<_, Problem>(()))
        })
    });
    kept.await??;
    Ok(count)
}

/// Gives free places to those who wait longest. Answers how many moved up.
pub async fn move_up(directory: &Arc<Directory>, state: &State, iri: &str) -> Result<usize, Problem> {
    let languages = &state.snapshot.ontology().directory.languages;
    let Some(occasion) = state.snapshot.by_iri(iri).and_then(|record| Occasion::of(state, record, languages)) else { return Ok(0) };
    let desk = directory.desk();
    if desk.now() >= occasion.begins() {
        return Ok(0);
    }
    let capacity = usize::try_from(occasion.capacity.unwrap_or_default()).unwrap_or(usize::MAX);
    let event = iri.to_owned();
    let all = directory.ledger().look(move |book| Box::pin(async move { book.registrations_for(&event).await })).await?;
    let free = capacity.saturating_sub(all.iter().filter(|one| !one.waiting).count());
    let mails: Vec<Mail> = first_waiting(&all, free).iter().map(|one| mail(desk, &occasion, one)).collect::<Result<_, _>>()?;
    if mails.is_empty() {
        return Ok(0);
    }
    let event = iri.to_owned();
    let kept = directory.ledger().keep(move |book| {
        Box::pin(async move {
            // Counted again within the transaction: others take places at the same time.
            let all = book.registrations_for(&event).await?;
            let free = capacity.saturating_sub(all.iter().filter(|one| !one.waiting).count());
            let mut moved = 0;
            for one in first_waiting(&all, free) {
                let Some(mail) = mails.iter().find(|mail| mail.account == one.account) else { continue };
                book.put_registration(&Registration { waiting: false, ..one.clone() }).await?;
                book.post(mail).await?;
                moved += 1;
            }
            Ok(Ok::<_, Problem>(moved))
        })
    });
    kept.await?
}

fn first_waiting(all: &[Registration], free: usize) -> Vec<&Registration> {
    all.iter().filter(|one| one.waiting).take(free.min(MAILS_PER_EVENT_MAX)).collect()
}

fn mail(desk: &Desk, occasion: &Occasion, one: &Registration) -> Result<Mail, Problem> {
    desk.invitation(&one.account, &letters::moved_up(desk, occasion), occasion)
}
