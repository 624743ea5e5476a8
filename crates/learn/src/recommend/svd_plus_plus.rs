//! SVD++: what a person chose to judge tells something too, whatever he said of it.
//!
//! Source: Koren 2008, "Factorization meets the neighborhood", KDD, equation 15, with its steps
//!
//! ```text
//! p += rate (e q - shrink p)      y_j += rate (e |N|^(-1/2) q - shrink y_j)  for each j in N      q += rate (e (p + z) - shrink q)
//! ```
//!
//! where `z = |N|^(-1/2) sum of y_j`. Done as written, each value costs as many rows as the person has values. But all y_j of a person are moved by the same amount: over his n values
//!
//! ```text
//! g = keep g + rate e q  (from 0)   =>   p' = keep^n p + g     z' = keep^n z + g     y_j' = keep^n y_j + |N|^(-1/2) g       keep = 1 - rate shrink
//! ```
//!
//! so that `w = p + z` and `g` are all that has to be followed, and the y are written once a person. The steps are the same, and so is what is learnt.

use super::factors::{Factors, add, dot};
use super::{Ratings, SvdModel, SvdSettings};
use crate::SplitMix64;
use crate::wide::wide;

/// Learns SVD++.
#[must_use]
pub fn svd_plus_plus(ratings: &Ratings, settings: &SvdSettings) -> SvdModel {
    svd_plus_plus_watched(ratings, settings, &mut |_, _| true)
}

/// The same; `go_on` is shown the count of epochs and the model after each, and ends the learning by `false`.
#[must_use]
pub fn svd_plus_plus_watched(
    ratings: &Ratings,
    settings: &SvdSettings,
    go_on: &mut dyn FnMut(usize, &SvdModel) -> bool,
) -> SvdModel {
    let mut random = SplitMix64::new(settings.seed);
    let mut draw = |rows: usize| Factors::drawn(rows, settings.factors, settings.spread, &mut random);
    let own = draw(ratings.people());
    let (items, implied) = (draw(ratings.item_count()), draw(ratings.item_count()));
    let whole = own.clone();
    let mut learning = Learning {
        model: SvdModel { implied: Some(implied), ..SvdModel::empty(ratings, whole, items, settings.shrink) },
        own,
    };
    let mut order: Vec<usize> = (0..ratings.people()).collect();
    for epoch in 1..=settings.epochs {
        random.shuffle(&mut order);
        wide(
            #[inline(always)]
            || {
                for person in &order {
                    learning.walk(ratings, *person, settings);
                }
            },
        );
        learning.compose(ratings);
        if !go_on(epoch, &learning.model) {
            break;
        }
    }
    learning.model
}

struct Learning {
    model: SvdModel,
    /// p of each person, without what he had.
    own: Factors,
}

impl Learning {
    /// All values of a person.
    #[inline(always)]
    fn walk(&mut self, ratings: &Ratings, person: usize, settings: &SvdSettings) {
        let (items, values) = ratings.by_person().row(person);
        let Some(implied) = self.model.implied.as_mut().filter(|_| !items.is_empty()) else { return };
        let keep = 1.0 - settings.rate * settings.shrink;
        let scale = 1.0 / (items.len() as f32).sqrt();
        let mut whole = self.own.row(person).to_vec();
        for item in items {
            add(&mut whole, scale, implied.row(*item as usize));
        }
        let mut moved = vec![0.0_f32; whole.len()];
        let mut bias = self.model.person_bias[person];
        for (item, value) in items.iter().zip(values) {
            let item = *item as usize;
            let factors = self.model.items.row_mut(item);
            let item_bias = &mut self.model.item_bias[item];
            let by = settings.rate * (value - self.model.mean - bias - *item_bias - dot(&whole, factors));
            bias = keep * bias + by;
            *item_bias = keep * *item_bias + by;
            pull(&mut whole, &mut moved, factors, keep, by);
        }
        self.model.person_bias[person] = bias;
        let kept = keep.powi(items.len() as i32);
        scale_and_add(self.own.row_mut(person), kept, 1.0, &moved);
        for item in items {
            scale_and_add(implied.row_mut(*item as usize), kept, scale, &moved);
        }
    }

    /// What the model says of people: what they are, and what they had.
    fn compose(&mut self, ratings: &Ratings) {
        let Some(implied) = &self.model.implied else { return };
        for person in 0..ratings.people() {
            let (items, _) = ratings.by_person().row(person);
            let whole = self.model.people.row_mut(person);
            whole.copy_from_slice(self.own.row(person));
            let scale = 1.0 / (items.len().max(1) as f32).sqrt();
            items.iter().for_each(|item| add(whole, scale, implied.row(*item as usize)));
        }
    }
}

/// One step of a person's whole row, of what moved, and of an item.
#[inline(always)]
fn pull(whole: &mut [f32], moved: &mut [f32], item: &mut [f32], keep: f32, by: f32) {
    let rows = whole.as_chunks_mut::<8>().0.iter_mut().zip(moved.as_chunks_mut::<8>().0);
    for ((whole, moved), item) in rows.zip(item.as_chunks_mut::<8>().0) {
        for lane in 0..8 {
            let (own, other) = (whole[lane], item[lane]);
            whole[lane] = keep * own + 2.0 * by * other;
            moved[lane] = keep * moved[lane] + by * other;
            item[lane] = keep * other + by * own;
        }
    }
}

#[inline(always)]
fn scale_and_add(to: &mut [f32], keep: f32, by: f32, from: &[f32]) {
    to.iter_mut().zip(from).for_each(|(to, from)| *to = keep * *to + by * from);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::recommend::svd::tests::{made_up, quick};
    use crate::recommend::{AnsweredBy, Taste, svd};

    /// Koren's steps as they are written, with the same numbers in the beginning and the same order of people.
    fn as_written(ratings: &Ratings, settings: &SvdSettings) -> (Factors, Factors, Factors) {
        let mut random = SplitMix64::new(settings.seed);
        let mut draw = |rows: usize| Factors::drawn(rows, settings.factors, settings.spread, &mut random);
        let (mut p, mut q, mut y) = (draw(ratings.people()), draw(ratings.item_count()), draw(ratings.item_count()));
        let (mut of_person, mut of_item) = (vec![0.0; ratings.people()], vec![0.0; ratings.item_count()]);
        let mut order: Vec<usize> = (0..ratings.people()).collect();
        for _ in 0..settings.epochs {
            random.shuffle(&mut order);
            for person in &order {
                let (items, values) = ratings.by_person().row(*person);
                let scale = 1.0 / (items.len() as f32).sqrt();
                for (item, value) in items.iter().zip(values) {
                    let item = *item as usize;
                    let mut whole = p.row(*person).to_vec();
                    items.iter().for_each(|other| add(&mut whole, scale, y.row(*other as usize)));
                    let old = q.row(item).to_vec();
                    let error = value - ratings.mean() - of_person[*person] - of_item[item] - dot(&whole, &old);
                    let step = |to: &mut [f32], by: f32, from: &[f32]| {
                        to.iter_mut()
                            .zip(from)
                            .for_each(|(to, from)| *to += settings.rate * (error * by * from - settings.shrink * *to));
                    };
                    of_person[*person] += settings.rate * (error - settings.shrink * of_person[*person]);
                    of_item[item] += settings.rate * (error - settings.shrink * of_item[item]);
                    step(q.row_mut(item), 1.0, &whole);
                    step(p.row_mut(*person), 1.0, &old);
                    items.iter().for_each(|other| step(y.row_mut(*other as usize), scale, &old));
                }
            }
        }
        (p, q, y)
    }

    #[test]
    fn the_short_way_learns_what_the_long_way_learns() {
        let (known, _) = made_up();
        let settings = SvdSettings { epochs: 3, ..quick() };
        let model = svd_plus_plus(&known, &settings);
        let (mut people, items, implied) = as_written(&known, &settings);
        for person in 0..known.people() {
            let (had, _) = known.by_person().row(person);
            had.iter().for_each(|item| {
                add(people.row_mut(person), 1.0 / (had.len() as f32).sqrt(), implied.row(*item as usize))
            });
        }
        let far = |one: &Factors, other: &Factors| {
            one.values().iter().zip(other.values()).map(|(one, other)| (one - other).abs()).fold(0.0, f32::max)
        };
        assert!(far(&model.items, &items) < 1e-4 && far(&model.people, &people) < 1e-4);
        assert!(far(model.implied.as_ref().unwrap(), &implied) < 1e-4);
        assert!(far(&model.items, &svd(&known, &settings).items) > 1e-3, "plain SVD is something else");
    }

    #[test]
    fn what_was_chosen_tells_of_somebody_new() {
        // Those of the one camp have items 0 to 4, the others 5 to 9; all values are said at random but item 10, which the first camp loves.
        let mut random = SplitMix64::new(8);
        let mut cells = Vec::new();
        for person in 0..80_u32 {
            let camp = person % 2;
            cells.extend((0..5).map(|item| (person, camp * 5 + item, 3.0 + random.next_normal() as f32)));
            cells.push((person, 10, if camp == 0 { 5.0 } else { 1.0 }));
        }
        let ratings = Ratings::new(80, 11, &cells).unwrap();
        let model = svd_plus_plus(&ratings, &SvdSettings { epochs: 200, ..quick() });
        let of = |items: &[u32]| {
            let predicted = model.predict(&model.giver(&Taste { person: None, items, values: &[3.0, 3.0, 3.0] }), 10);
            assert_eq!(predicted.by, AnsweredBy::History);
            predicted.value
        };
        assert!(of(&[0, 1, 2]) > of(&[5, 6, 7]) + 1.0, "{} {}", of(&[0, 1, 2]), of(&[5, 6, 7]));
    }
}
