//! Keys of new records, minted once: from the name where it has Latin letters, else from an identifier. The one place where keys are made,
//! for imports and contributions alike.
//!
//! Deterministic: the same names in the same order, with the same keys taken, give the same keys. A name that is taken gets a number.
//!
//! Uses how words are folded for search, so that a key is what people type.
//!
//! ```
//! use whatworks::app::keys::{Minter, key_of_name, stem};
//! assert_eq!(key_of_name("Łódź & Co: King’s Straße"), Some("lodz-and-co-kings-strasse".to_owned()));
//! assert_eq!(key_of_name("東京大学"), None);
//!
//! let mut minter = Minter::default();
//! let free = |key: &str| key != "a-name";
//! assert_eq!(minter.mint(&stem("A name", None, "tool"), free), "a-name-2");
//! assert_eq!(minter.mint(&stem("A name!", None, "tool"), free), "a-name-3");
//! let ror = (whatworks::ontology::Scheme::Ror, "https://ror.org/057zh3y96");
//! assert_eq!(minter.mint(&stem("東京大学", Some(ror), "tool"), free), "ror-057zh3y96");
//! ```

use crate::ontology::Scheme;
use crate::views::words::analysis::fold;
use rustc_hash::{FxHashMap, FxHashSet};

/// Characters of a minted key, its number left out: room for a number below the longest key that an address may have.
pub const MINTED_CHARS_MAX: usize = 100;

/// What a name is as a key: kebab-case ASCII, accents and apostrophes left out, letters such as ß spelled out. `None` when it would not
/// stand for the name: when most of its letters are of other scripts, or it has none.
#[must_use]
pub fn key_of_name(name: &str) -> Option<String> {
    let folded = fold(&name.replace('&', " and "));
    let letters = |fits: fn(char) -> bool| folded.chars().filter(|letter| letter.is_alphanumeric() && fits(*letter)).count();
    let key = kebab(&folded);
    (!key.is_empty() && letters(|letter| letter.is_ascii()) * 2 > letters(|_| true)).then_some(key)
}

/// Runs of ASCII letters and digits joined by hyphens, as many as fit.
fn kebab(folded: &str) -> String {
    let mut key = String::with_capacity(folded.len().min(MINTED_CHARS_MAX));
    for word in folded.split(|letter: char| !letter.is_ascii_alphanumeric()).filter(|word| !word.is_empty()) {
        if !key.is_empty() {
            if key.len() + 1 + word.len() > MINTED_CHARS_MAX {
                break;
            }
            key.push('-');
        }
        key.push_str(word.get(..MINTED_CHARS_MAX).unwrap_or(word));
    }
    key
}

/// Remembers what it gave, so that many records can be named before any of them is published.
#[derive(Debug, Default)]
pub struct Minter {
    given: FxHashSet<String>,
    /// The last number given for a name.
    numbers: FxHashMap<String, u32>,
}

impl Minter {
    /// A key that is neither taken nor given: the stem, or the stem with the first number that is free.
    pub fn mint(&mut self, stem: &str, is_free: impl Fn(&str) -> bool) -> String {
        loop {
            let number = self.numbers.entry(stem.to_owned()).and_modify(|number| *number += 1).or_insert(1);
            let key = numbered(stem, *number);
            if is_free(&key) && self.given.insert(key.clone()) {
                return key;
            }
        }
    }
}

/// `stem`, `stem-2`, `stem-3` …
#[must_use]
pub fn numbered(stem: &str, number: u32) -> String {
    if number == 1 { stem.to_owned() } else { format!("{stem}-{number}") }
}

/// What a key begins with: the name, else the identifier (its scheme and normal form), else `segment`.
#[must_use]
pub fn stem(name: &str, identifier: Option<(Scheme, &str)>, segment: &str) -> String {
    key_of_name(name).unwrap_or_else(|| match identifier {
        Some((scheme, normal)) => kebab(&fold(&format!("{} {}", scheme.name(), scheme.local(normal)))),
        None => segment.to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ontology::names::is_key;

    #[test]
    fn names_become_keys_that_people_would_type() {
        for (name, key) in [
            ("National Co-ordinating Centre for Public Engagement", "national-co-ordinating-centre-for-public-engagement"),
            ("Don’t feed the trolls!", "dont-feed-the-trolls"),
            ("Université de Montréal", "universite-de-montreal"),
            ("Agricultural & Food Research", "agricultural-and-food-research"),
            ("CNRS – UMR 1208", "cnrs-umr-1208"),
            ("Ørsted Þing Æsir", "orsted-thing-aesir"),
            ("1984", "1984"),
            ("MTA–ELTE (東京) Research Group", "mta-elte-research-group"),
        ] {
            assert_eq!(key_of_name(name).as_deref(), Some(key), "{name}");
        }
        for name in ["東京大学", "Санкт-Петербургский государственный университет", "דבר", "", "!?", "東京大学 A"] {
            assert_eq!(key_of_name(name), None, "{name}");
        }
    }

    #[test]
    fn whatever_the_name_the_key_can_stand_in_an_address_and_is_new() {
        let mut minter = Minter::default();
        let long = "x".repeat(5_000);
        let words = "word ".repeat(500);
        let doi = Some((Scheme::Doi, "https://doi.org/10.1000/a(b)_c"));
        let mut given = Vec::new();
        for name in ["", "a", "A", "a!", "-", "東", &long, &words, "a-2", "\u{0}", "ﬃ", "İ"] {
            for identifier in [None, doi] {
                given.push(minter.mint(&stem(name, identifier, "tool"), |key| key != "a"));
            }
        }
        assert!(given.iter().all(|key| is_key(key)), "{given:?}");
        let mut different = given.clone();
        different.sort();
        different.dedup();
        assert_eq!(different.len(), given.len(), "{given:?}");
        assert!(given.contains(&"doi-10-1000-a-b-c".to_owned()) && given.contains(&"tool".to_owned()), "{given:?}");
    }

    #[test]
    fn a_million_records_of_one_name_are_named_without_looking_back() {
        let mut minter = Minter::default();
        let last = (0..20_000).map(|_| minter.mint("same", |_| true)).last();
        assert_eq!(last.as_deref(), Some("same-20000"));
    }
}
