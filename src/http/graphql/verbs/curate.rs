//! What curators do with what is published.

use super::{Act, Doing, Root, Shape};
use crate::app::actor::Operation;
use crate::app::curate::{Decision, Deprecate, Merge, Restore, Unmerge, Withdraw, decide, left_out};
use crate::app::erase::{as_csv, erase, kept_about};
use crate::app::{DirectoryError, Problem};
use crate::http::graphql::api::Enumeration;
use crate::http::graphql::trees::{self, Tree};
use crate::ledger::{Event, EventKind};
use oxigraph::model::NamedOrBlankNode;
use serde_json::Value as Json;
use std::collections::BTreeSet;

/// Records that an answer names.
const CHANGED_LISTED_MAX: usize = 100;

type Arguments = &'static [(&'static str, &'static str, &'static str)];

const ID: (&str, &str, &str) = ("id", "ID!", "An IRI, a key, or an external identifier.");
const REASON: (&str, &str, &str) = ("reason", "String!", "Why, in a sentence that everybody may read.");
const KEY: (&str, &str, &str) = ("idempotencyKey", "String", "Makes repeating the request harmless.");

const RESTORE: Arguments = &[ID, ("revision", "Int", "The revision whose state is wanted; needed unless the record was withdrawn."), REASON, KEY];
const MERGE: Arguments = &[ID, ("into", "ID!", "The record that stays."), REASON, ("take", "[String!]", "Fields that it takes from the other instead of keeping its own."), KEY];
const UNMERGE: Arguments = &[ID, REASON, ("leaveChanged", "Boolean", "Leave what was changed since as it is, instead of refusing."), KEY];
const REPLACEMENT: (&str, &str, &str) = ("replacement", "ID", "What to use instead.");
const WITHDRAW: Arguments = &[ID, REASON, REPLACEMENT, ("dependents", "Boolean", "Withdraw what cannot stand without it as well, instead of refusing."), KEY];
const DEPRECATE: Arguments = &[ID, REASON, REPLACEMENT, KEY];

const fn verb(name: &'static str, arguments: Arguments, words: &'static str, run: fn(Act) -> Doing) -> Shape {
    Shape { root: Root::Mutation, name, operation: Operation::Curate, arguments, ty: "Curated!", words, run }
}

/// The fields of this file.
pub const SHAPES: &[Shape] = &[
    verb("restore", RESTORE, "Makes a record say again what it said at a revision; or brings back what was withdrawn.", |act| {
        let decision = Restore { id: text(&act, "id"), revision: act.arguments.get("revision").and_then(Json::as_u64), reason: text(&act, "reason") };
        curate(act, decision)
    }),
    verb("merge", MERGE, "Says that two records are the same: links and claims move, the old address leads to the new.", |act| {
        let take = act.arguments.get("take").and_then(Json::as_array).map(|names| names.iter().filter_map(Json::as_str).map(str::to_owned).collect());
        let decision = Merge { id: text(&act, "id"), into: text(&act, "into"), reason: text(&act, "reason"), take: take.unwrap_or_default() };
        curate(act, decision)
    }),
    verb("unmerge", UNMERGE, "Takes a merger back, as if it had not been.", |act| {
        let decision = Unmerge { id: text(&act, "id"), reason: text(&act, "reason"), leave_changed: act.is_set("leaveChanged") };
        curate(act, decision)
    }),
    verb("deprecate", DEPRECATE, "Says that a record should be used no longer; it stays where it is.", |act| {
        let decision = Deprecate { id: text(&act, "id"), reason: text(&act, "reason"), replacement: act.text("replacement").map(str::to_owned) };
        curate(act, decision)
    }),
    verb("withdraw", WITHDRAW, "Takes a record back; its address tells the reason, and it can be restored.", |act| {
        let replacement = act.text("replacement").map(str::to_owned);
        let decision = Withdraw { id: text(&act, "id"), reason: text(&act, "reason"), replacement, dependents: act.is_set("dependents") };
        curate(act, decision)
    }),
    Shape {
        root: Root::Mutation,
        name: "erase",
        operation: Operation::Erase,
        arguments: &[ID, ("reason", "String!", "Why, without naming anybody: it stays for ever."), KEY],
        ty: "Erasure!",
        words: "Removes for good all that is kept of a record, such as one about a person who asks for it. This cannot be undone.",
        run: |act| Box::pin(erased(act)),
    },
    Shape {
        root: Root::Query,
        name: "exportSelf",
        operation: Operation::ViewSelf,
        arguments: &[("format", "SelfExportFormat", "JSON_LD unless given.")],
        ty: "String!",
        words: "Everything that is kept of one's contributions: what one said, and what was said about one's submissions.",
        run: |act| Box::pin(exported(act)),
    },
];

/// The enums of this file.
pub fn enumerations() -> Vec<Enumeration> {
    let gone = [("WITHDRAWN", "It was taken back, for a reason."), ("MERGED", "It was the same as another."), ("ERASED", "All that was kept of it was erased.")];
    let values = gone.map(|(value, words)| (value.to_owned(), words.to_owned())).into();
    let formats = [("JSON_LD", "One JSON-LD document; statements are N-Triples."), ("CSV", "A table with a line for each event.")];
    let formats = formats.map(|(value, words)| (value.to_owned(), words.to_owned())).into();
    vec![
        Enumeration { name: "TombstoneKind".to_owned(), description: "Why a record is gone.".to_owned(), values },
        Enumeration { name: "SelfExportFormat".to_owned(), description: "How one's own data are handed out.".to_owned(), values: formats },
    ]
}

/// The objects of this file.
pub const OBJECTS: &[trees::Shape] = &[
    (
        "Curated",
        "What a decision of a curator changed.",
        &[
            ("revision", "Int!", "The ledger's sequence number of the change."),
            ("kind", "RevisionKind!", "What happened."),
            ("time", "DateTime!", "When."),
            ("record", "Node", "The record as it is now; of a merger the one that stays; null when it was withdrawn."),
            ("changed", "[ID!]!", "The records that changed, at most 100."),
            ("changedCount", "Int!", "How many changed."),
            ("leftAsIs", "[LeftAsIs!]!", "Of a merger that was taken back: what was changed since and stays."),
        ],
    ),
    (
        "Erasure",
        "What was erased.",
        &[
            ("events", "Int!", "Entries of the ledger whose words are gone."),
            ("restated", "[ID!]!", "Records that were linked with it, and are said anew without it."),
            ("stillNamed", "[ID!]!", "Records whose texts name it still, for curators to reword."),
        ],
    ),
    ("LeftAsIs", "A field that taking a merger back left as it was.", &[("id", "ID!", "The record."), ("field", "String!", "The field.")]),
];

/// Asking again finds nothing more to erase, so the key is not needed.
async fn erased(act: Act) -> Result<Tree, Problem> {
    let erased = erase(act.directory(), &act.visitor().caller, act.text("id").unwrap_or_default(), act.text("reason").unwrap_or_default()).await?;
    Ok(Tree::object([("events", Tree::number(erased.events)), ("restated", Tree::texts(erased.restated)), ("stillNamed", Tree::texts(erased.still_named))]))
}

async fn exported(act: Act) -> Result<Tree, Problem> {
    act.visitor().caller.demand(Operation::ViewSelf, false)?;
    let kept = kept_about(act.directory(), act.visitor().caller.actor().unwrap_or_default()).await?;
    Ok(Tree::text(if act.text("format") == Some("CSV") { as_csv(&kept) } else { kept.to_string() }))
}

fn text(act: &Act, name: &str) -> String {
    act.text(name).unwrap_or_default().to_owned()
}

fn curate(act: Act, decision: impl Decision) -> Doing {
    Box::pin(async move {
        let event = decide(act.directory(), &act.visitor().caller, act.text("idempotencyKey"), decision).await?;
        curated(&act, &event).await
    })
}

async fn curated(act: &Act, event: &Event) -> Result<Tree, Problem> {
    let state = act.directory().views().state();
    let snapshot = &state.snapshot;
    let changed: BTreeSet<&str> = event.patch.removed.iter().chain(&event.patch.added).filter_map(|triple| if let NamedOrBlankNode::NamedNode(node) = &triple.subject { Some(node.as_str()) } else { None }).collect();
    let record = snapshot.id(&event.subject).map(|id| state.provenance.current(id)).filter(|id| snapshot.record(*id).is_some());
    let mut left: Vec<(String, String)> = Vec::new();
    if event.kind == EventKind::Unmerged {
        let before = snapshot.id(&event.subject).into_iter().flat_map(|id| state.provenance.events(id).rev());
        let merger = before.filter(|entry| entry.kind == EventKind::Merged && entry.sequence < event.sequence).map(|entry| entry.sequence).next();
        if let Some(merger) = merger {
            let merger = act.directory().ledger().read_these(&[merger]).await.map_err(DirectoryError::from)?;
            left = merger.first().map(|merger| left_out(snapshot, merger, event)).unwrap_or_default();
        }
    }
    Ok(Tree::object([
        ("revision", Tree::number(event.sequence)),
        ("kind", Tree::text(event.kind.name().to_ascii_uppercase())),
        ("time", Tree::text(event.time.to_string())),
        ("record", record.map_or(Tree::Null, Tree::Record)),
        ("changed", Tree::texts(changed.iter().take(CHANGED_LISTED_MAX).copied())),
        ("changedCount", Tree::number(changed.len() as u64)),
        ("leftAsIs", Tree::list(left.into_iter().map(|(id, field)| Tree::object([("id", Tree::text(id)), ("field", Tree::text(field))])))),
    ]))
}
