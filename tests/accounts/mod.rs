//! Accounts, mail and what keeps spam out, through GraphQL over HTTP and the command line.

mod app;
mod life;
