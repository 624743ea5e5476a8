//! Factors of people and items from what was had alone: each side in turn is found exactly while the other is held.
//!
//! ```text
//! smallest sum over all people u and items i of c (p - x_u y_i)^2 + strictness of each row times its squared length
//! p = 1 where u had i, else 0        c = 1 + confidence value where u had i, else 1
//! strictness of a row = shrink (sum of its c - 1 + rows of the other side)^by_count
//! ```
//!
//! Source: Hu, Koren and Volinsky 2008, "Collaborative filtering for implicit feedback datasets", ICDM, whose strictness is `shrink` (`by_count` 0), and section 5 for the reasons. Strictness by count:
//! Rendle, Krichene, Zhang and Koren 2022, "Revisiting the performance of iALS on item recommendation benchmarks", RecSys, section 3.

use super::als_row::{Exact, Half, gram};
use super::answer::strongest;
use super::factors::{Factors, add, dot, products};
use super::{AnsweredBy, Because, Popularity, Ratings, Recommender, Taste, Threads, Weighed};
use crate::SplitMix64;
use crate::sparse::SparseRows;

/// How factors are learnt.
#[derive(Clone, Copy, Debug)]
pub struct AlsSettings {
    /// Numbers for each person and item.
    pub factors: usize,
    /// How often both sides are found in turn.
    pub rounds: usize,
    /// How much more a value of 1 weighs than what was not had (Hu's alpha).
    pub confidence: f32,
    /// Draws rows to 0.
    pub shrink: f32,
    /// How far strictness grows with what a row had: 0 not at all, 1 in proportion.
    pub by_count: f32,
    /// Steps of conjugate gradients for a row and round.
    pub steps: usize,
    /// Where chance begins.
    pub seed: u64,
    /// Who works; what is learnt does not depend on it.
    pub threads: Threads,
}

impl Default for AlsSettings {
    /// 64 factors, 15 rounds and three steps as in PyPI `implicit`; confidence and strictness lie where both sets of `score recommend` were good.
    fn default() -> Self {
        Self {
            factors: 64,
            rounds: 15,
            confidence: 10.0,
            shrink: 0.01,
            by_count: 1.0,
            steps: 3,
            seed: 1,
            threads: Threads::default(),
        }
    }
}

impl AlsSettings {
    /// How strongly a row is drawn to its home.
    pub(super) fn strictness(&self, shrink: f32, extra: f32, others: usize) -> f32 {
        shrink * (extra + others as f32).powf(self.by_count)
    }
}

/// Learnt factors.
#[derive(Clone, Debug)]
pub struct Als {
    pub(super) people: Factors,
    pub(super) items: Factors,
    gram: Vec<f32>,
    popularity: Popularity,
    settings: AlsSettings,
}

impl Als {
    /// Learns. Values below 0 count as 0: had, and no more than that.
    #[must_use]
    pub fn fit(ratings: &Ratings, settings: &AlsSettings) -> Self {
        let weighed = Confidences::of(ratings, settings);
        let mut random = SplitMix64::new(settings.seed);
        let mut draw = |rows: usize| {
            Factors::drawn(rows, settings.factors, 0.1 / (settings.factors.max(1) as f32).sqrt(), &mut random)
        };
        let (mut people, mut items) = (draw(ratings.people()), draw(ratings.item_count()));
        for _ in 0..settings.rounds {
            weighed.people(&mut people, &items, settings);
            weighed.items(&mut items, &people, None, settings.shrink, settings);
        }
        Self::of(people, items, ratings, settings)
    }

    pub(super) fn of(people: Factors, items: Factors, ratings: &Ratings, settings: &AlsSettings) -> Self {
        let gram = gram(&items);
        Self { people, items, gram, popularity: Popularity::fit(ratings), settings: *settings }
    }

    /// The row of a person: as learnt, or found from what he had; `None` when nothing is known of him.
    pub(super) fn person(&self, taste: &Taste<'_>) -> Option<(Vec<f32>, AnsweredBy)> {
        let learnt = taste.person.map(|person| person as usize).filter(|person| *person < self.people.rows());
        if let Some(row) =
            learnt.map(|person| self.people.row(person)).filter(|row| row.iter().any(|value| *value != 0.0))
        {
            return Some((row.to_vec(), AnsweredBy::Model));
        }
        let had = self.had(taste);
        let mut b = vec![0.0; self.items.step()];
        had.iter().for_each(|(item, extra)| add(&mut b, 1.0 + extra, self.items.row(*item)));
        (!had.is_empty()).then(|| (self.exact(&had).solve(&b), AnsweredBy::History))
    }

    fn had(&self, taste: &Taste<'_>) -> Vec<(usize, f32)> {
        let weigh = |(item, value): (usize, f32)| (item, self.settings.confidence * value.max(0.0));
        let is_known = |item: usize| self.items.row(item).iter().any(|value| *value != 0.0);
        taste.known(self.items.rows()).filter(|(item, _)| is_known(*item)).map(weigh).collect()
    }

    fn exact(&self, had: &[(usize, f32)]) -> Exact {
        let extra = had.iter().map(|one| one.1).sum();
        let strictness = self.settings.strictness(self.settings.shrink, extra, self.items.rows());
        Exact::new(&self.items, &self.gram, had, strictness)
    }

    pub(super) fn score_all(&self, row: &[f32]) -> Vec<f32> {
        products(&self.items, row)
    }

    pub(super) fn popularity(&self) -> &Popularity {
        &self.popularity
    }
}

impl Recommender for Als {
    fn item_count(&self) -> usize {
        self.items.rows()
    }

    fn scores(&self, taste: &Taste<'_>) -> (Vec<f32>, AnsweredBy) {
        match self.person(taste) {
            Some((row, by)) => (self.score_all(&row), by),
            None => (self.popularity.counts().to_vec(), AnsweredBy::Popularity),
        }
    }

    /// Each thing that he had by its part: score = sum of c y_i A^(-1) y_j over what he had, j. For somebody found from what he had the parts are the whole score.
    fn because(&self, taste: &Taste<'_>, item: u32, most: usize) -> Vec<Weighed> {
        let had = self.had(taste);
        if item as usize >= self.items.rows() || had.is_empty() {
            return Vec::new();
        }
        let towards = self.exact(&had).solve(self.items.row(item as usize));
        let part = |(own, extra): (usize, f32)| Weighed {
            because: Because::HadItem(own as u32),
            part: (1.0 + extra) * dot(&towards, self.items.row(own)),
        };
        strongest(had.into_iter().map(part).collect(), most)
    }
}

/// What was had, with how much more it weighs, by person and by item.
pub(super) struct Confidences {
    by_person: SparseRows,
    by_item: SparseRows,
    of_person: Vec<f32>,
    of_item: Vec<f32>,
}

impl Confidences {
    pub(super) fn of(ratings: &Ratings, settings: &AlsSettings) -> Self {
        let weigh = |rows: &SparseRows| {
            let mut weighed = SparseRows::new(rows.columns());
            for row in 0..rows.len() {
                let (places, values) = rows.row(row);
                weighed.push(
                    places.iter().zip(values).map(|(place, value)| (*place, settings.confidence * value.max(0.0))),
                );
            }
            let sums: Vec<f32> = (0..weighed.len()).map(|row| weighed.row(row).1.iter().sum()).collect();
            (weighed, sums)
        };
        let ((by_person, of_person), (by_item, of_item)) = (weigh(ratings.by_person()), weigh(ratings.by_item()));
        Self { by_person, by_item, of_person, of_item }
    }

    pub(super) fn people(&self, people: &mut Factors, items: &Factors, settings: &AlsSettings) {
        let strictness = |person: usize| settings.strictness(settings.shrink, self.of_person[person], items.rows());
        Half { cells: &self.by_person, other: items, home: None, strictness: &strictness, steps: settings.steps }
            .run(people, settings.threads);
    }

    pub(super) fn items(
        &self,
        items: &mut Factors,
        people: &Factors,
        home: Option<&Factors>,
        shrink: f32,
        settings: &AlsSettings,
    ) {
        let strictness = |item: usize| settings.strictness(shrink, self.of_item[item], people.rows());
        Half { cells: &self.by_item, other: people, home, strictness: &strictness, steps: settings.steps }
            .run(items, settings.threads);
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::recommend::top;

    /// Three camps of people, each with eight items of its own; a person has five of them.
    pub(in super::super) fn camps() -> Ratings {
        let mut random = SplitMix64::new(6);
        let mut cells = Vec::new();
        for person in 0..90_u32 {
            let mut items: Vec<u32> = (0..8).map(|item| person % 3 * 8 + item).collect();
            random.shuffle(&mut items);
            cells.extend(items[..5].iter().map(|item| (person, *item, 1.0)));
        }
        Ratings::new(91, 25, &cells).unwrap()
    }

    fn settings() -> AlsSettings {
        AlsSettings { factors: 4, ..AlsSettings::default() }
    }

    #[test]
    fn each_is_given_what_his_camp_has_known_or_new() {
        let ratings = camps();
        let model = Als::fit(&ratings, &settings());
        for person in 0..90_u32 {
            let (items, values) = ratings.by_person().row(person as usize);
            for (known, by) in [(Some(person), AnsweredBy::Model), (None, AnsweredBy::History)] {
                let found = top(&model, &Taste { person: known, items, values }, 3);
                assert!(found.iter().all(|one| one.item / 8 == person % 3 && one.by == by), "{person} {found:?}");
            }
        }
        let nobody = top(&model, &Taste { person: Some(90), items: &[], values: &[] }, 2);
        assert!(nobody.iter().all(|one| one.by == AnsweredBy::Popularity), "person 90 had nothing");
    }

    #[test]
    fn the_reasons_are_the_whole_score_of_somebody_new() {
        let model = Als::fit(&camps(), &settings());
        let taste = Taste { person: None, items: &[0, 2, 9], values: &[1.0; 3] };
        let (scores, _) = model.scores(&taste);
        let reasons = model.because(&taste, 3, 9);
        let sum: f32 = reasons.iter().map(|reason| reason.part).sum();
        assert!((sum - scores[3]).abs() < 1e-5, "{sum} {}", scores[3]);
        assert!(matches!(reasons[0].because, Because::HadItem(0 | 2)), "{reasons:?}");
        assert!(model.because(&taste, 99, 3).is_empty());
    }

    #[test]
    fn threads_and_repetition_change_nothing_and_the_seed_does() {
        fn side_by_side(one: &mut (dyn FnMut() + Send), other: &mut (dyn FnMut() + Send)) {
            std::thread::scope(|scope| {
                scope.spawn(one);
                other();
            });
        }
        let ratings = camps();
        let scores = |settings: &AlsSettings| {
            Als::fit(&ratings, settings).scores(&Taste { person: Some(4), items: &[], values: &[] }).0
        };
        let alone = scores(&settings());
        assert_eq!(alone, scores(&settings()));
        assert_eq!(alone, scores(&AlsSettings { threads: Threads { both: side_by_side, halvings: 2 }, ..settings() }));
        assert_ne!(alone, scores(&AlsSettings { seed: 2, ..settings() }));
    }
}
