//! What a document asks about the schema, answered by async-graphql: the one thing the reader does not answer itself. Everything else is
//! taken out of the document first, so that data has one meaning, one form of errors and one price, whatever stands beside it.

use super::coerce::Coerced;
use async_graphql::dynamic::Schema;
use async_graphql::parser::types::{DocumentOperations, ExecutableDocument, InlineFragment, OperationDefinition, Selection, SelectionSet, TypeCondition};
use async_graphql::{Name, Positioned, Request, ServerError, Value, Variables};
use async_graphql_value::Value as Ast;
use std::collections::{HashMap, HashSet};

/// The answers by response key, as JSON.
pub type Introspected = HashMap<String, String>;

/// Whether a field of the root asks about the schema.
#[must_use]
pub fn asks(field: &str) -> bool {
    matches!(field, "__schema" | "__type")
}

/// Answers what an operation asks about the schema.
///
/// # Errors
/// What async-graphql says against it.
pub async fn introspect(schema: &Schema, document: &ExecutableDocument, operation: &Positioned<OperationDefinition>, variables: &Coerced) -> Result<Introspected, Vec<ServerError>> {
    let mut request = Request::new("").variables(Variables::from_json(serde_json::Value::Object(variables.clone())));
    request.set_parsed_query(only(document, operation));
    let response = schema.execute(request).await;
    if !response.errors.is_empty() {
        return Err(response.errors);
    }
    let Value::Object(answers) = response.data else { return Ok(Introspected::new()) };
    Ok(answers.into_iter().map(|(key, answer)| (key.to_string(), serde_json::to_string(&answer).unwrap_or_default())).collect())
}

/// The document with nothing but what is asked about the schema, and what that needs.
fn only(document: &ExecutableDocument, operation: &Positioned<OperationDefinition>) -> ExecutableDocument {
    let mut operation = operation.clone();
    operation.node.selection_set.node = within(document, &operation.node.selection_set.node);
    let mut used = Used { document, fragments: HashSet::new(), variables: HashSet::new() };
    used.selection(&operation.node.selection_set.node);
    operation.node.variable_definitions.retain(|definition| used.variables.contains(&definition.node.name.node));
    let fragments = document.fragments.iter().filter(|(name, _)| used.fragments.contains(*name)).map(|(name, fragment)| (name.clone(), fragment.clone())).collect();
    ExecutableDocument { operations: DocumentOperations::Single(operation), fragments }
}

/// Fragments of the root become inline ones, since the rest of them must go.
fn within(document: &ExecutableDocument, set: &SelectionSet) -> SelectionSet {
    let kept = |selection: &Positioned<Selection>| {
        let (condition, directives, inner) = match &selection.node {
            Selection::Field(field) => return asks(&field.node.name.node).then(|| selection.clone()),
            Selection::InlineFragment(fragment) => (fragment.node.type_condition.clone(), fragment.node.directives.clone(), &fragment.node.selection_set),
            Selection::FragmentSpread(spread) => {
                let fragment = document.fragments.get(&spread.node.fragment_name.node)?;
                (Some(fragment.node.type_condition.clone()), spread.node.directives.clone(), &fragment.node.selection_set)
            }
        };
        let inner_set = within(document, &inner.node);
        let fragment = InlineFragment { type_condition: condition.map(|on| Positioned::new(TypeCondition { on: on.node.on }, on.pos)), directives, selection_set: Positioned::new(inner_set, inner.pos) };
        (!fragment.selection_set.node.items.is_empty()).then(|| Positioned::new(Selection::InlineFragment(Positioned::new(fragment, selection.pos)), selection.pos))
    };
    SelectionSet { items: set.items.iter().filter_map(kept).collect() }
}

/// The fragments and variables that selections need.
struct Used<'a> {
    document: &'a ExecutableDocument,
    fragments: HashSet<Name>,
    variables: HashSet<Name>,
}

impl Used<'_> {
    fn selection(&mut self, set: &SelectionSet) {
        for selection in &set.items {
            for (_, value) in selection.node.directives().iter().flat_map(|directive| &directive.node.arguments) {
                self.value(&value.node);
            }
            match &selection.node {
                Selection::Field(field) => {
                    for (_, value) in &field.node.arguments {
                        self.value(&value.node);
                    }
                    self.selection(&field.node.selection_set.node);
                }
                Selection::InlineFragment(fragment) => self.selection(&fragment.node.selection_set.node),
                Selection::FragmentSpread(spread) => {
                    let name = &spread.node.fragment_name.node;
                    if let (true, Some(fragment)) = (self.fragments.insert(name.clone()), self.document.fragments.get(name)) {
                        self.selection(&fragment.node.selection_set.node);
                    }
                }
            }
        }
    }

    /// Nothing about the schema takes lists or objects.
    fn value(&mut self, value: &Ast) {
        if let Ast::Variable(name) = value {
            self.variables.insert(name.clone());
        }
    }
}
