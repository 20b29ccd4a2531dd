//! SPARQL at `/sparql`: the protocol, other people's clients, and queries made to hurt.

mod clients;
mod following;
mod hostile;
mod page;
mod protocol;
mod secrecy;
mod standard;

use std::fs;

use crate::door::app::{Answer, TestApp};

/// The processes that answer for another one: what the system says of each.
pub fn workers_of(process: u32) -> Vec<(u32, String)> {
    let own = format!("PPid:\t{process}\n");
    let statuses = fs::read_dir("/proc").into_iter().flatten().flatten().filter_map(|entry| {
        let id = entry.file_name().to_str()?.parse().ok()?;
        Some((id, fs::read_to_string(entry.path().join("status")).ok()?))
    });
    statuses.filter(|(id, status)| status.contains(&own) && fs::read(format!("/proc/{id}/cmdline")).is_ok_and(|command| command.ends_with(b"sparql-worker\0"))).collect()
}

/// Text as it stands in a query string or a form.
pub fn encoded(text: &str) -> String {
    text.bytes().map(|byte| if byte.is_ascii_alphanumeric() { char::from(byte).to_string() } else { format!("%{byte:02X}") }).collect()
}

pub fn ask(app: &TestApp, query: &str, headers: &[(&str, &str)]) -> Answer {
    let mut all = vec![("Content-Type", "application/sparql-query")];
    all.extend_from_slice(headers);
    app.send("POST", "/sparql", &all, query.as_bytes())
}
