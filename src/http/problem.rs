//! Errors as people and programs read them outside GraphQL: RFC 9457 `application/problem+json`, or a small page in a browser.

use actix_web::{
    HttpResponse,
    http::{
        StatusCode,
        header::{self, HeaderMap},
    },
};
use serde_json::json;

use super::{accept, page, pages::words::Words};
use crate::error::Code;

const JSON: &str = "application/problem+json";

/// One refusal: a row of the table of codes and what exactly was wrong this time.
pub struct Problem {
    pub code: Code,
    pub detail: String,
}

impl Problem {
    pub fn new(code: Code, detail: impl Into<String>) -> Self {
        Self { code, detail: detail.into() }
    }

    /// In the shape of a GraphQL error.
    pub fn error(&self) -> serde_json::Value {
        let code = self.code.row().code;
        json!({ "message": self.detail, "extensions": { "code": code, "documentation": format!("/errors/{code}") } })
    }

    /// As a page for a client that would rather have HTML, as JSON for everyone else.
    pub fn answer(&self, headers: &HeaderMap) -> HttpResponse {
        let row = self.code.row();
        let status = StatusCode::from_u16(row.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let mut response = HttpResponse::build(status);
        response.insert_header((header::CACHE_CONTROL, "no-store")).insert_header((header::VARY, "Accept"));
        if status == StatusCode::SERVICE_UNAVAILABLE {
            response.insert_header((header::RETRY_AFTER, "1"));
        }
        if accept::preferred(headers, &[JSON, "application/json", "text/html"]) == Some("text/html") {
            let body = format!(
                "<p>{}.</p><p>{}</p><p><a href=\"/errors/{code}\">{code}</a></p>",
                page::escaped(&self.detail),
                page::escaped(row.advice),
                code = row.code
            );
            return response.content_type("text/html; charset=utf-8").body(page::in_words(Words::preferred(headers), row.title, &body));
        }
        let body = json!({
            "type": format!("/errors/{}", row.code),
            "title": row.title,
            "status": row.status,
            "detail": self.detail,
            "code": row.code,
            "advice": row.advice,
        });
        response.content_type(JSON).body(body.to_string())
    }
}
