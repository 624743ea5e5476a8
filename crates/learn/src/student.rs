//! Which quantile belongs to 95 %, when the spread itself was estimated? Student's t.
//!
//! Source: Student, 1908, "The probable error of a mean", Biometrika 6(1). Through the incomplete beta function
//! (Abramowitz and Stegun 26.7.1): P(|T| > t) = I_{v / (v + t^2)}(v / 2, 1 / 2) with v degrees of freedom.

use crate::beta::incomplete_beta;

/// P(T <= t) with `freedom` degrees of freedom, which need not be whole. Not a number for a `freedom` at or below 0.
#[must_use]
pub fn student_cdf(t: f64, freedom: f64) -> f64 {
    if t.is_infinite() {
        return if t > 0.0 { 1.0 } else { 0.0 };
    }
    let tail = 0.5 * incomplete_beta(freedom / 2.0, 0.5, freedom / (freedom + t * t));
    if t > 0.0 { 1.0 - tail } else { tail }
}

/// The t below which a share `p` of the distribution lies. `None` for `p` outside (0, 1) or `freedom` at or below 0.
///
/// ```
/// let t = attentive_learn::student::student_quantile(0.975, 10.0);
/// assert!((t.unwrap() - 2.228).abs() < 0.001);
/// ```
#[must_use]
pub fn student_quantile(p: f64, freedom: f64) -> Option<f64> {
    if p.is_nan() || p <= 0.0 || p >= 1.0 || freedom.is_nan() || freedom <= 0.0 {
        return None;
    }
    // Work in the lower tail, which keeps its digits, and mirror.
    let (tail, sign) = if p < 0.5 { (p, -1.0) } else { (1.0 - p, 1.0) };
    let tail_beyond = |t: f64| 0.5 * incomplete_beta(freedom / 2.0, 0.5, freedom / (freedom + t * t));
    let (mut low, mut high) = (0.0, 1.0);
    while tail_beyond(high) > tail {
        low = high;
        high *= 2.0;
        if high > 1e300 {
            return None;
        }
    }
    for _ in 0..200 {
        let middle = 0.5 * (low + high);
        if middle <= low || middle >= high {
            break;
        }
        if tail_beyond(middle) > tail { low = middle } else { high = middle }
    }
    Some(sign * 0.5 * (low + high))
}

/// The factor of a two-sided interval that holds a share `level`, such as .95. `None` outside (0, 1) or without
/// degrees of freedom.
#[must_use]
pub fn two_sided_factor(level: f64, freedom: f64) -> Option<f64> {
    student_quantile(0.5 + level / 2.0, freedom)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    // Printed tables of Student's t (for instance NIST/SEMATECH e-Handbook, table 1.3.6.7.2).
    #[test]
    fn quantiles_agree_with_printed_tables() {
        let table = [
            (0.90, 1.0, 3.078),
            (0.95, 1.0, 6.314),
            (0.975, 1.0, 12.706),
            (0.995, 1.0, 63.657),
            (0.975, 2.0, 4.303),
            (0.975, 3.0, 3.182),
            (0.95, 5.0, 2.015),
            (0.975, 5.0, 2.571),
            (0.999, 5.0, 5.893),
            (0.975, 10.0, 2.228),
            (0.995, 10.0, 3.169),
            (0.975, 20.0, 2.086),
            (0.975, 30.0, 2.042),
            (0.99, 60.0, 2.390),
            (0.975, 100.0, 1.984),
            (0.975, 1e7, 1.960),
        ];
        for (p, freedom, expected) in table {
            let found = student_quantile(p, freedom).unwrap();
            assert!((found - expected).abs() < 6e-4, "t({p}, {freedom}) = {found}, the table says {expected}");
        }
    }

    #[test]
    fn one_and_two_degrees_of_freedom_have_closed_forms() {
        for p in [0.6, 0.9, 0.999, 0.000_1] {
            let p: f64 = p;
            let cauchy = (std::f64::consts::PI * (p - 0.5)).tan();
            assert!((student_quantile(p, 1.0).unwrap() / cauchy - 1.0).abs() < 1e-9);
            let two = (2.0 * p - 1.0) / (2.0 * p * (1.0 - p)).sqrt();
            assert!((student_quantile(p, 2.0).unwrap() / two - 1.0).abs() < 1e-9);
        }
    }

    #[test]
    fn nonsense_has_no_quantile() {
        assert_eq!(student_quantile(0.0, 5.0), None);
        assert_eq!(student_quantile(1.0, 5.0), None);
        assert_eq!(student_quantile(f64::NAN, 5.0), None);
        assert_eq!(student_quantile(0.9, 0.0), None);
    }

    proptest! {
        #[test]
        fn the_quantile_undoes_the_distribution(p in 0.001..0.999_f64, freedom in 0.5..500.0_f64) {
            let t = student_quantile(p, freedom).unwrap();
            prop_assert!((student_cdf(t, freedom) - p).abs() < 1e-9);
        }
    }
}
