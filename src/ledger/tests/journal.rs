use std::collections::HashMap;
use std::sync::mpsc;

use jiff::Timestamp;
use oxigraph::model::{Literal, NamedNode, Triple};

use super::super::{CALLS_WAITING_MAX, Draft, Event, EventKind, Ledger, LedgerError, PAYLOAD_BYTES_MAX, Patch, Sources};
use super::{Dice, draft, frozen, keyed, memory, name, url};

#[tokio::test]
async fn what_is_answered_is_what_is_read_again_after_a_restart() {
    let directory = tempfile::tempdir().unwrap();
    let url = url(&directory.path().join("ledger.db"));
    let ledger = Ledger::open(&url).await.unwrap();
    let mut first = draft(1, "Block party\n\"quoted\"\0");
    first.private = vec![name(1, "a note for curators")];
    let second = Draft { kind: EventKind::Revised, patch: Patch::new(vec![name(1, "old")], vec![name(1, "new")]), ..draft(1, "") };
    let mut events = ledger.append(vec![first.clone(), second]).await.unwrap();
    events.extend(ledger.append(vec![Draft { kind: EventKind::Withdrawn, ..draft(2, "gone") }]).await.unwrap());
    assert_eq!(events.iter().map(|event| event.sequence).collect::<Vec<_>>(), [1, 2, 3]);
    assert_eq!((&events[0].patch, &events[0].private, &events[0].subject), (&first.patch, &first.private, &first.subject));
    assert_eq!(ledger.read(0, 100).await.unwrap(), events);
    assert_eq!(ledger.read(1, 1).await.unwrap(), events[1..2]);
    let head = ledger.head().await.unwrap();
    ledger.close().await.unwrap();
    assert!(matches!(ledger.append(vec![draft(3, "late")]).await, Err(LedgerError::Closed)));

    let ledger = Ledger::open(&url).await.unwrap();
    assert_eq!(ledger.head().await.unwrap(), head);
    assert_eq!(ledger.read(0, 100).await.unwrap(), events);
    assert_eq!(ledger.replay(0).collect::<Result<Vec<Event>, _>>().unwrap(), events);
    assert!(ledger.verify(|_| ()).await.unwrap().is_sound());
}

#[tokio::test]
async fn a_call_is_kept_whole_or_not_at_all() {
    let ledger = memory().await;
    let no_iri = Draft { subject: "not an iri".to_owned(), ..draft(2, "b") };
    let error = ledger.append(vec![draft(1, "a"), no_iri]).await.unwrap_err();
    assert!(matches!(error, LedgerError::BadDraft { index: 1, .. }), "{error}");
    let large = draft(2, &"x".repeat(PAYLOAD_BYTES_MAX));
    assert!(matches!(ledger.append(vec![draft(1, "a"), large]).await, Err(LedgerError::TooLarge { .. })));
    let twice = vec![keyed(1, "a", "k"), keyed(2, "b", "k")];
    assert!(matches!(ledger.append(twice).await, Err(LedgerError::BadDraft { index: 1, .. })));
    let tag = Literal::new_language_tagged_literal_unchecked("a", "en .\nA <x> <y> <z");
    let smuggled = Triple::new(NamedNode::new_unchecked("x:s"), NamedNode::new_unchecked("x:p"), tag);
    let smuggling = Draft { patch: Patch::new(Vec::new(), vec![smuggled]), ..draft(1, "a") };
    assert!(matches!(ledger.append(vec![smuggling]).await, Err(LedgerError::BadDraft { index: 0, .. })));
    let erasure = Draft { kind: EventKind::Erased { sequence: 1 }, ..draft(1, "a") };
    assert!(matches!(ledger.append(vec![erasure]).await, Err(LedgerError::BadDraft { index: 0, .. })));
    assert_eq!(ledger.head().await.unwrap().sequence, 0);
}

#[tokio::test]
async fn an_append_to_a_head_that_moved_is_refused() {
    let ledger = memory().await;
    ledger.append_at(0, vec![draft(1, "a")]).await.unwrap();
    let error = ledger.append_at(0, vec![draft(2, "b")]).await.unwrap_err();
    assert!(matches!(error, LedgerError::HeadMoved { head: 1 }), "{error}");
    // Of many that saw the same head, one wins, also within one commit.
    let race = (0..20).map(|number| ledger.append_at(1, vec![draft(number, "race")]));
    let outcomes = join_all(race).await;
    assert_eq!(outcomes.iter().filter(|outcome| outcome.is_ok()).count(), 1);
    assert_eq!(ledger.head().await.unwrap().sequence, 2);
}

#[tokio::test]
async fn one_key_makes_one_event_however_often_and_at_once_it_is_sent() {
    let directory = tempfile::tempdir().unwrap();
    let url = url(&directory.path().join("ledger.db"));
    let keys = 50;
    let mut answers: HashMap<u64, Vec<Event>> = HashMap::new();
    let ledger = Ledger::open(&url).await.unwrap();
    for key in 0..keys {
        let call = || vec![keyed(key, "first", &format!("key-{key}")), draft(key, "its companion")];
        let repeats: Vec<_> = join_all((0..20).map(|_| ledger.append(call()))).await.into_iter().map(Result::unwrap).collect();
        assert!(repeats.iter().all(|repeat| *repeat == repeats[0]), "key {key}");
        answers.insert(key, repeats[0].clone());
    }
    ledger.close().await.unwrap();
    let ledger = Ledger::open(&url).await.unwrap();
    for key in 0..keys {
        let name = format!("key-{key}");
        let again = vec![keyed(key, "first", &name), draft(key, "its companion")];
        assert_eq!(ledger.append_at(0, again).await.unwrap(), answers[&key], "a repetition after a restart");
        let conflicts = [
            vec![keyed(key, "other", &name)],
            vec![keyed(key, "first", &name), draft(key, "another companion")],
            vec![draft(key, "its companion"), keyed(key, "first", &name)],
            vec![Draft { kind: EventKind::Withdrawn, ..keyed(key, "first", &name) }],
        ];
        for conflict in conflicts {
            assert!(matches!(ledger.append(conflict).await, Err(LedgerError::IdempotencyConflict)), "key {key}");
        }
        assert_eq!(ledger.by_key("actor", &name).await.unwrap().as_ref(), answers[&key].first());
        assert_eq!(ledger.by_key("somebody else", &name).await.unwrap(), None);
    }
    assert_eq!(ledger.head().await.unwrap().sequence, 2 * keys);
    let other_actor = Draft { actor: "somebody else".to_owned(), ..keyed(1, "other", "key-1") };
    assert_eq!(ledger.append(vec![other_actor]).await.unwrap()[0].sequence, 2 * keys + 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_events_of_a_call_stand_together_whoever_else_writes() {
    let ledger = memory().await;
    let calls = (0..200_u64).map(|number| {
        let ledger = ledger.clone();
        tokio::spawn(async move { ledger.append((0..=number % 4).map(|_| draft(number, "together")).collect()).await })
    });
    for call in join_all(calls).await {
        let events = call.unwrap().unwrap();
        assert!(events.windows(2).all(|pair| pair[0].sequence + 1 == pair[1].sequence && pair[0].subject == pair[1].subject));
    }
    assert_eq!(ledger.head().await.unwrap().sequence, 500);
    assert!(ledger.verify(|_| ()).await.unwrap().is_sound());
}

#[tokio::test]
async fn a_write_that_fails_half_way_leaves_nothing_and_does_not_stop_the_next() {
    let mut asked = 0;
    let fill = move |_: &mut [u8]| {
        asked += 1;
        if asked == 4 { Err(std::io::Error::other("no more")) } else { Ok(()) }
    };
    let ledger = Ledger::open_with("sqlite::memory:", Sources { fill: Box::new(fill), ..frozen(1) }).await.unwrap();
    ledger.append(vec![draft(1, "a")]).await.unwrap();
    assert!(matches!(ledger.append(vec![draft(2, "b"), draft(3, "c")]).await, Err(LedgerError::System { .. })));
    assert_eq!(ledger.head().await.unwrap().sequence, 1);
    assert_eq!(ledger.append(vec![draft(2, "b"), draft(3, "c")]).await.unwrap()[1].sequence, 3);
    assert!(ledger.verify(|_| ()).await.unwrap().is_sound());
}

#[tokio::test]
async fn identifiers_grow_whatever_the_clock_does() {
    let mut dice = Dice(7);
    let now = move || Timestamp::from_millisecond(1_600_000_000_000 + dice.below(5) as i64 * 1000).unwrap();
    let ledger = Ledger::open_with("sqlite::memory:", Sources { now: Box::new(now), ..Sources::default() }).await.unwrap();
    for number in 0..200 {
        ledger.append(vec![draft(number, "tick")]).await.unwrap();
    }
    let events = ledger.read(0, 200).await.unwrap();
    assert!(events.windows(2).all(|pair| pair[0].id < pair[1].id && pair[0].time <= pair[1].time));
    assert_eq!(events[199].time, Timestamp::constant(1_600_000_004, 0));
}

#[tokio::test]
async fn the_same_words_time_and_randomness_give_the_same_chain() {
    let mut heads = Vec::new();
    for seed in [1, 1, 2] {
        let ledger = Ledger::open_with("sqlite::memory:", frozen(seed)).await.unwrap();
        ledger.append((0..20).map(|number| draft(number, "same")).collect()).await.unwrap();
        ledger.erase(&[7], "curator", "asked for").await.unwrap();
        heads.push(ledger.head().await.unwrap());
    }
    assert_eq!(heads[0], heads[1]);
    assert_ne!(heads[0], heads[2]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn more_calls_than_may_wait_are_told_to_come_back() {
    let (entered, has_entered) = mpsc::channel();
    let (release, released) = mpsc::channel::<()>();
    let now = move || {
        // The first event stops the writer until the test lets it go on.
        let _ = entered.send(());
        let _ = released.recv();
        Timestamp::constant(1_600_000_000, 0)
    };
    let ledger = Ledger::open_with("sqlite::memory:", Sources { now: Box::new(now), ..Sources::default() }).await.unwrap();
    let spawn = |number| {
        let ledger = ledger.clone();
        tokio::spawn(async move { ledger.append(vec![draft(number, "waiting")]).await })
    };
    let first = spawn(0);
    tokio::task::block_in_place(|| has_entered.recv().unwrap());
    let mut waiting: Vec<_> = (0..CALLS_WAITING_MAX).map(|_| Box::pin(ledger.append(vec![draft(1, "waiting")]))).collect();
    for call in &mut waiting {
        assert!(poll_once(call.as_mut()).await.is_none());
    }
    let refused = poll_once(Box::pin(ledger.append(vec![draft(2, "too many")]))).await;
    assert!(matches!(refused, Some(Err(LedgerError::Busy))), "refused at once, not kept waiting");
    drop(release);
    assert_eq!(first.await.unwrap().unwrap()[0].sequence, 1);
    for (place, call) in waiting.into_iter().enumerate() {
        assert_eq!(call.await.unwrap()[0].sequence, place as u64 + 2);
    }
    assert_eq!(ledger.append(vec![draft(2, "later")]).await.unwrap()[0].sequence, CALLS_WAITING_MAX as u64 + 2);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_backup_under_load_is_one_sound_moment_without_what_was_erased() {
    let directory = tempfile::tempdir().unwrap();
    let ledger = Ledger::open(&url(&directory.path().join("ledger.db"))).await.unwrap();
    ledger.append((1..50).map(|number| draft(number, "before")).collect()).await.unwrap();
    ledger.append(vec![draft(50, "a-secret-to-erase")]).await.unwrap();
    ledger.erase(&[50], "curator", "asked for").await.unwrap();
    let load = {
        let ledger = ledger.clone();
        tokio::spawn(async move {
            loop {
                ledger.append(vec![draft(51, "during"), draft(52, "during")]).await.unwrap();
            }
        })
    };
    for round in 0..3 {
        let path = directory.path().join(format!("backup-{round}.db"));
        let head = ledger.backup(&path).await.unwrap();
        assert!(ledger.backup(&path).await.is_err(), "a backup is never overwritten");
        assert!(!std::fs::read(&path).unwrap().windows(17).any(|bytes| bytes == b"a-secret-to-erase"));
        let copy = Ledger::open(&url(&path)).await.unwrap();
        let verification = copy.verify(|_| ()).await.unwrap();
        assert!(verification.is_sound(), "{verification:?}");
        assert_eq!(verification.head, head);
        assert_eq!(copy.read(0, 10_000).await.unwrap(), ledger.read(0, head.sequence as usize).await.unwrap());
        assert_eq!(copy.append(vec![draft(53, "life goes on")]).await.unwrap()[0].sequence, head.sequence + 1);
        copy.close().await.unwrap();
    }
    load.abort();
}

#[tokio::test]
async fn addresses_and_layouts_that_are_not_ours_are_refused_with_what_to_do() {
    for url in ["postgres://localhost/whatworks", "postgresql:whatworks"] {
        let error = Ledger::open(url).await.unwrap_err();
        assert!(error.to_string().contains("not built into this version"), "{error}");
    }
    for url in ["", "ledger.db", "sqlite:", "mysql://x"] {
        assert!(matches!(Ledger::open(url).await, Err(LedgerError::BadAddress { .. })), "{url}");
    }
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("ledger.db");
    let ledger = Ledger::open(&url(&path)).await.unwrap();
    sqlx::query("pragma user_version = 99").execute(&mut super::damage::tamper(&path).await).await.unwrap();
    drop(ledger);
    assert!(matches!(Ledger::open(&url(&path)).await, Err(LedgerError::NewerLayout { found: 99, .. })));
}

async fn join_all<F: Future>(futures: impl IntoIterator<Item = F>) -> Vec<F::Output> {
    let mut futures: Vec<_> = futures.into_iter().map(Box::pin).collect();
    let mut outputs: Vec<Option<F::Output>> = futures.iter().map(|_| None).collect();
    std::future::poll_fn(|context| {
        for (future, output) in futures.iter_mut().zip(&mut outputs) {
            if output.is_none()
                && let std::task::Poll::Ready(ready) = future.as_mut().poll(context)
            {
                *output = Some(ready);
            }
        }
        if outputs.iter().all(Option::is_some) { std::task::Poll::Ready(()) } else { std::task::Poll::Pending }
    })
    .await;
    outputs.into_iter().flatten().collect()
}

async fn poll_once<F: Future + Unpin>(mut future: F) -> Option<F::Output> {
    std::future::poll_fn(|context| {
        std::task::Poll::Ready(match std::pin::Pin::new(&mut future).poll(context) {
            std::task::Poll::Ready(output) => Some(output),
            std::task::Poll::Pending => None,
        })
    })
    .await
}
