//! Telling curators that something is wrong with a record: a form that works without scripts and for which nobody needs an account. Without
//! a proof of work a report waits until a curator has looked whether it is one.

use std::sync::Arc;

use actix_web::{HttpRequest, HttpResponse, web::{Data, Payload}};
use askama::Template;

use super::{Layout, Refusal, answer, session::{Outcome, act}, show::Name};
use crate::{
    app::{
        account::spam::Effort,
        contribute::{Errand, submit::published, talk::{self, Complaint}},
    },
    error::Code,
    http::{House, account::stranger, problem::Problem},
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
    mark: String,
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
        Ok(Form { layout: visit.layout(&visit.words.say("report-title"), ""), record: visit.name(&record), id: record.iri.to_string(), mark: visit.mark(), choices: choices.into() })
    })
    .await
}

/// `POST /report`
pub async fn send(request: HttpRequest, payload: Payload, house: Data<House>) -> HttpResponse {
    let asked = request.clone();
    act(request, payload, house, async |visit, sent| {
        let reason = sent.get("reason");
        let complaint = Complaint::ALL.into_iter().find(|complaint| complaint.name() == reason);
        let complaint = complaint.ok_or_else(|| Problem::new(Code::UnknownName, format!("`{reason}` is no reason of a report; give {}", Complaint::ALL.map(Complaint::name).join(", "))))?;
        let effort = Effort { proof: sent.given("altcha"), trap: sent.given("website") };
        // A form that was made before somebody signed in is a stranger's.
        let visitor = if sent.stale { Arc::new(stranger(&asked, &visit.house)) } else { visit.visitor(&asked) };
        let errand = Errand { directory: Arc::clone(visit.house.engine.directory()), visitor, repeat: None, effort };
        talk::report(&errand, sent.get("id"), complaint, sent.given("text").as_deref()).await?;
        Outcome::page(&Thanks { layout: visit.layout(&visit.words.say("report-thanks"), "") })
    })
    .await
}
