//! How sure is a share, and by how much do two shares differ?
//!
//! Source: E. B. Wilson, 1927, "Probable inference, the law of succession, and statistical inference", JASA 22; R. G.
//! Newcombe, 1998, "Interval estimation for the difference between independent proportions", Statistics in Medicine 17,
//! method 10.
//!
//! ```text
//! Wilson:    (p + z^2/2n -+ z sqrt(p q / n + z^2 / 4n^2)) / (1 + z^2/n)
//! Newcombe:  d - sqrt((p1-l1)^2 + (u2-p2)^2)   to   d + sqrt((u1-p1)^2 + (p2-l2)^2)      d = p1 - p2
//! ```

use crate::estimate::Estimate;
use crate::normal::normal_quantile;

/// The share `hits / trials` with Wilson's interval. `None` without trials, with more hits than trials, or with a
/// `level` outside (0, 1).
#[must_use]
pub fn wilson_interval(hits: u32, trials: u32, level: f64) -> Option<Estimate> {
    if trials == 0 || hits > trials {
        return None;
    }
    let z = normal_quantile(0.5 + level / 2.0)?;
    let n = f64::from(trials);
    let share = f64::from(hits) / n;
    let middle = share + z * z / (2.0 * n);
    let radius = z * (share * (1.0 - share) / n + z * z / (4.0 * n * n)).sqrt();
    let scale = 1.0 + z * z / n;
    Some(Estimate {
        value: share,
        low: ((middle - radius) / scale).clamp(0.0, share),
        high: ((middle + radius) / scale).clamp(share, 1.0),
    })
}

/// First share less second share with Newcombe's interval; each given as `(hits, trials)`. `None` as [`wilson_interval`].
#[must_use]
pub fn newcombe_difference(first: (u32, u32), second: (u32, u32), level: f64) -> Option<Estimate> {
    let one = wilson_interval(first.0, first.1, level)?;
    let other = wilson_interval(second.0, second.1, level)?;
    let value = one.value - other.value;
    Some(Estimate {
        value,
        low: value - (one.value - one.low).hypot(other.high - other.value),
        high: value + (one.high - one.value).hypot(other.value - other.low),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    // Newcombe 1998, "Two-sided confidence intervals for the single proportion", table I, method 3.
    #[test]
    fn wilson_agrees_with_the_published_table() {
        for (hits, trials, low, high) in
            [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)]
        {
            let found = wilson_interval(hits, trials, 0.95).unwrap();
            assert!((found.low - low).abs() < 6e-5 && (found.high - high).abs() < 6e-5, "{hits}/{trials}: {found:?}");
        }
    }

    // Newcombe 1998, "Interval estimation for the difference", table II, method 10.
    #[test]
    fn newcombe_agrees_with_the_published_table() {
        for (first, second, low, high) in [
            ((56, 70), (48, 80), 0.0524, 0.3339),
            ((9, 10), (3, 10), 0.1705, 0.8090),
            ((6, 7), (2, 7), 0.0582, 0.8062),
            ((5, 56), (0, 29), -0.0381, 0.1926),
        ] {
            let found = newcombe_difference(first, second, 0.95).unwrap();
            assert!((found.low - low).abs() < 6e-5 && (found.high - high).abs() < 6e-5, "{first:?}: {found:?}");
        }
    }

    #[test]
    fn a_share_of_nothing_has_no_interval() {
        assert_eq!(wilson_interval(0, 0, 0.95), None);
        assert_eq!(wilson_interval(3, 2, 0.95), None);
        assert_eq!(wilson_interval(1, 2, 1.0), None);
    }

    proptest! {
        #[test]
        fn the_interval_holds_its_own_share_and_stays_within_zero_and_one(hits in 0..200_u32, more in 0..200_u32) {
            prop_assume!(hits + more > 0);
            let found = wilson_interval(hits, hits + more, 0.95).unwrap();
            prop_assert!(found.low >= 0.0 && found.high <= 1.0 && found.holds(found.value));
        }
    }
}
