//! Does a value rise or fall? The straight line of least squares, with weights and an interval of its slope.
//!
//! Source: C. F. Gauss, 1821; A. C. Aitken, 1935, for weights. Interval by Student's t with n - 2 degrees of freedom.
//!
//! ```text
//! slope = sum w (x - mx)(y - my) / sum w (x - mx)^2,   s^2 = sum w r^2 / (n - 2),   slope -+ t s / sqrt(sum w (x - mx)^2)
//! ```

use crate::estimate::Estimate;
use crate::student::two_sided_factor;

/// One observation: where, what, and how much it counts against the others.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct WeightedPoint {
    /// Its place, such as a day.
    pub x: f64,
    /// Its value.
    pub y: f64,
    /// Its weight, inverse to its variance; only the ratios matter.
    pub weight: f64,
}

/// A straight line.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Line {
    /// Change of `y` for one of `x`, with its interval.
    pub slope: Estimate,
    /// Value at `x` = 0.
    pub intercept: f64,
    /// How many observations stand behind it.
    pub count: u32,
}

/// The line of weighted least squares with the slope's interval at `level`. Observations with a weight at or below zero,
/// or with something that is not finite, are passed over. `None` with fewer than three left, or when all lie at one `x`.
#[must_use]
pub fn weighted_slope(points: &[WeightedPoint], level: f64) -> Option<Line> {
    let is_sound = |p: &&WeightedPoint| p.x.is_finite() && p.y.is_finite() && p.weight.is_finite() && p.weight > 0.0;
    let kept: Vec<&WeightedPoint> = points.iter().filter(is_sound).collect();
    let whole: f64 = kept.iter().map(|point| point.weight).sum();
    let count = u32::try_from(kept.len()).ok()?;
    if count < 3 {
        return None;
    }
    let mean_x = kept.iter().map(|p| p.weight * p.x).sum::<f64>() / whole;
    let mean_y = kept.iter().map(|p| p.weight * p.y).sum::<f64>() / whole;
    let spread: f64 = kept.iter().map(|p| p.weight * (p.x - mean_x).powi(2)).sum();
    if spread <= 0.0 {
        return None;
    }
    let slope = kept.iter().map(|p| p.weight * (p.x - mean_x) * (p.y - mean_y)).sum::<f64>() / spread;
    let intercept = mean_y - slope * mean_x;
    let freedom = f64::from(count) - 2.0;
    let residue: f64 = kept.iter().map(|p| p.weight * (p.y - intercept - slope * p.x).powi(2)).sum();
    let radius = two_sided_factor(level, freedom)? * (residue / freedom / spread).sqrt();
    Some(Line { slope: Estimate::around(slope, radius), intercept, count })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::SplitMix64;

    fn points(values: &[(f64, f64, f64)]) -> Vec<WeightedPoint> {
        values.iter().map(|&(x, y, weight)| WeightedPoint { x, y, weight }).collect()
    }

    #[test]
    fn one_more_each_day_is_a_slope_of_one() {
        let line = weighted_slope(&points(&[(0.0, 1.0, 1.0), (1.0, 2.0, 5.0), (2.0, 3.0, 2.0)]), 0.95).unwrap();
        assert!((line.slope.value - 1.0).abs() < 1e-12 && (line.intercept - 1.0).abs() < 1e-12);
        assert!(line.slope.high - line.slope.low < 1e-6);
    }

    // Anscombe's first set: slope .5001, intercept 3.0001, standard error .1179 (Anscombe 1973).
    #[test]
    fn anscombes_first_set_comes_out() {
        let x = [10.0, 8.0, 13.0, 9.0, 11.0, 14.0, 6.0, 4.0, 12.0, 7.0, 5.0];
        let y = [8.04, 6.95, 7.58, 8.81, 8.33, 9.96, 7.24, 4.26, 10.84, 4.82, 5.68];
        let set: Vec<(f64, f64, f64)> = x.into_iter().zip(y).map(|(x, y)| (x, y, 1.0)).collect();
        let line = weighted_slope(&points(&set), 0.95).unwrap();
        assert!((line.slope.value - 0.5001).abs() < 1e-4 && (line.intercept - 3.0001).abs() < 1e-4);
        assert!((line.slope.high - line.slope.value - 2.262 * 0.1179).abs() < 2e-4);
    }

    #[test]
    fn a_point_of_weight_two_counts_like_two_points() {
        let double =
            weighted_slope(&points(&[(0.0, 0.0, 1.0), (1.0, 3.0, 2.0), (2.0, 2.0, 1.0), (3.0, 7.0, 1.0)]), 0.9);
        let twice = [(0.0, 0.0, 1.0), (1.0, 3.0, 1.0), (1.0, 3.0, 1.0), (2.0, 2.0, 1.0), (3.0, 7.0, 1.0)];
        let twice = weighted_slope(&points(&twice), 0.9);
        assert!((double.unwrap().slope.value - twice.unwrap().slope.value).abs() < 1e-12);
    }

    #[test]
    fn two_points_or_one_place_have_no_slope() {
        assert_eq!(weighted_slope(&points(&[(0.0, 1.0, 1.0), (1.0, 2.0, 1.0)]), 0.95), None);
        assert_eq!(weighted_slope(&points(&[(1.0, 1.0, 1.0), (1.0, 2.0, 1.0), (1.0, 3.0, 1.0)]), 0.95), None);
    }

    #[test]
    fn intervals_hold_the_slope_about_as_often_as_they_say_with_unequal_weights() {
        let mut generator = SplitMix64::new(51);
        let held = (0..2_000)
            .filter(|_| {
                let drawn: Vec<WeightedPoint> = (0..12)
                    .map(|x| {
                        let (x, weight) = (f64::from(x), if x % 3 == 0 { 4.0_f64 } else { 1.0 });
                        WeightedPoint { x, y: 0.7 * x + 3.0 * generator.next_normal() / weight.sqrt(), weight }
                    })
                    .collect();
                weighted_slope(&drawn, 0.95).unwrap().slope.holds(0.7)
            })
            .count();
        assert!((1_860..=1_940).contains(&held), "held {held} of 2000");
    }
}
