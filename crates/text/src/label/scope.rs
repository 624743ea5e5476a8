//! When is a text none of the labels? Below a probability that costs little and was found on texts that the model had not seen.

use attentive_learn::quantile;
use serde::{Deserialize, Serialize};

/// What share of all texts that belong to a label may be refused though they would have been labelled rightly: one in a hundred.
const COST: f64 = 0.01;

/// A label that is twice as likely as all others together is never refused: where all texts that were left out are easy, one in a hundred of them
/// tells the easy from the very easy, and nothing of what is outside.
const MOST: f32 = 2.0 / 3.0;

/// When a text is none of the labels.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Scope {
    /// Which label stands for "none of the others"; `None` when none was taught.
    pub outside: Option<usize>,
    /// A label must be at least this likely, 0 to 1.
    pub least: f32,
}

impl Scope {
    /// Which label is given to a row of probabilities: the likeliest, the first of several, except that for the outside; `None` when that is likelier, or
    /// it is not likely enough.
    #[must_use]
    pub fn inside(&self, row: &[f32]) -> Option<usize> {
        let (best, probability) = self.best(row)?;
        let is_outside =
            self.outside.and_then(|outside| row.get(outside)).is_some_and(|outside| *outside > probability);
        (!is_outside && probability >= self.least).then_some(best)
    }

    /// Finds how likely a label must be, from probabilities (`labels` values for each text) by models that had not seen the texts, and what each text is. The
    /// limit is the highest, up to two thirds, that refuses at most one in a hundred of the texts that belong to a label and would have got it. So it needs no examples of
    /// what lies outside, and knows what it costs. 0 when no text would have got its label.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "a count of texts")]
    #[expect(clippy::cast_possible_truncation, reason = "a probability of single precision")]
    pub fn fit(probabilities: &[f32], labels: usize, class: &[u16], outside: Option<usize>) -> Self {
        let open = Self { outside, least: 0.0 };
        let belongs = |class: &u16| Some(usize::from(*class)) != outside;
        let right: Vec<f64> = probabilities
            .chunks_exact(labels.max(1))
            .zip(class)
            .filter(|(row, class)| belongs(class) && open.inside(row) == Some(usize::from(**class)))
            .filter_map(|(row, _)| open.best(row))
            .map(|(_, probability)| f64::from(probability))
            .collect();
        let all = class.iter().filter(|class| belongs(class)).count();
        // Of those that are right a somewhat greater share is one in a hundred of all.
        let share = (COST * all as f64 / right.len().max(1) as f64).min(1.0);
        Self { outside, least: (quantile(&right, share).unwrap_or(0.0) as f32).min(MOST) }
    }

    /// The likeliest label, the first of several, except that for the outside, however unlikely; `None` when there is none.
    #[must_use]
    pub fn likeliest(&self, row: &[f32]) -> Option<usize> {
        self.best(row).map(|best| best.0)
    }

    fn best(&self, row: &[f32]) -> Option<(usize, f32)> {
        let inside = row.iter().copied().enumerate().filter(|(place, _)| Some(*place) != self.outside);
        inside.fold(None, |best, (place, probability)| match best {
            Some((_, most)) if probability <= most => best,
            _ => Some((place, probability)),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_limit_refuses_one_in_a_hundred_of_those_that_belong() {
        // Two hundred texts of label 0, surer and surer, all right; label 1 is the outside.
        let row = |place: u8| [0.5 + f32::from(place) / 500.0, 0.1];
        let probabilities: Vec<f32> = (0..200).flat_map(row).collect();
        let scope = Scope::fit(&probabilities, 2, &[0; 200], Some(1));
        let refused = probabilities.chunks_exact(2).filter(|row| scope.inside(row).is_none()).count();
        assert_eq!(refused, 2);
        // Texts of the outside do not count.
        let more: Vec<f32> = probabilities.iter().copied().chain([0.2, 0.8].repeat(50)).collect();
        let class: Vec<u16> = [vec![0; 200], vec![1; 50]].concat();
        assert_eq!(Scope::fit(&more, 2, &class, Some(1)), scope);
    }

    #[test]
    fn where_all_is_easy_what_is_likelier_than_all_others_is_let_in() {
        let scope = Scope::fit(&[0.99, 0.01].repeat(50), 2, &[0; 50], None);
        assert_eq!((scope.inside(&[0.7, 0.3]), scope.inside(&[0.6, 0.4])), (Some(0), None));
    }

    #[test]
    fn what_is_likelier_outside_is_outside_however_sure() {
        let scope = Scope { outside: Some(1), least: 0.1 };
        assert_eq!((scope.inside(&[0.45, 0.55]), scope.inside(&[0.55, 0.45])), (None, Some(0)));
        assert_eq!((scope.inside(&[]), scope.inside(&[0.05, 0.0])), (None, None));
    }

    #[test]
    fn who_is_never_right_is_not_limited() {
        assert_eq!(Scope::fit(&[0.3, 0.7], 2, &[0], None).least, 0.0);
        assert_eq!(Scope::fit(&[], 2, &[], None).least, 0.0);
    }
}
