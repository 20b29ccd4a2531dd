//! `make bench`: what the directory does, how fast, and beside what. Each question is asked of the built program over HTTP; beside it stand a
//! fixed answer of the same bytes from a bare actix-web, and the same answer by SPARQL from the same records. Whatever is compared is measured
//! in one run, in turns, so that ratios mean something on a machine that others use too.
//!
//! `cargo bench --bench bench -- 1000` measures with other numbers of records and writes no document; `… -- profile data mission 10` asks one
//! question of the directory in `data` for ten seconds, in process, for `perf` and the like to watch.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::print_stdout, reason = "a measurement stops at the first surprise, and tells what it is at")]

mod directory;
mod fixed;
mod load;
mod machine;
mod measure;
mod pages;
mod process;
mod questions;
mod report;
mod sparql;
mod writing;

use std::path::Path;
use std::time::Duration;

/// The program's own allocator, for what is measured in this process.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Records of the directories that are measured.
const RECORDS: [u64; 2] = [10_000, 100_000];

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        [fixed::ROLE, folder] => return fixed::serve(Path::new(folder)),
        ["profile", data, question, seconds] => return measure::profile(Path::new(data), question, Duration::from_secs(seconds.parse().expect("seconds"))),
        _ => {}
    }
    let sizes: Vec<u64> = arguments.iter().map(|argument| argument.parse().expect("arguments are numbers of records")).collect();
    machine::on_two_cores();
    let machine = machine::Machine::here();
    let measured: Vec<_> = if sizes.is_empty() { &RECORDS[..] } else { &sizes }.iter().map(|records| measure::directory(*records)).collect();
    let document = report::document(&machine, &measured);
    println!("\n{document}");
    if sizes.is_empty() {
        std::fs::write(process::root().join(report::PLACE), document).expect("the document can be written");
    }
}
