//! Pages for people: each kind of page asked for by one browser after another, so that times are those of making it and not of waiting in line.

use crate::directory::Directory;
use crate::load::{Clients, Load, Wanted, load};
use crate::process::Server;
use crate::questions::{Variables, challenges_alone, searches, text, tools};
use std::collections::BTreeSet;
use std::path::Path;
use std::time::Duration;

const TIME: Duration = Duration::from_secs(3);
/// Addresses of one kind that differ.
const ADDRESSES_MAX: usize = 100;

/// What was measured of one kind of page.
pub struct Page {
    pub title: &'static str,
    /// Different addresses.
    pub addresses: usize,
    pub anew: Load,
    pub kept: Load,
}

/// The addresses of each kind of page.
pub fn addresses(directory: &Directory) -> Vec<(&'static str, Vec<String>)> {
    let of = |every: Vec<Variables>, address: fn(&Variables) -> String| {
        let every: BTreeSet<String> = every.iter().map(address).collect();
        let step = every.len().div_ceil(ADDRESSES_MAX).max(1);
        every.into_iter().step_by(step).collect::<Vec<String>>()
    };
    let alone = || challenges_alone(directory);
    vec![
        ("home", vec!["/".to_owned()]),
        ("a question", of(alone(), |variables| format!("/ask?q=which+tools+address+{}", text(variables, "challenge").replace('-', "+")))),
        ("a challenge", of(alone(), |variables| format!("/challenges/{}", text(variables, "challenge")))),
        ("a record", of(tools(directory), |variables| format!("/tools/{}", text(variables, "id")))),
        ("a search with words", of(searches(directory), |variables| format!("/search?search={}", text(variables, "words")))),
        ("a list with words and a filter", of(searches(directory), |variables| format!("/tools?search={}&addresses={}", text(variables, "words"), text(variables, "challenge")))),
        ("a list with a filter", of(alone(), |variables| format!("/tools?addresses={}", text(variables, "challenge")))),
        ("the gap map", vec!["/gaps".to_owned()]),
    ]
}

/// Asks a server for all of them.
pub fn measure(server: &Server, addresses: &[(&'static str, Vec<String>)], folder: &Path) -> Vec<Page> {
    addresses.iter().enumerate().map(|(at, (title, addresses))| {
        let requests = folder.join(format!("page-{at}"));
        std::fs::write(&requests, addresses.join("\n")).expect("a file");
        let ask = |wanted| load(server, "", &requests, wanted, Clients::One, TIME);
        let page = Page { title, addresses: addresses.len(), anew: ask(Wanted::Anew), kept: ask(Wanted::Any) };
        println!("{title}: made anew in {:.0} µs, kept in {:.0} µs", page.anew.p50_us, page.kept.p50_us);
        page
    }).collect()
}
