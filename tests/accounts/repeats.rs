//! The same request twice, one after the other or at once.

use super::app::{App, PASSWORD, SIGNED_IN, Session, address, session};
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// At the same time from so many clients.
fn at_once<T: Send>(count: usize, act: impl Fn(usize) -> T + Sync) -> Vec<T> {
    std::thread::scope(|scope| {
        let threads: Vec<_> = (0..count).map(|at| { let act = &act; scope.spawn(move || act(at)) }).collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    })
}

#[test]
fn of_raced_refreshes_at_most_one_succeeds_and_the_session_ends() {
    let app = App::start();
    for _ in 0..10 {
        let own = app.member(&address());
        let answers = at_once(8, |_| app.call(None, "refresh", &json!({ "refreshToken": own.refresh }), SIGNED_IN).json());
        let good: Vec<Session> = answers.iter().filter(|answer| answer.get("errors").is_none()).map(|answer| session(&answer["data"]["refresh"])).collect();
        assert_eq!(good.len(), 1);
        assert!(!app.is_somebody(&own.access) && !app.is_somebody(&good[0].access));
        assert_eq!(app.refused(None, "refresh", &json!({ "refreshToken": good[0].refresh }), SIGNED_IN), "UNAUTHENTICATED");
    }
}

#[test]
fn a_refresh_repeated_under_its_key_is_the_same_refresh() {
    let app = App::start();
    let own = app.member(&address());
    let arguments = json!({ "refreshToken": own.refresh, "idempotencyKey": "once" });
    let answers = at_once(20, |_| app.done(None, "refresh", &arguments, SIGNED_IN));
    assert_eq!(answers.iter().map(Value::to_string).collect::<BTreeSet<_>>().len(), 1);
    let fresh = session(&answers[0]);
    assert!(app.is_somebody(&fresh.access));
    let app = app.restart();
    assert_eq!(app.done(None, "refresh", &arguments, SIGNED_IN), answers[0]);
    app.done(None, "refresh", &json!({ "refreshToken": fresh.refresh }), SIGNED_IN);
}

#[test]
fn a_registration_repeated_under_its_key_sends_one_mail() {
    let app = App::start();
    let email = address();
    let arguments = json!({ "email": email, "password": PASSWORD, "idempotencyKey": "once" });
    at_once(3, |_| app.done(None, "register", &arguments, ""));
    assert_eq!(app.mails().len(), 1);
}

#[test]
fn a_key_used_for_something_else_is_a_conflict() {
    let app = App::start();
    let email = address();
    let own = app.member(&email);
    let key = |days: i64, key: &str| json!({ "name": "program", "scopes": ["read"], "days": days, "idempotencyKey": key });
    let first = app.done(Some(&own.access), "createKey", &key(5, "k"), "{ id key expires }");
    assert_eq!(app.done(Some(&own.access), "createKey", &key(5, "k"), "{ id key expires }"), first);
    assert_eq!(app.refused(Some(&own.access), "createKey", &key(6, "k"), "{ id }"), "IDEMPOTENCY_CONFLICT");
    assert_eq!(app.refused(Some(&own.access), "revokeKey", &json!({ "key": first["id"], "idempotencyKey": "k" }), ""), "IDEMPOTENCY_CONFLICT");
    assert_eq!(app.viewer(&own.access)["keys"].as_array().unwrap().len(), 1);
    // Keys count for each account alone.
    let other = app.member(&address());
    assert_ne!(app.done(Some(&other.access), "createKey", &key(5, "k"), "{ id key expires }"), first);
    // And for a day.
    let app = app.restart();
    assert_eq!(app.done(Some(&own.access), "createKey", &key(5, "k"), "{ id key expires }"), first);
    app.clock.pass(jiff::SignedDuration::from_hours(24));
    let later = app.sign_in(&email, PASSWORD, None);
    assert_ne!(app.done(Some(&later.access), "createKey", &key(5, "k"), "{ id key expires }"), first);
}

#[test]
fn a_sign_in_repeated_under_its_key_begins_one_session() {
    let app = App::start();
    let email = address();
    app.member(&email);
    let arguments = json!({ "email": email, "password": PASSWORD, "idempotencyKey": "once" });
    let first = app.done(None, "signIn", &arguments, SIGNED_IN);
    assert_eq!(app.done(None, "signIn", &arguments, SIGNED_IN), first);
    assert_eq!(app.viewer(&session(&first).access)["sessions"].as_array().unwrap().len(), 2);
    // The password is part of the request.
    assert_eq!(app.refused(None, "signIn", &json!({ "email": email, "password": "wrong wrong wrong", "idempotencyKey": "once" }), SIGNED_IN), "IDEMPOTENCY_CONFLICT");
}

#[test]
fn keys_have_a_length() {
    let app = App::start();
    for key in [String::new(), "k".repeat(256)] {
        assert_eq!(app.refused(None, "requestPasswordReset", &json!({ "email": address(), "idempotencyKey": key }), ""), "INVALID_INPUT");
    }
}
