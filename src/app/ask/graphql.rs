//! The GraphQL text of a reading: what to send to get the same answer.

use super::condition::{graphql_value, is_enumeration_value};
use super::{ANSWER_RECORDS, Reading};
use crate::ontology::{ClaimRule, Inverse, Ontology, Property, Range, Role, Type, TypeId};
use crate::views::records::{Id, Snapshot, json_string};
use std::fmt::Write;

/// The query text, values inlined. A question of the form "what addresses this" begins at the concept, so that the grounds stand on the edges.
#[must_use]
pub fn graphql(snapshot: &Snapshot, reading: &Reading) -> String {
    let ontology = snapshot.ontology();
    if reading.search.is_none()
        && !reading.count
        && let Some((rule, target)) = reading.condition.claimed_link(ontology)
        && let Some(text) = grounds(snapshot, reading, rule, target)
    {
        return text;
    }
    let mut arguments: Vec<String> = Vec::new();
    let root = match reading.types.as_slice() {
        [only] => ontology.ty(*only).plural.clone(),
        types => {
            if !types.is_empty() {
                arguments.push(format!("types: {}", enumeration(ontology, types)));
            }
            "records".to_owned()
        }
    };
    if !reading.condition.is_none() {
        let mut filter = String::from("filter: ");
        graphql_value(&mut filter, &reading.filter, &is_enumeration_value(ontology));
        arguments.push(filter);
    }
    if let Some(search) = &reading.search {
        arguments.push(format!("search: {}", json_string(search)));
    }
    if reading.count {
        let arguments = if arguments.is_empty() { String::new() } else { format!("({})", arguments.join(", ")) };
        return format!("{{\n  {root}{arguments} {{\n    totalCount\n  }}\n}}\n");
    }
    arguments.push(format!("first: {ANSWER_RECORDS}"));
    let mut text = format!("{{\n  {root}({}) {{\n    totalCount\n    nodes {{\n", arguments.join(", "));
    match reading.types.as_slice() {
        [only] => fields(&mut text, 6, ontology.ty(*only)),
        types => fragments(&mut text, 6, ontology, types),
    }
    text.push_str("    }\n  }\n}\n");
    text
}

fn enumeration(ontology: &Ontology, types: &[TypeId]) -> String {
    format!("[{}]", types.iter().map(|ty| ontology.ty(*ty).enum_value.as_str()).collect::<Vec<_>>().join(", "))
}

/// The fields that show a record: its name, summary and homepage, and its claimed or faceted single links by name.
fn fields(text: &mut String, indent: usize, ty: &Type) {
    let names: Vec<&str> = [Role::Label, Role::Summary, Role::Homepage].into_iter().filter_map(|role| ty.property(ty.role(role)?)).map(|property| property.field.as_str()).collect();
    let _ = writeln!(text, "{:indent$}id {}", "", names.join(" "));
}

/// One fragment for the abstract shape that all types share, else one for each.
fn fragments(text: &mut String, indent: usize, ontology: &Ontology, types: &[TypeId]) {
    let all: Vec<TypeId> = if types.is_empty() { super::ways::answerable(ontology) } else { types.to_vec() };
    let roles = [Role::Label, Role::Summary, Role::Homepage];
    let shared = ontology.interfaces.iter().filter(|interface| all.iter().all(|ty| interface.types.contains(ty))).max_by_key(|interface| (interface.properties.len(), std::cmp::Reverse(interface.types.len())));
    let _ = writeln!(text, "{:indent$}__typename", "");
    if let Some(interface) = shared {
        let names: Vec<&str> = roles.into_iter().filter_map(|role| interface.properties.iter().find(|property| property.role == Some(role))).map(|property| property.field.as_str()).collect();
        let _ = writeln!(text, "{:indent$}... on {} {{ id {} }}", "", interface.singular, names.join(" "));
        return;
    }
    for ty in all.iter().map(|ty| ontology.ty(*ty)) {
        let names: Vec<&str> = roles.into_iter().filter_map(|role| ty.property(ty.role(role)?)).map(|property| property.field.as_str()).collect();
        let _ = writeln!(text, "{:indent$}... on {} {{ id {} }}", "", ty.singular, names.join(" "));
    }
}

fn grounds(snapshot: &Snapshot, reading: &Reading, rule: &ClaimRule, target: Id) -> Option<String> {
    let ontology = snapshot.ontology();
    let record = snapshot.record(target)?;
    let concept = ontology.ty(record.ty);
    let inverse = concept.inverses.iter().find(|inverse| inverse.path == rule.link)?;
    let label = concept.property(concept.role(Role::Label)?)?;
    let mut text = format!("{{\n  {}(id: {}) {{\n    {}\n", concept.field_name(), json_string(record.key(concept)), label.field);
    let types = if reading.types.is_empty() { String::new() } else { format!("types: {}, ", enumeration(ontology, &reading.types)) };
    let _ = writeln!(text, "    {}({types}first: {ANSWER_RECORDS}) {{\n      totalCount\n      edges {{\n        node {{", inverse.field);
    fragments(&mut text, 10, ontology, &shown(reading, inverse));
    let _ = writeln!(text, "        }}\n        agreement {{ {} }}\n        because {{ {} }}\n      }}\n    }}\n  }}\n}}", stances(ontology, rule), claim_fields(ontology, rule));
    Some(text)
}

fn shown(reading: &Reading, inverse: &Inverse) -> Vec<TypeId> {
    if reading.types.is_empty() { inverse.sources.types.clone() } else { reading.types.clone() }
}

/// The stances that agreement counts, by their codes.
fn stances(ontology: &Ontology, rule: &ClaimRule) -> String {
    let stance = ontology.ty(rule.claim).slot(rule.stance).and_then(|slot| ontology.ty(rule.claim).property(slot));
    let codes = stance.and_then(|property| ontology.enumeration(property)).map(|vocabulary| vocabulary.values.iter().map(|value| value.code.as_str()).collect::<Vec<_>>().join(" "));
    codes.unwrap_or_default()
}

/// What a claim says besides what it is about: texts and values as they are, links by name.
fn claim_fields(ontology: &Ontology, rule: &ClaimRule) -> String {
    let claim = ontology.ty(rule.claim);
    let shown = |property: &&std::sync::Arc<Property>| property.is_public() && property.path != rule.subject && property.path != rule.object;
    let fields: Vec<String> = claim.properties.iter().filter(shown).filter_map(|property| claim_field(ontology, property)).collect();
    fields.join(" ")
}

fn claim_field(ontology: &Ontology, property: &Property) -> Option<String> {
    let Range::Link(targets) = &property.range else { return Some(property.field.clone()) };
    if ontology.enumeration(property).is_some() {
        return Some(property.field.clone());
    }
    let common = |role: Role| {
        let own = |ty: &TypeId| ontology.ty(*ty).property(ontology.ty(*ty).role(role)?).map(|property| property.field.clone());
        let first = own(targets.types.first()?)?;
        targets.types.iter().all(|ty| own(ty).as_ref() == Some(&first)).then_some(first)
    };
    let names: Vec<String> = [Role::Label, Role::Homepage].into_iter().filter_map(common).collect();
    (!names.is_empty()).then(|| format!("{} {{ {} }}", property.field, names.join(" ")))
}
