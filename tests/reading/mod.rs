//! Reading: lists, filters, facets, orders, pages, words and the past; on random histories of records, on the seed data and on a second
//! ontology; through the engine, and through the program itself.
//!
//! Random cases come from one fixed seed, printed when a case fails; `WHATWORKS_READING_SEED` takes another and
//! `WHATWORKS_READING_CASES` multiplies the cases.

#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test stops at the first surprise")]

pub mod app;
mod asking;
mod choices;
mod command_line;
mod documents;
mod following;
mod grounds;
mod history;
mod judged;
mod limits;
mod lists;
mod naive;
mod names;
mod oracle;
mod past;
mod queries;
mod shown;
mod standard;
mod university;
mod words;
