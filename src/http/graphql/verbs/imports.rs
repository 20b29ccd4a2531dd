//! Imports: many records at once, in formats of others.

use super::super::api::Enumeration;
use super::{Act, Doing, Root, Shape};
use crate::app::Problem;
use crate::app::actor::Operation;
use crate::app::contribute::batch::{Batch, Source, preview, submit};
use crate::app::data::Format;
use crate::app::import::Fate;
use crate::app::import::batches::{Batch as Made, batches};
use crate::app::import::rollback::{RolledBack, roll_back};
use crate::error::Code;
use crate::http::graphql::trees::{self, Tree};
use crate::ontology::names::enum_value;
use std::sync::Arc;

type Argument = (&'static str, &'static str, &'static str);
const FORMAT: Argument = ("format", "ImportFormat!", "What the text is.");
const TEXT: Argument = ("text", "String!", "The text itself: at most 8 MiB by REST, and as much as a request holds (64 KiB) by GraphQL.");
const FILE: Argument = ("file", "String", "What the file is called, for curators.");
const MAPPING: Argument = ("mapping", "String", "How it is read, as JSON; as the ontology says unless given.");
const LEAVE_OUT: Argument = ("leaveOut", "Boolean", "Leave out records with problems, instead of proposing nothing.");
const KEY: Argument = ("idempotencyKey", "String", "Makes repeating the request harmless.");

/// Verbs whose arguments hold whole files: by REST their requests may be larger than others.
pub const LARGE: [&str; 2] = ["previewImport", "submitImport"];

pub const SHAPES: &[Shape] = &[
    Shape {
        root: Root::Query,
        name: "importBatches",
        operation: Operation::ReadQueue,
        arguments: &[("first", "Int", "How many; 25 unless given, at most 100."), ("after", "ID", "The name of an import: only those that are older.")],
        ty: "[ImportBatch!]!",
        words: "The imports that were made, newest first: who, when, from what file, what became of it.",
        run: |act| {
            Box::pin(async move {
                let first = act.number("first").and_then(|first| usize::try_from(first).ok());
                let (all, _) = batches(&act.scene.state, &act.visitor().caller, first, act.text("after"))?;
                Ok(Tree::list(all.iter().map(batch)))
            })
        },
    },
    Shape {
        root: Root::Mutation,
        name: "previewImport",
        operation: Operation::Submit,
        arguments: &[FORMAT, TEXT, MAPPING],
        ty: "ImportReport!",
        words: "Says what an import would do: what each column is taken for, what becomes of each record, every problem. Does nothing.",
        run: |act| Box::pin(async move { Ok(report(&act, &preview(&act.errand("previewImport")?, source(&act)?).await?)) }),
    },
    Shape {
        root: Root::Mutation,
        name: "submitImport",
        operation: Operation::Submit,
        arguments: &[FORMAT, TEXT, FILE, MAPPING, LEAVE_OUT, ("note", "String", "For curators: where it is from."), super::account::PROOF, super::account::TRAP, KEY],
        ty: "ImportReport!",
        words: "Proposes the records of a file: each new one and each change becomes a submission of its own. The authors of works are who the file names.",
        run: |act| Box::pin(async move { Ok(report(&act, &submit(&act.errand("submitImport")?, source(&act)?, act.text("note")).await?)) }),
    },
    Shape {
        root: Root::Mutation,
        name: "rollbackImport",
        operation: Operation::Curate,
        arguments: &[("batch", "ID!", "The name of the import."), ("reason", "String!", "Why, in a sentence that everybody may read.")],
        ty: "RolledBackImport!",
        words: "Takes an import back: what it published is withdrawn, what it changed says again what it said before. What was changed since stays. Asking again changes nothing more.",
        run: rolled_back,
    },
];

pub const OBJECTS: &[trees::Shape] = &[
    (
        "ImportBatch",
        "An import that was made.",
        &[
            ("batch", "ID!", "Its name, by which it is taken back."),
            ("importer", "ID!", "Who imported: an opaque identifier."),
            ("time", "DateTime!", "When."),
            ("file", "String", "The name of the file; null where it was not told."),
            ("published", "Int!", "Records that it published by itself."),
            ("revised", "Int!", "Records that it changed by itself."),
            ("open", "Int!", "Proposals of it that wait for a decision."),
            ("accepted", "Int!", "Proposals of it that were accepted."),
            ("refused", "Int!", "Proposals of it that were rejected or taken back by their author."),
            ("rolledBack", "DateTime", "When it was taken back; null where it was not."),
            ("withdrawn", "Int!", "Records that were withdrawn with it."),
            ("restored", "Int!", "Records that say again what they said before it."),
        ],
    ),
    (
        "ImportReport",
        "What an import did, or would do.",
        &[
            ("batch", "ID", "The name of the import, by which it can be taken back; null where nothing was proposed."),
            ("columns", "[ImportColumn!]!", "What each column is taken for."),
            ("rows", "[ImportRow!]!", "What becomes of each record, in the order of the text."),
            ("problems", "[ImportRemark!]!", "What is wrong, and what to do about it."),
            ("notes", "[ImportRemark!]!", "What is worth a look but not wrong."),
        ],
    ),
    ("ImportColumn", "What a column is taken for.", &[("column", "String", "Its name; null for what is said of every record."), ("field", "String", "The field; null where it is not read."), ("type", "RecordType", "The type of the records, where the mapping is for one.")]),
    (
        "ImportRow",
        "What becomes of a record.",
        &[
            ("line", "Int!", "Where it begins in the text."),
            ("fate", "ImportFate!", "What becomes of it."),
            ("id", "ID!", "Its IRI."),
            ("name", "String", "Its name."),
            ("kept", "[String!]!", "Fields that stay as a curator set them."),
            ("submission", "ID", "The submission that it became."),
        ],
    ),
    ("ImportRemark", "Words about a place of the text.", &[("line", "Int!", "Where; 0 for the whole."), ("message", "String!", "What, and what to do.")]),
    (
        "RolledBackImport",
        "What was taken back.",
        &[
            ("withdrawn", "[ID!]!", "Records that were new with the import."),
            ("restored", "[ID!]!", "Records that say again what they said before."),
            ("left", "[LeftOfImport!]!", "What stays as it is."),
        ],
    ),
    ("LeftOfImport", "Something of an import that was not taken back.", &[("id", "ID!", "The record."), ("field", "String", "The field; null for the whole record."), ("why", "String!", "Why it stays.")]),
];

/// The enums of this file.
pub fn enumerations() -> Vec<Enumeration> {
    let formats = Format::ALL.iter().map(|format| (enum_value(format.row().name), format.row().words.to_owned())).collect();
    let words = |fate| match fate {
        Fate::New => "It is not in the directory.",
        Fate::Changed => "It is in the directory and says something else.",
        Fate::Unchanged => "The directory says the same, or more.",
    };
    let fates = Fate::ALL.iter().map(|fate| (enum_value(fate.name()), words(*fate).to_owned())).collect();
    vec![
        Enumeration { name: "ImportFormat".to_owned(), description: "A format that is read.".to_owned(), values: formats },
        Enumeration { name: "ImportFate".to_owned(), description: "What becomes of a record of an import.".to_owned(), values: fates },
    ]
}

fn source(act: &Act) -> Result<Source, Problem> {
    let named = act.text("format").unwrap_or_default();
    let format = Format::ALL.into_iter().find(|format| enum_value(format.row().name) == named).ok_or_else(|| Problem::new(Code::UnknownName, format!("`{named}` is no format that is read")))?;
    let leave_out = act.arguments.get("leaveOut").and_then(serde_json::Value::as_bool).unwrap_or(false);
    Ok(Source { format, file: act.text("file").map(str::to_owned), text: Arc::from(act.text("text").unwrap_or_default()), mapping: act.text("mapping").map(str::to_owned), leave_out })
}

fn batch(batch: &Made) -> Tree {
    let import = &batch.import;
    Tree::object([
        ("batch", Tree::text(&*import.batch)),
        ("importer", Tree::text(&*import.actor)),
        ("time", Tree::text(import.time.to_string())),
        ("file", Tree::maybe(import.file.as_deref().map(str::to_owned))),
        ("published", Tree::number(import.published)),
        ("revised", Tree::number(import.revised)),
        ("open", Tree::number(batch.open)),
        ("accepted", Tree::number(batch.accepted)),
        ("refused", Tree::number(batch.refused)),
        ("rolledBack", Tree::maybe(import.rolled_back.map(|time| time.to_string()))),
        ("withdrawn", Tree::number(import.withdrawn)),
        ("restored", Tree::number(import.restored)),
    ])
}

fn report(act: &Act, batch: &Batch) -> Tree {
    let ontology = act.directory().ontology();
    let remark = |problem: &crate::ontology::Problem| Tree::object([("line", Tree::number(u64::from(problem.line))), ("message", Tree::text(&problem.message))]);
    let columns = batch.mapped.iter().map(|mapped| {
        let ty = mapped.ty.map(|ty| ontology.ty(ty).enum_value.clone());
        Tree::object([("column", Tree::maybe(mapped.column.clone())), ("field", Tree::maybe(mapped.field.clone())), ("type", Tree::maybe(ty))])
    });
    let rows = batch.rows.iter().map(|row| {
        Tree::object([
            ("line", Tree::number(u64::from(row.line))),
            ("fate", Tree::text(enum_value(row.fate.name()))),
            ("id", Tree::text(&row.iri)),
            ("name", Tree::maybe(row.name.clone())),
            ("kept", Tree::texts(row.kept.clone())),
            ("submission", Tree::maybe(row.submission.clone())),
        ])
    });
    Tree::object([
        ("batch", Tree::maybe(batch.id.clone())),
        ("columns", Tree::list(columns)),
        ("rows", Tree::list(rows)),
        ("problems", Tree::list(batch.problems.iter().map(remark))),
        ("notes", Tree::list(batch.notes.iter().map(remark))),
    ])
}

fn rolled_back(act: Act) -> Doing {
    Box::pin(async move {
        let caller = &act.visitor().caller;
        caller.demand(Operation::Curate, false)?;
        let RolledBack { withdrawn, restored, left } = roll_back(act.directory(), caller.actor().unwrap_or_default(), act.text("batch").unwrap_or_default(), act.text("reason").unwrap_or_default()).await?;
        let left = left.into_iter().map(|left| Tree::object([("id", Tree::text(left.iri)), ("field", Tree::maybe(left.field)), ("why", Tree::text(left.why))]));
        Ok(Tree::object([("withdrawn", Tree::texts(withdrawn)), ("restored", Tree::texts(restored)), ("left", Tree::list(left))]))
    })
}
