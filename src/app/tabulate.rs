//! Records as rows of a table, in the columns that `import` reads: `type`, `key`, `id`, and a column for each public field, or for each
//! language of it; several values with bars between them.

use crate::ontology::record::Value;
use crate::ontology::{Property, Range, Type, Visibility};
use crate::views::records::{Record, Snapshot};
use std::collections::BTreeSet;

/// The rows of some records of one type, with their head, as CSV (RFC 4180).
///
/// # Errors
/// When the table cannot be written, which memory does not do.
pub fn table<'a>(snapshot: &Snapshot, ty: &Type, records: impl Iterator<Item = &'a Record>) -> Result<Vec<u8>, csv::Error> {
    let records: Vec<&Record> = records.collect();
    let columns = columns(snapshot, ty, &records);
    let mut writer = csv::Writer::from_writer(Vec::new());
    let names = columns.iter().map(|(property, language)| language.as_ref().map_or_else(|| property.field.clone(), |language| format!("{}@{language}", property.field)));
    writer.write_record(["type", "key", "id"].map(str::to_owned).into_iter().chain(names))?;
    for record in records {
        let judged = snapshot.judged(record, true);
        let cell = |(property, language): &Column| {
            let at = ty.properties.iter().position(|own| own.path == property.path);
            let values = at.and_then(|at| judged.values.get(at)).map(Vec::as_slice).unwrap_or_default();
            values.iter().filter_map(|value| shown(property, value, language.as_deref())).collect::<Vec<_>>().join("|")
        };
        let first = [ty.segment.clone(), record.key(ty).to_owned(), record.iri.to_string()];
        writer.write_record(first.into_iter().chain(columns.iter().map(cell)))?;
    }
    writer.into_inner().map_err(|error| error.into_error().into())
}

/// A field, and the language of the texts in it.
type Column<'a> = (&'a Property, Option<String>);

/// Texts have a column for each language of the directory, and for each other that occurs.
fn columns<'a>(snapshot: &Snapshot, ty: &'a Type, records: &[&Record]) -> Vec<Column<'a>> {
    let own = &snapshot.ontology().directory.languages;
    let mut others: Vec<BTreeSet<String>> = vec![BTreeSet::new(); ty.properties.len()];
    for record in records {
        for (values, others) in snapshot.judged(record, false).values.iter().zip(&mut others) {
            let languages = values.iter().filter_map(|value| if let Value::Text(text) = value { Some(&text.language) } else { None });
            others.extend(languages.filter(|language| !language.is_empty() && !own.contains(*language)).cloned());
        }
    }
    let mut columns = Vec::new();
    for (property, others) in ty.properties.iter().zip(others).filter(|(property, _)| property.visibility == Visibility::Everyone) {
        if matches!(property.range, Range::LocalText) {
            columns.extend(own.iter().cloned().chain(others).map(|language| (&**property, Some(language))));
        } else {
            columns.push((&**property, None));
        }
    }
    columns
}

/// A value in a cell of a language, or of none.
fn shown(property: &Property, value: &Value, language: Option<&str>) -> Option<String> {
    let text = match value {
        Value::Text(text) if language.is_some_and(|language| language != text.language) => return None,
        Value::Text(text) => harmless(&text.text),
        Value::Iri(iri) => iri.clone(),
        value => match value.term(&property.range) {
            oxigraph::model::Term::Literal(literal) => literal.value().to_owned(),
            term => term.to_string(),
        },
    };
    Some(if property.single { text } else { text.replace('\\', "\\\\").replace('|', "\\|") })
}

/// Lines of cells as CSV.
///
/// # Errors
/// When the table cannot be written, which memory does not do.
pub fn written(lines: &[Vec<String>]) -> Result<Vec<u8>, csv::Error> {
    let mut writer = csv::WriterBuilder::new().flexible(true).from_writer(Vec::new());
    for line in lines {
        writer.write_record(line.iter().map(|cell| harmless(cell)))?;
    }
    writer.into_inner().map_err(|error| error.into_error().into())
}

/// What spreadsheets take for the beginning of a formula.
const FORMULA_SIGNS: [char; 6] = ['=', '+', '-', '@', '\t', '\r'];
/// Keeps them from it.
const TEXT_SIGN: char = '\'';

/// A text as a cell: no formula, and to be told apart from a text that has the sign of its own.
fn harmless(text: &str) -> String {
    if text.trim_start_matches(TEXT_SIGN).starts_with(FORMULA_SIGNS) { format!("{TEXT_SIGN}{text}") } else { text.to_owned() }
}

/// The text that [`harmless`] made a cell of.
#[must_use]
pub fn meant(cell: &str) -> &str {
    cell.strip_prefix(TEXT_SIGN).filter(|text| text.trim_start_matches(TEXT_SIGN).starts_with(FORMULA_SIGNS)).unwrap_or(cell)
}

/// A table of texts.
///
/// # Errors
/// When it cannot be written.
pub fn plain(head: &[&str], rows: impl Iterator<Item = Vec<String>>) -> Result<String, csv::Error> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(head)?;
    for row in rows {
        writer.write_record(row.iter().map(|cell| harmless(cell)))?;
    }
    let bytes = writer.into_inner().map_err(|error| error.into_error())?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}
