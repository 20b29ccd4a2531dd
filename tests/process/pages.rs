//! Pages of a call: what everybody reads, and what those do who have a part in it.

use super::app::{Town, case_study, key};
use crate::door::app::Answer;
use serde_json::json;

fn get(town: &Town, name: &str, path: &str) -> Answer {
    let cookie = format!("__Host-access={}", if name == "nobody" { String::new() } else { town.token(name) });
    let mut headers = vec![("Accept", "text/html")];
    if name != "nobody" {
        headers.push(("Cookie", cookie.as_str()));
    }
    town.app.http.get(path, &headers)
}

pub fn read(town: &Town, name: &str, path: &str) -> String {
    let answer = get(town, name, path);
    assert_eq!(answer.status, 200, "{path}: {}", answer.text());
    answer.text()
}

/// Sends the form of a page with these fields.
fn send(town: &Town, name: &str, path: &str, fields: &[(&str, &str)]) -> Answer {
    let page = read(town, name, path);
    let mark = page.split("name=\"_mark\" value=\"").nth(1).and_then(|rest| rest.split('"').next()).unwrap_or_else(|| panic!("no mark: {page}"));
    let cookie = format!("__Host-access={}", town.token(name));
    let encoded = |text: &str| text.bytes().map(|byte| if byte.is_ascii_alphanumeric() { char::from(byte).to_string() } else { format!("%{byte:02X}") }).collect::<String>();
    let body: String = fields.iter().chain(&[("_mark", mark)]).map(|(name, value)| format!("{name}={}&", encoded(value))).collect();
    let headers = [("Accept", "text/html"), ("Cookie", cookie.as_str()), ("Content-Type", "application/x-www-form-urlencoded")];
    town.app.http.send("POST", path, &headers, body.as_bytes())
}

#[test]
fn a_call_says_when_it_closes_and_what_it_asks() {
    let town = Town::new();
    town.call(json!({}));
    let page = read(&town, "nobody", "/calls/what-works-on-social-media");
    for part in ["2026-03-02 09:00 (UTC+00:00)", "2026-03-06 24:00 (UTC+00:00)", "2026-03-08 24:00 (UTC+00:00)", "Europe/London", "Case studies of practice", "/contribute/case-studies?call=what-works-on-social-media&#38;question=case-studies-of-practice"] {
        assert!(page.contains(part), "{part}: {page}");
    }
    assert!(!page.contains("/progress"), "{page}");
    town.done("cleo", "mutation { extendCall(call: \"what-works-on-social-media\", closes: \"2026-03-13\", reason: \"A <b>week</b> more.\") { phase } }", json!({}));
    let page = read(&town, "nobody", "/calls/what-works-on-social-media");
    assert!(page.contains("2026-03-13 24:00") && page.contains("<del>2026-03-06</del> <ins>2026-03-13</ins> – A &#60;b&#62;week&#60;/b&#62; more."), "{page}");
    // Nothing is published when a call closes, and yet its page says something else.
    let form = "/contribute/case-studies?call=";
    assert!(page.contains(form) && get(&town, "nobody", "/calls/what-works-on-social-media").header("etag").is_none());
    town.set("2026-04-01T00:00:00Z");
    assert!(!read(&town, "nobody", "/calls/what-works-on-social-media").contains(form));
}

#[test]
fn those_with_a_part_follow_code_and_conclude_on_pages() {
    let town = Town::new();
    let call = town.call(json!({}));
    for (name, part) in [("olga", "ORGANISER"), ("uma", "CODER"), ("ben", "CODER"), ("edith", "EDITOR")] {
        town.done("cleo", &format!("mutation($call: ID!, $who: ID!) {{ assignPart(call: $call, account: $who, part: {part}) {{ part }} }}"), json!({ "call": call, "who": town.account(name) }));
    }
    let sent = Town::sent(&town.send_in("ann", &call, "CaseStudy", case_study("A march <i>for</i> science")));
    let (coding, outcome) = (format!("/coding/{}", key(&sent)), format!("/outcome/{}", key(&sent)));
    let progress = "/calls/what-works-on-social-media/progress";
    assert_eq!(get(&town, "nobody", progress).status, 303);
    assert_eq!(get(&town, "ann", progress).status, 403);
    assert!(read(&town, "olga", "/calls/what-works-on-social-media").contains(progress));
    let page = read(&town, "olga", progress);
    assert!(page.contains("A march &#60;i&#62;for&#60;/i&#62; science") && page.contains(&outcome) && !page.contains(&coding), "{page}");
    assert!(read(&town, "uma", progress).contains(&coding));
    // Who organises gives parts and extends it there; who edits sees what there is to write; coders do neither.
    let (assign, write) = ("value=\"assign\"", "/contribute/findings?derivedFrom=call/what-works-on-social-media");
    let sees = |name: &str| (read(&town, name, progress).contains(assign), read(&town, name, progress).contains(write));
    assert_eq!(["olga", "uma", "edith", "cleo"].map(sees), [(true, false), (false, false), (false, true), (true, true)]);
    assert_eq!(send(&town, "olga", progress, &[("_do", "extend"), ("closes", "2026-03-01"), ("reason", "Why not.")]).status, 422);
    assert_eq!(send(&town, "olga", progress, &[("_do", "assign"), ("account", "bob@mail.example"), ("part", "coder")]).status, 404, "nobody of this address is there yet");
    town.token("bob");
    assert_eq!(send(&town, "olga", progress, &[("_do", "assign"), ("account", "bob@mail.example"), ("part", "coder")]).status, 303);
    assert_eq!(send(&town, "olga", progress, &[("_do", "end"), ("account", &town.account("bob")), ("part", "coder")]).status, 303);
    assert_eq!(get(&town, "bob", progress).status, 403);

    let concept = "https://whatworks.example/vocab/challenges/fear-of-escalation";
    let checked = format!("value=\"{concept}\" checked");
    assert_eq!(send(&town, "uma", &coding, &[("codes", concept), ("note", "")]).status, 303);
    assert!(read(&town, "uma", &coding).contains(&checked));
    let blind = read(&town, "ben", &coding);
    assert!(!blind.contains(&checked) && blind.contains("What others marked you see once two have coded it"), "{blind}");
    assert_eq!(send(&town, "ben", &coding, &[("note", "")]).status, 303);
    assert!(read(&town, "ben", &coding).contains(": Fear of escalation."));
    assert_eq!(send(&town, "uma", &coding, &[("codes", concept)]).status, 409, "codings are open");
    assert_eq!(send(&town, "edith", &coding, &[("codes", concept), ("note", "It does.")]).status, 303);
    assert_eq!((get(&town, "ann", &coding).status, get(&town, "nobody", &coding).status), (403, 303));

    assert!(read(&town, "ann", &outcome).contains("It is not decided yet."));
    assert!(!read(&town, "ann", &outcome).contains("name=\"_mark\""), "only editors say what became of it");
    assert_eq!(send(&town, "edith", &outcome, &[("outcome", "not-used"), ("reason", "")]).status, 422);
    assert_eq!(send(&town, "edith", &outcome, &[("outcome", "not-used"), ("reason", "It is <b>known</b>.")]).status, 303);
    assert!(read(&town, "ann", &outcome).contains("It was not used. It is &#60;b&#62;known&#60;/b&#62;."));
    assert_eq!(get(&town, "bob", &outcome).status, 403);
    assert_eq!(get(&town, "nobody", &outcome).status, 303);
}

#[test]
fn responses_stand_on_the_page_of_a_finding_formatted_and_harmless() {
    let town = Town::new();
    let finding = town.publish("Finding", json!({ "name": { "text": "Broadcasting" }, "statement": { "text": "Researchers mostly <broadcast>." }, "kind": "observation" }));
    assert!(!read(&town, "nobody", "/findings/broadcasting").contains("id=\"responses\""));
    town.publish("Response", json!({ "about": finding, "stance": "DISPUTES", "quote": "mostly <broadcast>", "statement": { "text": "*Not* in ours. <img src=x onerror=alert(1)> [look](javascript:alert(1))" } }));
    let page = read(&town, "nobody", "/findings/broadcasting");
    for part in ["<b>1</b> Disputes", "<em>Not</em> in ours. &lt;img src=x onerror=alert(1)&gt;", "<blockquote>mostly &#60;broadcast&#62;</blockquote>", "/contribute/responses?about=finding/broadcasting"] {
        assert!(page.contains(part), "{part}: {page}");
    }
    assert!(!page.contains("<img src=x") && !page.contains("=\"javascript:"), "{page}");
}

#[test]
fn nobody_needs_an_account_for_the_form_of_a_call_and_the_receipt_tells_what_became_of_it() {
    let town = Town::new();
    town.call(json!({}));
    let post = |path: &str, fields: &[(&str, &str)]| {
        let body: String = fields.iter().map(|(name, value)| format!("{name}={}&", value.replace(' ', "+"))).collect();
        town.app.http.send("POST", path, &[("Accept", "text/html"), ("Content-Type", "application/x-www-form-urlencoded")], body.as_bytes())
    };
    let record = [("name", "A march for science"), ("name.lang", "en"), ("kind", "sharing"), ("_do", "submit"), ("_key", "a-key-of-the-form")];
    let refused = post("/contribute/case-studies", &record);
    assert!(refused.status == 403 && refused.text().contains("sign in in another tab"), "what answers no call needs an account: {} {}", refused.status, refused.text());
    let call = [("_call", "what-works-on-social-media"), ("_question", "case-studies-of-practice"), ("_allowUse", "yes"), ("_credit", "unnamed")];
    let silent = post("/contribute/case-studies", &[&record[..], &call[..3]].concat());
    assert!(silent.status == 422 && silent.text().contains("Say who is to be credited"), "{}", silent.text());
    let arrived = post("/contribute/case-studies", &[&record[..], &call[..]].concat());
    assert!(arrived.status == 200 && arrived.text().contains("It is held until an organiser"), "{} {}", arrived.status, arrived.text());
    let receipt = arrived.text().split("readonly>\n").nth(1).and_then(|rest| rest.split('<').next()).unwrap().trim().to_owned();
    // Sent twice it is there once.
    let again = post("/contribute/case-studies", &[&record[..], &call[..]].concat()).text();
    assert!(again.contains(&receipt), "{again}");
    assert_eq!(town.done("cleo", "{ callProgress(call: \"what-works-on-social-media\") { total } }", json!({}))["total"], 1);
    let told = post("/receipt", &[("receipt", &receipt)]).text();
    assert!(told.contains("It is not decided yet.") && !told.contains("name=\"outcome\""), "{told}");
    let (head, tail) = receipt.split_at(receipt.len() - 8);
    assert_eq!(post("/receipt", &[("receipt", &format!("{head}{}", tail.chars().rev().collect::<String>()))]).status, 422);
}

#[test]
fn what_a_call_asks_is_sent_in_from_its_form() {
    let town = Town::new();
    let call = town.call(json!({}));
    let form = "/contribute/case-studies?call=what-works-on-social-media&question=case-studies-of-practice";
    let page = read(&town, "ann", form);
    assert!(page.contains("may use this for their synthesis") && page.contains("name=\"_call\" value=\"what-works-on-social-media\""), "{page}");
    assert!(!read(&town, "ann", "/contribute/case-studies").contains("may use this for their synthesis"));
    let record = [("name", "A march for science"), ("name.lang", "en"), ("kind", "sharing"), ("_do", "submit"), ("_call", "what-works-on-social-media"), ("_question", "case-studies-of-practice")];
    // Nothing is taken that may not be used, and nothing of what was typed is lost.
    let refused = send(&town, "ann", form, &[&record[..], &[("_credit", "name"), ("_creditName", "Ann Onymous")]].concat());
    assert!(refused.status == 422 && ["A march for science", "Ann Onymous", "Without this the organisers cannot take it"].iter().all(|part| refused.text().contains(part)), "{} {}", refused.status, refused.text());
    let sent = send(&town, "ann", form, &[&record[..], &[("_allowUse", "yes"), ("_credit", "name"), ("_creditName", "Ann Onymous")]].concat());
    assert_eq!(sent.status, 303, "{}", sent.text());
    let progress = town.done("cleo", "query($call: ID!) { callProgress(call: $call) { total byQuestion { node { ... on Question { name } } count } } }", json!({ "call": call }));
    assert_eq!(progress["total"], 1, "{progress}");
    assert!(progress["byQuestion"].to_string().contains("Case studies of practice"), "{progress}");
    let own = town.done("ann", "{ mySubmissions { nodes { entry { isLate } receipt { sha256 } } } }", json!({}));
    assert_eq!(own["nodes"][0]["entry"]["isLate"], false, "{own}");
}
