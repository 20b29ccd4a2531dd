//! `/gaps`: the evidence gap map. What the directory is about, crossed with another way to sort it: how much is there, how well it is
//! founded, and where nothing is. A picture, and the same as a table.

use actix_web::{HttpRequest, HttpResponse, web::Data};
use askama::Template;

use super::{
    Layout, Visit, answer, plural, segment,
    show::{Name, Said},
};
use crate::{
    app::coverage::{Cell, Coverage, Entry, TYPES_AXIS, coverage},
    http::{House, problem::Problem},
    ontology::{ClaimRule, EnumerationValue, TypeId},
    views::records::Id,
};

/// Pixels of the picture: the left margin with names, a row, what the columns share and the bounds of one, the head, the widest and the
/// narrowest disc.
const LEFT: f64 = 250.0;
const ROW: f64 = 38.0;
const WIDTH: f64 = 820.0;
const COLUMN_MIN: f64 = 60.0;
const COLUMN_MAX: f64 = 160.0;
const HEAD: f64 = 92.0;
const RADIUS_MAX: f64 = 17.0;
const RADIUS_MIN: f64 = 5.0;

/// One column, by its place in the picture.
pub struct Head {
    pub label: String,
    pub x: f64,
}

/// One crossing.
pub struct Spot {
    pub href: Option<String>,
    pub count: u64,
    pub strongest: Option<String>,
    /// From 0 (nothing is known) to the number of strengths.
    pub level: usize,
    pub x: f64,
    pub radius: f64,
    /// What it says, for those who do not see it.
    pub words: String,
}

/// One row.
pub struct Row {
    pub name: Said,
    pub href: Option<String>,
    pub within: bool,
    pub y: f64,
    pub spots: Vec<Spot>,
}

/// Another way to cut the map.
pub struct Axis {
    pub href: String,
    pub label: String,
    pub chosen: bool,
}

#[derive(Template)]
#[template(path = "gaps.html")]
struct Page {
    layout: Layout,
    rows_label: String,
    columns_label: String,
    heads: Vec<Head>,
    rows: Vec<Row>,
    axes: Vec<Axis>,
    levels: Vec<(usize, String)>,
    width: f64,
    height: f64,
    row_height: f64,
    empty: u64,
}

pub async fn page(request: HttpRequest, house: Data<House>) -> HttpResponse {
    answer(request, house, make).await
}

fn make(visit: &Visit) -> Result<Page, Problem> {
    let ontology = visit.ontology();
    let rule = ontology.types.iter().find_map(|ty| ty.claim.as_ref());
    let rows = rule.and_then(|rule| topics_scheme(visit, rule)).unwrap_or_default();
    let columns = visit.pairs.get("columns").unwrap_or(TYPES_AXIS).to_owned();
    let map = coverage(&visit.state.snapshot, &rows, &columns, &visit.languages).map_err(Problem::from)?;
    let strengths: &[EnumerationValue] = rule.and_then(|rule| { let ty = ontology.ty(rule.claim); ontology.enumeration(ty.property(ty.slot(rule.strength)?)?) }).map_or(&[], |vocabulary| vocabulary.values.as_slice());
    // Columns in which nothing stands at all are of another kind than gaps.
    let kept: Vec<usize> = (0..map.columns.len()).filter(|at| map.cells.iter().any(|cell| cell.column == *at && cell.count > 0)).collect();
    let column = (WIDTH / kept.len().max(1) as f64).clamp(COLUMN_MIN, COLUMN_MAX).round();
    let drawing = Drawing { visit, map: &map, strengths, rule, by_type: columns == TYPES_AXIS, most: map.cells.iter().map(|cell| cell.count).max().unwrap_or(1).max(1), column };
    let order = drawing.order();
    let shown: Vec<Row> = order.iter().enumerate().filter_map(|(place, (at, within))| drawing.row(place, *at, *within, &kept)).collect();
    let empty = shown.iter().flat_map(|row| &row.spots).filter(|spot| spot.count == 0).count() as u64;
    let title = visit.words.say("gaps-title");
    Ok(Page {
        layout: visit.layout(&title, "gaps"),
        rows_label: scheme_title(visit, &rows),
        columns_label: scheme_title(visit, &columns),
        heads: kept.iter().enumerate().filter_map(|(place, at)| Some(Head { label: drawing.column_label(map.columns.get(*at)?), x: drawing.x_of(place) })).collect(),
        width: LEFT + column * kept.len() as f64 + 24.0,
        height: HEAD + ROW * shown.len() as f64 + 10.0,
        row_height: ROW,
        axes: axes(visit, &rows, &columns),
        levels: strengths.iter().enumerate().map(|(at, value)| (at + 1, value.label.clone())).collect(),
        rows: shown,
        empty,
    })
}

/// The vocabulary that claims are about.
fn topics_scheme(visit: &Visit, rule: &ClaimRule) -> Option<String> {
    let ontology = visit.ontology();
    let claim = ontology.ty(rule.claim);
    let target = *claim.property(claim.slot(rule.object)?)?.range.targets()?.types.first()?;
    Some(ontology.vocabularies.get(ontology.ty(target).vocabulary?)?.code.clone())
}

fn scheme_title(visit: &Visit, scheme: &str) -> String {
    if scheme == TYPES_AXIS {
        return visit.words.say("gaps-types");
    }
    let vocabulary = visit.ontology().vocabulary(scheme);
    vocabulary.map_or_else(|| scheme.to_owned(), |vocabulary| plural(visit.ontology().ty(vocabulary.concept_type)))
}

/// The vocabularies by which what is claimed can be sorted: those that a facet shared by its types leads to.
fn axes(visit: &Visit, rows: &str, columns: &str) -> Vec<Axis> {
    let ontology = visit.ontology();
    let claimed: Vec<TypeId> = ontology.types.iter().filter(|ty| ty.properties.iter().any(|property| property.claimed)).map(|ty| ty.id).collect();
    let mut codes: Vec<String> = vec![TYPES_AXIS.to_owned()];
    let shared = claimed.first().into_iter().flat_map(|ty| &ontology.ty(*ty).properties).filter(|property| property.facet && claimed.iter().all(|ty| ontology.ty(*ty).slot(property.path).is_some()));
    for target in shared.filter_map(|property| property.range.targets()).flat_map(|targets| &targets.types) {
        let code = ontology.ty(*target).vocabulary.and_then(|at| ontology.vocabularies.get(at)).map(|vocabulary| vocabulary.code.clone());
        codes.extend(code.filter(|code| code != rows && !codes.contains(code)));
    }
    codes.into_iter().map(|code| Axis { href: format!("/gaps{}", if code == TYPES_AXIS { String::new() } else { format!("?columns={code}") }), label: scheme_title(visit, &code), chosen: code == columns }).collect()
}

struct Drawing<'a> {
    visit: &'a Visit,
    map: &'a Coverage,
    strengths: &'a [EnumerationValue],
    rule: Option<&'a ClaimRule>,
    by_type: bool,
    most: u64,
    /// Pixels between columns.
    column: f64,
}

impl Drawing<'_> {
    fn x_of(&self, place: usize) -> f64 {
        LEFT + self.column * (place as f64 + 0.5)
    }

    /// Each widest concept followed by what is within it.
    fn order(&self) -> Vec<(usize, bool)> {
        let snapshot = &self.visit.state.snapshot;
        let broader = self.visit.ontology().broader;
        let parents = |id: Id| snapshot.record(id).and_then(|record| self.visit.ontology().ty(record.ty).slot(broader).map(|slot| record.values(slot).links().to_vec())).unwrap_or_default();
        let rows: Vec<(usize, Option<Id>)> = self.map.rows.iter().enumerate().map(|(at, entry)| (at, entry.concept)).collect();
        let mut tops: Vec<(usize, Id)> = rows.iter().filter_map(|(at, id)| Some((*at, (*id)?))).filter(|(_, id)| parents(*id).is_empty()).collect();
        tops.sort_by_key(|(_, id)| *id);
        let mut order = Vec::new();
        for (at, top) in tops {
            order.push((at, false));
            order.extend(rows.iter().filter(|(_, id)| id.is_some_and(|id| parents(id).contains(&top))).map(|(at, _)| (*at, true)));
        }
        order
    }

    fn column_label(&self, entry: &Entry) -> String {
        if self.by_type { self.visit.ontology().type_named(&entry.key).map_or_else(|| entry.label.clone(), plural) } else { entry.label.clone() }
    }

    fn row(&self, place: usize, at: usize, within: bool, kept: &[usize]) -> Option<Row> {
        let entry = self.map.rows.get(at)?;
        let name = entry.concept.and_then(|id| self.visit.name_of(id));
        let cell = |column: usize| self.map.cells.get(at * self.map.columns.len() + column);
        let spots = kept.iter().enumerate().filter_map(|(place, column)| Some(self.spot(place, entry, self.map.columns.get(*column)?, cell(*column)?))).collect();
        let (said, href) = name.map_or_else(|| (Said { text: entry.label.clone(), lang: String::new() }, None), |Name { href, text, lang }| (Said { text, lang }, Some(href)));
        Some(Row { name: said, href, within, y: HEAD + ROW * (place as f64 + 0.5), spots })
    }

    fn spot(&self, place: usize, row: &Entry, column: &Entry, cell: &Cell) -> Spot {
        let level = cell.strongest.as_ref().and_then(|strongest| self.strengths.iter().position(|value| value.value == *strongest)).map_or(0, |at| at + 1);
        let strongest = level.checked_sub(1).and_then(|at| self.strengths.get(at)).map(|value| value.label.clone());
        let share = (cell.count as f64 / self.most as f64).sqrt();
        let words = format!("{} × {}: {}{}", row.label, self.column_label(column), self.visit.words.count("records", &cell.count), strongest.as_ref().map(|label| format!(", {label}")).unwrap_or_default());
        Spot { href: self.list(row, column).filter(|_| cell.count > 0), count: cell.count, strongest, level, x: self.x_of(place), radius: (RADIUS_MIN + (RADIUS_MAX - RADIUS_MIN) * share).round(), words }
    }

    /// The list of what stands at a crossing.
    fn list(&self, row: &Entry, column: &Entry) -> Option<String> {
        let ontology = self.visit.ontology();
        let link = self.rule?.link;
        let field = |ty: &crate::ontology::Type| ty.slot(link).and_then(|slot| ty.property(slot)).map(|property| property.field.clone());
        if self.by_type {
            let ty = ontology.type_named(&column.key)?;
            return Some(format!("/{}?{}={}", segment(ty), field(ty)?, row.key));
        }
        let target = self.visit.state.snapshot.record(column.concept?)?.ty;
        let ty = ontology.types.iter().find(|ty| ty.slot(link).is_some())?;
        let other = ty.properties.iter().find(|property| property.facet && property.range.targets().is_some_and(|targets| targets.types == [target]))?;
        Some(format!("/search?{}={}&{}={}", field(ty)?, row.key, other.field, column.key))
    }
}
