//! iCalendar (RFC 5545): its events. Rules of repetition are not followed, so that a line cannot become a million events.

use jiff::civil::{Date, Time};
use jiff::tz::TimeZone;
use jiff::{Span, Timestamp, ToSpan as _};

use super::{Entries, Entry, NESTING_MAX};

/// `start` and `end` are days; `begins` and `ends` instants, and `zone` whose clocks they go by, where the calendar tells a time.
pub const COLUMNS: &[&str] = &["id", "name", "summary", "start", "end", "begins", "ends", "zone", "place", "url", "organiser", "status"];

const EVENT: &str = "VEVENT";

pub fn read(text: &str, entries: &mut Entries<'_>) {
    let mut within: Vec<String> = Vec::new();
    let mut event: Option<Event> = None;
    let mut usual: Option<TimeZone> = None;
    for (line, number) in unfolded(text) {
        let Some(property) = Property::parse(&line) else {
            entries.problem(number, "the line is no property; one is `NAME:value`");
            continue;
        };
        match property.name.as_str() {
            "BEGIN" => {
                within.push(property.value.to_ascii_uppercase());
                if within.len() > NESTING_MAX {
                    return entries.problem(number, format!("components are nested deeper than {NESTING_MAX} levels"));
                }
                if within.last().is_some_and(|component| component == EVENT) {
                    event = Some(Event::new(entries, number));
                }
            }
            "END" => {
                let ended = within.pop();
                if ended.as_deref() != Some(property.value.to_ascii_uppercase().as_str()) {
                    return entries.problem(number, format!("`END:{}` ends nothing that began", property.value));
                }
                if let Some(event) = event.take_if(|_| ended.as_deref() == Some(EVENT)) {
                    event.end(entries);
                }
            }
            _ => {
                if let Some(event) = event.as_mut().filter(|_| within.last().is_some_and(|component| component == EVENT)) {
                    event.take(&property, number, usual.as_ref(), entries);
                } else if property.name == "X-WR-TIMEZONE" {
                    usual = zone_named(property.value.trim());
                }
            }
        }
    }
    if let Some(open) = within.last() {
        entries.problem(0, format!("the file ends within a {open}; is it whole?"));
    }
}

/// Lines with what follows on further lines, and the numbers on which they begin.
fn unfolded(text: &str) -> Vec<(String, u32)> {
    let mut lines: Vec<(String, u32)> = Vec::new();
    for (line, number) in text.lines().zip(1_u32..) {
        match (line.strip_prefix([' ', '\t']), lines.last_mut()) {
            (Some(rest), Some((last, _))) => last.push_str(rest),
            _ if line.is_empty() => {}
            _ => lines.push((line.to_owned(), number)),
        }
    }
    lines
}

struct Property {
    name: String,
    parameters: Vec<(String, String)>,
    value: String,
}

impl Property {
    fn parse(line: &str) -> Option<Self> {
        let mut quoted = false;
        let colon = line.find(|letter: char| {
            quoted ^= letter == '"';
            letter == ':' && !quoted
        })?;
        let (head, value) = (line.get(..colon)?, line.get(colon + 1..)?);
        let mut parts = head.split(';');
        let name = parts.next().filter(|name| !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-'))?;
        let parameters = parts.filter_map(|part| part.split_once('=')).map(|(name, value)| (name.to_ascii_uppercase(), value.trim_matches('"').to_owned())).collect();
        Some(Self { name: name.to_ascii_uppercase(), parameters, value: value.to_owned() })
    }

    fn parameter(&self, name: &str) -> Option<&str> {
        self.parameters.iter().find(|(own, _)| own == name).map(|(_, value)| value.as_str())
    }

    /// The value as text.
    fn text(&self) -> String {
        let mut text = String::with_capacity(self.value.len());
        let mut letters = self.value.chars();
        while let Some(letter) = letters.next() {
            match (letter, if letter == '\\' { letters.next() } else { None }) {
                ('\\', Some('n' | 'N')) => text.push('\n'),
                ('\\', Some(other)) => text.push(other),
                (letter, _) => text.push(letter),
            }
        }
        text
    }

    /// When it says, by the clocks that it names or, where it names none, those of its calendar.
    fn moment(&self, usual: Option<&TimeZone>) -> Option<Moment> {
        let digits = |range: std::ops::Range<usize>| self.value.get(range).filter(|digits| digits.bytes().all(|byte| byte.is_ascii_digit()));
        let day: Date = format!("{}-{}-{}", digits(0..4)?, digits(4..6)?, digits(6..8)?).parse().ok()?;
        let Some(rest) = self.value.get(8..).filter(|rest| !rest.is_empty()) else { return Some(Moment { day, is_whole: true, has_time: false, instant: None, zone: None }) };
        let part = |range| digits(range)?.parse::<i8>().ok();
        let time = Time::new(part(9..11)?, part(11..13)?, part(13..15)?.min(59), 0).ok().filter(|_| rest.starts_with('T'))?;
        let local = day.to_datetime(time);
        let named = self.parameter("TZID").map(zone_named);
        let zone = named.clone().flatten().or_else(|| usual.filter(|_| named.is_none()).cloned());
        let instant = match (rest.ends_with('Z'), &zone) {
            (true, _) => local.to_zoned(TimeZone::UTC).ok().map(|zoned| zoned.timestamp()),
            (false, Some(zone)) => local.to_zoned(zone.clone()).ok().map(|zoned| zoned.timestamp()),
            (false, None) => None,
        };
        let shown = instant.zip(zone.as_ref()).map_or(local, |(instant, zone)| instant.to_zoned(zone.clone()).datetime());
        Some(Moment { day: shown.date(), is_whole: shown.time() == Time::midnight(), has_time: true, instant, zone: zone.and_then(|zone| zone.iana_name().map(str::to_owned)) })
    }
}

/// A time zone of the IANA database; some programs put a path of their own before its name.
fn zone_named(name: &str) -> Option<TimeZone> {
    let name = name.trim_start_matches('/');
    let parts: Vec<&str> = name.split('/').collect();
    (0..parts.len()).find_map(|from| TimeZone::get(&parts.get(from..)?.join("/")).ok())
}

/// When an event begins or ends.
struct Moment {
    day: Date,
    /// The day as a whole, or its first moment.
    is_whole: bool,
    has_time: bool,
    /// Where it is known by whose clocks the time is meant.
    instant: Option<Timestamp>,
    zone: Option<String>,
}

struct Event {
    entry: Entry,
    first: Option<Moment>,
    /// When it has ended: the day before which, or on which.
    last: Option<Moment>,
    lasts: Option<Span>,
}

impl Event {
    fn new(entries: &Entries<'_>, line: u32) -> Self {
        Self { entry: entries.entry(line), first: None, last: None, lasts: None }
    }

    fn take(&mut self, property: &Property, line: u32, usual: Option<&TimeZone>, entries: &mut Entries<'_>) {
        let column = match property.name.as_str() {
            "UID" => "id",
            "SUMMARY" => "name",
            "DESCRIPTION" => "summary",
            "LOCATION" => "place",
            "STATUS" => "status",
            "URL" => return self.entry.add("url", &property.value),
            "ORGANIZER" => return self.entry.add("organiser", property.parameter("CN").unwrap_or_default()),
            "DTSTART" => {
                self.first = property.moment(usual);
                match (&self.first, property.parameter("TZID")) {
                    (None, _) => entries.problem(line, format!("`{}` is no day, like 20180327, and no time, like 20180327T090000Z", property.value)),
                    (Some(Moment { has_time: true, instant: None, .. }), Some(zone)) => entries.note(line, format!("`{zone}` is no time zone of the IANA database; only the day is taken")),
                    _ => {}
                }
                return;
            }
            "DTEND" => {
                self.last = property.moment(usual);
                return;
            }
            "DURATION" => {
                self.lasts = property.value.parse().ok();
                return;
            }
            "RRULE" | "RDATE" => return entries.note(line, "the event is repeated; only its first time is taken"),
            _ => return,
        };
        if !self.entry.has(column) {
            self.entry.add(column, &property.text());
        }
    }

    fn end(mut self, entries: &mut Entries<'_>) {
        let line = self.entry.row.line;
        let Some(first) = self.first else { return entries.problem(line, "the event does not say when it begins (`DTSTART`)") };
        self.entry.add("start", &first.day.to_string());
        let last = self.last.as_ref().and_then(|last| if last.is_whole { last.day.checked_sub(1.day()).ok() } else { Some(last.day) });
        // What goes on past midnight, here or where it is held, is not of two days.
        let days = if first.has_time { 2 } else { 1 };
        if let Some(last) = last.filter(|last| first.day.checked_add(days.days()).is_ok_and(|next| *last >= next)) {
            self.entry.add("end", &last.to_string());
        }
        if let Some(begins) = first.instant {
            self.entry.add("begins", &begins.to_string());
            let after = || begins.checked_add(self.lasts?).ok();
            if let Some(ends) = self.last.and_then(|last| last.instant).or_else(after).filter(|ends| *ends >= begins) {
                self.entry.add("ends", &ends.to_string());
            }
            self.entry.add("zone", first.zone.as_deref().unwrap_or_default());
        }
        if self.entry.has("name") {
            entries.push(self.entry);
        } else {
            entries.problem(line, "the event has no name (`SUMMARY`)");
        }
    }
}
