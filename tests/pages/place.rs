//! A directory of its own, with a curator who is signed in on its pages.

use jiff::SignedDuration;
use serde_json::{Value, json};
use whatworks::app::account::Settings;
use whatworks::app::actor::Role;

use crate::accounts::app::{App, Session, address};

pub struct Place {
    pub app: App,
    pub curator: Session,
}

impl Place {
    pub fn with(change: impl FnOnce(&mut Settings)) -> Self {
        let app = App::with(change);
        let (curator, _) = app.with_role(&address(), Role::Curator);
        Self { app, curator }
    }

    pub fn ask(&self, document: &str) -> Value {
        let answer = self.app.ask(Some(&self.curator.access), document, json!({})).json();
        assert!(answer.get("errors").is_none(), "{document}: {answer}");
        answer["data"].clone()
    }

    /// A published tool of which this is said as well; where its page is.
    pub fn publish(&self, name: &str, more: &str) -> String {
        let submitted = self.ask(&format!("mutation {{ submitTool(input: {{name: {{text: \"{name}\"}}, kind: \"guide\", {more}}}) {{ key about }} }}"))["submitTool"].clone();
        self.ask(&format!("mutation {{ review(submission: {}, decision: ACCEPT) {{ state }} }}", submitted["key"]));
        format!("/tools/{}", submitted["about"].as_str().and_then(|iri| iri.rsplit('/').next()).expect("an address"))
    }

    /// A page, as the curator sees it.
    pub fn page(&self, path: &str) -> String {
        let cookie = format!("__Host-access={}", self.curator.access);
        let answer = self.app.http.get(path, &[("Accept", "text/html"), ("Cookie", &cookie)]);
        assert_eq!(answer.status, 200, "{path}: {}", answer.text());
        answer.text()
    }

    /// Days pass, and the curator signs in again.
    pub fn later(self, days: i64) -> Self {
        self.app.clock.pass(SignedDuration::from_hours(days * 24));
        let Self { app, .. } = self;
        let (curator, _) = app.with_role(&address(), Role::Curator);
        Self { app, curator }
    }

    /// The status of a page for somebody who does not curate, and for a stranger.
    pub fn of_others(&self, path: &str) -> (u16, u16) {
        let member = self.app.member(&address());
        let cookie = format!("__Host-access={}", member.access);
        let status = |headers: &[(&str, &str)]| self.app.http.get(path, headers).status;
        (status(&[("Accept", "text/html"), ("Cookie", &cookie)]), status(&[("Accept", "text/html")]))
    }
}

/// The address of the first link on a page that begins like this, as a browser reads it.
pub fn link(page: &str, start: &str) -> String {
    let found = page.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next()).find(|href| href.starts_with(start));
    found.unwrap_or_else(|| panic!("no link to {start} in {page}")).replace("&#38;", "&").replace("&amp;", "&")
}
