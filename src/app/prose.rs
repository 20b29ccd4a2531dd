//! Formatted texts: Markdown (CommonMark), as people write it, becomes HTML that can do no harm wherever it is shown.
//!
//! Nobody's HTML passes: what looks like a tag is text. The result is parsed again as browsers do and everything that is not expected
//! is left out, so that safety does not hang on one parser. Uses nothing of the house.
//!
//! ```
//! use whatworks::app::prose::{Extent, html, plain};
//! assert_eq!(html("It *helped* us.", Extent::Remark), "<p>It <em>helped</em> us.</p>\n");
//! assert_eq!(html("<script>alert(1)</script>", Extent::Remark), "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>\n");
//! assert_eq!(plain("It *helped* us."), "It helped us.");
//! ```

use ammonia::{Builder, UrlRelative};
use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};
use std::collections::HashSet;
use std::sync::LazyLock;

/// What a text may be made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Extent {
    /// Something said among other things: paragraphs, emphasis, lists, quotations, code, links to elsewhere.
    Remark,
    /// A text of its own: headings, tables, footnotes and links within the directory as well.
    Document,
}

/// Elements of remarks.
const OF_REMARKS: &[&str] = &["p", "br", "em", "strong", "del", "ul", "ol", "li", "blockquote", "code", "pre", "a", "hr"];
/// Further elements of documents.
const OF_DOCUMENTS: &[&str] = &["h1", "h2", "h3", "h4", "h5", "h6", "table", "thead", "tbody", "tr", "th", "td", "sup", "div", "section"];
/// Where links may lead.
const SCHEMES: &[&str] = &["http", "https", "mailto"];
/// Classes that footnotes are made with.
const FOOTNOTE_CLASSES: &[&str] = &["footnote-reference", "footnote-definition", "footnote-definition-label"];

/// The HTML of a text, safe to be put into a page as it is.
#[must_use]
pub fn html(markdown: &str, extent: Extent) -> String {
    let mut made = String::with_capacity(markdown.len() * 3 / 2);
    pulldown_cmark::html::push_html(&mut made, Parser::new_ext(markdown, options(extent)).filter_map(|event| kept(event, extent)));
    match extent {
        Extent::Remark => REMARK.clean(&made).to_string(),
        Extent::Document => DOCUMENT.clean(&made).to_string(),
    }
}

/// The words of a text on one line, without what formats them.
#[must_use]
pub fn plain(markdown: &str) -> String {
    let mut words = String::with_capacity(markdown.len());
    for event in Parser::new_ext(markdown, options(Extent::Document)) {
        match event {
            Event::Text(text) | Event::Code(text) | Event::Html(text) | Event::InlineHtml(text) => words.push_str(&text),
            Event::SoftBreak | Event::HardBreak | Event::End(TagEnd::Paragraph | TagEnd::Heading(_) | TagEnd::Item | TagEnd::TableCell | TagEnd::CodeBlock) => words.push(' '),
            _ => {}
        }
    }
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn options(extent: Extent) -> Options {
    match extent {
        Extent::Remark => Options::ENABLE_STRIKETHROUGH,
        Extent::Document => Options::ENABLE_STRIKETHROUGH | Options::ENABLE_TABLES | Options::ENABLE_FOOTNOTES,
    }
}

/// Tags become the text that they are; pictures, which would tell their server who reads, become their description.
fn kept(event: Event<'_>, extent: Extent) -> Option<Event<'_>> {
    match event {
        Event::Html(text) | Event::InlineHtml(text) => Some(Event::Text(text)),
        Event::Start(Tag::Image { .. }) | Event::End(TagEnd::Image) => None,
        // A remark has no place in an outline.
        Event::Start(Tag::Heading { .. }) if extent == Extent::Remark => Some(Event::Start(Tag::Paragraph)),
        Event::End(TagEnd::Heading(_)) if extent == Extent::Remark => Some(Event::End(TagEnd::Paragraph)),
        event => Some(event),
    }
}

fn cleaner(elements: impl Iterator<Item = &'static str>, relative: UrlRelative<'static>) -> Builder<'static> {
    let mut builder = Builder::empty();
    builder
        .tags(elements.collect())
        .add_tag_attributes("a", ["href"])
        .add_tag_attributes("ol", ["start"])
        .url_schemes(SCHEMES.iter().copied().collect::<HashSet<_>>())
        .url_relative(relative)
        .link_rel(Some("nofollow noopener ugc"));
    builder
}

static REMARK: LazyLock<Builder<'static>> = LazyLock::new(|| cleaner(OF_REMARKS.iter().copied(), UrlRelative::Deny));

static DOCUMENT: LazyLock<Builder<'static>> = LazyLock::new(|| {
    let mut builder = cleaner(OF_REMARKS.iter().chain(OF_DOCUMENTS).copied(), UrlRelative::PassThrough);
    for element in ["div", "sup"] {
        builder.add_allowed_classes(element, FOOTNOTE_CLASSES);
    }
    builder.add_tag_attributes("div", ["id"]).id_prefix(Some("note-"));
    builder
});

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_people_write_is_formatted() {
        assert_eq!(html("- one\n- [two](https://a.example/)", Extent::Remark), "<ul>\n<li>one</li>\n<li><a href=\"https://a.example/\" rel=\"nofollow noopener ugc\">two</a></li>\n</ul>\n");
        assert_eq!(html("# Not so loud", Extent::Remark), "<p>Not so loud</p>\n");
        assert_eq!(html("# Loud", Extent::Document), "<h1>Loud</h1>\n");
        assert_eq!(html("|a|\n|-|\n|b|", Extent::Document).matches("<td>b</td>").count(), 1);
        assert_eq!(plain("# A\n\n*b* `c`\n- d"), "A b c d");
    }

    #[test]
    fn nothing_that_people_write_does_harm() {
        let hostile = [
            "<img src=x onerror=alert(1)>", "[a](javascript:alert(1))", "[a](JaVaScRiPt:alert(1))", "[a](data:text/html,<script>alert(1)</script>)",
            "<svg onload=alert(1)>", "![a](https://tracker.example/p.png)", "<a href=\"javascript:alert(1)\">a</a>", "[a](vbscript:x)", "<style>*{display:none}</style>",
            "<iframe src=//evil.example></iframe>", "[a]( \u{1}javascript:alert(1))", "`<script>`", "<math><mi//xlink:href=\"data:x,<script>alert(1)</script>\">", "<!--<script>-->",
        ];
        for text in hostile {
            for extent in [Extent::Remark, Extent::Document] {
                let made = html(text, extent);
                for tag in made.split('<').skip(1) {
                    let name = tag.trim_start_matches('/').split(['>', ' ']).next().unwrap_or_default();
                    assert!(OF_REMARKS.contains(&name) || OF_DOCUMENTS.contains(&name), "{text} → {made}");
                    let mut addresses = tag.split('>').next().unwrap_or_default().split("href=\"").skip(1);
                    assert!(addresses.all(|address| SCHEMES.iter().any(|scheme| address.starts_with(&format!("{scheme}:")))), "{text} → {made}");
                }
            }
        }
        assert_eq!(html("[a](/tools)", Extent::Remark), "<p><a rel=\"nofollow noopener ugc\">a</a></p>\n");
    }
}
