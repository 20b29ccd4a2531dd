//! `/openapi.json`: the table of operations as an OpenAPI 3.1 document, written from the same views and input types that answer.

use std::collections::BTreeMap;

use actix_web::{HttpRequest, HttpResponse, web::Data};
use serde_json::{Map, Value as Json, json};

use super::{
    table::{BASE, Form, Operation},
    view::{FACETS, View},
};
use crate::ontology::Deprecation;
use crate::http::{
    House,
    conditions::spoken,
    fresh::Fresh,
    graphql::api::{Api, InputField, InputKind, Ref},
};

/// The version of the addresses below [`BASE`].
const VERSION: &str = "1";
const PROBLEM: &str = "Problem";

pub async fn document(http: HttpRequest, house: Data<House>) -> HttpResponse {
    let directory = &house.engine.directory().ontology().directory;
    let mut writer = Writer { api: house.engine.api(), schemas: BTreeMap::new(), parameters: BTreeMap::new() };
    writer.schemas.insert(PROBLEM.to_owned(), problem());
    let mut paths: BTreeMap<String, Map<String, Json>> = BTreeMap::new();
    for operation in &house.rest.operations {
        let method = if operation.form == Form::Do { "post" } else { "get" };
        paths.entry(format!("{BASE}{}", operation.path())).or_default().insert(method.to_owned(), writer.operation(operation));
    }
    let body = json!({
        "openapi": "3.1.0",
        "info": { "title": directory.title, "version": VERSION, "description": directory.description, "license": { "name": "Data", "url": directory.license } },
        "servers": [{ "url": "/" }],
        "paths": paths,
        "components": {
            "schemas": writer.schemas,
            "parameters": writer.parameters,
            "securitySchemes": { "token": { "type": "http", "scheme": "bearer", "description": "An access token, or the key of a program." } },
        },
    });
    Fresh { revision: house.engine.revision(), media_type: "application/json" }.answer(&http, body.to_string().into_bytes(), |_| ())
}

fn problem() -> Json {
    let text = json!({ "type": "string" });
    let violation = json!({ "type": "object", "properties": { "field": { "type": ["string", "null"] }, "message": text } });
    json!({
        "description": "What went wrong (RFC 9457).",
        "type": "object",
        "required": ["type", "title", "status", "detail", "code"],
        "properties": {
            "type": text, "title": text, "status": { "type": "integer" }, "detail": text, "code": text, "advice": text,
            "violations": { "type": "array", "items": violation },
        },
    })
}

struct Writer<'a> {
    api: &'a Api,
    schemas: BTreeMap<String, Json>,
    /// Parameters by their names here, each once.
    parameters: BTreeMap<String, Json>,
}

impl Writer<'_> {
    fn operation(&mut self, operation: &Operation) -> Json {
        let mut described = json!({
            "operationId": operation.id(),
            "summary": operation.description,
            "tags": [tag(operation)],
            "security": if operation.open { json!([{}, { "token": [] }]) } else { json!([{ "token": [] }]) },
            "responses": {
                "200": { "description": "The answer.", "headers": headers(operation), "content": { "application/json": { "schema": self.answer(operation) } } },
                "default": { "description": "What went wrong.", "content": { "application/problem+json": { "schema": { "$ref": reference(PROBLEM) } } } },
            },
        });
        mark(&mut described, operation.notice.as_deref());
        if operation.form == Form::Do {
            described["requestBody"] = json!({ "required": true, "content": { "application/json": { "schema": self.arguments(operation) } } });
            if operation.argument(super::IDEMPOTENCY_ARGUMENT).is_some() {
                let about = "The same as the argument `idempotencyKey`.";
                described["parameters"] = json!([{ "name": "Idempotency-Key", "in": "header", "description": about, "schema": { "type": "string", "pattern": "^[!-~]{1,64}$" } }]);
            }
        } else {
            described["parameters"] = self.parameters(operation);
        }
        described
    }

    fn answer(&mut self, operation: &Operation) -> Json {
        let ty = match (&operation.ty, operation.form) {
            // Where there is nothing, that is an error.
            (Ref::NonNull(_), _) | (_, Form::Do) => operation.ty.clone(),
            (ty, _) => ty.clone().required(),
        };
        self.output(&ty, operation.view.as_deref())
    }

    /// The schema of what a field answers.
    fn output(&mut self, ty: &Ref, view: Option<&View>) -> Json {
        match ty {
            Ref::NonNull(inner) => self.present(inner, view),
            ty => nullable(self.present(ty, view)),
        }
    }

    fn present(&mut self, ty: &Ref, view: Option<&View>) -> Json {
        match ty {
            Ref::NonNull(inner) => self.present(inner, view),
            Ref::List(inner) => json!({ "type": "array", "items": self.output(inner, view) }),
            Ref::Named(name) => match view {
                Some(view) => self.view(view),
                None => self.plain(name),
            },
        }
    }

    fn view(&mut self, view: &View) -> Json {
        if !self.schemas.contains_key(&view.name) {
            self.schemas.insert(view.name.clone(), Json::Null);
            let (mut properties, mut required) = (Map::new(), Vec::new());
            for field in &view.fields {
                let mut schema = self.output(&field.ty, field.below.as_deref());
                describe(&mut schema, &field.description);
                mark(&mut schema, field.notice.as_deref());
                properties.insert(field.name.clone(), schema);
                // A reference is to records with and without names.
                let sometimes = field.is_conditional() || (view.is_reference() && field.name == "name");
                if !sometimes {
                    required.push(field.name.clone());
                }
            }
            let schema = json!({ "type": "object", "description": view.description, "properties": properties, "required": required });
            self.schemas.insert(view.name.clone(), schema);
        }
        json!({ "$ref": reference(&view.name) })
    }

    fn plain(&mut self, name: &str) -> Json {
        match name {
            "Int" => json!({ "type": "integer" }),
            "Float" => json!({ "type": "number" }),
            "Boolean" => json!({ "type": "boolean" }),
            "Date" => json!({ "type": "string", "format": "date" }),
            "DateTime" => json!({ "type": "string", "format": "date-time" }),
            name => match self.api.enumeration(name) {
                None => json!({ "type": "string" }),
                Some(own) => {
                    let values: Vec<&String> = own.values.iter().map(|(value, _)| value).collect();
                    self.schemas.entry(name.to_owned()).or_insert_with(|| json!({ "type": "string", "description": own.description, "enum": values }));
                    json!({ "$ref": reference(name) })
                }
            },
        }
    }

    /// The body of a request: its arguments.
    fn arguments(&mut self, operation: &Operation) -> Json {
        let fields: Vec<(&str, &Ref, &str)> = operation.arguments.iter().map(|argument| (argument.name, &argument.ty, argument.description)).collect();
        self.object(&operation.description, &fields)
    }

    fn object(&mut self, description: &str, fields: &[(&str, &Ref, &str)]) -> Json {
        let mut properties = Map::new();
        for (name, ty, words) in fields {
            let mut schema = self.input(ty);
            describe(&mut schema, words);
            properties.insert((*name).to_owned(), schema);
        }
        let required: Vec<&str> = fields.iter().filter(|(_, ty, _)| ty.is_required()).map(|(name, ..)| *name).collect();
        json!({ "type": "object", "description": description, "properties": properties, "required": required, "additionalProperties": false })
    }

    /// The schema of what an argument takes.
    fn input(&mut self, ty: &Ref) -> Json {
        match ty {
            Ref::NonNull(inner) => self.given(inner),
            ty => nullable(self.given(ty)),
        }
    }

    fn given(&mut self, ty: &Ref) -> Json {
        match ty {
            Ref::NonNull(inner) => self.given(inner),
            Ref::List(inner) => json!({ "type": "array", "items": self.input(inner) }),
            Ref::Named(name) => match self.fields(name) {
                Some(fields) => {
                    if !self.schemas.contains_key(name) {
                        self.schemas.insert(name.clone(), Json::Null);
                        // What has a default may be left out.
                        let optional: Vec<InputField> = fields.into_iter().map(|field| InputField { ty: if field.default.is_some() { unrequired(field.ty) } else { field.ty }, ..field }).collect();
                        let listed: Vec<(&str, &Ref, &str)> = optional.iter().map(|field| (field.name.as_str(), &field.ty, field.description.as_str())).collect();
                        let description = self.api.input(name).map(|input| input.description.clone()).unwrap_or_default();
                        let mut schema = self.object(&description, &listed);
                        for field in &optional {
                            mark(&mut schema["properties"][&field.name], self.api.notices.of(name, &field.name).map(AsRef::as_ref));
                        }
                        self.schemas.insert(name.clone(), schema);
                    }
                    json!({ "$ref": reference(name) })
                }
                None => self.plain(name),
            },
        }
    }

    fn fields(&self, name: &str) -> Option<Vec<InputField>> {
        match self.api.input(name).map(|input| &input.kind) {
            Some(InputKind::Object(fields)) => Some(fields.clone()),
            _ => None,
        }
    }

    fn parameters(&mut self, operation: &Operation) -> Json {
        let mut parameters = Vec::new();
        if let Some(key) = operation.key {
            let words = operation.arguments.iter().find(|argument| argument.name == key).map_or("", |argument| argument.description);
            parameters.push(json!({ "name": key, "in": "path", "required": true, "description": words, "schema": { "type": "string", "minLength": 1 } }));
        }
        for argument in operation.arguments.iter().filter(|argument| operation.key != Some(argument.name)) {
            let described = match argument.name {
                "orderBy" => {
                    let words = "Up to three criteria, `-` before what begins at its other end: `-issued,name`.";
                    json!({ "name": "order", "in": "query", "description": words, "schema": { "type": "string" } })
                }
                name => self.parameter(name, &argument.ty, argument.description),
            };
            parameters.push(described);
        }
        if let Some(facets) = &operation.facets {
            parameters.push(self.parameter(FACETS, &facets.clone(), "The fields whose values are to be counted."));
        }
        if let Some(filter) = operation.argument("filter") {
            parameters.extend(self.tests(operation, filter.ty.name()));
        }
        parameters.into_iter().map(|parameter| self.shared(parameter)).collect()
    }

    /// A reference to a parameter, which many operations have.
    fn shared(&mut self, parameter: Json) -> Json {
        let name = parameter["name"].as_str().unwrap_or_default();
        let key = (1..).map(|number| if number == 1 { name.to_owned() } else { format!("{name}-{number}") }).find(|key| self.parameters.get(key).is_none_or(|own| *own == parameter)).unwrap_or_default();
        self.parameters.entry(key.clone()).or_insert(parameter);
        json!({ "$ref": format!("#/components/parameters/{key}") })
    }

    fn parameter(&mut self, name: &str, ty: &Ref, description: &str) -> Json {
        let mut parameter = json!({ "name": name, "in": "query", "description": description, "required": ty.is_required() });
        let inner = if let Ref::NonNull(inner) = ty { inner } else { ty };
        if self.fields(inner.name()).is_some() {
            parameter["content"] = json!({ "application/json": { "schema": self.given(inner) } });
        } else {
            parameter["schema"] = self.in_address(inner);
            if matches!(inner, Ref::List(_)) {
                parameter["style"] = json!("form");
                parameter["explode"] = json!(false);
            }
        }
        parameter
    }

    /// The fields of a filter, each with its usual test.
    fn tests(&mut self, operation: &Operation, filter: &str) -> Vec<Json> {
        let mut parameters = Vec::new();
        for field in self.fields(filter).unwrap_or_default() {
            let tests = self.fields(field.ty.name()).unwrap_or_default();
            let usual = ["in", "eq"].iter().find_map(|usual| tests.iter().find(|test| test.name == *usual));
            if let Some(test) = usual.filter(|_| operation.argument(&field.name).is_none()) {
                let others: Vec<String> = tests.iter().map(|test| format!("`{}.{}`", field.name, test.name)).collect();
                let words = format!("{} Other tests: {}.", field.description, others.join(", "));
                let mut parameter = self.parameter(&field.name, &test.ty, &words);
                mark(&mut parameter, self.api.notices.of(filter, &field.name).map(AsRef::as_ref));
                parameters.push(parameter);
            }
        }
        parameters
    }

    fn in_address(&mut self, ty: &Ref) -> Json {
        match ty {
            Ref::NonNull(inner) => self.in_address(inner),
            Ref::List(inner) => json!({ "type": "array", "items": self.in_address(inner) }),
            Ref::Named(name) => match self.api.enumeration(name) {
                Some(own) => json!({ "type": "string", "enum": own.values.iter().map(|(value, _)| spoken(value)).collect::<Vec<_>>() }),
                None => self.plain(name),
            },
        }
    }
}

impl Operation {
    /// Unique, and what generated clients call it.
    fn id(&self) -> String {
        match (self.form, &self.field) {
            (Form::History, field) => format!("{field}Of{}", self.name.split('-').map(capitalised).collect::<String>()),
            (_, field) => field.clone(),
        }
    }
}

fn capitalised(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

fn tag(operation: &Operation) -> &'static str {
    match (operation.form, operation.personal) {
        (Form::Do, _) => "Contributing, curating and accounts",
        (_, true) => "What is not published",
        (_, false) => "Reading",
    }
}

fn headers(operation: &Operation) -> Json {
    let text = |words: &str| json!({ "description": words, "schema": { "type": "string" } });
    let mut headers = json!({ "Whatworks-Revision": { "description": "The revision of the ledger that the answer shows.", "schema": { "type": "string", "pattern": "^[0-9]+$" } } });
    if !operation.personal {
        headers["ETag"] = text("To be sent back as If-None-Match.");
    }
    if operation.form != Form::Do && operation.view.as_ref().is_some_and(|view| view.is_page()) {
        headers["Link"] = text("The first, the next and the previous page (RFC 8288).");
    }
    headers
}

fn reference(name: &str) -> String {
    format!("#/components/schemas/{name}")
}

fn unrequired(ty: Ref) -> Ref {
    if let Ref::NonNull(inner) = ty { *inner } else { ty }
}

fn nullable(schema: Json) -> Json {
    if schema.get("$ref").is_some() {
        return json!({ "anyOf": [schema, { "type": "null" }] });
    }
    let mut schema = schema;
    if let Some(ty) = schema.get("type").cloned() {
        schema["type"] = json!([ty, "null"]);
    }
    schema
}

/// Says of what goes away that it does, and when.
fn mark(described: &mut Json, notice: Option<&Deprecation>) {
    if let Some((object, notice)) = described.as_object_mut().zip(notice) {
        let before = object.get("description").and_then(Json::as_str).map(|words| format!("{words} ")).unwrap_or_default();
        object.insert("description".to_owned(), json!(format!("{before}{}", notice.words())));
        object.insert("deprecated".to_owned(), json!(true));
    }
}

fn describe(schema: &mut Json, words: &str) {
    if let Some(object) = schema.as_object_mut().filter(|_| !words.is_empty()) {
        object.insert("description".to_owned(), json!(words));
    }
}
