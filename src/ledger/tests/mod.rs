//! What the ledger promises, checked from inside where a test must damage the file or hold the clock. Faults of the machine
//! (kill, power cut, full disk) are in `tests/durability/`.

#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test stops at the first surprise")]
#![expect(clippy::print_stdout, reason = "counts and measurements are shown with `--nocapture`")]

mod accounts;
mod beside;
mod damage;
mod erasure;
mod journal;
mod patch;
mod public;
mod speed;

use std::path::Path;

use jiff::Timestamp;
use oxigraph::model::{Literal, NamedNode, Triple};

use super::{Draft, EventKind, Ledger, Patch, Sources};

fn name(number: u64, words: &str) -> Triple {
    Triple::new(subject(number), NamedNode::new_unchecked("https://schema.example/name"), Literal::new_language_tagged_literal_unchecked(words, "en"))
}

fn subject(number: u64) -> NamedNode {
    NamedNode::new_unchecked(format!("https://directory.example/id/tool/{number}"))
}

fn draft(number: u64, words: &str) -> Draft {
    Draft {
        actor: format!("actor-{}", number % 3),
        kind: EventKind::Published,
        subject: subject(number).into_string(),
        patch: Patch::new(Vec::new(), vec![name(number, words)]),
        private: Vec::new(),
        idempotency_key: None,
    }
}

fn keyed(number: u64, words: &str, key: &str) -> Draft {
    Draft { idempotency_key: Some(key.to_owned()), actor: "actor".to_owned(), ..draft(number, words) }
}

fn url(path: &Path) -> String {
    format!("sqlite:{}", path.display())
}

/// A clock that stands still and randomness that repeats itself for the same seed.
fn frozen(seed: u8) -> Sources {
    let mut count = 0_u64;
    Sources {
        now: Box::new(|| Timestamp::constant(1_600_000_000, 0)),
        fill: Box::new(move |bytes| {
            count += 1;
            blake3::Hasher::new().update(&[seed]).update(&count.to_be_bytes()).finalize_xof().fill(bytes);
            Ok(())
        }),
    }
}

/// Small repeatable numbers for choosing places.
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % limit
    }
}

async fn memory() -> Ledger {
    Ledger::open("sqlite::memory:").await.unwrap()
}
