//! What a guide becomes: the page, and the files that other programs read.

use super::app::{APP, GUIDE, TEXT, over, python, turtle};

fn get(ending: &str) -> crate::door::app::Answer {
    APP.get(&format!("/data/{GUIDE}{ending}"), &[])
}

#[test]
fn the_page_has_contents_the_text_its_references_and_their_evidence() {
    let page = APP.get("/guides/before-you-post", &[]).text();
    for shown in [
        "<h2 id=\"before-you-post\">Before you post</h2>",
        "<h3 id=\"tools-that-people-use\">",
        "href=\"#where-next\"",
        // In the text a citation leads to its entry, and an entry to its record and to what that rests on.
        "<span class=\"cite\">",
        "<li id=\"ref-1\">",
        "href=\"/claims/tool-block-party--fear-of-escalation\"",
        "Stance: ",
        "Evidence: <a href=\"/sources/",
        "<figcaption>Table 1. What helps with fear of escalation",
        "<a href=\"/tools/block-party\">Block Party</a> filters mentions",
        "“Quoted &amp; &lt;b&gt;marked&lt;/b&gt;”",
        "Writing – original draft",
        "orcid.org/0000-0002-1825-0097",
        &format!("href=\"/data/{GUIDE}.epub\""),
    ] {
        assert!(page.contains(shown), "{shown}\n{page}");
    }
    assert!(!page.contains("<b>marked"));
}

#[test]
fn every_file_is_what_its_readers_expect() {
    python("tests/guide/forms.py", &[&format!("http://{}", APP.address), GUIDE]);
}

#[test]
fn the_same_revision_gives_the_same_bytes() {
    let other = over(turtle(TEXT, ""));
    // Dates are those of the events, so the two directories differ in them; each agrees with itself, made anew.
    for ending in [".epub", ".jats.xml", ".md", ".datacite.json", ".datacite.xml", ".cff", ".pdf"] {
        let make = |app: &crate::door::app::TestApp| app.get(&format!("/data/{GUIDE}{ending}"), &[("Cache-Control", "no-cache")]);
        let (one, two) = (make(&other), make(&other));
        assert_eq!(one.body, two.body, "{ending}");
        assert_eq!(one.status, if ending == ".pdf" && !cfg!(feature = "pdf") { 404 } else { 200 }, "{ending}: {}", one.text());
        if one.status == 200 {
            assert_eq!(other.get(&format!("/data/{GUIDE}{ending}"), &[("If-None-Match", one.header("etag").expect("a tag"))]).status, 304);
        }
    }
}

#[test]
fn a_client_asks_for_a_form_by_its_media_type() {
    let ask = |path: &str, accept: &str| APP.get(path, &[("Accept", accept)]);
    for (accept, ending) in [("application/vnd.datacite.datacite+xml", "datacite.xml"), ("application/vnd.datacite.datacite+json, text/html;q=0.5", "datacite.json"), ("application/epub+zip", "epub"), ("application/vnd.jats+xml", "jats.xml")] {
        let answer = ask(&format!("/id/{GUIDE}"), accept);
        assert_eq!((answer.status, answer.header("location").map(str::to_owned)), (303, Some(format!("/data/{GUIDE}.{ending}"))), "{accept}");
        let answer = ask(&format!("/data/{GUIDE}"), accept);
        assert_eq!((answer.status, answer.body), (200, get(&format!(".{ending}")).body), "{accept}");
    }
    assert_eq!(ask(&format!("/id/{GUIDE}"), "text/turtle, application/epub+zip;q=0.5").header("location"), Some(&*format!("/data/{GUIDE}.ttl")));
    assert_eq!(ask(&format!("/id/{GUIDE}"), "*/*").header("location").map(|to| to.contains("/data/") && !to.contains("epub")), Some(true));
    // What has no text has none of its forms.
    assert_eq!(ask("/id/tool/block-party", "application/epub+zip").status, 406);
}

#[test]
fn markdown_says_where_everything_comes_from() {
    let text = get(".md").text();
    for shown in ["# Before you post \\& after", "## Before you post", "**Table 1.**", "## References", "<https://whatworks.example/id/publication/mcclain-2019>", "[Block Party](<https://whatworks.example/id/tool/block-party>)", "who have done it, as *Periodic Table of Videos* (2008) shows"] {
        assert!(text.contains(shown), "{shown}\n{text}");
    }
    assert!(!text.contains("[@"), "a reference is not resolved: {text}");
}

#[test]
fn forms_are_found_from_the_record_and_nothing_without_a_text_has_them() {
    let links = APP.get(&format!("/data/{GUIDE}.ttl"), &[]).header("link").expect("links").to_owned();
    assert!(links.contains(&format!("</data/{GUIDE}.epub>; rel=\"item\"; type=\"application/epub+zip\"")), "{links}");
    let none = APP.get("/data/tool/block-party.epub", &[]);
    assert_eq!((none.status, none.code().as_deref()), (404, Some("NOT_FOUND")), "{}", none.text());
    assert_eq!(APP.get(&format!("/data/{GUIDE}.epub?revision=x"), &[]).status, 400);
    assert_eq!(APP.get(&format!("/data/{GUIDE}.md?revision=1"), &[]).status, 404, "it was not there yet");
}

#[test]
fn the_guide_of_2018_lists_whom_it_owes() {
    let page = APP.get("/guides/engaging-the-public-through-social-media", &[]).text();
    assert!(page.contains("id=\"credits\"") && page.contains("National Co-ordinating Centre for Public Engagement") && page.contains("What Works editors"), "{page}");
}
