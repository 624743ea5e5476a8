//! What did most people have?

use super::{AnsweredBy, Ratings, Recommender, Taste, Weighed};

/// How many people had each item.
#[derive(Clone, Debug, PartialEq)]
pub struct Popularity {
    had: Vec<f32>,
}

impl Popularity {
    /// Counts.
    #[must_use]
    pub fn fit(ratings: &Ratings) -> Self {
        Self { had: (0..ratings.item_count()).map(|item| ratings.by_item().row(item).0.len() as f32).collect() }
    }

    /// How many people had each item.
    pub(super) fn counts(&self) -> &[f32] {
        &self.had
    }

    /// Whether anybody had it.
    pub(super) fn is_met(&self, item: usize) -> bool {
        self.had.get(item).is_some_and(|count| *count > 0.0)
    }
}

impl Recommender for Popularity {
    fn item_count(&self) -> usize {
        self.had.len()
    }

    fn scores(&self, _: &Taste<'_>) -> (Vec<f32>, AnsweredBy) {
        (self.had.clone(), AnsweredBy::Popularity)
    }

    /// None: that many had it is the whole reason.
    fn because(&self, _: &Taste<'_>, _: u32, _: usize) -> Vec<Weighed> {
        Vec::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::recommend::top;

    #[test]
    fn what_most_had_comes_first_whoever_asks() {
        let ratings = Ratings::new(3, 3, &[(0, 2, 1.0), (1, 2, 5.0), (2, 1, 5.0)]).unwrap();
        let model = Popularity::fit(&ratings);
        let found = top(&model, &Taste { person: None, items: &[], values: &[] }, 2);
        assert_eq!(found.iter().map(|one| (one.item, one.score)).collect::<Vec<_>>(), [(2, 2.0), (1, 1.0)]);
        assert!(found.iter().all(|one| one.by == AnsweredBy::Popularity));
    }
}
