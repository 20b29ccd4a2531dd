//! Telling curators that something is wrong with a record: a form that works without scripts and for which nobody needs an account. Without
//! a proof of work a report waits until a curator has looked whether it is one.

use std::sync::Arc;

use actix_web::{
    HttpRequest, HttpResponse,
    http::header,
    web::{Data, Payload},
};
use askama::Template;

use super::{Layout, Refusal, Visit, answer, show::Name};
use crate::{
    app::{
        account::spam::Effort,
        contribute::{Errand, submit::published, talk::{self, Complaint}},
    },
    error::Code,
    http::{House, account::{field, form, stranger}, problem::Problem},
};

/// What can be wrong, to be chosen.
struct Choice {
    name: &'static str,
    label: String,
}

#[derive(Template)]
#[template(path = "report.html")]
struct Form {
    layout: Layout,
    record: Name,
    id: String,
    choices: Vec<Choice>,
}

#[derive(Template)]
#[template(path = "reported.html")]
struct Thanks {
    layout: Layout,
}

/// `GET /report?id=…`
pub async fn page(request: HttpRequest, house: Data<House>) -> HttpResponse {
    answer(request, house, |visit| -> Result<Form, Refusal> {
        let id = visit.pairs.get("id").ok_or_else(|| Problem::new(Code::BadRequest, "`id` is missing: the address or key of the record that the report is about"))?;
        let record = published(&visit.state, &[], id).map_err(Problem::from)?;
        let choices = Complaint::ALL.map(|complaint| Choice { name: complaint.name(), label: visit.words.say(&format!("report--{}", complaint.name())) });
        Ok(Form { layout: visit.layout(&visit.words.say("report-title"), ""), record: visit.name(&record), id: record.iri.to_string(), choices: choices.into() })
    })
    .await
}

/// `POST /report`
pub async fn send(request: HttpRequest, payload: Payload, house: Data<House>) -> HttpResponse {
    let sent = async {
        let visit = Visit::of(&request, &house)?;
        let fields = form(&request, payload).await?;
        let given = |name: &str| Some(field(&fields, name).trim().to_owned()).filter(|text| !text.is_empty());
        let reason = field(&fields, "reason");
        let complaint = Complaint::ALL.into_iter().find(|complaint| complaint.name() == reason);
        let complaint = complaint.ok_or_else(|| Problem::new(Code::UnknownName, format!("`{reason}` is no reason of a report; give {}", Complaint::ALL.map(Complaint::name).join(", "))))?;
        let effort = Effort { proof: given("altcha"), trap: given("website") };
        let errand = Errand { directory: Arc::clone(house.engine.directory()), visitor: Arc::new(stranger(&request, &house)), repeat: None, effort };
        talk::report(&errand, field(&fields, "id"), complaint, given("text").as_deref()).await?;
        Thanks { layout: visit.layout(&visit.words.say("report-thanks"), "") }.render().map_err(|_| Problem::new(Code::Internal, "the page could not be written"))
    };
    match sent.await {
        Ok(text) => HttpResponse::Ok().content_type(super::MEDIA_TYPE).insert_header((header::CACHE_CONTROL, "no-store")).body(text),
        Err(problem) => problem.answer(request.headers()),
    }
}
