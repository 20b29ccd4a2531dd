//! What accounts need beside pages: the keys with which programs check access tokens, proofs of work, and what forms send.

use actix_web::{
    HttpRequest, HttpResponse,
    http::header,
    web::{Data, Payload, Query},
};
use actix_multipart::Multipart;
use futures_util::TryStreamExt as _;
use serde_json::json;

use super::{House, problem::Problem, visitor};
use crate::{
    app::{account::attest::jwk, actor::Visitor},
    error::Code,
    http::graphql::{BODY_SECONDS_MAX, LARGE_BODY_BYTES_MAX, body_within, large_body},
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

/// Parts of a form with a file.
const FORM_PARTS_MAX: usize = 50;

pub(super) type Fields = Vec<(String, String)>;

pub(super) fn field<'a>(fields: &'a Fields, name: &str) -> &'a str {
    fields.iter().find(|(own, _)| own == name).map_or("", |(_, value)| value)
}

/// What a form with a file sent, within the limits of [`large_body`]: texts by name, and for the file `name` also what it is called, as
/// `name.name`.
pub(super) async fn form_with_file(http: &HttpRequest, payload: Payload) -> Result<Fields, Problem> {
    let bad = |error: &dyn std::fmt::Display| Problem::new(Code::BadRequest, format!("the form cannot be read: {error}"));
    let body = large_body(http, payload).await?;
    let whole = futures_util::stream::once(std::future::ready(Ok::<_, actix_web::error::PayloadError>(body)));
    let mut parts = Multipart::new(http.headers(), whole);
    let mut fields = Fields::new();
    while let Some(mut part) = parts.try_next().await.map_err(|error| bad(&error))? {
        let name = part.name().unwrap_or_default().to_owned();
        let file = part.content_disposition().and_then(|disposition| disposition.get_filename()).map(str::to_owned);
        if fields.len() >= FORM_PARTS_MAX {
            return Err(bad(&format!("it has more than {FORM_PARTS_MAX} parts")));
        }
        let bytes = part.bytes(LARGE_BODY_BYTES_MAX).await.map_err(|_| bad(&"a part is too large"))?.map_err(|error| bad(&error))?;
        let text = String::from_utf8(bytes.into()).map_err(|_| Problem::new(Code::BadRequest, format!("`{name}` is not UTF-8; save it as UTF-8 and send it again")))?;
        fields.extend(file.map(|file| (format!("{name}.name"), file)));
        fields.push((name, text));
    }
    Ok(fields)
}

/// What a form sent, within so many bytes.
pub(super) async fn form_within(http: &HttpRequest, payload: Payload, bytes_max: usize) -> Result<Fields, Problem> {
    let body = body_within(http, payload, bytes_max, BODY_SECONDS_MAX).await?;
    let text = std::str::from_utf8(&body).map_err(|_| Problem::new(Code::BadRequest, "the form is not UTF-8"))?;
    let sent = Query::<Fields>::from_query(text).map_err(|error| Problem::new(Code::BadRequest, format!("the form cannot be read: {error}")))?;
    Ok(sent.into_inner())
}

/// Whoever uses a page like this is nobody in particular.
pub(super) fn stranger(http: &HttpRequest, house: &House) -> Visitor {
    Visitor { network: visitor::network(http, house), ..Visitor::STRANGER }
}
