//! Does a value rise or fall, whatever a few wild values say? The median of all slopes between two points.
//!
//! Source: H. Theil, 1950; P. K. Sen, 1968, "Estimates of the regression coefficient based on Kendall's tau", JASA 63, with
//! his interval by the normal approximation of Kendall's score (ties not corrected, which makes it a little wider).
//!
//! ```text
//! slope = median of (y_j - y_i) / (x_j - x_i),   C = z sqrt(n (n-1) (2n+5) / 18),   ends at ranks (N -+ C) / 2 of N slopes
//! ```

use crate::estimate::Estimate;
use crate::normal::normal_quantile;
use crate::quantile::quantile_of_sorted;

/// More points than this are thinned evenly, because the work grows with the square.
const MOST_POINTS: usize = 2_000;

/// The Theil-Sen slope of `(x, y)` points with its interval at `level`. Points that are not finite are passed over.
/// `None` with fewer than three points or when all lie at one `x`.
#[must_use]
pub fn theil_sen_slope(points: &[(f64, f64)], level: f64) -> Option<Estimate> {
    let kept: Vec<(f64, f64)> = points.iter().copied().filter(|(x, y)| x.is_finite() && y.is_finite()).collect();
    let step = kept.len().div_ceil(MOST_POINTS).max(1);
    let kept: Vec<(f64, f64)> = kept.into_iter().step_by(step).collect();
    if kept.len() < 3 {
        return None;
    }
    let mut slopes = Vec::new();
    for (place, one) in kept.iter().enumerate() {
        let later = kept.iter().skip(place + 1).filter(|other| (other.0 - one.0).abs() > 0.0);
        slopes.extend(later.map(|other| (other.1 - one.1) / (other.0 - one.0)));
    }
    slopes.sort_unstable_by(f64::total_cmp);
    let value = quantile_of_sorted(&slopes, 0.5)?;
    let (n, pairs) = (size(kept.len()), size(slopes.len()));
    let spread = normal_quantile(0.5 + level / 2.0)? * (n * (n - 1.0) * (2.0 * n + 5.0) / 18.0).sqrt();
    let share = |rank: f64| (rank / (pairs - 1.0).max(1.0)).clamp(0.0, 1.0);
    Some(Estimate {
        value,
        low: quantile_of_sorted(&slopes, share((pairs - spread) / 2.0 - 1.0))?,
        high: quantile_of_sorted(&slopes, share((pairs + spread) / 2.0))?,
    })
}

#[expect(clippy::cast_precision_loss, reason = "at most two million slopes")]
fn size(count: usize) -> f64 {
    count as f64
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::SplitMix64;

    #[test]
    fn one_wild_value_does_not_turn_the_slope() {
        let mut points: Vec<(f64, f64)> = (0..15).map(|x| (f64::from(x), 2.0 * f64::from(x))).collect();
        points[14].1 = -500.0;
        assert!((theil_sen_slope(&points, 0.95).unwrap().value - 2.0).abs() < 1e-12);
    }

    #[test]
    fn one_place_has_no_slope() {
        assert_eq!(theil_sen_slope(&[(1.0, 1.0), (1.0, 2.0), (1.0, 3.0)], 0.95), None);
        assert_eq!(theil_sen_slope(&[(1.0, 1.0), (2.0, 2.0)], 0.95), None);
    }

    #[test]
    fn intervals_hold_the_slope_at_least_about_as_often_as_they_say() {
        let mut generator = SplitMix64::new(61);
        let held = (0..1_000)
            .filter(|_| {
                // Errors with heavy tails.
                let points: Vec<(f64, f64)> = (0..20)
                    .map(|x| {
                        (f64::from(x), 0.3 * f64::from(x) + generator.next_normal() / (0.1 + generator.next_unit()))
                    })
                    .collect();
                theil_sen_slope(&points, 0.95).unwrap().holds(0.3)
            })
            .count();
        assert!((925..=980).contains(&held), "held {held} of 1000");
    }
}
