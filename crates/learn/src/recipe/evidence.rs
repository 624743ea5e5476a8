//! Is there anything to be known from these columns at all? Judged on people left out.
//!
//! Any model gives an answer; where columns tell nothing of what is asked, the answer must not be given. The measure of the left-out answers is held
//! against what chance alone gives, with its interval over people (cluster bootstrap, [`over_people`]): only an interval that lies wholly above chance,
//! and by the least that is worth saying, is evidence (a test against the smallest effect of interest, Lakens 2017). With a thousand people chance is beaten by effects
//! that are of no use to one of them. The answers must not have been chosen by the measure; [`super::Chosen::of_all`] is meant, the mean of all recipes that were tried.

use super::{Labelled, Measure};
use crate::metrics::over_people;
use crate::rows::pick;
use crate::{Estimate, SplitMix64};

/// The level of the interval: of two hundred questions that have no answer one is answered.
const LEVEL: f64 = 0.99;

/// The least that is worth saying: an area of .55 is a fifth of a standard deviation between two classes.
const LEAST_WORTH: f64 = 0.05;

/// What left-out answers are worth, beside chance.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Evidence {
    /// The measure, with its 99 % interval over people.
    pub found: Estimate,
    /// What the measure is when the answer is drawn by lot.
    pub chance: f64,
}

impl Evidence {
    /// Judges the left-out `probabilities` of the rows of `data`. `None` where the measure has no value, such as without rows: that is no evidence either.
    pub fn of(
        data: &Labelled,
        probabilities: &[f32],
        measure: Measure<'_>,
        chance: f64,
        random: &mut SplitMix64,
    ) -> Option<Self> {
        let classes = data.classes;
        let judge = |rows: &[usize]| {
            let said: Vec<f32> = rows
                .iter()
                .filter_map(|row| probabilities.get(row * classes..(row + 1) * classes))
                .flatten()
                .copied()
                .collect();
            measure(&said, &pick(&data.class, rows))
        };
        Some(Self { found: over_people(&data.rows.person, judge, LEVEL, random)?, chance })
    }

    /// Whether there is any, and enough to be worth saying.
    #[must_use]
    pub fn is_there(&self) -> bool {
        self.found.low > self.least()
    }

    /// Above what its interval must lie.
    #[must_use]
    pub fn least(&self) -> f64 {
        self.chance + LEAST_WORTH
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metrics::auc;
    use crate::rows::Rows;

    fn area(probabilities: &[f32], class: &[u8]) -> Option<f64> {
        let score: Vec<f64> = probabilities.chunks_exact(2).map(|row| f64::from(row[1])).collect();
        auc(&score, &class.iter().map(|class| *class == 1).collect::<Vec<_>>())
    }

    /// 120 people with two rows each; answers lean towards the truth by so many standard deviations.
    #[expect(clippy::cast_possible_truncation, reason = "test data")]
    fn is_found(lean: f64, seed: u64) -> bool {
        let mut random = SplitMix64::new(seed);
        let person: Vec<u32> = (0..240).map(|row| row / 2).collect();
        let class: Vec<u8> = (0..240).map(|_| u8::from(random.next_unit() > 0.5)).collect();
        let said = |class: &u8| {
            let p = (0.5 + 0.1 * (random.next_normal() + lean * (f64::from(*class) - 0.5))) as f32;
            [1.0 - p, p]
        };
        let probabilities: Vec<f32> = class.iter().flat_map(said).collect();
        let rows = Rows { person, ..Rows::default() };
        let data = Labelled { rows, class, classes: 2 };
        Evidence::of(&data, &probabilities, &area, 0.5, &mut SplitMix64::new(1)).unwrap().is_there()
    }

    #[test]
    fn answers_by_lot_are_hardly_ever_evidence() {
        assert!((0..20).filter(|seed| is_found(0.0, *seed)).count() <= 1);
    }

    #[test]
    fn a_weak_signal_is_evidence() {
        // Eight tenths of a standard deviation are an area of .71.
        assert!((0..5).all(|seed| is_found(0.8, seed)));
    }

    #[test]
    fn what_is_sure_and_of_no_use_is_no_evidence() {
        let found = Estimate { value: 0.53, low: 0.51, high: 0.55 };
        assert!(!Evidence { found, chance: 0.5 }.is_there());
    }

    #[test]
    fn answers_that_are_worse_than_chance_are_none() {
        assert!(!is_found(-1.0, 1));
    }

    #[test]
    fn without_rows_nothing_is_said() {
        let data = Labelled { classes: 2, ..Labelled::default() };
        assert_eq!(Evidence::of(&data, &[], &area, 0.5, &mut SplitMix64::new(1)), None);
    }
}
