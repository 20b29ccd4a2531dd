//! Linked data: every address that the graph names can be looked up.
//!
//! `/id/…` names a thing and sends its visitor (303) to a document about it, in the form that the `Accept` header prefers; `/data/…` is
//! that document, its form in its ending. Vocabularies, the namespace and the directory itself are documents that describe themselves.

mod describe;
mod format;
mod json;
mod view;

use actix_web::{
    HttpRequest, HttpResponse,
    http::header::{self, HeaderMap},
    web::{Data, Path},
};
use oxigraph::model::Triple;
use serde_json::{Map, Value as Json, json};

use super::{House, accept, fresh::Fresh, page, problem::Problem};
use crate::{
    app,
    error::Code,
    views::{State, graph, records::Record},
};
use format::Format;

pub use format::write;

/// What is said about something, in every form.
struct Document {
    title: String,
    /// Where its forms are, without their endings; none where the `Accept` header alone chooses.
    address: Option<String>,
    /// What it describes.
    about: String,
    triples: Vec<Triple>,
    /// As JSON by fields, where it is a record.
    fields: Option<Map<String, Json>>,
    html: String,
}

impl Document {
    fn of_record(state: &State, record: &Record, address: String) -> Self {
        let snapshot = &state.snapshot;
        let ty = snapshot.ontology().ty(record.ty);
        let title = record.label(ty, &snapshot.ontology().directory.languages).map_or_else(|| record.key(ty).to_owned(), |text| text.raw().into_owned());
        Self {
            title,
            about: record.iri.to_string(),
            triples: graph::triples(state.shown(), record),
            fields: Some(json::json(snapshot, record)),
            html: view::record(snapshot, record, &address),
            address: Some(address),
        }
    }

    fn of_triples(title: &str, about: &str, address: Option<String>, triples: Vec<Triple>) -> Self {
        let html = format!("{}{}", view::triples(&triples), address.as_deref().map(view::forms).unwrap_or_default());
        Self { title: title.to_owned(), address, about: about.to_owned(), triples, fields: None, html }
    }

    fn answer(self, request: &HttpRequest, state: &State, format: Format) -> HttpResponse {
        let ontology = state.snapshot.ontology();
        let body = match (format, self.fields) {
            (Format::Html, _) => page::text(&self.title, &self.html).into_bytes(),
            (Format::Json, Some(fields)) => Json::Object(fields).to_string().into_bytes(),
            (Format::JsonLd, Some(fields)) => json::json_ld(&ontology.directory, fields).to_string().into_bytes(),
            (format, _) => {
                // What is no record is described in JSON as JSON-LD does.
                let syntax = format.syntax().or_else(|| Format::JsonLd.syntax());
                match syntax.map(|syntax| format::write(syntax, crate::ontology::terms::WW, &self.triples)) {
                    Some(Ok(body)) => body,
                    _ => return Problem::new(Code::Internal, "the description could not be written").answer(request.headers()),
                }
            }
        };
        let mut links = vec![format!("<{}>; rel=\"cite-as\"", self.about), format!("<{}>; rel=\"license\"", ontology.directory.license)];
        let own = self.address.as_ref().map(|address| format!("{address}.{}", format.extension()));
        if let Some(address) = &self.address {
            let others = Format::ALL.iter().filter(|other| **other != format);
            links.extend(others.map(|other| format!("<{address}.{}>; rel=\"alternate\"; type=\"{}\"", other.extension(), other.media_type())));
        }
        let media_type = if format == Format::Turtle || format == Format::Html { format!("{}; charset=utf-8", format.media_type()) } else { format.media_type().to_owned() };
        Fresh { revision: state.snapshot.revision(), media_type: &media_type }.answer(request, body, |response| {
            response.insert_header((header::LINK, links.join(", ")));
            if let Some(own) = own {
                response.insert_header((header::CONTENT_LOCATION, own));
            }
        })
    }
}

/// The form that a client prefers.
fn preferred(headers: &HeaderMap) -> Result<Format, Problem> {
    let offers = Format::ALL.map(Format::media_type);
    accept::preferred(headers, &offers).and_then(Format::of_media_type).ok_or_else(|| Problem::new(Code::NotAcceptable, format!("descriptions are had as {}", offers.join(", "))))
}

/// A name and the form in its ending.
fn ending(name: &str) -> Result<(&str, Option<Format>), Problem> {
    let Some((name, extension)) = name.rsplit_once('.') else { return Ok((name, None)) };
    let Some(format) = Format::with_extension(extension) else {
        let known: Vec<&str> = Format::ALL.iter().map(|format| format.extension()).collect();
        return Err(Problem::new(Code::NotFound, format!("there is no form `.{extension}`; there are .{}", known.join(", ."))));
    };
    Ok((name, Some(format)))
}

fn told(problem: app::Problem) -> Problem {
    Problem::new(problem.code, problem.message)
}

fn answered(request: &HttpRequest, answer: Result<HttpResponse, Problem>) -> HttpResponse {
    answer.unwrap_or_else(|problem| problem.answer(request.headers()))
}

/// `/id/{type}/{key}`: a thing, which is somewhere else; what is known of it is here.
pub async fn thing(request: HttpRequest, house: Data<House>, path: Path<(String, String)>) -> HttpResponse {
    let (segment, key) = path.into_inner();
    let find = || {
        let (key, format) = ending(&key)?;
        let state = house.engine.directory().views().state();
        let record = describe::record(&state, &segment, key).map_err(told)?;
        let format = format.map_or_else(|| preferred(request.headers()), Ok)?;
        let key = record.key(state.snapshot.ontology().ty(record.ty));
        let location = format!("/data/{segment}/{key}.{}", format.extension());
        Ok(HttpResponse::SeeOther().insert_header((header::LOCATION, location)).insert_header((header::VARY, "Accept")).insert_header((header::CACHE_CONTROL, "no-cache")).finish())
    };
    answered(&request, find())
}

/// Where the document is when the record was merged into another; for now, since a merger can be taken back.
fn elsewhere(state: &State, record: &Record, key: &str, folder: &str, segment: &str, format: Format) -> Option<HttpResponse> {
    let own = record.key(state.snapshot.ontology().ty(record.ty));
    let location = format!("{folder}/{segment}/{own}.{}", format.extension());
    (own != key).then(|| HttpResponse::TemporaryRedirect().insert_header((header::LOCATION, location)).insert_header((header::CACHE_CONTROL, "no-cache")).finish())
}

/// `/data/{type}/{key}.{ext}`: a document about a thing.
pub async fn document(request: HttpRequest, house: Data<House>, path: Path<(String, String)>) -> HttpResponse {
    let (segment, name) = path.into_inner();
    let find = || {
        let (key, format) = ending(&name)?;
        let state = house.engine.directory().views().state();
        let record = describe::record(&state, &segment, key).map_err(told)?;
        let format = format.map_or_else(|| preferred(request.headers()), Ok)?;
        Ok(elsewhere(&state, record, key, "/data", &segment, format).unwrap_or_else(|| Document::of_record(&state, record, format!("/data/{segment}/{key}")).answer(&request, &state, format)))
    };
    answered(&request, find())
}

/// `/vocab/{scheme}` and `/vocab/{scheme}.{ext}`: a vocabulary with all its concepts.
pub async fn vocabulary(request: HttpRequest, house: Data<House>, path: Path<String>) -> HttpResponse {
    let find = || {
        let (code, format) = ending(&path)?;
        let state = house.engine.directory().views().state();
        let vocabulary = describe::vocabulary(state.snapshot.ontology(), code).map_err(told)?;
        let format = format.map_or_else(|| preferred(request.headers()), Ok)?;
        let title = vocabulary.title.first().map_or(code, |text| text.text.as_str());
        let triples = describe::of_vocabulary(state.shown(), vocabulary);
        Ok(Document::of_triples(title, vocabulary.iri.as_str(), Some(format!("/vocab/{code}")), triples).answer(&request, &state, format))
    };
    answered(&request, find())
}

/// `/vocab/{scheme}/{code}` and `/vocab/{scheme}/{code}.{ext}`: a concept.
pub async fn concept(request: HttpRequest, house: Data<House>, path: Path<(String, String)>) -> HttpResponse {
    let (scheme, name) = path.into_inner();
    let find = || {
        let (code, format) = ending(&name)?;
        let state = house.engine.directory().views().state();
        let record = describe::concept(&state, &scheme, code).map_err(told)?;
        let format = format.map_or_else(|| preferred(request.headers()), Ok)?;
        Ok(elsewhere(&state, record, code, "/vocab", &scheme, format).unwrap_or_else(|| Document::of_record(&state, record, format!("/vocab/{scheme}/{code}")).answer(&request, &state, format)))
    };
    answered(&request, find())
}

/// `/ns`: the classes and properties of our own.
pub async fn namespace(request: HttpRequest, house: Data<House>) -> HttpResponse {
    let find = || {
        let state = house.engine.directory().views().state();
        let format = preferred(request.headers())?;
        let triples = describe::of_namespace(state.snapshot.ontology());
        Ok(Document::of_triples("The namespace", crate::ontology::terms::WW, None, triples).answer(&request, &state, format))
    };
    answered(&request, find())
}

/// `/.well-known/void`: the directory as a data set.
pub async fn data_set(request: HttpRequest, house: Data<House>) -> HttpResponse {
    let find = || {
        let state = house.engine.directory().views().state();
        let format = preferred(request.headers())?;
        let directory = &state.snapshot.ontology().directory;
        Ok(Document::of_triples(&directory.title, &directory.iri, None, describe::of_directory(&state.snapshot)).answer(&request, &state, format))
    };
    answered(&request, find())
}

/// `/context.jsonld`: what the names in our JSON-LD mean.
pub async fn context(request: HttpRequest, house: Data<House>) -> HttpResponse {
    let state = house.engine.directory().views().state();
    let body = json!(json::context(state.snapshot.ontology())).to_string().into_bytes();
    Fresh { revision: state.snapshot.revision(), media_type: Format::JsonLd.media_type() }.answer(&request, body, |_| ())
}
