//! Is a randomised treatment surely not worth its while? Evidence by bets, exact at every look.
//!
//! One bets, occasion after occasion, that the treatment gains less than `worth`. With the score d of an occasion (see
//! [`sequence`](crate::sequence), its mean is the effect on that occasion) capital becomes
//!
//! ```text
//! capital x (1 - b (d - worth)),    0 <= b <= 1 / 2 (greatest possible d - worth),    b known before the draw
//! ```
//!
//! While the treatment truly gains `worth` or more on each occasion no bet can win on the average, so capital that grew c times as large has a chance
//! of at most 1 / c, at all times together and however few the occasions (J. Ville, 1939; Waudby-Smith and Ramdas, 2024, "Estimating means of
//! bounded random variables by betting", JRSS B 86). Nothing is asked of the outcomes but that they lie in a known range; that is what makes it exact.
//!
//! The stake is best against an effect of nothing, were the spread as it was so far: b = worth / (s^2 / (p (1 - p)) + worth^2), s^2 the mean squared
//! distance of outcomes from what was expected.
//!
//! An effect may fade. So part of the capital waits: 1 / k (k + 1) of it is laid only from the k-th start on, one start each `restart` occasions. The sum is
//! still a bet that nobody wins on the average while the effect stays worth its while (a mixture of starts; Shin, Ramdas and Rinaldo, 2023, "E-detectors").

use crate::moments::Moments;
use crate::sequence::Assignment;

/// Weight, in occasions, of the first guess of the spread.
const GUESS_WEIGHT: f64 = 5.0;
/// The greatest share of what could be lost that is staked.
const BOLDEST: f64 = 0.5;

/// What the bets are about.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bets {
    /// The least effect that is worth its while, above 0.
    pub worth: f64,
    /// The range in which every outcome lies.
    pub range: (f64, f64),
    /// The deviation of outcomes to start from; any value is right, a good one is quicker.
    pub first_deviation: f64,
    /// After how many occasions more of the capital is laid; at least 1.
    pub restart: u32,
}

/// Evidence as it grows, one occasion at a time.
#[derive(Clone, Debug, PartialEq)]
pub struct Evidence {
    bets: Bets,
    /// Share and growth of each stake that was laid.
    stakes: Vec<(f64, f64)>,
    waiting: f64,
    occasions: u32,
    squares: Moments,
    greatest: f64,
}

impl Evidence {
    /// No evidence yet.
    #[must_use]
    pub fn new(bets: Bets) -> Self {
        Self { bets, stakes: Vec::new(), waiting: 1.0, occasions: 0, squares: Moments::default(), greatest: 1.0 }
    }

    /// Takes the next occasion, in the order of time, with the outcomes that were expected before its draw: if treated, and if not. Answers
    /// whether it counted; one without chance or with an outcome beyond the range does not.
    pub fn push(&mut self, occasion: Assignment, expected: (f64, f64)) -> bool {
        let (low, high) = self.bets.range;
        let Some(score) = occasion.score(expected) else { return false };
        if !(low..=high).contains(&occasion.outcome) || self.bets.worth <= 0.0 {
            return false;
        }
        if self.occasions.is_multiple_of(self.bets.restart.max(1)) {
            self.lay();
        }
        self.occasions = self.occasions.saturating_add(1);
        let bet = self.bet(occasion.probability, expected);
        let factor = 1.0 - bet * (score - self.bets.worth);
        self.stakes.iter_mut().for_each(|(_, growth)| *growth *= factor);
        self.squares.push((occasion.outcome - occasion.middle(expected)).powi(2));
        self.greatest = self.greatest.max(self.so_far());
        true
    }

    /// Capital now, from 1 at the start.
    #[must_use]
    pub fn so_far(&self) -> f64 {
        self.waiting + self.stakes.iter().map(|(share, growth)| share * growth).sum::<f64>()
    }

    /// The greatest capital ever, which is what counts: c says that the chance of this, were the treatment worth its while, is at most 1 / c.
    #[must_use]
    pub fn greatest(&self) -> f64 {
        self.greatest
    }

    fn lay(&mut self) {
        let start = f64::from(u32::try_from(self.stakes.len()).unwrap_or(u32::MAX)) + 1.0;
        let share = 1.0 / (start * (start + 1.0));
        self.waiting = (self.waiting - share).max(0.0);
        self.stakes.push((share, 1.0));
    }

    fn bet(&self, probability: f64, expected: (f64, f64)) -> f64 {
        let Bets { worth, range: (low, high), first_deviation, .. } = self.bets;
        let seen = self.squares.size();
        let guess = first_deviation * first_deviation * GUESS_WEIGHT;
        let square = (self.squares.mean().unwrap_or(0.0) * seen + guess) / (seen + GUESS_WEIGHT);
        let spread = square / (probability * (1.0 - probability));
        let of = |is_treated, outcome| Assignment { is_treated, probability, outcome }.score(expected).unwrap_or(0.0);
        let most = of(true, high).max(of(false, low)) - worth;
        let best = worth / (spread + worth * worth);
        if most > 0.0 { best.min(BOLDEST / most) } else { best }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::SplitMix64;

    const BETS: Bets = Bets { worth: 3.0, range: (0.0, 30.0), first_deviation: 10.0, restart: 50 };

    /// Occasions until the capital is twenty times as large; `None` within so many.
    fn occasions_until(effect: impl Fn(u32) -> f64, most: u32, generator: &mut SplitMix64) -> Option<u32> {
        let mut evidence = Evidence::new(BETS);
        (1..=most).find(|occasion| {
            let is_treated = generator.next_unit() < 0.5;
            let base = if generator.next_unit() < 0.3 { 10.0 } else { 10.0 + 11.0 * generator.next_unit() };
            let outcome = base + if is_treated { effect(*occasion) } else { 0.0 };
            evidence.push(Assignment { is_treated, probability: 0.5, outcome }, (14.0, 14.0));
            evidence.greatest() >= 20.0
        })
    }

    #[test]
    fn what_gains_just_what_is_worth_its_while_is_seldom_called_worthless_however_often_one_looks() {
        let mut generator = SplitMix64::new(31);
        let wrong = (0..400).filter(|_| occasions_until(|_| 3.0, 800, &mut generator).is_some()).count();
        // 20 are allowed; 29 are passed by chance once in 50.
        assert!(wrong <= 28, "{wrong} of 400");
    }

    #[test]
    fn what_gains_nothing_is_called_worthless_and_what_harms_sooner() {
        let mut generator = SplitMix64::new(32);
        let mut middle = |effect: f64| {
            let mut found: Vec<u32> =
                (0..60).map(|_| occasions_until(|_| effect, 800, &mut generator).unwrap_or(u32::MAX)).collect();
            found.sort_unstable();
            found[30]
        };
        let (nothing, harm) = (middle(0.0), middle(-6.0));
        assert!(nothing < 200 && harm < nothing, "{nothing} {harm}");
    }

    #[test]
    fn an_effect_that_fades_is_called_worthless_in_time() {
        let mut generator = SplitMix64::new(33);
        let fading = |occasion: u32| if occasion < 100 { 8.0 } else { 0.0 };
        let found = (0..40).filter(|_| occasions_until(fading, 900, &mut generator).is_some()).count();
        assert!(found >= 36, "{found} of 40");
    }

    #[test]
    fn an_outcome_beyond_the_range_or_without_chance_is_no_evidence() {
        let mut evidence = Evidence::new(BETS);
        assert!(!evidence.push(Assignment { is_treated: true, probability: 0.5, outcome: 31.0 }, (10.0, 10.0)));
        assert!(!evidence.push(Assignment { is_treated: true, probability: 1.0, outcome: 1.0 }, (10.0, 10.0)));
        assert_eq!((evidence.so_far(), evidence.greatest()), (1.0, 1.0));
    }
}
