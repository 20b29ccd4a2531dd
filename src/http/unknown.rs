//! Answers to an address or a method that is not ours, with what would have been.

use actix_web::{HttpRequest, HttpResponse, http::header, web::Data};

use super::{House, ROUTES, Route, pages, problem::Problem};
use crate::error::Code;

/// How many suggestions an answer makes.
const SUGGESTIONS_MAX: usize = 3;
/// Longer addresses are cut before they are compared or repeated.
const ADDRESS_CHARS_MAX: usize = 100;

pub async fn address(request: HttpRequest) -> HttpResponse {
    let path: String = request.path().chars().take(ADDRESS_CHARS_MAX).collect();
    let nearest = nearest(&path, ROUTES.iter().map(|route| route.path));
    Problem::new(Code::NotFound, format!("nothing is served at {path:?}; the nearest addresses are {}", nearest.join(", ")))
        .answer(request.headers())
}

pub async fn method(route: &'static Route, request: HttpRequest) -> HttpResponse {
    // Any word could be a list; what is none is not there by any method.
    let is_list = request.match_info().get("types").is_none_or(|types| request.app_data::<Data<House>>().is_some_and(|house| pages::type_at(house.engine.directory().ontology(), types).is_some()));
    if !is_list {
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
    methods.join(", ")
}

/// The few names most like the one asked for.
pub fn nearest<'a>(asked: &str, names: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
    let mut names: Vec<&str> = names.collect();
    names.sort_by(|one, other| strsim::jaro_winkler(other, asked).total_cmp(&strsim::jaro_winkler(one, asked)));
    names.truncate(SUGGESTIONS_MAX);
    names
}
