//! `/attend?event=…`: registering for something that happens, taking it back; for organisers the table of who comes.

use std::sync::Arc;

use actix_web::{
    HttpRequest, HttpResponse,
    web::{Data, Payload},
};
use askama::Template;

use super::{
    Layout, Refusal, Visit,
    session::{MARK, Outcome, Sent, act, obey, own},
    show::Name,
};
use crate::{
    app::{
        self, attend,
        attend::{Attendance, NEEDS_CHARS_MAX},
        contribute::submit::published,
        occasion::Occasion,
    },
    error::Code,
    http::{House, problem::Problem, query::encoded},
    views::records::Record,
};

#[derive(Template)]
#[template(path = "attend.html")]
struct Page {
    layout: Layout,
    event: Name,
    iri: String,
    when: String,
    place: Option<String>,
    /// Places that are free.
    free: u64,
    is_closed: bool,
    closes: String,
    signed_in: bool,
    /// Where to sign in and come back.
    sign_in: String,
    own: Option<Own>,
    /// Of organisers: the table of who comes.
    table: Option<String>,
    mark_name: &'static str,
    mark: String,
    needs_max: usize,
    calendar: String,
    wrong: Option<String>,
}

/// What somebody has said already.
struct Own {
    waiting: Option<u64>,
    needs: String,
}

fn asked(visit: &Visit, id: &str) -> Result<(Arc<Record>, Occasion), Problem> {
    let record = published(&visit.state, &[], id).map_err(Problem::from)?;
    let occasion = Occasion::of(&visit.state, &record, &visit.languages).filter(|occasion| occasion.capacity.is_some());
    let occasion = occasion.ok_or_else(|| Problem::new(Code::WrongState, format!("nobody registers for <{}> here: it has no number of places", record.iri)))?;
    Ok((record, occasion))
}

async fn shown(visit: &Visit, record: &Record, occasion: Occasion, wrong: Option<String>) -> Result<Page, Refusal> {
    let directory = visit.house.engine.directory();
    let free = attend::free(directory, &occasion).await.map_err(Problem::from)?;
    let own = match &visit.session {
        Some(session) => {
            let all = attend::attendances(directory, &session.visitor).await.map_err(Problem::from)?;
            all.into_iter().find(|one| one.occasion.iri == occasion.iri).map(|Attendance { waiting, needs, .. }| Own { waiting: waiting.map(|place| place as u64), needs: needs.unwrap_or_default() })
        }
        None => None,
    };
    let organises = visit.session.as_ref().is_some_and(|session| {
        let owns = session.visitor.caller.actor().is_some_and(|actor| visit.state.queue.owns(actor, &record.iri));
        session.visitor.caller.demand(app::actor::Operation::ReadAttendees, owns).is_ok()
    });
    let ty = visit.ontology().ty(record.ty);
    let name = visit.name(record);
    Ok(Page {
        layout: visit.layout(&visit.words.with("attend-title", "name", &name.text), "browse"),
        iri: record.iri.to_string(),
        when: occasion.words(),
        place: occasion.place.clone(),
        free,
        is_closed: visit.house.desk().now() > occasion.closes,
        closes: occasion.closes.to_zoned(occasion.zone.clone()).strftime("%-d %B %Y, %H:%M").to_string(),
        signed_in: visit.session.is_some(),
        sign_in: format!("/account/sign-in?next={}", encoded(&format!("/attend?event={}", encoded(&record.iri)))),
        own,
        table: organises.then(|| format!("/attend/attendees.csv?event={}", encoded(&record.iri))),
        mark_name: MARK,
        mark: visit.mark(),
        needs_max: NEEDS_CHARS_MAX,
        calendar: format!("/data/{}/{}.ics", ty.segment, record.key(ty)),
        event: name,
        wrong,
    })
}

fn event(visit: &Visit) -> Result<String, Problem> {
    visit.pairs.get("event").map(str::to_owned).ok_or_else(|| Problem::new(Code::BadRequest, "`event` is missing: the address or key of what one wants to come to"))
}

/// `GET /attend?event=…`
pub async fn page(request: HttpRequest, house: Data<House>) -> HttpResponse {
    own(request, house, async |visit| {
        let (record, occasion) = asked(visit, &event(visit)?)?;
        Outcome::page(&shown(visit, &record, occasion, None).await?)
    })
    .await
}

/// `POST /attend`
pub async fn send(request: HttpRequest, payload: Payload, house: Data<House>) -> HttpResponse {
    act(request, payload, house, async |visit, sent: &Sent| {
        let session = obey(visit, sent)?;
        let (record, occasion) = asked(visit, sent.get("event"))?;
        let directory = Arc::clone(visit.house.engine.directory());
        let done = match sent.get("deed") {
            "withdraw" => attend::withdraw(&directory, &session.visitor, &record.iri).await,
            _ => attend::register(&directory, &session.visitor, &record.iri, Some(sent.get("needs"))).await.map(drop),
        };
        match done {
            Ok(()) => Ok(Outcome::See(format!("/attend?event={}", encoded(&record.iri)))),
            Err(problem) => Outcome::again(problem.code.row().status, &shown(visit, &record, occasion, Some(problem.message)).await?),
        }
    })
    .await
}

/// `GET /attend/attendees.csv?event=…`
pub async fn table(request: HttpRequest, house: Data<House>) -> HttpResponse {
    own(request, house, async |visit| {
        let session = visit.member()?.clone();
        let text = attend::attendees_table(visit.house.engine.directory(), &session.visitor, &event(visit)?).await.map_err(Problem::from)?;
        Ok(Outcome::File("text/csv; charset=utf-8", "attendees.csv", text))
    })
    .await
}
