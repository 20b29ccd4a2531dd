//! Suggestions while typing: records with a name that has what was typed.

use std::collections::BinaryHeap;
use std::ops::Range;

use tantivy::query::{BooleanQuery, EnableScoring, Occur, Query};
use tantivy::schema::Field;

use super::analysis::{AND, Piece, pieces, whole};
use super::clauses::sequence_query;
use super::highlight::prefix_end;
use super::index::Layout;
use super::query::phrase_words;
use super::search::WordsReader;
use super::spelling::{near_words, words_beginning, words_beginning_nearly};
use super::tokens::{FIRST, FIRST_GRAM, GRAM, GRAM_LETTERS_MAX, WHOLE};
use super::{QUERY_CHARS_MAX, QUERY_WORDS_MAX, Suggested, Suggestions, SUGGESTIONS_MAX, WordsError};

/// Words that a typed beginning may stand for.
const ENDINGS_MAX: usize = 100;
/// Letters from which on a typo is forgiven.
const TYPO_LETTERS_MIN: usize = 5;

/// What was typed: whole words and, at the end, the beginning of one.
#[derive(Clone, Debug, Default)]
pub(super) struct Typed {
    /// What may stand at each position; the last are beginnings when `open`.
    pub words: Vec<Vec<String>>,
    pub open: bool,
    /// As it was typed; in unspaced scripts every character is a piece, and `words` are pairs of them.
    pieces: Vec<Piece>,
    corrected: bool,
}

impl WordsReader {
    /// The `first` records, of `types` if given, with a label or alternative label that goes on like `typed`: names that begin
    /// with it come first, heavier types and shorter labels before others. One typo is forgiven where nothing fits.
    pub fn suggest(&self, typed: &str, types: Option<&[u16]>, first: usize) -> Result<Suggestions, WordsError> {
        let typed = typed.char_indices().nth(QUERY_CHARS_MAX).map_or(typed, |(end, _)| &typed[..end]);
        let mut pieces = pieces(typed);
        pieces.truncate(QUERY_WORDS_MAX);
        let Some(last) = pieces.last() else { return Ok(Suggestions::default()) };
        let open = !last.unspaced && !typed[last.end..].contains(char::is_whitespace);
        let words: Vec<String> = phrase_words(&pieces);
        let first = first.min(SUGGESTIONS_MAX);
        let mut found = Vec::new();
        let whole = [format!("{WHOLE}{}", whole(&pieces))];
        for field in self.layout.names {
            self.fill(&*sequence_query(field, &whole), types, first, &mut found)?;
        }
        let endings = self.endings(&words, open)?;
        // Names such as "A&M" are compounds, without a word between.
        let without_and: Vec<String> = words.iter().filter(|word| *word != AND).cloned().collect();
        if (1..words.len()).contains(&without_and.len()) {
            self.names_in_order(&words, open, &endings, types, first, &mut found)?;
            self.names_like(&without_and, open, &endings, types, first, &mut found)?;
        }
        self.names_like(&words, open, &endings, types, first, &mut found)?;
        let mut read = Typed { words: words.iter().map(|word| vec![word.clone()]).collect(), open, pieces, corrected: false };
        if found.is_empty() && words.len() > 1 {
            let together = [words.concat()];
            self.names_like(&together, true, &self.endings(&together, true)?, types, first, &mut found)?;
        }
        if found.is_empty() {
            read = self.respelt(read, &words, &endings, types, first, &mut found)?;
        }
        Ok(Suggestions { found: found.into_iter().map(|id| Suggested { id }).collect(), typed: read })
    }

    /// Names that begin with the words, then those that have them next to each other, then those that have them at all.
    fn names_like(
        &self,
        words: &[String],
        open: bool,
        endings: &[String],
        types: Option<&[u16]>,
        first: usize,
        found: &mut Vec<u32>,
    ) -> Result<(), WordsError> {
        self.names_in_order(words, open, endings, types, first, found)?;
        if words.len() > 1 && found.len() < first {
            self.fill(&*anywhere(&self.layout, words, open, endings), types, first, found)?;
        }
        Ok(())
    }

    /// Names that begin with the words, then those that have them next to each other.
    fn names_in_order(
        &self,
        words: &[String],
        open: bool,
        endings: &[String],
        types: Option<&[u16]>,
        first: usize,
        found: &mut Vec<u32>,
    ) -> Result<(), WordsError> {
        for begins in [true, false] {
            for field in self.layout.names {
                if found.len() < first
                    && let Some(query) = in_sequence(field, words, open, endings, begins)
                {
                    self.fill(&*query, types, first, found)?;
                }
            }
        }
        Ok(())
    }

    /// The words that the typed beginning may stand for, where it is too long to be indexed itself.
    fn endings(&self, words: &[String], open: bool) -> Result<Vec<String>, WordsError> {
        match words.last() {
            Some(last) if open && last.chars().count() > GRAM_LETTERS_MAX => words_beginning(&self.searcher, &self.layout, last, ENDINGS_MAX),
            _ => Ok(Vec::new()),
        }
    }

    /// Looks for names that fit when one of the words, the last one first, has one typo.
    fn respelt(
        &self,
        mut read: Typed,
        words: &[String],
        endings: &[String],
        types: Option<&[u16]>,
        first: usize,
        found: &mut Vec<u32>,
    ) -> Result<Typed, WordsError> {
        for at in (0..words.len()).rev() {
            let word = &words[at];
            if word.chars().count() < TYPO_LETTERS_MIN || !word.chars().all(char::is_alphabetic) {
                continue;
            }
            let near = if read.open && at + 1 == words.len() {
                let near = words_beginning_nearly(&self.searcher, &self.layout, word, ENDINGS_MAX)?;
                self.names_like(words, true, &near, types, first, found)?;
                near
            } else {
                let near = near_words(&self.searcher, &self.layout, word, 1)?;
                for near in &near {
                    let mut words = words.to_vec();
                    words[at].clone_from(near);
                    self.names_like(&words, read.open, endings, types, first, found)?;
                }
                near
            };
            if !found.is_empty() {
                read.words[at] = near;
                read.corrected = true;
                break;
            }
        }
        Ok(read)
    }

    /// Adds the best of what a query finds until there are `first`.
    fn fill(&self, query: &dyn Query, types: Option<&[u16]>, first: usize, found: &mut Vec<u32>) -> Result<(), WordsError> {
        if found.len() >= first {
            return Ok(());
        }
        // Records already found may come again.
        let enough = first + found.len();
        let weight = query.weight(EnableScoring::disabled_from_searcher(&self.searcher))?;
        let mut best: BinaryHeap<u64> = BinaryHeap::with_capacity(enough + 1);
        for segment in self.searcher.segment_readers() {
            let fast = segment.fast_fields();
            let (orders, kinds) = (fast.u64(Layout::ORDER)?, fast.u64(Layout::TYPE)?);
            let alive = segment.alive_bitset();
            weight.for_each_no_score(segment, &mut |docs| {
                for doc in docs.iter().copied().filter(|doc| alive.is_none_or(|alive| alive.is_alive(*doc))) {
                    let order = orders.first(doc).unwrap_or(u64::MAX);
                    if best.len() >= enough && best.peek().is_some_and(|worst| order >= *worst) {
                        continue;
                    }
                    if types.is_some_and(|types| !kinds.first(doc).is_some_and(|kind| types.iter().any(|one| u64::from(*one) == kind))) {
                        continue;
                    }
                    best.push(order);
                    if best.len() > enough {
                        best.pop();
                    }
                }
            })?;
        }
        for order in best.into_sorted_vec() {
            let id = order as u32;
            if found.len() < first && !found.contains(&id) {
                found.push(id);
            }
        }
        Ok(())
    }
}

/// Names that have the words in this order, next to each other; from their beginning on if `begins`.
fn in_sequence(field: Field, words: &[String], open: bool, endings: &[String], begins: bool) -> Option<Box<dyn Query>> {
    let (last, before) = words.split_last()?;
    let with_last = |mark: Option<char>, gram: Option<char>, last: &str| {
        let mut sequence: Vec<String> = before.to_vec();
        let mark_last = if before.is_empty() && begins { mark } else { gram };
        sequence.push(mark_last.into_iter().chain(last.chars()).collect());
        if begins && let Some(word) = sequence.first_mut().filter(|_| !before.is_empty()) {
            word.insert(0, FIRST);
        }
        sequence_query(field, &sequence)
    };
    if !open {
        return Some(with_last(Some(FIRST), None, last));
    }
    if last.chars().count() <= GRAM_LETTERS_MAX {
        return Some(with_last(Some(FIRST_GRAM), Some(GRAM), last));
    }
    let any: Vec<_> = endings.iter().map(|ending| with_last(Some(FIRST), None, ending)).collect();
    (!any.is_empty()).then(|| Box::new(BooleanQuery::union(any)) as Box<dyn Query>)
}

/// Records that have all words anywhere in their names.
fn anywhere(layout: &Layout, words: &[String], open: bool, endings: &[String]) -> Box<dyn Query> {
    let last = words.len().saturating_sub(1);
    let every = words.iter().enumerate().map(|(at, word)| {
        let choices = if !open || at < last {
            vec![word.clone()]
        } else if word.chars().count() <= GRAM_LETTERS_MAX {
            vec![format!("{GRAM}{word}")]
        } else {
            endings.to_vec()
        };
        let any = choices.iter().flat_map(|word| layout.names.map(|field| sequence_query(field, std::slice::from_ref(word))));
        (Occur::Must, Box::new(BooleanQuery::union(any.collect())) as Box<dyn Query>)
    });
    Box::new(BooleanQuery::new(every.collect()))
}

impl Suggestions {
    /// The bytes of a suggested record's label, or alternative label, that match what was typed; none when that name does not.
    #[must_use]
    pub fn matched_in(&self, name: &str) -> Option<Range<usize>> {
        let own = pieces(name);
        let typed = &self.typed;
        let wanted = if typed.corrected { typed.words.len() } else { typed.pieces.len() };
        if wanted == 0 {
            return None;
        }
        let matches_from = |at: usize| {
            let candidates = own.get(at..at + wanted)?;
            let mut end = 0;
            for (number, piece) in candidates.iter().enumerate() {
                let open = typed.open && number + 1 == wanted;
                let fits = |word: &str| if open { piece.text.starts_with(word) } else { piece.text == word };
                let word = if typed.corrected {
                    typed.words[number].iter().find(|word| fits(word))?
                } else {
                    Some(&typed.pieces[number].text).filter(|word| fits(word))?
                };
                end = if open { piece.start + prefix_end(&name[piece.start..piece.end], word) } else { piece.end };
            }
            Some(candidates[0].start..end)
        };
        if let Some(range) = (0..own.len()).find_map(matches_from) {
            return Some(range);
        }
        // Written in another order, or together: whatever piece the first word is in.
        let first = typed.words.first()?;
        own.iter().find(|piece| first.iter().any(|word| piece.text.starts_with(word.as_str()))).map(|piece| piece.start..piece.end)
    }
}
