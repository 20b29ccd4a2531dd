//! From a validated document to a plan: what to answer, in which order, for every type that may stand there.
//!
//! A plan is lowered once per document and kept; variables stay variables, except those that decide whether a field is there at
//! all. Fragments are gone, equal response keys are merged as the specification says.

use super::api::{Api, Field as ApiField, MUTATION, Object, QUERY, Ref, SUBSCRIPTION, What};
use super::coerce::{Coerced, Template};
use super::introspection;
use crate::ontology::{Deprecation, TypeId};
use crate::views::records::json_string;
use async_graphql::parser::types::{Directive, DocumentOperations, ExecutableDocument, Field, FragmentDefinition, OperationDefinition, OperationType, Selection as AstSelection, SelectionSet};
use async_graphql::{Name, Pos, Positioned};
use rustc_hash::FxHashMap;
use std::cell::Cell;
use std::sync::{Arc, OnceLock};

/// One field to be answered.
pub struct Step {
    /// `"name":`, as it stands in the response.
    pub key: Box<str>,
    /// The response key, for the paths of errors.
    pub name: Box<str>,
    pub position: Pos,
    pub kind: Kind,
    pub ty: Ref,
    pub arguments: Template,
    pub selection: Option<Arc<Selection>>,
}

pub enum Kind {
    /// The type's name as a JSON string.
    Typename(Box<str>),
    Field(What),
    /// Answered beside the plan, by response key.
    Introspection,
}

/// What to answer of an object, for each object that may stand there.
pub enum Selection {
    Object(Vec<Step>),
    /// By record type.
    Records(Vec<Vec<Step>>),
}

impl Selection {
    /// The steps for a record.
    #[must_use]
    pub fn of_record(&self, ty: TypeId) -> &[Step] {
        match self {
            Self::Object(steps) => steps,
            Self::Records(types) => types.get(usize::from(ty.0)).map_or(&[], Vec::as_slice),
        }
    }

    /// The steps for what is not a record.
    #[must_use]
    pub fn of_object(&self) -> &[Step] {
        if let Self::Object(steps) = self { steps } else { &[] }
    }
}

/// A lowered operation.
pub struct Plan {
    pub root: Arc<Selection>,
    /// Whether anything of it asks about the past or reads the journal, which blocks.
    pub past: bool,
    /// Whether anything of it asks about the schema.
    pub introspects: bool,
    /// Whether anything of it does something.
    pub acts: bool,
    /// What it asks for that goes away; what its variables say comes on top.
    pub notices: Vec<Arc<Deprecation>>,
    /// What it costs, where that does not depend on variables.
    price: OnceLock<u64>,
}

/// Boolean variables that decide about fields, with their values.
pub type Switches = Vec<(Name, bool)>;

/// The names of variables that `@skip` and `@include` ask.
#[must_use]
pub fn switches(document: &ExecutableDocument, operation: &OperationDefinition) -> Vec<Name> {
    let mut names = Vec::new();
    let mut sets: Vec<&SelectionSet> = vec![&operation.selection_set.node];
    sets.extend(document.fragments.values().map(|fragment| &fragment.node.selection_set.node));
    while let Some(set) = sets.pop() {
        for selection in &set.items {
            let (directives, inner) = match &selection.node {
                AstSelection::Field(field) => (&field.node.directives, Some(&field.node.selection_set.node)),
                AstSelection::FragmentSpread(spread) => (&spread.node.directives, None),
                AstSelection::InlineFragment(fragment) => (&fragment.node.directives, Some(&fragment.node.selection_set.node)),
            };
            sets.extend(inner);
            for directive in directives {
                for (_, value) in &directive.node.arguments {
                    if let async_graphql_value::Value::Variable(name) = &value.node
                        && !names.contains(name)
                    {
                        names.push(name.clone());
                    }
                }
            }
        }
    }
    names
}

/// The operation that is meant.
#[must_use]
pub fn operation<'a>(document: &'a ExecutableDocument, name: Option<&str>) -> Option<&'a Positioned<OperationDefinition>> {
    match (&document.operations, name) {
        (DocumentOperations::Single(only), None) => Some(only),
        (DocumentOperations::Single(_), Some(_)) => None,
        (DocumentOperations::Multiple(operations), Some(name)) => operations.get(name),
        (DocumentOperations::Multiple(operations), None) => operations.values().next().filter(|_| operations.len() == 1),
    }
}

/// Lowers an operation.
#[must_use]
pub fn lower(api: &Api, document: &ExecutableDocument, operation: &OperationDefinition, switches: &Switches) -> Plan {
    let mut lowering = Lowering { api, fragments: &document.fragments, switches, known: FxHashMap::default(), introspects: false, acts: false, past: false, notices: Vec::new() };
    let root = match operation.ty {
        OperationType::Query => QUERY,
        OperationType::Mutation => MUTATION,
        OperationType::Subscription => SUBSCRIPTION,
    };
    let root = lowering.selection(root, &[&operation.selection_set.node]);
    Plan { root, past: lowering.past, introspects: lowering.introspects, acts: lowering.acts, notices: lowering.notices, price: OnceLock::new() }
}

/// Selection sets by their place in the document, which stays where it is while lowering.
type Known = FxHashMap<(String, Vec<*const SelectionSet>), Arc<Selection>>;

struct Lowering<'a> {
    api: &'a Api,
    fragments: &'a std::collections::HashMap<Name, Positioned<FragmentDefinition>>,
    switches: &'a Switches,
    known: Known,
    introspects: bool,
    acts: bool,
    past: bool,
    notices: Vec<Arc<Deprecation>>,
}

impl<'a> Lowering<'a> {
    fn selection(&mut self, ty: &str, sets: &[&'a SelectionSet]) -> Arc<Selection> {
        let known = (ty.to_owned(), sets.iter().map(|set| std::ptr::from_ref::<SelectionSet>(set)).collect::<Vec<_>>());
        if let Some(selection) = self.known.get(&known) {
            return Arc::clone(selection);
        }
        let api = self.api;
        let objects: Vec<&Object> = api.possible(ty).collect();
        let selection = match objects.as_slice() {
            [only] => Selection::Object(self.steps(only, sets)),
            _ => {
                let mut types = Vec::new();
                for object in objects {
                    let steps = self.steps(object, sets);
                    if let Some(at) = object.record.map(|ty| usize::from(ty.0)) {
                        types.resize_with(types.len().max(at + 1), Vec::new);
                        types[at] = steps;
                    }
                }
                Selection::Records(types)
            }
        };
        let selection = Arc::new(selection);
        if ty != QUERY {
            self.known.insert(known, Arc::clone(&selection));
        }
        selection
    }

    fn steps(&mut self, object: &Object, sets: &[&'a SelectionSet]) -> Vec<Step> {
        let mut fields: Vec<(Name, Vec<&'a Positioned<Field>>)> = Vec::new();
        let mut spread: Vec<Name> = Vec::new();
        for set in sets {
            self.collect(object, set, &mut fields, &mut spread);
        }
        fields.into_iter().filter_map(|(key, fields)| self.step(object, &key, &fields)).collect()
    }

    fn collect(&self, object: &Object, set: &'a SelectionSet, fields: &mut Vec<(Name, Vec<&'a Positioned<Field>>)>, spread: &mut Vec<Name>) {
        for selection in &set.items {
            match &selection.node {
                AstSelection::Field(field) if self.wanted(&field.node.directives) => {
                    let key = &field.node.response_key().node;
                    match fields.iter_mut().find(|(own, _)| own == key) {
                        Some((_, same)) => same.push(field),
                        None => fields.push((key.clone(), vec![field])),
                    }
                }
                AstSelection::InlineFragment(fragment)
                    if self.wanted(&fragment.node.directives) && fragment.node.type_condition.as_ref().is_none_or(|condition| is_a(object, &condition.node.on.node)) =>
                {
                    self.collect(object, &fragment.node.selection_set.node, fields, spread);
                }
                AstSelection::FragmentSpread(named) if self.wanted(&named.node.directives) => {
                    let name = &named.node.fragment_name.node;
                    if spread.contains(name) {
                        continue;
                    }
                    spread.push(name.clone());
                    if let Some(fragment) = self.fragments.get(name)
                        && is_a(object, &fragment.node.type_condition.node.on.node)
                    {
                        self.collect(object, &fragment.node.selection_set.node, fields, spread);
                    }
                }
                _ => {}
            }
        }
    }

    fn wanted(&self, directives: &[Positioned<Directive>]) -> bool {
        directives.iter().all(|directive| {
            let condition = directive.node.get_argument("if").map(|value| match &value.node {
                async_graphql_value::Value::Boolean(flag) => *flag,
                async_graphql_value::Value::Variable(name) => self.switches.iter().any(|(own, value)| own == name && *value),
                _ => false,
            });
            match directive.node.name.node.as_str() {
                "skip" => condition != Some(true),
                "include" => condition != Some(false),
                _ => true,
            }
        })
    }

    fn step(&mut self, object: &Object, key: &Name, fields: &[&'a Positioned<Field>]) -> Option<Step> {
        let first = fields.first()?;
        let name = first.node.name.node.as_str();
        let step = |kind, ty, arguments, selection| Step { key: format!("{}:", json_string(key)).into(), name: key.as_str().into(), position: first.pos, kind, ty, arguments, selection };
        if name == "__typename" {
            return Some(step(Kind::Typename(json_string(&object.name)), Ref::named("String").required(), Template::default(), None));
        }
        if introspection::asks(name) {
            self.introspects = true;
            return Some(step(Kind::Introspection, Ref::named("String"), Template::default(), None));
        }
        let field: &ApiField = object.field(name)?;
        let arguments = Template::of_arguments(self.api, &field.arguments, &first.node.arguments);
        if !self.api.notices.is_empty() {
            self.notice(object, field, first);
        }
        self.acts |= matches!(field.what, What::Verb(_));
        self.past |= field.what.reads_the_journal();
        self.past |= first.node.arguments.iter().any(|(name, _)| name.node == "asOf");
        let sets: Vec<&'a SelectionSet> = fields.iter().map(|field| &field.node.selection_set.node).filter(|set| !set.items.is_empty()).collect();
        let selection = (!sets.is_empty()).then(|| self.selection(field.ty.name(), &sets));
        Some(step(Kind::Field(field.what.clone()), field.ty.clone(), arguments, selection))
    }
}

impl Lowering<'_> {
    fn notice(&mut self, object: &Object, field: &ApiField, asked: &Positioned<Field>) {
        let notices = &self.api.notices;
        self.notices.extend(notices.of(&object.name, &field.name).cloned());
        for (name, value) in &asked.node.arguments {
            let Some(argument) = field.arguments.iter().find(|argument| name.node == argument.name) else { continue };
            // What variables say is looked at when they are known.
            let literal = value.node.clone().into_const_with(|_| Ok::<_, std::convert::Infallible>(async_graphql_value::ConstValue::Null));
            if let Some(json) = literal.ok().and_then(|value| value.into_json().ok()) {
                notices.of_value(self.api, &argument.ty, &json, &mut self.notices);
            }
        }
    }
}

fn is_a(object: &Object, name: &str) -> bool {
    object.name == name || object.implements.iter().any(|own| own == name)
}

/// The price of a plan with these variables.
#[must_use]
pub fn cost(plan: &Plan, variables: &Coerced) -> u64 {
    if let Some(price) = plan.price.get() {
        return *price;
    }
    let mut prices = Prices { variables, vary: false, known: FxHashMap::default() };
    let price = prices.selection(&plan.root, 0);
    if prices.vary { price } else { *plan.price.get_or_init(|| price) }
}

/// What a field costs beside itself.
const SEARCH_COST: u64 = 100;
const ASK_COST: u64 = 500;
const COVERAGE_COST: u64 = 2_000;
const VERB_COST: u64 = 1_000;
const PAST_COST: u64 = 5_000;
const FACETS_COST: u64 = 50;
const RELATED_COST: u64 = 50;
const HISTORY_COST: u64 = 500;
/// Records that a plain list is taken to have.
const LIST_SIZE: u64 = 4;

struct Prices<'a> {
    variables: &'a Coerced,
    /// Whether any of them mattered.
    vary: bool,
    /// By selection and the page size it stands under.
    known: FxHashMap<(*const Selection, u64), u64>,
}

impl Prices<'_> {
    /// `page`: how many records the connection around these fields gives.
    fn selection(&mut self, selection: &Selection, page: u64) -> u64 {
        let known = (std::ptr::from_ref(selection), page);
        if let Some(price) = self.known.get(&known) {
            return *price;
        }
        let price = match selection {
            Selection::Object(steps) => self.steps(steps, page),
            Selection::Records(types) => types.iter().map(|steps| self.steps(steps, page)).max().unwrap_or(0),
        };
        self.known.insert(known, price);
        price
    }

    fn steps(&mut self, steps: &[Step], page: u64) -> u64 {
        steps.iter().fold(0_u64, |sum, step| sum.saturating_add(self.step(step, page)))
    }

    fn step(&mut self, step: &Step, page: u64) -> u64 {
        let Kind::Field(what) = &step.kind else { return 0 };
        // What is refused when it is answered costs nothing.
        let Ok(arguments) = step.arguments.fill(self.variables) else {
            self.vary = true;
            return 1;
        };
        let vary = Cell::new(false);
        let given = |name: &str| {
            vary.set(vary.get() || step.arguments.is_open(name));
            arguments.get(name).filter(|value| !value.is_null())
        };
        let size = |name: &str| given(name).and_then(serde_json::Value::as_u64);
        let (own, times, inner_page) = match what {
            What::Many(_) | What::Arriving { .. } | What::Leaving { .. } => {
                (1 + if given("search").is_some() { SEARCH_COST } else { 0 }, 1, size("first").or(size("last")).unwrap_or(25).min(100))
            }
            What::Search => (SEARCH_COST, 1, size("first").or(size("last")).unwrap_or(25).min(100)),
            What::Edges | What::Nodes_ => (1, page.max(1), 0),
            What::Suggest => (SEARCH_COST, size("first").unwrap_or(10), 0),
            What::Ask => (ASK_COST, 1, 25),
            What::Coverage => (COVERAGE_COST, 1, 0),
            What::Changes => (SEARCH_COST, 1, 0),
            What::Verb(_) => (VERB_COST, 1, size("first").unwrap_or(25).min(100)),
            What::Facets => (FACETS_COST, LIST_SIZE * LIST_SIZE, 0),
            What::History | What::HistoryOf => (HISTORY_COST, 1, size("first").unwrap_or(25).min(100)),
            What::Difference => (HISTORY_COST, LIST_SIZE, 0),
            What::Provenance | What::Credits => (1, LIST_SIZE * LIST_SIZE, 0),
            What::Member("revisions") => (1, page.max(1), 0),
            What::Related => (RELATED_COST, size("first").unwrap_or(5), 0),
            What::Nodes => (1, given("ids").and_then(serde_json::Value::as_array).map_or(1, |ids| ids.len() as u64), 0),
            What::Because | What::ArrivingList { .. } => (1, LIST_SIZE, 0),
            What::Member("edges" | "nodes") => (1, page.max(1), 0),
            // What answers and the directory hold beside records is small.
            What::Member("results") => (1, 1, 25),
            What::Property(_) | What::Member(_) if !matches!(step.ty, Ref::Named(_)) && step.selection.is_some() => (1, LIST_SIZE, 0),
            _ => (1, 1, 0),
        };
        let past = if ["asOf", "since"].iter().any(|name| given(name).is_some()) { PAST_COST } else { 0 };
        self.vary |= vary.get();
        let inner = step.selection.as_ref().map_or(0, |selection| self.selection(selection, inner_page));
        own.saturating_add(past).saturating_add(times.saturating_mul(inner))
    }
}
