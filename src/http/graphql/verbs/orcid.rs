//! Signing in with an ORCID iD.

use super::account::{KEY, mutation, signed_in};
use super::{Act, Shape};
use crate::app::Problem;
use crate::app::account::orcid::Shown;
use crate::app::actor::Operation;
use crate::http::graphql::trees::{self, Tree};

const CODE: (&str, &str, &str) = ("code", "String!", "From the address that ORCID sends back to.");
const STATE: (&str, &str, &str) = ("state", "String!", "From the same address.");
const TICKET: (&str, &str, &str) = ("ticket", "String!", "From `beginOrcid`.");

pub const SHAPES: &[Shape] = &[
    mutation("beginOrcid", Operation::SignIn, &[], "OrcidBegun", "Begins to sign in with an ORCID iD, or to link one with the account of whoever is signed in.", |act| Box::pin(begin_orcid(act))),
    mutation(
        "finishOrcid",
        Operation::SignIn,
        &[CODE, STATE, TICKET, ("secondFactor", "String", "A code of the second factor, or a recovery code; a role above contributor is in force only with one.")],
        "SignedIn",
        "Begins a session of the account that is linked with the ORCID iD.",
        |act| Box::pin(finish_orcid(act)),
    ),
    mutation("linkOrcid", Operation::ChangeSelf, &[CODE, STATE, TICKET], "ID", "Links an ORCID iD with one's account, so that one can sign in with it.", |act| Box::pin(link_orcid(act))),
    mutation("unlinkOrcid", Operation::ChangeSelf, &[KEY], "Boolean", "Links one's account with no ORCID iD any more.", |act| Box::pin(unlink_orcid(act))),
];

pub const OBJECTS: &[trees::Shape] = &[
    (
        "OrcidBegun",
        "The first half of signing in with ORCID.",
        &[("address", "String!", "Where the person has to go; ORCID sends them back with `code` and `state`."), ("ticket", "String!", "To be kept by whoever began, and shown at the end.")],
    ),
];

async fn begin_orcid(act: Act) -> Result<Tree, Problem> {
    let begun = act.desk().begin_orcid(act.visitor()).await?;
    Ok(Tree::object([("address", Tree::text(begun.address)), ("ticket", Tree::text(begun.ticket))]))
}

fn shown(act: &Act) -> Shown<'_> {
    Shown { code: act.given("code"), state: act.given("state"), ticket: act.given("ticket") }
}

async fn finish_orcid(act: Act) -> Result<Tree, Problem> {
    act.desk().finish_orcid(act.visitor(), shown(&act), act.text("secondFactor")).await.map(|signed| signed_in(&signed))
}

async fn link_orcid(act: Act) -> Result<Tree, Problem> {
    act.desk().link_orcid(act.visitor(), shown(&act)).await.map(Tree::text)
}

async fn unlink_orcid(act: Act) -> Result<Tree, Problem> {
    act.desk().unlink_orcid(act.visitor(), act.once("unlinkOrcid")?).await.map(Tree::flag)
}
