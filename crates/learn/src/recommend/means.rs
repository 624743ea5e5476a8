//! What value would this person give, if only his own habit and the item's fame counted?
//!
//! ```text
//! value = m + b_person + b_item
//! b_item   = sum over its people of (value - m - b_person) / (people + 10)
//! b_person = sum over his items  of (value - m - b_item)   / (items + 15)      ten times in turn
//! ```
//!
//! Source: Koren 2010, "Factor in the neighbors", TKDD 4(1), section 2.1; the two numbers and the ten rounds are Surprise's.

use super::{AnsweredBy, Predicted, Ratings, Recommender, Taste, Weighed};
use crate::sparse::SparseRows;

/// How strongly few values are drawn to the mean.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct MeansSettings {
    /// Added to the count of a person's values.
    pub person_shrink: f32,
    /// Added to the count of an item's values.
    pub item_shrink: f32,
    /// Rounds in turn.
    pub rounds: usize,
}

impl Default for MeansSettings {
    fn default() -> Self {
        Self { person_shrink: 15.0, item_shrink: 10.0, rounds: 10 }
    }
}

/// The mean, and how far each person and item lies off it.
#[derive(Clone, Debug, PartialEq)]
pub struct Means {
    mean: f32,
    person: Vec<f32>,
    item: Vec<f32>,
    is_met: Vec<bool>,
    settings: MeansSettings,
}

impl Means {
    /// Learns.
    #[must_use]
    pub fn fit(ratings: &Ratings, settings: MeansSettings) -> Self {
        let mut means = Self {
            mean: ratings.mean(),
            person: vec![0.0; ratings.people()],
            item: vec![0.0; ratings.item_count()],
            is_met: (0..ratings.item_count()).map(|item| !ratings.by_item().row(item).0.is_empty()).collect(),
            settings,
        };
        for _ in 0..settings.rounds.max(1) {
            means.item = shrunk(ratings.by_item(), means.mean, &means.person, settings.item_shrink);
            means.person = shrunk(ratings.by_person(), means.mean, &means.item, settings.person_shrink);
        }
        means
    }

    /// The mean of all.
    #[must_use]
    pub fn mean(&self) -> f32 {
        self.mean
    }

    /// How far a person lies off: known from before or found from what he had.
    #[must_use]
    pub fn person(&self, taste: &Taste<'_>) -> Option<f32> {
        if let Some(own) = taste.person.and_then(|person| self.person.get(person as usize)) {
            return (!taste.items.is_empty() || *own != 0.0).then_some(*own);
        }
        let (sum, count) = taste
            .known(self.item.len())
            .fold((0.0, 0.0), |(sum, count), (item, value)| (sum + value - self.mean - self.item[item], count + 1.0));
        (count > 0.0).then(|| sum / (count + self.settings.person_shrink))
    }

    /// The value that he would give.
    #[must_use]
    pub fn predict(&self, taste: &Taste<'_>, item: u32) -> Predicted {
        let item = self.item.get(item as usize).filter(|_| self.is_met[item as usize]);
        let person = self.person(taste);
        let by = match (person, item) {
            (Some(_), Some(_)) if taste.person.is_some() => AnsweredBy::Model,
            (Some(_), Some(_)) => AnsweredBy::History,
            (Some(_), None) => AnsweredBy::Person,
            (None, Some(_)) => AnsweredBy::Item,
            (None, None) => AnsweredBy::Mean,
        };
        Predicted { value: self.mean + person.unwrap_or(0.0) + item.copied().unwrap_or(0.0), by }
    }

    /// All values less what is usual for person and item.
    pub(super) fn rest(&self, ratings: &Ratings) -> Ratings {
        let cells: Vec<(u32, u32, f32)> = ratings
            .cells()
            .map(|(person, item, value)| {
                (person, item, value - self.mean - self.person[person as usize] - self.item[item as usize])
            })
            .collect();
        Ratings::new(ratings.people(), ratings.item_count(), &cells).unwrap_or_else(|_| ratings.clone())
    }
}

impl Recommender for Means {
    fn item_count(&self) -> usize {
        self.item.len()
    }

    fn scores(&self, _: &Taste<'_>) -> (Vec<f32>, AnsweredBy) {
        (self.item.clone(), AnsweredBy::Item)
    }

    /// None: that it is liked is the whole reason.
    fn because(&self, _: &Taste<'_>, _: u32, _: usize) -> Vec<Weighed> {
        Vec::new()
    }
}

fn shrunk(rows: &SparseRows, mean: f32, other: &[f32], shrink: f32) -> Vec<f32> {
    let own = |row: usize| {
        let (places, values) = rows.row(row);
        let sum: f32 = places.iter().zip(values).map(|(place, value)| value - mean - other[*place as usize]).sum();
        if places.is_empty() { 0.0 } else { sum / (places.len() as f32 + shrink) }
    };
    (0..rows.len()).map(own).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn model() -> Means {
        // Person 0 gives one more than person 1, item 1 gets two more than item 0; nobody had item 2, and person 2 had nothing.
        let cells = [(0, 0, 2.0), (0, 1, 4.0), (1, 0, 1.0), (1, 1, 3.0)];
        let settings = MeansSettings { person_shrink: 0.0, item_shrink: 0.0, rounds: 10 };
        Means::fit(&Ratings::new(3, 3, &cells).unwrap(), settings)
    }

    #[test]
    fn habits_and_fame_add_up() {
        let taste = |person| Taste { person: Some(person), items: &[0, 1], values: &[0.0, 0.0] };
        let found = model().predict(&taste(0), 1);
        assert!((found.value - 4.0).abs() < 1e-5 && found.by == AnsweredBy::Model, "{found:?}");
        assert!((model().predict(&taste(1), 0).value - 1.0).abs() < 1e-5);
    }

    #[test]
    fn who_or_what_is_new_is_told() {
        let nobody = Taste { person: None, items: &[], values: &[] };
        let new = Taste { person: None, items: &[0], values: &[3.5] };
        let found = model().predict(&nobody, 1);
        assert!((found.value - 3.5).abs() < 1e-5 && found.by == AnsweredBy::Item);
        assert_eq!(model().predict(&nobody, 2), Predicted { value: 2.5, by: AnsweredBy::Mean });
        let found = model().predict(&new, 1);
        assert!((found.value - 5.5).abs() < 1e-5 && found.by == AnsweredBy::History, "two more than others");
        assert_eq!(model().predict(&new, 99).by, AnsweredBy::Person);
        assert_eq!(model().predict(&Taste { person: Some(2), items: &[], values: &[] }, 2).by, AnsweredBy::Mean);
    }
}
