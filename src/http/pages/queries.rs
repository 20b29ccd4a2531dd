//! What a page shows, as programs ask for it: the same question in GraphQL, SPARQL, REST and curl.

use serde_json::Value as Json;

use super::Visit;
use crate::{
    app::ask::{graphql_value, is_enumeration_value},
    http::query::{Asked, By},
    ontology::{Ontology, Role, Type, TypeId, names::enum_value},
    views::records::json_string,
};
use crate::app::find::Direction;

/// Texts to copy.
#[derive(Clone, Debug, Default)]
pub struct Queries {
    pub graphql: String,
    pub sparql: String,
    pub curl: String,
    /// The same list as data, by what it is called.
    pub addresses: Vec<(&'static str, String)>,
}

/// The fields that show a record.
fn shown(ty: &Type) -> String {
    let fields: Vec<&str> = [Role::Label, Role::Summary, Role::Homepage].into_iter().filter_map(|role| ty.property(ty.role(role)?)).map(|property| property.field.as_str()).collect();
    format!("id {}", fields.join(" "))
}

impl Queries {
    /// Of a list as it was asked for.
    pub fn of_list(visit: &Visit, types: &[TypeId], asked: &Asked) -> Self {
        let ontology = visit.ontology();
        let list = visit.pairs.without(&super::facets::PLACE).text();
        match types {
            [only] => {
                let ty = ontology.ty(*only);
                let segment = super::segment(ty);
                let rest = visit.outside(&format!("/api/v1/{segment}{list}"));
                Self {
                    graphql: of_type(ontology, ty, asked),
                    sparql: if asked.search.is_none() { sparql(visit, ty, asked).unwrap_or_default() } else { String::new() },
                    curl: format!("curl '{}'", rest.replace('\'', "%27")),
                    addresses: vec![("JSON", format!("/api/v1/{segment}{list}")), ("Atom", format!("/feeds/{segment}.atom{list}"))],
                }
            }
            _ => {
                let words = asked.search.as_deref().unwrap_or_default();
                let fragments: Vec<String> = asked.types.iter().map(|ty| ontology.ty(*ty)).map(|ty| format!("      ... on {} {{ {} }}", ty.singular, shown(ty))).collect();
                let graphql = format!("{{\n  search(query: {}, first: 20) {{\n    totalCount\n    nodes {{\n{}\n    }}\n  }}\n}}", json_string(words), fragments.join("\n"));
                let curl = format!("curl '{}'", visit.outside(&format!("/api/v1/records{list}")).replace('\'', "%27"));
                Self { graphql: if words.is_empty() { String::new() } else { graphql }, sparql: String::new(), curl, addresses: vec![("JSON", format!("/api/v1/records{list}"))] }
            }
        }
    }
}

fn of_type(ontology: &Ontology, ty: &Type, asked: &Asked) -> String {
    let mut arguments = Vec::new();
    if asked.filter.as_object().is_some_and(|fields| !fields.is_empty()) {
        let mut filter = String::from("filter: ");
        graphql_value(&mut filter, &asked.filter, &is_enumeration_value(ontology));
        arguments.push(filter);
    }
    if let Some(words) = &asked.search {
        arguments.push(format!("search: {}", json_string(words)));
    }
    let order: Vec<String> = asked
        .order
        .iter()
        .map(|criterion| {
            let direction = if matches!(criterion.by, By::Field(_, Direction::Descending)) { ", direction: DESC" } else { "" };
            format!("{{field: {}{direction}}}", enum_value(&criterion.name))
        })
        .collect();
    if !order.is_empty() {
        arguments.push(format!("orderBy: [{}]", order.join(", ")));
    }
    arguments.push("first: 20".to_owned());
    format!("{{\n  {}({}) {{\n    totalCount\n    nodes {{ {} }}\n  }}\n}}", ty.plural, arguments.join(", "), shown(ty))
}

/// Where every condition is a link to one of some records, narrower concepts included. A record has one name in the answer: that of the
/// page's language where it has one, any otherwise.
fn sparql(visit: &Visit, ty: &Type, asked: &Asked) -> Option<String> {
    let (ontology, snapshot) = (visit.ontology(), &visit.state.snapshot);
    let label = ty.property(ty.role(Role::Label)?)?;
    let named = ontology.path(label.path).as_str();
    let own = format!("  OPTIONAL {{ ?record <{named}> ?own . FILTER(lang(?own) = \"{}\") }}\n", visit.words.tag);
    let mut body = format!("  ?record a <{}> ;\n    <{named}> ?any .\n{own}", ty.class.as_str());
    for (at, (field, tests)) in asked.filter.as_object()?.iter().enumerate() {
        let property = ty.field(field)?;
        let targets = property.range.targets()?;
        let tests = tests.as_object().filter(|tests| tests.len() == 1)?;
        let values = tests.get("in").and_then(Json::as_array)?;
        let found = values.iter().filter_map(Json::as_str).map(|text| crate::app::find::resolve(snapshot, &targets.types, text).ok().flatten());
        let iris = found.map(|record| record.map(|record| format!("<{}>", record.iri))).collect::<Option<Vec<_>>>()?;
        let concepts = targets.types.iter().all(|ty| ontology.ty(*ty).is_concept());
        let wider = if concepts { format!("/<{}>*", ontology.path(ontology.broader).as_str()) } else { String::new() };
        body.push_str(&format!("  VALUES ?value{at} {{ {} }}\n  ?record <{}>{wider} ?value{at} .\n", iris.join(" "), ontology.path(property.path).as_str()));
    }
    Some(format!("SELECT ?record (COALESCE(SAMPLE(?own), SAMPLE(?any)) AS ?name) WHERE {{\n{body}}}\nGROUP BY ?record\nORDER BY ?name\nLIMIT 20"))
}
