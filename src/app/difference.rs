//! What two states of a record say differently, field by field: for people who compare a proposal with what is published, or two
//! revisions with each other.
//!
//! Uses the ontology's reading of triples ([`crate::ontology::record`]). Links that are derived from claims are not compared: nobody
//! writes them. The order of values means nothing.

use crate::ontology::record::{Record, Value};
use crate::ontology::{Ontology, Range};
use oxigraph::model::{Term, Triple};

/// A field that differs.
#[derive(Clone, Debug, PartialEq)]
pub struct FieldDifference {
    /// As the API calls it; the predicate's IRI for what no property covers.
    pub field: String,
    /// For people.
    pub label: String,
    /// All values before, in their order.
    pub before: Vec<Said>,
    /// All values after.
    pub after: Vec<Said>,
}

/// A value as people read it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said {
    /// The text, the number, the date; for addresses and links the IRI.
    pub text: String,
    /// The tag of a text in a language.
    pub language: Option<String>,
    /// Whether the text is the IRI of a record or concept.
    pub links: bool,
}

impl FieldDifference {
    /// The values that are there no longer.
    pub fn removed(&self) -> impl Iterator<Item = &Said> {
        self.before.iter().filter(|value| !self.after.contains(value))
    }

    /// The values that were not there.
    pub fn added(&self) -> impl Iterator<Item = &Said> {
        self.after.iter().filter(|value| !self.before.contains(value))
    }
}

impl Said {
    /// How a value of a property reads.
    #[must_use]
    pub fn of(range: &Range, value: &Value) -> Self {
        let language = if let Value::Text(text) = value { Some(text.language.clone()).filter(|tag| !tag.is_empty()) } else { None };
        let text = match value.term(range) {
            Term::NamedNode(node) => node.into_string(),
            Term::Literal(literal) => literal.value().to_owned(),
            Term::BlankNode(node) => node.to_string(),
        };
        Self { text, language, links: range.is_link() }
    }

    fn of_term(term: &Term) -> Self {
        match term {
            Term::NamedNode(node) => Self { text: node.as_str().to_owned(), language: None, links: false },
            Term::Literal(literal) => Self { text: literal.value().to_owned(), language: literal.language().map(str::to_owned), links: false },
            Term::BlankNode(node) => Self { text: node.to_string(), language: None, links: false },
        }
    }
}

/// The fields in which `after` differs from `before`, in the order of the shape; `None`: there is no such record then.
#[must_use]
pub fn difference(ontology: &Ontology, before: Option<&Record>, after: Option<&Record>) -> Vec<FieldDifference> {
    let Some(ty) = after.or(before).map(|record| ontology.ty(record.ty)) else { return Vec::new() };
    let said = |record: Option<&Record>, slot: usize, range: &Range| -> Vec<Said> {
        let record = record.filter(|record| record.ty == ty.id);
        record.and_then(|record| record.values.get(slot)).map(|values| values.iter().map(|value| Said::of(range, value)).collect()).unwrap_or_default()
    };
    let mut found: Vec<FieldDifference> = Vec::new();
    for (slot, property) in ty.properties.iter().enumerate().filter(|(_, property)| !property.claimed) {
        let (before, after) = (said(before, slot, &property.range), said(after, slot, &property.range));
        found.push(FieldDifference { field: property.field.clone(), label: property.label.clone(), before, after });
    }
    let rest = |record: Option<&Record>| record.map(|record| record.rest.clone()).unwrap_or_default();
    uncovered(&rest(before), &rest(after), &mut found);
    found.retain(|field| field.removed().next().is_some() || field.added().next().is_some());
    found
}

/// What no property covers, by predicate.
fn uncovered(before: &[Triple], after: &[Triple], found: &mut Vec<FieldDifference>) {
    let mut predicates: Vec<&str> = before.iter().chain(after).map(|triple| triple.predicate.as_str()).collect();
    predicates.sort_unstable();
    predicates.dedup();
    let of = |triples: &[Triple], predicate: &str| triples.iter().filter(|triple| triple.predicate.as_str() == predicate).map(|triple| Said::of_term(&triple.object)).collect();
    found.extend(predicates.into_iter().map(|predicate| FieldDifference {
        field: predicate.to_owned(),
        label: predicate.to_owned(),
        before: of(before, predicate),
        after: of(after, predicate),
    }));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ontology::record::decode;
    use std::path::Path;

    #[test]
    fn only_fields_that_differ_are_named_whatever_the_order_of_their_values() {
        let ontology = Ontology::load(Path::new("ontology")).unwrap();
        let read = |text: &str| {
            let prefixed = format!("@base <https://whatworks.example/> . @prefix schema: <https://schema.org/> . <id/tool/t> a <ns#Tool> ; {text} .");
            let triples: Vec<Triple> = oxttl::TurtleParser::new().for_slice(prefixed.as_bytes()).map(|triple| triple.unwrap()).collect();
            decode(&ontology, "https://whatworks.example/id/tool/t", &triples).unwrap()
        };
        let before = read("schema:name \"Old\"@en , \"Hen\"@cy ; schema:alternateName \"A\"@en , \"B\"@en ; <elsewhere> \"x\"");
        let after = read("schema:name \"Hen\"@cy , \"New\"@en ; schema:alternateName \"B\"@en , \"A\"@en ; <ns#year> \"2018\"^^<http://www.w3.org/2001/XMLSchema#gYear>");
        let found = difference(&ontology, Some(&before), Some(&after));
        let shown: Vec<String> = found
            .iter()
            .map(|field| {
                let texts = |values: Vec<&Said>| values.iter().map(|value| value.text.clone()).collect::<Vec<_>>().join(",");
                format!("{} -{} +{}", field.field, texts(field.removed().collect()), texts(field.added().collect()))
            })
            .collect();
        assert_eq!(shown, ["name -Old +New", "year - +2018", "https://whatworks.example/elsewhere -x +"]);
        assert_eq!(difference(&ontology, Some(&after), Some(&after)), []);
        assert_eq!(difference(&ontology, None, Some(&after)).len(), 3);
    }
}
