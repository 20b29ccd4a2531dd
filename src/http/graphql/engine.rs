//! Executes GraphQL requests: a document is parsed, judged and lowered once and its plan kept; then each request is a walk of the
//! plan over one state of the directory.

use super::api::{Api, Ref};
use super::coerce::{Coerced, variables};
use super::follow::{Answers, Followed, Places};
use super::guard;
use super::introspection::introspect;
use super::judge::{Fault, judge, show_conditions};
use super::plan::{Plan, Switches, cost, lower, operation, switches};
use super::reader::{Before, ERRORS_MAX, Written, read};
use super::resolve::{Item, Scene};
use super::schema::{Held, ValidateOnly, schema};
use super::verbs::perform;
use crate::app::actor::Visitor;
use crate::app::{Directory, Problem};
use crate::error::Code;
use crate::ontology::Deprecation;
use async_graphql::dynamic::{DynamicRequestExt, FieldValue, Schema, SchemaError};
use async_graphql::parser::types::{ExecutableDocument, OperationDefinition, OperationType};
use async_graphql::{Name, Pos, Request, ServerError, Variables, parser::parse_query};
use serde_json::{Map, Value, json};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError, RwLock};

/// What one request may cost: roughly, fields answered.
pub const COST_MAX: u64 = 50_000;
/// Documents whose plans are kept.
pub const DOCUMENTS_MAX: usize = 1_000;
/// Plans kept of one document: operations, and fields switched on and off.
pub const PLANS_PER_DOCUMENT_MAX: usize = 32;

const NO_SUBSCRIPTIONS: &str = "subscriptions are answered over a WebSocket or as an event stream, not here";
const ONLY_BY_POST: &str = "only a query may be sent by GET";

/// A GraphQL request, as the door read it.
pub struct GraphqlRequest {
    pub query: String,
    pub operation_name: Option<String>,
    pub variables: Map<String, Value>,
    /// Sent by a method that must not change anything.
    pub read_only: bool,
}

/// Its answer.
pub struct GraphqlReply {
    /// The whole response as JSON.
    pub body: Vec<u8>,
    pub revision: u64,
    /// Nothing was executed: the response has no `data`.
    pub request_error: bool,
    /// A mutation was refused because the request was read-only.
    pub method_not_allowed: bool,
    /// A verb was called: the next answer may be another, at the same revision.
    pub acted: bool,
    /// What the request named that goes away.
    pub notices: Vec<Arc<Deprecation>>,
}

/// A judged document and the plans made of it.
struct Prepared {
    document: ExecutableDocument,
    /// Whether any field of it depends on a variable.
    conditional: bool,
    plans: Mutex<HashMap<(Option<String>, Switches), Arc<Plan>>>,
}

/// Answers GraphQL over a directory.
pub struct Engine {
    api: Arc<Api>,
    schema: Schema,
    sdl: String,
    directory: Arc<Directory>,
    /// Of the directory, in the order in which labels fall back.
    languages: Arc<[String]>,
    documents: RwLock<HashMap<String, Arc<Prepared>>>,
    pub(super) places: Places,
}

/// An operation that can be answered.
struct Ready {
    prepared: Arc<Prepared>,
    ty: OperationType,
    plan: Arc<Plan>,
    variables: Coerced,
    cost: u64,
}

/// How answering over a lasting connection begins.
pub enum Started {
    Answers(Answers),
    /// The `errors` of a request that is not executed.
    Refused(Value),
}

/// A request that is not executed.
pub(super) struct Refused {
    code: Code,
    errors: Vec<Value>,
}

impl Refused {
    fn new(code: Code, message: &str) -> Self {
        Self { code, errors: vec![json!({ "message": message, "extensions": { "code": code.row().code } })] }
    }
}

impl From<Problem> for Refused {
    fn from(problem: Problem) -> Self {
        Self::new(problem.code, &problem.message)
    }
}

impl Engine {
    /// An engine for a directory, with the schema of its ontology.
    ///
    /// # Errors
    /// When the schema contradicts itself.
    pub fn new(directory: Arc<Directory>) -> Result<Self, SchemaError> {
        let api = Arc::new(Api::build(directory.ontology()));
        let schema = schema(&api)?;
        let languages = directory.ontology().directory.languages.as_slice().into();
        Ok(Self { sdl: schema.sdl(), api, schema, directory, languages, documents: RwLock::default(), places: Places::default() })
    }

    #[must_use]
    pub const fn directory(&self) -> &Arc<Directory> {
        &self.directory
    }

    /// The types and fields that it answers.
    #[must_use]
    pub fn api(&self) -> &Api {
        &self.api
    }

    #[must_use]
    pub fn sdl(&self) -> &str {
        &self.sdl
    }

    #[must_use]
    pub fn revision(&self) -> u64 {
        self.directory.views().revision()
    }

    /// Published records and concepts.
    #[must_use]
    pub fn records(&self) -> u64 {
        self.directory.views().state().snapshot.len() as u64
    }

    /// Identifies what the ontology says, in hexadecimal.
    #[must_use]
    pub fn ontology_digest(&self) -> String {
        self.directory.ontology().digest.clone()
    }

    pub(super) fn scene(&self, visitor: Arc<Visitor>) -> Arc<Scene> {
        Arc::new(Scene { state: self.directory.views().state(), directory: Arc::clone(&self.directory), languages: Arc::clone(&self.languages), past: false, visitor })
    }

    /// Answers a request of nobody in particular.
    pub async fn run(&self, request: GraphqlRequest) -> GraphqlReply {
        self.run_for(request, Arc::new(Visitor::STRANGER)).await
    }

    /// Answers a request.
    pub async fn run_for(&self, request: GraphqlRequest, visitor: Arc<Visitor>) -> GraphqlReply {
        match self.answer(request, visitor).await {
            Ok((body, revision, acted, notices)) => GraphqlReply { body, revision, request_error: false, method_not_allowed: false, acted, notices },
            Err(refused) => GraphqlReply {
                body: json!({ "errors": refused.errors }).to_string().into_bytes(),
                revision: self.revision(),
                request_error: true,
                method_not_allowed: refused.code == Code::MethodNotAllowed,
                acted: false,
                notices: Vec::new(),
            },
        }
    }

    /// Starts answering over a connection that takes several answers.
    pub async fn start(&self, request: GraphqlRequest, visitor: Arc<Visitor>) -> Started {
        let started = async {
            let ready = self.ready(&request).await?;
            if ready.ty != OperationType::Subscription {
                return Ok(Answers::Once(Some(self.finish(request.operation_name.as_deref(), ready, visitor).await?.0)));
            }
            let Ready { plan, variables, cost, .. } = ready;
            Ok::<_, Refused>(Answers::Following(Box::new(Followed::start(self, plan, variables, cost, visitor).await?)))
        };
        match started.await {
            Ok(answers) => Started::Answers(answers),
            Err(refused) => Started::Refused(Value::Array(refused.errors)),
        }
    }

    async fn answer(&self, request: GraphqlRequest, visitor: Arc<Visitor>) -> Result<(Vec<u8>, u64, bool, Vec<Arc<Deprecation>>), Refused> {
        let ready = self.ready(&request).await?;
        let (acts, notices) = (ready.plan.acts, self.notices(&request, &ready));
        match ready.ty {
            OperationType::Mutation | OperationType::Subscription if request.read_only => Err(Refused::new(Code::MethodNotAllowed, ONLY_BY_POST)),
            OperationType::Subscription => Err(Refused::new(Code::BadDocument, NO_SUBSCRIPTIONS)),
            OperationType::Query | OperationType::Mutation => self.finish(request.operation_name.as_deref(), ready, visitor).await.map(|(body, revision)| (body, revision, acts, notices)),
        }
    }

    /// What a request names that goes away.
    fn notices(&self, request: &GraphqlRequest, ready: &Ready) -> Vec<Arc<Deprecation>> {
        let mut found = ready.plan.notices.clone();
        let chosen = operation(&ready.prepared.document, request.operation_name.as_deref()).filter(|_| !self.api.notices.is_empty());
        for definition in chosen.into_iter().flat_map(|chosen| &chosen.node.variable_definitions) {
            if let Some(value) = ready.variables.get(definition.node.name.node.as_str()) {
                self.api.notices.of_value(&self.api, &Ref::declared(&definition.node.var_type.node), value, &mut found);
            }
        }
        found
    }

    /// The operation that is meant, lowered and priced.
    async fn ready(&self, request: &GraphqlRequest) -> Result<Ready, Refused> {
        let prepared = self.prepare(request).await?;
        let name = request.operation_name.as_deref();
        let Some(chosen) = operation(&prepared.document, name) else {
            return Err(Refused::new(Code::BadDocument, &name.map_or_else(|| "the document has several operations; name one in operationName".to_owned(), |name| format!("the document has no operation `{name}`"))));
        };
        let variables = variables(&self.api, &chosen.node, &request.variables)?;
        let switches = if prepared.conditional { switched(&prepared.document, &chosen.node, &variables)? } else { Switches::new() };
        let plan = self.plan(&prepared, name, &chosen.node, switches);
        let (ty, cost) = (chosen.node.ty, cost(&plan, &variables));
        check_cost(cost)?;
        Ok(Ready { prepared, ty, plan, variables, cost })
    }

    /// Does what is to be done, and answers from the state after it.
    async fn finish(&self, name: Option<&str>, ready: Ready, visitor: Arc<Visitor>) -> Result<(Vec<u8>, u64), Refused> {
        let Ready { prepared, plan, variables, cost, .. } = ready;
        let mut before = Before::default();
        if plan.introspects
            && let Some(chosen) = operation(&prepared.document, name)
        {
            before.introspected = introspect(&self.schema, &prepared.document, chosen, &variables).await.map_err(refused)?;
        }
        if plan.acts {
            before.done = perform(&self.api, &plan, &self.scene(Arc::clone(&visitor)), &variables).await;
        }
        let scene = self.scene(visitor);
        let revision = scene.state.snapshot.revision();
        let written = if plan.past {
            let task = tokio::task::spawn_blocking(move || read(&plan, &scene, &Item::Root, &variables, &before));
            task.await.map_err(|_| Refused::new(Code::Internal, "answering broke"))?
        } else {
            read(&plan, &scene, &Item::Root, &variables, &before)
        };
        Ok((response(written, cost), revision))
    }

    fn plan(&self, prepared: &Prepared, name: Option<&str>, operation: &OperationDefinition, switches: Switches) -> Arc<Plan> {
        let mut plans = prepared.plans.lock().unwrap_or_else(PoisonError::into_inner);
        let key = (name.map(str::to_owned), switches);
        if let Some(plan) = plans.get(&key) {
            return Arc::clone(plan);
        }
        let plan = Arc::new(lower(&self.api, &prepared.document, operation, &key.1));
        if plans.len() >= PLANS_PER_DOCUMENT_MAX {
            plans.clear();
        }
        plans.insert(key, Arc::clone(&plan));
        plan
    }

    /// The document, parsed and judged; now or before.
    async fn prepare(&self, request: &GraphqlRequest) -> Result<Arc<Prepared>, Refused> {
        if let Some(prepared) = self.documents.read().unwrap_or_else(PoisonError::into_inner).get(&request.query) {
            return Ok(Arc::clone(prepared));
        }
        let mut document = parse_query(guard::without_space_in_types(&request.query)).map_err(unreadable)?;
        show_conditions(&mut document);
        guard::structure(&document).map_err(|refusal| Refused::new(Code::TooComplex, &refusal.to_string()))?;
        // Said before anything else about it, so that a mutation by GET is never answered as a mere mistake in the document.
        if request.read_only && operation(&document, request.operation_name.as_deref()).is_some_and(|chosen| chosen.node.ty == OperationType::Mutation) {
            return Err(Refused::new(Code::MethodNotAllowed, ONLY_BY_POST));
        }
        self.judge(&request.query, &document).await?;
        let conditional = document.operations.iter().any(|(_, operation)| !switches(&document, &operation.node).is_empty());
        let prepared = Arc::new(Prepared { document, conditional, plans: Mutex::default() });
        let mut documents = self.documents.write().unwrap_or_else(PoisonError::into_inner);
        if documents.len() >= DOCUMENTS_MAX {
            documents.clear();
        }
        documents.insert(request.query.clone(), Arc::clone(&prepared));
        Ok(prepared)
    }

    /// Judges a document without the request's values, so that the verdict holds for every request that sends it.
    async fn judge(&self, query: &str, document: &ExecutableDocument) -> Result<(), Refused> {
        let repeated = guard::repeated(query).map(|field| Fault { message: format!("the field `{}` is given twice in one object; keep one", field.name), places: vec![Pos { line: field.line, column: field.column }] });
        let faults: Vec<Fault> = repeated.into_iter().chain(judge(&self.api, document)).collect();
        if !faults.is_empty() {
            return Err(refused(faults.into_iter().map(|fault| { let mut error = ServerError::new(fault.message, None); error.locations = fault.places; error }).collect()));
        }
        let mut judged = Request::new(query).data(ValidateOnly);
        // Its rules look at all operations; it wants one named where there are several.
        judged.operation_name = document.operations.iter().find_map(|(name, _)| name.map(ToString::to_string));
        judged.set_parsed_query(document.clone());
        let response = self.schema.execute(judged).await;
        if response.errors.is_empty() { Ok(()) } else { Err(refused(response.errors)) }
    }

    /// The answer of async-graphql's executor to what the reader would answer: `data` as JSON, and the errors.
    ///
    /// # Errors
    /// When the document is refused.
    #[doc(hidden)]
    pub async fn oracle(&self, request: GraphqlRequest) -> Result<(String, Vec<Value>), String> {
        let prepared = self.prepare(&request).await.map_err(|refused| json!(refused.errors).to_string())?;
        let chosen = operation(&prepared.document, request.operation_name.as_deref()).ok_or("which operation is meant?")?;
        let variables = variables(&self.api, &chosen.node, &request.variables).map_err(|problem| problem.message)?;
        let held = Held { scene: self.scene(Arc::new(Visitor::STRANGER)), item: Item::Root };
        // With defaults filled in, which its conditions on fields forget.
        let mut execution = Request::new(request.query).variables(Variables::from_json(Value::Object(variables)));
        execution.operation_name = request.operation_name;
        execution.set_parsed_query(prepared.document.clone());
        let response = self.schema.execute(execution.root_value(FieldValue::owned_any(held))).await;
        let data = serde_json::to_string(&response.data).map_err(|error| error.to_string())?;
        Ok((data, response.errors.iter().map(|error| json!(error)).collect()))
    }
}

/// The values of the variables that conditions ask. Of those that another operation of the document declares there are none.
fn switched(document: &ExecutableDocument, operation: &OperationDefinition, variables: &Coerced) -> Result<Switches, Refused> {
    let value = |name: Name| match variables.get(name.as_str()) {
        Some(Value::Null) => Err(Refused::new(Code::BadVariables, &format!("${name} is null, and a condition asks it; give true or false"))),
        value => Ok((name, value.and_then(Value::as_bool).unwrap_or(false))),
    };
    switches(document, operation).into_iter().map(value).collect()
}

fn check_cost(cost: u64) -> Result<(), Refused> {
    if cost <= COST_MAX {
        return Ok(());
    }
    Err(Refused::new(Code::TooComplex, &format!("the request would cost {cost}, roughly the fields it asks for with page sizes multiplied; at most {COST_MAX} are answered. Ask for smaller pages or less depth")))
}

/// The whole response as JSON.
pub(super) fn response(written: Written, cost: u64) -> Vec<u8> {
    let mut body = Vec::with_capacity(written.data.len() + 128);
    body.extend_from_slice(b"{\"data\":");
    body.extend_from_slice(&written.data);
    if !written.errors.is_empty() {
        body.extend_from_slice(b",\"errors\":");
        body.extend_from_slice(Value::Array(written.errors).to_string().as_bytes());
    }
    body.extend_from_slice(format!(",\"extensions\":{{\"cost\":{{\"requested\":{cost},\"maximum\":{COST_MAX}}}}}}}").as_bytes());
    body
}

/// What the parser says against a document, without its drawing of the place.
fn unreadable(error: async_graphql::parser::Error) -> Refused {
    let mut error = ServerError::from(error);
    if let Some(expected) = error.message.lines().last().and_then(|line| line.trim().strip_prefix("= ")) {
        error.message = format!("the document cannot be read here: {expected}");
    }
    refused(vec![error])
}

/// async-graphql's verdict in our form.
fn refused(errors: Vec<ServerError>) -> Refused {
    let errors = errors
        .into_iter()
        .take(ERRORS_MAX)
        .map(|error| {
            let locations: Vec<Value> = error.locations.iter().map(|at| json!({ "line": at.line, "column": at.column })).collect();
            json!({ "message": error.message, "locations": locations, "extensions": { "code": Code::BadDocument.row().code } })
        })
        .collect();
    Refused { code: Code::BadDocument, errors }
}
