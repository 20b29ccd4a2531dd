//! GraphQL over HTTP: `door` reads requests and writes answers as the working group's specification says, `guard` refuses what would
//! cost too much, `engine` executes, `explorer` is for people.

pub(super) mod door;
pub mod engine;
pub(super) mod explorer;
pub mod guard;
mod plain;
mod request;
