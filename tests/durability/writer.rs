//! The process that is killed: eight callers who append, repeat and erase until the end, and say on standard output what they were
//! answered, after they were answered.

use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use whatworks::ledger::{Draft, EventKind, Ledger, LedgerError, Patch};

use super::{Told, is_answer};

const CALLERS: usize = 8;
const ADDRESS: &str = "WHATWORKS_TEST_LEDGER";
const LIFE: &str = "WHATWORKS_TEST_LIFE";
const SYNCHRONOUS: &str = "WHATWORKS_TEST_SYNCHRONOUS";

/// A running writer.
pub(super) struct Writer {
    child: Child,
    lines: std::io::Lines<BufReader<std::process::ChildStdout>>,
}

impl Writer {
    /// `life` makes its keys its own.
    pub(super) fn start(path: &Path, life: &str, durable: bool) -> Self {
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "durability::writer::is_started_by_the_other_tests", "--nocapture", "--test-threads=1"])
            .env(ADDRESS, format!("sqlite:{}", path.display()))
            .env(LIFE, life)
            .env(SYNCHRONOUS, if durable { "full" } else { "off" })
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        Self { child, lines }
    }

    /// Listens until so many answers were heard.
    pub(super) fn hear(&mut self, answers: usize, told: &mut Told) {
        let mut heard = 0;
        while heard < answers {
            let line = self.lines.next().expect("the writer goes on until it is stopped").unwrap();
            heard += usize::from(told.hear(&line));
        }
    }

    pub(super) fn id(&self) -> u32 {
        self.child.id()
    }

    /// Kills it and listens to what it had still said; `believed` when its last answers count.
    pub(super) fn kill(mut self, believed: bool, told: &mut Told) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
        for line in self.lines.by_ref() {
            let line = line.unwrap();
            if believed || !is_answer(&line) {
                told.hear(&line);
            }
        }
    }
}

/// No writer outlives its test, whatever happens to that.
impl Drop for Writer {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

#[test]
fn is_started_by_the_other_tests() {
    let Ok(address) = std::env::var(ADDRESS) else { return };
    let life = std::env::var(LIFE).unwrap();
    let durable = std::env::var(SYNCHRONOUS).unwrap() == "full";
    tokio::runtime::Runtime::new().unwrap().block_on(async {
        let ledger = if durable { Ledger::open(&address).await } else { Ledger::open_without_durability(&address).await }.unwrap();
        let callers: Vec<_> = (0..CALLERS).map(|caller| tokio::spawn(write(ledger.clone(), format!("{life}-{caller}")))).collect();
        for caller in callers {
            if let Err(error) = caller.await.unwrap() {
                println!("stopped {error}");
            }
        }
    });
}

async fn write(ledger: Ledger, name: String) -> Result<(), LedgerError> {
    let mut last: Option<(Draft, u64)> = None;
    for number in 0_u64.. {
        let key = |part: u64| format!("{name}-{number}-{part}");
        match (number % 8, &last) {
            (4, Some((draft, sequence))) => {
                let again = ledger.append(vec![draft.clone()]).await?;
                if again[0].sequence != *sequence {
                    println!("wrong repeat of {sequence} was kept as {}", again[0].sequence);
                }
            }
            (6, Some((_, sequence))) => {
                let sequence = *sequence;
                println!("erasing {sequence}");
                ledger.erase(&[sequence], "curator", "part of the test").await?;
                println!("erased {sequence}");
                last = None;
            }
            (5, _) => {
                let events = ledger.append((0..3).map(|part| draft(&key(part), 600)).collect()).await?;
                for (part, event) in (0..).zip(&events) {
                    println!("kept {} {}", key(part), event.sequence);
                }
            }
            _ => {
                let draft = draft(&key(0), 40);
                let events = ledger.append(vec![draft.clone()]).await?;
                println!("kept {} {}", key(0), events[0].sequence);
                last = Some((draft, events[0].sequence));
            }
        }
    }
    Ok(())
}

/// Used by the test of full disks as well.
pub(super) fn draft(key: &str, words: usize) -> Draft {
    let subject = format!("https://directory.example/id/tool/{key}");
    let patch = format!("A <{subject}> <https://schema.example/description> \"{}\"@en .\n", "word ".repeat(words));
    Draft {
        actor: "actor".to_owned(),
        kind: EventKind::Published,
        patch: Patch::parse(&patch).unwrap(),
        subject,
        private: Vec::new(),
        idempotency_key: Some(key.to_owned()),
    }
}
