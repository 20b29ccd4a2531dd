//! Coding: blind until two have coded, then open; agreement; what differs is settled.

use super::app::{Town, case_study, key};
use serde_json::{Value, json};

const CODE: &str = "mutation($id: ID!, $codes: [ID!]!) { code(submission: $id, codes: $codes) { coders mine { id } codings { coder codes { ... on Challenge { key } } } differs } }";
const CODINGS: &str = "query($call: ID!) { callCodings(call: $call) { submission coders mine { ... on Challenge { key } } codings { coder codes { ... on Challenge { key } } } differs settled { ... on Challenge { key } } } }";

struct Coded {
    town: Town,
    call: String,
    submissions: Vec<String>,
}

/// A call with coders Uma and Ben, editor Edith, and submissions of Ann.
fn coded(submissions: usize) -> Coded {
    let town = Town::new();
    let call = town.call(json!({}));
    for (name, part) in [("uma", "CODER"), ("ben", "CODER"), ("edith", "EDITOR")] {
        let document = format!("mutation($call: ID!, $who: ID!) {{ assignPart(call: $call, account: $who, part: {part}) {{ account part }} }}");
        let holders = town.done("cleo", &document, json!({ "call": call, "who": town.account(name) }));
        assert!(holders.as_array().unwrap().contains(&json!({ "account": town.account(name), "part": part })), "{holders}");
    }
    let submissions = (0..submissions).map(|at| key(&Town::sent(&town.send_in("ann", &call, "CaseStudy", case_study(&format!("Case {at}"))))).to_owned()).collect();
    Coded { town, call, submissions }
}

impl Coded {
    fn code(&self, name: &str, at: usize, codes: &[&str]) -> Value {
        self.town.done(name, CODE, json!({ "id": self.submissions[at], "codes": codes }))
    }

    fn seen(&self, name: &str) -> Value {
        self.town.done(name, CODINGS, json!({ "call": self.call }))
    }
}

#[test]
fn a_coder_does_not_see_what_another_said_before_both_are_done() {
    let Coded { town, call, submissions } = &coded(1);
    let coded = |name: &str, codes: &[&str]| town.done(name, CODE, json!({ "id": submissions[0], "codes": codes }));
    let seen = |name: &str| town.done(name, CODINGS, json!({ "call": call }))[0].clone();
    let first = coded("uma", &["fear-of-escalation"]);
    assert_eq!((&first["coders"], &first["codings"], &first["differs"]), (&json!(1), &Value::Null, &Value::Null));
    for name in ["ben", "edith", "cleo"] {
        let blind = seen(name);
        assert_eq!((&blind["coders"], &blind["codings"], &blind["mine"]), (&json!(1), &Value::Null, &Value::Null), "{name}");
        assert!(!blind.to_string().contains("fear-of-escalation"), "{name}: {blind}");
    }
    // Until then a coder may think again.
    coded("uma", &["fear-of-escalation", "lack-of-analytics"]);
    let both = coded("ben", &["lack-of-analytics"]);
    assert_eq!(both["differs"], true);
    let open = seen("uma");
    assert_eq!(open["codings"].as_array().unwrap().len(), 2, "{open}");
    // Now nobody agrees afterwards.
    let (code, message) = town.refused("uma", CODE, json!({ "id": submissions[0], "codes": ["lack-of-analytics"] }));
    assert_eq!((code.as_str(), message.contains("settled by an editor")), ("WRONG_STATE", true), "{message}");
    let settle = "mutation($id: ID!, $codes: [ID!]!) { settleCoding(submission: $id, codes: $codes, reason: \"It names both.\") { settledBecause settled { ... on Challenge { key } } } }";
    assert_eq!(town.refused("ben", settle, json!({ "id": submissions[0], "codes": [] })).0, "FORBIDDEN");
    let settled = town.done("edith", settle, json!({ "id": submissions[0], "codes": ["fear-of-escalation", "lack-of-analytics"] }));
    assert_eq!((settled["settled"].as_array().unwrap().len(), &settled["settledBecause"]), (2, &json!("It names both.")));
    assert_eq!(seen("ben")["settled"].as_array().unwrap().len(), 2);
}

#[test]
fn a_third_coder_stays_blind_and_whoever_has_no_part_sees_nothing() {
    let coded = coded(1);
    coded.town.done("cleo", "mutation($call: ID!, $who: ID!) { assignPart(call: $call, account: $who, part: CODER) { part } }", json!({ "call": coded.call, "who": coded.town.account("gil") }));
    coded.code("uma", 0, &["fear-of-escalation"]);
    coded.code("ben", 0, &["fear-of-escalation"]);
    assert_eq!(coded.seen("gil")[0]["codings"], Value::Null);
    assert_eq!(coded.seen("edith")[0]["codings"].as_array().unwrap().len(), 2);
    coded.code("gil", 0, &[]);
    assert_eq!(coded.seen("gil")[0]["codings"].as_array().unwrap().len(), 3);
    for name in ["ann", "zoe"] {
        assert_eq!(coded.town.refused(name, CODINGS, json!({ "call": coded.call })).0, "FORBIDDEN");
        assert_eq!(coded.town.refused(name, CODE, json!({ "id": coded.submissions[0], "codes": [] })).0, "FORBIDDEN");
    }
    // Curating is no coding.
    assert_eq!(coded.town.refused("cleo", CODE, json!({ "id": coded.submissions[0], "codes": [] })).0, "FORBIDDEN");
    // A part that ended is none.
    coded.town.done("cleo", "mutation($call: ID!, $who: ID!) { endPart(call: $call, account: $who, part: CODER) { part } }", json!({ "call": coded.call, "who": coded.town.account("gil") }));
    assert_eq!(coded.town.refused("gil", CODINGS, json!({ "call": coded.call })).0, "FORBIDDEN");
}

#[test]
fn only_concepts_of_the_frame_are_codes() {
    let coded = coded(1);
    let (code, message) = coded.town.refused("uma", CODE, json!({ "id": coded.submissions[0], "codes": ["twitter"] }));
    assert_eq!(code, "INVALID_INPUT");
    assert!(message.contains("no concept of the frame of this call (challenges, purposes)"), "{message}");
    assert_eq!(coded.town.refused("uma", CODE, json!({ "id": "nothing", "codes": [] })).0, "FORBIDDEN");
}

/// Krippendorff (2011), example A: two observers, ten units, one of two values each; α = 0.095.
#[test]
fn agreement_is_that_of_the_published_example() {
    let coded = coded(10);
    let (meg, owen) = ([0, 1, 0, 0, 0, 0, 0, 0, 1, 0], [1, 1, 1, 0, 0, 1, 0, 0, 0, 0]);
    for at in 0..10 {
        for (name, said) in [("uma", meg[at]), ("ben", owen[at])] {
            coded.code(name, at, if said == 1 { &["fear-of-escalation"] } else { &[] });
        }
    }
    let document = "query($call: ID!) { callAgreement(call: $call) { title units observed alpha kappas { coders kappa } } }";
    let found = coded.town.done("edith", document, json!({ "call": coded.call }));
    let challenges = &found[0];
    assert_eq!((&challenges["title"], &challenges["units"], &challenges["observed"]), (&json!("Challenges"), &json!(10), &json!(0.6)));
    assert!((challenges["alpha"].as_f64().unwrap() - 0.095).abs() < 0.000_5, "{challenges}");
    // By the same table: 0.6 observed, 0.2 · 0.4 + 0.8 · 0.6 = 0.56 expected.
    assert!((challenges["kappas"][0]["kappa"].as_f64().unwrap() - 0.04 / 0.44).abs() < 1e-9, "{challenges}");
    assert_eq!((&found[1]["units"], &found[1]["alpha"]), (&json!(0), &Value::Null));
    assert_eq!(coded.town.refused("uma", document, json!({ "call": coded.call })).0, "FORBIDDEN");
    let differing = coded.town.done("edith", "query($call: ID!) { callCodings(call: $call, differing: true) { submission } }", json!({ "call": coded.call }));
    assert_eq!(differing.as_array().unwrap().len(), 4);
}
