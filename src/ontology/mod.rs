//! Floor 1: what may be said.
//!
//! [`Ontology::load`] compiles the Turtle files of a folder (`docs/reference/ontology-language.md`) into one immutable value
//! that every other part interprets: the types, their properties and links, the vocabularies, and the claims that links stand on.
//! It knows RDF and files, and nothing of the ledger, the views, GraphQL or HTTP. No record type is named in `src/`.

mod compile;
pub mod deprecation;
mod graph;
pub mod names;
mod property;
pub mod prose;
pub mod record;
pub mod terms;
pub mod turtle;

use oxigraph::model::{NamedNode, Triple};
use rustc_hash::FxHashMap;
use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

pub use deprecation::Deprecation;
pub use names::Scheme;
pub use property::{Bounds, Constraints, Inverse, Part, Property, Range, Role, Targets, Visibility};

/// Problems listed by one run of `check`; what comes after is counted, not listed.
pub const PROBLEMS_MAX: usize = 1_000;
/// Values of one property of one record, unless the shape says fewer.
pub const VALUES_PER_PROPERTY_MAX: u32 = 100;
/// Record types, concept types included.
pub const TYPES_MAX: usize = 1_000;

/// The highest `ww:rank` of an enumeration.
pub const RANK_MAX: u8 = 9;

/// Something wrong with the ontology or with data, and where.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Problem {
    pub file: PathBuf,
    /// From 1; 0 when the file as a whole is meant.
    pub line: u32,
    /// Lower case: what is wrong, and what to do.
    pub message: String,
}

impl Problem {
    pub fn new(file: &Path, line: u32, message: impl Into<String>) -> Self {
        Self { file: file.to_owned(), line, message: message.into() }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}:{}: {}", self.file.display(), self.line, self.message)
    }
}

/// A text and its language tag (lower case; empty for plain strings).
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct LocalText {
    pub text: String,
    pub language: String,
}

/// A record type's place in [`Ontology::types`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TypeId(pub u16);

/// An abstract shape's place in [`Ontology::interfaces`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct InterfaceId(pub u16);

/// A predicate's place in [`Ontology::paths`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PathId(pub u16);

/// A record type: a class with its shape, or the concepts of one vocabulary.
#[derive(Debug)]
pub struct Type {
    pub id: TypeId,
    pub class: NamedNode,
    /// `Tool`: the GraphQL type.
    pub singular: String,
    /// `tools`: the GraphQL field of the list.
    pub plural: String,
    /// `TOOL`: the value of the `RecordType` enum.
    pub enum_value: String,
    /// `tool`: the `{type}` of `/id/{type}/{key}`; for concepts the scheme's code.
    pub segment: String,
    /// What comes before the key in a record's IRI.
    pub base: String,
    /// In English; like the description.
    pub label: String,
    pub description: String,
    /// In every language that the ontology speaks.
    pub labels: Vec<LocalText>,
    /// What several of them are called, where `plural` does not say it.
    pub plural_labels: Vec<LocalText>,
    pub descriptions: Vec<LocalText>,
    /// What people call it when they ask.
    pub words: Vec<LocalText>,
    pub interfaces: Vec<InterfaceId>,
    /// In the order of forms; a property's place here is its *slot*.
    pub properties: Vec<Arc<Property>>,
    /// Links that arrive here and have a name on this side.
    pub inverses: Vec<Arc<Inverse>>,
    pub search_weight: f32,
    /// Whether its records are about living people, who have a say in what is published of them.
    pub personal: bool,
    /// The vocabulary whose concepts these are.
    pub vocabulary: Option<usize>,
    /// The link that records of this type qualify.
    pub claim: Option<ClaimRule>,
    /// Where it goes away.
    pub deprecated: Option<Deprecation>,
    /// By predicate; many are asked for each record that is read.
    slots: Vec<Option<u16>>,
    by_field: FxHashMap<String, u16>,
    roles: [Option<u16>; Role::COUNT],
    parts: [Option<u16>; Part::COUNT],
}

impl Type {
    /// The slot of a predicate.
    #[must_use]
    pub fn slot(&self, path: PathId) -> Option<u16> {
        self.slots.get(usize::from(path.0)).copied().flatten()
    }

    #[must_use]
    pub fn property(&self, slot: u16) -> Option<&Arc<Property>> {
        self.properties.get(usize::from(slot))
    }

    /// The slot of a field name.
    #[must_use]
    pub fn slot_of_field(&self, field: &str) -> Option<u16> {
        self.by_field.get(field).copied()
    }

    #[must_use]
    pub fn field(&self, field: &str) -> Option<&Arc<Property>> {
        self.property(self.slot_of_field(field)?)
    }

    #[must_use]
    pub fn inverse(&self, field: &str) -> Option<&Arc<Inverse>> {
        self.inverses.iter().find(|inverse| inverse.field == field)
    }

    /// The slot that plays `role`.
    #[must_use]
    pub fn role(&self, role: Role) -> Option<u16> {
        self.roles.get(role as usize).copied().flatten()
    }

    /// The slot that plays `part` in a call.
    #[must_use]
    pub fn part(&self, part: Part) -> Option<u16> {
        self.parts.get(part as usize).copied().flatten()
    }

    /// Whether a property plays `part` in a call.
    #[must_use]
    pub fn has(&self, part: Part) -> bool {
        self.part(part).is_some()
    }

    #[must_use]
    pub const fn is_concept(&self) -> bool {
        self.vocabulary.is_some()
    }

    /// `tool`: the GraphQL field of one record.
    #[must_use]
    pub fn field_name(&self) -> String {
        let mut letters = self.singular.chars();
        letters.next().map_or_else(String::new, |first| first.to_lowercase().chain(letters).collect())
    }
}

/// An abstract shape: a GraphQL interface.
#[derive(Debug)]
pub struct Interface {
    pub id: InterfaceId,
    pub shape: NamedNode,
    pub singular: String,
    /// `contributions`: the GraphQL field of the list over all its types; empty when there is none.
    pub plural: String,
    pub description: String,
    /// Interfaces it inherits from, itself not included.
    pub parents: Vec<InterfaceId>,
    pub properties: Vec<Arc<Property>>,
    /// The concrete types that have it, in order.
    pub types: Vec<TypeId>,
}

/// A SKOS concept scheme.
#[derive(Debug)]
pub struct Vocabulary {
    /// `challenges`: the `{scheme}` of `/vocab/{scheme}/{code}`.
    pub code: String,
    pub iri: NamedNode,
    pub title: Vec<LocalText>,
    pub description: Vec<LocalText>,
    pub concept_type: TypeId,
    /// A fixed list, shown as a GraphQL enum, ordered by `ww:rank`.
    pub enumeration: bool,
    /// For an enumeration its values, lowest rank first: (concept IRI, enum value, code).
    pub values: Vec<EnumerationValue>,
}

/// A member of an enumeration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EnumerationValue {
    pub iri: String,
    /// `PRACTITIONER_REPORT`
    pub value: String,
    /// `practitioner-report`
    pub code: String,
    /// In English.
    pub label: String,
    /// In every language.
    pub labels: Vec<LocalText>,
    pub rank: i64,
}

/// How a claim type qualifies a link: the link's predicate, and the predicates of the claim that say what is linked to what, with
/// which stance and how strongly.
#[derive(Clone, Debug)]
pub struct ClaimRule {
    pub claim: TypeId,
    pub link: PathId,
    pub subject: PathId,
    pub object: PathId,
    pub stance: PathId,
    pub strength: PathId,
}

/// The stance that does not make a link by itself: a claim that disputes.
pub const STANCE_DISPUTES: &str = "disputes";

/// What the directory says about itself.
#[derive(Clone, Debug, Default)]
pub struct Directory {
    pub iri: String,
    /// In English; like the description.
    pub title: String,
    pub description: String,
    /// In every language that the ontology speaks.
    pub titles: Vec<LocalText>,
    pub descriptions: Vec<LocalText>,
    pub license: String,
    pub publisher: String,
    /// Lower-case tags, in the order in which labels fall back.
    pub languages: Vec<String>,
    /// What everything in it is about: words that narrow no question.
    pub words: Vec<LocalText>,
    /// Before `{segment}/{key}` of records.
    pub record_base: String,
    /// Before `{scheme}/{code}` of concepts.
    pub vocabulary_base: String,
}

/// The compiled ontology.
#[derive(Debug)]
pub struct Ontology {
    pub directory: Directory,
    pub types: Vec<Type>,
    pub interfaces: Vec<Interface>,
    /// Every predicate of every shape, and `skos:broader`.
    pub paths: Vec<NamedNode>,
    pub vocabularies: Vec<Vocabulary>,
    /// The concepts, schemes and classes: what the views hold before the first event of the ledger.
    pub triples: Vec<Triple>,
    /// How formats of others are read: the files of `mappings/`, by name, each with its path. Whoever reads those formats judges them.
    pub mappings: FxHashMap<String, (PathBuf, String)>,
    /// The concepts that go away, by IRI.
    pub deprecated_concepts: FxHashMap<String, Deprecation>,
    /// BLAKE3 of the files, hexadecimal.
    pub digest: String,
    /// `skos:broader`, along which concepts are widened.
    pub broader: PathId,
    path_ids: FxHashMap<NamedNode, PathId>,
    class_ids: FxHashMap<NamedNode, TypeId>,
}

impl Ontology {
    /// Compiles every `.ttl` file under `folder`.
    ///
    /// # Errors
    /// All problems at once, each with file and line.
    pub fn load(folder: &Path) -> Result<Self, Vec<Problem>> {
        compile::compile(folder)
    }

    #[must_use]
    pub fn ty(&self, id: TypeId) -> &Type {
        &self.types[usize::from(id.0)]
    }

    #[must_use]
    pub fn interface(&self, id: InterfaceId) -> &Interface {
        &self.interfaces[usize::from(id.0)]
    }

    #[must_use]
    pub fn path(&self, id: PathId) -> &NamedNode {
        &self.paths[usize::from(id.0)]
    }

    #[must_use]
    pub fn path_id(&self, predicate: &NamedNode) -> Option<PathId> {
        self.path_ids.get(predicate).copied()
    }

    #[must_use]
    pub fn type_of_class(&self, class: &NamedNode) -> Option<&Type> {
        self.class_ids.get(class).map(|id| self.ty(*id))
    }

    /// A type by its singular, plural, segment or enum value.
    #[must_use]
    pub fn type_named(&self, name: &str) -> Option<&Type> {
        self.types.iter().find(|ty| [&ty.singular, &ty.plural, &ty.segment, &ty.enum_value].into_iter().any(|own| own == name))
    }

    /// The types with a property that plays `part` in a call.
    pub fn types_with(&self, part: Part) -> impl Iterator<Item = &Type> {
        self.types.iter().filter(move |ty| ty.has(part))
    }

    #[must_use]
    pub fn vocabulary(&self, code: &str) -> Option<&Vocabulary> {
        self.vocabularies.iter().find(|vocabulary| vocabulary.code == code)
    }

    /// The claim rule of a link's predicate.
    #[must_use]
    pub fn claim_rule(&self, link: PathId) -> Option<&ClaimRule> {
        self.types.iter().filter_map(|ty| ty.claim.as_ref()).find(|rule| rule.link == link)
    }

    /// The enumeration that a property's values come from.
    #[must_use]
    pub fn enumeration(&self, property: &Property) -> Option<&Vocabulary> {
        let [target] = property.range.targets()?.types.as_slice() else { return None };
        self.ty(*target).vocabulary.map(|at| &self.vocabularies[at]).filter(|vocabulary| vocabulary.enumeration)
    }

    /// Splits a record's or concept's IRI into its type and key, by the bases of the types.
    #[must_use]
    pub fn split_iri<'a>(&self, iri: &'a str) -> Option<(&Type, &'a str)> {
        let rest = iri.strip_prefix(self.directory.record_base.as_str()).map(|rest| (rest, false));
        let (rest, concept) = rest.or_else(|| iri.strip_prefix(self.directory.vocabulary_base.as_str()).map(|rest| (rest, true)))?;
        let (segment, key) = rest.split_once('/')?;
        let ty = self.types.iter().find(|ty| ty.is_concept() == concept && ty.segment == segment)?;
        Some((ty, key))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ontology_of_the_directory_compiles() {
        match Ontology::load(Path::new("ontology")) {
            Ok(ontology) => assert!(ontology.types.len() > 20),
            Err(problems) => panic!("{}", problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")),
        }
    }
}
