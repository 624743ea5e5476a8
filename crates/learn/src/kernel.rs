//! What is the mean near one place? A mean in which near values weigh more.
//!
//! Source: E. A. Nadaraya, 1964, and G. S. Watson, 1964, with a Gaussian kernel. On a circle (hours of the day) distance is
//! taken the short way round.
//!
//! ```text
//! m(x) = (k m0 + sum w_i K_i y_i) / (k + sum w_i K_i),   K_i = exp(-d_i^2 / 2 h^2)
//! ```

/// One observation: where, what, and how much it counts.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct KernelPoint {
    /// Its place.
    pub x: f64,
    /// Its value.
    pub y: f64,
    /// How many observations it stands for.
    pub weight: f64,
}

/// The kernel mean at `at` with the given `bandwidth` (in the unit of `x`), drawn towards `prior.0` with the weight of
/// `prior.1` observations. `period` closes the line to a circle, such as 24 for hours. `None` when nothing has weight
/// there, or when the bandwidth is not above zero.
#[must_use]
pub fn kernel_mean(
    points: &[KernelPoint],
    at: f64,
    bandwidth: f64,
    period: Option<f64>,
    prior: (f64, f64),
) -> Option<f64> {
    if bandwidth.is_nan() || bandwidth <= 0.0 {
        return None;
    }
    let distance = |x: f64| match period {
        Some(period) => {
            let apart = (x - at).rem_euclid(period);
            apart.min(period - apart)
        }
        None => (x - at).abs(),
    };
    let (mut sum, mut whole) = (prior.0 * prior.1, prior.1);
    for point in points {
        let kernel = (-0.5 * (distance(point.x) / bandwidth).powi(2)).exp() * point.weight;
        sum += kernel * point.y;
        whole += kernel;
    }
    (whole > 0.0).then(|| sum / whole)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn point(x: f64, y: f64) -> KernelPoint {
        KernelPoint { x, y, weight: 1.0 }
    }

    #[test]
    fn a_constant_stays_a_constant() {
        let points: Vec<KernelPoint> = (0..10).map(|x| point(f64::from(x), 3.0)).collect();
        assert!((kernel_mean(&points, 4.2, 1.5, None, (0.0, 0.0)).unwrap() - 3.0).abs() < 1e-12);
    }

    #[test]
    fn on_a_circle_hour_23_is_next_to_hour_0() {
        let points = [point(23.0, 1.0), point(12.0, 0.0)];
        assert!(kernel_mean(&points, 0.0, 1.0, Some(24.0), (0.0, 0.0)).unwrap() > 0.99);
        assert!(kernel_mean(&points, 0.0, 4.0, None, (0.0, 0.0)).unwrap() < 0.1);
    }

    #[test]
    fn far_from_all_points_only_the_prior_speaks() {
        assert!((kernel_mean(&[point(0.0, 9.0)], 100.0, 1.0, None, (2.0, 1.0)).unwrap() - 2.0).abs() < 1e-12);
        assert_eq!(kernel_mean(&[], 0.0, 1.0, None, (0.0, 0.0)), None);
        assert_eq!(kernel_mean(&[point(0.0, 1.0)], 0.0, 0.0, None, (0.0, 0.0)), None);
    }
}
