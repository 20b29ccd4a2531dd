//! Signing in with ORCID, through a real provider of OpenID Connect (npm `oidc-provider`) on this machine.

use super::app::{App, SIGNED_IN, Session, address, session};
use crate::door::node;
use jiff::SignedDuration;
use serde_json::{Value, json};
use std::cell::RefCell;
use std::io::{BufRead as _, BufReader, Write as _};
use std::process::{Child, ChildStdout, Command, Stdio};
use whatworks::app::account::orcid::Provider;
use whatworks::app::actor::Role;

const IDENTITY: &str = "0000-0002-1825-0097";

/// The provider, and whoever signs in there.
pub(crate) struct Elsewhere {
    process: Child,
    said: RefCell<BufReader<ChildStdout>>,
    pub(crate) issuer: String,
}

impl Elsewhere {
    pub(crate) fn start() -> Option<Self> {
        let place = node::place("provider.mjs")?;
        let mut process = Command::new("node").arg("provider.mjs").current_dir(place).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let mut said = BufReader::new(process.stdout.take().unwrap());
        let mut issuer = String::new();
        said.read_line(&mut issuer).unwrap();
        Some(Self { process, said: RefCell::new(said), issuer: issuer.trim().to_owned() })
    }

    fn app(&self) -> App {
        let provider = Provider { issuer: self.issuer.clone(), client: "whatworks".to_owned(), secret: "a secret of this test, long enough".to_owned(), redirect: None };
        App::with(move |settings| settings.orcid = Some(provider))
    }

    /// Signs in there; the parameters it is sent back with.
    fn visit(&self, name: &str, address: &str) -> (String, String) {
        writeln!(self.process.stdin.as_ref().unwrap(), "{name} {address}").unwrap();
        let mut back = String::new();
        self.said.borrow_mut().read_line(&mut back).unwrap();
        let (page, query) = back.trim().split_once('?').unwrap_or_else(|| panic!("sent back to {back}"));
        assert_eq!(page, "https://directory.example/account/orcid");
        let get = |name: &str| query.split('&').find_map(|pair| pair.strip_prefix(name)?.strip_prefix('=')).unwrap_or_else(|| panic!("no {name} in {back}")).to_owned();
        (get("code"), get("state"))
    }
}

impl Drop for Elsewhere {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// Goes there and comes back; what is shown at the end.
fn attempt(app: &App, elsewhere: &Elsewhere, token: Option<&str>, name: &str) -> Value {
    let begun = app.done(token, "beginOrcid", &json!({}), "{ address ticket }");
    let (code, state) = elsewhere.visit(name, begun["address"].as_str().unwrap());
    json!({ "code": code, "state": state, "ticket": begun["ticket"] })
}

fn linked(app: &App, elsewhere: &Elsewhere) -> Session {
    let member = app.member(&address());
    let shown = attempt(app, elsewhere, Some(&member.access), IDENTITY);
    assert_eq!(app.done(Some(&member.access), "linkOrcid", &shown, ""), IDENTITY);
    member
}

#[test]
fn an_account_that_is_linked_can_be_signed_in_with_orcid() {
    let Some(elsewhere) = Elsewhere::start() else { return };
    let app = elsewhere.app();
    let member = linked(&app, &elsewhere);
    let orcid = |token: &str| app.ask(Some(token), "{ viewer { orcid } }", json!({})).json()["data"]["viewer"]["orcid"].clone();
    assert_eq!(orcid(&member.access), IDENTITY);
    let signed = session(&app.done(None, "finishOrcid", &attempt(&app, &elsewhere, None, IDENTITY), SIGNED_IN));
    assert_eq!(signed.account, member.account);
    assert!(app.is_somebody(&signed.access));
    // Of one identity there is one account.
    let other = app.member(&address());
    assert_eq!(app.refused(Some(&other.access), "linkOrcid", &attempt(&app, &elsewhere, Some(&other.access), IDENTITY), ""), "INVALID_INPUT");
    app.done(Some(&member.access), "unlinkOrcid", &json!({}), "");
    assert_eq!(orcid(&member.access), Value::Null);
    assert_eq!(app.refused(None, "finishOrcid", &attempt(&app, &elsewhere, None, IDENTITY), SIGNED_IN), "NOT_FOUND");
}

#[test]
fn an_attempt_is_good_once_in_time_and_for_whoever_began_it() {
    let Some(elsewhere) = Elsewhere::start() else { return };
    let app = elsewhere.app();
    let member = linked(&app, &elsewhere);
    let refused = |shown: &Value| app.refused(None, "finishOrcid", shown, SIGNED_IN);
    let shown = attempt(&app, &elsewhere, None, IDENTITY);
    let changed = |name: &str, value: &str| {
        let mut changed = shown.clone();
        changed[name] = value.into();
        changed
    };
    let other = attempt(&app, &elsewhere, None, IDENTITY);
    for forged in [changed("ticket", other["ticket"].as_str().unwrap()), changed("state", other["state"].as_str().unwrap()), changed("state", "AAAA"), changed("code", "guessed"), changed("code", &"x".repeat(5_000))] {
        assert_eq!(refused(&forged), "UNAUTHENTICATED", "{forged}");
    }
    // A code of one attempt with the state and ticket of another has the other's verifier.
    let mut mixed = other.clone();
    mixed["code"] = shown["code"].clone();
    assert_eq!(refused(&mixed), "UNAUTHENTICATED");
    // What was begun to sign in links nothing, and the other way round.
    let fresh = attempt(&app, &elsewhere, None, "0000-0001-5109-3700");
    assert_eq!(app.refused(Some(&member.access), "linkOrcid", &fresh, ""), "UNAUTHENTICATED");
    assert_eq!(refused(&attempt(&app, &elsewhere, Some(&member.access), IDENTITY)), "UNAUTHENTICATED");
    let good = attempt(&app, &elsewhere, None, IDENTITY);
    app.done(None, "finishOrcid", &good, SIGNED_IN);
    assert_eq!(refused(&good), "UNAUTHENTICATED", "its code is spent");
    let late = attempt(&app, &elsewhere, None, IDENTITY);
    app.clock.pass(SignedDuration::from_mins(11));
    assert_eq!(refused(&late), "UNAUTHENTICATED");
}

#[test]
fn orcid_is_no_second_factor() {
    let Some(elsewhere) = Elsewhere::start() else { return };
    let app = elsewhere.app();
    let (curator, secret) = app.with_role(&address(), Role::Curator);
    app.done(Some(&curator.access), "linkOrcid", &attempt(&app, &elsewhere, Some(&curator.access), IDENTITY), "");
    let signed = session(&app.done(None, "finishOrcid", &attempt(&app, &elsewhere, None, IDENTITY), SIGNED_IN));
    assert_eq!(app.viewer(&signed.access)["standing"], "CONTRIBUTOR");
    let mut shown = attempt(&app, &elsewhere, None, IDENTITY);
    app.clock.pass(SignedDuration::from_secs(60));
    shown["secondFactor"] = app.code(&secret).into();
    let signed = session(&app.done(None, "finishOrcid", &shown, SIGNED_IN));
    assert_eq!(app.viewer(&signed.access)["standing"], "CURATOR");
}

#[test]
fn where_it_is_not_set_up_it_says_so() {
    assert_eq!(App::start().refused(None, "beginOrcid", &json!({}), "{ address }"), "NOT_FOUND");
}
