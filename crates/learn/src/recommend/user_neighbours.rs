//! What did people like this one have?
//!
//! ```text
//! score(i) = sum over the nearest people v who had i of likeness(v) value(v, i)
//! value(i) = usual(i) + sum likeness(v) (value(v, i) - usual(v, i)) / sum likeness(v)
//! ```
//!
//! Source: Herlocker, Konstan, Borchers and Riedl 1999, "An algorithmic framework for performing collaborative filtering"; usual values after Koren 2010.

use super::answer::strongest;
use super::likeness::Alike;
use super::{
    AnsweredBy, Because, Likeness, Means, MeansSettings, NeighbourSettings, Popularity, Predicted, Ratings,
    Recommender, Taste, Weighed,
};

/// People and what they had.
#[derive(Clone, Debug, PartialEq)]
pub struct UserNeighbours {
    ratings: Ratings,
    rest: Ratings,
    means: Means,
    popularity: Popularity,
    settings: NeighbourSettings,
}

impl UserNeighbours {
    /// Remembers the values; neighbours are looked for when they are asked for.
    #[must_use]
    pub fn fit(ratings: &Ratings, settings: NeighbourSettings) -> Self {
        let means = Means::fit(ratings, MeansSettings::default());
        let rest = means.rest(ratings);
        Self { ratings: ratings.clone(), rest, means, popularity: Popularity::fit(ratings), settings }
    }

    /// The people most like this one, the nearest first, with their likeness.
    #[must_use]
    pub fn neighbours(&self, taste: &Taste<'_>) -> Vec<(u32, f32)> {
        let skip = taste.person.map(|person| person as usize);
        let known = taste.known(self.item_count());
        match self.settings.likeness {
            Likeness::Cosine => {
                Alike::new(self.ratings.by_person(), self.ratings.by_item(), self.settings).nearest(known, skip)
            }
            Likeness::PearsonBaseline => {
                let unusual = known.map(|(item, value)| (item, value - self.means.predict(taste, item as u32).value));
                Alike::new(self.rest.by_person(), self.rest.by_item(), self.settings).nearest(unusual, skip)
            }
        }
    }

    /// The value that he would give, by these neighbours, the nearest first.
    #[must_use]
    pub fn predict(&self, taste: &Taste<'_>, neighbours: &[(u32, f32)], item: u32) -> Predicted {
        let usual = self.means.predict(taste, item);
        let said = |(person, likeness): &(u32, f32)| {
            let (items, values) = self.rest.by_person().row(*person as usize);
            items.binary_search(&item).ok().map(|place| (*likeness, values[place]))
        };
        let (mut sum, mut weight) = (0.0, 0.0);
        for (likeness, value) in neighbours.iter().filter_map(said).take(self.settings.for_value) {
            sum += likeness * value;
            weight += likeness;
        }
        if weight > 0.0 { Predicted { value: usual.value + sum / weight, ..usual } } else { usual }
    }
}

impl Recommender for UserNeighbours {
    fn item_count(&self) -> usize {
        self.ratings.item_count()
    }

    fn scores(&self, taste: &Taste<'_>) -> (Vec<f32>, AnsweredBy) {
        let neighbours = self.neighbours(taste);
        if neighbours.is_empty() {
            return (self.popularity.counts().to_vec(), AnsweredBy::Popularity);
        }
        let mut scores = vec![0.0; self.item_count()];
        for (person, likeness) in neighbours {
            let (items, values) = self.ratings.by_person().row(person as usize);
            items.iter().zip(values).for_each(|(item, value)| scores[*item as usize] += likeness * value);
        }
        (scores, if taste.person.is_some() { AnsweredBy::Model } else { AnsweredBy::History })
    }

    fn because(&self, taste: &Taste<'_>, item: u32, most: usize) -> Vec<Weighed> {
        let part = |(person, likeness): (u32, f32)| {
            let (items, values) = self.ratings.by_person().row(person as usize);
            let place = items.binary_search(&item).ok()?;
            Some(Weighed { because: Because::LikePerson(person), part: likeness * values[place] })
        };
        strongest(self.neighbours(taste).into_iter().filter_map(part).collect(), most)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::recommend::top;

    fn model(likeness: Likeness) -> UserNeighbours {
        // Two camps: even people have items 0 to 2, odd ones 3 to 5.
        let cells: Vec<(u32, u32, f32)> = (0..6)
            .flat_map(|person| (0..3).map(move |item| (person, person % 2 * 3 + item, 3.0 + item as f32)))
            .collect();
        UserNeighbours::fit(
            &Ratings::new(6, 7, &cells).unwrap(),
            NeighbourSettings { likeness, shrink: 1.0, most: 3, ..NeighbourSettings::default() },
        )
    }

    #[test]
    fn a_new_person_is_given_what_his_camp_has_with_those_who_are_like_him() {
        let taste = Taste { person: None, items: &[3, 5], values: &[3.0, 5.0] };
        for likeness in [Likeness::Cosine, Likeness::PearsonBaseline] {
            let model = model(likeness);
            let found = top(&model, &taste, 1);
            assert_eq!((found[0].item, found[0].by), (4, AnsweredBy::History), "{likeness:?}");
            let reasons = model.because(&taste, 4, 9);
            assert!(
                reasons.len() == 3
                    && reasons.iter().all(|reason| matches!(reason.because, Because::LikePerson(1 | 3 | 5)))
            );
            let sum: f32 = reasons.iter().map(|reason| reason.part).sum();
            assert!((sum - found[0].score).abs() < 1e-5, "the reasons are the whole score");
        }
    }

    #[test]
    fn a_person_is_no_neighbour_of_himself_and_nothing_known_is_answered_by_popularity() {
        let model = model(Likeness::Cosine);
        let own = Taste { person: Some(0), items: &[0, 1, 2], values: &[3.0, 4.0, 5.0] };
        assert_eq!(model.neighbours(&own).iter().map(|one| one.0).collect::<Vec<_>>(), [2, 4]);
        assert_eq!(top(&model, &Taste { person: None, items: &[], values: &[] }, 1)[0].by, AnsweredBy::Popularity);
        let predicted = model.predict(&own, &model.neighbours(&own), 2);
        assert!((predicted.value - 5.0).abs() < 1.0, "{predicted:?}");
    }
}
