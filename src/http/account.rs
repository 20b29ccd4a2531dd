//! The few pages that mails lead to, without scripts, and the keys with which programs check access tokens.
//!
//! Opening a link changes nothing, because programs that look after mailboxes open links too; the button on the page does it.

use std::fmt::Write as _;

use actix_web::{
    HttpRequest, HttpResponse,
    http::header,
    web::{Data, Payload, Query},
};
use serde_json::json;

use super::{House, page, problem::Problem, visitor};
use crate::{
    app::{self, account::attest::jwk, actor::Visitor},
    error::Code,
    http::graphql::request_body,
};

/// RFC 7517, with the algorithm of RFC 8037.
pub async fn keys(house: Data<House>) -> HttpResponse {
    let keyring = house.desk().keyring();
    let keys: Vec<_> = keyring.signing().iter().chain(keyring.attesting()).map(|key| jwk(key)).collect();
    HttpResponse::Ok().content_type("application/jwk-set+json").insert_header((header::CACHE_CONTROL, "max-age=300")).body(json!({ "keys": keys }).to_string())
}

pub async fn challenge(http: HttpRequest, house: Data<House>) -> HttpResponse {
    match house.desk().challenge() {
        Ok(challenge) => HttpResponse::Ok().content_type("application/json").insert_header((header::CACHE_CONTROL, "no-store")).body(challenge.json),
        Err(problem) => Problem::new(problem.code, problem.message).answer(http.headers()),
    }
}

pub(super) type Fields = Vec<(String, String)>;

pub(super) fn field<'a>(fields: &'a Fields, name: &str) -> &'a str {
    fields.iter().find(|(own, _)| own == name).map_or("", |(_, value)| value)
}

fn query(http: &HttpRequest) -> Fields {
    Query::<Fields>::from_query(http.query_string()).map(Query::into_inner).unwrap_or_default()
}

/// What a form sent, after what stands in the address.
pub(super) async fn form(http: &HttpRequest, payload: Payload) -> Result<Fields, Problem> {
    let body = request_body(http, payload).await?;
    let text = std::str::from_utf8(&body).map_err(|_| Problem::new(Code::BadRequest, "the form is not UTF-8"))?;
    let sent = Query::<Fields>::from_query(text).map_err(|error| Problem::new(Code::BadRequest, format!("the form cannot be read: {error}")))?;
    let mut fields = query(http);
    fields.extend(sent.into_inner());
    Ok(fields)
}

/// A page of a mail's link: a sentence, fields, a button.
fn ask(title: &str, words: &str, token: &str, inputs: &[(&str, &str, &str, &str)], button: &str) -> HttpResponse {
    let mut body = format!("<p>{}</p><form method=\"post\"><input type=\"hidden\" name=\"token\" value=\"{}\">", page::escaped(words), page::escaped(token));
    for (name, label, kind, more) in inputs {
        let _ = write!(body, "<p><label>{label}<br><input name=\"{name}\" type=\"{kind}\" required {more}></label></p>");
    }
    let _ = write!(body, "<p><button>{}</button></p></form>", page::escaped(button));
    let mut response = HttpResponse::Ok();
    response.insert_header((header::CACHE_CONTROL, "no-store"));
    page::html(response, title, &body)
}

fn said(title: &str, words: &str) -> HttpResponse {
    let mut response = HttpResponse::Ok();
    response.insert_header((header::CACHE_CONTROL, "no-store"));
    page::html(response, title, &format!("<p>{}</p>", page::escaped(words)))
}

/// Whoever uses a page like this is nobody in particular.
pub(super) fn stranger(http: &HttpRequest, house: &House) -> Visitor {
    Visitor { network: visitor::network(http, house), ..Visitor::STRANGER }
}

fn answer(http: &HttpRequest, done: Result<HttpResponse, app::Problem>) -> HttpResponse {
    done.unwrap_or_else(|problem| {
        let mut response = Problem::new(problem.code, problem.message).answer(http.headers());
        if let Some(seconds) = problem.retry_after_seconds {
            response.headers_mut().insert(header::RETRY_AFTER, header::HeaderValue::from(seconds));
        }
        response
    })
}

pub async fn confirm_page(http: HttpRequest) -> HttpResponse {
    ask("Confirm your address", "Is this address yours?", field(&query(&http), "token"), &[], "Yes, it is mine")
}

pub async fn confirm(http: HttpRequest, payload: Payload, house: Data<House>) -> HttpResponse {
    let fields = match form(&http, payload).await {
        Ok(fields) => fields,
        Err(problem) => return problem.answer(http.headers()),
    };
    let done = house.desk().confirm_email(&stranger(&http, &house), field(&fields, "token"), None).await;
    answer(&http, done.map(|_| said("Your address is confirmed", "Thank you. You can sign in and contribute now.")))
}

pub async fn reset_page(http: HttpRequest) -> HttpResponse {
    let inputs = [("password", "A new password: 12 characters or more, of any kind", "password", "minlength=\"12\" maxlength=\"128\" autocomplete=\"new-password\"")];
    ask("Set a password", "Several words that have nothing to do with one another are easy to remember and hard to guess.", field(&query(&http), "token"), &inputs, "Set this password")
}

pub async fn reset(http: HttpRequest, payload: Payload, house: Data<House>) -> HttpResponse {
    let fields = match form(&http, payload).await {
        Ok(fields) => fields,
        Err(problem) => return problem.answer(http.headers()),
    };
    let done = house.desk().reset_password(&stranger(&http, &house), field(&fields, "token"), field(&fields, "password"), None).await;
    answer(&http, done.map(|_| said("Your password is set", "Everybody who was signed in with the old one is signed out. You can sign in now.")))
}

pub async fn forgotten_page() -> HttpResponse {
    let inputs = [("email", "Your e-mail address", "email", "autocomplete=\"email\"")];
    ask("Ask for a new password", "A link is sent to the address, if it has an account.", "", &inputs, "Send the link")
}

pub async fn forgotten(http: HttpRequest, payload: Payload, house: Data<House>) -> HttpResponse {
    let fields = match form(&http, payload).await {
        Ok(fields) => fields,
        Err(problem) => return problem.answer(http.headers()),
    };
    let done = house.desk().request_reset(&stranger(&http, &house), field(&fields, "email"), None).await;
    answer(&http, done.map(|_| said("Look into your mailbox", "If the address has an account, a link is on its way.")))
}

pub async fn unsubscribe_page(http: HttpRequest) -> HttpResponse {
    ask("No more mail", "Mail about what becomes of your contributions is sent no more. Mail about the account itself still is.", field(&query(&http), "token"), &[], "Send me no more")
}

/// Also what mail programs send by themselves, after RFC 8058.
pub async fn unsubscribe(http: HttpRequest, payload: Payload, house: Data<House>) -> HttpResponse {
    let fields = match form(&http, payload).await {
        Ok(fields) => fields,
        Err(problem) => return problem.answer(http.headers()),
    };
    let done = house.desk().unsubscribe(field(&fields, "token")).await;
    answer(&http, done.map(|()| said("No more mail", "No mail about contributions is sent to you any more. You can change that in your account.")))
}

/// Where ORCID sends people back to who were sent there by a program without an address of its own.
pub async fn orcid_page(http: HttpRequest) -> HttpResponse {
    let fields = query(&http);
    if !field(&fields, "error").is_empty() {
        return said("You are back from ORCID", "ORCID did not sign you in. You can begin again, or sign in with your address and password.");
    }
    let shown = ["code", "state"].map(|name| format!("<dt>{name}</dt><dd><code>{}</code></dd>", page::escaped(field(&fields, name))));
    let mut response = HttpResponse::Ok();
    response.insert_header((header::CACHE_CONTROL, "no-store"));
    page::html(response, "You are back from ORCID", &format!("<p>Give this to the program that sent you there, within ten minutes.</p><dl>{}</dl>", shown.concat()))
}
