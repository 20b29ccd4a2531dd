//! SPARQL at `/sparql`: the protocol, other people's clients, and queries made to hurt.

mod clients;
mod following;
mod hostile;
mod page;
mod protocol;
mod secrecy;
mod standard;

use crate::door::app::{Answer, TestApp};

/// Text as it stands in a query string or a form.
pub fn encoded(text: &str) -> String {
    text.bytes().map(|byte| if byte.is_ascii_alphanumeric() { char::from(byte).to_string() } else { format!("%{byte:02X}") }).collect()
}

pub fn ask(app: &TestApp, query: &str, headers: &[(&str, &str)]) -> Answer {
    let mut all = vec![("Content-Type", "application/sparql-query")];
    all.extend_from_slice(headers);
    app.send("POST", "/sparql", &all, query.as_bytes())
}
