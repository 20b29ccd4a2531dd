//! Imports on the curators' page: a file is tried, proposed, decided about and taken back, without scripts; and what is listed of imports.

use serde_json::{Value, json};
use whatworks::app::actor::Role;

use crate::accounts::app::{App, Session, address};
use crate::door::app::Answer;

const BOUNDARY: &str = "----exchange";
const BIB: &str = "@article{a, title = {On patience}, author = {Lee, Ann}, year = 2020, doi = {10.5555/p.1}}\r\n@report{b, title = {On \u{201c}calm\u{201d}}}\r\n";

/// A form with a file, as browsers send it.
fn parts(fields: &[(&str, &str)], file: Option<(&str, &[u8])>) -> Vec<u8> {
    let mut body = Vec::new();
    for (name, value) in fields {
        body.extend(format!("--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n").into_bytes());
    }
    if let Some((name, bytes)) = file {
        body.extend(format!("--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\nContent-Type: application/octet-stream\r\n\r\n").into_bytes());
        body.extend(bytes);
        body.extend(b"\r\n");
    }
    body.extend(format!("--{BOUNDARY}--\r\n").into_bytes());
    body
}

struct Desk<'a> {
    app: &'a App,
    cookie: String,
}

impl<'a> Desk<'a> {
    fn of(app: &'a App, who: &Session) -> Self {
        Self { app, cookie: format!("__Host-access={}", who.access) }
    }

    fn get(&self, path: &str) -> Answer {
        self.app.http.get(path, &[("Accept", "text/html"), ("Cookie", &self.cookie)])
    }

    fn mark(&self) -> String {
        self.get("/curate/imports").text().split("name=\"_mark\" value=\"").nth(1).and_then(|rest| rest.split('"').next()).expect("a form").to_owned()
    }

    fn post(&self, fields: &[(&str, &str)], file: Option<(&str, &[u8])>) -> Answer {
        let content = format!("multipart/form-data; boundary={BOUNDARY}");
        self.app.http.send("POST", "/curate/imports", &[("Content-Type", &content), ("Sec-Fetch-Site", "same-origin"), ("Cookie", &self.cookie)], &parts(fields, file))
    }
}

/// The values of what a form sends along.
fn hidden(page: &str) -> Vec<(String, String)> {
    let form = page.split("id=\"report\"").nth(1).and_then(|rest| rest.split("<form").nth(1)).and_then(|rest| rest.split("</form>").next()).expect("a form to propose");
    let inputs = form.split("<input type=\"hidden\" name=\"").skip(1);
    inputs.map(|input| input.split_once("\" value=\"").map(|(name, rest)| (name.to_owned(), rest.split('"').next().unwrap_or_default().to_owned())).expect("a field")).collect()
}

fn batches(app: &App, who: &Session, more: &str) -> Vec<Value> {
    let answer = app.ask(Some(&who.access), &format!("{{ importBatches{more} {{ batch importer time file published revised open accepted refused rolledBack withdrawn restored }} }}"), json!({})).json();
    answer["data"]["importBatches"].as_array().unwrap_or_else(|| panic!("{answer}")).clone()
}

#[test]
fn curators_try_a_file_propose_its_records_and_take_them_back() {
    let app = App::start();
    let (curator, _) = app.with_role(&address(), Role::Curator);
    let desk = Desk::of(&app, &curator);
    let mark = desk.mark();
    assert!(desk.get("/curate/imports").text().contains("Nothing yet.") && batches(&app, &curator, "").is_empty());

    let tried = desk.post(&[("_mark", &mark), ("note", "From my library."), ("_do", "preview")], Some(("C:/My files/library.bib", BIB.as_bytes())));
    let page = tried.text();
    assert_eq!(tried.status, 200, "{page}");
    for part in ["author", "authors", "On patience", "On “calm”", "New: 2", "Propose these records"] {
        assert!(page.contains(part), "{part}: {page}");
    }
    assert!(batches(&app, &curator, "").is_empty(), "trying proposes nothing");

    let kept = hidden(&page);
    let mut fields: Vec<(&str, &str)> = kept.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    fields.push(("_do", "submit"));
    let sent = desk.post(&fields, None);
    let to = sent.header("location").unwrap_or_else(|| panic!("{}", sent.text())).to_owned();
    let batch = to.strip_prefix("/curate/imports?proposed=").expect("a batch").to_owned();
    let made = batches(&app, &curator, "");
    assert_eq!(made.len(), 1);
    assert_eq!((&made[0]["batch"], &made[0]["file"], &made[0]["open"], &made[0]["importer"]), (&json!(batch), &json!("library.bib"), &json!(2), &json!(curator.account)));
    let page = desk.get(&to).text();
    assert!(page.contains("library.bib") && page.contains("2 waiting") && page.contains(&format!("/curate?import={batch}")), "{page}");

    let queue = desk.get(&format!("/curate?import={batch}")).text();
    assert_eq!(queue.matches("name=\"submission\"").count(), 2, "{queue}");
    let waiting = app.ask(Some(&curator.access), "query($b: ID) { submissions(import: $b) { nodes { key } } }", json!({ "b": batch })).json();
    for node in waiting["data"]["submissions"]["nodes"].as_array().unwrap() {
        let done = app.ask(Some(&curator.access), "mutation($id: ID!) { review(submission: $id, decision: ACCEPT) { state } }", json!({ "id": node["key"] })).json();
        assert_eq!(done["data"]["review"]["state"], "PUBLISHED");
    }
    assert_eq!(batches(&app, &curator, "")[0]["accepted"], 2);
    let named = app.ask(None, "{ publications { nodes { name } } }", json!({})).json();
    assert!(named.to_string().contains("On “calm”"), "what was sent came through as it was: {named}");

    let nothing = desk.post(&[("_mark", &mark), ("batch", &batch), ("_do", "rollback")], None);
    assert!(nothing.status == 422 && nothing.text().contains("role=\"alert\""), "a reason is needed: {} {}", nothing.status, nothing.text());
    let back = desk.post(&[("_mark", &mark), ("batch", &batch), ("reason", "The wrong file."), ("_do", "rollback")], None);
    assert_eq!(back.header("location"), Some(format!("/curate/imports?back={batch}").as_str()), "{}", back.text());
    let page = desk.get("/curate/imports").text();
    assert!(page.contains("taken back") && page.contains("2 withdrawn") && !page.contains("Take it all back"), "{page}");
    let made = batches(&app, &curator, "");
    assert!(made[0]["rolledBack"].is_string() && made[0]["withdrawn"] == 2, "{made:?}");

    // What is known of imports is made of the journal, and another process says the same.
    let app = app.restart();
    assert_eq!(batches(&app, &curator, ""), made);
}

#[test]
fn what_cannot_be_read_is_said_and_nobody_else_is_served() {
    let app = App::start();
    let (curator, _) = app.with_role(&address(), Role::Curator);
    let desk = Desk::of(&app, &curator);
    let mark = desk.mark();
    let preview = |fields: &[(&str, &str)], file: Option<(&str, &[u8])>| {
        let all: Vec<(&str, &str)> = [("_mark", mark.as_str()), ("_do", "preview")].into_iter().chain(fields.iter().copied()).collect();
        desk.post(&all, file)
    };
    let broken = preview(&[], Some(("t.csv", b"type,key,name@en,kind\ntool,one,One,guidance\ntool,two,Two,nonsense\n")));
    assert!(broken.status == 200 && broken.text().contains("<b>3</b>") && !broken.text().contains("Propose these records"), "{}", broken.text());
    assert!(preview(&[("leaveOut", "yes")], Some(("t.csv", b"type,key,name@en,kind\ntool,one,One,guidance\ntool,two,Two,nonsense\n"))).text().contains("Propose these records"));
    let typed = preview(&[("text", "TY  - BOOK\nTI  - A book\nER  - \n"), ("format", "ris")], None);
    assert!(typed.text().contains("A book"), "{}", typed.text());
    for (fields, file, status, words) in [
        (&[][..], None, 422, "Choose a file"),
        (&[("text", "something")][..], None, 422, "which format"),
        (&[][..], Some(("x.bib", &b"@book{x, title = {\xff}}"[..])), 400, "not UTF-8"),
        (&[][..], Some(("x.csv", &b"<script>alert(1)</script>,b\n1,2\n"[..])), 200, "&#60;script&#62;"),
    ] {
        let answer = preview(fields, file);
        assert!(answer.status == status && answer.text().contains(words) && !answer.text().contains("<script>alert"), "{words}: {} {}", answer.status, answer.text());
    }
    assert_eq!(desk.post(&[("_mark", "another"), ("_do", "preview")], Some(("x.bib", b"@book{x, title = {A}}"))).status, 403);
    let large = vec![b' '; 13 * 1_024 * 1_024];
    assert_eq!(preview(&[], Some(("x.bib", &large))).status, 413);

    let member = app.member(&address());
    let own = Desk::of(&app, &member);
    assert_eq!(own.get("/curate/imports").status, 403);
    assert_eq!(own.post(&[("_do", "preview")], Some(("x.bib", b"@book{x, title = {A}}"))).status, 403);
    assert_eq!(own.post(&[("_do", "preview")], Some(("x.bib", &large))).status, 403, "before the file is read");
    assert_eq!(app.http.get("/curate/imports", &[("Accept", "text/html")]).status, 303);
    for token in [Some(member.access.as_str()), None] {
        assert!(matches!(app.ask(token, "{ importBatches { batch } }", json!({})).code().as_deref(), Some("FORBIDDEN" | "UNAUTHENTICATED")));
    }
}

#[test]
fn large_files_come_in_by_rest_and_only_from_whom_may_import() {
    let app = App::start();
    let (curator, _) = app.with_role(&address(), Role::Curator);
    let send = |token: Option<&str>, verb: &str, body: &Value| {
        let bearer = token.map(|token| format!("Bearer {token}"));
        let headers: Vec<(&str, &str)> = bearer.iter().map(|bearer| ("Authorization", bearer.as_str())).chain([("Content-Type", "application/json")]).collect();
        app.http.send("POST", &format!("/api/v1/{verb}"), &headers, body.to_string().as_bytes())
    };
    let entries = |count: usize, filling: usize| (0..count).map(|number| format!("@book{{k{number}, title = {{Book number {number}}}, abstract = {{{}}}}}\n", "calm ".repeat(filling))).collect::<String>();
    let text = entries(1_200, 100);
    assert!(text.len() > 600_000);
    let tried = send(Some(&curator.access), "preview-import", &json!({ "format": "BIBTEX", "text": text }));
    assert_eq!((tried.status, tried.json()["rows"].as_array().map(Vec::len)), (200, Some(1_200)), "{}", &tried.text()[..200]);
    let done = send(Some(&curator.access), "submit-import", &json!({ "format": "BIBTEX", "text": entries(600, 1), "file": "books.bib" }));
    assert_eq!(done.status, 200, "{}", done.text());
    let made = batches(&app, &curator, "");
    assert_eq!((made.len(), &made[0]["open"], &made[0]["file"]), (1, &json!(600), &json!("books.bib")));
    for file in ["first.bib", "second.bib"] {
        send(Some(&curator.access), "submit-import", &json!({ "format": "BIBTEX", "text": format!("@book{{x, title = {{{file}}}}}"), "file": file }));
    }
    let files = |more: &str| batches(&app, &curator, more).iter().map(|batch| batch["file"].as_str().unwrap().to_owned()).collect::<Vec<_>>();
    assert_eq!(files("(first: 2)"), ["second.bib", "first.bib"], "newest first");
    let second = batches(&app, &curator, "(first: 2)")[1]["batch"].clone();
    assert_eq!(files(&format!("(after: {second})")), ["books.bib"]);
    assert_eq!(app.ask(Some(&curator.access), "{ importBatches(after: \"x\") { batch } }", json!({})).code().as_deref(), Some("NOT_FOUND"));

    let many = send(Some(&curator.access), "preview-import", &json!({ "format": "BIBTEX", "text": entries(5_001, 1) }));
    assert!(many.status == 422 && many.text().contains("at most 5000"), "{}", many.text());
    assert_eq!(send(Some(&curator.access), "preview-import", &json!({ "format": "BIBTEX", "text": " ".repeat(8 * 1_024 * 1_024 + 1) })).status, 422);
    assert_eq!(send(Some(&curator.access), "preview-import", &json!({ "format": "BIBTEX", "text": " ".repeat(13 * 1_024 * 1_024) })).status, 413);
    // Nobody else may send so much, and other verbs take no more than before.
    for (token, status) in [(None, 401), (Some("nonsense"), 401)] {
        let refused = send(token, "preview-import", &json!({ "format": "BIBTEX", "text": " ".repeat(13 * 1_024 * 1_024) }));
        assert_eq!(refused.status, status, "before the body is read: {}", refused.text());
    }
    assert_eq!(send(Some(&curator.access), "submit-tool", &json!({ "input": { "url": " ".repeat(100_000) } })).status, 413);
}
