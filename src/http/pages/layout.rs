//! What every page has around it, and the style sheet and script that all share.

use actix_web::{HttpRequest, HttpResponse};
use askama::Template;

use super::words::Words;
use crate::http::fresh::Fresh;

const STYLE_SHEET: &str = include_str!("page.css");
const SCRIPT: &str = include_str!("page.js");
const FORMS_STYLE_SHEET: &str = include_str!("forms.css");
const FORMS_SCRIPT: &str = include_str!("forms.js");
const MARK: &str = include_str!("mark.svg");

/// The frame of a page.
pub struct Layout {
    pub words: &'static Words,
    pub site: String,
    /// Of this page; empty on the first one.
    pub title: String,
    /// The part of the navigation that is marked.
    pub section: &'static str,
    pub description: String,
    /// Path and query, without the language.
    pub address: String,
    /// What stands in the question box at the top.
    pub question: String,
    /// schema.org in JSON, safe within a `script` element.
    pub structured: Option<String>,
    /// Media type and address of the same in other forms.
    pub alternates: Vec<(String, String)>,
    /// Whose page it is, where somebody is signed in.
    pub member: Option<Member>,
    /// Whether the page can know who asks.
    pub offers_account: bool,
}

/// Somebody who is signed in.
pub struct Member {
    /// Looks after what is published.
    pub curates: bool,
    /// Looks after accounts.
    pub administers: bool,
    /// Submissions that wait for them.
    pub asked: u64,
    /// What they were told and have not looked at.
    pub news: u64,
}

/// A way to the page in another language of the interface.
pub struct Elsewhere {
    pub tag: &'static str,
    pub name: &'static str,
    pub address: String,
}

impl Layout {
    /// A frame for what knows no visit: errors, forms of mails.
    #[must_use]
    pub fn plain(words: &'static Words, title: &str) -> Self {
        Self { words, site: crate::http::page::SITE.to_owned(), title: title.to_owned(), section: "", description: title.to_owned(), address: "/".to_owned(), question: String::new(), structured: None, alternates: Vec::new(), member: None, offers_account: false }
    }

    /// Whether this is the page at an address, whatever is asked of it.
    #[must_use]
    pub fn is_at(&self, address: &str) -> bool {
        self.address.split('?').next() == Some(address)
    }

    #[must_use]
    pub fn administers(&self) -> bool {
        self.member.as_ref().is_some_and(|member| member.administers)
    }

    /// The other languages.
    #[must_use]
    pub fn elsewhere(&self) -> Vec<Elsewhere> {
        let joint = if self.address.contains('?') { '&' } else { '?' };
        Words::all().filter(|words| words.tag != self.words.tag).map(|words| Elsewhere { tag: words.tag, name: words.name, address: format!("{}{joint}lang={}", self.address, words.tag) }).collect()
    }
}

/// A title and HTML that is safe already.
#[derive(Template)]
#[template(path = "plain.html")]
pub struct Plain<'a> {
    pub layout: Layout,
    /// Elements of the page's head.
    pub head: &'a str,
    pub body: &'a str,
}

pub async fn style_sheet(request: HttpRequest) -> HttpResponse {
    asset(&request, "text/css; charset=utf-8", STYLE_SHEET)
}

pub async fn script(request: HttpRequest) -> HttpResponse {
    asset(&request, "text/javascript; charset=utf-8", SCRIPT)
}

pub async fn forms_style_sheet(request: HttpRequest) -> HttpResponse {
    asset(&request, "text/css; charset=utf-8", FORMS_STYLE_SHEET)
}

pub async fn forms_script(request: HttpRequest) -> HttpResponse {
    asset(&request, "text/javascript; charset=utf-8", FORMS_SCRIPT)
}

pub async fn mark(request: HttpRequest) -> HttpResponse {
    asset(&request, "image/svg+xml", MARK)
}

/// A file of ours.
pub fn asset(request: &HttpRequest, media_type: &str, text: &str) -> HttpResponse {
    Fresh { revision: 0, media_type }.answer(request, text.as_bytes().to_vec(), |_| ())
}
