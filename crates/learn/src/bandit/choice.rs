//! The draw of an arm, with a floor below which no arm's probability falls.
//!
//! Without a floor the worst-looking arm is hardly ever drawn, so one would never find out that it got better, and its weight in a later judgement
//! would be huge. With floor f and K arms a chance q becomes f + (1 - K f) q.

use super::best_of::BestOf;
use crate::random::SplitMix64;

/// What was drawn.
#[derive(Clone, Debug, PartialEq)]
pub struct Chosen {
    /// The arm, from 0.
    pub arm: usize,
    /// The probability with which it was drawn: exactly that, to be logged.
    pub probability: f64,
    /// The probabilities of all arms.
    pub probabilities: Vec<f64>,
    /// How far these may be from the chances that the method means, before the floor.
    pub error: f64,
}

/// Chances with a floor. A floor above 1 / K, or one that is no number, gives every arm the same.
#[must_use]
pub fn floored(chances: &[f64], floor: f64) -> Vec<f64> {
    let arms: f64 = chances.iter().map(|_| 1.0).sum();
    let floor = if floor.is_nan() { 1.0 / arms } else { floor.clamp(0.0, 1.0 / arms) };
    chances.iter().map(|chance| floor + (1.0 - arms * floor) * chance).collect()
}

/// Draws an arm. `None` without arms.
pub(super) fn draw(best: &BestOf, floor: f64, generator: &mut SplitMix64) -> Option<Chosen> {
    let probabilities = floored(&best.chances, floor);
    let mut left = generator.next_unit();
    let mut arm = probabilities.iter().rposition(|probability| *probability > 0.0)?;
    for (place, probability) in probabilities.iter().enumerate() {
        if left < *probability {
            arm = place;
            break;
        }
        left -= probability;
    }
    Some(Chosen { arm, probability: probabilities[arm], probabilities, error: best.error })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_arm_falls_below_the_floor_and_the_sum_stays_one() {
        let found = floored(&[0.98, 0.02, 0.0], 0.1);
        assert!(found.iter().all(|probability| *probability >= 0.1));
        assert!((found.iter().sum::<f64>() - 1.0).abs() < 1e-12);
        assert_eq!(floored(&[1.0, 0.0], 0.9), [0.5, 0.5]);
        assert_eq!(floored(&[1.0, 0.0], f64::NAN), [0.5, 0.5]);
    }

    #[test]
    fn arms_come_up_as_often_as_their_probability_says() {
        let best = BestOf { chances: vec![0.7, 0.3, 0.0], error: 0.0 };
        let mut generator = SplitMix64::new(9);
        let mut counts = [0.0_f64; 3];
        for _ in 0..20_000 {
            counts[draw(&best, 0.05, &mut generator).unwrap().arm] += 1.0 / 20_000.0;
        }
        for (count, probability) in counts.iter().zip([0.645, 0.305, 0.05]) {
            assert!((count - probability).abs() < 0.015, "{counts:?}");
        }
    }
}
