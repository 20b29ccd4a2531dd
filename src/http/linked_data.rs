//! Linked data: every address that the graph names can be looked up.
//!
//! `/id/…` names a thing and sends its visitor (303) to a document about it, in the form that the `Accept` header prefers; `/data/…` is
//! that document, its form in its ending. Vocabularies, the namespace and the directory itself are documents that describe themselves.

mod describe;
mod format;
mod view;

use std::sync::Arc;

use actix_web::{
    HttpRequest, HttpResponse, HttpResponseBuilder,
    http::header::{self, HeaderMap},
    web::{Data, Path},
};
use oxigraph::model::Triple;
use serde_json::{Map, Value as Json, json};

use super::{House, accept, editions, feeds, fresh::Fresh, going, page, pages, problem::Problem};
use crate::{
    app::{citation::Citation, edition::Form, linked_json, tabulate},
    error::Code,
    ontology::Ontology,
    views::{State, graph, records::Record},
};
use format::Format;

pub use format::write;
pub use view::local;

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
    record: Option<Arc<Record>>,
    html: String,
}

impl Document {
    fn of_record(state: &State, record: &Arc<Record>, address: String) -> Self {
        let snapshot = &state.snapshot;
        let ty = snapshot.ontology().ty(record.ty);
        let title = record.label(ty, &snapshot.ontology().directory.languages).map_or_else(|| record.key(ty).to_owned(), |text| text.raw().into_owned());
        Self {
            title,
            about: record.iri.to_string(),
            triples: graph::triples(state.shown(), record),
            fields: Some(linked_json::json(snapshot, record)),
            record: Some(Arc::clone(record)),
            html: view::record(snapshot, record, &address),
            address: Some(address),
        }
    }

    fn of_triples(title: &str, about: &str, address: Option<String>, triples: Vec<Triple>) -> Self {
        let html = format!("{}{}", view::triples(&triples), address.as_deref().map(|address| view::forms(address, false)).unwrap_or_default());
        Self { title: title.to_owned(), address, about: about.to_owned(), triples, fields: None, record: None, html }
    }

    fn answer(self, request: &HttpRequest, state: &State, format: Format) -> HttpResponse {
        let ontology = state.snapshot.ontology();
        let is_record = self.record.is_some();
        let class = self.record.as_ref().map(|record| &ontology.ty(record.ty).class);
        let cited = self.record.as_ref().and_then(|record| cited(state, record, format));
        let body = match (format, self.fields) {
            _ if cited.is_some() => cited.unwrap_or_default(),
            (Format::Html, _) => page::text(&self.title, &self.html).into_bytes(),
            (Format::Json, Some(fields)) => Json::Object(fields).to_string().into_bytes(),
            (Format::JsonLd, Some(fields)) => linked_json::json_ld(&ontology.directory, fields).to_string().into_bytes(),
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
        links.extend(class.map(|class| format!("<{}>; rel=\"type\"", class.as_str())));
        let own = self.address.as_ref().map(|address| format!("{address}.{}", format.extension()));
        if let Some(address) = &self.address {
            let others = Format::of(is_record).filter(|other| *other != format);
            links.extend(others.map(|other| {
                // Signposting: what describes the thing, and other forms of this.
                let relation = if other.syntax().is_some() { "describedby alternate" } else { "alternate" };
                format!("<{address}.{}>; rel=\"{relation}\"; type=\"{}\"", other.extension(), other.media_type())
            }));
        }
        if let (Some(record), Some(address)) = (&self.record, &self.address) {
            links.extend(editions::forms(state, record, address).into_iter().map(|(_, media_type, href)| format!("<{href}>; rel=\"item\"; type=\"{}\"", media_type.split(';').next().unwrap_or_default())));
        }
        let media_type = if matches!(format, Format::Turtle | Format::Html | Format::Csv | Format::BibTex | Format::Ris) { format!("{}; charset=utf-8", format.media_type()) } else { format.media_type().to_owned() };
        Fresh { revision: state.snapshot.revision(), media_type: &media_type }.answer(request, body, |response| {
            response.insert_header((header::LINK, links.join(", ")));
            tell(response, ontology, self.record.as_deref());
            if let Some(own) = own {
                response.insert_header((header::CONTENT_LOCATION, own));
            }
        })
    }
}

/// Says of a record whose type goes away, or of a concept that does, that it does.
fn tell(response: &mut HttpResponseBuilder, ontology: &Ontology, record: Option<&Record>) {
    let Some(record) = record else { return };
    let concept = ontology.deprecated_concepts.get(&*record.iri);
    let successor = concept.and_then(|concept| concept.instead.as_ref()?.iri.as_ref()).map(|iri| local(ontology, iri.as_str()));
    going::tell(response, ontology.ty(record.ty).deprecated.iter().chain(concept), successor.as_deref());
}

/// A record as a row of a table or an entry of a bibliography.
fn cited(state: &State, record: &Record, format: Format) -> Option<Vec<u8>> {
    let citation = || Citation::of(&state.snapshot, record);
    match format {
        Format::Csv => tabulate::table(&state.snapshot, state.snapshot.ontology().ty(record.ty), std::iter::once(record)).ok(),
        Format::BibTex => Some(citation().bibtex().into_bytes()),
        Format::Ris => Some(citation().ris().into_bytes()),
        Format::Csl => Some(citation().csl().to_string().into_bytes()),
        _ => None,
    }
}

/// The form that a client prefers.
fn preferred(headers: &HeaderMap, record: bool) -> Result<Format, Problem> {
    let offers: Vec<&str> = Format::of(record).map(Format::media_type).collect();
    accept::preferred(headers, &offers).and_then(Format::of_media_type).ok_or_else(|| Problem::new(Code::NotAcceptable, format!("descriptions are had as {}", offers.join(", "))))
}

/// The form of a record's text that a client prefers to every description of it.
fn edition(request: &HttpRequest, state: &State, record: &Record) -> Option<Form> {
    let others: Vec<&str> = Format::of(true).map(Format::media_type).collect();
    editions::preferred(request.headers(), state, record, &others)
}

/// A name and the form in its ending.
fn ending(name: &str, record: bool) -> Result<(&str, Option<Format>), Problem> {
    let Some((_, extension)) = name.split_once('.') else { return Ok((name, None)) };
    let Some((name, format)) = Format::at_end(name, record) else {
        let known: Vec<&str> = Format::of(record).map(Format::extension).collect();
        return Err(Problem::new(Code::NotFound, format!("there is no form `.{extension}`; there are .{}", known.join(", ."))));
    };
    Ok((name, Some(format)))
}

/// Where the documents about a record are, without their endings.
pub fn document_address(ontology: &Ontology, record: &Record) -> String {
    let ty = ontology.ty(record.ty);
    format!("/{}/{}/{}", if ty.is_concept() { "vocab" } else { "data" }, ty.segment, record.key(ty))
}

/// The endings, media types and addresses of a document's forms for programs.
pub fn forms(document: &str) -> Vec<(String, String, String)> {
    let others = Format::ALL.iter().filter(|format| **format != Format::Html);
    others.map(|format| (format.extension().to_owned(), format.media_type().to_owned(), format!("{document}.{}", format.extension()))).collect()
}

fn answered(request: &HttpRequest, answer: Result<HttpResponse, Problem>) -> HttpResponse {
    answer.unwrap_or_else(|problem| problem.answer(request.headers()))
}

/// `/id/{type}/{key}`: a thing, which is somewhere else; what is known of it is here.
pub async fn thing(request: HttpRequest, house: Data<House>, path: Path<(String, String)>) -> HttpResponse {
    let (segment, key) = path.into_inner();
    let find = || {
        let (asked, format) = ending(&key, true)?;
        let named = format.is_some();
        let state = house.engine.directory().views().state();
        let record = describe::record(&state, &segment, asked).map_err(Problem::from)?;
        if let (false, Some(form)) = (named, edition(&request, &state, record)) {
            let location = format!("/data/{segment}/{}.{}", record.key(state.snapshot.ontology().ty(record.ty)), form.row().0);
            return Ok(HttpResponse::SeeOther().insert_header((header::LOCATION, location)).insert_header((header::VARY, "Accept")).insert_header((header::CACHE_CONTROL, "no-cache")).finish());
        }
        let format = format.map_or_else(|| preferred(request.headers(), true), Ok)?;
        let key = record.key(state.snapshot.ontology().ty(record.ty));
        if key != asked {
            // It was merged into another, which has an address of its own; to be asked about again, since a merger can be taken back.
            let ending = if named { format!(".{}", format.extension()) } else { String::new() };
            let location = format!("/id/{segment}/{key}{ending}");
            return Ok(HttpResponse::MovedPermanently().insert_header((header::LOCATION, location)).insert_header((header::CACHE_CONTROL, "no-cache")).finish());
        }
        let ty = state.snapshot.ontology().ty(record.ty);
        let location = if format == Format::Html { pages::address(ty, record) } else { format!("/data/{segment}/{key}.{}", format.extension()) };
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
    if let Some((key, form)) = editions::asked(&name) {
        return editions::answer(&request, &house, &segment, key, form).await;
    }
    if let Some(key) = name.strip_suffix(".ics") {
        return feeds::single(&request, &house, &segment, key).await;
    }
    if !name.contains('.') {
        let state = house.engine.directory().views().state();
        if let Some(form) = describe::record(&state, &segment, &name).ok().and_then(|record| edition(&request, &state, record)) {
            return editions::answer(&request, &house, &segment, &name, form).await;
        }
    }
    let find = || {
        let (key, format) = ending(&name, true)?;
        let state = house.engine.directory().views().state();
        let record = describe::record(&state, &segment, key).map_err(Problem::from)?;
        let format = format.map_or_else(|| preferred(request.headers(), true), Ok)?;
        Ok(elsewhere(&state, record, key, "/data", &segment, format).unwrap_or_else(|| Document::of_record(&state, record, format!("/data/{segment}/{key}")).answer(&request, &state, format)))
    };
    answered(&request, find())
}

/// `/vocab/{scheme}` and `/vocab/{scheme}.{ext}`: a vocabulary with all its concepts.
pub async fn vocabulary(request: HttpRequest, house: Data<House>, path: Path<String>) -> HttpResponse {
    let find = || {
        let (code, format) = ending(&path, false)?;
        let state = house.engine.directory().views().state();
        let vocabulary = describe::vocabulary(state.snapshot.ontology(), code).map_err(Problem::from)?;
        let format = format.map_or_else(|| preferred(request.headers(), false), Ok)?;
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
        let (code, format) = ending(&name, true)?;
        let state = house.engine.directory().views().state();
        let record = describe::concept(&state, &scheme, code).map_err(Problem::from)?;
        let format = format.map_or_else(|| preferred(request.headers(), true), Ok)?;
        Ok(elsewhere(&state, record, code, "/vocab", &scheme, format).unwrap_or_else(|| Document::of_record(&state, record, format!("/vocab/{scheme}/{code}")).answer(&request, &state, format)))
    };
    answered(&request, find())
}

/// `/ns`: the classes and properties of our own.
pub async fn namespace(request: HttpRequest, house: Data<House>) -> HttpResponse {
    let find = || {
        let state = house.engine.directory().views().state();
        let format = preferred(request.headers(), false)?;
        let triples = describe::of_namespace(state.snapshot.ontology());
        Ok(Document::of_triples("The namespace", crate::ontology::terms::WW, None, triples).answer(&request, &state, format))
    };
    answered(&request, find())
}

/// `/.well-known/void`: the directory as a data set.
pub async fn data_set(request: HttpRequest, house: Data<House>) -> HttpResponse {
    let find = || {
        let state = house.engine.directory().views().state();
        let format = preferred(request.headers(), false)?;
        let directory = &state.snapshot.ontology().directory;
        Ok(Document::of_triples(&directory.title, &directory.iri, None, describe::of_directory(&state.snapshot, &house.desk().address("/sparql"))).answer(&request, &state, format))
    };
    answered(&request, find())
}

/// Where people read about a record.
pub fn page_of(ontology: &Ontology, iri: &str) -> String {
    ontology.split_iri(iri).map_or_else(|| local(ontology, iri), |(ty, key)| format!("/{}/{key}", pages::segment(ty)))
}

/// `/context.jsonld`: what the names in our JSON-LD mean.
pub async fn context(request: HttpRequest, house: Data<House>) -> HttpResponse {
    let state = house.engine.directory().views().state();
    let body = json!(linked_json::context(state.snapshot.ontology())).to_string().into_bytes();
    Fresh { revision: state.snapshot.revision(), media_type: Format::JsonLd.media_type() }.answer(&request, body, |_| ())
}
