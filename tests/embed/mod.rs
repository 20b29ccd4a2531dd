//! Listings of the directory on other sites.

use crate::accounts::app::{App, PASSWORD, address};
use crate::door::{app::TestApp, node};
use base64::Engine as _;
use jiff::SignedDuration;
use serde_json::{Value, json};
use sha2::Digest as _;
use std::process::Command;

#[test]
fn another_site_shows_listings_in_a_browser() {
    let Some(place) = node::place("embed.mjs") else { return };
    let app = TestApp::shared();
    let status = Command::new("node").arg("embed.mjs").arg(format!("http://{}", app.address)).current_dir(place).status().expect("node runs");
    assert!(status.success());
}

#[test]
fn a_frame_may_stand_in_any_page_and_reads_no_cookies() {
    let app = TestApp::shared();
    let page = app.get("/embed/tools?first=2", &[]);
    assert_eq!(page.status, 200, "{}", page.text());
    let policy = page.header("content-security-policy").expect("a policy");
    assert!(policy.contains("frame-ancestors *") && policy.contains("default-src 'none'") && !policy.contains("unsafe"), "{policy}");
    assert!(page.header("set-cookie").is_none());
    let fragment = app.get("/embed/tools?first=2&as=fragment", &[("Origin", "https://elsewhere.example")]);
    assert_eq!(fragment.header("access-control-allow-origin"), Some("*"));
    assert!(!fragment.text().contains("<html") && fragment.text().contains("class=\"card\""), "{}", fragment.text());
    let elsewhere = app.get("/tools", &[]);
    assert!(elsewhere.header("content-security-policy").is_some_and(|policy| policy.contains("frame-ancestors 'none'")), "the site itself may not");
}

#[test]
fn whoever_made_a_key_hears_how_often_listings_are_shown_and_nobody_who_saw_them() {
    let app = App::start();
    let email = address();
    let partner = app.member(&email);
    let made = app.done(Some(&partner.access), "createKey", &json!({ "name": "Our site", "scopes": ["read"] }), "{ id key }");
    let (id, secret) = (made["id"].as_str().expect("an identifier").to_owned(), made["key"].as_str().expect("a key").to_owned());
    let show = |target: &str| app.http.get(target, &[("Referer", "https://partner.example/page"), ("User-Agent", "Reader/1.0")]);
    let first = show(&format!("/embed/tools?site={id}&as=fragment"));
    assert_eq!(first.status, 200, "{}", first.text());
    show(&format!("/embed/tools?as=fragment&site={id}&view=table"));
    let again = app.http.get(&format!("/embed/tools?site={id}&as=fragment"), &[("If-None-Match", first.header("etag").expect("a tag"))]);
    assert_eq!(again.status, 304);
    // What is no listing, or of no key, is not counted.
    assert_eq!(show(&format!("/embed/toools?site={id}")).status, 404);
    for other in ["01ARZ3NDEKTSV4RRFFQ69G5FAV", "x", ""] {
        assert_eq!(show(&format!("/embed/tools?site={other}")).status, 200, "a key is nobody's condition");
    }
    let days = |app: &App, token: Option<&str>| app.ask(token, "query($key: ID!) { listings(key: $key) { day count } }", json!({ "key": id })).json();
    let counts = |answer: Value| answer["data"]["listings"].as_array().unwrap_or_else(|| panic!("{answer}")).iter().map(|day| day["count"].as_u64().expect("a number")).collect::<Vec<_>>();
    assert_eq!(counts(days(&app, Some(&partner.access))), [3]);
    show(&format!("/embed/tools?site={id}"));
    assert_eq!(counts(days(&app, Some(&secret))), [4], "the key itself may ask");
    let metrics = app.http.get("/metrics", &[]).text();
    assert!(metrics.contains(&format!("whatworks_listings_total{{key=\"{id}\"}} 4")) && metrics.matches("whatworks_listings_total{").count() == 1, "{metrics}");

    let stranger = app.member(&address());
    let other = app.done(Some(&partner.access), "createKey", &json!({ "name": "Another", "scopes": ["read"] }), "{ key }")["key"].as_str().expect("a key").to_owned();
    for token in [None, Some(stranger.access.as_str()), Some(other.as_str())] {
        assert_eq!(days(&app, token).pointer("/errors/0/extensions/code"), Some(&json!("NOT_FOUND")), "{token:?}");
    }
    let kept = std::fs::read(app.folder.path().join("ledger.sqlite")).expect("a file");
    assert!(!["partner.example", "Reader/1.0", "127.0.0.1"].iter().any(|word| kept.windows(word.len()).any(|bytes| bytes == word.as_bytes())), "nothing is kept of who saw them");

    // Another day, another process; and what nobody asks about is written after a while all the same.
    app.clock.pass(SignedDuration::from_hours(24));
    show(&format!("/embed/tools?site={id}"));
    app.clock.pass(SignedDuration::from_secs(61));
    show(&format!("/embed/tools?site={id}"));
    let written = (0..2_000).any(|_| {
        show("/health/live");
        app.directory.listings().totals().get(&id) == Some(&6)
    });
    assert!(written);
    let app = app.restart();
    let partner = app.sign_in(&email, PASSWORD, None);
    assert_eq!(counts(days(&app, Some(&partner.access))), [2, 4]);
    app.done(Some(&partner.access), "revokeKey", &json!({ "key": id }), "");
    assert_eq!(days(&app, Some(&partner.access)).pointer("/errors/0/extensions/code"), Some(&json!("NOT_FOUND")), "with the key its counts are gone");
}

#[test]
fn a_mistake_is_told_with_the_nearest_name() {
    let app = TestApp::shared();
    for (target, hint) in [("/embed/toools", "tools"), ("/embed/tools?view=tabel", "table"), ("/embed/tools?kin=guide", "kind"), ("/embed/tools/no-such-thing", "no-such-thing")] {
        let answer = app.get(target, &[]);
        assert!((400..500).contains(&answer.status) && answer.text().contains(hint), "{target}: {} {}", answer.status, answer.text());
    }
}

#[test]
fn oembed_describes_lists_and_records() {
    let app = TestApp::shared();
    let ask = |url: &str| app.get(&format!("/oembed?maxwidth=400&url={}", url.replace(':', "%3A").replace('/', "%2F").replace('?', "%3F").replace('=', "%3D")), &[]);
    for (url, title) in [("https://whatworks.example/tools?addresses=fear-of-escalation", "Tools"), ("https://whatworks.example/tools/block-party", "Block Party"), ("https://whatworks.example/id/tool/block-party", "Block Party")] {
        let answer = ask(url);
        let described: Value = serde_json::from_slice(&answer.body).unwrap_or_else(|_| panic!("{url}: {}", answer.text()));
        assert_eq!((described["type"].as_str(), described["version"].as_str(), described["width"].as_u64(), described["title"].as_str()), (Some("rich"), Some("1.0"), Some(400), Some(title)), "{url}");
        assert!(described["html"].as_str().is_some_and(|html| html.starts_with("<iframe src=\"") && html.contains("/embed/tools")), "{described}");
    }
    for (asked, width) in [("", 640), ("&maxwidth=9000", 640), ("&maxwidth=320", 320), ("&maxwidth=1", 100), ("&maxwidth=x", 640)] {
        let answer = app.get(&format!("/oembed?url=https%3A%2F%2Fwhatworks.example%2Ftools{asked}"), &[]).json();
        assert_eq!(answer["width"], width, "{asked}");
    }
    assert_eq!(ask("https://elsewhere.example/tools").status, 404);
    assert_eq!(app.get("/oembed", &[]).status, 400);
}

#[test]
fn a_badge_is_a_picture_that_says_what_it_shows() {
    let app = TestApp::shared();
    let badge = app.get("/badge/tool/block-party.svg", &[]);
    assert_eq!((badge.status, badge.header("content-type")), (200, Some("image/svg+xml")));
    let svg = badge.text();
    assert!(svg.contains("role=\"img\"") && svg.contains("claim") && svg.contains("<title>Block Party"), "{svg}");
    assert_eq!(app.get("/badge/tool/block-party.png", &[]).status, 404);
    let claims = app.query("{ claims(filter: {resource: {in: [\"tool/block-party\"]}}) { totalCount } }").json()["data"]["claims"]["totalCount"].as_u64().expect("a number");
    assert!(claims > 0 && svg.contains(&format!("{claims} claim")), "{claims}: {svg}");
}

#[test]
fn the_builder_gives_lines_to_copy_and_shows_what_they_show() {
    let app = TestApp::shared();
    let page = app.get("/embed?types=tools&query=addresses%3Dfear-of-escalation&limit=3&view=list&searchable=yes", &[]);
    let text = page.text();
    assert!(text.contains("&lt;ww-directory types=&#34;tools&#34; query=&#34;addresses=fear-of-escalation&#34;") || text.contains("ww-directory types="), "{text}");
    assert!(text.contains("src=\"/embed/tools?addresses=fear-of-escalation&") && text.contains("sha384-"), "{text}");
    let address = text.split("/assets/embed-").nth(1).and_then(|rest| rest.split(".js").next()).expect("the fixed script");
    let fixed = app.get(&format!("/assets/embed-{address}.js"), &[]);
    assert!(fixed.status == 200 && fixed.header("cache-control").is_some_and(|value| value.contains("immutable")));
    assert_eq!(fixed.body, app.get("/embed.js", &[]).body);
    let digest = base64::engine::general_purpose::STANDARD.encode(sha2::Sha384::digest(&fixed.body));
    assert!(text.contains(&format!("sha384-{digest}")) || text.contains(&format!("sha384-{}", digest.replace('+', "&#43;"))), "browsers would refuse the script: {digest} {text}");
    assert_eq!(app.get("/assets/embed-0000000000000000.js", &[]).status, 404);
}
