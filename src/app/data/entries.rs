//! Formats whose entries become rows: bibliographies, calendars, records of registries. A reader takes a format apart into rows whose columns
//! are the same for every file of it; what the columns mean for the ontology is said by a mapping (`ontology/mappings/`), as for tables.
//! So no reader knows a record type, and everything that holds of a row of a table holds of an entry.
//!
//! Where an entry has several values for a column, [`UNIT`] stands between them; a name that comes with an identifier has it behind
//! [`IDENTIFIED`]. Neither sign is in any text, since control characters are left out.

mod bibtex;
mod calendar;
mod csl;
mod json;
mod orcid;
mod ris;
mod ror;

use super::format::Format;

pub use json::too_deep;

use super::table::Row;
use crate::ontology::{PROBLEMS_MAX, Problem};
use std::path::Path;

/// What a file of entries may have, but for dumps of registries.
pub const ENTRIES_BYTES_MAX: u64 = 32 * 1_024 * 1_024;
/// A dump of a registry.
pub const DUMP_BYTES_MAX: u64 = 512 * 1_024 * 1_024;
/// How deep brackets, braces and components may be nested.
pub const NESTING_MAX: usize = 64;
/// Values of one column of one entry.
pub const VALUES_PER_COLUMN_MAX: usize = 10_000;

/// Between the values of one cell (ASCII: unit separator).
pub const UNIT: char = '\u{1f}';
/// Between a name and an identifier of whoever has it (ASCII: record separator).
pub const IDENTIFIED: char = '\u{1e}';

/// The names of the columns of a format.
pub fn columns(format: Format) -> &'static [&'static str] {
    match format {
        Format::BibTex | Format::Ris | Format::Csl => csl::COLUMNS,
        Format::Orcid => orcid::COLUMNS,
        Format::Ror => ror::COLUMNS,
        Format::Calendar => calendar::COLUMNS,
        Format::Turtle | Format::JsonLd | Format::Table => &[],
    }
}

pub const fn bytes_max(format: Format) -> u64 {
    if matches!(format, Format::Ror) { DUMP_BYTES_MAX } else { ENTRIES_BYTES_MAX }
}

/// The entries of a file, and what is to be said about them.
pub struct Entries<'f> {
    file: &'f Path,
    columns: &'static [&'static str],
    pub rows: Vec<Row>,
    pub problems: Vec<Problem>,
    pub notes: Vec<Problem>,
}

/// Takes a text apart.
pub fn read<'f>(format: Format, file: &'f Path, text: &str) -> Entries<'f> {
    let mut entries = Entries { file, columns: columns(format), rows: Vec::new(), problems: Vec::new(), notes: Vec::new() };
    let text = text.strip_prefix('\u{FEFF}').unwrap_or(text);
    match format {
        Format::BibTex => bibtex::read(text, &mut entries),
        Format::Ris => ris::read(text, &mut entries),
        Format::Csl => csl::read(text, &mut entries),
        Format::Orcid => orcid::read(text, &mut entries),
        Format::Ror => ror::read(text, &mut entries),
        Format::Calendar => calendar::read(text, &mut entries),
        Format::Turtle | Format::JsonLd | Format::Table => {}
    }
    entries
}

impl Entries<'_> {
    fn entry(&self, line: u32) -> Entry {
        Entry { columns: self.columns, row: Row { line, cells: vec![String::new(); self.columns.len()] } }
    }

    fn push(&mut self, entry: Entry) {
        self.rows.push(entry.row);
    }

    fn problem(&mut self, line: u32, message: impl Into<String>) {
        if self.problems.len() < PROBLEMS_MAX {
            self.problems.push(Problem::new(self.file, line, message));
        }
    }

    fn note(&mut self, line: u32, message: impl Into<String>) {
        if self.notes.len() < PROBLEMS_MAX {
            self.notes.push(Problem::new(self.file, line, message));
        }
    }
}

/// An entry while it is read.
struct Entry {
    columns: &'static [&'static str],
    row: Row,
}

impl Entry {
    /// Adds a value to a column; nothing where there is none.
    fn add(&mut self, column: &str, text: &str) {
        let text = plain(text);
        self.put(column, &text);
    }

    /// Adds somebody, by name and perhaps by identifier.
    fn add_agent(&mut self, column: &str, name: &str, identifier: Option<&str>) {
        let (name, identifier) = (plain(name), identifier.map(plain).filter(|identifier| !identifier.is_empty()));
        match identifier {
            Some(identifier) => self.put(column, &format!("{name}{IDENTIFIED}{identifier}")),
            None => self.put(column, &name),
        }
    }

    fn put(&mut self, column: &str, value: &str) {
        let Some(cell) = self.columns.iter().position(|own| *own == column).and_then(|at| self.row.cells.get_mut(at)) else { return };
        if value.is_empty() || cell.matches(UNIT).count() >= VALUES_PER_COLUMN_MAX {
            return;
        }
        if !cell.is_empty() {
            cell.push(UNIT);
        }
        cell.push_str(value);
    }

    fn has(&self, column: &str) -> bool {
        self.columns.iter().position(|own| *own == column).and_then(|at| self.row.cells.get(at)).is_some_and(|cell| !cell.is_empty())
    }
}

/// Text without control characters, its white space made plain.
fn plain(text: &str) -> String {
    text.split(|letter: char| letter.is_whitespace() || letter.is_control()).filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

/// `Family, Given` the way it is said.
fn said(name: &str) -> String {
    match name.split_once(',') {
        Some((family, given)) if !given.contains(',') => format!("{} {}", given.trim(), family.trim()),
        _ => name.to_owned(),
    }
}

/// The year that a date begins with or has in it.
fn year(text: &str) -> Option<&str> {
    let digits = |part: &&str| part.len() == 4 && part.bytes().all(|byte| byte.is_ascii_digit());
    text.split(|letter: char| !letter.is_ascii_digit()).find(digits)
}

#[cfg(test)]
mod tests;
