//! Where rows come from: a table, read as it goes, or entries of another format, which are there already.

use super::mapping::Mapping;
use super::sheet::{Row, Sheet};
use super::shown;
use crate::app::data::Content;
use crate::ontology::Problem;
use std::path::Path;
use std::rc::Rc;
use std::sync::Arc;

/// What can be read from its beginning, as often as there are mappings.
pub enum Pages {
    Table(Content),
    Entries { columns: &'static [&'static str], rows: Rc<[Row]> },
}

/// The names of columns.
pub struct Header {
    pub names: Vec<String>,
    /// Whether people count them: in a table they do.
    numbered: bool,
}

/// Rows under way.
pub enum Reading {
    Sheet(Box<Sheet>),
    Entries { rows: Rc<[Row]>, next: usize },
}

impl Pages {
    /// Begins at the beginning.
    ///
    /// # Errors
    /// What keeps it from being read.
    pub fn open(&self, file: &Path, mapping: Option<&Mapping>) -> Result<(Arc<Header>, Reading), Problem> {
        match self {
            Self::Table(content) => {
                let sheet = Sheet::open(file, content, mapping.map_or(b',', |mapping| mapping.delimiter))?;
                Ok((Arc::new(Header { names: sheet.header.clone(), numbered: true }), Reading::Sheet(Box::new(sheet))))
            }
            Self::Entries { columns, rows } => {
                let names = columns.iter().map(|name| (*name).to_owned()).collect();
                Ok((Arc::new(Header { names, numbered: false }), Reading::Entries { rows: Rc::clone(rows), next: 0 }))
            }
        }
    }
}

impl Reading {
    /// As [`Sheet::next_row`].
    pub fn next_row(&mut self) -> Result<Option<Row>, (Problem, bool)> {
        match self {
            Self::Sheet(sheet) => sheet.next_row(),
            Self::Entries { rows, next } => {
                *next += 1;
                Ok(rows.get(*next - 1).cloned())
            }
        }
    }

    /// How much has been read, and how much there is.
    pub fn position(&self) -> (u64, u64) {
        match self {
            Self::Sheet(sheet) => sheet.position(),
            Self::Entries { rows, next } => (*next as u64, rows.len() as u64),
        }
    }
}

impl Header {
    /// Words about a cell, beginning with its column.
    pub fn in_column(&self, column: Option<usize>, message: &str) -> String {
        match column.and_then(|column| Some((column, self.names.get(column)?))) {
            Some((column, name)) if self.numbered => format!("column {} `{}`: {message}", column + 1, shown(name)),
            Some((_, name)) => format!("`{}`: {message}", shown(name)),
            None => message.to_owned(),
        }
    }
}
