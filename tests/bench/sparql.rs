//! The same answers by SPARQL: oxigraph over the published graph, in this process, on as many threads as the server has workers. No HTTP, no
//! writing of JSON: what is compared with it is at a disadvantage.

use crate::directory::Directory;
use crate::machine::cores;
use crate::questions::{Question, Variables};
use oxigraph::model::Term;
use oxigraph::sparql::{QueryResults, SparqlEvaluator};
use oxigraph::store::Store;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

/// Answers a second.
pub fn per_second(directory: &Directory, question: &Question, variants: &[Variables], time: Duration) -> f64 {
    let answers: Vec<Vec<String>> = variants.iter().map(question.sparql).filter(|queries| !queries.is_empty()).collect();
    let next = AtomicUsize::new(0);
    let began = Instant::now();
    thread::scope(|scope| {
        for _ in 0..cores() {
            scope.spawn(|| {
                while began.elapsed() < time {
                    let at = next.fetch_add(1, Ordering::Relaxed) % answers.len();
                    for query in &answers[at] {
                        run(directory.store(), query, &mut |_| ());
                    }
                }
            });
        }
    });
    next.into_inner() as f64 / began.elapsed().as_secs_f64()
}

/// How many of the places of lists hold the same in both answers, and how many places there are. Orders differ a little: SPARQL compares code
/// points, the directory folds accents.
pub fn agreement(directory: &Directory, question: &Question, variants: &[Variables]) -> (usize, usize) {
    let (mut same, mut all) = (0, 0);
    for variables in variants {
        let Some(query) = (question.sparql)(variables).into_iter().next() else { continue };
        let answer = directory.ask(question.document, variables);
        let ours: Vec<&str> = (question.order)(&answer).into_iter().map(|shown| shown.as_str().unwrap_or_default()).collect();
        let mut theirs: Vec<(String, String)> = Vec::new();
        run(directory.store(), &query, &mut |row| {
            if !theirs.contains(&row) {
                theirs.push(row);
            }
        });
        all += ours.len().max(if ours.is_empty() { 0 } else { theirs.len() });
        same += ours.iter().zip(&theirs).filter(|(one, (_, other))| **one == other.as_str()).count();
    }
    (same, all)
}

/// Calls `row` with `?it` and `?shown` of each solution, and reads all of it.
fn run(store: &Store, query: &str, row: &mut dyn FnMut((String, String))) {
    let parsed = SparqlEvaluator::new().parse_query(query).unwrap_or_else(|error| panic!("{query}: {error}"));
    let QueryResults::Solutions(solutions) = parsed.on_store(store).execute().expect("it is answered") else { panic!("not a selection: {query}") };
    for solution in solutions {
        let solution = solution.expect("a solution");
        let text = |name: &str| match solution.get(name) {
            Some(Term::Literal(literal)) => literal.value().to_owned(),
            Some(other) => other.to_string(),
            None => String::new(),
        };
        if solution.get("shown").is_some() {
            row((text("it"), text("shown")));
        }
        std::hint::black_box(&solution);
    }
}
