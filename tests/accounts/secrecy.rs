//! What a stranger cannot find out.

use super::app::{App, PASSWORD, SIGNED_IN, address};
use crate::door::app::Answer;
use serde_json::{Value, json};

/// What is told of an answer: everything but what differs between any two requests.
fn told(answer: &Answer) -> (u16, Vec<(String, String)>, String) {
    let mut headers: Vec<_> = answer.headers.iter().filter(|(name, _)| !["date", "x-request-id"].contains(&name.as_str())).cloned().collect();
    headers.sort();
    (answer.status, headers, answer.text())
}

#[test]
fn an_address_with_an_account_is_answered_like_one_without() {
    let app = App::start();
    let (known, unknown, unconfirmed, suspended) = (address(), address(), address(), address());
    app.member(&known);
    app.done(None, "register", &json!({ "email": unconfirmed, "password": PASSWORD }), "");
    let other = app.member(&suspended);
    super::app::RUNTIME.block_on(app.directory.desk().change(&other.account, whatworks::app::account::manage::Change::Suspend { reason: "a test".to_owned() }, None)).unwrap();
    type Case<'a> = (&'a str, Box<dyn Fn(&str) -> Value>, &'a str);
    let cases: Vec<Case> = vec![
        ("requestPasswordReset", Box::new(|email| json!({ "email": email })), ""),
        ("register", Box::new(|email| json!({ "email": email, "password": PASSWORD, "name": "Somebody" })), ""),
        ("signIn", Box::new(|email| json!({ "email": email, "password": "wrong wrong wrong" })), SIGNED_IN),
        ("signIn", Box::new(|email| json!({ "email": email, "password": "wrong wrong wrong", "code": "123456" })), SIGNED_IN),
    ];
    for (name, arguments, selection) in &cases {
        // `register` comes after the others, because it makes the unknown address known.
        let expected = told(&app.call(None, name, &arguments(&unknown), selection));
        for email in [&known, &unconfirmed, &suspended] {
            assert_eq!(told(&app.call(None, name, &arguments(email), selection)), expected, "{name}");
        }
    }
}

#[test]
fn whoever_changes_to_an_address_does_not_learn_whose_it_is() {
    let app = App::start();
    let taken = address();
    app.member(&taken);
    let session = app.member(&address());
    let change = |email: &str| told(&app.call(Some(&session.access), "changeEmail", &json!({ "password": PASSWORD, "email": email }), ""));
    assert_eq!(change(&taken), change(&address()));
}

#[test]
fn the_password_that_counts_is_of_whoever_opened_the_mail() {
    let app = App::start();
    let email = address();
    app.done(None, "register", &json!({ "email": email, "password": "the squatter's own words" }), "");
    let squatter = app.sign_in(&email, "the squatter's own words", None);
    app.done(None, "register", &json!({ "email": email, "password": PASSWORD, "name": "Real Owner" }), "");
    app.done(None, "confirmEmail", &json!({ "token": app.mailed_secret(&email) }), "");
    assert!(!app.is_somebody(&squatter.access));
    assert_eq!(app.refused(None, "signIn", &json!({ "email": email, "password": "the squatter's own words" }), SIGNED_IN), "UNAUTHENTICATED");
    let owner = app.sign_in(&email, PASSWORD, None);
    assert_eq!(app.viewer(&owner.access)["name"], "Real Owner");
}

#[test]
fn mails_to_unconfirmed_addresses_repeat_nothing_that_was_typed() {
    let app = App::start();
    let email = address();
    app.done(None, "register", &json!({ "email": email, "password": PASSWORD, "name": "Buy cheap kilns" }), "");
    for (_, mail) in app.mails() {
        assert!(!format!("{mail:?}").contains("kilns"), "{mail:?}");
    }
}

#[test]
fn nothing_of_accounts_is_in_the_published_graph_or_the_journal() {
    let app = App::start();
    app.member(&address());
    let lines = app.directory.views().graph().sorted_lines().unwrap();
    assert!(!lines.iter().any(|line| line.contains("mail.example") || line.contains("Sam Rivers")));
    assert_eq!(super::app::RUNTIME.block_on(app.directory.ledger().head()).unwrap().sequence, 0);
}

#[test]
fn only_hashes_and_sealed_texts_are_kept() {
    let app = App::start();
    let email = address();
    let (session, secret) = app.with_role(&email, whatworks::app::actor::Role::Curator);
    let key = app.done(Some(&session.access), "createKey", &json!({ "name": "program", "scopes": ["read"], "idempotencyKey": "a" }), "{ key }");
    app.done(None, "requestPasswordReset", &json!({ "email": email }), "");
    let mailed = app.mailed_secret(&email);
    let secrets = [PASSWORD.to_owned(), session.refresh, session.access, secret, key["key"].as_str().unwrap().to_owned(), mailed];
    let folder = app.folder.path().to_owned();
    for secret in secrets {
        assert_eq!(super::erasure::files_with(&folder, &secret), [""; 0], "{secret}");
    }
    // The search finds what is there.
    assert!(!super::erasure::files_with(&folder, &email).is_empty());
}
