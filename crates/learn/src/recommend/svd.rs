//! Biased SVD: each value in turn moves the person and the item a little towards what was said.
//!
//! ```text
//! e = value - predicted
//! b_person += rate (e - shrink b_person)      p += rate (e q - shrink p)
//! b_item   += rate (e - shrink b_item)        q += rate (e p - shrink q)      both by what they were before
//! ```
//!
//! Source: Koren, Bell and Volinsky 2009, "Matrix factorization techniques for recommender systems", IEEE Computer 42(8). People come in another order in each epoch, the values of one person one after the other: his row stays where
//! the processor is quickest. People and items are halved, and each epoch goes over the four quarters in two turns:
//!
//! ```text
//!            items 0   items 1
//! people 0   turn 1    turn 2       the two quarters of a turn share neither people nor items: they may be walked side by side, and what is
//! people 1   turn 2    turn 1       learnt does not depend on whether they are
//! ```
//!
//! Source of that: Gemulla, Nijkamp, Haas and Sismanis 2011, "Large-scale matrix factorization with distributed stochastic gradient descent", KDD.

use super::factors::{Factors, dot, pull_together};
use super::{Ratings, SvdModel};
use crate::SplitMix64;
use crate::sparse::SparseRows;
use crate::transformer::{Both, one_by_one};
use crate::wide::wide;

/// How biased SVD and SVD++ are learnt.
#[derive(Clone, Copy, Debug)]
pub struct SvdSettings {
    /// Numbers for each person and item.
    pub factors: usize,
    /// How often each value is looked at.
    pub epochs: usize,
    /// How far a value moves its person and item.
    pub rate: f32,
    /// Draws everything to 0.
    pub shrink: f32,
    /// Spread of the numbers in the beginning.
    pub spread: f32,
    /// Where chance begins.
    pub seed: u64,
    /// Walks the two quarters of a turn; biased SVD alone. What is learnt does not depend on it.
    pub both: Both,
}

impl Default for SvdSettings {
    /// Surprise's: 100 factors, 20 epochs, rate .005, .02 and .1.
    fn default() -> Self {
        Self { factors: 100, epochs: 20, rate: 0.005, shrink: 0.02, spread: 0.1, seed: 1, both: one_by_one }
    }
}

/// Learns biased SVD.
#[must_use]
pub fn svd(ratings: &Ratings, settings: &SvdSettings) -> SvdModel {
    svd_watched(ratings, settings, &mut |_, _| true)
}

/// The same; `go_on` is shown the count of epochs and the model after each, and ends the learning by `false`.
#[must_use]
pub fn svd_watched(
    ratings: &Ratings,
    settings: &SvdSettings,
    go_on: &mut dyn FnMut(usize, &SvdModel) -> bool,
) -> SvdModel {
    let mut random = SplitMix64::new(settings.seed);
    let people = Factors::drawn(ratings.people(), settings.factors, settings.spread, &mut random);
    let items = Factors::drawn(ratings.item_count(), settings.factors, settings.spread, &mut random);
    let mut model = SvdModel::empty(ratings, people, items, settings.shrink);
    let middles = (middle(ratings.by_person()), middle(ratings.by_item()));
    let mut order: Vec<usize> = (0..ratings.people()).collect();
    for epoch in 1..=settings.epochs {
        random.shuffle(&mut order);
        let (first, second): (Vec<usize>, Vec<usize>) = order.iter().partition(|person| **person < middles.0);
        let walk = Walk { ratings, mean: model.mean, step: model.people.step(), settings };
        let [mut people, mut others] = halves(&mut model.people, &mut model.person_bias, middles.0);
        let [mut items, mut rest] = halves(&mut model.items, &mut model.item_bias, middles.1);
        (settings.both)(&mut || walk.quarter(&first, &mut people, &mut items), &mut || {
            walk.quarter(&second, &mut others, &mut rest)
        });
        (settings.both)(&mut || walk.quarter(&first, &mut people, &mut rest), &mut || {
            walk.quarter(&second, &mut others, &mut items)
        });
        if !go_on(epoch, &model) {
            break;
        }
    }
    model
}

/// The first row of the second half, where halves have about as many cells.
fn middle(rows: &SparseRows) -> usize {
    let mut cells = 0;
    (0..rows.len())
        .find(|row| {
            cells += rows.row(*row).0.len();
            2 * cells > rows.cells()
        })
        .unwrap_or(0)
}

/// Half of the people or of the items.
struct Half<'a> {
    rows: &'a mut [f32],
    bias: &'a mut [f32],
    /// The number of its first row.
    from: usize,
}

fn halves<'a>(rows: &'a mut Factors, bias: &'a mut [f32], middle: usize) -> [Half<'a>; 2] {
    let step = rows.step();
    let (rows, other_rows) = rows.values_mut().split_at_mut(middle * step);
    let (bias, other_bias) = bias.split_at_mut(middle);
    [Half { rows, bias, from: 0 }, Half { rows: other_rows, bias: other_bias, from: middle }]
}

/// What all quarters have in common.
struct Walk<'a> {
    ratings: &'a Ratings,
    mean: f32,
    step: usize,
    settings: &'a SvdSettings,
}

impl Walk<'_> {
    fn quarter(&self, order: &[usize], people: &mut Half<'_>, items: &mut Half<'_>) {
        wide(
            #[inline(always)]
            || {
                for person in order {
                    self.person(*person, people, items);
                }
            },
        );
    }

    /// All values of a person that lie in the quarter.
    #[inline(always)]
    fn person(&self, person: usize, people: &mut Half<'_>, items: &mut Half<'_>) {
        let keep = 1.0 - self.settings.rate * self.settings.shrink;
        let place = person - people.from;
        let own = &mut people.rows[place * self.step..][..self.step];
        let mut bias = people.bias[place];
        let (all, values) = self.ratings.by_person().row(person);
        let from = all.partition_point(|item| (*item as usize) < items.from);
        let to = all.partition_point(|item| (*item as usize) < items.from + items.bias.len());
        for (item, value) in all[from..to].iter().zip(&values[from..to]) {
            let item = *item as usize - items.from;
            let factors = &mut items.rows[item * self.step..][..self.step];
            let item_bias = &mut items.bias[item];
            let by = self.settings.rate * (value - self.mean - bias - *item_bias - dot(own, factors));
            bias = keep * bias + by;
            *item_bias = keep * *item_bias + by;
            pull_together(own, factors, keep, by);
        }
        people.bias[place] = bias;
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::recommend::{AnsweredBy, Because, Recommender, Taste};

    /// Values made of two hidden numbers for each person and item, and a little noise; the last tenth is kept aside.
    pub(in super::super) fn made_up() -> (Ratings, Ratings) {
        let mut random = SplitMix64::new(5);
        let people = Factors::drawn(60, 2, 1.0, &mut random);
        let items = Factors::drawn(40, 2, 1.0, &mut random);
        let (mut known, mut aside) = (Vec::new(), Vec::new());
        for person in 0..60 {
            for item in 0..40 {
                let value = 3.0 + dot(people.row(person), items.row(item)) + 0.1 * random.next_normal() as f32;
                let part = random.next_unit();
                let cell = (person as u32, item as u32, value);
                if part < 0.5 {
                    known.push(cell);
                } else if part < 0.6 {
                    aside.push(cell);
                }
            }
        }
        (Ratings::new(60, 40, &known).unwrap(), Ratings::new(60, 40, &aside).unwrap())
    }

    pub(in super::super) fn quick() -> SvdSettings {
        SvdSettings { factors: 4, epochs: 120, rate: 0.02, shrink: 0.02, ..SvdSettings::default() }
    }

    #[test]
    fn hidden_numbers_are_found_again() {
        let (known, aside) = made_up();
        let flat = svd(&known, &SvdSettings { factors: 4, epochs: 0, ..quick() }).rmse(&aside).unwrap();
        let model = svd(&known, &quick());
        let found = model.rmse(&aside).unwrap();
        assert!(found < 0.35 && flat > 1.0, "{found} {flat}");
        assert_eq!(svd(&known, &quick()), model, "the same seed gives the same model");
        assert_ne!(svd(&known, &SvdSettings { seed: 2, ..quick() }), model);
        fn side_by_side(one: &mut (dyn FnMut() + Send), other: &mut (dyn FnMut() + Send)) {
            std::thread::scope(|scope| {
                scope.spawn(one);
                other();
            });
        }
        assert_eq!(svd(&known, &SvdSettings { both: side_by_side, ..quick() }), model, "two threads change nothing");
    }

    #[test]
    fn somebody_new_is_found_from_what_he_had() {
        let (known, aside) = made_up();
        let model = svd(&known, &quick());
        let (mut folded, mut learnt) = (0.0, 0.0);
        for person in 0..60 {
            let (items, values) = known.by_person().row(person);
            let new = model.giver(&Taste { person: None, items, values });
            let old = model.giver(&Taste { person: Some(person as u32), items, values });
            let (items, values) = aside.by_person().row(person);
            for (item, value) in items.iter().zip(values) {
                let (new, old) = (model.predict(&new, *item), model.predict(&old, *item));
                assert_eq!((new.by, old.by), (AnsweredBy::History, AnsweredBy::Model));
                folded += (new.value - value).powi(2);
                learnt += (old.value - value).powi(2);
            }
        }
        assert!(folded < 1.5 * learnt, "{folded} {learnt}");
        let nobody = model.giver(&Taste { person: None, items: &[], values: &[] });
        assert_eq!(model.predict(&nobody, 3).by, AnsweredBy::Item);
        assert_eq!(model.predict(&nobody, 400).by, AnsweredBy::Mean);
    }

    #[test]
    fn the_walk_can_be_ended_and_reasons_are_things_that_were_had() {
        let (known, _) = made_up();
        let mut seen = Vec::new();
        let model = svd_watched(&known, &quick(), &mut |epoch, _| {
            seen.push(epoch);
            epoch < 3
        });
        assert_eq!(seen, [1, 2, 3]);
        let (items, values) = known.by_person().row(0);
        let reasons = model.because(&Taste { person: Some(0), items, values }, 7, 3);
        assert!(reasons.len() == 3 && reasons.is_sorted_by(|one, other| one.part >= other.part));
        assert!(reasons.iter().all(|reason| matches!(reason.because, Because::HadItem(item) if items.contains(&item))));
    }
}
