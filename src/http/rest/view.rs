//! What is shown of each thing: the fields of the GraphQL table that an answer has, from which both the document that is asked and the
//! schema that is published are written.
//!
//! A record is shown whole at its own address, in brief in lists, and as a reference where another record names it.

use std::{fmt::Write as _, sync::Arc};

use crate::ontology::Deprecation;
use crate::http::graphql::api::{Api, Field, NODE, Object, RECORD, Ref, What};

/// How much of a record is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Detail {
    /// With everything that links to it.
    Whole,
    /// Its own values.
    Brief,
    /// What it is and what it is called.
    Reference,
}

/// The fields that are shown of one object.
#[derive(Debug)]
pub struct View {
    /// Of the schema; views of the same name are the same.
    pub name: String,
    pub description: String,
    pub fields: Vec<Shown>,
}

/// A field that is shown.
#[derive(Debug)]
pub struct Shown {
    pub name: String,
    pub description: String,
    pub ty: Ref,
    pub below: Option<Arc<View>>,
    /// Of the field in a document: arguments and conditions.
    with: &'static str,
    /// The interface whose objects alone have it.
    pub on: Option<&'static str>,
    /// Where it goes away.
    pub notice: Option<Arc<Deprecation>>,
}

/// The variable with the fields to be counted, and the one that says whether any are.
pub const FACETS: &str = "facets";
pub const COUNTED: &str = "counted";
const PAGE_INFO: &str = "PageInfo";
const REFERENCE: &str = "Reference";
const COUNTING: &str = "(fields: $facets) @include(if: $counted)";

/// What is shown of a value of the type `name`; none for a plain value.
pub fn view(api: &Api, name: &str, detail: Detail) -> Option<Arc<View>> {
    let object = api.object(name)?;
    Some(Arc::new(if is_record(object) { record(api, object, detail) } else if is_connection(object) { list(api, object) } else { small(api, object) }))
}

fn is_record(object: &Object) -> bool {
    object.record.is_some() || object.interface
}

fn is_connection(object: &Object) -> bool {
    object.fields.iter().any(|field| field.what == What::Edges)
}

fn shown(field: &Field, below: Option<Arc<View>>) -> Shown {
    Shown { name: field.name.clone(), description: field.description.clone(), ty: field.ty.clone(), below, with: "", on: None, notice: None }
}

fn record(api: &Api, object: &Object, detail: Detail) -> View {
    if detail == Detail::Reference {
        return reference(api, object);
    }
    let whole = detail == Detail::Whole;
    let fields = object.fields.iter().filter_map(|field| {
        let below = |detail| api.object(field.ty.name()).map(|object| Arc::new(links(api, object, detail)));
        match &field.what {
            What::Id | What::Key | What::Type | What::Revision | What::Issued | What::Modified | What::Label => Some(shown(field, None)),
            What::Property(_) => Some(shown(field, view(api, field.ty.name(), Detail::Reference))),
            What::Leaving { .. } => Some(shown(field, below(detail))),
            What::Arriving { .. } if whole => Some(shown(field, below(detail))),
            What::ArrivingList { .. } | What::Related | What::Credits if whole => Some(shown(field, view(api, field.ty.name(), Detail::Reference))),
            What::Language(_) | What::Member(_) if whole => Some(shown(field, None)),
            _ => None,
        }
    });
    let fields = fields.map(|field| Shown { notice: api.notices.of(&object.name, &field.name).cloned(), ..field });
    View { name: format!("{}{}", object.name, if whole { "" } else { "Brief" }), description: object.description.clone(), fields: fields.collect() }
}

/// The same fields for every type, so that there is one schema of it.
fn reference(api: &Api, object: &Object) -> View {
    let of = |object: &Object, what: &[What]| -> Vec<Shown> { object.fields.iter().filter(|field| what.contains(&field.what)).map(|field| shown(field, None)).collect() };
    let mut fields = of(object, &[What::Id, What::Key, What::Type]);
    let own = object.field("name").filter(|field| field.what == What::Label).map(|field| shown(field, None));
    let named = || api.object(RECORD).and_then(|record| record.field("name")).map(|field| Shown { on: Some(RECORD), ..shown(field, None) });
    fields.extend(own.or_else(|| named().filter(|_| object.name == NODE)));
    View { name: REFERENCE.to_owned(), description: "A record by its name.".to_owned(), fields }
}

/// A page of a list of its own: the records in brief, or what is said of each in this list.
fn list(api: &Api, object: &Object) -> View {
    page(api, object, &object.name, has_words(api, object), Detail::Brief, true)
}

/// The first page of the links of a record.
fn links(api: &Api, object: &Object, detail: Detail) -> View {
    let whole = detail == Detail::Whole;
    let name = format!("{}{}", object.name.trim_end_matches("Connection"), if whole { "Links" } else { "LinksBrief" });
    let mut view = page(api, object, &name, whole && has_words(api, object), Detail::Reference, false);
    if !whole {
        view.fields.retain(|field| field.ty.name() != PAGE_INFO);
    }
    view
}

/// Whether the edges of a connection say more than which record it is.
fn has_words(api: &Api, connection: &Object) -> bool {
    let edge = connection.fields.iter().find(|field| field.what == What::Edges).and_then(|field| api.object(field.ty.name()));
    edge.is_some_and(|edge| edge.fields.iter().any(|field| matches!(field.what, What::Because | What::Snippets)))
}

fn page(api: &Api, object: &Object, name: &str, edges: bool, detail: Detail, counted: bool) -> View {
    let fields = object.fields.iter().filter_map(|field| {
        let ty = field.ty.name();
        match &field.what {
            What::Edges if edges => Some(shown(field, api.object(ty).map(|edge| Arc::new(edge_view(api, edge))))),
            What::Nodes_ if !edges => Some(shown(field, view(api, ty, detail))),
            What::PageInfo | What::TotalCount => Some(shown(field, view(api, ty, detail))),
            What::Facets if counted => Some(Shown { with: COUNTING, ..shown(field, view(api, ty, detail)) }),
            _ => None,
        }
    });
    View { name: name.to_owned(), description: object.description.clone(), fields: fields.collect() }
}

fn edge_view(api: &Api, edge: &Object) -> View {
    let fields = edge.fields.iter().filter(|field| field.what != What::Cursor).map(|field| {
        let detail = if field.what == What::Because { Detail::Brief } else { Detail::Reference };
        shown(field, view(api, field.ty.name(), detail))
    });
    View { name: edge.name.clone(), description: edge.description.clone(), fields: fields.collect() }
}

/// Everything that a small object has; connections of records in it show what is said of each, or references.
fn small(api: &Api, object: &Object) -> View {
    let is_page = object.fields.iter().any(|field| field.name == "nodes");
    let fields = object.fields.iter().filter(|field| field.arguments.iter().all(|argument| !argument.ty.is_required()) && !(is_page && field.name == "edges")).map(|field| {
        let inner = api.object(field.ty.name());
        let below = match inner {
            Some(inner) if is_connection(inner) => Some(Arc::new(links(api, inner, Detail::Whole))),
            Some(inner) => view(api, &inner.name, Detail::Reference),
            None => None,
        };
        shown(field, below)
    });
    View { name: object.name.clone(), description: object.description.clone(), fields: fields.collect() }
}

impl Shown {
    /// Whether it is there only sometimes.
    pub fn is_conditional(&self) -> bool {
        self.on.is_some() || !self.with.is_empty()
    }
}

impl View {
    /// Whether it names a record of any type.
    pub fn is_reference(&self) -> bool {
        self.name == REFERENCE
    }

    /// Whether it is a page that others come before and after.
    pub fn is_page(&self) -> bool {
        self.fields.iter().any(|field| field.ty.name() == PAGE_INFO)
    }

    /// The selection of a document, with its braces.
    pub fn write(&self, document: &mut String) {
        document.push_str(" {");
        for field in &self.fields {
            let _ = match field.on {
                Some(on) => write!(document, " ... on {on} {{ {}", field.name),
                None => write!(document, " {}{}", field.name, field.with),
            };
            if let Some(below) = &field.below {
                below.write(document);
            }
            if field.on.is_some() {
                document.push_str(" }");
            }
        }
        document.push_str(" }");
    }
}
