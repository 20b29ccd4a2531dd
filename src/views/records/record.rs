//! A record as readers need it: values decoded once, texts already escaped for JSON, links as dense numbers.

use crate::ontology::prose::bodies;
use crate::ontology::record::{Record as Judged, Value};
use crate::ontology::{LocalText, Ontology, Property, Range, Role, Type, TypeId};
use jiff::Timestamp;
use oxigraph::model::Triple;
use std::borrow::Cow;
use std::ops::Deref;
use std::sync::Arc;

/// A record's dense number: its place in the snapshot, given when its IRI is first mentioned, never reused.
pub type Id = u32;

/// One thing or several. Most are alone, and stand where they are without a list around them: readers wait for memory more than for
/// anything else.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Few<T> {
    One(T),
    Many(Box<[T]>),
}

impl<T> Deref for Few<T> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        match self {
            Self::One(only) => std::slice::from_ref(only),
            Self::Many(all) => all,
        }
    }
}

impl<T> FromIterator<T> for Few<T> {
    fn from_iter<I: IntoIterator<Item = T>>(all: I) -> Self {
        let mut all = all.into_iter();
        match (all.next(), all.next()) {
            (Some(only), None) => Self::One(only),
            (first, second) => Self::Many(first.into_iter().chain(second).chain(all).collect()),
        }
    }
}

/// A text, kept in the one form that is written most often: a JSON string with its quotes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Text {
    /// The JSON string, and after it the language.
    all: Box<str>,
    json_bytes: u32,
}

impl Text {
    #[must_use]
    pub fn new(text: &str, language: &str) -> Self {
        let mut all = String::with_capacity(text.len() + 2 + language.len());
        all.push_str(&json_string(text));
        let json_bytes = u32::try_from(all.len()).unwrap_or(u32::MAX);
        all.push_str(language);
        Self { all: all.into_boxed_str(), json_bytes }
    }

    /// With quotes and escapes, ready to be written into a response.
    #[must_use]
    pub fn json(&self) -> &str {
        self.all.get(..self.json_bytes as usize).unwrap_or_default()
    }

    /// Lower-case tag; empty for texts without one.
    #[must_use]
    pub fn language(&self) -> &str {
        self.all.get(self.json_bytes as usize..).unwrap_or_default()
    }

    #[must_use]
    pub fn raw(&self) -> Cow<'_, str> {
        let json = self.json();
        let inner = json.get(1..json.len().saturating_sub(1)).unwrap_or_default();
        if memchr::memchr(b'\\', inner.as_bytes()).is_none() {
            Cow::Borrowed(inner)
        } else {
            Cow::Owned(serde_json::from_str(json).unwrap_or_default())
        }
    }
}

/// `text` as a JSON string, with quotes.
#[must_use]
pub fn json_string(text: &str) -> Box<str> {
    serde_json::to_string(text).unwrap_or_default().into_boxed_str()
}

/// All values of one property.
#[derive(Clone, Debug, PartialEq)]
pub enum Values {
    None,
    Texts(Few<Text>),
    Links(Few<Id>),
    /// Numbers, booleans, dates, years.
    Plain(Box<[Value]>),
}

impl Values {
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        matches!(self, Self::None)
    }

    #[must_use]
    pub fn texts(&self) -> &[Text] {
        if let Self::Texts(texts) = self { texts } else { &[] }
    }

    #[must_use]
    pub fn links(&self) -> &[Id] {
        if let Self::Links(links) = self { links } else { &[] }
    }

    #[must_use]
    pub fn plain(&self) -> &[Value] {
        if let Self::Plain(values) = self { values } else { &[] }
    }
}

/// A link that stands on claims: its target, the claims, and the rank of the strongest that does not dispute it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edge {
    pub slot: u16,
    pub target: Id,
    /// Strongest first, then oldest.
    pub claims: Few<Id>,
    /// `ww:rank` of the strongest claim that does not dispute; `None` when all dispute, and then there is no link.
    pub level: Option<u8>,
}

/// A published record (or a concept of the ontology).
#[derive(Clone, Debug, PartialEq)]
pub struct Record {
    pub id: Id,
    pub ty: TypeId,
    pub iri: Arc<str>,
    /// By slot.
    pub values: Box<[Values]>,
    /// Claimed links, in the order of slots and targets.
    pub edges: Box<[Edge]>,
    /// Triples that no property covers.
    pub rest: Box<[Triple]>,
    /// The ledger sequence of its last change; 0 for what comes with the ontology.
    pub revision: u64,
    pub issued: Timestamp,
    pub modified: Timestamp,
}

impl Record {
    #[must_use]
    pub fn key<'a>(&'a self, ty: &Type) -> &'a str {
        self.iri.strip_prefix(ty.base.as_str()).unwrap_or(&self.iri)
    }

    #[must_use]
    pub fn values(&self, slot: u16) -> &Values {
        self.values.get(usize::from(slot)).unwrap_or(&Values::None)
    }

    /// The text of `slot` in the first of `languages` that has one; else in any language.
    #[must_use]
    pub fn text<'a>(&'a self, slot: u16, languages: &[impl AsRef<str>]) -> Option<&'a Text> {
        choose(self.values(slot).texts(), languages)
    }

    /// The label, by the type's `ww:Label`.
    #[must_use]
    pub fn label<'a>(&'a self, ty: &Type, languages: &[impl AsRef<str>]) -> Option<&'a Text> {
        self.text(ty.role(Role::Label)?, languages)
    }
}

/// The text in the first of `languages` that has one; else the first.
pub fn choose<'a>(texts: &'a [Text], languages: &[impl AsRef<str>]) -> Option<&'a Text> {
    choose_by(texts, Text::language, languages)
}

/// What is in the first of `languages` that has something; else the first of all. A tag is looked up as RFC 4647 (3.4) says, its last
/// subtags left out one by one; after that, another variety of the same language is still that language.
pub fn choose_by<'a, T>(texts: &'a [T], language_of: impl Fn(&T) -> &str, languages: &[impl AsRef<str>]) -> Option<&'a T> {
    if let [only] = texts {
        return Some(only);
    }
    let in_language = |wanted: &str| {
        let shorter = std::iter::successors(Some(wanted), |tag| tag.rsplit_once('-').map(|(shorter, _)| shorter));
        let primary = wanted.split('-').next();
        let exact = shorter.filter_map(|tag| texts.iter().find(|text| language_of(text) == tag)).next();
        exact.or_else(|| texts.iter().find(|text| language_of(text).split('-').next() == primary))
    };
    languages.iter().find_map(|language| in_language(language.as_ref())).or_else(|| texts.first())
}

/// The values of a judged record, links resolved by `id_of`. Links that stand on claims are left out: they are derived later; those that
/// follow from its own text are here.
pub fn values(ontology: &Ontology, judged: &Judged, mut id_of: impl FnMut(&str) -> Id) -> Box<[Values]> {
    let ty = ontology.ty(judged.ty);
    let mut values: Box<[Values]> = ty.properties.iter().zip(&judged.values).map(|(property, values)| if property.is_public() { encode(property, values, &mut id_of) } else { Values::None }).collect();
    let referred: Few<Id> = ontology.referred_to(ty, bodies(ty, &judged.values)).iter().map(|iri| id_of(iri)).collect();
    if let Some(own) = ty.role(Role::References).and_then(|slot| values.get_mut(usize::from(slot))).filter(|_| !referred.is_empty()) {
        *own = Values::Links(referred);
    }
    values
}

fn encode(property: &Property, values: &[Value], id_of: &mut impl FnMut(&str) -> Id) -> Values {
    if values.is_empty() || property.derived {
        return Values::None;
    }
    match &property.range {
        Range::Link(_) => Values::Links(values.iter().filter_map(|value| if let Value::Iri(iri) = value { Some(id_of(iri)) } else { None }).collect()),
        Range::Text | Range::LocalText | Range::Address | Range::Identifier(_) => Values::Texts(
            values
                .iter()
                .filter_map(|value| match value {
                    Value::Text(LocalText { text, language }) => Some(Text::new(text, language)),
                    Value::Iri(iri) => Some(Text::new(iri, "")),
                    _ => None,
                })
                .collect(),
        ),
        _ => Values::Plain(values.into()),
    }
}

/// The judged values of a property of a record: what [`encode`] was given.
pub fn decoded(property: &Property, values: &Values, iri_of: impl Fn(Id) -> Option<String>) -> Vec<Value> {
    match values {
        Values::None => Vec::new(),
        Values::Links(links) => links.iter().filter_map(|id| iri_of(*id)).map(Value::Iri).collect(),
        Values::Plain(values) => values.to_vec(),
        Values::Texts(texts) => texts
            .iter()
            .map(|text| match property.range {
                Range::Address | Range::Identifier(_) => Value::Iri(text.raw().into_owned()),
                _ => Value::Text(LocalText { text: text.raw().into_owned(), language: text.language().to_owned() }),
            })
            .collect(),
    }
}
