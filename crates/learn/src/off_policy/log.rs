//! The log of a policy that ran, beside the probabilities of one that did not.

use super::refusal::Refusal;

/// How far the new probabilities of a round may be from a sum of 1.
const SUM_TOLERANCE: f64 = 1e-6;

/// A log in columns, one entry a round; `target` and `expected` hold `actions` entries a round, one round after the other.
#[derive(Clone, Copy, Debug)]
pub struct Log<'a> {
    /// How many actions there are.
    pub actions: usize,
    /// The action taken, from 0.
    pub action: &'a [usize],
    /// What came of it.
    pub reward: &'a [f64],
    /// The probability with which it was taken, above 0.
    pub propensity: &'a [f64],
    /// The probability with which the new policy would have taken each action.
    pub target: &'a [f64],
    /// A guess of the reward of each action; empty for none, which counts as 0 everywhere.
    pub expected: &'a [f64],
}

impl Log<'_> {
    /// How many rounds.
    #[must_use]
    pub fn rounds(&self) -> usize {
        self.action.len()
    }

    /// Looks whether the columns fit each other and hold what they may.
    ///
    /// # Errors
    /// The first thing that does not fit.
    pub fn check(&self) -> Result<(), Refusal> {
        let rounds = self.rounds();
        let whole = rounds * self.actions;
        let lengths = [
            ("the column of rewards", self.reward.len(), rounds),
            ("the column of probabilities", self.propensity.len(), rounds),
            ("the new policy", self.target.len(), whole),
            ("the guess of rewards", self.expected.len(), if self.expected.is_empty() { 0 } else { whole }),
        ];
        if let Some((what, found, expected)) = lengths.into_iter().find(|(_, found, expected)| found != expected) {
            return Err(Refusal::OtherLength { what, found, expected });
        }
        (0..rounds).try_for_each(|round| self.check_round(round))
    }

    fn check_round(&self, round: usize) -> Result<(), Refusal> {
        let (action, actions, propensity) = (self.action[round], self.actions, self.propensity[round]);
        if action >= actions {
            return Err(Refusal::NoSuchAction { round, action, actions });
        }
        if !(propensity > 0.0 && propensity <= 1.0) {
            return Err(Refusal::Propensity { round, found: propensity });
        }
        let target = self.target_of(round);
        let is_distribution =
            target.iter().all(|share| *share >= 0.0) && (target.iter().sum::<f64>() - 1.0).abs() <= SUM_TOLERANCE;
        if !is_distribution {
            return Err(Refusal::NoDistribution { round });
        }
        if !(target[action] / propensity).is_finite() {
            return Err(Refusal::Propensity { round, found: propensity });
        }
        if !self.reward[round].is_finite() {
            return Err(Refusal::NotFinite { what: "the reward", round });
        }
        if !self.expected_of(round).iter().all(|guess| guess.is_finite()) {
            return Err(Refusal::NotFinite { what: "the guessed reward", round });
        }
        Ok(())
    }

    /// The new policy's probabilities in a round.
    pub(super) fn target_of(&self, round: usize) -> &[f64] {
        &self.target[round * self.actions..][..self.actions]
    }

    /// The guessed rewards of a round; empty without guesses.
    pub(super) fn expected_of(&self, round: usize) -> &[f64] {
        if self.expected.is_empty() { &[] } else { &self.expected[round * self.actions..][..self.actions] }
    }

    /// New probability of the action taken, over the logged one.
    pub(super) fn weight(&self, round: usize) -> f64 {
        self.target_of(round)[self.action[round]] / self.propensity[round]
    }

    /// Guessed reward of the action taken; 0 without guesses.
    pub(super) fn guess(&self, round: usize) -> f64 {
        self.expected_of(round).get(self.action[round]).copied().unwrap_or(0.0)
    }

    /// Guessed reward of the new policy; 0 without guesses.
    pub(super) fn direct(&self, round: usize) -> f64 {
        let target = self.target_of(round);
        let sum: f64 = target.iter().zip(self.expected_of(round)).map(|(share, guess)| share * guess).sum();
        sum / target.iter().sum::<f64>()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_thing_that_does_not_fit_is_told_with_its_round() {
        let fine = Log {
            actions: 2,
            action: &[0, 1],
            reward: &[1.0, 0.0],
            propensity: &[0.5, 0.5],
            target: &[0.2, 0.8, 1.0, 0.0],
            expected: &[],
        };
        assert_eq!(fine.check(), Ok(()));
        let wrong = [
            (Log { reward: &[1.0], ..fine }, "the column of rewards holds 1"),
            (Log { action: &[0, 2], ..fine }, "round 1 took action 2"),
            (Log { propensity: &[0.5, 0.0], ..fine }, "round 1 was logged with probability 0"),
            (Log { target: &[0.2, 0.8, 0.9, 0.0], ..fine }, "probabilities of round 1"),
            (Log { reward: &[f64::NAN, 0.0], ..fine }, "the reward of round 0"),
            (Log { expected: &[0.0, 0.0, f64::INFINITY, 0.0], ..fine }, "the guessed reward of round 1"),
        ];
        for (log, text) in wrong {
            let said = log.check().unwrap_err().to_string();
            assert!(said.contains(text), "{said}");
        }
    }
}
