//! The plain page: a heading and what belongs below it, readable without scripts.

use std::{borrow::Cow, fmt::Write as _};

use actix_web::{HttpResponse, HttpResponseBuilder, http::header};

const SITE: &str = "What Works";
const SITE_SUFFIX: &str = " · What Works";
const STYLE_SHEET: &str = include_str!("page.css");

/// A page with this title. The title is escaped here; the body is HTML already.
pub fn html(mut response: HttpResponseBuilder, title: &str, body: &str) -> HttpResponse {
    response.content_type("text/html; charset=utf-8").body(text(title, body))
}

/// The text of such a page.
pub fn text(title: &str, body: &str) -> String {
    text_with(title, "", body)
}

/// The same, with elements of our own in its head.
pub fn text_with(title: &str, head: &str, body: &str) -> String {
    let title = escaped(title);
    let of_site = if title == SITE { "" } else { SITE_SUFFIX };
    let mut page = String::with_capacity(body.len() + 512);
    let _ = write!(
        page,
        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>{title}{of_site}</title>\
         <meta name=\"viewport\" content=\"width=device-width\"><link rel=\"stylesheet\" href=\"/assets/page.css\">{head}</head>\
         <body><main><h1>{title}</h1>{body}</main></body></html>"
    );
    page
}

pub async fn style_sheet() -> HttpResponse {
    HttpResponse::Ok().content_type("text/css; charset=utf-8").insert_header((header::CACHE_CONTROL, "max-age=3600")).body(STYLE_SHEET)
}

/// Text made safe for an element's content and for a quoted attribute.
pub fn escaped(text: &str) -> Cow<'_, str> {
    if !text.contains(['&', '<', '>', '"', '\'']) {
        return Cow::Borrowed(text);
    }
    let mut safe = String::with_capacity(text.len() + 16);
    for character in text.chars() {
        match character {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            other => safe.push(other),
        }
    }
    Cow::Owned(safe)
}
