//! A public record of ORCID as JSON: a person, and what they list as their works. Source: the record schema of ORCID, version 3.0
//! (<https://github.com/ORCID/orcid-model>).

use serde_json::Value as Json;

use super::json::{each, list, text};
use super::{Entries, Entry};

/// `entry` is `holder` (of the iD) or `work`; `kind` the type of a work as ORCID calls it.
pub const COLUMNS: &[&str] =
    &["entry", "kind", "orcid", "name", "other_names", "summary", "url", "country", "affiliation", "title", "author", "doi", "year", "container"];

pub fn read(source: &str, entries: &mut Entries<'_>) {
    each(source, entries, |record, line, entries| {
        let Some(orcid) = text(record, "/orcid-identifier/path") else {
            return entries.problem(line, "this is no record of ORCID: it has no `orcid-identifier`");
        };
        let name = name(record);
        if name.is_empty() {
            return entries.problem(line, format!("the name of {orcid} is not public; ask them to make it public, or write the record by hand"));
        }
        let mut person = entries.entry(line);
        person.add("entry", "holder");
        person.add("orcid", orcid);
        person.add("name", &name);
        about(record, &mut person);
        entries.push(person);
        for group in list(record, "/activities-summary/works/group") {
            if let Some(work) = list(group, "/work-summary").first() {
                let mut entry = entries.entry(line);
                entry.add("entry", "work");
                entry.add_agent("author", &name, Some(orcid));
                describe(work, &mut entry);
                if entry.has("title") {
                    entries.push(entry);
                }
            }
        }
    });
}

fn name(record: &Json) -> String {
    let part = |place: &str| text(record, place).unwrap_or_default();
    match part("/person/name/credit-name/value") {
        "" => format!("{} {}", part("/person/name/given-names/value"), part("/person/name/family-name/value")).trim().to_owned(),
        credit => credit.to_owned(),
    }
}

fn about(record: &Json, person: &mut Entry) {
    for other in list(record, "/person/other-names/other-name") {
        person.add("other_names", text(other, "/content").unwrap_or_default());
    }
    person.add("summary", text(record, "/person/biography/content").unwrap_or_default());
    person.add("url", text(record, "/person/researcher-urls/researcher-url/0/url/value").unwrap_or_default());
    person.add("country", text(record, "/person/addresses/address/0/country/value").unwrap_or_default());
    for group in list(record, "/activities-summary/employments/affiliation-group") {
        let Some(job) = group.pointer("/summaries/0/employment-summary").filter(|job| job.get("end-date").is_none_or(Json::is_null)) else { continue };
        let identifier = text(job, "/organization/disambiguated-organization/disambiguated-organization-identifier");
        let identifier = identifier.filter(|_| text(job, "/organization/disambiguated-organization/disambiguation-source") == Some("ROR"));
        person.add_agent("affiliation", text(job, "/organization/name").unwrap_or_default(), identifier);
    }
}

fn describe(work: &Json, entry: &mut Entry) {
    let pairs = [("title", "/title/title/value"), ("container", "/journal-title/value"), ("year", "/publication-date/year/value"), ("kind", "/type"), ("url", "/url/value")];
    for (column, place) in pairs {
        entry.add(column, text(work, place).unwrap_or_default());
    }
    let own = |id: &&Json| text(id, "/external-id-type") == Some("doi") && text(id, "/external-id-relationship").is_none_or(|relation| relation.eq_ignore_ascii_case("self"));
    let doi = list(work, "/external-ids/external-id").iter().find(own);
    entry.add("doi", doi.and_then(|id| text(id, "/external-id-normalized/value").or_else(|| text(id, "/external-id-value"))).unwrap_or_default());
}
