//! Fields and enums about what was: histories, differences, tombstones, credits.

use super::{Argument, Enumeration, Field, What, argument, field, language, named, with};
use crate::ledger::EventKind;
use crate::views::provenance::CreditRole;

/// The enums of this file.
pub(super) fn enumerations() -> [Enumeration; 2] {
    let roles = CreditRole::ALL.map(|role| (role.name().to_owned(), role.address().to_owned()));
    let kinds = EventKind::shown().map(|(kind, words)| (kind.name().to_ascii_uppercase(), words.to_owned())).collect();
    [
        Enumeration { name: "CreditRole".to_owned(), description: "What somebody did for a record: roles of the CRediT taxonomy.".to_owned(), values: roles.into() },
        Enumeration { name: "RevisionKind".to_owned(), description: "What happened to a record.".to_owned(), values: kinds },
    ]
}

/// The arguments of a history.
pub(super) fn page() -> Vec<Argument> {
    vec![argument("first", named("Int"), "How many, newest first; 25 unless given, at most 100."), argument("after", named("String"), "A cursor: only what is older.")]
}

/// Fields of the root about what was.
pub(super) fn roots() -> Vec<Field> {
    let mut fields = Vec::new();
    let id = || argument("id", named("ID").required(), "An IRI, a key, or an external identifier; also of a record that is gone.");
    let mut arguments = vec![id()];
    arguments.extend(page());
    arguments.push(language());
    fields.push(with(field("history", named("History"), What::HistoryOf, "The history of a record, published or gone; null when there never was one."), arguments));
    let revision = |name, words| argument(name, named("Int").required(), words);
    let arguments = vec![id(), revision("from", "A revision of the directory."), revision("to", "Another, usually later."), language()];
    fields.push(with(field("difference", named("FieldDifference").list(), What::Difference, "What a record says at one revision differently from another; null when there never was such a record."), arguments));
    fields.push(with(field("tombstone", named("Tombstone"), What::Tombstone, "Why a record is gone, and what to read instead; null for what is published or never was."), vec![id(), language()]));
    fields
}
