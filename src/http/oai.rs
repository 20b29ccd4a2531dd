//! `/oai`: the Open Archives Initiative's protocol for harvesting metadata, version 2.0, with Dublin Core (`oai_dc`). Sets are the types
//! of records; what was withdrawn, merged or erased stays told as deleted for as long as its address is known.

mod answer;
mod question;

use std::sync::Arc;

use actix_web::{
    HttpRequest, HttpResponse,
    http::header,
    web::{Data, Payload, block},
};

use super::{House, graphql::request_body, problem::Problem};
use crate::error::Code;

const FORM: &str = "application/x-www-form-urlencoded";

pub async fn get(http: HttpRequest, house: Data<House>) -> HttpResponse {
    told(&http, &house, http.query_string().to_owned()).await
}

pub async fn post(http: HttpRequest, payload: Payload, house: Data<House>) -> HttpResponse {
    let announced = http.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    if !announced.split(';').next().is_some_and(|name| name.trim().eq_ignore_ascii_case(FORM)) {
        return Problem::new(Code::UnsupportedMediaType, format!("the Content-Type is {announced:?}, not {FORM}")).answer(http.headers());
    }
    match request_body(&http, payload).await {
        Ok(body) => told(&http, &house, String::from_utf8_lossy(&body).into_owned()).await,
        Err(problem) => problem.answer(http.headers()),
    }
}

/// Every record is looked at, which other requests do not wait for.
async fn told(http: &HttpRequest, house: &House, query: String) -> HttpResponse {
    let directory = Arc::clone(house.engine.directory());
    let written = block(move || answer::answer(&directory, &directory.views().state(), question::read(&query)));
    let Ok(body) = written.await else { return Problem::new(Code::Internal, "the answer could not be finished").answer(http.headers()) };
    HttpResponse::Ok().content_type("text/xml; charset=utf-8").insert_header((header::CACHE_CONTROL, "no-cache")).body(body)
}
