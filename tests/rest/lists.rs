//! Lists: filters in the query string, orders, pages, facets.

use super::{asked, get, ids, read, refused};
use crate::door::app::TestApp;

#[test]
fn a_flat_filter_finds_what_the_same_filter_finds_in_graphql() {
    let filters = [
        ("tools", "addresses=fear-of-escalation", "{addresses: {in: [\"fear-of-escalation\"]}}"),
        ("tools", "kind=software,guide", "{kind: {in: [\"software\", \"guide\"]}}"),
        ("tools", "kind=software&kind=guide", "{kind: {in: [\"software\", \"guide\"]}}"),
        ("tools", "not.platforms=twitter&not.kind=software", "{and: [{not: {platforms: {in: [\"twitter\"]}}}, {not: {kind: {in: [\"software\"]}}}]}"),
        ("tools", "year.gte=2015&year.lt=2018", "{year: {gte: 2015, lt: 2018}}"),
        ("tools", "provider.name.contains=university", "{provider: {some: {name: {contains: \"university\"}}}}"),
        ("tools", "provider.exists=false", "{provider: {exists: false}}"),
        ("tools", "addresses=fear-of-escalation&addresses.exact=true", "{addresses: {in: [\"fear-of-escalation\"], exact: true}}"),
        ("tools", "filter={\"or\":[{\"kind\":{\"in\":[\"guide\"]}},{\"year\":{\"eq\":2017}}]}&provider.exists=true", "{and: [{provider: {exists: true}}, {or: [{kind: {in: [\"guide\"]}}, {year: {eq: 2017}}]}]}"),
        ("case-studies", "platforms.all=twitter", "{platforms: {all: [\"twitter\"]}}"),
        ("records", "type=tool,guide&summary.contains=the", "{type: {in: [TOOL, GUIDE]}, summary: {contains: \"the\"}}"),
    ];
    for (list, query, filter) in filters {
        let query = query.replace('{', "%7B").replace('}', "%7D").replace('"', "%22");
        let field = list.replace("case-studies", "caseStudies");
        let same = &asked(&format!("{{ {field}(filter: {filter}, first: 100) {{ totalCount nodes {{ id }} }} }}"))[&field];
        let found = read(&format!("/api/v1/{list}?{query}&first=100"));
        assert_eq!((&found["totalCount"], ids(&found)), (&same["totalCount"], ids(same)), "{list}?{query}");
        assert!(same["totalCount"].as_u64().unwrap() > 0, "{query} finds nothing");
    }
}

#[test]
fn every_page_of_a_list_is_reached_by_its_links() {
    let all = ids(&read("/api/v1/tools?order=-year,name&first=100"));
    let (mut seen, mut address) = (Vec::new(), Some("/api/v1/tools?order=-year,name&first=30".to_owned()));
    let mut last = String::new();
    while let Some(path) = address {
        let answer = get(&path);
        seen.extend(ids(&answer.json()));
        address = linked(answer.header("link").unwrap(), "next");
        last = path;
        assert!(seen.len() <= 1_000, "the pages have no end");
    }
    let total = read("/api/v1/tools?first=0")["totalCount"].as_u64().unwrap();
    assert_eq!(seen.len() as u64, total);
    assert_eq!(&seen[..all.len()], &all[..]);
    let before = linked(get(&last).header("link").unwrap(), "prev").expect("a page before");
    let own = ids(&read(&last));
    let start = seen.len() - own.len();
    assert_eq!(ids(&read(&before)), seen[start - 30..start], "{before}");
}

fn linked(header: &str, relation: &str) -> Option<String> {
    let link = header.split(", ").find(|link| link.ends_with(&format!("rel=\"{relation}\"")))?;
    Some(link.split(['<', '>']).nth(1).unwrap().to_owned())
}

#[test]
fn facets_are_counted_when_they_are_asked_for() {
    assert!(read("/api/v1/tools?first=1").get("facets").is_none());
    let facets = read("/api/v1/tools?first=1&facets=kind,platforms&addresses=fear-of-escalation")["facets"].clone();
    let same = asked("{ tools(first: 1, filter: {addresses: {in: [\"fear-of-escalation\"]}}) { facets(fields: [KIND, PLATFORMS]) { field values { value label count record { id key type ... on Record { name } } } } } }");
    assert_eq!(facets, same["tools"]["facets"]);
}

#[test]
fn mistakes_are_told_with_the_place_and_the_nearest_names() {
    for (path, status, code, words) in [
        ("/api/v1/tols", 404, "NOT_FOUND", "`tools`"),
        ("/api/v1/tools?kindd=software", 400, "UNKNOWN_NAME", "`kind`"),
        ("/api/v1/tools?kind=sofware", 400, "UNKNOWN_NAME", "`software`"),
        ("/api/v1/tools?year.lessthan=5", 400, "UNKNOWN_NAME", "lt, lte"),
        ("/api/v1/tools?year.gte=recent", 400, "BAD_REQUEST", "a whole number"),
        ("/api/v1/tools?first=1000", 400, "BAD_FILTER", "100"),
        ("/api/v1/tools?first=1&last=1", 400, "BAD_FILTER", "`first` and `last`"),
        ("/api/v1/tools?first=1&first=2", 400, "BAD_REQUEST", "twice"),
        ("/api/v1/tools?after=nonsense", 400, "BAD_CURSOR", "cursor"),
        ("/api/v1/tools?order=nam", 400, "BAD_REQUEST", "`NAME`"),
        ("/api/v1/tools?facets=knd", 400, "BAD_REQUEST", "`KIND`"),
        ("/api/v1/tools?filter=%7B", 400, "BAD_REQUEST", "JSON"),
        ("/api/v1/tools?filter=%7B%22knd%22:1%7D", 400, "BAD_REQUEST", "`kind`"),
        ("/api/v1/search", 400, "BAD_REQUEST", "query"),
        ("/api/v1/submit-tool", 405, "METHOD_NOT_ALLOWED", "POST"),
    ] {
        let (found, message) = refused(path, status);
        assert!(found == code && message.contains(words), "{path}: {found} {message}");
    }
    let deep = format!("/api/v1/tools?{}kind=software", "and.".repeat(5_000));
    assert_eq!(refused(&deep, 400).0, "BAD_REQUEST");
    assert_eq!(refused(&format!("/api/v1/tools?{}kind=software", "and.".repeat(50)), 400).0, "TOO_COMPLEX");
}

#[test]
fn a_list_that_is_known_is_not_sent_again_and_is_packed_where_it_is_taken() {
    let app = TestApp::shared();
    let first = get("/api/v1/tools");
    let tag = first.header("etag").expect("a tag").to_owned();
    assert!(first.header("whatworks-revision").is_some() && first.header("access-control-allow-origin") == Some("*"));
    let again = app.get("/api/v1/tools", &[("If-None-Match", &tag)]);
    assert_eq!((again.status, again.header("etag")), (304, Some(tag.as_str())));
    let packed = app.get("/api/v1/tools", &[("Accept-Encoding", "gzip")]);
    assert_eq!(packed.header("content-encoding"), Some("gzip"));
    assert_eq!(packed.header("link"), first.header("link"), "kept answers have their links too");
    assert_eq!(app.send("HEAD", "/api/v1/tools", &[], b"").header("content-length"), Some(first.body.len().to_string().as_str()));
    assert_eq!(app.get("/api/v1/tools", &[("Accept", "text/csv")]).status, 406);
    assert_eq!(app.send("OPTIONS", "/api/v1/tools", &[("Origin", "https://a.example")], b"").status, 204);
    assert_eq!(app.send("DELETE", "/api/v1/tools", &[], b"").status, 405);
    assert_eq!(app.get("/api/v1/submit-tool", &[]).header("allow"), Some("POST, OPTIONS"));
    assert_eq!(app.send("POST", "/api/v1/tools", &[("Content-Type", "application/json")], b"{}").header("allow"), Some("GET, HEAD, OPTIONS"));
}
