//! OAI-PMH by a harvester of other people's, of a whole directory and of one where something is gone; and where those addresses lead.

use crate::accounts::app::{App, RUNTIME};
use crate::curation::app::triples;
use crate::door::app::TestApp;
use serde_json::json;
use whatworks::app::actor::Role;
use whatworks::ledger::{Draft, EventKind, Patch};

const BASE: &str = "https://whatworks.example/id/tool";

fn publish(app: &App, key: &str) {
    let said = format!("<{BASE}/{key}> a ww:Tool ; schema:name \"{key}\"@en ; ww:toolKind <https://whatworks.example/vocab/tool-kinds/software> .");
    let draft = Draft { actor: "operator".to_owned(), kind: EventKind::Published, subject: format!("{BASE}/{key}"), patch: Patch::new(Vec::new(), triples(&said)), private: Vec::new(), idempotency_key: None };
    RUNTIME.block_on(app.directory.append(None, vec![draft], Vec::new())).unwrap();
}

#[test]
fn harvesters_get_everything_and_hear_of_what_is_gone() {
    let app = App::start();
    ["stays", "goes", "doubles"].iter().for_each(|key| publish(&app, key));
    let (curator, _) = app.with_role("curator@mail.example", Role::Curator);
    let authorization = format!("Bearer {}", curator.access);
    let act = |verb: &str, body: serde_json::Value| {
        let headers = [("Content-Type", "application/json"), ("Authorization", authorization.as_str())];
        let answer = app.http.send("POST", &format!("/api/v1/{verb}"), &headers, body.to_string().as_bytes());
        assert_eq!(answer.status, 200, "{}", answer.text());
    };
    act("withdraw", json!({ "id": "goes", "reason": "It was never there." }));
    act("merge", json!({ "id": "doubles", "into": "stays", "reason": "They are the same." }));

    let gone = app.http.get("/id/tool/goes", &[]);
    assert!(gone.status == 410 && gone.text().contains("It was never there."), "{}", gone.text());
    assert_eq!(app.http.get("/api/v1/tools/goes", &[]).status, 410);
    assert_eq!(app.http.get("/api/v1/tools/goes/history", &[]).json()["revisions"][0]["kind"], "WITHDRAWN");
    let moved = app.http.get("/id/tool/doubles.ttl", &[]);
    assert_eq!((moved.status, moved.header("location")), (301, Some("/id/tool/stays.ttl")));
    assert_eq!(app.http.get("/api/v1/tools/doubles", &[]).json()["key"], "stays");

    let origin = |address| format!("http://{address}");
    crate::rest::clients::python_in("open_data/harvest.py", &[&origin(TestApp::shared().address), &origin(app.http.address), &format!("{BASE}/goes"), &format!("{BASE}/doubles")]);
}
