//! iCalendar (RFC 5545): whatever has a first day, as events of whole days.

use std::fmt::Write as _;

use jiff::{ToSpan as _, civil::Date};
use serde_json::Value as Json;

use super::{Feed, field};
use crate::ontology::{Ontology, Type};

const BEGINS: &str = "https://schema.org/startDate";
const ENDS: &str = "https://schema.org/endDate";
const PLACE: &str = "https://schema.org/location";
/// Of a line, without its end.
const LINE_BYTES_MAX: usize = 75;

/// When and where something is.
pub struct Days {
    first: Date,
    last: Date,
    place: Option<String>,
}

/// Whether records of a type have days.
pub fn has_days(ontology: &Ontology) -> impl Fn(&Type) -> bool {
    move |ty| field(ontology, ty, BEGINS).is_some()
}

impl Days {
    pub fn new(ontology: &Ontology, ty: &Type, node: &Json) -> Option<Self> {
        let text = |predicate: &str| field(ontology, ty, predicate).and_then(|field| node[field].as_str());
        let day = |predicate: &str| text(predicate).and_then(|text| text.get(..10)).and_then(|day| day.parse::<Date>().ok());
        let first = day(BEGINS)?;
        Some(Self { first, last: day(ENDS).filter(|last| *last >= first).unwrap_or(first), place: text(PLACE).map(str::to_owned) })
    }
}

pub fn calendar(feed: &Feed) -> String {
    let mut out = String::new();
    for line in ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//What Works//What Works//EN", "CALSCALE:GREGORIAN", "METHOD:PUBLISH"] {
        fold(&mut out, line);
    }
    fold(&mut out, &format!("X-WR-CALNAME:{}", text(&feed.title)));
    for entry in &feed.entries {
        let Some(days) = &entry.days else { continue };
        // The end of whole days is the day after.
        let after = days.last.checked_add(1.day()).unwrap_or(days.last);
        fold(&mut out, "BEGIN:VEVENT");
        fold(&mut out, &format!("UID:{}", text(&entry.id)));
        fold(&mut out, &format!("DTSTAMP:{}", entry.updated.strftime("%Y%m%dT%H%M%SZ")));
        fold(&mut out, &format!("DTSTART;VALUE=DATE:{}", days.first.strftime("%Y%m%d")));
        fold(&mut out, &format!("DTEND;VALUE=DATE:{}", after.strftime("%Y%m%d")));
        fold(&mut out, &format!("SUMMARY:{}", text(&entry.title)));
        for (name, value) in [("DESCRIPTION", &entry.summary), ("LOCATION", &days.place)] {
            if let Some(value) = value {
                fold(&mut out, &format!("{name}:{}", text(value)));
            }
        }
        // The record's own address says no more than which record it is, so that importing the calendar adds nothing.
        let address = entry.home.as_ref().unwrap_or(&entry.id);
        fold(&mut out, &format!("URL:{}", address.chars().filter(|sign| !sign.is_control()).collect::<String>()));
        fold(&mut out, "END:VEVENT");
    }
    fold(&mut out, "END:VCALENDAR");
    out
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
