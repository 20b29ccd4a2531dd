//! What keeps spam out.

use super::app::{App, PASSWORD, RUNTIME, address};
use altcha::{Challenge, Payload, SolveChallengeOptions, solve_challenge};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jiff::SignedDuration;
use serde_json::json;
use whatworks::app::account::spam::{Sent, Suspicion};
use whatworks::app::actor::{Account, Caller, Role};

fn challenge(app: &App) -> Challenge {
    let json = app.ask(None, "{ proofOfWork { challenge expires } }", json!({})).json();
    serde_json::from_str(json["data"]["proofOfWork"]["challenge"].as_str().unwrap()).unwrap()
}

fn solved(challenge: &Challenge, start: u32) -> String {
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
    let judge = |sent: Sent| RUNTIME.block_on(app.directory.desk().suspicions(&caller, sent)).unwrap();
    assert_eq!(judge(Sent::default()), [Suspicion::NoProof], "the way without scripts");
    let proof = solved(&challenge(&app), 0);
    app.clock.pass(SignedDuration::from_secs(5));
    assert_eq!(judge(Sent { proof: Some(&proof), ..Sent::default() }), []);
    let texts = ["buy https://a.example https://b.example https://c.example https://d.example"];
    assert_eq!(judge(Sent { trap: Some("x"), texts: &texts, waiting: 5, ..Sent::default() }), [Suspicion::Trap, Suspicion::NoProof, Suspicion::Links, Suspicion::Newcomer]);
    RUNTIME.block_on(app.directory.desk().vouch(&own.account)).unwrap();
    assert_eq!(judge(Sent { waiting: 5, ..Sent::default() }), []);
    assert_eq!(judge(Sent { texts: &texts, ..Sent::default() }), [Suspicion::Links]);
}
