//! Over how many things is time spread? Shannon's entropy in bits.
//!
//! Source: C. E. Shannon, 1948, "A mathematical theory of communication", section 6.
//!
//! ```text
//! H = - sum p_i log2 p_i,   p_i = w_i / sum w        0 for one thing, log2 n for n things in equal parts
//! ```

/// Entropy of shares given as weights that need not sum to one, in bits. Weights at or below zero and weights that
/// are not finite are passed over. `None` when nothing is left.
///
/// ```
/// assert_eq!(attentive_learn::entropy_bits([30.0, 30.0]), Some(1.0));
/// ```
#[must_use]
pub fn entropy_bits(weights: impl IntoIterator<Item = f64>) -> Option<f64> {
    let kept: Vec<f64> = weights.into_iter().filter(|weight| weight.is_finite() && *weight > 0.0).collect();
    let whole: f64 = kept.iter().sum();
    if kept.is_empty() || !whole.is_finite() {
        return None;
    }
    let bits: f64 = kept.iter().map(|weight| weight / whole).map(|share| -share * share.log2()).sum();
    Some(bits.max(0.0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn one_thing_has_no_entropy_and_four_equal_things_have_two_bits() {
        assert_eq!(entropy_bits([5.0]), Some(0.0));
        assert!((entropy_bits([1.0, 1.0, 1.0, 1.0]).unwrap() - 2.0).abs() < 1e-12);
        assert!((entropy_bits([3.0, 1.0]).unwrap() - 0.811_278_124_459_132_8).abs() < 1e-12);
    }

    #[test]
    fn nothing_has_no_answer() {
        assert_eq!(entropy_bits([]), None);
        assert_eq!(entropy_bits([0.0, -1.0, f64::NAN]), None);
    }

    proptest! {
        #[test]
        fn entropy_lies_between_zero_and_the_logarithm_of_the_count(weights in prop::collection::vec(0.01..1e4_f64, 1..30)) {
            let bits = entropy_bits(weights.iter().copied()).unwrap();
            let most = f64::from(u32::try_from(weights.len()).unwrap()).log2();
            prop_assert!(bits >= 0.0 && bits <= most + 1e-9);
        }
    }
}
