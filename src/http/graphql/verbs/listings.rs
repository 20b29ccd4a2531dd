//! How often listings were shown on a partner's site.

use super::{Root, Shape};
use crate::app::actor::Operation;
use crate::app::listings::shown;
use crate::http::graphql::trees::{self, Tree};

pub const SHAPES: &[Shape] = &[Shape {
    root: Root::Query,
    name: "listings",
    operation: Operation::Read,
    arguments: &[("key", "ID!", "The identifier of a key of the caller's, or the key that asks.")],
    ty: "[ListingDay!]!",
    words: "How often listings were shown on the site that names a key, by day, latest first. Nothing is kept about who saw them.",
    run: |act| {
        Box::pin(async move {
            let days = shown(act.directory(), act.visitor(), act.text("key").unwrap_or_default()).await?;
            Ok(Tree::list(days.into_iter().map(|day| Tree::object([("day", Tree::text(day.day)), ("count", Tree::number(day.count))]))))
        })
    },
}];

pub const OBJECTS: &[trees::Shape] = &[("ListingDay", "Listings shown on a day.", &[("day", "Date!", "The day, in universal time."), ("count", "Int!", "How many were shown.")])];
