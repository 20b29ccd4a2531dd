//! What phrases mean: the ontology's words, the concepts' names and synonyms, and the names of records.
//!
//! Built once from a snapshot; afterwards only the names of records change, and [`Lexicon::after`] follows them.

use super::english::{self, Function};
use super::words::{Word, words};
use crate::ontology::{LocalText, Ontology, PathId, Range, Role, TypeId};
use crate::views::records::{Difference, Id, Record, Snapshot};
use rust_stemmers::{Algorithm, Stemmer};
use rustc_hash::{FxBuildHasher, FxHashMap};
use std::sync::Arc;

type Map<K, V> = imbl::GenericHashMap<K, V, FxBuildHasher, imbl::shared_ptr::DefaultSharedPtr>;

/// Words of the longest name of a record that a question can quote.
pub const NAME_WORDS_MAX: usize = 16;
/// Records of one name; more cannot be told apart by name.
pub const NAME_RECORDS_MAX: usize = 8;
/// Words of a name that can be quoted by one of them.
const NAME_WORDS_SHORT: usize = 5;
/// Records that one word of their names may still mean.
const NAME_RECORDS_ALIKE: usize = 3;
/// Stems shorter than this say too little.
const STEM_LETTERS_MIN: usize = 5;

/// What a phrase can stand for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Meaning {
    /// Records of a type, or the concepts of a vocabulary.
    Type(TypeId),
    Concept(Id),
    Record(Id),
    /// A link, by its verb.
    Verb(PathId),
    /// A property, by its label.
    Property(PathId),
    /// A side of a boolean.
    Flag(PathId, bool),
    /// A value out of a closed list of texts.
    Value(PathId, Arc<str>),
    /// What the whole directory is about.
    Subject,
    Function(Function),
    /// A record, by one word of its name.
    NamedLike(Id),
}

#[derive(Clone, Debug)]
struct Entry {
    meaning: Meaning,
    /// Folded, as in the ontology.
    plain: Box<str>,
    /// Phrases that begin with a word like "which" are only meant word for word.
    exact: Option<Box<str>>,
}

/// What the ontology says; the same for every snapshot of a process.
#[derive(Debug, Default)]
struct Phrases {
    /// By the base forms of their words.
    bases: FxHashMap<Box<str>, Vec<Entry>>,
    /// By the stems of their words; only concepts and types.
    stems: FxHashMap<Box<str>, Vec<Meaning>>,
    /// Verbs and words with a function, word for word.
    plain: FxHashMap<Box<str>, Vec<Meaning>>,
    /// Codes that are meant only in capitals.
    codes: FxHashMap<Box<str>, Id>,
    /// How many words a phrase can have that begins with this word, in base form, plain or stemmed.
    longest: FxHashMap<Box<str>, usize>,
    /// Every word of every phrase, for misspellings, sorted.
    vocabulary: Vec<Box<str>>,
}

/// Phrases and their meanings.
#[derive(Clone, Debug)]
pub struct Lexicon {
    phrases: Arc<Phrases>,
    names: Map<Arc<str>, Arc<[Id]>>,
    names_longest: Map<Arc<str>, usize>,
    /// Single words of the short names of records that others link to: surnames, towns of universities.
    name_words: Map<Arc<str>, Arc<[Id]>>,
    /// Texts that records have in properties that are counted: "North campus".
    values: Map<Arc<str>, Arc<[Meaning]>>,
}

/// What was found for some words in a row.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Found {
    pub meanings: Vec<Meaning>,
    /// Only the stems agree.
    pub loose: bool,
}

impl Lexicon {
    #[must_use]
    pub fn new(snapshot: &Snapshot) -> Self {
        let mut phrases = Phrases::default();
        let mut vocabulary = std::collections::BTreeSet::new();
        let mut builder = Builder { phrases: &mut phrases, stemmer: Stemmer::create(Algorithm::English), vocabulary: &mut vocabulary };
        builder.functions();
        builder.ontology(snapshot.ontology());
        for record in snapshot.records().filter(|record| snapshot.ontology().ty(record.ty).is_concept()) {
            builder.concept(snapshot, record);
        }
        phrases.vocabulary = vocabulary.into_iter().collect();
        let mut lexicon = Self { phrases: Arc::new(phrases), names: Map::default(), names_longest: Map::default(), name_words: Map::default(), values: Map::default() };
        for record in snapshot.records() {
            lexicon.name(snapshot.ontology(), record, true);
        }
        lexicon
    }

    /// The lexicon of the snapshot after these changes.
    #[must_use]
    pub fn after(&self, ontology: &Ontology, differences: &[Difference]) -> Self {
        let mut next = self.clone();
        for difference in differences {
            if let Some(record) = &difference.before {
                next.name(ontology, record, false);
            }
            if let Some(record) = &difference.after {
                next.name(ontology, record, true);
            }
        }
        next
    }

    /// The words of short names, of records that others link to. Common ones tell nobody apart and are left out.
    fn name_words(&mut self, ontology: &Ontology, record: &Record, words: &[Word], enters: bool) {
        let linked = |property: &crate::ontology::Property| property.facet && property.range.targets().is_some_and(|targets| targets.types.contains(&record.ty));
        if words.len() > NAME_WORDS_SHORT || !ontology.types.iter().flat_map(|ty| &ty.properties).any(|property| linked(property)) {
            return;
        }
        for word in words.iter().filter(|word| word.plain.chars().count() >= super::spelling::LETTERS_MIN) {
            if self.knows(&word.plain) || self.knows(&word.base) {
                continue;
            }
            let ids = self.name_words.get(word.plain.as_str()).cloned().unwrap_or_default();
            if ids.len() > NAME_RECORDS_ALIKE && enters {
                continue;
            }
            let ids: Vec<Id> = ids.iter().copied().filter(|id| *id != record.id).chain(enters.then_some(record.id)).collect();
            self.name_words.insert(word.plain.as_str().into(), ids.into());
        }
    }

    /// A text once used stays understood, whether or not a record still has it.
    fn value(&mut self, ontology: &Ontology, record: &Record) {
        let ty = ontology.ty(record.ty);
        let counted = ty.properties.iter().zip(&record.values).filter(|(property, _)| property.facet && property.is_public() && matches!(property.range, Range::Text) && property.constraints.one_of.is_empty());
        for (property, text) in counted.flat_map(|(property, values)| values.texts().iter().map(move |text| (property, text))) {
            let text = text.raw();
            let words = words(&text);
            let key = name_key(&words);
            let known = self.values.get(key.as_str()).cloned().unwrap_or_default();
            let meaning = Meaning::Value(property.path, text.as_ref().into());
            if key.is_empty() || words.len() > NAME_WORDS_MAX || known.len() >= NAME_RECORDS_MAX || known.contains(&meaning) {
                continue;
            }
            self.long(&key, words.len());
            self.values.insert(key.into(), known.iter().cloned().chain([meaning]).collect());
        }
    }

    fn long(&mut self, key: &str, words: usize) {
        if let Some(first) = key.split(' ').next() {
            let longest = self.names_longest.get(first).copied().unwrap_or(0).max(words);
            self.names_longest.insert(first.into(), longest);
        }
    }

    fn name(&mut self, ontology: &Ontology, record: &Record, enters: bool) {
        if enters {
            self.value(ontology, record);
        }
        let ty = ontology.ty(record.ty);
        if ty.is_concept() || ty.search_weight <= 0.0 || ty.role(Role::Label).is_none() {
            return;
        }
        let named = ty.properties.iter().zip(&record.values).filter(|(property, _)| matches!(property.role, Some(Role::Label | Role::AlternativeLabel)) && property.is_public());
        for text in named.flat_map(|(_, values)| values.texts()) {
            let words = words(&text.raw());
            let key = name_key(&words);
            if key.is_empty() || words.len() > NAME_WORDS_MAX {
                continue;
            }
            self.name_words(ontology, record, &words, enters);
            let ids = self.names.get(key.as_str()).cloned().unwrap_or_default();
            let mut ids: Vec<Id> = ids.iter().copied().filter(|id| *id != record.id).collect();
            if enters && ids.len() < NAME_RECORDS_MAX {
                ids.push(record.id);
                ids.sort_unstable();
            }
            self.long(&key, words.len());
            let key: Arc<str> = key.into();
            if ids.is_empty() { self.names.remove(&key) } else { self.names.insert(key, ids.into()) };
        }
    }

    /// How many words a phrase can have that begins with this word.
    #[must_use]
    pub fn longest(&self, first: &Word, stem: &str) -> usize {
        let known = |word: &str| self.phrases.longest.get(word).copied().unwrap_or(0);
        known(&first.base).max(known(&first.plain)).max(known(stem)).max(self.names_longest.get(first.plain.as_str()).copied().unwrap_or(0)).max(1)
    }

    /// The meanings of these words in a row. `stems` are theirs.
    #[must_use]
    pub fn find(&self, words: &[Word], stems: &[String], context: Context) -> Found {
        let mut found = Found::default();
        let plain = joined(words.iter().map(|word| word.plain.as_str()), false);
        let mut word_for_word = false;
        if let Some(entries) = self.phrases.bases.get(joined(words.iter().map(|word| word.base.as_str()), true).as_str()) {
            found.meanings.extend(entries.iter().filter(|entry| entry.exact.as_deref().is_none_or(|exact| exact == plain || exact == marked(words))).map(|entry| entry.meaning.clone()));
            word_for_word = entries.iter().any(|entry| *entry.plain == plain);
        }
        if let ([word], Some(code)) = (words, self.phrases.codes.get(plain.as_str()).filter(|_| context.codes))
            && (word.capitals && context.mixed || context.after_article)
            && !found.meanings.contains(&Meaning::Concept(*code))
        {
            found.meanings.push(Meaning::Concept(*code));
        }
        let functions = self.phrases.plain.get(plain.as_str());
        let name = name_key(words);
        if let Some(ids) = self.names.get(name.as_str()).filter(|_| !english::is_article(words.first().map_or("", |word| &word.plain))) {
            // A name that is also an everyday word has to be written like a name.
            let everyday = functions.is_some() && found.meanings.is_empty();
            let written_as_name = words.iter().all(|word| word.capital) && context.mixed;
            if written_as_name && !word_for_word {
                // "Altmetric" is not "altmetrics".
                found.meanings.retain(|meaning| !matches!(meaning, Meaning::Concept(_)));
            }
            if !everyday || written_as_name && !context.first {
                found.meanings.extend(ids.iter().map(|id| Meaning::Record(*id)));
            }
        }
        if let Some(values) = self.values.get(name.as_str()).filter(|_| functions.is_none()) {
            found.meanings.extend(values.iter().cloned());
        }
        if let Some(functions) = functions {
            found.meanings.extend(functions.iter().cloned());
        }
        if found.meanings.is_empty() && stems.iter().all(|stem| stem.len() >= STEM_LETTERS_MIN || words.len() > 1) {
            if let Some(meanings) = self.phrases.stems.get(joined(stems.iter().map(String::as_str), true).as_str()) {
                found = Found { meanings: meanings.clone(), loose: true };
            }
        }
        if let ([word], true) = (words, found.meanings.is_empty())
            && let Some(ids) = self.name_words.get(word.plain.as_str()).filter(|ids| ids.len() <= NAME_RECORDS_ALIKE)
        {
            found = Found { meanings: ids.iter().map(|id| Meaning::NamedLike(*id)).collect(), loose: true };
        }
        found
    }

    #[must_use]
    pub fn knows(&self, word: &str) -> bool {
        self.phrases.vocabulary.binary_search_by(|own| own.as_ref().cmp(word)).is_ok()
    }

    /// Every word of the ontology's phrases and of English here.
    pub fn vocabulary(&self) -> impl Iterator<Item = &str> {
        self.phrases.vocabulary.iter().map(AsRef::as_ref)
    }
}

/// Where the words stand that are looked up.
#[derive(Clone, Copy, Debug)]
pub struct Context {
    /// Codes may be meant: the question is not written in capitals throughout.
    pub mixed: bool,
    pub codes: bool,
    /// "in the us".
    pub after_article: bool,
    /// The first word is the first of a sentence.
    pub first: bool,
}

/// Words in a row; articles inside are left out when `lean`.
fn joined<'a>(words: impl Iterator<Item = &'a str>, lean: bool) -> String {
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
fn marked(words: &[Word]) -> String {
    let mut key = String::new();
    for (at, word) in words.iter().enumerate() {
        if at > 0 {
            key.push(if word.mark == super::words::Mark::Dash { '-' } else { ' ' });
        }
        key.push_str(&word.plain);
    }
    key
}

fn name_key(words: &[Word]) -> String {
    let words = words.strip_prefix_article();
    joined(words.iter().map(|word| word.plain.as_str()), true)
}

trait StripArticle {
    fn strip_prefix_article(&self) -> &Self;
}

impl StripArticle for [Word] {
    fn strip_prefix_article(&self) -> &Self {
        match self {
            [first, rest @ ..] if english::is_article(&first.plain) && !rest.is_empty() => rest,
            all => all,
        }
    }
}

/// Persons and other agents by the classes of FOAF and schema.org, for ontologies that give no word for "who".
fn is_agent(ontology: &Ontology, ty: &crate::ontology::Type) -> bool {
    const AGENTS: [&str; 4] = ["http://xmlns.com/foaf/0.1/Person", "http://xmlns.com/foaf/0.1/Agent", "https://schema.org/Person", "http://schema.org/Person"];
    let kinds = ontology.triples.iter().filter(|triple| triple.subject == ty.class.clone().into() && triple.predicate == crate::ontology::terms::RDFS_SUB_CLASS_OF);
    AGENTS.contains(&ty.class.as_str()) || kinds.into_iter().any(|triple| matches!(&triple.object, oxigraph::model::Term::NamedNode(class) if AGENTS.contains(&class.as_str())))
}

struct Builder<'a> {
    phrases: &'a mut Phrases,
    stemmer: Stemmer,
    vocabulary: &'a mut std::collections::BTreeSet<Box<str>>,
}

impl Builder<'_> {
    fn functions(&mut self) {
        for (phrase, function) in english::functions() {
            let meanings = self.phrases.plain.entry(phrase.into()).or_default();
            if !meanings.iter().any(|meaning| matches!(meaning, Meaning::Function(_))) {
                meanings.push(Meaning::Function(function));
            }
            self.begins(phrase);
        }
    }

    fn begins(&mut self, phrase: &str) {
        let parts: Vec<&str> = phrase.split(' ').collect();
        if let Some(first) = parts.first() {
            // Articles may stand between the words of a question.
            let longest = self.phrases.longest.entry((*first).into()).or_default();
            *longest = (*longest).max(if parts.len() > 1 { parts.len() + 1 } else { 1 });
        }
        self.vocabulary.extend(parts.into_iter().filter(|part| part.len() >= super::spelling::LETTERS_MIN).map(Into::into));
    }

    fn phrase(&mut self, text: &str, meaning: &Meaning, loose: bool) {
        let words = words(text);
        let Some(first) = words.first() else { return };
        let plain = joined(words.iter().map(|word| word.plain.as_str()), false);
        let asks = words.len() > 1 && matches!(first.plain.as_str(), "which" | "what" | "who" | "how" | "where" | "no" | "not");
        // "How-to" is a name, "how to" is not.
        let dashed = words.len() > 1 && words.iter().all(|word| english::is_filler(&word.plain));
        let exact = if dashed { Some(marked(&words)) } else { asks.then(|| plain.clone()) };
        let entry = Entry { meaning: meaning.clone(), plain: plain.as_str().into(), exact: exact.map(Into::into) };
        let base = joined(words.iter().map(|word| word.base.as_str()), true);
        let stem = joined(words.iter().map(|word| self.stemmer.stem(&word.plain).into_owned()).collect::<Vec<_>>().iter().map(String::as_str), true);
        for phrase in [&plain, &base, &stem] {
            let first = phrase.split(' ').next().unwrap_or_default();
            let longest = self.phrases.longest.entry(first.into()).or_default();
            *longest = (*longest).max(if words.len() > 1 { words.len() + 1 } else { 1 });
        }
        let entries = self.phrases.bases.entry(base.into()).or_default();
        if !entries.iter().any(|own| own.meaning == entry.meaning) {
            entries.push(entry);
        }
        if loose && !asks && !dashed {
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

    fn english<'t>(texts: &'t [LocalText]) -> impl Iterator<Item = &'t str> {
        texts.iter().filter(|text| text.language.is_empty() || text.language.starts_with("en")).map(|text| text.text.as_str())
    }

    fn ontology(&mut self, ontology: &Ontology) {
        for word in Self::english(&ontology.directory.words) {
            self.phrase(word, &Meaning::Subject, false);
        }
        let names = |ty: &crate::ontology::Type| Self::english(&ty.words).map(str::to_lowercase).collect::<Vec<_>>();
        if !ontology.types.iter().any(|ty| names(ty).iter().any(|word| word == "who")) {
            for ty in ontology.types.iter().filter(|ty| is_agent(ontology, ty)) {
                self.phrase("who", &Meaning::Type(ty.id), false);
            }
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
        for form in english::verb_forms(&crate::views::fold::fold(verb)) {
            let meanings = self.phrases.plain.entry(form.as_str().into()).or_default();
            if !meanings.contains(&Meaning::Verb(path)) {
                meanings.push(Meaning::Verb(path));
            }
            self.begins(&form);
        }
    }

    fn concept(&mut self, snapshot: &Snapshot, record: &Record) {
        let ontology = snapshot.ontology();
        let ty = ontology.ty(record.ty);
        let meaning = Meaning::Concept(record.id);
        for (property, values) in ty.properties.iter().zip(&record.values) {
            let named = matches!(property.role, Some(Role::Label | Role::AlternativeLabel));
            let code = ontology.path(property.path).as_ref() == crate::ontology::terms::SKOS_NOTATION;
            for text in values.texts().iter().filter(|text| text.language().is_empty() || text.language().starts_with("en")) {
                if named {
                    self.phrase(&text.raw(), &meaning, true);
                } else if code {
                    self.phrases.codes.entry(crate::views::fold::fold(&text.raw()).into()).or_insert(record.id);
                }
            }
        }
    }
}
