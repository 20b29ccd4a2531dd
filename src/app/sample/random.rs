//! SplitMix64 (Steele, Lea and Flood 2014): small, fast and the same on every machine. For sample data, never for secrets.

/// A stream of numbers that its seed determines.
pub struct Random(u64);

impl Random {
    /// A stream of its own for each combination of `parts`.
    pub fn of(parts: &[u64]) -> Self {
        let mut random = Self(0);
        for part in parts {
            random.0 = random.next() ^ part;
        }
        random
    }

    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// Evenly from 0 to `end`, which is not reached; 0 when `end` is 0.
    pub fn below(&mut self, end: u64) -> u64 {
        ((u128::from(self.next()) * u128::from(end)) >> 64) as u64
    }

    /// Evenly from 0 to 1, which is not reached.
    pub fn unit(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1_u64 << 53) as f64
    }

    pub fn chance(&mut self, probability: f64) -> bool {
        self.unit() < probability
    }

    /// From 0 to `end`, the low numbers far more often, as few things are popular. Products instead of powers: they are the same everywhere.
    pub fn popular(&mut self, end: u64) -> u64 {
        let unit = self.unit();
        (unit * unit * unit * end as f64) as u64
    }

    /// From `min` to `max`, both reached.
    pub fn between(&mut self, min: i64, max: i64) -> i64 {
        min.saturating_add_unsigned(self.below(max.abs_diff(min).saturating_add(1)))
    }

    pub fn pick<'a, T>(&mut self, items: &'a [T]) -> Option<&'a T> {
        items.get(self.below(items.len() as u64) as usize)
    }
}

#[cfg(test)]
mod tests {
    use super::Random;

    #[test]
    fn the_stream_is_the_published_one_and_stays_inside_its_bounds() {
        // The first numbers of the reference implementation from the state 1234567.
        let mut reference = Random(1_234_567);
        assert_eq!([reference.next(), reference.next()], [6_457_827_717_110_365_317, 3_203_168_211_198_807_973]);
        let mut random = Random::of(&[1, 2, 3]);
        for _ in 0..1_000 {
            assert!(random.below(7) < 7 && random.popular(7) < 7 && (-3..=4).contains(&random.between(-3, 4)));
        }
        assert_eq!(random.below(0), 0);
    }
}
