//! Reads Turtle and N-Triples files, remembering the line on which each triple was completed.
//!
//! Uses `oxttl`'s push parser a line at a time; nothing else in the crate parses RDF files.

use super::Problem;
use oxigraph::model::Triple;
use oxttl::TurtleParser;
use std::path::{Path, PathBuf};

/// A triple and where it stands: the line (from 1) on which its object ends.
#[derive(Clone, Debug)]
pub struct Located {
    pub triple: Triple,
    pub line: u32,
}

/// One file's triples.
#[derive(Clone, Debug)]
pub struct Document {
    pub file: PathBuf,
    pub triples: Vec<Located>,
}

/// Parses one Turtle document. After a syntax error the rest of the document is still read, so that all errors show at once.
///
/// Blank nodes are given names that are unique per `file`.
pub fn parse(file: &Path, text: &[u8], base: Option<&str>, problems: &mut Vec<Problem>) -> Document {
    let mut parser = TurtleParser::new();
    if let Some(base) = base {
        parser = match parser.with_base_iri(base) {
            Ok(parser) => parser,
            Err(error) => {
                problems.push(Problem::new(file, 0, format!("the base <{base}> is not an IRI: {error}")));
                TurtleParser::new()
            }
        };
    }
    let mut parser = parser.low_level();
    let mut triples = Vec::with_capacity(text.len() / 60);
    let lines = text.split_inclusive(|byte| *byte == b'\n').zip(1_u32..);
    let mut last = 1;
    for (line, number) in lines {
        parser.extend_from_slice(line);
        drain(&mut parser, file, number, &mut triples, problems);
        last = number;
    }
    parser.end();
    drain(&mut parser, file, last, &mut triples, problems);
    Document { file: file.to_owned(), triples }
}

/// Reads and parses a file; a file that cannot be read is a problem like any other.
pub fn read(file: &Path, base: Option<&str>, problems: &mut Vec<Problem>) -> Document {
    match std::fs::read(file) {
        Ok(text) => parse(file, &text, base, problems),
        Err(error) => {
            problems.push(Problem::new(file, 0, format!("cannot be read: {error}")));
            Document { file: file.to_owned(), triples: Vec::new() }
        }
    }
}

/// Every `.ttl` and `.nt` file under `path` (or `path` itself), sorted by name.
///
/// # Errors
/// When a folder cannot be listed.
pub fn files(path: &Path) -> std::io::Result<Vec<PathBuf>> {
    if !path.is_dir() {
        return Ok(vec![path.to_owned()]);
    }
    let mut found = Vec::new();
    for entry in std::fs::read_dir(path)? {
        let entry = entry?.path();
        if entry.is_dir() {
            found.extend(files(&entry)?);
        } else if entry.extension().is_some_and(|extension| extension == "ttl" || extension == "nt") {
            found.push(entry);
        }
    }
    found.sort();
    Ok(found)
}

fn drain(parser: &mut oxttl::turtle::LowLevelTurtleParser, file: &Path, line: u32, triples: &mut Vec<Located>, problems: &mut Vec<Problem>) {
    while let Some(result) = parser.parse_next() {
        match result {
            Ok(triple) => triples.push(Located { triple, line }),
            Err(error) => {
                let line = u32::try_from(error.location().start.line + 1).unwrap_or(line);
                if problems.len() < super::PROBLEMS_MAX {
                    problems.push(Problem::new(file, line, format!("not valid Turtle: {}", error.message())));
                }
            }
        }
    }
}
