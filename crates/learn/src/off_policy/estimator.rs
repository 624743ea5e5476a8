//! The seven estimators: each gives a value a round, whose mean is the estimate, and an influence a round, from which its spread follows.
//!
//! The influence of a round is by how much the estimate would move, times the number of rounds, were the round weighted a little more
//! (Hampel, 1974). For a plain mean it is the round's value less the mean; a self-normalised estimate divides by a mean that was found in the same log, and
//! its influence knows that:
//!
//! ```text
//! self-normalised:                w (r - V) / mean w
//! self-normalised doubly robust:  direct - mean direct + w (r - q - C) / mean w,    C = mean w (r - q) / mean w
//! ```

use super::log::Log;
use crate::moments::Moments;

/// An estimator. The module's head says what each is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Estimator {
    /// Inverse propensity weighting: right on the average, and widely spread.
    InversePropensity,
    /// The same, divided by the mean weight: less spread, a little off in small logs.
    SelfNormalised,
    /// The guessed rewards alone: as right as the guesses.
    Direct,
    /// The guesses, corrected by the weighted errors that the log shows.
    DoublyRobust,
    /// The same with the mean weight divided out.
    SelfNormalisedDoublyRobust,
    /// Doubly robust where the weight is at most `limit`, direct beyond.
    Switch {
        /// The greatest weight that is corrected with.
        limit: f64,
    },
    /// Doubly robust with weights that are drawn in as they grow.
    Shrunken {
        /// The square of the weight that is halved.
        strength: f64,
    },
}

impl Estimator {
    /// All, with limits that suit the weights of small action sets (this project's choice: weights above 10 are not used whole).
    pub const ALL: [Self; 7] = [
        Self::InversePropensity,
        Self::SelfNormalised,
        Self::Direct,
        Self::DoublyRobust,
        Self::SelfNormalisedDoublyRobust,
        Self::Switch { limit: 10.0 },
        Self::Shrunken { strength: 100.0 },
    ];

    /// Its name in tables.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::InversePropensity => "ips",
            Self::SelfNormalised => "snips",
            Self::Direct => "direct",
            Self::DoublyRobust => "dr",
            Self::SelfNormalisedDoublyRobust => "sndr",
            Self::Switch { .. } => "switch-dr",
            Self::Shrunken { .. } => "dr-os",
        }
    }

    /// Whether it leans on weights at all.
    #[must_use]
    pub fn is_weighted(self) -> bool {
        self != Self::Direct
    }

    /// Whether it stays off by something however long the log is, unless the guesses are right.
    #[must_use]
    pub fn is_biased(self) -> bool {
        matches!(self, Self::Direct | Self::Switch { .. } | Self::Shrunken { .. })
    }

    /// A value a round of a checked log; their mean is the estimate.
    #[must_use]
    pub fn values(self, log: &Log<'_>) -> Vec<f64> {
        let rounds = 0..log.rounds();
        match self {
            Self::InversePropensity => rounds.map(|round| log.reward[round] * log.weight(round)).collect(),
            Self::SelfNormalised => {
                let mean = mean_weight(log);
                rounds.map(|round| log.reward[round] * log.weight(round) / mean).collect()
            }
            Self::Direct => rounds.map(|round| log.direct(round)).collect(),
            Self::DoublyRobust => corrected(log, |weight| weight),
            Self::SelfNormalisedDoublyRobust => {
                let mean = mean_weight(log);
                corrected(log, |weight| weight / mean)
            }
            Self::Switch { limit } => corrected(log, |weight| if weight <= limit { weight } else { 0.0 }),
            Self::Shrunken { strength } => corrected(log, |weight| strength * weight / (weight * weight + strength)),
        }
    }

    /// The influence of each round on the estimate of a checked log.
    #[must_use]
    pub fn influences(self, log: &Log<'_>) -> Vec<f64> {
        let values = self.values(log);
        let mean = Moments::of(&values).mean().unwrap_or(0.0);
        let mut influences: Vec<f64> = values.iter().map(|value| value - mean).collect();
        let mean_weight = mean_weight(log);
        let correction = match self {
            Self::SelfNormalised => mean,
            Self::SelfNormalisedDoublyRobust => {
                let direct: Moments = (0..log.rounds()).map(|round| log.direct(round)).collect();
                mean - direct.mean().unwrap_or(0.0)
            }
            _ => return influences,
        };
        for (round, influence) in influences.iter_mut().enumerate() {
            *influence -= correction * (log.weight(round) / mean_weight - 1.0);
        }
        influences
    }
}

fn mean_weight(log: &Log<'_>) -> f64 {
    let weights: Moments = (0..log.rounds()).map(|round| log.weight(round)).collect();
    weights.mean().unwrap_or(0.0)
}

/// The direct value with the weighted error of the guess added.
fn corrected(log: &Log<'_>, weight: impl Fn(f64) -> f64) -> Vec<f64> {
    let value = |round| log.direct(round) + weight(log.weight(round)) * (log.reward[round] - log.guess(round));
    (0..log.rounds()).map(value).collect()
}

#[cfg(test)]
#[path = "estimator_tests.rs"]
mod tests;
