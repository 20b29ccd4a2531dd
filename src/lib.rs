//! *What Works*: a directory and knowledge graph of what helps people engage the public with research, with the grounds of
//! every answer.
//!
//! Four floors, arrows point down only (`docs/architecture.md`):
//! `cli`, `http` → `app` → `views` → `ontology`, `ledger`.

#![cfg_attr(
    test,
    allow(clippy::unwrap_used, clippy::expect_used, clippy::print_stdout, clippy::too_many_lines, reason = "a test stops at the first surprise")
)]

pub mod app;
pub mod cli;
pub mod error;
pub mod http;
pub mod ledger;
pub mod ontology;
pub mod views;
