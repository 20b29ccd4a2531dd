//! Records as rows of a table, in the columns that `import` reads: `type`, `key`, `id`, and a column for each public field, or for each
//! language of it; several values with bars between them.

use crate::ontology::record::Value;
use crate::ontology::{Ontology, Property, Range, Type, Visibility};
use crate::views::records::{Record, Snapshot};

/// The rows of some records of one type, with their head, as CSV (RFC 4180).
///
/// # Errors
/// When the table cannot be written, which memory does not do.
pub fn table<'a>(snapshot: &Snapshot, ty: &Type, records: impl Iterator<Item = &'a Record>) -> Result<Vec<u8>, csv::Error> {
    let columns = columns(snapshot.ontology(), ty);
    let mut writer = csv::Writer::from_writer(Vec::new());
    let names = columns.iter().map(|(property, language)| language.map_or_else(|| property.field.clone(), |language| format!("{}@{language}", property.field)));
    writer.write_record(["type", "key", "id"].map(str::to_owned).into_iter().chain(names))?;
    for record in records {
        let judged = snapshot.judged(record, true);
        let cell = |(property, language): &(&Property, Option<&str>)| {
            let at = ty.properties.iter().position(|own| own.path == property.path);
            let values = at.and_then(|at| judged.values.get(at)).map(Vec::as_slice).unwrap_or_default();
            values.iter().filter_map(|value| shown(property, value, *language)).collect::<Vec<_>>().join("|")
        };
        let first = [ty.segment.clone(), record.key(ty).to_owned(), record.iri.to_string()];
        writer.write_record(first.into_iter().chain(columns.iter().map(cell)))?;
    }
    writer.into_inner().map_err(|error| error.into_error().into())
}

fn columns<'a>(ontology: &'a Ontology, ty: &'a Type) -> Vec<(&'a Property, Option<&'a str>)> {
    let mut columns = Vec::new();
    for property in ty.properties.iter().filter(|property| property.visibility == Visibility::Everyone) {
        if matches!(property.range, Range::LocalText) {
            columns.extend(ontology.directory.languages.iter().map(|language| (&**property, Some(language.as_str()))));
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
    Some(text.replace('\\', "\\\\").replace('|', "\\|"))
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

/// A text as a cell: spreadsheets take what begins with certain signs for a formula.
fn harmless(text: &str) -> String {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{text}") } else { text.to_owned() }
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
