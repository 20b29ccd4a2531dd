//! The API as async-graphql knows it: it parses, validates and introspects, and executes what the reader does not (introspection
//! mixed with data; everything, when it is the oracle of a test). One generic resolver serves every field.

use super::api::{Api, InputKind, MUTATION, Object, QUERY, Ref, SUBSCRIPTION, What};
use super::resolve::{Answer, Arguments, Item, Scene, of_tree, resolve};
use super::verbs::Act;
use crate::app::Problem;
use async_graphql::dynamic::{Enum, EnumItem, Field, FieldFuture, FieldValue, InputObject, InputValue, Interface, InterfaceField, Object as DynamicObject, ResolverContext, Scalar, Schema, SchemaError, Subscription, SubscriptionField, SubscriptionFieldFuture, TypeRef};
use async_graphql::extensions::{Extension, ExtensionContext, ExtensionFactory, NextExecute, NextResolve, ResolveInfo};
use async_graphql::{Error, ErrorExtensions, PathSegment, QueryPathSegment, Response, ServerResult, Value};
use std::sync::Arc;

/// In a request's data: validate, and do not execute.
pub struct ValidateOnly;

/// What a resolver is handed as its parent.
pub struct Held {
    pub scene: Arc<Scene>,
    pub item: Item,
}

/// Makes the schema.
///
/// # Errors
/// When the API contradicts itself.
pub fn schema(api: &Arc<Api>) -> Result<Schema, SchemaError> {
    let mutation = api.object(MUTATION).map(|_| MUTATION);
    let mut builder = Schema::build(QUERY, mutation, Some(SUBSCRIPTION)).extension(StopBeforeExecution);
    for (at, object) in api.objects.iter().enumerate() {
        if object.name == SUBSCRIPTION {
            builder = builder.register(followed(object));
            continue;
        }
        builder = if object.interface { builder.register(interface(object)) } else { builder.register(dynamic(api, at, object)) };
    }
    for own in &api.enums {
        let items = own.values.iter().map(|(value, description)| described(EnumItem::new(value), description, EnumItem::description));
        builder = builder.register(described(Enum::new(&own.name).items(items), &own.description, Enum::description));
    }
    for input in &api.inputs {
        builder = match &input.kind {
            InputKind::Scalar => builder.register(described(Scalar::new(&input.name), &input.description, Scalar::description)),
            InputKind::Object(fields) => {
                let object = fields.iter().fold(InputObject::new(&input.name), |object, field| {
                    let mut value = InputValue::new(&field.name, type_ref(&field.ty));
                    if let Some(default) = &field.default {
                        value = value.default_value(default_value(&field.ty, default));
                    }
                    object.field(described(value, &field.description, InputValue::description))
                });
                builder.register(described(object, &input.description, InputObject::description))
            }
        };
    }
    builder.finish()
}

fn described<T>(value: T, description: &str, describe: impl Fn(T, String) -> T) -> T {
    if description.is_empty() { value } else { describe(value, description.to_owned()) }
}

fn type_ref(ty: &Ref) -> TypeRef {
    match ty {
        Ref::Named(name) => TypeRef::named(name),
        Ref::NonNull(inner) => TypeRef::NonNull(Box::new(type_ref(inner))),
        Ref::List(inner) => TypeRef::List(Box::new(type_ref(inner))),
    }
}

fn default_value(ty: &Ref, default: &serde_json::Value) -> Value {
    match (ty.name(), default) {
        ("OrderDirection", serde_json::Value::String(name)) => Value::Enum(async_graphql::Name::new(name)),
        _ => Value::from_json(default.clone()).unwrap_or_default(),
    }
}

fn arguments(field: &super::api::Field) -> impl Iterator<Item = InputValue> + '_ {
    field.arguments.iter().map(|argument| described(InputValue::new(argument.name, type_ref(&argument.ty)), argument.description, InputValue::description))
}

fn interface(object: &Object) -> Interface {
    let mut interface = described(Interface::new(&object.name), &object.description, Interface::description);
    for field in &object.fields {
        let own = InterfaceField::new(&field.name, type_ref(&field.ty));
        let own = arguments(field).fold(own, InterfaceField::argument);
        interface = interface.field(described(own, &field.description, InterfaceField::description));
    }
    object.implements.iter().fold(interface, |interface, parent| interface.implement(parent))
}

/// Known to async-graphql for its judgement; changes are written by the reader.
fn followed(object: &Object) -> Subscription {
    let described_fields = object.fields.iter().map(|field| {
        let own = SubscriptionField::new(&field.name, type_ref(&field.ty), |_| SubscriptionFieldFuture::new(async { Ok(futures_util::stream::empty::<Result<FieldValue<'_>, Error>>()) }));
        described(arguments(field).fold(own, SubscriptionField::argument), &field.description, SubscriptionField::description)
    });
    described_fields.fold(described(Subscription::new(&object.name), &object.description, Subscription::description), Subscription::field)
}

fn dynamic(api: &Arc<Api>, at: usize, object: &Object) -> DynamicObject {
    let mut dynamic = described(DynamicObject::new(&object.name), &object.description, DynamicObject::description);
    for (place, field) in object.fields.iter().enumerate() {
        let api = Arc::clone(api);
        let several = api.object(field.ty.name()).is_some_and(|object| object.interface);
        let own = Field::new(&field.name, type_ref(&field.ty), move |context| match asked(&api, at, place, &context) {
            Ok(Some((held, What::Verb(verb), given))) => done(&api, &held.scene, *verb, given, several),
            Ok(Some((held, what, given))) => {
                let answer = resolve(&held.scene, &held.item, what, &given).map_err(refused).map(|answer| {
                    note_failed_members(&context, &answer);
                    value(&api, &held.scene, answer, several)
                });
                FieldFuture::new(async move { answer })
            }
            Ok(None) => FieldFuture::Value(None),
            Err(error) => FieldFuture::new(async move { Err::<Option<FieldValue<'_>>, Error>(error) }),
        });
        let own = arguments(field).fold(own, Field::argument);
        dynamic = dynamic.field(described(own, &field.description, Field::description));
    }
    object.implements.iter().fold(dynamic, |dynamic, interface| dynamic.implement(interface))
}

/// The parent, what is asked of it, and with which arguments.
type Asked<'a> = (&'a Held, &'a What, Arguments);

fn asked<'a>(api: &'a Api, at: usize, place: usize, context: &ResolverContext<'a>) -> Result<Option<Asked<'a>>, Error> {
    let held: &Held = context.parent_value.try_downcast_ref()?;
    let Some(field) = api.objects.get(at).and_then(|object| object.fields.get(place)) else { return Ok(None) };
    let mut given = Arguments::new();
    for argument in &field.arguments {
        if let Some(default) = &argument.default {
            given.insert(argument.name.to_owned(), default.clone());
        }
    }
    for (name, value) in context.args.iter() {
        given.insert(name.to_string(), value.as_value().clone().into_json()?);
    }
    Ok(Some((held, &field.what, given)))
}

/// async-graphql knows no member of a list that fails alone.
fn note_failed_members(context: &ResolverContext<'_>, answer: &Answer<'_>) {
    match answer {
        Answer::Moved(_, answer) => note_failed_members(context, answer),
        Answer::List(members) => {
            for (at, member) in members.iter().enumerate() {
                if let Answer::Failed(problem) = member {
                    let mut error = context.set_error_path(refused(problem.clone()).into_server_error(context.item.pos));
                    error.path.push(PathSegment::Index(at));
                    context.add_error(error);
                }
            }
        }
        _ => {}
    }
}

/// Does what a verb says; what is read of its result is read from the state after it.
fn done<'a>(api: &Arc<Api>, scene: &Arc<Scene>, verb: usize, arguments: Arguments, several: bool) -> FieldFuture<'a> {
    let (api, scene) = (Arc::clone(api), Arc::clone(scene));
    FieldFuture::new(async move {
        let Some(verb) = api.verbs.get(verb) else { return Ok(None) };
        scene.visitor.caller.approach(verb.shape.operation).map_err(refused)?;
        let tree = (verb.shape.run)(Act { scene: Arc::clone(&scene), about: verb.about, arguments }).await.map_err(refused)?;
        let now = Arc::new(Scene { state: scene.directory.views().state(), ..Scene::clone(&scene) });
        Ok(value(&api, &now, of_tree(&tree), several))
    })
}

#[expect(clippy::needless_pass_by_value, reason = "handed to map_err")]
fn refused(problem: Problem) -> Error {
    Error::new(&problem.message).extend_with(|_, extensions| {
        extensions.set("code", problem.code.row().code);
        if !problem.violations.is_empty() {
            let violations = problem.violations.iter().map(|violation| serde_json::json!({ "field": violation.field, "message": violation.message })).collect();
            extensions.set("violations", Value::from_json(serde_json::Value::Array(violations)).unwrap_or_default());
        }
    })
}

/// `several`: the field may hold objects of several types, so each says which it is.
fn value(api: &Api, scene: &Arc<Scene>, answer: Answer<'_>, several: bool) -> Option<FieldValue<'static>> {
    Some(match answer {
        Answer::Null | Answer::Failed(_) => return None,
        Answer::Json(json) => FieldValue::value(serde_json::from_str::<String>(json).unwrap_or_default()),
        Answer::Plain(text) | Answer::Text(text) => FieldValue::value(text.into_owned()),
        Answer::Number(number) => FieldValue::value(number),
        Answer::Float(number) => FieldValue::value(number),
        Answer::Flag(flag) => FieldValue::value(flag),
        Answer::Tree(tree) => FieldValue::value(Value::from_json(tree.clone()).unwrap_or_default()),
        Answer::Moved(scene, answer) => return value(api, &scene, *answer, several),
        Answer::List(answers) => FieldValue::list(answers.into_iter().map(|answer| value(api, scene, answer, several).unwrap_or(FieldValue::NULL)).collect::<Vec<_>>()),
        Answer::Item(item) => {
            let object = if let (Item::Record(id), true) = (&item, several) { scene.state.snapshot.record(*id).and_then(|record| api.of_record(record.ty)) } else { None };
            let held = FieldValue::owned_any(Held { scene: Arc::clone(scene), item });
            match object {
                Some(object) => held.with_type(object.name.clone()),
                None => held,
            }
        }
    })
}

/// Ends a request that is only to be validated where execution would begin.
struct StopBeforeExecution;

impl ExtensionFactory for StopBeforeExecution {
    fn create(&self) -> Arc<dyn Extension> {
        Arc::new(Self)
    }
}

#[async_graphql::async_trait::async_trait]
impl Extension for StopBeforeExecution {
    async fn execute(&self, context: &ExtensionContext<'_>, operation_name: Option<&str>, next: NextExecute<'_>) -> Response {
        if context.data_opt::<ValidateOnly>().is_some() { Response::new(Value::Null) } else { next.run(context, operation_name).await }
    }

    /// Errors of a dynamic schema do not say where in the response they belong.
    async fn resolve(&self, context: &ExtensionContext<'_>, info: ResolveInfo<'_>, next: NextResolve<'_>) -> ServerResult<Option<Value>> {
        let node = *info.path_node;
        next.run(context, info).await.map_err(|mut error| {
            if error.path.is_empty() {
                let segments = std::iter::once(&node).chain(node.parents()).map(|node| match node.segment {
                    QueryPathSegment::Name(name) => PathSegment::Field(name.to_owned()),
                    QueryPathSegment::Index(index) => PathSegment::Index(index),
                });
                error.path = segments.collect();
                error.path.reverse();
            }
            error
        })
    }
}
