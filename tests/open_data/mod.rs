//! Open data beside the API: feeds, calendars, citations, dumps, the site map; judged by other people's software.

mod dumps;
mod going;
mod harvest;
mod hostile;

use crate::door::app::TestApp;
use crate::rest::clients::python_in;

#[test]
fn feeds_calendars_citations_and_the_site_map_are_read_by_other_peoples_software() {
    python_in("open_data/forms.py", &[&format!("http://{}", TestApp::shared().address)]);
}

#[test]
fn what_has_no_form_is_told_what_there_is() {
    let app = TestApp::shared();
    for (path, words) in [("/feeds/tools.xml", ".atom, .rss"), ("/feeds/tols.atom", "`tools`"), ("/feeds/search.atom", "no list of records"), ("/feeds/tools.ics", "/feeds/events.ics"), ("/dumps/x", "SHA256SUMS"), ("/sitemaps/99.xml", "parts 1 to")] {
        let answer = app.get(path, &[]);
        assert_eq!(answer.status, 404, "{path}");
        assert!(answer.json()["detail"].as_str().unwrap().contains(words) || path == "/dumps/x", "{path}: {}", answer.text());
    }
    assert_eq!(app.get("/feeds/tools.atom?kindd=guide", &[]).code().as_deref(), Some("UNKNOWN_NAME"));
    let first = app.get("/feeds/tools.atom", &[]);
    assert_eq!(app.get("/feeds/tools.atom", &[("If-None-Match", first.header("etag").unwrap())]).status, 304);
    let robots = app.get("/robots.txt", &[]).text();
    assert!(robots.contains("Sitemap: ") && robots.contains("/sitemap.xml"), "{robots}");
}
