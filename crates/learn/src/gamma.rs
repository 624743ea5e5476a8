//! The logarithm of the gamma function.
//!
//! Source: C. Lanczos, 1964, "A precision approximation of the gamma function", SIAM Journal B 1; with the
//! coefficients for g = 7 and nine terms that P. Godfrey published in 2001. Right to about 14 digits.

/// Constant g of the approximation.
const G: f64 = 7.0;

/// Coefficients for g = 7, n = 9 (Godfrey 2001).
const COEFFICIENTS: [f64; 9] = [
    0.999_999_999_999_809_9,
    676.520_368_121_885_1,
    -1_259.139_216_722_402_8,
    771.323_428_777_653_1,
    -176.615_029_162_140_6,
    12.507_343_278_686_905,
    -0.138_571_095_265_720_12,
    9.984_369_578_019_572e-6,
    1.505_632_735_149_311_6e-7,
];

/// ln of gamma at `x`; not a number for `x` at or below zero.
#[must_use]
pub fn ln_gamma(x: f64) -> f64 {
    if x.is_nan() || x <= 0.0 {
        return f64::NAN;
    }
    if x < 0.5 {
        // Reflection: gamma(x) gamma(1 - x) = pi / sin(pi x).
        let pi = std::f64::consts::PI;
        return (pi / (pi * x).sin()).ln() - ln_gamma(1.0 - x);
    }
    let shifted = x - 1.0;
    let mut sum = COEFFICIENTS[0];
    let mut place = 0.0;
    for coefficient in &COEFFICIENTS[1..] {
        place += 1.0;
        sum += coefficient / (shifted + place);
    }
    let base = shifted + G + 0.5;
    0.5 * (2.0 * std::f64::consts::PI).ln() + (shifted + 0.5) * base.ln() - base + sum.ln()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gamma_of_whole_numbers_is_the_factorial() {
        let mut factorial = 1.0_f64;
        for n in 1..20 {
            let x = f64::from(n);
            assert!((ln_gamma(x) - factorial.ln()).abs() < 1e-11, "gamma({x})");
            factorial *= x;
        }
    }

    #[test]
    fn gamma_of_a_half_is_the_root_of_pi() {
        assert!((ln_gamma(0.5) - std::f64::consts::PI.sqrt().ln()).abs() < 1e-12);
        // gamma(1/4) = 3.625609908221908
        assert!((ln_gamma(0.25) - 3.625_609_908_221_908_f64.ln()).abs() < 1e-12);
        assert!(ln_gamma(0.0).is_nan());
    }
}
