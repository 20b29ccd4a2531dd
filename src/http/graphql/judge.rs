//! What the standard asks of a document and async-graphql's validation lets pass: values have the type of their place, also where
//! variables stand among them; fields of one response key can be merged, also across fragments and below (GraphQL, October 2021:
//! 5.3.2, 5.6.1, 5.6.2, 5.8.5).
//!
//! Uses the table of the API and the parsed document, never a request's values: what is said of a document holds for every request
//! that sends it. Runs once per document, after [`super::guard`] and before async-graphql's rules, since it names the nearest names.

mod merging;
mod values;

use super::api::{Api, QUERY, Ref};
use async_graphql::parser::types::{Directive, DocumentOperations, ExecutableDocument, Field, InlineFragment, OperationType, Selection, SelectionSet, VariableDefinition};
use async_graphql::{Name, Pos, Positioned};
use values::Values;

/// Something wrong with a document, and where.
#[derive(Debug)]
pub struct Fault {
    /// Lower case: what is wrong, and what to do.
    pub message: String,
    pub places: Vec<Pos>,
}

/// Everything found wrong with the queries of a document; other operations are refused elsewhere.
#[must_use]
pub fn judge(api: &Api, document: &ExecutableDocument) -> Vec<Fault> {
    let mut faults = Vec::new();
    for (_, operation) in document.operations.iter().filter(|(_, operation)| operation.node.ty == OperationType::Query) {
        let mut walk = Walk { api, document, definitions: &operation.node.variable_definitions, spread: Vec::new(), faults: &mut faults };
        walk.defaults();
        walk.selection(QUERY, &operation.node.selection_set.node);
        faults.extend(merging::conflicts(api, document, &operation.node.selection_set.node));
    }
    faults
}

/// Puts each `__typename` that has a condition into a fragment with that condition, which says the same: async-graphql's rules pass over
/// whatever stands at a `__typename`, so a variable that is used nowhere else would count as unused.
pub fn show_conditions(document: &mut ExecutableDocument) {
    let operations = match &mut document.operations {
        DocumentOperations::Single(operation) => vec![operation],
        DocumentOperations::Multiple(operations) => operations.values_mut().collect(),
    };
    let sets = operations.into_iter().map(|operation| &mut operation.node.selection_set.node);
    let mut open: Vec<&mut SelectionSet> = sets.chain(document.fragments.values_mut().map(|fragment| &mut fragment.node.selection_set.node)).collect();
    while let Some(set) = open.pop() {
        for selection in &mut set.items {
            let pos = selection.pos;
            if let Selection::Field(field) = &mut selection.node
                && field.node.name.node == TYPENAME
                && !field.node.directives.is_empty()
            {
                let directives = std::mem::take(&mut field.node.directives);
                let inner = SelectionSet { items: vec![Positioned::new(Selection::Field(field.clone()), pos)] };
                let fragment = InlineFragment { type_condition: None, directives, selection_set: Positioned::new(inner, pos) };
                selection.node = Selection::InlineFragment(Positioned::new(fragment, pos));
                continue;
            }
            match &mut selection.node {
                Selection::Field(field) => open.push(&mut field.node.selection_set.node),
                Selection::InlineFragment(fragment) => open.push(&mut fragment.node.selection_set.node),
                Selection::FragmentSpread(_) => {}
            }
        }
    }
}

/// The field that every type has.
const TYPENAME: &str = "__typename";

/// Visits every value of an operation, fragments followed once each.
struct Walk<'a, 'f> {
    api: &'a Api,
    document: &'a ExecutableDocument,
    definitions: &'a [Positioned<VariableDefinition>],
    spread: Vec<&'a Name>,
    faults: &'f mut Vec<Fault>,
}

impl<'a> Walk<'a, '_> {
    fn defaults(&mut self) {
        for definition in self.definitions {
            // None of the directives there are may stand here.
            if let Some(directive) = definition.node.directives.first() {
                self.faults.push(Fault { message: format!("@{} may not stand at the declaration of a variable", directive.node.name.node), places: vec![directive.pos] });
            }
            if let Some(default) = &definition.node.default_value {
                let ty = Ref::declared(&definition.node.var_type.node);
                let place = format!("${}", definition.node.name.node);
                self.value(&ty, false, place, &default.node.clone().into_value(), default.pos);
            }
        }
    }

    fn value(&mut self, ty: &Ref, has_default: bool, place: String, value: &async_graphql_value::Value, at: Pos) {
        let mut values = Values::new(self.api, self.definitions, place);
        if let Err(message) = values.check(ty, has_default, value) {
            self.faults.push(Fault { message, places: vec![at] });
        }
    }

    /// `parent` is unknown (empty) below what asks about the schema.
    fn selection(&mut self, parent: &str, set: &'a SelectionSet) {
        for selection in &set.items {
            match &selection.node {
                Selection::Field(field) => {
                    self.directives(&field.node.directives);
                    let below = self.field(parent, field);
                    self.selection(&below, &field.node.selection_set.node);
                }
                Selection::InlineFragment(fragment) => {
                    self.directives(&fragment.node.directives);
                    let on = fragment.node.type_condition.as_ref().map_or(parent, |condition| condition.node.on.node.as_str());
                    self.selection(on, &fragment.node.selection_set.node);
                }
                Selection::FragmentSpread(spread) => {
                    self.directives(&spread.node.directives);
                    let name = &spread.node.fragment_name.node;
                    if let (false, Some(fragment)) = (self.spread.contains(&name), self.document.fragments.get(name)) {
                        self.spread.push(name);
                        self.directives(&fragment.node.directives);
                        self.selection(fragment.node.type_condition.node.on.node.as_str(), &fragment.node.selection_set.node);
                    }
                }
            }
        }
    }

    /// Checks the arguments of a field; the type of what it answers.
    fn field(&mut self, parent: &str, field: &Positioned<Field>) -> String {
        let (api, at, field) = (self.api, field.pos, &field.node);
        if field.name.node == TYPENAME && !(field.arguments.is_empty() && field.selection_set.node.items.is_empty()) {
            self.faults.push(Fault { message: format!("{TYPENAME} has neither arguments nor fields"), places: vec![at] });
        }
        let Some(own) = api.object(parent).and_then(|object| object.field(&field.name.node)) else { return String::new() };
        for (name, value) in &field.arguments {
            if let Some(argument) = own.arguments.iter().find(|argument| argument.name == name.node) {
                self.value(&argument.ty, argument.default.is_some(), argument.name.to_owned(), &value.node, value.pos);
            }
        }
        own.ty.name().to_owned()
    }

    /// Every directive there is asks a condition.
    fn directives(&mut self, directives: &'a [Positioned<Directive>]) {
        for (name, value) in directives.iter().flat_map(|directive| &directive.node.arguments).filter(|(name, _)| name.node == "if") {
            self.value(&Ref::named("Boolean").required(), false, name.node.to_string(), &value.node, value.pos);
        }
    }
}
