//! The ledger when the machine fails: killed processes, power cuts, full disks. Each test counts what it tried and what held, and
//! has a control that fails where the promise is taken away. `WHATWORKS_TORTURE=long` raises the counts.
//!
//! The process that dies is this same binary, started again with only [`writer::is_started_by_the_other_tests`].

#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test stops at the first surprise")]
#![expect(clippy::print_stdout, reason = "the writer speaks to the test that started it on its standard output")]

mod disk_full;
mod kill;
mod power_cut;
mod writer;

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write as _;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use whatworks::ledger::Ledger;

/// A ledger goes through this many lives before a new one is begun: each is read again as a whole, which grows.
const LIVES_PER_LEDGER: usize = 50;

/// `quick`, or `long` when torture is asked for.
fn count(quick: usize, long: usize) -> usize {
    if std::env::var("WHATWORKS_TORTURE").is_ok_and(|torture| torture == "long") { long } else { quick }
}

/// Shown also when the test passes: the test harness holds back only what the printing macros say.
fn report(line: &str) {
    std::io::stderr().write_all(format!("durability: {line}\n").as_bytes()).unwrap();
}

/// Repeatable numbers for choosing moments.
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % limit
    }
}

/// What the writers said before they died, over all their lives.
#[derive(Debug, Default)]
struct Told {
    /// Sequence by key, for events that were answered.
    acknowledged: BTreeMap<String, u64>,
    erasing: BTreeSet<u64>,
    erased: BTreeSet<u64>,
    /// Anything that should never be said.
    wrong: Vec<String>,
}

impl Told {
    /// True when the line is the answer to a write.
    fn hear(&mut self, line: &str) -> bool {
        match *line.split(' ').collect::<Vec<_>>() {
            ["kept", key, sequence] => drop(self.acknowledged.insert(key.to_owned(), sequence.parse().unwrap())),
            ["erasing", sequence] => drop(self.erasing.insert(sequence.parse().unwrap())),
            ["erased", sequence] => drop(self.erased.insert(sequence.parse().unwrap())),
            ["wrong", ..] => self.wrong.push(line.to_owned()),
            _ => {}
        }
        is_answer(line)
    }
}

fn is_answer(line: &str) -> bool {
    line.starts_with("kept ") || line.starts_with("erased ")
}

/// How the promise stood up.
#[derive(Debug)]
struct Outcome {
    lost: usize,
    doubled: usize,
    /// Entries that verification names.
    damaged: u64,
    recovery: Duration,
}

/// Opens the ledger again and compares it with what was told.
fn check(path: &Path, told: &Told) -> Result<Outcome, Box<dyn std::error::Error>> {
    tokio::runtime::Runtime::new()?.block_on(async {
        let from = Instant::now();
        let ledger = Ledger::open(&format!("sqlite:{}", path.display())).await?;
        let head = ledger.head().await?;
        let recovery = from.elapsed();
        let verification = ledger.verify(|_| ()).await?;
        let mut found: BTreeMap<String, Vec<u64>> = BTreeMap::new();
        let mut gone = BTreeSet::new();
        let mut after = 0;
        while after < head.sequence {
            for event in ledger.read(after, 1_000).await? {
                after = event.sequence;
                if event.erased {
                    gone.insert(event.sequence);
                } else if let Some(key) = event.idempotency_key {
                    found.entry(key).or_default().push(event.sequence);
                }
            }
        }
        ledger.close().await?;
        let kept = |(key, sequence): (&String, &u64)| {
            if told.erased.contains(sequence) {
                gone.contains(sequence)
            } else {
                found.get(key).is_some_and(|sequences| sequences == &[*sequence]) || told.erasing.contains(sequence) && gone.contains(sequence)
            }
        };
        Ok(Outcome {
            lost: told.acknowledged.iter().filter(|entry| !kept(*entry)).count(),
            doubled: found.values().filter(|sequences| sequences.len() > 1).count(),
            damaged: verification.damages + verification.storage.len() as u64,
            recovery,
        })
    })
}

/// Runs a program of the system; what it says becomes the error.
fn run(program: &str, arguments: &[&str]) -> Result<(), String> {
    let output = Command::new(program).args(arguments).output().map_err(|error| format!("{program}: {error}"))?;
    if output.status.success() {
        Ok(())
    } else {
        Err(format!("{program} {}: {}", arguments.join(" "), String::from_utf8_lossy(&output.stderr).trim()))
    }
}

const UNMOUNTED_WITHIN: Duration = Duration::from_secs(5);

/// A mounted file system that goes away with its test.
struct Mount<'a>(&'a Path);

impl<'a> Mount<'a> {
    fn new(path: &'a Path, arguments: &[&str]) -> Result<Self, String> {
        std::fs::create_dir_all(path).map_err(|error| error.to_string())?;
        run("mount", &[arguments, &[&path.to_string_lossy()]].concat())?;
        Ok(Self(path))
    }
}

impl Drop for Mount<'_> {
    fn drop(&mut self) {
        // Another test that is just starting a process may hold our files for the blink between fork and exec.
        let from = Instant::now();
        while let Err(error) = run("umount", &[&self.0.to_string_lossy()]) {
            if from.elapsed() > UNMOUNTED_WITHIN {
                report(&error);
                return;
            }
        }
    }
}
