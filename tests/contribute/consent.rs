//! What is published about a person: only what somebody says the person agrees to, and only as long as they agree.

use super::app::{App, ann, bob, curator, key};
use serde_json::{Value as Tree, json};
use std::path::Path;

const ORCID: &str = "0000-0002-1825-0097";
const ORCID_ADDRESS: &str = "https://orcid.org/0000-0002-1825-0097";

fn person(app: &App, who: &std::sync::Arc<whatworks::app::actor::Visitor>, consent: &str) -> Tree {
    let query = format!("mutation {{ submitPerson(input: {{name: {{text: \"Jo Sample\"}}, roles: [\"researcher\"], orcid: \"{ORCID}\"}} {consent}) {{ key about consent consentTo withoutConsent }} }}");
    app.done(who, &query)
}

fn published(app: &App) -> Tree {
    app.done(&ann(), "{ person(id: \"jo-sample\") { name orcid roles { key } history { revisions { kind reason changes { field } } } } }")
}

#[test]
fn a_person_is_published_field_by_field_as_somebody_says_they_agree() {
    let app = App::new();
    let submission = person(&app, &ann(), "");
    assert_eq!(submission["withoutConsent"], json!(["name", "roles", "orcid"]));
    let refused = app.review(&curator(), key(&submission), "ACCEPT", "");
    assert_eq!(refused["errors"][0]["extensions"]["code"], "WRONG_STATE");
    assert!(refused["errors"][0]["message"].as_str().unwrap().contains("`name`, `roles`, `orcid`"), "{refused}");
    assert_eq!(published(&app), Tree::Null);
    // The curator knows of two, and leaves the third out.
    let accepted = app.review(&curator(), key(&submission), "ACCEPT", "fields: [\"name\", \"roles\"], consent: PUBLIC, consentTo: [\"name\", \"roles\"]");
    assert_eq!(accepted["data"]["review"]["state"], "PUBLISHED", "{accepted}");
    assert_eq!(published(&app)["orcid"], Tree::Null);
    let consents = "{ consents(id: \"jo-sample\") { field basis by } }";
    let by = |field: &str| json!({ "field": field, "basis": "PUBLIC", "by": "cleo" });
    assert_eq!(app.done(&curator(), consents), json!([by("name"), by("roles")]));
    assert_eq!(app.code(&bob(), consents), "FORBIDDEN", "nobody else's business");

    // Whoever proposes says so; and what is said of one value is not said of another.
    let change = app.done(&bob(), &format!("mutation {{ proposePerson(id: \"jo-sample\", set: {{orcid: \"{ORCID}\"}}, consent: ASKED) {{ key consent consentTo withoutConsent }} }}"));
    assert_eq!((&change["consent"], &change["consentTo"], &change["withoutConsent"]), (&json!("ASKED"), &json!(["orcid"]), &json!([])));
    let amend = |set: &str| app.done(&bob(), &format!("mutation {{ amendPerson(submission: \"{}\", set: {{{set}}}) {{ consentTo withoutConsent }} }}", key(&change)));
    assert_eq!(amend("url: \"https://jo.example/\""), json!({ "consentTo": ["orcid"], "withoutConsent": ["url"] }));
    assert_eq!(amend("orcid: \"0000-0001-5109-3700\""), json!({ "consentTo": [], "withoutConsent": ["url", "orcid"] }));
    // Said of what nobody could agree to.
    assert_eq!(app.code(&bob(), "mutation { submitTool(input: {name: {text: \"A tool\"}, kind: \"guide\"}, consent: ASKED) { key } }"), "INVALID_INPUT");
    let unknown = app.error(&bob(), "mutation { submitPerson(input: {name: {text: \"Al\"}, roles: [\"researcher\"]}, consent: ASKED, consentTo: [\"orchid\"]) { key } }");
    assert!(unknown["message"].as_str().unwrap().contains("orcid"), "{unknown}");
}

fn holds(folder: &Path, secret: &str) -> bool {
    std::fs::read_dir(folder).unwrap().any(|entry| {
        let path = entry.unwrap().path();
        if path.is_dir() { holds(&path, secret) } else { memchr::memmem::find(&std::fs::read(path).unwrap(), secret.as_bytes()).is_some() }
    })
}

#[test]
fn a_person_takes_back_what_is_published_of_them_for_good() {
    let app = App::new();
    let submission = person(&app, &ann(), "consent: PUBLIC");
    app.review(&curator(), key(&submission), "ACCEPT", "");
    let also = app.done(&ann(), "mutation { proposePerson(id: \"jo-sample\", set: {summary: {text: \"Studies how people argue.\"}}, consent: PUBLIC) { key } }");
    app.review(&curator(), key(&also), "ACCEPT", "");
    let claim = app.done(&bob(), "mutation { claimOwnership(id: \"jo-sample\", grounds: \"It is me.\") { key } }");
    app.review(&curator(), key(&claim), "ACCEPT", "");
    app.done(&ann(), &format!("mutation {{ saveDraft(type: PERSON, about: \"jo-sample\", content: \"{{\\\"orcid\\\": \\\"{ORCID_ADDRESS}\\\"}}\") {{ id }} }}"));
    assert_eq!(published(&app)["orcid"], ORCID_ADDRESS);
    assert!(holds(app.folder.path(), ORCID), "the control");

    let withdraw = |fields: &str| format!("mutation {{ withdrawConsent(id: \"jo-sample\", fields: [{fields}]) {{ field basis by }} }}");
    assert_eq!(app.code(&ann(), &withdraw("\"orcid\"")), "FORBIDDEN", "it is not her record");
    let needed = app.error(&bob(), &withdraw("\"roles\""));
    assert!(needed["message"].as_str().unwrap().contains("REMOVE_ME"), "{needed}");
    let consents = app.done(&bob(), &withdraw("\"orcid\""));
    assert!(consents.as_array().unwrap().contains(&json!({ "field": "orcid", "basis": null, "by": "bob" })), "{consents}");
    let left = published(&app);
    assert_eq!((&left["name"], &left["orcid"]), (&json!("Jo Sample"), &Tree::Null));
    assert!(!left["history"].to_string().contains("orcid"), "the past does not have it either: {left}");
    assert!(app.done(&ann(), "{ person(id: \"jo-sample\") { summary credits { actor { id } } } }").to_string().contains("\"ann\""), "the rest stays, with its credit");
    assert!(!holds(app.folder.path(), ORCID), "no file has it");

    // Nobody else brings it back; the person does.
    let app = app.again();
    let propose = |who: &_, consent: &str| app.done(who, &format!("mutation {{ proposePerson(id: \"jo-sample\", set: {{orcid: \"{ORCID}\"}}, consent: {consent}) {{ key withoutConsent }} }}"));
    for (who, consent) in [(ann(), "ONESELF"), (bob(), "ASKED")] {
        let again = propose(&who, consent);
        assert_eq!(again["withoutConsent"], json!(["orcid"]));
        let refused = app.review(&curator(), key(&again), "ACCEPT", "consent: PUBLIC");
        assert!(refused["errors"][0]["message"].as_str().unwrap().contains("only they can change that"), "{refused}");
    }
    let own = propose(&bob(), "ONESELF");
    assert_eq!(app.review(&curator(), key(&own), "ACCEPT", "")["data"]["review"]["state"], "PUBLISHED");
    assert_eq!(published(&app)["orcid"], ORCID_ADDRESS);
}
