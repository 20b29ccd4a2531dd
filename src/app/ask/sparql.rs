//! The SPARQL text of a reading, over the published graph.
//!
//! The text is for people to copy. IRIs come from the ontology and the snapshot, literals are escaped by their own `Display`; no word of the
//! question is pasted in.

use super::condition::{Condition, Lexical, Step};
use super::Reading;
use super::order::Order;
use crate::ontology::{ClaimRule, Ontology, Role};
use crate::views::records::{Id, Snapshot};
use oxigraph::model::vocab::xsd;
use oxigraph::model::{Literal, NamedNode};
use std::fmt::Write;

/// The namespace of `skos:broader`, along which concepts are widened.
const SKOS: &str = "http://www.w3.org/2004/02/skos/core#";

/// The query text; empty when nothing was understood. Left-over words that are searched have no counterpart in SPARQL; a comment says so.
#[must_use]
pub fn sparql(snapshot: &Snapshot, reading: &Reading) -> String {
    if reading.is_empty() {
        return String::new();
    }
    let ontology = snapshot.ontology();
    let mut writer = Writer { snapshot, text: String::new(), variables: 0 };
    let grounds = reading.grounds(ontology);
    let head = match (reading.count, &grounds) {
        (true, _) => "SELECT (COUNT(DISTINCT ?record) AS ?count) WHERE {\n".to_owned(),
        (false, Some(_)) => "SELECT DISTINCT ?record ?label ?claim ?why ?strength ?rank WHERE {\n".to_owned(),
        (false, None) => "SELECT DISTINCT ?record ?label WHERE {\n".to_owned(),
    };
    writer.text.push_str(&head);
    writer.types(reading);
    match &grounds {
        Some((rule, target, rest)) => {
            writer.condition("?record", rest, 1);
            writer.claim(rule, *target);
        }
        None => writer.condition("?record", &reading.condition, 1),
    }
    if !reading.count {
        writer.label(reading);
        let order = writer.order(reading);
        writer.text.push('}');
        writer.text.push_str(&if grounds.is_some() { format!("\nORDER BY {order}?claim") } else { format!("\nORDER BY {}\nLIMIT {}", order.trim_end(), reading.shown()) });
    } else {
        writer.text.push('}');
    }
    writer.text.push('\n');
    let skos = format!("PREFIX skos: <{SKOS}>\n");
    let note = if reading.search.is_some() { "# SPARQL has no word search here: this leaves the search out.\n" } else { "" };
    format!("{note}{}{}", if writer.text.contains("skos:") { skos.as_str() } else { "" }, writer.text)
}

struct Writer<'a> {
    snapshot: &'a Snapshot,
    text: String,
    variables: usize,
}

impl Writer<'_> {
    fn ontology(&self) -> &Ontology {
        self.snapshot.ontology()
    }

    fn line(&mut self, indent: usize, line: &str) {
        let _ = writeln!(self.text, "{:width$}{line}", "", width = indent * 2);
    }

    fn variable(&mut self) -> String {
        self.variables += 1;
        format!("?other{}", self.variables)
    }

    fn types(&mut self, reading: &Reading) {
        let all = reading.types(self.ontology());
        let classes: Vec<String> = all.iter().map(|ty| self.ontology().ty(*ty).class.to_string()).collect();
        match classes.as_slice() {
            [only] => self.line(1, &format!("?record a {only} .")),
            many => {
                self.line(1, &format!("VALUES ?class {{ {} }}", many.join(" ")));
                self.line(1, "?record a ?class .");
            }
        }
    }

    fn path(&self, step: &Step) -> String {
        let path = self.ontology().path(step.path);
        let concepts = |ty: &crate::ontology::Type| ty.is_concept() && ty.inverse(&step.field).is_some_and(|own| own.path == step.path && !own.list);
        match step.inverse {
            // What arrives at a narrower concept arrives at this one.
            true if self.ontology().types.iter().any(concepts) => format!("(^skos:broader)*/^{path}"),
            true => format!("^{path}"),
            false => path.to_string(),
        }
    }

    fn iri(&self, id: Id) -> String {
        self.snapshot.iri(id).and_then(|iri| NamedNode::new(iri.to_string()).ok()).map(|node| node.to_string()).unwrap_or_default()
    }

    fn is_concept(&self, id: Id) -> bool {
        self.snapshot.record(id).is_some_and(|record| self.ontology().ty(record.ty).is_concept())
    }

    fn condition(&mut self, subject: &str, condition: &Condition, indent: usize) {
        match condition {
            Condition::All(parts) => {
                for part in parts {
                    self.condition(subject, part, indent);
                }
            }
            Condition::Any(parts) => {
                for (at, part) in parts.iter().enumerate() {
                    self.line(indent, if at == 0 { "{" } else { "UNION {" });
                    // Each branch stands alone, so that negations in it see the record.
                    self.bind(subject, indent + 1, part);
                    self.condition(subject, part, indent + 1);
                    self.line(indent, "}");
                }
            }
            // One target at a time: with several in VALUES, an engine follows the path between all concepts there are, anew for each subject.
            Condition::Not(part) if let Condition::Link { step, targets } = &**part && targets.len() > 1 => {
                for target in targets {
                    self.line(indent, "FILTER NOT EXISTS {");
                    self.link(subject, step, &[*target], indent + 1);
                    self.line(indent, "}");
                }
            }
            Condition::Not(part) => {
                self.line(indent, "FILTER NOT EXISTS {");
                self.bind(subject, indent + 1, part);
                self.condition(subject, part, indent + 1);
                self.line(indent, "}");
            }
            Condition::Is(ids) => {
                let iris: Vec<String> = ids.iter().map(|id| self.iri(*id)).collect();
                self.line(indent, &format!("FILTER ({subject} IN ({}))", iris.join(", ")));
            }
            Condition::Types(types) => {
                let classes: Vec<String> = types.iter().map(|ty| self.ontology().ty(*ty).class.to_string()).collect();
                match classes.as_slice() {
                    [only] => self.line(indent, &format!("{subject} a {only} .")),
                    many => {
                        let class = self.variable();
                        self.line(indent, &format!("VALUES {class} {{ {} }}", many.join(" ")));
                        self.line(indent, &format!("{subject} a {class} ."));
                    }
                }
            }
            Condition::Link { step, targets } => self.link(subject, step, targets, indent),
            Condition::Linked { step, condition } => {
                let other = self.variable();
                self.line(indent, &format!("{subject} {} {other} .", self.path(step)));
                self.condition(&other, condition, indent);
            }
            Condition::Flag { step, value } => self.line(indent, &format!("{subject} {} {value} .", self.path(step))),
            Condition::Exists { step } => {
                let other = self.variable();
                self.line(indent, &format!("{subject} {} {other} .", self.path(step)));
            }
            Condition::Between { step, range, from, to } => self.between(subject, step, *range, (from.as_deref(), to.as_deref()), indent),
        }
    }

    /// A group that holds only filters has nothing to bind the record: its type does.
    fn bind(&mut self, subject: &str, indent: usize, condition: &Condition) {
        if matches!(condition, Condition::Not(_) | Condition::Is(_)) {
            let class = self.variable();
            self.line(indent, &format!("{subject} a {class} ."));
        }
    }

    fn link(&mut self, subject: &str, step: &Step, targets: &[Id], indent: usize) {
        let iris: Vec<String> = targets.iter().map(|id| self.iri(*id)).collect();
        let widened = !step.inverse && targets.iter().any(|id| self.is_concept(*id));
        let path = if widened { format!("{}/skos:broader*", self.path(step)) } else { self.path(step) };
        if let [only] = iris.as_slice() {
            return self.line(indent, &format!("{subject} {path} {only} ."));
        }
        let target = self.variable();
        self.line(indent, &format!("VALUES {target} {{ {} }}", iris.join(" ")));
        self.line(indent, &format!("{subject} {path} {target} ."));
    }

    fn between(&mut self, subject: &str, step: &Step, range: Lexical, (from, to): (Option<&str>, Option<&str>), indent: usize) {
        let path = self.path(step);
        if from == to
            && let Some(text) = from
        {
            return self.line(indent, &format!("{subject} {path} {} .", literal(range, text)));
        }
        let value = self.variable();
        self.line(indent, &format!("{subject} {path} {value} ."));
        for (test, bound) in [(">=", from), ("<=", to)] {
            if let Some(bound) = bound {
                self.line(indent, &format!("FILTER ({value} {test} {})", literal(range, bound)));
            }
        }
    }

    /// The claims that a link stands on: what disputes it makes no link, and is shown beside what does.
    fn claim(&mut self, rule: &ClaimRule, target: Id) {
        let ontology = self.ontology();
        let path = |path| ontology.path(path).to_string();
        let (link, subject, object, strength) = (path(rule.link), path(rule.subject), path(rule.object), path(rule.strength));
        let claim = ontology.ty(rule.claim);
        let why = claim.role(Role::Summary).and_then(|slot| claim.property(slot)).map(|property| ontology.path(property.path).to_string());
        let iri = self.iri(target);
        let ranked = claim.slot(rule.strength).and_then(|slot| claim.property(slot)).and_then(|property| ontology.enumeration(property));
        let ranks: Vec<String> = ranked.into_iter().flat_map(|vocabulary| &vocabulary.values).map(|value| format!("(<{}> {})", value.iri, value.rank)).collect();
        self.line(1, &format!("?record {link}/skos:broader* {iri} ."));
        self.line(1, &format!("?claim {subject} ?record ; {object}/skos:broader* {iri} ; {strength} ?strength ."));
        self.line(1, &format!("VALUES (?strength ?rank) {{ {} }}", ranks.join(" ")));
        if let Some(why) = why {
            self.line(1, &format!("OPTIONAL {{ ?claim {why} ?why }}"));
        }
    }

    fn label(&mut self, reading: &Reading) {
        let ontology = self.ontology();
        let all = reading.types(ontology);
        let mut paths: Vec<String> = all.iter().filter_map(|ty| ontology.ty(*ty).property(ontology.ty(*ty).role(Role::Label)?)).map(|property| ontology.path(property.path).to_string()).collect();
        paths.sort();
        paths.dedup();
        if paths.is_empty() {
            return;
        }
        let language = ontology.directory.languages.first().cloned().unwrap_or_default();
        let language = Literal::new_simple_literal(language);
        self.line(1, &format!("OPTIONAL {{ ?record {} ?label FILTER (LANGMATCHES(LANG(?label), {language})) }}", paths.join("|")));
    }

    /// What the rows are ordered by; what has no such value comes last.
    fn order(&mut self, reading: &Reading) -> String {
        let by = match &reading.order {
            Some(Order::Time { path, latest_first, .. }) => {
                let path = self.ontology().path(*path).to_string();
                self.line(1, &format!("OPTIONAL {{ ?record {path} ?when }}"));
                if *latest_first { "DESC(BOUND(?when)) DESC(?when) " } else { "DESC(BOUND(?when)) ?when " }
            }
            _ if reading.grounds(self.ontology()).is_some() => "DESC(?rank) ",
            _ => "",
        };
        format!("{by}?label ?record ")
    }
}

fn literal(range: Lexical, text: &str) -> String {
    let datatype = match range {
        Lexical::Text => return Literal::new_simple_literal(text).to_string(),
        Lexical::Integer => xsd::INTEGER,
        Lexical::Decimal => xsd::DECIMAL,
        Lexical::Date => xsd::DATE,
        Lexical::Year => xsd::G_YEAR,
    };
    Literal::new_typed_literal(text, datatype).to_string()
}
