//! Feeds and calendars of any list: `/feeds/{types}.atom`, `.rss`, `.json`, `.ics`, with the filters of the REST API in the query string.
//!
//! A record is an entry by the roles of its fields (name, summary, home page) and, in a calendar, by what schema.org says of its days.

mod calendar;
mod syndication;

use actix_web::{
    HttpRequest, HttpResponse,
    web::{Data, Path},
};
use jiff::Timestamp;
use serde_json::Value as Json;

use super::{House, fresh::Fresh, problem::Problem, rest};
use crate::{
    error::Code,
    ontology::{Ontology, Role, Type},
};

/// Entries of a feed unless `first` says otherwise.
const ENTRIES_DEFAULT: &str = "50";

/// A form of a feed. Closed: a new one is a new row of [`Form::row`].
#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    Atom,
    Rss,
    Json,
    Calendar,
}

impl Form {
    const ALL: [Self; 4] = [Self::Atom, Self::Rss, Self::Json, Self::Calendar];

    /// The ending in addresses, and the media type.
    const fn row(self) -> (&'static str, &'static str) {
        match self {
            Self::Atom => ("atom", "application/atom+xml; charset=utf-8"),
            Self::Rss => ("rss", "application/rss+xml; charset=utf-8"),
            Self::Json => ("json", "application/feed+json; charset=utf-8"),
            Self::Calendar => ("ics", "text/calendar; charset=utf-8"),
        }
    }
}

/// What is said of the whole feed.
struct Feed {
    title: String,
    description: String,
    language: String,
    licence: String,
    /// Its own address, that of the site, and what it is identified by.
    own: String,
    site: String,
    id: String,
    updated: Timestamp,
    entries: Vec<Entry>,
}

/// A record.
struct Entry {
    /// The IRI, and where to read about it.
    id: String,
    address: String,
    title: String,
    summary: Option<String>,
    /// Its own page elsewhere.
    home: Option<String>,
    published: Timestamp,
    updated: Timestamp,
    days: Option<calendar::Days>,
}

pub async fn feed(http: HttpRequest, house: Data<House>, file: Path<String>) -> HttpResponse {
    made(&http, &house, &file).await.unwrap_or_else(|problem| problem.answer(http.headers()))
}

async fn made(http: &HttpRequest, house: &House, file: &str) -> Result<HttpResponse, Problem> {
    let endings = Form::ALL.map(|form| form.row().0);
    let form = |ending: &str| Form::ALL.into_iter().find(|form| form.row().0 == ending);
    let Some((name, form)) = file.rsplit_once('.').and_then(|(name, ending)| Some((name, form(ending)?))) else {
        return Err(Problem::new(Code::NotFound, format!("a feed is a list and its form, such as /feeds/records.atom; there are .{}", endings.join(", ."))));
    };
    let ontology = house.engine.directory().ontology();
    let (list, revision) = rest::list(house, name, http.query_string(), &[("order", "-issued"), ("first", ENTRIES_DEFAULT)]).await?;
    let feed = Feed::new(house, name, http, &list);
    let has_days = calendar::has_days(ontology);
    if form == Form::Calendar && ontology.types.iter().any(|ty| rest::address(&ty.plural) == name && !has_days(ty)) {
        let others: Vec<String> = ontology.types.iter().filter(|ty| has_days(ty)).map(|ty| format!("/feeds/{}.ics", rest::address(&ty.plural))).collect();
        return Err(Problem::new(Code::NotFound, format!("what is in this list has no days; calendars are {}", others.join(", "))));
    }
    let body = match form {
        Form::Atom => syndication::atom(&feed),
        Form::Rss => syndication::rss(&feed),
        Form::Json => syndication::json(&feed),
        Form::Calendar => calendar::calendar(&feed),
    };
    Ok(Fresh { revision, media_type: form.row().1 }.answer(http, body.into_bytes(), |_| ()))
}

impl Feed {
    fn new(house: &House, name: &str, http: &HttpRequest, list: &Json) -> Self {
        let directory = house.engine.directory();
        let state = directory.views().state();
        let (ontology, desk) = (state.snapshot.ontology(), directory.desk());
        let moment = state.snapshot.time();
        let entries: Vec<Entry> = list["nodes"].as_array().map(Vec::as_slice).unwrap_or_default().iter().filter_map(|node| Entry::new(ontology, node, moment, |path| desk.address(path))).collect();
        let labelled = ontology.types.iter().find(|ty| rest::address(&ty.plural) == name).map_or(name, |ty| ty.label.as_str());
        let path = http.uri().to_string();
        Self {
            title: format!("{}: {labelled}", ontology.directory.title),
            description: ontology.directory.description.clone(),
            language: ontology.directory.languages.first().cloned().unwrap_or_default(),
            licence: ontology.directory.license.clone(),
            own: desk.address(&path),
            site: desk.address("/"),
            id: format!("{}{}", ontology.directory.iri, path.trim_start_matches('/')),
            updated: entries.iter().map(|entry| entry.updated).max().unwrap_or(moment),
            entries,
        }
    }
}

impl Entry {
    /// `moment`: stands where something has come with the ontology and has no time of its own.
    fn new(ontology: &Ontology, node: &Json, moment: Timestamp, address: impl Fn(&str) -> String) -> Option<Self> {
        let ty = ontology.types.iter().find(|ty| node["type"] == ty.enum_value.as_str())?;
        let text = |field: &str| node[field].as_str().map(str::to_owned);
        let role = |role: Role| ty.role(role).and_then(|slot| ty.property(slot)).and_then(|property| text(&property.field));
        let time = |field: &str| text(field).and_then(|time| time.parse().ok()).unwrap_or(moment);
        let id = text("id")?;
        Some(Self {
            address: address(&local(ontology, &id)),
            title: role(Role::Label).or_else(|| text("key"))?,
            summary: role(Role::Summary),
            home: role(Role::Homepage),
            published: time("issued"),
            updated: time("modified"),
            days: calendar::Days::new(ontology, ty, node),
            id,
        })
    }
}

/// The part of an address below the directory's own.
fn local(ontology: &Ontology, iri: &str) -> String {
    super::linked_data::local(ontology, iri)
}

/// The field of a type that stands for a predicate.
fn field<'a>(ontology: &Ontology, ty: &'a Type, predicate: &str) -> Option<&'a str> {
    ty.properties.iter().find(|property| property.is_public() && ontology.path(property.path).as_str() == predicate).map(|property| property.field.as_str())
}
