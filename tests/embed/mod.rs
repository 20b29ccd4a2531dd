//! Listings of the directory on other sites.

use crate::door::{app::TestApp, node};
use serde_json::Value;
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
    assert_eq!(app.get("/assets/embed-0000000000000000.js", &[]).status, 404);
}
