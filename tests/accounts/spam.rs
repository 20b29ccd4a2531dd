//! What keeps spam out.

use super::app::{App, PASSWORD, RUNTIME, address};
use altcha::{Challenge, Payload, SolveChallengeOptions, solve_challenge};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jiff::SignedDuration;
use serde_json::json;
use whatworks::app::account::spam::{Effort, Sent, Suspicion};
use whatworks::app::actor::{Account, Caller, Role};

fn challenge(app: &App) -> Challenge {
    let json = app.ask(None, "{ proofOfWork { challenge expires } }", json!({})).json();
    serde_json::from_str(json["data"]["proofOfWork"]["challenge"].as_str().unwrap()).unwrap()
}

pub(super) fn solved(challenge: &Challenge, start: u32) -> String {
    let solution = solve_challenge(SolveChallengeOptions { counter_start: start, ..SolveChallengeOptions::new(challenge) }).unwrap().unwrap();
    STANDARD.encode(serde_json::to_vec(&Payload { challenge: challenge.clone(), solution }).unwrap())
}

fn register(app: &App, proof: &str) -> Option<String> {
    app.call(None, "register", &json!({ "email": address(), "password": PASSWORD, "proof": proof }), "").code()
}

#[test]
fn a_solution_is_taken_once_in_time_and_unchanged() {
    let app = App::start();
    let given = challenge(&app);
    let (first, second) = (solved(&given, 0), solved(&given, 1_000_000));
    assert_ne!(first, second);
    assert_eq!(register(&app, &first).as_deref(), Some("INVALID_INPUT"), "faster than a person");
    app.clock.pass(SignedDuration::from_secs(2));
    let mut forged = given.clone();
    forged.parameters.key_prefix = String::new();
    let wrong = STANDARD.encode(json!({ "challenge": given, "solution": { "counter": 1, "derivedKey": "00".repeat(32) } }).to_string());
    for bad in ["no base64 !", "e30=", &solved(&forged, 0), &wrong, &"A".repeat(5_000)] {
        assert_eq!(register(&app, bad).as_deref(), Some("INVALID_INPUT"), "{}", &bad[..bad.len().min(60)]);
    }
    assert_eq!(register(&app, &first), None);
    assert_eq!(register(&app, &first).as_deref(), Some("INVALID_INPUT"));
    assert_eq!(register(&app, &second).as_deref(), Some("INVALID_INPUT"), "another solution of the same challenge");
    let app = app.restart();
    assert_eq!(register(&app, &first).as_deref(), Some("INVALID_INPUT"), "after a restart");

    let late = solved(&challenge(&app), 0);
    app.clock.pass(SignedDuration::from_mins(20));
    assert_eq!(register(&app, &late).as_deref(), Some("INVALID_INPUT"));
}

#[test]
fn a_challenge_made_before_a_restart_can_be_solved_after() {
    let app = App::start();
    let given = challenge(&app);
    let app = app.restart();
    app.clock.pass(SignedDuration::from_secs(5));
    assert_eq!(register(&app, &solved(&given, 0)), None);
}

#[test]
fn of_replayed_solutions_at_once_one_is_taken() {
    let app = App::start();
    let proof = solved(&challenge(&app), 0);
    app.clock.pass(SignedDuration::from_secs(5));
    let taken = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..8).map(|_| scope.spawn(|| register(&app, &proof).is_none())).collect();
        threads.into_iter().filter(|_| true).map(|thread| thread.join().unwrap()).filter(|taken| *taken).count()
    });
    assert_eq!(taken, 1);
}

#[test]
fn whoever_fills_in_what_people_do_not_see_is_thanked_and_forgotten() {
    let app = App::start();
    let email = address();
    app.done(None, "register", &json!({ "email": email, "password": PASSWORD, "website": "https://kilns.example" }), "");
    assert!(app.mails().is_empty());
    assert_eq!(app.refused(None, "signIn", &json!({ "email": email, "password": PASSWORD }), super::app::SIGNED_IN), "UNAUTHENTICATED");
}

#[test]
fn contributions_are_held_for_reasons_until_somebody_is_known() {
    let app = App::start();
    let own = app.member(&address());
    let caller = Caller::Account(Account { id: own.account.clone(), role: Role::Contributor, verified: true, suspended: false });
    let judge = |effort: &Effort, texts: &[&str], waiting: usize| RUNTIME.block_on(app.directory.desk().suspicions(&caller, Sent { effort, texts, waiting })).unwrap();
    let none = Effort::default();
    assert_eq!(judge(&none, &[], 0), [Suspicion::NoProof], "the way without scripts");
    let proof = Effort { proof: Some(solved(&challenge(&app), 0)), trap: None };
    app.clock.pass(SignedDuration::from_secs(5));
    assert_eq!(judge(&proof, &[], 0), []);
    let links = ["buy https://a.example https://b.example https://c.example https://d.example"];
    let trapped = Effort { proof: None, trap: Some("x".to_owned()) };
    assert_eq!(judge(&trapped, &links, 5), [Suspicion::Trap, Suspicion::NoProof, Suspicion::Links, Suspicion::Newcomer]);
    RUNTIME.block_on(app.directory.desk().vouch(&own.account)).unwrap();
    assert_eq!(judge(&none, &[], 5), []);
    assert_eq!(judge(&none, &links, 0), [Suspicion::Links]);
}

#[test]
fn what_is_held_is_told_and_released_and_the_next_is_not() {
    let app = App::start();
    let (own, (curator, _)) = (app.member(&address()), app.with_role(&address(), Role::Curator));
    let submit = |name: &str| {
        let document = "mutation($name: String!) { submitTool(input: { name: { text: $name }, kind: \"guide\" }) { key state } }";
        let answer = app.ask(Some(&own.access), document, json!({ "name": name })).json();
        assert!(answer.get("errors").is_none(), "{answer}");
        answer["data"]["submitTool"].clone()
    };
    let review = |key: &serde_json::Value, decision: &str| {
        let answer = app.ask(Some(&curator.access), &format!("mutation($key: ID!) {{ review(submission: $key, decision: {decision}) {{ state }} }}"), json!({ "key": key })).json();
        assert!(answer.get("errors").is_none(), "{answer}");
        answer["data"]["review"]["state"].clone()
    };
    let held = submit("Held kiln");
    assert_eq!(held["state"], "QUARANTINED");
    let (_, mail) = app.mails().pop().unwrap();
    assert!(mail.text.contains("without a proof of work") && mail.text.contains("appeal"), "{mail:?}");
    assert_eq!(review(&held["key"], "RELEASE"), "SUBMITTED");
    assert_eq!(review(&held["key"], "ACCEPT"), "PUBLISHED");
    assert_eq!(submit("Next kiln")["state"], "SUBMITTED");
}

#[test]
fn a_proof_with_a_contribution_is_as_good_as_one_at_the_registration() {
    let app = App::start();
    let own = app.member(&address());
    let proof = solved(&challenge(&app), 0);
    app.clock.pass(SignedDuration::from_secs(5));
    let document = "mutation($proof: String) { submitTool(input: { name: { text: \"Kiln\" }, kind: \"guide\" }, proof: $proof, idempotencyKey: \"k\") { key state } }";
    let submit = || app.ask(Some(&own.access), document, json!({ "proof": proof })).json()["data"]["submitTool"].clone();
    let first = submit();
    assert_eq!(first["state"], "SUBMITTED");
    // The repetition does not use the proof up again.
    assert_eq!(submit(), first);
}
