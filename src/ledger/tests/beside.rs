//! Writes that only some events stand in the way of, and what is kept beside the journal.

use jiff::Timestamp;
use ulid::Ulid;

use super::super::{Draft, Event, EventKind, LedgerError, SKETCH_BYTES_MAX, SKETCHES_PER_AUTHOR_MAX, Sketch};
use super::{draft, memory, url};
use crate::ledger::Ledger;

fn submitted(number: u64) -> Draft {
    Draft { kind: EventKind::Submitted, ..draft(number, "a proposal") }
}

fn shown(event: &Event) -> bool {
    event.kind.is_shown()
}

#[tokio::test]
async fn a_write_is_refused_for_what_disturbs_it_and_for_nothing_else() {
    let ledger = memory().await;
    ledger.append(vec![draft(1, "a"), submitted(2), submitted(3)]).await.unwrap();
    // What came since does not matter, so the write is kept; what it is itself matters to the next.
    let kept = ledger.append_undisturbed(1, Box::new(shown), vec![draft(4, "b")], Vec::new()).await.unwrap();
    assert_eq!(kept[0].sequence, 4);
    let refused = ledger.append_undisturbed(1, Box::new(shown), vec![draft(5, "c")], Vec::new()).await.unwrap_err();
    assert!(matches!(refused, LedgerError::HeadMoved { head: 4 }), "{refused}");
    assert_eq!(ledger.head().await.unwrap().sequence, 4);
}

#[tokio::test]
async fn of_writes_that_disturb_one_another_one_is_kept_also_within_one_commit() {
    let ledger = memory().await;
    for round in 0..20 {
        let since = ledger.head().await.unwrap().sequence;
        let decisions = (0..8).map(|number| {
            let ledger = ledger.clone();
            tokio::spawn(async move { ledger.append_undisturbed(since, Box::new(shown), vec![draft(number, "d")], Vec::new()).await })
        });
        let proposals = (0..8).map(|number| {
            let ledger = ledger.clone();
            tokio::spawn(async move { ledger.append(vec![submitted(number)]).await })
        });
        let (decisions, proposals): (Vec<_>, Vec<_>) = (decisions.collect(), proposals.collect());
        let mut kept = 0;
        for decision in decisions {
            kept += u32::from(decision.await.unwrap().is_ok());
        }
        for proposal in proposals {
            proposal.await.unwrap().unwrap();
        }
        assert_eq!(kept, 1, "round {round}");
    }
}

fn sketch(id: u128, author: &str, content: &str) -> Sketch {
    Sketch { id: Ulid::from(id), author: author.to_owned(), about: "tool".to_owned(), content: content.to_owned(), saved: Timestamp::UNIX_EPOCH }
}

#[tokio::test]
async fn a_sketch_is_kept_replaced_and_forgotten_by_its_author_only() {
    let folder = tempfile::tempdir().unwrap();
    let url = url(&folder.path().join("ledger.db"));
    let ledger = Ledger::open(&url).await.unwrap();
    ledger.keep_sketch(sketch(1, "ann", "first")).await.unwrap();
    ledger.keep_sketch(sketch(1, "bob", "stolen")).await.unwrap();
    ledger.discard_sketch("bob", Ulid::from(1_u128)).await.unwrap();
    ledger.keep_sketch(sketch(1, "ann", "second")).await.unwrap();
    ledger.close().await.unwrap();
    let ledger = Ledger::open(&url).await.unwrap();
    let kept = ledger.sketches("ann").await.unwrap();
    assert_eq!(kept.iter().map(|sketch| sketch.content.as_str()).collect::<Vec<_>>(), ["second"]);
    assert!(kept[0].saved > Timestamp::UNIX_EPOCH);
    assert_eq!(ledger.sketches("bob").await.unwrap(), []);
    assert_eq!(ledger.head().await.unwrap().sequence, 0);
    ledger.discard_sketch("ann", Ulid::from(1_u128)).await.unwrap();
    assert_eq!(ledger.sketches("ann").await.unwrap(), []);
}

#[tokio::test]
async fn sketches_have_limits() {
    let ledger = memory().await;
    let large = ledger.keep_sketch(sketch(1, "ann", &"x".repeat(SKETCH_BYTES_MAX))).await.unwrap_err();
    assert!(matches!(large, LedgerError::TooLarge { .. }), "{large}");
    for number in 0..SKETCHES_PER_AUTHOR_MAX {
        ledger.keep_sketch(sketch(number as u128 + 1, "ann", "x")).await.unwrap();
    }
    assert!(matches!(ledger.keep_sketch(sketch(0, "ann", "x")).await, Err(LedgerError::TooLarge { .. })));
    ledger.keep_sketch(sketch(1, "ann", "y")).await.unwrap();
    ledger.keep_sketch(sketch(1_000, "bob", "x")).await.unwrap();
}
