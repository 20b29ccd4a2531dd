//! Who did what, how much there is to do, and what nobody has looked at for long.

use std::collections::BTreeMap;

use actix_web::{HttpRequest, HttpResponse, web::Data};
use askama::Template;

use super::super::{
    Layout, Refusal, Visit,
    dossier::moment,
    segment,
    session::{Outcome, own},
    show::{Name, day},
    shown_types,
};
use crate::{
    app::{DirectoryError, actor::Operation},
    http::{House, query::Pairs},
    ledger::{Event, EventKind},
    views::{queue::State, records::{Record, SortField}},
};

/// Events on one page.
const EVENTS_PER_PAGE: u64 = 50;
/// Records on the list of what was left longest.
const STALE_MAX: usize = 50;
/// What statistics look back at.
const PERIOD_DAYS: i64 = 30;
const DAY_HOURS: i64 = 24;

/// An event.
struct Did {
    sequence: u64,
    when: String,
    who: String,
    what: String,
    about: Option<Name>,
    /// How to take it back, where that is done from here.
    undo: Option<String>,
}

#[derive(Template)]
#[template(path = "curate/activity.html")]
struct Activity {
    layout: Layout,
    events: Vec<Did>,
    older: Option<String>,
}

fn demand(visit: &Visit) -> Result<(), Refusal> {
    Ok(visit.member()?.visitor.caller.demand(Operation::ReadQueue, false)?)
}

/// `GET /curate/activity`
pub async fn page(request: HttpRequest, house: Data<House>) -> HttpResponse {
    own(request, house, async |visit| {
        demand(visit)?;
        let head = visit.state.snapshot.revision();
        let until = visit.pairs.get("before").and_then(|before| before.parse::<u64>().ok()).map_or(head, |before| before.saturating_sub(1)).min(head);
        let from = until.saturating_sub(EVENTS_PER_PAGE);
        let events = visit.house.engine.directory().ledger().read(from, usize::try_from(until - from).unwrap_or_default()).await.map_err(DirectoryError::from).map_err(crate::app::Problem::from)?;
        Outcome::page(&Activity {
            layout: visit.layout(&visit.words.say("activity-title"), "curate"),
            events: events.iter().rev().map(|event| did(visit, event)).collect(),
            older: (from > 0).then(|| format!("/curate/activity{}", Pairs::default().with("before", &(from + 1).to_string()).text())),
        })
    })
    .await
}

fn did(visit: &Visit, event: &Event) -> Did {
    let submission = visit.state.queue.get(&event.subject).map(|submission| Name { href: format!("/curate/{}", submission.key()), text: visit.title_of(submission), lang: String::new() });
    let record = || visit.state.snapshot.by_iri(&event.subject).map(|record| visit.name(record));
    let kind = if matches!(event.kind, EventKind::Erased { .. }) { "erased".to_owned() } else { event.kind.name().to_ascii_lowercase() };
    Did { sequence: event.sequence, when: moment(event.time), who: visit.who(&event.actor, true), what: visit.words.say(&format!("step--{kind}")), about: submission.or_else(record), undo: undo(visit, event) }
}

/// Of what has no page any more.
fn undo(visit: &Visit, event: &Event) -> Option<String> {
    let deed = match event.kind {
        EventKind::Withdrawn => "restore",
        EventKind::Merged => "unmerge",
        _ => return None,
    };
    let (ty, key) = visit.ontology().split_iri(&event.subject)?;
    visit.state.snapshot.by_iri(&event.subject).is_none().then(|| format!("/{}/{key}/{deed}", segment(ty)))
}

/// A number with what it counts.
struct Count {
    label: String,
    number: String,
}

#[derive(Template)]
#[template(path = "curate/statistics.html")]
struct Statistics {
    layout: Layout,
    states: Vec<Count>,
    recent: Vec<Count>,
    curators: Vec<Count>,
    records: Vec<Count>,
}

/// `GET /curate/statistics`
pub async fn statistics(request: HttpRequest, house: Data<House>) -> HttpResponse {
    own(request, house, async |visit| {
        demand(visit)?;
        let (words, queue) = (visit.words, &visit.state.queue);
        let count = |label: String, number: u64| Count { label, number: number.to_string() };
        let now = visit.house.desk().now();
        let since = now - jiff::SignedDuration::from_hours(PERIOD_DAYS * DAY_HOURS);
        let mut done: BTreeMap<&'static str, u64> = BTreeMap::new();
        let mut by: BTreeMap<String, u64> = BTreeMap::new();
        let mut hours: Vec<i64> = Vec::new();
        for submission in queue.all() {
            for fact in submission.facts.iter().filter(|fact| fact.time >= since) {
                *done.entry(fact.kind.name()).or_default() += 1;
                if matches!(fact.kind, EventKind::Accepted | EventKind::Rejected | EventKind::Returned) {
                    *by.entry(visit.who(&fact.actor, true)).or_default() += 1;
                }
                if matches!(fact.kind, EventKind::Accepted | EventKind::Rejected) {
                    hours.push(fact.time.duration_since(submission.submitted()).as_hours());
                }
            }
        }
        hours.sort_unstable();
        let mut recent: Vec<Count> = done.into_iter().map(|(kind, number)| count(words.say(&format!("step--{}", kind.to_ascii_lowercase())), number)).collect();
        if let Some(median) = hours.get(hours.len() / 2) {
            recent.push(count(words.say("statistics-median"), median.unsigned_abs()));
        }
        Outcome::page(&Statistics {
            layout: visit.layout(&words.say("statistics-title"), "curate"),
            states: State::ALL.iter().map(|state| count(visit.state_label(*state), queue.in_state(*state).count() as u64)).collect(),
            recent,
            curators: by.into_iter().map(|(who, number)| count(who, number)).collect(),
            records: shown_types(&visit.state).iter().map(|ty| count(visit.kinds(visit.ontology().ty(*ty)), visit.state.snapshot.of_types(&[*ty]).len())).collect(),
        })
    })
    .await
}

/// A record that was left alone.
struct Old {
    name: Name,
    kind: String,
    when: String,
    edit: String,
}

#[derive(Template)]
#[template(path = "curate/stale.html")]
struct Stale {
    layout: Layout,
    records: Vec<Old>,
}

/// `GET /curate/stale`
pub async fn stale(request: HttpRequest, house: Data<House>) -> HttpResponse {
    own(request, house, async |visit| {
        demand(visit)?;
        let all = visit.state.snapshot.of_types(&shown_types(&visit.state));
        let mut records: Vec<&Record> = all.iter().filter_map(|id| visit.state.snapshot.record(id)).map(AsRef::as_ref).collect();
        let order = visit.state.snapshot.order(SortField::label(visit.ontology(), &visit.languages));
        records.sort_by_cached_key(|record| (record.modified, order.map_or(0, |order| order.rank(record.id))));
        let old = records.into_iter().take(STALE_MAX).map(|record| {
            let name = visit.name(record);
            Old { edit: format!("{}/edit", name.href), name, kind: visit.kind(visit.ontology().ty(record.ty)), when: day(record.modified) }
        });
        Outcome::page(&Stale { layout: visit.layout(&visit.words.say("stale-title"), "curate"), records: old.collect() })
    })
    .await
}
