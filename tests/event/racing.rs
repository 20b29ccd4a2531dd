//! Many at once for few places.

use super::House;
use crate::accounts::app::RUNTIME;
use std::sync::Arc;
use whatworks::app::actor::{Account as Caller, Caller as Who, Role, Visitor};
use whatworks::app::attend::{register, withdraw};
use whatworks::ledger::Account;

const PEOPLE: usize = 60;
const PLACES: usize = 7;

fn account(number: usize) -> Account {
    Account { notified: true, known: true, verified: true, ..Account::new(format!("01RACER{number:019}"), format!("racer{number}@example.org"), "contributor", 0) }
}

fn visitor(number: usize) -> Visitor {
    Visitor { caller: Who::Account(Caller { id: account(number).id, role: Role::Contributor, verified: true, suspended: false }), network: None }
}

#[test]
fn the_last_place_goes_to_one_person_however_many_ask_at_once() {
    let house = House::new();
    let key = house.event("Race", 10, &format!(", capacity: {PLACES}"));
    let directory = Arc::clone(&house.app.directory);
    RUNTIME.block_on(async {
        for number in 0..PEOPLE {
            let account = account(number);
            directory.ledger().keep(move |book| Box::pin(async move { book.put(&account).await.map(Ok::<(), ()>) })).await.unwrap().unwrap();
        }
        let all = (0..PEOPLE).map(|number| {
            let (directory, key) = (Arc::clone(&directory), key.clone());
            tokio::spawn(async move { register(&directory, &visitor(number), &key, None).await.unwrap().waiting })
        });
        let mut answers = Vec::new();
        for one in all.collect::<Vec<_>>() {
            answers.push(one.await.unwrap());
        }
        let placed = answers.iter().filter(|waiting| waiting.is_none()).count();
        let mut waiting: Vec<usize> = answers.iter().flatten().copied().collect();
        waiting.sort_unstable();
        assert_eq!((placed, waiting), (PLACES, (1..=PEOPLE - PLACES).collect()));
        // Half of those who have a place go while others come and look.
        let going: Vec<usize> = answers.iter().enumerate().filter(|(_, waiting)| waiting.is_none()).map(|(number, _)| number).take(4).collect();
        let gone = going.iter().map(|number| {
            let (directory, key, number) = (Arc::clone(&directory), key.clone(), *number);
            tokio::spawn(async move { withdraw(&directory, &visitor(number), &key).await.unwrap() })
        });
        let looking = (0..4).map(|_| {
            let directory = Arc::clone(&directory);
            tokio::spawn(async move {
                whatworks::app::attend::tend(&directory).await.unwrap();
            })
        });
        for one in gone.chain(looking).collect::<Vec<_>>() {
            one.await.unwrap();
        }
    });
    let all = house.attendees(&key);
    let placed = all.as_array().unwrap().iter().filter(|one| one["state"] == "PLACE").count();
    assert_eq!((all.as_array().unwrap().len(), placed), (PEOPLE - 4, PLACES));
    let moved = house.app.mails().iter().filter(|(_, mail)| mail.subject.starts_with("You have a place now")).count();
    assert_eq!(moved, 4, "each is told once");
}
