//! Pages for people, over HTTP and in a real browser: what stands on them, where they lead, and that whatever records say stays text.

mod hostile;
mod labels;
mod links;
mod place;
mod sessions;
mod story;
mod words;

use crate::curation::app::{App, ORGANISATION, TOOL};
use crate::door::{app::{Answer, TestApp, engine}, node};
use crate::reading::app::RUNTIME;
use oxigraph::model::{Literal, NamedNode, Term, Triple};
use std::sync::Arc;
use whatworks::http::ROUTES;
use whatworks::http::graphql::engine::Engine;
use whatworks::ledger::{Draft, EventKind, Patch};

const BROWSER: (&str, &str) = ("Accept", "text/html,application/xhtml+xml,*/*;q=0.8");

fn page(path: &str) -> Answer {
    TestApp::shared().get(path, &[BROWSER])
}

/// The text of a page that has to be there.
fn read(path: &str) -> String {
    let answer = page(path);
    assert_eq!((answer.status, answer.header("content-type")), (200, Some("text/html; charset=utf-8")), "{path}: {}", answer.text());
    answer.text()
}

#[test]
fn visitors_ask_read_and_narrow_in_a_browser_whatever_they_use() {
    node::run("pages.mjs", &[&format!("http://{}", TestApp::shared().address)]);
}

/// Pages without parts to be filled in, and one of each kind of the others.
const KINDS: [&str; 22] = [
    "/ask?q=which+tools+help+with+trolling",
    "/tools?addresses=fear-of-escalation&kind=guide",
    "/tools?nothing=1",
    "/records",
    "/tools/block-party",
    "/tools/block-party/history",
    "/tools/block-party/around",
    "/tools/block-party/edit",
    "/challenges/fear-of-escalation",
    "/organisations/nccpe",
    "/guides/engaging-the-public-through-social-media",
    "/contribute/tools",
    "/contribute/events",
    "/data/tool/block-party.html",
    "/vocab/challenges.html",
    "/errors/NOT_FOUND",
    "/embed/tools?limit=5",
    "/embed/tools?view=table&searchable=yes&as=fragment",
    "/embed/gaps",
    "/embed/tools/block-party",
    "/nothing/here",
    "/search?q=trolling&lang=cy",
];

#[test]
fn the_checker_of_the_w3c_finds_no_fault_in_any_kind_of_page() {
    let whole = ROUTES.iter().map(|route| route.path).filter(|path| !path.contains('{') && page(path).header("content-type").is_some_and(|kind| kind.starts_with("text/html")));
    let paths: Vec<&str> = whole.chain(KINDS).collect();
    assert!(paths.len() > 30, "{paths:?}");
    node::run("html.mjs", &[&format!("http://{}", TestApp::shared().address), &serde_json::json!(paths).to_string()]);
}

#[test]
fn the_first_page_shows_what_gets_in_the_way_and_how_much_helps() {
    let text = read("/");
    for part in ["/challenges/fear-of-escalation", "Lack of analytics", "things that help", "action=\"/ask\"", "href=\"/case-studies\"", "Peer-reviewed"] {
        assert!(text.contains(part), "{part}");
    }
}

#[test]
fn a_question_is_answered_with_how_it_was_read_and_what_was_not_used() {
    let text = read("/ask?q=which+tools+address+fear+of+escalation+xyzzy%3F");
    for part in ["Fear of escalation (Challenge", "Not used:", "“xyzzy”", "Asserted by", "fear-of-escalation"] {
        assert!(text.contains(part), "{part}");
    }
    assert!(read("/ask?q=%3Cscript%3Ealert(1)%3C/script%3E").contains("&#60;script&#62;") || !read("/ask?q=%3Cscript%3Ealert(1)%3C/script%3E").contains("<script>alert"));
    assert!(read("/ask").contains("Ask a question"));
}

#[test]
fn pictures_can_be_taken_along_with_what_they_show() {
    for (path, link, cell) in [
        ("/gaps", "/tools?addresses=fear-of-escalation", "Fear of escalation"),
        ("/timeline", "/publications?year.gte=2017&#38;year.lte=2017", "Publications"),
        ("/places", "/organisations?country=gb", "United Kingdom"),
        ("/tools/block-party/around", "/challenges/fear-of-escalation", "Fear of escalation"),
    ] {
        let page = read(path);
        assert!(page.contains(link) && page.contains(&format!("{path}.svg")) && page.contains(&format!("{path}.csv")), "{path}: {page}");
        let svg = TestApp::shared().get(&format!("{path}.svg"), &[]);
        assert_eq!((svg.status, svg.header("content-type")), (200, Some("image/svg+xml")));
        let text = svg.text();
        assert!(text.contains("href=\"http") && text.contains(link), "{path}: elsewhere its links lead here: {text}");
        let csv = TestApp::shared().get(&format!("{path}.csv"), &[]);
        let rows: Vec<csv::StringRecord> = csv::ReaderBuilder::new().flexible(true).from_reader(csv.text().as_bytes()).into_records().map(Result::unwrap).collect();
        assert!(rows.len() > 3 && rows.iter().any(|row| row.iter().any(|own| own == cell)), "{path}: {rows:?}");
    }
    let graph = TestApp::shared().get("/tools/block-party/around.json", &[]).json();
    assert!(graph["nodes"].as_array().unwrap().len() > 3 && graph["edges"].to_string().contains("Helps with"), "{graph}");
    assert_eq!(TestApp::shared().get("/gaps.pdf", &[]).status, 404);
    assert_eq!(TestApp::shared().get("/timeline.json", &[]).status, 404);
    assert_eq!(page("/places?of=nothing").status, 400);
}

#[test]
fn what_is_shown_to_be_copied_works_where_it_is_shown() {
    let make = || async {
        let folder = tempfile::tempdir().unwrap();
        (Arc::new(engine(folder.path()).await), folder)
    };
    let app = TestApp::over_house(make, |_| ());
    let own = format!("http://{}", app.address);
    app.directory.desk().reached_at(&own);
    let shown = |path: &str| app.get(path, &[BROWSER]).text().replace("&#39;", "'").replace("&#38;", "&").replace("&#60;", "<").replace("&#62;", ">").replace("&#34;", "\"");
    for (page, address) in [("/tools?kind=guide", "/api/v1/tools?kind=guide"), ("/search?search=trolling", "/api/v1/records?search=trolling"), ("/developers", "/api/v1/")] {
        let text = shown(page);
        let curl = text.split("curl '").nth(1).and_then(|rest| rest.split('\'').next()).unwrap_or_else(|| panic!("{page}: {text}"));
        assert!(curl.starts_with(&format!("{own}{address}")), "{page}: {curl}");
        assert!(curl.ends_with('…') || app.get(curl.strip_prefix(&own).unwrap(), &[]).status == 200, "{page}: {curl}");
    }
    for path in ["/llms.txt", "/.well-known/void"] {
        let text = app.get(path, &[("Accept", "text/turtle, text/plain")]).text();
        assert!(text.contains(&own), "{path}: {text}");
        assert!(!text.contains("https://whatworks.example/dumps/") && !text.contains("https://whatworks.example/graphql"), "{path}: {text}");
    }
    // A concept has names in several languages, and stands in the answer once.
    for (page, name) in [("/challenges", "\"Fear of escalation\""), ("/challenges?lang=cy", "\"Ofn ")] {
        let text = shown(page);
        let query = text.split("<code>SELECT").nth(1).and_then(|rest| rest.split("</code>").next()).unwrap_or_else(|| panic!("{page}: {text}"));
        let query = format!("SELECT{query}").replace("LIMIT 20", "LIMIT 100");
        let answer = app.send("POST", "/sparql", &[("Content-Type", "application/sparql-query"), ("Accept", "application/sparql-results+json")], query.as_bytes());
        assert_eq!(answer.status, 200, "{query}: {}", answer.text());
        let answer = answer.json();
        let rows = answer["results"]["bindings"].as_array().unwrap();
        let total = app.query("{ challenges { totalCount } }").json()["data"]["challenges"]["totalCount"].as_u64().unwrap();
        assert_eq!(rows.len() as u64, total, "{query}");
        assert!(answer.to_string().contains(name), "{page}: {answer}");
    }
}

#[test]
fn a_call_that_is_over_asks_nobody_to_send_anything_in() {
    let page = read("/calls/what-works-social-media");
    assert!(page.contains("2018-03-06 24:00") && page.contains("Case studies of practice") && !page.contains("/contribute/case-studies?call="), "{page}");
}

#[test]
fn programs_find_from_a_page_what_it_is_about_and_where_its_data_are() {
    let page = read("/tools/block-party");
    for link in [
        "<link rel=\"cite-as\" href=\"https://whatworks.example/id/tool/block-party\">",
        "<link rel=\"type\" href=\"https://whatworks.example/ns#Tool\">",
        "<link rel=\"license\" href=\"https://creativecommons.org/licenses/by/4.0/\">",
        "<link rel=\"describedby\" type=\"text/turtle\" href=\"/data/tool/block-party.ttl\">",
    ] {
        assert!(page.contains(link), "{link}: {}", page.split("<body>").next().unwrap());
    }
}

#[test]
fn what_is_no_list_is_not_there_by_any_method() {
    let app = TestApp::shared();
    assert_eq!(app.send("POST", "/no-such-list", &[], b"").status, 404);
    assert_eq!(app.send("POST", "/no-such-list/key", &[], b"").status, 404);
    assert_eq!(app.send("POST", "/tools", &[], b"").status, 405);
}

#[test]
fn every_type_has_a_list_and_every_record_a_page() {
    let app = TestApp::shared();
    let state = app.directory.views().state();
    let ontology = state.snapshot.ontology();
    let mut tried = 0;
    for record in state.snapshot.records() {
        let ty = ontology.ty(record.ty);
        let list = whatworks::http::pages::segment(ty);
        // Some of each type are enough.
        if tried % 7 == 0 || record.id % 5 == 0 {
            let answer = page(&format!("/{list}/{}", record.key(ty)));
            assert_eq!(answer.status, 200, "{}: {}", record.iri, answer.text());
            assert!(answer.text().contains("application/ld+json"), "{}", record.iri);
        }
        tried += 1;
    }
    for ty in &ontology.types {
        read(&format!("/{}", whatworks::http::pages::segment(ty)));
    }
    assert!(tried > 900, "{tried} records");
}

#[test]
fn a_list_says_with_every_condition_what_comes_back_without_it() {
    let text = read("/tools?addresses=fear-of-escalation&kind=software&search=zzzzqqq");
    for part in ["No results", "Helps with: <b>Fear of escalation", "Kind: <b>Software", "“zzzzqqq”", " without"] {
        assert!(text.contains(part), "{part}");
    }
    let found = read("/tools?addresses=fear-of-escalation&kind=safety&order=-year");
    for part in ["aria-current=\"true\"", "tools(filter: {addresses: {in: [&#34;fear-of-escalation&#34;]}", "/api/v1/tools?addresses=fear-of-escalation", "/feeds/tools.atom?", "SELECT ?record"] {
        assert!(found.contains(part), "{part}");
    }
}

#[test]
fn the_queries_that_a_list_shows_can_be_asked() {
    for path in ["/tools?addresses=fear-of-escalation&kind=software,guide&order=-year,name", "/claims?strength=peer-reviewed", "/people?search=science", "/case-studies?year.gte=2015&withinHigherEducation=true"] {
        let text = read(path);
        let shown = text.split("aria-label=\"GraphQL\"><code>").nth(1).and_then(|rest| rest.split("</code>").next()).expect("a query");
        let query = shown.replace("&#34;", "\"").replace("&#39;", "'").replace("&#60;", "<").replace("&#62;", ">").replace("&#38;", "&");
        let answer = TestApp::shared().query(&query).json();
        assert!(answer.get("errors").is_none(), "{path}: {query}: {answer}");
        let total = answer["data"].as_object().and_then(|data| data.values().next()).map_or(0, |list| list["totalCount"].as_u64().unwrap_or_default());
        let shown = if total == 1 { "1 result".to_owned() } else { format!("{total} results") };
        assert!(total > 0 && text.contains(&shown), "{path}: {total}");
    }
}

#[test]
fn what_a_query_string_gets_wrong_is_told_with_the_nearest_name() {
    let answer = page("/tools?platform=twitter");
    assert!(answer.status == 400 && answer.text().contains("platforms"), "{}", answer.text());
    assert_eq!(TestApp::shared().get("/tools?order=nmae", &[]).code().as_deref(), Some("UNKNOWN_NAME"));
    assert!(page("/tools/blok-party").text().contains("block-party"));
    assert_eq!((page("/tolls").status, page("/tolls").text().contains("/tools")), (404, true));
    assert_eq!(page("/tools?after=nonsense").status, 400);
}

#[test]
fn a_challenge_ranks_its_answers_and_says_what_is_missing() {
    let text = read("/challenges/fear-of-escalation");
    for part in ["What helps", "strongest evidence first", "What is missing", "Misrepresentation", "At least this strong", "addressedBy"] {
        assert!(text.contains(part), "{part}");
    }
    let count = |text: &str| text.split("role=\"status\">").nth(1).and_then(|rest| rest.split(' ').next()).and_then(|count| count.parse::<u32>().ok()).expect("a count");
    let strong = read("/challenges/fear-of-escalation?strength=case-study");
    assert!(count(&strong) < count(&text) && count(&strong) > 0, "{} of {}", count(&strong), count(&text));
    assert!(read("/challenges/fear-of-escalation?platforms=twitter").contains("Platforms: <b>Twitter"));
}

#[test]
fn identifiers_lead_browsers_to_pages_and_programs_to_data() {
    let app = TestApp::shared();
    assert_eq!(app.get("/id/tool/block-party", &[BROWSER]).header("location"), Some("/tools/block-party"));
    assert_eq!(app.get("/id/tool/block-party", &[("Accept", "text/turtle")]).header("location"), Some("/data/tool/block-party.ttl"));
}

/// Pages of a directory of its own.
fn served(make: impl FnOnce() -> App + Send + 'static) -> TestApp {
    TestApp::over(|| async move {
        let app = std::thread::spawn(make).join().expect("a directory");
        (Arc::new(Engine::new(Arc::clone(&app.directory)).expect("the schema is sound")), app)
    })
}

#[test]
fn what_was_merged_leads_on_and_what_was_withdrawn_says_why() {
    let app = served(|| {
        let app = App::new();
        app.publish("id/organisation/acme", ORGANISATION);
        app.publish("id/organisation/acme-ltd", ORGANISATION);
        app.publish("id/tool/t", TOOL);
        app.curate("merge(id: \"acme-ltd\", into: \"acme\", reason: \"One company.\") { kind }");
        app.curate("withdraw(id: \"tool/t\", reason: \"It was never there.\") { kind }");
        app
    });
    let merged = app.get("/organisations/acme-ltd", &[BROWSER]);
    assert_eq!((merged.status, merged.header("location")), (301, Some("/organisations/acme")));
    let gone = app.get("/tools/t", &[BROWSER]);
    assert!(gone.status == 410 && gone.text().contains("It was never there."), "{}", gone.text());
    let history = app.get("/organisations/acme/history", &[BROWSER]).text();
    assert!(history.contains("<h2>Published <small>") && history.contains("<ins>Acme Trust</ins>"), "{history}");
}

#[test]
fn pages_are_told_apart_by_language_and_not_sent_twice() {
    let app = TestApp::shared();
    let welsh = app.get("/about", &[BROWSER, ("Accept-Language", "cy, en;q=0.5")]);
    assert!(welsh.text().contains("<html lang=\"cy\">") && welsh.text().contains("Hygyrchedd"));
    assert_eq!(welsh.header("content-language"), Some("cy"));
    assert!(welsh.header("vary").is_some_and(|vary| vary.contains("Accept-Language") && vary.contains("Cookie")));
    let chosen = app.get("/about?lang=cy", &[BROWSER]);
    assert!(chosen.header("set-cookie").is_some_and(|cookie| cookie.starts_with("lang=cy;")));
    assert_eq!(app.get("/about", &[BROWSER]).header("set-cookie"), None, "nothing is set unasked");
    let tag = app.get("/about", &[BROWSER]);
    let tag = tag.header("etag").expect("a tag");
    assert_eq!(app.get("/about", &[BROWSER, ("If-None-Match", tag)]).status, 304);
    assert_eq!(app.get("/about", &[BROWSER, ("If-None-Match", tag), ("Accept-Language", "cy")]).status, 200);
}

#[test]
fn a_page_that_was_kept_is_the_one_that_is_made_anew_until_something_is_published() {
    let app = TestApp::start();
    let ask = |more: &[(&str, &str)]| app.get("/organisations?search=newcomer", &[&[BROWSER], more].concat());
    let (first, kept, anew, packed) = (ask(&[]), ask(&[]), ask(&[("Cache-Control", "no-cache")]), ask(&[("Accept-Encoding", "gzip")]));
    assert_eq!((&kept.body, kept.header("etag"), &anew.body, anew.header("etag")), (&first.body, first.header("etag"), &first.body, first.header("etag")));
    assert!(packed.header("content-encoding") == Some("gzip") && packed.header("etag") != first.header("etag") && packed.body.len() < first.body.len());
    let iri = "https://whatworks.example/id/organisation/newcomer";
    let said = [("http://www.w3.org/1999/02/22-rdf-syntax-ns#type", Term::from(NamedNode::new_unchecked("https://whatworks.example/ns#Organisation"))), ("https://schema.org/name", Literal::new_language_tagged_literal_unchecked("Newcomer Trust", "en").into())];
    let added = said.map(|(predicate, object)| Triple::new(NamedNode::new_unchecked(iri), NamedNode::new_unchecked(predicate), object)).into();
    let draft = Draft { actor: "curator".to_owned(), kind: EventKind::Published, subject: iri.to_owned(), patch: Patch::new(Vec::new(), added), private: Vec::new(), idempotency_key: None };
    RUNTIME.block_on(app.directory.append(None, vec![draft], Vec::new())).expect("it is kept");
    assert!(!first.text().contains("Newcomer Trust") && ask(&[]).text().contains("Newcomer Trust"), "at once");
}

#[test]
fn whoever_finds_something_wrong_tells_curators_without_an_account_or_scripts() {
    let app = TestApp::start();
    let record = app.get("/tools/block-party", &[BROWSER]).text();
    let address = record.split("href=\"/report?").nth(1).and_then(|rest| rest.split('"').next()).expect("the record leads to the form");
    let form = app.get(&format!("/report?{}", address.replace("&amp;", "&")), &[BROWSER]);
    assert!(form.status == 200 && form.text().contains("value=\"broken-link\"") && form.text().contains("Block Party"), "{}", form.text());
    let head = || RUNTIME.block_on(app.directory.ledger().head()).expect("the ledger is read").sequence;
    let before = head();
    let send = |body: &str| app.send("POST", "/report", &[BROWSER, ("Content-Type", "application/x-www-form-urlencoded")], body.as_bytes());
    let wrong = send("id=tool/block-party&reason=because");
    assert!(wrong.status == 400 && wrong.text().contains("out-of-date"), "{} {}", wrong.status, wrong.text());
    assert_eq!(send("id=no-such-thing&reason=wrong").status, 404);
    assert_eq!(head(), before, "nothing is kept of a mistake");
    let sent = send("id=tool/block-party&reason=broken-link&text=The+address+is+gone.&website=");
    assert!(sent.status == 200 && sent.text().contains("has arrived"), "{} {}", sent.status, sent.text());
    let kept = RUNTIME.block_on(app.directory.ledger().read_these(&[before + 1])).expect("the ledger is read");
    assert_eq!(kept[0].kind, EventKind::Reported);
    assert!(kept[0].private.iter().any(|triple| triple.object.to_string().contains("The address is gone.")), "{:?}", kept[0].private);
    assert!(!app.get("/tools/block-party", &[BROWSER]).text().contains("The address is gone."), "and nobody else reads it");
}

#[test]
fn programs_that_read_for_people_are_told_what_is_here() {
    let text = page("/llms.txt").text();
    assert!(text.starts_with("# What Works\n") && text.contains("/case-studies)") && !text.contains('<'), "{text}");
}
