//! The API as async-graphql knows it: it parses, validates and introspects, and executes everything when it is the oracle of a test. One
//! generic resolver serves every field.

use super::api::{Api, InputKind, MUTATION, Object, QUERY, Ref, SUBSCRIPTION, What};
use super::resolve::{Answer, Item, Scene, resolve};
use async_graphql::dynamic::{Enum, EnumItem, Field, FieldFuture, FieldValue, InputObject, InputValue, Interface, InterfaceField, Object as DynamicObject, ResolverContext, Scalar, Schema, SchemaError, Subscription, SubscriptionField, SubscriptionFieldFuture, TypeRef};
use async_graphql::extensions::{Extension, ExtensionContext, ExtensionFactory, NextExecute};
use crate::app::Problem;
use async_graphql::{Error, ErrorExtensions, PathSegment, Response, Value};
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
        builder = if object.interface { builder.register(interface(api, object)) } else { builder.register(dynamic(api, at, object)) };
    }
    for own in &api.enums {
        let items = own.values.iter().map(|(value, description)| going(api, (&own.name, value), described(EnumItem::new(value), description, EnumItem::description), EnumItem::deprecation));
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
                    object.field(going(api, (&input.name, &field.name), described(value, &field.description, InputValue::description), InputValue::deprecation))
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

/// Says of what goes away until when it stays, and what to use instead.
fn going<T>(api: &Api, (container, member): (&str, &str), value: T, deprecate: impl Fn(T, Option<&str>) -> T) -> T {
    match api.notices.of(container, member) {
        Some(deprecation) => deprecate(value, Some(&deprecation.words())),
        None => value,
    }
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

fn interface(api: &Api, object: &Object) -> Interface {
    let mut interface = described(Interface::new(&object.name), &object.description, Interface::description);
    for field in &object.fields {
        let own = InterfaceField::new(&field.name, type_ref(&field.ty));
        let own = arguments(field).fold(own, InterfaceField::argument);
        interface = interface.field(going(api, (&object.name, &field.name), described(own, &field.description, InterfaceField::description), InterfaceField::deprecation));
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
        let asked = Arc::clone(api);
        let own = Field::new(&field.name, type_ref(&field.ty), move |context| {
            let answer = answer(&asked, at, place, &context);
            FieldFuture::new(async move { answer })
        });
        let own = arguments(field).fold(own, Field::argument);
        dynamic = dynamic.field(going(api, (&object.name, &field.name), described(own, &field.description, Field::description), Field::deprecation));
    }
    object.implements.iter().fold(dynamic, |dynamic, interface| dynamic.implement(interface))
}

fn answer(api: &Arc<Api>, at: usize, place: usize, context: &ResolverContext<'_>) -> Result<Option<FieldValue<'static>>, Error> {
    let held: &Held = context.parent_value.try_downcast_ref()?;
    let Some(field) = api.objects.get(at).and_then(|object| object.fields.get(place)) else { return Ok(None) };
    let mut given = serde_json::Map::new();
    for argument in &field.arguments {
        if let Some(default) = &argument.default {
            given.insert(argument.name.to_owned(), default.clone());
        }
    }
    for (name, value) in context.args.iter() {
        given.insert(name.to_string(), value.as_value().clone().into_json()?);
    }
    if matches!(field.what, What::Verb(_)) {
        return Err(Error::new("the engine does what is to be done, and not async-graphql"));
    }
    let answer = resolve(&held.scene, &held.item, &field.what, &given).map_err(|problem| refused(&problem))?;
    note_failed_members(context, &answer);
    // Values of objects must not say which object they are, and values of interfaces must.
    let typed = api.object(field.ty.name()).is_some_and(|output| output.interface).then_some(api.as_ref());
    Ok(value(typed, &held.scene, answer))
}

fn refused(problem: &Problem) -> Error {
    Error::new(&problem.message).extend_with(|_, extensions| extensions.set("code", problem.code.row().code))
}

/// async-graphql knows no member of a list that fails alone.
fn note_failed_members(context: &ResolverContext<'_>, answer: &Answer<'_>) {
    match answer {
        Answer::Moved(_, answer) => note_failed_members(context, answer),
        Answer::List(members) => {
            for (at, member) in members.iter().enumerate() {
                if let Answer::Failed(problem) = member {
                    let mut error = context.set_error_path(refused(problem).into_server_error(context.item.pos));
                    error.path.push(PathSegment::Index(at));
                    context.add_error(error);
                }
            }
        }
        _ => {}
    }
}

fn value(api: Option<&Api>, scene: &Arc<Scene>, answer: Answer<'_>) -> Option<FieldValue<'static>> {
    Some(match answer {
        Answer::Null | Answer::Failed(_) => return None,
        Answer::Json(json) => FieldValue::value(serde_json::from_str::<String>(json).unwrap_or_default()),
        Answer::Plain(text) | Answer::Text(text) => FieldValue::value(text.into_owned()),
        Answer::Number(number) => FieldValue::value(number),
        Answer::Float(number) => FieldValue::value(number),
        Answer::Flag(flag) => FieldValue::value(flag),
        Answer::Tree(tree) => FieldValue::value(Value::from_json(tree.clone()).unwrap_or_default()),
        Answer::Moved(scene, answer) => return value(api, &scene, *answer),
        Answer::List(answers) => FieldValue::list(answers.into_iter().map(|answer| value(api, scene, answer).unwrap_or(FieldValue::NULL)).collect::<Vec<_>>()),
        Answer::Records(ids) => {
            let published = ids.iter().filter(|id| scene.state.snapshot.record(**id).is_some());
            FieldValue::list(published.map(|id| value(api, scene, Answer::Item(Item::Record(*id))).unwrap_or(FieldValue::NULL)).collect::<Vec<_>>())
        }
        Answer::Item(item) => {
            let object = if let Item::Record(id) = &item { scene.state.snapshot.record(*id).and_then(|record| api?.of_record(record.ty)) } else { None };
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
}
