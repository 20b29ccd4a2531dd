//! Ways to narrow a list: each value of each facet with the number of records that it leaves, and what narrows it now, each with the number
//! that comes back without it.

use super::{Visit, segment, show::Said};
use crate::{
    app::{
        Problem, Scope,
        filter::Filter,
        find::{Base, Facet, Find, Hits, List, TYPE_FACET, facetable},
        search,
    },
    http::query::{self, Pairs, tested},
    ontology::{Ontology, TypeId},
};

/// Values of a facet that are shown at once; more are behind a button.
const VALUES_SHOWN: usize = 7;
/// Facets of a list.
const FACETS_MAX: usize = 12;

/// One value to choose or to leave.
pub struct Choice {
    pub href: String,
    pub label: Said,
    pub count: u64,
    pub chosen: bool,
}

/// A facet: the values seen first, and the others.
pub struct Group {
    pub label: String,
    pub first: Vec<Choice>,
    pub others: Vec<Choice>,
    pub any_chosen: bool,
}

/// A condition that narrows the list.
pub struct Active {
    pub label: String,
    pub value: String,
    /// The list without it.
    pub href: String,
    /// What there is without it, where that was counted.
    pub count: Option<u64>,
}

/// Names of pairs that say where in a list one is.
pub const PLACE: [&str; 4] = ["after", "before", "first", "last"];

impl Visit {
    /// The facets of a list of one type, or of what several types share.
    pub fn groups(&self, list: &List<'_>, scope: Scope<'_>) -> Result<Vec<Group>, Problem> {
        let base = self.pairs.without(&PLACE);
        let fields = facetable(scope).into_iter().filter(|(field, _)| field != TYPE_FACET).take(FACETS_MAX);
        let mut groups = Vec::new();
        for (field, property) in fields {
            let Some(property) = property else { continue };
            let chosen: Vec<String> = base.values(&field).into_iter().map(str::to_owned).collect();
            let facet = list.facet(&field)?;
            // What all have or none says nothing.
            if facet.values.is_empty() || chosen.is_empty() && facet.values.len() < 2 && facet.values.iter().all(|value| value.count == list.total()) {
                continue;
            }
            groups.push(self.group(&base, &self.field(&property), facet, &chosen, matches!(property.range, crate::ontology::Range::Boolean)));
        }
        Ok(groups)
    }

    fn group(&self, base: &Pairs, label: &str, facet: Facet, chosen: &[String], boolean: bool) -> Group {
        let enumerated = |value: &str| value.to_ascii_lowercase().replace('_', "-");
        let choices = facet.values.into_iter().map(|value| {
            let written = if value.value.chars().all(|letter| letter.is_ascii_uppercase() || letter == '_') && value.record.is_some() { enumerated(&value.value) } else { value.value.clone() };
            let shown = value.record.and_then(|id| self.state.snapshot.record(id)).and_then(|record| record.label(self.ontology().ty(record.ty), &self.languages)).map(|text| self.said(text));
            let plain = if boolean { self.words.say(if value.value == "true" { "yes" } else { "no" }) } else { value.label };
            let is_chosen = chosen.contains(&written) || chosen.contains(&value.value);
            let href = if boolean && !is_chosen { base.with(&facet.field, &written) } else { base.toggled(&facet.field, if chosen.contains(&value.value) { &value.value } else { &written }) };
            Choice { href: format!("{}{}", self.path, href.text()), label: shown.unwrap_or(Said { text: plain, lang: String::new() }), count: value.count, chosen: is_chosen }
        });
        let (mut first, mut others): (Vec<Choice>, Vec<Choice>) = (Vec::new(), Vec::new());
        for (at, choice) in choices.enumerate() {
            if at < VALUES_SHOWN || choice.chosen { first.push(choice) } else { others.push(choice) }
        }
        Group { label: label.to_owned(), any_chosen: !chosen.is_empty(), first, others }
    }

    /// The conditions that narrow the list; `count` says what is left without one.
    pub fn active(&self, types: &[TypeId], count: impl Fn(&Pairs) -> Option<u64>) -> Vec<Active> {
        let base = self.pairs.without(&PLACE);
        let ontology = self.ontology();
        let mut active = Vec::new();
        for (name, value) in base.iter().filter(|(name, _)| *name != "order" && !self.manners().contains(name)) {
            let without = base.without(&[name]);
            let (label, shown) = match name {
                "search" => (self.words.say("active-search"), format!("“{value}”")),
                _ => (self.condition(types, name), self.shown_values(ontology, types, name, value)),
            };
            active.push(Active { label, value: shown, count: count(&without), href: format!("{}{}", self.path, without.text()) });
        }
        active
    }

    /// "not Platforms", "Year ≥".
    fn condition(&self, types: &[TypeId], name: &str) -> String {
        let query::Tested { negated, field, test } = tested(name);
        let ontology = self.ontology();
        let label = types.iter().find_map(|ty| ontology.ty(*ty).field(field)).map_or_else(|| field.to_owned(), |property| self.field(property));
        let sign = match test {
            Some("gte") => " ≥",
            Some("lte") => " ≤",
            Some("gt") => " >",
            Some("lt") => " <",
            _ => "",
        };
        if negated { self.words.with("active-not", "what", &format!("{label}{sign}")) } else { format!("{label}{sign}") }
    }

    fn shown_values(&self, ontology: &Ontology, types: &[TypeId], name: &str, value: &str) -> String {
        let field = tested(name).field;
        let targets: Vec<TypeId> = types.iter().find_map(|ty| ontology.ty(*ty).field(field).and_then(|property| property.range.targets()).map(|targets| targets.types.clone()).or_else(|| ontology.ty(*ty).inverse(field).map(|inverse| inverse.sources.types.clone()))).unwrap_or_default();
        let shown = |value: &str| {
            let named = if targets.is_empty() { None } else { crate::app::find::resolve(&self.state.snapshot, &targets, value).ok().flatten() };
            match value {
                "true" => self.words.say("yes"),
                "false" => self.words.say("no"),
                _ => named.map_or_else(|| value.to_owned(), |record| self.name(record).text),
            }
        };
        value.split(',').map(shown).collect::<Vec<_>>().join(", ")
    }

    /// The types that a search can be narrowed to, each with its list.
    pub fn tabs(&self, current: Option<TypeId>, hits: Option<&Hits>) -> Result<Vec<Choice>, Problem> {
        let types = super::shown_types(&self.state);
        let words = self.pairs.get("search");
        let scope = Scope { snapshot: &self.state.snapshot, types: &types };
        let hits = match (words, hits, current) {
            (None, ..) => None,
            (_, Some(hits), None) => Some(hits.clone()),
            (Some(words), ..) => Some(search::hits(&self.state, false, words, &types)?),
        };
        let list = Find { scope, base: Base::All, filter: Filter::all(), hits, order: Vec::new() }.run();
        let query = words.map_or_else(Pairs::default, |words| Pairs::default().with("search", words)).text();
        let all = Choice { href: format!("/search{query}"), label: Said { text: self.words.say("everything"), lang: String::new() }, count: list.total(), chosen: current.is_none() };
        let mut tabs: Vec<Choice> = types
            .iter()
            .map(|id| {
                let ty = self.ontology().ty(*id);
                let count = list.matches().intersection_len(self.state.snapshot.set(crate::views::records::Token::of_type(*id)));
                Choice { href: format!("/{}{query}", segment(ty)), label: Said { text: self.kinds(ty), lang: String::new() }, count, chosen: current == Some(*id) }
            })
            .filter(|tab| tab.count > 0 || tab.chosen)
            .collect();
        tabs.sort_by_key(|tab| std::cmp::Reverse(tab.count));
        tabs.insert(0, all);
        Ok(tabs)
    }
}
