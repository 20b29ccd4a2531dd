//! Pages that stand by themselves: what this is, how to take part, what there is for programs.

use actix_web::{HttpRequest, HttpResponse, web::Data};
use askama::Template;

use super::{Layout, Refusal, Visit, answer, plural, segment, shown_types, words::Words};
use crate::{
    http::{House, ROUTES, fresh::Fresh, graphql::api::notices::{NOTICES, listed}, problem::Problem},
    views::records::{Id, Token},
};

/// A value of a fixed list, explained.
pub struct Explained {
    pub label: String,
    pub definition: String,
    pub place: usize,
    pub of: usize,
}

impl Explained {
    /// One for each place, whether it is reached.
    pub fn dots(&self) -> impl Iterator<Item = bool> + '_ {
        (1..=self.of).map(|place| place <= self.place)
    }
}

#[derive(Template)]
#[template(path = "about.html")]
struct About {
    layout: Layout,
    description: String,
    licence: String,
    strengths: Vec<Explained>,
    stances: Vec<Explained>,
}

/// `/about`
pub async fn about(request: HttpRequest, house: Data<House>) -> HttpResponse {
    answer(request, house, |visit| -> Result<About, Problem> {
        let ontology = visit.ontology();
        let rule = ontology.types.iter().find_map(|ty| ty.claim.as_ref());
        let list = |path| {
            let claim = ontology.ty(rule?.claim);
            ontology.enumeration(claim.property(claim.slot(path)?)?).map(|vocabulary| visit.explained(&vocabulary.values.iter().filter_map(|value| visit.state.snapshot.id(&value.iri)).collect::<Vec<_>>()))
        };
        Ok(About {
            layout: visit.layout(&visit.words.say("about-title"), "about"),
            description: visit.purpose(),
            licence: ontology.directory.license.clone(),
            strengths: rule.and_then(|rule| list(rule.strength)).unwrap_or_default(),
            stances: rule.and_then(|rule| list(rule.stance)).unwrap_or_default(),
        })
    })
    .await
}

impl Visit {
    fn explained(&self, ids: &[Id]) -> Vec<Explained> {
        let one = |(at, id): (usize, &Id)| {
            let record = self.state.snapshot.record(*id)?;
            Some(Explained { label: self.name(record).text, definition: self.summary(record).map(|said| said.text).unwrap_or_default(), place: at + 1, of: ids.len() })
        };
        ids.iter().enumerate().filter_map(one).collect()
    }
}

/// An address of the server.
pub struct Address {
    pub path: &'static str,
    /// Has parts to be filled in, so that it is shown and not linked.
    pub is_pattern: bool,
    pub purpose: &'static str,
}

#[derive(Template)]
#[template(path = "developers.html")]
struct Developers {
    layout: Layout,
    base: String,
    lists: Vec<String>,
    addresses: Vec<Address>,
    going: Vec<Going>,
    suites: Vec<Suite>,
}

/// What other people's suites say, as the tests found it.
const CONFORMANCE: &str = include_str!("../../../docs/conformance.md");

/// One of them.
pub struct Suite {
    pub name: &'static str,
    pub url: &'static str,
    pub version: &'static str,
    pub judges: String,
    pub held: &'static str,
    pub tried: &'static str,
}

impl Suite {
    /// A row of the page, `| [name](url) | version | what it judges | held | tried |`.
    fn read(line: &'static str) -> Option<Self> {
        let cells: Vec<&str> = line.strip_prefix("| [")?.strip_suffix(" |")?.split(" | ").collect();
        let [suite, version, judges, held, tried] = cells.as_slice() else { return None };
        let (name, url) = suite.strip_suffix(')')?.split_once("](")?;
        // Names of programs are marked there.
        Some(Self { name, url, version, judges: judges.replace('`', ""), held, tried })
    }
}

/// Something that goes away.
pub struct Going {
    pub what: String,
    pub since: String,
    pub sunset: String,
    pub instead: String,
}

/// `/developers`
pub async fn developers(request: HttpRequest, house: Data<House>) -> HttpResponse {
    answer(request, house, |visit| -> Result<Developers, Refusal> {
        Ok(Developers {
            layout: visit.layout(&visit.words.say("developers-title"), "developers"),
            base: visit.ontology().directory.iri.clone(),
            lists: shown_types(&visit.state).iter().map(|ty| segment(visit.ontology().ty(*ty))).collect(),
            suites: CONFORMANCE.lines().filter_map(Suite::read).collect(),
            addresses: ROUTES.iter().map(|route| Address { path: route.path, is_pattern: route.path.contains('{'), purpose: route.purpose }).collect(),
            going: listed(visit.ontology(), NOTICES).into_iter().map(|(what, gone)| Going { what, since: gone.since.to_string(), sunset: gone.sunset.to_string(), instead: gone.instead.map(|instead| instead.name).unwrap_or_default() }).collect(),
        })
    })
    .await
}

/// A list, as programs that read for people are told of it.
struct Listed {
    label: String,
    path: String,
    count: u64,
    description: String,
}

#[derive(Template)]
#[template(path = "llms.txt", escape = "none")]
struct Llms {
    title: String,
    description: String,
    base: String,
    licence: String,
    lists: Vec<Listed>,
}

/// `/llms.txt` (<https://llmstxt.org>)
pub async fn llms(request: HttpRequest, house: Data<House>) -> HttpResponse {
    let state = house.engine.directory().views().state();
    let ontology = state.snapshot.ontology();
    let listed = |ty: &crate::ontology::TypeId| {
        let own = ontology.ty(*ty);
        Listed { label: plural(own), path: segment(own), count: state.snapshot.set(Token::of_type(*ty)).len(), description: own.description.clone() }
    };
    let directory = &ontology.directory;
    let page = Llms {
        title: directory.title.clone(),
        description: directory.description.clone(),
        base: directory.iri.trim_end_matches('/').to_owned(),
        licence: directory.license.clone(),
        lists: shown_types(&state).iter().map(listed).collect(),
    };
    match page.render() {
        Ok(text) => Fresh { revision: state.snapshot.revision(), media_type: "text/plain; charset=utf-8" }.answer(&request, text.into_bytes(), |_| ()),
        Err(_) => Problem::new(crate::error::Code::Internal, Words::english().say("error-title")).answer(request.headers()),
    }
}
