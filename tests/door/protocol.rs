//! GraphQL over HTTP as the specification has it, beyond what the audits of `graphql-http` look at.

use super::app::TestApp;

const TYPENAME: &[u8] = br#"{"query":"{ __typename }"}"#;

#[test]
fn the_accept_header_decides_how_an_answer_is_labelled() {
    let app = TestApp::shared();
    for (accept, expected) in [
        ("application/json", "application/json; charset=utf-8"),
        ("application/graphql-response+json", "application/graphql-response+json; charset=utf-8"),
        ("application/graphql-response+json; charset=utf-8, application/json; charset=utf-8", "application/graphql-response+json; charset=utf-8"),
        ("application/json;q=0.2, application/graphql-response+json;q=0.8", "application/graphql-response+json; charset=utf-8"),
        ("*/*", "application/json; charset=utf-8"),
        ("text/html, */*;q=0.1", "application/json; charset=utf-8"),
    ] {
        let answer = app.post(TYPENAME, &[("Accept", accept)]);
        assert_eq!((answer.status, answer.header("content-type")), (200, Some(expected)), "{accept}");
    }
    for accept in ["text/html", "application/xml", "application/json;q=0", "application/json; charset=latin1"] {
        let answer = app.post(TYPENAME, &[("Accept", accept)]);
        assert_eq!((answer.status, answer.code().as_deref()), (406, Some("NOT_ACCEPTABLE")), "{accept}");
    }
}

#[test]
fn a_refused_document_is_400_or_200_by_media_type_and_never_has_data() {
    let app = TestApp::shared();
    for document in ["{", "{ noSuchField }", "{ a { b } }", &"{a".repeat(30)] {
        let body = serde_json::json!({ "query": document }).to_string();
        let strict = app.post(body.as_bytes(), &[]);
        let lenient = app.post(body.as_bytes(), &[("Accept", "application/json")]);
        assert_eq!((strict.status, lenient.status), (400, 200), "{document}");
        assert!(strict.json().get("data").is_none() && strict.json()["errors"].is_array(), "{document}");
        assert!(strict.header("etag").is_none(), "{document}");
    }
}

#[test]
fn what_is_not_a_request_is_400_in_every_media_type() {
    let app = TestApp::shared();
    let cases: &[(&str, &[u8])] = &[
        ("nothing", b""),
        ("blank", b"  \n"),
        ("broken", b"{\"query\": \"{ __typename }\""),
        ("null", b"null"),
        ("text", b"\"{ __typename }\""),
        ("number", b"1"),
        ("without a query", b"{}"),
        ("null query", br#"{"query":null}"#),
        ("query twice", br#"{"query":"{ __typename }","query":"{ __typename }"}"#),
        ("variables as a list", br#"{"query":"{ __typename }","variables":[1]}"#),
        ("variables as text", br#"{"query":"{ __typename }","variables":"{}"}"#),
        ("operation name as a number", br#"{"query":"{ __typename }","operationName":1}"#),
        ("extensions as text", br#"{"query":"{ __typename }","extensions":"x"}"#),
        ("a batch", br#"[{"query":"{ __typename }"}]"#),
        ("an empty batch", b"[]"),
        ("overlong UTF-8", b"{\"query\":\"{ __typename } \xc0\xaf\"}"),
        ("half a character", b"{\"query\":\"{ __typename } \xe2\x82\"}"),
        ("a lone surrogate", br#"{"query":"{ __typename } # \ud800"}"#),
        ("text behind it", br#"{"query":"{ __typename }"} more"#),
        ("UTF-16", b"\xff\xfe{\0}\0"),
    ];
    for (name, body) in cases {
        for accept in ["application/json", "application/graphql-response+json"] {
            let answer = app.post(body, &[("Accept", accept)]);
            assert_eq!((answer.status, answer.code().as_deref()), (400, Some("BAD_REQUEST")), "{name}: {}", answer.text());
        }
    }
    assert!(app.post(b"[]", &[]).text().contains("batches are not served"));
}

#[test]
fn unknown_parameters_and_a_byte_order_mark_are_ignored() {
    let app = TestApp::shared();
    for body in [&br#"{"query":"{ __typename }","id":1,"doc_id":null}"#[..], b"\xef\xbb\xbf{\"query\":\"{ __typename }\"}", br#"{"query":"\ufeff{ __typename }"}"#] {
        assert_eq!(app.post(body, &[]).status, 200, "{}", String::from_utf8_lossy(body));
    }
}

#[test]
fn the_operation_is_chosen_by_its_name() {
    let app = TestApp::shared();
    let body = |name: &str| serde_json::json!({ "query": "query A { a: __typename } query B { b: __typename }", "operationName": name }).to_string();
    assert_eq!(app.post(body("B").as_bytes(), &[]).json()["data"]["b"], "Query");
    assert_eq!(app.post(body("C").as_bytes(), &[]).status, 400);
}

#[test]
fn get_reads_and_head_is_get_without_its_body() {
    let app = TestApp::shared();
    let target = "/graphql?query=query(%24n%3A%20Int)%7Bchallenges(first%3A%24n)%7Bnodes%7Bname%7D%7D%7D&variables=%7B%22n%22%3A1%7D";
    let get = app.get(target, &[]);
    assert_eq!((get.status, get.json()["data"]["challenges"]["nodes"].as_array().map(Vec::len)), (200, Some(1)));
    let head = app.send("HEAD", target, &[], b"");
    assert_eq!((head.status, head.body.len()), (200, 0));
    for name in ["etag", "content-type", "content-length", "whatworks-revision"] {
        assert_eq!(head.header(name), get.header(name), "{name}");
    }
    for (target, status) in [
        ("/graphql", 400),
        ("/graphql?query=%7B__typename%7D&query=%7B__typename%7D", 400),
        ("/graphql?query=%7B__typename%7D&variables=%5B%5D", 400),
        ("/graphql?query=%7B__typename%7D&variables=nonsense", 400),
        ("/graphql?query=%7B__typename%7D&operationName=&variables=&extensions=", 200),
        ("/graphql?query=%7B__typename%20%23%C0%AF%7D", 200),
    ] {
        assert_eq!(app.get(target, &[]).status, status, "{target}");
    }
    let long = |bytes: usize| format!("/graphql?query=%7B__typename%7D&x={}", "x".repeat(bytes));
    assert_eq!(app.get(&long(10_000), &[]).status, 200);
    assert_eq!(app.get(&long(20_000), &[]).status, 413);
    // The parser of heads has the first word on these.
    assert_eq!(app.get(&long(70_000), &[]).status, 400);
}

#[test]
fn other_methods_are_answered_with_those_that_are_taken() {
    let app = TestApp::shared();
    for method in ["PUT", "PATCH", "DELETE", "TRACE", "BREW"] {
        let answer = app.send(method, "/graphql", &[("Content-Type", "application/json")], TYPENAME);
        assert_eq!((answer.status, answer.header("allow")), (405, Some("GET, HEAD, POST, OPTIONS")), "{method}");
        assert_eq!(answer.code().as_deref(), Some("METHOD_NOT_ALLOWED"));
    }
}

#[test]
fn a_repeated_read_is_304_until_the_request_differs() {
    let app = TestApp::shared();
    let target = "/graphql?query=%7Bchallenges(first%3A100)%7Bnodes%7Bid%20name%20definition%7D%7D%7D";
    let first = app.get(target, &[]);
    let tag = first.header("etag").expect("a tag").to_owned();
    assert!(tag.starts_with('"') && tag.ends_with('"'), "strong: {tag}");
    for header in [tag.clone(), format!("\"other\", {tag}"), format!("W/{tag}")] {
        let again = app.get(target, &[("If-None-Match", &header)]);
        assert_eq!((again.status, again.body.len(), again.header("etag")), (304, 0, Some(tag.as_str())), "{header}");
    }
    assert_eq!(app.get(target, &[("If-None-Match", "\"other\"")]).status, 200);
    assert_eq!(app.get("/graphql?query=%7B__typename%7D", &[("If-None-Match", &tag)]).status, 200);

    let packed = app.get(target, &[("Accept-Encoding", "br, gzip")]);
    assert_eq!(packed.header("content-encoding"), Some("gzip"));
    assert!(packed.body.len() < first.body.len() / 2);
    let packed_tag = packed.header("etag").expect("a tag").to_owned();
    assert_ne!(packed_tag, tag, "other bytes have another strong tag");
    assert_eq!(app.get(target, &[("If-None-Match", &packed_tag)]).status, 304);

    let posted = app.post(TYPENAME, &[]);
    let posted_tag = posted.header("etag").expect("a tag").to_owned();
    assert_eq!(app.post(TYPENAME, &[("If-None-Match", &posted_tag)]).status, 304);
    assert_eq!(app.post(TYPENAME, &[("If-None-Match", &posted_tag), ("Accept", "application/json")]).status, 200);
}

#[test]
fn a_kept_answer_is_the_one_that_is_made_anew() {
    let app = TestApp::shared();
    let target = "/graphql?query=%7Btools(first%3A50)%7Bnodes%7Bid%20name%20summary%7D%7D%7D";
    let answers = [&[][..], &[("Accept-Encoding", "gzip")], &[], &[("Cache-Control", "no-cache")], &[("Accept-Encoding", "gzip")]].map(|headers| app.get(target, headers));
    let [plain, packed, again, anew, packed_again] = &answers;
    for same in [again, anew] {
        assert_eq!((same.status, &same.body, same.header("etag"), same.header("content-type")), (200, &plain.body, plain.header("etag"), plain.header("content-type")));
        assert_eq!((same.header("vary"), same.header("whatworks-revision"), same.header("content-encoding")), (plain.header("vary"), plain.header("whatworks-revision"), None));
    }
    assert_eq!((&packed_again.body, packed_again.header("etag"), packed_again.header("content-encoding")), (&packed.body, packed.header("etag"), Some("gzip")));
}

#[test]
fn a_mutation_has_no_tag_and_is_never_answered_from_one() {
    let app = TestApp::shared();
    let body = br#"{"query":"mutation { __typename }"}"#;
    assert!(app.post(body, &[]).header("etag").is_none());
    let beside = br#"{"query":"query A { __typename } mutation B { __typename }","operationName":"A"}"#;
    assert!(app.post(beside, &[]).header("etag").is_none());
    assert_ne!(app.post(body, &[("If-None-Match", "*")]).status, 304);
}

#[test]
fn small_answers_and_clients_without_gzip_get_plain_bytes() {
    let app = TestApp::shared();
    let target = "/graphql?query=%7Bchallenges(first%3A100)%7Bnodes%7Bid%20name%20definition%7D%7D%7D";
    for encodings in ["identity", "br", "gzip;q=0", "gzip; q=0.0"] {
        assert_eq!(app.get(target, &[("Accept-Encoding", encodings)]).header("content-encoding"), None, "{encodings}");
    }
    assert_eq!(app.post(TYPENAME, &[("Accept-Encoding", "gzip")]).header("content-encoding"), None);
}

#[test]
fn a_revision_seen_elsewhere_can_be_asked_for() {
    let app = TestApp::shared();
    let revision: u64 = app.post(TYPENAME, &[]).header("whatworks-revision").expect("a revision").parse().expect("a number");
    assert_eq!(app.post(TYPENAME, &[("Whatworks-Min-Revision", &revision.to_string())]).status, 200);
    let early = app.post(TYPENAME, &[("Whatworks-Min-Revision", &(revision + 1_000_000).to_string())]);
    assert_eq!((early.status, early.code().as_deref()), (503, Some("REVISION_IN_FUTURE")));
    assert!(early.header("retry-after").is_some());
    for nonsense in ["", "-1", "soon", "1e9", "99999999999999999999999"] {
        assert_eq!(app.post(TYPENAME, &[("Whatworks-Min-Revision", nonsense)]).status, 400, "{nonsense:?}");
    }
}

#[test]
fn any_web_page_may_read_and_a_preflight_says_so() {
    let app = TestApp::shared();
    let answer = app.send(
        "OPTIONS",
        "/graphql",
        &[("Origin", "https://partner.example"), ("Access-Control-Request-Method", "POST"), ("Access-Control-Request-Headers", "content-type")],
        b"",
    );
    assert_eq!((answer.status, answer.header("access-control-allow-origin")), (204, Some("*")));
    assert!(answer.header("access-control-allow-headers").is_some_and(|headers| headers.contains("Content-Type")));
    assert!(answer.header("access-control-allow-credentials").is_none());
    let read = app.post(TYPENAME, &[("Origin", "https://partner.example")]);
    assert_eq!((read.status, read.header("access-control-allow-origin")), (200, Some("*")));
}

/// Libraries that read RDF in browsers say more in `Accept` than is sent without asking first.
#[test]
fn open_data_of_every_kind_may_be_asked_for_with_headers_by_any_web_page() {
    let app = TestApp::shared();
    for path in ["/data/tool/block-party", "/id/tool/block-party", "/vocab/challenges", "/vocab/challenges/trolling", "/ns", "/feeds/tools.atom", "/dumps/records.nq", "/changes", "/oai", "/embed/tools"] {
        let answer = app.send("OPTIONS", path, &[("Origin", "https://partner.example"), ("Access-Control-Request-Method", "GET"), ("Access-Control-Request-Headers", "if-none-match,accept")], b"");
        assert_eq!((answer.status, answer.header("access-control-allow-origin")), (204, Some("*")), "{path}");
        let told = |name: &str, word: &str| answer.header(name).is_some_and(|value| value.split(", ").any(|own| own == word));
        assert!(told("access-control-allow-headers", "If-None-Match") && told("access-control-allow-headers", "Whatworks-Min-Revision") && told("access-control-allow-headers", "Accept"), "{path}");
        assert!(told("access-control-allow-methods", "GET") && answer.header("access-control-allow-credentials").is_none(), "{path}");
        assert!(app.send("DELETE", path, &[], b"").header("allow").is_some_and(|allow| allow.ends_with("OPTIONS")), "{path}");
    }
    for path in ["/account", "/curate", "/tools", "/tools/block-party", "/metrics"] {
        let answer = app.send("OPTIONS", path, &[("Origin", "https://partner.example"), ("Access-Control-Request-Method", "GET")], b"");
        assert_eq!((answer.status, answer.header("access-control-allow-origin")), (405, None), "{path}");
    }
}

#[test]
fn a_slash_at_the_end_leads_to_the_address_without_it() {
    let app = TestApp::shared();
    for (path, location) in [("/tools/", "/tools"), ("/tools/?kind=guide&first=2", "/tools?kind=guide&first=2"), ("/tools/block-party/", "/tools/block-party"), ("/api/v1/tools/", "/api/v1/tools"), ("/about/", "/about"), ("/data/tool/block-party.ttl/", "/data/tool/block-party.ttl")] {
        let answer = app.get(path, &[]);
        assert_eq!((answer.status, answer.header("location")), (308, Some(location)), "{path}");
        assert_eq!(app.get(location, &[]).status, 200);
    }
    for path in ["/nothing/", "/nothing/here/", "//evil.example/", "/tools//", "//tools/", "/%2F%2Fevil.example/"] {
        let answer = app.get(path, &[]);
        assert_eq!((answer.status, answer.header("location")), (404, None), "{path}");
    }
    assert!(app.get("/Tools/", &[]).text().contains("the nearest addresses are /tools,"), "{}", app.get("/Tools/", &[]).text());
}

#[test]
fn a_browser_gets_the_explorer_and_without_scripts_the_form() {
    let app = TestApp::shared();
    let browser = ("Accept", "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8");
    let page = app.get("/graphql", &[browser]);
    assert_eq!((page.status, page.header("content-type")), (200, Some("text/html; charset=utf-8")));
    let policy = page.header("content-security-policy").expect("a policy");
    assert!(!policy.split(';').any(|directive| directive.contains("script-src") && directive.contains("unsafe")), "{policy}");

    let form = app.get("/graphql?plain=1&query=%7Bchallenges(first%3A1)%7Bnodes%7Bname%7D%7D%7D&variables=", &[browser]);
    assert!(form.text().contains("<form method=\"get\"") && form.text().contains("&quot;challenges&quot;"), "{}", form.text());
    let hostile = app.get("/graphql?plain=1&query=%3C/textarea%3E%3Cscript%3Ealert(1)%3C/script%3E", &[browser]);
    assert!(hostile.status == 200 && !hostile.text().contains("<script>"), "{}", hostile.text());
    assert!(!app.get("/graphql?plain=1&query=mutation%7B__typename%7D", &[browser]).text().contains("&quot;data&quot;"));
}

#[test]
fn the_schema_is_served_as_text() {
    let answer = TestApp::shared().get("/graphql/schema.graphql", &[]);
    assert!(answer.status == 200 && answer.text().contains("type Query"));
}
