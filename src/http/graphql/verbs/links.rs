//! Whether the addresses that records lead to answer, for curators' programs.

use super::super::api::Enumeration;
use super::{Act, Root, Shape};
use crate::app::Problem;
use crate::app::actor::Operation;
use crate::app::link_check::{BROKEN_DAYS_MIN, Link, Standing, Wanted, links};
use crate::http::graphql::trees::{self, Tree};
use crate::ontology::names::enum_value;
use jiff::Timestamp;

pub const SHAPES: &[Shape] = &[Shape {
    root: Root::Query,
    name: "linkChecks",
    operation: Operation::Curate,
    arguments: &[
        ("states", "[LinkState!]", "Only addresses of which this is so; all unless given."),
        ("host", "String", "Only addresses of this host, like `example.org`."),
        ("first", "Int", "How many; 50 unless given, at most 100."),
        ("after", "String", "The last address of the page before."),
    ],
    ty: "LinkCheckPage!",
    words: "What is known of the addresses that published records lead to: the worst first, then by address. Nothing, unless the operator has them asked.",
    run: |act| Box::pin(checks(act)),
}];

pub const OBJECTS: &[trees::Shape] = &[
    (
        "LinkCheckPage",
        "Some addresses.",
        &[
            ("links", "[LinkCheck!]!", "In their order."),
            ("totalCount", "Int!", "How many there are, on all pages."),
            ("hasNextPage", "Boolean!", "Whether there is more after this page."),
            ("unasked", "Int!", "Addresses of records that nobody has asked yet."),
        ],
    ),
    (
        "LinkCheck",
        "An address that records lead to, and whether it answers.",
        &[
            ("url", "String!", "The address, as records say it."),
            ("state", "LinkState!", "How it is with it."),
            ("checked", "DateTime!", "When it was asked last."),
            ("answered", "DateTime", "When it answered last."),
            ("failingSince", "DateTime", "The first failure after that."),
            ("failures", "Int!", "Days on which it failed since."),
            ("status", "Int", "The HTTP status of the last answer."),
            ("error", "String", "Why there was none."),
            ("movedTo", "String", "Where it says that it is for good."),
            ("due", "DateTime!", "When it is to be asked again."),
            ("places", "[LinkPlace!]!", "Where records say it."),
        ],
    ),
    ("LinkPlace", "A record that leads to an address.", &[("node", "Record!", "The record."), ("field", "String!", "The field.")]),
];

/// The enums of this file.
pub fn enumerations() -> Vec<Enumeration> {
    let words = |standing| match standing {
        Standing::Broken => format!("It failed on {BROKEN_DAYS_MIN} days or more, one after the other."),
        Standing::Failing => "It failed, but not for long.".to_owned(),
        Standing::Moved => "It answers, and says that it is elsewhere for good.".to_owned(),
        Standing::Unclear => "It tells programs nothing, or cannot be asked by this one.".to_owned(),
        Standing::Answers => "It answers.".to_owned(),
    };
    let values = Standing::ALL.iter().map(|standing| (enum_value(standing.name()), words(*standing))).collect();
    vec![Enumeration { name: "LinkState".to_owned(), description: "How it is with an address.".to_owned(), values }]
}

fn moment(milliseconds: i64) -> Tree {
    Tree::maybe(Timestamp::from_millisecond(milliseconds).ok().map(|time| time.to_string()))
}

async fn checks(act: Act) -> Result<Tree, Problem> {
    let wanted = Wanted {
        standings: act.texts("states").iter().filter_map(|name| Standing::named(name)).collect(),
        host: act.text("host").map(str::to_owned),
        first: act.number("first").map(|first| usize::try_from(first).unwrap_or(usize::MAX)),
        after: act.text("after").map(str::to_owned),
    };
    let listed = links(act.directory(), act.visitor(), &wanted)?;
    Ok(Tree::object([
        ("links", Tree::list(listed.links.iter().map(|link| tree(&act, link)))),
        ("totalCount", Tree::number(listed.total as u64)),
        ("hasNextPage", Tree::flag(listed.has_after)),
        ("unasked", Tree::number(listed.unasked as u64)),
    ]))
}

fn tree(act: &Act, link: &Link) -> Tree {
    let snapshot = &act.scene.state.snapshot;
    let check = &link.check;
    let places = link.places.iter().filter_map(|(id, slot)| {
        let property = snapshot.ontology().ty(snapshot.record(*id)?.ty).property(*slot)?;
        Some(Tree::object([("node", Tree::Record(*id)), ("field", Tree::text(&property.field))]))
    });
    Tree::object([
        ("url", Tree::text(&check.address)),
        ("state", Tree::text(enum_value(link.standing.name()))),
        ("checked", moment(check.checked)),
        ("answered", check.answered.map_or(Tree::Null, moment)),
        ("failingSince", check.failing_since.map_or(Tree::Null, moment)),
        ("failures", Tree::number(check.failures.max(0).cast_unsigned())),
        ("status", check.status.map_or(Tree::Null, |status| Tree::number(u64::from(status)))),
        ("error", Tree::maybe(check.error.clone())),
        ("movedTo", Tree::maybe(check.moved.clone())),
        ("due", moment(check.due)),
        ("places", Tree::list(places)),
    ])
}
