//! What search engines ask for: `/sitemap.xml` with the pages of all records, in parts, and `/robots.txt`.

use std::fmt::Write as _;

use actix_web::{
    HttpRequest, HttpResponse,
    web::{Data, Path},
};

use super::{House, fresh::Fresh, linked_data, page::escaped, problem::Problem};
use crate::error::Code;

/// Addresses of one part of the site map; the protocol allows 50,000.
const PART_ADDRESSES_MAX: usize = 10_000;

const XML: &str = "application/xml; charset=utf-8";
const SITEMAP: &str = "http://www.sitemaps.org/schemas/sitemap/0.9";

pub async fn index(http: HttpRequest, house: Data<House>) -> HttpResponse {
    let directory = house.engine.directory();
    let snapshot = &directory.views().state().snapshot;
    let mut body = format!("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<sitemapindex xmlns=\"{SITEMAP}\">");
    for part in 0..snapshot.len().div_ceil(PART_ADDRESSES_MAX) {
        let _ = write!(body, "\n<sitemap><loc>{}</loc></sitemap>", escaped(&directory.desk().address(&format!("/sitemaps/{}.xml", part + 1))));
    }
    body.push_str("\n</sitemapindex>\n");
    Fresh { revision: snapshot.revision(), media_type: XML }.answer(&http, body.into_bytes(), |_| ())
}

pub async fn part(http: HttpRequest, house: Data<House>, number: Path<String>) -> HttpResponse {
    let directory = house.engine.directory();
    let snapshot = &directory.views().state().snapshot;
    let parts = snapshot.len().div_ceil(PART_ADDRESSES_MAX);
    let Some(number) = number.parse::<usize>().ok().filter(|number| (1..=parts).contains(number)) else {
        return Problem::new(Code::NotFound, format!("the site map has parts 1 to {parts}")).answer(http.headers());
    };
    let ontology = snapshot.ontology();
    let mut body = format!("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<urlset xmlns=\"{SITEMAP}\">");
    let types: Vec<_> = ontology.types.iter().map(|ty| ty.id).collect();
    for record in snapshot.of_types(&types).iter().skip((number - 1) * PART_ADDRESSES_MAX).take(PART_ADDRESSES_MAX).filter_map(|id| snapshot.record(id)) {
        let _ = write!(body, "\n<url><loc>{}</loc>", escaped(&directory.desk().address(&linked_data::page_of(ontology, &record.iri))));
        if record.revision > 0 {
            let _ = write!(body, "<lastmod>{}</lastmod>", record.modified);
        }
        body.push_str("</url>");
    }
    body.push_str("\n</urlset>\n");
    Fresh { revision: snapshot.revision(), media_type: XML }.answer(&http, body.into_bytes(), |_| ())
}

pub async fn robots(house: Data<House>) -> HttpResponse {
    let map = house.engine.directory().desk().address("/sitemap.xml");
    let text = format!("User-agent: *\nDisallow: /account/\nDisallow: /api/\nDisallow: /curate\nDisallow: /graphql\nDisallow: /sparql\nSitemap: {map}\n");
    HttpResponse::Ok().content_type("text/plain; charset=utf-8").body(text)
}
