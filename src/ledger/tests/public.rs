use sqlx::{Connection as _, Executor as _};

use super::super::{CHANGES_PER_PAGE_MAX, Draft, EventKind, Ledger, PublicChange};
use super::{draft, name, url};

async fn all(ledger: &Ledger) -> Vec<PublicChange> {
    let mut found: Vec<PublicChange> = Vec::new();
    loop {
        let page = ledger.changes(found.last().map_or(0, |change| change.revision), 3).await.unwrap();
        if page.is_empty() {
            return found;
        }
        found.extend(page);
    }
}

/// What readers see and what they do not, in turn.
fn mixed(count: u64) -> Vec<Draft> {
    let one = |number| {
        let kind = if number % 3 == 0 { EventKind::Submitted } else { EventKind::Published };
        Draft { kind, private: vec![name(number, "a note that is nobody's business")], ..draft(number, &format!("words of {number}\nin two lines")) }
    };
    (1..=count).map(one).collect()
}

#[tokio::test]
async fn the_public_log_has_what_readers_saw_and_nothing_else() {
    let folder = tempfile::tempdir().unwrap();
    let ledger = Ledger::open(&url(&folder.path().join("ledger.db"))).await.unwrap();
    for call in mixed(30).chunks(7) {
        ledger.append(call.to_vec()).await.unwrap();
    }
    let changes = all(&ledger).await;
    assert_eq!(changes.iter().map(|change| change.revision).collect::<Vec<_>>(), (1..=30).filter(|number| number % 3 != 0).collect::<Vec<_>>());
    for change in &changes {
        let said = change.said.as_ref().unwrap();
        assert_eq!(said.commitment(), change.commitment);
        assert!(said.patch.starts_with("A <https://directory.example/id/tool/") && said.patch.lines().count() == 1 && !said.patch.contains("nobody's business"), "{}", said.patch);
    }
    assert_eq!(ledger.changes_head().await.unwrap().digest, changes.last().unwrap().digest);
    ledger.erase(&[4], "curator", "asked for").await.unwrap();
    let after = all(&ledger).await;
    assert_eq!((after.len(), &after[2].said, after[2].commitment), (changes.len(), &None, changes[2].commitment), "an erasure adds nothing and takes nothing but words");
    assert!(after.iter().zip(&changes).all(|(after, before)| after.digest == before.digest));
    let verification = ledger.verify(|_| ()).await.unwrap();
    assert!(verification.is_sound(), "{:?}", verification.storage);
    assert!(ledger.changes(0, CHANGES_PER_PAGE_MAX + 1).await.unwrap().len() <= CHANGES_PER_PAGE_MAX);
}

#[tokio::test]
async fn a_ledger_from_before_gets_its_log_when_it_is_opened_and_a_damaged_log_is_noticed() {
    let folder = tempfile::tempdir().unwrap();
    let address = url(&folder.path().join("ledger.db"));
    let ledger = Ledger::open(&address).await.unwrap();
    for call in mixed(2_500).chunks(500) {
        ledger.append(call.to_vec()).await.unwrap();
    }
    let before = all(&ledger).await;
    ledger.close().await.unwrap();
    let damage = |statement: &'static str| {
        let address = address.clone();
        async move {
            let mut connection = sqlx::SqliteConnection::connect(&address).await.unwrap();
            connection.execute("drop trigger if exists change_is_never_deleted; drop trigger if exists change_is_never_changed").await.unwrap();
            connection.execute(statement).await.unwrap();
            connection.close().await.unwrap();
        }
    };
    damage("delete from change").await;
    let ledger = Ledger::open(&address).await.unwrap();
    assert_eq!(all(&ledger).await, before, "the same, whenever it is written");
    assert!(ledger.verify(|_| ()).await.unwrap().is_sound());
    ledger.close().await.unwrap();
    damage("update change set commitment = zeroblob(32) where revision = 10").await;
    let ledger = Ledger::open(&address).await.unwrap();
    let verification = ledger.verify(|_| ()).await.unwrap();
    assert!(verification.storage.iter().any(|words| words.contains("revision 10 ")), "{:?}", verification.storage);
}
