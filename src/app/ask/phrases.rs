//! What the ontology's words and the names of its concepts mean; made once.

use super::english::{self, Function};
use super::lexicon::Meaning;
use super::words::{Mark, Word, words};
use crate::ontology::terms::{RDFS_SUB_CLASS_OF, SKOS_NOTATION};
use crate::ontology::{LocalText, Ontology, PathId, Range, Role, Type, TypeId};
use crate::views::fold::fold;
use crate::views::records::{Id, Record, Snapshot};
use crate::views::words::analysis;
use oxigraph::model::Term;
use rustc_hash::FxHashMap;
use std::collections::BTreeSet;

/// Stems shorter than this say too little.
pub const STEM_LETTERS_MIN: usize = 5;

#[derive(Clone, Debug)]
pub struct Entry {
    pub meaning: Meaning,
    /// Folded, as in the ontology.
    pub plain: Box<str>,
    /// Phrases that begin with a word like "which" are only meant word for word.
    pub exact: Option<Box<str>>,
}

/// What the ontology says; the same for every snapshot of a process.
#[derive(Debug, Default)]
pub struct Phrases {
    /// By the base forms of their words.
    pub bases: FxHashMap<Box<str>, Vec<Entry>>,
    /// By the stems of their words; only concepts and types.
    pub stems: FxHashMap<Box<str>, Vec<Meaning>>,
    /// Verbs and words with a function, word for word.
    pub plain: FxHashMap<Box<str>, Vec<Meaning>>,
    /// Codes that are meant only in capitals.
    pub codes: FxHashMap<Box<str>, Id>,
    /// How many words a phrase can have that begins with this word, in base form, plain or stemmed.
    pub longest: FxHashMap<Box<str>, usize>,
    /// Every word of every phrase, for misspellings, sorted.
    pub vocabulary: Vec<Box<str>>,
}

impl Phrases {
    #[must_use]
    pub fn new(snapshot: &Snapshot) -> Self {
        let mut builder = Builder { phrases: Self::default(), vocabulary: BTreeSet::new() };
        builder.functions();
        builder.ontology(snapshot.ontology());
        for record in snapshot.records().filter(|record| snapshot.ontology().ty(record.ty).is_concept()) {
            builder.concept(snapshot, record);
        }
        let Builder { mut phrases, vocabulary, .. } = builder;
        phrases.vocabulary = vocabulary.into_iter().collect();
        phrases
    }
}

/// Words in a row; articles inside are left out when `lean`.
#[must_use]
pub fn joined<'a>(words: impl Iterator<Item = &'a str>, lean: bool) -> String {
    let mut key = String::with_capacity(32);
    for (at, word) in words.enumerate() {
        if lean && at > 0 && english::is_article(word) {
            continue;
        }
        if !key.is_empty() {
            key.push(' ');
        }
        key.push_str(word);
    }
    key
}

/// Words in a row with the dashes between them.
#[must_use]
pub fn marked(words: &[Word]) -> String {
    let mut key = String::new();
    for (at, word) in words.iter().enumerate() {
        if at > 0 {
            key.push(if word.mark == Mark::Dash { '-' } else { ' ' });
        }
        key.push_str(&word.plain);
    }
    key
}

/// What "who" asks for: the types that have it as a word, else those that are agents.
#[must_use]
pub fn agents(ontology: &Ontology) -> Vec<TypeId> {
    let who = |ty: &&Type| ty.words.iter().any(|word| word.text.eq_ignore_ascii_case("who"));
    let named: Vec<TypeId> = ontology.types.iter().filter(who).map(|ty| ty.id).collect();
    if named.is_empty() { ontology.types.iter().filter(|ty| is_agent(ontology, ty)).map(|ty| ty.id).collect() } else { named }
}

/// Persons and other agents by the classes of FOAF and schema.org, for ontologies that give no word for "who".
fn is_agent(ontology: &Ontology, ty: &Type) -> bool {
    const AGENTS: [&str; 4] = ["http://xmlns.com/foaf/0.1/Person", "http://xmlns.com/foaf/0.1/Agent", "https://schema.org/Person", "http://schema.org/Person"];
    let kinds = ontology.triples.iter().filter(|triple| triple.subject == ty.class.clone().into() && triple.predicate == RDFS_SUB_CLASS_OF);
    AGENTS.contains(&ty.class.as_str()) || kinds.into_iter().any(|triple| matches!(&triple.object, Term::NamedNode(class) if AGENTS.contains(&class.as_str())))
}

struct Builder {
    phrases: Phrases,
    vocabulary: BTreeSet<Box<str>>,
}

impl Builder {
    fn functions(&mut self) {
        for (phrase, function) in english::functions() {
            let meanings = self.phrases.plain.entry(phrase.into()).or_default();
            if !meanings.iter().any(|meaning| matches!(meaning, Meaning::Function(_))) {
                meanings.push(Meaning::Function(function));
            }
            // Nobody's misspelling is taken for a word that says nothing or can only be reported.
            self.begins(phrase, !matches!(function, Function::Untold | Function::Empty));
        }
    }

    fn begins(&mut self, phrase: &str, corrects: bool) {
        let parts: Vec<&str> = phrase.split(' ').collect();
        if let Some(first) = parts.first() {
            // Articles may stand between the words of a question.
            let longest = self.phrases.longest.entry((*first).into()).or_default();
            *longest = (*longest).max(if parts.len() > 1 { parts.len() + 1 } else { 1 });
        }
        self.vocabulary.extend(parts.into_iter().filter(|part| corrects && part.len() >= super::spelling::LETTERS_MIN).map(Into::into));
    }

    fn phrase(&mut self, text: &str, meaning: &Meaning, loose: bool) {
        let words = words(text);
        let Some(first) = words.first() else { return };
        let plain = joined(words.iter().map(|word| word.plain.as_str()), false);
        let asks = words.len() > 1 && matches!(first.plain.as_str(), "which" | "what" | "who" | "how" | "where" | "no" | "not");
        // "How-to" is a name, "how to" is not.
        let dashed = words.len() > 1 && words.iter().all(|word| english::is_empty(&word.plain));
        let exact = if dashed { Some(marked(&words)) } else { asks.then(|| plain.clone()) };
        let entry = Entry { meaning: meaning.clone(), plain: plain.as_str().into(), exact: exact.map(Into::into) };
        let base = joined(words.iter().map(|word| word.base.as_str()), true);
        let stem = joined(words.iter().map(|word| analysis::stem(&word.plain).into_owned()).collect::<Vec<_>>().iter().map(String::as_str), true);
        for phrase in [&plain, &base, &stem] {
            let first = phrase.split(' ').next().unwrap_or_default();
            let longest = self.phrases.longest.entry(first.into()).or_default();
            *longest = (*longest).max(if words.len() > 1 { words.len() + 1 } else { 1 });
        }
        let entries = self.phrases.bases.entry(base.into()).or_default();
        if !entries.iter().any(|own| own.meaning == entry.meaning) {
            entries.push(entry);
        }
        // Who does something is not what is done: "funder" and "funded" have one stem and two meanings.
        let doer = words.last().is_some_and(|word| ["er", "ers", "or", "ors"].iter().any(|end| word.plain.ends_with(end)));
        if loose && !asks && !dashed && !doer {
            let meanings = self.phrases.stems.entry(stem.into()).or_default();
            if !meanings.contains(meaning) {
                meanings.push(meaning.clone());
            }
        }
        for word in words.iter().filter(|word| word.plain.len() >= super::spelling::LETTERS_MIN) {
            self.vocabulary.insert(word.plain.as_str().into());
            self.vocabulary.insert(word.base.as_str().into());
        }
    }

    fn english(texts: &[LocalText]) -> impl Iterator<Item = &str> {
        texts.iter().filter(|text| text.language.is_empty() || text.language.starts_with("en")).map(|text| text.text.as_str())
    }

    fn ontology(&mut self, ontology: &Ontology) {
        for word in Self::english(&ontology.directory.words) {
            self.phrase(word, &Meaning::Subject, false);
        }
        for ty in agents(ontology) {
            self.phrase("who", &Meaning::Type(ty), false);
        }
        for ty in &ontology.types {
            let meaning = Meaning::Type(ty.id);
            for word in Self::english(&ty.words).chain([ty.label.as_str()]) {
                self.phrase(word, &meaning, true);
                let words = words(word);
                if let Some(last) = words.last() {
                    let plural = english::plural(&last.plain);
                    self.vocabulary.insert(plural.into());
                }
            }
            for property in ty.properties.iter().filter(|property| property.is_public()) {
                for verb in Self::english(&property.verbs) {
                    self.verb(verb, property.path);
                }
                if matches!(property.range, Range::Boolean) {
                    for word in Self::english(&property.words_true).chain([property.label.as_str()]) {
                        self.phrase(word, &Meaning::Flag(property.path, true), false);
                    }
                    for word in Self::english(&property.words_false) {
                        self.phrase(word, &Meaning::Flag(property.path, false), false);
                    }
                } else if !matches!(property.role, Some(Role::Label)) {
                    self.phrase(&property.label, &Meaning::Property(property.path), false);
                }
                for value in &property.constraints.one_of {
                    self.phrase(value, &Meaning::Value(property.path, value.as_str().into()), true);
                }
            }
        }
    }

    fn verb(&mut self, verb: &str, path: PathId) {
        for form in english::verb_forms(&fold(verb)) {
            let meanings = self.phrases.plain.entry(form.as_str().into()).or_default();
            if !meanings.contains(&Meaning::Verb(path)) {
                meanings.push(Meaning::Verb(path));
            }
            self.begins(&form, true);
        }
    }

    fn concept(&mut self, snapshot: &Snapshot, record: &Record) {
        let ontology = snapshot.ontology();
        let ty = ontology.ty(record.ty);
        let meaning = Meaning::Concept(record.id);
        for (property, values) in ty.properties.iter().zip(&record.values) {
            let named = matches!(property.role, Some(Role::Label | Role::AlternativeLabel));
            let code = ontology.path(property.path).as_ref() == SKOS_NOTATION;
            for text in values.texts().iter().filter(|text| text.language().is_empty() || text.language().starts_with("en")) {
                if named {
                    self.phrase(&text.raw(), &meaning, true);
                } else if code {
                    self.phrases.codes.entry(fold(&text.raw()).into()).or_insert(record.id);
                }
            }
        }
    }
}
