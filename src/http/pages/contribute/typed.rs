//! What somebody typed into the fields of a shape, between records, forms, drafts and the input of verbs. Nothing is judged here and nothing
//! is lost: what cannot be understood stays as it was typed, for the shape to complain of.

use std::collections::BTreeMap;

use jiff::tz::TimeZone;
use serde_json::{Value as Json, json};

use super::{super::{Visit, fields::Row, session::Sent}, shape::choices};
use crate::{
    app::{contribute::compose::{Input, is_written}, difference, find, search},
    http::query::Pairs,
    ontology::{Property, Range, Role, Type, TypeId, record::Value},
    views::{records::Record, words::analysis::fold},
};

/// Names compared with one that was typed.
const NAMES_COMPARED_MAX: usize = 10;

/// Rows by field.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Typed(BTreeMap<String, Vec<Row>>);

impl Typed {
    pub fn rows(&self, field: &str) -> &[Row] {
        self.0.get(field).map_or(&[], Vec::as_slice)
    }

    /// What a record says.
    pub fn of_values(visit: &Visit, ty: &Type, values: &[Vec<Value>]) -> Self {
        let fields = ty.properties.iter().zip(values).filter(|(property, values)| is_written(property) && !values.is_empty());
        Self(fields.map(|(property, values)| (property.field.clone(), values.iter().map(|value| row(visit, property, value)).collect())).collect())
    }

    /// What a form sent.
    pub fn of_sent(ty: &Type, sent: &Sent) -> Self {
        let rows = |property: &Property| {
            let language = format!("{}.lang", property.field);
            let mut languages = sent.all(&language);
            let texts: Vec<&str> = sent.all(&property.field).collect();
            let rows = texts.into_iter().map(|text| Row { text: text.replace("\r\n", "\n"), language: languages.next().unwrap_or_default().to_owned() });
            rows.filter(|row| !row.text.trim().is_empty()).collect::<Vec<_>>()
        };
        Self(ty.properties.iter().filter(|property| is_written(property)).map(|property| (property.field.clone(), rows(property))).filter(|(_, rows)| !rows.is_empty()).collect())
    }

    /// What an address says that the form is to begin with.
    pub fn of_pairs(visit: &Visit, ty: &Type, pairs: &Pairs) -> Self {
        let rows = |property: &Property| -> Vec<Row> {
            let texts = pairs.iter().filter(|(name, _)| *name == property.field).map(|(_, text)| text);
            let language = format!("{}.lang", property.field);
            let mut languages = pairs.iter().filter(|(name, _)| *name == language).map(|(_, tag)| tag.to_owned());
            texts.map(|text| Row { text: shown_link(visit, property, text), language: languages.next().unwrap_or_else(|| language_of(visit, property)) }).collect()
        };
        Self(ty.properties.iter().filter(|property| is_written(property)).map(|property| (property.field.clone(), rows(property))).filter(|(_, rows)| !rows.is_empty()).collect())
    }

    /// Takes over the fields that the other has rows of.
    pub fn replace(&mut self, other: Self) {
        self.0.extend(other.0);
    }

    /// Takes over what a draft says of its fields.
    pub fn lay_over(&mut self, input: &Input) {
        for (field, given) in input {
            let members = if let Json::Array(members) = given { members.as_slice() } else { std::slice::from_ref(given) };
            self.0.insert(field.clone(), members.iter().filter_map(row_of_json).collect());
        }
    }

    /// What tells the rows of a field from others.
    pub fn digest(&self, field: &str) -> String {
        let rows: Vec<String> = self.rows(field).iter().map(|row| format!("{}\n{}", row.language, row.text.trim())).collect();
        blake3::hash(rows.join("\u{0}").as_bytes()).to_hex()[..16].to_owned()
    }

    /// A date and time as people write them, by the clocks of the time zone that stands in the form, as an instant. What has an offset, or
    /// is no date and time, stays as it is.
    fn instant(&self, ty: &Type, text: &str) -> String {
        let named = ty.role(Role::Zone).and_then(|slot| ty.property(slot)).and_then(|property| self.rows(&property.field).first());
        let zone = named.map_or(Ok(TimeZone::UTC), |row| TimeZone::get(row.text.trim()));
        let civil = if text.parse::<jiff::Timestamp>().is_ok() { None } else { text.parse::<jiff::civil::DateTime>().ok() };
        let told = civil.zip(zone.ok()).and_then(|(civil, zone)| civil.to_zoned(zone).ok());
        told.map_or_else(|| text.to_owned(), |told| told.timestamp().to_string())
    }

    /// The fields that are not as they `were`, each with all its rows: as they were typed, or as verbs take them.
    pub fn input(&self, visit: &Visit, ty: &Type, were: &BTreeMap<String, String>, for_verb: bool) -> Input {
        let mut input = Input::new();
        for property in ty.properties.iter().filter(|property| is_written(property)) {
            let unchanged = were.get(&property.field).is_some_and(|digest| *digest == self.digest(&property.field));
            let rows = self.rows(&property.field);
            if unchanged || (rows.is_empty() && !were.contains_key(&property.field)) {
                continue;
            }
            let value = |row: &Row| match &property.range {
                Range::LocalText => json!({ "text": row.text, "language": if row.language.is_empty() { language_of(visit, property) } else { row.language.clone() } }),
                Range::DateTime if for_verb => Json::from(self.instant(ty, row.text.trim())),
                Range::Link(targets) if for_verb => Json::from(meant(visit, property, &targets.types, &row.text)),
                _ => Json::from(row.text.trim()),
            };
            input.insert(property.field.clone(), Json::Array(rows.iter().map(value).collect()));
        }
        input
    }
}

fn row_of_json(given: &Json) -> Option<Row> {
    match given {
        Json::String(text) => Some(Row::of(text.as_str())),
        Json::Object(members) => {
            let text = |name: &str| members.get(name).and_then(Json::as_str).unwrap_or_default().to_owned();
            Some(Row { text: text("text"), language: text("language") })
        }
        Json::Null => None,
        other => Some(Row::of(other.to_string())),
    }
}

/// The language in which somebody who reads the page most likely writes.
pub fn language_of(visit: &Visit, property: &Property) -> String {
    if !matches!(property.range, Range::LocalText) {
        return String::new();
    }
    let own = &visit.ontology().directory.languages;
    own.iter().find(|language| *language == visit.words.tag).or_else(|| own.first()).cloned().unwrap_or_else(|| "en".to_owned())
}

fn row(visit: &Visit, property: &Property, value: &Value) -> Row {
    match value {
        Value::Text(text) => Row { text: text.text.clone(), language: text.language.clone() },
        Value::Iri(iri) if property.range.is_link() => Row::of(shown_link(visit, property, iri)),
        _ => Row::of(difference::shown(&visit.state.snapshot, &property.range, value).text),
    }
}

/// A link as a form has it: what is chosen by its key, everything else by its name with the key behind it.
fn shown_link(visit: &Visit, property: &Property, text: &str) -> String {
    let Range::Link(targets) = &property.range else { return text.to_owned() };
    if let Some(vocabulary) = visit.ontology().enumeration(property) {
        return vocabulary.values.iter().find(|value| value.iri == text || value.value == text).map_or_else(|| text.to_owned(), |value| value.code.clone());
    }
    let Ok(Some(record)) = find::resolve(&visit.state.snapshot, &targets.types, text) else { return text.to_owned() };
    let ty = visit.ontology().ty(record.ty);
    if choices(visit, property, &[]).is_some() { record.key(ty).to_owned() } else { named(visit, record) }
}

/// `Block Party [tool/block-party]`
pub fn named(visit: &Visit, record: &Record) -> String {
    let ty = visit.ontology().ty(record.ty);
    format!("{} [{}/{}]", visit.name(record).text.replace(['[', ']', '\n'], " "), ty.segment, record.key(ty))
}

/// The key in brackets behind a name; otherwise the whole.
pub fn key_of(text: &str) -> String {
    let text = text.trim();
    text.strip_suffix(']').and_then(|text| text.rsplit_once('[')).map_or(text, |(_, key)| key.trim()).to_owned()
}

/// What a link that was typed leads to: the key in brackets, else the one record with exactly this name, else whatever it says.
fn meant(visit: &Visit, property: &Property, targets: &[TypeId], text: &str) -> String {
    let text = text.trim();
    if visit.ontology().enumeration(property).is_some() {
        return text.to_owned();
    }
    let key = key_of(text);
    if key != text {
        return key;
    }
    if !matches!(find::resolve(&visit.state.snapshot, targets, text), Ok(None)) {
        return text.to_owned();
    }
    let wanted = fold(text);
    let near = search::suggest(&visit.state, false, text, targets, NAMES_COMPARED_MAX).unwrap_or_default();
    let mut exact = near.iter().filter(|(_, name)| fold(name) == wanted).filter_map(|(id, _)| visit.state.snapshot.iri(*id));
    match (exact.next(), exact.next()) {
        (Some(only), None) => only.to_string(),
        _ => text.to_owned(),
    }
}
