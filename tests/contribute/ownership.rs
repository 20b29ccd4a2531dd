//! Whose a record is: shown by its site, disputed, shared and handed on.

use super::app::{App, ann, bob, curator, key};
use crate::reading::app::RUNTIME;
use serde_json::json;
use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::sync::{Arc, Mutex};
use whatworks::app::account::Settings;
use whatworks::app::outward::Reach;

/// A site that shows one text at one path, until the test ends.
struct Site {
    address: String,
    shown: Arc<Mutex<String>>,
}

impl Site {
    fn open() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let shown = Arc::new(Mutex::new(String::new()));
        let text = Arc::clone(&shown);
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let mut stream = stream.unwrap();
                let mut asked = [0; 1_024];
                let length = stream.read(&mut asked).unwrap();
                let found = asked[..length].starts_with(b"GET /.well-known/whatworks-owner.txt ");
                let (status, body) = if found { ("200 OK", text.lock().unwrap().clone()) } else { ("404 Not Found", String::new()) };
                write!(stream, "HTTP/1.1 {status}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}", body.len()).unwrap();
            }
        });
        Self { address, shown }
    }
}

fn tool_at(app: &App, name: &str, address: &str) {
    let submission = app.done(&ann(), &format!(r#"mutation {{ submitTool(input: {{name: {{text: "{name}"}}, kind: "guide", url: "{address}"}}) {{ key }} }}"#));
    assert_eq!(app.review(&curator(), key(&submission), "ACCEPT", "")["data"]["review"]["state"], "PUBLISHED");
}

#[test]
fn a_token_on_its_site_shows_whose_a_record_is() {
    let site = Site::open();
    let app = App::with(tempfile::tempdir().unwrap(), Settings { reach: Reach::ThisMachineToo, ..Settings::default() });
    tool_at(&app, "Here", &format!("{}/tool?x=1", site.address));
    let proof = app.done(&bob(), "{ siteProof(id: \"here\") { token addresses } }");
    let token = proof["token"].as_str().unwrap();
    assert_eq!(proof["addresses"], json!([format!("{}/.well-known/whatworks-owner.txt", site.address)]));
    assert_ne!(app.done(&ann(), "{ siteProof(id: \"here\") { token } }")["token"], token, "it is good for one account");
    let claim = "mutation { claimOwnership(id: \"here\", grounds: \"It is our site.\", bySite: true) { key siteShows isAtItsDomain } }";
    for shown in ["", &format!("see {token}"), &format!("{token}0")] {
        shown.clone_into(&mut site.shown.lock().unwrap());
        let error = app.error(&bob(), claim);
        assert_eq!(error["extensions"]["code"], "WRONG_STATE", "{shown}");
        assert!(error["message"].as_str().unwrap().contains("/.well-known/whatworks-owner.txt answers 200"), "{error}");
    }
    assert_eq!(app.done(&bob(), "{ mySubmissions { totalCount } }")["totalCount"], 0, "nothing came of it");
    *site.shown.lock().unwrap() = format!("# whose this is\r\n{token}\r\n");
    let claimed = app.done(&bob(), claim);
    assert_eq!(claimed["siteShows"], proof["addresses"][0]);
    assert_eq!(app.done(&curator(), &format!("{{ submission(id: \"{}\") {{ siteShows }} }}", key(&claimed)))["siteShows"], proof["addresses"][0]);
}

#[test]
fn a_site_inside_the_network_is_not_asked() {
    let site = Site::open();
    let app = App::new();
    tool_at(&app, "Inside", &format!("{}/", site.address));
    tool_at(&app, "Metadata", "http://169.254.169.254/latest");
    for name in ["inside", "metadata"] {
        let error = app.error(&bob(), &format!("mutation {{ claimOwnership(id: \"{name}\", grounds: \"Mine.\", bySite: true) {{ key }} }}"));
        assert!(error["message"].as_str().unwrap().contains("cannot be reached from here"), "{error}");
    }
    app.published_tool("Nowhere");
    assert_eq!(app.code(&bob(), "{ siteProof(id: \"nowhere\") { token } }"), "WRONG_STATE");
}

#[test]
fn its_owners_hear_of_whoever_else_says_it_is_theirs_and_a_curator_decides() {
    let app = App::new();
    app.published_tool("Block Party");
    let claim = |who: &_, grounds: &str| app.done(who, &format!("mutation {{ claimOwnership(id: \"block-party\", grounds: \"{grounds}\") {{ key disputes }} }}"));
    let first = claim(&bob(), "I made it.");
    assert_eq!(first["disputes"], false);
    app.review(&curator(), key(&first), "ACCEPT", "");
    let second = claim(&ann(), "No, I made it, in 2021.");
    assert_eq!(second["disputes"], true);
    let told = super::reviewing::notices(&app);
    assert!(told.iter().any(|(account, subject, text, _)| account == "bob" && subject.contains("Somebody asks to own Block Party") && text.contains("No, I made it, in 2021.") && text.contains(key(&second))), "{told:?}");
    let seen = app.done(&bob(), &format!("{{ submission(id: \"{}\") {{ isMine disputes actions history {{ text }} }} }}", key(&second)));
    assert_eq!((&seen["isMine"], &seen["actions"], &seen["history"][0]["text"]), (&json!(false), &json!(["COMMENT"]), &json!("No, I made it, in 2021.")));
    app.done(&bob(), &format!("mutation {{ comment(submission: \"{}\", text: \"We made it together.\") {{ key }} }}", key(&second)));
    app.review(&curator(), key(&second), "ACCEPT", "");
    assert_eq!(app.done(&curator(), "{ ownership(id: \"block-party\") { owners } }")["owners"], json!(["bob", "ann"]));
    assert_eq!(app.done(&curator(), &format!("{{ submission(id: \"{}\") {{ disputes }} }}", key(&first)))["disputes"], true, "the other owner stands beside");
}

/// The secret in the last mail to an address.
fn mailed(app: &App, email: &str) -> String {
    let waiting = RUNTIME.block_on(app.directory.ledger().look(|book| Box::pin(async move { book.due_mail(i64::MAX, 1_000).await }))).unwrap();
    let mails = waiting.into_iter().filter_map(|mail| app.directory.desk().envelope(&mail.sealed?));
    let mail = mails.filter(|mail| mail.to.as_deref() == Some(email)).last().unwrap_or_else(|| panic!("no mail to {email}"));
    mail.text.split("token=").nth(1).unwrap().split_whitespace().next().unwrap().to_owned()
}

#[test]
fn an_owner_hands_a_record_on_or_shares_it_by_mail() {
    let app = App::new();
    app.published_tool("Block Party");
    let offer = |keep: bool| format!("mutation {{ offerOwnership(id: \"block-party\", email: \"ann@mail.example\", keep: {keep}) }}");
    let accept = |token: &str| format!("mutation {{ acceptOwnership(token: \"{token}\") {{ isMine owners }} }}");
    assert_eq!(app.code(&bob(), &offer(false)), "WRONG_STATE", "it is not his");
    let claim = app.done(&bob(), "mutation { claimOwnership(id: \"block-party\", grounds: \"I made it.\") { key } }");
    app.review(&curator(), key(&claim), "ACCEPT", "");

    assert_eq!(app.done(&bob(), &offer(true)), true);
    let token = mailed(&app, "ann@mail.example");
    assert_eq!(app.done(&ann(), &accept(&token)), json!({ "isMine": true, "owners": ["bob", "ann"] }));
    assert_eq!(app.code(&ann(), &accept(&token)), "INVALID_INPUT", "a link works once");
    app.done(&ann(), "mutation { giveUpOwnership(id: \"block-party\") { isMine } }");

    app.done(&bob(), &offer(false));
    let (first, _) = (mailed(&app, "ann@mail.example"), app.done(&bob(), &offer(false)));
    let second = mailed(&app, "ann@mail.example");
    assert_eq!(app.done(&ann(), &accept(&first))["owners"], json!(["ann"]), "it is hers alone");
    let told = super::reviewing::notices(&app);
    assert!(told.iter().any(|(account, _, text, _)| account == "bob" && text.contains("somebody else’s now")), "{told:?}");
    assert_eq!(app.code(&super::app::other_curator(), &accept(&second)), "WRONG_STATE", "whoever offered it owns it no longer");
    // Nobody learns by the answer who has an account.
    let stranger = "mutation { offerOwnership(id: \"block-party\", email: \"nobody@elsewhere.example\") }";
    assert_eq!(app.done(&ann(), stranger), true);
    assert_eq!(app.done(&bob(), &accept(&mailed(&app, "nobody@elsewhere.example")))["owners"], json!(["bob"]), "whoever reads the mail takes it");
}
