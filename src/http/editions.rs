//! Documents that are made of a record's text: `/data/{type}/{key}.epub`, `.pdf`, `.jats.xml`, `.md`, `.datacite.json`, `.datacite.xml`, `.cff`, as it is now or, with
//! `?revision=`, was then; `?lang=` chooses among the languages in which it is written.

use std::sync::Arc;

use actix_web::{
    HttpRequest, HttpResponse,
    http::header::{self, HeaderMap},
    web::{Data, block},
};
use tokio::sync::Semaphore;

use super::{House, accept, kept::Body, problem::Problem, query::Pairs, revised::{Tag, fresh}};
use crate::{
    app::{
        edition::{Edition, Form},
        gone, history,
    },
    error::Code,
    ontology::Role,
    views::{State, records::Record},
};

/// Documents that are being made at a time: some take a second of a processor.
pub const EDITIONS_MADE_AT_ONCE_MAX: usize = 2;

static MAKING: Semaphore = Semaphore::const_new(EDITIONS_MADE_AT_ONCE_MAX);

/// A record's key and the form in an ending.
pub fn asked(name: &str) -> Option<(&str, Form)> {
    Form::ALL.into_iter().find_map(|form| Some((name.strip_suffix(form.row().0)?.strip_suffix('.')?, form)))
}

/// The forms in which the text of a record can be had: what people call them, media types and addresses; none where it has no text.
pub fn forms(state: &State, record: &Record, document: &str) -> Vec<(String, String, String)> {
    let ty = state.snapshot.ontology().ty(record.ty);
    let has_text = ty.role(Role::Body).is_some_and(|slot| !record.values(slot).is_empty());
    let built = Form::ALL.iter().filter(|form| has_text && form.is_built());
    built.map(|form| (form.row().2.to_owned(), form.row().1.to_owned(), format!("{document}.{}", form.row().0))).collect()
}

/// The form that a client would rather have than any of `others`, where the text of a record can be had in it.
pub fn preferred(headers: &HeaderMap, state: &State, record: &Record, others: &[&str]) -> Option<Form> {
    let ty = state.snapshot.ontology().ty(record.ty);
    let has_text = ty.role(Role::Body).is_some_and(|slot| !record.values(slot).is_empty());
    let own = |form: Form| form.row().1.split(';').next().unwrap_or_default();
    let offers: Vec<&str> = others.iter().copied().chain(Form::ALL.into_iter().filter(|form| has_text && form.is_built()).map(own)).collect();
    let best = accept::preferred(headers, &offers)?;
    Form::ALL.into_iter().find(|form| own(*form) == best)
}

/// The document.
pub async fn answer(request: &HttpRequest, house: &Data<House>, segment: &str, key: &str, form: Form) -> HttpResponse {
    made(request, house, segment, key, form).await.unwrap_or_else(|problem| problem.answer(request.headers()))
}

async fn made(request: &HttpRequest, house: &Data<House>, segment: &str, key: &str, form: Form) -> Result<HttpResponse, Problem> {
    let pairs = Pairs::parse(request.query_string())?;
    let revision = match pairs.get("revision") {
        None => None,
        Some(text) => Some(text.parse::<u64>().map_err(|_| Problem::new(Code::BadRequest, format!("`revision`: `{text}` is not a revision, a number as in Whatworks-Revision")))?),
    };
    let state = house.engine.directory().views().state();
    let media_type = form.row().1;
    let tag = Tag::of(house, state.snapshot.revision(), media_type, request.uri().to_string().as_bytes());
    let begin = |mut response: actix_web::HttpResponseBuilder, tag: String| {
        response.insert_header((header::ETAG, tag)).insert_header((header::LINK, format!("<{}>; rel=\"describes\"", house.desk().address(&format!("/id/{segment}/{key}")))));
        fresh(response, state.snapshot.revision())
    };
    if let Some(known) = tag.known_to(request.headers()) {
        return Ok(begin(HttpResponse::NotModified(), known).finish());
    }
    let body = match house.kept.get(state.snapshot.revision(), tag.key(), request.headers()) {
        Some(body) => body,
        None => {
            let _turn = MAKING.acquire().await.map_err(|_| Problem::new(Code::Busy, "documents are made no more"))?;
            let (maker, segment, key) = (house.clone(), segment.to_owned(), key.to_owned());
            let languages: Vec<String> = pairs.get("lang").map(str::to_ascii_lowercase).into_iter().collect();
            let bytes = block(move || write(&maker, &segment, &key, form, revision, &languages)).await.map_err(|_| Problem::new(Code::Busy, "too much is being made"))??;
            let body = Arc::new(Body::new(bytes));
            house.kept.keep(state.snapshot.revision(), *tag.key(), &body);
            body
        }
    };
    let mut response = begin(HttpResponse::Ok(), tag.text(body.packed_for(request.headers()).is_some()));
    response.content_type(media_type);
    if matches!(form, Form::Epub | Form::Cff | Form::Pdf) {
        let name = if form == Form::Cff { "CITATION.cff".to_owned() } else { format!("{key}.{}", form.row().0) };
        let way = if form == Form::Pdf { "inline" } else { "attachment" };
        // A key is letters, digits and hyphens.
        let name: String = name.chars().filter(|sign| sign.is_ascii_alphanumeric() || matches!(sign, '-' | '.')).collect();
        response.insert_header((header::CONTENT_DISPOSITION, format!("{way}; filename=\"{name}\"")));
    }
    Ok(body.send(response, request.headers()))
}

fn write(house: &House, segment: &str, key: &str, form: Form, revision: Option<u64>, languages: &[String]) -> Result<Vec<u8>, Problem> {
    let directory = house.engine.directory();
    let now = directory.views().state();
    let state = match revision {
        Some(revision) => {
            let _turn = history::turn().map_err(Problem::from)?;
            history::at_revision(&now, revision).map_err(Problem::from)?
        }
        None => now,
    };
    let ontology = state.snapshot.ontology();
    let ty = ontology.types.iter().find(|ty| ty.segment == segment && !ty.is_concept());
    let ty = ty.ok_or_else(|| Problem::new(Code::NotFound, format!("there is no kind of record `{segment}`")))?;
    let found = gone::resolve(&state, &[ty.id], &format!("{}{key}", ty.base)).map_err(Problem::from)?;
    let record = found.ok_or_else(|| Problem::new(Code::NotFound, format!("there is no {} `{key}`", ty.singular)))?;
    let languages: Vec<String> = languages.iter().chain(&ontology.directory.languages).cloned().collect();
    let edition = Edition::of(directory, &state, record, &languages).filter(|edition| !edition.prose.blocks.is_empty());
    let edition = edition.ok_or_else(|| Problem::new(Code::NotFound, format!("there is no `.{}` of this: {} `{key}` has no text to be published", form.row().0, ty.singular)))?;
    edition.write(form).map_err(|message| Problem::new(if form.is_built() { Code::Internal } else { Code::NotFound }, message))
}
