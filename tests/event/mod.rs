//! Coming to events: places that are never given twice, waiting lists, what is told by mail, what stays private, calendars.

mod calendars;
mod coming;
mod page;
mod racing;

use crate::accounts::app::{App, PASSWORD, Session};
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use whatworks::app::actor::Role;

/// A directory with somebody who curates.
pub struct House {
    pub app: App,
    pub curator: Session,
    /// The curator's second factor.
    secret: String,
}

impl House {
    pub fn new() -> Self {
        let app = App::start();
        let (curator, secret) = app.with_role("curator@example.org", Role::Curator);
        Self { app, curator, secret }
    }

    /// Somebody whose token has run out meanwhile.
    pub fn again(&self, email: &str) -> Session {
        self.app.sign_in(email, PASSWORD, None)
    }

    pub fn curator_again(&self) -> Session {
        self.app.sign_in("curator@example.org", PASSWORD, Some(&self.app.code(&self.secret)))
    }

    /// Publishes an event that begins in some days; its key. `more`: further fields.
    pub fn event(&self, name: &str, days: i64, more: &str) -> String {
        let begins = self.in_days(days);
        let day = begins.to_zoned(jiff::tz::TimeZone::UTC).date();
        let input = format!("{{name: {{text: \"{name}\"}}, start: \"{day}\", startsAt: \"{begins}\", place: \"Birmingham\" {more}}}");
        let submitted = self.asked(&self.curator, &format!("mutation {{ submitEvent(input: {input}) {{ key about }} }}"));
        let key = submitted["submitEvent"]["key"].as_str().unwrap();
        self.asked(&self.curator, &format!("mutation {{ review(submission: \"{key}\", decision: ACCEPT) {{ state }} }}"));
        submitted["submitEvent"]["about"].as_str().unwrap().rsplit('/').next().unwrap().to_owned()
    }

    /// Changes a published event.
    pub fn change(&self, key: &str, set: &str) {
        let proposed = self.asked(&self.curator, &format!("mutation {{ proposeEvent(id: \"{key}\", set: {{{set}}}) {{ key }} }}"));
        let submission = proposed["proposeEvent"]["key"].as_str().unwrap();
        self.asked(&self.curator, &format!("mutation {{ review(submission: \"{submission}\", decision: ACCEPT) {{ state }} }}"));
    }

    pub fn in_days(&self, days: i64) -> Timestamp {
        // At an hour that is on the same day everywhere near Greenwich.
        let day = (self.app.clock.now() + SignedDuration::from_hours(24 * days)).to_zoned(jiff::tz::TimeZone::UTC).date();
        day.at(12, 0, 0, 0).to_zoned(jiff::tz::TimeZone::UTC).unwrap().timestamp()
    }

    /// `data` of a request that has to succeed.
    pub fn asked(&self, who: &Session, document: &str) -> Value {
        let json = self.app.ask(Some(&who.access), document, json!({})).json();
        assert!(json.get("errors").is_none(), "{document}: {json}");
        json["data"].clone()
    }

    pub fn register(&self, who: &Session, key: &str, needs: &str) -> Value {
        let data = self.asked(who, &format!("mutation {{ registerToAttend(event: \"{key}\", needs: \"{needs}\") {{ event state waiting needs when }} }}"));
        data["registerToAttend"].clone()
    }

    pub fn cancel(&self, who: &Session, key: &str) {
        self.asked(who, &format!("mutation {{ cancelAttendance(event: \"{key}\") }}"));
    }

    pub fn attendees(&self, key: &str) -> Value {
        self.asked(&self.curator, &format!("{{ attendees(event: \"{key}\") {{ email state waiting needs }} }}"))["attendees"].clone()
    }

    /// Looks at everything that is to be looked at now.
    pub fn tend(&self) -> usize {
        crate::accounts::app::RUNTIME.block_on(whatworks::app::attend::tend(&self.app.directory)).unwrap()
    }

    /// Subjects of the mails to an address, oldest first.
    pub fn subjects(&self, email: &str) -> Vec<String> {
        self.app.mails().into_iter().filter(|(to, _)| to == email).map(|(_, mail)| mail.subject).collect()
    }
}
