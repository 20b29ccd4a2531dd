//! What a record says once a row has been heard: a table speaks of its columns only.

use super::mapping::Existing;
use super::plan::{Language, Plan};
use crate::ontology::record::Value;
use crate::ontology::{Property, Role, Type};
use crate::views::records::{Record, Snapshot};
use oxigraph::model::Term;

/// A value, its slot, and the column that it comes from.
pub type Cell = (u16, Option<u16>, Term);

/// The values of a known record and those of a row together.
pub fn merged(now: &Snapshot, record: &Record, said: Vec<Cell>, plan: &Plan) -> Vec<Cell> {
    let ty = now.ontology().ty(record.ty);
    let known = now.judged(record, false);
    let covered = covered(ty, plan);
    let mut all: Vec<Cell> = Vec::with_capacity(said.len());
    for (slot, property) in (0_u16..).zip(&ty.properties) {
        let kept = known.slot(slot).iter().filter(|value| plan.existing != Existing::Replace || !covers(&covered, slot, value));
        all.extend(kept.map(|value| (slot, None, value.term(&property.range))));
    }
    match plan.existing {
        Existing::Replace => all.extend(said),
        Existing::Keep => {}
        Existing::Complete => {
            for (slot, column, term) in said {
                if let Some(property) = ty.property(slot)
                    && is_lacking(ty, &all, slot, property, &term)
                {
                    all.push((slot, column, term));
                }
            }
        }
    }
    all
}

/// The fields of a table, each with the language of its texts where that is one.
fn covered<'a>(ty: &Type, plan: &'a Plan) -> Vec<(u16, Option<&'a str>)> {
    let language = |language: &'a Language| if let Language::Tag(tag) = language { Some(tag.as_str()) } else { None };
    let own = plan.feeds.iter().filter_map(|feed| Some((ty.slot_of_field(&feed.field)?, language(&feed.language))));
    own.chain(plan.feeds.iter().filter_map(|feed| Some((ty.slot_of_field(feed.source.otherwise.as_ref()?)?, None)))).collect()
}

fn covers(covered: &[(u16, Option<&str>)], slot: u16, value: &Value) -> bool {
    let fits = |tag: &Option<&str>| match (tag, value) {
        (Some(tag), Value::Text(text)) if !text.language.is_empty() => text.language == *tag,
        _ => true,
    };
    covered.iter().any(|(own, tag)| *own == slot && fits(tag))
}

/// Whether a record has room for a value and does not have it yet; of texts only the words count, not their language.
fn is_lacking(ty: &Type, all: &[Cell], slot: u16, property: &Property, term: &Term) -> bool {
    let own = || all.iter().filter(|(other, ..)| *other == slot);
    if property.single {
        return own().next().is_none();
    }
    let same = |other: &Term| match (other, term) {
        (Term::Literal(other), Term::Literal(term)) => other.value() == term.value(),
        _ => other == term,
    };
    let is_label = property.role == Some(Role::AlternativeLabel) && all.iter().any(|(other, _, term)| ty.role(Role::Label) == Some(*other) && same(term));
    !is_label && own().count() < property.max_count as usize && !own().any(|(.., other)| same(other))
}

/// Leaves out other names that are the name. Foreign tables list all names together; our own say what they mean.
pub fn without_repeated_names(ty: &Type, said: &mut Vec<Cell>) {
    let words = |term: &Term| if let Term::Literal(literal) = term { Some(literal.value().to_owned()) } else { None };
    let labels: Vec<String> = said.iter().filter(|(slot, ..)| ty.role(Role::Label) == Some(*slot)).filter_map(|(.., term)| words(term)).collect();
    let others = |slot: u16| ty.property(slot).is_some_and(|property| property.role == Some(Role::AlternativeLabel));
    said.retain(|(slot, _, term)| !others(*slot) || !words(term).is_some_and(|words| labels.contains(&words)));
}
