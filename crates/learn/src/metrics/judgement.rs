//! All that is told of a model for classes: how right, how sure of that, how honest about itself, and what it takes for what.

use serde::{Deserialize, Serialize};

use super::{ReliabilityBin, accuracy, calibration_error, confusion, over_people, reliability};
use crate::classifier::likeliest;
use crate::rows::pick;
use crate::{Estimate, SplitMix64};

/// The level of the interval.
const LEVEL: f64 = 0.95;

/// Bins of the reliability picture and of the calibration error.
const BINS: usize = 10;

/// How good a model's probabilities are.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Judgement {
    /// How many rows were judged.
    pub rows: usize,
    /// How many people (or days) they are of.
    pub people: usize,
    /// Share of right answers, with its 95 % interval over people.
    pub accuracy: Estimate,
    /// Share of right answers of who always says the commonest class of these rows: kinder to the baseline than one that knows the training rows alone.
    pub majority: f64,
    /// How far what was said is from what came (expected calibration error, ten bins).
    pub calibration_error: f64,
    /// Rows of about the same confidence, the least sure first.
    pub reliability: Vec<ReliabilityBin>,
    /// Counts of rows: `confusion[is * classes + said]`.
    pub confusion: Vec<u32>,
    /// Share of the rows that were answered by a model that abstains.
    pub answered: f64,
    /// Share of right answers among those; `None` when none was answered.
    pub accuracy_of_answered: Option<f64>,
}

impl Judgement {
    /// Judges `probabilities` (`classes` values for each row) of rows that the model has not learnt from. Answers that are less sure than `abstain_below` count as
    /// not given in the last two figures. `None` without rows.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "counts of rows")]
    pub fn of(
        probabilities: &[f32],
        class: &[u8],
        person: &[u32],
        classes: usize,
        abstain_below: f64,
        random: &mut SplitMix64,
    ) -> Option<Self> {
        let rows: Vec<&[f32]> = probabilities.chunks_exact(classes.max(1)).take(class.len()).collect();
        let said: Vec<u8> = rows.iter().map(|row| likeliest(row)).collect();
        let confidence: Vec<f64> = rows.iter().map(|row| f64::from(row.iter().copied().fold(0.0, f32::max))).collect();
        let is_right: Vec<bool> = said.iter().zip(class).map(|(said, is)| said == is).collect();
        let right = |places: &[usize]| accuracy(&pick(&said, places), &pick(class, places));
        let answered: Vec<usize> = (0..rows.len()).filter(|row| confidence[*row] >= abstain_below).collect();
        let count_of = |one: u8| class.iter().filter(|class| **class == one).count();
        let most = (0..classes).filter_map(|one| u8::try_from(one).ok()).map(count_of).max()?;
        let mut people = person.to_vec();
        people.sort_unstable();
        people.dedup();
        Some(Self {
            rows: rows.len(),
            people: people.len(),
            accuracy: over_people(person, right, LEVEL, random)?,
            majority: most as f64 / class.len().max(1) as f64,
            calibration_error: calibration_error(&confidence, &is_right, BINS)?,
            reliability: reliability(&confidence, &is_right, BINS),
            confusion: confusion(&said, class, classes),
            answered: answered.len() as f64 / rows.len().max(1) as f64,
            accuracy_of_answered: right(&answered),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_model_that_is_sure_when_it_is_right_is_better_where_it_answers() {
        let probabilities = [0.9, 0.1, 0.2, 0.8, 0.55, 0.45, 0.6, 0.4];
        let found =
            Judgement::of(&probabilities, &[0, 1, 1, 1], &[0, 0, 1, 1], 2, 0.7, &mut SplitMix64::new(1)).unwrap();
        assert_eq!((found.rows, found.people, found.accuracy.value, found.majority), (4, 2, 0.5, 0.75));
        assert_eq!((found.answered, found.accuracy_of_answered), (0.5, Some(1.0)));
        assert_eq!(found.confusion, [1, 0, 2, 1]);
        let text = serde_json::to_string(&found).unwrap();
        assert_eq!(serde_json::from_str::<Judgement>(&text).unwrap(), found);
        assert_eq!(Judgement::of(&[], &[], &[], 2, 0.0, &mut SplitMix64::new(1)), None);
    }
}
