//! What may stand for each word of a query, and the tantivy queries that look for it.

use tantivy::query::{BooleanQuery, BoostQuery, DisjunctionMaxQuery, Occur, PhraseQuery, Query, TermQuery};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{Searcher, Term};

use super::analysis::{joined, stem};
use super::index::Layout;
use super::query::{Asked, Unit, phrase_words};
use super::spelling::{is_known, near_words, nearest_words, typos_allowed};
use super::{Role, WordsError};

/// Beside the field that fits a word best, the others count this much.
const OTHER_FIELDS: f32 = 0.2;
/// What a word with typos counts beside one without.
const CORRECTED: f32 = 0.7;
/// Letters of a word that may be two words written together.
const SPLIT_LETTERS: std::ops::RangeInclusive<usize> = 4..=20;

/// One word of the query with everything that may stand for it.
#[derive(Clone)]
pub(super) struct Clause {
    pub written: String,
    pub optional: bool,
    pub forms: Vec<Form>,
}

/// One reading of a word: itself, or a sequence of words that stand together.
#[derive(Clone)]
pub(super) struct Form {
    /// Folded, not stemmed.
    pub words: Vec<String>,
    /// The word was not written like this.
    pub corrected: bool,
}

impl Form {
    pub fn word(word: impl Into<String>) -> Self {
        Self { words: vec![word.into()], corrected: false }
    }

    pub fn sequence(words: Vec<String>) -> Self {
        Self { words, corrected: false }
    }
}

/// How freely words are read.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Spelling {
    /// As written, together or apart.
    AsWritten,
    /// Words that no document has are replaced by the nearest that some have.
    UnknownCorrected,
    /// Every word may be misspelt.
    AllCorrected,
}

/// Reads every unit of a query.
pub(super) fn clauses(searcher: &Searcher, layout: &Layout, asked: &Asked, spelling: Spelling) -> Result<Vec<Clause>, WordsError> {
    let known = |word: &str| is_known(searcher, layout, word);
    let mut clauses = Vec::with_capacity(asked.units.len());
    for (at, unit) in asked.units.iter().enumerate() {
        if unit.is_compound() && spelling != Spelling::AsWritten && !known(&joined(&unit.pieces))? {
            // No longer held together, each part may be misspelt.
            for piece in &unit.pieces {
                let mut clause = Clause { written: piece.text.clone(), optional: false, forms: vec![Form::word(&*piece.text)] };
                correct(searcher, layout, &piece.text, spelling, &mut clause)?;
                clauses.push(clause);
            }
            continue;
        }
        let mut clause = Clause { written: unit.written.clone(), optional: unit.optional, forms: own_forms(unit) };
        if let Some(word) = unit.word() {
            let neighbour = |other: usize| asked.units.get(other).and_then(Unit::word);
            let before = at.checked_sub(1).and_then(neighbour).map(|before| [before, word].concat());
            let after = neighbour(at + 1).map(|after| [word, after].concat());
            for together in [before, after].into_iter().flatten() {
                if known(&together)? {
                    clause.forms.push(Form::word(together));
                }
            }
            clause.forms.extend(splits(word, known)?);
            correct(searcher, layout, word, spelling, &mut clause)?;
        }
        clauses.push(clause);
    }
    Ok(clauses)
}

fn own_forms(unit: &Unit) -> Vec<Form> {
    if unit.is_compound() {
        return vec![Form::word(joined(&unit.pieces)), Form::sequence(phrase_words(&unit.pieces))];
    }
    let mut forms: Vec<Form> = phrase_words(&unit.pieces).into_iter().map(Form::word).collect();
    if let [piece] = unit.pieces.as_slice()
        && let Some(start) = piece.elided
    {
        forms.push(Form::word(&piece.text[start..]));
    }
    forms
}

/// A word that may be two words written together: `pileon`.
fn splits(word: &str, known: impl Fn(&str) -> Result<bool, WordsError>) -> Result<Vec<Form>, WordsError> {
    let letters = word.chars().count();
    let mut forms = Vec::new();
    if !SPLIT_LETTERS.contains(&letters) || !word.chars().all(char::is_alphabetic) {
        return Ok(forms);
    }
    for (at, _) in word.char_indices().skip(2).take(letters - 3) {
        let (one, other) = word.split_at(at);
        if known(one)? && known(other)? {
            forms.push(Form::sequence(vec![one.to_owned(), other.to_owned()]));
        }
    }
    Ok(forms)
}

fn correct(searcher: &Searcher, layout: &Layout, word: &str, spelling: Spelling, clause: &mut Clause) -> Result<(), WordsError> {
    let near = match spelling {
        Spelling::AsWritten => return Ok(()),
        _ if clause.optional || typos_allowed(word) == 0 => return Ok(()),
        Spelling::UnknownCorrected if is_known(searcher, layout, word)? => return Ok(()),
        Spelling::UnknownCorrected => nearest_words(searcher, layout, word)?,
        // A known word is not far from the one that was meant.
        Spelling::AllCorrected if is_known(searcher, layout, word)? => near_words(searcher, layout, word, 1)?,
        Spelling::AllCorrected => near_words(searcher, layout, word, typos_allowed(word))?,
    };
    clause.forms.extend(near.into_iter().map(|near| Form { words: vec![near], corrected: true }));
    Ok(())
}

/// How many of the words must occur.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Required {
    All,
    /// At most a third may be missing, and of two words one.
    Most,
}

/// What must not occur. It is not part of the query, because tantivy 0.27 asks phrases that are excluded for documents before the one they
/// stand at, which they do not allow (`query/exclude.rs`, `phrase_scorer.rs`).
pub(super) fn exclusions(layout: &Layout, asked: &Asked) -> Vec<Box<dyn Query>> {
    asked.excluded.iter().map(|phrase| form_query(layout, &Form::sequence(phrase_words(phrase)), false)).collect()
}

/// The whole query, without what must not occur.
pub(super) fn query(layout: &Layout, asked: &Asked, clauses: &[Clause], required: Required, names_only: bool) -> Box<dyn Query> {
    let mut parts: Vec<(Occur, Box<dyn Query>)> = Vec::new();
    let (optional, wanted): (Vec<_>, Vec<_>) = clauses.iter().partition(|clause| clause.optional);
    match required {
        Required::All => parts.extend(wanted.iter().map(|clause| (Occur::Must, clause_query(layout, clause, names_only)))),
        Required::Most => {
            let enough = wanted.len() - wanted.len().div_ceil(3);
            let any = wanted.iter().map(|clause| (Occur::Should, clause_query(layout, clause, names_only))).collect();
            parts.push((Occur::Must, Box::new(BooleanQuery::with_minimum_required_clauses(any, enough.max(1)))));
        }
    }
    parts.extend(asked.phrases.iter().map(|phrase| (Occur::Must, form_query(layout, &Form::sequence(phrase_words(phrase)), false))));
    parts.extend(optional.iter().map(|clause| (Occur::Should, clause_query(layout, clause, names_only))));
    Box::new(BooleanQuery::new(parts))
}

pub(super) fn clause_query(layout: &Layout, clause: &Clause, names_only: bool) -> Box<dyn Query> {
    either(clause.forms.iter().map(|form| form_query(layout, form, names_only)).collect())
}

pub(super) fn form_query(layout: &Layout, form: &Form, names_only: bool) -> Box<dyn Query> {
    let mut anywhere: Vec<Box<dyn Query>> = Vec::new();
    let stems: Vec<_> = form.words.iter().map(|word| stem(word).into_owned()).collect();
    for group in layout.groups.iter().filter(|group| !names_only || group.role != Role::Body) {
        let boost = if form.corrected { group.boost * CORRECTED } else { group.boost };
        let mut add = |words: &[String]| anywhere.push(Box::new(BoostQuery::new(sequence_query(group.field, words), boost)));
        add(&stems);
        // Texts in other languages keep the endings of their words.
        if stems != form.words {
            add(&form.words);
        }
    }
    either(anywhere)
}

/// Words that stand one after the other in a field.
pub(super) fn sequence_query(field: Field, words: &[String]) -> Box<dyn Query> {
    let term = |word: &String| Term::from_field_text(field, word);
    match words {
        [word] => Box::new(TermQuery::new(term(word), IndexRecordOption::WithFreqs)),
        words => Box::new(PhraseQuery::new(words.iter().map(term).collect())),
    }
}

fn either(mut queries: Vec<Box<dyn Query>>) -> Box<dyn Query> {
    match queries.len() {
        1 => queries.remove(0),
        _ => Box::new(DisjunctionMaxQuery::with_tie_breaker(queries, OTHER_FIELDS)),
    }
}
