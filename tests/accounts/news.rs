//! What people are told stands on their pages as well: the same as in mails, whether mails are sent or not.

use serde_json::{Value, json};
use whatworks::app::actor::Role;

use super::app::{App, PASSWORD, RUNTIME, Session, address};

struct Place {
    app: App,
    curator: Session,
    author: Session,
}

impl Place {
    fn new() -> Self {
        let app = App::start();
        let (curator, _) = app.with_role(&address(), Role::Curator);
        // Not somebody whose first contributions are held.
        let email = address();
        let token = RUNTIME.block_on(app.directory.desk().create_account(&email, "Sam Rivers", Role::Contributor)).expect("an account");
        app.done(None, "resetPassword", &json!({ "token": token, "password": PASSWORD }), "");
        let author = app.sign_in(&email, PASSWORD, None);
        Self { app, curator, author }
    }

    fn ask(&self, who: &Session, document: &str) -> Value {
        let answer = self.app.ask(Some(&who.access), document, json!({})).json();
        assert!(answer.get("errors").is_none(), "{document}: {answer}");
        answer["data"].clone()
    }

    fn submit(&self, name: &str) -> (String, String) {
        let submitted = self.ask(&self.author, &format!("mutation {{ submitTool(input: {{name: {{text: \"{name}\"}}, kind: \"guide\"}}) {{ key about }} }}"))["submitTool"].clone();
        let text = |name: &str| submitted[name].as_str().expect("a text").to_owned();
        (text("key"), text("about"))
    }

    fn review(&self, key: &str, decision: &str) {
        self.ask(&self.curator, &format!("mutation {{ review(submission: \"{key}\", decision: {decision}, reason: \"because of the licence\") {{ state }} }}"));
    }

    /// Subjects and whether they were seen, last first; and how many were not.
    fn told(&self, who: &Session) -> (Vec<(String, bool)>, u64) {
        let page = self.ask(who, "{ notifications { notifications { subject seen } unseen } }")["notifications"].clone();
        let one = |one: &Value| (one["subject"].as_str().expect("a subject").to_owned(), one["seen"] == true);
        (page["notifications"].as_array().expect("a list").iter().map(one).collect(), page["unseen"].as_u64().expect("a number"))
    }

    fn page(&self, who: &Session, path: &str) -> String {
        let cookie = format!("__Host-access={}", who.access);
        let answer = self.app.http.get(path, &[("Accept", "text/html"), ("Cookie", &cookie)]);
        assert_eq!(answer.status, 200, "{path}: {}", answer.text());
        answer.text()
    }
}

const BADGE: &str = "News <b class=\"asked\">";

#[test]
fn what_mails_say_stands_on_the_pages_and_looking_marks_it_as_seen() {
    let place = Place::new();
    assert!(!place.page(&place.author, "/account").contains(BADGE));
    let (key, _) = place.submit("Quiet words");
    place.review(&key, "RETURN");
    let (told, unseen) = place.told(&place.author);
    let subjects: Vec<&str> = told.iter().map(|(subject, _)| subject.as_str()).collect();
    assert_eq!((subjects.as_slice(), unseen), (["Please change: Quiet words", "Received: Quiet words"].as_slice(), 2));
    assert!(place.page(&place.author, "/tools").contains(&format!("{BADGE}2</b>")), "on every page");
    assert_eq!(place.told(&place.author).1, 2, "a program that asks has not looked");
    let looked = place.page(&place.author, "/account/notifications");
    for part in ["Please change: Quiet words", "because of the licence", &format!("href=\"/account/submissions/{key}\""), "<b class=\"state\">new</b>"] {
        assert!(looked.contains(part), "{part}: {looked}");
    }
    assert!(!looked.contains(BADGE) && !place.page(&place.author, "/account").contains(BADGE));
    assert!(!place.page(&place.author, "/account/notifications").contains("<b class=\"state\">new</b>"));
    let other = place.app.member(&address());
    assert!(place.told(&other).0.is_empty() && !place.page(&other, "/account/notifications").contains("Quiet words"), "nobody sees what others were told");
}

#[test]
fn programs_mark_as_seen_what_they_have_shown_and_read_on() {
    let place = Place::new();
    for name in ["One", "Two", "Three"] {
        place.submit(name);
    }
    let page = place.ask(&place.author, "{ notifications(first: 2) { notifications { id subject page } hasMore } }")["notifications"].clone();
    assert_eq!((&page["hasMore"], &page["notifications"][1]["subject"]), (&json!(true), &json!("Received: Two")));
    assert!(page["notifications"][0]["page"].as_str().expect("an address").starts_with("https://directory.example/account/submissions/"));
    let two = page["notifications"][1]["id"].as_str().expect("an id");
    assert_eq!(place.ask(&place.author, &format!("mutation {{ markSeen(upTo: \"{two}\") }}"))["markSeen"], 1);
    assert_eq!(place.told(&place.author).0.iter().map(|(_, seen)| *seen).collect::<Vec<_>>(), [false, true, true]);
    let older = place.ask(&place.author, &format!("{{ notifications(before: \"{two}\") {{ notifications {{ subject }} hasMore }} }}"))["notifications"].clone();
    assert_eq!(older, json!({ "notifications": [{ "subject": "Received: One" }], "hasMore": false }));
    for (document, code) in [("{ notifications(first: 999) { unseen } }", "BAD_FILTER"), ("{ notifications(before: \"x\") { unseen } }", "INVALID_INPUT"), ("mutation { markSeen(upTo: \"x\") }", "INVALID_INPUT")] {
        assert_eq!(place.app.ask(Some(&place.author.access), document, json!({})).code().as_deref(), Some(code), "{document}");
    }
    assert_eq!(place.app.ask(None, "{ notifications { unseen } }", json!({})).code().as_deref(), Some("UNAUTHENTICATED"));
    let rest = place.app.http.get("/api/v1/notifications?first=1", &[("Authorization", &format!("Bearer {}", place.author.access))]);
    assert_eq!((rest.status, &rest.json()["unseen"]), (200, &json!(1)));
}

#[test]
fn who_wants_no_mail_is_told_all_the_same_and_what_is_erased_is_told_no_more() {
    let place = Place::new();
    place.ask(&place.author, "mutation { updateAccount(notified: false) { notified } }");
    let (key, about) = place.submit("Words to erase");
    place.submit("Words to keep");
    place.review(&key, "ACCEPT");
    assert_eq!(place.told(&place.author).1, 3);
    let (administrator, _) = place.app.with_role(&address(), Role::Administrator);
    place.ask(&administrator, &format!("mutation {{ erase(id: \"{about}\", reason: \"asked for\") {{ events }} }}"));
    assert_eq!(place.told(&place.author).0, [("Received: Words to keep".to_owned(), false)]);
    place.app.done(Some(&place.author.access), "eraseAccount", &json!({ "password": PASSWORD }), "");
    let account = place.author.account.clone();
    let left = RUNTIME.block_on(place.app.directory.ledger().look(move |book| Box::pin(async move { book.news(&account, None, 10).await }))).expect("a ledger");
    assert!(left.is_empty(), "{left:?}");
}

#[test]
fn whoever_is_offered_a_record_is_told_without_the_secret() {
    let place = Place::new();
    let (key, about) = place.submit("A record to hand on");
    place.review(&key, "ACCEPT");
    let claim = place.ask(&place.author, &format!("mutation {{ claimOwnership(id: \"{about}\", grounds: \"I made it.\") {{ key }} }}"))["claimOwnership"]["key"].clone();
    place.review(claim.as_str().expect("a key"), "ACCEPT");
    let email = address();
    let other = place.app.member(&email);
    place.ask(&place.author, &format!("mutation {{ offerOwnership(id: \"{about}\", email: \"{email}\") }}"));
    let told = place.ask(&other, "{ notifications { notifications { subject text page } } }")["notifications"]["notifications"].clone();
    assert_eq!((&told[0]["subject"], &told[0]["page"]), (&json!("Offered to you: A record to hand on"), &Value::Null));
    let secret = place.app.mailed_secret(&email);
    assert!(!told.to_string().contains(&secret), "the link is in the mail alone");
}
