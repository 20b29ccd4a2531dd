//! Whether a value written in a document has the type of its place; a variable by its declaration.

use crate::http::graphql::api::{Api, Input, InputField, InputKind, Ref};
use crate::ontology::names::did_you_mean;
use async_graphql::Positioned;
use async_graphql::parser::types::VariableDefinition;
use async_graphql_value::{Name, Value};

/// Characters of a value shown in a message.
const SHOWN_CHARS_MAX: usize = 60;

pub struct Values<'a> {
    api: &'a Api,
    definitions: &'a [Positioned<VariableDefinition>],
    place: Vec<String>,
}

impl<'a> Values<'a> {
    pub fn new(api: &'a Api, definitions: &'a [Positioned<VariableDefinition>], place: String) -> Self {
        Self { api, definitions, place: vec![place] }
    }

    /// Checks a value. `has_default`: the place has a default, which stands in for a variable that is absent.
    pub fn check(&mut self, ty: &Ref, has_default: bool, value: &Value) -> Result<(), String> {
        match (ty, value) {
            (_, Value::Variable(name)) => self.variable(ty, has_default, name),
            (Ref::NonNull(inner), Value::Null) => Err(self.wrong(value, &format!("{}, not null", inner.name()))),
            (Ref::NonNull(inner), _) => self.check(inner, false, value),
            (_, Value::Null) => Ok(()),
            (Ref::List(member), Value::List(values)) => values.iter().enumerate().try_for_each(|(at, value)| self.within(at.to_string(), |own| own.check(member, false, value))),
            (Ref::List(member), single) => self.check(member, false, single),
            (Ref::Named(name), _) => self.named(name, value),
        }
    }

    fn within(&mut self, place: String, check: impl FnOnce(&mut Self) -> Result<(), String>) -> Result<(), String> {
        self.place.push(place);
        let result = check(self);
        self.place.pop();
        result
    }

    fn wrong(&self, value: &Value, expected: &str) -> String {
        let mut shown = value.to_string();
        if shown.chars().count() > SHOWN_CHARS_MAX {
            shown = format!("{}…", shown.chars().take(SHOWN_CHARS_MAX).collect::<String>());
        }
        format!("{}: {shown} is given; expected {expected}", self.place.join("."))
    }

    /// Variables that are not declared are for other rules.
    fn variable(&self, ty: &Ref, has_default: bool, name: &Name) -> Result<(), String> {
        let Some(definition) = self.definitions.iter().find(|definition| definition.node.name.node == *name) else { return Ok(()) };
        let declared = Ref::declared(&definition.node.var_type.node);
        let never_null = has_default || definition.node.default_value.as_ref().is_some_and(|default| !matches!(default.node, async_graphql_value::ConstValue::Null));
        let wanted = match ty {
            Ref::NonNull(inner) if never_null && !declared.is_required() => inner,
            whole => whole,
        };
        if fits(&declared, wanted) { Ok(()) } else { Err(format!("{}: ${name} is declared as {declared}; expected {ty}", self.place.join("."))) }
    }

    fn named(&mut self, name: &str, value: &Value) -> Result<(), String> {
        let fits = match name {
            "Int" => matches!(value, Value::Number(number) if number.as_i64().is_some_and(|number| i32::try_from(number).is_ok())),
            "Float" => matches!(value, Value::Number(_)),
            "Boolean" => matches!(value, Value::Boolean(_)),
            "String" | "Date" | "DateTime" => matches!(value, Value::String(_)),
            "ID" => matches!(value, Value::String(_)) || matches!(value, Value::Number(number) if number.is_i64() || number.is_u64()),
            _ => return self.composed(name, value),
        };
        if fits { Ok(()) } else { Err(self.wrong(value, name)) }
    }

    fn composed(&mut self, name: &str, value: &Value) -> Result<(), String> {
        if let Some(values) = self.api.enumeration(name) {
            let known = |wanted: &str| values.values.iter().any(|(own, _)| own == wanted);
            return match value {
                Value::Enum(wanted) if known(wanted) => Ok(()),
                Value::Enum(wanted) => Err(self.wrong(value, &format!("a value of {name}{}", did_you_mean(wanted, values.values.iter().map(|(own, _)| own.as_str()))))),
                Value::String(text) if known(text) => Err(self.wrong(value, &format!("{text}, without quotes"))),
                _ => Err(self.wrong(value, &format!("a value of {name}"))),
            };
        }
        let api = self.api;
        match api.input(name) {
            Some(Input { kind: InputKind::Object(fields), .. }) => self.members(name, fields, value),
            _ => Ok(()),
        }
    }

    fn members(&mut self, name: &str, fields: &[InputField], value: &Value) -> Result<(), String> {
        let Value::Object(members) = value else { return Err(self.wrong(value, &format!("{name}, an object in braces"))) };
        for (member, value) in members {
            let Some(field) = fields.iter().find(|field| field.name == member.as_str()) else {
                let near = did_you_mean(member, fields.iter().map(|field| field.name.as_str()));
                return Err(format!("{}: {name} has no `{member}`{near}", self.place.join(".")));
            };
            self.within(field.name.clone(), |own| own.check(&field.ty, field.default.is_some(), value))?;
        }
        match fields.iter().find(|field| field.ty.is_required() && field.default.is_none() && !members.contains_key(field.name.as_str())) {
            Some(missing) => Err(format!("{}: {name} needs `{}`", self.place.join("."), missing.name)),
            None => Ok(()),
        }
    }
}

/// Whether every value of the declared type may stand where `wanted` is asked for.
fn fits(declared: &Ref, wanted: &Ref) -> bool {
    match (declared, wanted) {
        (Ref::NonNull(declared), Ref::NonNull(wanted)) | (Ref::List(declared), Ref::List(wanted)) => fits(declared, wanted),
        (_, Ref::NonNull(_)) => false,
        (Ref::NonNull(declared), _) => fits(declared, wanted),
        (Ref::Named(declared), Ref::Named(wanted)) => declared == wanted,
        _ => false,
    }
}
