//! `/curate/words`: terms that are proposed and wait, and phrases that people write for what no concept has.

use actix_web::{HttpRequest, HttpResponse, web::{Data, block}};
use askama::Template;
use std::sync::Arc;

use super::super::{
    Layout, Visit,
    account::Line,
    contribute::is_writable,
    segment,
    session::{Outcome, own},
    show::Name,
};
use crate::{
    app::candidates::{Candidate, candidates, waiting},
    error::Code,
    http::{House, problem::Problem, query::Pairs},
    ontology::Role,
    views::records::Id,
};

/// A concept that is near a phrase, and the form that gives it one more name.
struct Near {
    name: Name,
    add: String,
}

/// A phrase.
struct Row {
    phrase: String,
    uses: u64,
    examples: Vec<Name>,
    near: Vec<Near>,
    /// Forms for a new term, by vocabulary.
    propose: Vec<Name>,
}

#[derive(Template)]
#[template(path = "curate/candidates.html")]
struct Page {
    layout: Layout,
    waiting: Vec<Line>,
    rows: Vec<Row>,
}

/// `GET /curate/words`
pub async fn page(request: HttpRequest, house: Data<House>) -> HttpResponse {
    own(request, house, async |visit| {
        let (directory, visitor) = (Arc::clone(visit.house.engine.directory()), Arc::clone(&visit.member()?.visitor));
        let found = block(move || candidates(&directory, &visitor)).await.map_err(|_| Problem::new(Code::Busy, "too much is being looked for"))??;
        Outcome::page(&Page {
            layout: visit.layout(&visit.words.say("candidates-title"), "curate"),
            waiting: waiting(&visit.state).map(|submission| visit.line(submission, "/curate")).collect(),
            rows: found.iter().map(|candidate| row(visit, candidate)).collect(),
        })
    })
    .await
}

fn row(visit: &Visit, candidate: &Candidate) -> Row {
    let ontology = visit.ontology();
    let vocabularies = ontology.types.iter().filter(|ty| ty.is_concept() && is_writable(ontology, ty));
    let propose = vocabularies.filter_map(|ty| {
        let label = ty.role(Role::Label).and_then(|slot| ty.property(slot))?;
        let href = format!("/contribute/{}{}", segment(ty), Pairs::default().with(&label.field, &candidate.phrase).text());
        Some(Name { href, text: visit.kinds(ty), lang: String::new() })
    });
    Row {
        propose: propose.collect(),
        uses: candidate.uses as u64,
        examples: candidate.examples.iter().filter_map(|id| visit.name_of(*id)).collect(),
        near: candidate.near.iter().filter_map(|id| near(visit, *id, &candidate.phrase)).collect(),
        phrase: candidate.phrase.clone(),
    }
}

/// The form begins with the names that it has, and one more.
fn near(visit: &Visit, id: Id, phrase: &str) -> Option<Near> {
    let record = visit.state.snapshot.record(id)?;
    let ty = visit.ontology().ty(record.ty);
    let slot = ty.role(Role::AlternativeLabel).filter(|_| is_writable(visit.ontology(), ty))?;
    let field = &ty.property(slot)?.field;
    let language = format!("{field}.lang");
    let own = record.values(slot).texts().iter().map(|text| (text.raw().into_owned(), text.language().to_owned()));
    let pairs = own.chain([(phrase.to_owned(), "en".to_owned())]).fold(Pairs::default(), |pairs, (text, tag)| pairs.and(field, &text).and(&language, &tag));
    let name = visit.name(record);
    Some(Near { add: format!("{}/edit{}", name.href, pairs.text()), name })
}
