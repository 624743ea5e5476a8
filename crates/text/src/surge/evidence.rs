//! What does one text speak for a surge?
//!
//! While all is as expected, a share `s` of texts is negative; in a surge it is `r`, so many times as much. For a text that is negative with probability `p`, the likelihood
//! ratio of the two is `p r/s + (1 - p)(1 - r)/(1 - s)`: the mixture of what a negative and another text would speak. Its mean is 1 as long as the mean of `p` is `s`,
//! whatever the model; so a model that is badly calibrated loses sight, but does not cry wolf.

use serde::{Deserialize, Serialize};

/// Shares that are taken for possible: below and above them one text would speak without bounds.
const SHARES: (f64, f64) = (1e-4, 0.9);

/// What is expected, and what a surge would be.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Odds {
    /// The share of texts that is expected to be negative.
    pub share: f64,
    /// The share in a surge.
    pub raised: f64,
}

impl Odds {
    /// A surge has so many `times` the share that is expected, but leaves half of the other texts as they are at least.
    #[must_use]
    pub fn new(share: f64, times: f64) -> Self {
        let share = if share.is_finite() { share.clamp(SHARES.0, SHARES.1) } else { SHARES.0 };
        let raised = (times.max(1.0) * share).min(f64::midpoint(1.0, share));
        Self { share, raised }
    }

    /// How many times as likely a surge is after a text that is negative with this probability, 0 to 1; 1 says nothing.
    #[must_use]
    pub fn ratio(self, negative: f64) -> f64 {
        let Self { share, raised } = self;
        negative * raised / share + (1.0 - negative) * (1.0 - raised) / (1.0 - share)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bet_is_fair_as_long_as_what_is_expected_holds() {
        let said = [0.02, 0.1, 0.9, 0.3, 0.05, 0.01];
        let share = said.iter().sum::<f64>() / 6.0;
        let mean = said.iter().map(|negative| Odds::new(share, 3.0).ratio(*negative)).sum::<f64>() / 6.0;
        assert!((mean - 1.0).abs() < 1e-12, "{mean}");
    }

    #[test]
    fn a_negative_text_speaks_for_it_another_against_it_and_one_as_expected_says_nothing() {
        let odds = Odds::new(0.125, 3.0);
        assert!((odds.ratio(1.0) - 3.0).abs() < 1e-12 && odds.ratio(0.0) < 1.0);
        assert!((odds.ratio(0.125) - 1.0).abs() < 1e-12);
    }

    #[test]
    fn odd_shares_keep_within_bounds() {
        for share in [0.0, 1.0, f64::NAN, -3.0, f64::INFINITY] {
            let odds = Odds::new(share, 3.0);
            assert!(odds.raised > odds.share && odds.raised < 1.0, "{odds:?}");
            assert!(odds.ratio(0.0) > 0.0 && odds.ratio(1.0).is_finite());
        }
    }
}
