//! The explorer (GraphiQL) for people, served from the binary; the plain form where it was not built or not wanted.

use actix_web::{HttpRequest, HttpResponse, http::header, web::Path};

use super::plain;
use crate::{
    error::Code,
    http::{House, compress, problem::Problem},
};

/// Name and packed content of each file of the built explorer; empty in a build without Node.
static FILES: &[(&str, &[u8])] = include!(concat!(env!("OUT_DIR"), "/explorer_files.rs"));

const PAGE: &str = "index.html";
/// Scripts only from files of ours; the editor writes style attributes and elements as it goes, so styles may be inline.
const CONTENT_POLICY: &str = "default-src 'none'; script-src 'self'; worker-src 'self'; style-src 'self' 'unsafe-inline'; \
     font-src 'self' data:; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";
const PLAIN_CONTENT_POLICY: &str =
    "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// What a browser gets at `/graphql`; `?plain=1` asks for the form.
pub async fn page(http: &HttpRequest, house: &House) -> HttpResponse {
    let plain = http.query_string().split('&').any(|pair| pair == "plain=1");
    let mut response = match find(PAGE).filter(|_| !plain) {
        Some(packed) => {
            let mut response = HttpResponse::Ok();
            response.content_type("text/html; charset=utf-8").insert_header((header::CONTENT_SECURITY_POLICY, CONTENT_POLICY));
            compress::send_packed(response, http.headers(), packed)
        }
        None => plain::page(http, house, find(PAGE).is_some()).await,
    };
    let headers = response.headers_mut();
    if !headers.contains_key(header::CONTENT_SECURITY_POLICY) {
        headers.insert(header::CONTENT_SECURITY_POLICY, header::HeaderValue::from_static(PLAIN_CONTENT_POLICY));
    }
    headers.append(header::VARY, header::HeaderValue::from_static("Accept"));
    headers.insert(header::CACHE_CONTROL, header::HeaderValue::from_static("no-cache"));
    response
}

pub async fn file(name: Path<String>, http: HttpRequest) -> HttpResponse {
    file_of(&name, &http, CONTENT_POLICY)
}

/// The names of the files that were built into the binary.
pub fn names() -> impl Iterator<Item = &'static str> {
    FILES.iter().map(|(name, _)| *name)
}

/// One of them, for a page with this policy.
pub fn file_of(name: &str, http: &HttpRequest, content_policy: &'static str) -> HttpResponse {
    let Some(packed) = find(name).filter(|_| name != PAGE) else {
        return Problem::new(Code::NotFound, "the explorer has no such file").answer(http.headers());
    };
    let mut response = HttpResponse::Ok();
    // The names carry a digest of the content.
    response.content_type(media_type(name)).insert_header((header::CACHE_CONTROL, "max-age=31536000, immutable"));
    // A worker is a page of its own: what it may load is said with its script.
    response.insert_header((header::CONTENT_SECURITY_POLICY, content_policy));
    compress::send_packed(response, http.headers(), packed)
}

/// One of them as it was packed, for use here.
#[must_use]
pub fn packed(name: &str) -> Option<&'static [u8]> {
    find(name)
}

fn find(name: &str) -> Option<&'static [u8]> {
    FILES.iter().find(|(file, _)| *file == name).map(|(_, packed)| *packed)
}

fn media_type(name: &str) -> &'static str {
    match name.rsplit_once('.').map(|(_, extension)| extension) {
        Some("js") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("ttf") => "font/ttf",
        Some("woff2") => "font/woff2",
        Some("svg") => "image/svg+xml",
        _ => "application/octet-stream",
    }
}
