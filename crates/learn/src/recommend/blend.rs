//! Several models that agree are more often right than one.
//!
//! ```text
//! score = sum over models of weight (score - mean) / deviation        mean and deviation over all items, person by person
//! ```

use super::{AnsweredBy, Recommender, Taste, Weighed};
use crate::Moments;

/// Models, each with its weight.
pub struct Blend<'a> {
    parts: Vec<(&'a dyn Recommender, f32)>,
}

impl<'a> Blend<'a> {
    /// Models over the same items; the items of the first count.
    #[must_use]
    pub fn new(parts: Vec<(&'a dyn Recommender, f32)>) -> Self {
        Self { parts }
    }
}

/// Scores made free of their mean and of their spread; zeros where all are the same.
#[must_use]
pub fn standardised(scores: &[f32]) -> Vec<f32> {
    let moments: Moments = scores.iter().filter(|score| score.is_finite()).map(|score| f64::from(*score)).collect();
    let mean = moments.mean().unwrap_or(0.0);
    let deviation = moments.variance().map_or(0.0, f64::sqrt);
    let one = |score: &f32| if deviation > 0.0 { ((f64::from(*score) - mean) / deviation) as f32 } else { 0.0 };
    scores.iter().map(one).collect()
}

impl Recommender for Blend<'_> {
    fn item_count(&self) -> usize {
        self.parts.first().map_or(0, |(model, _)| model.item_count())
    }

    /// Answered by whatever the heaviest model answers by.
    fn scores(&self, taste: &Taste<'_>) -> (Vec<f32>, AnsweredBy) {
        let mut sum = vec![0.0; self.item_count()];
        let (mut by, mut heaviest) = (AnsweredBy::Popularity, f32::NEG_INFINITY);
        for (model, weight) in self.parts.iter().filter(|(_, weight)| *weight != 0.0) {
            let (scores, own) = model.scores(taste);
            sum.iter_mut().zip(standardised(&scores)).for_each(|(sum, score)| *sum += weight * score);
            if *weight > heaviest {
                (by, heaviest) = (own, *weight);
            }
        }
        (sum, by)
    }

    /// The reasons of the heaviest model that has any.
    fn because(&self, taste: &Taste<'_>, item: u32, most: usize) -> Vec<Weighed> {
        let mut parts: Vec<&(&dyn Recommender, f32)> = self.parts.iter().filter(|(_, weight)| *weight > 0.0).collect();
        parts.sort_by(|one, other| other.1.total_cmp(&one.1));
        parts
            .into_iter()
            .map(|(model, _)| model.because(taste, item, most))
            .find(|reasons| !reasons.is_empty())
            .unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::recommend::als::tests::camps;
    use crate::recommend::{ItemNeighbours, NeighbourSettings, Popularity, top};

    #[test]
    fn weights_say_whose_order_it_is_and_reasons_come_from_who_has_some() {
        let ratings = camps();
        let (popular, near) = (Popularity::fit(&ratings), ItemNeighbours::fit(&ratings, NeighbourSettings::default()));
        let taste = Taste { person: None, items: &[8, 9], values: &[1.0, 1.0] };
        let order = |of_popular: f32, of_near: f32| {
            let blend = Blend::new(vec![(&popular, of_popular), (&near, of_near)]);
            assert!(!blend.because(&taste, 10, 2).is_empty() || of_near == 0.0);
            top(&blend, &taste, 23).into_iter().map(|one| one.item).collect::<Vec<_>>()
        };
        assert_eq!(order(1.0, 0.0), top(&popular, &taste, 23).into_iter().map(|one| one.item).collect::<Vec<_>>());
        assert!(order(0.5, 2.0)[..5].iter().all(|item| item / 8 == 1));
        assert_eq!(standardised(&[2.0, 2.0]), [0.0, 0.0]);
        assert!(Blend::new(Vec::new()).scores(&taste).0.is_empty());
    }
}
