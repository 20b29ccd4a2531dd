//! A synthetic directory of any size, for measuring and for trying things out: `whatworks sample-data --records N`.
//!
//! Interprets the [`Ontology`]: each type gets a share of the records, each property values that fit. What a record says
//! depends only on the seed, its type and its place, so records are written one by one, and a link knows its target without
//! looking: nothing is kept. It is written as N-Triples, which is Turtle.
//!
//! Nothing here is a fact: hosts end in `.example`, and identifiers are well formed but outside the ranges that are given out.

mod random;
mod values;
mod words;

use crate::ontology::record::Value;
use crate::ontology::{Ontology, Property, Range, Role, Scheme, Targets, Type, TypeId, Visibility};
use oxigraph::model::vocab::rdf;
use oxigraph::model::{NamedOrBlankNode, Term};
use random::Random;
use std::fmt::Write as _;
use std::io::{self, Write};
use values::{Naming, Subject};

/// Sources and the like, which search leaves out, are few beside what it finds.
const SHARE_UNSEARCHED: f64 = 0.2;
/// Properties of one type, when numbering identifiers.
const SLOTS_MAX: u64 = 32;
/// Values of a property that may have many.
const VALUES_USUAL_MAX: u32 = 6;
/// One record in so many has the name of the one before it.
const NAMESAKE_EVERY: u64 = 50;
/// Streams of random numbers that must not meet: what a record says, what it is called, its key, the order of concepts.
const SAYS: u64 = 1;
const CALLED: u64 = 2;
const KEY: u64 = 3;
const ORDER: u64 = 4;

/// Writes `records` records and claims, the same for the same `seed`.
///
/// Every type has a share as soon as there are some hundred records. A type whose required links would lead nowhere has none.
///
/// # Errors
/// When `out` cannot be written.
pub fn sample(ontology: &Ontology, records: u64, seed: u64, out: &mut dyn Write) -> io::Result<()> {
    let plan = Plan::new(ontology, records, seed);
    let mut text = String::with_capacity(8 * 1024);
    for ty in &ontology.types {
        for index in 0..plan.count(ty.id) {
            text.clear();
            plan.record(ty, index, &mut text);
            out.write_all(text.as_bytes())?;
        }
    }
    out.flush()
}

/// What is known of all records before the first is written.
struct Plan<'a> {
    ontology: &'a Ontology,
    seed: u64,
    /// By type.
    parts: Vec<Part>,
}

/// The records, or the concepts, of one type.
struct Part {
    count: u64,
    /// How many records of other types come before.
    before: u64,
    concepts: Vec<String>,
    naming: Naming,
}

impl<'a> Plan<'a> {
    fn new(ontology: &'a Ontology, records: u64, seed: u64) -> Self {
        let counts = counts(ontology, records);
        let mut before = 0;
        let parts = ontology.types.iter().zip(counts).map(|(ty, count)| {
            let part = Part { count, before, concepts: concepts(ontology, ty, seed), naming: naming(ty) };
            before += count;
            part
        });
        Self { ontology, seed, parts: parts.collect() }
    }

    fn part(&self, ty: TypeId) -> &Part {
        &self.parts[usize::from(ty.0)]
    }

    /// Records to write; concepts are in the ontology already.
    fn count(&self, ty: TypeId) -> u64 {
        self.part(ty).count
    }

    fn random(&self, stream: u64, ty: TypeId, index: u64) -> Random {
        Random::of(&[self.seed, stream, u64::from(ty.0), index])
    }

    fn key(&self, ty: TypeId, index: u64) -> String {
        words::key(&mut self.random(KEY, ty, index), index)
    }

    fn iri(&self, ty: TypeId, index: u64) -> String {
        let part = self.part(ty);
        match part.concepts.get(index as usize) {
            Some(concept) => concept.clone(),
            None => format!("{}{}", self.ontology.ty(ty).base, self.key(ty, index)),
        }
    }

    fn record(&self, ty: &Type, index: u64, text: &mut String) {
        let mut random = self.random(SAYS, ty.id, index);
        let key = self.key(ty.id, index);
        let subject = format!("<{}{key}>", ty.base);
        let mut line = |predicate: &dyn std::fmt::Display, object: &dyn std::fmt::Display| {
            // Writing to a String does not fail.
            let _ = writeln!(text, "{subject} {predicate} {object} .");
        };
        line(&rdf::TYPE, &ty.class);
        for (slot, property) in (0_u64..).zip(&ty.properties).filter(|(_, property)| !property.derived) {
            let subject = Subject { naming: self.part(ty.id).naming, key: &key, number: (self.part(ty.id).before + index) * SLOTS_MAX + slot };
            for value in self.values(&mut random, ty, index, property, &subject) {
                line(self.ontology.path(property.path), &value.term(&property.range));
            }
        }
    }

    fn values(&self, random: &mut Random, ty: &Type, index: u64, property: &Property, subject: &Subject<'_>) -> Vec<Value> {
        if property.min_count == 0 && !random.chance(presence(property)) {
            return Vec::new();
        }
        if property.role == Some(Role::Label) {
            // Namesakes differ in everything but their names.
            let like = if index % NAMESAKE_EVERY == 1 { index - 1 } else { index };
            return self.literals(&mut self.random(CALLED, ty.id, like), property, subject);
        }
        let Range::Link(targets) = &property.range else { return self.literals(random, property, subject) };
        let mut values = Vec::new();
        for _ in 0..how_many(random, property) {
            if let Some(target) = self.link(random, ty, index, property, targets).map(Value::Iri)
                && !values.contains(&target)
            {
                values.push(target);
            }
        }
        values
    }

    fn literals(&self, random: &mut Random, property: &Property, subject: &Subject<'_>) -> Vec<Value> {
        let languages = &self.ontology.directory.languages;
        let mut values = Vec::new();
        if property.single && matches!(property.range, Range::LocalText) {
            let main = if random.chance(0.97) { 0 } else { random.below(languages.len() as u64) as usize };
            for (at, language) in languages.iter().enumerate() {
                if at == main || random.chance(0.15) {
                    values.extend(values::literal(random, property, subject, language));
                }
            }
            return values;
        }
        for _ in 0..how_many(random, property) {
            let language = languages.get(random.popular(languages.len() as u64) as usize).map_or("", String::as_str);
            let language = if matches!(property.range, Range::LocalText) { language } else { "" };
            if let Some(value) = values::literal(random, property, subject, language)
                && !values.contains(&value)
            {
                values.push(value);
            }
        }
        values
    }

    /// A record or concept that exists. Links among records of one type lead to earlier ones, so that they never run in a circle.
    fn link(&self, random: &mut Random, ty: &Type, index: u64, property: &Property, targets: &Targets) -> Option<String> {
        let choices = |target: &TypeId| {
            let part = self.part(*target);
            let records = if *target == ty.id && property.min_count == 0 { index } else { part.count };
            records.max(part.concepts.len() as u64)
        };
        let mut at = random.below(targets.types.iter().map(choices).sum());
        for target in &targets.types {
            let choices = choices(target);
            if at < choices {
                return Some(self.iri(*target, self.choose(random, ty, property, *target, choices)));
            }
            at -= choices;
        }
        None
    }

    fn choose(&self, random: &mut Random, ty: &Type, property: &Property, target: TypeId, choices: u64) -> u64 {
        let graded = self.ontology.enumeration(property).is_some();
        let is_stance = ty.claim.as_ref().is_some_and(|rule| rule.stance == property.path);
        if is_stance {
            // Most claims agree, some qualify, few dispute: popular twice over.
            let first = random.popular(choices);
            random.popular(first + 1)
        } else if graded || self.part(target).concepts.len() == 1 {
            random.below(choices)
        } else {
            random.popular(choices)
        }
    }
}

/// How many records of each type: in proportion to what the ontology has to say about it, and one claim for each record that
/// claims can be about.
fn counts(ontology: &Ontology, records: u64) -> Vec<u64> {
    let plain = |ty: &Type| match ty {
        ty if ty.is_concept() || ty.claim.is_some() => 0.0,
        ty if ty.search_weight == 0.0 => ty.properties.len() as f64 * SHARE_UNSEARCHED,
        ty => ty.properties.len() as f64,
    };
    let about = |ty: &Type| {
        let rule = ty.claim.as_ref()?;
        let subjects = ty.property(ty.slot(rule.subject)?)?.range.targets()?;
        Some(subjects.types.iter().map(|subject| plain(ontology.ty(*subject))).sum())
    };
    let weights: Vec<f64> = ontology.types.iter().map(|ty| about(ty).unwrap_or_else(|| plain(ty))).collect();
    let total: f64 = weights.iter().sum();
    // Rounding the running sum, not each share, makes the counts add up.
    let mut sum = 0.0;
    let mut given = 0;
    let mut counts: Vec<u64> = weights
        .iter()
        .map(|weight| {
            sum += weight;
            let until = (records as f64 * (sum / total)).round() as u64;
            let count = until - given;
            given = until;
            count
        })
        .collect();
    without_dangling(ontology, &mut counts);
    counts
}

/// Of few records some types have none; what cannot do without them goes to a type that can.
fn without_dangling(ontology: &Ontology, counts: &mut [u64]) {
    let satisfied = |ty: &Type, counts: &[u64]| {
        ty.properties.iter().filter(|property| property.min_count > 0).filter_map(|property| property.range.targets()).all(|targets| {
            targets.types.iter().any(|target| ontology.ty(*target).is_concept() || counts.get(usize::from(target.0)).is_some_and(|count| *count > 0))
        })
    };
    let none = vec![0; counts.len()];
    let root = ontology.types.iter().find(|ty| !ty.is_concept() && satisfied(ty, &none)).map(|ty| usize::from(ty.id.0));
    while let Some(at) = ontology.types.iter().position(|ty| counts[usize::from(ty.id.0)] > 0 && !satisfied(ty, counts)) {
        let moved = std::mem::take(&mut counts[at]);
        if let Some(root) = root {
            counts[root] += moved;
        }
    }
}

/// How often a property that may be left out is there: what is shown first is nearly always there.
fn presence(property: &Property) -> f64 {
    match (property.role, &property.range) {
        (Some(Role::Label | Role::Summary), _) => 0.95,
        (Some(Role::Homepage | Role::Year), _) => 0.8,
        (Some(Role::AlternativeLabel), _) => 0.25,
        _ if property.visibility == Visibility::Curators => 0.05,
        (_, Range::Identifier(_)) => 0.35,
        _ if property.facet => 0.65,
        _ => 0.4,
    }
}

fn how_many(random: &mut Random, property: &Property) -> u64 {
    let least = property.min_count.max(1);
    let most = property.max_count.min(VALUES_USUAL_MAX).max(least);
    u64::from(least) + random.popular(u64::from(most - least) + 1)
}

/// Who can have an ORCID is somebody, what can have a ROR is a body.
fn naming(ty: &Type) -> Naming {
    let has = |scheme: Scheme| ty.properties.iter().any(|property| matches!(property.range, Range::Identifier(own) if own == scheme));
    match (has(Scheme::Orcid), has(Scheme::Ror)) {
        (true, _) => Naming::Individual,
        (_, true) => Naming::Body,
        _ => Naming::Title,
    }
}

/// The concepts of a vocabulary; an enumeration by rank, others shuffled, so that it is not always the first that are popular.
fn concepts(ontology: &Ontology, ty: &Type, seed: u64) -> Vec<String> {
    let Some(vocabulary) = ty.vocabulary.and_then(|at| ontology.vocabularies.get(at)) else { return Vec::new() };
    if vocabulary.enumeration {
        return vocabulary.values.iter().map(|value| value.iri.clone()).collect();
    }
    let class = Term::from(ty.class.clone());
    let mut concepts: Vec<String> = ontology
        .triples
        .iter()
        .filter(|triple| triple.predicate == rdf::TYPE && triple.object == class)
        .filter_map(|triple| if let NamedOrBlankNode::NamedNode(node) = &triple.subject { Some(node.as_str().to_owned()) } else { None })
        .collect();
    let mut random = Random::of(&[seed, ORDER, u64::from(ty.id.0)]);
    for at in (1..concepts.len()).rev() {
        concepts.swap(at, random.below(at as u64 + 1) as usize);
    }
    concepts
}

#[cfg(test)]
mod tests;
