//! Whose records are, and to what the people agree whom they are about: rows around `app::contribute::ownership` and `consent`.

use super::super::api::Enumeration;
use super::account::{PROOF, TRAP};
use super::contribute::{Argument, RECORD, REPEATED, mutation, query};
use super::{Act, Doing, Shape};
use crate::app::actor::Operation;
use crate::app::contribute::submit::published;
use crate::app::contribute::{consent, ownership as verbs};
use crate::http::graphql::trees::{self, Tree};
use crate::ontology::names::enum_value;
use crate::views::queue::Basis;

const TOKEN: Argument = ("token", "String!", "The last part of the link in the mail.");

pub const SHAPES: &[Shape] = &[
    mutation(
        "claimOwnership",
        Operation::ClaimOwnership,
        &[RECORD, ("grounds", "String!", "How curators can tell that it is yours; owners that it has already read it too."), ("bySite", "Boolean", "Look now whether its site shows the token of `siteProof`."), PROOF, TRAP, REPEATED],
        "Submission!",
        "Asks to become an owner of a record.",
        claim,
    ),
    mutation(
        "offerOwnership",
        Operation::ClaimOwnership,
        &[RECORD, ("email", "String!", "Where the offer is mailed; whoever reads it there can accept it, within 24 hours."), ("keep", "Boolean", "To be an owner beside the other; otherwise the record is the other’s alone.")],
        "Boolean!",
        "Offers a record of one's own to somebody. The answer does not say whether they have an account.",
        offer,
    ),
    mutation("acceptOwnership", Operation::ClaimOwnership, &[TOKEN, REPEATED], "Ownership!", "Takes a record that its owner offered by mail.", accept),
    mutation("giveUpOwnership", Operation::ClaimOwnership, &[RECORD, REPEATED], "Ownership!", "Is an owner of a record no longer.", give_up),
    mutation(
        "removeOwner",
        Operation::Curate,
        &[RECORD, ("owner", "ID!", "The opaque identifier of an account."), ("reason", "String!", "For the former owner."), REPEATED],
        "Ownership!",
        "Takes a record from one of its owners.",
        remove,
    ),
    mutation(
        "withdrawConsent",
        Operation::Consent,
        &[RECORD, ("fields", "[String!]!", "What is to be taken out.")],
        "[Consent!]!",
        "Erases the values of fields of a record about a person, now and in the past; only its owner can have them published again.",
        withdraw,
    ),
    query("ownership", Operation::Read, &[RECORD], "Ownership!", "Whose a record is.", ownership),
    query("siteProof", Operation::ClaimOwnership, &[RECORD], "SiteProof!", "What to put on the site of a record to show that it is yours.", site_proof),
    query("consents", Operation::Consent, &[RECORD], "[Consent!]!", "To what the person agrees whom a record is about, for its owners and curators.", consents),
];

pub const OBJECTS: &[trees::Shape] = &[
    (
        "Ownership",
        "Whose a record is.",
        &[("record", "Node", "The record."), ("isMine", "Boolean!", "Whether it is the caller's."), ("owners", "[ID!]!", "The opaque identifiers of its owners; empty for whoever is neither one of them nor a curator.")],
    ),
    (
        "SiteProof",
        "What shows on a site whose record it is.",
        &[("token", "String!", "To stand on a line of its own; it is good for you and this record only."), ("addresses", "[String!]!", "Where: one of these is enough.")],
    ),
    (
        "Consent",
        "Whether a person agrees that a field about them is published.",
        &[
            ("field", "String!", "The field."),
            ("basis", "ConsentBasis", "How somebody knows that the person agrees; null when the person does not."),
            ("by", "ID!", "Whoever says so, by opaque identifier."),
            ("time", "DateTime!", "When."),
        ],
    ),
];

pub fn enumerations() -> Vec<Enumeration> {
    let values = Basis::ALL.iter().map(|basis| (enum_value(basis.name()), basis.words().to_owned())).collect();
    vec![Enumeration { name: "ConsentBasis".to_owned(), description: "How somebody knows that a person agrees to what is published about them.".to_owned(), values }]
}

fn id(act: &Act) -> &str {
    act.text(RECORD.0).unwrap_or_default()
}

fn claim(act: Act) -> Doing {
    Box::pin(async move {
        let iri = verbs::claim_ownership(&act.errand("claimOwnership")?, id(&act), act.text("grounds").unwrap_or_default(), act.is_set("bySite")).await?;
        act.shown(&iri).await
    })
}

/// Who the owners are, they themselves and curators see.
fn owned(act: &Act, iri: &str) -> Tree {
    let state = act.directory().views().state();
    let mine = act.visitor().caller.actor().is_some_and(|actor| state.queue.owns(actor, iri));
    let owners = if mine || act.visitor().caller.demand(Operation::ReadQueue, false).is_ok() { state.queue.owners(iri) } else { Vec::new() };
    let record = state.snapshot.by_iri(iri).map_or(Tree::Null, |record| Tree::Record(record.id));
    Tree::object([("record", record), ("isMine", Tree::flag(mine)), ("owners", Tree::texts(owners))])
}

fn ownership(act: Act) -> Doing {
    Box::pin(async move {
        act.visitor().caller.demand(Operation::Read, false)?;
        let iri = published(&act.directory().views().state(), &[], id(&act))?.iri.to_string();
        Ok(owned(&act, &iri))
    })
}

fn site_proof(act: Act) -> Doing {
    Box::pin(async move {
        let proof = verbs::site_proof(&act.errand("siteProof")?, id(&act))?;
        Ok(Tree::object([("token", Tree::text(proof.token)), ("addresses", Tree::texts(proof.addresses))]))
    })
}

fn offer(act: Act) -> Doing {
    Box::pin(async move {
        let email = act.text("email").unwrap_or_default();
        Ok(Tree::flag(verbs::offer_ownership(&act.errand("offerOwnership")?, id(&act), email, act.is_set("keep")).await?))
    })
}

fn accept(act: Act) -> Doing {
    Box::pin(async move {
        let iri = verbs::accept_ownership(&act.errand("acceptOwnership")?, act.text(TOKEN.0).unwrap_or_default()).await?;
        Ok(owned(&act, &iri))
    })
}

fn give_up(act: Act) -> Doing {
    Box::pin(async move {
        let iri = verbs::give_up_ownership(&act.errand("giveUpOwnership")?, id(&act)).await?;
        Ok(owned(&act, &iri))
    })
}

fn remove(act: Act) -> Doing {
    Box::pin(async move {
        let iri = verbs::remove_owner(&act.errand("removeOwner")?, id(&act), act.text("owner").unwrap_or_default(), act.text("reason").unwrap_or_default()).await?;
        Ok(owned(&act, &iri))
    })
}

fn agreed(act: &Act, iri: &str) -> Tree {
    let state = act.directory().views().state();
    let consents = state.queue.consents(iri).iter().map(|consent| {
        Tree::object([
            ("field", Tree::text(&*consent.field)),
            ("basis", Tree::maybe(consent.basis.map(|basis| enum_value(basis.name())))),
            ("by", Tree::text(&*consent.by)),
            ("time", Tree::text(consent.time.to_string())),
        ])
    });
    Tree::list(consents)
}

fn consents(act: Act) -> Doing {
    Box::pin(async move {
        let record = consent::record(&act.errand("consents")?, id(&act))?;
        Ok(agreed(&act, &record.iri))
    })
}

fn withdraw(act: Act) -> Doing {
    Box::pin(async move {
        let iri = consent::withdraw(&act.errand("withdrawConsent")?, id(&act), &act.texts("fields")).await?;
        Ok(agreed(&act, &iri))
    })
}
