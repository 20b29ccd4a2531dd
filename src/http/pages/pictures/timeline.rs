//! `/timeline`: how much came about in which year, for each type that has a year or a day.

use actix_web::{HttpRequest, HttpResponse, web::{Data, Path}};
use std::collections::BTreeMap;

use super::{
    Taking, form as drawn,
    gaps::{Page, others},
    grid::{Crossing, Grid},
};
use crate::{
    http::{
        House,
        pages::{Refusal, Visit, answer, segment, show::Said, shown_types},
        problem::Problem,
        query::Pairs,
    },
    ontology::{Property, Role, Type, record::Value},
    views::records::{Token, Values},
};

/// Years with a column of their own; what lies before shares one.
const YEARS_MAX: i32 = 24;
/// Pixels that a year needs.
const COLUMN_MIN: f64 = 32.0;
/// The colour of the discs: there are no grounds to tell apart.
const LEVEL: usize = 4;

pub async fn page(request: HttpRequest, house: Data<House>) -> HttpResponse {
    answer(request, house, |visit| {
        let title = visit.words.say("timeline-title");
        Ok::<_, Problem>(Page {
            layout: visit.layout(&title, "gaps"),
            lead: visit.words.say("timeline-lead"),
            grid: draw(visit),
            taking: Taking::of(visit),
            axes: Vec::new(),
            levels: Vec::new(),
            others: others(visit, "/timeline"),
        })
    })
    .await
}

/// `/timeline.svg`, `/timeline.csv`
pub async fn form(request: HttpRequest, house: Data<House>, form: Path<String>) -> HttpResponse {
    drawn(request, house, &form, |visit| Ok::<_, Refusal>(draw(visit))).await
}

/// How many records of a type there are in each year.
fn years(visit: &Visit, ty: &Type, slot: u16) -> BTreeMap<i32, u64> {
    let snapshot = &visit.state.snapshot;
    let mut years = BTreeMap::new();
    for record in snapshot.set(Token::of_type(ty.id)).iter().filter_map(|id| snapshot.record(id)) {
        let Values::Plain(values) = record.values(slot) else { continue };
        for year in values.iter().filter_map(year) {
            *years.entry(year).or_default() += 1;
        }
    }
    years
}

fn year(value: &Value) -> Option<i32> {
    match value {
        Value::Year(year) => i32::try_from(*year).ok(),
        Value::Date(date) => Some(i32::from(date.year())),
        Value::DateTime(time) => time.to_string().get(..4)?.parse().ok(),
        _ => None,
    }
}

fn draw(visit: &Visit) -> Grid {
    let ontology = visit.ontology();
    let timed = shown_types(&visit.state).into_iter().map(|ty| ontology.ty(ty)).filter_map(|ty| {
        let slot = ty.role(Role::Year)?;
        Some((ty, ty.property(slot)?, years(visit, ty, slot)))
    });
    let timed: Vec<_> = timed.filter(|(_, _, years)| !years.is_empty()).collect();
    let (first, last) = timed.iter().flat_map(|(_, _, years)| years.keys()).fold((i32::MAX, i32::MIN), |(first, last), year| (first.min(*year), last.max(*year)));
    if last < first {
        return Grid::new(visit.words.say("timeline-title"), (visit.words.say("gaps-types"), visit.words.say("timeline-years")), Vec::new(), COLUMN_MIN, Vec::new());
    }
    let begin = first.max(last.saturating_sub(YEARS_MAX - 1));
    // The years of each column; nothing where there is no bound.
    let mut columns: Vec<(Option<i32>, i32)> = Vec::new();
    if first < begin {
        columns.push((None, begin - 1));
    }
    columns.extend((begin..=last).map(|year| (Some(year), year)));
    let heads = columns.iter().map(|(from, to)| if from.is_some() { to.to_string() } else { format!("≤ {to}") }).collect::<Vec<_>>();
    let rows = timed.iter().map(|(ty, property, years)| {
        let crossings = columns.iter().zip(&heads).map(|((from, to), head)| {
            let count: u64 = years.range(from.unwrap_or(i32::MIN)..=*to).map(|(_, count)| count).sum();
            let words = format!("{}, {head}: {}", visit.kinds(ty), visit.words.count("records", &count));
            Crossing { href: (count > 0).then(|| list(ty, property, *from, *to)), count, strongest: None, level: LEVEL, words }
        });
        (Said { text: visit.kinds(ty), lang: String::new() }, Some(format!("/{}", segment(ty))), false, crossings.collect())
    });
    let rows = rows.collect();
    Grid::new(visit.words.say("timeline-title"), (visit.words.say("gaps-types"), visit.words.say("timeline-years")), heads, COLUMN_MIN, rows)
}

/// The list of what came about in these years.
fn list(ty: &Type, property: &Property, from: Option<i32>, to: i32) -> String {
    let days = !matches!(property.range, crate::ontology::Range::Year);
    let bound = |year: i32, day: &str| if days { format!("{year:04}-{day}") } else { year.to_string() };
    let mut pairs = Pairs::default();
    if let Some(from) = from {
        pairs = pairs.with(&format!("{}.gte", property.field), &bound(from, "01-01"));
    }
    format!("/{}{}", segment(ty), pairs.with(&format!("{}.lte", property.field), &bound(to, "12-31")).text())
}
