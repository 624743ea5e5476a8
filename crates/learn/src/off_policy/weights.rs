//! How much does a log tell of another policy? Its weights say it.
//!
//! ```text
//! effective rounds = (sum w)^2 / sum w^2            Kong, 1992, "A note on importance sampling using standardized weights"
//! ```

use serde::Serialize;

use super::log::Log;
use crate::moments::Moments;

/// What the weights of a log are like. For the right propensities their mean is 1 but for chance.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Weights {
    /// Rounds in the log.
    pub rounds: usize,
    /// As many rounds of the new policy's own would tell about as much.
    pub effective: f64,
    /// Their mean.
    pub mean: f64,
    /// Standard error of the mean; 0 with a single round.
    pub mean_error: f64,
    /// The greatest.
    pub greatest: f64,
    /// The action that the new policy takes and the log never took, with its mean new probability; the greatest of these. `None`
    /// when there is none.
    pub unseen: Option<(usize, f64)>,
}

impl Weights {
    /// The weights of a checked log.
    #[must_use]
    pub fn of(log: &Log<'_>) -> Self {
        let weights: Vec<f64> = (0..log.rounds()).map(|round| log.weight(round)).collect();
        let (sum, squares) = weights.iter().fold((0.0, 0.0), |(sum, squares), w| (sum + w, squares + w * w));
        let moments = Moments::of(&weights);
        Self {
            rounds: log.rounds(),
            effective: if squares > 0.0 { sum * sum / squares } else { 0.0 },
            mean: moments.mean().unwrap_or(0.0),
            mean_error: moments.standard_error().unwrap_or(0.0),
            greatest: weights.iter().copied().fold(0.0, f64::max),
            unseen: unseen(log),
        }
    }
}

fn unseen(log: &Log<'_>) -> Option<(usize, f64)> {
    let mut was_taken = vec![false; log.actions];
    log.action.iter().for_each(|action| was_taken[*action] = true);
    let mut share = vec![0.0; log.actions];
    for round in 0..log.rounds() {
        share.iter_mut().zip(log.target_of(round)).for_each(|(sum, target)| *sum += target);
    }
    let rounds = Moments::of(log.propensity).size();
    let never = share.into_iter().enumerate().filter(|(action, _)| !was_taken[*action]);
    let (action, sum) = never.max_by(|one, other| one.1.total_cmp(&other.1))?;
    (sum > 0.0).then_some((action, sum / rounds))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_weights_keep_every_round_and_one_heavy_weight_leaves_one() {
        let same = Log {
            actions: 2,
            action: &[0, 1, 0, 1],
            reward: &[0.0; 4],
            propensity: &[0.5; 4],
            target: &[0.5; 8],
            expected: &[],
        };
        let found = Weights::of(&same);
        assert_eq!((found.effective, found.mean, found.greatest, found.unseen), (4.0, 1.0, 1.0, None));
        let heavy = Log { target: &[1.0, 0.0, 1.0, 0.0, 0.0, 1.0, 1.0, 0.0], ..same };
        assert_eq!(Weights::of(&heavy).effective, 1.0);
    }

    #[test]
    fn an_action_that_was_never_taken_is_named() {
        let log = Log {
            actions: 3,
            action: &[0, 1],
            reward: &[0.0; 2],
            propensity: &[0.5; 2],
            target: &[0.5, 0.0, 0.5, 0.7, 0.0, 0.3],
            expected: &[],
        };
        assert_eq!(Weights::of(&log).unseen, Some((2, 0.4)));
    }
}
