//! When a call takes something. A call says days and times as people do, in a time zone; the instants follow from the rules of that zone,
//! so that a change of its daylight-saving time is in them.
//!
//! It takes something from the instant of opening until just before the instant of closing. A day without a time begins and ends with the
//! day. A time that a change of clocks leaves out is the one an hour later; of a time that comes twice the first is meant (RFC 5545).

use super::of_part;
use crate::ontology::record::Value;
use crate::ontology::{Part, Type};
use jiff::civil::{Date, Time};
use jiff::tz::TimeZone;
use jiff::{Span, Timestamp, Zoned};

/// What a call does at an instant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    Announced,
    Open,
    Grace,
    Closed,
}

impl Phase {
    pub const ALL: [Self; 4] = [Self::Announced, Self::Open, Self::Grace, Self::Closed];

    /// The name; as an enum value in capitals.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Announced => "announced",
            Self::Open => "open",
            Self::Grace => "grace",
            Self::Closed => "closed",
        }
    }

    /// One line for people.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Announced => "It takes nothing yet.",
            Self::Open => "It takes what it asks for.",
            Self::Grace => "It has closed; what comes now is late, and waits for its organisers.",
            Self::Closed => "It takes nothing any more.",
        }
    }
}

/// The instants of a call, each in the call's own time zone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Window {
    /// From this instant on; always, when there is none.
    pub opens: Option<Zoned>,
    /// Until before this instant.
    pub closes: Zoned,
    /// Late until before this instant; the one of closing when there is no grace.
    pub ends: Zoned,
}

/// The time zone of this IANA name.
///
/// # Errors
/// When there is none, with what to write.
pub fn zone(name: &str) -> Result<TimeZone, String> {
    TimeZone::get(name).map_err(|_| format!("`{name}` is no time zone; give an IANA name such as Europe/London"))
}

impl Window {
    /// # Errors
    /// What about its days, times or zone cannot be understood.
    pub fn read(ty: &Type, values: &[Vec<Value>]) -> Result<Self, String> {
        let date = |part| if let [Value::Date(date), ..] = of_part(ty, values, part) { Some(*date) } else { None };
        let text = |part| if let [Value::Text(text), ..] = of_part(ty, values, part) { Some(text.text.as_str()) } else { None };
        let zone = text(Part::TimeZone).map_or(Ok(TimeZone::UTC), zone)?;
        let time = |part| text(part).map(|time| time.parse::<Time>().map_err(|_| format!("`{time}` is no time, like 17:00"))).transpose();
        let beyond = |_| "its days are beyond what a calendar can show".to_owned();
        let closes = date(Part::Closes).ok_or("it does not say when it closes")?;
        let closes = match time(Part::ClosingTime)? {
            Some(time) => at(closes, time, &zone),
            None => closes.tomorrow().and_then(|next| next.to_zoned(zone.clone())),
        };
        let closes = closes.map_err(beyond)?;
        let opening = time(Part::OpeningTime)?.unwrap_or(Time::midnight());
        let opens = date(Part::Opens).map(|date| at(date, opening, &zone)).transpose().map_err(beyond)?;
        let days = if let [Value::Integer(days), ..] = of_part(ty, values, Part::GraceDays) { *days } else { 0 };
        let ends = Span::new().try_days(days).and_then(|grace| closes.checked_add(grace)).map_err(beyond)?;
        Ok(Self { opens, closes, ends })
    }

    #[must_use]
    pub fn phase(&self, now: Timestamp) -> Phase {
        if self.opens.as_ref().is_some_and(|opens| now < opens.timestamp()) {
            Phase::Announced
        } else if now < self.closes.timestamp() {
            Phase::Open
        } else if now < self.ends.timestamp() {
            Phase::Grace
        } else {
            Phase::Closed
        }
    }
}

fn at(date: Date, time: Time, zone: &TimeZone) -> Result<Zoned, jiff::Error> {
    date.to_datetime(time).to_zoned(zone.clone())
}

/// An instant for people: as it is where the call is made, and in UTC (RFC 9557, RFC 3339).
#[must_use]
pub fn told(instant: &Zoned) -> String {
    format!("{instant} ({})", instant.timestamp())
}
