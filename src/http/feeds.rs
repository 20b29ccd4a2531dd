//! Feeds and calendars of any list: `/feeds/{types}.atom`, `.rss`, `.json`, `.ics`, with the filters of the REST API in the query string.
//!
//! A record is an entry by the roles of its fields (name, summary, home page) and, in a calendar, by what schema.org says of its days.

mod syndication;

use actix_web::{
    HttpRequest, HttpResponse,
    web::{Data, Path, block},
};
use jiff::Timestamp;
use serde_json::Value as Json;

use super::{House, fresh::Fresh, linked_data, problem::Problem, rest};
use crate::{
    app::{
        calendar::calendar,
        gone,
        occasion::{Occasion, happens},
    },
    error::Code,
    ontology::{Ontology, Role},
    views::provenance::Gone,
};

/// Entries of a feed unless `first` says otherwise.
const ENTRIES_DEFAULT: &str = "50";

/// Withdrawn events that a calendar tells of: those withdrawn last.
const CANCELLED_TOLD_MAX: usize = 20;

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
            Self::Calendar => ("ics", crate::app::calendar::MEDIA_TYPE),
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
    if form == Form::Calendar && ontology.types.iter().any(|ty| rest::address(&ty.plural) == name && !happens(ontology, ty)) {
        let others: Vec<String> = ontology.types.iter().filter(|ty| happens(ontology, ty)).map(|ty| format!("/feeds/{}.ics", rest::address(&ty.plural))).collect();
        return Err(Problem::new(Code::NotFound, format!("what is in this list has no days; calendars are {}", others.join(", "))));
    }
    let body = match form {
        Form::Atom => syndication::atom(&feed),
        Form::Rss => syndication::rss(&feed),
        Form::Json => syndication::json(&feed),
        Form::Calendar => calendar(&feed.title, &occasions(house, name, http, &list)?),
    };
    Ok(Fresh { revision, media_type: form.row().1 }.answer(http, body.into_bytes(), |_| ()))
}

/// `/data/{type}/{key}.ics`: one thing that happens, for calendars that follow it; cancelled there once it is withdrawn.
pub async fn single(http: &HttpRequest, house: &Data<House>, segment: &str, key: &str) -> HttpResponse {
    let (reader, segment, key) = (house.clone(), segment.to_owned(), key.to_owned());
    let made = block(move || {
        let state = reader.engine.directory().views().state();
        let ontology = state.snapshot.ontology();
        let kind = ontology.types.iter().find(|ty| ty.segment == segment && happens(ontology, ty));
        let ty = kind.ok_or_else(|| Problem::new(Code::NotFound, format!("nothing of the kind `{segment}` has a time, so there is no calendar of it")))?;
        let (iri, languages) = (format!("{}{key}", ty.base), &ontology.directory.languages);
        let found = gone::resolve(&state, &[ty.id], &iri);
        let occasion = match &found {
            Ok(Some(record)) => Occasion::of(&state, record, languages),
            _ => Occasion::withdrawn(&state, &iri, languages).map_err(Problem::from)?,
        };
        match (occasion, found) {
            (Some(occasion), _) => {
                Ok((state.snapshot.revision(), calendar(&occasion.title, std::slice::from_ref(&occasion))))
            }
            (None, Err(problem)) => Err(Problem::from(problem)),
            (None, Ok(_)) => Err(Problem::new(Code::NotFound, format!("there is no {} `{key}` that has a time", ty.singular))),
        }
    });
    match made.await {
        Ok(Ok((revision, text))) => Fresh { revision, media_type: Form::Calendar.row().1 }.answer(http, text.into_bytes(), |_| ()),
        Ok(Err(problem)) => problem.answer(http.headers()),
        Err(_) => Problem::new(Code::Busy, "too much is being made").answer(http.headers()),
    }
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
            address: address(&linked_data::page_of(ontology, &id)),
            title: role(Role::Label).or_else(|| text("key"))?,
            summary: role(Role::Summary),
            home: role(Role::Homepage),
            published: time("issued"),
            updated: time("modified"),
            id,
        })
    }
}

/// What happens among the records of a list; where the list is of all of a type, also what was withdrawn and is cancelled now.
fn occasions(house: &House, name: &str, http: &HttpRequest, list: &Json) -> Result<Vec<Occasion>, Problem> {
    let state = house.engine.directory().views().state();
    let ontology = state.snapshot.ontology();
    let languages = &ontology.directory.languages;
    let listed = list["nodes"].as_array().map(Vec::as_slice).unwrap_or_default().iter().filter_map(|node| state.snapshot.by_iri(node["id"].as_str()?));
    let mut found: Vec<Occasion> = listed.filter_map(|record| Occasion::of(&state, record, languages)).collect();
    if http.query_string().is_empty() {
        let mut gone: Vec<_> = state.provenance.tombstones().filter(|(_, tombstone)| tombstone.gone == Gone::Withdrawn).collect();
        gone.sort_by_key(|(_, tombstone)| std::cmp::Reverse(tombstone.place));
        let iris = gone.iter().filter_map(|(id, _)| state.snapshot.iri(*id));
        let ours = iris.filter(|iri| ontology.split_iri(iri).is_some_and(|(ty, _)| happens(ontology, ty) && rest::address(&ty.plural) == name));
        for iri in ours.take(CANCELLED_TOLD_MAX) {
            found.extend(Occasion::withdrawn(&state, iri, languages)?);
        }
    }
    Ok(found)
}
