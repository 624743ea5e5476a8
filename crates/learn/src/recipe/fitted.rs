//! A learner with what happens to the columns before and to the answers after: to be fitted, and fitted.

use super::{Labelled, Learner, Own, Ranges};
use crate::classifier::{Classifier, views};
use crate::explain::{Reasons, Way};
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
    /// Over which of the rows before the answers are averaged; `None` when each row is answered by itself.
    pub past: Option<Past>,
    /// The learner.
    pub learner: Learner,
}

/// A stretch of rows of one person whose answers are averaged. It looks back only, so it can be used while rows come in.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Past {
    /// How many rows, the row itself among them.
    pub rows: usize,
    /// A stretch ends where the next row of the person is later than by this, in the unit of `time`.
    pub longest_step: f64,
}

/// A fitted model with all that its rows must go through.
pub struct Fitted {
    /// The columns that it was fitted on, in order; rows that lack one are refused.
    pub names: Vec<String>,
    pub(super) ranges: Ranges,
    pub(super) past: Option<Past>,
    pub(super) standard: Option<Standard>,
    pub(super) model: Box<dyn Classifier>,
}

/// By how much one column moved the probabilities of one row.
#[derive(Clone, Debug, PartialEq)]
pub struct Push {
    /// The column as the model sees it.
    pub column: String,
    /// Its value; NaN where it is missing.
    pub value: f32,
    /// For each class.
    pub push: Vec<f64>,
}

impl Recipe {
    /// A recipe that sees values as they are and counts all rows the same.
    #[must_use]
    pub fn new(name: &str, learner: Learner) -> Self {
        Self {
            name: name.to_owned(),
            ranges: Ranges::AsTheyAre,
            is_balanced: false,
            own: Own::AsAny,
            past: None,
            learner,
        }
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

    /// The same with answers that are averaged over rows before.
    #[must_use]
    pub fn averaged_over(self, past: Past) -> Self {
        Self { past: Some(past), ..self }
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
        Fitted { names: data.rows.names.clone(), ranges: self.ranges, past: self.past, standard, model }
    }
}

impl Fitted {
    /// The probability of each class for each row: values for the first row, then for the second, and so on.
    ///
    /// # Errors
    /// When the rows lack a column.
    pub fn probabilities(&self, rows: &Rows) -> Result<Vec<f32>, LacksColumn> {
        let seen = self.seen(rows)?;
        let found = match &self.standard {
            None => self.model.probabilities(&seen.views()),
            Some(standard) => self.model.probabilities(&views(&standard.scaled_and_filled(&seen.views()))),
        };
        Ok(match self.past {
            None => found,
            Some(past) => past.averaged(&found, rows),
        })
    }

    /// By how much each column that the model sees moved the probabilities of one row: name, value, and a push for each class. None when this kind of model
    /// cannot tell. Averages over rows before are passed over.
    ///
    /// # Errors
    /// When the rows lack a column.
    pub fn pushes(&self, rows: &Rows, row: usize, way: Way) -> Result<Vec<Push>, LacksColumn> {
        let seen = self.seen(rows)?;
        let of_row = |columns: &[Vec<f32>]| -> Vec<f32> {
            columns.iter().map(|column| column.get(row).copied().unwrap_or(f32::NAN)).collect()
        };
        let value = of_row(&seen.columns);
        let asked = match &self.standard {
            None => value.clone(),
            Some(standard) => {
                let one: Vec<&[f32]> = value.iter().map(std::slice::from_ref).collect();
                standard.scaled_and_filled(&one).into_iter().flatten().collect()
            }
        };
        let Some(reasons) = self.model.reasons(&asked, way) else { return Ok(Vec::new()) };
        let each = reasons.push.chunks_exact(reasons.base.len().max(1));
        let named = seen.names.into_iter().zip(value).zip(each);
        Ok(named.map(|((column, value), push)| Push { column, value, push: push.to_vec() }).collect())
    }

    /// The answer for one row by itself, and what moved it; `None` where other rows are needed, too.
    pub(super) fn of_row(&self, row: &[f32], way: Way) -> Option<(Vec<f32>, Option<Reasons>)> {
        if self.ranges != Ranges::AsTheyAre || self.past.is_some() || row.len() != self.names.len() {
            return None;
        }
        let scaled = self.standard.as_ref().map(|standard| {
            let one: Vec<&[f32]> = row.iter().map(std::slice::from_ref).collect();
            standard.scaled_and_filled(&one).into_iter().flatten().collect::<Vec<f32>>()
        });
        let asked = scaled.as_deref().unwrap_or(row);
        let one: Vec<&[f32]> = asked.iter().map(std::slice::from_ref).collect();
        Some((self.model.probabilities(&one), self.model.reasons(asked, way)))
    }

    /// The columns as the model sees them before they are scaled.
    fn seen(&self, rows: &Rows) -> Result<Rows, LacksColumn> {
        let columns = rows.by_name(&self.names)?.into_iter().map(<[f32]>::to_vec).collect();
        Ok(self.ranges.seen(&Rows {
            names: self.names.clone(),
            columns,
            person: rows.person.clone(),
            time: rows.time.clone(),
        }))
    }
}

impl Past {
    /// The answers of each row averaged with those before; rows may stand in any order. Their person and time alone are looked at.
    #[must_use]
    pub fn averaged(self, answers: &[f32], rows: &Rows) -> Vec<f32> {
        let width = answers.len() / rows.len().max(1);
        let mut order: Vec<usize> = (0..rows.len()).collect();
        order.sort_by(|one, other| {
            rows.person[*one].cmp(&rows.person[*other]).then(rows.time[*one].total_cmp(&rows.time[*other]))
        });
        let is_next = |one: usize, other: usize| {
            rows.person[one] == rows.person[other] && rows.time[other] - rows.time[one] <= self.longest_step
        };
        let mut averaged = vec![0.0; answers.len()];
        for stretch in order.chunk_by(|one, other| is_next(*one, *other)) {
            for (place, row) in stretch.iter().enumerate() {
                let past = &stretch[(place + 1).saturating_sub(self.rows.max(1))..=place];
                #[expect(clippy::cast_precision_loss, reason = "a count of rows")]
                let by = 1.0 / past.len() as f32;
                let own = &mut averaged[row * width..(row + 1) * width];
                for other in past {
                    own.iter_mut().zip(&answers[other * width..]).for_each(|(own, other)| *own += other * by);
                }
            }
        }
        averaged
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
    fn answers_are_averaged_over_rows_before_within_one_stretch_of_one_person() {
        let past = Past { rows: 2, longest_step: 1.0 };
        let rows = Rows { person: vec![0, 0, 0, 0, 1], time: vec![1.0, 0.0, 2.0, 9.0, 9.5], ..Rows::default() };
        let answers = [0.2, 0.8, 0.4, 0.6, 0.6, 0.4, 1.0, 0.0, 0.0, 1.0];
        let averaged = past.averaged(&answers, &rows);
        let expected = [0.3, 0.7, 0.4, 0.6, 0.4, 0.6, 1.0, 0.0, 0.0, 1.0];
        assert!(averaged.iter().zip(expected).all(|(is, meant)| (is - meant).abs() < 1e-6), "{averaged:?}");
    }

    #[test]
    fn rows_that_lack_a_column_are_refused() {
        let fitted = Recipe::new("shares", Learner::Shares).fit(&two_people());
        assert!(fitted.probabilities(&Rows::default()).is_err());
    }
}
