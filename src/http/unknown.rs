//! Answers to an address or a method that is not ours, with what would have been.

use std::sync::LazyLock;

use actix_web::{
    HttpRequest, HttpResponse,
    dev::{Path, ResourceDef},
    http::header,
    web::Data,
};

use super::{House, OPTIONS, ROUTES, Route, pages, problem::Problem};
use crate::error::Code;

/// How many suggestions an answer makes.
const SUGGESTIONS_MAX: usize = 3;
/// Longer addresses are cut before they are compared or repeated.
const ADDRESS_CHARS_MAX: usize = 100;

pub async fn address(request: HttpRequest) -> HttpResponse {
    if let Some(location) = without_slash(&request) {
        return HttpResponse::PermanentRedirect().insert_header((header::LOCATION, location)).finish();
    }
    let path: String = request.path().chars().take(ADDRESS_CHARS_MAX).collect();
    let lists: Vec<String> = request.app_data::<Data<House>>().map(|house| house.engine.directory().ontology().types.iter().map(|ty| format!("/{}", pages::segment(ty))).collect()).unwrap_or_default();
    let fixed = ROUTES.iter().map(|route| route.path).filter(|path| !path.contains('{'));
    let nearest = nearest(&path.to_lowercase(), fixed.chain(lists.iter().map(String::as_str)));
    Problem::new(Code::NotFound, format!("nothing is served at {path:?}; the nearest addresses are {}", nearest.join(", ")))
        .answer(request.headers())
}

/// The same address without a slash at its end, where something is served: `/tools/` is typed, and linked, by many.
fn without_slash(request: &HttpRequest) -> Option<String> {
    static SERVED: LazyLock<Vec<ResourceDef>> = LazyLock::new(|| ROUTES.iter().map(|route| ResourceDef::new(route.path)).collect());
    let path = request.uri().path().strip_suffix('/')?;
    let mut parts = Path::new(path);
    SERVED.iter().find(|served| served.capture_match_info(&mut parts))?;
    // Any word could be a list.
    let is_list = parts.get("types").is_none_or(|types| is_list(request, types));
    is_list.then(|| request.uri().query().map_or_else(|| path.to_owned(), |query| format!("{path}?{query}")))
}

fn is_list(request: &HttpRequest, types: &str) -> bool {
    request.app_data::<Data<House>>().is_some_and(|house| pages::type_at(house.engine.directory().ontology(), types).is_some())
}

pub async fn method(route: &'static Route, request: HttpRequest) -> HttpResponse {
    // Any word could be a list; what is none is not there by any method.
    if !request.match_info().get("types").is_none_or(|types| is_list(&request, types)) {
        return address(request).await;
    }
    let allowed = allowed(route);
    let mut response = Problem::new(Code::MethodNotAllowed, format!("{} is read with {allowed}", route.path)).answer(request.headers());
    if let Ok(value) = header::HeaderValue::from_str(&allowed) {
        response.headers_mut().insert(header::ALLOW, value);
    }
    response
}

/// The value of an `Allow` header.
pub fn allowed(route: &Route) -> String {
    let mut methods = Vec::new();
    for (method, _) in route.answers {
        methods.push(*method);
        if *method == "GET" {
            methods.push("HEAD");
        }
    }
    if route.is_open_to_pages() {
        methods.push(OPTIONS);
    }
    methods.join(", ")
}

/// The few names most like the one asked for.
pub fn nearest<'a>(asked: &str, names: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
    let mut names: Vec<&str> = names.collect();
    names.sort_by(|one, other| strsim::jaro_winkler(other, asked).total_cmp(&strsim::jaro_winkler(one, asked)));
    names.truncate(SUGGESTIONS_MAX);
    names
}
