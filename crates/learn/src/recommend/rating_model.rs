//! What value would this person give, by how his taste and the item's make-up fit?
//!
//! ```text
//! value = m + b_person + b_item + q_item (p_person + |N|^(-1/2) sum of y_j over N, what he had)
//! ```
//!
//! Source: Koren 2008, "Factorization meets the neighborhood", KDD, equations 5 and 15. Without the last sum it is biased SVD. Somebody new gets the `b` and `p`
//! that fit what he had best, all else held: ridge regression with the strictness that the model was learnt with.

use super::answer::strongest;
use super::factors::{Factors, add, dot, products};
use super::{AnsweredBy, Because, Predicted, Ratings, Recommender, Taste, Weighed};
use crate::cholesky;

/// A learnt model of values.
#[derive(Clone, Debug, PartialEq)]
pub struct SvdModel {
    pub(super) mean: f32,
    pub(super) range: (f32, f32),
    pub(super) person_bias: Vec<f32>,
    pub(super) item_bias: Vec<f32>,
    /// Of each person, with what he had added where the model has `implied`.
    pub(super) people: Factors,
    pub(super) items: Factors,
    /// What having an item tells of a person; `None` for plain SVD.
    pub(super) implied: Option<Factors>,
    /// Whether anything was known of a person, of an item.
    pub(super) is_met: (Vec<bool>, Vec<bool>),
    pub(super) shrink: f32,
}

/// A person as the model sees him, to be asked about many items.
#[derive(Clone, Debug, PartialEq)]
pub struct Giver {
    bias: f32,
    row: Vec<f32>,
    /// `None` when nothing is known of him.
    by: Option<AnsweredBy>,
}

impl SvdModel {
    pub(super) fn empty(ratings: &Ratings, people: Factors, items: Factors, shrink: f32) -> Self {
        let is_met = |rows: &crate::SparseRows| (0..rows.len()).map(|row| !rows.row(row).0.is_empty()).collect();
        Self {
            mean: ratings.mean(),
            range: ratings.range().unwrap_or((0.0, 0.0)),
            person_bias: vec![0.0; ratings.people()],
            item_bias: vec![0.0; ratings.item_count()],
            people,
            items,
            implied: None,
            is_met: (is_met(ratings.by_person()), is_met(ratings.by_item())),
            shrink,
        }
    }

    /// A person: as learnt, or found anew from what he had.
    #[must_use]
    pub fn giver(&self, taste: &Taste<'_>) -> Giver {
        let known = taste.person.map(|person| person as usize);
        if let Some(person) = known.filter(|person| self.is_met.0.get(*person) == Some(&true)) {
            let row = self.people.row(person).to_vec();
            return Giver { bias: self.person_bias[person], row, by: Some(AnsweredBy::Model) };
        }
        self.fold_in(taste)
    }

    fn fold_in(&self, taste: &Taste<'_>) -> Giver {
        let had: Vec<(usize, f32)> = taste.known(self.items.rows()).filter(|(item, _)| self.is_met.1[*item]).collect();
        let implied = self.implied_row(&had);
        if had.is_empty() {
            return Giver { bias: 0.0, row: implied, by: None };
        }
        // The last place is that of the bias.
        let count = self.items.width() + 1;
        let mut left = vec![0.0_f64; count * count];
        let mut right = vec![0.0_f64; count];
        for (item, value) in &had {
            let factors = self.items.row(*item);
            let rest = f64::from(value - self.mean - self.item_bias[*item] - dot(factors, &implied));
            let at = |place: usize| if place + 1 == count { 1.0 } else { f64::from(factors[place]) };
            for row in 0..count {
                right[row] += rest * at(row);
                (0..=row).for_each(|column| left[row * count + column] += at(row) * at(column));
            }
        }
        (0..count).for_each(|row| left[row * count + row] += f64::from(self.shrink) * had.len() as f64);
        cholesky::factor(&mut left, count);
        cholesky::solve(&left, &mut right);
        let bias = right.pop().unwrap_or(0.0) as f32;
        let mut row = implied;
        row.iter_mut().zip(right).for_each(|(value, own)| *value += own as f32);
        Giver { bias, row, by: Some(AnsweredBy::History) }
    }

    /// What having these items tells.
    fn implied_row(&self, had: &[(usize, f32)]) -> Vec<f32> {
        let mut row = vec![0.0; self.items.step()];
        if let Some(implied) = &self.implied {
            let scale = 1.0 / (had.len().max(1) as f32).sqrt();
            had.iter().for_each(|(item, _)| add(&mut row, scale, implied.row(*item)));
        }
        row
    }

    /// The value that a person would give, within the range that was met.
    #[must_use]
    pub fn predict(&self, giver: &Giver, item: u32) -> Predicted {
        let item = item as usize;
        let is_met = self.is_met.1.get(item) == Some(&true);
        let mut value = self.mean + giver.bias;
        if is_met {
            value += self.item_bias[item] + dot(self.items.row(item), &giver.row);
        }
        let by = match (giver.by, is_met) {
            (Some(by), true) => by,
            (Some(_), false) => AnsweredBy::Person,
            (None, true) => AnsweredBy::Item,
            (None, false) => AnsweredBy::Mean,
        };
        Predicted { value: value.clamp(self.range.0, self.range.1), by }
    }

    /// The root of the mean squared error over known values, each predicted; `None` without values.
    #[must_use]
    pub fn rmse(&self, ratings: &Ratings) -> Option<f64> {
        let mut sum = 0.0;
        for person in 0..ratings.people() {
            let giver = self.giver(&Taste { person: Some(person as u32), items: &[], values: &[] });
            let (items, values) = ratings.by_person().row(person);
            for (item, value) in items.iter().zip(values) {
                sum += f64::from(self.predict(&giver, *item).value - value).powi(2);
            }
        }
        (!ratings.is_empty()).then(|| (sum / ratings.len() as f64).sqrt())
    }
}

impl Recommender for SvdModel {
    fn item_count(&self) -> usize {
        self.items.rows()
    }

    fn scores(&self, taste: &Taste<'_>) -> (Vec<f32>, AnsweredBy) {
        let giver = self.giver(taste);
        let mut scores = products(&self.items, &giver.row);
        scores.iter_mut().zip(&self.item_bias).for_each(|(score, bias)| *score += bias);
        (scores, giver.by.unwrap_or(AnsweredBy::Item))
    }

    /// What the person had and liked more than usual, where it is made up like the item: the cosine of both, times how far the value was above the usual.
    fn because(&self, taste: &Taste<'_>, item: u32, most: usize) -> Vec<Weighed> {
        if item as usize >= self.items.rows() {
            return Vec::new();
        }
        let target = self.items.row(item as usize);
        let length = |row: &[f32]| dot(row, row).sqrt().max(f32::MIN_POSITIVE);
        let giver = self.giver(taste);
        let part = |(own, value): (usize, f32)| {
            let factors = self.items.row(own);
            let above = value - self.mean - giver.bias - self.item_bias[own];
            let part = above * dot(factors, target) / (length(factors) * length(target));
            Weighed { because: Because::HadItem(own as u32), part }
        };
        strongest(taste.known(self.items.rows()).map(part).collect(), most)
    }
}
