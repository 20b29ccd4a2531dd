//! Errors as people and programs read them outside GraphQL: RFC 9457 `application/problem+json`, or a small page in a browser.

use actix_web::{
    HttpResponse,
    http::{
        StatusCode,
        header::{self, HeaderMap},
    },
};
use serde_json::{Value, json};

use super::{accept, page, pages::words::Words};
use crate::{app, error::Code};

const JSON: &str = "application/problem+json";

/// One refusal: a row of the table of codes and what exactly was wrong this time.
pub struct Problem {
    pub code: Code,
    pub detail: String,
    /// What is wrong with each field of a record that was given.
    pub violations: Option<Value>,
    /// When trying again may help.
    pub retry_after_seconds: Option<u64>,
}

impl From<app::Problem> for Problem {
    fn from(problem: app::Problem) -> Self {
        Self { retry_after_seconds: problem.retry_after_seconds, ..Self::new(problem.code, problem.message) }
    }
}

impl Problem {
    pub fn new(code: Code, detail: impl Into<String>) -> Self {
        Self { code, detail: detail.into(), violations: None, retry_after_seconds: None }
    }

    /// What an error of a GraphQL response says.
    pub fn of_error(error: &Value) -> Self {
        let text = |place: &str| error.pointer(place).and_then(Value::as_str).unwrap_or_default();
        let code = Code::ALL.iter().copied().find(|code| code.row().code == text("/extensions/code")).unwrap_or(Code::Internal);
        Self { violations: error.pointer("/extensions/violations").cloned(), retry_after_seconds: error.pointer("/extensions/retryAfter").and_then(Value::as_u64), ..Self::new(code, text("/message")) }
    }

    /// In the shape of a GraphQL error.
    pub fn error(&self) -> Value {
        let code = self.code.row().code;
        json!({ "message": self.detail, "extensions": { "code": code, "documentation": format!("/errors/{code}") } })
    }

    /// As a page for a client that would rather have HTML, as JSON for everyone else.
    pub fn answer(&self, headers: &HeaderMap) -> HttpResponse {
        let row = self.code.row();
        let status = StatusCode::from_u16(row.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let mut response = HttpResponse::build(status);
        response.insert_header((header::CACHE_CONTROL, "no-store")).insert_header((header::VARY, "Accept"));
        match self.retry_after_seconds {
            Some(seconds) => drop(response.insert_header((header::RETRY_AFTER, seconds.to_string()))),
            None if status == StatusCode::SERVICE_UNAVAILABLE => drop(response.insert_header((header::RETRY_AFTER, "1"))),
            None => {}
        }
        if status == StatusCode::UNAUTHORIZED {
            response.insert_header((header::WWW_AUTHENTICATE, "Bearer"));
        }
        if matches!(self.code, Code::BodyTooLarge | Code::BodyTooSlow) {
            response.force_close();
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
        let mut body = json!({
            "type": format!("/errors/{}", row.code),
            "title": row.title,
            "status": row.status,
            "detail": self.detail,
            "code": row.code,
            "advice": row.advice,
        });
        if let Some(violations) = &self.violations {
            body["violations"] = violations.clone();
        }
        response.content_type(JSON).body(body.to_string())
    }
}
