//! Values of arguments and variables: read by their declared type, as the specification's input coercion says.

use super::api::{Api, Argument, InputKind, Ref};
use crate::app::Problem;
use crate::error::Code;
use crate::ontology::names::did_you_mean;
use async_graphql::parser::types::{BaseType, OperationDefinition, Type as AstType};
use async_graphql::{Name, Positioned};
use async_graphql_value::Value as Ast;
use serde_json::{Map, Value as Json};
use std::borrow::Cow;

/// Variables by name, coerced; absent ones without a default are absent.
pub type Coerced = Map<String, Json>;

/// The arguments of a field: known now, or once the variables are.
#[derive(Default)]
pub struct Template {
    ready: Map<String, Json>,
    open: Vec<(String, Open)>,
}

/// A value with variables in it.
enum Open {
    Json(Json),
    /// And whether null may not stand there.
    Variable(Name, bool),
    List(Vec<Self>),
    Object(Vec<(String, Self)>),
}

impl Template {
    pub fn of_arguments(api: &Api, declared: &[Argument], given: &[(Positioned<Name>, Positioned<Ast>)]) -> Self {
        let mut template = Self::default();
        for argument in declared {
            if let Some(default) = &argument.default {
                template.ready.insert(argument.name.to_owned(), default.clone());
            }
            let Some((_, value)) = given.iter().find(|(name, _)| name.node == argument.name) else { continue };
            match open(api, Some(&argument.ty), &value.node) {
                // Literals have been judged; coercion gives them their form.
                Open::Json(json) => {
                    let coerced = value_of(api, &argument.ty, &json, &mut vec![argument.name.to_owned()]).unwrap_or(json);
                    template.ready.insert(argument.name.to_owned(), coerced);
                }
                open => template.open.push((argument.name.to_owned(), open)),
            }
        }
        template
    }

    /// Whether an argument is known only once the variables are.
    #[must_use]
    pub fn is_open(&self, argument: &str) -> bool {
        self.open.iter().any(|(name, _)| name == argument)
    }

    /// The arguments with these variables.
    ///
    /// # Errors
    /// When null is given for a variable whose default let it stand where null may not.
    pub fn fill(&self, variables: &Coerced) -> Result<Cow<'_, Map<String, Json>>, Problem> {
        if self.open.is_empty() {
            return Ok(Cow::Borrowed(&self.ready));
        }
        let mut filled = self.ready.clone();
        for (name, open) in &self.open {
            if let Some(value) = fill(open, variables)? {
                filled.insert(name.clone(), value);
            }
        }
        Ok(Cow::Owned(filled))
    }
}

/// `ty`: the type of the place, where it is known.
fn open(api: &Api, ty: Option<&Ref>, value: &Ast) -> Open {
    let required = ty.is_some_and(Ref::is_required);
    let ty = ty.map(|ty| if let Ref::NonNull(inner) = ty { inner } else { ty });
    match value {
        Ast::Variable(name) => Open::Variable(name.clone(), required),
        Ast::Null | Ast::Binary(_) => Open::Json(Json::Null),
        Ast::Number(number) => Open::Json(Json::Number(number.clone())),
        Ast::String(text) => Open::Json(Json::String(text.clone())),
        Ast::Boolean(flag) => Open::Json(Json::Bool(*flag)),
        Ast::Enum(name) => Open::Json(Json::String(name.to_string())),
        Ast::List(members) => {
            let inner = if let Some(Ref::List(inner)) = ty { Some(&**inner) } else { None };
            let members: Vec<Open> = members.iter().map(|member| open(api, inner, member)).collect();
            if members.iter().all(|member| matches!(member, Open::Json(_))) { Open::Json(Json::Array(members.into_iter().filter_map(closed).collect())) } else { Open::List(members) }
        }
        Ast::Object(members) => {
            let fields = ty.and_then(|ty| api.input(ty.name())).map_or(&[][..], |input| if let InputKind::Object(fields) = &input.kind { fields } else { &[] });
            let ty_of = |name: &str| fields.iter().find(|field| field.name == name).map(|field| &field.ty);
            let members: Vec<(String, Open)> = members.iter().map(|(name, value)| (name.to_string(), open(api, ty_of(name), value))).collect();
            if members.iter().all(|(_, member)| matches!(member, Open::Json(_))) {
                Open::Json(Json::Object(members.into_iter().filter_map(|(name, member)| Some((name, closed(member)?))).collect()))
            } else {
                Open::Object(members)
            }
        }
    }
}

fn closed(open: Open) -> Option<Json> {
    if let Open::Json(json) = open { Some(json) } else { None }
}

/// `None` for an absent variable: as if nothing were written there.
fn fill(open: &Open, variables: &Coerced) -> Result<Option<Json>, Problem> {
    Ok(match open {
        Open::Json(json) => Some(json.clone()),
        Open::Variable(name, required) => {
            let value = variables.get(name.as_str());
            if *required && value.is_none_or(Json::is_null) {
                return Err(Problem::new(Code::BadVariables, format!("${name} is null, and stands where null may not; leave it out to have its default")));
            }
            value.cloned()
        }
        Open::List(members) => Some(Json::Array(members.iter().map(|member| Ok(fill(member, variables)?.unwrap_or(Json::Null))).collect::<Result<_, Problem>>()?)),
        Open::Object(members) => {
            let mut filled = Map::new();
            for (name, member) in members {
                if let Some(value) = fill(member, variables)? {
                    filled.insert(name.clone(), value);
                }
            }
            Some(Json::Object(filled))
        }
    })
}

/// Reads the variables of an operation.
///
/// # Errors
/// The first that is missing or does not have its declared type.
pub fn variables(api: &Api, operation: &OperationDefinition, given: &Map<String, Json>) -> Result<Coerced, Problem> {
    let mut coerced = Map::new();
    for definition in &operation.variable_definitions {
        let name = definition.node.name.node.as_str();
        let ty = Ref::declared(&definition.node.var_type.node);
        let default = definition.node.default_value.as_ref().and_then(|value| value.node.clone().into_json().ok());
        match given.get(name).or(default.as_ref()) {
            Some(value) => {
                let value = value_of(api, &ty, value, &mut vec![format!("${name}")])?;
                coerced.insert(name.to_owned(), value);
            }
            None if ty.is_required() => return Err(Problem::new(Code::BadVariables, format!("the variable ${name} is missing; its type is {}", definition.node.var_type.node))),
            None => {}
        }
    }
    Ok(coerced)
}

impl Ref {
    /// The type that a document declares.
    #[must_use]
    pub fn declared(ty: &AstType) -> Self {
        let base = match &ty.base {
            BaseType::Named(name) => Self::named(name.as_str()),
            BaseType::List(inner) => Self::List(Box::new(Self::declared(inner))),
        };
        if ty.nullable { base } else { base.required() }
    }
}

fn wrong(place: &[String], value: &Json, expected: &str) -> Problem {
    let mut shown = value.to_string();
    if shown.len() > 60 {
        shown = format!("{}…", shown.chars().take(60).collect::<String>());
    }
    Problem::new(Code::BadVariables, format!("{}: {shown} is given; expected {expected}", place.join(".")))
}

fn value_of(api: &Api, ty: &Ref, value: &Json, place: &mut Vec<String>) -> Result<Json, Problem> {
    match (ty, value) {
        (Ref::NonNull(inner), Json::Null) => Err(wrong(place, value, &format!("{}, not null", inner.name()))),
        (Ref::NonNull(inner), _) => value_of(api, inner, value, place),
        (_, Json::Null) => Ok(Json::Null),
        (Ref::List(inner), Json::Array(members)) => {
            let mut coerced = Vec::with_capacity(members.len());
            for (at, member) in members.iter().enumerate() {
                place.push(at.to_string());
                coerced.push(value_of(api, inner, member, place)?);
                place.pop();
            }
            Ok(Json::Array(coerced))
        }
        (Ref::List(inner), single) => Ok(Json::Array(vec![value_of(api, inner, single, place)?])),
        (Ref::Named(name), _) => named(api, name, value, place),
    }
}

fn named(api: &Api, name: &str, value: &Json, place: &mut Vec<String>) -> Result<Json, Problem> {
    let fits = match name {
        "Int" => value.as_i64().is_some_and(|number| i32::try_from(number).is_ok()) || value.as_f64().is_some_and(|number| number.fract() == 0.0 && number.abs() < 2_147_483_648.0),
        "Float" => value.is_number(),
        "Boolean" => value.is_boolean(),
        "String" | "Date" | "DateTime" => value.is_string(),
        "ID" => value.is_string() || value.is_i64() || value.is_u64(),
        _ => return composed(api, name, value, place),
    };
    match (fits, name, value) {
        (false, _, _) => Err(wrong(place, value, name)),
        (true, "ID", Json::Number(number)) => Ok(Json::String(number.to_string())),
        (true, "Int", Json::Number(number)) if number.is_f64() => Ok(Json::from(number.as_f64().unwrap_or_default() as i64)),
        _ => Ok(value.clone()),
    }
}

fn composed(api: &Api, name: &str, value: &Json, place: &mut Vec<String>) -> Result<Json, Problem> {
    if let Some(values) = api.enumeration(name) {
        return match value.as_str() {
            Some(text) if values.values.iter().any(|(own, _)| own == text) => Ok(value.clone()),
            given => {
                let near = did_you_mean(given.unwrap_or_default(), values.values.iter().map(|(own, _)| own.as_str()));
                Err(wrong(place, value, &format!("a value of {name}{near}")))
            }
        };
    }
    let Some(InputKind::Object(fields)) = api.input(name).map(|input| &input.kind) else { return Ok(value.clone()) };
    let Json::Object(members) = value else { return Err(wrong(place, value, &format!("{name}, an object"))) };
    if let Some(unknown) = members.keys().find(|member| !fields.iter().any(|field| field.name == **member)) {
        let near = did_you_mean(unknown, fields.iter().map(|field| field.name.as_str()));
        return Err(Problem::new(Code::BadVariables, format!("{}: {name} has no `{unknown}`{near}", place.join("."))));
    }
    let mut coerced = Map::new();
    for field in fields {
        match members.get(&field.name).or(field.default.as_ref()) {
            Some(member) => {
                place.push(field.name.clone());
                coerced.insert(field.name.clone(), value_of(api, &field.ty, member, place)?);
                place.pop();
            }
            None if field.ty.is_required() => return Err(Problem::new(Code::BadVariables, format!("{}: {name} needs `{}`", place.join("."), field.name))),
            None => {}
        }
    }
    Ok(Json::Object(coerced))
}
