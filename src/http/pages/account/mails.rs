//! Where mails and providers of identities lead.
//!
//! Opening a link changes nothing, because programs that look after mailboxes open links too; the button on the page does it.

use actix_web::{HttpRequest, HttpResponse, web::{Data, Payload}};

use super::super::{
    Refusal, Visit,
    fields::{Field, Form},
    session::{Outcome, Sent, act, check_site, own},
};
use crate::{
    app::{Problem, account::{PASSWORD_CHARS_MIN, orcid::Shown, session::SignedIn}},
    http::{House, account::stranger},
};

const TOKEN: &str = "token";

/// A page of a mail's link: a sentence, fields, a button.
fn form(visit: &Visit, token: &str, what: &str, fields: Vec<Field>) -> Form {
    let mut form = visit.form("account", &format!("mail-title--{what}"), &format!("/account/{what}"), fields, &format!("mail-button--{what}")).led_by(visit, &format!("mail-lead--{what}"));
    form.hidden.push((TOKEN.to_owned(), token.to_owned()));
    form
}

fn confirm_form(visit: &Visit, token: &str) -> Form {
    form(visit, token, "confirm", Vec::new())
}

fn reset_form(visit: &Visit, token: &str) -> Form {
    let password = Field::password("password", visit.words.say("account-password-new"), "new-password");
    form(visit, token, "reset", vec![password.help(visit.words.count("account-password-help", PASSWORD_CHARS_MIN as u64))])
}

fn forgotten_form(visit: &Visit, token: &str) -> Form {
    form(visit, token, "forgotten", vec![Field::email("email", visit.words.say("account-email"))])
}

fn unsubscribe_form(visit: &Visit, token: &str) -> Form {
    form(visit, token, "unsubscribe", Vec::new())
}

/// From the form, or from the address where a mail program sends what it likes.
fn token(visit: &Visit, sent: &Sent) -> String {
    sent.given(TOKEN).or_else(|| visit.pairs.get(TOKEN).map(str::to_owned)).unwrap_or_default()
}

async fn ask(request: HttpRequest, house: Data<House>, form: fn(&Visit, &str) -> Form) -> HttpResponse {
    own(request, house, async |visit| {
        let token = visit.pairs.get(TOKEN).unwrap_or_default().to_owned();
        Outcome::page(&form(visit, &token))
    })
    .await
}

/// What came of a button: a sentence, or the form again.
fn done(visit: &Visit, sent: &Sent, form: fn(&Visit, &str) -> Form, what: &str, done: Result<(), Problem>) -> Result<Outcome, Refusal> {
    match done {
        Ok(()) => {
            let mut said = visit.told(&format!("mail-done-title--{what}"), &[&format!("mail-done--{what}")]);
            if visit.session.is_none() {
                said.links.push(visit.link("/account/sign-in", "nav-sign-in"));
            }
            Outcome::page(&said)
        }
        Err(problem) => {
            let seconds = problem.retry_after_seconds;
            let again = Outcome::again(problem.code.row().status, &form(visit, &token(visit, sent)).refused(visit.words, &problem, sent))?;
            // Programs that wait are told how long.
            if seconds.is_some() { Err(Refusal::from(problem)) } else { Ok(again) }
        }
    }
}

pub async fn confirm_page(request: HttpRequest, house: Data<House>) -> HttpResponse {
    ask(request, house, confirm_form).await
}

pub async fn confirm(request: HttpRequest, payload: Payload, house: Data<House>) -> HttpResponse {
    let stranger = stranger(&request, &house);
    act(request, payload, house, async |visit, sent| {
        let confirmed = visit.house.desk().confirm_email(&stranger, &token(visit, sent), None).await;
        done(visit, sent, confirm_form, "confirm", confirmed.map(drop))
    })
    .await
}

pub async fn reset_page(request: HttpRequest, house: Data<House>) -> HttpResponse {
    ask(request, house, reset_form).await
}

pub async fn reset(request: HttpRequest, payload: Payload, house: Data<House>) -> HttpResponse {
    let stranger = stranger(&request, &house);
    act(request, payload, house, async |visit, sent| {
        let password = crate::http::account::field(&sent.fields, "password");
        let set = visit.house.desk().reset_password(&stranger, &token(visit, sent), password, None).await;
        done(visit, sent, reset_form, "reset", set.map(drop))
    })
    .await
}

pub async fn forgotten_page(request: HttpRequest, house: Data<House>) -> HttpResponse {
    ask(request, house, forgotten_form).await
}

pub async fn forgotten(request: HttpRequest, payload: Payload, house: Data<House>) -> HttpResponse {
    let stranger = stranger(&request, &house);
    act(request, payload, house, async |visit, sent| {
        let asked = visit.house.desk().request_reset(&stranger, sent.get("email"), None).await;
        done(visit, sent, forgotten_form, "forgotten", asked.map(drop))
    })
    .await
}

pub async fn unsubscribe_page(request: HttpRequest, house: Data<House>) -> HttpResponse {
    ask(request, house, unsubscribe_form).await
}

/// Also what mail programs send by themselves, after RFC 8058.
pub async fn unsubscribe(request: HttpRequest, payload: Payload, house: Data<House>) -> HttpResponse {
    act(request, payload, house, async |visit, sent| {
        let unsubscribed = visit.house.desk().unsubscribe(&token(visit, sent)).await;
        done(visit, sent, unsubscribe_form, "unsubscribe", unsubscribed)
    })
    .await
}

/// Leads to ORCID. A link and no form, because a form may not lead elsewhere.
pub async fn orcid_begin(request: HttpRequest, house: Data<House>) -> HttpResponse {
    if let Err(problem) = check_site(&request) {
        return problem.answer(request.headers());
    }
    let network = stranger(&request, &house).network;
    own(request, house, async |visit| {
        let stranger = crate::app::actor::Visitor { network, ..crate::app::actor::Visitor::STRANGER };
        let visitor = visit.session.as_ref().map_or(&stranger, |session| &session.visitor);
        let begun = visit.house.desk().begin_orcid(visitor).await?;
        visit.keep_ticket(&begun.ticket);
        Ok(Outcome::See(begun.address))
    })
    .await
}

/// Where ORCID sends people back to: who began here is signed in, or linked; a program without an address of its own is shown what it needs.
pub async fn orcid(request: HttpRequest, house: Data<House>) -> HttpResponse {
    let (shown, stranger) = (request.clone(), stranger(&request, &house));
    own(request, house, async |visit| {
        let given = |name: &str| visit.pairs.get(name).unwrap_or_default().to_owned();
        let (code, state, failed) = (given("code"), given("state"), given("error"));
        let ticket = visit.take_ticket(&shown);
        if !failed.is_empty() {
            let mut said = visit.told("orcid-title", &["orcid-refused"]);
            said.links.push(visit.link("/account/sign-in", "nav-sign-in"));
            return Outcome::page(&said);
        }
        let Some(ticket) = ticket else {
            let mut said = visit.told("orcid-title", &["orcid-program"]);
            said.secrets = vec![format!("code: {code}"), format!("state: {state}")];
            return Outcome::page(&said);
        };
        let back = Shown { code: &code, state: &state, ticket: &ticket };
        if let Some(session) = visit.session.clone() {
            visit.house.desk().link_orcid(&session.visitor, back).await?;
            return Ok(Outcome::See("/account?done=orcid".to_owned()));
        }
        match visit.house.desk().finish_orcid(&stranger, back, None).await {
            Ok(SignedIn::Whole(tokens)) => {
                let ticket = std::mem::take(&mut visit.cookies);
                visit.sign_in(&tokens, stranger.network).await?;
                visit.cookies.extend(ticket);
                Ok(Outcome::See("/account".to_owned()))
            }
            Ok(SignedIn::FactorNeeded) => Ok(Outcome::See("/account/sign-in".to_owned())),
            Err(problem) => {
                let mut said = visit.told("orcid-title", &["orcid-unknown"]);
                said.paragraphs.push(super::super::fields::sentence(&problem.message));
                said.links = vec![visit.link("/account/sign-in", "nav-sign-in"), visit.link("/account/register", "sign-in-register")];
                Outcome::again(problem.code.row().status, &said)
            }
        }
    })
    .await
}
