//! Fields that do something, or that not everybody may see: everything in `Mutation`, and what `Query` has beside published data.
//!
//! A [`Shape`] is a row of a table: a name, arguments and a result in GraphQL's own notation, the [`Operation`] that permissions are
//! asked for, and a function around a verb of `app`. A name with `{}` stands for one field for each record type. The table is read
//! by `api` (types), `schema` (execution) and the published table of permissions.

mod account;
mod attend;
mod change_log;
mod contribute;
mod curate;
mod imports;
mod links;
mod news;
mod listings;
mod orcid;
mod ownership;
mod process;
mod searches;
mod webhooks;
pub(super) mod submissions;

use super::api::{Api, Enumeration, What};
use super::coerce::Coerced;
use super::plan::{Kind, Plan};
use super::resolve::{Arguments, Scene};
use super::trees::{self, Tree};
use crate::app::actor::{Operation, Visitor};
use crate::app::{Directory, Problem};
use crate::ontology::{Ontology, Type, TypeId};
use serde_json::Value as Json;
use std::collections::HashMap;
use std::pin::Pin;
use std::sync::Arc;

/// Which root a verb is a field of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Root {
    Query,
    Mutation,
}

/// One row.
pub struct Shape {
    pub root: Root,
    /// `{}` is the singular of a record type.
    pub name: &'static str,
    pub operation: Operation,
    /// Name, type, description; `{}` in the type is the singular.
    pub arguments: &'static [(&'static str, &'static str, &'static str)],
    pub ty: &'static str,
    pub words: &'static str,
    pub run: fn(Act) -> Doing,
}

/// A verb at work.
pub type Doing = Pin<Box<dyn Future<Output = Result<Tree, Problem>> + Send>>;

/// What a verb is handed.
pub struct Act {
    pub scene: Arc<Scene>,
    /// The record type of a field like `submitTool`.
    pub about: Option<TypeId>,
    pub arguments: Arguments,
}

impl Act {
    #[must_use]
    pub fn directory(&self) -> &Arc<Directory> {
        &self.scene.directory
    }

    #[must_use]
    pub fn visitor(&self) -> &Visitor {
        &self.scene.visitor
    }

    #[must_use]
    pub fn text(&self, name: &str) -> Option<&str> {
        self.arguments.get(name).and_then(Json::as_str)
    }

    /// Whether it is given and true.
    #[must_use]
    pub fn is_set(&self, name: &str) -> bool {
        self.arguments.get(name).and_then(Json::as_bool).unwrap_or(false)
    }

    #[must_use]
    pub fn number(&self, name: &str) -> Option<u64> {
        self.arguments.get(name).and_then(Json::as_u64)
    }

    /// The texts of a list; one alone is a list of one.
    #[must_use]
    pub fn texts(&self, name: &str) -> Vec<String> {
        match self.arguments.get(name) {
            Some(Json::Array(members)) => members.iter().filter_map(Json::as_str).map(str::to_owned).collect(),
            Some(Json::String(text)) => vec![text.clone()],
            _ => Vec::new(),
        }
    }
}

/// A field made of a shape.
pub struct Verb {
    pub shape: &'static Shape,
    pub about: Option<TypeId>,
    pub name: String,
}

/// What verbs came to, by response key.
pub type Done = HashMap<String, Result<Tree, Problem>>;

/// Does what the root of a plan says, one after the other.
pub async fn perform(api: &Api, plan: &Plan, scene: &Arc<Scene>, variables: &Coerced) -> Done {
    let mut done = Done::new();
    for step in plan.root.of_object() {
        let Kind::Field(What::Verb(at)) = step.kind else { continue };
        let Some(verb) = api.verbs.get(at) else { continue };
        let outcome = async {
            scene.visitor.caller.approach(verb.shape.operation)?;
            let arguments = step.arguments.fill(variables)?.into_owned();
            (verb.shape.run)(Act { scene: Arc::clone(scene), about: verb.about, arguments }).await
        };
        done.insert(step.name.to_string(), outcome.await);
    }
    done
}

/// Whether the arguments of a verb hold whole files.
#[must_use]
pub fn is_large(name: &str) -> bool {
    imports::LARGE.contains(&name)
}

/// Every row.
pub fn shapes() -> impl Iterator<Item = &'static Shape> {
    let tables = [
        account::SHAPES,
        orcid::SHAPES,
        contribute::SHAPES,
        ownership::SHAPES,
        curate::SHAPES,
        searches::SHAPES,
        process::SHAPES,
        attend::SHAPES,
        imports::SHAPES,
        listings::SHAPES,
        webhooks::SHAPES,
        links::SHAPES,
        news::SHAPES,
        change_log::SHAPES,
    ];
    tables.into_iter().flatten()
}

/// The objects that results are made of.
pub fn objects() -> impl Iterator<Item = &'static trees::Shape> {
    let tables = [
        account::OBJECTS,
        orcid::OBJECTS,
        submissions::OBJECTS,
        ownership::OBJECTS,
        curate::OBJECTS,
        searches::OBJECTS,
        process::OBJECTS,
        attend::OBJECTS,
        imports::OBJECTS,
        listings::OBJECTS,
        webhooks::OBJECTS,
        links::OBJECTS,
        news::OBJECTS,
        change_log::OBJECTS,
    ];
    tables.into_iter().flatten()
}

/// The enums of arguments and results.
pub fn enumerations() -> impl Iterator<Item = Enumeration> {
    let all = [
        account::enumerations(),
        submissions::enumerations(),
        ownership::enumerations(),
        curate::enumerations(),
        searches::enumerations(),
        process::enumerations(),
        attend::enumerations(),
        imports::enumerations(),
        webhooks::enumerations(),
        links::enumerations(),
    ];
    all.into_iter().flatten()
}

/// The fields for an ontology, in the order of the table.
#[must_use]
pub fn verbs(ontology: &Ontology) -> Vec<Verb> {
    let mut verbs = Vec::new();
    for shape in shapes() {
        if shape.name.contains("{}") {
            let writable = ontology.types.iter().filter(|ty| is_writable(ontology, ty));
            verbs.extend(writable.map(|ty| Verb { shape, about: Some(ty.id), name: shape.name.replace("{}", &ty.singular) }));
        } else {
            verbs.push(Verb { shape, about: None, name: shape.name.to_owned() });
        }
    }
    verbs
}

/// Whether records of the type can be proposed: everything but the values of fixed lists, which programs compare.
#[must_use]
pub fn is_writable(ontology: &Ontology, ty: &Type) -> bool {
    !ty.vocabulary.and_then(|at| ontology.vocabularies.get(at)).is_some_and(|vocabulary| vocabulary.enumeration)
}
