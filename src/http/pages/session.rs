//! Who visits: sessions of pages in cookies, and what a form has to show before anything is done for it.
//!
//! Two cookies hold what every client holds: an access token for ten minutes and a refresh token. The server renews the one by the other,
//! with the answer that somebody happens to ask for. Requests of several tabs may show the same refresh token; the request to renew is
//! repeated under a key made of it, which counts per network, so that all get the same new one. A form is obeyed when the browser says that
//! it comes from here, and when it carries the mark of the session that it was made for.

use std::sync::Arc;

use actix_web::{
    HttpRequest, HttpResponse,
    http::{StatusCode, header},
    web::{Data, Payload},
};
use serde_json::Value as Json;

use super::{MEDIA_TYPE, Refusal, Template, Visit, embed, layout::Member, rendered};
use crate::{
    app::{
        self,
        account::{Desk, Once, session::Tokens},
        actor::{Caller, Operation, Visitor},
        news::unseen,
    },
    error::Code,
    http::{
        House,
        account::{Fields, field, form_within, form_with_file},
        graphql::BODY_BYTES_MAX,
        problem::Problem,
        query::encoded,
        visitor,
    },
    views::{State, queue::State as Standing},
};

/// The field of a form with the mark of its session.
pub const MARK: &str = "_mark";
/// Tokens that are renewed at once: the answer to a repeated request may have run out as well.
const RENEWALS_MAX: usize = 3;
/// From leaving for a provider of identities to coming back.
const TICKET_SECONDS: i64 = 600;

/// Somebody who is signed in.
#[derive(Clone)]
pub struct Session {
    pub visitor: Arc<Visitor>,
    /// What forms carry.
    pub mark: String,
    /// What they were told and have not looked at.
    pub news: u64,
}

impl Session {
    pub fn member(&self, state: &State) -> Member {
        let asked = |actor| state.queue.of_author(actor).filter(|submission| submission.state == Standing::ChangesRequested).count();
        let may = |operation| self.visitor.caller.demand(operation, false).is_ok();
        Member { news: self.news, curates: may(Operation::ReadQueue), administers: may(Operation::ManageAccounts), asked: self.visitor.caller.actor().map_or(0, asked) as u64 }
    }
}

/// How cookies are called here. Browsers take the `__Host-` ones only over HTTPS; a server that is reached over plain HTTP on the machine
/// itself does without.
pub struct Cookies {
    secure: bool,
}

impl Cookies {
    pub fn of(house: &House) -> Self {
        let base = house.desk().address("");
        let host = base.strip_prefix("http://").map(|rest| rest.split('/').next().unwrap_or_default());
        let local = |host: &str| host == "localhost" || host.starts_with("localhost:") || host.starts_with("127.") || host.starts_with("[::1]");
        Self { secure: !host.is_some_and(local) }
    }

    fn name(&self, what: &str) -> String {
        format!("{}{what}", if self.secure { "__Host-" } else { "local-" })
    }

    fn read(&self, request: &HttpRequest, what: &str) -> Option<String> {
        let start = format!("{}=", self.name(what));
        let cookies = request.headers().get_all(header::COOKIE).filter_map(|value| value.to_str().ok()).flat_map(|value| value.split(';'));
        let mut found = cookies.filter_map(|cookie| cookie.trim().strip_prefix(start.as_str())).filter(|value| !value.is_empty());
        found.next().map(str::to_owned)
    }

    fn set(&self, what: &str, value: &str, seconds: i64) -> String {
        format!("{}={value}; Path=/; Max-Age={}; SameSite=Lax; HttpOnly{}", self.name(what), seconds.max(0), if self.secure { "; Secure" } else { "" })
    }
}

const ACCESS: &str = "access";
const REFRESH: &str = "refresh";
const TICKET: &str = "orcid";

impl Visit {
    /// The visit of whoever asks, recognised where they are signed in.
    pub(super) async fn met(request: &HttpRequest, house: &Data<House>) -> Result<Self, Problem> {
        let mut visit = Self::of(request, house)?;
        if !visit.path.starts_with(embed::PREFIX) {
            visit.recognise(request).await?;
        }
        Ok(visit)
    }

    async fn recognise(&mut self, request: &HttpRequest) -> Result<(), Problem> {
        let cookies = Cookies::of(&self.house);
        let (access, refresh) = (cookies.read(request, ACCESS), cookies.read(request, REFRESH));
        if access.is_none() && refresh.is_none() {
            return Ok(());
        }
        let network = visitor::network(request, &self.house);
        if let Some(session) = self.seen(access.as_deref(), network).await? {
            self.session = Some(session);
            return Ok(());
        }
        let stranger = Visitor { caller: Caller::Anonymous, network };
        let tokens = match refresh {
            Some(refresh) => renewed(self.house.desk(), &stranger, refresh).await.map_err(Problem::from)?,
            None => None,
        };
        match tokens {
            Some(tokens) => self.sign_in(&tokens, network).await,
            None => {
                self.forget();
                Ok(())
            }
        }
    }

    async fn seen(&self, access: Option<&str>, network: Option<std::net::IpAddr>) -> Result<Option<Session>, Problem> {
        let desk = self.house.desk();
        let Some((token, session)) = access.and_then(|token| Some((token, desk.session_of(token)?))) else { return Ok(None) };
        Ok(match desk.identify(token).await.map_err(Problem::from)? {
            caller @ Caller::Account(_) => {
                let news = unseen(self.house.engine.directory(), caller.actor().unwrap_or_default()).await.map_err(Problem::from)?;
                Some(Session { visitor: Arc::new(Visitor { caller, network }), mark: desk.form_mark(&session), news })
            }
            _ => None,
        })
    }

    /// The browser is handed the tokens, and whoever asks is somebody from now on.
    pub(super) async fn sign_in(&mut self, tokens: &Tokens, network: Option<std::net::IpAddr>) -> Result<(), Problem> {
        let cookies = Cookies::of(&self.house);
        let now = self.house.desk().now().as_second();
        self.cookies = vec![cookies.set(ACCESS, &tokens.access, tokens.access_expires - now), cookies.set(REFRESH, &tokens.refresh, tokens.refresh_expires - now)];
        self.session = self.seen(Some(&tokens.access), network).await?;
        Ok(())
    }

    /// The browser is to forget who asks.
    pub(super) fn forget(&mut self) {
        let cookies = Cookies::of(&self.house);
        self.cookies = vec![cookies.set(ACCESS, "", 0), cookies.set(REFRESH, "", 0)];
        self.session = None;
    }

    /// What the browser keeps while somebody is at a provider of identities.
    pub(super) fn keep_ticket(&mut self, ticket: &str) {
        self.cookies.push(Cookies::of(&self.house).set(TICKET, ticket, TICKET_SECONDS));
    }

    /// Of whoever comes back from there, and not again.
    pub(super) fn take_ticket(&mut self, request: &HttpRequest) -> Option<String> {
        let cookies = Cookies::of(&self.house);
        let ticket = cookies.read(request, TICKET);
        self.cookies.extend(ticket.is_some().then(|| cookies.set(TICKET, "", 0)));
        ticket
    }

    /// The refresh token that the browser holds.
    pub(super) fn refresh_shown(&self, request: &HttpRequest) -> Option<String> {
        Cookies::of(&self.house).read(request, REFRESH)
    }

    /// Who asks, also where that is nobody in particular.
    pub fn visitor(&self, request: &HttpRequest) -> Arc<Visitor> {
        match &self.session {
            Some(session) => Arc::clone(&session.visitor),
            None => Arc::new(Visitor { caller: Caller::Anonymous, network: visitor::network(request, &self.house) }),
        }
    }

    /// Who asks, where they have to be somebody.
    ///
    /// # Errors
    /// [`Refusal::SignIn`] where nobody is signed in.
    pub fn member(&self) -> Result<&Session, Refusal> {
        self.session.as_ref().ok_or(Refusal::SignIn)
    }

    /// What forms of this visit carry.
    #[must_use]
    pub fn mark(&self) -> String {
        self.session.as_ref().map(|session| session.mark.clone()).unwrap_or_default()
    }

    /// A page for one person: kept by nobody, and not packed, because a secret stands in it beside what people typed.
    pub(super) fn private(&self, status: StatusCode, text: String) -> HttpResponse {
        let mut response = HttpResponse::build(status);
        response.content_type(MEDIA_TYPE).insert_header((header::CACHE_CONTROL, "private, no-store")).insert_header((header::CONTENT_LANGUAGE, self.words.tag));
        response.insert_header((header::VARY, "Accept-Language, Cookie")).insert_header((header::REFERRER_POLICY, "same-origin"));
        self.remember(&mut response);
        response.body(text)
    }
}

/// New tokens for a refresh token; nothing where it is not good any more.
async fn renewed(desk: &Desk, stranger: &Visitor, refresh: String) -> Result<Option<Tokens>, app::Problem> {
    let mut shown = refresh;
    for _ in 0..RENEWALS_MAX {
        let key = blake3::hash(shown.as_bytes()).to_hex();
        let once = Once::new(desk, stranger, Some(key.as_str()), &[b"renew", shown.as_bytes()])?;
        match desk.refresh(stranger, &shown, once).await {
            Ok(tokens) if tokens.access_expires > desk.now().as_second() => return Ok(Some(tokens)),
            Ok(tokens) => shown = tokens.refresh,
            Err(problem) if problem.code == Code::Unauthenticated => return Ok(None),
            Err(problem) => return Err(problem),
        }
    }
    Ok(None)
}

impl Refusal {
    pub(super) fn answer(self, request: &HttpRequest) -> HttpResponse {
        match self {
            Self::Problem(problem) => problem.answer(request.headers()),
            Self::Moved(address) => HttpResponse::MovedPermanently().insert_header((header::LOCATION, address)).insert_header((header::CACHE_CONTROL, "no-cache")).finish(),
            Self::SignIn => see(&format!("/account/sign-in?next={}", encoded(&request.uri().to_string()))),
        }
    }
}

fn see(address: &str) -> HttpResponse {
    HttpResponse::SeeOther().insert_header((header::LOCATION, address)).insert_header((header::CACHE_CONTROL, "private, no-store")).finish()
}

/// Whether a request comes from a page of ours, as far as the browser says. Programs say nothing, and have no cookies that others could use.
///
/// # Errors
/// [`Code::CrossSite`] when it comes from elsewhere.
pub fn check_site(request: &HttpRequest) -> Result<(), Problem> {
    let text = |name: &str| request.headers().get(name).map(|value| value.to_str().unwrap_or("null"));
    let host = text("host").unwrap_or_default();
    let here = match (text("sec-fetch-site"), text("origin")) {
        (Some(site), _) => matches!(site, "same-origin" | "none"),
        (None, Some(origin)) => origin.split_once("://").is_some_and(|(_, authority)| authority.eq_ignore_ascii_case(host)),
        (None, None) => true,
    };
    if here { Ok(()) } else { Err(Problem::new(Code::CrossSite, "this form was sent from a page elsewhere; open the page here and send it again")) }
}

/// What came of a form.
pub enum Outcome {
    Page(StatusCode, String),
    /// The next page.
    See(String),
    /// For a script that sent it.
    Data(Json),
    /// A file to keep: its media type, name and text.
    File(&'static str, &'static str, String),
}

impl Outcome {
    /// # Errors
    /// When the page cannot be written.
    pub fn page(page: &impl Template) -> Result<Self, Refusal> {
        Ok(Self::Page(StatusCode::OK, rendered(page)?))
    }

    /// A page with a form that was not obeyed, and what stands in the way.
    ///
    /// # Errors
    /// When the page cannot be written.
    pub fn again(status: u16, page: &impl Template) -> Result<Self, Refusal> {
        Ok(Self::Page(StatusCode::from_u16(status).unwrap_or(StatusCode::UNPROCESSABLE_ENTITY), rendered(page)?))
    }

    fn answer(self, visit: &Visit) -> HttpResponse {
        match self {
            Self::Page(status, text) => visit.private(status, text),
            Self::See(address) => {
                let mut response = HttpResponse::SeeOther();
                response.insert_header((header::LOCATION, address)).insert_header((header::CACHE_CONTROL, "private, no-store"));
                visit.remember(&mut response);
                response.finish()
            }
            Self::Data(json) => HttpResponse::Ok().content_type("application/json").insert_header((header::CACHE_CONTROL, "private, no-store")).body(json.to_string()),
            Self::File(media_type, name, text) => {
                let mut response = HttpResponse::Ok();
                response.content_type(media_type).insert_header((header::CACHE_CONTROL, "private, no-store")).insert_header((header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")));
                response.body(text)
            }
        }
    }
}

/// A form that was sent.
pub struct Sent {
    pub fields: Fields,
    /// It was made for another session, or for nobody: what it says is shown again and not obeyed.
    pub stale: bool,
}

impl Sent {
    pub fn get(&self, name: &str) -> &str {
        field(&self.fields, name).trim()
    }

    /// What is not empty.
    pub fn given(&self, name: &str) -> Option<String> {
        Some(self.get(name).to_owned()).filter(|text| !text.is_empty())
    }

    pub fn has(&self, name: &str) -> bool {
        !self.get(name).is_empty()
    }

    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.fields.iter().filter(move |(own, _)| own == name).map(|(_, value)| value.as_str())
    }
}

/// Shows a page that depends on who asks; it is never shared.
pub async fn own(request: HttpRequest, house: Data<House>, make: impl AsyncFnOnce(&mut Visit) -> Result<Outcome, Refusal>) -> HttpResponse {
    let made = async {
        let mut visit = Visit::met(&request, &house).await?;
        let outcome = make(&mut visit).await?;
        Ok::<_, Refusal>(outcome.answer(&visit))
    };
    made.await.unwrap_or_else(|refusal| refusal.answer(&request))
}

/// Does what a form says, for whoever sent it.
pub async fn act(request: HttpRequest, payload: Payload, house: Data<House>, make: impl AsyncFnOnce(&mut Visit, &Sent) -> Result<Outcome, Refusal>) -> HttpResponse {
    act_on(request, payload, house, BODY_BYTES_MAX, make).await
}

/// The same where whoever is signed in may send so many bytes.
pub async fn act_on(request: HttpRequest, payload: Payload, house: Data<House>, bytes_max: usize, make: impl AsyncFnOnce(&mut Visit, &Sent) -> Result<Outcome, Refusal>) -> HttpResponse {
    let made = async {
        check_site(&request)?;
        let mut visit = Visit::met(&request, &house).await?;
        let fields = form_within(&request, payload, if visit.session.is_some() { bytes_max } else { BODY_BYTES_MAX }).await?;
        obeyed(&mut visit, fields, make).await
    };
    made.await.unwrap_or_else(|refusal| refusal.answer(&request))
}

/// The same for a form with a file, which nobody sends who may not do `needed`.
pub async fn act_on_file(request: HttpRequest, payload: Payload, house: Data<House>, needed: Operation, make: impl AsyncFnOnce(&mut Visit, &Sent) -> Result<Outcome, Refusal>) -> HttpResponse {
    let made = async {
        check_site(&request)?;
        let mut visit = Visit::met(&request, &house).await?;
        visit.member()?.visitor.caller.demand(needed, false)?;
        let fields = form_with_file(&request, payload).await?;
        obeyed(&mut visit, fields, make).await
    };
    made.await.unwrap_or_else(|refusal| refusal.answer(&request))
}

async fn obeyed(visit: &mut Visit, fields: Fields, make: impl AsyncFnOnce(&mut Visit, &Sent) -> Result<Outcome, Refusal>) -> Result<HttpResponse, Refusal> {
    let stale = field(&fields, MARK) != visit.mark();
    let outcome = make(visit, &Sent { fields, stale }).await?;
    Ok(outcome.answer(visit))
}

/// The form was made for who asks now.
///
/// # Errors
/// [`Refusal::SignIn`] where nobody is signed in, [`Code::CrossSite`] where it was made for somebody else.
pub fn obey(visit: &Visit, sent: &Sent) -> Result<Session, Refusal> {
    let session = visit.member()?;
    if sent.stale {
        return Err(Problem::new(Code::CrossSite, "this form was made for another session; go back, reload the page and send it again").into());
    }
    Ok(session.clone())
}

/// Where to go after signing in: a page of ours and nothing else.
#[must_use]
pub fn next(wanted: &str) -> String {
    let fits = wanted.starts_with('/') && !wanted.starts_with("//") && !wanted.contains(['\\', '\r', '\n']) && wanted.bytes().all(|byte| byte.is_ascii_graphic());
    if fits { wanted.to_owned() } else { "/account".to_owned() }
}
