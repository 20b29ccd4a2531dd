//! What is claimed to help with a concept: ranked by its grounds, narrowed by type, field and strength, and what is missing.

use super::{
    Problem,
    Refusal, Visit,
    facets::{Active, Choice, Group, PLACE},
    queries::Queries,
    show::{Card, Name, Said},
};
use crate::{
    app::{
        Scope,
        filter::Filter,
        find::{Base, Direction, Find, List, OrderBy},
    },
    http::query::{self, Pairs},
    ontology::{ClaimRule, RANK_MAX, Role, Type, TypeId},
    views::records::{Id, Record, SortField, Token, json_string},
};
use serde_json::Value as Json;

/// Answers on one page.
const ANSWERS_PER_PAGE: u32 = 12;
/// The pair that asks for grounds of a strength or stronger.
const STRENGTH: &str = "strength";

/// The list and the ways to narrow it.
pub struct Answers {
    pub total: u64,
    /// Without any filter.
    pub all: u64,
    pub tabs: Vec<Choice>,
    pub strengths: Vec<Choice>,
    pub groups: Vec<Group>,
    pub active: Vec<Active>,
    pub cards: Vec<Card>,
    pub before: Option<String>,
    pub after: Option<String>,
    /// What nothing is known about.
    pub missing: Vec<Missing>,
    pub queries: Queries,
    pub cleared: String,
}

/// A gap, in words of the interface, with the concept or type that it is about.
pub struct Missing {
    pub words: String,
    pub name: Option<Name>,
}

impl Answers {
    /// The answers to a concept that claims are about; none for everything else.
    ///
    /// # Errors
    /// When the query string names what is not here.
    pub fn of(visit: &Visit, ty: &Type, record: &Record) -> Result<Option<Self>, Refusal> {
        let ontology = visit.ontology();
        let Some((inverse, rule)) = ty.inverses.iter().filter(|inverse| inverse.claimed).find_map(|inverse| Some((inverse, ontology.claim_rule(inverse.path)?))) else { return Ok(None) };
        let types: Vec<TypeId> = inverse.sources.types.iter().copied().filter(|ty| ontology.ty(*ty).role(Role::Label).is_some()).collect();
        let asking = Asking { visit, rule, types: &types, target: record };
        let mut asked = query::read(visit.house.engine.api(), ontology, &types, &visit.pairs, &[STRENGTH]).map_err(Problem::from)?;
        let size = asked.page.first.or(asked.page.last).unwrap_or(ANSWERS_PER_PAGE);
        (asked.page.first, asked.page.last) = if asked.page.before.is_some() { (None, Some(size)) } else { (Some(size), None) };
        let scope = Scope { snapshot: &visit.state.snapshot, types: &asked.types };
        let list = asking.list(scope, &asked.filter, visit.pairs.get(STRENGTH)).map_err(Problem::from)?;
        let slice = list.page(&asked.page).map_err(Problem::from)?;
        let within = visit.state.snapshot.narrowed(record.id);
        let cards = slice.ids.iter().filter_map(|id| visit.state.snapshot.record(*id)).map(|found| {
            let mut card = visit.card(found, true, None);
            card.grounds = visit.grounds(found, rule, Some(&within));
            card
        });
        let sequence = list.sequence();
        let base = visit.pairs.without(&PLACE);
        let turn = |name: &str, id: Option<&Id>| id.map(|id| format!("{}{}#answers", visit.path, base.with(name, &sequence.cursor(*id).text()).text()));
        Ok(Some(Self {
            total: list.total(),
            all: asking.count(&Pairs::default()).unwrap_or_default(),
            tabs: asking.tabs(&asked.types),
            strengths: asking.strengths(),
            groups: visit.groups(&list, scope).map_err(Problem::from)?,
            active: visit.active(&types, |pairs| asking.count(pairs)),
            cards: cards.collect(),
            before: turn("before", slice.ids.first().filter(|_| slice.has_previous)),
            after: turn("after", slice.ids.last().filter(|_| slice.has_next)),
            missing: asking.missing(),
            queries: Queries { graphql: asking.graphql(ty, &inverse.field), ..Queries::default() },
            cleared: format!("{}#answers", visit.path),
        }))
    }
}

struct Asking<'a> {
    visit: &'a Visit,
    rule: &'a ClaimRule,
    types: &'a [TypeId],
    target: &'a Record,
}

impl Asking<'_> {
    fn list<'s>(&self, scope: Scope<'s>, filter: &Json, strength: Option<&str>) -> Result<List<'s>, crate::app::Problem> {
        let mut filter = Filter::read(scope, filter)?;
        if let Some(strong) = strength.and_then(|strength| self.at_least(strength)) {
            filter = Filter::And(vec![filter, strong]);
        }
        let base = Base::Arriving { path: self.rule.link, target: self.target.id, exact: false };
        let label = SortField::label(scope.ontology(), &self.visit.languages);
        Ok(Find { scope, base, filter, hits: None, order: vec![OrderBy::Grounds, OrderBy::Field(label, Direction::Ascending)] }.run())
    }

    /// What is claimed this strongly or stronger.
    fn at_least(&self, strength: &str) -> Option<Filter> {
        let ontology = self.visit.ontology();
        let claim = ontology.ty(self.rule.claim);
        let vocabulary = ontology.enumeration(claim.property(claim.slot(self.rule.strength)?)?)?;
        let value = vocabulary.values.iter().find(|value| value.code == strength)?;
        Some(Filter::Grounds { path: self.rule.link, target: self.target.id, level: u8::try_from(value.rank).ok()? })
    }

    fn count(&self, pairs: &Pairs) -> Option<u64> {
        let asked = query::read(self.visit.house.engine.api(), self.visit.ontology(), self.types, pairs, &[STRENGTH]).ok()?;
        let scope = Scope { snapshot: &self.visit.state.snapshot, types: &asked.types };
        self.list(scope, &asked.filter, pairs.get(STRENGTH)).ok().map(|list| list.total())
    }

    fn choice(&self, pairs: &Pairs, label: Said, chosen: bool) -> Option<Choice> {
        let count = self.count(pairs)?;
        (count > 0 || chosen).then(|| Choice { href: format!("{}{}#answers", self.visit.path, pairs.text()), label, count, chosen })
    }

    fn tabs(&self, chosen: &[TypeId]) -> Vec<Choice> {
        let shared = self.visit.pairs.without(&PLACE);
        // What only one type has does not go along to another.
        let alone = |ty: &TypeId| shared.without(&[crate::app::find::TYPE_FACET]).with(crate::app::find::TYPE_FACET, &self.visit.ontology().ty(*ty).segment);
        let one = |ty: &TypeId| {
            let said = Said { text: self.visit.kinds(self.visit.ontology().ty(*ty)), lang: String::new() };
            self.choice(&alone(ty), said, chosen == [*ty])
        };
        let mut tabs: Vec<Choice> = self.types.iter().filter_map(one).collect();
        tabs.sort_by_key(|tab| std::cmp::Reverse(tab.count));
        let all = Said { text: self.visit.words.say("everything"), lang: String::new() };
        let cleared = shared.without(&[crate::app::find::TYPE_FACET]);
        tabs.splice(0..0, self.choice(&cleared, all, chosen.len() == self.types.len()));
        tabs
    }

    fn strengths(&self) -> Vec<Choice> {
        let ontology = self.visit.ontology();
        let claim = ontology.ty(self.rule.claim);
        let Some(vocabulary) = claim.slot(self.rule.strength).and_then(|slot| claim.property(slot)).and_then(|property| ontology.enumeration(property)) else { return Vec::new() };
        let base = self.visit.pairs.without(&PLACE);
        let current = base.get(STRENGTH).map(str::to_owned);
        let one = |value: &crate::ontology::EnumerationValue| {
            let chosen = current.as_deref() == Some(value.code.as_str());
            let pairs = if chosen { base.without(&[STRENGTH]) } else { base.with(STRENGTH, &value.code) };
            let label = self.visit.state.snapshot.by_iri(&value.iri).and_then(|record| record.label(ontology.ty(record.ty), &self.visit.languages)).map(|text| self.visit.said(text))?;
            let count = self.count(&base.with(STRENGTH, &value.code))?;
            (count > 0).then(|| Choice { href: format!("{}{}#answers", self.visit.path, pairs.text()), label, count, chosen })
        };
        vocabulary.values.iter().rev().filter_map(one).collect()
    }

    /// Narrower concepts without answers or without more than the weakest, and types without any.
    fn missing(&self) -> Vec<Missing> {
        let (visit, snapshot) = (self.visit, &self.visit.state.snapshot);
        let ontology = visit.ontology();
        let mut missing = Vec::new();
        for id in snapshot.set(Token::link(ontology.broader, self.target.id)) {
            let strong = (2..=RANK_MAX).any(|level| !snapshot.set(Token::grounds(self.rule.link, id, level)).is_empty());
            if snapshot.set(Token::within(self.rule.link, id)).is_empty() {
                missing.push(Missing { words: visit.words.say("missing-nothing"), name: visit.name_of(id) });
            } else if !strong {
                missing.push(Missing { words: visit.words.say("missing-weak"), name: visit.name_of(id) });
            }
        }
        let answers = snapshot.set(Token::within(self.rule.link, self.target.id));
        let lacking = self.types.iter().filter(|ty| {
            let own = snapshot.set(Token::of_type(**ty));
            !own.is_empty() && own.is_disjoint(answers)
        });
        missing.extend(lacking.map(|ty| Missing { words: visit.words.with("missing-type", "type", visit.kinds(ontology.ty(*ty))), name: None }));
        missing
    }

    fn graphql(&self, ty: &Type, field: &str) -> String {
        let ontology = self.visit.ontology();
        let label = ty.role(Role::Label).and_then(|slot| ty.property(slot)).map_or("id", |property| property.field.as_str());
        let claim = ontology.ty(self.rule.claim);
        let rationale = claim.role(Role::Summary).and_then(|slot| claim.property(slot)).map_or("id", |property| property.field.as_str());
        let own = |path| claim.slot(path).and_then(|slot| claim.property(slot)).map_or("", |property| property.field.as_str());
        format!(
            "{{\n  {}(id: {}) {{\n    {label}\n    {field}(first: 20) {{\n      totalCount\n      edges {{\n        node {{ __typename ... on Node {{ id }} }}\n        because {{ {rationale} {} {} }}\n      }}\n    }}\n  }}\n}}",
            ty.field_name(),
            json_string(self.target.key(ty)),
            own(self.rule.strength),
            own(self.rule.stance)
        )
    }
}
