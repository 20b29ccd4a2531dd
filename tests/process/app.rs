//! A directory in which a call is made, its clock in the test's hand, and the people who take part.

use crate::accounts::app::{App, PASSWORD, RUNTIME};
use crate::door::app::Answer;
use jiff::Timestamp;
use serde_json::{Map, Value, json};
use std::cell::RefCell;
use std::collections::HashMap;
use whatworks::app::actor::Role;

/// Before everything in these tests.
pub const MORNING: &str = "2026-03-02T09:00:00Z";

struct Known {
    access: String,
    account: String,
    /// Of the second factor, for those who have one.
    secret: Option<String>,
    since: Timestamp,
}

pub struct Town {
    pub app: App,
    people: RefCell<HashMap<String, Known>>,
}

pub fn instant(text: &str) -> Timestamp {
    text.parse().unwrap()
}

impl Town {
    pub fn new() -> Self {
        Self::at(MORNING)
    }

    pub fn at(time: &str) -> Self {
        let town = Self { app: App::start(), people: RefCell::default() };
        town.set(time);
        town
    }

    pub fn set(&self, time: &str) {
        let now = self.app.clock.now();
        self.app.clock.pass(instant(time).duration_since(now));
    }

    /// Somebody's token, good now; whoever is not there yet arrives. `cleo` curates.
    pub fn token(&self, name: &str) -> String {
        let email = format!("{name}@mail.example");
        let now = self.app.clock.now();
        let mut people = self.people.borrow_mut();
        if let Some(known) = people.get_mut(name) {
            // Tokens are good for ten minutes, and not before they were given.
            if now < known.since || now >= known.since + jiff::SignedDuration::from_mins(5) {
                let code = known.secret.as_deref().map(|secret| self.app.code(secret));
                known.access = self.app.sign_in(&email, PASSWORD, code.as_deref()).access;
                known.since = now;
            }
            return known.access.clone();
        }
        let (session, secret) = if name == "cleo" {
            let (session, secret) = self.app.with_role(&email, Role::Curator);
            (session, Some(secret))
        } else {
            (self.app.member(&email), None)
        };
        // Known to the directory, so that nothing is held as spam.
        RUNTIME.block_on(self.app.directory.desk().vouch(&session.account)).unwrap();
        let known = Known { access: session.access, account: session.account, secret, since: now };
        let access = known.access.clone();
        people.insert(name.to_owned(), known);
        access
    }

    /// The opaque identifier of somebody.
    pub fn account(&self, name: &str) -> String {
        self.token(name);
        self.people.borrow()[name].account.clone()
    }

    pub fn ask(&self, name: &str, document: &str, variables: Value) -> Answer {
        let token = (name != "nobody").then(|| self.token(name));
        self.app.ask(token.as_deref(), document, variables)
    }

    /// The only field of an answer that must be one.
    pub fn done(&self, name: &str, document: &str, variables: Value) -> Value {
        let answer = self.ask(name, document, variables);
        let json = answer.json();
        assert!(json.get("errors").is_none(), "{document}: {json}");
        json["data"].as_object().unwrap().values().next().unwrap().clone()
    }

    /// Code and message of a refusal.
    pub fn refused(&self, name: &str, document: &str, variables: Value) -> (String, String) {
        let answer = self.ask(name, document, variables);
        let json = answer.json();
        let error = json.pointer("/errors/0").unwrap_or_else(|| panic!("not refused: {document}: {json}"));
        (error["extensions"]["code"].as_str().unwrap().to_owned(), error["message"].as_str().unwrap().to_owned())
    }

    /// Submits a record of a type; `more` are further arguments by name and type.
    pub fn submit(&self, name: &str, ty: &str, input: Value, more: &[(&str, &str, Value)]) -> Answer {
        let declared: String = more.iter().map(|(name, ty, _)| format!(", ${name}: {ty}")).collect();
        let passed: String = more.iter().map(|(name, ..)| format!(", {name}: ${name}")).collect();
        let fields = "key about state entry { isLate received question { id } creditedAs { id } creditedName isUnnamed } receipt { signed sha256 proposal received revision }";
        let document = format!("mutation($input: {ty}Input!{declared}) {{ submit{ty}(input: $input{passed}) {{ {fields} }} }}");
        let mut variables = Map::from_iter([("input".to_owned(), input)]);
        variables.extend(more.iter().map(|(name, _, value)| ((*name).to_owned(), value.clone())));
        self.ask(name, &document, variables.into())
    }

    /// Sends something in to a call, unnamed.
    pub fn send_in(&self, name: &str, call: &str, ty: &str, input: Value) -> Answer {
        self.submit(name, ty, input, &[("call", "ID", json!(call)), ("allowUse", "Boolean", json!(true)), ("unnamed", "Boolean", json!(true))])
    }

    /// A submission that was made.
    pub fn sent(answer: &Answer) -> Value {
        let json = answer.json();
        assert!(json.get("errors").is_none(), "{json}");
        json["data"].as_object().unwrap().values().next().unwrap().clone()
    }

    pub fn accept(&self, submission: &str) -> Answer {
        self.ask("cleo", "mutation($id: ID!) { review(submission: $id, decision: ACCEPT) { state about } }", json!({ "id": submission }))
    }

    /// A published record: its IRI.
    pub fn publish(&self, ty: &str, input: Value) -> String {
        let submission = Self::sent(&self.submit("cleo", ty, input, &[]));
        let accepted = self.accept(submission["key"].as_str().unwrap()).json();
        assert_eq!(accepted["data"]["review"]["state"], "PUBLISHED", "{accepted}");
        submission["about"].as_str().unwrap().to_owned()
    }

    /// A call in London that closes with 6 March 2026 and has two days of grace; its questions take case studies, and tools or responses.
    pub fn call(&self, more: Value) -> String {
        let mut input = json!({
            "name": { "text": "What works on social media?" }, "opens": "2026-03-02", "openingTime": "09:00", "closes": "2026-03-06", "timeZone": "Europe/London", "graceDays": 2,
            "codingFrame": ["challenges", "purposes"],
        });
        input.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        let call = self.publish("Call", input);
        self.publish("Question", json!({ "name": { "text": "Case studies of practice" }, "call": call, "number": 1, "takes": ["CASE_STUDY"] }));
        self.publish("Question", json!({ "name": { "text": "Tools, and what you say to our findings" }, "call": call, "number": 2, "takes": ["TOOL", "RESPONSE"] }));
        call
    }

    /// Mails to somebody, oldest first: subjects and texts.
    pub fn mails(&self, name: &str) -> Vec<(String, String)> {
        let to = format!("{name}@mail.example");
        self.app.mails().into_iter().filter(|(address, _)| *address == to).map(|(_, mail)| (mail.subject, mail.text)).collect()
    }
}

pub fn case_study(name: &str) -> Value {
    json!({ "name": { "text": name }, "kind": "sharing" })
}

pub fn tool(name: &str) -> Value {
    json!({ "name": { "text": name }, "kind": "guide" })
}

pub fn key(submission: &Value) -> &str {
    submission["key"].as_str().unwrap_or_else(|| panic!("no submission: {submission}"))
}
