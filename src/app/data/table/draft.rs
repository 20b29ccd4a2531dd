//! From the cells of a row to what is said of a record that has no name yet.

use super::identity::Arriving;
use super::lookup::Lookup;
use super::mapping::{At, Mapping};
use super::plan::{Feed, From, Language, Plan, SEPARATOR, Split};
use super::sheet::Row;
use super::texts::{is_language, language_by_script, shown};
use crate::app::data::entries::{IDENTIFIED, UNIT};
use crate::app::tabulate;
use crate::ontology::record::{Value, expected};
use crate::ontology::{Property, Range, Type, TypeId, names};
use oxigraph::model::{Literal, NamedNode, Term};
use rustc_hash::FxHashMap;
use std::borrow::Cow;
use std::sync::Arc;

/// A row, read.
pub struct Draft {
    pub line: u32,
    pub ty: TypeId,
    pub id: Option<String>,
    pub key: Option<String>,
    pub said: Vec<Said>,
}

/// One value of one field.
pub struct Said {
    pub slot: u16,
    /// Where the column stands; `None` for what a mapping says of every row.
    pub column: Option<u16>,
    pub given: Given,
    /// What cannot be used is left out.
    pub lenient: bool,
    /// Where names go of those who are known by no identifier.
    pub otherwise: Option<u16>,
    /// Said of a new record only.
    pub only_new: bool,
}

impl Said {
    pub fn address(&self) -> Option<&str> {
        if let Given::Term(Term::NamedNode(node)) = &self.given { Some(node.as_str()) } else { None }
    }
}

pub enum Given {
    Term(Term),
    /// The name of a record that may stand further down.
    Name(String),
}

impl Draft {
    /// The first text in a slot.
    pub fn text(&self, slot: u16) -> Option<&str> {
        self.terms(slot).find_map(|term| if let Term::Literal(literal) = term { Some(literal.value()) } else { None })
    }

    /// The first address or identifier in a slot.
    pub fn address(&self, slot: u16) -> Option<&str> {
        self.terms(slot).find_map(|term| if let Term::NamedNode(node) = term { Some(node.as_str()) } else { None })
    }

    /// Whether an address may be left out.
    pub fn is_lenient(&self, address: &str) -> bool {
        self.said.iter().any(|said| said.lenient && said.address() == Some(address))
    }

    fn terms(&self, slot: u16) -> impl Iterator<Item = &Term> {
        self.said.iter().filter(move |said| said.slot == slot).filter_map(|said| if let Given::Term(term) = &said.given { Some(term) } else { None })
    }
}

/// The feeds of a plan, made ready for the records of one type.
pub struct Bound<'a> {
    pub ty: &'a Type,
    feeds: Vec<BoundFeed<'a>>,
}

struct BoundFeed<'a> {
    feed: &'a Feed,
    /// None where the type has no such field.
    place: Option<(u16, &'a Arc<Property>)>,
    /// The slot that gets the names of those who are known by no identifier.
    otherwise: Option<u16>,
    /// What a constant, the words of a mapping and its default stand for.
    constant: Option<Given>,
    words: FxHashMap<String, usize>,
    meant: Vec<Option<Term>>,
    default: Option<Term>,
}

/// What is wrong or worth a look in a row: the column, from 1, and words.
pub type Remarks = Vec<(Option<usize>, String)>;

impl<'a> Bound<'a> {
    /// Works out what a mapping says once for all rows. Whatever is wrong with it is told with the line of the mapping.
    pub fn new(plan: &'a Plan, ty: &'a Type, mapping: Option<&Mapping>, lookup: &Lookup<'_>, arriving: &Arriving) -> (Self, Vec<(u32, String, bool)>) {
        let mut wrong = Vec::new();
        let mut feeds = Vec::with_capacity(plan.feeds.len());
        // A row of a mapping may be a record of another type; what that type lacks, or has otherwise, is not said of it.
        let foreign = plan.ty.is_some_and(|own| own != ty.id);
        for (feed, place) in plan.feeds.iter().zip(plan.properties(ty)) {
            let otherwise = feed.source.otherwise.as_ref().and_then(|field| ty.slot_of_field(field));
            let mut bound = BoundFeed { feed, place, otherwise, constant: None, words: FxHashMap::default(), meant: Vec::new(), default: None };
            let line = mapping.and_then(|mapping| mapping.fields.iter().find(|At { it: (name, _), .. }| name.split('@').next() == Some(&feed.field))).map_or(0, |at| at.line);
            if let Some((_, property)) = place {
                let mut settle = |text: &str| match meaning(property, text, &feed.language, lookup, arriving, true) {
                    Ok(Given::Term(term)) => Some(term),
                    Ok(Given::Name(_)) => None,
                    Err(message) => {
                        if !foreign {
                            wrong.push((line, format!("{}: {message}", property.field), feed.source.lenient));
                        }
                        None
                    }
                };
                bound.constant = feed.source.value.as_deref().and_then(&mut settle).map(Given::Term);
                bound.default = feed.source.default.as_deref().and_then(&mut settle);
                for (at, (word, meant)) in feed.source.values.iter().flatten().enumerate() {
                    bound.words.insert(word.to_lowercase(), at);
                    bound.meant.push(meant.as_deref().and_then(&mut settle));
                }
            }
            feeds.push(bound);
        }
        (Self { ty, feeds }, wrong)
    }

    /// Reads a row. Problems and notes go into the two lists.
    pub fn draft(&self, row: &Row, plan: &Plan, lookup: &Lookup<'_>, arriving: &Arriving, problems: &mut Remarks, notes: &mut Remarks) -> Draft {
        let filled = |column: Option<usize>| column.and_then(|column| row.cells.get(column)).map(|cell| cell.trim()).filter(|cell| !cell.is_empty()).map(str::to_owned);
        let id = filled(plan.id_column).filter(|id| plan.ty.is_none() || lookup.is_ours(id));
        let tag = filled(plan.language_column).filter(|tag| is_language(tag)).map(|tag| Language::Tag(tag.to_ascii_lowercase()));
        let mut draft = Draft { line: row.line, ty: self.ty.id, id, key: filled(plan.key_column), said: Vec::new() };
        if let Some(id) = draft.id.as_ref().filter(|id| NamedNode::new(id.as_str()).is_err()) {
            problems.push((plan.id_column, format!("`{}` is not an address", shown(id))));
        }
        for feed in &self.feeds {
            let From::Column(column) = feed.feed.from else {
                if let (Some((slot, _)), Some(Given::Term(term))) = (feed.place, &feed.constant) {
                    draft.said.push(feed.said(slot, None, Given::Term(term.clone())));
                }
                continue;
            };
            let cell = row.cells.get(column).map_or("", String::as_str);
            let Some((slot, property)) = feed.place else {
                if !cell.trim().is_empty() && plan.ty.is_none() {
                    let near = names::did_you_mean(&feed.feed.field, self.ty.properties.iter().map(|property| property.field.as_str()));
                    problems.push((Some(column), format!("a {} has no field `{}`; leave the cell empty{near}", self.ty.singular, feed.feed.field)));
                }
                continue;
            };
            for given in feed.values(cell, property, tag.as_ref().unwrap_or(&feed.feed.language), lookup, arriving) {
                match given {
                    Ok(given) => draft.said.push(feed.said(slot, u16::try_from(column).ok(), given)),
                    Err(message) if feed.feed.source.lenient => notes.push((Some(column), format!("{message}; left out"))),
                    Err(message) => problems.push((Some(column), message)),
                }
            }
        }
        draft
    }
}

impl BoundFeed<'_> {
    fn said(&self, slot: u16, column: Option<u16>, given: Given) -> Said {
        Said { slot, column, given, lenient: self.feed.source.lenient, otherwise: self.otherwise, only_new: self.feed.source.only_new }
    }

    fn values(&self, cell: &str, property: &Property, language: &Language, lookup: &Lookup<'_>, arriving: &Arriving) -> Vec<Result<Given, String>> {
        let texts = self.split(cell, property);
        let mut given: Vec<Result<Given, String>> = Vec::with_capacity(texts.len());
        if self.feed.source.values.is_some() {
            let mut found: Vec<usize> = Vec::with_capacity(texts.len());
            for text in &texts {
                match self.words.get(&text.to_lowercase()) {
                    Some(at) => found.push(*at),
                    None => {
                        let near = names::did_you_mean(text, self.words.keys().map(String::as_str));
                        given.push(Err(format!("`{}` is none of the words of the mapping{near}", shown(text))));
                    }
                }
            }
            if self.feed.source.first {
                found.sort_unstable();
            }
            let meant = found.into_iter().filter_map(|at| self.meant.get(at)?.clone()).map(|term| Ok(Given::Term(term)));
            given.extend(meant.take(if self.feed.source.first { 1 } else { usize::MAX }));
        } else {
            given.extend(texts.iter().map(|text| meaning(property, text, language, lookup, arriving, false)));
        }
        if given.is_empty() {
            given.extend(self.default.clone().map(|term| Ok(Given::Term(term))));
        }
        given
    }

    /// The values of a cell, without white space around them; those that are empty are none.
    fn split<'c>(&self, cell: &'c str, property: &Property) -> Vec<Cow<'c, str>> {
        let many = !property.single;
        let parts: Vec<Cow<'c, str>> = match &self.feed.split {
            _ if cell.contains(UNIT) => cell.split(UNIT).map(Cow::Borrowed).collect(),
            Split::At(separator) => cell.split(separator.as_str()).map(Cow::Borrowed).collect(),
            Split::Own if many && cell.contains([SEPARATOR, '\\']) => bars(cell).into_iter().map(Cow::Owned).collect(),
            Split::Own | Split::Whole => vec![Cow::Borrowed(cell)],
        };
        let trimmed = |part: Cow<'c, str>| match part {
            Cow::Borrowed(part) => Cow::Borrowed(part.trim()),
            Cow::Owned(part) => Cow::Owned(part.trim().to_owned()),
        };
        let is_own_text = matches!(self.feed.split, Split::Own) && matches!(property.range, Range::Text | Range::LocalText);
        let meant = |part: Cow<'c, str>| match part {
            Cow::Borrowed(part) if is_own_text => Cow::Borrowed(tabulate::meant(part)),
            Cow::Owned(part) if is_own_text => Cow::Owned(tabulate::meant(&part).to_owned()),
            part => part,
        };
        parts.into_iter().map(trimmed).filter(|part| !part.is_empty()).map(meant).collect()
    }
}

/// Cuts at bars; `\|` is a bar in a value and `\\` a backslash.
fn bars(cell: &str) -> Vec<String> {
    let mut parts = vec![String::new()];
    let mut letters = cell.chars().peekable();
    while let Some(letter) = letters.next() {
        if letter == SEPARATOR {
            parts.push(String::new());
            continue;
        }
        let escaped = (letter == '\\').then(|| letters.next_if(|next| matches!(next, '\\' | '|'))).flatten();
        if let Some(part) = parts.last_mut() {
            part.push(escaped.unwrap_or(letter));
        }
    }
    parts
}

/// What a text means as a value of a property. With `now`, names of records are looked up at once.
fn meaning(property: &Property, text: &str, language: &Language, lookup: &Lookup<'_>, arriving: &Arriving, now: bool) -> Result<Given, String> {
    let range = &property.range;
    let text = if range.is_link() { text } else { text.split(IDENTIFIED).next().unwrap_or(text) };
    let node = |iri: String| Given::Term(NamedNode::new_unchecked(iri).into());
    let wrong = || format!("expected {}, not `{}`", expected(range), shown(text));
    match range {
        Range::Link(targets) => {
            if !now && targets.types.iter().any(|ty| !lookup.is_concept(*ty)) {
                return Ok(Given::Name(text.to_owned()));
            }
            lookup.find(targets, arriving, text, !now).map(node)
        }
        Range::Identifier(scheme) => scheme.normalise(text).map(node),
        Range::Address => NamedNode::new(text).map(|address| Given::Term(address.into())).map_err(|_| wrong()),
        Range::Text | Range::LocalText if property.single_line && text.contains('\n') => {
            Err(format!("`{}` goes on in another line, and the field takes one; is there a quotation mark missing?", shown(text)))
        }
        Range::LocalText => {
            let tag = match language {
                Language::Tag(tag) => tag,
                Language::ByScript => language_by_script(text),
            };
            Literal::new_language_tagged_literal(text, tag).map(|literal| Given::Term(literal.into())).map_err(|_| wrong())
        }
        Range::Boolean => Value::lexical(range, &text.to_ascii_lowercase()).map(|value| Given::Term(value.term(range))).ok_or_else(wrong),
        Range::Text | Range::Integer | Range::Decimal | Range::Date | Range::DateTime | Range::Year => {
            Value::lexical(range, text).map(|value| Given::Term(value.term(range))).ok_or_else(wrong)
        }
    }
}
