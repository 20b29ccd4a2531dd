//! `/oai`: the Open Archives Initiative's protocol for harvesting metadata, version 2.0, with Dublin Core (`oai_dc`). Sets are the types
//! of records; what was withdrawn, merged or erased stays told as deleted for as long as its address is known.

mod answer;
mod question;

use actix_web::{
    HttpRequest, HttpResponse,
    http::header,
    web::{Data, Payload},
};

use super::{House, graphql::request_body, problem::Problem};
use crate::error::Code;

const FORM: &str = "application/x-www-form-urlencoded";

pub async fn get(http: HttpRequest, house: Data<House>) -> HttpResponse {
    told(&house, http.query_string())
}

pub async fn post(http: HttpRequest, payload: Payload, house: Data<House>) -> HttpResponse {
    let announced = http.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    if !announced.split(';').next().is_some_and(|name| name.trim().eq_ignore_ascii_case(FORM)) {
        return Problem::new(Code::UnsupportedMediaType, format!("the Content-Type is {announced:?}, not {FORM}")).answer(http.headers());
    }
    match request_body(&http, payload).await {
        Ok(body) => told(&house, &String::from_utf8_lossy(&body)),
        Err(problem) => problem.answer(http.headers()),
    }
}

fn told(house: &House, query: &str) -> HttpResponse {
    let directory = house.engine.directory();
    let state = directory.views().state();
    let body = answer::answer(directory, &state, question::read(query));
    HttpResponse::Ok().content_type("text/xml; charset=utf-8").insert_header((header::CACHE_CONTROL, "no-cache")).body(body)
}
