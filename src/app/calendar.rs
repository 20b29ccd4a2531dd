//! iCalendar (RFC 5545): what happens at a time, for people's calendars. An entry is known by its record's address and rises in sequence with
//! each change, so that calendars that have it replace it; what was withdrawn is cancelled there.

use std::fmt::Write as _;

use jiff::{Timestamp, ToSpan as _};

use super::occasion::{Occasion, When};

pub const MEDIA_TYPE: &str = "text/calendar; charset=utf-8";
/// Of a line, without its end.
const LINE_BYTES_MAX: usize = 75;

/// A calendar.
#[must_use]
pub fn calendar(title: &str, occasions: &[Occasion]) -> String {
    let mut out = String::new();
    // A calendar that only takes something away says so.
    let method = if !occasions.is_empty() && occasions.iter().all(|occasion| occasion.is_cancelled) { "CANCEL" } else { "PUBLISH" };
    for line in ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//What Works//What Works//EN", "CALSCALE:GREGORIAN", &format!("METHOD:{method}")] {
        fold(&mut out, line);
    }
    fold(&mut out, &format!("X-WR-CALNAME:{}", text(title)));
    for occasion in occasions {
        entry(&mut out, occasion);
    }
    fold(&mut out, "END:VCALENDAR");
    out
}

fn entry(out: &mut String, occasion: &Occasion) {
    let instant = |time: Timestamp| time.strftime("%Y%m%dT%H%M%SZ").to_string();
    fold(out, "BEGIN:VEVENT");
    fold(out, &format!("UID:{}", text(&occasion.iri)));
    fold(out, &format!("DTSTAMP:{}", instant(occasion.modified)));
    fold(out, &format!("LAST-MODIFIED:{}", instant(occasion.modified)));
    fold(out, &format!("SEQUENCE:{}", occasion.sequence));
    match occasion.when {
        When::Days { first, last } => {
            // The end of whole days is the day after.
            let after = last.checked_add(1.day()).unwrap_or(last);
            fold(out, &format!("DTSTART;VALUE=DATE:{}", first.strftime("%Y%m%d")));
            fold(out, &format!("DTEND;VALUE=DATE:{}", after.strftime("%Y%m%d")));
        }
        // Universal time needs no table of clock changes, and every calendar shows it by its reader's clock.
        When::Instants { begins, ends } => {
            fold(out, &format!("DTSTART:{}", instant(begins)));
            if let Some(ends) = ends {
                fold(out, &format!("DTEND:{}", instant(ends)));
            }
        }
    }
    fold(out, &format!("SUMMARY:{}", text(&occasion.title)));
    for (name, value) in [("DESCRIPTION", &occasion.summary), ("LOCATION", &occasion.place)] {
        if let Some(value) = value {
            fold(out, &format!("{name}:{}", text(value)));
        }
    }
    fold(out, &format!("STATUS:{}", if occasion.is_cancelled { "CANCELLED" } else { "CONFIRMED" }));
    // The record’s own address says no more than which record it is, so that importing the calendar adds nothing.
    let address = occasion.home.as_deref().unwrap_or(&occasion.iri);
    fold(out, &format!("URL:{}", address.chars().filter(|sign| !sign.is_control()).collect::<String>()));
    fold(out, "END:VEVENT");
}

/// Text in which nothing can be taken for the end of a line or a list.
fn text(text: &str) -> String {
    let mut safe = String::with_capacity(text.len() + 8);
    for sign in text.replace("\r\n", "\n").chars() {
        match sign {
            '\\' | ';' | ',' => {
                let _ = write!(safe, "\\{sign}");
            }
            '\n' | '\r' | '\u{2028}' | '\u{2029}' => safe.push_str("\\n"),
            sign if sign.is_control() => {}
            sign => safe.push(sign),
        }
    }
    safe
}

/// Adds a line, broken where it is too long and between characters.
fn fold(out: &mut String, line: &str) {
    let mut bytes = 0;
    for sign in line.chars() {
        if bytes + sign.len_utf8() > LINE_BYTES_MAX {
            out.push_str("\r\n ");
            bytes = 1;
        }
        out.push(sign);
        bytes += sign.len_utf8();
    }
    out.push_str("\r\n");
}
