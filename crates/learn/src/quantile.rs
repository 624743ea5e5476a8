//! What is the middle value, or any quantile? Type 7: straight lines between the order statistics.
//!
//! Source: Hyndman and Fan, 1996, "Sample quantiles in statistical packages", The American Statistician 50(4),
//! definition 7; the default of R, NumPy and spreadsheets.
//!
//! ```text
//! h = (n - 1) p,   Q(p) = x[floor h] + (h - floor h) (x[floor h + 1] - x[floor h])     x sorted, counted from 0
//! ```

/// The `p` quantile, `p` from 0 to 1; values that are not finite are passed over. `None` without values, or with a
/// `p` outside 0 to 1.
#[must_use]
pub fn quantile(values: &[f64], p: f64) -> Option<f64> {
    let mut sorted: Vec<f64> = values.iter().copied().filter(|value| value.is_finite()).collect();
    sorted.sort_unstable_by(f64::total_cmp);
    quantile_of_sorted(&sorted, p)
}

/// The middle value; the mean of the two middle ones when their number is even. `None` without values.
///
/// ```
/// assert_eq!(attentive_learn::median(&[7.0, 1.0, 3.0]), Some(3.0));
/// assert_eq!(attentive_learn::median(&[]), None);
/// ```
#[must_use]
pub fn median(values: &[f64]) -> Option<f64> {
    quantile(values, 0.5)
}

/// The `p` quantile of values that are already sorted and finite; otherwise as [`quantile`].
#[must_use]
#[expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a place in a slice, between 0 and its length"
)]
pub fn quantile_of_sorted(sorted: &[f64], p: f64) -> Option<f64> {
    if !(0.0..=1.0).contains(&p) {
        return None;
    }
    let last = sorted.len().checked_sub(1)?;
    let place = last as f64 * p;
    let below = sorted.get(place.floor() as usize)?;
    let above = sorted.get(place.ceil() as usize)?;
    Some(below + (place - place.floor()) * (above - below))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    // numpy.quantile([1, 2, 4, 8, 16], p), which is type 7.
    #[test]
    fn quantiles_agree_with_numpy() {
        let values = [16.0, 1.0, 8.0, 2.0, 4.0];
        for (p, expected) in [(0.0, 1.0), (0.1, 1.4), (0.25, 2.0), (0.5, 4.0), (0.9, 12.8), (1.0, 16.0)] {
            assert!((quantile(&values, p).unwrap() - expected).abs() < 1e-12, "p = {p}");
        }
    }

    #[test]
    fn an_odd_p_or_no_values_give_no_quantile() {
        assert_eq!(quantile(&[1.0], 1.5), None);
        assert_eq!(quantile(&[1.0], f64::NAN), None);
        assert_eq!(quantile(&[f64::NAN], 0.5), None);
        assert_eq!(median(&[1.0, 2.0]), Some(1.5));
    }

    proptest! {
        #[test]
        fn a_higher_p_is_never_a_lower_quantile(
            values in prop::collection::vec(-1e6..1e6_f64, 1..50), p in 0.0..1.0_f64, q in 0.0..1.0_f64,
        ) {
            let (low, high) = (p.min(q), p.max(q));
            prop_assert!(quantile(&values, low) <= quantile(&values, high));
        }
    }
}
