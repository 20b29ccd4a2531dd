//! REST, below `/api/v1`: the same verbs as in GraphQL, each at an address of its own.
//!
//! An address stands for a document that was written from the table of the API ([`table`], [`view`]); a request gives its variables, from
//! the query string ([`query`]) or a body in JSON, and the engine answers it. So names, limits, permissions and errors are those of
//! GraphQL, and nothing is known here of any record type.
//!
//! ```text
//! GET  /api/v1/tools?addresses=fear-of-escalation&order=-issued&facets=kind
//! GET  /api/v1/tools/block-party
//! POST /api/v1/submit-tool {"input": {"name": …}}
//! ```

mod links;
mod openapi;
mod query;
mod swagger;
mod table;
mod view;

use std::sync::Arc;

use actix_web::{
    HttpRequest, HttpResponse, HttpResponseBuilder,
    http::{StatusCode, header},
    web::{self, Data, Path, Payload},
};
use serde::Deserialize;
use serde_json::{Map, Value as Json, json, value::RawValue};

use super::{
    House, accept, going,
    graphql::{BODY_BYTES_MAX, BODY_SECONDS_MAX, DOCUMENT_BODY_BYTES_MAX, body_within, check_headers, check_origin, engine::GraphqlRequest, guard, large_body},
    kept::Body,
    problem::Problem,
    revised::{Tag, caught, fresh, reach_revision},
    visitor,
};
use crate::{
    app::{actor::{Caller, Visitor}, filter::nearest_keys},
    error::Code,
    ontology::{Deprecation, names},
};
use table::{Form, Operation};

pub use openapi::document as openapi;
pub use swagger::{file as swagger_file, page as swagger_page};
pub use query::pairs;
pub use table::{Table, address};

const JSON: &str = "application/json";
const IDEMPOTENCY_KEY: &str = "idempotency-key";
const IDEMPOTENCY_ARGUMENT: &str = "idempotencyKey";

/// `/api/v1`: every address below.
pub async fn index(http: HttpRequest, house: Data<House>) -> HttpResponse {
    let addresses: Vec<Json> = house
        .rest
        .operations
        .iter()
        .map(|operation| json!({ "method": if operation.form == Form::Do { "POST" } else { "GET" }, "address": format!("{}{}", table::BASE, operation.path()), "what": operation.description }))
        .collect();
    let body = json!({ "openapi": "/openapi.json", "documentation": "/docs", "addresses": addresses }).to_string().into_bytes();
    super::fresh::Fresh { revision: house.engine.revision(), media_type: JSON }.answer(&http, body, |_| ())
}

pub async fn read(http: HttpRequest, house: Data<House>, name: Path<String>) -> HttpResponse {
    allowing("POST, OPTIONS", answered(&http, get(&http, &house, Form::Read, &name, None).await))
}

pub async fn one(http: HttpRequest, house: Data<House>, path: Path<(String, String)>) -> HttpResponse {
    answered(&http, get(&http, &house, Form::One, &path.0, Some(&path.1)).await)
}

pub async fn history(http: HttpRequest, house: Data<House>, path: Path<(String, String)>) -> HttpResponse {
    answered(&http, get(&http, &house, Form::History, &path.0, Some(&path.1)).await)
}

pub async fn act(http: HttpRequest, payload: Payload, house: Data<House>, name: Path<String>) -> HttpResponse {
    allowing("GET, HEAD, OPTIONS", answered(&http, post(&http, payload, &house, &name).await))
}

/// Any web page with an address of its own may ask; nothing here looks at cookies.
pub async fn preflight(http: HttpRequest) -> HttpResponse {
    if let Err(problem) = check_origin(http.headers()) {
        return problem.answer(http.headers());
    }
    HttpResponse::NoContent()
        .insert_header((header::ALLOW, "GET, HEAD, POST, OPTIONS"))
        .insert_header((header::ACCESS_CONTROL_ALLOW_METHODS, "GET, HEAD, POST"))
        .insert_header((header::ACCESS_CONTROL_ALLOW_HEADERS, "Authorization, Content-Type, Accept, Cache-Control, Idempotency-Key, If-None-Match, Whatworks-Min-Revision"))
        .insert_header((header::ACCESS_CONTROL_MAX_AGE, "86400"))
        .insert_header((header::VARY, "Origin, Access-Control-Request-Method, Access-Control-Request-Headers"))
        .finish()
}

fn answered(http: &HttpRequest, answer: Result<HttpResponse, Problem>) -> HttpResponse {
    answer.unwrap_or_else(|problem| problem.answer(http.headers()))
}

/// What a refused method leaves.
fn allowing(methods: &'static str, mut response: HttpResponse) -> HttpResponse {
    if response.status() == StatusCode::METHOD_NOT_ALLOWED {
        response.headers_mut().insert(header::ALLOW, header::HeaderValue::from_static(methods));
    }
    response
}

fn find<'a>(house: &'a House, form: Form, name: &str) -> Result<&'a Operation, Problem> {
    house.rest.find(form, name).ok_or_else(|| {
        let near = names::did_you_mean(name, house.rest.names(form));
        let other = [Form::Read, Form::Do].into_iter().find(|other| *other != form && house.rest.find(*other, name).is_some());
        match other {
            Some(Form::Do) => Problem::new(Code::MethodNotAllowed, format!("{}/{name} changes something; send it with POST", table::BASE)),
            Some(_) if form == Form::Do => Problem::new(Code::MethodNotAllowed, format!("{}/{name} is read with GET, HEAD", table::BASE)),
            _ => Problem::new(Code::NotFound, format!("nothing is served at {}/{name}{near}", table::BASE)),
        }
    })
}

async fn get(http: &HttpRequest, house: &House, form: Form, name: &str, key: Option<&str>) -> Result<HttpResponse, Problem> {
    acceptable(http)?;
    let operation = find(house, form, name)?;
    reach_revision(http.headers(), &house.engine).await?;
    let visitor = visitor::identify(http, house).await?;
    let variables = query::variables(house.engine.api(), operation, http.query_string())?;
    let notices = notices(house, operation, &variables);
    // What somebody in particular is shown is for nobody else, and may change without a new revision.
    let lasting = !operation.personal && visitor.caller == Caller::Anonymous;
    let text = http.uri().to_string();
    let (revision, headers) = (house.engine.revision(), http.headers());
    let tag = Tag::of(house, revision, JSON, text.as_bytes());
    if lasting && let Some(known) = tag.known_to(headers) {
        let mut response = fresh(HttpResponse::NotModified(), revision);
        tell(&mut response, operation, &notices);
        return Ok(response.insert_header((header::ETAG, known)).finish());
    }
    if lasting && let Some(body) = house.kept.get(revision, tag.key(), headers) {
        return Ok(send(http, operation, revision, &body, Some(&tag), &notices));
    }
    let (value, revision) = run(house, operation, with_key(house, operation, variables, key), visitor).await?;
    if value.get() == "null" {
        return Err(nothing(house, operation, key));
    }
    let body = Arc::new(Body::new(Box::<str>::from(value).into_string().into_bytes()));
    if !lasting {
        return Ok(send(http, operation, revision, &body, None, &notices));
    }
    let tag = Tag::of(house, revision, JSON, text.as_bytes());
    house.kept.keep(revision, *tag.key(), &body);
    Ok(send(http, operation, revision, &body, Some(&tag), &notices))
}

/// The list at an address below [`table::BASE`] as anybody is shown it, for other forms of it; `usual` are parameters that hold unless the
/// query string says otherwise.
///
/// # Errors
/// When there is no such list, or the query string is not understood.
pub async fn list(house: &House, name: &str, query: &str, usual: &[(&str, &str)]) -> Result<(Json, u64), Problem> {
    let operation = find(house, Form::Read, name)?;
    if operation.personal || operation.argument("filter").is_none() {
        return Err(Problem::new(Code::NotFound, format!("{name} is no list of records")));
    }
    let given = query::pairs(query)?;
    let added: String = usual.iter().filter(|(name, _)| !given.iter().any(|(own, _)| own == name)).map(|(name, value)| format!("&{name}={value}")).collect();
    let variables = query::variables(house.engine.api(), operation, &format!("{query}{added}"))?;
    let (value, revision) = run(house, operation, variables, Visitor::STRANGER).await?;
    Ok((serde_json::from_str(value.get()).unwrap_or_default(), revision))
}

async fn post(http: &HttpRequest, payload: Payload, house: &House, name: &str) -> Result<HttpResponse, Problem> {
    acceptable(http)?;
    let operation = find(house, Form::Do, name)?;
    check_headers(http.headers())?;
    if !http.query_string().is_empty() {
        return Err(Problem::new(Code::BadRequest, "arguments are given in the body, not in the address"));
    }
    let mut arguments = body(http, house, payload, operation).await?;
    let known = |name: &String| operation.argument(name).is_some();
    if let Some(unknown) = arguments.keys().find(|name| !known(name)) {
        let near = names::did_you_mean(unknown, operation.arguments.iter().map(|argument| argument.name));
        return Err(Problem::new(Code::UnknownName, format!("there is no argument `{unknown}` here{near}")));
    }
    repeated(http, operation, &mut arguments)?;
    reach_revision(http.headers(), &house.engine).await?;
    let visitor = visitor::identify(http, house).await?;
    let notices = notices(house, operation, &arguments);
    let (value, revision) = run(house, operation, arguments, visitor).await?;
    let body = Body::new(Box::<str>::from(value).into_string().into_bytes());
    Ok(send(http, operation, revision, &body, None, &notices))
}

/// The arguments in a body. One that holds a file is for those only who may do what is asked, and is read where nobody waits for it.
async fn body(http: &HttpRequest, house: &House, payload: Payload, operation: &Operation) -> Result<Map<String, Json>, Problem> {
    let read = |body: &[u8]| {
        guard::json(body).map_err(|refusal| Problem::new(Code::TooComplex, refusal.to_string()))?;
        let given: Json = serde_json::from_slice(body).map_err(|error| Problem::new(Code::BadRequest, format!("the body is not JSON: {error}")))?;
        if let Json::Object(arguments) = given { Ok(arguments) } else { Err(Problem::new(Code::BadRequest, "the body is not a JSON object of arguments")) }
    };
    let visitor = if operation.long || operation.is_large { Some(visitor::identify(http, house).await?) } else { None };
    let Some(visitor) = visitor.as_ref().filter(|_| operation.is_large) else {
        // Only somebody who is known writes a book.
        let bytes_max = if visitor.is_some_and(|visitor| visitor.caller.actor().is_some()) { DOCUMENT_BODY_BYTES_MAX } else { BODY_BYTES_MAX };
        return read(&body_within(http, payload, bytes_max, BODY_SECONDS_MAX).await?);
    };
    if let Some(needed) = operation.needs {
        visitor.caller.approach(needed)?;
    }
    let body = large_body(http, payload).await?;
    web::block(move || read(&body)).await.map_err(|_| Problem::new(Code::Internal, "the request could not be finished"))?
}

/// The header that makes repeating harmless, as the argument that does.
fn repeated(http: &HttpRequest, operation: &Operation, arguments: &mut Map<String, Json>) -> Result<(), Problem> {
    let Some(value) = http.headers().get(IDEMPOTENCY_KEY).filter(|_| operation.argument(IDEMPOTENCY_ARGUMENT).is_some()) else { return Ok(()) };
    let key = value.to_str().map_err(|_| Problem::new(Code::BadRequest, "Idempotency-Key has signs that are not ASCII"))?;
    let key = json!(key.trim().trim_matches('"'));
    match arguments.insert(IDEMPOTENCY_ARGUMENT.to_owned(), key.clone()) {
        Some(other) if !other.is_null() && other != key => Err(Problem::new(Code::BadRequest, format!("the header Idempotency-Key and the argument `{IDEMPOTENCY_ARGUMENT}` differ; give one of them"))),
        _ => Ok(()),
    }
}

fn acceptable(http: &HttpRequest) -> Result<(), Problem> {
    accept::preferred(http.headers(), &[JSON]).map(|_| ()).ok_or_else(|| Problem::new(Code::NotAcceptable, format!("answers are sent as {JSON}")))
}

/// The key in an address, within the type that the address is about.
fn with_key(house: &House, operation: &Operation, mut variables: Map<String, Json>, key: Option<&str>) -> Map<String, Json> {
    if let (Some(argument), Some(key)) = (operation.key, key) {
        let ontology = house.engine.directory().ontology();
        let value = match operation.about.filter(|_| operation.form == Form::History && names::is_key(key)) {
            Some(ty) => format!("{}/{key}", ontology.ty(ty).segment),
            None => key.to_owned(),
        };
        variables.insert(argument.to_owned(), json!(value));
    }
    variables
}

#[derive(Deserialize)]
struct Reply<'a> {
    #[serde(borrow, default)]
    data: Option<Map1<'a>>,
    #[serde(default)]
    errors: Vec<Json>,
}

/// The one field that was asked.
type Map1<'a> = std::collections::HashMap<&'a str, &'a RawValue>;

async fn run(house: &House, operation: &Operation, variables: Map<String, Json>, visitor: Visitor) -> Result<(Box<RawValue>, u64), Problem> {
    let request = GraphqlRequest { query: operation.document.clone(), operation_name: None, variables, read_only: operation.form != Form::Do };
    let broke = || Problem::new(Code::Internal, "the request could not be finished");
    let reply = caught(house.engine.run_for(request, Arc::new(visitor))).await.ok_or_else(broke)?;
    let parsed: Reply = serde_json::from_slice(&reply.body).map_err(|_| broke())?;
    if let Some(error) = parsed.errors.first() {
        return Err(said(Problem::of_error(error)));
    }
    let value = parsed.data.and_then(|data| data.get(operation.field.as_str()).map(|value| (*value).to_owned())).ok_or_else(broke)?;
    Ok((value, reply.revision))
}

/// The documents are ours: what is wrong with a variable is wrong with the request, and nothing can be wrong with the document.
fn said(mut problem: Problem) -> Problem {
    match problem.code {
        Code::BadVariables => {
            problem.code = Code::BadRequest;
            problem.detail = problem.detail.trim_start_matches('$').replace("variable $", "parameter ");
        }
        Code::BadDocument => {
            tracing::error!(detail = problem.detail, "a document of our own was refused");
            problem = Problem::new(Code::Internal, "the request could not be finished");
        }
        _ => {}
    }
    problem
}

fn nothing(house: &House, operation: &Operation, key: Option<&str>) -> Problem {
    let (Some(key), Some(ty)) = (key, operation.about) else { return Problem::new(Code::NotFound, format!("there is no {} like that", operation.name)) };
    let state = house.engine.directory().views().state();
    let ty = state.snapshot.ontology().ty(ty);
    Problem::new(Code::NotFound, format!("there is no {} with the key `{key}`{}", ty.singular, nearest_keys(&state.snapshot, &[ty.id], key)))
}

/// What a request names that goes away: its address, and what its parameters or its body say.
fn notices(house: &House, operation: &Operation, variables: &Map<String, Json>) -> Vec<Arc<Deprecation>> {
    let (api, mut found) = (house.engine.api(), Vec::new());
    if !api.notices.is_empty() {
        found.extend(operation.notice.clone());
        let mut given = operation.arguments.iter().map(|argument| (argument.name, &argument.ty)).chain(operation.facets.iter().map(|facets| (view::FACETS, facets)));
        given.by_ref().filter_map(|(name, ty)| Some((ty, variables.get(name)?))).for_each(|(ty, value)| api.notices.of_value(api, ty, value, &mut found));
    }
    found
}

fn tell(response: &mut HttpResponseBuilder, operation: &Operation, notices: &[Arc<Deprecation>]) {
    going::tell(response, notices.iter().map(AsRef::as_ref), operation.successor.as_deref());
}

fn send(http: &HttpRequest, operation: &Operation, revision: u64, body: &Body, tag: Option<&Tag>, notices: &[Arc<Deprecation>]) -> HttpResponse {
    let mut response = fresh(HttpResponse::Ok(), revision);
    response.content_type(JSON);
    match tag {
        Some(tag) => drop(response.insert_header((header::ETAG, tag.text(body.packed_for(http.headers()).is_some())))),
        None => drop(response.insert_header((header::CACHE_CONTROL, "no-store"))),
    }
    if operation.form != Form::Do && operation.view.as_ref().is_some_and(|view| view.is_page()) {
        response.insert_header((header::LINK, links::around(http.path(), http.query_string(), body.plain(), operation.argument("before").is_some())));
    }
    tell(&mut response, operation, notices);
    body.send(response, http.headers())
}
