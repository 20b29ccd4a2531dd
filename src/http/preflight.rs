//! What browsers ask before a page elsewhere may ask with headers of its own: whatever is read here is open to every web page, since
//! nothing at these addresses looks at cookies. Addresses at which something is done answer for themselves.

use actix_web::{HttpResponse, http::header};

use super::{Route, unknown::allowed};

/// Headers with which open data are asked for.
const HEADERS: &str = "Accept, Accept-Language, Cache-Control, Content-Type, If-Modified-Since, If-None-Match, If-Range, Range, Whatworks-Min-Revision";
/// Browsers may remember the answer so long.
pub const PREFLIGHT_SECONDS_MAX: u64 = 86_400;

pub async fn answer(route: &'static Route) -> HttpResponse {
    let methods = allowed(route);
    HttpResponse::NoContent()
        .insert_header((header::ALLOW, methods.as_str()))
        .insert_header((header::ACCESS_CONTROL_ALLOW_METHODS, methods.as_str()))
        .insert_header((header::ACCESS_CONTROL_ALLOW_HEADERS, HEADERS))
        .insert_header((header::ACCESS_CONTROL_MAX_AGE, PREFLIGHT_SECONDS_MAX.to_string()))
        .insert_header((header::VARY, "Origin, Access-Control-Request-Method, Access-Control-Request-Headers"))
        .finish()
}
