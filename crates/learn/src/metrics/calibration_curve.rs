//! How far is what was said from the curve of what came? A figure that few rows do not make worse by themselves, as bins do.
//!
//! Sources: Cox 1958, "Two further applications of a model for binary regression" (what came as a logistic curve over the logit of what was said); Austin and Steyerberg 2019, "The
//! Integrated Calibration Index" (the mean distance from that curve).
//!
//! ```text
//! came(p) = logistic(a + b logit p),     the mean over rows of |p - came(p)|
//! ```
//!
//! With 180 answers that are right as often as they say the mean distance is about .03 by chance; the error of ten bins is .075 (a test).

use crate::{logistic, logit};

/// Probabilities are kept this far from 0 and 1, where their logits are endless.
const EDGE: f64 = 1e-3;

/// Steps of Newton's method at most; it takes five or six.
const STEPS: usize = 50;

/// How much the curve is held to "as said", in rows: where all answers are right, or all are equally sure, it would have no end or no slope.
const HELD: f64 = 1.0;

/// The mean distance of `confidence` from the curve of `is_right` over it, 0 to 1; `None` without rows.
#[must_use]
#[expect(clippy::cast_precision_loss, reason = "a count of rows")]
pub fn calibration_distance(confidence: &[f64], is_right: &[bool]) -> Option<f64> {
    let rows: Vec<(f64, f64)> = confidence
        .iter()
        .zip(is_right)
        .map(|(p, right)| (logit(p.clamp(EDGE, 1.0 - EDGE)), f64::from(*right)))
        .collect();
    if rows.is_empty() || rows.iter().any(|(x, _)| !x.is_finite()) {
        return None;
    }
    let (mut a, mut b) = (0.0_f64, 1.0_f64);
    for _ in 0..STEPS {
        let (mut slope, mut bend) = ([HELD * a, HELD * (b - 1.0)], [HELD, 0.0, HELD]);
        for (x, right) in &rows {
            let p = logistic(a + b * x);
            let (off, weight) = (p - right, p * (1.0 - p));
            slope = [slope[0] + off, slope[1] + off * x];
            bend = [bend[0] + weight, bend[1] + weight * x, bend[2] + weight * x * x];
        }
        let whole = bend[0] * bend[2] - bend[1] * bend[1];
        let step =
            [(bend[2] * slope[0] - bend[1] * slope[1]) / whole, (bend[0] * slope[1] - bend[1] * slope[0]) / whole];
        // Not too far at once, so that it cannot overshoot.
        let length = step[0].hypot(step[1]).max(1.0);
        (a, b) = (a - step[0] / length, b - step[1] / length);
        if step[0].hypot(step[1]) < 1e-9 {
            break;
        }
    }
    let distance = rows.iter().map(|(x, _)| (logistic(*x) - logistic(a + b * x)).abs());
    Some(distance.sum::<f64>() / rows.len() as f64)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::SplitMix64;

    /// The mean over draws of the distance of so many answers that say so much too much.
    fn distance(rows: usize, too_much: f64) -> f64 {
        let mut random = SplitMix64::new(2);
        let mut one = || {
            let said: Vec<f64> = (0..rows).map(|_| 0.6 + 0.35 * random.next_unit()).collect();
            let right: Vec<bool> = said.iter().map(|said| random.next_unit() < said - too_much).collect();
            calibration_distance(&said, &right).unwrap()
        };
        (0..200).map(|_| one()).sum::<f64>() / 200.0
    }

    #[test]
    fn by_chance_alone_the_distance_is_less_than_half_of_the_error_of_ten_bins() {
        let mut random = SplitMix64::new(3);
        let mut of_bins = || {
            let said: Vec<f64> = (0..180).map(|_| 0.6 + 0.35 * random.next_unit()).collect();
            let right: Vec<bool> = said.iter().map(|said| random.next_unit() < *said).collect();
            crate::metrics::calibration_error(&said, &right, 10).unwrap()
        };
        let bins = (0..200).map(|_| of_bins()).sum::<f64>() / 200.0;
        let curve = distance(180, 0.0);
        assert!((bins - 0.075).abs() < 0.005 && (curve - 0.03).abs() < 0.005, "{bins} {curve}");
    }

    #[test]
    fn what_is_right_as_often_as_it_says_is_near_also_with_few_rows_and_what_is_not_is_off() {
        assert!(distance(180, 0.0) < 0.04 && distance(2_000, 0.0) < 0.015);
        assert!((distance(180, 0.15) - 0.15).abs() < 0.02 && (distance(2_000, 0.1) - 0.1).abs() < 0.01);
    }

    #[test]
    fn answers_that_are_all_right_or_all_as_sure_have_a_distance_and_none_has_none() {
        assert!(calibration_distance(&[0.99; 200], &[true; 200]).is_some_and(|off| off < 0.015));
        let half: Vec<bool> = (0..200).map(|row| row % 2 == 0).collect();
        assert!((calibration_distance(&[0.9; 200], &half).unwrap() - 0.4).abs() < 0.02);
        assert!(calibration_distance(&[1.0; 100], &[false; 100]).is_some_and(|off| off > 0.9));
        assert_eq!(calibration_distance(&[], &[]), None);
        assert_eq!(calibration_distance(&[f64::NAN], &[true]), None);
    }
}
