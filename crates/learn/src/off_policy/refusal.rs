//! Why a log cannot tell what another policy would have earned.

use thiserror::Error;

/// Why there is no answer. The text fits after "could not judge the policy: ".
#[derive(Clone, Debug, PartialEq, Error)]
pub enum Refusal {
    /// Too few rounds for any interval.
    #[error("the log holds {rounds} rounds, and at least {needed} are needed")]
    TooFewRounds {
        /// Rounds there are.
        rounds: usize,
        /// Rounds that are needed.
        needed: usize,
    },
    /// A column of another length than the log.
    #[error("{what} holds {found} numbers, and the log asks for {expected}")]
    OtherLength {
        /// Which column.
        what: &'static str,
        /// How long it is.
        found: usize,
        /// How long it should be.
        expected: usize,
    },
    /// An action that is not among those counted.
    #[error("round {round} took action {action}, and there are {actions}")]
    NoSuchAction {
        /// The round, from 0.
        round: usize,
        /// The action.
        action: usize,
        /// How many there are.
        actions: usize,
    },
    /// A logged probability that cannot be.
    #[error("round {round} was logged with probability {found}; it must lie above 0 and not above 1")]
    Propensity {
        /// The round, from 0.
        round: usize,
        /// What was logged.
        found: f64,
    },
    /// New probabilities that are none.
    #[error("the new policy's probabilities of round {round} are not at least 0 with a sum of 1")]
    NoDistribution {
        /// The round, from 0.
        round: usize,
    },
    /// A reward or a guess of it that is no number.
    #[error("{what} of round {round} is not finite")]
    NotFinite {
        /// Which column.
        what: &'static str,
        /// The round, from 0.
        round: usize,
    },
    /// The new policy does what the log never saw.
    #[error(
        "the new policy takes action {action}, which the log never took, with mean probability {share:.4}; nothing is known of it"
    )]
    Unsupported {
        /// The action.
        action: usize,
        /// Mean new probability of it.
        share: f64,
    },
    /// Weights so uneven that a few rounds decide.
    #[error(
        "the weights leave the log as much worth as {found:.0} rounds, and at least {needed:.0} are needed; the two policies are too unlike"
    )]
    TooFewEffective {
        /// Effective rounds.
        found: f64,
        /// Effective rounds that are needed.
        needed: f64,
    },
    /// Weights whose mean is surely not 1: the logged probabilities are not those that were drawn with.
    #[error(
        "the weights have a mean of {mean:.3}, {errors:.1} standard errors from 1: the logged probabilities cannot be right"
    )]
    WeightsOff {
        /// Their mean.
        mean: f64,
        /// How many standard errors it is from 1.
        errors: f64,
    },
    /// A level outside (0, 1).
    #[error("an interval cannot have the level {0}")]
    Level(f64),
}
