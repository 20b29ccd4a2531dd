//! The reader, which walks a plan and writes bytes, and async-graphql's executor, which resolves field by field, give the same answer.

use super::app::{App, RUNTIME, SEED, request};
use super::choices::{Choices, for_all};
use super::documents::{Document, document};
use super::history::{DIRECTORY, UNIVERSITY, history};
use serde::Deserialize;
use serde_json::value::RawValue;
use std::cell::Cell;
use whatworks::http::graphql::api::Api;

const CASES: u32 = 500;
/// Of the documents invented, so many are valid and cheap enough to be executed, at least.
const EXECUTED_PERCENT_MIN: u32 = 70;
/// Errors that a response lists.
const ERRORS_MAX: usize = 20;

#[derive(Deserialize)]
struct Response<'a> {
    #[serde(borrow)]
    data: &'a RawValue,
    #[serde(default)]
    errors: Vec<serde_json::Value>,
}

#[test]
fn the_reader_agrees_with_the_executor_byte_for_byte() {
    let seeds: Vec<u16> = (0..6_000_u32).map(|at| (at.wrapping_mul(2_654_435_761) >> 13) as u16).collect();
    let invented = |house| App::of_events(house, &history(house, &mut Choices::of(&seeds)).events);
    check("an invented university", &invented(&UNIVERSITY), CASES);
    check("an invented directory", &invented(&DIRECTORY), CASES);
    check("the seed data", &SEED, CASES / 2);
}

fn check(name: &str, app: &App, cases: u32) {
    let state = app.directory.views().state();
    let api = Api::build(app.directory.ontology());
    let ontology = app.directory.ontology();
    let mut names: Vec<(String, String)> = Vec::new();
    for record in state.snapshot.records() {
        let object = api.of_record(record.ty).unwrap().name.clone();
        names.push((object.clone(), record.iri.to_string()));
        names.push((object, record.key(ontology.ty(record.ty)).to_owned()));
    }
    let (executed, refused) = (Cell::new(0), Cell::new(0));
    let problems = Cell::new(0);
    for_all(name, cases, |choices| {
        let Document { query, variables } = document(&api, &names, choices);
        let shown = || format!("\n{query}\n{}", serde_json::to_string(&variables).unwrap());
        let reply = RUNTIME.block_on(app.engine.run(request(&query, variables.clone())));
        let text = String::from_utf8(reply.body).unwrap();
        if reply.request_error {
            refused.set(refused.get() + 1);
            // Only for being too dear or deep: the documents are valid.
            return if text.contains("TOO_COMPLEX") { Ok(()) } else { Err(format!("refused: {text}{}", shown())) };
        }
        executed.set(executed.get() + 1);
        let response: Response<'_> = serde_json::from_str(&text).map_err(|error| format!("{error}: {text}{}", shown()))?;
        let (data, errors) = RUNTIME.block_on(app.engine.oracle(request(&query, variables.clone()))).map_err(|error| format!("the executor refuses: {error}{}", shown()))?;
        problems.set(problems.get() + errors.min(1));
        if response.data.get() != data {
            return Err(format!("the reader says {}\nthe executor {data}{}", response.data.get(), shown()));
        }
        if response.errors.len() != errors.min(ERRORS_MAX) {
            return Err(format!("the reader has {} errors, the executor {errors}: {:?}{}", response.errors.len(), response.errors, shown()));
        }
        Ok(())
    });
    let (executed, refused) = (executed.get(), refused.get());
    assert!(executed * 100 >= (executed + refused) * EXECUTED_PERCENT_MIN, "{name}: {executed} executed, {refused} refused");
    assert!(problems.get() > 0, "{name}: no document had an error");
}
