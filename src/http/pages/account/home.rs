//! `/account`: what is kept about whoever asks, and the ways to change it.

use actix_web::{HttpRequest, HttpResponse, web::Data};
use askama::Template;

use super::super::{
    Layout, Visit,
    session::{Outcome, own},
    show::day,
};
use crate::{
    app::{account::oneself::Oneself, actor::Operation, saved_search},
    http::House,
};

/// Where somebody is signed in.
struct Place {
    since: String,
    until: String,
    factor: bool,
}

/// A key of a program.
struct Key {
    id: String,
    name: String,
    scopes: String,
    until: String,
}

/// A search whose news are sent.
struct Search {
    id: String,
    name: String,
    interval: String,
}

#[derive(Template)]
#[template(path = "account/home.html")]
struct Page {
    layout: Layout,
    mark: String,
    done: Option<String>,
    email: String,
    name: String,
    credited: bool,
    notified: bool,
    role: String,
    /// The role that was given is not in force in this session.
    dormant: bool,
    verified: bool,
    suspended: bool,
    factor: bool,
    recovery_codes: u64,
    offers_orcid: bool,
    orcid: Option<String>,
    since: String,
    places: Vec<Place>,
    keys: Vec<Key>,
    may_have_keys: bool,
    searches: Vec<Search>,
    administers: bool,
}

fn moment(milliseconds: i64) -> String {
    jiff::Timestamp::from_millisecond(milliseconds).map(day).unwrap_or_default()
}

pub async fn page(request: HttpRequest, house: Data<House>) -> HttpResponse {
    own(request, house, async |visit| {
        let session = visit.member()?.clone();
        let may = |operation| session.visitor.caller.demand(operation, false).is_ok();
        let desk = visit.house.desk();
        let Oneself { account, sessions, keys, recovery_codes } = desk.oneself(&session.visitor).await?;
        let orcid = desk.orcid_of(&account.id).await?;
        let searches = if may(Operation::SaveSearch) { saved_search::saved(visit.house.engine.directory(), &session.visitor).await? } else { Vec::new() };
        let words = visit.words;
        let given = account.role != "contributor";
        Outcome::page(&Page {
            layout: visit.layout(&words.say("nav-account"), "account"),
            mark: visit.mark(),
            done: done(visit),
            dormant: given && !may(Operation::ReadQueue),
            role: words.say(&format!("role--{}", account.role)),
            email: account.email,
            name: account.name,
            credited: account.credited,
            notified: account.notified,
            verified: account.verified,
            suspended: account.suspended,
            factor: account.factor.is_some(),
            recovery_codes: recovery_codes.max(0).cast_unsigned(),
            offers_orcid: desk.offers_orcid(),
            orcid,
            since: moment(account.created),
            places: sessions.iter().rev().map(|place| Place { since: moment(place.created), until: moment(place.expires), factor: place.factor }).collect(),
            keys: keys.iter().map(|key| Key { id: key.id.clone(), name: key.name.clone(), scopes: key.scopes.join(", "), until: moment(key.expires) }).collect(),
            may_have_keys: may(Operation::ManageKeys),
            searches: searches.iter().map(|saved| Search { id: saved.kept.id.clone(), name: saved.kept.name.clone(), interval: words.say(&format!("interval--{}", saved.interval.name().to_ascii_lowercase())) }).collect(),
            administers: may(Operation::ManageAccounts),
        })
    })
    .await
}

/// What has just been done, as the address says.
fn done(visit: &Visit) -> Option<String> {
    let deed = visit.pairs.get("done")?;
    let known = ["profile", "password", "email", "key-revoke", "orcid", "orcid-unlink", "search", "search-forget", "draft-discard"];
    known.contains(&deed).then(|| visit.words.say(&format!("done--{deed}")))
}
