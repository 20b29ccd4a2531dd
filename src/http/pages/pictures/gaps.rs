//! `/gaps`: the evidence gap map. What the directory is about, crossed with another way to sort it: how much is there, how well it is
//! founded, and where nothing is. A picture, and the same as a table.

use actix_web::{HttpRequest, HttpResponse, web::{Data, Path}};
use askama::Template;

use super::{
    Taking, form as drawn,
    grid::{Crossing, Grid},
};
use crate::http::pages::{
    Layout, Refusal, Visit, answer, segment,
    show::{Name, Said},
};
use crate::{
    app::coverage::{Cell, Coverage, Entry, TYPES_AXIS, coverage},
    http::{House, problem::Problem},
    ontology::{ClaimRule, EnumerationValue, TypeId},
    views::records::Id,
};

/// Another way to cut the map.
pub struct Axis {
    pub href: String,
    pub label: String,
    pub chosen: bool,
}

/// A page with a grid.
#[derive(Template)]
#[template(path = "gaps.html")]
pub struct Page {
    pub layout: Layout,
    pub lead: String,
    pub grid: Grid,
    pub taking: Taking,
    pub axes: Vec<Axis>,
    pub levels: Vec<(usize, String)>,
    /// Other pictures.
    pub others: Vec<Name>,
}

/// Pixels that a column with a name needs.
const COLUMN_MIN: f64 = 60.0;

pub async fn page(request: HttpRequest, house: Data<House>) -> HttpResponse {
    answer(request, house, |visit| {
        let grid = draw(visit)?;
        let title = visit.words.say("gaps-title");
        let (rows, columns) = axes_of(visit);
        Ok::<_, Problem>(Page {
            layout: visit.layout(&title, "gaps"),
            lead: visit.words.count("gaps-lead", grid.empty()),
            taking: Taking::of(visit),
            axes: axes(visit, &rows, &columns),
            levels: strengths(visit).iter().enumerate().map(|(at, value)| (at + 1, visit.value(value))).collect(),
            others: others(visit, "/gaps"),
            grid,
        })
    })
    .await
}

/// `/gaps.svg`, `/gaps.csv`
pub async fn form(request: HttpRequest, house: Data<House>, form: Path<String>) -> HttpResponse {
    drawn(request, house, &form, |visit| draw(visit).map_err(Refusal::from)).await
}

/// The pictures beside one.
pub fn others(visit: &Visit, own: &str) -> Vec<Name> {
    let all = [("/gaps", "gaps-title"), ("/timeline", "timeline-title"), ("/places", "places-title")];
    let other = |(path, title): &(&str, &'static str)| Name { href: (*path).to_owned(), text: visit.words.say(title), lang: String::new() };
    all.iter().filter(|(path, _)| *path != own).map(other).collect()
}

/// The schemes of rows and columns.
fn axes_of(visit: &Visit) -> (String, String) {
    let rule = visit.ontology().types.iter().find_map(|ty| ty.claim.as_ref());
    let rows = rule.and_then(|rule| topics_scheme(visit, rule)).unwrap_or_default();
    (rows, visit.pairs.get("columns").unwrap_or(TYPES_AXIS).to_owned())
}

fn strengths(visit: &Visit) -> &[EnumerationValue] {
    let ontology = visit.ontology();
    let vocabulary = ontology.types.iter().find_map(|ty| ty.claim.as_ref()).and_then(|rule| {
        let ty = ontology.ty(rule.claim);
        ontology.enumeration(ty.property(ty.slot(rule.strength)?)?)
    });
    vocabulary.map_or(&[], |vocabulary| vocabulary.values.as_slice())
}

/// The map that the pair `columns` asks for.
pub fn draw(visit: &Visit) -> Result<Grid, Problem> {
    let (rows, columns) = axes_of(visit);
    let map = coverage(&visit.state.snapshot, &rows, &columns, &visit.languages).map_err(Problem::from)?;
    // Columns in which nothing stands at all are of another kind than gaps.
    let kept: Vec<usize> = (0..map.columns.len()).filter(|at| map.cells.iter().any(|cell| cell.column == *at && cell.count > 0)).collect();
    let rule = visit.ontology().types.iter().find_map(|ty| ty.claim.as_ref());
    let drawing = Drawing { visit, map: &map, strengths: strengths(visit), rule, by_type: columns == TYPES_AXIS };
    let heads = kept.iter().filter_map(|at| map.columns.get(*at)).map(|entry| drawing.column_label(entry)).collect();
    let shown = drawing.order().into_iter().filter_map(|(at, within)| drawing.row(at, within, &kept)).collect();
    Ok(Grid::new(visit.words.say("gaps-picture"), (scheme_title(visit, &rows), scheme_title(visit, &columns)), heads, COLUMN_MIN, shown))
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
    vocabulary.map_or_else(|| scheme.to_owned(), |vocabulary| visit.kinds(visit.ontology().ty(vocabulary.concept_type)))
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
}

impl Drawing<'_> {
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
        if self.by_type { self.visit.ontology().type_named(&entry.key).map_or_else(|| entry.label.clone(), |ty| self.visit.kinds(ty)) } else { entry.label.clone() }
    }

    fn row(&self, at: usize, within: bool, kept: &[usize]) -> Option<(Said, Option<String>, bool, Vec<Crossing>)> {
        let entry = self.map.rows.get(at)?;
        let name = entry.concept.and_then(|id| self.visit.name_of(id));
        let cell = |column: usize| self.map.cells.get(at * self.map.columns.len() + column);
        let crossings = kept.iter().filter_map(|column| Some(self.crossing(entry, self.map.columns.get(*column)?, cell(*column)?))).collect();
        let (said, href) = name.map_or_else(|| (Said { text: entry.label.clone(), lang: String::new() }, None), |Name { href, text, lang }| (Said { text, lang }, Some(href)));
        Some((said, href, within, crossings))
    }

    fn crossing(&self, row: &Entry, column: &Entry, cell: &Cell) -> Crossing {
        let level = cell.strongest.as_ref().and_then(|strongest| self.strengths.iter().position(|value| value.value == *strongest)).map_or(0, |at| at + 1);
        let strongest = level.checked_sub(1).and_then(|at| self.strengths.get(at)).map(|value| self.visit.value(value));
        let words = format!("{} × {}: {}{}", row.label, self.column_label(column), self.visit.words.count("records", &cell.count), strongest.as_ref().map(|label| format!(", {label}")).unwrap_or_default());
        Crossing { href: self.list(row, column).filter(|_| cell.count > 0), count: cell.count, strongest, level, words }
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
