//! `/docs`: Swagger UI over `/openapi.json`, from the binary.

use std::{
    collections::HashMap,
    io::{Cursor, Read as _},
    sync::{Arc, LazyLock, Mutex, PoisonError},
};

use actix_web::{HttpRequest, HttpResponse, http::header, web::Path};
use utoipa_swagger_ui_vendored::SWAGGER_UI_VENDORED;
use zip::ZipArchive;

use crate::{
    error::Code,
    http::{kept::Body, problem::Problem},
};

/// Scripts and requests to ourselves alone; the page sets styles as it goes.
const CONTENT_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:; \
     connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
const PAGE: &str = "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>REST API · What Works</title>\
     <meta name=\"viewport\" content=\"width=device-width\"><link rel=\"icon\" href=\"data:,\"><link rel=\"stylesheet\" href=\"/docs/swagger-ui.css\"></head>\
     <body><noscript>This page needs scripts; the description it shows is at <a href=\"/openapi.json\">/openapi.json</a>.</noscript>\
     <div id=\"swagger-ui\"></div><script src=\"/docs/swagger-ui-bundle.js\"></script><script src=\"/docs/start.js\"></script></body></html>";
const START: &str = "SwaggerUIBundle({ url: '/openapi.json', dom_id: '#swagger-ui', deepLinking: true, docExpansion: 'none', \
     defaultModelsExpandDepth: 0, validatorUrl: null });\n";
const START_FILE: &str = "start.js";
/// What is taken from the archive, and its media type.
const FILES: [(&str, &str); 2] = [("swagger-ui.css", "text/css; charset=utf-8"), ("swagger-ui-bundle.js", "text/javascript; charset=utf-8")];
const DAY_SECONDS: u32 = 24 * 60 * 60;

pub async fn page() -> HttpResponse {
    HttpResponse::Ok()
        .content_type("text/html; charset=utf-8")
        .insert_header((header::CONTENT_SECURITY_POLICY, CONTENT_POLICY))
        .insert_header((header::CACHE_CONTROL, "no-cache"))
        .body(PAGE)
}

pub async fn file(name: Path<String>, http: HttpRequest) -> HttpResponse {
    let mut response = HttpResponse::Ok();
    response.insert_header((header::CACHE_CONTROL, format!("max-age={DAY_SECONDS}"))).insert_header((header::VARY, "Accept-Encoding"));
    if *name == START_FILE {
        return response.content_type("text/javascript; charset=utf-8").body(START);
    }
    let Some((body, media_type)) = FILES.iter().find(|(file, _)| *file == *name).and_then(|(file, media_type)| Some((unpacked(file)?, *media_type))) else {
        return Problem::new(Code::NotFound, format!("there is no such file; there are {START_FILE}, {}", FILES.map(|(file, _)| file).join(", "))).answer(http.headers());
    };
    response.content_type(media_type);
    body.send(response, http.headers())
}

/// A file of the archive, taken out of it once.
fn unpacked(file: &'static str) -> Option<Arc<Body>> {
    static BODIES: LazyLock<Mutex<HashMap<&str, Arc<Body>>>> = LazyLock::new(Mutex::default);
    let mut bodies = BODIES.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(body) = bodies.get(file) {
        return Some(Arc::clone(body));
    }
    let mut archive = ZipArchive::new(Cursor::new(SWAGGER_UI_VENDORED)).ok()?;
    let name = archive.file_names().filter_map(Result::ok).find(|name| name.ends_with(&format!("/dist/{file}")))?.into_owned();
    let mut bytes = Vec::new();
    archive.by_name(&name).ok()?.read_to_end(&mut bytes).ok()?;
    let body = Arc::new(Body::new(bytes));
    bodies.insert(file, Arc::clone(&body));
    Some(body)
}
