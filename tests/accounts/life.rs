//! The life of an account: made, confirmed, used, changed, lost and found, suspended, gone.

use super::app::{App, PASSWORD, SIGNED_IN, address, session};
use jiff::SignedDuration;
use serde_json::json;
use whatworks::app::actor::Role;

#[test]
fn a_stranger_registers_confirms_and_signs_in() {
    let app = App::start();
    let email = address();
    app.done(None, "register", &json!({ "email": email.to_uppercase(), "password": PASSWORD, "name": "Sam Rivers", "credited": true }), "");
    let unconfirmed = app.sign_in(&email, PASSWORD, None);
    assert_eq!(app.viewer(&unconfirmed.access)["standing"], "UNVERIFIED");
    let token = app.mailed_secret(&email);
    app.done(None, "confirmEmail", &json!({ "token": token }), "");
    assert_eq!(app.refused(None, "confirmEmail", &json!({ "token": token }), ""), "INVALID_INPUT");
    let viewer = app.viewer(&unconfirmed.access);
    assert_eq!((&viewer["standing"], &viewer["email"], &viewer["name"], &viewer["credited"]), (&"CONTRIBUTOR".into(), &email.into(), &"Sam Rivers".into(), &true.into()));
}

#[test]
fn a_session_is_refreshed_until_a_spent_token_is_shown() {
    let app = App::start();
    let first = app.member(&address());
    let second = session(&app.done(None, "refresh", &json!({ "refreshToken": first.refresh }), SIGNED_IN));
    assert!(app.is_somebody(&first.access) && app.is_somebody(&second.access));
    assert_eq!(app.refused(None, "refresh", &json!({ "refreshToken": first.refresh }), SIGNED_IN), "UNAUTHENTICATED");
    // Two had it: nobody has it now.
    assert_eq!(app.refused(None, "refresh", &json!({ "refreshToken": second.refresh }), SIGNED_IN), "UNAUTHENTICATED");
    assert!(!app.is_somebody(&first.access) && !app.is_somebody(&second.access));
}

#[test]
fn access_runs_out_and_sessions_end() {
    let app = App::start();
    let email = address();
    let first = app.member(&email);
    app.clock.pass(SignedDuration::from_secs(599));
    assert!(app.is_somebody(&first.access));
    app.clock.pass(SignedDuration::from_secs(1));
    assert!(!app.is_somebody(&first.access));
    let second = session(&app.done(None, "refresh", &json!({ "refreshToken": first.refresh }), SIGNED_IN));
    app.done(None, "signOut", &json!({ "refreshToken": second.refresh }), "");
    assert!(!app.is_somebody(&second.access));

    let (here, there) = (app.sign_in(&email, PASSWORD, None), app.sign_in(&email, PASSWORD, None));
    app.done(Some(&here.access), "signOutEverywhere", &json!({}), "");
    assert!(!app.is_somebody(&here.access) && !app.is_somebody(&there.access));
    assert_eq!(app.refused(None, "refresh", &json!({ "refreshToken": there.refresh }), SIGNED_IN), "UNAUTHENTICATED");

    let last = app.sign_in(&email, PASSWORD, None);
    app.clock.pass(SignedDuration::from_hours(30 * 24));
    assert_eq!(app.refused(None, "refresh", &json!({ "refreshToken": last.refresh }), SIGNED_IN), "UNAUTHENTICATED");
}

#[test]
fn a_forgotten_password_is_set_anew_by_mail() {
    let app = App::start();
    let email = address();
    let before = app.member(&email);
    app.done(None, "requestPasswordReset", &json!({ "email": email }), "");
    let token = app.mailed_secret(&email);
    // A password that is refused does not cost the link.
    assert_eq!(app.refused(None, "resetPassword", &json!({ "token": token, "password": "short" }), ""), "INVALID_INPUT");
    app.done(None, "resetPassword", &json!({ "token": token, "password": "another kiln entirely" }), "");
    assert_eq!(app.refused(None, "resetPassword", &json!({ "token": token, "password": "another kiln entirely" }), ""), "INVALID_INPUT");
    assert!(!app.is_somebody(&before.access));
    assert_eq!(app.refused(None, "signIn", &json!({ "email": email, "password": PASSWORD }), SIGNED_IN), "UNAUTHENTICATED");
    app.sign_in(&email, "another kiln entirely", None);

    app.done(None, "requestPasswordReset", &json!({ "email": email }), "");
    let late = app.mailed_secret(&email);
    app.clock.pass(SignedDuration::from_hours(24));
    assert_eq!(app.refused(None, "resetPassword", &json!({ "token": late, "password": PASSWORD }), ""), "INVALID_INPUT");
}

#[test]
fn a_password_is_changed_by_whoever_knows_it() {
    let app = App::start();
    let email = address();
    let before = app.member(&email);
    let change = |password: &str, next: &str| json!({ "password": password, "newPassword": next });
    assert_eq!(app.refused(Some(&before.access), "changePassword", &change("wrong wrong wrong", "another kiln entirely"), SIGNED_IN), "INVALID_INPUT");
    let after = session(&app.done(Some(&before.access), "changePassword", &change(PASSWORD, "another kiln entirely"), SIGNED_IN));
    assert!(!app.is_somebody(&before.access) && app.is_somebody(&after.access));
    let (to, mail) = app.mails().pop().unwrap();
    assert!(to == email && mail.subject.contains("password was changed"), "{mail:?}");
}

#[test]
fn an_address_is_changed_once_the_new_one_is_confirmed_and_the_old_one_is_told() {
    let app = App::start();
    let (old, new) = (address(), address());
    let session = app.member(&old);
    app.done(Some(&session.access), "changeEmail", &json!({ "password": PASSWORD, "email": new }), "");
    assert_eq!(app.viewer(&session.access)["email"], old.as_str());
    let token = app.mailed_secret(&new);
    app.done(None, "confirmEmail", &json!({ "token": token }), "");
    assert_eq!(app.viewer(&session.access)["email"], new.as_str());
    let (to, mail) = app.mails().pop().unwrap();
    assert!(to == old && mail.subject.contains("address was changed"), "{to} {mail:?}");
    app.sign_in(&new, PASSWORD, None);
    assert_eq!(app.refused(None, "signIn", &json!({ "email": old, "password": PASSWORD }), SIGNED_IN), "UNAUTHENTICATED");
}

#[test]
fn an_address_of_somebody_else_is_not_taken() {
    let app = App::start();
    let (email, other) = (address(), address());
    app.member(&other);
    let session = app.member(&email);
    app.done(Some(&session.access), "changeEmail", &json!({ "password": PASSWORD, "email": other }), "");
    let (to, mail) = app.mails().pop().unwrap();
    assert!(to == other && mail.subject.contains("have an account already") && !mail.text.contains("token="), "{to} {mail:?}");
}

#[test]
fn a_role_counts_only_with_a_second_factor() {
    let app = App::start();
    let email = address();
    let (curator, secret) = app.with_role(&email, Role::Curator);
    assert_eq!(app.viewer(&curator.access)["standing"], "CURATOR");
    let half = app.done(None, "signIn", &json!({ "email": email, "password": PASSWORD }), SIGNED_IN);
    assert!(half["secondFactorNeeded"] == true && half["accessToken"].is_null(), "{half}");
    // The code with which it was set up is used.
    let wrong = json!({ "email": email, "password": PASSWORD, "code": app.code(&secret) });
    assert_eq!(app.refused(None, "signIn", &wrong, SIGNED_IN), "UNAUTHENTICATED");
    app.clock.pass(SignedDuration::from_secs(30));
    let code = app.code(&secret);
    let whole = app.sign_in(&email, PASSWORD, Some(&code));
    assert_eq!(app.viewer(&whole.access)["standing"], "CURATOR");
    let again = json!({ "email": email, "password": PASSWORD, "code": code });
    assert_eq!(app.refused(None, "signIn", &again, SIGNED_IN), "UNAUTHENTICATED");

    app.clock.pass(SignedDuration::from_secs(30));
    app.done(Some(&whole.access), "removeSecondFactor", &json!({ "password": PASSWORD, "code": app.code(&secret) }), "");
    let without = app.sign_in(&email, PASSWORD, None);
    let viewer = app.viewer(&without.access);
    assert_eq!((&viewer["role"], &viewer["standing"]), (&"CURATOR".into(), &"CONTRIBUTOR".into()));
}

#[test]
fn a_recovery_code_stands_in_for_a_lost_second_factor_once() {
    let app = App::start();
    let email = address();
    let (session, secret) = app.with_role(&email, Role::Curator);
    app.clock.pass(SignedDuration::from_secs(30));
    let codes = app.done(Some(&session.access), "renewRecoveryCodes", &json!({ "code": app.code(&secret) }), "");
    let code = codes[3].as_str().unwrap();
    let found = app.sign_in(&email, PASSWORD, Some(&code.to_lowercase().replace('-', " ")));
    let viewer = app.viewer(&found.access);
    assert_eq!((&viewer["standing"], &viewer["recoveryCodesLeft"]), (&"CURATOR".into(), &9.into()));
    assert_eq!(app.refused(None, "signIn", &json!({ "email": email, "password": PASSWORD, "code": code }), SIGNED_IN), "UNAUTHENTICATED");
}

#[test]
fn a_key_does_what_it_was_made_for_until_it_is_revoked() {
    let app = App::start();
    let session = app.member(&address());
    let bad = app.call(Some(&session.access), "createKey", &json!({ "name": "importer", "scopes": ["submitt"] }), "{ id }").text();
    assert!(bad.contains("did you mean `submit`?"), "{bad}");
    assert_eq!(app.refused(Some(&session.access), "createKey", &json!({ "name": "importer", "scopes": ["manageAccounts"] }), "{ id }"), "INVALID_INPUT");
    let key = app.done(Some(&session.access), "createKey", &json!({ "name": "importer", "scopes": ["submit"], "days": 10 }), "{ id key expires }");
    let secret = key["key"].as_str().unwrap();
    let reads = |secret: &str| app.ask(Some(secret), "{ directory { name } }", json!({})).status;
    assert_eq!(reads(secret), 200);
    assert_eq!(app.ask(Some(secret), "{ viewer { id } }", json!({})).code().unwrap(), "FORBIDDEN");
    assert_eq!(reads(&format!("{secret}x")), 401);
    app.done(Some(&session.access), "revokeKey", &json!({ "key": key["id"] }), "");
    assert_eq!(reads(secret), 401);

    let short = app.done(Some(&session.access), "createKey", &json!({ "name": "importer", "scopes": ["submit"], "days": 1 }), "{ key }");
    app.clock.pass(SignedDuration::from_hours(24));
    assert_eq!(reads(short["key"].as_str().unwrap()), 401);
}

#[test]
fn administrators_give_roles_and_suspend() {
    let app = App::start();
    let email = address();
    let member = app.member(&email);
    let (admin, _) = app.with_role(&address(), Role::Administrator);
    assert_eq!(app.refused(Some(&member.access), "setRole", &json!({ "account": member.account, "role": "CURATOR" }), ""), "FORBIDDEN");
    app.done(Some(&admin.access), "setRole", &json!({ "account": member.account, "role": "CURATOR" }), "");
    assert_eq!(app.viewer(&member.access)["role"], "CURATOR");
    assert_eq!(app.refused(Some(&admin.access), "suspendAccount", &json!({ "account": member.account, "reason": " " }), ""), "INVALID_INPUT");
    app.done(Some(&admin.access), "suspendAccount", &json!({ "account": member.account, "reason": "spam" }), "");
    assert!(!app.is_somebody(&member.access));
    let suspended = app.sign_in(&email, PASSWORD, None);
    assert_eq!(app.viewer(&suspended.access)["standing"], "SUSPENDED");
    assert_eq!(app.refused(Some(&suspended.access), "updateAccount", &json!({ "name": "X" }), "{ id }"), "FORBIDDEN");
    app.done(Some(&admin.access), "reinstateAccount", &json!({ "account": member.account }), "");
    assert_eq!(app.viewer(&suspended.access)["standing"], "CONTRIBUTOR");
    let page = app.ask(Some(&admin.access), "{ accounts(first: 1) { nodes { email } hasNextPage endCursor } }", json!({})).json();
    assert_eq!(page["data"]["accounts"]["hasNextPage"], true);
    // Somebody has to be able to do this.
    assert_eq!(app.refused(Some(&admin.access), "setRole", &json!({ "account": admin.account, "role": "CURATOR" }), ""), "WRONG_STATE");
}

#[test]
fn everything_survives_a_restart() {
    let app = App::start();
    let session = app.member(&address());
    let app = app.restart();
    assert!(app.is_somebody(&session.access));
    app.done(None, "refresh", &json!({ "refreshToken": session.refresh }), SIGNED_IN);
}
