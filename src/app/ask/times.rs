//! Where a question names years, spans counted from today, and numbers, with the words that bound them.

use super::english::time::{self, Bound};
use super::spots::{Spot, What};
use super::words::{Mark, Word};
use jiff::civil::Date;
use jiff::{Span, ToSpan};

/// Years and spans of time, from left to right.
#[must_use]
pub fn times(words: &[Word], today: Date) -> Vec<Spot> {
    let mut spots: Vec<Spot> = Vec::new();
    let mut at = 0;
    while at < words.len() {
        let floor = spots.last().map_or(0, |spot| spot.to);
        let found = match year(&words[at].plain) {
            Some(years) => Some(span(words, floor, at, years.0).unwrap_or_else(|| single(words, floor, at, years))),
            None => relative(words, floor, at, today),
        };
        let Some(mut spot) = found else {
            at += 1;
            continue;
        };
        at = spot.to;
        // "Published since 2015": the year says as much.
        if let Some(start) = before(words, floor, spot.from, time::APPEARED) {
            spot.from = start;
        }
        spots.push(spot);
    }
    spots
}

/// Numbers outside `taken`, with their bounds.
#[must_use]
pub fn numbers(words: &[Word], taken: &[Spot]) -> Vec<Spot> {
    let mut spots: Vec<Spot> = Vec::new();
    for (at, word) in words.iter().enumerate() {
        let Some(number) = time::number(&word.plain).filter(|_| taken.iter().all(|spot| at < spot.from || spot.to <= at)) else { continue };
        let floor = taken.iter().chain(spots.last()).map(|spot| spot.to).filter(|end| *end <= at).max().unwrap_or(0);
        let before = bound_before(words, floor, at, time::BEFORE_NUMBER);
        let after = bound_after(words, at + 1, time::AFTER_NUMBER);
        // "The ones that …" is no number.
        if matches!(word.plain.as_str(), "one" | "zero") && before.is_none() && after.is_none() {
            continue;
        }
        let (from, bound) = before.unwrap_or((at, Bound::In));
        let (to, bound) = after.unwrap_or((at + 1, bound));
        spots.push(Spot::new(from, to, What::Number { number, bound }));
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
    let start = before(words, floor, at, time::BEFORE_SPAN);
    let opened = start.is_some_and(|start| matches!(words[start].plain.as_str(), "between" | "from" | "dated"));
    if next.mark == Mark::Dash
        && let Some((_, last)) = year(&next.plain)
    {
        return Some(years_spot(start.unwrap_or(at), at + 2, Some(first), Some(last)));
    }
    for (joint, needs_opening) in time::YEAR_JOINTS {
        let len = joint.split(' ').count();
        if begins_with(words, at + 1, joint)
            && (opened || !needs_opening)
            && let Some((_, last)) = words.get(at + 1 + len).and_then(|word| year(&word.plain))
        {
            return Some(years_spot(start.unwrap_or(at), at + 2 + len, Some(first), Some(last)));
        }
    }
    None
}

fn single(words: &[Word], floor: usize, at: usize, (first, last): (i16, i16)) -> Spot {
    let (start, bound) = bound_before(words, floor, at, time::BEFORE_YEAR).unwrap_or((at, Bound::In));
    let (end, bound) = bound_after(words, at + 1, time::AFTER_YEAR).unwrap_or((at + 1, bound));
    let (from, to) = match bound {
        Bound::In => (Some(first), Some(last)),
        Bound::From => (Some(first), None),
        Bound::After => (Some(last.saturating_add(1)), None),
        Bound::UpTo => (None, Some(last)),
        Bound::Before => (None, Some(first.saturating_sub(1))),
    };
    years_spot(start, end, from, to)
}

/// "In the last five years", "this year", "two years ago": `at` is the word "years" or the like.
fn relative(words: &[Word], floor: usize, at: usize, today: Date) -> Option<Spot> {
    let unit = words.get(at)?.plain.as_str();
    let (step, days): (fn(i64) -> Span, bool) = match unit {
        "year" | "years" => (|many| many.years(), false),
        "decade" | "decades" => (|many| (many * 10).years(), false),
        "month" | "months" => (|many| many.months(), true),
        "week" | "weeks" => (|many| many.weeks(), true),
        "day" | "days" => (|many| many.days(), true),
        _ => return None,
    };
    let word = |back: usize| at.checked_sub(back).filter(|at| *at >= floor).and_then(|at| words.get(at)).map(|word| word.plain.as_str());
    let counted = word(1).and_then(time::number).filter(|many| (0..=200).contains(many));
    let many = counted.unwrap_or(1);
    if words.get(at + 1).is_some_and(|next| next.plain == "ago") && !days {
        let year = today.checked_sub(step(counted.or((word(1) == Some("a")).then_some(1))?)).ok()?.year();
        return Some(years_spot(before(words, floor, at - 1, time::BEFORE_RELATIVE).unwrap_or(at - 1), at + 2, Some(year), Some(year)));
    }
    let past = if counted.is_some() { 2 } else { 1 };
    if word(past).is_some_and(|word| time::RELATIVE.contains(&word)) {
        let the = word(past + 1) == Some("the");
        let start = at - past - usize::from(the);
        let start = before(words, floor, start, time::BEFORE_RELATIVE).unwrap_or(start);
        let from = today.checked_sub(step(many)).ok()?;
        return Some(match (unit, the || counted.is_some()) {
            // "Last year" is the one before this one; "the last year" is the one until today.
            ("year", false) => years_spot(start, at + 1, Some(from.year()), Some(from.year())),
            _ if days => Spot::new(start, at + 1, What::Time { from: Some(from), to: Some(today), days }),
            _ => years_spot(start, at + 1, Some(from.year()), Some(today.year())),
        });
    }
    if let (Some("this"), "decade") = (word(1), unit) {
        let first = today.year() / 10 * 10;
        return Some(years_spot(before(words, floor, at - 1, time::BEFORE_RELATIVE).unwrap_or(at - 1), at + 1, Some(first), Some(first + 9)));
    }
    let year = match (word(1), unit) {
        (Some("this"), "year") => today.year(),
        (Some("next"), "year") => today.year().saturating_add(1),
        _ => return None,
    };
    Some(years_spot(before(words, floor, at - 1, time::BEFORE_RELATIVE).unwrap_or(at - 1), at + 1, Some(year), Some(year)))
}

fn years_spot(from: usize, to: usize, first: Option<i16>, last: Option<i16>) -> Spot {
    let day = |year: i16, month, day| Date::new(year, month, day).ok();
    Spot::new(from, to, What::Time { from: first.and_then(|year| day(year, 1, 1)), to: last.and_then(|year| day(year, 12, 31)), days: false })
}

/// Where the longest of the phrases that end right before `at` begins.
fn before(words: &[Word], floor: usize, at: usize, phrases: &[&str]) -> Option<usize> {
    phrases.iter().filter_map(|phrase| ends_with(words, floor, at, phrase)).min()
}

fn bound_before(words: &[Word], floor: usize, at: usize, phrases: &[(Bound, &[&str])]) -> Option<(usize, Bound)> {
    phrases.iter().filter_map(|(bound, phrases)| Some((before(words, floor, at, phrases)?, *bound))).min_by_key(|(start, _)| *start)
}

/// Where the longest phrase ends that begins at `at`, and how it bounds.
pub fn bound_after(words: &[Word], at: usize, phrases: &[(Bound, &[&str])]) -> Option<(usize, Bound)> {
    let ends = phrases.iter().flat_map(|(bound, phrases)| phrases.iter().filter(|phrase| begins_with(words, at, phrase)).map(|phrase| (at + phrase.split(' ').count(), *bound)));
    ends.max_by_key(|(end, _)| *end)
}

/// Where `phrase` begins when it ends right before `at`.
fn ends_with(words: &[Word], floor: usize, at: usize, phrase: &str) -> Option<usize> {
    let start = at.checked_sub(phrase.split(' ').count()).filter(|start| *start >= floor)?;
    let apart = words.get(start + 1..=at).unwrap_or_default().iter().any(|word| word.mark == Mark::Stop);
    (!apart && words.get(start..at)?.iter().map(|word| word.plain.as_str()).eq(phrase.split(' '))).then_some(start)
}

fn begins_with(words: &[Word], at: usize, phrase: &str) -> bool {
    words.get(at..at + phrase.split(' ').count()).is_some_and(|words| words.iter().map(|word| word.plain.as_str()).eq(phrase.split(' ')))
}
