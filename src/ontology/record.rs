//! From triples to a record: [`parse`] judges at the door, [`decode`] reads back what was judged before.
//!
//! Both give values in one canonical form, so that a record's triples and its values say exactly the same.
//! Uses the compiled [`Ontology`]; knows nothing of where records are kept.

use super::names;
use super::prose::Prose;
use super::{LocalText, Ontology, PathId, Property, Range, Role, Type, TypeId, Visibility};
use oxigraph::model::vocab::{rdf, xsd};
use oxigraph::model::{Literal, NamedNode, NamedOrBlankNode, Term, Triple};
use std::cmp::Ordering;
use std::fmt;

/// Triples of one record, violations of one record: a record is a page, not a book.
pub const TRIPLES_PER_RECORD_MAX: usize = 2_000;

/// Begins the message about a citation of what is not there; the key follows, up to the next backtick.
const UNKNOWN_CITED: &str = "it refers to `";

/// One value of a property.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    Text(LocalText),
    Integer(i64),
    Decimal(f64),
    Boolean(bool),
    Date(jiff::civil::Date),
    DateTime(jiff::Timestamp),
    Year(i16),
    /// An address, an identifier or a link.
    Iri(String),
}

impl Value {
    /// Reads a term as a value of `range`; `None` unless the term is the canonical form of that value.
    #[must_use]
    pub fn decode(range: &Range, term: &Term) -> Option<Self> {
        let value = Self::read(range, term).ok()?;
        // An address has no other form, and most of what is decoded are links.
        let canonical = matches!((range, term), (Range::Link(_) | Range::Address, Term::NamedNode(_))) || value.term(range) == *term;
        canonical.then_some(value)
    }

    /// Reads a term as a value of `range`, normalising it.
    ///
    /// # Errors
    /// What is expected instead.
    pub fn read(range: &Range, term: &Term) -> Result<Self, String> {
        match (range, term) {
            (Range::Link(_) | Range::Address, Term::NamedNode(node)) => Ok(Self::Iri(node.as_str().to_owned())),
            (Range::Identifier(scheme), Term::NamedNode(node)) => scheme.normalise(node.as_str()).map(Self::Iri),
            (Range::Link(_), _) => Err("expected the address of a record or concept, like <id/organisation/…>".to_owned()),
            (Range::Address | Range::Identifier(_), _) => Err("expected an address in angle brackets, like <https://example.org/>".to_owned()),
            (Range::LocalText, Term::Literal(literal)) if literal.datatype() == rdf::LANG_STRING => Ok(Self::Text(LocalText {
                text: literal.value().to_owned(),
                language: literal.language().unwrap_or_default().to_ascii_lowercase(),
            })),
            (Range::LocalText, _) => Err("expected a text with a language, like \"…\"@en".to_owned()),
            (_, Term::Literal(literal)) => Self::literal(range, literal),
            (_, Term::NamedNode(_) | Term::BlankNode(_)) => Err(format!("expected {}", expected(range))),
        }
    }

    fn literal(range: &Range, literal: &Literal) -> Result<Self, String> {
        let text = literal.value();
        let wrong = || format!("expected {}, not {literal}", expected(range));
        let fits = match range {
            Range::Text => literal.datatype() == xsd::STRING,
            Range::Integer => literal.datatype() == xsd::INTEGER,
            Range::Decimal => literal.datatype() == xsd::DECIMAL,
            Range::Boolean => literal.datatype() == xsd::BOOLEAN,
            Range::Date => literal.datatype() == xsd::DATE,
            Range::DateTime => literal.datatype() == xsd::DATE_TIME,
            Range::Year => literal.datatype() == xsd::G_YEAR,
            Range::LocalText | Range::Address | Range::Identifier(_) | Range::Link(_) => false,
        };
        if fits { Self::lexical(range, text).ok_or_else(wrong) } else { Err(wrong()) }
    }

    /// Reads the lexical form of a literal range; also how bounds and filter values are read.
    #[must_use]
    pub fn lexical(range: &Range, text: &str) -> Option<Self> {
        match range {
            Range::Text => Some(Self::Text(LocalText { text: text.to_owned(), language: String::new() })),
            Range::Integer => text.parse::<i32>().ok().map(i64::from).map(Self::Integer),
            Range::Decimal => {
                let plain = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b'-' | b'+'));
                text.parse().ok().filter(|number: &f64| plain && number.is_finite()).map(Self::Decimal)
            }
            Range::Boolean => match text {
                "true" | "1" => Some(Self::Boolean(true)),
                "false" | "0" => Some(Self::Boolean(false)),
                _ => None,
            },
            Range::Date => (text.len() == 10).then(|| text.parse().ok()).flatten().map(Self::Date),
            Range::DateTime => text.parse().ok().map(Self::DateTime),
            Range::Year => text.parse().ok().filter(|year| (0..=9999).contains(year) && text.len() == 4).map(Self::Year),
            Range::LocalText | Range::Address | Range::Identifier(_) | Range::Link(_) => None,
        }
    }

    /// The term of this value in its canonical form.
    #[must_use]
    pub fn term(&self, range: &Range) -> Term {
        match self {
            Self::Text(text) if matches!(range, Range::LocalText) => Literal::new_language_tagged_literal_unchecked(&text.text, &text.language).into(),
            Self::Text(text) => Literal::new_simple_literal(&text.text).into(),
            Self::Integer(number) => Literal::new_typed_literal(number.to_string(), xsd::INTEGER).into(),
            Self::Decimal(number) => Literal::new_typed_literal(number.to_string(), xsd::DECIMAL).into(),
            Self::Boolean(flag) => Literal::new_typed_literal(flag.to_string(), xsd::BOOLEAN).into(),
            Self::Date(date) => Literal::new_typed_literal(date.to_string(), xsd::DATE).into(),
            Self::DateTime(time) => Literal::new_typed_literal(time.to_string(), xsd::DATE_TIME).into(),
            Self::Year(year) => Literal::new_typed_literal(format!("{year:04}"), xsd::G_YEAR).into(),
            Self::Iri(iri) => NamedNode::new_unchecked(iri).into(),
        }
    }

    /// Orders values of the same range.
    #[must_use]
    pub fn compare(&self, other: &Self) -> Ordering {
        match (self, other) {
            (Self::Text(one), Self::Text(two)) => one.text.cmp(&two.text),
            (Self::Integer(one), Self::Integer(two)) => one.cmp(two),
            (Self::Decimal(one), Self::Decimal(two)) => one.total_cmp(two),
            (Self::Boolean(one), Self::Boolean(two)) => one.cmp(two),
            (Self::Date(one), Self::Date(two)) => one.cmp(two),
            (Self::DateTime(one), Self::DateTime(two)) => one.cmp(two),
            (Self::Year(one), Self::Year(two)) => one.cmp(two),
            (Self::Iri(one), Self::Iri(two)) => one.cmp(two),
            _ => Ordering::Equal,
        }
    }
}

/// What a range takes, for an error message.
#[must_use]
pub const fn expected(range: &Range) -> &'static str {
    match range {
        Range::Text => "a text without a language",
        Range::LocalText => "a text with a language, like \"…\"@en",
        // What GraphQL calls Int.
        Range::Integer => "a whole number from -2147483648 to 2147483647",
        Range::Decimal => "a decimal number, like 2.5",
        Range::Boolean => "true or false",
        Range::Date => "a date, like 2018-03-27",
        Range::DateTime => "a date and time, like 2018-03-27T09:00:00Z",
        Range::Year => "a year of four digits, like 2018",
        Range::Address => "an http or https address",
        Range::Identifier(_) => "an identifier",
        Range::Link(_) => "the address of a record or concept",
    }
}

/// A record whose triples have been read by its type's shape.
#[derive(Clone, Debug, PartialEq)]
pub struct Record {
    pub iri: String,
    pub ty: TypeId,
    /// By slot; canonical values in the order given, without repetition.
    pub values: Vec<Vec<Value>>,
    /// Triples that the shape does not cover (after a change of the ontology); kept, shown in the graph only.
    pub rest: Vec<Triple>,
}

impl Record {
    /// What comes after the type's base.
    #[must_use]
    pub fn key<'a>(&'a self, ty: &Type) -> &'a str {
        self.iri.strip_prefix(ty.base.as_str()).unwrap_or(&self.iri)
    }

    #[must_use]
    pub fn slot(&self, slot: u16) -> &[Value] {
        self.values.get(usize::from(slot)).map_or(&[], Vec::as_slice)
    }

    /// The triples that readers (or curators) may see, in the order of the shape.
    #[must_use]
    pub fn triples(&self, ontology: &Ontology, visibility: Visibility) -> Vec<Triple> {
        let ty = ontology.ty(self.ty);
        let subject = NamedNode::new_unchecked(&self.iri);
        let mut triples = Vec::with_capacity(self.values.len() + 1);
        if visibility == Visibility::Everyone {
            triples.push(Triple::new(subject.clone(), rdf::TYPE, ty.class.clone()));
        }
        for (property, values) in ty.properties.iter().zip(&self.values).filter(|(property, _)| property.visibility == visibility) {
            triples.extend(values.iter().map(|value| Triple::new(subject.clone(), ontology.path(property.path).clone(), value.term(&property.range))));
        }
        if visibility == Visibility::Everyone {
            triples.extend(self.rest.iter().cloned());
        }
        triples
    }
}

/// Reads the triples of one subject without judging them: what the ledger holds was judged when it was written.
/// `None` when no class of the ontology is among its types.
#[must_use]
pub fn decode<'a>(ontology: &Ontology, subject: &str, triples: impl IntoIterator<Item = &'a Triple> + Clone) -> Option<Record> {
    let class = triples.clone().into_iter().filter(|triple| triple.predicate == rdf::TYPE).find_map(|triple| class_of(ontology, triple))?;
    let ty = ontology.ty(class);
    let mut record = Record { iri: subject.to_owned(), ty: class, values: vec![Vec::new(); ty.properties.len()], rest: Vec::new() };
    for triple in triples {
        if triple.predicate == rdf::TYPE && class_of(ontology, triple) == Some(class) {
            continue;
        }
        let known = ontology.path_id(&triple.predicate).and_then(|path| ty.slot(path)).and_then(|slot| Some((slot, ty.property(slot)?)));
        match known.and_then(|(slot, property)| Some((slot, Value::decode(&property.range, &triple.object)?))) {
            Some((slot, value)) => {
                if let Some(values) = record.values.get_mut(usize::from(slot))
                    && !values.contains(&value)
                {
                    values.push(value);
                }
            }
            None if record.rest.contains(triple) => {}
            None => record.rest.push(triple.clone()),
        }
    }
    Some(record)
}

fn class_of(ontology: &Ontology, triple: &Triple) -> Option<TypeId> {
    if let Term::NamedNode(class) = &triple.object { ontology.type_of_class(class).map(|ty| ty.id) } else { None }
}

/// One thing wrong with a record, in the shape's own words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Violation {
    /// The triple concerned, as its place in the input; `None` when something is missing.
    pub at: Option<usize>,
    /// The field, when the ontology has one for it.
    pub field: Option<String>,
    /// Lower case: what is wrong, and what to do.
    pub message: String,
}

impl Violation {
    /// The key or address that a text refers to and that is not there.
    #[must_use]
    pub fn unknown_cited(&self) -> Option<&str> {
        self.message.strip_prefix(UNKNOWN_CITED)?.split('`').next()
    }
}

impl fmt::Display for Violation {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.field {
            Some(field) => write!(formatter, "{field}: {}", self.message),
            None => formatter.write_str(&self.message),
        }
    }
}

/// Judges the triples of one subject.
///
/// `known` tells the type of any record or concept that exists or arrives together with this one.
///
/// # Errors
/// Every violation, in the order of the input, missing values last.
pub fn parse(ontology: &Ontology, subject: &NamedOrBlankNode, triples: &[Triple], known: &dyn Fn(&str) -> Option<TypeId>) -> Result<Record, Vec<Violation>> {
    let mut judge = Judge { ontology, known, violations: Vec::new() };
    let NamedOrBlankNode::NamedNode(iri) = subject else {
        return Err(vec![Violation { at: Some(0), field: None, message: "a record is named by an address; blank nodes are not records".to_owned() }]);
    };
    if triples.len() > TRIPLES_PER_RECORD_MAX {
        return Err(vec![Violation { at: None, field: None, message: format!("{iri} has {} statements; at most {TRIPLES_PER_RECORD_MAX} make a record", triples.len()) }]);
    }
    let Some(class) = judge.class(iri, triples) else { return Err(judge.violations) };
    let ty = ontology.ty(class);
    judge.key(ty, iri);
    let mut values: Vec<Vec<Value>> = vec![Vec::new(); ty.properties.len()];
    for (at, triple) in triples.iter().enumerate().filter(|(_, triple)| triple.predicate != rdf::TYPE) {
        if let Some((slot, value)) = judge.value(ty, at, triple)
            && let Some(values) = values.get_mut(usize::from(slot))
            && !values.contains(&value)
        {
            values.push(value);
        }
    }
    for (property, values) in ty.properties.iter().zip(&values) {
        judge.count(property, values);
    }
    if judge.violations.is_empty() { Ok(Record { iri: iri.as_str().to_owned(), ty: class, values, rest: Vec::new() }) } else { Err(judge.violations) }
}

struct Judge<'a> {
    ontology: &'a Ontology,
    known: &'a dyn Fn(&str) -> Option<TypeId>,
    violations: Vec<Violation>,
}

impl Judge<'_> {
    fn refuse(&mut self, at: Option<usize>, property: Option<&Property>, message: String) {
        let message = match property.and_then(|property| property.constraints.message.as_ref()) {
            Some(own) => format!("{message} ({own})"),
            None => message,
        };
        self.violations.push(Violation { at, field: property.map(|property| property.field.clone()), message });
    }

    fn class(&mut self, iri: &NamedNode, triples: &[Triple]) -> Option<TypeId> {
        let mut found = None;
        for (at, triple) in triples.iter().enumerate().filter(|(_, triple)| triple.predicate == rdf::TYPE) {
            let class = class_of(self.ontology, triple);
            if class.is_none() {
                let term = triple.object.to_string();
                let near = names::did_you_mean(term.trim_matches(['<', '>']), self.ontology.types.iter().map(|ty| ty.class.as_str()));
                self.refuse(Some(at), None, format!("{term} is not a record type of this directory{near}"));
            } else if found.is_some() && found != class {
                self.refuse(Some(at), None, format!("{iri} has two record types; keep one"));
            }
            found = found.or(class);
        }
        if found.is_none() && self.violations.is_empty() {
            self.refuse(Some(0), None, format!("{iri} does not say what it is; add `a` and a record type"));
        }
        found
    }

    fn key(&mut self, ty: &Type, iri: &NamedNode) {
        if !iri.as_str().strip_prefix(ty.base.as_str()).is_some_and(names::is_key) {
            self.refuse(Some(0), None, format!("a {} is called <{}> and a key of a-z 0-9 -, not {iri}", ty.singular, ty.base));
        }
    }

    fn value(&mut self, ty: &Type, at: usize, triple: &Triple) -> Option<(u16, Value)> {
        let Some(slot) = self.ontology.path_id(&triple.predicate).and_then(|path| ty.slot(path)) else {
            let near = names::did_you_mean(triple.predicate.as_str(), ty.properties.iter().map(|property| self.ontology.path(property.path).as_str()));
            self.refuse(Some(at), None, format!("a {} has no property {}{near}", ty.singular, triple.predicate));
            return None;
        };
        let property = ty.property(slot)?.clone();
        if property.derived {
            let from = if property.claimed { "this link stands on claims and is not written by itself; write the claim" } else { "this follows from the text and is not written by itself" };
            self.refuse(Some(at), Some(&property), from.to_owned());
            return None;
        }
        match Value::read(&property.range, &triple.object) {
            Ok(value) => {
                self.constraints(&property, at, &value);
                Some((slot, value))
            }
            Err(message) => {
                self.refuse(Some(at), Some(&property), message);
                None
            }
        }
    }

    fn constraints(&mut self, property: &Property, at: usize, value: &Value) {
        match value {
            Value::Text(LocalText { text, .. }) => {
                self.text(property, at, text);
                if property.role == Some(Role::Body) {
                    self.citations(property, at, text);
                }
            }
            Value::Iri(iri) => {
                match &property.range {
                    Range::Link(targets) => self.link(property, at, iri, &targets.types),
                    Range::Address if !is_web_address(iri) => self.refuse(Some(at), Some(property), format!("<{iri}> is not an http or https address")),
                    _ => {}
                }
                self.text(property, at, iri);
            }
            _ => {
                let bounds = &property.constraints.bounds;
                for (bound, wrong, words) in [(&bounds.min, Ordering::Less, "at least"), (&bounds.max, Ordering::Greater, "at most")] {
                    if let Some(bound) = bound
                        && Value::lexical(&property.range, bound).is_some_and(|limit| value.compare(&limit) == wrong)
                    {
                        self.refuse(Some(at), Some(property), format!("{} is given; it is {words} {bound}", value.term(&property.range)));
                    }
                }
            }
        }
        let allowed = &property.constraints.one_of;
        if let (false, Term::Literal(literal)) = (allowed.is_empty(), value.term(&property.range))
            && !allowed.iter().any(|one| one == literal.value())
        {
            let near = names::did_you_mean(literal.value(), allowed.iter().map(String::as_str));
            self.refuse(Some(at), Some(property), format!("`{}` is not one of {}{near}", literal.value(), allowed.join(", ")));
        }
    }

    fn text(&mut self, property: &Property, at: usize, text: &str) {
        let length = u32::try_from(text.chars().count()).unwrap_or(u32::MAX);
        let constraints = &property.constraints;
        if let Some(min) = constraints.min_length.filter(|min| length < *min) {
            self.refuse(Some(at), Some(property), format!("it has {length} characters; at least {min} are needed"));
        }
        if let Some(max) = constraints.max_length.filter(|max| length > *max) {
            self.refuse(Some(at), Some(property), format!("it has {length} characters; at most {max} are allowed"));
        }
        if constraints.pattern.as_ref().is_some_and(|pattern| !pattern.is_match(text)) {
            self.refuse(Some(at), Some(property), format!("`{text}` does not have the form {}", constraints.pattern.as_ref().map_or("", |pattern| pattern.as_str())));
        }
    }

    fn link(&mut self, property: &Property, at: usize, iri: &str, targets: &[TypeId]) {
        let names = || targets.iter().map(|target| self.ontology.ty(*target).singular.as_str()).collect::<Vec<_>>().join(", ");
        match (self.known)(iri) {
            Some(ty) if targets.contains(&ty) => {}
            Some(ty) => {
                let message = format!("<{iri}> is a {}; expected {}", self.ontology.ty(ty).singular, names());
                self.refuse(Some(at), Some(property), message);
            }
            None => {
                let concepts = targets.iter().filter_map(|target| self.ontology.ty(*target).vocabulary).flat_map(|at| &self.ontology.vocabularies[at].values);
                let near = names::did_you_mean(iri, concepts.map(|value| value.iri.as_str()));
                let message = format!("<{iri}> does not exist; expected {}{near}", names());
                self.refuse(Some(at), Some(property), message);
            }
        }
    }

    /// What a text refers to has to be there.
    fn citations(&mut self, property: &Property, at: usize, text: &str) {
        let mut told: Vec<String> = Vec::new();
        for reference in Prose::read(text).references() {
            let address = self.ontology.address_of(&reference.key);
            // An address of another site may look like one of ours.
            let is_elsewhere = address.is_none() && reference.key.contains("://");
            if is_elsewhere || address.is_some_and(|address| (self.known)(&address).is_some()) || told.contains(&reference.key) {
                continue;
            }
            self.refuse(Some(at), Some(property), format!("{UNKNOWN_CITED}{}`, which does not exist", reference.key));
            told.push(reference.key);
        }
    }

    fn count(&mut self, property: &Property, values: &[Value]) {
        let count = u32::try_from(values.len()).unwrap_or(u32::MAX);
        if count < property.min_count {
            let message = if count == 0 { format!("`{}` is missing", property.label) } else { format!("{count} are given; at least {} are needed", property.min_count) };
            self.refuse(None, Some(property), message);
        }
        if count > property.max_count {
            self.refuse(None, Some(property), format!("{count} are given; at most {} are allowed", property.max_count));
        }
        if property.single && matches!(property.range, Range::LocalText) {
            let mut languages: Vec<&str> = values.iter().filter_map(|value| if let Value::Text(text) = value { Some(text.language.as_str()) } else { None }).collect();
            languages.sort_unstable();
            if let Some(twice) = languages.windows(2).find(|pair| pair.first() == pair.last()) {
                self.refuse(None, Some(property), format!("two texts are given in the language `{}`; keep one", twice.first().unwrap_or(&"")));
            }
        }
    }
}

/// An http or https address with a host, without credentials.
#[must_use]
pub fn is_web_address(iri: &str) -> bool {
    let Some(rest) = iri.strip_prefix("https://").or_else(|| iri.strip_prefix("http://")) else { return false };
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    !host.is_empty() && !host.contains('@') && host.contains(|letter: char| letter.is_alphanumeric()) && !iri.contains(|letter: char| letter.is_control() || letter.is_whitespace())
}

/// The predicates along which records of a type point to others, for callers that follow links.
pub fn links(ty: &Type) -> impl Iterator<Item = (u16, PathId)> + '_ {
    (0_u16..).zip(&ty.properties).filter(|(_, property)| property.range.is_link()).map(|(slot, property)| (slot, property.path))
}
