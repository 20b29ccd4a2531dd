//! Reads a query string into the variables of an operation's document.
//!
//! | parameter | means |
//! |---|---|
//! | the name of an argument | its value; lists are parted by commas |
//! | `order=-issued,name` | the criteria of an order, `-` before what begins at the other end |
//! | `facets=kind,platforms` | the fields to be counted |
//! | anything else | a condition, as [`conditions`] reads them |
//!
//! What is left empty says nothing. Names and values are read by the declared types of the API, so nothing is
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
        conditions::{self, Conditions, FILTER, insert, segments, twice},
        graphql::api::Api,
        problem::Problem,
    },
    ontology::names::{did_you_mean, enum_value},
};

/// A query string.
pub const QUERY_STRING_BYTES_MAX: usize = 16 * 1_024;
/// Parameters of one request.
pub const PARAMETERS_MAX: usize = 100;

const ORDER_BY: &str = "orderBy";
const ORDER: &str = "order";

/// The variables that a query string stands for.
pub fn variables(api: &Api, operation: &Operation, text: &str) -> Result<Map<String, Json>, Problem> {
    let inputs = operation.argument(FILTER).map(|filter| filter.ty.name().to_owned()).into_iter().collect();
    let mut reader = Reader { api, operation, variables: Map::new(), conditions: Conditions::new(api, inputs) };
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
    conditions: Conditions<'a>,
}

impl Reader<'_> {
    fn parameter(&mut self, name: &str, value: &str) -> Result<(), Problem> {
        let operation = self.operation;
        match name {
            FACETS if operation.facets.is_some() => return self.once(name, FACETS, json!(enum_values(value))),
            ORDER if operation.argument(ORDER_BY).is_some() => return self.once(name, ORDER_BY, order(value)),
            _ => {}
        }
        let segments = segments(name)?;
        let (first, rest) = segments.split_first().unwrap_or((&name, &[]));
        if let Some(argument) = operation.argument(first).filter(|argument| !matches!(argument.name, FILTER | ORDER_BY)) {
            if rest.is_empty() {
                let value = conditions::read(self.api, name, &argument.ty, value)?;
                return self.once(name, argument.name, value);
            }
            let (path, ty) = conditions::place(self.api, name, argument.ty.name(), rest)?;
            let value = conditions::read(self.api, name, &ty, value)?;
            return insert(self.variables.entry(argument.name).or_insert(Json::Null), &path, value).map_err(|()| twice(name).into());
        }
        let arguments = operation.arguments.iter().map(|argument| if argument.name == ORDER_BY { ORDER } else { argument.name });
        let also: Vec<&str> = arguments.chain(operation.facets.iter().map(|_| FACETS)).collect();
        if operation.argument(FILTER).is_none() {
            return Err(Problem::new(Code::UnknownName, format!("there is no parameter `{first}` here{}", did_you_mean(first, also))));
        }
        Ok(self.conditions.take(name, value, &also)?)
    }

    fn once(&mut self, name: &str, variable: &str, value: Json) -> Result<(), Problem> {
        if self.variables.insert(variable.to_owned(), value).is_some() { Err(twice(name).into()) } else { Ok(()) }
    }

    fn finish(mut self) -> Map<String, Json> {
        if let Some(filter) = self.conditions.finish() {
            self.variables.insert(FILTER.to_owned(), filter);
        }
        if self.operation.facets.is_some() {
            self.variables.insert(COUNTED.to_owned(), json!(self.variables.contains_key(FACETS)));
        }
        self.variables
    }
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

fn bad(detail: String) -> Problem {
    Problem::new(Code::BadRequest, detail)
}
