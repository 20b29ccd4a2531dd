//! The reader, which walks a plan and writes bytes, and async-graphql's executor, which resolves field by field, give the same answer.

use super::app::{App, RUNTIME, SEED, request};
use super::choices::{Choices, for_all, numbers};
use super::documents::{Document, document};
use super::history::{DIRECTORY, UNIVERSITY, history};
use serde::Deserialize;
use serde_json::Value as Tree;
use serde_json::value::RawValue;
use std::cell::Cell;
use whatworks::http::graphql::api::Api;
use whatworks::http::graphql::guard::lexical;

const CASES: u32 = 500;
/// Of the documents invented, so many are cheap enough to be executed, and within what the executor can do, at least.
const COMPARED_PERCENT_MIN: u32 = 55;

#[derive(Deserialize)]
struct Response<'a> {
    #[serde(borrow)]
    data: &'a RawValue,
    #[serde(default)]
    errors: Vec<Tree>,
}

/// Where in a response an error belongs.
fn path(error: &Tree) -> Vec<Tree> {
    error["path"].as_array().cloned().unwrap_or_default()
}

/// What differs between the answers, errors apart: where something failed the reader has null, or where null may not stand the nearest
/// place above at which it may; the executor leaves the field out, or has null where it may not stand, or too far above.
fn difference(reader: &Tree, executor: &Tree, errors: &[Vec<Tree>], at: &mut Vec<Tree>) -> Option<String> {
    if (reader.is_null() || executor.is_null()) && errors.iter().any(|error| error.starts_with(at)) {
        return None;
    }
    let mut member = |key: Tree, own: &Tree, other: &Tree| {
        at.push(key);
        let difference = difference(own, other, errors, at);
        at.pop();
        difference
    };
    match (reader, executor) {
        (Tree::Object(own), Tree::Object(others)) if others.keys().all(|key| own.contains_key(key)) => own.iter().find_map(|(key, own)| member(key.as_str().into(), own, &others.get(key).cloned().unwrap_or_default())),
        (Tree::Array(own), Tree::Array(others)) if own.len() == others.len() => own.iter().zip(others).enumerate().find_map(|(index, (own, other))| member(index.into(), own, other)),
        _ => (reader != executor).then(|| format!("at {at:?} the reader says {reader}, the executor {executor}")),
    }
}

#[test]
fn the_reader_agrees_with_the_executor_byte_for_byte() {
    let invented = |house| App::of_events(house, &history(house, &mut Choices::of(&numbers(3))).events);
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
    let (compared, refused, problems) = (Cell::new(0), Cell::new(0), Cell::new(0));
    for_all(name, cases, |choices| {
        let Document { query, variables } = document(&api, &names, choices);
        let shown = || format!("\n{query}\n{}", serde_json::to_string(&variables).unwrap());
        let reply = RUNTIME.block_on(app.engine.run(request(&query, variables.clone())));
        let text = String::from_utf8(reply.body).unwrap();
        if reply.request_error {
            refused.set(refused.get() + 1);
            // Only for being too dear or deep: the documents are valid. What the door does not admit the library may find too deep as well.
            return if text.contains("TOO_COMPLEX") || lexical(&query).is_err() { Ok(()) } else { Err(format!("refused: {text}{}", shown())) };
        }
        let response: Response<'_> = serde_json::from_str(&text).map_err(|error| format!("{error}: {text}{}", shown()))?;
        let (data, errors) = RUNTIME.block_on(app.engine.oracle(request(&query, variables.clone()))).map_err(|error| format!("the executor refuses: {error}{}", shown()))?;
        // The executor has no nulls in lists of an interface, such as the answer to `nodes` for a name that nothing has.
        if errors.iter().any(|error| error["message"].as_str().is_some_and(|message| message.starts_with("internal: invalid value for interface"))) {
            return Ok(());
        }
        compared.set(compared.get() + 1);
        problems.set(problems.get() + u32::from(!errors.is_empty()));
        let own = response.data.get();
        if errors.is_empty() && own != data {
            return Err(format!("the reader says {own}\nthe executor {data}{}", shown()));
        }
        // The executor forgets the paths of some errors.
        let paths: Vec<Vec<Tree>> = response.errors.iter().map(path).collect();
        let parsed = |text: &str| serde_json::from_str::<Tree>(text).unwrap();
        if let Some(difference) = difference(&parsed(own), &parsed(&data), &paths, &mut Vec::new()) {
            return Err(format!("{difference}\n{errors:?}{}", shown()));
        }
        // Above a failure the reader asks no further, so it may find fewer; but each one it finds is there.
        let same = |own: &&Tree| !errors.iter().any(|other| ["message", "locations"].iter().all(|part| other[part] == own[part]) && other["extensions"]["code"] == own["extensions"]["code"]);
        if let Some(own) = response.errors.iter().find(same) {
            return Err(format!("the executor has not the error {own}, but {errors:?}{}", shown()));
        }
        if response.errors.is_empty() != errors.is_empty() {
            return Err(format!("the reader has no error, the executor {errors:?}{}", shown()));
        }
        Ok(())
    });
    let (compared, refused) = (compared.get(), refused.get());
    assert!(compared * 100 >= cases * COMPARED_PERCENT_MIN, "{name}: of {cases} {compared} compared, {refused} refused");
    assert!(problems.get() > 0, "{name}: no document had an error");
}
