//! Imports of contributors, partners and curators, through GraphQL and REST; and what curators decided against what files say later.

use serde_json::{Value, json};
use whatworks::app::actor::Role;
use whatworks::app::data::Files;
use whatworks::app::import::{Manner, import_with};

use crate::accounts::app::{App, RUNTIME, Session, address};

const BIB: &str = "@article{a, title = {On patience}, author = {Lee, Ann}, year = 2020, doi = {10.5555/p.1}}\n@report{b, title = {On calm}}\n";

const REPORT: &str = "{ batch columns { column field type } rows { line fate id name kept submission } problems { line message } notes { line message } }";

fn ask(app: &App, who: &Session, document: &str, variables: Value) -> Value {
    let answer = app.ask(Some(&who.access), document, variables).json();
    assert!(answer.get("errors").is_none(), "{document}: {answer}");
    answer["data"].clone()
}

fn import(app: &App, who: &Session, verb: &str, format: &str, text: &str) -> Value {
    ask(app, who, &format!("mutation($text: String!) {{ {verb}(format: {format}, text: $text) {REPORT} }}"), json!({ "text": text }))[verb].clone()
}

fn accept(app: &App, curator: &Session, submission: &Value) {
    let done = ask(app, curator, "mutation($id: ID!) { review(submission: $id, decision: ACCEPT) { state } }", json!({ "id": submission }));
    assert_eq!(done["review"]["state"], "PUBLISHED");
}

#[test]
fn an_import_becomes_proposals_that_curators_decide_about_and_can_be_taken_back() {
    let app = App::start();
    let (curator, _) = app.with_role(&address(), Role::Curator);
    let email = address();
    // Whoever curates is trusted as an author.
    let (author, _) = app.with_role(&email, Role::Curator);
    let newcomer = app.member(&address());
    let tried = import(&app, &author, "previewImport", "BIBTEX", BIB);
    assert_eq!(tried["batch"], Value::Null);
    assert!(tried["columns"].as_array().unwrap().contains(&json!({ "column": "author", "field": "authors", "type": "PUBLICATION" })), "{tried}");
    assert_eq!((&tried["rows"][0]["fate"], &tried["rows"][0]["line"], &tried["rows"][1]["name"]), (&json!("NEW"), &json!(1), &json!("On calm")));
    assert_eq!(ask(&app, &author, "{ mySubmissions { totalCount } }", json!({}))["mySubmissions"]["totalCount"], 0, "trying proposes nothing");

    let key = |text: &str| {
        let document = format!("mutation($text: String!) {{ submitImport(format: BIBTEX, text: $text, note: \"From my library.\", idempotencyKey: \"once\") {REPORT} }}");
        app.ask(Some(&author.access), &document, json!({ "text": text })).json()
    };
    let done = key(BIB)["data"]["submitImport"].clone();
    let batch = done["batch"].as_str().unwrap().to_owned();
    let again = key(BIB)["data"]["submitImport"].clone();
    assert_eq!(again["batch"], done["batch"], "sent again, it happens once");
    assert_eq!(again["rows"].as_array().unwrap().len(), 2);
    assert_eq!(key("@book{x, title = {Other}}").pointer("/errors/0/extensions/code"), Some(&json!("IDEMPOTENCY_CONFLICT")));
    assert_eq!(ask(&app, &author, "{ mySubmissions { totalCount } }", json!({}))["mySubmissions"]["totalCount"], 2);
    let receipts = app.mails().into_iter().filter(|(to, mail)| *to == email && mail.subject.contains("an import of 2 records")).count();
    assert_eq!(receipts, 1, "one mail for the batch");
    let waiting = import(&app, &author, "previewImport", "BIBTEX", BIB);
    let ids = |report: &Value| report["rows"].as_array().unwrap().iter().map(|row| row["id"].clone()).collect::<Vec<_>>();
    assert!(ids(&done).iter().all(|id| !ids(&waiting).contains(id)), "what waits keeps its address");

    for row in done["rows"].as_array().unwrap() {
        accept(&app, &curator, &row["submission"]);
    }
    let published = ask(&app, &author, "{ publication(id: \"doi:10.5555/p.1\") { name authorNames authors { key } } }", json!({}))["publication"].clone();
    assert_eq!(published, json!({ "name": "On patience", "authorNames": ["Ann Lee"], "authors": [] }), "the uploader is no author");
    let unchanged = import(&app, &author, "submitImport", "BIBTEX", BIB);
    assert_eq!((&unchanged["batch"], &unchanged["rows"][0]["fate"], &unchanged["rows"][1]["fate"]), (&Value::Null, &json!("UNCHANGED"), &json!("UNCHANGED")));

    assert_eq!(app.ask(Some(&newcomer.access), "mutation { rollbackImport(batch: \"x\", reason: \"No.\") { left { why } } }", json!({})).code().as_deref(), Some("FORBIDDEN"));
    let document = "mutation($batch: ID!) { rollbackImport(batch: $batch, reason: \"They were read from the wrong file.\") { withdrawn restored left { id why } } }";
    let undone = ask(&app, &curator, document, json!({ "batch": batch }))["rollbackImport"].clone();
    assert_eq!((undone["withdrawn"].as_array().unwrap().len(), &undone["restored"]), (2, &json!([])), "{undone}");
    assert_eq!(ask(&app, &curator, document, json!({ "batch": batch }))["rollbackImport"]["withdrawn"], json!([]), "once");

    // Of somebody nobody knows yet, what looks like spam is held as a whole.
    let held = import(&app, &newcomer, "submitImport", "BIBTEX", &BIB.replace("p.1", "p.2").replace("On ", "About "));
    for row in held["rows"].as_array().unwrap() {
        let state = ask(&app, &newcomer, "query($id: ID!) { submission(id: $id) { state } }", json!({ "id": row["submission"] }));
        assert_eq!(state["submission"]["state"], "QUARANTINED");
    }
}

#[test]
fn what_is_wrong_with_an_import_is_told_by_line_and_nothing_is_proposed() {
    let app = App::start();
    let author = app.member(&address());
    let text = "type,key,name@en,kind\ntool,one,One,guidance\ntool,two,Two,nonsense\n";
    let tried = import(&app, &author, "previewImport", "CSV", text);
    assert_eq!(tried["problems"][0]["line"], 3, "{tried}");
    let send = |leave_out: bool, text: &str| {
        let document = format!("mutation($text: String!, $leave: Boolean) {{ submitImport(format: CSV, text: $text, leaveOut: $leave) {REPORT} }}");
        app.ask(Some(&author.access), &document, json!({ "text": text, "leave": leave_out })).json()
    };
    assert_eq!(send(false, text).pointer("/errors/0/extensions/code"), Some(&json!("INVALID_INPUT")));
    assert_eq!(ask(&app, &author, "{ mySubmissions { totalCount } }", json!({}))["mySubmissions"]["totalCount"], 0);
    assert_eq!(send(true, text)["data"]["submitImport"]["rows"].as_array().unwrap().len(), 1);
    let long = format!("type,key,name@en,kind\n{}", "x".repeat(64 * 1_024));
    assert_eq!(send(true, &long).pointer("/errors/0/extensions/code"), Some(&json!("BODY_TOO_LARGE")), "files go by REST");
    assert_eq!(app.ask(None, "mutation { previewImport(format: RIS, text: \"\") { batch } }", json!({})).code().as_deref(), Some("UNAUTHENTICATED"));
    let wrong = "mutation { previewImport(format: RIS, text: \"\", mapping: \"{\\\"type\\\": \\\"Tol\\\", \\\"fields\\\": {}}\") { problems { message } } }";
    let problems = ask(&app, &author, wrong, json!({}))["previewImport"]["problems"].clone();
    assert!(problems[0]["message"].as_str().unwrap().contains("did you mean `Tool`?"), "{problems}");

    let bearer = format!("Bearer {}", author.access);
    let headers = [("Authorization", bearer.as_str()), ("Content-Type", "application/json")];
    let rest = app.http.send("POST", "/api/v1/preview-import", &headers, json!({ "format": "RIS", "text": "TY  - BOOK\nTI  - A book\nER  - \n" }).to_string().as_bytes());
    assert_eq!((rest.status, &rest.json()["rows"][0]["name"]), (200, &json!("A book")), "{}", rest.text());
}

#[test]
fn what_a_curator_set_is_not_overruled_by_a_file_unless_somebody_says_why() {
    let app = App::start();
    let (curator, _) = app.with_role(&address(), Role::Curator);
    let table = |summary: &str, year: &str| format!("type,key,name@en,kind,summary@en,year\ntool,calm,Calm,guidance,{summary},{year}\n");
    let imported = |text: String, overrule: Option<&str>| {
        let files = Files { texts: vec![("t.csv".into(), text.into())], ..Files::default() };
        let manner = Manner { overrule: overrule.map(str::to_owned), ..Manner::of("operator") };
        let report = RUNTIME.block_on(async {
            let report = import_with(app.directory.ontology(), app.directory.ledger(), files, manner).await.unwrap();
            app.directory.follow(u64::MAX).await.unwrap();
            report
        });
        (report.imported.revised, report.imported.kept, report.notes.listed.iter().map(|note| note.message.clone()).collect::<Vec<_>>())
    };
    let shown = || ask(&app, &curator, "{ tool(id: \"calm\") { summary year } }", json!({}))["tool"].clone();
    imported(table("From a file.", "2001"), None);
    let changed = ask(&app, &curator, "mutation { proposeTool(id: \"calm\", set: {summary: {text: \"From a curator.\"}}) { key } }", json!({}))["proposeTool"]["key"].clone();
    accept(&app, &curator, &changed);
    let (revised, kept, notes) = imported(table("From another file.", "2002"), None);
    assert_eq!((revised, kept), (1, 1));
    assert!(notes.iter().any(|note| note.contains("kept: `summary`: it was set by a curator on 20")), "{notes:?}");
    assert_eq!(shown(), json!({ "summary": "From a curator.", "year": 2002 }));
    assert_eq!(imported(table("From another file.", "2002"), None).0, 0);
    assert_eq!(imported(table("From another file.", "2002"), Some("The publisher corrected it.")).0, 1);
    assert_eq!(shown(), json!({ "summary": "From another file.", "year": 2002 }));
    let history = ask(&app, &curator, "{ history(id: \"calm\", first: 1) { revisions { reason } } }", json!({}))["history"]["revisions"][0]["reason"].clone();
    assert_eq!(history, "The publisher corrected it.");
    // The import set it last, so the next one may again.
    assert_eq!(imported(table("From a third file.", "2002"), None).0, 1);
}
