//! `/{types}/{key}/progress`: how a call goes, for those who have a part in it; numbers, and everything that was sent in.

use actix_web::{HttpRequest, HttpResponse, web::{Data, Path}};
use askama::Template;

use super::super::{Layout, Refusal, Visit, record, session::{Outcome, Session, own}, show::Name};
use super::organise::{Organise, Synthesis, organise, synthesis};
use crate::http::pages::contribute::errand;
use crate::{
    app::{
        contribute::dossier::title,
        process::{Call, outcome::outcomes, progress::progress},
    },
    http::House,
    views::{process::Duty, records::Record},
};

/// A submission.
struct Line {
    title: String,
    state: String,
    question: Option<Name>,
    received: String,
    late: bool,
    coders: usize,
    outcome: String,
    coding: Option<String>,
    about: String,
}

#[derive(Template)]
#[template(path = "process/progress.html")]
pub struct Page {
    layout: Layout,
    name: Name,
    numbers: Vec<(String, usize)>,
    questions: Vec<(String, usize)>,
    days: Vec<(String, usize)>,
    people: Vec<(String, String)>,
    lines: Vec<Line>,
    synthesis: Option<Synthesis>,
    pub organise: Option<Organise>,
}

pub async fn page(request: HttpRequest, house: Data<House>, path: Path<(String, String)>) -> HttpResponse {
    let (types, key) = path.into_inner();
    own(request, house, async |visit| {
        let session = visit.member()?.clone();
        let (_, record) = record::find(visit, &types, &key)?;
        Outcome::page(&make(visit, &session, record)?)
    })
    .await
}

pub fn make(visit: &Visit, session: &Session, record: &Record) -> Result<Page, Refusal> {
    let errand = errand(visit, &session.visitor);
    let found = progress(&errand, &visit.state, &record.iri)?;
    let told = outcomes(&errand, &visit.state, &record.iri)?;
    let (words, process) = (visit.words, &visit.state.process);
    let actor = session.visitor.caller.actor().unwrap_or_default();
    let codes = process.has_duty(actor, &record.iri, Duty::Coder) || process.has_duty(actor, &record.iri, Duty::Editor);
    let question = |iri: Option<&str>| iri.and_then(|iri| visit.state.snapshot.by_iri(iri)).map(|record| visit.name(record));
    let lines = told.iter().map(|told| Line {
        title: title(&visit.state, &told.submission).unwrap_or_else(|| told.submission.key().to_owned()),
        state: words.say(&format!("submission--{}", told.submission.state.name())),
        question: question(told.entry.question.as_deref()),
        received: told.entry.received.to_string(),
        late: told.entry.late,
        coders: told.entry.codings.len(),
        outcome: words.say(&format!("became--{}", told.became.name())),
        coding: codes.then(|| format!("/coding/{}", told.submission.key())),
        about: format!("/outcome/{}", told.submission.key()),
    });
    let name = visit.name(record);
    let curates = session.member(&visit.state).curates;
    let has = |duty| process.has_duty(actor, &record.iri, duty);
    let call = Call::find(&visit.state, &record.iri)?;
    Ok(Page {
        synthesis: (has(Duty::Editor) || curates).then(|| synthesis(visit, session, &call)).transpose()?,
        organise: (has(Duty::Organiser) || curates).then(|| organise(visit, record)),
        layout: visit.layout(&words.with("progress-title", "name", &name.text), "browse"),
        numbers: [
            ("progress-total", found.total),
            ("progress-late", found.late),
            ("progress-to-code", found.to_code),
            ("progress-coded", found.coded),
            ("progress-settled", found.settled),
            ("progress-without-outcome", found.without_outcome),
        ]
        .map(|(words_name, count)| (words.say(words_name), count))
        .into(),
        questions: found.by_question.iter().map(|(iri, count)| (question(iri.as_deref()).map_or_else(|| words.say("progress-no-question"), |name| name.text), *count)).collect(),
        days: found.by_day.iter().map(|(day, count)| (day.to_string(), *count)).collect(),
        people: process.duties(&record.iri).iter().map(|(account, duty)| (visit.actor(account), words.say(&format!("duty--{}", duty.name())))).collect(),
        lines: lines.collect(),
        name,
    })
}

impl Visit {
    /// What a submission is called.
    pub(super) fn submission_title(&self, submission: &crate::views::queue::Submission) -> String {
        title(&self.state, submission).unwrap_or_else(|| submission.key().to_owned())
    }
}
