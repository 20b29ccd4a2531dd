//! Mutations of valid records: for each property shape and each of its constraints, one step over the line and one up to it.

use jiff::ToSpan;
use oxigraph::model::vocab::{rdf, xsd};
use oxigraph::model::{Literal, NamedNode, NamedOrBlankNode, Term, Triple};
use std::collections::{BTreeMap, BTreeSet};
use whatworks::app::data::RawRecord;
use whatworks::ontology::record::Value;
use whatworks::ontology::{LocalText, Ontology, Property, Range, Type, TypeId, VALUES_PER_PROPERTY_MAX};

/// A changed copy of a valid record under an address of its own.
pub struct Mutation {
    pub iri: NamedNode,
    pub triples: Vec<Triple>,
    pub kind: &'static str,
    /// The shape and the kind.
    pub what: String,
    /// Whether it is meant to be right still.
    pub fits: bool,
}

/// Whether the new values replace those of the record or join them.
#[derive(Clone, Copy, PartialEq)]
enum How {
    Instead,
    Beside,
}
use How::{Beside, Instead};

const FITS: bool = true;
const WRONG: bool = false;

struct Step {
    kind: &'static str,
    fits: bool,
    how: How,
    values: Vec<Term>,
}

pub fn concepts(ontology: &Ontology) -> impl Iterator<Item = (String, TypeId)> {
    ontology.triples.iter().filter(|triple| triple.predicate == rdf::TYPE).filter_map(|triple| match (&triple.subject, &triple.object) {
        (NamedOrBlankNode::NamedNode(subject), Term::NamedNode(class)) => Some((subject.as_str().to_owned(), ontology.type_of_class(class)?.id)),
        _ => None,
    })
}

/// Each step of each property shape once, on the first type that has it.
pub fn mutations(ontology: &Ontology, records: &[RawRecord], known: &BTreeMap<String, TypeId>) -> Vec<Mutation> {
    let mut made = Vec::new();
    let mut seen: BTreeSet<&str> = BTreeSet::new();
    for ty in ontology.types.iter().filter(|ty| !ty.is_concept()) {
        let Some(plain) = records.iter().find(|record| record.record.ty == ty.id) else { continue };
        for (slot, property) in (0_u16..).zip(&ty.properties).filter(|(_, property)| !property.derived) {
            if !seen.insert(&property.shape) {
                continue;
            }
            let donor = records.iter().find(|record| record.record.ty == ty.id && !record.record.slot(slot).is_empty()).unwrap_or(plain);
            let mut steps = Vec::new();
            counts(&mut steps, property, known);
            kinds_of_value(&mut steps, property);
            texts(&mut steps, property);
            bounds(&mut steps, property);
            lists(&mut steps, property);
            links(&mut steps, ontology, property, known);
            made.extend(steps.into_iter().enumerate().map(|(at, step)| mutant(ontology, ty, property, donor, &format!("{slot}-{at}"), step)));
        }
    }
    made
}

fn mutant(ontology: &Ontology, ty: &Type, property: &Property, donor: &RawRecord, number: &str, step: Step) -> Mutation {
    let iri = NamedNode::new(format!("{}mutant-{number}", ty.base)).unwrap();
    let path = ontology.path(property.path);
    let kept = donor.triples.iter().filter(|triple| step.how == Beside || triple.predicate != *path).map(|triple| (triple.predicate.clone(), triple.object.clone()));
    let triples: Vec<Triple> = kept.chain(step.values.into_iter().map(|value| (path.clone(), value))).map(|(predicate, object)| Triple::new(iri.clone(), predicate, object)).collect();
    Mutation { iri, triples, kind: step.kind, what: format!("{}: {}", property.shape, step.kind), fits: step.fits }
}

fn counts(steps: &mut Vec<Step>, property: &Property, known: &BTreeMap<String, TypeId>) {
    let mut step = |kind, fits, values| steps.push(Step { kind, fits, how: Instead, values });
    step(if property.min_count > 0 { "a required value dropped" } else { "an optional value dropped" }, property.min_count == 0, Vec::new());
    let values = |count: u32| good(property, known, count).filter(|values| values.len() == count as usize);
    if property.single && matches!(property.range, Range::LocalText) {
        let text = good(property, known, 2).unwrap_or_default();
        let tagged = |at: usize, language: &str| text.get(at).map(|term| retagged(term, language));
        if let (Some(one), Some(two), Some(three)) = (tagged(0, "en"), tagged(1, "en"), tagged(1, "de")) {
            step("two texts in one language", WRONG, vec![one.clone(), two]);
            step("two texts in two languages", FITS, vec![one.clone(), three]);
            step("a text in another language only", FITS, vec![retagged(&one, "cy")]);
        }
        return;
    }
    if property.max_count < VALUES_PER_PROPERTY_MAX {
        if let Some(values) = values(property.max_count) {
            step("as many values as allowed", FITS, values);
        }
        if let Some(values) = values(property.max_count + 1) {
            step("one value too many", WRONG, values);
        }
    }
}

/// Values of other kinds than the property's.
fn kinds_of_value(steps: &mut Vec<Step>, property: &Property) {
    let typed = |text: &str, datatype| Term::from(Literal::new_typed_literal(text, datatype));
    let plain = |text: &str| Term::from(Literal::new_simple_literal(text));
    let tagged = |text: &str| Term::from(Literal::new_language_tagged_literal_unchecked(text, "en"));
    let iri = |text: &str| Term::from(NamedNode::new_unchecked(text));
    let long = "A text that is long enough for any shape here.";
    let wrong: Vec<(&'static str, Term)> = match &property.range {
        Range::LocalText => vec![("a text without its language", plain(long)), ("an address for a text", iri("https://text.example/")), ("a number for a text", typed("12", xsd::INTEGER))],
        Range::Text => vec![("a text with a language", tagged(long)), ("an address for a text", iri("https://text.example/")), ("a number for a text", typed("12", xsd::INTEGER))],
        Range::Integer => vec![("a decimal for a whole number", typed("12.0", xsd::DECIMAL)), ("a text for a number", plain("12")), ("no number at all", typed("twelve", xsd::INTEGER)), ("a number that GraphQL has no room for", typed("2147483648", xsd::INTEGER))],
        Range::Decimal => vec![("a whole number for a decimal", typed("12", xsd::INTEGER)), ("a text for a number", plain("12.0")), ("no number at all", typed("twelve", xsd::DECIMAL))],
        Range::Boolean => vec![("a text for true", plain("true")), ("neither true nor false", typed("maybe", xsd::BOOLEAN))],
        Range::Date => vec![("a time for a date", typed("2018-03-27T09:00:00Z", xsd::DATE_TIME)), ("a text for a date", plain("2018-03-27")), ("no such day", typed("2018-02-30", xsd::DATE))],
        Range::DateTime => vec![("a date for a time", typed("2018-03-27", xsd::DATE)), ("a text for a time", plain("2018-03-27T09:00:00Z")), ("no such time", typed("2018-03-27T29:00:00Z", xsd::DATE_TIME))],
        // pyshacl does not look into years.
        Range::Year => vec![("a number for a year", typed("2018", xsd::INTEGER)), ("a text for a year", plain("2018"))],
        Range::Address | Range::Identifier(_) | Range::Link(_) => vec![("a text for an address", plain("https://text.example/")), ("a text with a language for an address", tagged(long))],
    };
    for (kind, value) in wrong {
        // Beside the right values a wrong one must show as well, but then it may also be one too many.
        steps.push(Step { kind, fits: WRONG, how: if property.max_count > 1 { Beside } else { Instead }, values: vec![value] });
    }
}

fn texts(steps: &mut Vec<Step>, property: &Property) {
    let constraints = &property.constraints;
    let sized = |length: u32| match &property.range {
        Range::Text => Some(Literal::new_simple_literal("é".repeat(length as usize)).into()),
        Range::LocalText => Some(Literal::new_language_tagged_literal_unchecked("é".repeat(length as usize), "en").into()),
        Range::Address => {
            let start = "https://long.example/";
            length.checked_sub(start.len() as u32).map(|rest| Term::from(NamedNode::new_unchecked(format!("{start}{}", "a".repeat(rest as usize)))))
        }
        _ => None,
    };
    let mut step = |kind, fits, value: Option<Term>| steps.extend(value.map(|value| Step { kind, fits, how: Instead, values: vec![value] }));
    if constraints.pattern.is_some() {
        step("a text of another form", WRONG, sized(3));
        return;
    }
    if !constraints.one_of.is_empty() {
        return;
    }
    if let Some(min) = constraints.min_length.filter(|min| *min > 0) {
        step("a text one letter too short", WRONG, sized(min - 1));
        step("a text as short as allowed", FITS, sized(min));
    }
    if let Some(max) = constraints.max_length {
        step("a text one letter too long", WRONG, sized(max + 1));
        step("a text as long as allowed", FITS, sized(max));
    }
}

fn bounds(steps: &mut Vec<Step>, property: &Property) {
    let bounds = &property.constraints.bounds;
    for (bound, step, at, beyond) in [(&bounds.min, -1, "the least allowed", "less than allowed"), (&bounds.max, 1, "the most allowed", "more than allowed")] {
        let Some(limit) = bound.as_ref().and_then(|bound| Value::lexical(&property.range, bound)) else { continue };
        let over = match &limit {
            Value::Integer(number) => Value::Integer(number + step),
            Value::Decimal(number) => Value::Decimal(number + 0.25 * step as f64),
            Value::Year(year) => Value::Year(year + i16::try_from(step).unwrap()),
            Value::Date(day) => Value::Date(day.checked_add(step.days()).unwrap()),
            Value::DateTime(time) => Value::DateTime(time.checked_add(step.seconds()).unwrap()),
            other => other.clone(),
        };
        steps.push(Step { kind: at, fits: FITS, how: Instead, values: vec![limit.term(&property.range)] });
        steps.push(Step { kind: beyond, fits: WRONG, how: Instead, values: vec![over.term(&property.range)] });
    }
}

fn lists(steps: &mut Vec<Step>, property: &Property) {
    let Some(last) = property.constraints.one_of.last().and_then(|last| Value::lexical(&property.range, last)) else { return };
    steps.push(Step { kind: "the last value of the list", fits: FITS, how: Instead, values: vec![last.term(&property.range)] });
    steps.push(Step { kind: "a value outside the list", fits: WRONG, how: Instead, values: vec![Literal::new_simple_literal("Astrology").into()] });
}

fn links(steps: &mut Vec<Step>, ontology: &Ontology, property: &Property, known: &BTreeMap<String, TypeId>) {
    let Some(targets) = property.range.targets() else { return };
    let mut step = |kind, fits, iri: &str| steps.push(Step { kind, fits, how: Instead, values: vec![NamedNode::new_unchecked(iri).into()] });
    step("a link to nothing", WRONG, "https://nothing.example/");
    for ty in &ontology.types {
        // One of each type, since each may be right or wrong for another reason.
        if let Some((iri, _)) = known.iter().find(|(_, other)| **other == ty.id) {
            let fits = targets.types.contains(&ty.id);
            step(if fits { "a link to the right class" } else { "a link to the wrong class" }, fits, iri);
        }
    }
}

/// Different values that are right.
fn good(property: &Property, known: &BTreeMap<String, TypeId>, count: u32) -> Option<Vec<Term>> {
    let constraints = &property.constraints;
    if let Some(targets) = property.range.targets() {
        return Some(known.iter().filter(|(_, ty)| targets.types.contains(ty)).take(count as usize).map(|(iri, _)| NamedNode::new_unchecked(iri).into()).collect());
    }
    if !constraints.one_of.is_empty() {
        return constraints.one_of.iter().take(count as usize).map(|one| Some(Value::lexical(&property.range, one)?.term(&property.range))).collect();
    }
    let length = constraints.min_length.unwrap_or(1).max(5) as usize;
    let value = |number: u32| {
        Some(match &property.range {
            Range::Text | Range::LocalText if constraints.pattern.is_some() => {
                // What patterns ask for is not guessed; these are the forms of the shapes here.
                let text = ["A1", "A2", "AB1234", "AB1235"].into_iter().filter(|text| constraints.pattern.as_ref().is_some_and(|pattern| pattern.is_match(text))).nth(number as usize)?;
                Value::Text(LocalText { text: text.to_owned(), language: String::new() })
            }
            Range::Text | Range::LocalText => Value::Text(LocalText { text: format!("{number:0length$}"), language: "en".to_owned() }),
            Range::Integer => Value::Integer(10 + i64::from(number)),
            Range::Decimal => Value::Decimal(10.5 + f64::from(number)),
            Range::Boolean => Value::Boolean(number == 0),
            Range::Date => Value::lexical(&Range::Date, &format!("2018-03-{:02}", number + 1))?,
            Range::DateTime => Value::lexical(&Range::DateTime, &format!("2018-03-{:02}T09:00:00Z", number + 1))?,
            Range::Year => Value::Year(2000 + i16::try_from(number).ok()?),
            Range::Address => Value::Iri(format!("https://good.example/{number}")),
            Range::Identifier(scheme) => Value::Iri(scheme.sample(90_000 + u64::from(number))),
            Range::Link(_) => return None,
        })
    };
    (0..count).map(|number| value(number).map(|value| value.term(&property.range))).collect()
}

fn retagged(term: &Term, language: &str) -> Term {
    match term {
        Term::Literal(literal) => Literal::new_language_tagged_literal_unchecked(literal.value(), language).into(),
        other => other.clone(),
    }
}
