//! Thompson sampling for answers that are lines of features: each arm has its own belief.
//!
//! Source: Agrawal and Goyal, 2013, "Thompson sampling for contextual bandits with linear payoffs" (ICML). In one context the answer of an arm is a normal
//! unknown, and arms are independent; so the chance that an arm is the best needs no simulation ([`best_of`](super::best_of)).

use super::best_of::{BestOf, best_of};
use super::choice::{Chosen, draw};
use super::linear_belief::LinearBelief;
use crate::normal::normal_cdf;
use crate::random::SplitMix64;

/// Beliefs are never surer than this part of their mean, so that nothing is divided by nought.
const LEAST_SPREAD: f64 = 1e-12;

/// What is known of the arms.
#[derive(Clone, Debug, PartialEq)]
pub struct LinearThompson {
    beliefs: Vec<LinearBelief>,
    noise: f64,
    floor: f64,
}

impl LinearThompson {
    /// So many arms of so many features (put in a 1 for the level). `noise` is the deviation of answers about their line, `floor` the least
    /// probability of an arm.
    #[must_use]
    pub fn new(arms: usize, features: usize, noise: f64, floor: f64) -> Self {
        Self { beliefs: vec![LinearBelief::new(&vec![0.0; features], 1.0); arms], noise: noise.abs(), floor }
    }

    /// Takes what came of an arm. Answers whether it taught.
    pub fn learn(&mut self, arm: usize, features: &[f64], answer: f64) -> bool {
        self.beliefs.get_mut(arm).is_some_and(|belief| belief.learn(features, answer))
    }

    /// How likely each arm is the best in this context, before the floor; `None` without arms or for features that do not fit.
    #[must_use]
    pub fn chances(&self, features: &[f64]) -> Option<BestOf> {
        let place = |belief: &LinearBelief| Some((belief.expected(features)?, self.noise * belief.doubt(features)?));
        let places: Vec<(f64, f64)> = self.beliefs.iter().map(place).collect::<Option<_>>()?;
        // The difference of two is normal as well: no grid is needed.
        if let [(one, spread), (other, others)] = places[..] {
            let chance = normal_cdf((one - other) / spread.hypot(others).max(LEAST_SPREAD * one.abs().max(1.0)));
            return chance.is_finite().then(|| BestOf { chances: vec![chance, 1.0 - chance], error: 0.0 });
        }
        best_of(&places, |arm, x| {
            let (mean, deviation) = places[arm];
            normal_cdf((x - mean) / deviation.max(LEAST_SPREAD * mean.abs().max(1.0)))
        })
    }

    /// Draws an arm; `None` as [`Self::chances`].
    pub fn choose(&self, features: &[f64], generator: &mut SplitMix64) -> Option<Chosen> {
        draw(&self.chances(features)?, self.floor, generator)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_arms_have_the_chances_that_a_third_without_hope_leaves_them() {
        let mut generator = SplitMix64::new(4);
        let (mut two, mut three) = (LinearThompson::new(2, 1, 1.0, 0.0), LinearThompson::new(3, 1, 1.0, 0.0));
        for _ in 0..20 {
            for (arm, mean) in [(0, 0.3), (1, 0.0)] {
                let answer = mean + generator.next_normal();
                assert!(two.learn(arm, &[1.0], answer) && three.learn(arm, &[1.0], answer));
            }
        }
        (0..400).for_each(|_| assert!(three.learn(2, &[1.0], -50.0)));
        let (exact, grid) = (two.chances(&[1.0]).unwrap(), three.chances(&[1.0]).unwrap());
        assert!(exact.chances[0] > 0.1 && exact.chances[0] < 0.99 && exact.error == 0.0);
        assert!((exact.chances[0] - grid.chances[0]).abs() <= grid.error + 1e-9, "{exact:?} {grid:?}");
    }

    #[test]
    fn the_arm_that_suits_the_context_is_found() {
        let mut generator = SplitMix64::new(8);
        let mut bandit = LinearThompson::new(2, 2, 1.0, 0.05);
        for _ in 0..600 {
            let context = [1.0, generator.next_normal()];
            let chosen = bandit.choose(&context, &mut generator).unwrap();
            let answer = if chosen.arm == 0 { context[1] } else { -context[1] };
            bandit.learn(chosen.arm, &context, answer + generator.next_normal());
        }
        assert!(bandit.chances(&[1.0, 1.0]).unwrap().chances[0] > 0.99);
        assert!(bandit.chances(&[1.0, -1.0]).unwrap().chances[1] > 0.99);
        let close = bandit.chances(&[1.0, 0.0]).unwrap();
        assert!(close.chances.iter().all(|chance| *chance > 0.005), "{close:?}");
        assert_eq!(bandit.chances(&[1.0]), None);
    }
}
