//! `whatworks check-links`: whether the addresses that records lead to answer.

use super::commands::{Done, ontology, open, runtime, say};
use super::Place;
use crate::app::account::Settings;
use crate::app::link_check::Standing;
use crate::app::link_check::round::{Pace, Round, round};
use crate::app::outward::Reach;
use crate::ledger::AddressCheck;
use std::sync::Arc;

pub fn check(place: &Place, limit: usize, reach_this_machine: bool) -> Done {
    runtime()?.block_on(async {
        let reach = if reach_this_machine { Reach::ThisMachineToo } else { Reach::Public };
        let directory = Arc::new(open(&ontology(place)?, &place.existing_ledger_url()?, None, Settings { reach, ..place.accounts() }).await?);
        let done = round(&directory, Pace::of(limit)).await;
        directory.ledger().close().await?;
        let Round { asked, left } = done?;
        for check in &asked {
            if Standing::of(check) != Standing::Answers {
                say(format_args!("{}", line(check)))?;
            }
        }
        let count = |standing| asked.iter().filter(|check| Standing::of(check) == standing).count();
        let counts: Vec<String> = Standing::ALL.into_iter().rev().map(|standing| format!("{} {}", count(standing), standing.name())).collect();
        say(format_args!("{} addresses asked: {}; {left} more are due", asked.len(), counts.join(", ")))
    })
}

/// `failing  404  https://example.org/gone`
fn line(check: &AddressCheck) -> String {
    let status = check.status.map_or_else(|| "-".to_owned(), |status| status.to_string());
    let more = check.moved.as_ref().map(|moved| format!(" → {moved}")).or_else(|| check.error.as_ref().map(|error| format!(" ({error})")));
    format!("{:<8} {status:<4} {}{}", Standing::of(check).name(), check.address, more.unwrap_or_default())
}
