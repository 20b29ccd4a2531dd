//! A record that is not published yet, in the order of its page: what it is, its name, what it is in short, where it is, and the facts.

use askama::Template;

use super::super::{
    Visit,
    show::{Fact, Said, Shown},
    words::Words,
};
use crate::ontology::{Property, Role, Type, record::{Record, Value}};

#[derive(Template)]
#[template(path = "contribute/preview.html")]
pub struct Preview {
    words: &'static Words,
    kind: String,
    name: Option<Shown>,
    summary: Option<Shown>,
    homepage: Option<Shown>,
    facts: Vec<Fact>,
}

impl Preview {
    pub fn of(visit: &Visit, ty: &Type, record: &Record) -> Self {
        let mut preview = Self { words: visit.words, kind: visit.kinds(ty), name: None, summary: None, homepage: None, facts: Vec::new() };
        for (property, values) in ty.properties.iter().zip(&record.values).filter(|(property, values)| property.is_public() && !values.is_empty()) {
            preview.add(visit, property, values);
        }
        preview
    }

    fn add(&mut self, visit: &Visit, property: &Property, values: &[Value]) {
        let mut shown = visit.values_of(property, values);
        let head = match property.role {
            Some(Role::Label) => &mut self.name,
            Some(Role::Summary) => &mut self.summary,
            Some(Role::Homepage) => &mut self.homepage,
            _ => {
                self.facts.push(Fact { field: property.field.clone(), label: visit.field(property), description: String::new(), values: shown, more: 0 });
                return;
            }
        };
        // Of what is said in several languages, a page shows one: its own.
        let own = shown.iter().position(|value| matches!(value, Shown::Said(Said { lang, .. }) if lang.is_empty())).unwrap_or(0);
        *head = Some(shown.swap_remove(own));
    }
}

/// What a record that is not published says, field by field, its name first.
pub fn facts_of(visit: &Visit, ty: &Type, record: &[Vec<Value>]) -> Vec<Fact> {
    let mut facts: Vec<Fact> = Vec::new();
    for (property, values) in ty.properties.iter().zip(record).filter(|(property, values)| property.is_public() && !values.is_empty()) {
        let fact = Fact { field: property.field.clone(), label: visit.field(property), description: String::new(), values: visit.values_of(property, values), more: 0 };
        if property.role == Some(Role::Label) { facts.insert(0, fact) } else { facts.push(fact) }
    }
    facts
}
