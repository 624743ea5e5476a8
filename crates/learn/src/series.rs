//! What is there to say of a short stretch of evenly sampled numbers, when nothing is known of what they mean?
//!
//! Plain statistics of level, spread, direction and roughness, such as every study of signals begins with. What is not finite is passed over; what
//! cannot be said is NaN.

use crate::Moments;
use crate::quantile::quantile;
use crate::slope::{WeightedPoint, weighted_slope};

/// Names and values of what is said of a stretch, in this order:
///
/// | name | what | unit |
/// | --- | --- | --- |
/// | `mean`, `median` | the level | of the values |
/// | `deviation` | standard deviation (n - 1) | of the values |
/// | `least`, `low`, `high`, `greatest` | ends, and quantiles .1 and .9 | of the values |
/// | `slope` | of least squares | values per second |
/// | `change` | mean distance from one sample to the next | of the values |
/// | `roughness` | standard deviation of these steps by that of the values | 1 |
/// | `skew` | mean cube of the values in deviations from their mean | 1 |
/// | `turns` | turns from rising to falling and back, per second | 1/s |
#[must_use]
#[expect(clippy::cast_precision_loss, reason = "counts of samples")]
pub fn describe(values: &[f64], rate_hz: f64) -> [(&'static str, f64); 12] {
    let finite: Vec<f64> = values.iter().copied().filter(|value| value.is_finite()).collect();
    let moments: Moments = finite.iter().copied().collect();
    let mean = moments.mean().unwrap_or(f64::NAN);
    let deviation = moments.variance().map_or(f64::NAN, f64::sqrt);
    let at = |p| quantile(&finite, p).unwrap_or(f64::NAN);
    let points: Vec<WeightedPoint> = values
        .iter()
        .enumerate()
        .map(|(place, value)| WeightedPoint { x: place as f64 / rate_hz, y: *value, weight: 1.0 })
        .collect();
    let slope = weighted_slope(&points, 0.95).map_or(f64::NAN, |line| line.slope.value);
    let steps: Vec<f64> = values.windows(2).map(|pair| pair[1] - pair[0]).filter(|step| step.is_finite()).collect();
    let rough: Moments = steps.iter().copied().collect();
    let change = steps.iter().map(|step| step.abs()).collect::<Moments>().mean().unwrap_or(f64::NAN);
    let cubes = finite.iter().map(|value| ((value - mean) / deviation).powi(3)).collect::<Moments>();
    let moving: Vec<f64> = steps.iter().copied().filter(|step| *step != 0.0).collect();
    let turns = moving.windows(2).filter(|pair| (pair[0] > 0.0) != (pair[1] > 0.0)).count() as f64;
    [
        ("mean", mean),
        ("median", at(0.5)),
        ("deviation", deviation),
        ("least", at(0.0)),
        ("low", at(0.1)),
        ("high", at(0.9)),
        ("greatest", at(1.0)),
        ("slope", slope),
        ("change", change),
        ("roughness", rough.variance().map_or(f64::NAN, f64::sqrt) / deviation),
        ("skew", cubes.mean().unwrap_or(f64::NAN)),
        ("turns", if finite.is_empty() { f64::NAN } else { turns * rate_hz / finite.len() as f64 }),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(values: &[f64], rate_hz: f64, name: &str) -> f64 {
        describe(values, rate_hz).iter().find(|(known, _)| *known == name).unwrap().1
    }

    #[test]
    fn a_ramp_rises_by_its_slope_and_never_turns() {
        let ramp: Vec<f64> = (0..100).map(|place| f64::from(place) * 0.5).collect();
        assert!((said(&ramp, 4.0, "slope") - 2.0).abs() < 1e-9);
        assert_eq!((said(&ramp, 4.0, "change"), said(&ramp, 4.0, "turns")), (0.5, 0.0));
    }

    #[test]
    fn a_zigzag_turns_at_each_sample() {
        let zigzag: Vec<f64> = (0..100).map(|place| f64::from(place % 2)).collect();
        assert!((said(&zigzag, 1.0, "turns") - 0.98).abs() < 1e-9 && said(&zigzag, 1.0, "roughness") > 1.9);
    }

    #[test]
    fn holes_are_passed_over_and_nothing_says_nothing() {
        assert_eq!(said(&[1.0, f64::NAN, 3.0], 1.0, "mean"), 2.0);
        assert!(describe(&[f64::NAN; 5], 1.0).iter().all(|(_, value)| value.is_nan()));
    }
}
