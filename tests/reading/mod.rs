//! Reading: lists, filters, facets, orders, pages and the past, on random histories of records and on the seed data.
//!
//! Random cases come from one fixed seed, printed when a case fails; `WHATWORKS_READING_SEED` takes another and
//! `WHATWORKS_READING_CASES` multiplies the cases.

#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test stops at the first surprise")]

mod app;
mod choices;
mod documents;
mod history;
mod lists;
mod naive;
mod queries;
