//! What people do with their own account, each on a page with one form: `/account/{deed}`.

use actix_web::{HttpRequest, HttpResponse, web::{Data, Path, Payload}};
use askama::Template;

use super::super::{
    Layout, Refusal, Visit,
    fields::{Choice, Control, Field, Fieldset, Form, Wrong},
    session::{self, Outcome, Sent, Session, obey, own},
};
use crate::{
    app::{
        Problem,
        account::{PASSWORD_CHARS_MIN, oneself::Wishes, programs},
        erase::{as_csv, erase_account_by, kept_about},
        saved_search::{self, Asked, Interval},
    },
    error::Code,
    http::{House, account::field, problem, query::{self, Pairs}},
};

/// The deeds that have a page; the others are buttons on the page of the account.
const WITH_PAGES: [&str; 9] = ["profile", "password", "email", "factor", "factor-remove", "recovery", "key", "search", "erase"];
/// The list whose news somebody wants.
const OF: &str = "of";

#[derive(Template)]
#[template(path = "account/factor.html")]
struct Factor {
    layout: Layout,
    wrong: Wrong,
    /// The squares of the picture, as one path; and how many a side has.
    picture: String,
    side: i32,
    secret: String,
    uri: String,
    mark: String,
    fields: Fieldset,
}

/// `GET /account/{deed}`
pub async fn page(request: HttpRequest, house: Data<House>, path: Path<String>) -> HttpResponse {
    let deed = path.into_inner();
    own(request, house, async |visit| {
        let session = visit.member()?.clone();
        if deed == "export" {
            return export(visit, &session).await;
        }
        Outcome::page(&form(visit, &session, &deed).await?)
    })
    .await
}

fn unknown(deed: &str) -> Refusal {
    problem::Problem::new(Code::NotFound, format!("nothing is served at \"/account/{}\"; your account is at /account", deed.chars().take(40).collect::<String>())).into()
}

async fn form(visit: &Visit, session: &Session, deed: &str) -> Result<Form, Refusal> {
    let words = visit.words;
    if !WITH_PAGES.contains(&deed) {
        return Err(unknown(deed));
    }
    let present = || Field::password("password", words.say("account-password-present"), "current-password");
    let code = || Field::code("code", words.say("account-code")).help(words.say("account-code-help"));
    let fields = match deed {
        "profile" => {
            let account = visit.house.desk().oneself(&session.visitor).await?.account;
            vec![
                Field { autocomplete: "name", chars_max: Some(100), ..Field::line("name", words.say("account-name")) }.optional().help(words.say("account-name-help")).holding(&account.name),
                Field::consent("credited", words.say("account-credited"), account.credited).help(words.say("account-credited-help")),
                Field::consent("notified", words.say("account-notified"), account.notified),
            ]
        }
        "password" => vec![present(), Field::password("newPassword", words.say("account-password-new"), "new-password").help(words.count("account-password-help", PASSWORD_CHARS_MIN as u64))],
        "email" => vec![Field::email("email", words.say("account-email-new")), present()],
        "factor-remove" => vec![present(), code()],
        "recovery" => vec![code()],
        "key" => {
            let choices = programs::scopes().map(|scope| Choice { value: scope.name().to_owned(), label: scope.words().to_owned(), about: String::new(), chosen: false, depth: 0 });
            let scopes = Field::new("scopes", words.say("account-key-scopes"), Control::Marks { choices: choices.collect(), one: false });
            let days = Field { inputmode: "numeric", ..Field::line("days", words.say("account-key-days")) }.holding(&programs::KEY_DAYS_DEFAULT.to_string());
            vec![Field::line("name", words.say("account-key-name")), Field { required: true, ..scopes }, days]
        }
        "search" => {
            let choices = Interval::ALL.map(|interval| Choice { value: interval.name().to_owned(), label: words.say(&format!("interval--{}", interval.name().to_ascii_lowercase())), about: String::new(), chosen: interval == Interval::Daily, depth: 0 });
            let interval = Field::new("interval", words.say("search-interval"), Control::Select(choices.into()));
            vec![Field { chars_max: Some(100), ..Field::line("name", words.say("search-name")) }, Field { required: true, ..interval }]
        }
        _ => vec![present()],
    };
    let mut form = visit.form("account", &format!("deed--{deed}"), &format!("/account/{deed}"), fields, &format!("deed-do--{deed}"));
    form.lead = words.say(&format!("deed-lead--{deed}"));
    form.grave = matches!(deed, "erase" | "factor-remove");
    form.links = vec![visit.link("/account", "account-back")];
    form.hidden.extend(visit.pairs.get(OF).map(|of| (OF.to_owned(), of.to_owned())));
    Ok(form)
}

/// Why a deed was not done.
enum Failed {
    /// Something in its form is not acceptable.
    Form(Problem),
    Whole(Refusal),
}

impl From<Problem> for Failed {
    fn from(problem: Problem) -> Self {
        Self::Form(problem)
    }
}

impl From<Refusal> for Failed {
    fn from(refusal: Refusal) -> Self {
        Self::Whole(refusal)
    }
}

impl From<problem::Problem> for Failed {
    fn from(problem: problem::Problem) -> Self {
        Self::Whole(problem.into())
    }
}

/// `POST /account/{deed}`
pub async fn act(request: HttpRequest, payload: Payload, house: Data<House>, path: Path<String>) -> HttpResponse {
    let (deed, asked) = (path.into_inner(), request.clone());
    session::act(request, payload, house, async |visit, sent| {
        let refresh = visit.refresh_shown(&asked);
        let session = obey(visit, sent)?;
        visit.pairs = Pairs::default().with(OF, sent.get(OF));
        let done = match deed.as_str() {
            "sign-out" | "sign-out-everywhere" | "erase" | "password" => about_session(visit, sent, &session, &deed, refresh).await,
            "factor" | "factor-confirm" | "factor-remove" | "recovery" => about_factor(visit, sent, &session, &deed).await,
            _ => about_account(visit, sent, &session, &deed).await,
        };
        match done {
            Ok(outcome) => Ok(outcome),
            Err(Failed::Form(problem)) if WITH_PAGES.contains(&deed.as_str()) => {
                Outcome::again(problem.code.row().status, &form(visit, &session, &deed).await?.refused(visit.words, &problem, sent))
            }
            Err(Failed::Form(problem)) => Err(problem.into()),
            Err(Failed::Whole(refusal)) => Err(refusal),
        }
    })
    .await
}

/// A password as it was typed: blanks may be part of it.
fn typed<'a>(sent: &'a Sent, name: &str) -> &'a str {
    field(&sent.fields, name)
}

fn back(done: &str) -> Outcome {
    Outcome::See(format!("/account?done={done}"))
}

async fn about_session(visit: &mut Visit, sent: &Sent, session: &Session, deed: &str, refresh: Option<String>) -> Result<Outcome, Failed> {
    let house = visit.house.clone();
    let (desk, visitor) = (house.desk(), &session.visitor);
    match deed {
        "sign-out" => {
            if let Some(refresh) = refresh {
                desk.sign_out(visitor, &refresh, None).await?;
            }
        }
        "sign-out-everywhere" => drop(desk.sign_out_everywhere(visitor, None).await?),
        "password" => {
            let tokens = desk.change_password(visitor, typed(sent, "password"), typed(sent, "newPassword"), None).await?;
            visit.sign_in(&tokens, visitor.network).await?;
            return Ok(back(deed));
        }
        _ => {
            let account = visitor.caller.actor().unwrap_or_default();
            desk.erase_account(visitor, typed(sent, "password")).await?;
            erase_account_by(house.engine.directory(), account, account, "the account was erased").await?;
            visit.forget();
            return Ok(Outcome::page(&visit.told("erased-title", &["erased"]))?);
        }
    }
    visit.forget();
    Ok(Outcome::See("/".to_owned()))
}

async fn about_factor(visit: &mut Visit, sent: &Sent, session: &Session, deed: &str) -> Result<Outcome, Failed> {
    let house = visit.house.clone();
    let (desk, visitor) = (house.desk(), &session.visitor);
    match deed {
        "factor" => {
            let prepared = desk.prepare_factor(visitor, typed(sent, "password"), None).await?;
            Ok(Outcome::page(&factor(visit, &prepared.secret, &prepared.uri))?)
        }
        "factor-confirm" => match desk.confirm_factor(visitor, sent.get("code"), None).await {
            Ok(confirmed) => {
                visit.sign_in(&confirmed.tokens, visitor.network).await?;
                Ok(Outcome::page(&codes(visit, confirmed.recovery_codes))?)
            }
            Err(problem) => {
                // The secret stands in the form, so that a code that was mistyped can be typed again.
                let (secret, uri) = (sent.get("secret").to_owned(), sent.get("uri").to_owned());
                let mut page = factor(visit, &secret, &uri);
                page.wrong = Wrong::of(visit.words, &problem, &mut page.fields.fields);
                Ok(Outcome::again(problem.code.row().status, &page)?)
            }
        },
        "factor-remove" => {
            desk.remove_factor(visitor, typed(sent, "password"), sent.get("code"), None).await?;
            visit.forget();
            Ok(Outcome::See("/account/sign-in".to_owned()))
        }
        _ => {
            let renewed = desk.renew_recovery(visitor, sent.get("code"), None).await?;
            Ok(Outcome::page(&codes(visit, renewed))?)
        }
    }
}

fn codes(visit: &Visit, codes: Vec<String>) -> super::Said {
    let mut said = visit.told("codes-title", &["codes", "codes-under"]);
    said.secrets = codes;
    said.links = vec![visit.link("/account", "account-back")];
    said
}

fn factor(visit: &Visit, secret: &str, uri: &str) -> Factor {
    let code = qrcodegen::QrCode::encode_text(uri, qrcodegen::QrCodeEcc::Medium).ok();
    let side = code.as_ref().map_or(0, qrcodegen::QrCode::size);
    let dark = (0..side).flat_map(|y| (0..side).map(move |x| (x, y))).filter(|(x, y)| code.as_ref().is_some_and(|code| code.get_module(*x, *y)));
    Factor {
        layout: visit.layout(&visit.words.say("deed--factor"), "account"),
        wrong: Wrong::default(),
        picture: dark.map(|(x, y)| format!("M{x} {y}h1v1h-1z")).collect(),
        side,
        secret: secret.to_owned(),
        uri: uri.to_owned(),
        mark: visit.mark(),
        fields: Fieldset { words: visit.words, fields: vec![Field::code("code", visit.words.say("factor-code"))] },
    }
}

async fn about_account(visit: &mut Visit, sent: &Sent, session: &Session, deed: &str) -> Result<Outcome, Failed> {
    let house = visit.house.clone();
    let (desk, visitor) = (house.desk(), &session.visitor);
    match deed {
        "profile" => {
            let wishes = Wishes { name: Some(sent.get("name").to_owned()), credited: Some(sent.has("credited")), notified: Some(sent.has("notified")) };
            desk.update_account(visitor, wishes, None).await?;
        }
        "email" => drop(desk.change_email(visitor, typed(sent, "password"), sent.get("email"), None).await?),
        "key" => {
            let scopes: Vec<String> = sent.all("scopes").map(str::to_owned).collect();
            let days = sent.given("days").map(|days| days.parse().map_err(|_| Problem::new(Code::InvalidInput, format!("`{days}` is no number of days")))).transpose()?;
            let key = desk.create_key(visitor, sent.get("name"), &scopes, days, None).await?;
            let mut said = visit.told("key-title", &["key"]);
            said.secrets = vec![key.secret];
            said.links = vec![visit.link("/account", "account-back")];
            return Ok(Outcome::page(&said)?);
        }
        "key-revoke" => drop(desk.revoke_key(visitor, sent.get("key"), None).await?),
        "orcid-unlink" => drop(desk.unlink_orcid(visitor, None).await?),
        "search" => {
            let interval = Interval::ALL.into_iter().find(|interval| interval.name() == sent.get("interval")).unwrap_or(Interval::Daily);
            saved_search::save(house.engine.directory(), visitor, sent.get("name"), &listed(visit, sent.get(OF))?, interval).await?;
        }
        "search-forget" => saved_search::forget(house.engine.directory(), visitor, sent.get("search")).await?,
        _ => return Err(unknown(deed).into()),
    }
    Ok(back(deed))
}

/// What a list asks for, by its address.
fn listed(visit: &Visit, address: &str) -> Result<Asked, Problem> {
    let (path, query) = address.split_once('?').unwrap_or((address, ""));
    let types = match super::super::type_at(visit.ontology(), path.trim_start_matches('/')) {
        Some(ty) => vec![ty.id],
        None if path == "/search" => super::super::shown_types(&visit.state),
        None => return Err(Problem::new(Code::NotFound, format!("`{path}` is no list; go to one and choose there to be told of its news"))),
    };
    let asked = query::read(visit.house.engine.api(), visit.ontology(), &types, &Pairs::parse(query)?, &[])?;
    Ok(Asked { types: asked.types, filter: asked.filter, words: asked.search })
}

/// Everything that is kept of one's contributions.
async fn export(visit: &Visit, session: &Session) -> Result<Outcome, Refusal> {
    session.visitor.caller.demand(crate::app::actor::Operation::ViewSelf, false)?;
    let kept = kept_about(visit.house.engine.directory(), session.visitor.caller.actor().unwrap_or_default()).await?;
    Ok(match visit.pairs.get("format") {
        Some("csv") => Outcome::File("text/csv; charset=utf-8", "contributions.csv", as_csv(&kept)),
        _ => Outcome::File("application/ld+json", "contributions.jsonld", kept.to_string()),
    })
}
