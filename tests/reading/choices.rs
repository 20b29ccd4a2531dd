//! Random choices that shrink: a list of numbers from proptest, read from the front. Where the list ends everything is the first of
//! its kind, so a shorter list of smaller numbers is a simpler case.

use proptest::collection::vec;
use proptest::prelude::any;
use proptest::test_runner::{Config, RngAlgorithm, TestCaseError, TestRng, TestRunner};

const SEED: u64 = 20_180_327;
/// Longer than what a case needs.
const CHOICES_MAX: usize = 6_000;
const SHRINKS_MAX: u32 = 600;

pub struct Choices<'a> {
    left: std::slice::Iter<'a, u16>,
}

impl<'a> Choices<'a> {
    pub fn of(choices: &'a [u16]) -> Self {
        Self { left: choices.iter() }
    }

    /// From 0 to `end`, which is not reached; 0 when `end` is 0.
    pub fn below(&mut self, end: usize) -> usize {
        usize::from(*self.left.next().unwrap_or(&0)) * end >> 16
    }

    /// From `least` to `most`, both reached.
    pub fn between(&mut self, least: usize, most: usize) -> usize {
        least + self.below(most + 1 - least)
    }

    /// True `percent` times of a hundred; the simple case is false.
    pub fn chance(&mut self, percent: usize) -> bool {
        self.below(100) >= 100 - percent
    }

    pub fn pick<'t, T>(&mut self, things: &'t [T]) -> Option<&'t T> {
        let at = self.below(things.len());
        things.get(at)
    }
}

/// As many numbers as a case needs, the same ones for every `seed` (SplitMix64): for a case that is not to change.
pub fn numbers(seed: u64) -> Vec<u16> {
    let mut state = seed;
    let next = || {
        state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (state ^ (state >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((mixed ^ (mixed >> 31)) >> 48) as u16
    };
    std::iter::repeat_with(next).take(CHOICES_MAX).collect()
}

fn number(variable: &str, usual: u64) -> u64 {
    std::env::var(variable).ok().and_then(|text| text.parse().ok()).unwrap_or(usual)
}

/// Runs `check` on `cases` random lists of choices, and shrinks the first that fails.
pub fn for_all(name: &str, cases: u32, check: impl Fn(&mut Choices<'_>) -> Result<(), String>) {
    let seed = number("WHATWORKS_READING_SEED", SEED);
    let cases = cases * u32::try_from(number("WHATWORKS_READING_CASES", 1)).unwrap();
    let mut bytes = [0; 32];
    bytes[..8].copy_from_slice(&seed.to_le_bytes());
    let config = Config { cases, max_shrink_iters: SHRINKS_MAX, failure_persistence: None, ..Config::default() };
    let mut runner = TestRunner::new_with_rng(config, TestRng::from_seed(RngAlgorithm::ChaCha, &bytes));
    let run = runner.run(&vec(any::<u16>(), 200..CHOICES_MAX), |choices| check(&mut Choices::of(&choices)).map_err(TestCaseError::fail));
    if let Err(error) = run {
        // The list of choices says nothing to people; what was found does.
        let shown: String = error.to_string().chars().take(6_000).collect();
        panic!("{name}, WHATWORKS_READING_SEED={seed}: {shown}");
    }
}
