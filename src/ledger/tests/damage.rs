use std::path::Path;

use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};
use sqlx::{ConnectOptions as _, Executor as _};

use super::super::{Damage, Event, Flaw, Head, Ledger, LedgerError, Verification};
use super::{Dice, draft, keyed, name, url};

const EVENTS: u64 = 60;

/// A closed ledger in one file, some of it erased.
async fn made(path: &Path) -> (Vec<Event>, Head) {
    let ledger = Ledger::open(&url(path)).await.unwrap();
    for number in 1..EVENTS {
        let mut draft = keyed(number, &format!("words of event {number} {}", "and more ".repeat(number as usize)), &format!("key-{number}"));
        draft.private = vec![name(number, "a note")];
        ledger.append(vec![draft]).await.unwrap();
    }
    ledger.erase(&[20], "curator", "asked for").await.unwrap();
    let made = (ledger.read(0, 1_000).await.unwrap(), ledger.head().await.unwrap());
    ledger.close().await.unwrap();
    made
}

async fn verified(path: &Path) -> Result<Verification, LedgerError> {
    let ledger = Ledger::open(&url(path)).await?;
    let verification = ledger.verify(|_| ()).await;
    ledger.close().await.ok();
    verification
}

/// A way into the file past the triggers.
pub(super) async fn tamper(path: &Path) -> SqliteConnection {
    SqliteConnectOptions::new().filename(path).foreign_keys(false).connect().await.unwrap()
}

const UNLOCK: &str = "drop trigger event_is_never_deleted; drop trigger event_is_only_ever_erased; pragma ignore_check_constraints = on;";

#[tokio::test]
async fn a_bit_flipped_in_a_payload_names_its_entry() {
    let directory = tempfile::tempdir().unwrap();
    let (path, copy) = (directory.path().join("ledger.db"), directory.path().join("copy.db"));
    made(&path).await;
    let sound = std::fs::read(&path).unwrap();
    let mut dice = Dice(2);
    let mut tried = 0;
    for number in (1..EVENTS).filter(|number| *number != 20) {
        let words = format!("words of event {number} ");
        let at = memchr::memmem::find(&sound, words.as_bytes()).unwrap() + dice.below(words.len());
        let mut bytes = sound.clone();
        bytes[at] ^= 1 << dice.below(8);
        std::fs::write(&copy, bytes).unwrap();
        let verification = verified(&copy).await.unwrap();
        assert_eq!(verification.damage, [Damage { sequence: number, flaw: Flaw::PayloadDamaged }], "event {number}");
        let ledger = Ledger::open(&url(&copy)).await.unwrap();
        assert!(matches!(ledger.read(number - 1, 1).await, Err(LedgerError::Damaged { sequence, .. }) if sequence == number));
        assert_eq!(ledger.replay(0).take_while(Result::is_ok).count() as u64, number - 1);
        ledger.close().await.unwrap();
        tried += 1;
    }
    println!("bit flips in payloads: {tried} tried, {tried} named");
}

#[tokio::test]
async fn a_file_damaged_anywhere_is_never_silently_wrong() {
    let directory = tempfile::tempdir().unwrap();
    let (path, copy) = (directory.path().join("ledger.db"), directory.path().join("copy.db"));
    let (events, head) = made(&path).await;
    let sound = std::fs::read(&path).unwrap();
    let (mut refused, mut reported, mut harmless) = (0, 0, 0);
    let mut dice = Dice(3);
    let flips = if std::env::var("WHATWORKS_TORTURE").is_ok_and(|torture| torture == "long") { 1_000 } else { 150 };
    for round in 0..flips + 30 {
        let mut bytes = sound.clone();
        if round < flips {
            bytes[dice.below(sound.len())] ^= 1 << dice.below(8);
        } else {
            bytes.truncate(1 + dice.below(sound.len() - 1));
        }
        std::fs::write(&copy, bytes).unwrap();
        for rest in ["-wal", "-shm"] {
            std::fs::remove_file(directory.path().join(format!("copy.db{rest}"))).ok();
        }
        match verified(&copy).await {
            Err(_) => refused += 1,
            Ok(verification) if !verification.is_sound() => reported += 1,
            Ok(_) => {
                let ledger = Ledger::open(&url(&copy)).await.unwrap();
                assert_eq!(ledger.read(0, 1_000).await.unwrap(), events, "round {round}");
                assert_eq!(ledger.head().await.unwrap(), head, "round {round}");
                ledger.close().await.ok();
                harmless += 1;
            }
        }
    }
    println!("damage anywhere: {} tried; {refused} refused at opening, {reported} reported, {harmless} touched nothing", flips + 30);
    assert!(reported > 0);
}

#[tokio::test]
async fn every_kind_of_tampering_is_named_at_its_entry_and_nowhere_else() {
    let directory = tempfile::tempdir().unwrap();
    let (path, copy) = (directory.path().join("ledger.db"), directory.path().join("copy.db"));
    let (events, _) = made(&path).await;
    let broken = |sequence| Damage { sequence, flaw: Flaw::ChainBroken };
    let undecodable = |sequence, why: &str| Damage { sequence, flaw: Flaw::Undecodable(why.to_owned()) };
    let damaged = |sequence| Damage { sequence, flaw: Flaw::PayloadDamaged };
    let later = ulid::Ulid::from_parts(events[29].id.timestamp_ms() + 1, 0).to_bytes().iter().map(|byte| format!("{byte:02x}")).collect::<String>();
    let cases: Vec<(String, Vec<Damage>)> = vec![
        ("update event set payload = replace(payload, 'words', 'lies!') where sequence = 30".to_owned(), vec![damaged(30)]),
        ("update event set payload = payload || 'A <x:s> <x:p> <x:o> .' || char(10) where sequence = 30".to_owned(), vec![damaged(30)]),
        ("update event set salt = zeroblob(32) where sequence = 30".to_owned(), vec![damaged(30)]),
        ("update event set commitment = zeroblob(32) where sequence = 30".to_owned(), vec![broken(30), damaged(30)]),
        ("update event set chain = zeroblob(32) where sequence = 30".to_owned(), vec![broken(30)]),
        ("update event set chain = zeroblob(32) where sequence = 1".to_owned(), vec![broken(1)]),
        (format!("update event set id = x'{later}' where sequence = 30"), vec![broken(30)]),
        ("update event set kind = 'Withdrawn' where sequence = 30".to_owned(), vec![broken(30)]),
        ("update event set kind = 'Imagined' where sequence = 30".to_owned(), vec![undecodable(30, "its kind is not known")]),
        ("update event set id = x'00' where sequence = 30".to_owned(), vec![undecodable(30, "its id is not a ULID")]),
        ("update event set salt = null where sequence = 30".to_owned(), vec![undecodable(30, "its salt or its payload is missing")]),
        (
            "update event set payload = null, salt = null, repeat = null where sequence = 30".to_owned(),
            vec![Damage { sequence: 30, flaw: Flaw::PayloadMissing }],
        ),
        ("delete from event where sequence in (30, 31)".to_owned(), [30, 31].map(|sequence| Damage { sequence, flaw: Flaw::Missing }).to_vec()),
        (
            // An erasure taken back by restoring what was erased, correctly committed to: only the later event betrays it.
            "update event set payload = (select payload from event where sequence = 19), salt = (select salt from event where sequence = 19), \
             commitment = (select commitment from event where sequence = 19) where sequence = 20"
                .to_owned(),
            vec![broken(20), Damage { sequence: 20, flaw: Flaw::ErasureUndone }],
        ),
        (
            "update event set sequence = -30 where sequence = 30; update event set sequence = 30 where sequence = 31; \
             update event set sequence = 31 where sequence = -30"
                .to_owned(),
            vec![broken(30), broken(31), broken(32)],
        ),
    ];
    for (sql, expected) in &cases {
        std::fs::copy(&path, &copy).unwrap();
        let mut connection = tamper(&copy).await;
        connection.execute(format!("{UNLOCK}{sql}").as_str()).await.unwrap();
        drop(connection);
        let verification = verified(&copy).await.unwrap();
        assert_eq!(&verification.damage, expected, "{sql}");
        assert!(!verification.is_sound());
    }
    println!("tampering: {} tried, {} named", cases.len(), cases.len());
    assert!(verified(&path).await.unwrap().is_sound(), "the control: the original is sound");
}

#[tokio::test]
async fn the_database_itself_refuses_to_change_what_was_said() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("ledger.db");
    made(&path).await;
    let mut connection = tamper(&path).await;
    for sql in [
        "delete from event where sequence = 3",
        "update event set payload = 'something else' where sequence = 3",
        "update event set kind = 'Withdrawn' where sequence = 3",
        "update event set sequence = 300 where sequence = 3",
        "update event set payload = null, salt = null, repeat = null, chain = zeroblob(32) where sequence = 3",
    ] {
        let error = connection.execute(sql).await.unwrap_err();
        assert!(error.to_string().contains("the ledger only grows"), "{sql}: {error}");
    }
}

#[tokio::test]
async fn a_hole_wider_than_the_list_is_counted() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("ledger.db");
    let ledger = Ledger::open(&url(&path)).await.unwrap();
    ledger.append(vec![draft(1, "a"), draft(2, "b")]).await.unwrap();
    ledger.close().await.unwrap();
    tamper(&path).await.execute(format!("{UNLOCK}update event set sequence = 5000000 where sequence = 2").as_str()).await.unwrap();
    let verification = verified(&path).await.unwrap();
    assert_eq!(verification.damage.len(), super::super::DAMAGES_LISTED_MAX);
    assert_eq!(verification.damages, 5_000_000 - 2);
}
