//! How often things may be tried.

use super::app::{App, PASSWORD, RUNTIME, SIGNED_IN, address};
use jiff::SignedDuration;
use serde_json::json;
use whatworks::app::actor::Visitor;

#[test]
fn passwords_can_be_tried_a_few_times_and_then_again_later() {
    let app = App::start();
    for email in [address(), { let known = address(); app.member(&known); known }] {
        let wrong = json!({ "email": email, "password": "wrong wrong wrong" });
        for _ in 0..10 {
            assert_eq!(app.refused(None, "signIn", &wrong, SIGNED_IN), "UNAUTHENTICATED");
        }
        let refused = app.call(None, "signIn", &wrong, SIGNED_IN).json();
        assert_eq!(refused["errors"][0]["extensions"]["code"], "TOO_MANY_REQUESTS", "{refused}");
        let seconds = refused["errors"][0]["extensions"]["retryAfter"].as_i64().unwrap();
        assert!((1..=60).contains(&seconds), "{seconds}");
        // Not even the right one.
        assert_eq!(app.refused(None, "signIn", &json!({ "email": email, "password": PASSWORD }), SIGNED_IN), "TOO_MANY_REQUESTS");
        app.clock.pass(SignedDuration::from_secs(seconds));
        assert_eq!(app.refused(None, "signIn", &wrong, SIGNED_IN), "UNAUTHENTICATED");
    }
}

#[test]
fn a_restart_forgives_nothing_and_a_right_password_everything() {
    let app = App::start();
    let email = address();
    app.member(&email);
    let wrong = json!({ "email": email, "password": "wrong wrong wrong" });
    for _ in 0..10 {
        app.refused(None, "signIn", &wrong, SIGNED_IN);
    }
    let app = app.restart();
    assert_eq!(app.refused(None, "signIn", &wrong, SIGNED_IN), "TOO_MANY_REQUESTS");
    app.clock.pass(SignedDuration::from_mins(1));
    app.sign_in(&email, PASSWORD, None);
    for _ in 0..10 {
        assert_eq!(app.refused(None, "signIn", &wrong, SIGNED_IN), "UNAUTHENTICATED");
    }
}

#[test]
fn codes_are_counted_like_passwords() {
    let app = App::start();
    let email = address();
    app.with_role(&email, whatworks::app::actor::Role::Curator);
    let mut codes = Vec::new();
    for at in 0..12 {
        codes.push(app.refused(None, "signIn", &json!({ "email": email, "password": PASSWORD, "code": format!("{at:06}") }), SIGNED_IN));
    }
    assert!(codes[..9].iter().all(|code| code == "UNAUTHENTICATED") && codes[11] == "TOO_MANY_REQUESTS", "{codes:?}");
}

#[test]
fn nobody_is_sent_mail_without_end() {
    let app = App::start();
    let email = address();
    app.member(&email);
    let ask = || app.call(None, "requestPasswordReset", &json!({ "email": email }), "").code();
    let answers: Vec<Option<String>> = (0..6).map(|_| ask()).collect();
    // The registration was one of the five.
    assert!(answers[..4].iter().all(Option::is_none) && answers[4].as_deref() == Some("TOO_MANY_REQUESTS"), "{answers:?}");
}

#[test]
fn a_network_is_counted_as_one() {
    let app = App::start();
    let visitor = |address: &str| Visitor { network: Some(address.parse().unwrap()), ..Visitor::STRANGER };
    let try_from = |from: &Visitor| {
        let email = address();
        RUNTIME.block_on(app.directory.desk().request_reset(from, &email, None)).is_ok()
    };
    let good = (0..40).filter(|at| try_from(&visitor(&format!("2001:db8:1:2::{at:x}")))).count();
    assert_eq!(good, 30);
    assert!(try_from(&visitor("2001:db8:1:3::1")) && try_from(&visitor("192.0.2.1")));
}

#[test]
fn weak_passwords_and_addresses_are_refused_with_their_field() {
    let app = App::start();
    for (arguments, field) in [
        (json!({ "email": "nobody", "password": PASSWORD }), "email"),
        (json!({ "email": "a@b.example\r\nBcc: c@d.example", "password": PASSWORD }), "email"),
        (json!({ "email": address(), "password": "eleven char" }), "password"),
        (json!({ "email": address(), "password": "k".repeat(129) }), "password"),
        (json!({ "email": address(), "password": "Password12345" }), "password"),
        (json!({ "email": "maria.lopez@mail.example", "password": "marialopez1999" }), "password"),
        (json!({ "email": address(), "password": PASSWORD, "name": "x".repeat(101) }), "name"),
        (json!({ "email": address(), "password": PASSWORD, "name": "visit https://evil.example" }), "name"),
        (json!({ "email": address(), "password": PASSWORD, "name": "\u{202e}nimda" }), "name"),
    ] {
        let answer = app.call(None, "register", &arguments, "").json();
        let extensions = &answer["errors"][0]["extensions"];
        assert_eq!((&extensions["code"], &extensions["violations"][0]["field"]), (&"INVALID_INPUT".into(), &field.into()), "{arguments} {answer}");
    }
}

#[test]
fn only_a_proxy_that_the_operator_names_says_where_requests_come_from() {
    let from = |app: &App, forwarded: &str| {
        let form = format!("email={}", address());
        app.http.send("POST", "/account/forgotten", &[("Content-Type", "application/x-www-form-urlencoded"), ("X-Forwarded-For", forwarded)], form.as_bytes()).status
    };
    // Anybody can write the first part, and without a proxy all of it.
    let (plain, behind) = (App::start(), App::behind_proxy());
    for at in 0..30 {
        assert_eq!((from(&plain, &format!("192.0.2.{at}")), from(&behind, &format!("192.0.2.{at}, 198.51.100.7"))), (200, 200));
    }
    assert_eq!((from(&plain, "192.0.2.99"), from(&behind, "192.0.2.99, 198.51.100.7")), (429, 429));
    assert_eq!(from(&behind, "198.51.100.7, 198.51.100.8"), 200);
}
