//! Reading a query out of an HTTP request, after the SPARQL 1.1 Protocol: in the address, in a form, or as the whole body.

use actix_web::{
    HttpRequest,
    http::header,
    web::{Payload, Query},
};

use crate::{
    error::Code,
    http::{accept::is_utf8, graphql::request_body, problem::Problem},
};

/// The query string of a request by GET; longer queries belong in a body.
const QUERY_STRING_BYTES_MAX: usize = 60 * 1_024;

const FORM: &str = "application/x-www-form-urlencoded";
const DIRECT: &str = "application/sparql-query";
const UPDATE: &str = "application/sparql-update";

/// What was asked; no query where an address holds none.
#[derive(Default)]
pub struct Asked {
    pub query: Option<String>,
    /// The graphs named beside the query, if any.
    pub dataset: Option<(Vec<String>, Vec<String>)>,
}

/// From the address.
///
/// # Errors
/// When it cannot be read, holds several queries, or an update.
pub fn from_address(http: &HttpRequest) -> Result<Asked, Problem> {
    let text = http.query_string();
    if text.len() > QUERY_STRING_BYTES_MAX {
        return Err(Problem::new(Code::BodyTooLarge, format!("the query string is larger than {QUERY_STRING_BYTES_MAX} bytes; send the query by POST")));
    }
    let mut asked = Asked::default();
    asked.take(text)?;
    Ok(asked)
}

/// From a body; the address may name graphs.
///
/// # Errors
/// When there is no query, or several, or the body is of another kind.
pub async fn from_body(http: &HttpRequest, payload: Payload) -> Result<Asked, Problem> {
    let kind = kind(http)?;
    let mut asked = from_address(http)?;
    let body = request_body(http, payload).await?;
    let text = std::str::from_utf8(&body).map_err(|_| bad("the body is not in UTF-8"))?;
    match kind {
        FORM => asked.take(text)?,
        _ => asked.put(text)?,
    }
    if asked.query.is_none() {
        return Err(missing());
    }
    Ok(asked)
}

/// Which of the two kinds of body is announced.
fn kind(http: &HttpRequest) -> Result<&'static str, Problem> {
    let unsupported = |detail: String| Err(Problem::new(Code::UnsupportedMediaType, format!("{detail}; send {DIRECT} or {FORM}")));
    let Some(media_type) = http.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()) else {
        return unsupported("the Content-Type is missing".to_owned());
    };
    let mut parts = media_type.split(';').map(str::trim);
    let name = parts.next().unwrap_or_default();
    if let Some((_, charset)) = parts.filter_map(|part| part.split_once('=')).find(|(name, value)| name.trim().eq_ignore_ascii_case("charset") && !is_utf8(value)) {
        return unsupported(format!("the character set is {:?}, not UTF-8", charset.trim()));
    }
    if name.eq_ignore_ascii_case(UPDATE) {
        return Err(update());
    }
    match [FORM, DIRECT].into_iter().find(|known| name.eq_ignore_ascii_case(known)) {
        Some(kind) => Ok(kind),
        None => unsupported(format!("the Content-Type is {name:?}")),
    }
}

impl Asked {
    fn take(&mut self, pairs: &str) -> Result<(), Problem> {
        let pairs = Query::<Vec<(String, String)>>::from_query(pairs).map_err(|error| bad(&format!("the parameters cannot be read: {error}")))?;
        for (name, value) in pairs.into_inner() {
            match name.as_str() {
                "query" => self.put(&value)?,
                "default-graph-uri" => self.dataset.get_or_insert_default().0.push(value),
                "named-graph-uri" => self.dataset.get_or_insert_default().1.push(value),
                "update" | "using-graph-uri" | "using-named-graph-uri" => return Err(update()),
                _ => {}
            }
        }
        Ok(())
    }

    fn put(&mut self, query: &str) -> Result<(), Problem> {
        if self.query.is_some() {
            return Err(bad("there is more than one query"));
        }
        self.query = Some(query.to_owned());
        Ok(())
    }
}

fn bad(detail: &str) -> Problem {
    Problem::new(Code::BadRequest, detail)
}

pub fn missing() -> Problem {
    bad("there is no query; send the parameter \"query\"")
}

fn update() -> Problem {
    Problem::new(Code::QueryRefused, "this is an update; this address only answers queries, and contributions go through /graphql")
}
