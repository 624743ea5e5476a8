//! Sets of classes that hold the truth as often as asked, whatever the model; and when to say nothing.
//!
//! Source: split conformal prediction with the score 1 - p of what is (Vovk, Gammerman and Shafer 2005; Sadinle, Lei and Wasserman 2019). With n
//! rows that the model has not learnt from, the limit is the ceil((n + 1)(1 - miss))-th smallest score.
//!
//! That promise is for rows that are drawn like those, and rows of a new person are not: they are alike among themselves. [`Conformal::over_people`] promises it for
//! them (hierarchical conformal prediction, Lee, Barber and Willett 2023, "Distribution-free inference with hierarchical data"): each of K people weighs 1 / (K + 1),
//! shared by their rows, and the new one, of whom nothing is known, weighs as much at the worst score.

use std::collections::BTreeMap;

/// The limit for scores.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Conformal {
    /// A class is in the set when its probability is at least this.
    pub least_probability: f32,
}

/// The rounding of a sum of weights.
const ROUNDING: f64 = 1e-9;

impl Conformal {
    /// Finds the limit so that the truth is missed in a share of `miss` (0 to 1) of all rows at most. `None` when there are too few rows to
    /// promise that.
    #[must_use]
    pub fn fit(probabilities: &[f32], classes: usize, class: &[u8], miss: f64) -> Option<Self> {
        // Rows that are drawn one by one are people of one row each.
        let person: Vec<u32> = (0..).zip(class).map(|(row, _)| row).collect();
        Self::over_people(probabilities, classes, class, &person, miss)
    }

    /// The same for a row of a person of whom there are no rows here, on average over people. `None` when there are too few people: it takes `1 / miss - 1`.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "counts of people and rows")]
    pub fn over_people(probabilities: &[f32], classes: usize, class: &[u8], person: &[u32], miss: f64) -> Option<Self> {
        let mut rows_of: BTreeMap<u32, usize> = BTreeMap::new();
        person.iter().for_each(|person| *rows_of.entry(*person).or_default() += 1);
        let of_person = 1.0 / (rows_of.len() as f64 + 1.0);
        let of_truth = |((row, class), person): ((&[f32], &u8), &u32)| {
            Some((*row.get(usize::from(*class))?, of_person / *rows_of.get(person)? as f64))
        };
        let rows = probabilities.chunks_exact(classes.max(1)).zip(class).zip(person);
        let mut truth: Vec<(f32, f64)> = rows.filter_map(of_truth).collect();
        truth.sort_by(|one, other| other.0.total_cmp(&one.0));
        let mut weight = 0.0;
        let found = truth.iter().find(|(_, own)| {
            weight += own;
            weight >= 1.0 - miss - ROUNDING
        });
        found.map(|(least, _)| Self { least_probability: *least })
    }

    /// The classes that may be the truth for one row, the likeliest always among them: a set of nothing tells nobody anything.
    pub fn set(self, row: &[f32]) -> impl Iterator<Item = usize> {
        let most = row.iter().copied().fold(f32::NEG_INFINITY, f32::max);
        row.iter().enumerate().filter(move |(_, p)| **p >= self.least_probability.min(most)).map(|(class, _)| class)
    }
}

/// The confidence above which a share of `coverage` (0 to 1) of these rows is answered, for models that abstain when they are less sure; `None` without rows.
#[must_use]
pub fn coverage_cut(confidence: &[f64], coverage: f64) -> Option<f64> {
    crate::quantile(confidence, 1.0 - coverage)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::SplitMix64;

    fn rows(count: usize, random: &mut SplitMix64) -> (Vec<f32>, Vec<u8>) {
        let mut probabilities = Vec::new();
        let mut class = Vec::new();
        for _ in 0..count {
            let p = random.next_unit();
            #[expect(clippy::cast_possible_truncation, reason = "test data")]
            probabilities.extend([p as f32, (1.0 - p) as f32]);
            class.push(u8::from(random.next_unit() > p));
        }
        (probabilities, class)
    }

    #[test]
    fn sets_hold_the_truth_as_often_as_asked() {
        let mut random = SplitMix64::new(11);
        let (known, known_class) = rows(2_000, &mut random);
        let conformal = Conformal::fit(&known, 2, &known_class, 0.1).unwrap();
        let (asked, asked_class) = rows(4_000, &mut random);
        let holds = |(row, class): &(&[f32], &u8)| conformal.set(row).any(|other| other == usize::from(**class));
        let held = asked.chunks_exact(2).zip(&asked_class).filter(holds).count();
        assert!((3_500..3_700).contains(&held), "{held}");
    }

    #[test]
    fn five_rows_cannot_promise_nine_of_ten() {
        let (known, class) = rows(5, &mut SplitMix64::new(1));
        assert_eq!(Conformal::fit(&known, 2, &class, 0.1), None);
        assert!(Conformal::fit(&known, 2, &class, 0.5).is_some());
    }

    /// People of 20 rows each, for some of whom it is right all the time and for others hardly ever.
    fn unlike_people(count: u32, random: &mut SplitMix64) -> (Vec<f32>, Vec<u8>, Vec<u32>) {
        let (mut probabilities, mut class, mut person) = (Vec::new(), Vec::new(), Vec::new());
        for own in 0..count {
            let off = random.next_unit();
            for _ in 0..20 {
                let p = 0.5 + 0.5 * random.next_unit();
                #[expect(clippy::cast_possible_truncation, reason = "test data")]
                probabilities.extend([p as f32, (1.0 - p) as f32]);
                class.push(u8::from(random.next_unit() < off * (1.0 - p) * 2.0));
                person.push(own);
            }
        }
        (probabilities, class, person)
    }

    #[test]
    fn sets_hold_the_truth_of_new_people_as_often_as_promised_where_rows_alone_do_not() {
        let mut random = SplitMix64::new(3);
        let (mut by_people, mut by_rows) = (0.0, 0.0);
        let draws = 400;
        for _ in 0..draws {
            let (known, known_class, person) = unlike_people(12, &mut random);
            let (asked, asked_class, _) = unlike_people(1, &mut random);
            let held = |limit: Conformal| {
                let rows = asked.chunks_exact(2).zip(&asked_class);
                let holds = rows.filter(|(row, class)| limit.set(row).any(|other| other == usize::from(**class)));
                holds.count() as f64 / 20.0 / f64::from(draws)
            };
            by_people += held(Conformal::over_people(&known, 2, &known_class, &person, 0.1).unwrap());
            by_rows += held(Conformal::fit(&known, 2, &known_class, 0.1).unwrap());
        }
        assert!(by_people >= 0.9 && by_rows < by_people, "{by_people} {by_rows}");
    }

    #[test]
    fn eight_people_cannot_promise_nine_of_ten_and_nine_can() {
        let (known, class, person) = unlike_people(9, &mut SplitMix64::new(1));
        assert!(Conformal::over_people(&known, 2, &class, &person, 0.1).is_some());
        assert_eq!(Conformal::over_people(&known[..320], 2, &class[..160], &person[..160], 0.1), None);
    }

    #[test]
    fn the_likeliest_is_in_every_set() {
        let limit = Conformal { least_probability: 1.0 };
        assert_eq!(limit.set(&[0.3, 0.7]).collect::<Vec<_>>(), [1]);
    }

    #[test]
    fn the_least_sure_fifth_is_left_out() {
        let confidence: Vec<f64> = (0..=100).map(|row| f64::from(row) / 100.0).collect();
        assert!((coverage_cut(&confidence, 0.8).unwrap() - 0.2).abs() < 1e-12);
    }
}
