//! The filter, the condition, the GraphQL text and the SPARQL text of a reading say the same.

use super::robust::{cases, scrambled};
use super::*;
use crate::ontology::Visibility;
use oxigraph::model::{GraphName, Quad, Term};
use oxigraph::sparql::{QueryResults, SparqlEvaluator};
use oxigraph::store::Store;
use proptest::prelude::*;
use std::collections::BTreeSet;

fn store(world: &World) -> Store {
    let store = Store::new().unwrap();
    let ontology = world.snapshot.ontology();
    let records = world.snapshot.records().flat_map(|record| world.snapshot.judged(record, true).triples(ontology, Visibility::Everyone));
    for triple in ontology.triples.iter().cloned().chain(records) {
        store.insert(&Quad::new(triple.subject, triple.predicate, triple.object, GraphName::DefaultGraph)).unwrap();
    }
    store
}

fn selected(store: &Store, query: &str) -> BTreeSet<String> {
    let evaluator = SparqlEvaluator::new().parse_query(query).unwrap_or_else(|error| panic!("{error}\n{query}"));
    let QueryResults::Solutions(solutions) = evaluator.on_store(store).execute().unwrap() else { panic!("{query} is no SELECT") };
    let iri = |term: &Term| if let Term::NamedNode(node) = term { node.as_str().to_owned() } else { term.to_string() };
    solutions.map(|solution| solution.unwrap().get("record").map(iri).unwrap_or_default()).collect()
}

static STORE: LazyLock<Store> = LazyLock::new(|| store(&WORLD));
static KITCHEN_STORE: LazyLock<Store> = LazyLock::new(|| store(&KITCHEN));

fn check(world: &World, store: &Store, text: &str) {
    for question in questions(text) {
        check_one(world, store, question);
    }
}

fn check_one(world: &World, store: &Store, question: &str) {
    let mut reading = world.read(question);
    let types = reading.types(world.snapshot.ontology());
    let ids = reading.condition.evaluate(&world.snapshot, &types);
    assert_eq!(ids, world.answer(&reading), "{question}: filter");
    let parsed = graphql(&world.snapshot, &reading);
    // When nothing can fit there is nothing to ask.
    assert!(!parsed.is_empty() || reading.is_empty() || ids.is_empty(), "{question}");
    if !parsed.is_empty() {
        async_graphql::parser::parse_query(&parsed).unwrap_or_else(|error| panic!("{question}: {error}\n{parsed}"));
    }
    if reading.is_empty() {
        return assert!(sparql(&world.snapshot, &reading).is_empty(), "{question}: what was not understood asks for nothing");
    }
    reading.count = false;
    // The whole answer, not its first page.
    let query = sparql(&world.snapshot, &reading).lines().filter(|line| !line.starts_with("LIMIT")).collect::<Vec<_>>().join("\n");
    let expected: BTreeSet<String> = ids.iter().filter_map(|id| world.snapshot.iri(id)).map(ToString::to_string).collect();
    assert_eq!(selected(store, &query), expected, "{question}\n{query}");
}

proptest! {
    #![proptest_config(cases(96))]

    #[test]
    fn whatever_is_asked_reads_the_same_in_sparql(choice in prop::collection::vec(any::<prop::sample::Index>(), 0..9), marks in prop::collection::vec(0..9_usize, 9)) {
        check_one(&WORLD, &STORE, &scrambled(&WORLD, QUESTIONS, &choice, &marks));
        check_one(&KITCHEN, &KITCHEN_STORE, &scrambled(&KITCHEN, KITCHEN_QUESTIONS, &choice, &marks));
    }
}

#[test]
fn every_reading_says_the_same_as_filter_graphql_and_sparql() {
    check(&WORLD, &STORE, QUESTIONS);
}

#[test]
fn every_reading_of_another_ontology_says_the_same() {
    check(&UNIVERSITY, &store(&UNIVERSITY), UNIVERSITY_QUESTIONS);
    check(&KITCHEN, &KITCHEN_STORE, KITCHEN_QUESTIONS);
}

#[test]
fn a_counted_question_counts_in_sparql() {
    let reading = WORLD.read("how many tools are there?");
    let QueryResults::Solutions(mut solutions) = SparqlEvaluator::new().parse_query(&sparql(&WORLD.snapshot, &reading)).unwrap().on_store(&STORE).execute().unwrap() else { panic!("no SELECT") };
    let count = solutions.next().unwrap().unwrap().get("count").cloned();
    assert_eq!(count.map(|term| term.to_string()), Some(format!("\"{}\"^^<http://www.w3.org/2001/XMLSchema#integer>", WORLD.answer(&reading).len())));
}
