//! The doors for machines and people over HTTP. [`ROUTES`] is the one list of addresses: the router, the `Allow` header, the security
//! headers, the metrics' labels and the suggestions on an unknown address all read it.
//!
//! May use `app` and what lies below; nothing below knows HTTP.

mod accept;
mod account;
mod compress;
mod errors;
mod feeds;
mod fresh;
mod front;
pub mod graphql;
mod kept;
mod linked_data;
mod observe;
mod operations;
mod page;
mod problem;
mod rest;
mod revised;
mod server;
mod site;
mod sparql;
mod unknown;
mod visitor;

use std::sync::Arc;

use actix_web::{guard, middleware::from_fn, web};

pub use operations::{Metrics, Readiness};
pub use server::{Server, serve};

use crate::app::{account::Desk, sparql::Sparql};
use graphql::{door, engine::Engine, explorer};
use kept::Kept;

/// What every handler may reach.
pub struct House {
    pub engine: Arc<Engine>,
    pub readiness: Readiness,
    pub metrics: Metrics,
    kept: Kept,
    rest: rest::Table,
    pub sparql: Sparql,
    /// Whether a proxy says where requests come from.
    pub is_behind_proxy: bool,
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
        Ok(Self { engine, rest, sparql, readiness: Readiness::default(), metrics: Metrics::new()?, kept: Kept::default(), is_behind_proxy: false, edition: edition.finalize().into() })
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
    /// Data for operators; no web page elsewhere may read it.
    Operations,
    /// A page for people, with the directory's own style sheet and no scripts.
    Page,
}

/// Every address this server answers.
pub static ROUTES: &[Route] = &[
    Route {
        path: "/",
        purpose: "this page",
        policy: Policy::Page,
        answers: &[("GET", || web::to(front::page))],
    },
    Route {
        path: "/graphql",
        purpose: "GraphQL over HTTP; in a browser the explorer",
        policy: Policy::OpenData,
        answers: &[("GET", || web::to(door::get)), ("POST", || web::to(door::post)), ("OPTIONS", || web::to(door::preflight))],
    },
    Route {
        path: "/graphql/schema.graphql",
        purpose: "the GraphQL schema",
        policy: Policy::OpenData,
        answers: &[("GET", || web::to(door::schema))],
    },
    Route {
        path: "/graphql/explorer/{file}",
        purpose: "files of the explorer",
        policy: Policy::Operations,
        answers: &[("GET", || web::to(explorer::file))],
    },
    Route {
        path: "/api/v1",
        purpose: "REST: every address below",
        policy: Policy::OpenData,
        answers: &[("GET", || web::to(rest::index))],
    },
    Route {
        path: "/api/v1/{name}",
        purpose: "REST: a list, a question, and what is sent to be done",
        policy: Policy::OpenData,
        answers: &[("GET", || web::to(rest::read)), ("POST", || web::to(rest::act)), ("OPTIONS", || web::to(rest::preflight))],
    },
    Route {
        path: "/api/v1/{name}/{key}",
        purpose: "REST: a record",
        policy: Policy::OpenData,
        answers: &[("GET", || web::to(rest::one)), ("OPTIONS", || web::to(rest::preflight))],
    },
    Route {
        path: "/api/v1/{name}/{key}/history",
        purpose: "REST: the history of a record",
        policy: Policy::OpenData,
        answers: &[("GET", || web::to(rest::history)), ("OPTIONS", || web::to(rest::preflight))],
    },
    Route {
        path: "/openapi.json",
        purpose: "REST described in OpenAPI 3.1",
        policy: Policy::OpenData,
        answers: &[("GET", || web::to(rest::openapi))],
    },
    Route {
        path: "/docs",
        purpose: "REST, to be tried in a browser",
        policy: Policy::Page,
        answers: &[("GET", || web::to(rest::swagger_page))],
    },
    Route {
        path: "/docs/{file}",
        purpose: "files of that page",
        policy: Policy::Operations,
        answers: &[("GET", || web::to(rest::swagger_file))],
    },
    Route {
        path: "/sparql",
        purpose: "SPARQL 1.1 queries over what is published; in a browser a page to ask on",
        policy: Policy::OpenData,
        answers: &[("GET", || web::to(sparql::get)), ("POST", || web::to(sparql::post)), ("OPTIONS", || web::to(sparql::preflight))],
    },
    Route {
        path: "/sparql/page/{file}",
        purpose: "files of the page to ask on",
        policy: Policy::Operations,
        answers: &[("GET", || web::to(sparql::file))],
    },
    Route {
        path: "/id/{type}/{key}",
        purpose: "a thing that is described here; sends on to what is known of it",
        policy: Policy::OpenData,
        answers: &[("GET", || web::to(linked_data::thing))],
    },
    Route {
        path: "/data/{type}/{key}",
        purpose: "what is known of a thing: .ttl .nt .jsonld .rdf .json .html",
        policy: Policy::Document,
        answers: &[("GET", || web::to(linked_data::document))],
    },
    Route {
        path: "/vocab/{scheme}",
        purpose: "a vocabulary with all its concepts, in the same forms",
        policy: Policy::Document,
        answers: &[("GET", || web::to(linked_data::vocabulary))],
    },
    Route {
        path: "/vocab/{scheme}/{code}",
        purpose: "a concept, in the same forms",
        policy: Policy::Document,
        answers: &[("GET", || web::to(linked_data::concept))],
    },
    Route {
        path: "/ns",
        purpose: "the classes and properties of our own",
        policy: Policy::Document,
        answers: &[("GET", || web::to(linked_data::namespace))],
    },
    Route {
        path: "/context.jsonld",
        purpose: "what the names in our JSON-LD mean",
        policy: Policy::OpenData,
        answers: &[("GET", || web::to(linked_data::context))],
    },
    Route {
        path: "/.well-known/void",
        purpose: "the directory as a data set (VoID, DCAT)",
        policy: Policy::Document,
        answers: &[("GET", || web::to(linked_data::data_set))],
    },
    Route {
        path: "/feeds/{file}",
        purpose: "any list of records as a feed or a calendar: .atom .rss .json .ics",
        policy: Policy::OpenData,
        answers: &[("GET", || web::to(feeds::feed))],
    },
    Route {
        path: "/sitemap.xml",
        purpose: "the pages of all records, for search engines",
        policy: Policy::OpenData,
        answers: &[("GET", || web::to(site::index))],
    },
    Route {
        path: "/sitemaps/{number}.xml",
        purpose: "a part of them",
        policy: Policy::OpenData,
        answers: &[("GET", || web::to(site::part))],
    },
    Route {
        path: "/robots.txt",
        purpose: "what search engines are asked to leave alone",
        policy: Policy::OpenData,
        answers: &[("GET", || web::to(site::robots))],
    },
    Route {
        path: "/errors",
        purpose: "every error code",
        policy: Policy::Page,
        answers: &[("GET", || web::to(errors::all))],
    },
    Route {
        path: "/errors/{code}",
        purpose: "what an error code means and what to do",
        policy: Policy::Page,
        answers: &[("GET", || web::to(errors::one))],
    },
    Route {
        path: "/account/challenge",
        purpose: "a proof of work, for the altcha widget",
        policy: Policy::OpenData,
        answers: &[("GET", || web::to(account::challenge))],
    },
    Route {
        path: "/account/confirm",
        purpose: "where a mail leads to confirm an address",
        policy: Policy::Page,
        answers: &[("GET", || web::to(account::confirm_page)), ("POST", || web::to(account::confirm))],
    },
    Route {
        path: "/account/reset",
        purpose: "where a mail leads to set a password",
        policy: Policy::Page,
        answers: &[("GET", || web::to(account::reset_page)), ("POST", || web::to(account::reset))],
    },
    Route {
        path: "/account/forgotten",
        purpose: "asks for a new password",
        policy: Policy::Page,
        answers: &[("GET", || web::to(account::forgotten_page)), ("POST", || web::to(account::forgotten))],
    },
    Route {
        path: "/account/unsubscribe",
        purpose: "where a mail leads to get no more of them",
        policy: Policy::Page,
        answers: &[("GET", || web::to(account::unsubscribe_page)), ("POST", || web::to(account::unsubscribe))],
    },
    Route {
        path: "/account/orcid",
        purpose: "where ORCID sends people back to",
        policy: Policy::Page,
        answers: &[("GET", || web::to(account::orcid_page))],
    },
    Route {
        path: "/.well-known/jwks.json",
        purpose: "the keys with which access tokens are checked",
        policy: Policy::OpenData,
        answers: &[("GET", || web::to(account::keys))],
    },
    Route {
        path: "/assets/page.css",
        purpose: "the style sheet of the pages",
        policy: Policy::Operations,
        answers: &[("GET", || web::to(page::style_sheet))],
    },
    Route {
        path: "/health/live",
        purpose: "whether the process answers",
        policy: Policy::Operations,
        answers: &[("GET", || web::to(operations::live))],
    },
    Route {
        path: "/health/ready",
        purpose: "whether it may be sent requests",
        policy: Policy::Operations,
        answers: &[("GET", || web::to(operations::ready))],
    },
    Route {
        path: "/metrics",
        purpose: "measurements in the Prometheus text format",
        policy: Policy::Operations,
        answers: &[("GET", || web::to(operations::metrics))],
    },
    Route {
        path: "/version",
        purpose: "what is running here",
        policy: Policy::OpenData,
        answers: &[("GET", || web::to(operations::version))],
    },
];

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
