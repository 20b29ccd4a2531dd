//! Cuts a question into spots: the longest phrases that mean something, times, numbers, and what is left.

use super::english::{self, time::Bound};
use super::lexicon::{Context, Found, Lexicon, Meaning};
use super::spelling;
use super::times;
use super::words::{Mark, Word};
use crate::views::words::analysis::stem;
use jiff::civil::Date;

/// Some words in a row and what they can stand for.
#[derive(Clone, Debug)]
pub struct Spot {
    /// Words of the question, the end not included.
    pub from: usize,
    pub to: usize,
    pub what: What,
    /// Written before what it possesses, and read after it.
    pub possessor: bool,
}

#[derive(Clone, Debug)]
pub enum What {
    Meanings(Vec<Meaning>),
    /// Days, both included; whole years unless `days`.
    Time { from: Option<Date>, to: Option<Date>, days: bool },
    /// A number that is no year.
    Number { number: i64, bound: Bound },
    Unknown,
}

impl Spot {
    #[must_use]
    pub const fn new(from: usize, to: usize, what: What) -> Self {
        Self { from, to, what, possessor: false }
    }

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
    /// What a word is near to that was not taken for it, by word.
    pub near: Vec<Option<String>>,
    pub spots: Vec<Spot>,
}

/// Cuts the words of a question; `exists` says whether a word occurs in the directory's texts, and so is none misspelt.
#[must_use]
pub fn cut(lexicon: &Lexicon, mut words: Vec<Word>, today: Date, exists: &dyn Fn(&str) -> bool) -> Cut {
    let mut corrected = vec![None; words.len()];
    let mut near = vec![None; words.len()];
    let mut forms: Vec<usize> = Vec::new();
    let mut spots = spots_of(lexicon, &words, today);
    let unknown: Vec<usize> = spots.iter().filter(|spot| matches!(spot.what, What::Unknown)).flat_map(|spot| spot.from..spot.to).take(spelling::CORRECTIONS_MAX).collect();
    for at in unknown {
        // A word of some phrase is not misspelt because its phrase is not complete.
        let Some(word) = words.get_mut(at).filter(|word| !lexicon.knows(&word.plain)) else { continue };
        let is_word = english::is_common(&word.plain) || exists(&word.plain);
        if let Some(found) = spelling::nearest(lexicon, &word.plain).filter(|found| !is_word || spelling::is_form(&found.word, &word.plain)) {
            forms.extend(is_word.then_some(at));
            if let Some((written, near)) = corrected.get_mut(at).zip(near.get_mut(at)) {
                *written = Some(word.text.clone());
                *near = (is_word || !found.alone).then(|| found.word.clone());
            }
            word.base = english::base(&found.word);
            word.plain = found.word;
        }
    }
    if corrected.iter().any(Option::is_some) {
        spots = spots_of(lexicon, &words, today);
        if take_back(&mut words, &mut corrected, &mut near, &spots) {
            spots = spots_of(lexicon, &words, today);
        }
    }
    for at in forms {
        near[at] = None;
    }
    let spots = turned(spots, &words);
    Cut { words, corrected, near, spots }
}

/// Takes back corrections that made no sense: a word is not misspelt when the right spelling would say nothing, nor, unless that is sure by
/// itself, when it is no part of a name of several words.
fn take_back(words: &mut [Word], corrected: &mut [Option<String>], near: &mut [Option<String>], spots: &[Spot]) -> bool {
    let says_nothing = |spot: &Spot| spot.meanings().iter().all(|meaning| matches!(meaning, Meaning::Function(english::Function::Empty | english::Function::Untold | english::Function::Define)));
    let is_name = |spot: &Spot| spot.to - spot.from > 1 && spot.meanings().iter().any(|meaning| matches!(meaning, Meaning::Concept(_) | Meaning::Type(_) | Meaning::Record(_) | Meaning::Value(..)));
    let mut taken = false;
    for (spot, at) in spots.iter().flat_map(|spot| (spot.from..spot.to).map(move |at| (spot, at))) {
        let unsure = near.get(at).is_some_and(Option::is_some);
        if unsure && is_name(spot) {
            near[at] = None;
        } else if (unsure || says_nothing(spot))
            && let Some((word, written)) = words.get_mut(at).zip(corrected.get_mut(at).and_then(Option::take))
        {
            word.plain = crate::views::fold::fold(&written);
            word.base = english::base(&word.plain);
            taken = true;
        }
    }
    taken
}

struct Candidate {
    len: usize,
    what: What,
}

fn spots_of(lexicon: &Lexicon, words: &[Word], today: Date) -> Vec<Spot> {
    let stems: Vec<String> = words.iter().map(|word| stem(&word.plain).into_owned()).collect();
    let fixed = times::times(words, today);
    let numbers = times::numbers(words, &fixed);
    let mixed = words.iter().any(|word| !word.capitals && word.text.chars().count() > 1);
    let taken = |at: usize| fixed.iter().any(|spot| spot.from <= at && at < spot.to);
    // best[at]: the value of the words from `at`, and the phrase that begins there.
    let mut best: Vec<(i64, Option<Candidate>)> = Vec::new();
    best.resize_with(words.len() + 1, || (0, None));
    for at in (0..words.len()).rev() {
        let rest = best.get(at + 1).map_or(0, |next| next.0);
        let mut choice = (rest, None);
        for number in numbers.iter().filter(|spot| spot.from == at) {
            let len = number.to - number.from;
            let value = square(len) - 55 + best.get(number.to).map_or(0, |next| next.0);
            if value > choice.0 {
                choice = (value, Some(Candidate { len, what: number.what.clone() }));
            }
        }
        let longest = lexicon.longest(&words[at], &stems[at]).min(words.len() - at);
        for len in (1..=longest).rev() {
            // A phrase ends with a word of its own: "by a" is no longer than "by".
            if (at..at + len).any(taken) || len > 1 && english::is_article(&words[at + len - 1].plain) || words.get(at + 1..at + len).unwrap_or_default().iter().any(|word| word.mark == Mark::Stop) {
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
                choice = (value, Some(Candidate { len, what: What::Meanings(found.meanings) }));
            }
        }
        best[at] = choice;
    }
    let mut spots: Vec<Spot> = Vec::new();
    let mut at = 0;
    while at < words.len() {
        if let Some(spot) = fixed.iter().find(|spot| spot.from == at) {
            spots.push(spot.clone());
            at = spot.to;
        } else if let Some(Candidate { len, what }) = best.get_mut(at).and_then(|best| best.1.take()) {
            spots.push(Spot::new(at, at + len, what));
            at += len;
        } else {
            spots.push(Spot::new(at, at + 1, What::Unknown));
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
    let only_english = found.meanings.iter().all(|meaning| matches!(meaning, Meaning::Function(_)));
    let only_link = found.meanings.iter().all(|meaning| matches!(meaning, Meaning::Function(_) | Meaning::Verb(_)));
    if found.loose {
        return i64::try_from(len).unwrap_or(0) * 100 - 10;
    }
    square(len) - if only_english { 60 } else if only_link { 50 } else { 0 }
}

fn square(len: usize) -> i64 {
    i64::try_from(len * len).unwrap_or(0) * 100
}

/// "A tool's provider": the possessor comes after what is possessed, as in "provider of a tool".
fn turned(mut spots: Vec<Spot>, words: &[Word]) -> Vec<Spot> {
    let noun = |spot: &Spot| spot.function().is_none() && spot.meanings().iter().any(|meaning| matches!(meaning, Meaning::Concept(_) | Meaning::Record(_) | Meaning::Type(_)));
    let mut at = 0;
    while let Some(spot) = spots.get(at) {
        let possessor = noun(spot) && words.get(spot.to - 1).is_some_and(|word| word.possessive);
        let follows = |spot: &&Spot| noun(spot) && words.get(spot.from).is_some_and(|word| word.mark == Mark::Space);
        let possessed = spots.get(at + 1..).unwrap_or_default().iter().take_while(follows).count();
        if possessor && possessed > 0 {
            if let Some(spots) = spots.get_mut(at..=at + possessed) {
                spots.rotate_left(1);
            }
            if let Some(spot) = spots.get_mut(at + possessed) {
                spot.possessor = true;
            }
        }
        at += if possessor { possessed + 1 } else { 1 };
    }
    spots
}
