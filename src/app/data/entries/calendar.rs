//! iCalendar (RFC 5545): its events. Rules of repetition are not followed, so that a line cannot become a million events.

use jiff::ToSpan as _;
use jiff::civil::Date;

use super::{Entries, Entry, NESTING_MAX};

pub const COLUMNS: &[&str] = &["id", "name", "summary", "start", "end", "place", "url", "organiser", "status"];

const EVENT: &str = "VEVENT";

pub fn read(text: &str, entries: &mut Entries<'_>) {
    let mut within: Vec<String> = Vec::new();
    let mut event: Option<Event> = None;
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
                    event.take(&property, number, entries);
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

    /// The day, and whether it is the first moment of it or a whole day.
    fn day(&self) -> Option<(Date, bool)> {
        let digits = self.value.get(..8).filter(|digits| digits.bytes().all(|byte| byte.is_ascii_digit()))?;
        let rest = self.value.get(8..)?;
        let day: Date = format!("{}-{}-{}", digits.get(..4)?, digits.get(4..6)?, digits.get(6..)?).parse().ok()?;
        Some((day, rest.is_empty() || rest.starts_with("T000000")))
    }
}

struct Event {
    entry: Entry,
    first: Option<Date>,
    /// The day before which it has ended, or on which it ends.
    last: Option<(Date, bool)>,
    /// Whether it begins at a moment, and not on a day.
    at_a_time: bool,
}

impl Event {
    fn new(entries: &Entries<'_>, line: u32) -> Self {
        Self { entry: entries.entry(line), first: None, last: None, at_a_time: false }
    }

    fn take(&mut self, property: &Property, line: u32, entries: &mut Entries<'_>) {
        let column = match property.name.as_str() {
            "UID" => "id",
            "SUMMARY" => "name",
            "DESCRIPTION" => "summary",
            "LOCATION" => "place",
            "STATUS" => "status",
            "URL" => return self.entry.add("url", &property.value),
            "ORGANIZER" => return self.entry.add("organiser", property.parameter("CN").unwrap_or_default()),
            "DTSTART" => {
                self.first = property.day().map(|(day, _)| day);
                self.at_a_time = property.value.contains('T');
                if self.first.is_none() {
                    entries.problem(line, format!("`{}` is no day, like 20180327", property.value));
                }
                return;
            }
            "DTEND" => {
                self.last = property.day();
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
        self.entry.add("start", &first.to_string());
        let last = self.last.and_then(|(day, is_after)| if is_after { day.checked_sub(1.day()).ok() } else { Some(day) });
        // What goes on past midnight, here or where it is held, is not of two days.
        let days = if self.at_a_time { 2 } else { 1 };
        if let Some(last) = last.filter(|last| first.checked_add(days.days()).is_ok_and(|next| *last >= next)) {
            self.entry.add("end", &last.to_string());
        }
        if self.entry.has("name") {
            entries.push(self.entry);
        } else {
            entries.problem(line, "the event has no name (`SUMMARY`)");
        }
    }
}
