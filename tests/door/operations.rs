//! Health, metrics, version, error pages, unknown addresses, and the headers every answer carries.

use std::{thread, time::Duration};

use whatworks::{error::Code, http::ROUTES};

use super::app::{Answer, TestApp};

const BROWSER: (&str, &str) = ("Accept", "text/html,*/*;q=0.8");

#[test]
fn liveness_readiness_version_and_metrics_are_served() {
    let app = TestApp::shared();
    assert_eq!(app.get("/health/live", &[]).status, 200);
    assert_eq!(app.get("/health/ready", &[]).status, 200);
    assert_eq!(app.get("/version", &[]).json()["name"], "whatworks");
    app.query("{ __typename }");
    let metrics = app.get("/metrics", &[]).text();
    for part in [
        "whatworks_http_requests_total{method=\"POST\",route=\"/graphql\",status=\"200\"}",
        "whatworks_http_request_seconds_bucket{route=\"/graphql\",le=",
        "whatworks_revision ",
        "whatworks_records ",
        "process_resident_memory_bytes ",
    ] {
        assert!(metrics.contains(part), "{part} is missing in\n{metrics}");
    }
}

#[test]
fn made_up_methods_and_addresses_add_no_labels() {
    let app = TestApp::shared();
    for made_up in 0..5 {
        app.send(&format!("MADEUP{made_up}"), &format!("/made-up-{made_up}/a/b/c"), &[], b"");
    }
    let metrics = app.get("/metrics", &[]).text().to_lowercase();
    assert!(!metrics.contains("madeup") && !metrics.contains("made-up"), "{metrics}");
    assert!(metrics.contains("route=\"(unknown)\""));
}

#[test]
fn an_unknown_address_is_a_problem_or_a_page_with_the_nearest_known_ones() {
    let app = TestApp::shared();
    let problem = app.get("/helth/redy", &[]);
    assert_eq!((problem.status, problem.header("content-type")), (404, Some("application/problem+json")));
    assert_eq!(problem.code().as_deref(), Some("NOT_FOUND"));
    assert!(problem.text().contains("/health/ready"), "{}", problem.text());
    let page = app.get("/helth/redy%3Cscript%3E?%3Cscript%3E", &[BROWSER]);
    assert_eq!((page.status, page.header("content-type")), (404, Some("text/html; charset=utf-8")));
    assert!(page.text().contains("/health/ready") && !page.text().contains("redy<script"), "{}", page.text());
    assert_eq!(app.send("POST", "/health/live", &[], b"").header("allow"), Some("GET, HEAD"));
}

#[test]
fn the_page_for_developers_lists_every_address() {
    let page = TestApp::shared().get("/developers", &[BROWSER]).text();
    for route in ROUTES {
        assert!(page.contains(&format!("<code>{}</code>", route.path)) && page.contains(&route.purpose.replace('\'', "&#39;")), "{}", route.path);
    }
}

#[test]
fn every_error_code_has_a_page() {
    let app = TestApp::shared();
    let list = app.get("/errors", &[BROWSER]).text();
    for code in Code::ALL {
        let row = code.row();
        let page = app.get(&format!("/errors/{}", row.code), &[BROWSER]);
        assert!(page.status == 200 && page.text().contains(row.code), "{}", row.code);
        assert!(list.contains(&format!("/errors/{}\"", row.code)), "{}", row.code);
    }
    assert_eq!(app.get("/errors/too-complex", &[BROWSER]).status, 200);
    let unknown = app.get("/errors/TOO_COMPLICATED", &[]);
    assert!(unknown.status == 404 && unknown.text().contains("TOO_COMPLEX"), "{}", unknown.text());
}

#[test]
fn every_answer_carries_the_headers_that_protect_it() {
    let app = TestApp::shared();
    let mut seen = 0;
    for target in
        ["/", "/graphql", "/graphql/schema.graphql", "/graphql/explorer/none.js", "/sparql", "/sparql/page/none.js", "/errors", "/errors/BUSY", "/assets/page.css", "/health/live",
         "/health/ready", "/metrics", "/version", "/nowhere"]
    {
        for accept in ["*/*", "text/html"] {
            let answer = app.get(target, &[("Accept", accept)]);
            assert_eq!(answer.header("x-content-type-options"), Some("nosniff"), "{target}");
            assert_eq!(answer.header("referrer-policy"), Some("no-referrer"), "{target}");
            let policy = answer.header("content-security-policy").expect("a policy");
            assert!(policy.starts_with("default-src 'none'") && policy.contains("frame-ancestors 'none'"), "{target}: {policy}");
            assert!(!policy.split(';').any(|part| part.trim().starts_with("script-src") && part.contains("unsafe")), "{target}: {policy}");
            assert!(answer.header("x-request-id").is_some(), "{target}");
            let open = answer.header("access-control-allow-origin").is_some();
            assert_eq!(open, matches!(target, "/graphql" | "/graphql/schema.graphql" | "/sparql" | "/version"), "{target}");
            seen += 1;
        }
    }
    println!("headers: tried {seen}, held {seen}");
}

#[test]
fn stopping_lets_requests_finish_and_says_it_is_not_ready() {
    use std::io::Write as _;
    let mut app = TestApp::start();
    let mut under_way = app.connect();
    let body = br#"{"query":"{ __typename }"}"#;
    let head = format!("POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n", body.len());
    under_way.write_all(head.as_bytes()).expect("sent");
    let mut kept = app.connect();
    let ready = b"GET /health/ready HTTP/1.1\r\nHost: x\r\n\r\n";
    kept.write_all(ready).expect("sent");
    assert_eq!(Answer::read(&mut kept, "GET").expect("an answer").status, 200);

    app.begin_to_stop();
    thread::sleep(Duration::from_millis(100));
    kept.write_all(ready).expect("sent");
    let answer = Answer::read(&mut kept, "GET").expect("an answer");
    assert_eq!((answer.status, answer.header("retry-after")), (503, Some("1")));
    thread::sleep(Duration::from_millis(300));
    under_way.write_all(body).expect("sent");
    assert_eq!(Answer::read(&mut under_way, "POST").expect("an answer").status, 200);
    drop((under_way, kept));
    let address = app.address;
    drop(app);
    assert!(std::net::TcpStream::connect(address).is_err(), "the port is free again");
}
