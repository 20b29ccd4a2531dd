//! Signing in with a password and, where there is one, a second factor; making an account.

use actix_web::{HttpRequest, HttpResponse, web::{Data, Payload}};

use super::super::{
    Visit,
    fields::{Field, Form},
    session::{self, MARK, Outcome, Sent, act, own},
};
use crate::{
    app::account::{PASSWORD_CHARS_MIN, register::Registration, session::SignedIn},
    error::Code,
    http::{House, account::stranger},
};

/// Where to go afterwards.
const NEXT: &str = "_next";
/// What was typed before a code was asked for.
const HALF: &str = "_half";

/// `GET /account/sign-in`
pub async fn page(request: HttpRequest, house: Data<House>) -> HttpResponse {
    own(request, house, async |visit| {
        let next = session::next(visit.pairs.get("next").unwrap_or_default());
        if visit.session.is_some() {
            return Ok(Outcome::See(next));
        }
        let mut form = form(visit, &next);
        form.notice = visit.pairs.get("next").map(|_| visit.words.say("sign-in-needed"));
        Outcome::page(&form)
    })
    .await
}

fn form(visit: &Visit, next: &str) -> Form {
    let fields = vec![Field::email("email", visit.words.say("account-email")), Field::password("password", visit.words.say("account-password"), "current-password")];
    let mut form = visit.form("account", "sign-in-title", "/account/sign-in", fields, "sign-in-button");
    form.hidden.push((NEXT.to_owned(), next.to_owned()));
    form.links = vec![visit.link("/account/register", "sign-in-register"), visit.link("/account/forgotten", "sign-in-forgotten")];
    if visit.house.desk().offers_orcid() {
        form.links.insert(0, visit.link("/account/orcid/begin", "sign-in-orcid"));
    }
    form
}

/// The same, where a code is needed as well.
fn code_form(visit: &Visit, next: &str, half: &str) -> Form {
    let field = Field::code("code", visit.words.say("account-code")).help(visit.words.say("account-code-help"));
    let mut form = visit.form("account", "sign-in-title", "/account/sign-in", vec![field], "sign-in-button").led_by(visit, "sign-in-code");
    form.hidden = [(MARK, visit.mark()), (NEXT, next.to_owned()), (HALF, half.to_owned())].map(|(name, value)| (name.to_owned(), value)).into();
    form
}

/// `POST /account/sign-in`
pub async fn send(request: HttpRequest, payload: Payload, house: Data<House>) -> HttpResponse {
    let stranger = stranger(&request, &house);
    act(request, payload, house, async |visit, sent| {
        let next = session::next(sent.get(NEXT));
        let desk = visit.house.desk();
        let half = sent.given(HALF);
        let signed = match &half {
            Some(half) => desk.sign_in_halfway(&stranger, half, sent.get("code"), None).await,
            None => desk.sign_in(&stranger, sent.get("email"), password(sent), None, None).await,
        };
        match signed {
            Ok(SignedIn::Whole(tokens)) => {
                visit.sign_in(&tokens, stranger.network).await?;
                Ok(Outcome::See(next))
            }
            Ok(SignedIn::FactorNeeded) => Outcome::page(&code_form(visit, &next, &desk.halfway(sent.get("email"), password(sent))?)),
            Err(problem) => {
                let form = match &half {
                    Some(half) => code_form(visit, &next, half),
                    None => form(visit, &next),
                };
                Outcome::again(problem.code.row().status, &form.refused(visit.words, &problem, sent))
            }
        }
    })
    .await
}

/// As it was typed: blanks may be part of it.
fn password(sent: &Sent) -> &str {
    crate::http::account::field(&sent.fields, "password")
}

/// `GET /account/register`
pub async fn register_page(request: HttpRequest, house: Data<House>) -> HttpResponse {
    own(request, house, async |visit| {
        if visit.session.is_some() {
            return Ok(Outcome::See("/account".to_owned()));
        }
        Outcome::page(&register_form(visit))
    })
    .await
}

fn register_form(visit: &Visit) -> Form {
    let words = visit.words;
    let fields = vec![
        Field { autocomplete: "name", chars_max: Some(100), ..Field::line("name", words.say("account-name")) }.optional().help(words.say("account-name-help")),
        Field::email("email", words.say("account-email")).help(words.say("account-email-help")),
        Field::password("password", words.say("account-password"), "new-password").help(words.count("account-password-help", PASSWORD_CHARS_MIN as u64)),
        Field::consent("credited", words.say("account-credited"), false).help(words.say("account-credited-help")),
        Field::consent("notified", words.say("account-notified"), true),
    ];
    let mut form = visit.form("account", "register-title", "/account/register", fields, "register-button").led_by(visit, "register-lead");
    form.proves = true;
    form.links = vec![visit.link("/account/sign-in", "register-sign-in")];
    form
}

/// `POST /account/register`
pub async fn register(request: HttpRequest, payload: Payload, house: Data<House>) -> HttpResponse {
    let stranger = stranger(&request, &house);
    act(request, payload, house, async |visit, sent| {
        let registration = Registration {
            email: sent.get("email").to_owned(),
            password: password(sent).to_owned(),
            name: sent.get("name").to_owned(),
            credited: sent.has("credited"),
            notified: sent.has("notified"),
            proof: sent.given("altcha"),
            trap: sent.given("website"),
        };
        let registered = visit.house.desk().register(&stranger, &registration, None).await;
        match registered {
            Ok(_) => Outcome::page(&visit.told("register-done-title", &["register-done", "register-done-under"])),
            Err(problem) if problem.code == Code::Forbidden => Ok(Outcome::See("/account".to_owned())),
            Err(problem) => Outcome::again(problem.code.row().status, &register_form(visit).refused(visit.words, &problem, sent)),
        }
    })
    .await
}
