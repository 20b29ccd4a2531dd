//! `/{types}/{key}/remind`: a mail before a call closes, for whoever wants one.

use actix_web::{HttpRequest, HttpResponse, web::{Data, Path, Payload}};

use super::super::{
    Refusal, Visit,
    fields::Form,
    record,
    session::{self, Outcome, Session, obey, own},
};
use crate::http::pages::contribute::errand;
use crate::{
    app::process::{Call, remind},
    http::{House, problem::Problem},
};

async fn form(visit: &Visit, session: &Session, types: &str, key: &str) -> Result<(String, Form), Refusal> {
    let (_, record) = record::find(visit, types, key)?;
    let call = Call::find(&visit.state, &record.iri)?;
    let is_asked = remind::is_asked(&errand(visit, &session.visitor), &call.record.iri).await?;
    let button = if is_asked { "remind-end" } else { "remind-do" };
    let mut form = visit.form("browse", "remind-title", &format!("/{types}/{key}/remind"), Vec::new(), button);
    form.lead = visit.words.say(if is_asked { "remind-asked" } else { "remind-lead" });
    form.hidden.push(("wanted".to_owned(), if is_asked { "no" } else { "yes" }.to_owned()));
    let name = visit.name(record);
    form.layout.title = format!("{} – {}", form.layout.title, name.text);
    form.links = vec![(name.href, name.text)];
    Ok((call.record.iri.to_string(), form))
}

pub async fn page(request: HttpRequest, house: Data<House>, path: Path<(String, String)>) -> HttpResponse {
    let (types, key) = path.into_inner();
    own(request, house, async |visit| {
        let session = visit.member()?.clone();
        Outcome::page(&form(visit, &session, &types, &key).await?.1)
    })
    .await
}

pub async fn act(request: HttpRequest, payload: Payload, house: Data<House>, path: Path<(String, String)>) -> HttpResponse {
    let (types, key) = path.into_inner();
    session::act(request, payload, house, async |visit, sent| {
        let session = obey(visit, sent)?;
        let (call, _) = form(visit, &session, &types, &key).await?;
        remind::ask(&errand(visit, &session.visitor), &call, sent.get("wanted") == "yes").await.map_err(Problem::from)?;
        Ok(Outcome::See(format!("/{types}/{key}/remind")))
    })
    .await
}
