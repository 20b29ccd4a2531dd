//! The doors for machines and people over HTTP. [`ROUTES`] is the one list of addresses: the router, the `Allow` header, the security
//! headers, the metrics' labels and the suggestions on an unknown address all read it.
//!
//! May use `app` and what lies below; nothing below knows HTTP.

mod accept;
mod account;
mod change_log;
mod compress;
mod conditions;
mod dumps;
mod editions;
mod errors;
mod feeds;
mod fresh;
mod going;
pub mod graphql;
mod kept;
mod linked_data;
mod oai;
mod observe;
mod operations;
mod page;
pub mod pages;
mod problem;
pub mod query;
mod rest;
mod revised;
mod routes;
mod server;
mod site;
mod sparql;
mod unknown;
mod visitor;

use std::path::PathBuf;
use std::sync::Arc;

use actix_web::{guard, middleware::from_fn, web};

pub use operations::{Metrics, Readiness};
pub use routes::ROUTES;
pub use server::{Server, serve};

use crate::app::{account::Desk, sparql::Sparql};
use crate::ontology::Deprecation;
use dumps::Dumps;
use graphql::engine::Engine;
use kept::Kept;

/// What every handler may reach.
pub struct House {
    pub engine: Arc<Engine>,
    pub readiness: Readiness,
    pub metrics: Metrics,
    kept: Kept,
    rest: rest::Table,
    /// Where everything published is kept as files, if anywhere.
    dumps: Option<Dumps>,
    pub sparql: Sparql,
    /// Whether a proxy says where requests come from.
    pub is_behind_proxy: bool,
    /// Addresses that go away.
    going: going::Addresses,
    /// Differs between programs and schemas that may give different answers at the same revision.
    edition: [u8; 32],
}

impl House {
    /// # Errors
    /// When two measurements share a name.
    pub fn new(engine: Arc<Engine>) -> prometheus::Result<Self> {
        let mut edition = blake3::Hasher::new();
        edition.update(env!("CARGO_PKG_VERSION").as_bytes()).update(engine.sdl().as_bytes()).update(engine.ontology_digest().as_bytes());
        let rest = rest::Table::new(engine.api(), engine.directory().ontology());
        let sparql = Sparql::new(Arc::clone(engine.directory()));
        Ok(Self { engine, rest, dumps: None, sparql, readiness: Readiness::default(), metrics: Metrics::new()?, kept: Kept::default(), is_behind_proxy: false, going: going::addresses(), edition: edition.finalize().into() })
    }

    /// Keeps dumps in a folder.
    pub fn keep_dumps(&mut self, folder: PathBuf) {
        self.engine.directory().dumps_are_in(&folder);
        self.dumps = Some(Dumps::at(folder));
    }

    /// Says of an address, by its path in [`ROUTES`], that it goes away.
    pub fn going_away(&mut self, path: &'static str, deprecation: Deprecation) {
        self.going.insert(path, deprecation);
    }

    fn desk(&self) -> &Desk {
        self.engine.directory().desk()
    }
}

/// One address: what it is for, whom it serves, and what answers each method. `HEAD` is answered wherever `GET` is.
pub struct Route {
    pub path: &'static str,
    pub purpose: &'static str,
    policy: Policy,
    answers: &'static [(&'static str, fn() -> actix_web::Route)],
}

/// Which security headers an address carries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Policy {
    /// Public data that any web page may read.
    OpenData,
    /// Public data that may be shown as a page.
    Document,
    /// A listing in a frame of any other page, or a part of it.
    Embedded,
    /// Data for operators; no web page elsewhere may read it.
    Operations,
    /// A page for people, with the directory's own style sheet and script.
    Page,
}

/// Stands for every address that is not in [`ROUTES`], in metrics and headers.
static UNKNOWN: Route = Route { path: "(unknown)", purpose: "", policy: Policy::Page, answers: &[] };

/// Hangs [`ROUTES`] into an application.
fn configure(config: &mut web::ServiceConfig) {
    for route in ROUTES {
        let mut resource = web::resource(route.path);
        for (method, answer) in route.answers {
            resource = resource.route(answer().guard(guard::fn_guard(move |context| answers(method, context.head().method.as_str()))));
        }
        let resource = resource
            .default_service(web::to(move |request| unknown::method(route, request)))
            .wrap(from_fn(move |request, next| observe::observe(route, request, next)));
        config.service(resource);
    }
    let elsewhere = web::resource("/{address:.*}").default_service(web::to(unknown::address));
    config.service(elsewhere.wrap(from_fn(|request, next| observe::observe(&UNKNOWN, request, next))));
}

fn answers(offered: &str, asked: &str) -> bool {
    offered == asked || (offered == "GET" && asked == "HEAD")
}
