//! Saved searches: mail about what is new, as often as was asked for, to whoever asked.

use super::app::{App, RUNTIME, Session, address};
use jiff::SignedDuration;
use serde_json::{Value, json};
use whatworks::app::actor::Role;
use whatworks::app::saved_search::tell;

const DAY: SignedDuration = SignedDuration::from_hours(24);

struct House {
    app: App,
    curator: Session,
    reader: Session,
    email: String,
}

impl House {
    fn new() -> Self {
        let app = App::start();
        let (curator, _) = app.with_role(&address(), Role::Curator);
        let email = address();
        let reader = app.member(&email);
        Self { app, curator, reader, email }
    }

    fn ask(&self, who: &Session, document: &str) -> Value {
        let answer = self.app.ask(Some(&who.access), document, json!({})).json();
        assert!(answer.get("errors").is_none(), "{document}: {answer}");
        answer["data"].clone()
    }

    /// Publishes a record; what is given are the fields of its input.
    fn publish(&self, singular: &str, input: &str) -> String {
        let submitted = self.ask(&self.curator, &format!("mutation {{ submit{singular}(input: {{{input}}}) {{ key about }} }}"))[format!("submit{singular}")].clone();
        self.ask(&self.curator, &format!("mutation {{ review(submission: {}, decision: ACCEPT) {{ state }} }}", submitted["key"]));
        submitted["about"].as_str().unwrap().to_owned()
    }

    /// Looks at what is due, and answers the news in the reader's mails so far.
    fn news(&self) -> Vec<String> {
        RUNTIME.block_on(tell(&self.app.directory)).unwrap();
        self.app.mails().into_iter().filter(|(to, mail)| *to == self.email && mail.text.contains("You saved this search")).map(|(_, mail)| format!("{}\n{}", mail.subject, mail.text)).collect()
    }

    /// A day later; the sessions of this test last minutes.
    fn next_day(&mut self) {
        self.app.clock.pass(DAY + SignedDuration::from_secs(1));
        for session in [&mut self.curator, &mut self.reader] {
            *session = super::app::session(&self.app.done(None, "refresh", &json!({ "refreshToken": session.refresh }), super::app::SIGNED_IN));
        }
    }
}

#[test]
fn news_of_a_saved_search_are_told_once_a_day() {
    let mut house = House::new();
    house.publish("Tool", "name: {text: \"Old guide\"}, kind: \"guide\"");
    let saved = house.ask(&house.reader, "mutation { saveSearch(name: \"Guides\", types: [TOOL], search: \"guide\") { id name types filter interval isValid } }")["saveSearch"].clone();
    assert_eq!((&saved["types"], &saved["interval"], &saved["isValid"]), (&json!(["TOOL"]), &json!("DAILY"), &json!(true)), "{saved}");
    house.next_day();
    assert_eq!(house.news(), [""; 0], "what was there before is no news");

    let new = house.publish("Tool", "name: {text: \"New guide\"}, kind: \"guide\"");
    house.publish("Tool", "name: {text: \"Something else\"}, kind: \"software\"");
    assert_eq!(house.news(), [""; 0], "not before a day has passed");
    house.next_day();
    let news = house.news();
    assert_eq!(news.len(), 1, "{news:?}");
    assert!(news[0].contains("New: New guide") && news[0].contains(&new.replace("https://whatworks.example", "https://directory.example")), "{news:?}");
    assert!(!news[0].contains("Something else") && !news[0].contains("Old guide"), "{news:?}");
    house.next_day();
    assert_eq!(house.news().len(), 1, "once");

    let changed = house.ask(&house.curator, "mutation { proposeTool(id: \"old-guide\", set: {url: \"https://old.example/\"}) { key } }")["proposeTool"]["key"].clone();
    house.ask(&house.curator, &format!("mutation {{ review(submission: {changed}, decision: ACCEPT) {{ state }} }}"));
    house.next_day();
    let news = house.news();
    assert!(news.len() == 2 && news.iter().any(|mail| mail.contains("Changed: Old guide")), "{news:?}");

    house.ask(&house.reader, &format!("mutation {{ deleteSearch(id: {}) }}", saved["id"]));
    assert_eq!(house.ask(&house.reader, "{ savedSearches { id } }")["savedSearches"], json!([]));
    house.publish("Tool", "name: {text: \"Newer guide\"}, kind: \"guide\"");
    house.next_day();
    assert_eq!(house.news().len(), 2);
}

#[test]
fn a_claim_brings_a_record_into_the_list_of_what_it_is_claimed_to_address() {
    let mut house = House::new();
    let tool = house.publish("Tool", "name: {text: \"Patience\"}, kind: \"guide\"");
    house.ask(&house.reader, "mutation { saveSearch(name: \"Escalation\", filter: {addresses: {in: [\"fear-of-escalation\"]}}, interval: WEEKLY) { id } }");
    let publisher = house.publish("Organisation", "name: {text: \"A laboratory\"}, sector: \"university\"");
    house.publish("Claim", &format!("resource: \"{tool}\", challenge: \"fear-of-escalation\", stance: SUPPORTS, strength: ASSERTED, rationale: {{text: \"It slows one down before one answers.\"}}, assertedBy: [\"{publisher}\"]"));
    for _ in 0..6 {
        house.next_day();
    }
    assert_eq!(house.news(), [""; 0], "once a week");
    house.next_day();
    let news = house.news();
    assert!(news.len() == 1 && news[0].contains("Patience"), "{news:?}");
}

#[test]
fn what_a_saved_search_asks_is_judged_when_it_is_saved_and_it_is_nobody_elses() {
    let house = House::new();
    let refused = |who: &Session, arguments: Value| house.app.refused(Some(&who.access), "saveSearch", &arguments, "{ id }");
    assert_eq!(refused(&house.reader, json!({ "name": "  " })), "INVALID_INPUT");
    let own = house.ask(&house.reader, "mutation { saveSearch(name: \"Mine\", search: \"calm\") { id search } }")["saveSearch"].clone();
    assert_eq!(own["search"], "calm");
    assert_eq!(house.app.refused(Some(&house.curator.access), "deleteSearch", &json!({ "id": own["id"] }), ""), "NOT_FOUND");
    let again = house.ask(&house.reader, "mutation { saveSearch(name: \"Mine\", interval: WEEKLY) { id search interval } }")["saveSearch"].clone();
    assert_eq!((&again["id"], &again["search"], &again["interval"]), (&own["id"], &Value::Null, &json!("WEEKLY")), "in the place of the other");
    for number in 1..50 {
        house.ask(&house.reader, &format!("mutation {{ saveSearch(name: \"Number {number}\") {{ id }} }}"));
    }
    assert_eq!(refused(&house.reader, json!({ "name": "One more" })), "INVALID_INPUT");
    assert_eq!(house.app.call(None, "saveSearch", &json!({ "name": "x" }), "{ id }").code().as_deref(), Some("UNAUTHENTICATED"));
}
