//! Lists: of one type at `/{types}`, across all of them at `/search`. The address is the state: every choice is a link.

use actix_web::{HttpRequest, HttpResponse, web::{Data, Path}};
use askama::Template;

use super::{
    Layout, Visit, answer, facets::{Active, Choice, Group, PLACE}, queries::Queries, segment, show::Card, shown_types,
};
use crate::{
    app::{
        Scope,
        filter::Filter,
        find::{Base, Direction, Find, Hits, List, OrderBy, Slice, grounds},
        search as words,
    },
    error::Code,
    http::{
        House,
        problem::Problem,
        query::{self, Asked, By, Pairs},
        unknown::nearest,
    },
    ontology::{ClaimRule, Role, TypeId},
    views::records::SortField,
};

/// Records on one page of a list.
const CARDS_PER_PAGE: u32 = 20;
/// The forms of a list that programs look for in the head of its page.
const FEEDS: [(&str, &str); 1] = [("Atom", "application/atom+xml")];
/// Longer addresses are cut before they are compared or repeated.
const ADDRESS_CHARS_MAX: usize = 100;

/// An order to choose.
pub struct OrderChoice {
    pub value: String,
    pub label: String,
    pub chosen: bool,
}

#[derive(Template)]
#[template(path = "list.html")]
pub struct Page {
    pub layout: Layout,
    /// What the records are, when they are of one type.
    pub about: Option<String>,
    pub search: String,
    /// Pairs that a new search keeps.
    pub kept: Vec<(String, String)>,
    pub path: String,
    pub tabs: Vec<Choice>,
    pub active: Vec<Active>,
    pub cleared: String,
    pub groups: Vec<Group>,
    pub orders: Vec<OrderChoice>,
    pub total: u64,
    pub cards: Vec<Card>,
    pub before: Option<String>,
    pub after: Option<String>,
    /// Names like the words that found nothing.
    pub near: Vec<super::show::Name>,
    pub queries: Queries,
}

/// `/{types}`
pub async fn page(request: HttpRequest, house: Data<House>, path: Path<String>) -> HttpResponse {
    answer(request, house, move |visit| {
        let Some(ty) = super::type_at(visit.ontology(), &path) else { return Err(no_list(visit)) };
        make(visit, &[ty.id])
    })
    .await
}

/// `/search`
pub async fn search(request: HttpRequest, house: Data<House>) -> HttpResponse {
    answer(request, house, |visit| make(visit, &shown_types(&visit.state))).await
}

/// There is no list of this name, so nothing is at the address.
pub fn no_list(visit: &Visit) -> Problem {
    let lists = visit.ontology().types.iter().map(|ty| format!("/{}", segment(ty)));
    let names: Vec<String> = crate::http::ROUTES.iter().map(|route| route.path.to_owned()).filter(|path| !path.starts_with("/{")).chain(lists).collect();
    let asked: String = visit.path.chars().take(ADDRESS_CHARS_MAX).collect();
    let near = nearest(&asked, names.iter().map(String::as_str));
    Problem::new(Code::NotFound, format!("nothing is served at {asked:?}; the nearest addresses are {}", near.join(", ")))
}

/// What is asked, found.
struct Found<'a> {
    find: Find<'a>,
    rule: Option<&'a ClaimRule>,
}

impl Visit {
    fn hits(&self, asked: &Asked) -> Result<Option<Hits>, Problem> {
        asked.search.as_deref().map(|text| words::hits(&self.state, false, text, &asked.types)).transpose().map_err(Problem::from)
    }

    fn found<'a>(&self, scope: Scope<'a>, asked: &Asked) -> Result<Found<'a>, Problem> {
        let hits = self.hits(asked)?;
        let filter = Filter::read(scope, &asked.filter).map_err(Problem::from)?;
        let grounded = grounds(scope.snapshot, &Base::All, &filter);
        let label = SortField::label(scope.ontology(), &self.languages);
        let mut order = Vec::new();
        for criterion in &asked.order {
            order.push(match criterion.by {
                By::Field(SortField::Label, direction) => OrderBy::Field(label, direction),
                By::Field(field, direction) => OrderBy::Field(field, direction),
                // Orders that a list cannot have any more when its search or filter is taken away.
                By::Relevance if hits.is_none() => continue,
                By::Grounds if grounded.is_none() => continue,
                By::Relevance => OrderBy::Relevance,
                By::Grounds => OrderBy::Grounds,
            });
        }
        if order.is_empty() {
            order.extend(if hits.is_some() { Some(OrderBy::Relevance) } else { grounded.map(|_| OrderBy::Grounds) });
            order.push(OrderBy::Field(label, Direction::Ascending));
        }
        let rule = grounded.and_then(|(path, _)| scope.ontology().claim_rule(path));
        Ok(Found { find: Find { scope, base: Base::All, filter, hits, order }, rule })
    }

    /// How many records a list has that is asked for so.
    fn counted(&self, types: &[TypeId], pairs: &Pairs) -> Option<u64> {
        let asked = query::read(self.house.engine.api(), self.ontology(), types, pairs, self.manners()).ok()?;
        let scope = Scope { snapshot: &self.state.snapshot, types: &asked.types };
        self.found(scope, &asked).ok().map(|found| found.find.run().total())
    }

    fn orders(&self, types: &[TypeId], asked: &Asked, first: &OrderBy) -> Vec<OrderChoice> {
        let ontology = self.ontology();
        let current = self.pairs.values("order").first().map(|order| (*order).to_owned());
        let mut offered: Vec<(String, String)> = Vec::new();
        if asked.search.is_some() {
            offered.push(("relevance".to_owned(), self.words.say("order-relevance")));
        }
        if *first == OrderBy::Grounds || current.as_deref() == Some("grounds") || asked.filter.as_object().is_some_and(|fields| types.iter().any(|ty| fields.keys().any(|field| ontology.ty(*ty).field(field).is_some_and(|property| property.claimed)))) {
            offered.push(("grounds".to_owned(), self.words.say("order-grounds")));
        }
        if let Some(ty) = types.first().map(|ty| ontology.ty(*ty)) {
            let label = ty.role(Role::Label).and_then(|slot| ty.property(slot));
            offered.extend(label.map(|property| (property.field.clone(), self.words.say("order-name"))));
            let when = ty.role(Role::Year).and_then(|slot| ty.property(slot)).filter(|property| property.sortable && types.iter().all(|ty| ontology.ty(*ty).field(&property.field).is_some_and(|own| own.path == property.path)));
            offered.extend(when.map(|property| (format!("-{}", property.field), self.words.with("order-latest", "field", self.field(property)))));
        }
        offered.push(("-modified".to_owned(), self.words.say("order-modified")));
        offered.into_iter().enumerate().map(|(at, (value, label))| OrderChoice { chosen: current.as_ref().map_or(at == 0, |own| *own == value), value, label }).collect()
    }

    fn cards(&self, slice: &Slice, asked: &Asked, several: bool, rule: Option<&ClaimRule>, within: Option<&roaring::RoaringBitmap>) -> Vec<Card> {
        let records = slice.ids.iter().filter_map(|id| self.state.snapshot.record(*id));
        records
            .map(|record| {
                let mut card = self.card(record, several, asked.search.as_deref());
                card.grounds = rule.and_then(|rule| self.grounds(record, rule, within));
                card
            })
            .collect()
    }

    /// The addresses of the pages before and after this one.
    fn turns(&self, list: &List<'_>, slice: &Slice) -> (Option<String>, Option<String>) {
        let base = self.pairs.without(&PLACE);
        let sequence = list.sequence();
        let turn = |name: &str, id: Option<&u32>| id.map(|id| format!("{}{}", self.path, base.with(name, &sequence.cursor(*id).text()).text()));
        let before = slice.ids.first().filter(|_| slice.has_previous);
        let after = slice.ids.last().filter(|_| slice.has_next);
        (turn("before", before), turn("after", after))
    }
}

/// The list that is asked for.
pub fn make(visit: &Visit, types: &[TypeId]) -> Result<Page, Problem> {
    let ontology = visit.ontology();
    let mut asked = query::read(visit.house.engine.api(), ontology, types, &visit.pairs, visit.manners()).map_err(Problem::from)?;
    let size = asked.page.first.or(asked.page.last).unwrap_or(CARDS_PER_PAGE);
    (asked.page.first, asked.page.last) = if asked.page.before.is_some() { (None, Some(size)) } else { (Some(size), None) };
    let asked_types = asked.types.clone();
    let scope = Scope { snapshot: &visit.state.snapshot, types: &asked_types };
    let Found { find, rule } = visit.found(scope, &asked)?;
    let first = find.order.first().cloned().unwrap_or(OrderBy::Relevance);
    let within = grounds(scope.snapshot, &find.base, &find.filter).map(|(_, target)| scope.snapshot.narrowed(target));
    let hits = find.hits.clone();
    let list = find.run();
    let slice = list.page(&asked.page).map_err(Problem::from)?;
    let only = if let [only] = types { Some(ontology.ty(*only)) } else { None };
    let title = only.map_or_else(|| visit.words.say("search-title"), |ty| visit.kinds(ty));
    let mut layout = visit.layout(&title, "browse");
    let about = only.map(|ty| visit.about(ty)).filter(|text| !text.is_empty());
    if let Some(about) = &about {
        layout.description.clone_from(about);
    }
    let queries = Queries::of_list(visit, types, &asked);
    layout.alternates = queries.addresses.iter().filter_map(|(name, href)| Some((FEEDS.iter().find(|(own, _)| own == name)?.1.to_owned(), href.clone()))).collect();
    let (before, after) = visit.turns(&list, &slice);
    let current = only.map(|ty| ty.id);
    let concept = only.is_some_and(|ty| ty.is_concept() || ty.role(Role::Label).is_none());
    let near = if list.total() == 0 { asked.search.as_deref().map(|text| visit.near(text)).unwrap_or_default() } else { Vec::new() };
    Ok(Page {
        about,
        search: asked.search.clone().unwrap_or_default(),
        kept: visit.pairs.without(&PLACE).without(&["search", "order"]).iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect(),
        path: visit.path.clone(),
        tabs: if concept { Vec::new() } else { visit.tabs(current, hits.as_ref()).map_err(Problem::from)? },
        active: visit.active(&asked_types, |pairs| visit.counted(types, pairs)),
        cleared: visit.path.clone(),
        groups: visit.groups(&list, scope).map_err(Problem::from)?,
        orders: visit.orders(&asked_types, &asked, &first),
        total: list.total(),
        cards: visit.cards(&slice, &asked, types.len() > 1, rule, within.as_ref()),
        before,
        after,
        near,
        queries,
        layout,
    })
}

impl Visit {
    /// Records with names like these words.
    fn near(&self, text: &str) -> Vec<super::show::Name> {
        let types = shown_types(&self.state);
        let longest = text.split_whitespace().max_by_key(|word| word.len()).unwrap_or_default();
        let start: String = longest.chars().take(4).collect();
        let found = words::suggest(&self.state, false, &start, &types, 5).unwrap_or_default();
        found.into_iter().filter_map(|(id, _)| self.name_of(id)).collect()
    }
}
