//! The first page: a question box, what the directory is about, what is best supported and newest, how to take part.

use actix_web::{HttpRequest, HttpResponse, web::Data};
use askama::Template;
use roaring::RoaringBitmap;

use super::{
    Layout, Visit, answer, segment,
    show::{Card, Name, Said},
    shown_types,
};
use crate::{
    app::{
        Scope, ask,
        filter::Filter,
        find::{Base, Direction, Find, OrderBy, Page as Part},
    },
    http::{House, problem::Problem},
    ontology::{ClaimRule, RANK_MAX},
    views::records::{Id, SortField, Token},
};

/// Cards in a row.
const CARDS: usize = 3;
/// Records that are looked at to find the best supported.
const LOOKED_AT_MAX: usize = 300;
/// Questions shown as examples.
const EXAMPLES: usize = 4;

/// Something that the directory collects answers to.
pub struct Topic {
    pub name: Name,
    pub definition: Option<Said>,
    pub count: u64,
    /// Concepts within it.
    pub within: Vec<Name>,
}

/// A type with the number of its records.
pub struct Kind {
    pub href: String,
    pub label: String,
    pub description: String,
    pub count: u64,
}

#[derive(Template)]
#[template(path = "home.html")]
struct Page {
    layout: Layout,
    examples: Vec<String>,
    topics: Vec<Topic>,
    kinds: Vec<Kind>,
    supported: Vec<Card>,
    newest: Vec<Card>,
    claims: u64,
}

pub async fn page(request: HttpRequest, house: Data<House>) -> HttpResponse {
    answer(request, house, make).await
}

/// Narrower concepts named below a topic.
const WITHIN: usize = 4;

impl Visit {
    /// The widest concepts that claims are about, in the order of the ontology.
    pub fn topics(&self, rule: &ClaimRule) -> Vec<Topic> {
        let (ontology, snapshot) = (self.ontology(), &self.state.snapshot);
        let claim = ontology.ty(rule.claim);
        let targets = claim.slot(rule.object).and_then(|slot| claim.property(slot)).and_then(|property| property.range.targets()).map(|targets| targets.types.as_slice()).unwrap_or_default();
        let mut ids: Vec<Id> = targets.iter().filter(|ty| ontology.ty(**ty).is_concept()).flat_map(|ty| snapshot.set(Token::of_type(*ty)).iter()).collect();
        let is_top = |id: &Id| {
            let mut wider = 0;
            snapshot.widened(*id, &mut |_| wider += 1);
            wider == 1
        };
        ids.retain(is_top);
        ids.into_iter()
            .filter_map(|id| {
                let record = snapshot.record(id)?;
                let within = snapshot.set(Token::link(ontology.broader, id)).iter().filter_map(|id| self.name_of(id));
                Some(Topic { name: self.name(record), definition: self.summary(record), count: snapshot.set(Token::within(rule.link, id)).len(), within: within.take(WITHIN).collect() })
            })
            .collect()
    }

    /// The records with the strongest grounds, those with most claims first.
    fn best_supported(&self, rule: &ClaimRule) -> Vec<Card> {
        let snapshot = &self.state.snapshot;
        let mut found: Vec<Id> = Vec::new();
        for level in (0..=RANK_MAX).rev() {
            let mut at_level: RoaringBitmap = self.topics_of(rule).into_iter().fold(RoaringBitmap::new(), |all, id| all | snapshot.set(Token::grounds(rule.link, id, level)));
            found.iter().for_each(|id| {
                at_level.remove(*id);
            });
            let mut ids: Vec<Id> = at_level.iter().take(LOOKED_AT_MAX).collect();
            ids.sort_by_key(|id| (std::cmp::Reverse(snapshot.record(*id).map_or(0, |record| record.edges.iter().map(|edge| edge.claims.len()).sum::<usize>())), *id));
            found.extend(ids);
            if found.len() >= CARDS {
                break;
            }
        }
        let card = |id: Id| {
            let record = snapshot.record(id)?;
            let mut card = self.card(record, true, None);
            card.grounds = self.all_grounds(record).into_iter().next().map(|mut grounds| {
                grounds.claims.clear();
                grounds
            });
            Some(card)
        };
        found.into_iter().take(CARDS).filter_map(card).collect()
    }

    fn topics_of(&self, rule: &ClaimRule) -> Vec<Id> {
        self.state.snapshot.targets(rule.link, false).iter().collect()
    }
}

fn make(visit: &Visit) -> Result<Page, Problem> {
    let (ontology, snapshot) = (visit.ontology(), &visit.state.snapshot);
    let rule = ontology.types.iter().find_map(|ty| ty.claim.as_ref());
    let types = shown_types(&visit.state);
    let scope = Scope { snapshot, types: &types };
    let list = Find { scope, base: Base::All, filter: Filter::all(), hits: None, order: vec![OrderBy::Field(SortField::Issued, Direction::Descending)] }.run();
    let first = u32::try_from(CARDS).unwrap_or(u32::MAX);
    let newest = list.page(&Part { first: Some(first), ..Part::default() }).map_err(Problem::from)?;
    let kind = |ty: &crate::ontology::TypeId| {
        let own = ontology.ty(*ty);
        Kind { href: format!("/{}", segment(own)), label: visit.kinds(own), description: visit.about(own), count: snapshot.set(Token::of_type(*ty)).len() }
    };
    let mut kinds: Vec<Kind> = types.iter().map(kind).filter(|kind| kind.count > 0).collect();
    kinds.sort_by_key(|kind| std::cmp::Reverse(kind.count));
    Ok(Page {
        layout: visit.layout("", "home"),
        examples: ask::examples(snapshot).into_iter().take(EXAMPLES).collect(),
        topics: rule.map(|rule| visit.topics(rule)).unwrap_or_default(),
        kinds,
        supported: rule.map(|rule| visit.best_supported(rule)).unwrap_or_default(),
        newest: newest.ids.iter().filter_map(|id| snapshot.record(*id)).map(|record| visit.card(record, true, None)).collect(),
        claims: rule.map_or(0, |rule| snapshot.set(Token::of_type(rule.claim)).len()),
    })
}
