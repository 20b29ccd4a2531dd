//! The GraphQL text of a reading: what to send to get the same answer.

use super::Reading;
use super::condition::{Condition, graphql_value, is_enumeration_value};
use super::lists::{Listed, lists};
use super::order::Order;
use crate::ontology::names::enum_value;
use crate::ontology::{ClaimRule, Inverse, Ontology, Property, Range, Role, Type, TypeId};
use crate::views::records::{Id, Snapshot, json_string};
use std::fmt::Write;

/// The query text, values inlined. A question of the form "what addresses this" begins at the concept, so that the grounds stand on the
/// edges. Empty when nothing was read.
#[must_use]
pub fn graphql(snapshot: &Snapshot, reading: &Reading) -> String {
    let ontology = snapshot.ontology();
    // What else is asked has to mean one thing for everything that the link can arrive from.
    if let Some((rule, target, rest)) = reading.grounds(ontology)
        && rest.steps().iter().all(|step| step.means_one(ontology, &sources(ontology, rule)))
        && let Some(text) = grounds(snapshot, reading, rule, target, &rest)
    {
        return text;
    }
    let lists = lists(ontology, reading);
    if lists.is_empty() {
        return String::new();
    }
    let mut text = String::from("{\n");
    for list in &lists {
        root(&mut text, snapshot, reading, list);
    }
    text.push_str("}\n");
    text
}

fn sources(ontology: &Ontology, rule: &ClaimRule) -> Vec<TypeId> {
    ontology.types.iter().filter(|ty| ty.slot(rule.link).is_some()).map(|ty| ty.id).collect()
}

/// One list: its arguments, and what is shown of each record.
fn root(text: &mut String, snapshot: &Snapshot, reading: &Reading, list: &Listed) {
    let ontology = snapshot.ontology();
    let mut arguments: Vec<String> = Vec::new();
    if !list.named.is_empty() {
        arguments.push(format!("types: {}", enumeration(ontology, &list.named)));
    }
    arguments.extend(filter(snapshot, &list.condition));
    if let Some(search) = &reading.search {
        arguments.push(format!("search: {}", json_string(search)));
    }
    if !reading.count {
        arguments.extend(order(ontology, reading, &list.types));
        arguments.push(format!("first: {}", reading.shown()));
    }
    let arguments = if arguments.is_empty() { String::new() } else { format!("({})", arguments.join(", ")) };
    let _ = writeln!(text, "  {}{arguments} {{\n    totalCount", list.name);
    if !reading.count {
        text.push_str("    nodes {\n");
        match list.types.as_slice() {
            [only] => fields(text, 6, ontology.ty(*only)),
            types => fragments(text, 6, ontology, types),
        }
        text.push_str("    }\n");
    }
    text.push_str("  }\n");
}

fn filter(snapshot: &Snapshot, condition: &Condition) -> Option<String> {
    let mut filter = String::from("filter: ");
    graphql_value(&mut filter, &condition.filter(snapshot), &is_enumeration_value(snapshot.ontology()));
    (!condition.is_none()).then_some(filter)
}

/// An order other than the usual; what it leaves open the names decide.
fn order(ontology: &Ontology, reading: &Reading, types: &[TypeId]) -> Option<String> {
    let ty = ontology.ty(*types.first()?);
    let first = match &reading.order {
        Some(Order::Time { path, latest_first, .. }) => {
            let field = ty.property(ty.slot(*path)?)?;
            format!("{{field: {}, direction: {}}}", enum_value(&field.field), if *latest_first { "DESC" } else { "ASC" })
        }
        _ if reading.grounds(ontology).is_some() => "{field: GROUNDS}".to_owned(),
        _ => return None,
    };
    let label = ty.property(ty.role(Role::Label)?).filter(|label| label.sortable).map(|label| format!(", {{field: {}}}", enum_value(&label.field))).unwrap_or_default();
    Some(format!("orderBy: [{first}{label}]"))
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

fn grounds(snapshot: &Snapshot, reading: &Reading, rule: &ClaimRule, target: Id, rest: &Condition) -> Option<String> {
    let ontology = snapshot.ontology();
    let record = snapshot.record(target)?;
    let concept = ontology.ty(record.ty);
    let inverse = concept.inverses.iter().find(|inverse| inverse.path == rule.link)?;
    let label = concept.property(concept.role(Role::Label)?)?;
    let mut text = format!("{{\n  {}(id: {}) {{\n    {}\n", concept.field_name(), json_string(record.key(concept)), label.field);
    let types = (!reading.types.is_empty() && inverse.sources.types.len() > 1).then(|| format!("types: {}", enumeration(ontology, &reading.types)));
    let arguments: Vec<String> = types.into_iter().chain(filter(snapshot, rest)).chain([format!("first: {}", reading.shown())]).collect();
    let _ = writeln!(text, "    {}({}) {{\n      totalCount\n      edges {{\n        node {{", inverse.field, arguments.join(", "));
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
    if targets.types.len() > 1 && targets.interface.is_none() {
        // What they share has no name of its own, so each is asked for itself.
        let fragment = |ty: &Type| format!("... on {} {{ {} }}", ty.singular, shown_fields(ty).join(" "));
        let fragments: Vec<String> = targets.types.iter().map(|ty| ontology.ty(*ty)).filter(|ty| !shown_fields(ty).is_empty()).map(fragment).collect();
        return (!fragments.is_empty()).then(|| format!("{} {{ {} }}", property.field, fragments.join(" ")));
    }
    let names: Vec<String> = [Role::Label, Role::Homepage].into_iter().filter_map(common).collect();
    (!names.is_empty()).then(|| format!("{} {{ {} }}", property.field, names.join(" ")))
}

fn shown_fields(ty: &Type) -> Vec<&str> {
    [Role::Label, Role::Homepage].into_iter().filter_map(|role| ty.property(ty.role(role)?)).map(|property| property.field.as_str()).collect()
}
