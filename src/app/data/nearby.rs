//! The existing record or concept that a dangling link may have meant.

use crate::ontology::names;
use rustc_hash::FxHashMap;
use std::cell::{Cell, OnceCell};

/// Links that get a hint; a file with more has another problem than spelling.
const HINTS_MAX: u32 = 100;
/// Keys whose lengths differ by more are not misspellings of one another.
const LENGTH_DIFFERENCE_MAX: usize = 2;

/// Addresses by what comes before their keys, arranged when the first hint is asked for.
pub struct Nearby<'a> {
    addresses: Vec<&'a str>,
    keys_by_base: OnceCell<FxHashMap<&'a str, Vec<&'a str>>>,
    hints: Cell<u32>,
}

impl<'a> Nearby<'a> {
    pub fn new(addresses: impl Iterator<Item = &'a str>) -> Self {
        Self { addresses: addresses.collect(), keys_by_base: OnceCell::new(), hints: Cell::new(0) }
    }

    /// `; did you mean <…>?` when an address that begins with one of `bases`, the folders expected, is near to `wanted`.
    pub fn did_you_mean(&self, wanted: &str, bases: &[&str]) -> String {
        let Some((folder, key)) = split(wanted) else { return String::new() };
        if self.hints.replace(self.hints.get() + 1) >= HINTS_MAX {
            return String::new();
        }
        let keys_by_base = self.keys_by_base.get_or_init(|| self.arrange());
        let mut near: Vec<String> = Vec::new();
        for base in bases {
            let keys = keys_by_base.get(base).map_or(&[][..], Vec::as_slice);
            if *base == folder {
                let alike = keys.iter().copied().filter(|other| other.len().abs_diff(key.len()) <= LENGTH_DIFFERENCE_MAX);
                near.extend(names::nearest(key, alike).into_iter().map(|key| format!("<{base}{key}>")));
            } else if keys.binary_search(&key).is_ok() {
                // The key may be right and its folder wrong.
                near.push(format!("<{base}{key}>"));
            }
        }
        if near.is_empty() { String::new() } else { format!("; did you mean {}?", near.join(" or ")) }
    }

    fn arrange(&self) -> FxHashMap<&'a str, Vec<&'a str>> {
        let mut by_base: FxHashMap<&str, Vec<&str>> = FxHashMap::default();
        for (base, key) in self.addresses.iter().filter_map(|address| split(address)) {
            by_base.entry(base).or_default().push(key);
        }
        by_base.values_mut().for_each(|keys| keys.sort_unstable());
        by_base
    }
}

fn split(address: &str) -> Option<(&str, &str)> {
    address.rfind('/').map(|at| address.split_at(at + 1)).filter(|(_, key)| !key.is_empty())
}
