//! Randomness that is handed in: the same seed gives the same numbers on every machine.
//!
//! Source: Steele, Lea and Flood, 2014, "Fast splittable pseudorandom number generators" (OOPSLA), SplitMix64. The
//! three constants are theirs (the finaliser is David Stafford's variant 13). Not for secrets.

/// A small generator with 64 bits of state.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SplitMix64 {
    state: u64,
}

impl SplitMix64 {
    /// A generator that starts at `seed`.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        Self { state: seed }
    }

    /// A generator for one of many purposes: the same seed and words always give the same one.
    #[must_use]
    pub fn keyed(seed: u64, words: &[u64]) -> Self {
        let mut generator = Self::new(seed);
        for word in words {
            let mixed = generator.next_u64();
            generator = Self::new(mixed ^ word.wrapping_mul(0x9e37_79b9_7f4a_7c15));
        }
        generator.next_u64();
        generator
    }

    /// The next 64 bits.
    pub fn next_u64(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.state;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// The next number in [0, 1), in steps of 2^-53.
    #[expect(clippy::cast_precision_loss, reason = "53 bits fit exactly")]
    pub fn next_unit(&mut self) -> f64 {
        (self.next_u64() >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// A place below `count`, each as likely as the next (D. Lemire's multiplication, 2019, without the last correction:
    /// for the few thousand places used here the unevenness is below 2^-50). `None` when `count` is 0.
    pub fn next_place(&mut self, count: usize) -> Option<usize> {
        let wide = u128::from(self.next_u64()) * (count as u128);
        (count > 0).then(|| usize::try_from(wide >> 64).unwrap_or(0))
    }

    /// A standard normal number (Box and Muller, 1958).
    pub fn next_normal(&mut self) -> f64 {
        let radius = (-2.0 * (1.0 - self.next_unit()).ln()).sqrt();
        radius * (2.0 * std::f64::consts::PI * self.next_unit()).cos()
    }

    /// Deals values out anew among their places, each order as likely as the next (Fisher and Yates, 1938).
    pub fn shuffle<T>(&mut self, values: &mut [T]) {
        for last in (1..values.len()).rev() {
            values.swap(last, self.next_place(last + 1).unwrap_or(last));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_order_of_three_is_as_likely_as_the_next() {
        let mut generator = SplitMix64::new(3);
        let mut seen = std::collections::BTreeMap::<[u8; 3], u32>::new();
        for _ in 0..6_000 {
            let mut values = [1, 2, 3];
            generator.shuffle(&mut values);
            *seen.entry(values).or_default() += 1;
        }
        assert_eq!(seen.len(), 6);
        assert!(seen.values().all(|count| (850..1_150).contains(count)), "{seen:?}");
    }
    use crate::Moments;

    // First outputs for seed 1234567, as published with the Java and C versions.
    #[test]
    fn the_published_sequence_comes_out() {
        let mut generator = SplitMix64::new(1_234_567);
        let expected = [
            6_457_827_717_110_365_317,
            3_203_168_211_198_807_973,
            9_817_491_932_198_370_423,
            4_593_380_528_125_082_431,
            16_408_922_859_458_223_821,
        ];
        for value in expected {
            assert_eq!(generator.next_u64(), value);
        }
    }

    #[test]
    fn units_have_mean_a_half_and_normals_have_mean_zero_and_variance_one() {
        let mut generator = SplitMix64::new(7);
        let units: Moments = (0..20_000).map(|_| generator.next_unit()).collect();
        let normals: Moments = (0..20_000).map(|_| generator.next_normal()).collect();
        assert!((units.mean().unwrap() - 0.5).abs() < 0.01);
        assert!(normals.mean().unwrap().abs() < 0.03 && (normals.variance().unwrap() - 1.0).abs() < 0.04);
    }

    #[test]
    fn places_stay_below_the_count_and_all_come_up() {
        let mut generator = SplitMix64::new(3);
        let mut seen = [0_u32; 5];
        for _ in 0..5_000 {
            seen[generator.next_place(5).unwrap()] += 1;
        }
        assert!(seen.iter().all(|count| (850..1_150).contains(count)), "{seen:?}");
        assert_eq!(generator.next_place(0), None);
    }

    #[test]
    fn other_words_give_another_sequence() {
        let first = SplitMix64::keyed(1, &[2, 3]).next_u64();
        assert_eq!(first, SplitMix64::keyed(1, &[2, 3]).next_u64());
        assert_ne!(first, SplitMix64::keyed(1, &[3, 2]).next_u64());
        assert_ne!(first, SplitMix64::keyed(2, &[2, 3]).next_u64());
    }
}
