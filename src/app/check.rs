//! `whatworks check`: everything that is wrong with the ontology and with files of records, at once and by file and line.

use super::data::{self, Files, Format};
use crate::ontology::{Ontology, Problem, turtle};
use crate::views::records::Snapshot;
use std::path::Path;
use std::sync::Arc;

/// What `check` found.
#[derive(Debug, Default)]
pub struct CheckReport {
    /// By file and line, at most [`crate::ontology::PROBLEMS_MAX`].
    pub problems: Vec<Problem>,
    /// Problems beyond those listed.
    pub problems_unlisted: usize,
    /// What is worth a look but not wrong, at most [`crate::ontology::PROBLEMS_MAX`]: two records with the same home page, a value that a mapping leaves out.
    pub notes: Vec<Problem>,
    pub notes_unlisted: usize,
    /// Records found in the files, with problems or without.
    pub records: usize,
    /// Files of records that were read.
    pub files: usize,
}

/// Checks the ontology in `ontology_folder`, and by it the files and folders in `data`. Progress is told as [`data::judge`] does.
///
/// Records cannot be judged by an ontology that is broken; then only the syntax of Turtle files is checked.
#[must_use]
pub fn check(ontology_folder: &Path, data: &Files, progress: data::Progress<'_>) -> CheckReport {
    match Ontology::load(ontology_folder) {
        Ok(ontology) => {
            let (nothing_yet, _) = Snapshot::initial(Arc::new(ontology));
            let reading = data::judge(&nothing_yet, data, progress);
            CheckReport {
                problems: reading.problems,
                problems_unlisted: reading.problems_unlisted,
                notes: reading.notes,
                notes_unlisted: reading.notes_unlisted,
                records: reading.subjects,
                files: reading.files,
            }
        }
        Err(mut problems) => {
            let files = data::every_file(&data.paths, &mut problems);
            for file in files.iter().filter(|file| matches!(data.format.or_else(|| Format::of_name(file)), None | Some(Format::Turtle))) {
                turtle::read(file, None, &mut problems);
            }
            let (problems, problems_unlisted) = data::listed(problems);
            CheckReport { problems, problems_unlisted, files: files.len(), ..CheckReport::default() }
        }
    }
}
