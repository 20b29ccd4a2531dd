use std::path::Path;

use sqlx::Connection as _;

use super::super::{Draft, EventKind, Ledger, LedgerError};
use super::{Dice, draft, keyed, name, url};

/// Every file of the database, one after the other.
fn bytes(directory: &Path) -> Vec<u8> {
    let mut all = Vec::new();
    for entry in std::fs::read_dir(directory).unwrap() {
        all.extend(std::fs::read(entry.unwrap().path()).unwrap());
    }
    all
}

fn holds(bytes: &[u8], needle: &str) -> bool {
    memchr::memmem::find(bytes, needle.as_bytes()).is_some()
}

fn secret(number: u64) -> String {
    format!("secret-{}-of-{number}-person", blake3::hash(&number.to_be_bytes()).to_hex())
}

#[tokio::test]
async fn nothing_erased_is_left_in_any_file() {
    let directory = tempfile::tempdir().unwrap();
    let ledger = Ledger::open(&url(&directory.path().join("ledger.db"))).await.unwrap();
    let count = 600;
    let mut dice = Dice(1);
    let mut drafts = Vec::new();
    for number in 1..=count {
        // From a fraction of a page to several, so that content also lies on overflow pages and next to page splits.
        let padding = "padding ".repeat(dice.below(2_000) * usize::from(number % 3 == 0) + dice.below(20));
        let mut draft = keyed(number, &format!("{padding}{}", secret(number)), &format!("key-{}", secret(number)));
        draft.private = vec![name(number, &format!("note {}", secret(number)))];
        draft.actor = format!("actor-{}", secret(number));
        drafts.push(draft);
    }
    for call in drafts.chunks(7) {
        ledger.append(call.to_vec()).await.unwrap();
    }
    let before = bytes(directory.path());
    assert!((1..=count).all(|number| holds(&before, &secret(number))), "the control: everything is found before");
    let erased: Vec<u64> = (1..=count).filter(|_| dice.below(2) == 0).collect();
    let salts: Vec<Vec<u8>> = sqlx::query_scalar("select salt from event").fetch_all(&mut *ledger.reader().await.unwrap()).await.unwrap();
    for some in erased.chunks(50) {
        ledger.erase(some, "curator", "asked for by the person").await.unwrap();
    }
    let after = bytes(directory.path());
    for number in 1..=count {
        let gone = erased.contains(&number);
        assert_eq!(holds(&after, &secret(number)), !gone, "event {number}");
        assert_eq!(memchr::memmem::find(&after, &salts[number as usize - 1]).is_some(), !gone, "the salt of event {number}");
    }
    let verification = ledger.verify(|_| ()).await.unwrap();
    assert!(verification.is_sound(), "{verification:?}");
    assert_eq!((verification.entries, verification.erased), (count + erased.len() as u64, erased.len() as u64));
}

#[tokio::test]
async fn an_erased_event_keeps_its_place_and_says_nothing() {
    let directory = tempfile::tempdir().unwrap();
    let ledger = Ledger::open(&url(&directory.path().join("ledger.db"))).await.unwrap();
    let before = ledger.append(vec![draft(1, "stays"), keyed(2, "goes", "key"), draft(3, "stays")]).await.unwrap();
    let erasures = ledger.erase(&[2, 2], "curator", "asked for").await.unwrap();
    assert_eq!(erasures.len(), 1);
    assert_eq!((erasures[0].sequence, erasures[0].kind), (4, EventKind::Erased { sequence: 2 }));
    assert!(erasures[0].patch.is_empty());
    assert!(erasures[0].private[0].to_string().contains("asked for"));
    let after = ledger.read(0, 10).await.unwrap();
    assert_eq!((&after[0], &after[2], &after[3]), (&before[0], &before[2], &erasures[0]));
    let gone = &after[1];
    assert!(gone.erased && gone.patch.is_empty() && gone.private.is_empty() && gone.idempotency_key.is_none());
    assert_eq!((gone.actor.as_str(), gone.subject.as_str()), ("", ""));
    assert_eq!((gone.sequence, gone.id, gone.time, gone.kind), (2, before[1].id, before[1].time, before[1].kind));
    assert!(ledger.verify(|_| ()).await.unwrap().is_sound());

    assert_eq!(ledger.erase(&[2], "curator", "again").await.unwrap(), []);
    assert!(matches!(ledger.erase(&[4], "curator", "the trace").await, Err(LedgerError::NotErasable { sequence: 4 })));
    let unknown = ledger.erase(&[1, 9], "curator", "unknown").await.unwrap_err();
    assert!(matches!(unknown, LedgerError::NotFound { sequence: 9, head: 4 }), "{unknown}");
    assert!(!ledger.read(0, 1).await.unwrap()[0].erased, "all or none");
}

#[tokio::test]
async fn the_key_of_an_erased_event_is_forgotten() {
    let ledger = super::memory().await;
    let call = || vec![keyed(1, "goes", "key"), keyed(2, "stays", "other key")];
    let first = ledger.append(call()).await.unwrap();
    ledger.erase(&[1], "curator", "asked for").await.unwrap();
    assert_eq!(ledger.by_key("actor", "key").await.unwrap(), None);
    // Whether the content is the old or another, the answer is the same: nothing tells what was there.
    assert_eq!(ledger.append(vec![keyed(1, "something else", "key")]).await.unwrap()[0].sequence, 4);
    // A call of which a part was erased is still recognised by the rest, and answered without that part.
    let again = ledger.append(vec![Draft { idempotency_key: None, ..call().remove(0) }, call().remove(1)]).await.unwrap();
    assert!(again[0].erased);
    assert_eq!(again[1], first[1]);
}

#[tokio::test]
async fn an_erasure_that_a_reader_holds_up_says_so_and_is_finished_later() {
    let directory = tempfile::tempdir().unwrap();
    let ledger = Ledger::open(&url(&directory.path().join("ledger.db"))).await.unwrap();
    ledger.append(vec![draft(1, &secret(1))]).await.unwrap();
    let mut reader = ledger.reader().await.unwrap();
    let mut transaction = reader.begin().await.unwrap();
    sqlx::query("select * from event").fetch_all(&mut *transaction).await.unwrap();
    let error = ledger.erase(&[1], "curator", "asked for").await.unwrap_err();
    assert!(matches!(error, LedgerError::ErasureUnfinished { sequence: 1 }), "{error}");
    assert!(ledger.read(0, 1).await.unwrap()[0].erased);
    assert!(holds(&bytes(directory.path()), &secret(1)), "the control: it was indeed still there");
    transaction.rollback().await.unwrap();
    ledger.erase(&[1], "curator", "asked for").await.unwrap();
    assert!(!holds(&bytes(directory.path()), &secret(1)));
}
