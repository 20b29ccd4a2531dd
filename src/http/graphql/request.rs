//! Reading a GraphQL request out of an HTTP request.

use std::time::Duration;

use actix_web::{
    HttpRequest,
    http::header::{self, HeaderMap},
    web::{Bytes, Payload, Query},
};
use serde::Deserialize;
use serde_json::{Map, Value};

use super::{
    engine::GraphqlRequest,
    guard::{self, Glance},
};
use crate::{
    error::Code,
    http::{accept::is_utf8, problem::Problem},
};

/// The body of a request.
pub const BODY_BYTES_MAX: usize = 64 * 1_024;
/// Bytes of a body or a form with which somebody known sends a record that has a text of its own (`ww:Body`), by REST or on a page.
pub const DOCUMENT_BODY_BYTES_MAX: usize = 1024 * 1_024;
/// The body of a request that holds a file of [`crate::app::contribute::batch::IMPORT_TEXT_BYTES_MAX`], as JSON writes it.
pub const LARGE_BODY_BYTES_MAX: usize = 12 * 1_024 * 1_024;
/// From the end of the head of such a request to the end of its body.
pub const LARGE_BODY_SECONDS_MAX: u64 = 60;
/// The query string of a request by GET; longer requests belong in a body.
pub const QUERY_STRING_BYTES_MAX: usize = 16 * 1_024;
/// From the end of the head to the end of the body.
pub const BODY_SECONDS_MAX: u64 = 10;

/// The parameters the specification names. Others are ignored, as it asks.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Parameters {
    query: String,
    #[serde(default)]
    operation_name: Option<String>,
    #[serde(default)]
    variables: Option<Map<String, Value>>,
    /// Only its type is checked: nothing here reads extensions.
    #[serde(default, rename = "extensions")]
    _extensions: Option<Map<String, Value>>,
}

/// A request and what a glance at its document told.
pub struct Asked {
    pub request: GraphqlRequest,
    pub glance: Glance,
}

/// From a body in JSON.
pub fn from_body(body: &[u8]) -> Result<Asked, Problem> {
    let body = body.strip_prefix("\u{feff}".as_bytes()).unwrap_or(body);
    if body.trim_ascii_start().starts_with(b"[") {
        return Err(bad("batches are not served; send one request at a time".into()));
    }
    guard::json(body).map_err(too_complex)?;
    let parameters: Parameters = serde_json::from_slice(body)
        .map_err(|error| bad(format!("the body is not a GraphQL request in JSON: {error}")))?;
    checked(parameters, false)
}

/// From a query string, where `variables` and `extensions` are JSON in a parameter each.
pub fn from_query_string(text: &str) -> Result<Asked, Problem> {
    if text.len() > QUERY_STRING_BYTES_MAX {
        return Err(too_large("query string", QUERY_STRING_BYTES_MAX));
    }
    let pairs: Query<Vec<(String, String)>> = Query::from_query(text).map_err(|error| bad(format!("the query string cannot be read: {error}")))?;
    let mut known: [(&str, Option<String>); 4] = [("query", None), ("operationName", None), ("variables", None), ("extensions", None)];
    for (name, value) in pairs.into_inner() {
        if let Some((_, slot)) = known.iter_mut().find(|(parameter, _)| *parameter == name)
            && slot.replace(value).is_some()
        {
            return Err(bad(format!("the parameter {name:?} is given twice")));
        }
    }
    let [(_, query), (_, operation_name), (_, variables), (_, extensions)] = known;
    let query = query.ok_or_else(|| bad("the parameter \"query\" is missing".into()))?;
    let parameters = Parameters {
        query,
        operation_name: operation_name.filter(|name| !name.is_empty()),
        variables: object("variables", variables)?,
        _extensions: object("extensions", extensions)?,
    };
    checked(parameters, true)
}

fn object(name: &str, text: Option<String>) -> Result<Option<Map<String, Value>>, Problem> {
    let Some(text) = text.filter(|text| !text.is_empty()) else { return Ok(None) };
    // One pair of braces more than in a body, where the request's own are not counted.
    guard::json(text.as_bytes()).map_err(too_complex)?;
    serde_json::from_str(&text).map_err(|error| bad(format!("the parameter {name:?} is not a JSON object: {error}")))
}

fn checked(parameters: Parameters, read_only: bool) -> Result<Asked, Problem> {
    let glance = guard::lexical(&parameters.query).map_err(too_complex)?;
    let request = GraphqlRequest {
        query: parameters.query,
        operation_name: parameters.operation_name,
        variables: parameters.variables.unwrap_or_default(),
        read_only,
    };
    Ok(Asked { request, glance })
}

/// A sandboxed frame or a local file has the origin `null`: no page with an address stands behind it.
pub fn check_origin(headers: &HeaderMap) -> Result<(), Problem> {
    if headers.get_all(header::ORIGIN).any(|origin| origin.as_bytes() == b"null") {
        return Err(Problem::new(Code::CrossSite, "requests with a body are not taken from the origin \"null\""));
    }
    Ok(())
}

/// Whether the headers announce a body that can be read here.
pub fn check_headers(headers: &HeaderMap) -> Result<(), Problem> {
    check_origin(headers)?;
    let unsupported = |detail: String| Err(Problem::new(Code::UnsupportedMediaType, detail));
    let mut types = headers.get_all(header::CONTENT_TYPE);
    let Some(media_type) = types.next().and_then(|value| value.to_str().ok()) else {
        return unsupported("the Content-Type is missing".into());
    };
    let mut parts = media_type.split(';').map(str::trim);
    if types.next().is_some() || !parts.next().is_some_and(|name| name.eq_ignore_ascii_case("application/json")) {
        return unsupported(format!("the Content-Type is {media_type:?}, not application/json"));
    }
    for (name, value) in parts.filter_map(|part| part.split_once('=')) {
        if name.trim().eq_ignore_ascii_case("charset") && !is_utf8(value) {
            return unsupported(format!("the character set is {:?}, not UTF-8", value.trim()));
        }
    }
    if headers.get_all(header::CONTENT_ENCODING).any(|coding| !coding.as_bytes().eq_ignore_ascii_case(b"identity")) {
        return unsupported("compressed bodies are not taken".into());
    }
    Ok(())
}

/// The body, within [`BODY_BYTES_MAX`] and [`BODY_SECONDS_MAX`].
pub async fn body(request: &HttpRequest, payload: Payload) -> Result<Bytes, Problem> {
    body_within(request, payload, BODY_BYTES_MAX, BODY_SECONDS_MAX).await
}

/// The body of a request that holds a file, within [`LARGE_BODY_BYTES_MAX`] and [`LARGE_BODY_SECONDS_MAX`].
pub async fn large_body(request: &HttpRequest, payload: Payload) -> Result<Bytes, Problem> {
    body_within(request, payload, LARGE_BODY_BYTES_MAX, LARGE_BODY_SECONDS_MAX).await
}

/// The body, within so many bytes and seconds.
pub async fn body_within(request: &HttpRequest, payload: Payload, bytes_max: usize, seconds_max: u64) -> Result<Bytes, Problem> {
    let announced = request.headers().get(header::CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse::<u64>().ok());
    if announced.is_some_and(|length| length > bytes_max as u64) {
        return Err(too_large("body", bytes_max));
    }
    let reading = payload.to_bytes_limited(bytes_max);
    match tokio::time::timeout(Duration::from_secs(seconds_max), reading).await {
        Ok(Ok(Ok(body))) => Ok(body),
        Ok(Ok(Err(error))) => Err(bad(format!("the body broke off: {error}"))),
        Ok(Err(_)) => Err(too_large("body", bytes_max)),
        Err(_) => Err(Problem::new(Code::BodyTooSlow, format!("the body did not arrive within {seconds_max} seconds"))),
    }
}

fn bad(detail: String) -> Problem {
    Problem::new(Code::BadRequest, detail)
}

fn too_large(what: &str, bytes_max: usize) -> Problem {
    Problem::new(Code::BodyTooLarge, format!("the {what} is larger than {bytes_max} bytes"))
}

#[expect(clippy::needless_pass_by_value, reason = "handed to map_err")]
fn too_complex(refusal: guard::Refusal) -> Problem {
    Problem::new(Code::TooComplex, refusal.to_string())
}
