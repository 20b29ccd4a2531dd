//! Random filters and orders, from the ontology and from what is there.

use super::choices::Choices;
use super::history::TEXTS;
use super::naive::{SortBy, Thing, World};
use serde_json::{Map, Value as Tree, json};
use whatworks::app::find::{Direction, OrderBy};
use whatworks::ontology::record::Value;
use whatworks::ontology::{Ontology, Property, Range, Role, TypeId};
use whatworks::views::records::SortField;

/// Some types whose records make a list: one, those of an interface, or all that have a name.
pub fn scope(ontology: &Ontology, choices: &mut Choices<'_>) -> Vec<TypeId> {
    match choices.below(10) {
        7 | 8 => choices.pick(&ontology.interfaces).map(|interface| interface.types.clone()).filter(|types| !types.is_empty()),
        9 => Some(ontology.types.iter().filter(|ty| ty.role(Role::Label).is_some()).map(|ty| ty.id).collect()),
        _ => None,
    }
    .unwrap_or_else(|| {
        let records: Vec<TypeId> = ontology.types.iter().filter(|ty| !ty.is_concept()).map(|ty| ty.id).collect();
        let all: Vec<TypeId> = ontology.types.iter().map(|ty| ty.id).collect();
        let of = if choices.chance(15) { &all } else { &records };
        choices.pick(of).copied().into_iter().collect()
    })
}

/// A filter of the records of `types`, nested at most `depth` deep.
pub fn filter(world: &World, choices: &mut Choices<'_>, types: &[TypeId], depth: usize) -> Tree {
    let mut fields = Map::new();
    for _ in 0..choices.between(1, 2) {
        let (name, value) = match choices.below(12) {
            8 if depth > 0 => ("and".to_owned(), list(world, choices, types, depth - 1)),
            9 if depth > 0 => ("or".to_owned(), list(world, choices, types, depth - 1)),
            10 if depth > 0 => ("not".to_owned(), filter(world, choices, types, depth - 1)),
            11 => ("id".to_owned(), json!({ "in": some_records(world, choices, types, true) })),
            _ => match field(world, choices, types, depth) {
                Some(found) => found,
                None => continue,
            },
        };
        fields.insert(name, value);
    }
    Tree::Object(fields)
}

fn list(world: &World, choices: &mut Choices<'_>, types: &[TypeId], depth: usize) -> Tree {
    Tree::Array((0..choices.between(0, 2)).map(|_| filter(world, choices, types, depth)).collect())
}

/// A field that means the same for all the types that have it, with tests.
fn field(world: &World, choices: &mut Choices<'_>, types: &[TypeId], depth: usize) -> Option<(String, Tree)> {
    let ontology = &world.ontology;
    let ty = ontology.ty(*choices.pick(types)?);
    let same = |name: &str| {
        let mut meanings = types.iter().map(|ty| ontology.ty(*ty)).filter_map(|ty| {
            let property = ty.field(name).map(|own| (own.path, false, format!("{:?}", own.range)));
            property.or_else(|| ty.inverse(name).map(|own| (own.path, true, format!("{:?}", own.sources))))
        });
        let first = meanings.next();
        meanings.all(|other| Some(other) == first)
    };
    let properties: Vec<_> = ty.properties.iter().filter(|property| property.is_public() && same(&property.field)).collect();
    let inverses: Vec<_> = ty.inverses.iter().filter(|inverse| same(&inverse.field)).collect();
    if choices.chance(25)
        && let Some(inverse) = choices.pick(&inverses)
    {
        return Some((inverse.field.clone(), links(world, choices, &inverse.sources.types, depth)));
    }
    let property = choices.pick(&properties)?;
    Some((property.field.clone(), tests(world, choices, property, depth)))
}

fn tests(world: &World, choices: &mut Choices<'_>, property: &Property, depth: usize) -> Tree {
    if choices.chance(12) {
        return json!({ "exists": choices.chance(50) });
    }
    let text = |choices: &mut Choices<'_>| choices.pick(TEXTS).copied().unwrap_or_default().to_owned();
    match &property.range {
        Range::Link(targets) => match world.ontology.enumeration(property) {
            Some(vocabulary) => {
                let value = |choices: &mut Choices<'_>| choices.pick(&vocabulary.values).map(|value| value.value.clone());
                match choices.below(4) {
                    0 => json!({ "in": [value(choices), value(choices)] }),
                    1 => json!({ "none": [value(choices)] }),
                    2 => json!({ "gte": value(choices) }),
                    _ => json!({ "lte": value(choices) }),
                }
            }
            None => links(world, choices, &targets.types, depth),
        },
        Range::Text | Range::LocalText => {
            let whole = text(choices);
            let start: String = whole.chars().take(choices.between(1, 4)).collect();
            let part: String = whole.chars().skip(choices.below(3)).take(3).collect();
            match choices.below(4) {
                0 => json!({ "eq": whole }),
                1 => json!({ "in": [whole, text(choices)] }),
                2 => json!({ "contains": part }),
                _ => json!({ "startsWith": start }),
            }
        }
        Range::Address => match choices.below(3) {
            0 => json!({ "eq": format!("https://Site{}.example/Path", choices.below(4)) }),
            1 => json!({ "contains": "site1" }),
            _ => json!({ "startsWith": "HTTPS://site" }),
        },
        Range::Identifier(scheme) => match choices.below(3) {
            0 => json!({ "eq": scheme.sample(choices.below(60) as u64) }),
            1 => json!({ "contains": "9" }),
            _ => json!({ "startsWith": scheme.sample(0).chars().take(12).collect::<String>() }),
        },
        range => {
            let value = |choices: &mut Choices<'_>| match range {
                Range::Integer => json!(choices.between(0, 10) as i64 - 3),
                Range::Decimal => json!(choices.between(0, 40) as f64 / 4.0 - 2.0),
                Range::Boolean => json!(choices.chance(50)),
                Range::Year => json!(2014 + choices.below(8)),
                Range::Date => json!(format!("2018-0{}-{:02}", choices.between(1, 4), choices.between(1, 28))),
                _ => json!(jiff::Timestamp::from_second(1_600_000_000 + choices.below(6) as i64).unwrap().to_string()),
            };
            let test = if matches!(range, Range::Boolean) { "eq" } else { choices.pick(&["eq", "in", "lt", "lte", "gt", "gte"]).copied().unwrap() };
            if test == "in" { json!({ "in": [value(choices), value(choices)] }) } else { json!({ test: value(choices) }) }
        }
    }
}

fn links(world: &World, choices: &mut Choices<'_>, types: &[TypeId], depth: usize) -> Tree {
    let concepts = types.iter().all(|ty| world.ontology.ty(*ty).is_concept());
    let test = match choices.below(if depth > 0 { 7 } else { 4 }) {
        0 => return json!({ "exists": choices.chance(50) }),
        1 => "in",
        2 => "all",
        3 => "none",
        4 | 5 => "some",
        _ => "every",
    };
    if matches!(test, "some" | "every") || (test == "none" && !concepts && depth > 0 && choices.chance(70)) {
        return json!({ test: filter(world, choices, types, depth - 1) });
    }
    let records = some_records(world, choices, types, false);
    if concepts && choices.chance(30) { json!({ test: records, "exact": choices.chance(80) }) } else { json!({ test: records }) }
}

/// Records by key where that is enough, else by IRI; also one that is not there, where that is no mistake.
fn some_records(world: &World, choices: &mut Choices<'_>, types: &[TypeId], unknown: bool) -> Tree {
    let there: Vec<&Thing> = world.of_types(types).collect();
    let mut names = Vec::new();
    for _ in 0..choices.between(0, 3) {
        // New records are the more interesting ones, but concepts come first by name.
        let Some(thing) = choices.pick(&there) else { break };
        let key = thing.iri.strip_prefix(world.ty(thing).base.as_str()).unwrap_or(&thing.iri);
        let alone = there.iter().filter(|other| other.iri.ends_with(&format!("/{key}"))).count() == 1;
        names.push(if alone && choices.chance(50) { key.to_owned() } else { thing.iri.clone() });
    }
    if unknown && choices.chance(20) {
        names.push("nobody-at-all".to_owned());
    }
    json!(names)
}

/// Up to three criteria, as the list takes them and as the naive evaluator does.
pub fn order(ontology: &Ontology, choices: &mut Choices<'_>, types: &[TypeId]) -> (Vec<OrderBy>, Vec<(SortBy, Direction)>) {
    let mut fields = vec![(SortField::Label, SortBy::Label(0)), (SortField::LabelIn(1), SortBy::Label(1)), (SortField::Modified, SortBy::Modified), (SortField::Issued, SortBy::Issued)];
    for property in types.iter().flat_map(|ty| &ontology.ty(*ty).properties).filter(|property| property.sortable && property.role != Some(Role::Label)) {
        fields.push((SortField::Property(property.path), SortBy::Path(property.path)));
        fields.push((SortField::Property(property.path), SortBy::Path(property.path)));
    }
    let mut order = (Vec::new(), Vec::new());
    for _ in 0..choices.pick(&[1, 1, 1, 2, 2, 3, 0]).copied().unwrap() {
        let Some((field, by)) = choices.pick(&fields) else { break };
        let direction = if choices.chance(50) { Direction::Descending } else { Direction::Ascending };
        order.0.push(OrderBy::Field(*field, direction));
        order.1.push((by.clone(), direction));
    }
    order
}

/// The filter after choosing one value of a facet in place of what the filter says of the facet's field.
pub fn choosing(filter: &Tree, field: &str, test: Tree) -> Tree {
    json!({ "and": [without(filter, field), { field: test }] })
}

fn without(filter: &Tree, field: &str) -> Tree {
    let Tree::Object(fields) = filter else { return filter.clone() };
    let kept = fields.iter().filter(|(name, _)| *name != field).map(|(name, value)| {
        let value = match (name.as_str(), value) {
            ("and", Tree::Array(parts)) => parts.iter().map(|part| without(part, field)).collect(),
            _ => value.clone(),
        };
        (name.clone(), value)
    });
    Tree::Object(kept.collect())
}

/// How a facet writes a value, and the test that chooses it; links are written elsewhere.
pub fn facet_test(property: &Property, value: &str) -> Tree {
    match &property.range {
        Range::Boolean => json!({ "eq": value == "true" }),
        Range::Integer | Range::Year => json!({ "eq": value.parse::<i64>().unwrap() }),
        Range::Decimal => json!({ "eq": value.parse::<f64>().unwrap() }),
        Range::Link(_) => json!({ "in": [value] }),
        _ => json!({ "eq": value }),
    }
}

/// How a facet writes a literal.
pub fn lexical(value: &Value) -> String {
    match value {
        Value::Boolean(flag) => flag.to_string(),
        Value::Integer(number) => number.to_string(),
        Value::Year(year) => year.to_string(),
        Value::Decimal(number) => number.to_string(),
        Value::Date(date) => date.to_string(),
        Value::Text(text) => text.text.clone(),
        other => panic!("no facet has {other:?}"),
    }
}
