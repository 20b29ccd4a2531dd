//! The GraphQL door over HTTP: what it takes, what it refuses, and that nothing sent to it stops it.

pub mod app;
mod cross_site;
mod following;
mod hostile;
pub mod node;
mod operations;
mod patience;
mod protocol;
