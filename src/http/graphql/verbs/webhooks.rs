//! Webhooks: programs elsewhere that are told of published changes.

use super::super::resolve::types_among;
use super::{Act, Doing, Root, Shape};
use super::super::api::Enumeration;
use crate::app::Problem;
use crate::app::actor::Operation;
use crate::app::changes::Happened;
use crate::app::webhook::deliver::{redeliver, try_out};
use crate::app::webhook::{Asked, Secret, Standing, Webhook, create, delete, log, pause, resume, rotate, webhooks};
use crate::http::graphql::trees::{self, Tree};
use crate::ledger::Delivery;
use crate::ontology::names::enum_value;
use jiff::Timestamp;
use serde_json::{Map, Value as Json};

type Argument = (&'static str, &'static str, &'static str);
const ID: Argument = ("id", "ID!", "Which webhook.");
const KEY: Argument = ("idempotencyKey", "String", "Makes repeating the request harmless: for a day it has the same answer.");

const fn verb(root: Root, name: &'static str, arguments: &'static [Argument], ty: &'static str, words: &'static str, run: fn(Act) -> Doing) -> Shape {
    Shape { root, name, operation: Operation::ManageWebhooks, arguments, ty, words, run }
}

pub const SHAPES: &[Shape] = &[
    verb(Root::Query, "webhooks", &[], "[Webhook!]!", "The caller's webhooks, oldest first.", |act| {
        Box::pin(async move {
            let all = webhooks(act.directory(), act.visitor()).await?;
            Ok(Tree::list(all.iter().map(|webhook| tree(&act, webhook))))
        })
    }),
    verb(Root::Query, "webhookDeliveries", &[ID, ("first", "Int", "How many; 25 unless given, at most 1000.")], "[WebhookDelivery!]!", "What came of the last messages of a webhook, newest first.", |act| {
        Box::pin(async move {
            let all = log(act.directory(), act.visitor(), id(&act), act.number("first")).await?;
            Ok(Tree::list(all.iter().map(delivery)))
        })
    }),
    verb(
        Root::Mutation,
        "createWebhook",
        &[
            ("url", "String!", "Where to; a public address that begins with https://."),
            ("events", "[Happened!]", "Which kinds of change; all unless given."),
            ("types", "[RecordType!]", "Only these record types."),
            ("filter", "NodeFilter", "Only records that fit; what is withdrawn is told where it fitted before."),
            KEY,
        ],
        "WebhookSecret!",
        "Has an address told of published changes from now on, in their order, signed after Standard Webhooks. The secret is shown once.",
        |act| Box::pin(made(act)),
    ),
    verb(Root::Mutation, "deleteWebhook", &[ID], "Boolean", "Forgets a webhook and its log.", |act| {
        Box::pin(async move {
            delete(act.directory(), act.visitor(), id(&act)).await?;
            Ok(Tree::flag(true))
        })
    }),
    verb(Root::Mutation, "rotateWebhookSecret", &[ID, KEY], "WebhookSecret!", "Gives a webhook a new secret, shown once; for 24 hours messages are signed by the former one as well.", |act| {
        Box::pin(async move { Ok(secret(rotate(act.directory(), act.visitor(), id(&act), act.once("rotateWebhookSecret")?).await?)) })
    }),
    verb(Root::Mutation, "pauseWebhook", &[ID], "Webhook!", "Tells a webhook no more until it is resumed.", |act| {
        Box::pin(async move { Ok(tree(&act, &pause(act.directory(), act.visitor(), id(&act)).await?)) })
    }),
    verb(Root::Mutation, "resumeWebhook", &[ID, ("skip", "Boolean", "Leave out what happened meanwhile, instead of telling it now.")], "Webhook!", "Goes on where a webhook was paused or disabled.", |act| {
        Box::pin(async move {
            let skip = act.arguments.get("skip").and_then(Json::as_bool).unwrap_or(false);
            Ok(tree(&act, &resume(act.directory(), act.visitor(), id(&act), skip).await?))
        })
    }),
    verb(Root::Mutation, "testWebhook", &[ID], "WebhookDelivery!", "Sends a message that only tries the address.", |act| {
        Box::pin(async move { Ok(delivery(&try_out(act.directory(), act.visitor(), id(&act)).await?)) })
    }),
    verb(Root::Mutation, "redeliverWebhook", &[ID, ("revision", "Int!", "The revision to tell of, as it is now.")], "WebhookDelivery!", "Tells a webhook of a revision once more.", |act| {
        Box::pin(async move { Ok(delivery(&redeliver(act.directory(), act.visitor(), id(&act), act.number("revision").unwrap_or_default()).await?)) })
    }),
];

pub const OBJECTS: &[trees::Shape] = &[
    (
        "Webhook",
        "A program elsewhere that is told of published changes.",
        &[
            ("id", "ID!", "Which webhook."),
            ("url", "String!", "Where to."),
            ("state", "WebhookState!", "Whether it is told."),
            ("events", "[Happened!]!", "Which kinds of change."),
            ("types", "[RecordType!]!", "Only these record types; all when there is none."),
            ("filter", "String", "Only records that fit, as JSON."),
            ("isValid", "Boolean!", "Whether the directory still has the types it asks for."),
            ("seen", "Int!", "The revision up to which it was told."),
            ("attempts", "Int!", "How often the next message was tried without success."),
            ("failingSince", "DateTime", "Since when it cannot be reached; null while it can."),
            ("nextAttempt", "DateTime", "When it is tried again, after a failure."),
            ("created", "DateTime!", "When it was made."),
        ],
    ),
    ("WebhookSecret", "The secret of a webhook.", &[("id", "ID!", "Which webhook."), ("secret", "String!", "What its messages are signed with. It is not shown again.")]),
    (
        "WebhookDelivery",
        "What came of a message.",
        &[
            ("message", "ID!", "The header `webhook-id`, the same whenever the message is sent."),
            ("revision", "Int!", "The revision that it tells of; 0 for one that only tries the address."),
            ("attempts", "Int!", "How often it was tried."),
            ("status", "Int", "The HTTP status of the last answer."),
            ("error", "String", "Why there was no answer."),
            ("tried", "DateTime!", "When it was tried last."),
            ("delivered", "DateTime", "When it was taken; null while it was not."),
        ],
    ),
];

/// The enums of this file.
pub fn enumerations() -> Vec<Enumeration> {
    let words = |standing| match standing {
        Standing::Active => "It is told.",
        Standing::Paused => "Its owner has paused it.",
        Standing::Disabled => "It could not be reached for days, or said that it wants no more; its owner can resume it.",
    };
    let values = Standing::ALL.iter().map(|standing| (enum_value(standing.name()), words(*standing).to_owned())).collect();
    vec![Enumeration { name: "WebhookState".to_owned(), description: "Whether a webhook is told.".to_owned(), values }]
}

fn id(act: &Act) -> &str {
    act.text("id").unwrap_or_default()
}

fn moment(milliseconds: i64) -> Tree {
    Tree::maybe(Timestamp::from_millisecond(milliseconds).ok().map(|time| time.to_string()))
}

fn tree(act: &Act, webhook: &Webhook) -> Tree {
    let (kept, asked) = (&webhook.kept, webhook.asked.as_ref());
    let types = asked.map(|asked| asked.types.iter().map(|ty| act.directory().ontology().ty(*ty).enum_value.clone()).collect::<Vec<_>>());
    let filter = asked.filter(|asked| asked.filter.as_object().is_some_and(|filter| !filter.is_empty()));
    Tree::object([
        ("id", Tree::text(&kept.id)),
        ("url", Tree::text(&kept.url)),
        ("state", Tree::text(enum_value(webhook.standing.name()))),
        ("events", Tree::texts(asked.map(|asked| asked.events.iter().map(|event| event.name()).collect::<Vec<_>>()).unwrap_or_default())),
        ("types", Tree::texts(types.unwrap_or_default())),
        ("filter", Tree::maybe(filter.map(|asked| asked.filter.to_string()))),
        ("isValid", Tree::flag(asked.is_some())),
        ("seen", Tree::number(kept.seen)),
        ("attempts", Tree::number(kept.attempts.max(0).cast_unsigned())),
        ("failingSince", kept.failing_since.map_or(Tree::Null, moment)),
        ("nextAttempt", if kept.attempts > 0 { moment(kept.next_attempt) } else { Tree::Null }),
        ("created", moment(kept.created)),
    ])
}

fn delivery(delivery: &Delivery) -> Tree {
    Tree::object([
        ("message", Tree::text(&delivery.message)),
        ("revision", Tree::number(delivery.revision)),
        ("attempts", Tree::number(delivery.attempts.max(0).cast_unsigned())),
        ("status", delivery.status.map_or(Tree::Null, |status| Tree::number(u64::from(status)))),
        ("error", Tree::maybe(delivery.error.clone())),
        ("tried", moment(delivery.tried)),
        ("delivered", delivery.delivered.map_or(Tree::Null, moment)),
    ])
}

fn secret(secret: Secret) -> Tree {
    Tree::object([("id", Tree::text(secret.id)), ("secret", Tree::text(secret.secret))])
}

async fn made(act: Act) -> Result<Tree, Problem> {
    let filter = act.arguments.get("filter").filter(|filter| !filter.is_null()).cloned().unwrap_or_else(|| Json::Object(Map::new()));
    let all: Vec<_> = act.directory().ontology().types.iter().map(|ty| ty.id).collect();
    let named = act.arguments.get("types").and_then(Json::as_array).is_some_and(|types| !types.is_empty());
    let types = if named { types_among(&act.scene, &all, &act.arguments)? } else { Vec::new() };
    let wanted = act.texts("events");
    let events = Happened::ALL.into_iter().filter(|event| wanted.is_empty() || wanted.iter().any(|name| name == event.name())).collect();
    let asked = Asked { events, types, filter };
    Ok(secret(create(act.directory(), act.visitor(), act.text("url").unwrap_or_default(), &asked, act.once("createWebhook")?).await?))
}
