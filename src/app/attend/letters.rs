//! What is written to who wants to come.

use crate::app::account::Desk;
use crate::app::mail::Letter;
use crate::app::occasion::Occasion;

/// The part of every letter that says what it is about.
fn about(desk: &Desk, occasion: &Occasion, subject: &str, first: &str, more: &[&str]) -> Letter {
    let mut paragraphs = vec![first.to_owned(), format!("{}\n{}{}", occasion.title, occasion.words(), occasion.place.as_ref().map_or_else(String::new, |place| format!("\n{place}")))];
    paragraphs.extend(more.iter().map(|&words| words.to_owned()));
    let path = occasion.iri.strip_prefix(desk.iri()).map_or_else(|| occasion.iri.clone(), |path| desk.address(&format!("/{path}")));
    Letter { subject: format!("{subject}: {}", occasion.title), paragraphs, action: Some(("About the event".to_owned(), path)) }
}

const CANNOT_COME: &str = "If you cannot come, withdraw on the page of the event, so that somebody else gets your place.";
const NEEDS: &str = "What you told us that you need is read by the organisers alone, and forgotten a week after the event.";

pub fn registered(desk: &Desk, occasion: &Occasion) -> Letter {
    about(desk, occasion, "You have a place", "You are registered.", &[CANNOT_COME, NEEDS])
}

pub fn waits(desk: &Desk, occasion: &Occasion) -> Letter {
    about(desk, occasion, "You are on the waiting list", "Every place is taken. You are on the waiting list, and hear from us when a place comes free.", &[NEEDS])
}

pub fn moved_up(desk: &Desk, occasion: &Occasion) -> Letter {
    about(desk, occasion, "You have a place now", "A place has come free, and it is yours.", &[CANNOT_COME])
}

pub fn changed(desk: &Desk, occasion: &Occasion) -> Letter {
    about(desk, occasion, "Changed", "When or where this takes place was changed. You are registered still.", &[CANNOT_COME])
}

pub fn cancelled(desk: &Desk, occasion: &Occasion) -> Letter {
    about(desk, occasion, "Cancelled", "This does not take place.", &[])
}

pub fn reminder(desk: &Desk, occasion: &Occasion) -> Letter {
    about(desk, occasion, "Soon", "This is about to begin, and you have a place.", &[CANNOT_COME])
}
