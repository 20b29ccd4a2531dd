//! What goes away, told long enough before: the one notion of it, from which everything that tells of it is made.

use jiff::civil::Date;
use jiff::{Span, Timestamp, tz::TimeZone};
use oxigraph::model::NamedNode;

/// Whatever goes away stays at least so long after that was said.
pub const NOTICE_MONTHS_MIN: i32 = 6;

/// That something goes away: since when that is known, from when on it may be gone, and what to use instead.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deprecation {
    /// The day on which it was said.
    pub since: Date,
    /// The first day on which it may be gone.
    pub sunset: Date,
    pub instead: Option<Instead>,
}

/// What takes the place of what goes away.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Instead {
    /// As people write it: a field, a type, a key, an address.
    pub name: String,
    /// As the graph writes it, where it does.
    pub iri: Option<NamedNode>,
}

impl Deprecation {
    /// Days as `2026-12-01`.
    ///
    /// # Errors
    /// In words, when one is no day, or the notice is shorter than [`NOTICE_MONTHS_MIN`].
    pub fn parse(since: &str, sunset: &str, instead: Option<Instead>) -> Result<Self, String> {
        let day = |text: &str| text.parse::<Date>().map_err(|_| format!("`{text}` is no day, like 2026-12-01"));
        let (since, sunset) = (day(since)?, day(sunset)?);
        let earliest = since.checked_add(Span::new().months(NOTICE_MONTHS_MIN)).map_err(|_| format!("nothing comes so long after {since}"))?;
        if sunset < earliest {
            return Err(format!("it goes on {sunset}, and that is said on {since}; whoever uses it has {NOTICE_MONTHS_MIN} months, so it goes on {earliest} at the earliest"));
        }
        Ok(Self { since, sunset, instead })
    }

    /// `Goes on 2027-06-01 (said on 2026-12-01); use `x` instead.`
    #[must_use]
    pub fn words(&self) -> String {
        let instead = self.instead.as_ref().map(|instead| format!("; use `{}` instead", instead.name)).unwrap_or_default();
        format!("Goes on {} (said on {}){instead}.", self.sunset, self.since)
    }

    /// The first instant of each day, in universal time: said, and gone.
    #[must_use]
    pub fn instants(&self) -> (Timestamp, Timestamp) {
        let begins = |day: Date| day.to_zoned(TimeZone::UTC).map(|zoned| zoned.timestamp()).unwrap_or_default();
        (begins(self.since), begins(self.sunset))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_uses_what_goes_has_six_months() {
        let given = |since: &str, sunset: &str| Deprecation::parse(since, sunset, None).map(|deprecation| deprecation.words());
        assert_eq!(given("2026-12-01", "2027-06-01").as_deref(), Ok("Goes on 2027-06-01 (said on 2026-12-01)."));
        // The last day of August has no sixth month with such a day: its last day counts.
        assert!(given("2026-08-31", "2027-02-28").is_ok());
        for (since, sunset, words) in [("2026-12-01", "2027-05-31", "2027-06-01 at the earliest"), ("2026-12-01", "2026-11-30", "6 months"), ("soon", "2027-06-01", "`soon` is no day"), ("2026-12-01", "2027-02-30", "is no day")] {
            assert!(given(since, sunset).is_err_and(|error| error.contains(words)), "{since} {sunset}");
        }
    }
}
