//! `/errors` and `/errors/{code}`: the table of codes in `crate::error`, as pages.

use std::fmt::Write as _;

use actix_web::{HttpRequest, HttpResponse, web};

use super::{page, problem::Problem};
use crate::error::Code;

pub async fn all() -> HttpResponse {
    let mut body = String::from("<table><tr><th>Code</th><th>Status</th><th>What it means</th></tr>");
    for row in Code::ALL.iter().map(|code| code.row()) {
        let _ = write!(
            body,
            "<tr><td><a href=\"/errors/{code}\">{code}</a></td><td>{}</td><td>{}</td></tr>",
            row.status,
            page::escaped(row.title),
            code = row.code
        );
    }
    body.push_str("</table>");
    page::html(HttpResponse::Ok(), "Errors", &body)
}

pub async fn one(asked: web::Path<String>, request: HttpRequest) -> HttpResponse {
    let wanted = asked.to_ascii_uppercase().replace('-', "_");
    let Some(row) = Code::ALL.iter().map(|code| code.row()).find(|row| row.code == wanted) else {
        let nearest = super::unknown::nearest(&wanted, Code::ALL.iter().map(|code| code.row().code));
        return Problem::new(Code::NotFound, format!("there is no error code {:?}; the nearest are {}", asked.as_str(), nearest.join(", ")))
            .answer(request.headers());
    };
    let body = format!(
        "<p>{}</p><table><tr><th>Code</th><td><code>{}</code></td></tr><tr><th>HTTP status</th><td>{}</td></tr></table>\
         <p><a href=\"/errors\">All errors</a></p>",
        page::escaped(row.advice),
        row.code,
        row.status
    );
    page::html(HttpResponse::Ok(), row.title, &body)
}
