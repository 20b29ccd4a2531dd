//! What was measured, as a document: ratios first, absolute numbers beside them.

use crate::machine::Machine;
use crate::load::Load;
use crate::measure::{Answers, Measured};
use crate::pages::Page;
use crate::writing::Writing;
use std::fmt::Write as _;
use std::time::Duration;

/// Where the document stands, from the top of the repository.
pub const PLACE: &str = "docs/benchmarks.md";

/// The number of records at which the targets hold.
const TARGET_RECORDS: u64 = 100_000;

const HOW: &str = "## How it is measured
- The directories are synthetic (`whatworks sample-data`), imported with `whatworks import`, served with `whatworks serve`. Server and client share the two
  cores.
- *HTTP*: `wrk` with 16 connections sends each question with other variables from request to request, by `POST`, without `If-None-Match` and without
  `Accept-Encoding`: every answer is sent in full. Parsed documents are kept by the server. *Kept* answers are those that it also keeps until something is
  published (64 MB of them); with `Cache-Control: no-cache` each is *made anew*.
- *Fixed*: a bare actix-web in a process of its own, with as many workers, sends the same answers from memory: the bytes are the same, and nothing is
  read or looked up. The two take turns in one run; the middle of three rounds counts. *Server time* is processor time of the server for each request,
  which leaves the client out.
- *SPARQL*: oxigraph answers the same question from the same records, in process, on both cores, without HTTP and without writing JSON. Its queries are
  in `tests/bench/questions.rs`, several where one does not do. *In the same order* counts the places of lists that hold the same record or date in both
  answers; they differ where names have accents, which SPARQL puts last. Words are searched as they stand, without endings, typing errors and ranks.
- *Pages*: one `wrk` connection asks for one page after another, so that nobody waits in line; otherwise as *HTTP*.
- *In process*: the time from request to bytes on one thread, without HTTP.
- *Contributing* goes through the engine in process, without HTTP; the ledger is a file on the disk of this machine, flushed before each answer.
- *Import* is the whole command, durable at its end. *First start* makes the index of words, later starts find it.
";

/// The whole document.
pub fn document(machine: &Machine, measured: &[Measured]) -> String {
    let mut text = String::from("# Benchmarks\nWritten by `make bench`. Ratios are of things measured in turns in one run, so they hold on other machines more or less; absolute numbers do not.\n\n");
    let Machine { cores, processor, memory_gb, rustc, commit, load } = machine;
    let _ = writeln!(text, "Measured on {cores} cores ({processor}), {memory_gb:.0} GB of memory, with {rustc}, at commit {commit}; the load in the minute before was {load}.\n");
    targets(&mut text, measured);
    answers(&mut text, measured);
    pages(&mut text, measured);
    running(&mut text, measured);
    writing(&mut text, measured);
    text.push_str(HOW);
    text
}

fn table(text: &mut String, heading: &str, columns: &[&str], rows: impl IntoIterator<Item = Vec<String>>) {
    let rows: Vec<Vec<String>> = rows.into_iter().collect();
    let _ = writeln!(text, "## {heading}\n| {} |\n|{}", columns.join(" | "), "---|".repeat(columns.len()));
    for row in rows {
        let _ = writeln!(text, "| {} |", row.join(" | "));
    }
    text.push('\n');
}

fn targets(text: &mut String, measured: &[Measured]) {
    let Some(large) = measured.iter().find(|measured| measured.records == TARGET_RECORDS) else { return };
    let mission = &large.answers[0];
    let mut rows = vec![
        at_least("the mission query over HTTP, of the fixed answers", mission.of_fixed(&mission.kept) * 100.0, 40.0, " %"),
        at_least("the same with every answer made anew", mission.of_fixed(&mission.anew) * 100.0, 40.0, " %"),
        at_least("the mission query over HTTP, made anew, of the SPARQL form in process", mission.of_sparql(), 100.0, " times"),
        at_most("the mission query in process", micros(mission.in_process.p50), 30.0, " µs"),
        at_most("a start from an existing ledger", large.start.as_secs_f64(), 3.0, " s"),
        at_least("submissions a second of 16 writers, each on the disk and seen by its author", large.writing.submissions[1].1, 500.0, ""),
        at_most("from a curator's decision until a reader has read and found it, 99 of 100", micros(large.writing.visible_p99) / 1e3, 50.0, " ms"),
        at_most("resident memory", large.resident_mb / 1e3, 1.2, " GB"),
    ];
    for Page { title, anew, .. } in &large.pages {
        rows.push(at_most(&format!("{title}, as a page made anew, half of them"), anew.p50_us / 1e3, 5.0, " ms"));
    }
    if let Some(small) = measured.first().filter(|small| small.records < large.records) {
        let what = format!("half of the mission's answers are there in, of the time at {}", thousands(small.records as f64));
        rows.push(at_most(&what, mission.kept.p50_us / small.answers[0].kept.p50_us, 1.5, " times"));
        rows.push(at_most("the same with every answer made anew", mission.anew.p50_us / small.answers[0].anew.p50_us, 1.5, " times"));
    }
    table(text, &format!("Targets at {} records", thousands(large.records as f64)), &["what", "target", "measured", ""], rows);
}

fn at_least(what: &str, measured: f64, target: f64, unit: &str) -> Vec<String> {
    verdict(what, format!("≥ {target}{unit}"), measured, unit, measured >= target)
}

fn at_most(what: &str, measured: f64, target: f64, unit: &str) -> Vec<String> {
    verdict(what, format!("≤ {target}{unit}"), measured, unit, measured <= target)
}

fn verdict(what: &str, target: String, measured: f64, unit: &str, met: bool) -> Vec<String> {
    vec![what.to_owned(), target, format!("{}{unit}", short(measured)), if met { "met" } else { "**missed**" }.to_owned()]
}

impl Answers {
    /// Requests a second, as a part of those of the fixed answers.
    fn of_fixed(&self, load: &Load) -> f64 {
        load.per_second / self.fixed.per_second
    }

    fn of_sparql(&self) -> f64 {
        self.anew.per_second / self.sparql_per_second
    }
}

fn answers(text: &mut String, measured: &[Measured]) {
    for Measured { records, answers, .. } in measured {
        let records = thousands(*records as f64);
        let columns = ["question", "", "of fixed", "of SPARQL", "requests/s", "p50", "p99", "server time"];
        let row = |title: &str, what: &str, ratios: [String; 2], load: &Load| {
            let mut row = vec![title.to_owned(), what.to_owned()];
            row.extend(ratios);
            row.extend([thousands(load.per_second), time(load.p50_us), time(load.p99_us), time(load.server_us)]);
            row
        };
        let rows = answers.iter().flat_map(|answers| {
            let fixed = |load| format!("{:.0} %", answers.of_fixed(load) * 100.0);
            let sparql = vec![String::new(), "SPARQL, in process".to_owned(), String::new(), String::new(), short(answers.sparql_per_second)];
            [
                row(answers.question.title, "kept", [fixed(&answers.kept), String::new()], &answers.kept),
                row("", "made anew", [fixed(&answers.anew), format!("{} times", short(answers.of_sparql()))], &answers.anew),
                row("", "fixed", [String::new(), String::new()], &answers.fixed),
                sparql.into_iter().chain(std::iter::repeat_n(String::new(), 3)).collect(),
            ]
        });
        table(text, &format!("Over HTTP, {records} records"), &columns, rows);
        let columns = ["question", "in process, p50", "p99", "different requests", "mean answer", "SPARQL in the same order"];
        let rows = answers.iter().map(|answers| {
            let (same, all) = answers.sparql_same;
            let same = if all == 0 { "not compared".to_owned() } else { format!("{:.1} %", same as f64 * 100.0 / all as f64) };
            let times = &answers.in_process;
            vec![answers.question.title.to_owned(), time(micros(times.p50)), time(micros(times.p99)), thousands(answers.variants as f64), format!("{:.1} kB", answers.bytes / 1e3), same]
        });
        table(text, &format!("In process, {records} records"), &columns, rows);
    }
}

fn pages(text: &mut String, measured: &[Measured]) {
    for Measured { records, pages, .. } in measured {
        let columns = ["page", "addresses", "made anew, p50", "p99", "kept, p50", "p99"];
        let rows = pages.iter().map(|Page { title, addresses, anew, kept }| {
            let times = [anew.p50_us, anew.p99_us, kept.p50_us, kept.p99_us].map(time);
            [(*title).to_owned(), thousands(*addresses as f64)].into_iter().chain(times).collect()
        });
        table(text, &format!("Pages, {} records", thousands(*records as f64)), &columns, rows);
    }
}

fn running(text: &mut String, measured: &[Measured]) {
    let columns = ["records", "import", "records/s", "first start", "start", "resident", "at most", "`sample-data`", "records/s", "N-Triples"];
    let rows = measured.iter().map(|measured| {
        let rate = |time: Duration| thousands(measured.records as f64 / time.as_secs_f64());
        let seconds = |time: Duration| format!("{:.2} s", time.as_secs_f64());
        let Measured { records, sample_mb, sample, import, first_start, start, resident_mb, peak_mb, .. } = measured;
        let megabytes = |megabytes: &f64| format!("{} MB", thousands(*megabytes));
        vec![
            thousands(*records as f64), seconds(*import), rate(*import), seconds(*first_start), seconds(*start), megabytes(resident_mb), megabytes(peak_mb),
            seconds(*sample), rate(*sample), megabytes(sample_mb),
        ]
    });
    table(text, "Filling and starting", &columns, rows);
}

fn writing(text: &mut String, measured: &[Measured]) {
    let columns = ["records", "submissions/s of 1 writer", "of 16", "of 64", "from decision to reader, p50", "p99"];
    let rows = measured.iter().map(|measured| {
        let Writing { submissions, visible_p50, visible_p99 } = &measured.writing;
        let rates = submissions.iter().map(|(_, rate)| thousands(*rate));
        std::iter::once(thousands(measured.records as f64)).chain(rates).chain([time(micros(*visible_p50)), time(micros(*visible_p99))]).collect()
    });
    table(text, "Contributing", &columns, rows);
}

fn micros(time: Duration) -> f64 {
    time.as_secs_f64() * 1e6
}

/// A time of so many microseconds.
fn time(micros: f64) -> String {
    if micros < 1_000.0 { format!("{} µs", short(micros)) } else { format!("{} ms", short(micros / 1e3)) }
}

/// Three digits at least.
fn short(number: f64) -> String {
    match number {
        0.0..10.0 => format!("{number:.2}"),
        10.0..100.0 => format!("{number:.1}"),
        _ => thousands(number),
    }
}

fn thousands(number: f64) -> String {
    let digits = format!("{number:.0}");
    let mut grouped = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}
