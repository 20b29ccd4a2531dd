//! CSL-JSON, and the columns that all bibliographies have: the names of its variables.
//! Source: <https://docs.citationstyles.org/en/stable/specification.html#appendix-iv-variables>.

use serde_json::Value as Json;

use super::json::{each, list, text};
use super::{Entries, Entry, year};

/// `entry` is the type of the item as CSL calls it, `id` the address of a record of a directory like this one.
pub const COLUMNS: &[&str] = &["id", "entry", "title", "author", "issued", "container-title", "publisher", "DOI", "URL", "abstract", "language"];

pub fn read(source: &str, entries: &mut Entries<'_>) {
    each(source, entries, |item, line, entries| {
        let mut entry = entries.entry(line);
        entry.add("entry", text(item, "/type").unwrap_or("document"));
        for column in ["id", "title", "container-title", "publisher", "DOI", "URL", "abstract", "language"] {
            match item.get(column) {
                Some(Json::String(value)) => entry.add(column, value),
                Some(Json::Number(value)) => entry.add(column, &value.to_string()),
                _ => {}
            }
        }
        for author in list(item, "/author") {
            agent(&mut entry, author);
        }
        if let Some(year) = issued(item) {
            entry.add("issued", &year);
        }
        if entry.has("title") {
            entries.push(entry);
        } else {
            entries.problem(line, "the item has no `title`");
        }
    });
}

fn agent(entry: &mut Entry, author: &Json) {
    let part = |name: &str| author.get(name).and_then(Json::as_str).unwrap_or_default();
    let name = match part("literal") {
        "" => [part("given"), part("dropping-particle"), part("non-dropping-particle"), part("family"), part("suffix")].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" "),
        literal => literal.to_owned(),
    };
    entry.add_agent("author", &name, Some(part("ORCID")).filter(|orcid| !orcid.is_empty()));
}

fn issued(item: &Json) -> Option<String> {
    let first = item.pointer("/issued/date-parts/0/0");
    if let Some(Json::Number(number)) = first {
        return Some(number.to_string());
    }
    let text = first.and_then(Json::as_str).or_else(|| ["/issued/raw", "/issued/literal", "/issued"].into_iter().find_map(|place| text(item, place)))?;
    year(text).map(str::to_owned)
}
