//! Executes GraphQL requests. A stand-in of the final shape over a schema of a few fields.

use async_graphql::{
    Request, Variables,
    dynamic::{Field, FieldFuture, FieldValue, InputObject, InputValue, Object, Schema, TypeRef},
    parser::{parse_query, types::OperationType},
};
use serde_json::{Value, json};

use super::guard;
use crate::error::Code;

pub struct GraphqlRequest {
    pub query: String,
    pub operation_name: Option<String>,
    pub variables: serde_json::Map<String, Value>,
    /// Sent by a method that must not change anything.
    pub read_only: bool,
}

pub struct GraphqlReply {
    /// The whole response as JSON.
    pub body: Vec<u8>,
    pub revision: u64,
    /// Nothing was executed: the response has no `data`.
    pub request_error: bool,
    /// A mutation was refused because the request was read-only.
    pub method_not_allowed: bool,
}

pub struct Engine {
    schema: Schema,
    sdl: String,
}

impl Engine {
    /// # Errors
    /// When the schema contradicts itself.
    pub fn stand_in() -> Result<Self, async_graphql::dynamic::SchemaError> {
        let text = |value: &'static str| {
            Field::new(value, TypeRef::named_nn(TypeRef::STRING), move |_| FieldFuture::from_value(Some(async_graphql::Value::from(value))))
        };
        let filter = InputObject::new("ToolFilter")
            .field(InputValue::new("and", TypeRef::named_nn_list("ToolFilter")))
            .field(InputValue::new("not", TypeRef::named("ToolFilter")));
        let tool = Object::new("Tool").field(text("name")).field(text("summary"));
        let connection = Object::new("ToolConnection").field(Field::new("nodes", TypeRef::named_nn_list_nn("Tool"), |context| {
            let first = context.parent_value.downcast_ref::<u64>().copied().unwrap_or(0);
            FieldFuture::new(async move { Ok(Some(FieldValue::list((0..first).map(|_| FieldValue::owned_any(()))))) })
        }));
        let tools = Field::new("tools", TypeRef::named_nn("ToolConnection"), |context| {
            FieldFuture::new(async move {
                let first = context.args.get("first").map_or(Ok(25), |value| value.u64())?;
                Ok(Some(FieldValue::owned_any(first.min(100))))
            })
        });
        let tools = tools
            .argument(InputValue::new("first", TypeRef::named(TypeRef::INT)))
            .argument(InputValue::new("search", TypeRef::named(TypeRef::STRING)))
            .argument(InputValue::new("filter", TypeRef::named("ToolFilter")));
        let schema = Schema::build("Query", Some("Mutation"), None)
            .register(filter)
            .register(tool)
            .register(connection)
            .register(Object::new("Query").field(tools))
            .register(Object::new("Mutation").field(text("ping")))
            .finish()?;
        Ok(Self { sdl: schema.sdl(), schema })
    }

    pub fn sdl(&self) -> &str {
        &self.sdl
    }

    #[expect(clippy::unused_self, reason = "a stand-in")]
    pub fn revision(&self) -> u64 {
        1
    }

    #[expect(clippy::unused_self, reason = "a stand-in")]
    pub fn records(&self) -> u64 {
        0
    }

    /// Identifies what the ontology says, in hexadecimal.
    pub fn ontology_digest(&self) -> String {
        blake3::hash(self.sdl.as_bytes()).to_hex().to_string()
    }

    pub async fn run(&self, request: GraphqlRequest) -> GraphqlReply {
        let document = match parse_query(&request.query) {
            Ok(document) => document,
            Err(error) => return self.refused(Code::BadDocument, &error.to_string()),
        };
        if let Err(refusal) = guard::structure(&document) {
            return self.refused(Code::TooComplex, &refusal.to_string());
        }
        let chosen = document.operations.iter().find(|(name, _)| {
            request.operation_name.is_none() || name.map(|name| name.as_str()) == request.operation_name.as_deref()
        });
        if request.read_only && chosen.is_some_and(|(_, operation)| operation.node.ty != OperationType::Query) {
            return GraphqlReply { method_not_allowed: true, ..self.refused(Code::MethodNotAllowed, "a mutation has to be sent by POST") };
        }
        let mut execution = Request::new(request.query).variables(Variables::from_json(Value::Object(request.variables)));
        execution.set_parsed_query(document);
        execution.operation_name = request.operation_name;
        let response = self.schema.execute(execution).await;
        let request_error = response.is_err() && response.data == async_graphql::Value::Null;
        let mut body = json!(response);
        if request_error && let Some(body) = body.as_object_mut() {
            body.remove("data");
            for error in body.get_mut("errors").and_then(Value::as_array_mut).into_iter().flatten() {
                error["extensions"]["code"] = Code::BadDocument.row().code.into();
            }
        }
        GraphqlReply { body: body.to_string().into_bytes(), revision: self.revision(), request_error, method_not_allowed: false }
    }

    fn refused(&self, code: Code, message: &str) -> GraphqlReply {
        let body = json!({ "errors": [{ "message": message, "extensions": { "code": code.row().code } }] });
        GraphqlReply { body: body.to_string().into_bytes(), revision: self.revision(), request_error: true, method_not_allowed: false }
    }
}
