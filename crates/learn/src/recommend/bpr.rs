//! Factors by pairs: what was had should stand above what was not.
//!
//! ```text
//! u had i, and did not have j        x = b_i - b_j + p_u (q_i - q_j)       s = 1 / (1 + exp(x))
//! p_u += rate (s (q_i - q_j) - shrink p_u)      q_i += rate (s p_u - shrink q_i)      b_i += rate (s - shrink b_i)
//!                                               q_j -= rate (s p_u + shrink q_j)      b_j -= rate (s + shrink b_j)
//! ```
//!
//! Source: Rendle, Freudenthaler, Gantner and Schmidt-Thieme 2009, "BPR: Bayesian personalized ranking from implicit feedback", UAI. Each step takes one of all pairs (u, i) and one of all items j, each as likely as the next; where u
//! had j, the step is passed over. The bias is the last number of an item's row, where each person has a 1.

use super::answer::strongest;
use super::factors::{Factors, dot, products};
use super::{AnsweredBy, Because, Popularity, Ratings, Recommender, Taste, Weighed};
use crate::SplitMix64;
use crate::wide::wide;

/// Steps that are drawn ahead. What is drawn does not depend on what is learnt, and the processor fetches rows sooner when it need not wait for a search between two steps.
const AHEAD: usize = 256;

/// How pairs are learnt from.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct BprSettings {
    /// Numbers for each person and item, besides the bias of the item.
    pub factors: usize,
    /// As many steps as there are values, so many times.
    pub epochs: usize,
    /// How far a step goes.
    pub rate: f32,
    /// Draws everything to 0.
    pub shrink: f32,
    /// Where chance begins.
    pub seed: u64,
}

impl Default for BprSettings {
    /// PyPI `implicit`'s: 100 factors, 100 epochs, .01 and .01.
    fn default() -> Self {
        Self { factors: 100, epochs: 100, rate: 0.01, shrink: 0.01, seed: 1 }
    }
}

/// Learnt factors.
#[derive(Clone, Debug, PartialEq)]
pub struct Bpr {
    people: Factors,
    items: Factors,
    popularity: Popularity,
    settings: BprSettings,
}

impl Bpr {
    /// Learns from which pairs there are; values count for nothing.
    #[must_use]
    pub fn fit(ratings: &Ratings, settings: &BprSettings) -> Self {
        let mut random = SplitMix64::new(settings.seed);
        let width = settings.factors + 1;
        let spread = 0.1 / (width as f32).sqrt();
        let mut people = Factors::drawn(ratings.people(), width, spread, &mut random);
        let mut items = Factors::drawn(ratings.item_count(), width, spread, &mut random);
        for person in 0..people.rows() {
            people.row_mut(person)[settings.factors] = 1.0;
        }
        for item in 0..items.rows() {
            items.row_mut(item)[settings.factors] = 0.0;
        }
        let pairs: Vec<(u32, u32)> = ratings.cells().map(|(person, item, _)| (person, item)).collect();
        wide(
            #[inline(always)]
            || {
                let mut left = settings.epochs * pairs.len();
                let mut drawn = Vec::with_capacity(AHEAD);
                while left > 0 {
                    for _ in 0..left.min(AHEAD) {
                        let Some((person, item)) = random.next_place(pairs.len()).map(|place| pairs[place]) else {
                            return;
                        };
                        let Some(other) = random.next_place(items.rows()) else { return };
                        if ratings.by_person().row(person as usize).0.binary_search(&(other as u32)).is_err() {
                            drawn.push((person as usize, item as usize, other));
                        }
                    }
                    left -= left.min(AHEAD);
                    for (person, item, other) in drawn.drain(..) {
                        step(people.row_mut(person), &mut items, item, other, settings);
                    }
                }
            },
        );
        Self { people, items, popularity: Popularity::fit(ratings), settings: *settings }
    }

    /// The row of somebody: as learnt, or learnt now from what he had while items are held; `None` when nothing is known of him.
    fn person(&self, taste: &Taste<'_>) -> Option<(Vec<f32>, AnsweredBy)> {
        if let Some(person) =
            taste.person.filter(|person| (*person as usize) < self.people.rows() && !taste.items.is_empty())
        {
            return Some((self.people.row(person as usize).to_vec(), AnsweredBy::Model));
        }
        let had: Vec<usize> =
            taste.known(self.items.rows()).map(|one| one.0).filter(|item| self.popularity.is_met(*item)).collect();
        if had.is_empty() {
            return None;
        }
        let mut random = SplitMix64::new(self.settings.seed);
        let mut row = vec![0.0; self.people.step()];
        row[self.settings.factors] = 1.0;
        for _ in 0..self.settings.epochs * had.len() {
            let (Some(item), Some(other)) = (random.next_place(had.len()), random.next_place(self.items.rows())) else {
                break;
            };
            if taste.items.binary_search(&(other as u32)).is_err() {
                let (item, other) = (self.items.row(had[item]), self.items.row(other));
                let wrong = wrong(dot(&row, item) - dot(&row, other));
                move_person(&mut row, item, other, wrong, &self.settings);
            }
        }
        Some((row, AnsweredBy::History))
    }
}

/// How wrong a pair stands: from 0, far apart in the right order, to 1.
#[inline(always)]
fn wrong(apart: f32) -> f32 {
    1.0 / (1.0 + apart.exp())
}

#[inline(always)]
fn move_person(row: &mut [f32], item: &[f32], other: &[f32], wrong: f32, settings: &BprSettings) {
    let (by, keep) = (settings.rate * wrong, 1.0 - settings.rate * settings.shrink);
    for ((row, item), other) in
        row.as_chunks_mut::<8>().0.iter_mut().zip(item.as_chunks::<8>().0).zip(other.as_chunks::<8>().0)
    {
        for lane in 0..8 {
            row[lane] = keep * row[lane] + by * (item[lane] - other[lane]);
        }
    }
    row[settings.factors] = 1.0;
}

#[inline(always)]
fn step(person: &mut [f32], items: &mut Factors, item: usize, other: usize, settings: &BprSettings) {
    let width = items.step();
    let (low, high) = (item.min(other), item.max(other));
    if low == high {
        return;
    }
    let (left, right) = items.values_mut().split_at_mut(high * width);
    let (low, high) = (&mut left[low * width..][..width], &mut right[..width]);
    let (item, other) = if item < other { (low, high) } else { (high, low) };
    let wrong = wrong(dot(person, item) - dot(person, other));
    let (by, keep) = (settings.rate * wrong, 1.0 - settings.rate * settings.shrink);
    let sides = item.as_chunks_mut::<8>().0.iter_mut().zip(other.as_chunks_mut::<8>().0);
    for (person, (item, other)) in person.as_chunks_mut::<8>().0.iter_mut().zip(sides) {
        for lane in 0..8 {
            let (own, one, two) = (person[lane], item[lane], other[lane]);
            person[lane] = keep * own + by * (one - two);
            item[lane] = keep * one + by * own;
            other[lane] = keep * two - by * own;
        }
    }
    person[settings.factors] = 1.0;
}

impl Recommender for Bpr {
    fn item_count(&self) -> usize {
        self.items.rows()
    }

    fn scores(&self, taste: &Taste<'_>) -> (Vec<f32>, AnsweredBy) {
        match self.person(taste) {
            Some((row, by)) => (products(&self.items, &row), by),
            None => (self.popularity.counts().to_vec(), AnsweredBy::Popularity),
        }
    }

    /// What he had that is made up most like the item: the cosine of both, without how popular they are.
    fn because(&self, taste: &Taste<'_>, item: u32, most: usize) -> Vec<Weighed> {
        if item as usize >= self.items.rows() {
            return Vec::new();
        }
        let without_bias = |item: usize| {
            let mut row = self.items.row(item).to_vec();
            row[self.settings.factors] = 0.0;
            let length = dot(&row, &row).sqrt().max(f32::MIN_POSITIVE);
            row.iter_mut().for_each(|value| *value /= length);
            row
        };
        let target = without_bias(item as usize);
        let part = |(own, _): (usize, f32)| Weighed {
            because: Because::HadItem(own as u32),
            part: dot(&target, &without_bias(own)),
        };
        strongest(taste.known(self.items.rows()).map(part).collect(), most)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::recommend::als::tests::camps;
    use crate::recommend::top;

    #[test]
    fn each_is_given_what_his_camp_has_known_or_new() {
        let ratings = camps();
        let settings = BprSettings { factors: 6, epochs: 150, rate: 0.05, ..BprSettings::default() };
        let model = Bpr::fit(&ratings, &settings);
        assert_eq!(model, Bpr::fit(&ratings, &settings));
        let mut right = 0;
        for person in 0..90_u32 {
            let (items, values) = ratings.by_person().row(person as usize);
            for (known, by) in [(Some(person), AnsweredBy::Model), (None, AnsweredBy::History)] {
                let found = top(&model, &Taste { person: known, items, values }, 3);
                right += found.iter().filter(|one| one.item / 8 == person % 3).count();
                assert!(found.iter().all(|one| one.by == by));
            }
        }
        assert!(right > 530, "{right} of 540");
        let (items, values) = ratings.by_person().row(0);
        let reasons = model.because(&Taste { person: Some(0), items, values }, 7, 2);
        assert!(reasons.iter().all(|reason| reason.part > 0.5), "{reasons:?}");
        assert_eq!(
            model.scores(&Taste { person: None, items: &[24], values: &[1.0] }).1,
            AnsweredBy::Popularity,
            "nobody had 24"
        );
    }
}
