//! Searching at a fixed point in time: what is found, in what order, and how the words were read.

use std::sync::Arc;

use quick_cache::sync::Cache;
use tantivy::query::{BooleanQuery, EnableScoring, Occur, Query, TermQuery, Weight};
use tantivy::schema::IndexRecordOption;
use tantivy::{DocId, DocSet, Searcher, SegmentReader, TERMINATED, Term};

use super::clauses::{Clause, Required, Spelling, clause_query, clauses, exclusions, form_query, query, sequence_query};
use super::highlight::Marker;
use super::index::Layout;
use super::query::{Asked, phrase_words, read};
use super::tokens::{FIRST, WHOLE};
use super::{Correction, Found, Hit, How, Reading, SEARCH_HITS_MAX, WordsError, identifier};

/// Searches of one state of the index whose results are kept at hand.
const FOUND_KEPT_MAX: usize = 32;
/// The score of words at which half of a tier is reached; it only bends the scale.
const HALF_SCORE: f32 = 20.0;

/// What a hit is, beside the words it has; a higher tier comes before every lower one.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Tier {
    Words = 0,
    Phrase = 1,
    AlternativeBegins = 2,
    LabelBegins = 3,
    AlternativeEquals = 4,
    LabelEquals = 5,
}

/// The index at a fixed point in time. Cloning is cheap.
#[derive(Clone)]
pub struct WordsReader {
    pub(super) searcher: Searcher,
    pub(super) layout: Arc<Layout>,
    /// What was found lately: a page asks for the same words for its list, its counts and each of its snippets.
    found: Arc<Cache<(String, Option<Box<[u16]>>), Arc<Found>>>,
}

impl WordsReader {
    pub(super) fn new(searcher: Searcher, layout: Arc<Layout>) -> Self {
        Self { searcher, layout, found: Arc::new(Cache::new(FOUND_KEPT_MAX)) }
    }

    /// How many records are indexed.
    #[must_use]
    pub fn records(&self) -> u64 {
        self.searcher.num_docs()
    }

    /// Whether the texts of any record have the folded word as it is written.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn knows(&self, word: &str) -> Result<bool, WordsError> {
        super::spelling::is_known(&self.searcher, &self.layout, word)
    }

    /// Searches all records, or those of `types`. Whatever the text, there is an answer; see [`Found`].
    pub fn search(&self, text: &str, types: Option<&[u16]>) -> Result<Arc<Found>, WordsError> {
        self.found.get_or_insert_with(&(text.to_owned(), types.map(Box::from)), || self.look_up(text, types).map(Arc::new))
    }

    fn look_up(&self, text: &str, types: Option<&[u16]>) -> Result<Found, WordsError> {
        if let Some(identifier) = identifier::read(text) {
            let hits = self.identified(&identifier.canonical, types)?;
            if identifier.certain || !hits.is_empty() {
                return Ok(Found::of(hits, Reading::of(How::Identifier), Marker::default()));
            }
        }
        let asked = read(text);
        if asked.pieces.is_empty() {
            return Ok(Found::of(Vec::new(), Reading::of(How::Nothing), Marker::default()));
        }
        let written = clauses(&self.searcher, &self.layout, &asked, Spelling::AsWritten)?;
        let marker = Marker::new(&asked, &written);
        let hits = self.run(&asked, &written, Required::All, types)?;
        if !hits.is_empty() {
            return Ok(Found::of(hits, Reading::of(How::AllWords), marker));
        }
        let mut likely = written;
        for spelling in [Spelling::UnknownCorrected, Spelling::AllCorrected] {
            let corrected = clauses(&self.searcher, &self.layout, &asked, spelling)?;
            let hits = self.run(&asked, &corrected, Required::All, types)?;
            if !hits.is_empty() {
                return self.corrected(&asked, corrected, hits, Required::All);
            }
            if spelling == Spelling::UnknownCorrected {
                likely = corrected;
            }
        }
        if likely.iter().filter(|clause| !clause.optional).count() > 1 {
            let hits = self.run(&asked, &likely, Required::Most, types)?;
            if !hits.is_empty() {
                return self.corrected(&asked, likely, hits, Required::Most);
            }
        }
        Ok(Found::of(Vec::new(), Reading::of(How::Nothing), marker))
    }

    fn identified(&self, canonical: &str, types: Option<&[u16]>) -> Result<Vec<Hit>, WordsError> {
        let term = Term::from_field_text(self.layout.identifier, canonical);
        let hits = self.collect(&TermQuery::new(term, IndexRecordOption::Basic), &[], &[], types)?;
        Ok(hits.into_iter().map(|hit| Hit { score: Tier::LabelEquals as u8 as f32 + 1.0, ..hit }).collect())
    }

    fn run(&self, asked: &Asked, clauses: &[Clause], required: Required, types: Option<&[u16]>) -> Result<Vec<Hit>, WordsError> {
        let tiers = self.tiers(asked, clauses);
        let excluded = exclusions(&self.layout, asked);
        if asked.all_common && required == Required::All {
            let hits = self.collect(&*query(&self.layout, asked, clauses, required, true), &tiers, &excluded, types)?;
            if !hits.is_empty() {
                return Ok(hits);
            }
        }
        self.collect(&*query(&self.layout, asked, clauses, required, false), &tiers, &excluded, types)
    }

    /// What raises a hit above those that merely have the words. Where words were corrected, the names are compared with the
    /// likeliest correction.
    fn tiers(&self, asked: &Asked, clauses: &[Clause]) -> Vec<(Tier, Box<dyn Query>)> {
        let mut words = phrase_words(&asked.pieces);
        for clause in clauses {
            if let ([own, .., ], Some(corrected)) = (clause.forms.as_slice(), clause.forms.iter().find(|form| form.corrected))
                && let ([own], [corrected]) = (own.words.as_slice(), corrected.words.as_slice())
            {
                words.iter_mut().filter(|word| *word == own).for_each(|word| word.clone_from(corrected));
            }
        }
        let marked = |mark: char, word: &str| format!("{mark}{word}");
        let [label, alternative] = self.layout.names;
        let mut tiers: Vec<(Tier, Box<dyn Query>)> = Vec::new();
        if words.len() > 1 {
            let stems: Vec<String> = words.iter().map(|word| super::analysis::stem(word).into_owned()).collect();
            for group in &self.layout.groups {
                tiers.push((Tier::Phrase, sequence_query(group.field, &stems)));
            }
        }
        let mut first = words.clone();
        if let Some(word) = first.first_mut() {
            *word = marked(FIRST, word);
        }
        let whole = [if clauses.iter().any(|clause| clause.forms.iter().any(|form| form.corrected)) {
            marked(WHOLE, &super::analysis::whole_of(words.iter().map(String::as_str)))
        } else {
            marked(WHOLE, &asked.whole)
        }];
        tiers.push((Tier::AlternativeBegins, sequence_query(alternative, &first)));
        tiers.push((Tier::LabelBegins, sequence_query(label, &first)));
        tiers.push((Tier::AlternativeEquals, sequence_query(alternative, &whole)));
        tiers.push((Tier::LabelEquals, sequence_query(label, &whole)));
        tiers
    }

    /// Runs a query and sorts what it finds: by tier, then by words, then by id. Records whose name equals the query are
    /// found whatever else the query says.
    fn collect(&self, query: &dyn Query, tiers: &[(Tier, Box<dyn Query>)], excluded: &[Box<dyn Query>], types: Option<&[u16]>) -> Result<Vec<Hit>, WordsError> {
        let weight = query.weight(EnableScoring::enabled_from_searcher(&self.searcher))?;
        let mut tier_weights = Vec::with_capacity(tiers.len());
        for (tier, query) in tiers {
            tier_weights.push((*tier, query.weight(EnableScoring::disabled_from_searcher(&self.searcher))?));
        }
        let excluded = self.weights(excluded)?;
        let mut ranked = Vec::new();
        for segment in self.searcher.segment_readers() {
            collect_segment(segment, &*weight, &tier_weights, &excluded, types, &mut ranked)?;
        }
        ranked.sort_unstable();
        Ok(ranked.into_iter().map(|rank| Hit { id: rank as u32, score: f32::from_bits(!((rank >> 32) as u32)) }).collect())
    }

    fn weights(&self, queries: &[Box<dyn Query>]) -> Result<Vec<Box<dyn Weight>>, WordsError> {
        queries.iter().map(|query| Ok(query.weight(EnableScoring::disabled_from_searcher(&self.searcher))?)).collect()
    }

    /// Whether a query finds anything that is not excluded.
    fn any(&self, query: &dyn Query, excluded: &[Box<dyn Weight>]) -> Result<bool, WordsError> {
        let weight = query.weight(EnableScoring::disabled_from_searcher(&self.searcher))?;
        for segment in self.searcher.segment_readers() {
            let mut docs = weight.scorer(segment, 1.0)?;
            let excluded = marked(segment, excluded)?;
            while docs.doc() != TERMINATED {
                if segment.alive_bitset().is_none_or(|alive| alive.is_alive(docs.doc())) && !excluded.get(docs.doc() as usize).is_some_and(|marked| *marked) {
                    return Ok(true);
                }
                docs.advance();
            }
        }
        Ok(false)
    }

    /// The answer to a query whose words were not found as they were written.
    fn corrected(&self, asked: &Asked, mut clauses: Vec<Clause>, hits: Vec<Hit>, required: Required) -> Result<Found, WordsError> {
        let all = query(&self.layout, asked, &clauses, required, false);
        let excluded = self.weights(&exclusions(&self.layout, asked))?;
        let among_hits = |part: Box<dyn Query>| self.any(&BooleanQuery::new(vec![(Occur::Must, all.box_clone()), (Occur::Must, part)]), &excluded);
        let mut reading = Reading::of(if required == Required::All { How::Corrected } else { How::MostWords });
        for clause in clauses.iter_mut().filter(|clause| !clause.optional) {
            if !among_hits(clause_query(&self.layout, clause, false))? {
                reading.missing.push(clause.written.clone());
                continue;
            }
            let mut kept = Vec::with_capacity(clause.forms.len());
            for form in std::mem::take(&mut clause.forms) {
                if among_hits(form_query(&self.layout, &form, false))? {
                    kept.push(form);
                }
            }
            clause.forms = kept;
            let read_as: Vec<String> = clause.forms.iter().filter(|form| form.corrected).map(|form| form.words.join(" ")).collect();
            if !read_as.is_empty() {
                reading.corrections.push(Correction { written: clause.written.clone(), read_as });
            }
        }
        Ok(Found::of(hits, reading, Marker::new(asked, &clauses)))
    }
}

/// The documents of a segment that any of the queries finds; nothing where there are no queries.
fn marked(segment: &SegmentReader, queries: &[Box<dyn Weight>]) -> Result<Vec<bool>, WordsError> {
    let mut marked = vec![false; if queries.is_empty() { 0 } else { segment.max_doc() as usize }];
    for weight in queries {
        let mut docs = weight.scorer(segment, 1.0)?;
        while docs.doc() != TERMINATED {
            marked[docs.doc() as usize] = true;
            docs.advance();
        }
    }
    Ok(marked)
}

/// Collects the hits of one segment as numbers that sort best first: the complement of the score, then the id.
fn collect_segment(
    segment: &SegmentReader,
    weight: &dyn Weight,
    tiers: &[(Tier, Box<dyn Weight>)],
    excluded: &[Box<dyn Weight>],
    types: Option<&[u16]>,
    ranked: &mut Vec<u64>,
) -> Result<(), WordsError> {
    let fast = segment.fast_fields();
    let (ids, kinds, weights) = (fast.u64(Layout::ID)?, fast.u64(Layout::TYPE)?, fast.f64(Layout::WEIGHT)?);
    let names = fast.u64(Layout::NAMES)?;
    let alive = segment.alive_bitset();
    let excluded = marked(segment, excluded)?;
    let wanted = |doc: DocId| {
        alive.is_none_or(|alive| alive.is_alive(doc))
            && types.is_none_or(|types| kinds.first(doc).is_some_and(|kind| types.iter().any(|one| u64::from(*one) == kind)))
    };
    let mut tier_of = vec![Tier::Words; if tiers.is_empty() { 0 } else { segment.max_doc() as usize }];
    let mut equal = Vec::new();
    for (tier, weight) in tiers {
        let mut docs = weight.scorer(segment, 1.0)?;
        while docs.doc() != TERMINATED {
            tier_of[docs.doc() as usize] = *tier;
            if *tier >= Tier::AlternativeEquals {
                equal.push(docs.doc());
            }
            docs.advance();
        }
    }
    let mut rank = |doc: DocId, tier: Tier, words: f32| {
        if !wanted(doc) {
            return;
        }
        // Where the names are equal, how often a word occurs says nothing. Who has many names is known to many.
        let counts = if tier >= Tier::AlternativeEquals { names.first(doc).unwrap_or_default() as f32 } else { words };
        let words = counts * weights.first(doc).unwrap_or(1.0) as f32;
        let score = tier as u8 as f32 + words / (words + HALF_SCORE);
        ranked.push(u64::from(!score.to_bits()) << 32 | ids.first(doc).unwrap_or_default());
    };
    weight.for_each(segment, &mut |doc, score| {
        if excluded.get(doc as usize).is_some_and(|marked| *marked) && tier_of.get(doc as usize).is_none_or(|tier| *tier < Tier::AlternativeEquals) {
            return;
        }
        let tier = tier_of.get_mut(doc as usize).map_or(Tier::Words, |tier| std::mem::replace(tier, Tier::Words));
        rank(doc, tier, score);
    })?;
    for doc in equal {
        let tier = std::mem::replace(&mut tier_of[doc as usize], Tier::Words);
        if tier >= Tier::AlternativeEquals {
            rank(doc, tier, 0.0);
        }
    }
    Ok(())
}

impl Found {
    fn of(mut hits: Vec<Hit>, reading: Reading, marker: Marker) -> Self {
        let total = hits.len();
        hits.truncate(SEARCH_HITS_MAX);
        Self { hits, total, reading, marker }
    }
}

impl Reading {
    fn of(how: How) -> Self {
        Self { how, corrections: Vec::new(), missing: Vec::new() }
    }
}
