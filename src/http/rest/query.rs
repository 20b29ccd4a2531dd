//! Reads a query string into the variables of an operation's document.
//!
//! | parameter | means |
//! |---|---|
//! | the name of an argument | its value; lists are parted by commas |
//! | `order=-issued,name` | the criteria of an order, `-` before what begins at the other end |
//! | `facets=kind,platforms` | the fields to be counted |
//! | `filter={…}` | a filter as GraphQL takes it, in JSON |
//! | `kind=software,guide` | a field of the filter, and values of which one holds |
//! | `cost.lte=low`, `provider.country=GB` | a test of a field; a field of what is linked |
//! | `not.platforms=twitter` | the same, where it does not hold |
//!
//! All parameters have to hold. What is left empty says nothing. Names and values are read by the declared types of the API, so nothing is
//! known here of any record type.

use actix_web::web::Query;
use serde_json::{Map, Value as Json, json};

use super::{
    table::Operation,
    view::{COUNTED, FACETS},
};
use crate::{
    error::Code,
    http::{
        graphql::{
            api::{Api, InputField, InputKind, Ref},
            guard,
        },
        problem::Problem,
    },
    ontology::names::{did_you_mean, enum_value},
};

/// A query string.
pub const QUERY_STRING_BYTES_MAX: usize = 16 * 1_024;
/// Parameters of one request.
pub const PARAMETERS_MAX: usize = 100;
/// Names in the name of one parameter, with points between them.
pub const NAMES_PER_PARAMETER_MAX: usize = 12;

const FILTER: &str = "filter";
const ORDER_BY: &str = "orderBy";
const ORDER: &str = "order";
const NOT: &str = "not";
const SOME: &str = "some";

/// The variables that a query string stands for.
pub fn variables(api: &Api, operation: &Operation, text: &str) -> Result<Map<String, Json>, Problem> {
    let mut reader = Reader { api, operation, variables: Map::new(), filter: Json::Null, others: Vec::new() };
    for (name, value) in pairs(text)? {
        if !value.is_empty() {
            reader.parameter(&name, &value)?;
        }
    }
    Ok(reader.finish())
}

/// The parameters of a query string.
pub fn pairs(text: &str) -> Result<Vec<(String, String)>, Problem> {
    if text.len() > QUERY_STRING_BYTES_MAX {
        return Err(bad(format!("the query string is larger than {QUERY_STRING_BYTES_MAX} bytes")));
    }
    let pairs = Query::<Vec<(String, String)>>::from_query(text).map_err(|error| bad(format!("the query string cannot be read: {error}")))?.into_inner();
    if pairs.len() > PARAMETERS_MAX {
        return Err(Problem::new(Code::TooComplex, format!("there are {} parameters; at most {PARAMETERS_MAX} are taken", pairs.len())));
    }
    Ok(pairs)
}

struct Reader<'a> {
    api: &'a Api,
    operation: &'a Operation,
    variables: Map<String, Json>,
    /// What parameters say of fields.
    filter: Json,
    /// Filters that hold as well.
    others: Vec<Json>,
}

impl Reader<'_> {
    fn parameter(&mut self, name: &str, value: &str) -> Result<(), Problem> {
        let operation = self.operation;
        match name {
            FACETS if operation.facets.is_some() => return self.once(name, FACETS, json!(enum_values(value))),
            ORDER if operation.argument(ORDER_BY).is_some() => return self.once(name, ORDER_BY, order(value)),
            FILTER if operation.argument(FILTER).is_some() => {
                self.others.push(parse_json(name, value)?);
                return Ok(());
            }
            _ => {}
        }
        let segments: Vec<&str> = name.split('.').collect();
        if segments.len() > NAMES_PER_PARAMETER_MAX {
            return Err(Problem::new(Code::TooComplex, format!("a parameter has {} names with points between them; at most {NAMES_PER_PARAMETER_MAX} are followed", segments.len())));
        }
        let (first, rest) = segments.split_first().unwrap_or((&name, &[]));
        if let Some(argument) = operation.argument(first).filter(|argument| !matches!(argument.name, FILTER | ORDER_BY)) {
            if rest.is_empty() {
                let value = self.value(name, &argument.ty, value)?;
                return self.once(name, argument.name, value);
            }
            let (path, ty) = self.place(name, argument.ty.name(), rest)?;
            let value = self.value(name, &ty, value)?;
            return insert(self.variables.entry(argument.name).or_insert(Json::Null), &path, value).map_err(|()| twice(name));
        }
        let Some(filter) = operation.argument(FILTER) else { return Err(self.unknown(name, first, &[], &[])) };
        let negated = *first == NOT && !rest.is_empty();
        let (path, ty) = self.place(name, filter.ty.name(), if negated { rest } else { &segments })?;
        let value = self.value(name, &ty, value)?;
        if negated {
            let mut inner = Json::Null;
            insert(&mut inner, &path, value).map_err(|()| twice(name))?;
            self.others.push(json!({ NOT: inner }));
            return Ok(());
        }
        insert(&mut self.filter, &path, value).map_err(|()| twice(name))
    }

    fn once(&mut self, name: &str, variable: &str, value: Json) -> Result<(), Problem> {
        if self.variables.insert(variable.to_owned(), value).is_some() { Err(twice(name)) } else { Ok(()) }
    }

    /// The way through input types that the segments of a name go, and the type at its end.
    fn place(&self, name: &str, input: &str, segments: &[&str]) -> Result<(Vec<String>, Ref), Problem> {
        let (mut path, mut ty) = (Vec::new(), Ref::named(input));
        for segment in segments {
            let fields = self.fields(&ty);
            if let Some(field) = fields.iter().find(|field| field.name == *segment) {
                path.push(field.name.clone());
                ty = field.ty.clone();
                continue;
            }
            // A field of what is linked: that of any of them.
            let linked = fields.iter().find(|field| field.name == SOME).map(|field| self.fields(&field.ty)).unwrap_or_default();
            let Some(field) = linked.iter().find(|field| field.name == *segment) else { return Err(self.unknown(name, segment, &fields, &linked)) };
            path.extend([SOME.to_owned(), field.name.clone()]);
            ty = field.ty.clone();
        }
        let tests = self.fields(&ty);
        if !tests.is_empty() {
            let Some(test) = ["in", "eq"].iter().find_map(|usual| tests.iter().find(|test| test.name == *usual)) else {
                let names: Vec<String> = tests.iter().map(|test| format!("{name}.{}", test.name)).collect();
                return Err(Problem::new(Code::BadFilter, format!("{name}: say which test of it: {}", names.join(", "))));
            };
            path.push(test.name.clone());
            ty = test.ty.clone();
        }
        Ok((path, ty))
    }

    fn fields(&self, ty: &Ref) -> Vec<InputField> {
        match self.api.input(ty.name()).map(|input| &input.kind) {
            Some(InputKind::Object(fields)) => fields.clone(),
            _ => Vec::new(),
        }
    }

    fn value(&self, name: &str, ty: &Ref, text: &str) -> Result<Json, Problem> {
        match ty {
            Ref::NonNull(inner) => self.value(name, inner, text),
            Ref::List(inner) if !self.fields(inner).is_empty() => parse_json(name, text),
            Ref::List(inner) => text.split(',').map(str::trim).filter(|member| !member.is_empty()).map(|member| self.value(name, inner, member)).collect(),
            Ref::Named(_) if !self.fields(ty).is_empty() => parse_json(name, text),
            Ref::Named(plain) => self.plain(name, plain, text),
        }
    }

    fn plain(&self, name: &str, ty: &str, text: &str) -> Result<Json, Problem> {
        let wrong = |expected: &str| bad(format!("{name}: `{text}` is given; expected {expected}"));
        match ty {
            "Int" => text.trim().parse::<i64>().map(Json::from).map_err(|_| wrong("a whole number")),
            "Float" => text.trim().parse::<f64>().ok().and_then(serde_json::Number::from_f64).map(Json::Number).ok_or_else(|| wrong("a number")),
            "Boolean" => text.trim().parse::<bool>().map(Json::from).map_err(|_| wrong("true or false")),
            ty => match self.api.enumeration(ty) {
                None => Ok(json!(text)),
                Some(values) => {
                    let value = enum_value(text.trim());
                    if values.values.iter().any(|(own, _)| *own == value) {
                        return Ok(json!(value));
                    }
                    let names: Vec<String> = values.values.iter().map(|(own, _)| spoken(own)).collect();
                    let hint = did_you_mean(text, names.iter().map(String::as_str));
                    Err(Problem::new(Code::UnknownName, format!("{name}: `{text}` is none of its values{hint}")))
                }
            },
        }
    }

    /// `fields`: what could stand there; `linked`: of what is linked.
    fn unknown(&self, name: &str, segment: &str, fields: &[InputField], linked: &[InputField]) -> Problem {
        let all = fields.iter().chain(linked).map(|field| field.name.as_str());
        if name.starts_with(segment) {
            let arguments = self.operation.arguments.iter().map(|argument| if argument.name == ORDER_BY { ORDER } else { argument.name });
            let hint = did_you_mean(segment, all.chain(arguments).chain(self.operation.facets.iter().map(|_| FACETS)));
            return Problem::new(Code::UnknownName, format!("there is no parameter `{segment}` here{hint}"));
        }
        let tests: Vec<&str> = fields.iter().map(|field| field.name.as_str()).collect();
        let tests = if tests.len() <= NAMES_PER_PARAMETER_MAX { format!("; there are {}", tests.join(", ")) } else { String::new() };
        Problem::new(Code::UnknownName, format!("{name}: there is no `{segment}` there{tests}{}", did_you_mean(segment, all)))
    }

    fn finish(mut self) -> Map<String, Json> {
        if !self.filter.is_null() {
            self.others.insert(0, self.filter);
        }
        match self.others.len() {
            0 => {}
            1 => drop(self.variables.insert(FILTER.to_owned(), self.others.remove(0))),
            _ => drop(self.variables.insert(FILTER.to_owned(), json!({ "and": self.others }))),
        }
        if self.operation.facets.is_some() {
            self.variables.insert(COUNTED.to_owned(), json!(self.variables.contains_key(FACETS)));
        }
        self.variables
    }
}

/// Puts a value at its place; values of one list come together.
fn insert(tree: &mut Json, path: &[String], value: Json) -> Result<(), ()> {
    let Some((first, rest)) = path.split_first() else {
        return match (tree, value) {
            (tree @ Json::Null, value) => {
                *tree = value;
                Ok(())
            }
            (Json::Array(there), Json::Array(more)) => {
                there.extend(more);
                Ok(())
            }
            _ => Err(()),
        };
    };
    if tree.is_null() {
        *tree = json!({});
    }
    tree.as_object_mut().ok_or(()).and_then(|object| insert(object.entry(first.as_str()).or_insert(Json::Null), rest, value))
}

/// `-issued,name` → `[{field: ISSUED, direction: DESC}, {field: NAME, direction: ASC}]`
fn order(text: &str) -> Json {
    let criterion = |name: &str| match name.trim().strip_prefix('-') {
        Some(name) => json!({ "field": enum_value(name), "direction": "DESC" }),
        None => json!({ "field": enum_value(name.trim()), "direction": "ASC" }),
    };
    text.split(',').filter(|name| !name.trim().is_empty()).map(criterion).collect()
}

fn enum_values(text: &str) -> Vec<String> {
    text.split(',').map(str::trim).filter(|name| !name.is_empty()).map(enum_value).collect()
}

/// An enum value as it is written in addresses: `CASE_STUDY` → `case-study`.
pub fn spoken(value: &str) -> String {
    value.to_ascii_lowercase().replace('_', "-")
}

fn parse_json(name: &str, text: &str) -> Result<Json, Problem> {
    guard::json(text.as_bytes()).map_err(|refusal| Problem::new(Code::TooComplex, format!("{name}: {refusal}")))?;
    serde_json::from_str(text).map_err(|error| bad(format!("{name} is not JSON: {error}")))
}

fn twice(name: &str) -> Problem {
    bad(format!("the parameter `{name}` is given twice, and its values do not go together"))
}

fn bad(detail: String) -> Problem {
    Problem::new(Code::BadRequest, detail)
}
