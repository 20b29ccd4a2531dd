//! Floor 3: the verbs, one use case per file, for every door alike.
//!
//! May use `views`, `ledger` and `ontology`; knows neither HTTP nor GraphQL nor a command line.

pub mod account;
pub mod actor;
pub mod ask;
pub mod attend;
pub mod backup;
pub mod calendar;
pub mod candidates;
pub mod change_log;
pub mod changes;
pub mod check;
pub mod citation;
pub mod coherence;
pub mod contribute;
pub mod coverage;
pub mod curate;
pub mod data;
pub mod difference;
pub mod dump;
pub mod edition;
pub mod erase;
pub mod escape;
pub mod filter;
pub mod find;
pub mod gone;
pub mod harvest;
pub mod history;
pub mod import;
pub mod keys;
pub mod link_check;
pub mod linked_json;
pub mod listings;
pub mod mail;
pub mod news;
pub mod occasion;
pub mod outward;
pub mod passage;
pub mod process;
pub mod prose;
pub mod related;
pub mod revisions;
pub mod repeat;
pub mod sample;
pub mod saved_search;
pub mod search;
pub mod sparql;
pub mod tabulate;
pub mod webhook;

mod directory;

pub use directory::{Directory, DirectoryError};

use crate::error::Code;
use crate::ledger::LedgerError;
use crate::ontology::record::Violation;
use crate::ontology::{Ontology, TypeId};
use crate::views::records::Snapshot;
use std::fmt;
use std::sync::Arc;

/// Why a verb could not do what was asked: a code of the one table, and what, where and what to do in lower case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    pub code: Code,
    pub message: String,
    /// What is wrong with each field of a record that was given.
    pub violations: Vec<Violation>,
    /// When trying again may help.
    pub retry_after_seconds: Option<u64>,
}

impl Problem {
    pub fn new(code: Code, message: impl Into<String>) -> Self {
        Self { code, message: message.into(), violations: Vec::new(), retry_after_seconds: None }
    }

    /// A record that does not fit its shape.
    #[must_use]
    pub fn of_violations(code: Code, message: &str, violations: Vec<Violation>) -> Self {
        let all: Vec<String> = violations.iter().map(ToString::to_string).collect();
        Self { violations, ..Self::new(code, format!("{message}: {}", all.join("; "))) }
    }
}

impl From<LedgerError> for Problem {
    fn from(error: LedgerError) -> Self {
        Self::new(error.code(), error.to_string())
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.message)
    }
}

impl std::error::Error for Problem {}

/// The records that a list, filter or order is about: some types, and what they have in common.
#[derive(Clone, Copy, Debug)]
pub struct Scope<'a> {
    pub snapshot: &'a Arc<Snapshot>,
    pub types: &'a [TypeId],
}

impl<'a> Scope<'a> {
    #[must_use]
    pub fn ontology(self) -> &'a Ontology {
        self.snapshot.ontology()
    }
}
