//! From registering to being forgotten.

use super::House;
use crate::accounts::erasure::files_with;
use jiff::SignedDuration;
use serde_json::json;

const DAY: SignedDuration = SignedDuration::from_hours(24);

#[test]
fn who_withdraws_makes_room_for_who_waits_longest() {
    let house = House::new();
    let key = house.event("One seat", 20, ", capacity: 1");
    let [ann, bob, cyd] = ["ann@example.org", "bob@example.org", "cyd@example.org"].map(|email| house.app.member(email));
    assert_eq!(house.register(&ann, &key, "")["state"], "PLACE");
    assert_eq!(house.register(&bob, &key, "")["waiting"], 1);
    assert_eq!(house.register(&cyd, &key, "a quiet room")["waiting"], 2);
    // Asked again it is the same, with other needs.
    assert_eq!(house.register(&cyd, &key, "captions"), json!({ "event": format!("https://whatworks.example/id/event/{key}"), "state": "WAITING", "waiting": 2, "needs": "captions", "when": house.register(&ann, &key, "")["when"] }));
    house.cancel(&ann, &key);
    let bobs = house.subjects("bob@example.org");
    assert_eq!(bobs[bobs.len() - 2..], ["You are on the waiting list: One seat", "You have a place now: One seat"]);
    let shown: Vec<_> = house.attendees(&key).as_array().unwrap().iter().map(|one| (one["email"].clone(), one["state"].clone())).collect();
    assert_eq!(shown, [(json!("bob@example.org"), json!("PLACE")), (json!("cyd@example.org"), json!("WAITING"))]);
    assert_eq!(house.app.refused(Some(&ann.access), "cancelAttendance", &json!({ "event": key }), ""), "NOT_FOUND");
    // More places are made.
    house.change(&key, "capacity: 5");
    assert_eq!(house.tend(), 1);
    assert_eq!(house.register(&cyd, &key, "")["state"], "PLACE");
    // What somebody said that they need is not taken back by not saying it again.
    assert_eq!(house.attendees(&key)[1]["needs"], "captions");
    let mine = house.asked(&cyd, "{ attendances { name state needs } }");
    assert_eq!(mine["attendances"], json!([{ "name": "One seat", "state": "PLACE", "needs": "captions" }]));
}

#[test]
fn registration_ends_when_it_says_and_needs_places() {
    let house = House::new();
    let closes = house.in_days(5);
    let key = house.event("Closing", 20, &format!(", capacity: 3, registrationCloses: \"{closes}\""));
    let open = house.event("No seats", 20, "");
    let [ann, _] = ["ann@example.org", "bob@example.org"].map(|email| house.app.member(email));
    assert_eq!(house.app.refused(Some(&ann.access), "registerToAttend", &json!({ "event": open }), "{ state }"), "WRONG_STATE");
    assert_eq!(house.app.refused(Some(&ann.access), "registerToAttend", &json!({ "event": "nothing" }), "{ state }"), "NOT_FOUND");
    assert_eq!(house.app.refused(None, "registerToAttend", &json!({ "event": key }), "{ state }"), "UNAUTHENTICATED");
    // To the second.
    house.app.clock.pass(closes.duration_since(house.app.clock.now()));
    let ann = house.again("ann@example.org");
    assert_eq!(house.register(&ann, &key, "")["state"], "PLACE");
    house.app.clock.pass(SignedDuration::from_secs(1));
    let bob = house.again("bob@example.org");
    let refused = house.app.call(Some(&bob.access), "registerToAttend", &json!({ "event": key }), "{ state }").text();
    assert!(refused.contains("WRONG_STATE") && refused.contains("registration is closed"), "{refused}");
}

#[test]
fn nobody_comes_and_goes_without_end() {
    let house = House::new();
    let key = house.event("Restless", 20, ", capacity: 3");
    let [ann, bob] = ["ann@example.org", "bob@example.org"].map(|email| house.app.member(email));
    for _ in 0..5 {
        house.register(&ann, &key, "");
        house.cancel(&ann, &key);
    }
    let refused = house.app.call(Some(&ann.access), "registerToAttend", &json!({ "event": key }), "{ state }");
    assert!(refused.text().contains("TOO_MANY_REQUESTS") && refused.text().contains("too often"), "{}", refused.text());
    assert_eq!(house.register(&bob, &key, "")["state"], "PLACE", "others are not counted with them");
    house.app.clock.pass(SignedDuration::from_secs(61));
    assert_eq!(house.register(&ann, &key, "")["state"], "PLACE", "it grows again");
}

#[test]
fn needs_are_read_by_organisers_alone_and_forgotten() {
    let house = House::new();
    let key = house.event("Private", 10, ", capacity: 3");
    let secret = "a ramp for wheels 7421";
    let (ann, bob) = (house.app.member("ann@example.org"), house.app.member("bob@example.org"));
    house.register(&ann, &key, secret);
    assert_eq!(house.app.ask(Some(&bob.access), &format!("{{ attendees(event: \"{key}\") {{ needs }} }}"), json!({})).code().as_deref(), Some("FORBIDDEN"));
    assert_eq!(house.app.ask(None, &format!("{{ attendeesTable(event: \"{key}\") }}"), json!({})).code().as_deref(), Some("UNAUTHENTICATED"));
    assert_eq!(house.attendees(&key)[0]["needs"], secret);
    assert_eq!(files_with(house.app.folder.path(), secret), [""; 0], "needs are sealed in the file");
    assert!(house.app.mails().iter().all(|(_, mail)| !mail.text.contains(secret) && !mail.html.contains(secret)));
    house.app.clock.pass(DAY * 18);
    house.tend();
    let curator = house.curator_again();
    assert_eq!(house.asked(&curator, &format!("{{ attendees(event: \"{key}\") {{ needs }} }}"))["attendees"], json!([{ "needs": null }]), "a week after the event");
    house.app.clock.pass(DAY * 90);
    house.tend();
    let curator = house.curator_again();
    assert_eq!(house.asked(&curator, &format!("{{ attendees(event: \"{key}\") {{ needs }} }}"))["attendees"], json!([]));
}

#[test]
fn a_table_of_who_comes_holds_no_formula() {
    let house = House::new();
    let key = house.event("Table", 10, ", capacity: 3");
    let ann = house.app.member("ann@example.org");
    house.register(&ann, &key, "=HYPERLINK(1), and \\\"quotes\\\"");
    let table = house.asked(&house.curator, &format!("{{ attendeesTable(event: \"{key}\") }}"))["attendeesTable"].as_str().unwrap().to_owned();
    assert!(table.starts_with("name,email,state,since,needs\n") && table.contains("\"'=HYPERLINK(1), and \"\"quotes\"\"\""), "{table}");
}

#[test]
fn people_are_reminded_told_what_changed_and_told_when_it_is_cancelled() {
    let house = House::new();
    let key = house.event("Moving", 10, ", capacity: 3");
    let ann = house.app.member("ann@example.org");
    house.register(&ann, &key, "");
    assert_eq!(house.tend(), 0, "nothing to tell");
    house.change(&key, "place: \"Bristol\"");
    assert_eq!((house.tend(), house.tend()), (1, 0), "once");
    house.change(&key, "summary: {text: \"What it is about has more words now.\"}");
    assert_eq!(house.tend(), 0, "when and where are the same");
    house.app.clock.pass(house.in_days(10).duration_since(house.app.clock.now()) - SignedDuration::from_hours(47));
    assert_eq!((house.tend(), house.tend()), (1, 0), "once");
    let curator = house.curator_again();
    house.asked(&curator, &format!("mutation {{ withdraw(id: \"{key}\", reason: \"The train strike.\") {{ kind }} }}"));
    assert_eq!((house.tend(), house.tend()), (1, 0), "once");
    let subjects = house.subjects("ann@example.org");
    assert_eq!(subjects[subjects.len() - 4..], ["You have a place: Moving", "Changed: Moving", "Soon: Moving", "Cancelled: Moving"]);
    let mails = house.app.mails();
    let calendar = |subject: &str| mails.iter().find(|(_, mail)| mail.subject == subject).unwrap().1.calendar.clone();
    assert!(calendar("You have a place: Moving").unwrap().contains("SEQUENCE:0"));
    assert!(calendar("Changed: Moving").unwrap().contains("LOCATION:Bristol"));
    assert_eq!(calendar("Soon: Moving"), None, "from this one can unsubscribe");
    let cancelled = calendar("Cancelled: Moving").unwrap();
    assert!(cancelled.contains("METHOD:CANCEL") && cancelled.contains("STATUS:CANCELLED") && cancelled.contains("SEQUENCE:3"), "{cancelled}");
}

#[test]
fn who_erases_their_account_is_gone_from_every_list() {
    let house = House::new();
    let key = house.event("Erased", 10, ", capacity: 1");
    let (ann, bob) = (house.app.member("ann@example.org"), house.app.member("bob@example.org"));
    house.register(&ann, &key, "a helper");
    house.register(&bob, &key, "");
    house.app.done(Some(&ann.access), "eraseAccount", &json!({ "password": crate::accounts::app::PASSWORD }), "");
    assert_eq!(house.tend(), 1);
    assert_eq!(house.attendees(&key), json!([{ "email": "bob@example.org", "state": "PLACE", "waiting": null, "needs": null }]));
}
