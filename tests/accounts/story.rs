//! The whole story, through the program and its real mail: a stranger registers and contributes, a curator decides, readers see it, every
//! step is told and credited, can be explained and undone, and at the end everything of the person is erased.

use super::app::{PASSWORD, SIGNED_IN, address, one_time_code};
use super::spam::solved;
use super::mail::{SIGN_IN, Served, Sink, program};
use serde_json::{Value, json};
use std::time::Duration;

/// More than the least time between a challenge and its solution.
const FILLING_IN: Duration = Duration::from_secs(3);

/// Somebody with a role, made on the command line and signed in with a second factor.
fn with_role(served: &Served, data: &std::path::Path, role: &str) -> String {
    let email = address();
    let output = program(data).args(["account", "create", &email, "--role", role, "--name", "Robin Vale"]).output().unwrap();
    let said = String::from_utf8(output.stdout).unwrap();
    let token = said.split("token=").nth(1).unwrap().split_whitespace().next().unwrap();
    served.call(None, "mutation($token: String!, $password: String!) { resetPassword(token: $token, password: $password) }", json!({ "token": token, "password": PASSWORD }));
    let plain = served.call(None, SIGN_IN, json!({ "email": email, "password": PASSWORD }));
    let plain = plain["signIn"]["accessToken"].as_str().unwrap();
    let factor = served.call(Some(plain), "mutation($password: String!) { prepareSecondFactor(password: $password) { secret } }", json!({ "password": PASSWORD }));
    let code = one_time_code(factor["prepareSecondFactor"]["secret"].as_str().unwrap(), jiff::Timestamp::now().as_second());
    let confirmed = served.call(Some(plain), &format!("mutation($code: String!) {{ confirmSecondFactor(code: $code) {{ signedIn {SIGNED_IN} }} }}"), json!({ "code": code }));
    confirmed["confirmSecondFactor"]["signedIn"]["accessToken"].as_str().unwrap().to_owned()
}

struct People<'a> {
    served: &'a Served,
    author: String,
    curator: String,
}

impl People<'_> {
    fn author(&self, document: &str, variables: Value) -> Value {
        self.served.call(Some(&self.author), document, variables)
    }

    fn curator(&self, document: &str, variables: Value) -> Value {
        self.served.call(Some(&self.curator), document, variables)
    }

    fn reader(&self, document: &str) -> Value {
        self.served.call(None, document, json!({}))
    }

    /// Submits a record and answers the submission's key and the record's address.
    fn submit(&self, singular: &str, input: Value) -> (String, String) {
        // Of oneself one says that one agrees.
        let consent = if singular == "Person" { ", consent: ONESELF" } else { "" };
        let document = format!("mutation($input: {singular}Input!) {{ submit{singular}(input: $input{consent}) {{ key state about violations {{ field message }} }} }}");
        let submitted = self.author(&document, json!({ "input": input }))[format!("submit{singular}")].clone();
        let waits = |violation: &Value| violation["message"].as_str().is_some_and(|message| message.contains("it waits as submission"));
        assert!(submitted["violations"].as_array().unwrap().iter().all(waits), "{singular}: {submitted}");
        (submitted["key"].as_str().unwrap().to_owned(), submitted["about"].as_str().unwrap().to_owned())
    }

    fn review(&self, submission: &str, decision: &str, reason: Option<&str>) -> Value {
        let document = format!("mutation($submission: ID!, $reason: String) {{ review(submission: $submission, decision: {decision}, reason: $reason) {{ state }} }}");
        self.curator(&document, json!({ "submission": submission, "reason": reason }))["review"]["state"].clone()
    }
}

#[test]
fn a_stranger_contributes_is_credited_and_can_be_forgotten() {
    let Some(sink) = Sink::start(0) else { return };
    let data = tempfile::tempdir().unwrap();
    let served = Served::start(data.path(), &["--smtp-url", &sink.url()]);
    let curator = with_role(&served, data.path(), "curator");
    let mut arrived = sink.wait_for(2).len();

    // Registers with a proof of work, and confirms the address by the mail.
    let email = address();
    let challenge = served.call(None, "{ proofOfWork { challenge } }", json!({}));
    let proof = solved(&serde_json::from_str(challenge["proofOfWork"]["challenge"].as_str().unwrap()).unwrap(), 0);
    let register = "mutation($email: String!, $password: String!, $proof: String) { register(email: $email, password: $password, name: \"Sam Rivers\", credited: true, proof: $proof) }";
    // Sooner it would be refused: a person takes this long to fill in a form.
    std::thread::sleep(FILLING_IN);
    served.call(None, register, json!({ "email": email, "password": PASSWORD, "proof": proof }));
    arrived += 1;
    let mails = sink.wait_for(arrived);
    served.call(None, "mutation($token: String!) { confirmEmail(token: $token) }", json!({ "token": mails.last().unwrap().secret() }));
    let signed = served.call(None, SIGN_IN, json!({ "email": email, "password": PASSWORD }));
    let people = People { served: &served, author: signed["signIn"]["accessToken"].as_str().unwrap().to_owned(), curator };

    // Submits themselves, their organisation, a tool and a case study; links lead to what still waits.
    let text = |text: &str| json!([{ "text": text, "language": "en" }]);
    let (organisation, organisation_iri) = people.submit("Organisation", json!({ "name": text("Riverside Laboratory"), "sector": "university", "url": "https://riverside.example/" }));
    let (person, _) = people.submit("Person", json!({ "name": text("Sam Rivers"), "roles": ["researcher"], "affiliations": [organisation_iri] }));
    let (tool, tool_iri) = people.submit("Tool", json!({ "name": text("Calm Replies"), "kind": "guide", "url": "https://calm.example/", "summary": text("How to answer heated posts."), "provider": organisation_iri }));
    let (case, case_iri) = people.submit("CaseStudy", json!({ "name": text("A calm week"), "summary": text("A laboratory answered every reply for a week."), "organisations": [organisation_iri], "kind": "sharing" }));
    let (claim, _) = people.submit(
        "Claim",
        json!({ "resource": tool_iri, "challenge": "fear-of-escalation", "stance": "SUPPORTS", "strength": "CASE_STUDY", "rationale": text("Replies by its pattern calmed most threads within a day."), "evidence": [case_iri], "assertedBy": [organisation_iri] }),
    );
    arrived += 5;
    let subjects: Vec<String> = sink.wait_for(arrived).iter().rev().take(5).map(|mail| mail.header("subject").unwrap().to_owned()).collect();
    assert!(subjects.iter().all(|subject| subject.starts_with("Received")), "{subjects:?}");
    assert_eq!(people.reader("{ tools { totalCount } organisations { totalCount } }"), json!({ "tools": { "totalCount": 0 }, "organisations": { "totalCount": 0 } }), "nothing shows before");

    // The curator sees the queue and each field, and asks for a change.
    let queue = people.curator("{ submissions(first: 10) { totalCount nodes { key kind title state difference { field after { text } } } } }", json!({}));
    assert_eq!(queue["submissions"]["totalCount"], 5);
    let seen = queue["submissions"]["nodes"].as_array().unwrap().iter().find(|node| node["key"] == tool.as_str()).unwrap();
    assert!(seen["difference"].as_array().unwrap().iter().any(|field| field["field"] == "summary" && field["after"][0]["text"] == "How to answer heated posts."), "{seen}");
    assert_eq!(people.review(&tool, "RETURN", Some("Which platforms is it for?")), "CHANGES_REQUESTED");
    arrived += 1;
    let mail = sink.wait_for(arrived).pop().unwrap();
    assert!(mail.header("x-envelope-to") == Some(email.as_str()) && mail.body.contains("Which platforms is it for?") && mail.body.contains(&format!("/account/submissions/{tool}")), "{mail:?}");
    people.author("mutation($key: ID!) { amendTool(submission: $key, set: {platforms: [\"twitter\"]}) { state } }", json!({ "key": tool }));

    // Publishes; readers see each at once, with its grounds.
    for submission in [&organisation, &person, &tool, &case, &claim] {
        assert_eq!(people.review(submission, "ACCEPT", None), "PUBLISHED");
    }
    arrived += 5;
    let grounds = people.reader(
        "{ challenge(id: \"fear-of-escalation\") { addressedBy(types: [TOOL]) { totalCount edges { node { ... on Tool { name platforms { name } provider { name } } } agreement { supports }
            because { rationale strength evidence { ... on CaseStudy { name } } } } } } }",
    );
    let edge = &grounds["challenge"]["addressedBy"]["edges"][0];
    assert_eq!((&edge["node"]["name"], &edge["node"]["provider"]["name"], &edge["agreement"]["supports"]), (&json!("Calm Replies"), &json!("Riverside Laboratory"), &json!(1)), "{grounds}");
    assert_eq!(edge["because"][0]["evidence"][0]["name"], "A calm week", "{grounds}");
    let credited = people.reader("{ tool(id: \"calm-replies\") { credits { role actor { name } } history { revisions { kind submission } } } }");
    let names: Vec<&Value> = credited["tool"]["credits"].as_array().unwrap().iter().map(|credit| &credit["actor"]["name"]).collect();
    assert!(names.contains(&&json!("Sam Rivers")), "{credited}");
    assert_eq!(credited["tool"]["history"]["revisions"][0]["submission"], tool.as_str(), "{credited}");
    let accepted = sink.wait_for(arrived);
    assert!(accepted[arrived - 5..].iter().all(|mail| mail.header("subject").unwrap().starts_with("Accepted") && mail.header("list-unsubscribe").is_some()), "{accepted:?}");

    // Every step can be undone and explained.
    people.curator("mutation { withdraw(id: \"calm-replies\", reason: \"The guide is being rewritten.\", dependents: true) { kind } }", json!({}));
    let gone = people.reader("{ tombstone(id: \"calm-replies\") { kind reason } tools { totalCount } }");
    assert_eq!(gone, json!({ "tombstone": { "kind": "WITHDRAWN", "reason": "The guide is being rewritten." }, "tools": { "totalCount": 0 } }));
    people.curator("mutation { restore(id: \"calm-replies\", reason: \"It is back.\") { kind } }", json!({}));
    let kinds = people.reader("{ tool(id: \"calm-replies\") { history { revisions { kind reason } } } challenge(id: \"fear-of-escalation\") { addressedBy { totalCount } } }");
    let told: Vec<&Value> = kinds["tool"]["history"]["revisions"].as_array().unwrap().iter().map(|revision| &revision["reason"]).collect();
    assert!(told.contains(&&json!("It is back.")) && told.contains(&&json!("The guide is being rewritten.")), "{kinds}");
    assert_eq!(kinds["challenge"]["addressedBy"]["totalCount"], 1, "and the claim came back along: {kinds}");

    // What is kept of them they can have, and have erased; what they published stays, to nobody's name.
    assert!(people.author("{ exportSelf }", json!({}))["exportSelf"].as_str().unwrap().contains("Which platforms is it for?"));
    people.author("mutation($password: String!) { eraseAccount(password: $password) }", json!({ "password": PASSWORD }));
    let left = people.reader("{ tool(id: \"calm-replies\") { name credits { actor { name } } } }");
    assert_eq!(left["tool"]["name"], "Calm Replies");
    assert!(!left.to_string().contains("Sam Rivers"), "{left}");
    drop(served);
    let verified = program(data.path()).arg("verify").output().unwrap();
    assert!(verified.status.success(), "{}", String::from_utf8_lossy(&verified.stderr));
    let kept = std::fs::read(data.path().join("ledger.sqlite")).unwrap();
    assert!(memchr::memmem::find(&kept, email.as_bytes()).is_none(), "their address is nowhere");
}
