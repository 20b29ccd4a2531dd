//! `/coding/{submission}`: what a submission to a call is about. A coder marks concepts without seeing what others marked; an editor settles
//! what differs.

use actix_web::{HttpRequest, HttpResponse, web::{Data, Path, Payload}};

use super::super::{
    Refusal, Visit,
    fields::{Choice, Control, Field, Form},
    session::{self, Outcome, Session, obey, own},
    words::Words,
};
use super::says;
use crate::http::pages::contribute::errand;
use crate::{
    app::{contribute::Dossier, process::{Call, coding::{Shown, code, codings, settle}}},
    error::Code,
    http::{House, problem::Problem},
    views::process::{Coding, Duty},
};

const CODES: &str = "codes";
const NOTE: &str = "note";

/// One submission as its coder or editor sees it.
fn shown(visit: &Visit, session: &Session, key: &str) -> Result<Shown, Refusal> {
    let missing = || Refusal::from(Problem::new(Code::NotFound, format!("there is nothing to be coded at \"/coding/{}\"", key.chars().take(40).collect::<String>())));
    let entry = visit.state.process.entry(key).ok_or_else(missing)?;
    let all = codings(&errand(visit, &session.visitor), &visit.state, &entry.call)?;
    all.into_iter().find(|shown| shown.entry.iri == entry.iri).ok_or_else(missing)
}

/// Whether whoever asks settles, instead of coding.
fn settles(visit: &Visit, session: &Session, shown: &Shown) -> bool {
    let actor = session.visitor.caller.actor().unwrap_or_default();
    let has = |duty| visit.state.process.has_duty(actor, &shown.entry.call, duty);
    has(Duty::Editor) && (!has(Duty::Coder) || shown.all.is_some())
}

async fn form(visit: &Visit, session: &Session, shown: &Shown) -> Result<Form, Refusal> {
    let (words, ontology) = (visit.words, visit.ontology());
    let call = Call::find(&visit.state, &shown.entry.call)?;
    let chosen = shown.settled.as_ref().or(shown.mine.as_ref());
    let mut fields: Vec<Field> = Vec::new();
    for vocabulary in call.frame(ontology) {
        let concepts = visit.state.snapshot.of_types(&[vocabulary.concept_type]);
        let choices = concepts.iter().filter_map(|id| visit.state.snapshot.record(id)).map(|concept| Choice {
            value: concept.iri.to_string(),
            label: visit.name(concept).text,
            about: visit.summary(concept).map(|said| said.text).unwrap_or_default(),
            chosen: chosen.is_some_and(|coding| coding.codes.contains(&concept.iri)),
            depth: 0,
        });
        let title = vocabulary.title.first().map_or_else(|| vocabulary.code.clone(), |title| title.text.clone());
        fields.push(Field::new(CODES, title, Control::Marks { choices: choices.collect(), one: false }));
    }
    let settles = settles(visit, session, shown);
    let note = Field::area(NOTE, words.say(if settles { "coding-why" } else { "coding-note" }));
    fields.push(if settles { note } else { note.optional() });
    let (title, button) = if settles { ("coding-settle", "coding-settle-do") } else { ("coding-do", "coding-do") };
    let action = format!("/coding/{}", shown.submission.key());
    let mut form = visit.form("browse", title, &action, fields, button);
    form.lead = format!("“{}”. {}", visit.submission_title(&shown.submission), said_by_all(visit, words, shown));
    form.facts = says(visit, &Dossier::read(visit.house.engine.directory(), &shown.submission.iri).await?);
    form.links = vec![(format!("/outcome/{}", shown.submission.key()), words.say("coding-outcome"))];
    Ok(form)
}

/// What everybody marked, once that is open.
fn said_by_all(visit: &Visit, words: &Words, shown: &Shown) -> String {
    let names = |coding: &Coding| {
        let names: Vec<String> = coding.codes.iter().filter_map(|code| visit.state.snapshot.by_iri(code)).map(|concept| visit.name(concept).text).collect();
        if names.is_empty() { "–".to_owned() } else { names.join(", ") }
    };
    match &shown.all {
        None => words.say("coding-blind"),
        Some(all) => all.iter().map(|coding| format!("{}: {}.", visit.actor(&coding.actor), names(coding))).collect::<Vec<_>>().join(" "),
    }
}

pub async fn page(request: HttpRequest, house: Data<House>, path: Path<String>) -> HttpResponse {
    let key = path.into_inner();
    own(request, house, async |visit| {
        let session = visit.member()?.clone();
        let shown = shown(visit, &session, &key)?;
        Outcome::page(&form(visit, &session, &shown).await?)
    })
    .await
}

pub async fn act(request: HttpRequest, payload: Payload, house: Data<House>, path: Path<String>) -> HttpResponse {
    let key = path.into_inner();
    session::act(request, payload, house, async |visit, sent| {
        let session = obey(visit, sent)?;
        let shown = shown(visit, &session, &key)?;
        let codes: Vec<String> = sent.all(CODES).map(str::to_owned).collect();
        let errand = errand(visit, &session.visitor);
        let note = sent.given(NOTE);
        let done = if settles(visit, &session, &shown) {
            settle(&errand, &key, &codes, note.as_deref().unwrap_or_default()).await
        } else {
            code(&errand, &key, &codes, note.as_deref()).await
        };
        match done {
            Ok(_) => Ok(Outcome::See(format!("/coding/{key}"))),
            Err(problem) => Outcome::again(problem.code.row().status, &form(visit, &session, &shown).await?.refused(visit.words, &problem, sent)),
        }
    })
    .await
}
