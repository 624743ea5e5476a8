//! Sets of classes that hold the truth as often as asked, whatever the model; and when to say nothing.
//!
//! Source: split conformal prediction with the score 1 - p of what is (Vovk, Gammerman and Shafer 2005; Sadinle, Lei and Wasserman 2019). With n
//! rows that the model has not learnt from, the limit is the ceil((n + 1)(1 - miss))-th smallest score. The promise holds on average over rows that are drawn
//! like those; a new person is not, so judge it on people left out.

/// The limit for scores.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Conformal {
    /// A class is in the set when its probability is at least this.
    pub least_probability: f32,
}

impl Conformal {
    /// Finds the limit so that the truth is missed in a share of `miss` (0 to 1) of all rows at most. `None` when there are too few rows to
    /// promise that.
    #[must_use]
    #[expect(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a rank among rows"
    )]
    pub fn fit(probabilities: &[f32], classes: usize, class: &[u8], miss: f64) -> Option<Self> {
        let of_truth = |(row, class): (&[f32], &u8)| row.get(usize::from(*class)).copied();
        let mut truth: Vec<f32> = probabilities.chunks_exact(classes.max(1)).zip(class).filter_map(of_truth).collect();
        truth.sort_by(|one, other| other.total_cmp(one));
        let rank = ((truth.len() as f64 + 1.0) * (1.0 - miss)).ceil().max(1.0) as usize;
        truth.get(rank - 1).map(|least| Self { least_probability: *least })
    }

    /// The classes that may be the truth for one row; none when the row is like no other.
    pub fn set(self, row: &[f32]) -> impl Iterator<Item = usize> {
        row.iter().enumerate().filter(move |(_, p)| **p >= self.least_probability).map(|(class, _)| class)
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

    #[test]
    fn the_least_sure_fifth_is_left_out() {
        let confidence: Vec<f64> = (0..=100).map(|row| f64::from(row) / 100.0).collect();
        assert!((coverage_cut(&confidence, 0.8).unwrap() - 0.2).abs() < 1e-12);
    }
}
