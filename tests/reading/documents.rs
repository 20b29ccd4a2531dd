//! Random GraphQL documents from the table of the API: fields, aliases, fragments, directives, variables, and mistakes in arguments.

use super::choices::Choices;
use super::history::TEXTS;
use serde_json::{Map, Value as Tree, json};
use std::collections::BTreeSet;
use std::fmt::Write as _;
use whatworks::http::graphql::guard::FIELD_DEPTH_MAX;
use whatworks::http::graphql::api::{Api, Field, InputField, InputKind, Object, QUERY, Ref, What};

/// Lists within lists.
const DEPTH_MAX: usize = 4;
/// One value in so many is a mistake.
const MISTAKE_EVERY: usize = 25;

pub struct Document {
    pub query: String,
    pub variables: Map<String, Tree>,
}

/// Invents a document. `names` are what records are called, each with its GraphQL type.
pub fn document(api: &Api, names: &[(String, String)], choices: &mut Choices<'_>) -> Document {
    let mut writer = Writer { api, names, fragments: String::new(), declared: String::new(), variables: Map::new(), count: 0, nested: 0 };
    // What does something is done by the engine and by nobody else.
    let asked: Vec<&Field> = api.object(QUERY).unwrap().fields.iter().filter(|field| !matches!(field.what, What::Verb(_))).collect();
    let mut used = BTreeSet::new();
    let mut fields = String::new();
    let mut certain = false;
    for _ in 0..choices.between(1, 3) {
        let Some(field) = choices.pick(&asked) else { break };
        certain |= writer.field(choices, field, DEPTH_MAX, &mut used, &mut fields);
    }
    if !certain {
        fields.push_str("__typename");
    }
    let declared = if writer.declared.is_empty() { String::new() } else { format!("({})", writer.declared.trim_end_matches(", ")) };
    Document { query: format!("query Q{declared} {{ {fields} }}\n{}", writer.fragments), variables: writer.variables }
}

struct Writer<'a> {
    api: &'a Api,
    names: &'a [(String, String)],
    fragments: String,
    declared: String,
    variables: Map<String, Tree>,
    count: usize,
    /// Fields around what is being written.
    nested: u64,
}

impl Writer<'_> {
    fn fresh(&mut self, letter: &str) -> String {
        self.count += 1;
        format!("{letter}{}", self.count)
    }

    /// `used`: the response keys of the selection this field stands in, so that no two contradict each other. Whether it is there for certain.
    fn field(&mut self, choices: &mut Choices<'_>, field: &Field, depth: usize, used: &mut BTreeSet<String>, out: &mut String) -> bool {
        let composite = self.api.object(field.ty.name()).is_some();
        if composite && (depth == 0 || self.nested + 2 > FIELD_DEPTH_MAX) {
            return false;
        }
        let alias = if used.insert(field.name.clone()) && !choices.chance(15) { String::new() } else { format!("{}: ", self.fresh("a")) };
        let arguments = self.arguments(choices, field);
        let directive = self.directive(choices);
        // A list costs a level; what lies between lists does not.
        let below = if field.arguments.iter().any(|argument| argument.name == "first") { depth - 1 } else { depth };
        let head = format!("{alias}{}{arguments}", field.name);
        for again in 0..if choices.chance(12) { 2 } else { 1 } {
            let _ = write!(out, "{head}{}", if again == 0 { directive.as_str() } else { "" });
            if composite {
                let mut inner = String::new();
                // What merges must not contradict itself: the second time every key is new.
                let mut used = BTreeSet::new();
                if again > 0 {
                    used.extend(self.api.possible(field.ty.name()).flat_map(|object| &object.fields).map(|field| field.name.clone()));
                }
                self.nested += 1;
                self.selection(choices, field.ty.name(), below, &mut used, &mut inner);
                self.nested -= 1;
                let _ = write!(out, " {{ {inner}}} ");
            } else {
                out.push(' ');
            }
        }
        directive.is_empty()
    }

    fn selection(&mut self, choices: &mut Choices<'_>, ty: &str, depth: usize, used: &mut BTreeSet<String>, out: &mut String) {
        let api = self.api;
        let Some(object) = api.object(ty) else { return };
        let mut certain = false;
        for _ in 0..choices.between(1, 3) {
            match choices.below(10) {
                8 => self.inline(choices, object, depth, used, out),
                9 => self.named(choices, object, depth, used, out),
                7 => {
                    out.push_str("__typename ");
                    certain = true;
                }
                _ => {
                    // It is dear: asked for more often, it would make most documents too dear to be answered.
                    let past = choices.chance(2);
                    let fields = likely(api, object, depth, past);
                    if let Some(field) = choices.pick(&fields) {
                        certain |= self.field(choices, field, depth, used, out);
                    }
                }
            }
        }
        // Of an object without fields the executor makes null.
        if !certain {
            out.push_str("__typename ");
        }
    }

    /// A type that a value of `object` may be.
    fn condition(&self, choices: &mut Choices<'_>, object: &Object) -> String {
        let possible: Vec<&Object> = self.api.possible(&object.name).collect();
        let Some(one) = choices.pick(&possible) else { return object.name.clone() };
        let names: Vec<&String> = std::iter::once(&one.name).chain(&one.implements).collect();
        choices.pick(&names).map_or_else(|| object.name.clone(), |name| (*name).clone())
    }

    fn inline(&mut self, choices: &mut Choices<'_>, object: &Object, depth: usize, used: &mut BTreeSet<String>, out: &mut String) {
        let condition = self.condition(choices, object);
        let directive = self.directive(choices);
        let mut inner = String::new();
        self.selection(choices, &condition, depth, used, &mut inner);
        let _ = write!(out, "... on {condition}{directive} {{ {inner}}} ");
    }

    fn named(&mut self, choices: &mut Choices<'_>, object: &Object, depth: usize, used: &mut BTreeSet<String>, out: &mut String) {
        let condition = self.condition(choices, object);
        let name = self.fresh("F");
        let mut inner = String::new();
        self.selection(choices, &condition, depth, used, &mut inner);
        let _ = writeln!(self.fragments, "fragment {name} on {condition} {{ {inner}}}");
        let directive = self.directive(choices);
        let _ = write!(out, "...{name}{directive} ");
        if choices.chance(20) {
            let _ = write!(out, "...{name} ");
        }
    }

    fn directive(&mut self, choices: &mut Choices<'_>) -> String {
        if !choices.chance(12) {
            return String::new();
        }
        let which = if choices.chance(50) { "skip" } else { "include" };
        let flag = choices.chance(50);
        match choices.below(3) {
            0 => format!(" @{which}(if: {flag})"),
            1 => {
                let name = self.fresh("v");
                let _ = write!(self.declared, "${name}: Boolean = {flag}, ");
                format!(" @{which}(if: ${name})")
            }
            _ => {
                let name = self.fresh("v");
                let _ = write!(self.declared, "${name}: Boolean!, ");
                self.variables.insert(name.clone(), json!(flag));
                format!(" @{which}(if: ${name})")
            }
        }
    }

    fn arguments(&mut self, choices: &mut Choices<'_>, field: &Field) -> String {
        let mut written = Vec::new();
        let backwards = choices.chance(20);
        for argument in &field.arguments {
            let wanted = match argument.name {
                "first" => if backwards { 3 } else { 95 },
                "last" => if backwards { 95 } else { 2 },
                "after" | "before" => 3,
                "asOf" => 6,
                "search" => 10,
                _ => 30,
            };
            if !argument.ty.is_required() && !choices.chance(wanted) {
                continue;
            }
            // An id is best that of a record which may stand here.
            let name = if argument.name == "id" { field.ty.name() } else { argument.name };
            let value = self.value(choices, name, &argument.ty, 3);
            let text = match choices.below(6) {
                4 => self.variable(choices, &argument.ty, &value),
                5 if matches!(&value, Tree::Object(_)) => self.with_a_variable(choices, &argument.ty, &value),
                _ => self.literal(&argument.ty, &value),
            };
            written.push(format!("{}: {text}", argument.name));
        }
        if written.is_empty() { String::new() } else { format!("({})", written.join(", ")) }
    }

    /// The value as a variable: given, by default, or left out.
    fn variable(&mut self, choices: &mut Choices<'_>, ty: &Ref, value: &Tree) -> String {
        let name = self.fresh("v");
        let (shown, literal) = (shown(ty), self.literal(ty, value));
        match choices.below(4) {
            2 if !ty.is_required() => {
                let _ = write!(self.declared, "${name}: {shown} = {literal}, ");
            }
            3 if !ty.is_required() => {
                let _ = write!(self.declared, "${name}: {shown}, ");
                if choices.chance(50) {
                    self.variables.insert(name.clone(), Tree::Null);
                }
            }
            _ => {
                let _ = write!(self.declared, "${name}: {shown}, ");
                self.variables.insert(name.clone(), value.clone());
            }
        }
        format!("${name}")
    }

    /// One member of an object as a variable.
    fn with_a_variable(&mut self, choices: &mut Choices<'_>, ty: &Ref, value: &Tree) -> String {
        let (Tree::Object(members), Some(InputKind::Object(fields))) = (value, self.api.input(ty.name()).map(|input| &input.kind)) else { return self.literal(ty, value) };
        let names: Vec<&String> = members.keys().collect();
        let chosen = choices.pick(&names).map(|name| (*name).clone());
        let mut parts = Vec::new();
        for (name, member) in members {
            let Some(field) = fields.iter().find(|field| field.name == *name) else { continue };
            let text = if Some(name) == chosen.as_ref() { self.variable(choices, &field.ty, member) } else { self.literal(&field.ty, member) };
            parts.push(format!("{name}: {text}"));
        }
        format!("{{{}}}", parts.join(", "))
    }

    fn literal(&self, ty: &Ref, value: &Tree) -> String {
        match (ty, value) {
            (Ref::NonNull(inner), _) => self.literal(inner, value),
            (Ref::List(inner), Tree::Array(members)) => format!("[{}]", members.iter().map(|member| self.literal(inner, member)).collect::<Vec<_>>().join(", ")),
            (Ref::Named(name), Tree::Object(members)) => {
                let Some(InputKind::Object(fields)) = self.api.input(name).map(|input| &input.kind) else { return "null".to_owned() };
                let part = |(name, member): (&String, &Tree)| fields.iter().find(|field| field.name == *name).map(|field| format!("{name}: {}", self.literal(&field.ty, member)));
                format!("{{{}}}", members.iter().filter_map(part).collect::<Vec<_>>().join(", "))
            }
            (Ref::Named(name), Tree::String(text)) if self.api.enumeration(name).is_some() => text.clone(),
            _ => value.to_string(),
        }
    }

    fn value(&self, choices: &mut Choices<'_>, name: &str, ty: &Ref, depth: usize) -> Tree {
        match ty {
            Ref::NonNull(inner) => self.value(choices, name, inner, depth),
            Ref::List(inner) => (0..choices.between(0, 3).min(depth + 1)).map(|_| self.value(choices, name, inner, depth)).collect(),
            Ref::Named(own) => self.named_value(choices, name, own, depth),
        }
    }

    fn record(&self, choices: &mut Choices<'_>, ty: &str) -> String {
        let fitting: Vec<&String> = self.names.iter().filter(|(own, _)| self.api.possible(ty).any(|object| object.name == *own)).map(|(_, name)| name).collect();
        choices.pick(&fitting).map_or_else(|| "nobody".to_owned(), |name| (*name).clone())
    }

    fn named_value(&self, choices: &mut Choices<'_>, name: &str, ty: &str, depth: usize) -> Tree {
        let mistake = choices.below(MISTAKE_EVERY) == MISTAKE_EVERY - 1;
        if let Some(values) = self.api.enumeration(ty) {
            return choices.pick(&values.values).map_or(Tree::Null, |(value, _)| json!(value));
        }
        if let Some(InputKind::Object(fields)) = self.api.input(ty).map(|input| &input.kind) {
            let mut members = Map::new();
            let records = if ty == "IDFilter" { name } else { ty.strip_suffix("LinkFilter").or(ty.strip_suffix("Filter")).unwrap_or(ty) };
            let name_of = |field: &'_ InputField| if matches!(field.ty.name(), "ID" | "IDFilter") { records.to_owned() } else { field.name.clone() };
            for field in fields.iter().filter(|field| field.ty.is_required()) {
                members.insert(field.name.clone(), self.value(choices, &name_of(field), &field.ty, depth));
            }
            for _ in 0..choices.between(usize::from(members.is_empty()), 2) {
                if let Some(field) = choices.pick(fields).filter(|field| depth > 0 || self.api.input(field.ty.name()).is_none()) {
                    members.insert(field.name.clone(), self.value(choices, &name_of(field), &field.ty, depth.saturating_sub(1)));
                }
            }
            return Tree::Object(members);
        }
        match ty {
            "Int" if matches!(name, "first" | "last") => if mistake { json!(-1) } else { json!(choices.below(6)) },
            "Int" if name == "revision" => json!(choices.below(40)),
            "Int" => json!(choices.between(0, 2025)),
            "Float" => json!(choices.between(0, 40) as f64 / 4.0),
            "Boolean" => json!(choices.chance(50)),
            "Date" => if mistake { json!("yesterday") } else { json!("2018-02-11") },
            "DateTime" => if mistake { json!("noon") } else { json!(jiff::Timestamp::from_second(1_700_000_000 + choices.below(80) as i64).unwrap().to_string()) },
            "ID" => if mistake { json!("https://orcid.org/0000-0000-0000-0000") } else { json!(self.record(choices, name)) },
            _ => match name {
                "after" | "before" => json!("no-cursor"),
                "lang" => choices.pick(&["cy", "en", "fr", "de", "en-GB", "xx"]).map_or(Tree::Null, |tag| json!(tag)),
                "question" => choices.pick(&["which tools address fear of escalation?", "how many courses", "nothing at all"]).map_or(Tree::Null, |text| json!(text)),
                _ => choices.pick(TEXTS).map_or(Tree::Null, |text| json!(text)),
            },
        }
    }
}

/// Fields that lead on count double, or documents stay flat.
fn likely<'a>(api: &Api, object: &'a Object, depth: usize, past: bool) -> Vec<&'a Field> {
    let shown = |field: &&Field| (depth > 0 || api.object(field.ty.name()).is_none()) && (past || !matches!(field.what, What::History));
    let mut fields: Vec<&Field> = object.fields.iter().filter(shown).collect();
    let leading: Vec<&Field> = fields.iter().copied().filter(|field| api.object(field.ty.name()).is_some()).collect();
    fields.extend(leading);
    fields
}

/// A type as documents write it.
fn shown(ty: &Ref) -> String {
    match ty {
        Ref::Named(name) => name.clone(),
        Ref::NonNull(inner) => format!("{}!", shown(inner)),
        Ref::List(inner) => format!("[{}]", shown(inner)),
    }
}
