//! Pictures of what is here: what is known about what, when it came about, where it comes from, what is around a record. Each is drawn as
//! SVG by the server and stands on a page with the same as a table; both can be taken along (`.svg`, `.csv`; pictures as `.png` where
//! scripts run).
//!
//! A picture names its colours itself, so that it can be shown anywhere; on a page the style sheet replaces them by those of the page.

pub mod around;
pub mod gaps;
pub mod grid;
pub mod places;
pub mod timeline;

use actix_web::{HttpRequest, HttpResponse, http::header, web::Data};
use askama::Template;

use super::{Refusal, Visit, rendered};
use crate::{
    app::tabulate::written,
    error::Code,
    http::{House, fresh::Fresh, problem::Problem},
};

/// The colours of grounds from none to the strongest, as on pages in light.
const LEVELS: [&str; 6] = ["#8a949b", "#c9d8d6", "#9cc2be", "#63a29d", "#2c7d79", "#0b4f4f"];

/// The colour of a level where no style sheet says another.
pub fn colour(level: usize) -> &'static str {
    LEVELS.get(level).copied().unwrap_or(LEVELS[5])
}

/// Something drawn, and the same in words and numbers.
pub trait Picture: Template {
    /// Its lines, the head first.
    fn table(&self) -> Vec<Vec<String>>;
    /// The same for programs, where there is more to it than a table.
    fn json(&self) -> Option<serde_json::Value> {
        None
    }
    /// Lets its links work where it is shown elsewhere.
    fn leads_to(&mut self, site: &str);
}

/// The ways to take a picture along that stands at `path`.
#[derive(Template)]
#[template(path = "taking.html")]
pub struct Taking {
    pub words: &'static super::words::Words,
    pub svg: String,
    pub table: String,
}

impl Taking {
    /// Of the picture on this page.
    pub fn of(visit: &Visit) -> Self {
        let at = |form: &str| format!("{}.{form}{}", visit.path, visit.pairs.text());
        Self { words: visit.words, svg: at("svg"), table: at("csv") }
    }
}

/// Answers with a picture in one of its forms.
pub async fn form<P: Picture>(request: HttpRequest, house: Data<House>, form: &str, make: impl FnOnce(&Visit) -> Result<P, Refusal> + Send + 'static) -> HttpResponse {
    let media_type = match form {
        "svg" => "image/svg+xml",
        "csv" => "text/csv; charset=utf-8",
        "json" => "application/json",
        other => {
            let other: String = other.chars().take(20).collect();
            return Problem::new(Code::NotFound, format!("there is no picture in the form `{other}`; there are .svg and .csv")).answer(request.headers());
        }
    };
    let visit = match Visit::of(&request, &house) {
        Ok(visit) => visit,
        Err(problem) => return problem.answer(request.headers()),
    };
    let form = form.to_owned();
    let made = actix_web::web::block(move || {
        let mut picture = make(&visit)?;
        picture.leads_to(visit.outside("").trim_end_matches('/'));
        let bytes = match form.as_str() {
            "svg" => rendered(&picture)?.into_bytes(),
            "csv" => written(&picture.table()).map_err(|error| Problem::new(Code::Internal, error.to_string()))?,
            _ => picture.json().ok_or_else(|| Refusal::Problem(Problem::new(Code::NotFound, "this picture has no JSON; there are .svg and .csv")))?.to_string().into_bytes(),
        };
        Ok((visit.state.snapshot.revision(), bytes))
    });
    match made.await {
        Ok(Ok((revision, bytes))) => Fresh { revision, media_type }.answer(&request, bytes, |response| {
            response.insert_header((header::VARY, "Accept-Encoding, Accept-Language, Cookie"));
        }),
        Ok(Err(refusal)) => Refusal::answer(refusal, &request),
        Err(_) => Problem::new(Code::Busy, "too many pictures are being drawn").answer(request.headers()),
    }
}
