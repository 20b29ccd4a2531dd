//! Measures one directory: filling it, starting it, asking it.

use crate::directory::{Directory, request};
use crate::fixed;
use crate::load::{Clients, Load, Wanted, load, middle};
use crate::pages::{self, Page};
use crate::process::{Server, run, whatworks};
use crate::questions::{QUESTIONS, Question, Variables};
use crate::sparql;
use crate::writing::{self, Writing};
use serde_json::json;
use std::fs::{self, File};
use std::path::Path;
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// Rounds in which what is compared takes turns; the middle one counts.
const ROUNDS: usize = 3;
const ROUND_TIME: Duration = Duration::from_secs(4);
const SPARQL_TIME: Duration = Duration::from_secs(5);
const IN_PROCESS_TIME: Duration = Duration::from_secs(3);

/// What was measured with one number of records.
pub struct Measured {
    pub records: u64,
    /// N-Triples, in megabytes, and the time to write them.
    pub sample_mb: f64,
    pub sample: Duration,
    pub import: Duration,
    /// The first start makes the index of words; the next finds it.
    pub first_start: Duration,
    pub start: Duration,
    /// After all questions, and the most there was.
    pub resident_mb: f64,
    pub peak_mb: f64,
    pub answers: Vec<Answers>,
    pub pages: Vec<Page>,
    pub writing: Writing,
}

/// What was measured of one question.
pub struct Answers {
    pub question: &'static Question,
    /// Different requests, and the mean length of their answers.
    pub variants: usize,
    pub bytes: f64,
    pub in_process: Times,
    pub sparql_per_second: f64,
    /// Places of lists that SPARQL fills in the same way, and all.
    pub sparql_same: (usize, usize),
    pub fixed: Load,
    /// Each answer made anew.
    pub anew: Load,
    /// Answers kept from one request to the next.
    pub kept: Load,
}

pub struct Times {
    pub p50: Duration,
    pub p99: Duration,
}

/// Fills, starts and asks a directory of this many records.
pub fn directory(records: u64) -> Measured {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let data = folder.path().join("data");
    let (sample_mb, sample, import) = fill(folder.path(), &data, records);
    let first_start = serve(&data).start;
    let (mut answers, addresses) = asked_in_process(&data, &folder);
    println!("{records} records: asking over HTTP");
    let server = serve(&data);
    let fixed = fixed::start(&folder.path().join("answers"));
    for answers in &mut answers {
        over_http(answers, &server, &fixed, folder.path());
    }
    let pages = pages::measure(&server, &addresses, folder.path());
    let (resident_mb, peak_mb) = server.memory_mb();
    let start = server.start;
    drop((server, fixed));
    println!("{records} records: writing");
    let writing = writing::measure(&data);
    Measured { records, sample_mb, sample, import, first_start, start, resident_mb, peak_mb, answers, pages, writing }
}

fn fill(folder: &Path, data: &Path, records: u64) -> (f64, Duration, Duration) {
    println!("{records} records: filling");
    let file = folder.join("sample.nt");
    let mut command = whatworks(data);
    command.args(["sample-data", "--records", &records.to_string()]).stdout(File::create(&file).expect("a file"));
    let began = Instant::now();
    assert!(command.status().expect("the program runs").success());
    let sample = began.elapsed();
    let (_, import) = run(whatworks(data).arg("import").arg(&file));
    (fs::metadata(&file).expect("a file").len() as f64 / 1e6, sample, import)
}

fn serve(data: &Path) -> Server {
    Server::start(whatworks(data).args(["serve", "--listen", "127.0.0.1:0"]))
}

/// Leaves requests and answers in files for what comes over HTTP; beside the answers the addresses of pages.
fn asked_in_process(data: &Path, folder: &TempDir) -> (Vec<Answers>, Vec<(&'static str, Vec<String>)>) {
    let directory = Directory::open(data);
    for name in ["requests", "answers"] {
        fs::create_dir(folder.path().join(name)).expect("a folder");
    }
    let answers = QUESTIONS.iter().map(|question| {
        println!("asking in this process and by SPARQL: {}", question.title);
        let variants = (question.variants)(&directory);
        let bodies: Vec<String> = variants.iter().map(|variables| {
            directory.ask(question.document, variables);
            String::from_utf8(directory.body(request(question.document, variables))).expect("UTF-8")
        }).collect();
        let requests: Vec<String> = variants.iter().map(|variables| json!({ "query": question.document, "variables": variables }).to_string()).collect();
        fs::write(folder.path().join("requests").join(question.name), requests.join("\n")).expect("a file");
        fs::write(folder.path().join("answers").join(question.name), bodies.join("\n")).expect("a file");
        Answers {
            question,
            variants: variants.len(),
            bytes: bodies.iter().map(String::len).sum::<usize>() as f64 / bodies.len() as f64,
            in_process: in_process(&directory, question, &variants, IN_PROCESS_TIME),
            sparql_per_second: sparql::per_second(&directory, question, &variants, SPARQL_TIME),
            sparql_same: sparql::agreement(&directory, question, &variants),
            fixed: Load::default(),
            anew: Load::default(),
            kept: Load::default(),
        }
    }).collect();
    (answers, pages::addresses(&directory))
}

/// Asks one question only.
pub fn profile(data: &Path, name: &str, time: Duration) {
    let directory = Directory::open(data);
    let question = QUESTIONS.iter().find(|question| question.name == name).expect("a question of this name");
    let variants = (question.variants)(&directory);
    let Times { p50, p99 } = in_process(&directory, question, &variants, time);
    println!("{name}: p50 {p50:?}, p99 {p99:?}");
}

fn in_process(directory: &Directory, question: &Question, variants: &[Variables], time: Duration) -> Times {
    let (mut times, end) = (Vec::new(), Instant::now() + time);
    for variables in variants.iter().cycle() {
        let request = request(question.document, variables);
        let began = Instant::now();
        std::hint::black_box(directory.body(request));
        times.push(began.elapsed());
        if began > end {
            break;
        }
    }
    times.sort_unstable();
    Times { p50: times[times.len() / 2], p99: times[times.len() * 99 / 100] }
}

fn over_http(answers: &mut Answers, server: &Server, fixed: &Server, folder: &Path) {
    let name = answers.question.name;
    let requests = folder.join("requests").join(name);
    let (mut anew, mut kept, mut bare) = (Vec::new(), Vec::new(), Vec::new());
    load(server, "/graphql", &requests, Wanted::Any, Clients::Many, Duration::from_secs(1));
    for _ in 0..ROUNDS {
        bare.push(load(fixed, &format!("/{name}"), &requests, Wanted::Any, Clients::Many, ROUND_TIME));
        anew.push(load(server, "/graphql", &requests, Wanted::Anew, Clients::Many, ROUND_TIME));
        kept.push(load(server, "/graphql", &requests, Wanted::Any, Clients::Many, ROUND_TIME));
    }
    (answers.anew, answers.kept, answers.fixed) = (middle(anew), middle(kept), middle(bare));
    println!("{}: {:.0}/s made anew, {:.0}/s kept, beside {:.0}/s", answers.question.title, answers.anew.per_second, answers.kept.per_second, answers.fixed.per_second);
}
