//! The public change log, for programs that ask in GraphQL or REST.

use super::super::resolve::types_among;
use super::{Act, Root, Shape};
use crate::app::Problem;
use crate::app::actor::Operation;
use crate::app::change_log::{Asked, page, records, signed};
use crate::http::graphql::trees::{self, Tree};
use serde_json::Value as Json;

pub const SHAPES: &[Shape] = &[Shape {
    root: Root::Query,
    name: "changeLog",
    operation: Operation::Read,
    arguments: &[
        ("since", "Int", "Only what came after this revision."),
        ("types", "[RecordType!]", "Only what changed records of these types."),
        ("first", "Int", "How many; 100 unless given, at most 1000."),
    ],
    ty: "ChangeLog!",
    words: "Everything that was published, changed or taken back, in its order, each with a digest over all before it. `/changes` has the same, and waits.",
    run: |act| Box::pin(log(act)),
}];

pub const OBJECTS: &[trees::Shape] = &[
    (
        "ChangeLog",
        "Some entries of the public change log.",
        &[
            ("changes", "[LoggedChange!]!", "In their order."),
            ("next", "Int!", "To go on from, as `since`."),
            ("hasMore", "Boolean!", "Whether there is more already."),
            ("headRevision", "Int!", "The revision of the last entry of all."),
            ("headDigest", "String!", "Its digest, over all of the log."),
            ("headSigned", "String!", "Both, as a JSON Web Signature by a key of `/.well-known/jwks.json`."),
        ],
    ),
    (
        "LoggedChange",
        "An entry of the public change log.",
        &[
            ("revision", "Int!", "The ledger's sequence number."),
            ("time", "DateTime!", "When."),
            ("kind", "String!", "What happened, as the digest covers it."),
            ("erased", "Boolean!", "Whether what it said was erased."),
            ("records", "[ID!]!", "The records that it changed."),
            ("patch", "String", "Lines of an RDF Patch; null where it was erased."),
            ("salt", "String", "Of the commitment; null where it was erased."),
            ("commitment", "String!", "SHA-256 of salt and patch."),
            ("digest", "String!", "Over this entry and all before it."),
        ],
    ),
];

async fn log(act: Act) -> Result<Tree, Problem> {
    act.visitor().caller.demand(Operation::Read, false)?;
    let directory = act.directory();
    let ontology = directory.ontology();
    let all: Vec<_> = ontology.types.iter().map(|ty| ty.id).collect();
    let named = act.arguments.get("types").and_then(Json::as_array).is_some_and(|types| !types.is_empty());
    let types = if named { types_among(&act.scene, &all, &act.arguments)? } else { Vec::new() };
    let first = act.number("first").map(|first| usize::try_from(first).unwrap_or(usize::MAX));
    let page = page(directory, &Asked { since: act.number("since").unwrap_or(0), first, types, wait_seconds: 0 }).await?;
    let changes = page.changes.iter().map(|change| {
        let said = change.said.as_ref();
        Tree::object([
            ("revision", Tree::number(change.revision)),
            ("time", Tree::text(change.time.to_string())),
            ("kind", Tree::text(change.kind.name())),
            ("erased", Tree::flag(said.is_none())),
            ("records", Tree::texts(records(ontology, change).into_iter().map(|(id, _)| id))),
            ("patch", Tree::maybe(said.map(|said| said.patch.clone()))),
            ("salt", Tree::maybe(said.map(|said| said.salt.to_string()))),
            ("commitment", Tree::text(change.commitment.to_string())),
            ("digest", Tree::text(change.digest.to_string())),
        ])
    });
    Ok(Tree::object([
        ("changes", Tree::list(changes)),
        ("next", Tree::number(page.next)),
        ("hasMore", Tree::flag(page.has_more)),
        ("headRevision", Tree::number(page.head.revision)),
        ("headDigest", Tree::text(page.head.digest.to_string())),
        ("headSigned", Tree::text(signed(directory.desk(), page.head)?)),
    ]))
}
