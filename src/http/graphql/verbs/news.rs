//! What people were told, for their programs.

use super::account::mutation;
use super::{Root, Shape};
use crate::app::actor::Operation;
use crate::app::news::{news, see};
use crate::http::graphql::trees::{self, Tree};
use crate::ledger::News;
use jiff::Timestamp;

pub const SHAPES: &[Shape] = &[
    Shape {
        root: Root::Query,
        name: "notifications",
        operation: Operation::ViewSelf,
        arguments: &[("first", "Int", "How many; 25 unless given, at most 200."), ("before", "ID", "Only what is older than this.")],
        ty: "NotificationPage!",
        words: "What the caller was told, last first: the same as in mails, whether they are sent or not. Asking marks nothing as seen.",
        run: |act| {
            Box::pin(async move {
                let told = news(act.directory(), act.visitor(), act.number("first"), act.text("before")).await?;
                Ok(Tree::object([
                    ("notifications", Tree::list(told.news.iter().map(|one| tree(&act, one)))),
                    ("unseen", Tree::number(told.unseen)),
                    ("hasMore", Tree::flag(told.has_more)),
                ]))
            })
        },
    },
    mutation("markSeen", Operation::ViewSelf, &[("upTo", "ID!", "The last notification that was looked at.")], "Int!", "Marks what the caller was told as seen, up to and with this; answers how much is left.", |act| {
        Box::pin(async move { Ok(Tree::number(see(act.directory(), act.visitor(), act.text("upTo").unwrap_or_default()).await?)) })
    }),
];

pub const OBJECTS: &[trees::Shape] = &[
    (
        "NotificationPage",
        "Some of what somebody was told.",
        &[
            ("notifications", "[Notification!]!", "Last first."),
            ("unseen", "Int!", "How many were not looked at, of all."),
            ("hasMore", "Boolean!", "Whether there is more after these."),
        ],
    ),
    (
        "Notification",
        "Something that somebody was told.",
        &[
            ("id", "ID!", "Which one; later ones are greater."),
            ("time", "DateTime!", "When."),
            ("subject", "String!", "In a few words."),
            ("text", "String!", "In full, as in the mail."),
            ("page", "String", "Where to go on; null where there is nothing to do."),
            ("seen", "Boolean!", "Whether it was looked at."),
        ],
    ),
];

fn tree(act: &super::Act, one: &News) -> Tree {
    let time = i64::try_from(one.id.timestamp_ms()).ok().and_then(|time| Timestamp::from_millisecond(time).ok());
    Tree::object([
        ("id", Tree::text(one.id.to_string())),
        ("time", Tree::maybe(time.map(|time| time.to_string()))),
        ("subject", Tree::text(&one.subject)),
        ("text", Tree::text(&one.text)),
        ("page", Tree::maybe(Some(&one.page).filter(|page| !page.is_empty()).map(|page| act.directory().desk().address(page)))),
        ("seen", Tree::flag(one.seen)),
    ])
}
