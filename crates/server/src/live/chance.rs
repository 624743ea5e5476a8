//! Randomness that the stages are handed: for the arm of a prompt and for the moment of a question.
//!
//! The generator is SplitMix64 (Steele, Lea and Flood 2014, "Fast splittable pseudorandom number generators", figure 14),
//! with the constants of that paper. It is seeded from the system's randomness, the store's device id and the time, so that two
//! machines and two starts draw differently. It decides about nothing that must be secret; keys are read by [`secret`].

use std::hash::{BuildHasher, Hash, Hasher, RandomState};
use std::io::Read;

use attentive_types::Timestamp;

/// A stream of random numbers.
#[derive(Clone, Debug)]
pub(crate) struct Chance {
    state: u64,
}

impl Chance {
    /// A stream that a test can repeat.
    pub(crate) fn from_seed(seed: u64) -> Self {
        Self { state: seed }
    }

    /// A stream of this machine at this moment. `RandomState` takes its keys from the system's randomness.
    pub(crate) fn of_machine(device_id: &str, now: Timestamp) -> Self {
        let mut hasher = RandomState::new().build_hasher();
        device_id.hash(&mut hasher);
        now.hash(&mut hasher);
        Self::from_seed(hasher.finish())
    }

    /// The next number, any of 64 bits.
    pub(crate) fn number(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.state;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// A number from 0 (included) to 1 (excluded), in steps of 2^-53.
    #[expect(clippy::cast_precision_loss, reason = "53 bits fit an f64 exactly")]
    pub(crate) fn draw(&mut self) -> f64 {
        (self.number() >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// A name that is not given twice, such as `p-3f09...`.
    pub(crate) fn name(&mut self, prefix: &str) -> String {
        format!("{prefix}-{:016x}", self.number())
    }
}

/// 16 bytes from the system's randomness.
///
/// # Errors
/// When the system gives none.
pub(crate) fn secret() -> std::io::Result<[u8; 16]> {
    let mut bytes = [0_u8; 16];
    std::fs::File::open("/dev/urandom")?.read_exact(&mut bytes)?;
    Ok(bytes)
}

/// Bytes as hexadecimal text.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// 16 bytes of a hexadecimal text; `None` when it is no such text.
pub(crate) fn bytes_of_hex(text: &str) -> Option<[u8; 16]> {
    let is_hex = text.len() == 32 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
    is_hex.then(|| u128::from_str_radix(text, 16).ok().map(u128::to_be_bytes)).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_numbers_are_those_of_the_reference() {
        // Golden numbers for seed 1234567, as published with the reference program of the algorithm.
        let mut chance = Chance::from_seed(1_234_567);
        assert_eq!(chance.number(), 6_457_827_717_110_365_317);
        assert_eq!(chance.number(), 3_203_168_211_198_807_973);
    }

    #[test]
    fn draws_lie_in_the_unit_interval_and_spread() {
        let mut chance = Chance::from_seed(1);
        let draws: Vec<f64> = (0..10_000).map(|_| chance.draw()).collect();
        assert!(draws.iter().all(|draw| (0.0..1.0).contains(draw)));
        let mean = draws.iter().sum::<f64>() / 10_000.0;
        assert!((mean - 0.5).abs() < 0.02, "mean {mean}");
    }

    #[test]
    fn two_secrets_differ_and_are_read_back_from_their_text() {
        let (one, other) = (secret().unwrap(), secret().unwrap());
        assert_ne!(one, other);
        assert_eq!(bytes_of_hex(&hex(&one)), Some(one));
        assert_eq!(bytes_of_hex("+123456789abcdef0123456789abcdef"), None);
    }
}
