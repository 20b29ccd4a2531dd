//! Pages for people, from the same verbs as every other door and driven by the ontology: no page and no template knows a record type.
//!
//! Each file is one page: it asks the verbs, puts what they say into a template beside it (`*.html`, escaped by askama) and speaks in
//! [`words`]. [`show`] has the parts that several pages share: names, cards, values, claims. Pages work without scripts; `page.js` adds
//! suggestions while typing and a button to copy.

pub mod account;
mod about;
mod answers;
mod ask;
pub mod attend;
mod called;
mod claims;
mod edition;
pub mod contribute;
pub mod curate;
mod deeds;
mod dossier;
pub mod embed;
pub mod elsewhere;
mod facets;
mod fields;
mod history;
mod home;
mod layout;
mod list;
pub mod pictures;
pub mod process;
mod queries;
mod record;
mod report;
mod session;
mod show;
mod structured;
pub mod words;

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use actix_web::{
    HttpRequest, HttpResponse, HttpResponseBuilder,
    http::{StatusCode, header},
    web::{Data, block},
};
use askama::Template;

use super::{
    House,
    kept::Body,
    problem::Problem,
    query::Pairs,
    rest,
    revised::{Tag, fresh},
};
use crate::{
    app,
    error::Code,
    ontology::{Ontology, Role, Type, TypeId},
    views::State,
};
pub use about::{about, developers, llms};
pub use ask::page as ask;
pub use deeds::{act as deed, page as deed_page};
pub use dossier::{decide, page as submission, review_page, send as send_submission};
pub use history::page as history;
pub use home::page as home;
pub use layout::{Layout, Plain, forms_script, forms_style_sheet, mark, script, style_sheet};
pub use list::{page as list, search};
pub use record::page as record;
pub use report::{page as report, send as send_report};
pub use show::address;
use session::Session;
use words::Words;

const MEDIA_TYPE: &str = "text/html; charset=utf-8";
/// Longest life of the choice of a language: a year.
const LANGUAGE_COOKIE_SECONDS: u64 = 365 * 24 * 60 * 60;

/// One request for a page: what is asked, in which language, of which state.
pub struct Visit {
    pub state: Arc<State>,
    pub house: Data<House>,
    pub words: &'static Words,
    /// For the texts of records: the interface's first, then the directory's.
    pub languages: Vec<String>,
    pub path: String,
    pub pairs: Pairs,
    /// Who asks, where they are signed in; nobody on listings for other sites.
    pub session: Option<Session>,
    /// Cookies that go with the answer.
    cookies: Vec<String>,
    /// The page says something that will be otherwise later, though nothing is published.
    passing: AtomicBool,
    /// The language was chosen by this request and is to be remembered.
    chosen: bool,
}

impl Visit {
    fn of(request: &HttpRequest, house: &Data<House>) -> Result<Self, Problem> {
        let pairs = Pairs::parse(request.query_string()).map_err(Problem::from)?;
        let chosen = pairs.get("lang").and_then(Words::of);
        let words = chosen.unwrap_or_else(|| Words::preferred(request.headers()));
        let state = house.engine.directory().views().state();
        let own = state.snapshot.ontology().directory.languages.iter().filter(|tag| *tag != words.tag).cloned();
        let languages = std::iter::once(words.tag.to_owned()).chain(own).collect();
        Ok(Self { words, languages, path: request.path().to_owned(), pairs: pairs.without(&["lang"]), chosen: chosen.is_some() && !request.path().starts_with(embed::PREFIX), session: None, cookies: Vec::new(), passing: AtomicBool::new(false), state, house: house.clone() })
    }

    pub fn ontology(&self) -> &Ontology {
        self.state.snapshot.ontology()
    }

    fn layout(&self, title: &str, section: &'static str) -> Layout {
        Layout {
            words: self.words,
            site: self.site(),
            title: title.to_owned(),
            section,
            description: self.purpose(),
            address: format!("{}{}", self.path, self.pairs.text()),
            question: String::new(),
            structured: None,
            alternates: Vec::new(),
            member: self.session.as_ref().map(|session| session.member(&self.state)),
            offers_account: true,
        }
    }

    /// What identifies the page: whoever asks, it is the same at this address, in this language, at this revision.
    fn tag(&self, request: &HttpRequest) -> Tag {
        // Whether addresses answer is found out without a new revision.
        let (asked, last) = self.house.engine.directory().addresses().edition();
        Tag::of(&self.house, self.state.snapshot.revision(), MEDIA_TYPE, format!("{} {asked} {last} {}", self.words.tag, request.uri()).as_bytes())
    }

    /// The page as it was kept, or word that the client has it.
    fn known(&self, request: &HttpRequest, tag: &Tag) -> Option<HttpResponse> {
        if let Some(known) = tag.known_to(request.headers()) {
            return Some(self.begin(HttpResponse::NotModified(), known).finish());
        }
        self.house.kept.get(self.state.snapshot.revision(), tag.key(), request.headers()).map(|body| self.send(request, tag, &body))
    }

    fn written(&self, request: &HttpRequest, tag: &Tag, page: &impl Template) -> HttpResponse {
        let text = match rendered(page) {
            Ok(text) => text,
            Err(problem) => return problem.answer(request.headers()),
        };
        let body = Arc::new(Body::new(text.into_bytes()));
        self.house.kept.keep(self.state.snapshot.revision(), *tag.key(), &body);
        self.send(request, tag, &body)
    }

    /// A page that nobody keeps, because of what [`Visit::passes`].
    fn momentary(&self, text: String) -> HttpResponse {
        let mut response = fresh(HttpResponse::Ok(), self.state.snapshot.revision());
        response.content_type(MEDIA_TYPE).insert_header((header::CACHE_CONTROL, "no-store")).insert_header((header::CONTENT_LANGUAGE, self.words.tag)).insert_header((header::VARY, "Accept, Accept-Language, Cookie"));
        self.remember(&mut response);
        response.body(text)
    }

    /// Something on the page is so only for a time.
    pub fn passes(&self) {
        self.passing.store(true, Ordering::Relaxed);
    }

    fn send(&self, request: &HttpRequest, tag: &Tag, body: &Body) -> HttpResponse {
        let mut response = self.begin(HttpResponse::Ok(), tag.text(body.packed_for(request.headers()).is_some()));
        response.content_type(MEDIA_TYPE);
        body.send(response, request.headers())
    }

    fn begin(&self, response: HttpResponseBuilder, tag: String) -> HttpResponseBuilder {
        let mut response = fresh(response, self.state.snapshot.revision());
        response.insert_header((header::ETAG, tag)).insert_header((header::VARY, "Accept, Accept-Encoding, Accept-Language, Cookie")).insert_header((header::CONTENT_LANGUAGE, self.words.tag));
        self.remember(&mut response);
        response
    }

    /// The language that was chosen, and whatever else the browser is to keep.
    fn remember(&self, response: &mut HttpResponseBuilder) {
        if self.chosen {
            let choice = format!("lang={}; Path=/; Max-Age={LANGUAGE_COOKIE_SECONDS}; SameSite=Lax; HttpOnly", self.words.tag);
            response.append_header((header::SET_COOKIE, choice));
        }
        for cookie in &self.cookies {
            response.append_header((header::SET_COOKIE, cookie.as_str()));
        }
    }
}

/// The text of a page.
fn rendered(page: &impl Template) -> Result<String, Problem> {
    page.render().map_err(|error| {
        tracing::error!(%error, "a page could not be written");
        Problem::new(Code::Internal, "the page could not be written")
    })
}

/// Why there is no page.
pub enum Refusal {
    Problem(Problem),
    /// It is at another address for good.
    Moved(String),
    /// It is for people with an account; signing in leads back.
    SignIn,
}

impl From<Problem> for Refusal {
    fn from(problem: Problem) -> Self {
        Self::Problem(problem)
    }
}

impl From<app::Problem> for Refusal {
    fn from(problem: app::Problem) -> Self {
        Self::Problem(problem.into())
    }
}

/// Answers with the page that `make` makes of the visit, on a thread that may wait.
async fn answer<T, E>(request: HttpRequest, house: Data<House>, make: impl FnOnce(&Visit) -> Result<T, E> + Send + 'static) -> HttpResponse
where
    T: Template + Send + 'static,
    E: Into<Refusal> + Send + 'static,
{
    let visit = match Visit::met(&request, &house).await {
        Ok(visit) => visit,
        Err(problem) => return problem.answer(request.headers()),
    };
    // What is shown to somebody in particular is kept by nobody.
    let shared = visit.session.is_none() && visit.cookies.is_empty();
    let tag = visit.tag(&request);
    if let Some(response) = shared.then(|| visit.known(&request, &tag)).flatten() {
        return response;
    }
    let made = block(move || make(&visit).map(|page| (visit, page))).await;
    match made.map(|made| made.map_err(Into::into)) {
        Ok(Ok((visit, page))) if shared && visit.passing.load(Ordering::Relaxed) => rendered(&page).map_or_else(|problem| problem.answer(request.headers()), |text| visit.momentary(text)),
        Ok(Ok((visit, page))) if shared => visit.written(&request, &tag, &page),
        Ok(Ok((visit, page))) => rendered(&page).map_or_else(|problem| problem.answer(request.headers()), |text| visit.private(StatusCode::OK, text)),
        Ok(Err(refusal)) => refusal.answer(&request),
        Err(_) => Problem::new(Code::Busy, "too many pages are being made").answer(request.headers()),
    }
}

/// `caseStudies` → `case-studies`: the `{types}` of an address.
#[must_use]
pub fn segment(ty: &Type) -> String {
    rest::address(&ty.plural)
}

/// `caseStudies` → `Case studies`: several of them, as people read it.
#[must_use]
pub fn plural(ty: &Type) -> String {
    let text = segment(ty).replace('-', " ");
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// The type whose pages are at `/{segment}`.
pub fn type_at<'a>(ontology: &'a Ontology, wanted: &str) -> Option<&'a Type> {
    ontology.types.iter().find(|ty| segment(ty) == wanted)
}

/// The types that lists across types show: what has a name, is searched, and is no concept; those with most records first.
fn shown_types(state: &State) -> Vec<TypeId> {
    let ontology = state.snapshot.ontology();
    ontology.types.iter().filter(|ty| !ty.is_concept() && ty.search_weight > 0.0 && ty.role(Role::Label).is_some()).map(|ty| ty.id).collect()
}
