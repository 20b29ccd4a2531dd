//! Links between the pages of a list (RFC 8288).

use serde::Deserialize;

#[derive(Deserialize)]
struct Page {
    #[serde(rename = "pageInfo")]
    info: Info,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Info {
    has_next_page: bool,
    has_previous_page: bool,
    start_cursor: Option<String>,
    end_cursor: Option<String>,
}

/// What a page is asked with.
const PAGING: [&str; 4] = ["first", "after", "last", "before"];

/// The value of a `Link` header: the first page, and those after and before this one; histories are read one way only.
pub fn around(path: &str, query: &str, body: &[u8], both_ways: bool) -> String {
    let mut links = vec![link(path, query, &[], "first")];
    if let Ok(Page { info }) = serde_json::from_slice(body) {
        if let Some(cursor) = info.end_cursor.filter(|_| info.has_next_page) {
            links.push(link(path, query, &[("after", &cursor)], "next"));
        }
        if let Some(cursor) = info.start_cursor.filter(|_| both_ways && info.has_previous_page) {
            links.push(link(path, query, &[("before", &cursor)], "prev"));
        }
    }
    links.join(", ")
}

/// The same list from elsewhere, with pages of the same size.
fn link(path: &str, query: &str, paging: &[(&str, &str)], relation: &str) -> String {
    let name = |pair: &str| pair.split('=').next().unwrap_or_default().to_owned();
    let mut pairs: Vec<String> = query.split('&').filter(|pair| !pair.is_empty() && !PAGING.contains(&name(pair).as_str())).map(str::to_owned).collect();
    let size = query.split('&').filter_map(|pair| pair.split_once('=')).find(|(name, _)| matches!(*name, "first" | "last")).map(|(_, size)| size);
    let backwards = paging.iter().any(|(name, _)| *name == "before");
    match (size, backwards) {
        (Some(size), false) => pairs.push(format!("first={size}")),
        (size, true) => pairs.push(format!("last={}", size.map_or_else(|| crate::app::find::PAGE_DEFAULT.to_string(), str::to_owned))),
        (None, false) => {}
    }
    // Cursors are made of signs that need no escape in an address.
    pairs.extend(paging.iter().map(|(name, cursor)| format!("{name}={cursor}")));
    let query = pairs.join("&");
    let address = if query.is_empty() { path.to_owned() } else { format!("{path}?{query}") };
    let address: String = address.chars().filter(|sign| !matches!(sign, '<' | '>' | '"') && sign.is_ascii_graphic()).collect();
    format!("<{address}>; rel=\"{relation}\"")
}
