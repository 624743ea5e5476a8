//! The arm that may be best: LinUCB, with a floor for all others.
//!
//! Source: Li, Chu, Langford and Schapire, 2010, "A contextual-bandit approach to personalized news article recommendation" (WWW), algorithm 1:
//!
//! ```text
//! take the arm with the greatest  x'w + alpha sqrt(x'Sx)
//! ```
//!
//! As it stands it takes one arm for sure, and nothing could be judged afterwards; the floor makes it a draw.

use super::best_of::BestOf;
use super::choice::{Chosen, draw};
use super::linear_belief::LinearBelief;
use crate::random::SplitMix64;

/// What is known of the arms.
#[derive(Clone, Debug, PartialEq)]
pub struct LinUcb {
    beliefs: Vec<LinearBelief>,
    alpha: f64,
    floor: f64,
}

impl LinUcb {
    /// So many arms of so many features (put in a 1 for the level). `alpha` is how many deviations an arm is given the benefit of; `floor` the least
    /// probability of an arm.
    #[must_use]
    pub fn new(arms: usize, features: usize, alpha: f64, floor: f64) -> Self {
        Self { beliefs: vec![LinearBelief::new(&vec![0.0; features], 1.0); arms], alpha, floor }
    }

    /// Takes what came of an arm. Answers whether it taught.
    pub fn learn(&mut self, arm: usize, features: &[f64], answer: f64) -> bool {
        self.beliefs.get_mut(arm).is_some_and(|belief| belief.learn(features, answer))
    }

    /// What each arm may be worth at best; `None` for features that do not fit.
    #[must_use]
    pub fn bounds(&self, features: &[f64]) -> Option<Vec<f64>> {
        let bound = |belief: &LinearBelief| Some(belief.expected(features)? + self.alpha * belief.doubt(features)?);
        self.beliefs.iter().map(bound).collect()
    }

    /// Draws an arm: the best bound with all that the floor leaves, equal bounds sharing it. `None` without arms or for features that do not fit.
    pub fn choose(&self, features: &[f64], generator: &mut SplitMix64) -> Option<Chosen> {
        let bounds = self.bounds(features)?;
        let best = bounds.iter().copied().reduce(f64::max)?;
        let is_best: Vec<f64> = bounds.iter().map(|bound| f64::from(u8::from(*bound >= best))).collect();
        let count: f64 = is_best.iter().sum();
        let chances = is_best.into_iter().map(|is| is / count).collect();
        draw(&BestOf { chances, error: 0.0 }, self.floor, generator)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unknown_arms_share_and_the_better_one_is_found_with_the_floor_left_to_the_others() {
        let mut generator = SplitMix64::new(2);
        let mut bandit = LinUcb::new(3, 1, 1.0, 0.05);
        let first = bandit.choose(&[1.0], &mut generator).unwrap();
        assert!(first.probabilities.iter().all(|probability| (probability - 1.0 / 3.0).abs() < 1e-12));
        for _ in 0..900 {
            let chosen = bandit.choose(&[1.0], &mut generator).unwrap();
            let answer = [0.0, 1.0, 0.4][chosen.arm] + generator.next_normal();
            bandit.learn(chosen.arm, &[1.0], answer);
        }
        let last = bandit.choose(&[1.0], &mut generator).unwrap();
        assert!(
            (last.probabilities[1] - 0.9).abs() < 1e-12 && (last.probabilities[0] - 0.05).abs() < 1e-12,
            "{last:?}"
        );
        assert!(bandit.choose(&[1.0, 2.0], &mut generator).is_none());
    }
}
