//! SPARQL 1.1 over HTTP, queries only, after the W3C's SPARQL 1.1 Protocol.
//!
//! `GET` and `POST` answer with solutions or graphs, in the form that `Accept` prefers and that fits the query. Without a query a program
//! is told what can be asked here (the service description), a browser gets a page to ask on.

mod description;
mod media;
mod page;
mod request;

use actix_web::{
    HttpRequest, HttpResponse,
    http::header,
    web::{Data, Payload},
};

use super::{House, fresh::Fresh, problem::Problem, revised::reach_revision, visitor};
use crate::{
    app::{account, sparql::Answered},
    error::Code,
    ontology::terms::{PREFIXES, WW},
    views::graph::answer::Question,
};
use media::Wanted;
use request::Asked;

pub use page::file;

pub async fn get(http: HttpRequest, house: Data<House>) -> HttpResponse {
    let asked = match request::from_address(&http) {
        Ok(asked) => asked,
        Err(problem) => return problem.answer(http.headers()),
    };
    if media::prefers_page(http.headers()) {
        return page::page(&http, &house, asked).await;
    }
    if asked.query.is_none() {
        return match Wanted::of(http.headers()).graph {
            Some((name, format)) => description::answer(&http, &house, name, format),
            None => request::missing().answer(http.headers()),
        };
    }
    answer(&http, &house, asked).await
}

pub async fn post(http: HttpRequest, payload: Payload, house: Data<House>) -> HttpResponse {
    match request::from_body(&http, payload).await {
        Ok(asked) => answer(&http, &house, asked).await,
        Err(problem) => problem.answer(http.headers()),
    }
}

/// Every web page may ask; nothing here looks at credentials.
pub async fn preflight() -> HttpResponse {
    HttpResponse::NoContent()
        .insert_header((header::ALLOW, "GET, HEAD, POST, OPTIONS"))
        .insert_header((header::ACCESS_CONTROL_ALLOW_METHODS, "GET, HEAD, POST"))
        .insert_header((header::ACCESS_CONTROL_ALLOW_HEADERS, "Content-Type, Accept, Cache-Control, If-None-Match, Whatworks-Min-Revision"))
        .insert_header((header::ACCESS_CONTROL_MAX_AGE, "86400"))
        .insert_header((header::VARY, "Origin, Access-Control-Request-Method, Access-Control-Request-Headers"))
        .finish()
}

async fn answer(http: &HttpRequest, house: &House, asked: Asked) -> HttpResponse {
    let wanted = Wanted::of(http.headers());
    if wanted.is_nothing() {
        let offers: Vec<&str> = media::all().collect();
        return Problem::new(Code::NotAcceptable, format!("answers are had as {}", offers.join(", "))).answer(http.headers());
    }
    if let Err(problem) = reach_revision(http.headers(), &house.engine).await {
        return problem.answer(http.headers());
    }
    match run(http, house, asked, wanted).await {
        Ok(Answered { revision, reply }) => {
            let name = if reply.is_graph { wanted.graph.map(|(name, _)| name) } else { wanted.table.map(|(name, _)| name) };
            let media_type = media::labelled(name.unwrap_or_default());
            Fresh { revision, media_type: &media_type }.answer(http, reply.body, |_| ())
        }
        Err(problem) => problem.answer(http.headers()),
    }
}

async fn run(http: &HttpRequest, house: &House, asked: Asked, wanted: Wanted) -> Result<Answered, Problem> {
    let directory = house.engine.directory();
    let question = Question {
        query: asked.query.ok_or_else(request::missing)?,
        base: directory.ontology().directory.iri.clone(),
        dataset: asked.dataset,
        table: wanted.table.map(|(_, format)| format),
        graph: wanted.graph.map(|(_, format)| format),
        prefixes: PREFIXES.iter().copied().chain([("ww", WW)]).map(|(name, iri)| (name.to_owned(), iri.to_owned())).collect(),
    };
    let network = account::network(visitor::network(http, house)).unwrap_or_default();
    house.sparql.ask(question, &network).await.map_err(Problem::from)
}
