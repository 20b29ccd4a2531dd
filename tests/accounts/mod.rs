//! Accounts, mail and what keeps spam out, through GraphQL over HTTP and the command line.

pub mod app;
pub mod erasure;
mod life;
mod limits;
pub mod mail;
mod news;
pub mod orcid;
mod repeats;
mod searches;
mod secrecy;
mod sockets;
mod spam;
mod story;
mod tokens;
