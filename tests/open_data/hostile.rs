//! Texts that would be something else in a feed, a calendar, a table or a bibliography, if they got there as they are.

use crate::accounts::app::{App, RUNTIME};
use crate::curation::app::triples;
use serde_json::json;
use whatworks::ledger::{Draft, EventKind, Patch};

const TEXTS: &[&str] = &[
    "</title><script>alert(1)</script>",
    "<![CDATA[x]]>]]><b>",
    "&lt;img src=x onerror=alert(1)&gt; &amp; &#x3c;",
    "\"><svg/onload=alert(1)>",
    "=HYPERLINK(\"https://evil.example\",\"click\")",
    "+1+cmd|' /C calc'!A0",
    "-2+3",
    "@SUM(A1:A9)",
    "\tbegins with a tab",
    "a\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nUID:evil",
    "a\nATTACH:https://evil.example",
    "semicolons; commas, colons: and \\backslashes\\",
    "a }, @article{evil, title = {evil}",
    "100% of $5 & #hash_tag ~ ^ {unbalanced",
    "a\nER  - \nTY  - JOUR\nTI  - evil",
    "bars | in \\| cells, \"quotes\" and 'others'",
    "line\u{2028}separator and paragraph\u{2029}separator",
    "right-to-left \u{202e}txet\u{202c} and a null-like \u{2400}",
    "emoji 🧪🇺🇳 that a folded line must not cut: 🧪🧪🧪🧪🧪🧪🧪🧪🧪🧪🧪🧪🧪🧪🧪🧪🧪🧪🧪🧪🧪🧪🧪🧪🧪🧪🧪🧪🧪🧪🧪🧪🧪🧪🧪",
    "javascript:alert(1)",
];

fn publish(app: &App, subject: &str, said: &str) {
    let draft = Draft { actor: "operator".to_owned(), kind: EventKind::Published, subject: subject.to_owned(), patch: Patch::new(Vec::new(), triples(said)), private: Vec::new(), idempotency_key: None };
    RUNTIME.block_on(app.directory.append(None, vec![draft], Vec::new())).unwrap();
}

#[test]
fn hostile_texts_are_texts_in_every_form() {
    let app = App::start();
    for (number, text) in TEXTS.iter().enumerate() {
        let text = json!(text).to_string();
        let (tool, event) = (format!("https://whatworks.example/id/tool/hostile-{number}"), format!("https://whatworks.example/id/event/hostile-{number}"));
        publish(&app, &tool, &format!("<{tool}> a ww:Tool ; schema:name {text}@en ; schema:description {text}@en ; ww:toolKind <https://whatworks.example/vocab/tool-kinds/software> ."));
        publish(&app, &event, &format!("<{event}> a ww:Event ; schema:name {text}@en ; schema:location {text} ; schema:startDate \"2018-03-27\"^^xsd:date ."));
    }
    crate::rest::clients::python_in("open_data/hostile.py", &[&format!("http://{}", app.http.address), &json!(TEXTS).to_string()]);
}
