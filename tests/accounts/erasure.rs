//! What is left of somebody who is gone.

use super::app::{App, PASSWORD, RUNTIME, address};
use serde_json::json;
use std::path::Path;
use whatworks::app::actor::Role;
use whatworks::app::mail::{Letter, Post, Transport};

/// The files below a folder that hold these bytes, in whatever case.
pub fn files_with(folder: &Path, text: &str) -> Vec<String> {
    let wanted = text.to_lowercase().into_bytes();
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap().map(Result::unwrap) {
        if entry.path().is_dir() {
            found.extend(files_with(&entry.path(), text));
        } else if memchr::memmem::find(&std::fs::read(entry.path()).unwrap().to_ascii_lowercase(), &wanted).is_some() {
            found.push(entry.path().display().to_string());
        }
    }
    found
}

#[test]
fn no_file_names_somebody_who_was_erased() {
    let app = App::start();
    let folder = app.folder.path().to_owned();
    let email = address();
    let post = Post::new(Transport::Folder(folder.join("mail")), "What Works <post@directory.example>", "https://directory.example/").unwrap();
    app.done(None, "register", &json!({ "email": email, "password": PASSWORD, "name": "Quillon Featherstonehaugh", "credited": true }), "");
    let token = app.mailed_secret(&email);
    app.done(None, "confirmEmail", &json!({ "token": token, "idempotencyKey": "x" }), "");
    let session = app.sign_in(&email, PASSWORD, None);
    app.done(Some(&session.access), "createKey", &json!({ "name": "Quillon Featherstonehaugh's laptop", "scopes": ["submit"] }), "{ id }");
    app.done(Some(&session.access), "updateAccount", &json!({ "name": "Quillon X. Featherstonehaugh", "idempotencyKey": "y" }), "{ name }");
    assert!(RUNTIME.block_on(post.round(app.directory.desk())).unwrap() > 0);
    // One mail is still waiting.
    app.done(None, "requestPasswordReset", &json!({ "email": email }), "");

    for text in [email.as_str(), "Featherstonehaugh"] {
        assert!(!files_with(&folder, text).is_empty(), "{text} is not kept at all");
    }
    assert!(files_with(&folder.join("mail"), &email).len() == 1, "mail is written to files");
    assert_eq!(app.refused(Some(&session.access), "eraseAccount", &json!({ "password": "wrong wrong wrong" }), ""), "INVALID_INPUT");
    app.done(Some(&session.access), "eraseAccount", &json!({ "password": PASSWORD }), "");
    for text in [email.as_str(), "Featherstonehaugh", session.refresh.as_str()] {
        assert_eq!(files_with(&folder, text), [""; 0], "{text}");
    }
    assert!(!app.is_somebody(&session.access));
    assert_eq!(RUNTIME.block_on(post.round(app.directory.desk())).unwrap(), 0);
    assert!(RUNTIME.block_on(app.directory.ledger().verify(|_| ())).unwrap().is_sound());
    // The address can begin anew, as somebody else.
    let again = app.member(&email);
    assert_ne!(again.account, session.account);
}

#[test]
fn mail_about_contributions_goes_to_nobody_who_is_gone() {
    let app = App::start();
    let email = address();
    let session = app.member(&email);
    let letter = Letter { subject: "About your contribution".to_owned(), paragraphs: vec!["It is published.".to_owned()], action: None };
    RUNTIME.block_on(app.directory.append(None, Vec::new(), vec![letter.to(&session.account)])).unwrap();
    app.done(Some(&session.access), "eraseAccount", &json!({ "password": PASSWORD }), "");
    assert!(app.mails().is_empty());
    // Even what is told to somebody after they are gone.
    RUNTIME.block_on(app.directory.append(None, Vec::new(), vec![letter.to(&session.account)])).unwrap();
    let post = Post::new(Transport::Folder(app.folder.path().join("mail")), "post@directory.example", "https://directory.example/").unwrap();
    assert_eq!(RUNTIME.block_on(post.round(app.directory.desk())).unwrap(), 0);
    assert!(app.mails().is_empty());
}

#[test]
fn the_last_administrator_stays() {
    let app = App::start();
    let (first, _) = app.with_role(&address(), Role::Administrator);
    assert_eq!(app.refused(Some(&first.access), "eraseAccount", &json!({ "password": PASSWORD }), ""), "WRONG_STATE");
    assert!(app.is_somebody(&first.access));
    app.with_role(&address(), Role::Administrator);
    app.done(Some(&first.access), "eraseAccount", &json!({ "password": PASSWORD }), "");
}

#[test]
fn an_address_that_is_never_confirmed_is_forgotten() {
    let app = App::start();
    let email = address();
    app.done(None, "register", &json!({ "email": email, "password": PASSWORD }), "");
    app.clock.pass(jiff::SignedDuration::from_hours(7 * 24));
    RUNTIME.block_on(app.directory.desk().tidy()).unwrap();
    assert_eq!(app.refused(None, "signIn", &json!({ "email": email, "password": PASSWORD }), super::app::SIGNED_IN), "UNAUTHENTICATED");
}
