//! Literal values that fit a property: its range, bounds, lengths, pattern and list.

use super::random::Random;
use super::words;
use crate::ontology::record::Value;
use crate::ontology::{Constraints, LocalText, Property, Range, Role};
use jiff::civil::{Date, date};
use regex_syntax::hir::{Class, Hir, HirKind};

/// When the shape says nothing: from here to there.
const DAY_FIRST: Date = date(1995, 1, 1);
const DAY_LAST: Date = date(2025, 12, 31);
const NUMBER_LAST: i64 = 1_000;
const TEXT_MAX: u32 = 2_000;
const PATTERN_ATTEMPTS: u32 = 16;
/// Of `x*` and `x+`.
const REPEATED_MAX: u32 = 6;

/// How the records of a type are called, which shows in the identifiers they can have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Naming {
    Individual,
    Body,
    Title,
}

/// What a value may depend on beside its property.
pub struct Subject<'a> {
    pub naming: Naming,
    pub key: &'a str,
    /// Different for each record and slot of the whole sample.
    pub number: u64,
}

/// A value that fits, unless none could be found.
pub fn literal(random: &mut Random, property: &Property, subject: &Subject<'_>, language: &str) -> Option<Value> {
    let constraints = &property.constraints;
    if !constraints.one_of.is_empty() {
        let at = random.popular(constraints.one_of.len() as u64) as usize;
        return Value::lexical(&property.range, constraints.one_of.get(at)?);
    }
    let bound = |bound: &Option<String>| bound.as_ref().and_then(|bound| Value::lexical(&property.range, bound));
    let (min, max) = (bound(&constraints.bounds.min), bound(&constraints.bounds.max));
    match &property.range {
        Range::Text | Range::LocalText => {
            let text = if constraints.pattern.is_some() { matching(random, constraints)? } else { text(random, property, subject) };
            Some(Value::Text(LocalText { text, language: language.to_owned() }))
        }
        Range::Integer => {
            let (min, max) = (min.and_then(integer), max.and_then(integer));
            Some(Value::Integer(random.between(min.unwrap_or_else(|| max.unwrap_or(0).min(0)), max.unwrap_or_else(|| min.unwrap_or(0).max(0).saturating_add(NUMBER_LAST)))))
        }
        Range::Decimal => {
            let (min, max) = (min.and_then(decimal), max.and_then(decimal));
            let low = min.unwrap_or_else(|| max.unwrap_or(0.0).min(0.0));
            let high = max.unwrap_or_else(|| low.max(0.0) + NUMBER_LAST as f64);
            // Two decimals, as people write them; rounding must not leave the bounds.
            let number = ((low + (high - low) * random.unit()) * 100.0).round() / 100.0;
            Some(Value::Decimal(number.clamp(low, high)))
        }
        Range::Boolean => Some(Value::Boolean(random.chance(0.6))),
        Range::Date => Some(Value::Date(day(random, min, max)?)),
        Range::DateTime => {
            let second = |value: Option<Value>| if let Some(Value::DateTime(time)) = value { Some(time.as_second()) } else { None };
            let instant = |day: Date| day.to_zoned(jiff::tz::TimeZone::UTC).ok().map(|time| time.timestamp().as_second());
            let (first, last) = (second(min).or_else(|| instant(DAY_FIRST))?, second(max).or_else(|| instant(DAY_LAST))?);
            jiff::Timestamp::from_second(random.between(first.min(last), last.max(first))).ok().map(Value::DateTime)
        }
        Range::Year => {
            let year = |value: Option<Value>| if let Some(Value::Year(year)) = value { Some(i64::from(year)) } else { None };
            let (first, last) = (year(min), year(max));
            let last = last.unwrap_or_else(|| first.unwrap_or(0).max(i64::from(DAY_LAST.year())));
            let first = first.unwrap_or_else(|| last.min(i64::from(DAY_FIRST.year())));
            // Most things are recent.
            let year = last - random.popular(first.abs_diff(last) + 1) as i64;
            i16::try_from(year).ok().map(Value::Year)
        }
        Range::Identifier(scheme) => Some(Value::Iri(scheme.sample(subject.number))),
        Range::Address if constraints.pattern.is_some() => matching(random, constraints).map(Value::Iri),
        Range::Address if property.role == Some(Role::Homepage) => Some(Value::Iri(words::address(random, subject.key))),
        Range::Address => Some(Value::Iri(words::address(random, "sample"))),
        Range::Link(_) => None,
    }
}

fn integer(value: Value) -> Option<i64> {
    if let Value::Integer(number) = value { Some(number) } else { None }
}

fn decimal(value: Value) -> Option<f64> {
    if let Value::Decimal(number) = value { Some(number) } else { None }
}

fn day(random: &mut Random, min: Option<Value>, max: Option<Value>) -> Option<Date> {
    let day = |value: Option<Value>| if let Some(Value::Date(day)) = value { Some(day) } else { None };
    let (first, last) = (day(min), day(max));
    let first = first.unwrap_or_else(|| last.map_or(DAY_FIRST, |last| last.min(DAY_FIRST)));
    let last = last.unwrap_or_else(|| first.max(DAY_LAST));
    let days = i64::from(first.until(last).ok()?.get_days());
    first.checked_add(jiff::Span::new().days(random.between(0, days.max(0)))).ok()
}

/// A text of the length that its place in the record asks for, within the lengths allowed.
fn text(random: &mut Random, property: &Property, subject: &Subject<'_>) -> String {
    let mut text = match property.role {
        Some(Role::Label) => match subject.naming {
            Naming::Individual => words::individual(random),
            Naming::Body => words::body(random),
            Naming::Title => words::title(random),
        },
        Some(Role::AlternativeLabel) => words::short_name(random),
        Some(Role::Place) => words::body(random),
        Some(Role::Summary) => {
            let count = 1 + random.below(3);
            words::sentences(random, count)
        }
        _ if !property.single_line => {
            let count = 1 + random.popular(9);
            words::sentences(random, count)
        }
        _ if matches!(property.range, Range::LocalText) => words::sentences(random, 1),
        _ => words::title(random),
    };
    fit(random, &mut text, &property.constraints);
    text
}

fn fit(random: &mut Random, text: &mut String, constraints: &Constraints) {
    let max = constraints.max_length.unwrap_or(TEXT_MAX) as usize;
    let min = (constraints.min_length.unwrap_or(1) as usize).min(max);
    while text.chars().count() < min {
        text.push_str(if text.is_empty() { "" } else { " " });
        text.push_str(&words::sentences(random, 1));
    }
    let Some((cut, _)) = text.char_indices().nth(max) else { return };
    text.truncate(cut);
    // A whole word is better than a broken one, where the shortest length allows it.
    if let Some(end) = text.rfind(' ').filter(|end| text[..*end].chars().count() >= min.max(1)) {
        text.truncate(end);
    }
}

fn matching(random: &mut Random, constraints: &Constraints) -> Option<String> {
    let pattern = constraints.pattern.as_ref()?;
    let hir = regex_syntax::parse(pattern.as_str()).ok()?;
    (0..PATTERN_ATTEMPTS).find_map(|_| {
        let mut text = String::new();
        write(random, &hir, &mut text);
        let length = text.chars().count();
        let long = constraints.min_length.is_none_or(|min| length >= min as usize) && constraints.max_length.is_none_or(|max| length <= max as usize);
        (long && pattern.is_match(&text)).then_some(text)
    })
}

fn write(random: &mut Random, hir: &Hir, text: &mut String) {
    match hir.kind() {
        HirKind::Empty | HirKind::Look(_) | HirKind::Class(Class::Bytes(_)) => {}
        HirKind::Literal(literal) => text.push_str(&String::from_utf8_lossy(&literal.0)),
        HirKind::Class(Class::Unicode(class)) => {
            if let Some(range) = random.pick(class.ranges()) {
                let letter = random.between(i64::from(u32::from(range.start())), i64::from(u32::from(range.end())));
                text.extend(u32::try_from(letter).ok().and_then(char::from_u32));
            }
        }
        HirKind::Repetition(repetition) => {
            let max = repetition.max.unwrap_or(repetition.min.saturating_add(REPEATED_MAX)).min(repetition.min.saturating_add(REPEATED_MAX));
            for _ in 0..u64::from(repetition.min) + random.below(u64::from(max - repetition.min) + 1) {
                write(random, &repetition.sub, text);
            }
        }
        HirKind::Capture(capture) => write(random, &capture.sub, text),
        HirKind::Concat(parts) => parts.iter().for_each(|part| write(random, part, text)),
        HirKind::Alternation(parts) => {
            if let Some(part) = random.pick(parts) {
                write(random, part, text);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_made_for_patterns() {
        let mut random = Random::of(&[3]);
        for pattern in ["^[A-Z]{2}[0-9]{4}$", "^(open|closed)(-[a-z]+)?$", "colou?r", r"^\d{4}-\d{2}$"] {
            let constraints = Constraints { pattern: regex::Regex::new(pattern).ok(), max_length: Some(20), ..Constraints::default() };
            for _ in 0..50 {
                assert!(matching(&mut random, &constraints).is_some(), "{pattern}");
            }
        }
    }

    #[test]
    fn texts_are_as_long_as_allowed() {
        let mut random = Random::of(&[4]);
        for (min, max) in [(1, 5), (20, 25), (300, 310), (7, 7)] {
            let constraints = Constraints { min_length: Some(min), max_length: Some(max), ..Constraints::default() };
            let mut text = String::new();
            fit(&mut random, &mut text, &constraints);
            assert!((min..=max).contains(&(text.chars().count() as u32)), "{text:?} for {min} to {max}");
        }
    }
}
