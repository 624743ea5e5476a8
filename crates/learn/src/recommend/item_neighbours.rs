//! Which items are had by the same people as those that this person had?
//!
//! ```text
//! score(i) = sum over what he had, j, of likeness(i, j) value(j)          i among the nearest of j
//! value(i) = usual(i) + sum likeness(i, j) (value(j) - usual(j)) / sum likeness(i, j)
//! ```
//!
//! Source: Sarwar, Karypis, Konstan and Riedl 2001, "Item-based collaborative filtering recommendation algorithms"; Deshpande and Karypis 2004 (order).

use super::answer::strongest;
use super::likeness::Alike;
use super::{
    AnsweredBy, Because, Likeness, Means, MeansSettings, NeighbourSettings, Popularity, Predicted, Ratings,
    Recommender, Taste, Weighed,
};
use crate::sparse::SparseRows;

/// For each item the most alike ones.
#[derive(Clone, Debug, PartialEq)]
pub struct ItemNeighbours {
    near: SparseRows,
    means: Means,
    popularity: Popularity,
    for_value: usize,
}

impl ItemNeighbours {
    /// Looks for the neighbours of each item.
    #[must_use]
    pub fn fit(ratings: &Ratings, settings: NeighbourSettings) -> Self {
        let means = Means::fit(ratings, MeansSettings::default());
        let rest = (settings.likeness == Likeness::PearsonBaseline).then(|| means.rest(ratings));
        let values = rest.as_ref().unwrap_or(ratings);
        let alike = Alike::new(values.by_item(), values.by_person(), settings);
        let mut near = SparseRows::new(ratings.item_count());
        for item in 0..ratings.item_count() {
            let (people, own) = values.by_item().row(item);
            let own = people.iter().zip(own).map(|(person, value)| (*person as usize, *value));
            let mut nearest = alike.nearest(own, Some(item));
            nearest.sort_unstable_by_key(|one| one.0);
            near.push(nearest);
        }
        Self { near, means, popularity: Popularity::fit(ratings), for_value: settings.for_value }
    }

    /// The items most alike, in the order of their numbers, with their likeness.
    #[must_use]
    pub fn near(&self, item: u32) -> (&[u32], &[f32]) {
        self.near.row(item as usize)
    }

    /// The value that he would give.
    #[must_use]
    pub fn predict(&self, taste: &Taste<'_>, item: u32) -> Predicted {
        let usual = self.means.predict(taste, item);
        let (near, likeness) = self.near(item);
        let mut said: Vec<(f32, f32)> = taste
            .known(self.item_count())
            .filter_map(|(own, value)| {
                let place = near.binary_search(&(own as u32)).ok()?;
                Some((likeness[place], value - self.means.predict(taste, own as u32).value))
            })
            .collect();
        said.sort_by(|one, other| other.0.total_cmp(&one.0));
        said.truncate(self.for_value);
        let sum: f32 = said.iter().map(|(likeness, value)| likeness * value).sum();
        let weight: f32 = said.iter().map(|(likeness, _)| likeness).sum();
        if weight > 0.0 { Predicted { value: usual.value + sum / weight, ..usual } } else { usual }
    }
}

impl Recommender for ItemNeighbours {
    fn item_count(&self) -> usize {
        self.near.len()
    }

    fn scores(&self, taste: &Taste<'_>) -> (Vec<f32>, AnsweredBy) {
        let mut scores = vec![0.0; self.item_count()];
        let mut is_any = false;
        for (item, value) in taste.known(self.item_count()) {
            let (near, likeness) = self.near.row(item);
            is_any |= !near.is_empty();
            near.iter().zip(likeness).for_each(|(other, likeness)| scores[*other as usize] += likeness * value);
        }
        if is_any { (scores, AnsweredBy::History) } else { (self.popularity.counts().to_vec(), AnsweredBy::Popularity) }
    }

    fn because(&self, taste: &Taste<'_>, item: u32, most: usize) -> Vec<Weighed> {
        let part = |(own, value): (usize, f32)| {
            let (near, likeness) = self.near.row(own);
            let place = near.binary_search(&item).ok()?;
            Some(Weighed { because: Because::HadItem(own as u32), part: likeness[place] * value })
        };
        strongest(taste.known(self.item_count()).filter_map(part).collect(), most)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::recommend::top;

    fn model(likeness: Likeness) -> ItemNeighbours {
        // Items 0 and 1 go together, 2 and 3 as well; nobody had item 4.
        let cells: Vec<(u32, u32, f32)> = (0..6)
            .flat_map(|person| {
                let (first, value) = (person % 2 * 2, 1.0 + person as f32 % 3.0 * 2.0);
                [(person, first, value), (person, first + 1, value)]
            })
            .collect();
        ItemNeighbours::fit(
            &Ratings::new(6, 5, &cells).unwrap(),
            NeighbourSettings { likeness, shrink: 1.0, most: 3, ..NeighbourSettings::default() },
        )
    }

    #[test]
    fn what_goes_together_is_put_forward_because_of_what_was_had() {
        let taste = Taste { person: None, items: &[2], values: &[5.0] };
        for likeness in [Likeness::Cosine, Likeness::PearsonBaseline] {
            let model = model(likeness);
            let found = top(&model, &taste, 1);
            assert_eq!((found[0].item, found[0].by), (3, AnsweredBy::History), "{likeness:?}");
            let reasons = model.because(&taste, 3, 5);
            assert_eq!(reasons, [Weighed { because: Because::HadItem(2), part: found[0].score }]);
            assert!(model.predict(&taste, 3).value > model.predict(&Taste { values: &[1.0], ..taste }, 3).value);
        }
    }

    #[test]
    fn what_nobody_knows_is_answered_by_popularity() {
        let found = top(&model(Likeness::Cosine), &Taste { person: None, items: &[4, 77], values: &[5.0, 1.0] }, 2);
        assert!(found.iter().all(|one| one.by == AnsweredBy::Popularity));
    }
}
