//! Telling programs that what they used goes away: `Deprecation` (RFC 9745) and `Sunset` (RFC 8594), with links to what is to be known.
//!
//! Said with an answer whose request named it: by its address, a parameter, an argument, a field. An answer of REST that merely has such a
//! field among others says nothing; its description does.

use actix_web::{
    HttpResponseBuilder,
    http::header::{self, HeaderName, HeaderValue},
};
use rustc_hash::FxHashMap;

use super::graphql::api::notices::NOTICES;
use crate::ontology::Deprecation;

const DEPRECATION: HeaderName = HeaderName::from_static("deprecation");
const SUNSET: HeaderName = HeaderName::from_static("sunset");
/// Where people read what goes away.
const PAGE: &str = "/developers#going-away";

/// Addresses that go away, by their path in the list of addresses.
pub type Addresses = FxHashMap<&'static str, Deprecation>;

/// Those of the table.
pub fn addresses() -> Addresses {
    NOTICES.iter().filter(|notice| notice.what.starts_with('/')).filter_map(|notice| Some((notice.what, notice.deprecation().ok()?))).collect()
}

/// The headers; of several things the earliest days. `successor`: an address that serves what replaces the one asked.
pub fn headers<'a>(notices: impl IntoIterator<Item = &'a Deprecation>, successor: Option<&str>) -> Vec<(HeaderName, HeaderValue)> {
    let instants = notices.into_iter().map(Deprecation::instants);
    let Some((since, sunset)) = instants.reduce(|one, other| (one.0.min(other.0), one.1.min(other.1))) else { return Vec::new() };
    let links = format!("<{PAGE}>; rel=\"deprecation sunset\"; type=\"text/html\"");
    let mut texts = vec![(DEPRECATION, format!("@{}", since.as_second())), (SUNSET, sunset.strftime("%a, %d %b %Y %H:%M:%S GMT").to_string()), (header::LINK, links)];
    texts.extend(successor.map(|successor| (header::LINK, format!("<{successor}>; rel=\"successor-version\""))));
    texts.into_iter().filter_map(|(name, text)| Some((name, HeaderValue::from_str(&text).ok()?))).collect()
}

/// Adds the headers to an answer.
pub fn tell<'a>(response: &mut HttpResponseBuilder, notices: impl IntoIterator<Item = &'a Deprecation>, successor: Option<&str>) {
    for header in headers(notices, successor) {
        response.append_header(header);
    }
}
