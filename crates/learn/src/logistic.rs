//! How does a weight become a probability? The logistic function and its many-sided form.
//!
//! Source: D. R. Cox, 1958, "The regression analysis of binary sequences"; softmax: J. S. Bridle, 1990.
//! Computed so that no exponential overflows.

/// 1 / (1 + exp(-x)): 0 far below zero, 1/2 at zero, 1 far above.
#[must_use]
pub fn logistic(x: f64) -> f64 {
    if x >= 0.0 {
        1.0 / (1.0 + (-x).exp())
    } else {
        let small = x.exp();
        small / (1.0 + small)
    }
}

/// ln(p / (1 - p)), which undoes [`logistic`]; infinite at 0 and 1.
#[must_use]
pub fn logit(p: f64) -> f64 {
    p.ln() - (-p).ln_1p()
}

/// exp(x_i) / sum exp(x_j): shares that sum to one. Empty in, empty out; scores that are not finite are refused with
/// `None`.
#[must_use]
pub fn softmax(scores: &[f64]) -> Option<Vec<f64>> {
    if scores.iter().any(|score| !score.is_finite()) {
        return None;
    }
    let top = scores.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let raised: Vec<f64> = scores.iter().map(|score| (score - top).exp()).collect();
    let whole: f64 = raised.iter().sum();
    Some(raised.into_iter().map(|value| value / whole).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_logistic_function_does_not_overflow() {
        assert_eq!(logistic(0.0), 0.5);
        assert_eq!(logistic(1e6), 1.0);
        assert_eq!(logistic(-1e6), 0.0);
    }

    #[test]
    fn softmax_of_equal_scores_is_equal_shares_and_of_none_is_none() {
        assert_eq!(softmax(&[1e5, 1e5]), Some(vec![0.5, 0.5]));
        assert_eq!(softmax(&[]), Some(vec![]));
        assert_eq!(softmax(&[f64::NAN]), None);
    }

    proptest! {
        #[test]
        fn logit_undoes_logistic(x in -20.0..20.0_f64) {
            prop_assert!((logit(logistic(x)) - x).abs() < 1e-6);
        }

        #[test]
        fn softmax_sums_to_one_and_keeps_the_order(scores in prop::collection::vec(-50.0..50.0_f64, 1..8)) {
            let shares = softmax(&scores).unwrap();
            prop_assert!((shares.iter().sum::<f64>() - 1.0).abs() < 1e-9);
            for pair in scores.windows(2).zip(shares.windows(2)) {
                prop_assert!((pair.0[0] <= pair.0[1]) == (pair.1[0] <= pair.1[1]) || pair.1[0] == pair.1[1]);
            }
        }
    }
}
