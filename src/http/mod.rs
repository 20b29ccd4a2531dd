//! The doors for machines and people over HTTP. [`ROUTES`] is the one list of addresses: the router, the `Allow` header, the security
//! headers, the metrics' labels and the suggestions on an unknown address all read it.
//!
//! May use `app` and what lies below; nothing below knows HTTP.

mod accept;
mod account;
mod compress;
mod dumps;
mod errors;
mod feeds;
mod fresh;
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
mod server;
mod site;
mod unknown;
mod visitor;

use std::path::PathBuf;
use std::sync::Arc;

use actix_web::{guard, middleware::from_fn, web};

pub use operations::{Metrics, Readiness};
pub use server::{Server, serve};

use crate::app::account::Desk;
use dumps::Dumps;
use graphql::{door, engine::Engine, explorer};
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
        Ok(Self { engine, rest, dumps: None, readiness: Readiness::default(), metrics: Metrics::new()?, kept: Kept::default(), is_behind_proxy: false, edition: edition.finalize().into() })
    }

    /// Keeps dumps in a folder.
    pub fn keep_dumps(&mut self, folder: PathBuf) {
        self.engine.directory().dumps_are_in(&folder);
        self.dumps = Some(Dumps::at(folder));
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

/// Every address this server answers.
pub static ROUTES: &[Route] = &[
    Route {
        path: "/",
        purpose: "the first page: a question box, what is here, how to take part",
        policy: Policy::Page,
        answers: &[("GET", || web::to(pages::home))],
    },
    Route {
        path: "/ask",
        purpose: "a question in English (`q`), answered with its grounds",
        policy: Policy::Page,
        answers: &[("GET", || web::to(pages::ask))],
    },
    Route {
        path: "/search",
        purpose: "everything, searched and filtered",
        policy: Policy::Page,
        answers: &[("GET", || web::to(pages::search))],
    },
    Route {
        path: "/gaps",
        purpose: "the evidence gap map: what is known about what, and what is not",
        policy: Policy::Page,
        answers: &[("GET", || web::to(pages::gaps))],
    },
    Route {
        path: "/contribute",
        purpose: "how to add to the directory",
        policy: Policy::Page,
        answers: &[("GET", || web::to(pages::contribute))],
    },
    Route {
        path: "/about",
        purpose: "how claims and their strength work, who runs this, privacy, accessibility",
        policy: Policy::Page,
        answers: &[("GET", || web::to(pages::about))],
    },
    Route {
        path: "/developers",
        purpose: "this list, and how programs use the directory",
        policy: Policy::Page,
        answers: &[("GET", || web::to(pages::developers))],
    },
    Route {
        path: "/llms.txt",
        purpose: "what is here, for programs that read for people",
        policy: Policy::OpenData,
        answers: &[("GET", || web::to(pages::llms))],
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
        path: "/dumps/",
        purpose: "everything published, as files",
        policy: Policy::Document,
        answers: &[("GET", || web::to(dumps::index))],
    },
    Route {
        path: "/dumps/{file}",
        purpose: "one of them: N-Quads, JSON-LD, tables, checksums",
        policy: Policy::OpenData,
        answers: &[("GET", || web::to(dumps::file))],
    },
    Route {
        path: "/oai",
        purpose: "for harvesters (OAI-PMH 2.0): what was published, changed or taken away since",
        policy: Policy::OpenData,
        answers: &[("GET", || web::to(oai::get)), ("POST", || web::to(oai::post))],
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
        path: "/embed.js",
        purpose: "listings on other sites: the element",
        policy: Policy::OpenData,
        answers: &[("GET", || web::to(pages::embed::script))],
    },
    Route {
        path: "/assets/embed-frame.js",
        purpose: "tells a frame's height",
        policy: Policy::OpenData,
        answers: &[("GET", || web::to(pages::embed::frame_script))],
    },
    Route {
        path: "/assets/embed-{digest}.js",
        purpose: "the element, this version and no other",
        policy: Policy::OpenData,
        answers: &[("GET", || web::to(pages::embed::fixed_script))],
    },
    Route {
        path: "/assets/embed.css",
        purpose: "how a listing in a frame looks",
        policy: Policy::OpenData,
        answers: &[("GET", || web::to(pages::embed::style_sheet))],
    },
    Route {
        path: "/embed",
        purpose: "makes the lines that show a listing on another site",
        policy: Policy::Page,
        answers: &[("GET", || web::to(pages::elsewhere::builder))],
    },
    Route {
        path: "/embed/{types}",
        purpose: "a listing for another site",
        policy: Policy::Embedded,
        answers: &[("GET", || web::to(pages::embed::list))],
    },
    Route {
        path: "/embed/{types}/{key}",
        purpose: "a record for another site",
        policy: Policy::Embedded,
        answers: &[("GET", || web::to(pages::embed::single))],
    },
    Route {
        path: "/oembed",
        purpose: "what to show for an address of ours, by oEmbed",
        policy: Policy::OpenData,
        answers: &[("GET", || web::to(pages::elsewhere::oembed))],
    },
    Route {
        path: "/badge/{type}/{key}",
        purpose: "a picture for the page of whoever is listed",
        policy: Policy::OpenData,
        answers: &[("GET", || web::to(pages::elsewhere::badge))],
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
        answers: &[("GET", || web::to(pages::style_sheet))],
    },
    Route {
        path: "/assets/mark.svg",
        purpose: "the sign of the site",
        policy: Policy::Operations,
        answers: &[("GET", || web::to(pages::mark))],
    },
    Route {
        path: "/assets/page.js",
        purpose: "what pages can do beside, where scripts run",
        policy: Policy::Operations,
        answers: &[("GET", || web::to(pages::script))],
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
    // Whatever is one word may be a list, so these stand last.
    Route {
        path: "/{types}",
        purpose: "all records of a type: search, filters, orders",
        policy: Policy::Page,
        answers: &[("GET", || web::to(pages::list))],
    },
    Route {
        path: "/{types}/{key}",
        purpose: "one record",
        policy: Policy::Page,
        answers: &[("GET", || web::to(pages::record))],
    },
    Route {
        path: "/{types}/{key}/history",
        purpose: "every change of a record",
        policy: Policy::Page,
        answers: &[("GET", || web::to(pages::history))],
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
