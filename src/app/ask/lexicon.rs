//! What phrases mean: the ontology's words, the concepts' names and synonyms, and the names of records.
//!
//! Built once from a snapshot; afterwards only the names of records change, and [`Lexicon::after`] follows them.

use super::english::{self, Function};
use super::phrases::{Phrases, joined, marked};
use super::words::{Word, words};
use crate::ontology::{Ontology, PathId, Range, Role, TypeId};
use crate::views::records::{Difference, Id, Record, Snapshot};
use rustc_hash::FxBuildHasher;
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
        let phrases = Phrases::new(snapshot);
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
            let phrase = self.is_phrase(words);
            let everyday = found.meanings.is_empty() && (functions.is_some() || phrase || is_everyday(words));
            let written_as_name = words.iter().all(|word| word.capital || english::is_preposition(&word.plain) || english::is_article(&word.plain)) && context.mixed;
            if written_as_name && !word_for_word {
                // "Altmetric" is not "altmetrics".
                found.meanings.retain(|meaning| !matches!(meaning, Meaning::Concept(_)));
            }
            if !everyday || written_as_name && (phrase || !context.first) {
                found.meanings.extend(ids.iter().map(|id| Meaning::Record(*id)));
            }
        }
        if let Some(values) = self.values.get(name.as_str()).filter(|_| functions.is_none()) {
            found.meanings.extend(values.iter().cloned());
        }
        if let Some(functions) = functions {
            found.meanings.extend(functions.iter().cloned());
        }
        if found.meanings.is_empty()
            && stems.iter().all(|stem| stem.len() >= super::phrases::STEM_LETTERS_MIN || words.len() > 1)
            && let Some(meanings) = self.phrases.stems.get(joined(stems.iter().map(String::as_str), true).as_str())
        {
            found = Found { meanings: meanings.clone(), loose: true };
        }
        if let ([word], true) = (words, found.meanings.is_empty())
            && let Some(ids) = self.name_words.get(word.plain.as_str()).filter(|ids| ids.len() <= NAME_RECORDS_ALIKE)
        {
            found = Found { meanings: ids.iter().map(|id| Meaning::NamedLike(*id)).collect(), loose: true };
        }
        found
    }

    /// "Social media for researchers": a title that asks for something itself, out of words that mean something here.
    fn is_phrase(&self, words: &[Word]) -> bool {
        let relates = |word: &Word| english::is_preposition(&word.plain);
        words.len() > 1 && words.iter().any(relates) && words.iter().all(|word| relates(word) || english::is_article(&word.plain) || self.knows(&word.plain) || self.knows(&word.base))
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

/// A word of everyday English or a number, which nobody takes for a name unless it is written like one.
fn is_everyday(words: &[Word]) -> bool {
    matches!(words, [word] if english::is_common(&word.plain) || word.plain.chars().all(|letter| letter.is_ascii_digit()))
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
