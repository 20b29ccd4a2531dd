//! When a call takes something: at the second, in its time zone, over a change of clocks; grace, extension, reminders.

use super::app::{Town, case_study, key, tool};
use serde_json::json;

fn code(town: &Town, call: &str) -> Option<String> {
    town.send_in("ann", call, "CaseStudy", case_study("A march for science")).code()
}

#[test]
fn a_call_opens_and_closes_at_the_second() {
    let town = Town::new();
    let call = town.call(json!({}));
    town.set("2026-03-02T08:59:59.999Z");
    let refused = town.send_in("ann", &call, "CaseStudy", case_study("Too early")).json();
    let message = refused["errors"][0]["message"].as_str().unwrap();
    assert_eq!(refused["errors"][0]["extensions"]["code"], "WRONG_STATE");
    assert!(message.contains("it opens at 2026-03-02T09:00:00+00:00[Europe/London] (2026-03-02T09:00:00Z), and it is 2026-03-02T08:59:59.999Z"), "{message}");
    town.set("2026-03-02T09:00:00Z");
    assert_eq!(code(&town, &call), None);
    town.set("2026-03-06T23:59:59.999Z");
    let last = Town::sent(&town.send_in("ann", &call, "CaseStudy", case_study("Just in time")));
    assert_eq!((&last["state"], &last["entry"]["isLate"], &last["entry"]["received"]), (&json!("SUBMITTED"), &json!(false), &json!("2026-03-06T23:59:59.999Z")));
    town.set("2026-03-07T00:00:00Z");
    let late = Town::sent(&town.send_in("ann", &call, "CaseStudy", case_study("Just too late")));
    assert_eq!((&late["state"], &late["entry"]["isLate"]), (&json!("QUARANTINED"), &json!(true)));
    town.set("2026-03-08T23:59:59Z");
    assert_eq!(Town::sent(&town.send_in("ann", &call, "CaseStudy", case_study("Late")))["entry"]["isLate"], true);
    town.set("2026-03-09T00:00:00Z");
    let refused = town.send_in("ann", &call, "CaseStudy", case_study("Too late")).json();
    let message = refused["errors"][0]["message"].as_str().unwrap();
    assert!(message.contains("it closed at 2026-03-07T00:00:00+00:00[Europe/London] (2026-03-07T00:00:00Z), its grace ended at 2026-03-09T00:00:00+00:00[Europe/London]"), "{message}");
}

/// The day on which a call closes, its zone, the time; and the instants of closing in UTC, by the rules of the zone, in order.
const CLOSINGS: [(&str, &str, Option<&str>, &str); 9] = [
    // The call of 2018 closed with Tuesday 6 March.
    ("2018-03-06", "Europe/London", None, "2018-03-07T00:00:00Z"),
    // In São Paulo, clocks went forward at midnight: the day after began at 01:00 local time.
    ("2018-11-03", "America/Sao_Paulo", None, "2018-11-04T03:00:00Z"),
    ("2026-03-06", "Pacific/Auckland", Some("17:00:30"), "2026-03-06T04:00:30Z"),
    ("2026-03-06", "Asia/Kathmandu", Some("17:00"), "2026-03-06T11:15:00Z"),
    // Clocks go forward in London at 01:00 UTC on 29 March 2026: the day before ends in winter time, the day itself in summer time.
    ("2026-03-28", "Europe/London", None, "2026-03-29T00:00:00Z"),
    // 01:30 is left out that day: an hour later is meant.
    ("2026-03-29", "Europe/London", Some("01:30"), "2026-03-29T01:30:00Z"),
    ("2026-03-29", "Europe/London", None, "2026-03-29T23:00:00Z"),
    // And back on 25 October 2026: 01:30 comes twice, the first is meant.
    ("2026-10-25", "Europe/London", Some("01:30"), "2026-10-25T00:30:00Z"),
    ("2026-10-25", "Europe/London", None, "2026-10-26T00:00:00Z"),
];

#[test]
fn a_call_closes_when_the_clocks_of_its_zone_say_so() {
    let town = Town::at("2018-01-01T09:00:00Z");
    let mut held = 0;
    let publish = |(at, (day, zone, time, _)): (usize, &(&str, &str, Option<&str>, &str))| {
        town.publish("Call", json!({ "name": { "text": format!("Call {at}") }, "closes": day, "closingTime": time, "timeZone": zone }))
    };
    let calls: Vec<String> = CLOSINGS.iter().enumerate().map(publish).collect();
    for ((day, zone, time, closes), call) in CLOSINGS.into_iter().zip(calls) {
        let answer = town.done("nobody", "query($call: ID!) { callProcess(call: $call) { closesAt endsAt phase } }", json!({ "call": call }));
        assert_eq!((answer["closesAt"].as_str(), answer["endsAt"].as_str()), (Some(closes), Some(closes)), "{day} {zone} {time:?}");
        let closing = super::app::instant(closes);
        for (shift, open) in [(-1, true), (0, false), (1, false)] {
            town.set(&closing.checked_add(jiff::SignedDuration::from_secs(shift)).unwrap().to_string());
            let answer = town.send_in("ann", &call, "CaseStudy", case_study("A march for science"));
            assert_eq!(answer.code().is_none(), open, "{day} {zone} {time:?} {shift}: {}", answer.text());
            held += 1;
        }
    }
    println!("closing: {held} tried, {held} held");
}

#[test]
fn a_time_zone_that_is_none_is_refused() {
    let town = Town::new();
    let answer = town.submit("cleo", "Call", json!({ "name": { "text": "Nowhere" }, "closes": "2026-03-06", "timeZone": "Europe/Londres" }), &[]).json();
    let violation = &answer["errors"][0]["extensions"]["violations"][0];
    assert_eq!(violation["field"], "timeZone", "{answer}");
    assert!(violation["message"].as_str().unwrap().contains("IANA"), "{violation}");
}

#[test]
fn what_was_sent_in_can_be_changed_until_the_call_closes_and_taken_back_after() {
    let town = Town::new();
    let call = town.call(json!({}));
    let sent = Town::sent(&town.send_in("ann", &call, "CaseStudy", case_study("A march")));
    let amend = "mutation($id: ID!, $name: String!) { amendCaseStudy(submission: $id, set: {name: {text: $name}}) { title receipt { sha256 } } }";
    town.set("2026-03-06T23:59:59Z");
    let changed = town.done("ann", amend, json!({ "id": sent["key"], "name": "A march for science" }));
    assert_eq!(changed["title"], "A march for science");
    assert_ne!(changed["receipt"]["sha256"], sent["receipt"]["sha256"]);
    town.set("2026-03-07T00:00:00Z");
    let (code, message) = town.refused("ann", amend, json!({ "id": sent["key"], "name": "Something else" }));
    assert_eq!(code, "WRONG_STATE");
    assert!(message.contains("closed at 2026-03-07T00:00:00+00:00[Europe/London]"), "{message}");
    // What a curator asks for can still be done.
    town.done("cleo", "mutation($id: ID!) { review(submission: $id, decision: RETURN, reason: \"Which year?\") { state } }", json!({ "id": sent["key"] }));
    town.done("ann", amend, json!({ "id": sent["key"], "name": "A march for science, 2017" }));
    town.done("ann", "mutation($id: ID!) { retract(submission: $id) { state } }", json!({ "id": sent["key"] }));
    let outcome = town.done("ann", "query($id: ID!) { outcome(submission: $id) { outcome } }", json!({ "id": sent["key"] }));
    assert_eq!(outcome["outcome"], "TAKEN_BACK");
}

#[test]
fn an_organiser_extends_a_call_for_everybody_to_see() {
    let town = Town::new();
    let call = town.call(json!({ "graceDays": 0 }));
    let sent = Town::sent(&town.send_in("ann", &call, "CaseStudy", case_study("A march")));
    let extend = "mutation($call: ID!, $closes: Date!, $reason: String!) { extendCall(call: $call, closes: $closes, reason: $reason) { closes phase extensions { by reason moved { field from to } } } }";
    let wanted = json!({ "call": call, "closes": "2026-03-13", "reason": "Many asked for a week more." });
    assert_eq!(town.refused("olga", extend, wanted.clone()).0, "FORBIDDEN");
    town.done("cleo", "mutation($call: ID!, $who: ID!) { assignPart(call: $call, account: $who, part: ORGANISER) { part } }", json!({ "call": call, "who": town.account("olga") }));
    assert_eq!(town.refused("olga", extend, json!({ "call": call, "closes": "2026-03-05", "reason": "Less." })).0, "INVALID_INPUT");
    let extended = town.done("olga", extend, wanted);
    assert_eq!(extended["closes"], "2026-03-14T00:00:00+00:00[Europe/London]");
    let expected = json!([{ "by": town.account("olga"), "reason": "Many asked for a week more.", "moved": [{ "field": "closes", "from": "2026-03-06", "to": "2026-03-13" }] }]);
    assert_eq!(extended["extensions"], expected);
    let seen = town.done("nobody", "query($call: ID!) { callProcess(call: $call) { extensions { by reason moved { field from to } } } }", json!({ "call": call }));
    assert_eq!(seen["extensions"], expected);
    assert!(town.mails("ann").iter().any(|(subject, text)| subject.starts_with("Extended") && text.contains("Many asked for a week more.")), "{:?}", town.mails("ann"));
    town.set("2026-03-13T23:59:59Z");
    assert_eq!(code(&town, &call), None);
    let amend = "mutation($id: ID!) { amendCaseStudy(submission: $id, set: {name: {text: \"Still open\"}}) { title } }";
    assert_eq!(town.done("ann", amend, json!({ "id": sent["key"] }))["title"], "Still open");
    town.set("2026-03-14T00:00:00Z");
    assert_eq!(code(&town, &call).as_deref(), Some("WRONG_STATE"));
}

#[test]
fn what_comes_late_waits_for_an_organiser() {
    let town = Town::new();
    let call = town.call(json!({}));
    town.done("cleo", "mutation($call: ID!, $who: ID!) { assignPart(call: $call, account: $who, part: ORGANISER) { part } }", json!({ "call": call, "who": town.account("olga") }));
    town.set("2026-03-07T10:00:00Z");
    let late = Town::sent(&town.send_in("ann", &call, "Tool", tool("Block Party")));
    let take = "mutation($id: ID!) { takeLate(submission: $id, text: \"Gladly.\") { state } }";
    assert_eq!(town.refused("ann", take, json!({ "id": late["key"] })).0, "FORBIDDEN");
    assert_eq!(town.done("olga", take, json!({ "id": late["key"] }))["state"], "SUBMITTED");
    assert_eq!(town.refused("olga", take, json!({ "id": late["key"] })).0, "WRONG_STATE");
    assert!(town.mails("ann").iter().any(|(_, text)| text.contains("after the call had closed")), "{:?}", town.mails("ann"));
    let progress = town.done("olga", "query($call: ID!) { callProgress(call: $call) { total late byQuestion { count } byState { key count } byDay { key count } } }", json!({ "call": call }));
    let expected = json!({ "total": 1, "late": 1, "byQuestion": [{ "count": 0 }, { "count": 1 }], "byState": [{ "key": "SUBMITTED", "count": 1 }], "byDay": [{ "key": "2026-03-07", "count": 1 }] });
    assert_eq!(progress, expected);
    assert_eq!(town.refused("ann", "query($call: ID!) { callProgress(call: $call) { total } }", json!({ "call": call })).0, "FORBIDDEN");
}

#[test]
fn nobody_needs_an_account_and_what_nobody_signs_is_held() {
    let town = Town::new();
    let call = town.call(json!({}));
    let send = "mutation($call: ID!, $content: String!, $allow: Boolean!) { sendIn(call: $call, type: CASE_STUDY, content: $content, allowUse: $allow, unnamed: true) { key state receipt { signed } } }";
    let content = case_study("From a friend").to_string();
    assert_eq!(town.refused("nobody", send, json!({ "call": call, "content": content, "allow": false })).0, "INVALID_INPUT");
    let sent = town.done("nobody", send, json!({ "call": call, "content": content, "allow": true }));
    assert_eq!(sent["state"], "QUARANTINED");
    assert!(sent["receipt"]["signed"].as_str().unwrap().split('.').count() == 3);
    assert_eq!(town.refused("nobody", "query($id: ID!) { submission(id: $id) { key } }", json!({ "id": sent["key"] })).0, "UNAUTHENTICATED");
    // Whoever has the receipt hears what became of it, and nobody else.
    let by_receipt = "query($receipt: String!) { outcomeOfReceipt(receipt: $receipt) { outcome reason } }";
    town.done("cleo", "mutation($id: ID!) { conclude(submission: $id, outcome: DUPLICATE, reason: \"A friend had sent it.\") { outcome } }", json!({ "id": sent["key"] }));
    let outcome = town.done("nobody", by_receipt, json!({ "receipt": sent["receipt"]["signed"] }));
    assert_eq!(outcome, json!({ "outcome": "DUPLICATE", "reason": "A friend had sent it." }));
    let receipt = sent["receipt"]["signed"].as_str().unwrap();
    for forged in [receipt[1..].to_owned(), receipt.replace('.', ".A"), town.token("ann"), String::new()] {
        assert_eq!(town.refused("nobody", by_receipt, json!({ "receipt": forged })).0, "INVALID_INPUT", "{forged}");
    }
    // Not without a call.
    assert_eq!(town.submit("nobody", "CaseStudy", case_study("Nobody's"), &[]).code().as_deref(), Some("UNAUTHENTICATED"));
}

#[test]
fn those_who_asked_or_keep_a_draft_are_reminded_once_for_each_end() {
    let town = Town::new();
    let call = town.call(json!({}));
    town.done("ann", "mutation($call: ID!) { remindMe(call: $call, wanted: true) { isReminded } }", json!({ "call": call }));
    town.done("bob", "mutation($call: ID!) { saveDraft(type: CASE_STUDY, call: $call, content: \"{}\") { call } }", json!({ "call": call }));
    town.done("ida", "mutation($call: ID!) { remindMe(call: $call, wanted: true) { isReminded } }", json!({ "call": call }));
    town.done("ida", "mutation($call: ID!) { remindMe(call: $call, wanted: false) { isReminded } }", json!({ "call": call }));
    let remind = || crate::accounts::app::RUNTIME.block_on(whatworks::app::process::remind::remind(&town.app.directory)).unwrap();
    town.set("2026-03-03T23:59:59Z");
    assert_eq!(remind(), 0);
    town.set("2026-03-04T00:00:00Z");
    assert_eq!((remind(), remind()), (2, 0));
    for name in ["ann", "bob"] {
        assert!(town.mails(name).iter().any(|(subject, text)| subject.starts_with("Closes soon") && text.contains("2026-03-07T00:00:00+00:00[Europe/London]")), "{:?}", town.mails(name));
    }
    let extend = "mutation($call: ID!) { extendCall(call: $call, closes: \"2026-03-07\", reason: \"A day more.\") { phase } }";
    town.done("cleo", extend, json!({ "call": call }));
    assert_eq!(remind(), 0, "not so early");
    town.set("2026-03-05T00:00:00Z");
    assert_eq!((remind(), remind()), (2, 0), "another end, another mail");
    town.set("2026-03-08T00:00:00Z");
    assert_eq!(remind(), 0);
}

#[test]
fn a_question_takes_what_it_asks_for() {
    let town = Town::new();
    let call = town.call(json!({}));
    let refused = town.send_in("ann", &call, "Organisation", json!({ "name": { "text": "A club" }, "sector": "charity" })).json();
    let message = refused["errors"][0]["message"].as_str().unwrap();
    assert!(message.contains("does not ask for a ORGANISATION; it asks case-studies-of-practice (CASE_STUDY); "), "{message}");
    let terms = |question: &str| [("call", "ID", json!(call)), ("question", "ID", json!(question)), ("allowUse", "Boolean", json!(true)), ("unnamed", "Boolean", json!(true))];
    let wrong = town.submit("ann", "Tool", tool("Block Party"), &terms("case-studies-of-practice"));
    assert_eq!(wrong.code().as_deref(), Some("INVALID_INPUT"));
    assert_eq!(Town::sent(&town.submit("ann", "CaseStudy", case_study("A march"), &terms("case-studies-of-practice")))["entry"]["isUnnamed"], true);
    // Silence is no wish.
    let silent = town.submit("ann", "CaseStudy", case_study("A march"), &[("call", "ID", json!(call)), ("allowUse", "Boolean", json!(true))]).json();
    assert!(silent["errors"][0]["message"].as_str().unwrap().contains("say who is to be credited"), "{silent}");
    let named = town.submit("ann", "CaseStudy", case_study("A march"), &[("call", "ID", json!(call)), ("allowUse", "Boolean", json!(true)), ("creditName", "String", json!("Sam Rivers"))]);
    assert_eq!(Town::sent(&named)["entry"]["creditedName"], "Sam Rivers");
    let other = Town::sent(&named);
    assert!(!key(&other).is_empty());
}
