//! `whatworks account`: what an operator does with accounts. The first administrator is made here.

use super::commands::{Done, ontology, runtime, say};
use super::{AccountCommand, Failure, Place};
use crate::app::account::Desk;
use crate::app::account::manage::Change;
use crate::app::actor::Role;
use crate::ledger::Ledger;

fn role(name: &str) -> Result<Role, Failure> {
    Role::named(name).ok_or_else(|| Failure::Message(format!("there is no role `{name}`")))
}

pub fn account(place: &Place, what: &AccountCommand) -> Done {
    runtime()?.block_on(async {
        let ontology = ontology(place)?;
        let ledger = Ledger::open(&place.ledger_url()?).await?;
        let desk = Desk::open(ledger.clone(), &ontology.directory.title, &ontology.directory.iri, place.accounts())?;
        let done = act(&desk, what).await;
        ledger.close().await?;
        done
    })
}

async fn act(desk: &Desk, what: &AccountCommand) -> Done {
    let (email, change, words) = match what {
        AccountCommand::Create { email, role: name, name: shown, invite, base_url } => {
            desk.reached_at(base_url);
            let secret = desk.create_account(email, shown, role(name)?).await?;
            if *invite {
                desk.invite(email).await?;
            }
            say(format_args!("{email} has an account now ({name}). Within 24 hours, set its password at"))?;
            say(format_args!("  {}", desk.reset_address(&secret)))?;
            return say(format_args!("or by GraphQL:  mutation {{ resetPassword(token: \"{secret}\", password: \"…\") }}"));
        }
        AccountCommand::Role { email, role: name } => (email, Change::Role(role(name)?), format!("is {name} now")),
        AccountCommand::Disable { email, reason } => (email, Change::Suspend { reason: reason.clone() }, "is suspended".to_owned()),
        AccountCommand::Enable { email } => (email, Change::Reinstate, "can contribute again".to_owned()),
        AccountCommand::ForgetFactor { email } => (email, Change::RemoveFactor, "has no second factor any more".to_owned()),
    };
    let account = desk.account_of(email).await?;
    desk.change(&account.id, change, None).await?;
    say(format_args!("{email} {words}"))
}
