//! `/health`, `/metrics` and `/version`: what those who run the directory ask it.

use std::{
    fs,
    sync::atomic::{AtomicU8, Ordering},
    time::Duration,
};

use actix_web::{HttpRequest, HttpResponse, http::header, web::Data};
use prometheus::{Encoder, HistogramOpts, HistogramVec, IntCounterVec, IntGauge, Opts, Registry, TextEncoder};
use serde_json::json;

use super::{House, problem::Problem};
use crate::{app::listings::write, error::Code};

/// Whether requests should be sent here: not before the views are built, and no more once the process has been told to stop.
#[derive(Debug, Default)]
pub struct Readiness(AtomicU8);

impl Readiness {
    const READY: u8 = 1;
    const STOPPING: u8 = 2;

    /// Has no effect once [`Self::stopping`] was called.
    pub fn ready(&self) {
        self.0.fetch_or(Self::READY, Ordering::AcqRel);
    }

    pub fn stopping(&self) {
        self.0.fetch_or(Self::STOPPING, Ordering::AcqRel);
    }

    pub fn is_ready(&self) -> bool {
        self.0.load(Ordering::Acquire) == Self::READY
    }
}

/// What is counted. Labels are routes, methods and statuses only, so their number is bounded.
pub struct Metrics {
    registry: Registry,
    answers: IntCounterVec,
    seconds: HistogramVec,
    /// By the public part of keys that partners made, of which there are few.
    listings: IntCounterVec,
    revision: IntGauge,
    records: IntGauge,
    memory_bytes: IntGauge,
    file_descriptors: IntGauge,
}

impl Metrics {
    /// Upper bounds of the latency histogram, in seconds.
    const SECONDS: &'static [f64] = &[0.0001, 0.000_25, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0];

    /// # Errors
    /// When two measurements are given the same name, a mistake in this file.
    pub fn new() -> prometheus::Result<Self> {
        let metrics = Self {
            registry: Registry::new(),
            answers: IntCounterVec::new(Opts::new("whatworks_http_requests_total", "Requests answered."), &["route", "method", "status"])?,
            seconds: HistogramVec::new(
                HistogramOpts::new("whatworks_http_request_seconds", "Time from reading a request's head to its answer.")
                    .buckets(Self::SECONDS.to_vec()),
                &["route"],
            )?,
            listings: IntCounterVec::new(Opts::new("whatworks_listings_total", "Listings shown on the sites of partners with a key, as far as they are written."), &["key"])?,
            revision: IntGauge::new("whatworks_revision", "The ledger revision that reads show.")?,
            records: IntGauge::new("whatworks_records", "Published records.")?,
            memory_bytes: IntGauge::new("process_resident_memory_bytes", "Resident memory.")?,
            file_descriptors: IntGauge::new("process_open_fds", "Open file descriptors.")?,
        };
        let registry = &metrics.registry;
        registry.register(Box::new(metrics.answers.clone()))?;
        registry.register(Box::new(metrics.seconds.clone()))?;
        registry.register(Box::new(metrics.listings.clone()))?;
        for gauge in [&metrics.revision, &metrics.records, &metrics.memory_bytes, &metrics.file_descriptors] {
            registry.register(Box::new(gauge.clone()))?;
        }
        Ok(metrics)
    }

    pub(super) fn answered(&self, route: &str, method: &str, status: u16, elapsed: Duration) {
        let mut digits = [0; 3];
        for (digit, unit) in digits.iter_mut().zip([100, 10, 1]) {
            *digit = b'0' + u8::try_from(status / unit % 10).unwrap_or(0);
        }
        let status = std::str::from_utf8(&digits).unwrap_or("");
        self.answers.with_label_values(&[route, method, status]).inc();
        self.seconds.with_label_values(&[route]).observe(elapsed.as_secs_f64());
    }

    fn text(&self, house: &House) -> prometheus::Result<Vec<u8>> {
        let gauge = |value: u64| i64::try_from(value).unwrap_or(i64::MAX);
        self.revision.set(gauge(house.engine.revision()));
        self.records.set(gauge(house.engine.records()));
        self.memory_bytes.set(gauge(resident_bytes().unwrap_or(0)));
        self.file_descriptors.set(gauge(fs::read_dir("/proc/self/fd").map_or(0, |entries| entries.count() as u64)));
        for (key, total) in house.engine.directory().listings().totals() {
            let counter = self.listings.with_label_values(&[key.as_str()]);
            counter.inc_by(total.saturating_sub(counter.get()));
        }
        let mut text = Vec::new();
        TextEncoder::new().encode(&self.registry.gather(), &mut text)?;
        Ok(text)
    }
}

/// From Linux's `/proc`; nothing elsewhere.
fn resident_bytes() -> Option<u64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    Some(line.trim().trim_end_matches(" kB").trim().parse::<u64>().ok()? * 1_024)
}

pub async fn live() -> HttpResponse {
    text("live\n")
}

pub async fn ready(request: HttpRequest, house: Data<House>) -> HttpResponse {
    if house.readiness.is_ready() {
        text("ready\n")
    } else {
        Problem::new(Code::Busy, "the directory is starting or stopping").answer(request.headers())
    }
}

pub async fn metrics(request: HttpRequest, house: Data<House>) -> HttpResponse {
    if let Err(problem) = write(house.engine.directory()).await {
        tracing::error!(%problem, "counts of listings cannot be written");
    }
    match house.metrics.text(&house) {
        Ok(body) => HttpResponse::Ok().content_type(prometheus::TEXT_FORMAT).body(body),
        Err(error) => Problem::new(Code::Internal, error.to_string()).answer(request.headers()),
    }
}

pub async fn version(house: Data<House>) -> HttpResponse {
    let body = json!({
        "name": env!("CARGO_PKG_NAME"),
        "version": env!("CARGO_PKG_VERSION"),
        "commit": option_env!("WHATWORKS_COMMIT"),
        "ontology": house.engine.ontology_digest(),
        "revision": house.engine.revision(),
        "changes": house.engine.directory().ledger().changes_head().await.ok().map(|head| json!({ "revision": head.revision, "digest": head.digest.to_string() })),
    });
    HttpResponse::Ok().insert_header((header::CACHE_CONTROL, "no-cache")).content_type("application/json").body(body.to_string())
}

fn text(body: &'static str) -> HttpResponse {
    HttpResponse::Ok().insert_header((header::CACHE_CONTROL, "no-store")).content_type("text/plain; charset=utf-8").body(body)
}
