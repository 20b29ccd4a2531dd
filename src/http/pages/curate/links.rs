//! `/curate/links`: addresses that do not answer, or say that they have moved; a click away from the form that changes them.

use actix_web::{HttpRequest, HttpResponse, web::Data};
use askama::Template;

use super::super::{
    Layout, Refusal, Visit,
    session::{Outcome, own},
    show::{Name, day},
};
use crate::{
    app::link_check::{Link, Standing, Wanted, links},
    http::{House, query::Pairs},
    views::records::Id,
};

/// Addresses on one page.
const LINKS_SHOWN: usize = 50;
/// Records named for one address.
const PLACES_SHOWN: usize = 5;
/// What curators look at first.
const FIRST_LOOK: Standing = Standing::Broken;

/// A way to look at addresses.
struct Look {
    href: String,
    label: String,
    count: u64,
    chosen: bool,
}

/// A record that says an address, and the form that changes it.
struct Place {
    name: Name,
    field: String,
    edit: String,
}

/// An address.
struct Row {
    address: String,
    standing: &'static str,
    what: String,
    since: String,
    answered: Option<String>,
    moved: Option<String>,
    places: Vec<Place>,
    more: u64,
}

#[derive(Template)]
#[template(path = "curate/links.html")]
struct Page {
    layout: Layout,
    looks: Vec<Look>,
    look: &'static str,
    host: String,
    total: u64,
    unasked: u64,
    rows: Vec<Row>,
    after: Option<String>,
}

/// `GET /curate/links`
pub async fn page(request: HttpRequest, house: Data<House>) -> HttpResponse {
    own(request, house, async |visit| Outcome::page(&made(visit)?)).await
}

fn made(visit: &Visit) -> Result<Page, Refusal> {
    let session = visit.member()?;
    let look = visit.pairs.get("look").and_then(Standing::named).unwrap_or(FIRST_LOOK);
    let host = visit.pairs.get("host").map(str::trim).filter(|host| !host.is_empty()).map(str::to_owned);
    let wanted = Wanted { standings: vec![look], host: host.clone(), first: Some(LINKS_SHOWN), after: visit.pairs.get("after").map(str::to_owned) };
    let listed = links(visit.house.engine.directory(), &session.visitor, &wanted)?;
    let kept = visit.pairs.without(&["after"]);
    let looks = listed.counts.iter().map(|(standing, count)| Look {
        href: format!("/curate/links{}", kept.with("look", standing.name()).text()),
        label: visit.words.say(&format!("link--{}", standing.name())),
        count: *count as u64,
        chosen: *standing == look,
    });
    Ok(Page {
        layout: visit.layout(&visit.words.say("links-title"), "curate"),
        looks: looks.collect(),
        look: look.name(),
        host: host.unwrap_or_default(),
        total: listed.total as u64,
        unasked: listed.unasked as u64,
        after: listed.links.last().filter(|_| listed.has_after).map(|last| format!("/curate/links{}", kept.with("after", &last.check.address).text())),
        rows: listed.links.into_iter().map(|link| row(visit, link)).collect(),
    })
}

fn date(milliseconds: i64) -> String {
    jiff::Timestamp::from_millisecond(milliseconds).map(day).unwrap_or_default()
}

fn row(visit: &Visit, link: Link) -> Row {
    let Link { check, standing, places } = link;
    let what = match (check.status, &check.error) {
        (_, Some(error)) => error.clone(),
        (Some(status), None) => visit.words.with("link-status", "status", status.to_string()),
        (None, None) => String::new(),
    };
    Row {
        standing: standing.name(),
        what,
        since: date(check.failing_since.unwrap_or(check.checked)),
        answered: check.answered.filter(|_| check.failing_since.is_some()).map(date),
        more: places.len().saturating_sub(PLACES_SHOWN) as u64,
        places: places.iter().take(PLACES_SHOWN).filter_map(|(id, slot)| place(visit, *id, *slot, &check.address, check.moved.as_deref())).collect(),
        moved: check.moved,
        address: check.address,
    }
}

/// The form begins with the new address in the place of the old one.
fn place(visit: &Visit, id: Id, slot: u16, address: &str, moved: Option<&str>) -> Option<Place> {
    let record = visit.state.snapshot.record(id)?;
    let property = visit.ontology().ty(record.ty).property(slot)?;
    let name = visit.name(record);
    let values = record.values(slot).texts().iter().map(|text| text.raw());
    let changed = moved.map(|moved| values.fold(Pairs::default(), |pairs, value| pairs.and(&property.field, if value == address { moved } else { &value })));
    Some(Place { edit: format!("{}/edit{}", name.href, changed.unwrap_or_default().text()), name, field: visit.field(property) })
}
