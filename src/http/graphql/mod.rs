//! GraphQL over HTTP: `door` reads requests and writes answers as the working group's specification says, `guard` refuses what would
//! cost too much, `engine` executes, `explorer` is for people.
//!
//! The engine: `api` is the one table of types and fields, `schema` shows it to async-graphql, `judge` and `plan` read documents, `reader` writes
//! answers, `resolve` knows what each field means.

mod answer;
pub mod api;
mod coerce;
pub(super) mod door;
pub mod engine;
mod event_stream;
pub(super) mod explorer;
mod follow;
pub mod guard;
mod introspection;
pub mod judge;
mod plain;
mod plan;
mod reader;
mod request;
mod resolve;
mod schema;
mod trees;
pub mod verbs;
mod websocket;

pub use follow::Answers;

pub(super) use request::{BODY_BYTES_MAX, BODY_SECONDS_MAX, DOCUMENT_BODY_BYTES_MAX, LARGE_BODY_BYTES_MAX, body as request_body, body_within, check_headers, check_origin, large_body};
