//! Successive halving: many settings get a little, the best third of them three times as much, and so on up to everything.
//!
//! ```text
//! 9 settings   1/9 of the trees each ─> the best 3   1/3 each ─> the best 1   all
//! ```
//!
//! Source: Jamieson and Talwalkar 2016, "Non-stochastic best arm identification and hyperparameter optimization" (AISTATS), with the factor 3 of Li et al. 2018
//! (Hyperband). At most four rounds: below 1/27 of the budget the order says little.

use super::space::rounded;

/// How many times as much those get who go on.
const FACTOR: u32 = 3;
const MOST_ROUNDS: u32 = 4;

/// One round: how many settings are tried, and with which share of the budget.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Round {
    /// How many settings.
    pub settings: u32,
    /// Share of the full budget for each, above 0, at most 1; six digits.
    pub budget: f64,
}

/// The rounds for so many settings; the last has the full budget. None for no settings.
#[must_use]
pub fn rounds(settings: u32) -> Vec<Round> {
    let sizes: Vec<u32> = std::iter::successors(Some(settings), |size| Some(size / FACTOR))
        .take_while(|size| *size > 0)
        .take(MOST_ROUNDS as usize)
        .collect();
    let last = sizes.len().saturating_sub(1);
    let budget = |round: usize| rounded(f64::from(FACTOR).powi(-((last - round) as i32)), 6);
    sizes.iter().enumerate().map(|(round, settings)| Round { settings: *settings, budget: budget(round) }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_third_goes_on_with_three_times_as_much() {
        let round = |settings, budget| Round { settings, budget };
        assert_eq!(rounds(9), [round(9, 0.111111), round(3, 0.333333), round(1, 1.0)]);
        assert_eq!(rounds(2), [round(2, 1.0)]);
        assert_eq!(rounds(100).iter().map(|round| round.settings).collect::<Vec<_>>(), [100, 33, 11, 3]);
        assert_eq!(rounds(0), []);
    }
}
