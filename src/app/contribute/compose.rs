//! From what somebody typed to a record: values by field name, as JSON, become terms by the ranges of the shape, and the ontology
//! judges the whole in the shape's own words.
//!
//! - A text in a language is `{text, language}`, or several; without a language it is in the directory's first. A plain string would
//!   lose the language, and an edit of it would lose the others.
//! - A link is an IRI, a key or an external identifier; a value of a fixed list is its enum name.
//! - `null` is as if the field were not there, so that forms may send what they have.
//!
//! Links may lead to what is published, and to new records of the same author that still wait.

use crate::app::find;
use crate::ontology::names::{did_you_mean, enum_value};
use crate::ontology::record::{Record, Value, Violation, expected, parse};
use crate::app::process::window::zone;
use crate::ontology::{Ontology, Part, Property, Range, Type, TypeId};
use crate::views::State;
use oxigraph::model::vocab::rdf;
use oxigraph::model::{Literal, NamedNode, Term, Triple};
use serde_json::{Map, Value as Json};

/// The members of a text in a language.
const TEXT: &str = "text";
const LANGUAGE: &str = "language";

/// Fields and their values, as somebody gave them.
pub type Input = Map<String, Json>;

/// Fields by slot, and the terms that each is to have.
pub type Fields = Vec<(u16, Vec<Term>)>;

/// Whether contributors write a property.
#[must_use]
pub fn is_written(property: &Property) -> bool {
    property.is_public() && !property.derived
}

/// Reads and judges what one author gives.
#[derive(Clone, Copy)]
pub struct Composer<'a> {
    state: &'a State,
    /// Whose waiting records links may lead to.
    author: Option<&'a str>,
}

impl<'a> Composer<'a> {
    /// For a proposal of somebody.
    #[must_use]
    pub const fn of(state: &'a State, author: &'a str) -> Self {
        Self { state, author: Some(author) }
    }

    /// For what is about to be published.
    #[must_use]
    pub const fn publishing(state: &'a State) -> Self {
        Self { state, author: None }
    }

    fn ontology(&self) -> &'a Ontology {
        self.state.snapshot.ontology()
    }

    /// The fields that are given; those in `clear` are to have no value.
    ///
    /// # Errors
    /// Every value that cannot be read.
    pub fn read(&self, ty: &Type, input: &Input, clear: &[String]) -> Result<Fields, Vec<Violation>> {
        let mut fields = Fields::new();
        let mut violations = Vec::new();
        for (name, given) in input.iter().filter(|(_, given)| !given.is_null()) {
            match written(ty, name) {
                Ok((slot, property)) => fields.push((slot, self.terms(property, given, &mut violations))),
                Err(violation) => violations.push(violation),
            }
        }
        for name in clear {
            match written(ty, name) {
                Ok((slot, _)) if fields.iter().any(|(own, _)| *own == slot) => violations.push(violation(name, "it is both given and cleared; do one of them")),
                Ok((slot, _)) => fields.push((slot, Vec::new())),
                Err(violation) => violations.push(violation),
            }
        }
        if violations.is_empty() { Ok(fields) } else { Err(violations) }
    }

    /// The values by slot of whatever can be read, right or wrong.
    #[must_use]
    pub fn values(&self, ty: &Type, input: &Input) -> Vec<Vec<Value>> {
        let mut values = vec![Vec::new(); ty.properties.len()];
        for (name, given) in input {
            let Ok((slot, property)) = written(ty, name) else { continue };
            let terms = self.terms(property, given, &mut Vec::new());
            if let Some(own) = values.get_mut(usize::from(slot)) {
                *own = terms.iter().filter_map(|term| Value::read(&property.range, term).ok()).collect();
            }
        }
        values
    }

    /// Judges a record with these terms by slot.
    ///
    /// # Errors
    /// Every violation, in the shape's own words.
    pub fn judge(&self, ty: &Type, iri: &str, slots: &[Vec<Term>]) -> Result<Record, Vec<Violation>> {
        let subject = NamedNode::new_unchecked(iri);
        let mut triples = vec![Triple::new(subject.clone(), rdf::TYPE, ty.class.clone())];
        for (property, terms) in ty.properties.iter().zip(slots) {
            triples.extend(terms.iter().map(|term| Triple::new(subject.clone(), self.ontology().path(property.path).clone(), term.clone())));
        }
        let known = |other: &str| if other == iri { Some(ty.id) } else { self.known(other) };
        let mut record = parse(self.ontology(), &subject.into(), &triples, &known).map_err(|violations| self.explained(&triples, violations))?;
        let mut violations = Vec::new();
        for (property, values) in ty.properties.iter().zip(&record.values) {
            for value in values.iter().filter(|_| matches!(property.range, Range::Identifier(_))) {
                let Value::Iri(identifier) = value else { continue };
                if let Some(other) = self.state.snapshot.by_identifier(identifier).filter(|other| *other.iri != *iri) {
                    violations.push(violation(&property.field, &format!("<{identifier}> belongs to <{}> already; propose a change of that record instead", other.iri)));
                }
            }
        }
        violations.extend(crate::app::coherence::violations(self.state, &record));
        record.rest.clear();
        if violations.is_empty() { Ok(record) } else { Err(violations) }
    }

    fn known(&self, iri: &str) -> Option<TypeId> {
        let published = self.state.snapshot.by_iri(iri).map(|record| record.ty);
        published.or_else(|| self.state.queue.coming(iri).filter(|coming| self.author == Some(&*coming.author)).and_then(|coming| coming.ty))
    }

    /// Says of links to what is not published yet where it waits.
    fn explained(&self, triples: &[Triple], mut violations: Vec<Violation>) -> Vec<Violation> {
        for violation in &mut violations {
            if let Some(cited) = violation.unknown_cited().map(str::to_owned) {
                violation.message.push_str(&self.meant(&cited));
            }
            let target = violation.at.and_then(|at| triples.get(at)).map(|triple| &triple.object);
            if let Some(Term::NamedNode(node)) = target
                && let Some(coming) = self.state.queue.coming(node.as_str()).filter(|_| self.known(node.as_str()).is_none())
            {
                violation.message = format!("<{}> is not published; it waits as submission {}, which has to be accepted first", node.as_str(), coming.key());
            }
        }
        violations
    }

    /// What a reference to nothing may have meant, or what became of what it names.
    fn meant(&self, cited: &str) -> String {
        let Some(address) = self.ontology().address_of(cited) else {
            let segment = cited.trim_start_matches('@').split('/').next().unwrap_or(cited);
            return format!("; a reference begins with the kind of record{}", did_you_mean(segment, self.ontology().types.iter().map(|ty| ty.segment.as_str())));
        };
        if let Some(former) = crate::app::gone::former(self.state, &[], &address) {
            return format!(": {}", former.problem(self.state).message);
        }
        let split = self.ontology().split_iri(&address);
        split.map_or_else(String::new, |(ty, key)| crate::app::filter::nearest_keys(&self.state.snapshot, &[ty.id], key))
    }

    fn terms(&self, property: &Property, given: &Json, violations: &mut Vec<Violation>) -> Vec<Term> {
        let members = if let Json::Array(members) = given { members.as_slice() } else { std::slice::from_ref(given) };
        let mut terms = Vec::with_capacity(members.len());
        for member in members {
            match self.term(property, member) {
                Ok(Some(term)) => terms.push(term),
                Ok(None) => {}
                Err(message) => violations.push(violation(&property.field, &message)),
            }
        }
        terms
    }

    /// `None` for a text with nothing in it, as forms send it.
    fn term(&self, property: &Property, given: &Json) -> Result<Option<Term>, String> {
        let wrong = || format!("expected {}, not {given}", expected(&property.range));
        if matches!(property.range, Range::LocalText) {
            return self.local_text(given);
        }
        let text = match given {
            Json::String(text) => cleaned(text)?,
            Json::Number(number) if matches!(property.range, Range::Year) => format!("{:0>4}", number.to_string()),
            Json::Number(number) if matches!(property.range, Range::Integer | Range::Decimal) => number.to_string(),
            Json::Bool(flag) if matches!(property.range, Range::Boolean) => flag.to_string(),
            _ => return Err(wrong()),
        };
        if text.is_empty() {
            return Ok(None);
        }
        let text = self.in_a_call(property, text)?;
        let term = match &property.range {
            Range::Link(targets) => NamedNode::new_unchecked(self.target(property, &targets.types, &text)?).into(),
            Range::Address => NamedNode::new(&text).map_err(|_| format!("`{text}` is not an http or https address, like https://example.org/"))?.into(),
            Range::Identifier(scheme) => NamedNode::new(scheme.normalise(&text)?).map_err(|_| wrong())?.into(),
            range => Value::lexical(range, &text).ok_or_else(wrong)?.term(range),
        };
        Ok(Some(term))
    }

    /// What plays a part in a call may be named as it is elsewhere: a type, a vocabulary. A time zone must be one.
    fn in_a_call(&self, property: &Property, text: String) -> Result<String, String> {
        Ok(match property.part {
            Some(Part::Takes) => self.ontology().type_named(&text).map_or(text, |ty| ty.class.as_str().to_owned()),
            Some(Part::Frame) => self.ontology().vocabulary(&text).map_or(text, |vocabulary| vocabulary.iri.as_str().to_owned()),
            Some(Part::TimeZone) => zone(&text).map(|_| text)?,
            _ => text,
        })
    }

    fn local_text(&self, given: &Json) -> Result<Option<Term>, String> {
        let default = self.ontology().directory.languages.first().map_or("en", String::as_str);
        let (text, language) = match given {
            Json::String(text) => (text.as_str(), default),
            Json::Object(members) => match (members.get(TEXT), members.get(LANGUAGE)) {
                (Some(Json::String(text)), None | Some(Json::Null)) => (text.as_str(), default),
                (Some(Json::String(text)), Some(Json::String(language))) => (text.as_str(), language.as_str()),
                _ => return Err(format!("expected {{text, language}}, not {given}")),
            },
            _ => return Err(format!("expected {{text, language}}, not {given}")),
        };
        let text = cleaned(text)?;
        if text.is_empty() {
            return Ok(None);
        }
        let literal = Literal::new_language_tagged_literal(text, language.trim().to_ascii_lowercase());
        literal.map(|literal| Some(literal.into())).map_err(|_| format!("`{language}` is not a language tag, like en or cy"))
    }

    /// The IRI of what a link leads to.
    fn target(&self, property: &Property, targets: &[TypeId], text: &str) -> Result<String, String> {
        if let Some(vocabulary) = self.ontology().enumeration(property) {
            let found = vocabulary.values.iter().find(|value| value.value == text || value.code == text || value.iri == text);
            return found.map(|value| value.iri.clone()).ok_or_else(|| {
                let near = did_you_mean(&enum_value(text), vocabulary.values.iter().map(|value| value.value.as_str()));
                format!("`{text}` is not one of {}{near}", vocabulary.values.iter().map(|value| value.value.as_str()).collect::<Vec<_>>().join(", "))
            });
        }
        if let Some(record) = find::resolve(&self.state.snapshot, targets, text).map_err(|problem| problem.message)? {
            return Ok(record.iri.to_string());
        }
        let bases = targets.iter().map(|ty| &self.ontology().ty(*ty).base);
        if let Some(iri) = std::iter::once(text.to_owned()).chain(bases.map(|base| format!("{base}{text}"))).find(|iri| self.known(iri).is_some_and(|ty| targets.contains(&ty))) {
            return Ok(iri);
        }
        let names: Vec<&str> = targets.iter().map(|target| self.ontology().ty(*target).singular.as_str()).collect();
        Err(format!("`{text}` is no {} here{}", names.join(" or "), crate::app::filter::nearest_keys(&self.state.snapshot, targets, text)))
    }
}

/// The property that contributors write by this name.
///
/// # Errors
/// The nearest names that there are.
pub fn written<'a>(ty: &'a Type, name: &str) -> Result<(u16, &'a Property), Violation> {
    let slot = ty.slot_of_field(name);
    if let Some((slot, property)) = slot.and_then(|slot| Some((slot, ty.property(slot)?))).filter(|(_, property)| is_written(property)) {
        return Ok((slot, property));
    }
    if let Some(property) = slot.and_then(|slot| ty.property(slot)).filter(|property| property.derived) {
        return Err(violation(name, if property.claimed { "this link stands on claims; submit a claim that says why" } else { "this follows from the text; refer to the record there" }));
    }
    let near = did_you_mean(name, ty.properties.iter().filter(|property| is_written(property)).map(|property| property.field.as_str()));
    Err(violation(name, &format!("a {} has no field of this name that can be written{near}", ty.singular)))
}

pub fn violation(field: &str, message: &str) -> Violation {
    Violation { at: None, field: Some(field.to_owned()), message: message.to_owned() }
}

/// Text without white space around it.
///
/// # Errors
/// When there is a character in it that no text has.
pub fn cleaned(text: &str) -> Result<String, String> {
    let text = text.trim().replace("\r\n", "\n");
    match text.chars().find(|letter| letter.is_control() && !matches!(letter, '\n' | '\t')) {
        Some(letter) => Err(format!("it has a control character (U+{:04X}); leave it out", u32::from(letter))),
        // They would turn round whatever stands behind them.
        None if text.contains(['\u{202A}', '\u{202B}', '\u{202C}', '\u{202D}', '\u{202E}', '\u{2066}', '\u{2067}', '\u{2068}', '\u{2069}']) => Err("it has a sign that changes the direction of writing (U+202A to U+202E, U+2066 to U+2069); leave it out, each text is shown in the direction of its own letters".to_owned()),
        None => Ok(text),
    }
}
