//! Random histories of records for any ontology: published, revised, withdrawn and published again, with links that lead nowhere,
//! equal names, several languages and missing values. Nothing is judged, as when a ledger is replayed.

use super::choices::Choices;
use oxigraph::model::vocab::rdf;
use oxigraph::model::{NamedNode, NamedOrBlankNode, Term, Triple};
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Arc, LazyLock};
use whatworks::ontology::record::Value;
use whatworks::ontology::{LocalText, Ontology, Property, Range, Scheme, Targets, Type};
use whatworks::views::records::{Change, Snapshot};

/// Texts that differ in little, or not at all once case, accents, apostrophes and spaces are folded.
pub const TEXTS: &[&str] = &[
    "Alpha", "alpha", "Älpha", "Beta", "beta  gamma", "Beta Gamma", "Côté d’Azur", "cote d'azur", "cote d`azur", "Straße", "strasse", "Łódź", "İstanbul", "Ελλάδα", "東京", "a \"quoted\" \\ name",
    "two\nlines", "two lines", "tab\tstop", " edge ", "Zz", "the end", "10%", "_", "naïve", "NAIVE",
];
const LANGUAGES: &[&str] = &["en", "cy", "de", "en-gb", "fr"];
const KEYS: &[&str] = &["a", "b", "c", "d", "e", "f", "g", "h"];
const CONCEPTS_PER_VOCABULARY: usize = 6;

/// What an ontology offers to histories, and the state before the first event.
pub struct House {
    pub ontology: Arc<Ontology>,
    pub initial: Snapshot,
    /// By type: the IRIs that links may lead to; of concepts a few, related ones among them.
    pub pools: Vec<Vec<String>>,
}

impl House {
    pub fn load(folder: &str) -> Self {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
        let ontology = Arc::new(Ontology::load(&folder).unwrap_or_else(|problems| panic!("the ontology is sound: {problems:?}")));
        let (initial, _) = Snapshot::initial(Arc::clone(&ontology));
        let pools = ontology.types.iter().map(|ty| if ty.is_concept() { concepts(&ontology, ty) } else { KEYS.iter().map(|key| format!("{}{key}", ty.base)).collect() }).collect();
        Self { ontology, initial, pools }
    }
}

pub static DIRECTORY: LazyLock<House> = LazyLock::new(|| House::load("ontology"));
pub static UNIVERSITY: LazyLock<House> = LazyLock::new(|| House::load("tests/ontologies/university/ontology"));

/// Narrower concepts first, each followed by what is broader: chance meets chance.
fn concepts(ontology: &Ontology, ty: &Type) -> Vec<String> {
    let broader = ontology.path(ontology.broader);
    let mut found: Vec<String> = Vec::new();
    let mut add = |node: &str| if !found.iter().any(|own| own == node) { found.push(node.to_owned()) };
    for triple in &ontology.triples {
        let (NamedOrBlankNode::NamedNode(subject), Term::NamedNode(object)) = (&triple.subject, &triple.object) else { continue };
        if triple.predicate == *broader && subject.as_str().starts_with(&ty.base) {
            add(subject.as_str());
            add(object.as_str());
        }
    }
    for triple in &ontology.triples {
        let NamedOrBlankNode::NamedNode(subject) = &triple.subject else { continue };
        if triple.predicate == rdf::TYPE && triple.object == Term::from(ty.class.clone()) {
            add(subject.as_str());
        }
    }
    found.truncate(CONCEPTS_PER_VOCABULARY);
    found
}

/// One event, owned.
#[derive(Clone, Debug)]
pub struct Event {
    pub sequence: u64,
    pub time: jiff::Timestamp,
    pub subject: String,
    pub removed: Vec<Triple>,
    pub added: Vec<Triple>,
}

impl Event {
    pub fn change(&self) -> Change<'_> {
        Change { sequence: self.sequence, time: self.time, removed: &self.removed, added: &self.added, stamps: Vec::new() }
    }
}

pub fn changes(events: &[Event]) -> Vec<Change<'_>> {
    events.iter().map(Event::change).collect()
}

/// Some events, and where batches end.
#[derive(Debug)]
pub struct History {
    pub events: Vec<Event>,
    pub cuts: Vec<usize>,
}

impl History {
    pub fn batches(&self) -> impl Iterator<Item = &[Event]> {
        let starts = std::iter::once(0).chain(self.cuts.iter().copied());
        let ends = self.cuts.iter().copied().chain([self.events.len()]);
        starts.zip(ends).map(|(start, end)| &self.events[start..end]).filter(|batch| !batch.is_empty())
    }

    /// For the message of a failed case.
    pub fn shown(&self) -> String {
        let mut text = String::new();
        for (at, event) in self.events.iter().enumerate() {
            if self.cuts.contains(&at) {
                text.push_str("---\n");
            }
            text.push_str(&format!("event {} of {} at {}\n", event.sequence, event.subject, event.time));
            event.removed.iter().for_each(|triple| text.push_str(&format!("  - {triple}\n")));
            event.added.iter().for_each(|triple| text.push_str(&format!("  + {triple}\n")));
        }
        text
    }
}

/// Invents a history.
pub fn history(house: &House, choices: &mut Choices<'_>) -> History {
    let mut writer = Writer { house, now: BTreeMap::new(), events: Vec::new(), time: 1_700_000_000 };
    let count = choices.between(5, 60);
    for _ in 0..count {
        writer.event(choices);
    }
    let events = writer.events;
    let mut cuts: Vec<usize> = Vec::new();
    for at in 1..events.len() {
        // Batches of very different sizes: a large one sorts anew, a small one mends.
        if choices.chance(30) {
            cuts.push(at);
        }
    }
    History { events, cuts }
}

struct Writer<'a> {
    house: &'a House,
    now: BTreeMap<String, Vec<Triple>>,
    events: Vec<Event>,
    time: i64,
}

impl Writer<'_> {
    fn event(&mut self, choices: &mut Choices<'_>) {
        let ontology = &self.house.ontology;
        self.time += choices.below(3) as i64;
        let concept = choices.chance(4);
        let types: Vec<&Type> = ontology.types.iter().filter(|ty| ty.is_concept() == concept && !enumerated(ontology, ty)).collect();
        // Claims are what links stand on: there should be many.
        let claims: Vec<&Type> = types.iter().copied().filter(|ty| ty.claim.is_some()).collect();
        let ty = if choices.chance(25) && !claims.is_empty() { choices.pick(&claims).copied() } else { choices.pick(&types).copied() };
        let Some(ty) = ty else { return };
        let subject = match self.house.pools.get(usize::from(ty.id.0)).and_then(|pool| choices.pick(pool)) {
            Some(own) if !concept || choices.chance(60) => own.clone(),
            _ => format!("{}new-concept", ty.base),
        };
        let before = match self.now.get(&subject) {
            Some(triples) => triples.clone(),
            None => ontology.triples.iter().filter(|triple| triple.subject.to_string() == format!("<{subject}>") && said_of_records(ontology, ty, triple)).cloned().collect(),
        };
        let after = match (before.is_empty(), choices.below(10)) {
            (false, 8..) => Vec::new(),
            (false, 4..8) => self.revised(choices, ty, &subject, &before),
            _ => self.record(choices, ty, &subject),
        };
        let removed: Vec<Triple> = before.iter().filter(|triple| !after.contains(triple)).cloned().collect();
        let added: Vec<Triple> = after.iter().filter(|triple| !before.contains(triple)).cloned().collect();
        if removed.is_empty() && added.is_empty() {
            return;
        }
        self.events.push(Event { sequence: self.events.len() as u64 + 1, time: jiff::Timestamp::from_second(self.time).unwrap(), subject: subject.clone(), removed, added });
        let mut kept: Vec<Triple> = before.into_iter().filter(|triple| after.contains(triple)).collect();
        kept.extend(after.into_iter().filter(|triple| !kept.contains(triple)).collect::<Vec<_>>());
        self.now.insert(subject, kept);
    }

    fn record(&self, choices: &mut Choices<'_>, ty: &Type, subject: &str) -> Vec<Triple> {
        let node = NamedNode::new_unchecked(subject);
        let mut triples = vec![Triple::new(node.clone(), rdf::TYPE, ty.class.clone())];
        for property in ty.properties.iter().filter(|property| property.is_public() && !property.derived) {
            triples.extend(self.values(choices, property, &node));
        }
        // Something that no shape covers, as after a change of the ontology.
        if choices.chance(5) {
            triples.push(Triple::new(node, NamedNode::new_unchecked("https://elsewhere.example/ns#rest"), NamedNode::new_unchecked(subject)));
        }
        triples
    }

    /// The values of some properties anew.
    fn revised(&self, choices: &mut Choices<'_>, ty: &Type, subject: &str, before: &[Triple]) -> Vec<Triple> {
        let mut after = before.to_vec();
        let node = NamedNode::new_unchecked(subject);
        for _ in 0..choices.between(1, 3) {
            let stated: Vec<&Arc<Property>> = ty.properties.iter().filter(|property| property.is_public() && !property.derived).collect();
            let Some(property) = choices.pick(&stated) else { continue };
            let path = self.house.ontology.path(property.path);
            after.retain(|triple| triple.predicate != *path);
            after.extend(self.values(choices, property, &node));
        }
        after
    }

    fn values(&self, choices: &mut Choices<'_>, property: &Property, node: &NamedNode) -> Vec<Triple> {
        let presence = if property.min_count > 0 { 97 } else { 55 };
        if !choices.chance(presence) {
            return Vec::new();
        }
        let one_per_language = property.single && matches!(property.range, Range::LocalText);
        let most = if one_per_language { 3 } else { property.max_count.min(3) as usize };
        let count = choices.between(1, most.max(1));
        let mut values: Vec<Value> = Vec::new();
        let mut languages: Vec<&str> = Vec::new();
        for _ in 0..count {
            let language = choices.pick(LANGUAGES).copied().unwrap_or_default();
            if one_per_language && languages.contains(&language) {
                continue;
            }
            languages.push(language);
            let Some(value) = self.value(choices, property, language) else { continue };
            if !values.contains(&value) {
                values.push(value);
            }
        }
        let path = self.house.ontology.path(property.path);
        values.iter().map(|value| Triple::new(node.clone(), path.clone(), value.term(&property.range))).collect()
    }

    fn value(&self, choices: &mut Choices<'_>, property: &Property, language: &str) -> Option<Value> {
        if !property.constraints.one_of.is_empty() {
            return Value::lexical(&property.range, choices.pick(&property.constraints.one_of)?);
        }
        let text = |choices: &mut Choices<'_>| choices.pick(TEXTS).map(|text| (*text).to_owned());
        Some(match &property.range {
            Range::Text => Value::Text(LocalText { text: text(choices)?, language: String::new() }),
            Range::LocalText => Value::Text(LocalText { text: text(choices)?, language: language.to_owned() }),
            Range::Integer => Value::Integer(choices.between(1, 9) as i64 - 3),
            Range::Decimal => Value::Decimal(choices.between(0, 40) as f64 / 4.0 - 2.0),
            Range::Boolean => Value::Boolean(choices.chance(50)),
            Range::Date => Value::Date(jiff::civil::date(2018, choices.between(1, 4) as i8, choices.between(1, 28) as i8)),
            Range::DateTime => Value::DateTime(jiff::Timestamp::from_second(1_600_000_000 + choices.below(5) as i64).ok()?),
            Range::Year => Value::Year(2015 + choices.below(6) as i16),
            Range::Address => Value::Iri(format!("https://Site{}.example/Path", choices.below(4))),
            // An identifier belongs to one record: the number is that of the record.
            Range::Identifier(scheme) => Value::Iri(self.identifier(choices, *scheme)),
            Range::Link(targets) => Value::Iri(self.target(choices, targets)?),
        })
    }

    fn identifier(&self, choices: &mut Choices<'_>, scheme: Scheme) -> String {
        // Numbers go up, so no two records ever have the same one.
        scheme.sample(self.events.len() as u64 * 8 + choices.below(2) as u64)
    }

    /// Often a record that is there, sometimes one that is gone or never comes.
    fn target(&self, choices: &mut Choices<'_>, targets: &Targets) -> Option<String> {
        let ty = choices.pick(&targets.types)?;
        let pool = self.house.pools.get(usize::from(ty.0))?;
        if choices.chance(3) {
            return Some(format!("{}new-concept", self.house.ontology.ty(*ty).base));
        }
        let there: Vec<&String> = pool.iter().filter(|iri| self.now.get(*iri).is_some_and(|triples| !triples.is_empty())).collect();
        if choices.chance(75) && !there.is_empty() { choices.pick(&there).map(|iri| (*iri).clone()) } else { choices.pick(pool).cloned() }
    }
}

pub fn enumerated(ontology: &Ontology, ty: &Type) -> bool {
    ty.vocabulary.is_some_and(|at| ontology.vocabularies[at].enumeration)
}

/// Whether records of this type show the triple; the rest of what the ontology says of its concepts stays as it is.
fn said_of_records(ontology: &Ontology, ty: &Type, triple: &Triple) -> bool {
    triple.predicate == rdf::TYPE || ontology.path_id(&triple.predicate).and_then(|path| ty.slot(path)).is_some()
}
