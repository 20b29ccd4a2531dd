//! Calendars, read by another program's parser.

use super::House;
use crate::guide::app::python;
use serde_json::json;

#[test]
fn a_calendar_follows_an_event_until_it_is_cancelled() {
    let house = House::new();
    let begins = house.in_days(10);
    let key = house.event("Line; one, \\\\two\\\\\\n\\nBEGIN:VEVENT", 10, &format!(", capacity: 2, endsAt: \"{}\", timeZone: \"Europe/London\"", begins + jiff::SignedDuration::from_hours(2)));
    let address = format!("http://{}", house.app.http.address);
    let single = format!("{address}/data/event/{key}.ics");
    let feed = format!("{address}/feeds/events.ics");
    let read = |sequence: &str, status: &str| {
        python("tests/event/calendars.py", &[&single, &format!("https://whatworks.example/id/event/{key}"), sequence, status, &begins.to_string()]);
        python("tests/event/calendars.py", &[&feed, &format!("https://whatworks.example/id/event/{key}"), sequence, status, &begins.to_string()]);
    };
    read("0", "CONFIRMED");
    house.change(&key, "place: \"Bristol\"");
    read("1", "CONFIRMED");
    house.asked(&house.curator, &format!("mutation {{ withdraw(id: \"{key}\", reason: \"A strike.\") {{ kind }} }}"));
    read("2", "CANCELLED");
    assert_eq!(house.app.http.get("/data/event/nothing.ics", &[]).status, 404);
    assert_eq!(house.app.http.get("/data/tool/nothing.ics", &[]).status, 404);
}

#[test]
fn times_that_do_not_go_together_are_refused() {
    let house = House::new();
    let submit = |fields: &str| house.app.ask(Some(&house.curator.access), &format!("mutation {{ submitEvent(input: {{name: {{text: \"Times\"}}, {fields}}}) {{ key }} }}"), json!({})).text();
    for (fields, told) in [
        ("start: \"2026-03-28\", startsAt: \"2026-03-28T23:30:00Z\", timeZone: \"Europe/London\"", ""),
        // An hour later the clocks are changed, and half past midnight in London is still the day before in Greenwich.
        ("start: \"2026-03-30\", startsAt: \"2026-03-29T23:30:00Z\", timeZone: \"Europe/London\"", ""),
        ("start: \"2026-03-29\", startsAt: \"2026-03-29T23:30:00Z\", timeZone: \"Europe/London\"", "it is on 2026-03-30"),
        ("start: \"2026-03-29\", startsAt: \"2026-03-29T10:30:00Z\", timeZone: \"Europe/Lundon\"", "no time zone"),
        ("start: \"2026-03-29\", startsAt: \"2026-03-29T10:30:00Z\", endsAt: \"2026-03-29T10:29:59Z\"", "ends before it begins"),
        ("start: \"2026-03-29\", startsAt: \"2026-03-29T10:30:00Z\", registrationCloses: \"2026-03-29T10:30:01Z\"", "closes after"),
    ] {
        let answer = submit(fields);
        assert_eq!(answer.contains("INVALID_RECORD"), !told.is_empty(), "{fields}: {answer}");
        assert!(answer.contains(told), "{fields}: {answer}");
    }
}
