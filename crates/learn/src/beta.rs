//! The regularised incomplete beta function, on which Student's t rests.
//!
//! Source: Abramowitz and Stegun, 1964, 26.5.8 (the continued fraction) and 26.5.2 (the symmetry), worked out from
//! the front by Lentz's method (W. J. Lentz, 1976, Applied Optics 15(3), as changed by Thompson and Barnett, 1986).

use crate::gamma::ln_gamma;

/// Steps after which the fraction is taken as it stands; it needs of the order of sqrt(max(a, b)).
const MOST_STEPS: u32 = 10_000;
/// Relative change at which the fraction has settled.
const SETTLED: f64 = 1e-15;
/// Stands in for a zero denominator.
const TINY: f64 = 1e-300;

/// I_x(a, b): the share of a beta distribution's mass below `x`. Not a number for `a` or `b` at or below zero.
#[must_use]
pub fn incomplete_beta(a: f64, b: f64, x: f64) -> f64 {
    if a.is_nan() || b.is_nan() || x.is_nan() || a <= 0.0 || b <= 0.0 {
        return f64::NAN;
    }
    if x <= 0.0 {
        return 0.0;
    }
    if x >= 1.0 {
        return 1.0;
    }
    let front = (ln_gamma(a + b) - ln_gamma(a) - ln_gamma(b) + a * x.ln() + b * (-x).ln_1p()).exp();
    // The fraction settles fast only on its own side of the mean.
    if x < (a + 1.0) / (a + b + 2.0) {
        front * fraction(a, b, x) / a
    } else {
        1.0 - front * fraction(b, a, 1.0 - x) / b
    }
}

fn fraction(a: f64, b: f64, x: f64) -> f64 {
    let kept = |value: f64| if value.abs() < TINY { TINY } else { value };
    let mut upper = 1.0;
    let mut lower = 1.0 / kept(1.0 - (a + b) * x / (a + 1.0));
    let mut value = lower;
    for step in 1..=MOST_STEPS {
        let m = f64::from(step);
        let even = m * (b - m) * x / ((a + 2.0 * m - 1.0) * (a + 2.0 * m));
        lower = 1.0 / kept(1.0 + even * lower);
        upper = kept(1.0 + even / upper);
        value *= lower * upper;
        let odd = -(a + m) * (a + b + m) * x / ((a + 2.0 * m) * (a + 2.0 * m + 1.0));
        lower = 1.0 / kept(1.0 + odd * lower);
        upper = kept(1.0 + odd / upper);
        let change = lower * upper;
        value *= change;
        if (change - 1.0).abs() < SETTLED {
            break;
        }
    }
    value
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn closed_forms_agree() {
        for x in [0.01, 0.2, 0.5, 0.77, 0.99] {
            let x: f64 = x;
            assert!((incomplete_beta(1.0, 1.0, x) - x).abs() < 1e-13);
            assert!((incomplete_beta(2.0, 1.0, x) - x * x).abs() < 1e-13);
            assert!((incomplete_beta(1.0, 3.0, x) - (1.0 - (1.0 - x).powi(3))).abs() < 1e-13);
            let arcsine = 2.0 / std::f64::consts::PI * x.sqrt().asin();
            assert!((incomplete_beta(0.5, 0.5, x) - arcsine).abs() < 1e-12);
        }
    }

    #[test]
    fn the_ends_are_zero_and_one_and_nonsense_is_not_a_number() {
        assert_eq!(incomplete_beta(2.0, 3.0, 0.0), 0.0);
        assert_eq!(incomplete_beta(2.0, 3.0, 1.0), 1.0);
        assert!(incomplete_beta(0.0, 3.0, 0.5).is_nan());
    }

    proptest! {
        #[test]
        fn both_tails_sum_to_one(a in 0.2..300.0_f64, b in 0.2..300.0_f64, x in 0.001..0.999_f64) {
            let sum = incomplete_beta(a, b, x) + incomplete_beta(b, a, 1.0 - x);
            prop_assert!((sum - 1.0).abs() < 1e-10);
        }
    }
}
