//! Factors that know what items are about: two towers.
//!
//! ```text
//! person: what he had ──row of best fit──> x          score = x v
//! item:   its words ──linear map W──> home ──drawn by who had it──> v          nobody had it: v = home
//! ```
//!
//! ALS (see [`super::Als`]) whose item rows are drawn to W x in place of 0, W found in each round by ridge regression of the rows on the words. So an item that many had is what they make it, one that nobody
//! had is what its words say. Sources: Wang and Blei 2011, "Collaborative topic modeling for recommending scientific articles", KDD (rows drawn to what the text says); Agarwal and Chen 2009, "Regression-based latent factor models",
//! KDD (a regression in place of topics).

use super::als::Confidences;
use super::answer::strongest;
use super::factors::{Factors, dot};
use super::regression::{apply, improve};
use super::{Als, AlsSettings, AnsweredBy, Because, Ratings, Recommender, Taste, Weighed};
use crate::SplitMix64;
use crate::sparse::SparseRows;

/// How factors and words are learnt together.
#[derive(Clone, Copy, Debug)]
pub struct WordedSettings {
    /// As for factors alone.
    pub als: AlsSettings,
    /// How strongly an item's row is drawn to what its words say; takes the place of `als.shrink` for items.
    pub to_words: f32,
    /// Draws the map to 0, per unit of weight of an item.
    pub ridge: f32,
    /// Steps of conjugate gradients for the map and round.
    pub map_steps: usize,
}

impl Default for WordedSettings {
    /// Chosen on inner splits of citeulike-a (`docs/decisions/0022-recommenders.md`).
    fn default() -> Self {
        Self { als: AlsSettings::default(), to_words: 0.02, ridge: 0.1, map_steps: 4 }
    }
}

/// Learnt towers.
#[derive(Clone, Debug)]
pub struct WordedAls {
    als: Als,
    map: Factors,
    words: SparseRows,
}

impl WordedAls {
    /// Learns from what was had and from the words of each item: one row for each item, in the order of their numbers. Items beyond the last row have no words.
    #[must_use]
    pub fn fit(ratings: &Ratings, words: &SparseRows, settings: &WordedSettings) -> Self {
        let als = settings.als;
        let words = words.select(&(0..ratings.item_count()).collect::<Vec<_>>());
        let weighed = Confidences::of(ratings, &als);
        let weight: Vec<f32> =
            (0..ratings.item_count()).map(|item| f32::from(!ratings.by_item().row(item).0.is_empty())).collect();
        let mut random = SplitMix64::new(als.seed);
        let mut draw =
            |rows: usize| Factors::drawn(rows, als.factors, 0.1 / (als.factors.max(1) as f32).sqrt(), &mut random);
        let (mut people, mut items) = (draw(ratings.people()), draw(ratings.item_count()));
        let mut map = Factors::zeros(words.columns(), als.factors);
        for _ in 0..als.rounds {
            weighed.people(&mut people, &items, &als);
            let home = apply(&map, &words);
            weighed.items(&mut items, &people, Some(&home), settings.to_words, &als);
            improve(&mut map, &words, &weight, &items, settings.ridge, settings.map_steps);
        }
        // What nobody had stands where its words say, by the map as it is in the end.
        let home = apply(&map, &words);
        for item in (0..items.rows()).filter(|item| weight[*item] == 0.0) {
            items.row_mut(item).copy_from_slice(home.row(item));
        }
        Self { als: Als::of(people, items, ratings, &als), map, words }
    }

    /// The row of an item that came later, by its words; to be scored by [`Self::score_of`].
    #[must_use]
    pub fn item_of_words(&self, words: (&[u32], &[f32])) -> Vec<f32> {
        let mut row = SparseRows::new(self.map.rows());
        row.push(words.0.iter().copied().zip(words.1.iter().copied()));
        apply(&self.map, &row).row(0).to_vec()
    }

    /// The score of such an item for a person; `None` when nothing is known of him.
    #[must_use]
    pub fn score_of(&self, taste: &Taste<'_>, item: &[f32]) -> Option<f32> {
        self.als.person(taste).filter(|(row, _)| row.len() == item.len()).map(|(row, _)| dot(&row, item))
    }

    /// The words of an item by their part in what the words say of it, the strongest first.
    #[must_use]
    pub fn because_of_words(&self, taste: &Taste<'_>, item: u32, most: usize) -> Vec<Weighed> {
        let Some((row, _)) = self.als.person(taste) else { return Vec::new() };
        let (places, values) = self.words.row(item as usize);
        let part = |(place, value): (&u32, &f32)| Weighed {
            because: Because::Word(*place),
            part: value * dot(self.map.row(*place as usize), &row),
        };
        strongest(places.iter().zip(values).map(part).collect(), most)
    }
}

impl Recommender for WordedAls {
    fn item_count(&self) -> usize {
        self.als.item_count()
    }

    fn scores(&self, taste: &Taste<'_>) -> (Vec<f32>, AnsweredBy) {
        self.als.scores(taste)
    }

    fn only(&self, item: u32) -> Option<AnsweredBy> {
        (!self.als.popularity().is_met(item as usize)).then_some(AnsweredBy::Words)
    }

    /// What he had, as for factors alone; see also [`Self::because_of_words`].
    fn because(&self, taste: &Taste<'_>, item: u32, most: usize) -> Vec<Weighed> {
        self.als.because(taste, item, most)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::recommend::als::tests::camps;
    use crate::recommend::{HashedWords, top};

    fn model() -> (WordedAls, HashedWords) {
        // Item 24 was had by nobody; its words are those of the second camp.
        let texts: Vec<String> = (0..25)
            .map(|item| format!("{} word{item}", ["river flood", "card fee", "whale song", "fee card"][item / 8]))
            .collect();
        let views = || texts.iter().map(String::as_str);
        let hashed = HashedWords::learn(views(), 1 << 12);
        let als = AlsSettings { factors: 4, ..AlsSettings::default() };
        (WordedAls::fit(&camps(), &hashed.rows(views()), &WordedSettings { als, ..WordedSettings::default() }), hashed)
    }

    #[test]
    fn what_nobody_had_is_found_by_its_words_and_says_so() {
        let (model, hashed) = model();
        let of = |items: &[u32]| {
            let taste = Taste { person: None, items, values: &[1.0; 3] };
            assert!(top(&model, &taste, 25).iter().all(|one| (one.by == AnsweredBy::Words) == (one.item == 24)));
            model.scores(&taste).0[24]
        };
        let (own, others) = (of(&[8, 9, 10]), [of(&[0, 1, 2]), of(&[16, 17, 18])]);
        assert!(others.iter().all(|other| own > 3.0 * other.abs()), "{own} {others:?}");
        let taste = Taste { person: None, items: &[8, 9, 10], values: &[1.0; 3] };
        let reasons = model.because_of_words(&taste, 24, 2);
        let expected = [hashed.place("card"), hashed.place("fee")].map(Because::Word);
        assert!(reasons.len() == 2 && reasons.iter().all(|reason| expected.contains(&reason.because)), "{reasons:?}");
        assert!(model.because(&taste, 11, 3).iter().all(|reason| reason.part > 0.0));
    }

    #[test]
    fn an_item_that_comes_later_is_scored_by_its_words() {
        let (model, hashed) = model();
        let words = hashed.rows(["a new card with a fee", "a song of a whale"]);
        let score = |row: usize, items: &[u32]| {
            model
                .score_of(&Taste { person: None, items, values: &[1.0; 3] }, &model.item_of_words(words.row(row)))
                .unwrap()
        };
        assert!(
            score(0, &[8, 9, 10]) > 2.0 * score(1, &[8, 9, 10]).abs()
                && score(1, &[16, 17, 18]) > score(0, &[16, 17, 18])
        );
        assert_eq!(
            model.score_of(&Taste { person: None, items: &[], values: &[] }, &[0.0; 8]),
            None,
            "nothing is known of him"
        );
    }
}
