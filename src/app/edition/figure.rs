//! Records shown within a text: a table of what is said of a record, or of what helps with a concept.

use super::name;
use crate::ontology::record::Value;
use crate::ontology::{Property, Role, Type};
use crate::views::State;
use crate::views::records::{Id, Record, Token, Values, choose};

/// Rows of a table; the others are on the record's own page.
pub const FIGURE_ROWS_MAX: usize = 20;
/// Values in one cell.
const CELL_VALUES_MAX: usize = 20;
/// What a statement rests on.
const GROUNDS: [&str; 3] = ["http://purl.org/spar/cito/citesAsEvidence", "http://www.w3.org/ns/prov#wasDerivedFrom", "http://purl.org/dc/terms/source"];

/// A text, and the record or page that it leads to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cell {
    pub text: String,
    pub to: Option<String>,
}

/// A table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Figure {
    pub iri: String,
    pub name: String,
    /// Empty where the first cell of each row says what the row is.
    pub head: Vec<String>,
    pub rows: Vec<Vec<Vec<Cell>>>,
}

impl Figure {
    pub fn of(state: &State, record: &Record, languages: &[String]) -> Self {
        let ty = state.snapshot.ontology().ty(record.ty);
        let (head, rows, all) = answering(state, ty, record, languages).unwrap_or_else(|| (Vec::new(), facts(state, ty, record, languages), 0));
        let mut name = name(state, record, languages);
        if all > rows.len() {
            name = format!("{name}: the first {} of {all}", rows.len());
        }
        Self { iri: record.iri.to_string(), name, head, rows }
    }
}

/// What is claimed to help with a concept, strongest grounds first; and how much there is of it.
fn answering(state: &State, ty: &Type, record: &Record, languages: &[String]) -> Option<(Vec<String>, Vec<Vec<Vec<Cell>>>, usize)> {
    let (ontology, snapshot) = (state.snapshot.ontology(), &state.snapshot);
    let inverse = ty.inverses.iter().find(|inverse| inverse.claimed)?;
    let rule = ontology.claim_rule(inverse.path)?;
    let within = snapshot.narrowed(record.id);
    let strength = ontology.ty(rule.claim).slot(rule.strength).and_then(|slot| ontology.ty(rule.claim).property(slot))?;
    let levels = ontology.enumeration(strength)?;
    let mut found: Vec<(u8, &Record, usize)> = Vec::new();
    for other in snapshot.set(Token::within(inverse.path, record.id)).iter().filter_map(|id| snapshot.record(id)) {
        let edges: Vec<_> = other.edges.iter().filter(|edge| within.contains(edge.target) || edge.target == record.id).collect();
        if let Some(level) = edges.iter().filter_map(|edge| edge.level).max() {
            found.push((level, other, edges.iter().map(|edge| edge.claims.len()).sum()));
        }
    }
    found.sort_by(|one, other| other.0.cmp(&one.0).then_with(|| one.1.iri.cmp(&other.1.iri)));
    let label = |level: u8| levels.values.iter().find(|value| value.rank == i64::from(level)).map(|value| value.label.clone()).unwrap_or_default();
    let all = found.len();
    let rows = found.into_iter().take(FIGURE_ROWS_MAX).map(|(level, other, claims)| {
        let kind = ontology.ty(other.ty).label.clone();
        vec![vec![leading(state, other.id, languages)], vec![plain(kind)], vec![plain(label(level))], vec![plain(claims.to_string())]]
    });
    let claim = ontology.ty(rule.claim);
    Some((vec!["What helps".to_owned(), "Kind".to_owned(), strength.label.clone(), format!("{}s", claim.label)], rows.collect(), all))
}

fn plain(text: String) -> Cell {
    Cell { text, to: None }
}

fn leading(state: &State, id: Id, languages: &[String]) -> Cell {
    let record = state.snapshot.record(id);
    let text = record.map(|record| name(state, record, languages)).unwrap_or_default();
    Cell { text, to: record.map(|record| record.iri.to_string()) }
}

/// What is said of a record, a row for each field; long texts and what is only for the index left out.
fn facts(state: &State, ty: &Type, record: &Record, languages: &[String]) -> Vec<Vec<Vec<Cell>>> {
    let left_out = |property: &Property| !property.is_public() || matches!(property.role, Some(Role::Label | Role::AlternativeLabel | Role::Body)) || GROUNDS.contains(&state.snapshot.ontology().path(property.path).as_str());
    let shown = ty.properties.iter().zip(&record.values).filter(|(property, _)| !left_out(property));
    let rows = shown.filter_map(|(property, values)| {
        let cells = cells(state, property, values, languages);
        (!cells.is_empty()).then(|| vec![vec![plain(property.label.clone())], cells])
    });
    rows.take(FIGURE_ROWS_MAX).collect()
}

fn cells(state: &State, property: &Property, values: &Values, languages: &[String]) -> Vec<Cell> {
    let web = |text: String| Cell { to: crate::ontology::record::is_web_address(&text).then(|| text.clone()), text };
    match values {
        Values::None => Vec::new(),
        Values::Links(links) => links.iter().take(CELL_VALUES_MAX).map(|id| leading(state, *id, languages)).collect(),
        Values::Texts(texts) if property.single => choose(texts, languages).map(|text| web(text.raw().into_owned())).into_iter().collect(),
        Values::Texts(texts) => texts.iter().take(CELL_VALUES_MAX).map(|text| web(text.raw().into_owned())).collect(),
        Values::Plain(values) => values.iter().take(CELL_VALUES_MAX).map(|value| plain(said(value, property))).collect(),
    }
}

fn said(value: &Value, property: &Property) -> String {
    match value.term(&property.range) {
        oxigraph::model::Term::Literal(literal) => literal.value().to_owned(),
        term => term.to_string(),
    }
}

/// What a work rests on and how well: of a claim its stance and strength, of anything its evidence and sources.
pub fn grounds(state: &State, ty: &Type, record: &Record, languages: &[String]) -> Vec<(String, Vec<Cell>)> {
    let ontology = state.snapshot.ontology();
    let weighed = ty.claim.as_ref().map_or_else(Vec::new, |rule| vec![rule.stance, rule.strength]);
    let is_ground = |property: &Property| weighed.contains(&property.path) || GROUNDS.contains(&ontology.path(property.path).as_str());
    let shown = ty.properties.iter().zip(&record.values).filter(|(property, _)| property.is_public() && is_ground(property));
    shown.map(|(property, values)| (property.label.clone(), cells(state, property, values, languages))).filter(|(_, cells)| !cells.is_empty()).collect()
}
