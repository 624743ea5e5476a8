//! What answers once recipes were chosen and fitted: their weighted mean, calibrated, and why.

use std::collections::BTreeMap;

use super::{Fitted, Push, Ranges};
use crate::calibrate::Temperature;
use crate::explain::Way;
use crate::rows::{LacksColumn, Rows};

/// Fitted recipes whose answers are averaged.
pub struct Voters {
    pub(super) classes: usize,
    pub(super) temperature: Temperature,
    /// Each with its number of votes.
    pub(super) fitted: Vec<(Fitted, f32)>,
}

impl std::fmt::Debug for Voters {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Voters").field("classes", &self.classes).field("recipes", &self.fitted.len()).finish()
    }
}

impl Voters {
    /// How many classes there are.
    #[must_use]
    pub fn classes(&self) -> usize {
        self.classes
    }

    /// The columns that are asked for, each once, in the order of their first use.
    #[must_use]
    pub fn columns(&self) -> Vec<String> {
        let mut columns: Vec<String> = Vec::new();
        for name in self.fitted.iter().flat_map(|(fitted, _)| &fitted.names) {
            if !columns.contains(name) {
                columns.push(name.clone());
            }
        }
        columns
    }

    /// Whether it looks at each person's own range, so that it needs to know whose rows are whose.
    #[must_use]
    pub fn looks_at_own_ranges(&self) -> bool {
        self.fitted.iter().any(|(fitted, _)| fitted.ranges != Ranges::AsTheyAre)
    }

    /// What its recipes see of these rows: the columns as they are, against each person's own range, or both, where some see the one and some the other.
    ///
    /// # Errors
    /// When the rows lack a column.
    pub fn seen(&self, rows: &Rows) -> Result<Rows, LacksColumn> {
        let names = self.columns();
        let columns = rows.by_name(&names)?.into_iter().map(<[f32]>::to_vec).collect();
        let rows = Rows { names, columns, person: rows.person.clone(), time: rows.time.clone() };
        let all_are = |ranges: Ranges| self.fitted.iter().all(|(fitted, _)| fitted.ranges == ranges);
        let ranges = [Ranges::AsTheyAre, Ranges::OfThePerson].into_iter().find(|ranges| all_are(*ranges));
        Ok(ranges.unwrap_or(Ranges::Both).seen(&rows))
    }

    /// The calibrated probability of each class for each row: values for the first row, then for the second, and so on.
    ///
    /// # Errors
    /// When the rows lack a column.
    pub fn probabilities(&self, rows: &Rows) -> Result<Vec<f32>, LacksColumn> {
        let mut mean = vec![0.0; rows.len() * self.classes];
        let votes = self.votes();
        for (fitted, own) in &self.fitted {
            let answers = fitted.probabilities(rows)?;
            mean.iter_mut().zip(answers).for_each(|(mean, answer)| *mean += own / votes * answer);
        }
        self.temperature.apply(&mut mean, self.classes);
        Ok(mean)
    }

    /// By how much each column moved the mean answer for one row towards or away from each class, before it was calibrated; in the order of the columns' names.
    ///
    /// # Errors
    /// When the rows lack a column.
    pub fn reasons(&self, rows: &Rows, row: usize, way: Way) -> Result<Vec<Push>, LacksColumn> {
        let mut all: BTreeMap<String, Push> = BTreeMap::new();
        let votes = f64::from(self.votes());
        for (fitted, own) in &self.fitted {
            for one in fitted.pushes(rows, row, way)? {
                let empty = || Push { column: one.column.clone(), value: one.value, push: vec![0.0; self.classes] };
                let sum = all.entry(one.column.clone()).or_insert_with(empty);
                sum.push.iter_mut().zip(&one.push).for_each(|(sum, push)| *sum += f64::from(*own) / votes * push);
            }
        }
        Ok(all.into_values().collect())
    }

    /// The calibrated probability of each class for one row by itself, given as one value for each of [`Voters::columns`], and the push of each column on each
    /// class: `classes` values for the first column, then for the second, and so on. `None` where a recipe needs the person's other rows, or the row is of another
    /// length.
    #[must_use]
    pub fn of_row(&self, row: &[f32], way: Way) -> Option<(Vec<f32>, Vec<f64>)> {
        let mut mean = vec![0.0; self.classes];
        let mut pushes = vec![0.0; self.classes * row.len()];
        let votes = self.votes();
        for (fitted, own) in &self.fitted {
            let (answer, reasons) = fitted.of_row(row, way)?;
            mean.iter_mut().zip(answer).for_each(|(mean, answer)| *mean += own / votes * answer);
            let by = f64::from(own / votes);
            let found = reasons.map(|reasons| reasons.push).unwrap_or_default();
            pushes.iter_mut().zip(found).for_each(|(push, found)| *push += by * found);
        }
        self.temperature.apply(&mut mean, self.classes);
        Some((mean, pushes))
    }

    fn votes(&self) -> f32 {
        self.fitted.iter().map(|(_, votes)| votes).sum()
    }
}
