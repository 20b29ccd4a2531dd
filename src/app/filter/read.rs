//! Reads a filter from its tree, with clear errors.

use super::{Comparison, FILTER_DEPTH_MAX, FILTER_TESTS_MAX, FILTER_VALUES_MAX, Field, Filter, LinkMode, Quantifier, Test, TextTest};
use crate::app::find::TYPE_FACET;
use crate::app::{Problem, Scope};
use crate::error::Code;
use crate::ontology::names::{did_you_mean, nearest};
use crate::ontology::record::{Value, expected};
use crate::ontology::{Inverse, Ontology, Property, Range, Targets, TypeId};
use crate::views::fold::fold;
use crate::views::records::Snapshot;
use serde_json::Value as Tree;
use std::sync::Arc;

pub struct Reader<'a> {
    scope: Scope<'a>,
    tests: usize,
    place: Vec<String>,
}

/// A field of a scope: a property that the types share, or a link that arrives at them.
enum Found {
    Property(Arc<Property>),
    Inverse(Arc<Inverse>),
}

impl<'a> Reader<'a> {
    pub const fn new(scope: Scope<'a>) -> Self {
        Self { scope, tests: 0, place: Vec::new() }
    }

    fn problem(&self, message: impl AsRef<str>) -> Problem {
        let place = if self.place.is_empty() { "the filter".to_owned() } else { self.place.join(".") };
        Problem::new(Code::BadFilter, format!("{place}: {}", message.as_ref()))
    }

    fn within<T>(&mut self, place: impl Into<String>, read: impl FnOnce(&mut Self) -> Result<T, Problem>) -> Result<T, Problem> {
        self.place.push(place.into());
        let result = read(self);
        self.place.pop();
        result
    }

    pub fn filter(&mut self, tree: &Tree) -> Result<Filter, Problem> {
        let types = self.scope.types;
        self.of(types, tree)
    }

    fn of(&mut self, types: &[TypeId], tree: &Tree) -> Result<Filter, Problem> {
        if self.place.len() > FILTER_DEPTH_MAX * 2 {
            return Err(Problem::new(Code::TooComplex, format!("the filter is nested deeper than {FILTER_DEPTH_MAX}; ask in steps")));
        }
        let fields = match tree {
            Tree::Null => return Ok(Filter::all()),
            Tree::Object(fields) => fields,
            _ => return Err(self.problem("expected an object of fields and tests")),
        };
        let mut parts = Vec::with_capacity(fields.len());
        for (name, value) in in_order(fields) {
            if value.is_null() {
                continue;
            }
            parts.push(self.within(name, |reader| reader.field(types, name, value))?);
        }
        Ok(if parts.len() == 1 { parts.remove(0) } else { Filter::And(parts) })
    }

    fn list(&mut self, types: &[TypeId], tree: &Tree) -> Result<Vec<Filter>, Problem> {
        match tree {
            Tree::Array(members) => members.iter().enumerate().map(|(at, member)| self.within(at.to_string(), |reader| reader.of(types, member))).collect(),
            single => Ok(vec![self.of(types, single)?]),
        }
    }

    fn field(&mut self, types: &[TypeId], name: &str, value: &Tree) -> Result<Filter, Problem> {
        match name {
            "and" => return Ok(Filter::And(self.list(types, value)?)),
            "or" => return Ok(Filter::Or(self.list(types, value)?)),
            "not" => return Ok(Filter::Not(Box::new(self.of(types, value)?))),
            "id" => return self.ids(types, value),
            TYPE_FACET => return self.kinds(types, value),
            _ => {}
        }
        let Some(found) = find(self.scope.ontology(), types, name) else {
            let names = field_names(self.scope.ontology(), types);
            return Err(Problem::new(Code::UnknownName, self.problem(format!("there is no such field here{}", did_you_mean(name, names.iter().map(String::as_str)))).message));
        };
        let Tree::Object(tests) = value else { return Err(self.problem("expected an object of tests, such as {exists: true}")) };
        let exact = tests.get("exact").and_then(Tree::as_bool).unwrap_or(false);
        let mut parts = Vec::with_capacity(tests.len());
        for (test, argument) in in_order(tests).filter(|(test, argument)| *test != "exact" && !argument.is_null()) {
            self.tests += 1;
            if self.tests > FILTER_TESTS_MAX {
                return Err(Problem::new(Code::TooComplex, format!("the filter has more than {FILTER_TESTS_MAX} tests; ask in steps")));
            }
            let read = self.within(test, |reader| reader.test(&found, test, argument, exact))?;
            parts.push(Filter::Test { field: described(name, &found), test: read });
        }
        Ok(if parts.len() == 1 { parts.remove(0) } else { Filter::And(parts) })
    }

    fn test(&mut self, found: &Found, test: &str, argument: &Tree, exact: bool) -> Result<Test, Problem> {
        if test == "exists" {
            return argument.as_bool().map(Test::Exists).ok_or_else(|| self.problem("expected true or false"));
        }
        match found {
            Found::Inverse(inverse) => self.link_test(&inverse.sources, None, test, argument, exact),
            Found::Property(property) => match &property.range {
                Range::Link(targets) => {
                    let enumeration = self.scope.ontology().enumeration(property).map(|vocabulary| vocabulary.code.clone());
                    self.link_test(targets, enumeration.as_deref(), test, argument, exact)
                }
                Range::Text | Range::LocalText | Range::Address | Range::Identifier(_) => self.text_test(property, test, argument),
                _ => self.value_test(property, test, argument),
            },
        }
    }

    fn unknown_test(&self, test: &str, names: &[&str]) -> Problem {
        Problem::new(Code::UnknownName, self.problem(format!("`{test}` is not a test of this field; use {}{}", names.join(", "), did_you_mean(test, names.iter().copied()))).message)
    }

    fn text_test(&self, property: &Property, test: &str, argument: &Tree) -> Result<Test, Problem> {
        let normal = |text: &str| match &property.range {
            Range::Identifier(scheme) => fold(&scheme.normalise(text).unwrap_or_else(|_| text.to_owned())),
            _ => fold(text),
        };
        let text = || argument.as_str().map(normal).ok_or_else(|| self.problem("expected a text"));
        match test {
            "eq" => Ok(Test::Text(TextTest::Equals, text()?)),
            "contains" => Ok(Test::Text(TextTest::Contains, text()?)),
            "startsWith" => Ok(Test::Text(TextTest::StartsWith, text()?)),
            "in" => Ok(Test::TextIn(self.strings(argument)?.iter().map(|text| normal(text)).collect())),
            _ => Err(self.unknown_test(test, &["eq", "in", "contains", "startsWith", "exists"])),
        }
    }

    fn value_test(&self, property: &Property, test: &str, argument: &Tree) -> Result<Test, Problem> {
        let boolean = matches!(property.range, Range::Boolean);
        let comparison = match test {
            "eq" => Comparison::Equal,
            "lt" if !boolean => Comparison::Less,
            "lte" if !boolean => Comparison::LessOrEqual,
            "gt" if !boolean => Comparison::Greater,
            "gte" if !boolean => Comparison::GreaterOrEqual,
            "in" if !boolean => return Ok(Test::ValueIn(self.members(argument)?.into_iter().map(|member| self.value(property, member)).collect::<Result<_, _>>()?)),
            _ if boolean => return Err(self.unknown_test(test, &["eq", "exists"])),
            _ => return Err(self.unknown_test(test, &["eq", "in", "lt", "lte", "gt", "gte", "exists"])),
        };
        Ok(Test::Compare(comparison, self.value(property, argument)?))
    }

    fn value(&self, property: &Property, argument: &Tree) -> Result<Value, Problem> {
        let lexical = match (argument, &property.range) {
            (Tree::Number(number), Range::Year) => number.as_i64().map(|year| format!("{year:04}")),
            (Tree::Number(number), _) => Some(number.to_string()),
            (Tree::Bool(flag), _) => Some(flag.to_string()),
            (Tree::String(text), _) => Some(text.clone()),
            _ => None,
        };
        lexical.and_then(|text| Value::lexical(&property.range, &text)).ok_or_else(|| self.problem(format!("{argument} is given; expected {}", expected(&property.range))))
    }

    fn members<'t>(&self, argument: &'t Tree) -> Result<Vec<&'t Tree>, Problem> {
        let members: Vec<&Tree> = if let Tree::Array(members) = argument { members.iter().collect() } else { vec![argument] };
        if members.len() > FILTER_VALUES_MAX {
            return Err(Problem::new(Code::TooComplex, self.problem(format!("{} values are given; at most {FILTER_VALUES_MAX} are allowed", members.len())).message));
        }
        Ok(members)
    }

    fn strings(&self, argument: &Tree) -> Result<Vec<String>, Problem> {
        let text = |member: &Tree| match member {
            Tree::String(text) => Ok(text.clone()),
            Tree::Number(number) => Ok(number.to_string()),
            _ => Err(self.problem("expected texts")),
        };
        self.members(argument)?.into_iter().map(text).collect()
    }

    fn link_test(&mut self, targets: &Targets, enumeration: Option<&str>, test: &str, argument: &Tree, exact: bool) -> Result<Test, Problem> {
        let concepts = targets.types.iter().all(|ty| self.scope.ontology().ty(*ty).is_concept());
        if let Some(code) = enumeration {
            return self.enumeration_test(code, test, argument);
        }
        let quantifier = match test {
            "some" => Some(Quantifier::Some),
            "every" => Some(Quantifier::Every),
            "none" if !concepts && argument.is_object() => Some(Quantifier::None),
            _ => None,
        };
        if let Some(quantifier) = quantifier {
            let filter = Box::new(self.of(&targets.types, argument)?);
            return Ok(Test::Linked { quantifier, filter });
        }
        let mode = match test {
            "in" => LinkMode::In,
            "all" => LinkMode::All,
            "none" => LinkMode::None,
            _ if concepts => return Err(self.unknown_test(test, &["in", "all", "none", "exact", "some", "every", "exists"])),
            _ => return Err(self.unknown_test(test, &["some", "none", "every", "in", "all", "exists"])),
        };
        let iris = self.strings(argument)?.iter().map(|text| self.resolve(&targets.types, text)).collect::<Result<_, _>>()?;
        Ok(Test::Links { mode, iris, exact })
    }

    fn enumeration_test(&self, code: &str, test: &str, argument: &Tree) -> Result<Test, Problem> {
        let Some(vocabulary) = self.scope.ontology().vocabulary(code) else { return Err(self.problem("the vocabulary is missing")) };
        let rank = |text: &str| {
            let found = vocabulary.values.iter().find(|value| value.value == text || value.code == text || value.iri == text);
            found.map(|value| value.rank).ok_or_else(|| {
                let names: Vec<&str> = vocabulary.values.iter().map(|value| value.value.as_str()).collect();
                Problem::new(Code::UnknownName, self.problem(format!("`{text}` is not one of {}{}", names.join(", "), did_you_mean(text, names.iter().copied()))).message)
            })
        };
        let ranks = self.strings(argument)?.iter().map(|text| rank(text)).collect::<Result<Vec<i64>, Problem>>()?;
        let (mode, keep): (LinkMode, Box<dyn Fn(i64) -> bool>) = match (test, ranks.first()) {
            ("in", _) => (LinkMode::In, Box::new(|own| ranks.contains(&own))),
            ("none", _) => (LinkMode::None, Box::new(|own| ranks.contains(&own))),
            ("gte", Some(bound)) => (LinkMode::In, Box::new(move |own| own >= *bound)),
            ("lte", Some(bound)) => (LinkMode::In, Box::new(move |own| own <= *bound)),
            _ => return Err(self.unknown_test(test, &["in", "none", "gte", "lte", "exists"])),
        };
        let iris = vocabulary.values.iter().filter(|value| keep(value.rank)).map(|value| value.iri.clone()).collect();
        Ok(Test::Links { mode, iris, exact: true })
    }

    fn ids(&self, types: &[TypeId], value: &Tree) -> Result<Filter, Problem> {
        // An unknown identifier fits nothing; it is not a mistake in the filter.
        let known = |text: &String| identify(self.scope.snapshot, types, text).unwrap_or_else(|| text.clone());
        let records = |members: &Tree| Ok(Filter::Records(self.strings(members)?.iter().map(known).collect()));
        let Tree::Object(tests) = value else { return records(value) };
        let given = in_order(tests).filter(|(_, members)| !members.is_null());
        let parts = given.map(|(test, members)| match test.as_str() {
            "in" | "eq" => records(members),
            _ => Err(self.unknown_test(test, &["in", "eq"])),
        });
        Ok(Filter::And(parts.collect::<Result<_, Problem>>()?))
    }

    fn kinds(&self, types: &[TypeId], value: &Tree) -> Result<Filter, Problem> {
        let Some(members) = value.get("in") else { return Err(self.problem("expected {in: […]}")) };
        let ontology = self.scope.ontology();
        let known = |text: String| {
            types.iter().copied().find(|ty| ontology.ty(*ty).enum_value == text).ok_or_else(|| {
                let names: Vec<&str> = types.iter().map(|ty| ontology.ty(*ty).enum_value.as_str()).collect();
                Problem::new(Code::UnknownName, self.problem(format!("{text} is never here, only {}{}", names.join(", "), did_you_mean(&text, names.iter().copied()))).message)
            })
        };
        Ok(Filter::Types(self.strings(members)?.into_iter().map(known).collect::<Result<_, _>>()?))
    }

    fn resolve(&self, types: &[TypeId], text: &str) -> Result<String, Problem> {
        match crate::app::find::resolve(self.scope.snapshot, types, text) {
            Ok(Some(record)) => Ok(record.iri.to_string()),
            Ok(None) => {
                let names: Vec<&str> = types.iter().map(|ty| self.scope.ontology().ty(*ty).singular.as_str()).collect();
                let hint = nearest_keys(self.scope.snapshot, types, text);
                Err(Problem::new(Code::UnknownName, self.problem(format!("`{text}` is no {}{hint}", names.join(" and no "))).message))
            }
            Err(problem) => Err(Problem::new(problem.code, self.problem(problem.message).message)),
        }
    }
}

/// Keys compared for a hint; beyond this many records of a type none is given.
const HINT_RECORDS_MAX: u64 = 5_000;

/// The keys that `text` may have meant, as the end of a message.
pub fn nearest_keys(snapshot: &Snapshot, types: &[TypeId], text: &str) -> String {
    let all = snapshot.of_types(types);
    if all.len() > HINT_RECORDS_MAX {
        return String::new();
    }
    let keys: Vec<&str> = all.iter().filter_map(|id| snapshot.record(id)).map(|record| record.key(snapshot.ontology().ty(record.ty))).collect();
    let near = nearest(text, keys);
    if near.is_empty() { String::new() } else { format!("; did you mean {}?", near.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(" or ")) }
}

/// The IRI of a record of one of `types` by IRI, key, notation or external identifier.
pub fn identify(snapshot: &Snapshot, types: &[TypeId], text: &str) -> Option<String> {
    crate::app::find::resolve(snapshot, types, text).ok().flatten().map(|record| record.iri.to_string())
}

/// The field called `name` of those types that have one; `None` when none has, or they mean different links.
fn find(ontology: &Ontology, types: &[TypeId], name: &str) -> Option<Found> {
    let mut found: Option<Found> = None;
    for ty in types.iter().map(|ty| ontology.ty(*ty)) {
        let own = match (ty.field(name).filter(|property| property.is_public()), ty.inverse(name)) {
            (Some(property), _) => Found::Property(Arc::clone(property)),
            (None, Some(inverse)) => Found::Inverse(Arc::clone(inverse)),
            (None, None) => continue,
        };
        match (&own, &found) {
            (_, None) => found = Some(own),
            (Found::Property(own), Some(Found::Property(first))) if own.path == first.path && own.range.targets() == first.range.targets() => {}
            (Found::Inverse(own), Some(Found::Inverse(first))) if own.path == first.path && own.sources == first.sources => {}
            _ => return None,
        }
    }
    found
}

fn field_names(ontology: &Ontology, types: &[TypeId]) -> Vec<String> {
    let Some(first) = types.first().map(|ty| ontology.ty(*ty)) else { return Vec::new() };
    let names = first.properties.iter().map(|property| property.field.clone()).chain(first.inverses.iter().map(|inverse| inverse.field.clone()));
    names.chain(["and", "or", "not", "id", TYPE_FACET].map(str::to_owned)).filter(|name| name.len() < 4 || find(ontology, types, name).is_some()).collect()
}

fn described(name: &str, found: &Found) -> Field {
    match found {
        Found::Property(property) => Field { name: name.to_owned(), path: property.path, inverse: false, targets: property.range.targets().map(|targets| targets.types.clone()).unwrap_or_default() },
        Found::Inverse(inverse) => Field { name: name.to_owned(), path: inverse.path, inverse: true, targets: inverse.sources.types.clone() },
    }
}

/// The members of an object by name: the first mistake is the same one, in whatever order they were written.
fn in_order(object: &serde_json::Map<String, Tree>) -> impl Iterator<Item = (&String, &Tree)> {
    let mut members: Vec<_> = object.iter().collect();
    members.sort_unstable_by_key(|(name, _)| *name);
    members.into_iter()
}
