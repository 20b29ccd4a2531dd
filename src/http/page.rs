//! The plain page: a heading and what belongs below it in the frame of all pages, for what knows no visit.

use actix_web::{HttpResponse, HttpResponseBuilder};
use askama::Template;

use super::pages::{Layout, Plain, words::Words};
pub use crate::app::escape::{escaped, xml};

/// What the site is called where no directory is at hand.
pub const SITE: &str = "What Works";

/// A page with this title. The title is escaped here; the body is HTML already.
pub fn html(mut response: HttpResponseBuilder, title: &str, body: &str) -> HttpResponse {
    response.content_type("text/html; charset=utf-8").body(text(title, body))
}

/// The text of such a page.
pub fn text(title: &str, body: &str) -> String {
    in_words(Words::english(), title, body)
}

/// The same, with elements of our own in its head.
pub fn text_with(title: &str, head: &str, body: &str) -> String {
    written(Words::english(), title, head, body)
}

/// The text of such a page in the interface's words of a language.
pub fn in_words(words: &'static Words, title: &str, body: &str) -> String {
    written(words, title, "", body)
}

fn written(words: &'static Words, title: &str, head: &str, body: &str) -> String {
    Plain { layout: Layout::plain(words, title), head, body }.render().unwrap_or_else(|error| {
        tracing::error!(%error, "a page could not be written");
        escaped(title).into_owned()
    })
}
