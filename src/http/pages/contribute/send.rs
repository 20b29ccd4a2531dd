//! What is done with a form that was sent: another row, a preview, a draft, or the contribution itself. Whatever stands in the way, the
//! answer is the form with everything that was typed.

use std::sync::Arc;

use actix_web::{HttpRequest, HttpResponse, web::{Data, Path, Payload}};
use serde_json::{Value as Json, json};

use super::{
    super::{
        Refusal, Visit, fields::Wrong,
        process::Arrived,
        session::{Outcome, Sent, act_on},
    },
    calling::Calling,
    edit::{Alike, CONSENT, Editing, Page, Target, errand, start_amendment, start_change, start_new},
    preview::Preview,
    typed::Typed,
};
use crate::{
    app::{
        Problem,
        account::spam::Effort,
        actor::Visitor,
        contribute::{ANONYMOUS, compose::{Composer, Input}, consent::Stated, draft, duplicates::duplicates, submit::{self, Edit}},
        repeat::Repeat,
    },
    error::Code,
    http::{House, graphql::DOCUMENT_BODY_BYTES_MAX},
    views::queue::Basis,
};

/// `POST /contribute/{types}`
pub async fn new(request: HttpRequest, payload: Payload, house: Data<House>, path: Path<String>) -> HttpResponse {
    let own = request.clone();
    act_on(request, payload, house, DOCUMENT_BODY_BYTES_MAX, async |visit, sent| taken(visit, sent, start_new(visit, &path)?, &visit.visitor(&own)).await).await
}

/// `POST /{types}/{key}/edit`
pub async fn edit(request: HttpRequest, payload: Payload, house: Data<House>, path: Path<(String, String)>) -> HttpResponse {
    let own = request.clone();
    act_on(request, payload, house, DOCUMENT_BODY_BYTES_MAX, async |visit, sent| taken(visit, sent, start_change(visit, &path.0, &path.1)?, &visit.visitor(&own)).await).await
}

/// `POST /account/submissions/{key}/edit`
pub async fn amend(request: HttpRequest, payload: Payload, house: Data<House>, path: Path<String>) -> HttpResponse {
    let own = request.clone();
    act_on(request, payload, house, DOCUMENT_BODY_BYTES_MAX, async |visit, sent| taken(visit, sent, start_amendment(visit, &path).await?, &visit.visitor(&own)).await).await
}

async fn taken(visit: &Visit, sent: &Sent, mut editing: Editing, visitor: &Arc<Visitor>) -> Result<Outcome, Refusal> {
    editing.typed = Typed::of_sent(editing.ty(visit), sent);
    let was = |field: &str| sent.given(&format!("_was.{field}"));
    editing.were = editing.ty(visit).properties.iter().filter_map(|property| Some((property.field.clone(), was(&property.field)?))).collect();
    editing.draft = sent.given("_draft");
    editing.note = sent.get("_note").to_owned();
    editing.consent = stated(sent).basis;
    editing.calling = Calling::of_sent(sent);
    let wanted = sent.get("_do");
    if let Some(field) = wanted.strip_prefix("add ") {
        editing.added = Some(field.to_owned());
        return Outcome::page(&editing.page(visit));
    }
    if wanted == "preview" || wanted.is_empty() {
        return previewed(visit, sent, &editing);
    }
    // Signed in since, or no longer: what was typed is shown again.
    let is_member = visit.session.is_some();
    // Nobody needs an account to answer a call.
    let may_send = is_member || (editing.calling.is_some() && wanted != "draft");
    if sent.stale || !may_send {
        let mut page = editing.page(visit);
        page.notices.push(visit.words.say(if is_member { "edit-stale" } else { "edit-sign-in" }));
        return Outcome::again(403, &page);
    }
    if wanted == "draft" { saved(visit, sent, visitor, &editing).await } else { submitted(visit, sent, visitor, &editing).await }
}

fn previewed(visit: &Visit, sent: &Sent, editing: &Editing) -> Result<Outcome, Refusal> {
    let author = visit.session.as_ref().and_then(|session| session.visitor.caller.actor()).unwrap_or(ANONYMOUS);
    match editing.judged(visit, author) {
        Ok(record) => {
            let mut page = editing.page(visit);
            page.preview = Some(Preview::of(visit, editing.ty(visit), &record));
            (page.alike, _) = alike(visit, editing, &mut page.hidden)?;
            Outcome::page(&page)
        }
        Err(problem) => refused(visit, sent, editing, &problem),
    }
}

/// What may be the same, which whoever sends the form has seen from then on; and whether they had before.
fn alike(visit: &Visit, editing: &Editing, hidden: &mut Vec<(String, String)>) -> Result<(Vec<Alike>, String), Refusal> {
    if !matches!(editing.target, Target::New) {
        return Ok((Vec::new(), String::new()));
    }
    let ty = editing.ty(visit);
    let values = Composer::publishing(&visit.state).values(ty, &editing.input(visit));
    let found = duplicates(&visit.state, ty, None, &values)?;
    let seen: String = found.iter().map(|duplicate| format!("{} ", duplicate.id)).collect();
    let shown = found.iter().filter_map(|duplicate| Some(Alike { name: visit.name_of(duplicate.id)?, reason: visit.words.say(&format!("alike--{}", duplicate.likeness.name().to_ascii_lowercase())) }));
    let shown: Vec<Alike> = shown.collect();
    hidden.push(("_seen".to_owned(), seen.trim().to_owned()));
    Ok((shown, seen.trim().to_owned()))
}

/// The form with what stands in the way.
fn refused(visit: &Visit, sent: &Sent, editing: &Editing, problem: &Problem) -> Result<Outcome, Refusal> {
    let mut again = Editing { typed: editing.typed.clone(), were: editing.were.clone(), target: editing.target.clone(), ty: editing.ty, draft: editing.draft.clone(), note: sent.get("_note").to_owned(), consent: editing.consent, calling: editing.calling.clone(), added: None };
    if problem.code == Code::Conflict {
        // What its author leaves as it stands now is decided anew, not left out.
        again.were.retain(|field, _| !problem.violations.iter().any(|violation| violation.field.as_ref() == Some(field)));
    }
    let mut page: Page = again.page(visit);
    page.wrong = Wrong::of(visit.words, problem, &mut page.fields.fields);
    Outcome::again(problem.code.row().status, &page)
}

/// Keeps what was typed as it is, right or wrong.
async fn saved(visit: &Visit, sent: &Sent, visitor: &Arc<Visitor>, editing: &Editing) -> Result<Outcome, Refusal> {
    let content = Json::Object(editing.typed.input(visit, editing.ty(visit), &editing.were, false)).to_string();
    let about = if let Target::Change(record) = &editing.target { Some(record.iri.to_string()) } else { None };
    let kept = draft::save(&errand(visit, visitor), editing.draft.as_deref(), None, editing.ty, about.as_deref(), None, &content).await;
    match kept {
        Ok(kept) if sent.get("_as") == "json" => Ok(Outcome::Data(json!({ "draft": kept.id, "saved": kept.saved.to_string() }))),
        Ok(kept) => Ok(Outcome::See(format!("{}?draft={}&done=draft", editing.action(visit), kept.id))),
        Err(problem) if sent.get("_as") == "json" => Err(problem.into()),
        Err(problem) => refused(visit, sent, editing, &problem),
    }
}

async fn submitted(visit: &Visit, sent: &Sent, visitor: &Arc<Visitor>, editing: &Editing) -> Result<Outcome, Refusal> {
    let mut page = editing.page(visit);
    let (alike, ids) = alike(visit, editing, &mut page.hidden)?;
    if !alike.is_empty() && sent.get("_seen") != ids && editing.judged(visit, visitor.caller.actor().unwrap_or(ANONYMOUS)).is_ok() {
        page.alike = alike;
        return Outcome::page(&page);
    }
    let set = editing.input(visit);
    let effort = Effort { proof: sent.given("altcha"), trap: sent.given("website") };
    let own = errand(visit, visitor);
    let own = crate::app::contribute::Errand { repeat: repeat(sent, &set)?, effort, ..own };
    let remark = sent.given("_note");
    let edit = Edit { set: &set, clear: &[], consent: stated(sent) };
    if let Some(Err(problem)) = editing.calling.as_ref().map(|calling| calling.said(visit.words)) {
        return refused(visit, sent, editing, &problem);
    }
    let given = editing.calling.as_ref().map(Calling::given);
    let done = match (&editing.target, given) {
        (Target::New, Some(given)) if visit.session.is_none() => submit::send_in(&own, editing.ty, edit, remark.as_deref(), given).await,
        (Target::New, given) => submit::submit(&own, editing.ty, edit, remark.as_deref(), given).await,
        (Target::Change(record), _) => submit::propose(&own, editing.ty, &record.iri, edit, sent.get("_base").parse().ok(), remark.as_deref()).await,
        (Target::Amend(dossier), _) => submit::amend(&own, editing.ty, &dossier.submission.iri, edit, remark.as_deref()).await,
    };
    match done {
        // Who has no account has the receipt, which is shown once.
        Ok(iri) if visit.session.is_none() => Outcome::page(&Arrived::of(visit, &iri).await?),
        Ok(iri) => {
            if let Some(draft) = &editing.draft {
                // The submission stands; a draft that stays can be discarded later.
                drop(draft::discard(&errand(visit, visitor), draft).await);
            }
            Ok(Outcome::See(format!("/account/submissions/{}?done=sent", iri.rsplit('/').next().unwrap_or_default())))
        }
        Err(problem) => refused(visit, sent, editing, &problem),
    }
}

/// How whoever sends a form knows that the person agrees whom the record is about.
pub fn stated(sent: &Sent) -> Stated<'static> {
    Stated { basis: Basis::named(sent.get(CONSENT)), to: None }
}

/// A form that is sent twice is done once.
fn repeat(sent: &Sent, set: &Input) -> Result<Option<Repeat>, Refusal> {
    let mut arguments = set.clone();
    for name in ["_note", CONSENT] {
        arguments.insert(name.to_owned(), Json::from(sent.get(name)));
    }
    Ok(sent.given("_key").map(|key| Repeat::new(&key, "page", &arguments)).transpose()?)
}
