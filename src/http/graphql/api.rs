//! The GraphQL API as one table, made from the ontology: every object, interface, enum and input, and for each field what it
//! answers ([`What`]).
//!
//! Three interpreters read this table: `schema` (async-graphql's type system), `plan` (what a document asks for) and
//! `resolve` (the answer to one field). Nothing else in the crate names a GraphQL type.

mod build;
mod inputs;
pub mod notices;

use super::verbs::Verb;
use notices::Notices;
use crate::ontology::{PathId, TypeId};
use rustc_hash::{FxHashMap, FxHashSet};
use std::fmt;

pub use inputs::{Input, InputField, InputKind, sort_field};

/// A type reference.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ref {
    Named(String),
    NonNull(Box<Self>),
    List(Box<Self>),
}

impl Ref {
    pub fn named(name: impl Into<String>) -> Self {
        Self::Named(name.into())
    }

    /// Reads `[Facet!]!`.
    #[must_use]
    pub fn parse(text: &str) -> Self {
        if let Some(inner) = text.strip_suffix('!') {
            Self::parse(inner).required()
        } else if let Some(inner) = text.strip_prefix('[').and_then(|text| text.strip_suffix(']')) {
            Self::List(Box::new(Self::parse(inner)))
        } else {
            Self::named(text)
        }
    }

    #[must_use]
    pub fn required(self) -> Self {
        Self::NonNull(Box::new(self))
    }

    /// `[T!]`
    #[must_use]
    pub fn list(self) -> Self {
        Self::List(Box::new(self.required()))
    }

    /// The innermost name.
    #[must_use]
    pub fn name(&self) -> &str {
        match self {
            Self::Named(name) => name,
            Self::NonNull(inner) | Self::List(inner) => inner.name(),
        }
    }

    #[must_use]
    pub const fn is_required(&self) -> bool {
        matches!(self, Self::NonNull(_))
    }
}

impl fmt::Display for Ref {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Named(name) => formatter.write_str(name),
            Self::NonNull(inner) => write!(formatter, "{inner}!"),
            Self::List(inner) => write!(formatter, "[{inner}]"),
        }
    }
}

/// A set of record types that a list is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scope {
    /// The GraphQL output type of one record.
    pub output: String,
    pub types: Vec<TypeId>,
}

/// What a field answers. Closed: the compiler lists the places that must know a new one.
#[derive(Clone, Debug, PartialEq)]
pub enum What {
    // Of the root
    One(TypeId),
    Many(Scope),
    Node,
    Nodes,
    Search,
    Suggest,
    Ask,
    Vocabulary,
    Coverage,
    Directory,
    HistoryOf,
    Difference,
    Tombstone,
    /// The change that a subscription tells.
    Changes,
    /// Does something: a place in [`Api::verbs`].
    Verb(usize),
    // Of a record
    Id,
    Key,
    Type,
    Revision,
    Issued,
    Modified,
    /// The values of a property: texts, numbers, enum values or records.
    Property(PathId),
    /// The language of the text that [`What::Property`] shows.
    Language(PathId),
    /// The name shown, never null.
    Label,
    /// Records that link here, as a plain list.
    ArrivingList { path: PathId },
    /// Records that link here.
    Arriving { path: PathId, scope: Scope, claimed: bool },
    /// A claimed link seen from its subject.
    Leaving { path: PathId, scope: Scope },
    Related,
    History,
    Provenance,
    Credits,
    // Of a connection
    Edges,
    Nodes_,
    PageInfo,
    TotalCount,
    Facets,
    // Of an edge
    Node_,
    Cursor,
    Agreement,
    Because,
    Snippets,
    Score,
    /// A named member of a small value (facets, answers, the directory …).
    Member(&'static str),
    /// How many claims of this stance, by its place in the enumeration.
    Stance(usize),
}

/// An argument.
#[derive(Clone, Debug)]
pub struct Argument {
    pub name: &'static str,
    pub ty: Ref,
    pub default: Option<serde_json::Value>,
    pub description: &'static str,
}

/// A field of an object or interface.
#[derive(Clone, Debug)]
pub struct Field {
    pub name: String,
    pub description: String,
    pub ty: Ref,
    pub arguments: Vec<Argument>,
    pub what: What,
}

/// An object or interface type.
#[derive(Clone, Debug, Default)]
pub struct Object {
    pub name: String,
    pub description: String,
    /// For objects; interfaces list the interfaces they imply.
    pub implements: Vec<String>,
    pub fields: Vec<Field>,
    /// The record type this object stands for.
    pub record: Option<TypeId>,
    pub interface: bool,
}

impl Object {
    #[must_use]
    pub fn field(&self, name: &str) -> Option<&Field> {
        self.fields.iter().find(|field| field.name == name)
    }
}

/// An enum type: values with descriptions.
#[derive(Clone, Debug)]
pub struct Enumeration {
    pub name: String,
    pub description: String,
    pub values: Vec<(String, String)>,
}

/// The whole API.
#[derive(Default)]
pub struct Api {
    pub objects: Vec<Object>,
    pub enums: Vec<Enumeration>,
    pub inputs: Vec<Input>,
    /// What [`What::Verb`] does.
    pub verbs: Vec<Verb>,
    /// What of it goes away.
    pub notices: Notices,
    object_ids: FxHashMap<String, usize>,
    /// Object of each record type.
    record_objects: FxHashMap<TypeId, usize>,
}

pub const QUERY: &str = "Query";
pub const MUTATION: &str = "Mutation";
pub const SUBSCRIPTION: &str = "Subscription";
/// The interface of everything with an `id`.
pub const NODE: &str = "Node";
/// The interface of every record that has a name.
pub const RECORD: &str = "Record";

impl What {
    /// Whether the answer is read from the journal, which may wait for the disk.
    #[must_use]
    pub const fn reads_the_journal(&self) -> bool {
        matches!(self, Self::History | Self::HistoryOf | Self::Difference)
    }
}

impl Api {
    #[must_use]
    pub fn object(&self, name: &str) -> Option<&Object> {
        self.object_ids.get(name).and_then(|at| self.objects.get(*at))
    }

    #[must_use]
    pub fn of_record(&self, ty: TypeId) -> Option<&Object> {
        self.record_objects.get(&ty).and_then(|at| self.objects.get(*at))
    }

    #[must_use]
    pub fn input(&self, name: &str) -> Option<&Input> {
        self.inputs.iter().find(|input| input.name == name)
    }

    #[must_use]
    pub fn enumeration(&self, name: &str) -> Option<&Enumeration> {
        self.enums.iter().find(|own| own.name == name)
    }

    /// The objects that a value of the type `name` can be.
    pub fn possible<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Object> + 'a {
        self.objects.iter().filter(move |object| !object.interface && (object.name == name || object.implements.iter().any(|own| own == name)))
    }

    /// Leaves out what no field or argument leads to.
    fn prune(&mut self) {
        let mut used: FxHashSet<String> = FxHashSet::default();
        let mut open = [QUERY, MUTATION, SUBSCRIPTION].map(str::to_owned).to_vec();
        while let Some(name) = open.pop() {
            if !used.insert(name.clone()) {
                continue;
            }
            let objects = self.objects.iter().filter(|object| object.name == name || (object.implements.contains(&name) && !object.interface));
            for object in objects {
                open.push(object.name.clone());
                open.extend(object.implements.iter().cloned());
                open.extend(object.fields.iter().flat_map(|field| field.arguments.iter().map(|argument| &argument.ty).chain([&field.ty])).map(|ty| ty.name().to_owned()));
            }
            if let Some(InputKind::Object(fields)) = self.input(&name).map(|input| &input.kind) {
                open.extend(fields.iter().map(|field| field.ty.name().to_owned()));
            }
        }
        self.enums.retain(|own| used.contains(&own.name));
        self.inputs.retain(|own| used.contains(&own.name));
        self.object_ids.clear();
        self.record_objects.clear();
        for object in std::mem::take(&mut self.objects) {
            if used.contains(&object.name) {
                self.add(object);
            }
        }
    }

    fn add(&mut self, mut object: Object) {
        // A field of the ontology's takes the place of one of the same name that every record has.
        let mut names = FxHashSet::default();
        object.fields.reverse();
        object.fields.retain(|field| names.insert(field.name.clone()));
        object.fields.reverse();
        let at = self.objects.len();
        self.object_ids.insert(object.name.clone(), at);
        if let (Some(ty), false) = (object.record, object.interface) {
            self.record_objects.insert(ty, at);
        }
        self.objects.push(object);
    }
}
