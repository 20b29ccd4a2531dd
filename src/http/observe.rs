//! What surrounds every answer: security headers by the route's policy, a request identifier, a line in the log, a measurement.
//!
//! Queries may hold names of people, so neither the query string nor a body is ever logged.

use std::{
    sync::{
        LazyLock,
        atomic::{AtomicU64, Ordering},
    },
    time::Instant,
};

use actix_web::{
    Error,
    body::BoxBody,
    dev::{ServiceRequest, ServiceResponse},
    http::header::{self, HeaderMap, HeaderName, HeaderValue},
    middleware::Next,
    web::Data,
};

use super::{House, Policy, Route, going};

pub async fn observe(route: &'static Route, request: ServiceRequest, next: Next<BoxBody>) -> Result<ServiceResponse<BoxBody>, Error> {
    let started = Instant::now();
    let mut response = next.call(request).await?;
    let identifier = identifier();
    let headers = response.headers_mut();
    protect(route.policy, headers);
    if let Ok(value) = HeaderValue::from_str(&identifier) {
        headers.insert(HeaderName::from_static("x-request-id"), value);
    }

    let elapsed = started.elapsed();
    let (method, status) = (known_method(response.request().method().as_str()), response.status());
    let house = response.request().app_data::<Data<House>>().cloned();
    if let Some(house) = house {
        if let Some(deprecation) = house.going.get(route.path) {
            let successor = deprecation.instead.as_ref().map(|instead| instead.name.as_str());
            let told = going::headers([deprecation], successor);
            told.into_iter().for_each(|(name, value)| response.headers_mut().append(name, value));
        }
        house.metrics.answered(route.path, method, status.as_u16(), elapsed);
    }
    let ms = elapsed.as_secs_f64() * 1_000.0;
    if status.is_server_error() {
        tracing::warn!(method, route = route.path, status = status.as_u16(), ms, request = identifier, "answered");
    } else {
        tracing::debug!(method, route = route.path, status = status.as_u16(), ms, request = identifier, "answered");
    }
    Ok(response)
}

/// A label with few values, whatever a client makes up.
fn known_method(method: &str) -> &'static str {
    ["GET", "POST", "HEAD", "OPTIONS", "PUT", "PATCH", "DELETE"].into_iter().find(|known| *known == method).unwrap_or("other")
}

/// Unique among processes and counted within one.
fn identifier() -> String {
    static PROCESS: LazyLock<u32> = LazyLock::new(|| u32::try_from(ulid::Ulid::new().random() & 0xffff_ffff).unwrap_or(0));
    static REQUESTS: AtomicU64 = AtomicU64::new(0);
    format!("{:08x}-{}", *PROCESS, REQUESTS.fetch_add(1, Ordering::Relaxed))
}

/// Adds the headers of a policy where the handler has not set its own.
fn protect(policy: Policy, headers: &mut HeaderMap) {
    let content_policy = match policy {
        Policy::OpenData | Policy::Operations => "default-src 'none'; frame-ancestors 'none'",
        Policy::Document | Policy::Page => {
            "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self'; frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
        }
        Policy::Embedded => "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors *",
    };
    let mut set = |name: HeaderName, value: &'static str| {
        if !headers.contains_key(&name) {
            headers.insert(name, HeaderValue::from_static(value));
        }
    };
    set(header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    set(header::REFERRER_POLICY, "no-referrer");
    set(header::CONTENT_SECURITY_POLICY, content_policy);
    if matches!(policy, Policy::OpenData | Policy::Document | Policy::Embedded) {
        set(header::ACCESS_CONTROL_ALLOW_ORIGIN, "*");
        set(header::ACCESS_CONTROL_EXPOSE_HEADERS, "Deprecation, ETag, Link, Retry-After, Sunset, Whatworks-Revision, X-Request-Id");
        set(HeaderName::from_static("cross-origin-resource-policy"), "cross-origin");
    } else {
        set(HeaderName::from_static("cross-origin-resource-policy"), "same-origin");
    }
}
