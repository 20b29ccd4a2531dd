//! Floor 3: the verbs, one use case per file, for every door alike.
//!
//! May use `views`, `ledger` and `ontology`; knows neither HTTP nor GraphQL nor a command line.

pub mod ask;
pub mod check;
pub mod coverage;
pub mod data;
pub mod filter;
pub mod find;
pub mod history;
pub mod import;
pub mod keys;
pub mod related;
pub mod sample;
pub mod search;

mod directory;

pub use directory::{Directory, DirectoryError};

use crate::error::Code;
use crate::ontology::{Ontology, TypeId};
use crate::views::records::Snapshot;
use std::fmt;
use std::sync::Arc;

/// Why a verb could not do what was asked: a code of the one table, and what, where and what to do in lower case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    pub code: Code,
    pub message: String,
}

impl Problem {
    pub fn new(code: Code, message: impl Into<String>) -> Self {
        Self { code, message: message.into() }
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
