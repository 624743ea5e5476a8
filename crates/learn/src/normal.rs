//! The normal distribution: its distribution function and its quantiles.
//!
//! Formula: P(Z <= z) = 1/2 + phi(z) (z + z^3/3 + z^5/(3 5) + ...) near the middle (Marsaglia, 2004, "Evaluating the
//! normal distribution", Journal of Statistical Software 11(4)), and Laplace's continued fraction
//! phi(z) / (z + 1/(z + 2/(z + 3/(z + ...)))) in the tail (Abramowitz and Stegun 26.2.14).

/// Where the series hands over to the fraction.
const TAIL_FROM: f64 = 3.0;

/// P(Z <= z).
#[must_use]
pub fn normal_cdf(z: f64) -> f64 {
    if z.is_nan() {
        return f64::NAN;
    }
    if z.abs() > TAIL_FROM {
        let tail = tail_beyond(z.abs());
        return if z > 0.0 { 1.0 - tail } else { tail };
    }
    let (mut term, mut sum, mut odd) = (z, z, 1.0);
    while term.abs() > 1e-17 * sum.abs().max(1e-300) {
        odd += 2.0;
        term *= z * z / odd;
        sum += term;
    }
    0.5 + density(z) * sum
}

/// The z below which a share `p` lies; `None` outside (0, 1).
///
/// ```
/// let z = attentive_learn::normal::normal_quantile(0.975).unwrap();
/// assert!((z - 1.959_963_985).abs() < 1e-8);
/// ```
#[must_use]
pub fn normal_quantile(p: f64) -> Option<f64> {
    if p.is_nan() || p <= 0.0 || p >= 1.0 {
        return None;
    }
    let (tail, sign) = if p < 0.5 { (p, 1.0) } else { (1.0 - p, -1.0) };
    let (mut low, mut high) = (-40.0, 0.0);
    for _ in 0..200 {
        let middle = 0.5 * (low + high);
        if middle <= low || middle >= high {
            break;
        }
        if normal_cdf(middle) < tail { low = middle } else { high = middle }
    }
    Some(sign * 0.5 * (low + high))
}

fn density(z: f64) -> f64 {
    (-0.5 * z * z).exp() / (2.0 * std::f64::consts::PI).sqrt()
}

fn tail_beyond(z: f64) -> f64 {
    let fraction = (1..=200).rev().fold(z, |below, step| z + f64::from(step) / below);
    density(z) / fraction
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn printed_values_come_out() {
        let table = [
            (0.0, 0.5),
            (1.0, 0.841_344_746_068_542_9),
            (1.96, 0.975_002_104_851_779_5),
            (-2.575_829_303_548_901, 0.005),
            (-6.0, 9.865_876_450_376_98e-10),
        ];
        for (z, expected) in table {
            assert!((normal_cdf(z) / expected - 1.0).abs() < 1e-9, "P(Z <= {z}) = {}", normal_cdf(z));
        }
    }

    #[test]
    fn series_and_fraction_meet() {
        let step = normal_cdf(TAIL_FROM + 1e-9) - normal_cdf(TAIL_FROM - 1e-9);
        assert!(step > 0.0 && step < 1e-10);
    }

    #[test]
    fn the_quantile_undoes_the_distribution() {
        for p in [1e-12, 0.001, 0.3, 0.5, 0.9, 0.999_9] {
            let back = normal_cdf(normal_quantile(p).unwrap());
            assert!((back / p - 1.0).abs() < 1e-9, "{p} came back as {back}");
        }
        assert_eq!(normal_quantile(1.0), None);
    }
}
