//! What accounts need beside pages: the keys with which programs check access tokens, proofs of work, and what forms send.

use actix_web::{
    HttpRequest, HttpResponse,
    http::header,
    web::{Data, Payload, Query},
};
use serde_json::json;

use super::{House, problem::Problem, visitor};
use crate::{
    app::{account::attest::jwk, actor::Visitor},
    error::Code,
    http::graphql::body_within,
};

/// RFC 7517, with the algorithm of RFC 8037.
pub async fn keys(house: Data<House>) -> HttpResponse {
    let keyring = house.desk().keyring();
    let keys: Vec<_> = keyring.signing().iter().chain(keyring.attesting()).map(|key| jwk(key)).collect();
    HttpResponse::Ok().content_type("application/jwk-set+json").insert_header((header::CACHE_CONTROL, "max-age=300")).body(json!({ "keys": keys }).to_string())
}

pub async fn challenge(http: HttpRequest, house: Data<House>) -> HttpResponse {
    match house.desk().challenge() {
        Ok(challenge) => HttpResponse::Ok().content_type("application/json").insert_header((header::CACHE_CONTROL, "no-store")).body(challenge.json),
        Err(problem) => Problem::new(problem.code, problem.message).answer(http.headers()),
    }
}

pub(super) type Fields = Vec<(String, String)>;

pub(super) fn field<'a>(fields: &'a Fields, name: &str) -> &'a str {
    fields.iter().find(|(own, _)| own == name).map_or("", |(_, value)| value)
}

/// What a form sent, within so many bytes.
pub(super) async fn form_within(http: &HttpRequest, payload: Payload, bytes_max: usize) -> Result<Fields, Problem> {
    let body = body_within(http, payload, bytes_max).await?;
    let text = std::str::from_utf8(&body).map_err(|_| Problem::new(Code::BadRequest, "the form is not UTF-8"))?;
    let sent = Query::<Fields>::from_query(text).map_err(|error| Problem::new(Code::BadRequest, format!("the form cannot be read: {error}")))?;
    Ok(sent.into_inner())
}

/// Whoever uses a page like this is nobody in particular.
pub(super) fn stranger(http: &HttpRequest, house: &House) -> Visitor {
    Visitor { network: visitor::network(http, house), ..Visitor::STRANGER }
}
