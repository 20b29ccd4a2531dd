//! Accounts beside the journal: kept with it, undone without it.

use super::{draft, url};
use crate::ledger::{Account, AccountBook, Ledger, LedgerError, Refreshed, Session};

fn account(id: &str) -> Account {
    Account { name: "N".to_owned(), notified: true, verified: true, ..Account::new(id.to_owned(), format!("{id}@mail.example"), "contributor", 1) }
}

async fn has(ledger: &Ledger, id: &'static str) -> bool {
    ledger.look(move |book| Box::pin(async move { book.by_id(id).await })).await.unwrap().is_some()
}

#[tokio::test]
async fn a_refused_change_leaves_nothing_and_disturbs_nobody_beside_it() {
    let ledger = Ledger::open("sqlite::memory:").await.unwrap();
    // Many at once, so that they share commits.
    let changes = (0..60_u64).map(|number| {
        let ledger = ledger.clone();
        tokio::spawn(async move {
            if number % 3 == 0 {
                ledger.append(vec![draft(number, "kept")]).await.unwrap();
                return;
            }
            let id = format!("a{number}");
            let kept = ledger
                .keep(move |book| {
                    Box::pin(async move {
                        book.put(&account(&id)).await?;
                        match number % 3 {
                            1 => Ok(Ok(())),
                            _ => Ok(Err("refused")),
                        }
                    })
                })
                .await
                .unwrap();
            assert_eq!(kept.is_ok(), number % 3 == 1);
        })
    });
    for change in changes.collect::<Vec<_>>() {
        change.await.unwrap();
    }
    let accounts = ledger.look(|book| Box::pin(async move { book.accounts("", 100).await })).await.unwrap();
    assert_eq!(accounts.len(), 20);
    assert_eq!(ledger.head().await.unwrap().sequence, 20);
    assert!(ledger.verify(|_| ()).await.unwrap().is_sound());
}

#[tokio::test]
async fn an_error_of_the_database_undoes_one_change_alone() {
    let ledger = Ledger::open("sqlite::memory:").await.unwrap();
    let twice = ledger.keep(|book| {
        Box::pin(async move {
            book.put(&account("a")).await?;
            // The same address under another id.
            book.put(&Account { id: "b".to_owned(), ..account("a") }).await?;
            Ok(Ok::<_, ()>(()))
        })
    });
    assert!(matches!(twice.await, Err(LedgerError::Storage { .. })));
    assert!(!has(&ledger, "a").await);
    ledger.keep(|book| Box::pin(async move { book.put(&account("c")).await.map(Ok::<_, ()>) })).await.unwrap().unwrap();
    assert!(has(&ledger, "c").await);
}

#[tokio::test]
async fn readers_cannot_change_accounts() {
    let folder = tempfile::tempdir().unwrap();
    let ledger = Ledger::open(&url(&folder.path().join("l.db"))).await.unwrap();
    assert!(ledger.look(|book| Box::pin(async move { book.put(&account("a")).await })).await.is_err());
}

#[tokio::test]
async fn allowances_are_used_up_and_grow_again() {
    let ledger = Ledger::open("sqlite::memory:").await.unwrap();
    let tried = ledger.keep(|book| {
        Box::pin(async move {
            let mut tried = Vec::new();
            for now in [0, 0, 0, 0, 999, 1_000, 1_000, 10_000, 10_000, 10_000, 10_000] {
                tried.push(book.attempt(b"bucket", 3, 1_000, now).await?.err());
            }
            Ok(Ok::<_, ()>(tried))
        })
    });
    let expected = [None, None, None, Some(1_000), Some(1), None, Some(1_000), None, None, None, Some(1_000)];
    assert_eq!(tried.await.unwrap().unwrap(), expected);
}

async fn rotate(book: &mut AccountBook<'_>, shown: &[u8], next: &[u8]) -> Refreshed {
    book.rotate(shown, next, 5).await.unwrap()
}

#[tokio::test]
async fn what_belongs_to_an_account_goes_with_it() {
    let ledger = Ledger::open("sqlite::memory:").await.unwrap();
    let rotated = ledger.keep(|book| {
        Box::pin(async move {
            book.put(&account("a")).await?;
            let session = Session { id: "s".to_owned(), account: "a".to_owned(), factor: false, created: 1, expires: 10 };
            book.open_session(&session, b"one").await?;
            let first = matches!(rotate(book, b"one", b"two").await, Refreshed::Rotated(..));
            book.delete("a").await?;
            Ok(Ok::<_, ()>((first, rotate(book, b"two", b"three").await)))
        })
    });
    assert_eq!(rotated.await.unwrap().unwrap(), (true, Refreshed::Unknown));
}
