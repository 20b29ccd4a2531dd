//! Remarks: what people say among other things, in Markdown, becomes HTML that can do no harm wherever it is shown. They are read and written
//! like texts with references, by [`ontology::prose`](crate::ontology::prose) and [`edition::html`](super::edition::html), of which they have
//! less.
//!
//! Nobody's HTML passes: what looks like a tag is text. The result is parsed again as browsers do and everything that is not expected
//! is left out, so that safety does not hang on one writer.
//!
//! ```
//! use whatworks::app::prose::html;
//! assert_eq!(html("It *helped* us."), "<p>It <em>helped</em> us.</p>\n");
//! assert_eq!(html("<script>alert(1)</script>"), "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>\n");
//! ```

use ammonia::{Builder, UrlRelative};
use std::collections::HashSet;
use std::sync::LazyLock;

use super::edition::html::remark;
use crate::ontology::prose::Prose;

/// What remarks are made of: paragraphs, emphasis, lists, quotations, code, links to elsewhere.
const ELEMENTS: &[&str] = &["p", "br", "em", "strong", "del", "ul", "ol", "li", "blockquote", "code", "pre", "a", "hr"];
/// Where links may lead.
const SCHEMES: &[&str] = &["http", "https", "mailto"];

/// The HTML of a remark, safe to be put into a page as it is.
#[must_use]
pub fn html(markdown: &str) -> String {
    CLEANER.clean(&remark(&Prose::remark(markdown))).to_string()
}

static CLEANER: LazyLock<Builder<'static>> = LazyLock::new(|| {
    let mut builder = Builder::empty();
    builder
        .tags(ELEMENTS.iter().copied().collect())
        .add_tag_attributes("a", ["href"])
        .add_tag_attributes("ol", ["start"])
        .url_schemes(SCHEMES.iter().copied().collect::<HashSet<_>>())
        .url_relative(UrlRelative::Deny)
        .link_rel(Some("nofollow noopener ugc"));
    builder
});

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_people_write_is_formatted() {
        assert_eq!(html("- one\n- [two](https://a.example/)"), "<ul><li>one</li>\n<li><a href=\"https://a.example/\" rel=\"nofollow noopener ugc\">two</a></li>\n</ul>\n");
        assert_eq!(html("# Not so loud"), "<p>Not so loud</p>\n");
    }

    #[test]
    fn nothing_that_people_write_does_harm() {
        let hostile = [
            "<img src=x onerror=alert(1)>", "[a](javascript:alert(1))", "[a](JaVaScRiPt:alert(1))", "[a](data:text/html,<script>alert(1)</script>)",
            "<svg onload=alert(1)>", "![a](https://tracker.example/p.png)", "<a href=\"javascript:alert(1)\">a</a>", "[a](vbscript:x)", "<style>*{display:none}</style>",
            "<iframe src=//evil.example></iframe>", "[a]( \u{1}javascript:alert(1))", "`<script>`", "<math><mi//xlink:href=\"data:x,<script>alert(1)</script>\">", "<!--<script>-->",
        ];
        for text in hostile {
            let made = html(text);
            for tag in made.split('<').skip(1) {
                let name = tag.trim_start_matches('/').split(['>', ' ']).next().unwrap_or_default();
                assert!(ELEMENTS.contains(&name), "{text} → {made}");
                let mut addresses = tag.split('>').next().unwrap_or_default().split("href=\"").skip(1);
                assert!(addresses.all(|address| SCHEMES.iter().any(|scheme| address.starts_with(&format!("{scheme}:")))), "{text} → {made}");
            }
        }
        assert_eq!(html("[a](/tools) [b](#c) [d](@tool/e)"), "<p>a b d</p>\n");
        assert_eq!(html("| a | b |\n|---|---|\n\n[@tool/a] # b"), "<p>| a | b | |---|---|</p>\n<p>[@tool/a] # b</p>\n");
    }
}
