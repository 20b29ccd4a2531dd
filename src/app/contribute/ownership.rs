//! Whose a record is. Somebody asks to own it, on grounds that a curator can see: an address at its domain, an ORCID iD, a token on its
//! site. An owner shares it or hands it on by a mail, or gives it up. Where it has owners already, they are told of whoever else asks, and
//! a curator decides between them.

use super::notice::{Letter, Shared, disputed, owner_no_longer, shared};
use super::submit::{Beginning, begin_telling, label_of, published};
use super::{ATTEMPTS_MAX, Errand, Start, event, note, outrun, said, said_note};
use crate::app::actor::Operation;
use crate::app::outward::{Fetched, Limits, fetch_public, is_private};
use crate::app::{DirectoryError, Problem};
use crate::error::Code;
use crate::ledger::{Event, EventKind, Patch};
use crate::ontology::Role;
use crate::ontology::record::Value;
use crate::ontology::terms::{OWNER, OWNER_NO_LONGER, SITE_SHOWS};
use crate::views::State;
use crate::views::about::actor_iri;
use crate::views::queue::Kind;
use crate::views::records::Record;
use oxigraph::model::{NamedNode, Triple};

/// Where a site shows whose it is (RFC 8615).
pub const SITE_PATH: &str = "/.well-known/whatworks-owner.txt";
/// What is read of that file.
const SITE_FILE_BYTES_MAX: usize = 16 * 1_024;
/// How long a site may take to show it.
const SITE_SECONDS_MAX: u64 = 10;
/// Sites of one record that are looked at.
const SITES_MAX: usize = 3;

/// How somebody shows that the site of a record is theirs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SiteProof {
    /// Stands on a line of its own.
    pub token: String,
    /// Where one of these shows it.
    pub addresses: Vec<String>,
}

/// What the caller puts on the site of a record to show that it is theirs. The token is good for this account and this record.
///
/// # Errors
/// When there is no such record, or it has no site.
pub fn site_proof(errand: &Errand, id: &str) -> Result<SiteProof, Problem> {
    errand.visitor.caller.demand(Operation::ClaimOwnership, false)?;
    let state = errand.state();
    let record = published(&state, &[], id)?;
    let addresses = sites(&state, &record);
    if addresses.is_empty() {
        return Err(Problem::new(Code::WrongState, format!("<{}> has no web address; propose one first, or show otherwise that it is yours", record.iri)));
    }
    Ok(SiteProof { token: errand.directory.desk().site_token(errand.actor(), &record.iri), addresses })
}

/// The addresses at which the sites of a record would show whose they are.
fn sites(state: &State, record: &Record) -> Vec<String> {
    let ty = state.snapshot.ontology().ty(record.ty);
    let now = state.snapshot.judged(record, false);
    let homepages = ty.properties.iter().zip(&now.values).filter(|(property, _)| property.role == Some(Role::Homepage)).flat_map(|(_, values)| values);
    let mut sites: Vec<String> = homepages.filter_map(|value| if let Value::Iri(iri) = value { site(iri) } else { None }).collect();
    sites.dedup();
    sites.truncate(SITES_MAX);
    sites
}

fn site(address: &str) -> Option<String> {
    let (scheme, rest) = address.split_once("://")?;
    let host = rest.split(['/', '?', '#']).next().filter(|host| !host.is_empty() && !host.contains('@'))?;
    // Nobody on the way shall be able to show it.
    let scheme = if is_private(address) { scheme } else { "https" };
    Some(format!("{scheme}://{host}{SITE_PATH}"))
}

/// Asks to become an owner of a record. `grounds` says how curators can tell that it is theirs; with `by_site` its site shows the token of
/// [`site_proof`]. Answers the IRI of the submission.
///
/// # Errors
/// When there is no such record, it is theirs already, or its site does not show the token.
pub async fn claim_ownership(errand: &Errand, id: &str, grounds: &str, by_site: bool) -> Result<String, Problem> {
    errand.visitor.caller.demand(Operation::ClaimOwnership, false)?;
    let _turn = match errand.start().await? {
        Start::Before(subject) => return Ok(subject),
        Start::Now(turn) => turn,
    };
    let state = errand.state();
    let record = published(&state, &[], id)?;
    if state.queue.owns(errand.actor(), &record.iri) {
        return Err(Problem::new(Code::WrongState, format!("<{}> is yours already", record.iri)));
    }
    let grounds = said(Some(grounds), "grounds")?.ok_or_else(|| Problem::new(Code::InvalidInput, "`grounds`: say how curators can tell that it is yours"))?;
    let sayings = if by_site { vec![(SITE_SHOWS, shown_by_site(errand, id).await?)] } else { Vec::new() };
    let owners: Vec<String> = state.queue.owners(&record.iri).into_iter().map(str::to_owned).collect();
    let told = grounds.clone();
    let beginning = Beginning { kind: Kind::Ownership, about: &record.iri, base: record.revision, patch: Patch::default(), remark: Some(grounds), title: None, sayings, entry: None };
    begin_telling(errand, &state, beginning, |letter: &Letter<'_>| owners.iter().map(|owner| disputed(letter, owner, &told)).collect()).await
}

/// The address at which a site of the record shows the caller's token.
async fn shown_by_site(errand: &Errand, id: &str) -> Result<String, Problem> {
    let SiteProof { token, addresses } = site_proof(errand, id)?;
    let desk = errand.directory.desk();
    desk.allow_site(errand.actor()).await?;
    let limits = Limits { reach: desk.reach(), seconds_max: SITE_SECONDS_MAX, answer_bytes_max: SITE_FILE_BYTES_MAX };
    let looked = tokio::task::spawn_blocking(move || {
        let mut failures = Vec::new();
        for address in addresses {
            match fetch_public(&address, &limits) {
                Ok(answer) if shows(&answer, &token) => return Ok(address),
                Ok(answer) => failures.push(format!("{address} answers {}, without the token on a line of its own", answer.status)),
                Err(problem) => failures.push(problem.message),
            }
        }
        Err(failures.join("; "))
    });
    let looked = looked.await.map_err(|_| DirectoryError::Broken)?;
    looked.map_err(|failures| Problem::new(Code::WrongState, format!("the site does not show that it is yours: {failures}")))
}

fn shows(answer: &Fetched, token: &str) -> bool {
    answer.status == 200 && String::from_utf8_lossy(&answer.body).lines().any(|line| line.trim() == token)
}

/// Offers a record of one's own to whoever reads mail at an address: to own it as well, or instead. True whether there is such an account
/// or not.
///
/// # Errors
/// When it is not theirs, or the address is none.
pub async fn offer_ownership(errand: &Errand, id: &str, email: &str, keeping: bool) -> Result<bool, Problem> {
    errand.visitor.caller.demand(Operation::ClaimOwnership, false)?;
    let state = errand.state();
    let record = published(&state, &[], id)?;
    owned_by(&state, errand.actor(), &record.iri)?;
    let title = label_of(&state, &record.iri).unwrap_or_else(|| record.iri.to_string());
    errand.directory.desk().offer_ownership(&errand.visitor, &record.iri, &title, email, keeping).await
}

/// Takes what somebody offers by a mail. Answers the record's IRI.
///
/// # Errors
/// When the link is not good, or whoever offered it is its owner no longer.
pub async fn accept_ownership(errand: &Errand, secret: &str) -> Result<String, Problem> {
    errand.visitor.caller.demand(Operation::ClaimOwnership, false)?;
    let _turn = match errand.start().await? {
        Start::Before(subject) => return Ok(subject),
        Start::Now(turn) => turn,
    };
    let offer = errand.directory.desk().take_offer(&errand.visitor, secret).await?;
    let actor = errand.actor().to_owned();
    let directory = &errand.ontology().directory;
    let named = |actor: &str| NamedNode::new_unchecked(actor_iri(directory, actor));
    for _ in 0..ATTEMPTS_MAX {
        let state = errand.state();
        let record = published(&state, &[], &offer.record)?;
        owned_by(&state, &offer.by, &record.iri).map_err(|_| Problem::new(Code::WrongState, "whoever offered it to you is its owner no longer; ask them or a curator"))?;
        if offer.by == actor {
            return Err(Problem::new(Code::WrongState, format!("<{}> is yours already; the mail is for somebody else", record.iri)));
        }
        let mut private = vec![note(&record.iri, OWNER, named(&actor))];
        private.extend((!offer.keeping).then(|| note(&record.iri, OWNER_NO_LONGER, named(&offer.by))));
        let title = label_of(&state, &record.iri).unwrap_or_else(|| record.iri.to_string());
        let told = shared(&offer.by, &title, if offer.keeping { Shared::AsWell } else { Shared::Instead });
        if let Some(subject) = own(errand, &state, &record.iri, private, vec![told]).await? {
            return Ok(subject);
        }
    }
    Err(outrun())
}

fn owned_by(state: &State, owner: &str, record: &str) -> Result<(), Problem> {
    if state.queue.owns(owner, record) {
        return Ok(());
    }
    Err(Problem::new(Code::WrongState, format!("<{record}> is not owned by `{owner}`")))
}

/// Keeps whose a record is from now on; `None` when somebody else said so first.
async fn own(errand: &Errand, state: &State, record: &str, private: Vec<Triple>, notices: Vec<crate::ledger::Notice>) -> Result<Option<String>, Problem> {
    let concerned = record.to_owned();
    let meanwhile = Box::new(move |event: &Event| event.kind == EventKind::Owned && event.subject == concerned);
    let draft = event(errand, EventKind::Owned, record, Patch::default(), private);
    errand.keep(state.snapshot.revision(), Some(meanwhile), vec![draft], notices).await
}

/// Is an owner of a record no longer. Answers its IRI.
///
/// # Errors
/// When it is not theirs.
pub async fn give_up_ownership(errand: &Errand, id: &str) -> Result<String, Problem> {
    errand.visitor.caller.demand(Operation::ClaimOwnership, false)?;
    let owner = errand.actor().to_owned();
    end_ownership(errand, id, &owner, None).await
}

/// Takes a record from one of its owners, who is told why. Answers its IRI.
///
/// # Errors
/// When it is not theirs.
pub async fn remove_owner(errand: &Errand, id: &str, owner: &str, reason: &str) -> Result<String, Problem> {
    errand.visitor.caller.demand(Operation::Curate, false)?;
    let reason = said(Some(reason), "reason")?.ok_or_else(|| Problem::new(Code::InvalidInput, "`reason`: say why"))?;
    end_ownership(errand, id, owner, Some(&reason)).await
}

async fn end_ownership(errand: &Errand, id: &str, owner: &str, reason: Option<&str>) -> Result<String, Problem> {
    for _ in 0..ATTEMPTS_MAX {
        let _turn = match errand.start().await? {
            Start::Before(subject) => return Ok(subject),
            Start::Now(turn) => turn,
        };
        let state = errand.state();
        let record = published(&state, &[], id)?;
        owned_by(&state, owner, &record.iri)?;
        let mut private = vec![note(&record.iri, OWNER_NO_LONGER, NamedNode::new_unchecked(actor_iri(&errand.ontology().directory, owner)))];
        private.extend(said_note(&record.iri, reason));
        let title = label_of(&state, &record.iri);
        let notices = reason.map(|reason| owner_no_longer(owner, title.as_deref().unwrap_or(&record.iri), reason)).into_iter().collect();
        if let Some(subject) = own(errand, &state, &record.iri, private, notices).await? {
            return Ok(subject);
        }
    }
    Err(outrun())
}
