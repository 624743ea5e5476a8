//! A value with its interval, or the reason why the log cannot tell.
//!
//! - By the normal distribution: the estimate, and Student's factor times the standard error of its influences.
//! - By the bootstrap over rounds, for small or lopsided logs: the influences are drawn anew, so that a self-normalised estimate's own
//!   denominator is drawn with the rest.
//! - The log cannot show the whole error of the three estimators that lean on guesses where the weights are large or at all. Their interval
//!   is spread until it holds the doubly robust one, whose mean is right whatever the guesses are: so it never promises more than that.

use serde::Serialize;

use super::estimator::Estimator;
use super::log::Log;
use super::refusal::Refusal;
use super::weights::Weights;
use crate::bootstrap::bootstrap_interval;
use crate::difference::mean_interval;
use crate::estimate::Estimate;
use crate::moments::Moments;
use crate::random::SplitMix64;

/// When a log is not enough. Defaults are this project's choice.
#[derive(Clone, Debug, PartialEq)]
pub struct Limits {
    /// Least rounds in the log.
    pub rounds: usize,
    /// Least effective rounds; below it a handful of rounds decides.
    pub effective: f64,
    /// Greatest mean probability of an action that the log never took. Such an action costs at most its share times the range of rewards.
    pub unseen: f64,
    /// Greatest distance of the mean weight from 1, in standard errors; the chance of passing it with right probabilities is about 1 in 16,000.
    pub weight_errors: f64,
}

impl Default for Limits {
    fn default() -> Self {
        Self { rounds: 30, effective: 50.0, unseen: 0.01, weight_errors: 4.0 }
    }
}

/// How the interval is made.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Interval {
    /// From the normal distribution.
    Normal,
    /// By drawing rounds anew so many times, from a seed.
    Bootstrap {
        /// How many times.
        draws: u32,
        /// Where the draws start.
        seed: u64,
    },
}

/// What the new policy would have earned a round.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Judgement {
    /// By which estimator.
    pub estimator: &'static str,
    /// The mean reward a round with its interval.
    pub value: Estimate,
    /// Mean reward a round of the policy that ran.
    pub logged: f64,
    /// What the weights are like.
    pub weights: Weights,
}

/// Judges a policy by a log. `level` is the promise of the interval, such as .95.
///
/// # Errors
/// The reason why the log cannot tell: see [`Refusal`].
pub fn judge(
    log: &Log<'_>,
    estimator: Estimator,
    interval: Interval,
    level: f64,
    limits: &Limits,
) -> Result<Judgement, Refusal> {
    log.check()?;
    if !(level > 0.0 && level < 1.0) {
        return Err(Refusal::Level(level));
    }
    if log.rounds() < limits.rounds.max(2) {
        return Err(Refusal::TooFewRounds { rounds: log.rounds(), needed: limits.rounds.max(2) });
    }
    let weights = Weights::of(log);
    refuse(&weights, limits)?;
    let mut value = with_interval(log, estimator, interval, level)?;
    if estimator.is_biased() {
        let sound = with_interval(log, Estimator::DoublyRobust, interval, level)?;
        value.low = value.low.min(sound.low);
        value.high = value.high.max(sound.high);
    }
    let logged = Moments::of(log.reward).mean().unwrap_or(0.0);
    Ok(Judgement { estimator: estimator.name(), value, logged, weights })
}

fn refuse(weights: &Weights, limits: &Limits) -> Result<(), Refusal> {
    if let Some((action, share)) = weights.unseen.filter(|(_, share)| *share > limits.unseen) {
        return Err(Refusal::Unsupported { action, share });
    }
    if weights.effective.is_nan() || weights.effective < limits.effective {
        return Err(Refusal::TooFewEffective { found: weights.effective, needed: limits.effective });
    }
    let distance = (weights.mean - 1.0).abs();
    let errors = distance / weights.mean_error.max(f64::MIN_POSITIVE);
    if !errors.is_finite() || !weights.mean_error.is_finite() {
        return Err(Refusal::WeightsOff { mean: weights.mean, errors });
    }
    // Weights that are all alike are 1 but for rounding.
    if distance > 1e-6 && errors > limits.weight_errors {
        return Err(Refusal::WeightsOff { mean: weights.mean, errors });
    }
    Ok(())
}

fn with_interval(log: &Log<'_>, estimator: Estimator, interval: Interval, level: f64) -> Result<Estimate, Refusal> {
    let value = Moments::of(&estimator.values(log)).mean().unwrap_or(0.0);
    let influences = estimator.influences(log);
    let around = match interval {
        Interval::Normal => mean_interval(&Moments::of(&influences), level),
        Interval::Bootstrap { draws, seed } => {
            bootstrap_interval(&influences, |drawn| Moments::of(drawn).mean(), draws, level, &mut SplitMix64::new(seed))
        }
    };
    let around = around.ok_or(Refusal::Level(level))?;
    Ok(Estimate { value, low: value + around.low, high: value + around.high })
}

#[cfg(test)]
#[path = "judge_tests.rs"]
mod tests;
