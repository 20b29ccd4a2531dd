//! Measured, not judged: `cargo test --release --lib ledger::tests::speed -- --ignored --nocapture`.

use std::time::Instant;

use oxigraph::model::{Literal, NamedNode, Triple, vocab::xsd};

use super::super::{Draft, EventKind, Ledger, Patch};
use super::{draft, subject, url};

const EVENTS: u64 = 100_000;

fn record(number: u64) -> Draft {
    let text = |words: &str| Literal::new_language_tagged_literal_unchecked(words, "en");
    let property = |name: &str, object: oxigraph::model::Term| {
        Triple::new(subject(number), NamedNode::new_unchecked(format!("https://schema.example/{name}")), object)
    };
    let added = vec![
        property("type", NamedNode::new_unchecked("https://directory.example/ns#Tool").into()),
        property("name", text(&format!("Tool number {number}")).into()),
        property("description", text(&"A tool that helps people talk to each other about research. ".repeat(3)).into()),
        property("kind", NamedNode::new_unchecked("https://directory.example/vocab/tool-kinds/guide").into()),
        property("provider", subject(number / 7).into()),
        property("year", Literal::new_typed_literal("2018", xsd::G_YEAR).into()),
        property("url", NamedNode::new_unchecked(format!("https://tool-{number}.example/")).into()),
        property("platform", NamedNode::new_unchecked("https://directory.example/vocab/platforms/twitter").into()),
        property("audience", NamedNode::new_unchecked("https://directory.example/vocab/audiences/young-people").into()),
        property("free", Literal::from(true).into()),
    ];
    Draft { kind: EventKind::Published, patch: Patch::new(Vec::new(), added), ..draft(number, "") }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "measures speed; run it alone in release mode"]
async fn appending_reading_and_verifying() {
    let directory = tempfile::tempdir().unwrap();
    let ledger = Ledger::open(&url(&directory.path().join("ledger.db"))).await.unwrap();
    let rate = |what: &str, count: u64, from: Instant| {
        let seconds = from.elapsed().as_secs_f64();
        println!("{what}: {count} in {seconds:.3} s, {:.0}/s, {:.1} µs each", count as f64 / seconds, seconds * 1e6 / count as f64);
    };

    let from = Instant::now();
    for number in 0..1_000 {
        ledger.append(vec![record(number)]).await.unwrap();
    }
    rate("appended one after the other", 1_000, from);

    let from = Instant::now();
    let callers: Vec<_> = (0..256_u64)
        .map(|caller| {
            let ledger = ledger.clone();
            tokio::spawn(async move {
                for number in 0..40 {
                    ledger.append(vec![record(caller * 40 + number)]).await.unwrap();
                }
            })
        })
        .collect();
    for caller in callers {
        caller.await.unwrap();
    }
    rate("appended by 256 callers at once", 256 * 40, from);

    let from = Instant::now();
    let done = ledger.head().await.unwrap().sequence;
    for start in (done..EVENTS).step_by(1_000) {
        ledger.append((start..(start + 1_000).min(EVENTS)).map(record).collect()).await.unwrap();
    }
    rate("appended in calls of 1000", EVENTS - done, from);

    let from = Instant::now();
    let replay = ledger.replay(0);
    let (events, triples) = tokio::task::block_in_place(|| {
        replay.map(Result::unwrap).fold((0, 0), |(events, triples), event| (events + 1, triples + event.patch.added.len()))
    });
    rate("replayed", events, from);
    assert_eq!((events, triples), (EVENTS, EVENTS as usize * 10));

    let text = record(1).patch.to_string();
    let from = Instant::now();
    for _ in 0..EVENTS {
        std::hint::black_box(Patch::parse(std::hint::black_box(&text)).unwrap());
    }
    rate("patches parsed", EVENTS, from);

    let from = Instant::now();
    assert!(ledger.verify(|_| ()).await.unwrap().is_sound());
    rate("verified", EVENTS, from);
    ledger.close().await.unwrap();
    let size = std::fs::metadata(directory.path().join("ledger.db")).unwrap().len();
    println!("file: {} MB, {} bytes per event", size >> 20, size / EVENTS);
}
