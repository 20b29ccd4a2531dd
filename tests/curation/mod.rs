//! After publication: history, provenance, credit, what curators do, erasure, backups, subscriptions. Through the engine, and over HTTP
//! where the wire matters.

#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

pub mod app;
mod backups;
mod curating;
mod erasing;
mod mergers;
mod provenance;
