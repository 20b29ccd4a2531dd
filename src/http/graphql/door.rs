//! The GraphQL endpoint over HTTP, after the working group's specification "GraphQL over HTTP".
//!
//! `POST` takes `application/json` and nothing a web form could send; `GET` and `HEAD` only read; a browser that asks for HTML gets
//! the explorer. An answer that only read carries a strong `ETag`: it depends on the request, the revision and the day alone, so a repeated
//! request is answered `304` without being executed, by `POST` as by `GET`; and what somebody else asked is answered from what was kept.

use std::sync::Arc;

use actix_web::{
    HttpRequest, HttpResponse, HttpResponseBuilder,
    http::{
        StatusCode,
        header::{self, HeaderMap},
    },
    web::{Data, Payload},
};
use serde_json::json;

use super::{
    engine::{GraphqlReply, Started},
    event_stream, explorer,
    request::{self, Asked},
    websocket,
};
use crate::{
    error::Code,
    app::actor::Caller,
    http::{
        House, accept,
        kept::Body,
        problem::Problem,
        revised::{Tag, caught, fresh, reach_revision},
        visitor,
    },
};

const JSON: &str = "application/json";
const GRAPHQL_RESPONSE: &str = "application/graphql-response+json";
const EVENT_STREAM: &str = "text/event-stream";
const HTML: &str = "text/html";

/// How an answer is labelled, which also decides the status of a request that was not executed.
#[derive(Clone, Copy, PartialEq, Eq)]
enum MediaType {
    Json,
    GraphqlResponse,
    EventStream,
}

impl MediaType {
    fn named(name: &str) -> Self {
        match name {
            GRAPHQL_RESPONSE => Self::GraphqlResponse,
            EVENT_STREAM => Self::EventStream,
            _ => Self::Json,
        }
    }

    fn content_type(self) -> &'static str {
        match self {
            // What cannot be streamed is a plain answer.
            Self::Json | Self::EventStream => "application/json; charset=utf-8",
            Self::GraphqlResponse => "application/graphql-response+json; charset=utf-8",
        }
    }

    /// A well-formed request whose document or variables were refused. Clients of `application/json` expect 200 and read the errors.
    fn refusal_status(self) -> StatusCode {
        match self {
            Self::Json => StatusCode::OK,
            Self::GraphqlResponse | Self::EventStream => StatusCode::BAD_REQUEST,
        }
    }
}

pub async fn get(http: HttpRequest, payload: Payload, house: Data<House>) -> HttpResponse {
    if websocket::is_asked(&http) {
        return websocket::open(&http, payload, &house).await;
    }
    let Some(wanted) = accept::preferred(http.headers(), &[JSON, GRAPHQL_RESPONSE, EVENT_STREAM, HTML]) else { return not_acceptable() };
    if wanted == HTML {
        return explorer::page(&http, &house).await;
    }
    let media_type = MediaType::named(wanted);
    match request::from_query_string(http.query_string()) {
        Ok(asked) => answer(&http, &house, media_type, http.query_string().as_bytes(), asked).await,
        Err(problem) => refuse(media_type, &problem),
    }
}

pub async fn post(http: HttpRequest, payload: Payload, house: Data<House>) -> HttpResponse {
    let Some(wanted) = accept::preferred(http.headers(), &[JSON, GRAPHQL_RESPONSE, EVENT_STREAM]) else { return not_acceptable() };
    let media_type = MediaType::named(wanted);
    if let Err(problem) = request::check_headers(http.headers()) {
        return refuse(media_type, &problem);
    }
    let body = match request::body(&http, payload).await {
        Ok(body) => body,
        Err(problem) => return refuse(media_type, &problem),
    };
    match request::from_body(&body) {
        Ok(asked) => answer(&http, &house, media_type, &body, asked).await,
        Err(problem) => refuse(media_type, &problem),
    }
}

/// Reads are open to every web page with an address of its own; nothing here looks at credentials.
pub async fn preflight(http: HttpRequest) -> HttpResponse {
    if let Err(problem) = request::check_origin(http.headers()) {
        return refuse(MediaType::Json, &problem);
    }
    HttpResponse::NoContent()
        .insert_header((header::ALLOW, "GET, HEAD, POST, OPTIONS"))
        .insert_header((header::ACCESS_CONTROL_ALLOW_METHODS, "GET, HEAD, POST"))
        .insert_header((header::ACCESS_CONTROL_ALLOW_HEADERS, "Authorization, Content-Type, Accept, Cache-Control, If-None-Match, Whatworks-Min-Revision"))
        .insert_header((header::ACCESS_CONTROL_MAX_AGE, "86400"))
        .insert_header((header::VARY, "Origin, Access-Control-Request-Method, Access-Control-Request-Headers"))
        .finish()
}

pub async fn schema(house: Data<House>) -> HttpResponse {
    HttpResponse::Ok()
        .content_type("application/graphql; charset=utf-8")
        .insert_header((header::CACHE_CONTROL, "no-cache"))
        .insert_header((header::CONTENT_DISPOSITION, "inline; filename=\"schema.graphql\""))
        .body(house.engine.sdl().to_owned())
}

async fn answer(http: &HttpRequest, house: &House, media_type: MediaType, text: &[u8], asked: Asked) -> HttpResponse {
    if let Err(problem) = reach_revision(http.headers(), &house.engine).await {
        return refuse(media_type, &problem);
    }
    let visitor = match visitor::identify(http, house).await {
        Ok(visitor) => visitor,
        Err(problem) => return refuse(media_type, &problem),
    };
    if media_type == MediaType::EventStream {
        return match house.engine.start(asked.request, Arc::new(visitor)).await {
            Started::Answers(answers) => event_stream::send(HttpResponse::Ok(), answers),
            Started::Refused(errors) => HttpResponse::build(media_type.refusal_status()).content_type(media_type.content_type()).body(json!({ "errors": errors }).to_string()),
        };
    }
    // What somebody in particular is shown is for nobody else, and may change without a new revision.
    let only_reads = asked.glance.only_reads && visitor.caller == Caller::Anonymous;
    let revision = house.engine.revision();
    let tag = Tag::of(house, revision, media_type.content_type(), text);
    if only_reads && let Some(known) = tag.known_to(http.headers()) {
        return fresh(HttpResponse::NotModified(), revision).insert_header((header::ETAG, known)).finish();
    }
    if only_reads && let Some(body) = house.kept.get(revision, tag.key(), http.headers()) {
        return send(fresh(HttpResponse::Ok(), revision), http.headers(), media_type, &body, Some(&tag));
    }
    let Some(reply) = caught(house.engine.run_for(asked.request, Arc::new(visitor))).await else {
        return refuse(media_type, &Problem::new(Code::Internal, "the request could not be finished"));
    };
    // An error may pass before the revision does, so answers with errors are not to be kept.
    let lasting = only_reads && !reply.request_error && !reply.acted && memchr::memmem::find(&reply.body, br#""errors":["#).is_none();
    let response = begin(media_type, &reply);
    let body = Arc::new(Body::new(reply.body).telling(reply.notices));
    if !lasting {
        return send(response, http.headers(), media_type, &body, None);
    }
    let tag = if reply.revision == revision { tag } else { Tag::of(house, reply.revision, media_type.content_type(), text) };
    house.kept.keep(reply.revision, *tag.key(), &body);
    send(response, http.headers(), media_type, &body, Some(&tag))
}

fn begin(media_type: MediaType, reply: &GraphqlReply) -> HttpResponseBuilder {
    let status = match (reply.method_not_allowed, reply.request_error) {
        (true, _) => StatusCode::METHOD_NOT_ALLOWED,
        (false, true) => media_type.refusal_status(),
        (false, false) => StatusCode::OK,
    };
    let mut response = fresh(HttpResponse::build(status), reply.revision);
    if reply.method_not_allowed {
        response.insert_header((header::ALLOW, "POST"));
    }
    response
}

fn send(mut response: HttpResponseBuilder, asked: &HeaderMap, media_type: MediaType, body: &Body, tag: Option<&Tag>) -> HttpResponse {
    response.content_type(media_type.content_type());
    if let Some(tag) = tag {
        response.insert_header((header::ETAG, tag.text(body.packed_for(asked).is_some())));
    }
    body.send(response, asked)
}

/// An HTTP-level refusal, in the shape GraphQL clients read.
fn refuse(media_type: MediaType, problem: &Problem) -> HttpResponse {
    let row = problem.code.row();
    let status = match problem.code {
        Code::TooComplex => media_type.refusal_status(),
        _ => StatusCode::from_u16(row.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR),
    };
    let mut response = HttpResponse::build(status);
    response
        .content_type(media_type.content_type())
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .insert_header((header::VARY, "Accept"));
    if status == StatusCode::UNAUTHORIZED {
        response.insert_header((header::WWW_AUTHENTICATE, "Bearer error=\"invalid_token\""));
    }
    if status == StatusCode::SERVICE_UNAVAILABLE {
        response.insert_header((header::RETRY_AFTER, "1"));
    }
    if matches!(problem.code, Code::BodyTooLarge | Code::BodyTooSlow) {
        response.force_close();
    }
    response.body(json!({ "errors": [problem.error()] }).to_string())
}

fn not_acceptable() -> HttpResponse {
    refuse(MediaType::Json, &Problem::new(Code::NotAcceptable, format!("answers are sent as {GRAPHQL_RESPONSE} or {JSON}")))
}
