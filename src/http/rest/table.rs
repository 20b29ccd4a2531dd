//! The table of operations: every root field of the GraphQL API has an address, made from its name and arguments.
//!
//! | field | address |
//! |---|---|
//! | a list, `caseStudies(…)` | `GET /case-studies` |
//! | one record, `caseStudy(id)` | `GET /case-studies/{key}`, and `…/{key}/history` |
//! | whatever else is read, `mySubmissions(…)` | `GET /my-submissions` |
//! | a mutation, `submitTool(…)` | `POST /submit-tool` |

use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::view::{COUNTED, Detail, FACETS, View, view};
use crate::{
    app::actor::{Operation as Allowed, Standing},
    http::graphql::{api::{Api, Argument, Field, MUTATION, QUERY, Ref, What}, verbs::is_large},
    ontology::{Deprecation, Ontology, Role, TypeId},
};

/// Below which all of them are.
pub const BASE: &str = "/api/v1";

/// Which operations an address has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Form {
    /// `GET /{name}`
    Read,
    /// `GET /{name}/{key}`
    One,
    /// `GET /{name}/{key}/history`
    History,
    /// `POST /{name}`
    Do,
}

/// One operation.
pub struct Operation {
    pub form: Form,
    /// The first part of the address.
    pub name: String,
    /// The argument that is in the address.
    pub key: Option<&'static str>,
    /// The root field.
    pub field: String,
    pub description: String,
    pub arguments: Vec<Argument>,
    pub ty: Ref,
    pub view: Option<Arc<View>>,
    /// The document that is asked; values are its variables.
    pub document: String,
    /// The type of the record at an address.
    pub about: Option<TypeId>,
    /// The type of the variable that says which facets are counted, where there are any.
    pub facets: Option<Ref>,
    /// Whether its answer is more than published data, and depends on who asks.
    pub personal: bool,
    /// Whether nobody in particular may do it.
    pub open: bool,
    /// Whether documents are sent with it, which are longer than everything else.
    pub long: bool,
    /// Whether its arguments hold whole files, and what one has to be allowed to for that.
    pub is_large: bool,
    pub needs: Option<Allowed>,
    /// Where it goes away, and the address that replaces it.
    pub notice: Option<Arc<Deprecation>>,
    pub successor: Option<String>,
}

impl Operation {
    fn new(api: &Api, form: Form, name: String, field: &Field) -> Self {
        let view = view(api, field.ty.name(), Detail::Whole);
        let mut operation = Self {
            form,
            name,
            key: None,
            field: field.name.clone(),
            description: field.description.clone(),
            arguments: field.arguments.clone(),
            ty: field.ty.clone(),
            view,
            document: String::new(),
            long: false,
            notice: api.notices.of(if form == Form::Do { MUTATION } else { QUERY }, &field.name).cloned(),
            successor: None,
            is_large: is_large(&field.name),
            needs: if let What::Verb(at) = field.what { api.verbs.get(at).map(|verb| verb.shape.operation) } else { None },
            about: None,
            facets: api.object(field.ty.name()).and_then(|object| object.fields.iter().find(|field| field.what == What::Facets)?.arguments.first()).map(|argument| argument.ty.clone()),
            personal: matches!(field.what, What::Verb(_)),
            open: if let What::Verb(at) = field.what { api.verbs.get(at).is_some_and(|verb| verb.shape.operation.may().contains(&Standing::Anonymous)) } else { true },
        };
        operation.document = operation.write();
        operation
    }

    fn at(mut self, key: &'static str, about: Option<TypeId>) -> Self {
        self.key = Some(key);
        self.about = about;
        self
    }

    fn write(&self) -> String {
        let mut declared: Vec<String> = self.arguments.iter().map(|argument| format!("${}: {}", argument.name, argument.ty)).collect();
        if let Some(facets) = &self.facets {
            declared.push(format!("${FACETS}: {facets}"));
            declared.push(format!("${COUNTED}: Boolean!"));
        }
        let passed: Vec<String> = self.arguments.iter().map(|argument| format!("{0}: ${0}", argument.name)).collect();
        let brackets = |parts: &[String]| if parts.is_empty() { String::new() } else { format!("({})", parts.join(", ")) };
        let keyword = if self.form == Form::Do { "mutation" } else { "query" };
        let mut document = format!("{keyword}{} {{ {}{}", brackets(&declared), self.field, brackets(&passed));
        if let Some(view) = &self.view {
            view.write(&mut document);
        }
        document.push_str(" }");
        document
    }

    /// The address below [`BASE`].
    pub fn path(&self) -> String {
        match self.form {
            Form::Read | Form::Do => format!("/{}", self.name),
            Form::One => format!("/{}/{{{}}}", self.name, self.key.unwrap_or("key")),
            Form::History => format!("/{}/{{{}}}/history", self.name, self.key.unwrap_or("key")),
        }
    }

    pub fn argument(&self, name: &str) -> Option<&Argument> {
        self.arguments.iter().find(|argument| argument.name == name && self.key != Some(argument.name))
    }
}

/// All operations.
pub struct Table {
    pub operations: Vec<Operation>,
    places: FxHashMap<(Form, String), usize>,
}

impl Table {
    pub fn new(api: &Api, ontology: &Ontology) -> Self {
        let mut table = Self { operations: Vec::new(), places: FxHashMap::default() };
        let fields = |root| api.object(root).map(|object| object.fields.as_slice()).unwrap_or_default();
        let history = fields(QUERY).iter().find(|field| field.what == What::HistoryOf);
        for field in fields(QUERY) {
            match &field.what {
                What::One(ty) => {
                    let plural = address(&ontology.ty(*ty).plural);
                    table.add(Operation::new(api, Form::One, plural.clone(), field).at("id", Some(*ty)));
                    table.operations.extend(history.map(|history| Operation::new(api, Form::History, plural, history).at("id", Some(*ty))));
                }
                What::Node => table.add(Operation::new(api, Form::One, "nodes".to_owned(), field).at("id", None)),
                What::Vocabulary => table.add(Operation::new(api, Form::One, "vocabularies".to_owned(), field).at("scheme", None)),
                _ => table.add(Operation::new(api, Form::Read, address(&field.name), field)),
            }
        }
        let long: Vec<String> = ontology.types.iter().filter(|ty| ty.role(Role::Body).is_some()).map(|ty| format!("{}Input", ty.singular)).collect();
        for field in fields(MUTATION) {
            let takes_text = field.arguments.iter().any(|argument| long.iter().any(|own| own == argument.ty.name()));
            table.add(Operation { long: takes_text, ..Operation::new(api, Form::Do, address(&field.name), field) });
        }
        for operation in &mut table.operations {
            operation.notice = operation.notice.take().or_else(|| api.notices.of_type(operation.about?).cloned());
            operation.successor = operation.notice.as_ref().and_then(|notice| successor(api, ontology, operation, notice));
        }
        table.places = table.operations.iter().enumerate().map(|(at, operation)| ((operation.form, operation.name.clone()), at)).collect();
        table
    }

    fn add(&mut self, operation: Operation) {
        self.operations.push(operation);
    }

    pub fn find(&self, form: Form, name: &str) -> Option<&Operation> {
        self.places.get(&(form, name.to_owned())).and_then(|at| self.operations.get(*at))
    }

    /// Names that an address of the form begins with.
    pub fn names(&self, form: Form) -> impl Iterator<Item = &str> {
        self.operations.iter().filter(move |operation| operation.form == form).map(|operation| operation.name.as_str())
    }
}

/// Where what replaces an operation is: the same of another type, or another verb.
fn successor(api: &Api, ontology: &Ontology, operation: &Operation, notice: &Deprecation) -> Option<String> {
    let instead = notice.instead.as_ref()?;
    let field = [QUERY, MUTATION].iter().find_map(|root| api.object(root)?.field(&operation.field))?;
    let name = match (&field.what, ontology.type_named(&instead.name)) {
        (What::Verb(at), Some(ty)) => api.verbs.get(*at)?.shape.name.replace("{}", &ty.singular),
        (_, Some(ty)) => ty.plural.clone(),
        (_, None) => instead.name.clone(),
    };
    Some(format!("{BASE}/{}", address(&name)))
}

/// `caseStudies` → `case-studies`.
pub fn address(name: &str) -> String {
    let mut address = String::with_capacity(name.len() + 4);
    for letter in name.chars() {
        if letter.is_ascii_uppercase() {
            address.push('-');
        }
        address.push(letter.to_ascii_lowercase());
    }
    address
}
