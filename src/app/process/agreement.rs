//! How far coders agree beyond chance. Two measures for names without an order:
//!
//! - Cohen's κ, for two coders: J. Cohen, “A coefficient of agreement for nominal scales”, Educational and Psychological Measurement 20
//!   (1960), 37–46.
//! - Krippendorff's α, for any number of coders and with gaps: K. Krippendorff, “Computing Krippendorff's Alpha-Reliability” (2011),
//!   <https://repository.upenn.edu/asc_papers/43>.
//!
//! Both are 1 for perfect agreement and 0 for what chance alone would give; below 0 coders differ more than by chance. Pure arithmetic.
//!
//! ```
//! use whatworks::app::process::agreement::{alpha, kappa};
//! assert_eq!(kappa(&[(1, 1), (2, 2), (1, 1)]), Some(1.0));
//! assert_eq!(alpha(&[vec![Some(1), None], vec![Some(2), None]]), None); // nothing was coded twice
//! ```

use std::collections::BTreeMap;

/// Cohen's κ of two coders, from what each said of the same things. `None` where chance cannot be told from agreement: when there is
/// nothing, or both always said one and the same.
#[must_use]
#[expect(clippy::cast_precision_loss, reason = "nobody codes 2^52 things")]
pub fn kappa(pairs: &[(u32, u32)]) -> Option<f64> {
    let total = pairs.len() as f64;
    let observed = pairs.iter().filter(|(one, other)| one == other).count() as f64 / total;
    let mut said: BTreeMap<u32, (f64, f64)> = BTreeMap::new();
    for (one, other) in pairs {
        said.entry(*one).or_default().0 += 1.0;
        said.entry(*other).or_default().1 += 1.0;
    }
    let expected: f64 = said.values().map(|(one, other)| one / total * (other / total)).sum();
    (!pairs.is_empty() && expected < 1.0).then(|| (observed - expected) / (1.0 - expected))
}

/// Krippendorff's α for names. `units` has for each thing what each coder said of it, in any order; `None` where one did not code it.
/// `None` where fewer than two values can be paired, or all of them are the same.
#[must_use]
#[expect(clippy::cast_precision_loss, reason = "nobody codes 2^52 things")]
pub fn alpha(units: &[Vec<Option<u32>>]) -> Option<f64> {
    // The coincidence matrix, of which only the sums matter: how much each value is paired at all, and how much with itself.
    let mut paired: BTreeMap<u32, f64> = BTreeMap::new();
    let mut matching = 0.0;
    for unit in units {
        let values: Vec<u32> = unit.iter().flatten().copied().collect();
        if values.len() < 2 {
            continue;
        }
        let weight = 1.0 / (values.len() - 1) as f64;
        for value in &values {
            let same = values.iter().filter(|other| *other == value).count() - 1;
            matching += same as f64 * weight;
            *paired.entry(*value).or_default() += 1.0;
        }
    }
    let total: f64 = paired.values().sum();
    let by_chance: f64 = paired.values().map(|count| count * (count - 1.0)).sum();
    let differing = total * (total - 1.0) - by_chance;
    // (1 - α) is the disagreement observed over the disagreement expected.
    (differing > 0.0).then(|| 1.0 - (total - 1.0) * (total - matching) / differing)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn close(found: Option<f64>, published: f64) {
        assert!(found.is_some_and(|found| (found - published).abs() < 0.000_5), "{found:?} is not {published}");
    }

    fn coder(text: &str) -> Vec<Option<u32>> {
        text.split(' ').map(|value| value.chars().next().filter(|letter| *letter != '.').map(u32::from)).collect()
    }

    fn units(coders: &[&str]) -> Vec<Vec<Option<u32>>> {
        let coders: Vec<_> = coders.iter().map(|text| coder(text)).collect();
        (0..coders[0].len()).map(|at| coders.iter().map(|coder| coder[at]).collect()).collect()
    }

    /// Krippendorff (2011), example A: two observers, two values.
    #[test]
    fn two_coders_and_two_values() {
        close(alpha(&units(&["0 1 0 0 0 0 0 0 1 0", "1 1 1 0 0 1 0 0 0 0"])), 0.095);
    }

    /// Krippendorff (2011), example B: two observers, many nominal values.
    #[test]
    fn two_coders_and_many_values() {
        close(alpha(&units(&["a a b b d c c c e d d a", "b a b b b c c c e d d d"])), 0.692);
    }

    /// Krippendorff (2011), example C: four observers, many nominal values, missing data.
    #[test]
    fn four_coders_with_gaps() {
        let coders = ["1 2 3 3 2 1 4 1 2 . . .", "1 2 3 3 2 2 4 1 2 5 . 3", ". 3 3 3 2 3 4 2 2 5 1 .", "1 2 3 3 2 4 4 1 2 5 1 ."];
        close(alpha(&units(&coders)), 0.743);
    }

    /// J. L. Fleiss, B. Levin, M. C. Paik, Statistical Methods for Rates and Proportions (3rd ed., 2003), table 18.1: 100 diagnoses by two
    /// raters, of which κ is 0.68 (0.23 / 0.34).
    #[test]
    fn two_raters_of_a_hundred_diagnoses() {
        let table = [[75, 1, 4], [5, 4, 1], [0, 0, 10]];
        let pairs: Vec<(u32, u32)> =
            (0..3_u32).flat_map(|row| (0..3_u32).map(move |column| (row, column))).flat_map(|(row, column)| vec![(row, column); table[row as usize][column as usize]]).collect();
        assert_eq!(pairs.len(), 100);
        close(kappa(&pairs), 0.676_5);
    }

    #[test]
    fn what_cannot_be_told_is_not_told() {
        assert_eq!((kappa(&[]), kappa(&[(1, 1), (1, 1)])), (None, None));
        assert_eq!((alpha(&[]), alpha(&units(&["a a", "a a"]))), (None, None));
        close(alpha(&units(&["a b", "a b"])), 1.0);
    }
}
