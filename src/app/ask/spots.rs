//! Cuts a question into spots: the longest phrases that mean something, years, and what is left.

use super::english::{self, YearBound};
use super::lexicon::{Context, Found, Lexicon, Meaning};
use super::spelling;
use super::words::{Mark, Word};
use crate::views::words::analysis::stem;

/// Some words in a row and what they can stand for.
#[derive(Clone, Debug)]
pub struct Spot {
    /// Words of the question, the end not included.
    pub from: usize,
    pub to: usize,
    pub what: What,
}

#[derive(Clone, Debug)]
pub enum What {
    Meanings(Vec<Meaning>),
    /// Years, both included.
    Years { from: Option<i16>, to: Option<i16> },
    /// A number that is no year.
    Number,
    Unknown,
}

impl Spot {
    #[must_use]
    pub fn meanings(&self) -> &[Meaning] {
        if let What::Meanings(meanings) = &self.what { meanings } else { &[] }
    }

    #[must_use]
    pub fn function(&self) -> Option<english::Function> {
        self.meanings().iter().find_map(|meaning| if let Meaning::Function(function) = meaning { Some(*function) } else { None })
    }
}

/// The question's words, corrected where a word meant nothing, and its spots.
#[derive(Clone, Debug)]
pub struct Cut {
    pub words: Vec<Word>,
    /// What was written instead, by word.
    pub corrected: Vec<Option<String>>,
    pub spots: Vec<Spot>,
}

/// Cuts the words of a question.
#[must_use]
pub fn cut(lexicon: &Lexicon, mut words: Vec<Word>) -> Cut {
    let mut corrected = vec![None; words.len()];
    let mut spots = spots_of(lexicon, &words);
    let unknown: Vec<usize> = spots.iter().filter(|spot| matches!(spot.what, What::Unknown)).flat_map(|spot| spot.from..spot.to).take(spelling::CORRECTIONS_MAX).collect();
    for at in unknown {
        // A word of some phrase is not misspelt because its phrase is not complete.
        let Some(word) = words.get_mut(at).filter(|word| !lexicon.knows(&word.plain)) else { continue };
        if let Some(near) = spelling::nearest(lexicon, &word.plain) {
            if let Some(place) = corrected.get_mut(at) {
                *place = Some(word.text.clone());
            }
            word.base = english::base(&near);
            word.plain = near;
        }
    }
    if corrected.iter().any(Option::is_some) {
        spots = spots_of(lexicon, &words);
    }
    Cut { words, corrected, spots }
}

struct Candidate {
    len: usize,
    found: Found,
}

fn spots_of(lexicon: &Lexicon, words: &[Word]) -> Vec<Spot> {
    let stems: Vec<String> = words.iter().map(|word| stem(&word.plain).into_owned()).collect();
    let years = years(words);
    let mixed = words.iter().any(|word| !word.capitals && word.text.chars().count() > 1);
    let taken = |at: usize| years.iter().any(|spot| spot.from <= at && at < spot.to);
    // best[at]: the value of the words from `at`, and the phrase that begins there.
    let mut best: Vec<(i64, Option<Candidate>)> = Vec::new();
    best.resize_with(words.len() + 1, || (0, None));
    for at in (0..words.len()).rev() {
        let rest = best.get(at + 1).map_or(0, |next| next.0);
        let mut choice = (rest, None);
        let longest = lexicon.longest(&words[at], &stems[at]).min(words.len() - at);
        for len in (1..=longest).rev() {
            if (at..at + len).any(taken) || words.get(at + 1..at + len).unwrap_or_default().iter().any(|word| word.mark == Mark::Stop) {
                continue;
            }
            let context = Context {
                mixed,
                codes: true,
                after_article: at > 1 && words[at - 1].plain == "the" && is_place_word(&words[at - 2].plain),
                first: at == 0 || words[at].mark == Mark::Stop,
            };
            let found = lexicon.find(&words[at..at + len], &stems[at..at + len], context);
            if found.meanings.is_empty() {
                continue;
            }
            let articles = words[at..at + len].iter().filter(|word| english::is_article(&word.plain)).count();
            let value = value(&found, if found.loose { len - articles } else { len }) + best.get(at + len).map_or(0, |next| next.0);
            if value > choice.0 {
                choice = (value, Some(Candidate { len, found }));
            }
        }
        best[at] = choice;
    }
    let mut spots: Vec<Spot> = Vec::new();
    let mut at = 0;
    while at < words.len() {
        if let Some(year) = years.iter().find(|spot| spot.from == at) {
            spots.push(year.clone());
            at = year.to;
        } else if let Some(Candidate { len, found }) = best.get_mut(at).and_then(|best| best.1.take()) {
            spots.push(Spot { from: at, to: at + len, what: What::Meanings(found.meanings) });
            at += len;
        } else {
            let number = words[at].plain.chars().all(|letter| letter.is_ascii_digit());
            spots.push(Spot { from: at, to: at + 1, what: if number { What::Number } else { What::Unknown } });
            at += 1;
        }
    }
    spots
}

fn is_place_word(word: &str) -> bool {
    matches!(word, "in" | "from" | "outside" | "within" | "of" | "across")
}

/// Long phrases before short ones, but only where the words themselves agree; what the ontology says before what only English says, sure before loose.
fn value(found: &Found, len: usize) -> i64 {
    let len = i64::try_from(len).unwrap_or(0);
    let only_english = found.meanings.iter().all(|meaning| matches!(meaning, Meaning::Function(_)));
    let only_link = found.meanings.iter().all(|meaning| matches!(meaning, Meaning::Function(_) | Meaning::Verb(_)));
    if found.loose {
        return len * 100 - 10;
    }
    len * len * 100 - if only_english { 60 } else if only_link { 50 } else { 0 }
}

/// Where years are named, with what bounds them.
fn years(words: &[Word]) -> Vec<Spot> {
    let mut spots: Vec<Spot> = Vec::new();
    let mut at = 0;
    while at < words.len() {
        let Some((from, to)) = year(&words[at].plain) else {
            at += 1;
            continue;
        };
        let floor = spots.last().map_or(0, |spot| spot.to);
        let spot = span(words, floor, at, from).unwrap_or_else(|| single(words, floor, at, (from, to)));
        at = spot.to;
        spots.push(spot);
    }
    spots
}

/// A year, or a decade like "2010s".
fn year(word: &str) -> Option<(i16, i16)> {
    let (digits, decade) = word.strip_suffix('s').map_or((word, false), |digits| (digits, true));
    if digits.len() != 4 || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let year: i16 = digits.parse().ok().filter(|year| (1500..2200).contains(year))?;
    Some((year, if decade { year.saturating_add(9) } else { year }))
}

/// "between 2012 and 2016", "from 2014 to 2016", "2014–2016".
fn span(words: &[Word], floor: usize, at: usize, first: i16) -> Option<Spot> {
    let next = words.get(at + 1)?;
    let start = english::BEFORE_SPAN.iter().filter_map(|phrase| ends_with(words, floor, at, phrase)).min();
    let opened = start.is_some_and(|start| matches!(words[start].plain.as_str(), "between" | "from"));
    if next.mark == Mark::Dash
        && let Some((_, last)) = year(&next.plain)
    {
        return Some(years_spot(start.unwrap_or(at), at + 2, Some(first), Some(last)));
    }
    for (joint, needs_opening) in english::YEAR_JOINTS {
        let len = joint.split(' ').count();
        let joined = words.get(at + 1..at + 1 + len)?.iter().map(|word| word.plain.as_str()).eq(joint.split(' '));
        if joined
            && (opened || !needs_opening)
            && let Some((_, last)) = words.get(at + 1 + len).and_then(|word| year(&word.plain))
        {
            return Some(years_spot(start.unwrap_or(at), at + 2 + len, Some(first), Some(last)));
        }
    }
    None
}

fn single(words: &[Word], floor: usize, at: usize, (first, last): (i16, i16)) -> Spot {
    let before = english::BEFORE_YEAR.iter().filter_map(|(phrase, bound)| Some((ends_with(words, floor, at, phrase)?, *bound))).min_by_key(|(start, _)| *start);
    let after = english::AFTER_YEAR.iter().filter(|(phrase, _)| begins_with(words, at + 1, phrase)).max_by_key(|(phrase, _)| phrase.len());
    let (start, bound) = before.unwrap_or((at, YearBound::In));
    let (end, bound) = after.map_or((at + 1, bound), |(phrase, bound)| (at + 1 + phrase.split(' ').count(), *bound));
    let (from, to) = match bound {
        YearBound::In => (Some(first), Some(last)),
        YearBound::From => (Some(first), None),
        YearBound::After => (Some(last.saturating_add(1)), None),
        YearBound::UpTo => (None, Some(last)),
        YearBound::Before => (None, Some(first.saturating_sub(1))),
    };
    years_spot(start, end, from, to)
}

const fn years_spot(from: usize, to: usize, first: Option<i16>, last: Option<i16>) -> Spot {
    Spot { from, to, what: What::Years { from: first, to: last } }
}

/// Where `phrase` begins when it ends right before `at`.
fn ends_with(words: &[Word], floor: usize, at: usize, phrase: &str) -> Option<usize> {
    let start = at.checked_sub(phrase.split(' ').count()).filter(|start| *start >= floor)?;
    words.get(start..at)?.iter().map(|word| word.plain.as_str()).eq(phrase.split(' ')).then_some(start)
}

fn begins_with(words: &[Word], at: usize, phrase: &str) -> bool {
    words.get(at..at + phrase.split(' ').count()).is_some_and(|words| words.iter().map(|word| word.plain.as_str()).eq(phrase.split(' ')))
}
