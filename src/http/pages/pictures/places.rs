//! `/places`: how much there is of a type in each country, on a map and as a table. Only countries by the codes of ISO 3166 have a place on
//! the map, and there is a map only in a build with Node; the table is whole.

use std::collections::HashMap;
use std::io::Read as _;
use std::sync::LazyLock;

use actix_web::{HttpRequest, HttpResponse, web::{Data, Path}};
use askama::Template;
use flate2::read::GzDecoder;
use serde::Deserialize;

use super::{
    Picture, Taking, form as drawn,
    gaps::{Axis, others},
};
use crate::{
    http::{
        House,
        graphql::explorer,
        pages::{Layout, Refusal, Visit, answer, segment, show::Name, shown_types},
        problem::Problem,
        query::encoded,
    },
    ontology::{Property, Role, Type, terms::SKOS_NOTATION},
    views::records::{Id, Token},
};

/// The pair that names the type.
const TYPE: &str = "of";
/// Pixels of the widest and the narrowest disc.
const RADIUS_MAX: f64 = 26.0;
const RADIUS_MIN: f64 = 5.0;
/// Wide enough for a number.
const RADIUS_NUMBERED: f64 = 8.0;

/// Where land and countries are, in pixels.
#[derive(Deserialize)]
struct World {
    width: u32,
    height: u32,
    /// An SVG path.
    land: String,
    /// By the codes of ISO 3166-1.
    places: HashMap<String, (f64, f64)>,
}

static WORLD: LazyLock<Option<World>> = LazyLock::new(|| {
    let mut text = String::new();
    GzDecoder::new(explorer::packed("world.json")?).read_to_string(&mut text).ok()?;
    serde_json::from_str(&text).ok()
});

/// A country and how much there is.
pub struct Country {
    pub name: Name,
    /// The records.
    pub href: String,
    pub count: u64,
    /// The share of the largest, in percent.
    pub share: u64,
    pub words: String,
    /// Within another one, which counts it too.
    pub within: bool,
    pub disc: Option<Disc>,
}

pub struct Disc {
    pub x: f64,
    pub y: f64,
    pub radius: f64,
    pub numbered: bool,
}

/// The map.
#[derive(Template)]
#[template(path = "places.svg", escape = "html")]
pub struct Map {
    label: String,
    width: u32,
    height: u32,
    land: &'static str,
    /// Those with most first, so that small discs lie on large ones.
    countries: Vec<Country>,
    heads: Vec<String>,
    site: String,
}

impl Picture for Map {
    fn table(&self) -> Vec<Vec<String>> {
        let line = |country: &Country| vec![country.name.text.clone(), country.count.to_string()];
        std::iter::once(self.heads.clone()).chain(self.countries.iter().map(line)).collect()
    }

    fn leads_to(&mut self, site: &str) {
        site.clone_into(&mut self.site);
    }
}

#[derive(Template)]
#[template(path = "places.html")]
struct Page {
    layout: Layout,
    map: Map,
    axes: Vec<Axis>,
    taking: Taking,
    others: Vec<Name>,
}

pub async fn page(request: HttpRequest, house: Data<House>) -> HttpResponse {
    answer(request, house, |visit| {
        let placed = placed(visit);
        let map = draw(visit, &placed)?;
        let chosen = chosen(visit, &placed)?.map(|(ty, _)| ty.id);
        let axes = placed.iter().map(|(ty, _)| Axis { href: format!("/places?{TYPE}={}", segment(ty)), label: visit.kinds(ty), chosen: Some(ty.id) == chosen });
        let title = visit.words.say("places-title");
        Ok::<_, Problem>(Page { layout: visit.layout(&title, "gaps"), axes: axes.collect(), taking: Taking::of(visit), others: others(visit, "/places"), map })
    })
    .await
}

/// `/places.svg`, `/places.csv`
pub async fn form(request: HttpRequest, house: Data<House>, form: Path<String>) -> HttpResponse {
    drawn(request, house, &form, |visit| draw(visit, &placed(visit)).map_err(Refusal::from)).await
}

/// The types whose records have a place, those with most first.
fn placed(visit: &Visit) -> Vec<(&Type, &Property)> {
    let (ontology, snapshot) = (visit.ontology(), &visit.state.snapshot);
    let own = shown_types(&visit.state).into_iter().map(|ty| ontology.ty(ty)).filter_map(|ty| {
        let property = ty.properties.iter().find(|property| property.role == Some(Role::Place) && property.range.is_link())?;
        Some((snapshot.set(Token::has(property.path)).intersection_len(snapshot.set(Token::of_type(ty.id))), ty, &**property))
    });
    let mut placed: Vec<_> = own.filter(|(count, ..)| *count > 0).collect();
    placed.sort_by_key(|(count, ..)| std::cmp::Reverse(*count));
    placed.into_iter().map(|(_, ty, property)| (ty, property)).collect()
}

fn chosen<'a>(visit: &Visit, placed: &[(&'a Type, &'a Property)]) -> Result<Option<(&'a Type, &'a Property)>, Problem> {
    let Some(wanted) = visit.pairs.get(TYPE) else { return Ok(placed.first().copied()) };
    let found = placed.iter().find(|(ty, _)| segment(ty) == wanted).copied();
    found.map(Some).ok_or_else(|| {
        let names: Vec<String> = placed.iter().map(|(ty, _)| segment(ty)).collect();
        let wanted: String = wanted.chars().take(100).collect();
        Problem::new(crate::error::Code::UnknownName, format!("nothing of `{wanted}` has a place; there are {}", names.join(", ")))
    })
}

fn draw(visit: &Visit, placed: &[(&Type, &Property)]) -> Result<Map, Problem> {
    let (width, height, land) = WORLD.as_ref().map_or((0, 0, ""), |world| (world.width, world.height, world.land.as_str()));
    let what = chosen(visit, placed)?;
    let title = what.map_or_else(String::new, |(ty, _)| visit.words.with("places-of", "type", visit.kinds(ty)));
    let mut countries = what.map(|(ty, property)| counted(visit, ty, property)).unwrap_or_default();
    countries.sort_by(|one, other| other.count.cmp(&one.count).then_with(|| one.name.text.cmp(&other.name.text)));
    let most = countries.first().map_or(1, |country| country.count.max(1));
    for country in &mut countries {
        country.share = country.count * 100 / most;
        if let Some(disc) = &mut country.disc {
            disc.radius = (RADIUS_MIN + (RADIUS_MAX - RADIUS_MIN) * (country.count as f64 / most as f64).sqrt()).round();
            disc.numbered = disc.radius >= RADIUS_NUMBERED;
        }
    }
    let heads = vec![visit.words.say("places-country"), what.map_or_else(String::new, |(ty, _)| visit.kinds(ty))];
    Ok(Map { label: title, width, height, land, countries, heads, site: String::new() })
}

fn counted(visit: &Visit, ty: &Type, property: &Property) -> Vec<Country> {
    let (ontology, snapshot) = (visit.ontology(), &visit.state.snapshot);
    let own = snapshot.set(Token::of_type(ty.id));
    let country = |id: Id| {
        let record = snapshot.record(id)?;
        let place = ontology.ty(record.ty);
        let count = own.intersection_len(snapshot.set(Token::within(property.path, id)));
        if count == 0 {
            return None;
        }
        let notation = place.properties.iter().position(|property| ontology.path(property.path).as_ref() == SKOS_NOTATION);
        let code = notation.and_then(|slot| record.values.get(slot)?.texts().first()).map(|text| text.raw().to_ascii_uppercase());
        let position = code.and_then(|code| WORLD.as_ref()?.places.get(&code).copied());
        let within = place.slot(ontology.broader).is_some_and(|slot| !record.values(slot).is_empty());
        let name = visit.name(record);
        Some(Country {
            href: format!("/{}?{}={}", segment(ty), property.field, encoded(record.key(place))),
            words: format!("{}: {}", name.text, visit.words.count("records", &count)),
            name,
            count,
            share: 0,
            within,
            disc: position.map(|(x, y)| Disc { x, y, radius: 0.0, numbered: false }),
        })
    };
    snapshot.targets(property.path, false).iter().filter_map(country).collect()
}
