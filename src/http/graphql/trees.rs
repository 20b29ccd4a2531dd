//! Small values that are not records (page information, facets, answers, the directory …): an owned tree of named members, and the
//! GraphQL objects that describe them.

use crate::views::records::Id;
use std::sync::Arc;

/// A value that a field may have. Cheap to clone.
#[derive(Clone)]
pub enum Tree {
    Null,
    /// A scalar or enum value.
    Plain(serde_json::Value),
    List(Arc<[Self]>),
    Object(Arc<[(&'static str, Self)]>),
    Record(Id),
    /// A page of records, with what is said of each in it.
    Connection(Arc<super::resolve::Connection>),
    /// A list of objects or records that is only made when somebody asks for it.
    Later(Arc<dyn Fn() -> Vec<Self> + Send + Sync>),
}

impl Tree {
    pub fn object(members: impl IntoIterator<Item = (&'static str, Self)>) -> Self {
        Self::Object(members.into_iter().collect())
    }

    pub fn list(members: impl IntoIterator<Item = Self>) -> Self {
        Self::List(members.into_iter().collect())
    }

    pub fn text(text: impl Into<String>) -> Self {
        Self::Plain(serde_json::Value::String(text.into()))
    }

    pub fn number(number: u64) -> Self {
        Self::Plain(number.into())
    }

    pub fn flag(flag: bool) -> Self {
        Self::Plain(flag.into())
    }

    pub fn later(members: impl Fn() -> Vec<Self> + Send + Sync + 'static) -> Self {
        Self::Later(Arc::new(members))
    }

    pub fn maybe(text: Option<impl Into<String>>) -> Self {
        text.map_or(Self::Null, Self::text)
    }

    pub fn texts(texts: impl IntoIterator<Item = impl Into<String>>) -> Self {
        Self::list(texts.into_iter().map(Self::text))
    }
}

/// A GraphQL object: name, description, and its members with their types and descriptions.
pub type Shape = (&'static str, &'static str, &'static [(&'static str, &'static str, &'static str)]);

/// The objects of small values.
pub const OBJECTS: &[Shape] = &[
    (
        "PageInfo",
        "What is around a page.",
        &[
            ("hasNextPage", "Boolean!", "Whether there is more after this page."),
            ("hasPreviousPage", "Boolean!", "Whether there is more before this page."),
            ("startCursor", "String", "The cursor of the first record."),
            ("endCursor", "String", "The cursor of the last record."),
        ],
    ),
    (
        "Change",
        "Something that was published.",
        &[
            ("happened", "Happened!", "What happened, as the list that is followed sees it."),
            ("id", "ID!", "The record's IRI."),
            ("node", "Node", "The record as it is now; null when it is in the list no longer."),
            ("revision", "Int!", "To go on from: following since this revision misses nothing."),
        ],
    ),
    ("Facet", "How many records each value of a field would leave.", &[("field", "String!", "The field, as filters name it."), ("values", "[FacetValue!]!", "Most frequent first.")]),
    (
        "FacetValue",
        "One value of a facet.",
        &[
            ("value", "String!", "As a filter takes it."),
            ("label", "String!", "For people."),
            ("count", "Int!", "The total of the list after choosing this value."),
            ("record", "Node", "The record or concept, when the value is one."),
        ],
    ),
    ("Suggestion", "A name that begins like what was typed.", &[("text", "String!", "The name."), ("type", "RecordType!", "What it names."), ("node", "Record!", "The record.")]),
    ("Related", "A record that has something in common.", &[("node", "Record!", "The record."), ("reasons", "[String!]!", "What they have in common.")]),
    ("Snippet", "Where words were found.", &[("field", "String!", "The field."), ("fragments", "[Fragment!]!", "The text around the words, in pieces.")]),
    ("Fragment", "A piece of text.", &[("text", "String!", "Plain text."), ("matched", "Boolean!", "Whether it is one of the words.")]),
    (
        "Answer",
        "The answer to a question, and how it was read.",
        &[
            ("interpretation", "Interpretation!", "How the question was read."),
            ("totalCount", "Int!", "How many records answer it, in both lists."),
            ("results", "AnswerConnection!", "The records with names that answer it."),
            ("unnamed", "NodeConnection!", "What answers it and has no name, such as claims."),
            ("count", "Int", "The number asked for, when the question was “how many”."),
            ("graphql", "String!", "The GraphQL query that gives this answer."),
            ("sparql", "String!", "The same in SPARQL."),
        ],
    ),
    (
        "Interpretation",
        "How a question was read.",
        &[
            ("types", "[RecordType!]!", "What is asked for; empty means anything that helps."),
            ("concepts", "[Record!]!", "The concepts and records it names."),
            ("filter", "String!", "The filter it became, as JSON; by lists where a field means something else for each type."),
            ("parts", "[InterpretationPart!]!", "What each part of the question was taken for."),
            ("unused", "[String!]!", "Words that it could not use."),
            ("search", "String", "Words that were looked up in the texts."),
            ("understood", "Boolean!", "Whether anything of the question could be used."),
            ("suggestions", "[String!]!", "What to ask instead, when nothing or little was understood."),
        ],
    ),
    (
        "InterpretationPart",
        "A part of a question.",
        &[
            ("text", "String!", "As written."),
            ("kind", "String!", "What kind of thing it was taken for."),
            ("meaning", "String!", "What it was taken for."),
            ("correctedFrom", "String", "What was written, where it was taken for a misspelling."),
            ("correctedTo", "String", "What it was read as instead."),
        ],
    ),
    (
        "Vocabulary",
        "A SKOS concept scheme.",
        &[
            ("id", "ID!", "The IRI."),
            ("key", "String!", "The code."),
            ("name", "String!", "The title."),
            ("description", "String", "What it is for."),
            ("concepts", "[Record!]!", "Its concepts: the widest first, then by name."),
        ],
    ),
    (
        "Coverage",
        "An evidence gap map.",
        &[
            ("rows", "[CoverageEntry!]!", "The entries of the first scheme."),
            ("columns", "[CoverageEntry!]!", "The entries of the second scheme."),
            ("cells", "[CoverageCell!]!", "One for each crossing, row by row; empty ones included."),
        ],
    ),
    (
        "CoverageEntry",
        "A row or column.",
        &[("key", "String!", "The key."), ("label", "String!", "For people."), ("count", "Int!", "Records that stand here."), ("record", "Node", "The concept.")],
    ),
    (
        "CoverageCell",
        "A crossing.",
        &[("row", "String!", "The row's key."), ("column", "String!", "The column's key."), ("count", "Int!", "Records that stand in both."), ("strongest", "String", "The strongest grounds among them.")],
    ),
    (
        "Directory",
        "What this directory is, and where it stands.",
        &[
            ("id", "ID!", "Its IRI."),
            ("name", "String!", "Its title."),
            ("description", "String", "What it is for."),
            ("licence", "String", "The licence of its data."),
            ("languages", "[String!]!", "In the order in which labels fall back."),
            ("revision", "Int!", "The ledger's sequence number that this answer shows."),
            ("modified", "DateTime!", "When that revision was made."),
            ("counts", "[DirectoryCount!]!", "How many records there are of each type."),
            ("vocabularies", "[Vocabulary!]!", "Its concept schemes."),
        ],
    ),
    ("DirectoryCount", "How many records there are of a type.", &[("type", "RecordType!", "The type."), ("label", "String!", "For people."), ("count", "Int!", "How many.")]),
];
