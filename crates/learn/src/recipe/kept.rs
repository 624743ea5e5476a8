//! What was chosen and fitted as numbers of a model file, and back.
//!
//! ```text
//! OF.temperature   OF.votes                                  one value; one for each recipe
//! OF.N.kind        OF.N.ranges   OF.N.past   OF.N.mean, OF.N.spread     of recipe N: which learner, what it sees, over which rows, how columns are scaled
//! OF.N.model...                                              the learner's own numbers
//! ```
//!
//! The columns' names lie in the manifest. Forests, logistic regression and shares can be kept; support vectors and neighbours hold the rows of people and are not.

use thiserror::Error;

use super::learner::Shares;
use super::{Fitted, Past, Ranges, Voters};
use crate::calibrate::Temperature;
use crate::classifier::Classifier;
use crate::forest::RandomForest;
use crate::logistic_regression::LogisticRegression;
use crate::model_file::Tensors;
use crate::scale::Standard;

/// More recipes than are ever chosen.
const MOST_RECIPES: usize = 64;

/// Which learner's numbers they are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// The share of each class.
    Shares,
    /// A random forest.
    Forest,
    /// Logistic regression.
    Logistic,
}

/// A model of a kind that has no form in a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("a model of this kind cannot be kept in a file: only forests, logistic regression and shares can")]
pub struct CannotBeKept;

impl Kind {
    /// Its number in a file.
    #[must_use]
    pub fn number(self) -> u32 {
        match self {
            Self::Shares => 0,
            Self::Forest => 1,
            Self::Logistic => 2,
        }
    }
}

const RANGES: [Ranges; 5] =
    [Ranges::AsTheyAre, Ranges::OfThePerson, Ranges::Both, Ranges::RankOfThePerson, Ranges::RangeAndRank];

impl Voters {
    /// Adds all numbers under names that begin with `of`.
    ///
    /// # Errors
    /// When one of them is of a kind that cannot be kept.
    #[expect(clippy::cast_possible_truncation, reason = "models are kept in single precision")]
    pub fn put(&self, of: &str, tensors: &mut Tensors) -> Result<(), CannotBeKept> {
        tensors.put(&format!("{of}.temperature"), &[self.temperature.0 as f32]);
        tensors.put(&format!("{of}.votes"), &self.fitted.iter().map(|(_, votes)| *votes).collect::<Vec<_>>());
        for (place, (fitted, _)) in self.fitted.iter().enumerate() {
            fitted.put(&format!("{of}.{place}"), tensors).ok_or(CannotBeKept)?;
        }
        Ok(())
    }

    /// What was put under `of`, learnt from these columns for so many classes; `None` when numbers are lacking, left over, not finite or point outside.
    #[must_use]
    pub fn find(tensors: &Tensors, of: &str, names: &[String], classes: usize) -> Option<Self> {
        let temperature = *tensors.values(&format!("{of}.temperature"))?.first().filter(|value| **value > 0.0)?;
        let votes = tensors.values(&format!("{of}.votes"))?;
        if votes.is_empty() || votes.len() > MOST_RECIPES || votes.iter().any(|votes| *votes <= 0.0) || classes < 2 {
            return None;
        }
        let find = |(place, votes): (usize, &f32)| {
            Some((Fitted::find(tensors, &format!("{of}.{place}"), names, classes)?, *votes))
        };
        let fitted = votes.iter().enumerate().map(find).collect::<Option<_>>()?;
        Some(Self { classes, temperature: Temperature(f64::from(temperature)), fitted })
    }
}

impl Fitted {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_precision_loss,
        reason = "models are kept in single precision"
    )]
    fn put(&self, of: &str, tensors: &mut Tensors) -> Option<()> {
        let kind = self.model.put(&format!("{of}.model"), tensors)?;
        tensors.put_whole(&format!("{of}.kind"), &[kind]);
        let ranges = RANGES.iter().position(|ranges| *ranges == self.ranges)?;
        tensors.put_whole(&format!("{of}.ranges"), &[u32::try_from(ranges).ok()?]);
        if let Some(past) = self.past {
            tensors.put(&format!("{of}.past"), &[past.rows as f32, past.longest_step as f32]);
        }
        if let Some(standard) = &self.standard {
            tensors.put(&format!("{of}.mean"), &standard.mean);
            tensors.put(&format!("{of}.spread"), &standard.spread);
        }
        Some(())
    }

    fn find(tensors: &Tensors, of: &str, names: &[String], classes: usize) -> Option<Self> {
        let one = |name: &str| tensors.whole(&format!("{of}.{name}"))?.first().copied();
        let ranges = *RANGES.get(usize::try_from(one("ranges")?).ok()?)?;
        let columns = names.len() * if matches!(ranges, Ranges::Both | Ranges::RangeAndRank) { 2 } else { 1 };
        let own = format!("{of}.model");
        let model: Box<dyn Classifier> = match one("kind")? {
            kind if kind == Kind::Shares.number() => Box::new(Shares::find(tensors, &own, classes)?),
            kind if kind == Kind::Forest.number() => {
                Box::new(RandomForest::find_trees(tensors, &own, columns, classes)?)
            }
            kind if kind == Kind::Logistic.number() => {
                Box::new(LogisticRegression::find(tensors, &own, columns, classes)?)
            }
            _ => return None,
        };
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a count of rows, saturating")]
        let past = match tensors.values(&format!("{of}.past")) {
            None => None,
            Some([rows, step]) => Some(Past { rows: *rows as usize, longest_step: f64::from(*step) }),
            Some(_) => return None,
        };
        let standard = match (tensors.values(&format!("{of}.mean")), tensors.values(&format!("{of}.spread"))) {
            (None, None) => None,
            (Some(mean), Some(spread)) if mean.len() == columns && spread.len() == columns => {
                Some(Standard { mean: mean.to_vec(), spread: spread.to_vec() })
            }
            _ => return None,
        };
        Some(Self { names: names.to_vec(), ranges, past, standard, model })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::SplitMix64;
    use crate::explain::Way;
    use crate::forest::ForestSettings;
    use crate::logistic_regression::LogisticSettings;
    use crate::metrics::accuracy;
    use crate::recipe::{Blend, Labelled, Learner, Recipe};
    use crate::rows::Rows;
    use crate::split::leave_one_person_out;

    /// Six people; the first column tells the class with noise, the second tells nothing and is missing here and there.
    #[expect(clippy::cast_possible_truncation, reason = "test data")]
    fn people() -> Labelled {
        let mut random = SplitMix64::new(4);
        let class: Vec<u8> = (0..240).map(|_| u8::from(random.next_unit() > 0.5)).collect();
        let told = class.iter().map(|class| 2.0 * f32::from(*class) + random.next_normal() as f32).collect();
        let noise = (0..240).map(|row| if row % 9 == 0 { f32::NAN } else { random.next_normal() as f32 }).collect();
        let rows = Rows {
            names: vec!["told".into(), "noise".into()],
            columns: vec![told, noise],
            person: (0..240).map(|row| row / 40).collect(),
            time: (0..240).map(f64::from).collect(),
        };
        Labelled { rows, class, classes: 2 }
    }

    fn right(probabilities: &[f32], class: &[u8]) -> Option<f64> {
        let said: Vec<u8> = probabilities.chunks_exact(2).map(crate::classifier::likeliest).collect();
        accuracy(&said, class)
    }

    fn blend(data: &Labelled) -> Blend {
        let recipes = [
            Recipe::new("shares", Learner::Shares),
            Recipe::new("forest", Learner::Forest(ForestSettings { trees: 9, ..ForestSettings::default() }))
                .seeing(Ranges::Both),
            Recipe::new("logistic", Learner::Logistic(LogisticSettings::default()))
                .averaged_over(Past { rows: 2, longest_step: 5.0 }),
        ];
        Blend::fit(&recipes, data, &leave_one_person_out(&data.rows.person), &right).unwrap()
    }

    #[test]
    fn what_was_kept_answers_the_same() {
        let data = people();
        let fresh = blend(&data).voters;
        let mut tensors = Tensors::default();
        fresh.put("state", &mut tensors).unwrap();
        let kept = Voters::find(&tensors, "state", &data.rows.names, 2).unwrap();
        assert_eq!(kept.columns(), data.rows.names);
        let (one, other) = (fresh.probabilities(&data.rows).unwrap(), kept.probabilities(&data.rows).unwrap());
        assert!(one.iter().zip(&other).all(|(one, other)| (one - other).abs() < 1e-4));
        assert!(Voters::find(&tensors, "state", &data.rows.names[..1], 2).is_none(), "another number of columns");
        assert!(Voters::find(&tensors, "state", &data.rows.names, 3).is_none(), "another number of classes");
        assert!(Voters::find(&tensors, "other", &data.rows.names, 2).is_none());
        let mut broken = tensors.clone();
        broken.put("state.temperature", &[0.0]);
        assert!(Voters::find(&broken, "state", &data.rows.names, 2).is_none());
    }

    #[test]
    fn the_column_that_tells_moves_the_answer_and_pushes_point_to_the_class() {
        let data = people();
        let voters = blend(&data).voters;
        let row = (0..240)
            .filter(|row| data.class[*row] == 1)
            .max_by(|one, other| data.rows.columns[0][*one].total_cmp(&data.rows.columns[0][*other]))
            .unwrap();
        let pushes = voters.reasons(&data.rows, row, Way::Shapley).unwrap();
        let of = |name: &str| {
            pushes.iter().filter(|push| push.column.starts_with(name)).map(|push| push.push[1]).sum::<f64>()
        };
        assert!(of("told") > 0.2 && of("told") > 4.0 * of("noise").abs(), "{pushes:?}");
        let away: f64 = pushes.iter().map(|push| push.push[0]).sum();
        assert!(away < 0.0, "what speaks for one class speaks against the other: {away}");
    }

    #[test]
    fn one_row_by_itself_gets_the_same_answer_where_no_other_is_needed() {
        let data = people();
        let fit = |recipe: Recipe| {
            Blend::fit(&[recipe], &data, &leave_one_person_out(&data.rows.person), &right).unwrap().voters
        };
        let logistic = Recipe::new("logistic", Learner::Logistic(LogisticSettings::default()));
        let voters = fit(logistic.clone());
        let all = voters.probabilities(&data.rows).unwrap();
        for row in [0, 9, 100] {
            let own: Vec<f32> = data.rows.columns.iter().map(|column| column[row]).collect();
            let (answer, pushes) = voters.of_row(&own, Way::Path).unwrap();
            assert!((answer[1] - all[row * 2 + 1]).abs() < 1e-5);
            assert_eq!(pushes.len(), 4);
            assert!((pushes[0] + pushes[1]).abs() < 1e-6, "what speaks for one of two speaks against the other");
        }
        assert!(voters.of_row(&[1.0], Way::Path).is_none());
        assert!(fit(logistic.seeing(Ranges::OfThePerson)).of_row(&[1.0, 2.0], Way::Path).is_none());
    }

    #[test]
    fn what_holds_rows_of_people_is_not_kept() {
        let data = people();
        let recipes = [Recipe::new("neighbours", Learner::Neighbours(3))];
        let blend = Blend::fit(&recipes, &data, &leave_one_person_out(&data.rows.person), &right).unwrap();
        assert_eq!(blend.voters.put("state", &mut Tensors::default()), Err(CannotBeKept));
    }
}
