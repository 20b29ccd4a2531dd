//! Coming to what happens: whoever wants to registers, waits when every place is taken, and takes back what they said; organisers see who
//! comes and what they need. Kept with the accounts and never in the journal or in a view.
//!
//! A place is taken within one transaction of the ledger's only writer, so that the last one goes to one person however many ask at once. What
//! is to be looked at now and then (who moves up, who is reminded, what is forgotten) does [`tend`].
//!
//! Uses accounts, mail and [`super::occasion`]; which records one can come to, the ontology says by `ww:role ww:Capacity`.

mod letters;
mod tend;

use std::sync::Arc;

use jiff::Timestamp;

use super::account::Desk;
use super::actor::{Operation, Visitor};
use super::contribute::compose::cleaned;
use super::contribute::submit::published;
use super::occasion::Occasion;
use super::{Directory, Problem, tabulate};
use crate::error::Code;
use crate::ledger::{AccountBook, LedgerError, Mail, Registration};
use crate::views::State;

pub use tend::tend;

/// Characters of what somebody says that they need.
pub const NEEDS_CHARS_MAX: usize = 2_000;
/// Who can wait for a place at one event.
pub const WAITING_MAX: usize = 1_000;
/// Events of one account at a time.
pub const REGISTRATIONS_PER_ACCOUNT_MAX: usize = 100;
/// Days after the end until needs, and until registrations, are forgotten.
pub const NEEDS_DAYS_MAX: i64 = 7;
pub const REGISTRATION_DAYS_MAX: i64 = 90;

const DAY_MS: i64 = 86_400_000;
/// What needs are sealed for.
const SEALED_NEEDS: &str = "whatworks needs";

/// A registration as the person sees it.
#[derive(Clone, Debug)]
pub struct Attendance {
    pub occasion: Occasion,
    /// From 1, among those who wait; nothing for who has a place.
    pub waiting: Option<usize>,
    pub needs: Option<String>,
    pub since: Timestamp,
}

/// A registration as organisers see it.
#[derive(Clone, Debug)]
pub struct Attendee {
    pub name: String,
    pub email: String,
    pub waiting: Option<usize>,
    pub needs: Option<String>,
    pub since: Timestamp,
}

/// Registers the caller, or changes what they need. Asked again, it answers the same.
///
/// # Errors
/// When there is no such event, none can register for it (any more), or too many wait.
pub async fn register(directory: &Arc<Directory>, visitor: &Visitor, id: &str, needs: Option<&str>) -> Result<Attendance, Problem> {
    visitor.caller.demand(Operation::ComeToEvent, false)?;
    let desk = directory.desk();
    let state = directory.views().state();
    let occasion = open(&state, id)?;
    let capacity = occasion.capacity.unwrap_or_default();
    let now = desk.now();
    let needs = said(needs)?;
    let sealed = needs.as_deref().map(|needs| desk.seal(SEALED_NEEDS, needs)).transpose()?;
    let account = visitor.caller.actor().unwrap_or_default().to_owned();
    desk.allow_attendance(&account).await?;
    let end = occasion.ends().as_millisecond();
    let wanted = Registration {
        id: desk.next_ulid()?.to_string(),
        event: occasion.iri.clone(),
        account: account.clone(),
        waiting: false,
        needs: sealed,
        created: now.as_millisecond(),
        stamp: occasion.stamp(),
        reminded: false,
        forget: end + NEEDS_DAYS_MAX * DAY_MS,
        expires: end + REGISTRATION_DAYS_MAX * DAY_MS,
    };
    let mails = [desk.invitation(&account, &letters::registered(desk, &occasion), &occasion)?, desk.invitation(&account, &letters::waits(desk, &occasion), &occasion)?];
    let is_closed = now > occasion.closes;
    let kept = directory.ledger().keep(move |book| Box::pin(async move { take(book, wanted, capacity, is_closed, mails).await }));
    let (registration, waiting) = kept.await??;
    desk.post().notify_one();
    Ok(attendance(desk, occasion, &registration, waiting))
}

/// Gives a place, or one in the waiting list, within a transaction.
async fn take(book: &mut AccountBook<'_>, wanted: Registration, capacity: u64, is_closed: bool, [placed, waits]: [Mail; 2]) -> Result<Result<(Registration, Option<usize>), Problem>, LedgerError> {
    let others = book.registrations_for(&wanted.event).await?;
    if let Some(own) = others.iter().find(|other| other.account == wanted.account) {
        // Only what they need can be different.
        let changed = Registration { needs: wanted.needs.or_else(|| own.needs.clone()), ..own.clone() };
        book.put_registration(&changed).await?;
        return Ok(Ok((changed, place_in(&others, own))));
    }
    if is_closed {
        return Ok(Err(Problem::new(Code::WrongState, "registration is closed")));
    }
    if book.registrations_of(&wanted.account).await?.len() >= REGISTRATIONS_PER_ACCOUNT_MAX {
        return Ok(Err(Problem::new(Code::TooManyRequests, format!("you are registered for {REGISTRATIONS_PER_ACCOUNT_MAX} events already; withdraw from one first"))));
    }
    let taken = others.iter().filter(|other| !other.waiting).count();
    let waiting = others.len() - taken;
    // Who waits comes first, should a place have come free.
    let waits_too = waiting > 0 || taken as u64 >= capacity;
    if waits_too && waiting >= WAITING_MAX {
        return Ok(Err(Problem::new(Code::WrongState, format!("every place is taken, and {WAITING_MAX} people wait for one"))));
    }
    let registration = Registration { waiting: waits_too, ..wanted };
    book.put_registration(&registration).await?;
    book.post(if waits_too { &waits } else { &placed }).await?;
    Ok(Ok((registration, waits_too.then_some(waiting + 1))))
}

/// Takes the caller's registration back; who waits longest gets the place.
///
/// # Errors
/// When the caller is not registered.
pub async fn withdraw(directory: &Arc<Directory>, visitor: &Visitor, id: &str) -> Result<(), Problem> {
    visitor.caller.demand(Operation::ComeToEvent, false)?;
    let desk = directory.desk();
    let state = directory.views().state();
    let iri = published(&state, &[], id).map(|record| record.iri.to_string()).or_else(|problem| if problem.code == Code::Gone { Ok(id.to_owned()) } else { Err(problem) })?;
    let account = visitor.caller.actor().unwrap_or_default().to_owned();
    desk.allow_attendance(&account).await?;
    let (event, who) = (iri.clone(), account);
    let gone = directory.ledger().keep(move |book| Box::pin(async move { book.drop_registration(&event, &who).await.map(Ok::<_, Problem>) })).await??;
    if !gone {
        return Err(Problem::new(Code::NotFound, format!("you are not registered for <{iri}>")));
    }
    tend::move_up(directory, &state, &iri).await?;
    desk.post().notify_one();
    Ok(())
}

/// The caller's registrations, newest first; those to what was withdrawn left out.
///
/// # Errors
/// When the caller may not, or the ledger cannot be read.
pub async fn attendances(directory: &Arc<Directory>, visitor: &Visitor) -> Result<Vec<Attendance>, Problem> {
    visitor.caller.demand(Operation::ComeToEvent, false)?;
    let account = visitor.caller.actor().unwrap_or_default().to_owned();
    let rows = directory.ledger().look(move |book| {
        Box::pin(async move {
            let mut found = Vec::new();
            for own in book.registrations_of(&account).await? {
                let waiting = if own.waiting { place_in(&book.registrations_for(&own.event).await?, &own) } else { None };
                found.push((own, waiting));
            }
            Ok(found)
        })
    });
    let (desk, state) = (directory.desk(), directory.views().state());
    let languages = &state.snapshot.ontology().directory.languages;
    let shown = rows.await?.into_iter().filter_map(|(own, waiting)| {
        let occasion = Occasion::of(&state, state.snapshot.by_iri(&own.event)?, languages)?;
        Some(attendance(desk, occasion, &own, waiting))
    });
    Ok(shown.collect())
}

/// Who comes and who waits, for whoever owns the record and for curators.
///
/// # Errors
/// When the caller may not see them, or there is no such event.
pub async fn attendees(directory: &Arc<Directory>, visitor: &Visitor, id: &str) -> Result<Vec<Attendee>, Problem> {
    let state = directory.views().state();
    let record = published(&state, &[], id)?;
    let owns = visitor.caller.actor().is_some_and(|actor| state.queue.owns(actor, &record.iri));
    visitor.caller.demand(Operation::ReadAttendees, owns)?;
    let event = record.iri.to_string();
    let rows = directory.ledger().look(move |book| {
        Box::pin(async move {
            let all = book.registrations_for(&event).await?;
            let mut found = Vec::new();
            for own in &all {
                found.extend(book.by_id(&own.account).await?.map(|account| (account, own.clone(), place_in(&all, own))));
            }
            Ok(found)
        })
    });
    let desk = directory.desk();
    let shown = rows.await?.into_iter().map(|(account, own, waiting)| Attendee {
        name: account.name,
        email: account.email,
        waiting,
        needs: own.needs.as_deref().and_then(|sealed| desk.open_sealed(SEALED_NEEDS, sealed)),
        since: Timestamp::from_millisecond(own.created).unwrap_or_default(),
    });
    Ok(shown.collect())
}

/// The same as a CSV table that no spreadsheet takes for formulas.
///
/// # Errors
/// Like [`attendees`].
pub async fn attendees_table(directory: &Arc<Directory>, visitor: &Visitor, id: &str) -> Result<String, Problem> {
    let all = attendees(directory, visitor, id).await?;
    let rows = all.into_iter().map(|one| vec![one.name, one.email, one.waiting.map_or_else(|| "has a place".to_owned(), |place| format!("waits, {place}")), one.since.to_string(), one.needs.unwrap_or_default()]);
    tabulate::plain(&["name", "email", "state", "since", "needs"], rows).map_err(|error| Problem::new(Code::Internal, format!("the table cannot be written: {error}")))
}

/// How many places are free, and whether one can register now: for a page that everybody sees.
///
/// # Errors
/// When the ledger cannot be read.
pub async fn free(directory: &Directory, occasion: &Occasion) -> Result<u64, Problem> {
    let event = occasion.iri.clone();
    let all = directory.ledger().look(move |book| Box::pin(async move { book.registrations_for(&event).await })).await?;
    let (waiting, placed): (Vec<_>, Vec<_>) = all.iter().partition(|one| one.waiting);
    Ok(if waiting.is_empty() { occasion.capacity.unwrap_or_default().saturating_sub(placed.len() as u64) } else { 0 })
}

/// The published event that one can come to.
fn open(state: &State, id: &str) -> Result<Occasion, Problem> {
    let record = published(state, &[], id)?;
    let occasion = Occasion::of(state, &record, &state.snapshot.ontology().directory.languages).filter(|occasion| occasion.capacity.is_some());
    occasion.ok_or_else(|| Problem::new(Code::WrongState, format!("nobody registers for <{}> here: it has no number of places", record.iri)))
}

/// From 1, among those who wait.
fn place_in(all: &[Registration], own: &Registration) -> Option<usize> {
    all.iter().filter(|one| one.waiting).position(|one| one.account == own.account).map(|at| at + 1)
}

fn said(needs: Option<&str>) -> Result<Option<String>, Problem> {
    let needs = cleaned(needs.unwrap_or_default()).map_err(|message| Problem::new(Code::InvalidInput, format!("`needs`: {message}")))?;
    let length = needs.chars().count();
    if length > NEEDS_CHARS_MAX {
        return Err(Problem::new(Code::InvalidInput, format!("`needs` has {length} characters; at most {NEEDS_CHARS_MAX} are taken")));
    }
    Ok(Some(needs).filter(|needs| !needs.is_empty()))
}

fn attendance(desk: &Desk, occasion: Occasion, own: &Registration, waiting: Option<usize>) -> Attendance {
    let needs = own.needs.as_deref().and_then(|sealed| desk.open_sealed(SEALED_NEEDS, sealed));
    Attendance { occasion, waiting, needs, since: Timestamp::from_millisecond(own.created).unwrap_or_default() }
}
