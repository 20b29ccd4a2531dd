//! Accounts, mail and what keeps spam out, through GraphQL over HTTP and the command line.

pub mod app;
mod erasure;
mod life;
mod limits;
mod mail;
mod repeats;
mod secrecy;
mod spam;
mod tokens;
