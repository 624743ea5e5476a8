//! A learner with what happens to the columns before: to be fitted, and fitted.

use super::{Labelled, Learner, Own, Ranges};
use crate::classifier::{Classifier, views};
use crate::rows::{LacksColumn, Rows};
use crate::scale::Standard;

/// How a model is made from labelled rows.
#[derive(Clone, Debug, PartialEq)]
pub struct Recipe {
    /// What people call it.
    pub name: String,
    /// What of each column it sees.
    pub ranges: Ranges,
    /// Whether rare classes weigh as much as common ones.
    pub is_balanced: bool,
    /// How much the asked people's own rows count.
    pub own: Own,
    /// The learner.
    pub learner: Learner,
}

/// A fitted model with all that its rows must go through.
pub struct Fitted {
    /// The columns that it was fitted on, in order; rows that lack one are refused.
    pub names: Vec<String>,
    ranges: Ranges,
    standard: Option<Standard>,
    model: Box<dyn Classifier>,
}

impl Recipe {
    /// A recipe that sees values as they are and counts all rows the same.
    #[must_use]
    pub fn new(name: &str, learner: Learner) -> Self {
        Self { name: name.to_owned(), ranges: Ranges::AsTheyAre, is_balanced: false, own: Own::AsAny, learner }
    }

    /// The same with other ranges.
    #[must_use]
    pub fn seeing(self, ranges: Ranges) -> Self {
        Self { ranges, ..self }
    }

    /// The same with classes that weigh the same.
    #[must_use]
    pub fn balanced(self) -> Self {
        Self { is_balanced: true, ..self }
    }

    /// The same with the asked people's own rows counting so much.
    #[must_use]
    pub fn trusting(self, own: Own) -> Self {
        Self { own, ..self }
    }

    /// Fits for people of whom no row is there.
    #[must_use]
    pub fn fit(&self, data: &Labelled) -> Fitted {
        self.fit_for(data, &[])
    }

    /// Fits for these people, of whom some rows may be there.
    #[must_use]
    pub fn fit_for(&self, data: &Labelled, asked: &[u32]) -> Fitted {
        let (chosen, mut weight) = self.own.counted(data, asked);
        let data = chosen.as_ref().unwrap_or(data);
        if self.is_balanced {
            let balance = data.balancing_weights();
            weight = if weight.is_empty() { balance } else { weight.iter().zip(balance).map(|(a, b)| a * b).collect() };
        }
        let seen = self.ranges.seen(&data.rows);
        let standard = self.learner.wants_scaled().then(|| Standard::fit(&seen.views()));
        let columns = standard.as_ref().map_or_else(
            || std::borrow::Cow::Borrowed(&seen.columns),
            |standard| std::borrow::Cow::Owned(standard.scaled_and_filled(&seen.views())),
        );
        let model = self.learner.fit(data, &columns, &weight);
        Fitted { names: data.rows.names.clone(), ranges: self.ranges, standard, model }
    }
}

impl Fitted {
    /// The probability of each class for each row: values for the first row, then for the second, and so on.
    ///
    /// # Errors
    /// When the rows lack a column.
    pub fn probabilities(&self, rows: &Rows) -> Result<Vec<f32>, LacksColumn> {
        let columns = rows.by_name(&self.names)?.into_iter().map(<[f32]>::to_vec).collect();
        let seen = self.ranges.seen(&Rows { names: self.names.clone(), columns, ..rows.clone() });
        Ok(match &self.standard {
            None => self.model.probabilities(&seen.views()),
            Some(standard) => self.model.probabilities(&views(&standard.scaled_and_filled(&seen.views()))),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::logistic_regression::LogisticSettings;

    fn two_people() -> Labelled {
        // The second person's values lie a hundred above the first one's; within each, the higher half is class 1.
        let rows = Rows {
            names: vec!["level".into()],
            columns: vec![(0..40_u8).map(|row| f32::from(row % 20) + if row < 20 { 0.0 } else { 100.0 }).collect()],
            person: (0..40).map(|row| row / 20).collect(),
            time: vec![0.0; 40],
        };
        Labelled { rows, class: (0..40_u8).map(|row| u8::from(row % 20 >= 10)).collect(), classes: 2 }
    }

    #[test]
    fn people_of_different_ranges_are_told_by_their_own() {
        let data = two_people();
        let right = |ranges| {
            let fitted =
                Recipe::new("logistic", Learner::Logistic(LogisticSettings::default())).seeing(ranges).fit(&data);
            let found = fitted.probabilities(&data.rows).unwrap();
            found.chunks_exact(2).zip(&data.class).filter(|(p, class)| (p[1] > 0.5) == (**class == 1)).count()
        };
        assert!(right(Ranges::OfThePerson) == 40 && right(Ranges::AsTheyAre) < 30);
    }

    #[test]
    fn own_rows_overrule_those_of_others_when_they_weigh_more() {
        let mut data = two_people();
        // The second person is the other way round, and has said so four times.
        data.rows.columns[0].iter_mut().skip(20).for_each(|value| *value -= 100.0);
        data.class.iter_mut().skip(20).for_each(|class| *class = 1 - *class);
        let known: Vec<usize> = (0..20).chain([22, 25, 34, 37]).collect();
        let right = |own| {
            let recipe = Recipe::new("logistic", Learner::Logistic(LogisticSettings::default())).trusting(own);
            let found = recipe.fit_for(&data.select(&known), &[1]).probabilities(&data.rows).unwrap();
            let said = found.chunks_exact(2).zip(&data.class).skip(20);
            said.filter(|(p, class)| (p[1] > 0.5) == (**class == 1)).count()
        };
        assert!(right(Own::AsAny) < 5 && right(Own::Weighs(5.0)) > 15 && right(Own::Alone) > 15);
    }

    #[test]
    fn rows_that_lack_a_column_are_refused() {
        let fitted = Recipe::new("shares", Learner::Shares).fit(&two_people());
        assert!(fitted.probabilities(&Rows::default()).is_err());
    }
}
