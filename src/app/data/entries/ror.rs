//! Records of the Research Organization Registry, by its schema of 2024 (version 2) or the one before. A dump is a list of them.
//! Source: <https://ror.readme.io/docs/ror-data-structure>.

use serde_json::Value as Json;

use super::Entries;
use super::json::{each, list, text};

pub const COLUMNS: &[&str] = &["ror", "name", "all_names", "country", "homepage", "wikidata", "types", "status"];

pub fn read(source: &str, entries: &mut Entries<'_>) {
    each(source, entries, |record, line, entries| {
        let mut entry = entries.entry(line);
        entry.add("ror", text(record, "/id").unwrap_or_default());
        entry.add("status", text(record, "/status").unwrap_or_default());
        for kind in list(record, "/types").iter().filter_map(Json::as_str) {
            entry.add("types", kind);
        }
        let found = names(record);
        entry.add("name", found.first().copied().unwrap_or_default());
        for name in found {
            entry.add("all_names", name);
        }
        let country = ["/locations/0/geonames_details/country_code", "/country/country_code"].into_iter().find_map(|place| text(record, place));
        entry.add("country", country.unwrap_or_default());
        let of_links = list(record, "/links").iter().find_map(|link| link.as_str().or_else(|| text(link, "/value").filter(|_| text(link, "/type") == Some("website"))));
        entry.add("homepage", of_links.unwrap_or_default());
        entry.add("wikidata", wikidata(record).unwrap_or_default());
        match (entry.has("ror"), entry.has("name")) {
            (true, true) => entries.push(entry),
            (false, _) => entries.problem(line, "the record has no `id`, such as https://ror.org/03kk7td41"),
            (true, false) => entries.problem(line, "the record has no name to show"),
        }
    });
}

/// The name to show first, then the others.
fn names(record: &Json) -> Vec<&str> {
    let mut found: Vec<&str> = text(record, "/name").into_iter().collect();
    let shown = |name: &&Json| list(name, "/types").iter().any(|kind| kind == "ror_display");
    found.extend(list(record, "/names").iter().filter(shown).filter_map(|name| text(name, "/value")));
    found.extend(list(record, "/names").iter().filter(|name| !shown(name)).filter_map(|name| text(name, "/value")));
    found.extend(list(record, "/labels").iter().filter_map(|label| text(label, "/label")));
    found.extend(["/aliases", "/acronyms"].into_iter().flat_map(|place| list(record, place)).filter_map(Json::as_str));
    let mut seen = std::collections::BTreeSet::new();
    found.retain(|name| seen.insert(*name));
    found
}

fn wikidata(record: &Json) -> Option<&str> {
    let ids = list(record, "/external_ids").iter().find(|ids| text(ids, "/type").is_some_and(|kind| kind.eq_ignore_ascii_case("wikidata")));
    let ids = ids.or_else(|| record.pointer("/external_ids/Wikidata"))?;
    text(ids, "/preferred").or_else(|| text(ids, "/all/0"))
}
