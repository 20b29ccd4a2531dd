//! Words around years, spans of time and numbers.

/// How what stands before or after a year or a number bounds it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bound {
    In,
    From,
    After,
    UpTo,
    Before,
}

/// Before a year. Phrases in folded words.
pub const BEFORE_YEAR: &[(Bound, &[&str])] = &[
    (Bound::In, &["in", "from", "of", "during", "dated", "year", "the year", "in the year", "from the year", "in the", "from the", "of the", "for", "in early", "in late", "early", "late"]),
    (
        Bound::From,
        &["since", "starting in", "starting from", "as of", "ever since", "no earlier than", "not before", "not older than", "no older than", "in or after", "since the", "beginning in"],
    ),
    (Bound::After, &["after", "newer than", "later than", "post", "more recent than", "younger than", "after the", "from after"]),
    (Bound::UpTo, &["until", "till", "up to", "by", "through", "no later than", "not after", "not later than", "in or before", "up until"]),
    (Bound::Before, &["before", "older than", "earlier than", "prior to", "pre", "before the", "from before"]),
];

pub const AFTER_YEAR: &[(Bound, &[&str])] = &[
    (Bound::From, &["onwards", "onward", "or later", "or newer", "and later", "or after", "and after", "and newer", "and onwards", "or more recent", "to now", "to today", "until now", "until today", "to date"]),
    (Bound::UpTo, &["or earlier", "or before", "or older", "and earlier", "and before", "and older"]),
];

/// How something came to have its year: said of the record that the year belongs to.
pub const APPEARED: &[&str] = &["published", "written", "released", "issued", "made", "created", "launched", "started", "begun", "held", "appeared", "produced", "founded", "appearing", "dating", "set up", "came out", "happening"];

/// Before a span that is counted from today: "in the last five years".
pub const BEFORE_RELATIVE: &[&str] = &["in", "from", "of", "during", "over", "within", "for", "since", "across"];
/// "The last five years".
pub const RELATIVE: &[&str] = &["last", "past", "previous"];

/// Before a number.
pub const BEFORE_NUMBER: &[(Bound, &[&str])] = &[
    (Bound::In, &["exactly", "worth", "of"]),
    (Bound::From, &["at least", "no less than", "minimum", "a minimum of", "minimum of", "no fewer than", "not less than"]),
    (Bound::After, &["more than", "over", "above", "greater than", "longer than", "larger than", "bigger than", "higher than", "exceeding", "upwards of"]),
    (Bound::UpTo, &["at most", "up to", "no more than", "maximum", "a maximum of", "maximum of", "not more than"]),
    (Bound::Before, &["less than", "fewer than", "shorter than", "smaller than", "lower than", "cheaper than", "under", "below"]),
];

pub const AFTER_NUMBER: &[(Bound, &[&str])] = &[(Bound::From, &["or more", "and more", "or over", "and above", "or above"]), (Bound::UpTo, &["or less", "or fewer", "or under", "and below", "or below"])];

/// What joins the ends of a span of years; the flag says whether that needs "between" or "from" before.
pub const YEAR_JOINTS: &[(&str, bool)] = &[("and", true), ("to", false), ("until", false), ("till", false), ("through", false), ("up to", false)];
pub const BEFORE_SPAN: &[&str] = &["between", "from", "in the years", "in", "during", "between the years", "from between", "dated between"];

/// A number in words or digits.
#[must_use]
pub fn number(word: &str) -> Option<i64> {
    const WORDS: [&str; 13] = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"];
    if word.bytes().all(|byte| byte.is_ascii_digit()) {
        return Some(word.parse().unwrap_or(i64::MAX));
    }
    WORDS.iter().position(|own| *own == word).and_then(|at| i64::try_from(at).ok())
}
