//! Arms that succeed or fail: Thompson sampling with a beta distribution for each.
//!
//! Source: W. R. Thompson, 1933, "On the likelihood that one unknown probability exceeds another in view of the evidence of two samples",
//! Biometrika 25. From an even prior, an arm with s successes and f failures has the belief Beta(1 + s, 1 + f).

use super::best_of::{BestOf, best_of};
use super::choice::{Chosen, draw};
use crate::beta::incomplete_beta;
use crate::random::SplitMix64;

/// What is known of the arms.
#[derive(Clone, Debug, PartialEq)]
pub struct BetaArms {
    /// Successes and failures, each with the one that the even prior lends.
    counts: Vec<(f64, f64)>,
    floor: f64,
}

impl BetaArms {
    /// So many arms of which nothing is known, none to be drawn with less than `floor`.
    #[must_use]
    pub fn new(arms: usize, floor: f64) -> Self {
        Self { counts: vec![(1.0, 1.0); arms], floor }
    }

    /// Takes what came of an arm. Answers whether there is such an arm.
    pub fn learn(&mut self, arm: usize, is_success: bool) -> bool {
        let Some((successes, failures)) = self.counts.get_mut(arm) else { return false };
        if is_success {
            *successes += 1.0
        } else {
            *failures += 1.0
        }
        true
    }

    /// Mean and deviation of what is believed of an arm's share of successes; `None` for no such arm.
    #[must_use]
    pub fn belief(&self, arm: usize) -> Option<(f64, f64)> {
        let (a, b) = *self.counts.get(arm)?;
        let sum = a + b;
        Some((a / sum, (a * b / (sum * sum * (sum + 1.0))).sqrt()))
    }

    /// How likely each arm is the best, before the floor; `None` without arms.
    #[must_use]
    pub fn chances(&self) -> Option<BestOf> {
        let places: Vec<(f64, f64)> = (0..self.counts.len()).filter_map(|arm| self.belief(arm)).collect();
        best_of(&places, |arm, x| incomplete_beta(self.counts[arm].0, self.counts[arm].1, x))
    }

    /// Draws an arm; `None` without arms.
    pub fn choose(&self, generator: &mut SplitMix64) -> Option<Chosen> {
        draw(&self.chances()?, self.floor, generator)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::off_policy::{Estimator, Interval, Limits, Log, judge};

    #[test]
    fn the_better_arm_is_found_and_the_other_keeps_its_floor() {
        let mut generator = SplitMix64::new(4);
        let mut arms = BetaArms::new(2, 0.1);
        for _ in 0..400 {
            let chosen = arms.choose(&mut generator).unwrap();
            arms.learn(chosen.arm, generator.next_unit() < [0.3, 0.6][chosen.arm]);
        }
        let chosen = arms.choose(&mut generator).unwrap();
        assert!((chosen.probabilities[1] - 0.9).abs() < 0.02, "{chosen:?}");
        assert!(!arms.learn(2, true) && arms.belief(2).is_none());
    }

    /// Beta(2, 1) beats Beta(1, 1) with probability 2/3.
    #[test]
    fn a_single_success_makes_two_to_one() {
        let mut arms = BetaArms::new(2, 0.0);
        arms.learn(0, true);
        let found = arms.chances().unwrap();
        assert!((found.chances[0] - 2.0 / 3.0).abs() <= found.error && found.error < 0.01, "{found:?}");
    }

    #[test]
    fn what_was_logged_lets_the_worse_arm_be_judged_afterwards() {
        let mut generator = SplitMix64::new(12);
        let mut arms = BetaArms::new(2, 0.1);
        let (mut action, mut reward, mut propensity) = (vec![], vec![], vec![]);
        for _ in 0..1_500 {
            let chosen = arms.choose(&mut generator).unwrap();
            let is_success = generator.next_unit() < [0.3, 0.6][chosen.arm];
            arms.learn(chosen.arm, is_success);
            action.push(chosen.arm);
            propensity.push(chosen.probability);
            reward.push(f64::from(u8::from(is_success)));
        }
        let target = [1.0, 0.0].repeat(action.len());
        let log = Log {
            actions: 2,
            action: &action,
            reward: &reward,
            propensity: &propensity,
            target: &target,
            expected: &[],
        };
        let found = judge(&log, Estimator::SelfNormalised, Interval::Normal, 0.99, &Limits::default()).unwrap();
        assert!(found.value.holds(0.3), "{found:?}");
    }
}
