//! Errors as people and programs read them outside GraphQL: RFC 9457 `application/problem+json`, or a small page in a browser.

use actix_web::{
    HttpResponse,
    http::{
        StatusCode,
        header::{self, HeaderMap},
    },
};
use serde_json::json;

use super::{accept, page};
use crate::{app, error::Code};

const JSON: &str = "application/problem+json";

/// One refusal: a row of the table of codes and what exactly was wrong this time.
pub struct Problem {
    pub code: Code,
    pub detail: String,
    /// When trying again may help.
    pub retry_after_seconds: Option<u64>,
}

impl From<app::Problem> for Problem {
    fn from(problem: app::Problem) -> Self {
        Self { code: problem.code, detail: problem.message, retry_after_seconds: problem.retry_after_seconds }
    }
}

impl Problem {
    pub fn new(code: Code, detail: impl Into<String>) -> Self {
        Self { code, detail: detail.into(), retry_after_seconds: None }
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
        let unavailable = (status == StatusCode::SERVICE_UNAVAILABLE).then_some(1);
        if let Some(seconds) = self.retry_after_seconds.or(unavailable) {
            response.insert_header((header::RETRY_AFTER, seconds.to_string()));
        }
        if accept::preferred(headers, &[JSON, "application/json", "text/html"]) == Some("text/html") {
            let body = format!(
                "<p>{}.</p><p>{}</p><p><a href=\"/errors/{code}\">{code}</a></p>",
                page::escaped(&self.detail),
                page::escaped(row.advice),
                code = row.code
            );
            return page::html(response, row.title, &body);
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
