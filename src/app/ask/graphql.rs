//! The GraphQL text of a reading: what to send to get the same answer.

use super::condition::{Step, graphql_value, is_enumeration_value};
use super::{ANSWER_RECORDS, Reading};
use crate::ontology::{ClaimRule, Interface, Inverse, Ontology, Property, Range, Role, Type, TypeId};
use crate::views::records::{Id, Snapshot, json_string};
use std::fmt::Write;

/// The query text, values inlined. A question of the form "what addresses this" begins at the concept, so that the grounds stand on the
/// edges. Empty when nothing was read.
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
    if reading.is_empty() {
        return String::new();
    }
    let mut text = String::from("{\n");
    match reading.types.as_slice() {
        [only] => root(&mut text, snapshot, reading, &ontology.ty(*only).plural, &[], std::slice::from_ref(only)),
        _ => {
            let all = reading.types(ontology);
            match shared_root(ontology, &all, reading) {
                Some(interface) => {
                    let named: &[TypeId] = if interface.types == all { &[] } else { &all };
                    root(&mut text, snapshot, reading, &interface.plural, named, &all);
                }
                // Fields of the same name that mean different things: one list for each type.
                None => {
                    for ty in &all {
                        root(&mut text, snapshot, reading, &ontology.ty(*ty).plural, &[], std::slice::from_ref(ty));
                    }
                }
            }
        }
    }
    text.push_str("}\n");
    text
}

/// The list over an abstract shape in which every tested field means one thing.
fn shared_root<'a>(ontology: &'a Ontology, types: &[TypeId], reading: &Reading) -> Option<&'a Interface> {
    let fits = |interface: &&Interface| {
        let means_one = |step: &&Step| interface.types.iter().map(|ty| ontology.ty(*ty)).all(|ty| {
            let known = ty.field(&step.field).map(|own| own.path).or_else(|| ty.inverse(&step.field).map(|own| own.path));
            known.is_none_or(|path| path == step.path)
        });
        !interface.plural.is_empty() && types.iter().all(|ty| interface.types.contains(ty)) && reading.condition.steps().iter().all(means_one)
    };
    ontology.interfaces.iter().filter(fits).min_by_key(|interface| interface.types.len())
}

/// One list: its arguments, and what is shown of each record.
fn root(text: &mut String, snapshot: &Snapshot, reading: &Reading, name: &str, named: &[TypeId], types: &[TypeId]) {
    let ontology = snapshot.ontology();
    let Some(condition) = reading.condition.for_types(ontology, types) else { return };
    let mut arguments: Vec<String> = Vec::new();
    if !named.is_empty() {
        arguments.push(format!("types: {}", enumeration(ontology, named)));
    }
    if !condition.is_none() {
        let mut filter = String::from("filter: ");
        graphql_value(&mut filter, &condition.filter(snapshot), &is_enumeration_value(ontology));
        arguments.push(filter);
    }
    if let Some(search) = &reading.search {
        arguments.push(format!("search: {}", json_string(search)));
    }
    if !reading.count {
        arguments.push(format!("first: {ANSWER_RECORDS}"));
    }
    let arguments = if arguments.is_empty() { String::new() } else { format!("({})", arguments.join(", ")) };
    let _ = writeln!(text, "  {name}{arguments} {{\n    totalCount");
    if !reading.count {
        text.push_str("    nodes {\n");
        match types {
            [only] => fields(text, 6, ontology.ty(*only)),
            types => fragments(text, 6, ontology, types),
        }
        text.push_str("    }\n");
    }
    text.push_str("  }\n");
}

fn enumeration(ontology: &Ontology, types: &[TypeId]) -> String {
    format!("[{}]", types.iter().map(|ty| ontology.ty(*ty).enum_value.as_str()).collect::<Vec<_>>().join(", "))
}

/// The fields that show a record: its name, summary and homepage.
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
    let codes = stance.and_then(|property| ontology.enumeration(property)).map(|vocabulary| vocabulary.values.iter().map(|value| camel(&value.code)).collect::<Vec<_>>().join(" "));
    codes.unwrap_or_default()
}

/// `has-reservations` → `hasReservations`.
fn camel(code: &str) -> String {
    let mut parts = code.split('-');
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |name, part| {
        let mut letters = part.chars();
        let capital = letters.next().map(|letter| letter.to_uppercase().collect::<String>()).unwrap_or_default();
        name + &capital + letters.as_str()
    })
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
