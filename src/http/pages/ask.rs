//! A question answered: what was found and on what grounds, how the question was read, what could not be used, what else to ask.

use actix_web::{HttpRequest, HttpResponse, web::Data};
use askama::Template;

use super::{
    Layout, Visit, answer as answered,
    claims::Claim,
    queries::Queries,
    show::{Card, Name},
};
use crate::{
    app::{
        Scope,
        ask::{self, PartKind},
        find::{Base, Page as Cut},
    },
    http::{House, problem::Problem},
    ontology::TypeId,
};

/// A part of the question as it was read.
pub struct Part {
    pub text: String,
    pub meaning: String,
    pub href: Option<String>,
    /// The word that it was read as, where it was taken for a misspelt one.
    pub corrected_to: Option<String>,
}

#[derive(Template)]
#[template(path = "ask.html")]
struct Page {
    layout: Layout,
    question: String,
    understood: bool,
    count: Option<u64>,
    total: u64,
    cards: Vec<Card>,
    claims: Vec<Claim>,
    parts: Vec<Part>,
    unused: Vec<String>,
    suggestions: Vec<String>,
    examples: Vec<String>,
    queries: Queries,
}

pub async fn page(request: HttpRequest, house: Data<House>) -> HttpResponse {
    answered(request, house, make).await
}

fn make(visit: &Visit) -> Result<Page, Problem> {
    let question = visit.pairs.get("q").unwrap_or_default().to_owned();
    let snapshot = &visit.state.snapshot;
    let lexicon = visit.house.engine.directory().lexicon(&visit.state);
    let mut answer = ask::answer(&visit.state, &lexicon, &question, ask::today()).map_err(Problem::from)?;
    let (named, unnamed) = answer.types(snapshot);
    let (total, cards) = visit.answers(&answer, &named)?;
    let (claims_total, claims) = visit.claims_that_answer(&answer, &unnamed)?;
    if total + claims_total == 0 {
        answer.suggest_others(snapshot);
    }
    let reading = answer.reading;
    let part = |part: &ask::Part| Part {
        text: part.text.clone(),
        meaning: part.meaning.clone(),
        href: part.iri.as_deref().and_then(|iri| snapshot.by_iri(iri)).map(|record| visit.name(record)).map(|Name { href, .. }| href),
        corrected_to: part.corrected_to.clone(),
    };
    let mut layout = visit.layout(if question.is_empty() { "" } else { &question }, "home");
    if question.is_empty() {
        layout.title = visit.words.say("ask-title");
    }
    layout.question.clone_from(&question);
    Ok(Page {
        layout,
        understood: !reading.is_empty(),
        count: reading.count.then_some(total + claims_total),
        total: total + claims_total,
        cards,
        claims,
        parts: reading.parts.iter().filter(|part| part.kind != PartKind::Ignored).map(part).collect(),
        unused: reading.unused.clone(),
        suggestions: reading.suggestions.clone(),
        examples: ask::examples(snapshot),
        queries: Queries { graphql: ask::graphql(snapshot, &reading), sparql: ask::sparql(snapshot, &reading), curl: String::new(), addresses: Vec::new() },
        question,
    })
}

impl Visit {
    /// The records that answer, with their grounds.
    fn answers(&self, answer: &ask::Answered, types: &[TypeId]) -> Result<(u64, Vec<Card>), Problem> {
        let snapshot = &self.state.snapshot;
        let (find, rule) = answer.list(Scope { snapshot, types }, &self.languages);
        let within = if let Base::Arriving { target, .. } = find.base { Some(snapshot.narrowed(target)) } else { None };
        let list = find.run();
        let slice = list.page(&Cut { first: Some(answer.reading.shown()), ..Cut::default() }).map_err(Problem::from)?;
        let several = types.len() > 1;
        let cards = slice.ids.iter().filter_map(|id| snapshot.record(*id)).map(|record| {
            let mut card = self.card(record, several, answer.reading.search.as_deref());
            card.grounds = rule.filter(|_| within.is_some()).and_then(|rule| self.grounds(record, rule, within.as_ref()));
            card
        });
        Ok((list.total(), cards.collect()))
    }

    /// Claims that answer by themselves.
    fn claims_that_answer(&self, answer: &ask::Answered, types: &[TypeId]) -> Result<(u64, Vec<Claim>), Problem> {
        let snapshot = &self.state.snapshot;
        let (find, _) = answer.list(Scope { snapshot, types }, &self.languages);
        let list = find.run();
        let slice = list.page(&Cut { first: Some(answer.reading.shown()), ..Cut::default() }).map_err(Problem::from)?;
        let records = slice.ids.iter().filter_map(|id| snapshot.record(*id));
        let claims = records.filter_map(|record| self.ontology().ty(record.ty).claim.as_ref().map(|rule| self.claim(rule, record, true)));
        Ok((list.total(), claims.collect()))
    }
}
