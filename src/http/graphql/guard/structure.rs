//! Depth and size of a parsed document once its fragments are followed.
//!
//! Each fragment is measured once and the measure reused, so a document that spreads a fragment in a fragment in a fragment costs
//! no more to measure than to read. Recursion is bounded: [`super::lexical`] admits 20 fragments and 24 brackets.

use std::collections::HashMap;

use async_graphql::{
    Name,
    parser::types::{ExecutableDocument, Field, Selection, SelectionSet},
};

use super::{
    FIELD_DEPTH_MAX, INTROSPECTION_COST_MAX, INTROSPECTION_DEPTH_MAX, Refusal, SELECTIONS_MAX, within,
};

/// Checks every operation and every fragment, used or not.
///
/// # Errors
/// Names the limit that is exceeded, or where a fragment contains itself.
pub fn structure(document: &ExecutableDocument) -> Result<(), Refusal> {
    let mut survey = Survey { document, fragments: HashMap::new() };
    for name in document.fragments.keys() {
        survey.fragment(name)?;
    }
    let mut selections = 0_u64;
    for (_, operation) in document.operations.iter() {
        let measure = survey.selection_set(&operation.node.selection_set.node)?;
        within("field depth", FIELD_DEPTH_MAX, measure.depth)?;
        within("introspection depth", INTROSPECTION_DEPTH_MAX, measure.introspection_depth)?;
        within("estimated size of the introspection", INTROSPECTION_COST_MAX, measure.introspection_cost)?;
        selections = selections.saturating_add(measure.selections);
    }
    within("number of selections with fragments followed", SELECTIONS_MAX, selections)
}

/// What a selection set amounts to. Sums saturate: past a limit only "too much" matters.
#[derive(Clone, Copy, Default)]
struct Measure {
    selections: u64,
    /// Fields inside one another, not counting what lies below `__schema` and `__type`.
    depth: u64,
    introspection_depth: u64,
    introspection_cost: u64,
    /// What the same selections would cost below `__schema`.
    cost_if_introspection: u64,
}

impl Measure {
    fn and(self, other: Self) -> Self {
        Self {
            selections: self.selections.saturating_add(other.selections),
            depth: self.depth.max(other.depth),
            introspection_depth: self.introspection_depth.max(other.introspection_depth),
            introspection_cost: self.introspection_cost.saturating_add(other.introspection_cost),
            cost_if_introspection: self.cost_if_introspection.saturating_add(other.cost_if_introspection),
        }
    }

    fn below(self, field: &Field) -> Self {
        let cost = introspected(&field.name.node).saturating_mul(self.cost_if_introspection).saturating_add(1);
        let measure = Self { selections: self.selections.saturating_add(1), cost_if_introspection: cost, ..self };
        if matches!(field.name.node.as_str(), "__schema" | "__type") {
            Self {
                depth: 1,
                introspection_depth: 1 + self.depth.max(self.introspection_depth),
                introspection_cost: cost.saturating_add(self.introspection_cost),
                ..measure
            }
        } else {
            Self { depth: 1 + self.depth, ..measure }
        }
    }
}

/// About how many values a list of the introspection schema holds in a directory of some dozens of record types.
fn introspected(field: &str) -> u64 {
    match field {
        "types" => 150,
        "fields" => 15,
        "inputFields" | "possibleTypes" | "enumValues" => 10,
        "directives" | "args" | "interfaces" => 3,
        _ => 1,
    }
}

struct Survey<'a> {
    document: &'a ExecutableDocument,
    /// `None` while a fragment is being measured: meeting it again then means it contains itself.
    fragments: HashMap<&'a Name, Option<Measure>>,
}

impl<'a> Survey<'a> {
    fn fragment(&mut self, name: &Name) -> Result<Measure, Refusal> {
        // An unknown fragment is for validation to report.
        let Some((name, fragment)) = self.document.fragments.get_key_value(name) else { return Ok(Measure::default()) };
        match self.fragments.get(name) {
            Some(Some(measure)) => return Ok(*measure),
            Some(None) => return Err(Refusal::Cycle { line: fragment.pos.line, column: fragment.pos.column }),
            None => {}
        }
        self.fragments.insert(name, None);
        let measure = self.selection_set(&fragment.node.selection_set.node)?;
        self.fragments.insert(name, Some(measure));
        Ok(measure)
    }

    fn selection_set(&mut self, set: &'a SelectionSet) -> Result<Measure, Refusal> {
        let mut sum = Measure::default();
        for selection in &set.items {
            let measure = match &selection.node {
                Selection::Field(field) => self.selection_set(&field.node.selection_set.node)?.below(&field.node),
                Selection::InlineFragment(inline) => self.selection_set(&inline.node.selection_set.node)?,
                Selection::FragmentSpread(spread) => self.fragment(&spread.node.fragment_name.node)?,
            };
            sum = sum.and(measure);
        }
        Ok(sum)
    }
}
