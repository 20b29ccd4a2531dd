//! `whatworks check`: everything that is wrong with the ontology and with files of records, at once and by file and line.

use super::data;
use crate::ontology::{Ontology, PROBLEMS_MAX, Problem, turtle};
use std::path::{Path, PathBuf};

/// What `check` found.
#[derive(Debug, Default)]
pub struct CheckReport {
    /// By file and line, at most [`PROBLEMS_MAX`].
    pub problems: Vec<Problem>,
    /// Problems beyond those listed.
    pub problems_unlisted: usize,
    /// What is worth a look but not wrong: two records with the same home page.
    pub notes: Vec<Problem>,
    /// Records found in the files, with problems or without.
    pub records: usize,
    /// Files of records that were read.
    pub files: usize,
}

/// Checks the ontology in `ontology_folder`, and by it the files and folders in `data`.
///
/// Records cannot be judged by an ontology that is broken; then only the syntax of their files is checked.
#[must_use]
pub fn check(ontology_folder: &Path, data: &[PathBuf]) -> CheckReport {
    match Ontology::load(ontology_folder) {
        Ok(ontology) => {
            let reading = data::judge(&ontology, data, &|_| None);
            CheckReport { problems: reading.problems, problems_unlisted: reading.problems_unlisted, notes: reading.notes, records: reading.subjects, files: reading.files }
        }
        Err(mut problems) => {
            let files = data::every_file(data, &mut problems);
            for file in &files {
                turtle::read(file, None, &mut problems);
            }
            problems.sort();
            problems.dedup();
            let problems_unlisted = problems.len().saturating_sub(PROBLEMS_MAX);
            problems.truncate(PROBLEMS_MAX);
            CheckReport { problems, problems_unlisted, notes: Vec::new(), records: 0, files: files.len() }
        }
    }
}
