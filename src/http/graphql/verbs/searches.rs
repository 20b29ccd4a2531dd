//! Searches whose news are sent by mail.

use super::super::api::Enumeration;
use super::super::resolve::types_among;
use super::{Act, Root, Shape};
use crate::app::Problem;
use crate::app::actor::Operation;
use crate::app::saved_search::{Asked, Interval, Saved, forget, save, saved};
use crate::http::graphql::trees::{self, Tree};
use jiff::Timestamp;
use serde_json::{Map, Value as Json};

pub const SHAPES: &[Shape] = &[
    Shape {
        root: Root::Query,
        name: "savedSearches",
        operation: Operation::SaveSearch,
        arguments: &[],
        ty: "[SavedSearch!]!",
        words: "The caller's saved searches, oldest first.",
        run: |act| Box::pin(all(act)),
    },
    Shape {
        root: Root::Mutation,
        name: "saveSearch",
        operation: Operation::SaveSearch,
        arguments: &[
            ("name", "String!", "To tell it from others; a search of the same name is replaced, so repeating this is harmless."),
            ("types", "[RecordType!]", "Only these record types."),
            ("filter", "NodeFilter", "Only records that fit."),
            ("search", "String", "Only records with these words."),
            ("interval", "SearchInterval", "DAILY unless given."),
        ],
        ty: "SavedSearch!",
        words: "Saves a search: from now on there is mail about what comes into its list and what changes in it.",
        run: |act| Box::pin(kept(act)),
    },
    Shape {
        root: Root::Mutation,
        name: "deleteSearch",
        operation: Operation::SaveSearch,
        arguments: &[("id", "ID!", "Which search.")],
        ty: "Boolean",
        words: "Forgets a saved search.",
        run: |act| Box::pin(gone(act)),
    },
];

pub const OBJECTS: &[trees::Shape] = &[(
    "SavedSearch",
    "A search whose news are sent by mail.",
    &[
        ("id", "ID!", "Which search."),
        ("name", "String!", "To tell it from others."),
        ("types", "[RecordType!]!", "Only these record types; all when there is none."),
        ("filter", "String", "Only records that fit, as JSON."),
        ("search", "String", "Only records with these words."),
        ("interval", "SearchInterval!", "How often there is mail at most."),
        ("isValid", "Boolean!", "Whether the directory still has the types it asks for."),
        ("told", "DateTime!", "Up to when was told."),
        ("due", "DateTime!", "When it is looked at next."),
    ],
)];

/// The enums of arguments and results.
pub fn enumerations() -> Vec<Enumeration> {
    let words = |interval| match interval {
        Interval::Daily => "Once a day, when there is something to tell.",
        Interval::Weekly => "Once a week, when there is something to tell.",
    };
    let values = Interval::ALL.iter().map(|interval| (interval.name().to_owned(), words(*interval).to_owned())).collect();
    vec![Enumeration { name: "SearchInterval".to_owned(), description: "How often news of a saved search are sent.".to_owned(), values }]
}

fn tree(act: &Act, saved: &Saved) -> Tree {
    let moment = |milliseconds| Tree::maybe(Timestamp::from_millisecond(milliseconds).ok().map(|time| time.to_string()));
    let asked = saved.asked.as_ref();
    let types = asked.map(|asked| asked.types.iter().map(|ty| act.directory().ontology().ty(*ty).enum_value.clone()).collect::<Vec<_>>());
    let filter = asked.filter(|asked| asked.filter.as_object().is_some_and(|filter| !filter.is_empty()));
    Tree::object([
        ("id", Tree::text(&saved.kept.id)),
        ("name", Tree::text(&saved.kept.name)),
        ("types", Tree::texts(types.unwrap_or_default())),
        ("filter", Tree::maybe(filter.map(|asked| asked.filter.to_string()))),
        ("search", Tree::maybe(asked.and_then(|asked| asked.words.clone()))),
        ("interval", Tree::text(saved.interval.name())),
        ("isValid", Tree::flag(asked.is_some())),
        ("told", moment(saved.kept.told)),
        ("due", moment(saved.kept.due)),
    ])
}

async fn all(act: Act) -> Result<Tree, Problem> {
    let saved = saved(act.directory(), act.visitor()).await?;
    Ok(Tree::list(saved.iter().map(|saved| tree(&act, saved))))
}

async fn kept(act: Act) -> Result<Tree, Problem> {
    let filter = act.arguments.get("filter").filter(|filter| !filter.is_null()).cloned().unwrap_or_else(|| Json::Object(Map::new()));
    let all: Vec<_> = act.directory().ontology().types.iter().map(|ty| ty.id).collect();
    let named = act.arguments.get("types").and_then(Json::as_array).is_some_and(|types| !types.is_empty());
    let types = if named { types_among(&act.scene, &all, &act.arguments)? } else { Vec::new() };
    let words = act.text("search").filter(|words| !words.trim().is_empty()).map(str::to_owned);
    let interval = Interval::ALL.iter().copied().find(|interval| act.text("interval") == Some(interval.name())).unwrap_or(Interval::Daily);
    let saved = save(act.directory(), act.visitor(), act.text("name").unwrap_or_default(), &Asked { types, filter, words }, interval).await?;
    Ok(tree(&act, &saved))
}

async fn gone(act: Act) -> Result<Tree, Problem> {
    forget(act.directory(), act.visitor(), act.text("id").unwrap_or_default()).await?;
    Ok(Tree::flag(true))
}
