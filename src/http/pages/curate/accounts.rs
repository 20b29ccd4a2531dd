//! `/curate/accounts`: roles, suspensions and lost second factors, for administrators.

use actix_web::{HttpRequest, HttpResponse, web::{Data, Payload}};
use askama::Template;

use super::super::{
    Layout, Refusal, Visit,
    fields::sentence,
    session::{Outcome, act, obey, own},
    show::day,
};
use crate::{
    app::{account::manage::Change, actor::Role},
    error::Code,
    http::{House, problem::Problem, query::Pairs},
};

/// An account, as administrators see it.
struct Line {
    id: String,
    email: String,
    name: String,
    role: String,
    verified: bool,
    suspended: bool,
    factor: bool,
    since: String,
}

#[derive(Template)]
#[template(path = "curate/accounts.html")]
struct Page {
    layout: Layout,
    mark: String,
    wrong: Option<String>,
    done: bool,
    roles: Vec<(&'static str, String)>,
    accounts: Vec<Line>,
    after: Option<String>,
}

/// `GET /curate/accounts`
pub async fn page(request: HttpRequest, house: Data<House>) -> HttpResponse {
    own(request, house, async |visit| Outcome::page(&made(visit, None).await?)).await
}

async fn made(visit: &Visit, wrong: Option<String>) -> Result<Page, Refusal> {
    let session = visit.member()?;
    let (accounts, more) = visit.house.desk().accounts(&session.visitor, None, visit.pairs.get("after")).await?;
    let after = accounts.last().filter(|_| more).map(|last| format!("/curate/accounts{}", Pairs::default().with("after", &last.id).text()));
    let line = |account: crate::ledger::Account| Line {
        since: jiff::Timestamp::from_millisecond(account.created).map(day).unwrap_or_default(),
        id: account.id,
        email: account.email,
        name: account.name,
        role: account.role,
        verified: account.verified,
        suspended: account.suspended,
        factor: account.factor.is_some(),
    };
    Ok(Page {
        layout: visit.layout(&visit.words.say("accounts-title"), "curate"),
        mark: visit.mark(),
        wrong,
        done: visit.pairs.get("done").is_some(),
        roles: Role::ALL.map(|role| (role.name(), visit.words.say(&format!("role--{}", role.name())))).into(),
        accounts: accounts.into_iter().map(line).collect(),
        after,
    })
}

/// `POST /curate/accounts`
pub async fn send(request: HttpRequest, payload: Payload, house: Data<House>) -> HttpResponse {
    act(request, payload, house, async |visit, sent| {
        let session = obey(visit, sent)?;
        let change = match sent.get("_do") {
            "role" => Change::Role(Role::named(sent.get("role")).ok_or_else(|| Problem::new(Code::UnknownName, format!("`{}` is no role", sent.get("role"))))?),
            "suspend" => Change::Suspend { reason: sent.get("reason").to_owned() },
            "reinstate" => Change::Reinstate,
            "factor-remove" => Change::RemoveFactor,
            other => return Err(Problem::new(Code::UnknownName, format!("`{other}` is nothing that can be done with an account")).into()),
        };
        match visit.house.desk().manage(&session.visitor, sent.get("account"), change, None).await {
            Ok(_) => Ok(Outcome::See("/curate/accounts?done=yes".to_owned())),
            Err(problem) => Outcome::again(problem.code.row().status, &made(visit, Some(sentence(&problem.message))).await?),
        }
    })
    .await
}
