//! How likely is the first answer right, and is any of the first few? Two logistic curves over how strong the first is and how far ahead of the second.
//!
//! ```text
//! strength, lead ──first──> probability that the first answer is right      at least SURE:    drafted
//!                ──among──> probability that one of the first five is       at least PERHAPS: these are shown; below: a person is asked
//! ```
//!
//! Both are fitted on messages made of the FAQ's own texts, half of them with their answer taken away (`trials.rs`), so that "in 8 of 10" means: of such messages.

use attentive_learn::logistic;
use attentive_learn::logistic_regression::{LogisticRegression, LogisticSettings};
use serde::{Deserialize, Serialize};

/// A first answer at least this likely right is drafted: a draft that is wrong more often than once in five costs more time than it saves.
pub const SURE: f32 = 0.8;
/// The first few are shown when it is likelier than not that one of them is right.
pub const PERHAPS: f32 = 0.5;
/// Some hundred messages cannot tell that an answer is surer than this.
const MOST: f32 = 0.99;
/// So many answers are shown at most.
pub const SHOWN: usize = 5;

/// One message, and what came of it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Seen {
    /// How strong the first answer is; 0 without one.
    pub(super) strength: f32,
    /// How far it is ahead of the second.
    pub(super) lead: f32,
    /// Whether the first is right.
    pub(super) is_first: bool,
    /// Whether one of the first few is.
    pub(super) is_among: bool,
}

/// The curves: of each the intercept, the slope of the strength and that of the lead.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Sureness {
    /// For the first answer.
    pub first: [f32; 3],
    /// For the first few.
    pub among: [f32; 3],
}

impl Sureness {
    pub(super) fn fit(seen: &[Seen]) -> Self {
        Self { first: curve(seen, |seen| seen.is_first), among: curve(seen, |seen| seen.is_among) }
    }

    /// How likely the first answer is right, 0 to .99.
    #[must_use]
    pub fn of_first(&self, strength: f32, lead: f32) -> f32 {
        at(&self.first, strength, lead)
    }

    /// How likely one of the first few is right, 0 to 1; never less than that of the first.
    #[must_use]
    pub fn of_few(&self, strength: f32, lead: f32) -> f32 {
        at(&self.among, strength, lead).max(self.of_first(strength, lead))
    }
}

#[expect(clippy::cast_possible_truncation, reason = "probabilities are kept in single precision")]
fn at(curve: &[f32; 3], strength: f32, lead: f32) -> f32 {
    (logistic(f64::from(curve[0] + curve[1] * strength + curve[2] * lead)) as f32).min(MOST)
}

/// Columns are brought to the same spread before they are fitted, and the slopes back. A slope that falls, which chance can give where there are few messages, is none.
fn curve(seen: &[Seen], is: impl Fn(&Seen) -> bool) -> [f32; 3] {
    let class: Vec<u8> = seen.iter().map(|seen| u8::from(is(seen))).collect();
    let columns: [Vec<f32>; 2] =
        [seen.iter().map(|seen| seen.strength).collect(), seen.iter().map(|seen| seen.lead).collect()];
    let spread = columns.each_ref().map(|column| spread(column));
    let fit = |used: [bool; 2]| {
        let scaled: Vec<Vec<f32>> = columns
            .iter()
            .zip(spread)
            .zip(used)
            .map(|((column, spread), used)| {
                column.iter().map(|value| if used { value / spread } else { 0.0 }).collect()
            })
            .collect();
        let views: Vec<&[f32]> = scaled.iter().map(Vec::as_slice).collect();
        LogisticRegression::fit(&views, &class, 2, &[], &LogisticSettings::default())
    };
    let mut used = [true; 2];
    loop {
        let fitted = fit(used);
        let [of_no, of_yes] = <[f64; 2]>::try_from(fitted.intercept.as_slice()).unwrap_or_default();
        let slope = |column: usize| {
            let of = |class: usize| fitted.slope.get(2 * column + class).copied().unwrap_or(0.0);
            of(1) - of(0)
        };
        match (0..2).find(|column| used[*column] && slope(*column) < 0.0) {
            Some(falling) => used[falling] = false,
            None => {
                #[expect(clippy::cast_possible_truncation, reason = "curves are kept in single precision")]
                let slope = |column: usize| if used[column] { slope(column) as f32 / spread[column] } else { 0.0 };
                #[expect(clippy::cast_possible_truncation, reason = "curves are kept in single precision")]
                return [(of_yes - of_no) as f32, slope(0), slope(1)];
            }
        }
    }
}

/// The standard deviation; 1 where all values are alike.
#[expect(clippy::cast_precision_loss, reason = "a count of messages")]
fn spread(values: &[f32]) -> f32 {
    let count = values.len().max(1) as f32;
    let mean = values.iter().sum::<f32>() / count;
    let spread = (values.iter().map(|value| (value - mean).powi(2)).sum::<f32>() / count).sqrt();
    if spread > 0.0 { spread } else { 1.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strong_and_lonely_answers_are_surer() {
        let seen: Vec<Seen> = (0..400_u16)
            .map(|row| {
                let (strength, lead) = (f32::from(row % 20) / 20.0, f32::from(row / 20) / 40.0);
                let is_first = strength + lead > 0.7;
                Seen { strength, lead, is_first, is_among: strength > 0.3 }
            })
            .collect();
        let found = Sureness::fit(&seen);
        assert!(found.of_first(0.9, 0.4) > 0.9 && found.of_first(0.1, 0.0) < 0.1, "{found:?}");
        assert!(found.of_first(0.6, 0.4) > found.of_first(0.6, 0.0));
        assert_eq!(found.of_first(100.0, 100.0), MOST);
        assert!(found.of_few(0.5, 0.0) > 0.5 && found.of_few(0.1, 0.0) < 0.5);
    }

    #[test]
    fn slopes_that_fall_are_none_and_nothing_seen_says_half() {
        let seen = [(0.9, false), (0.8, false), (0.1, true), (0.2, true)].map(|(strength, is)| Seen {
            strength,
            lead: 0.0,
            is_first: is,
            is_among: is,
        });
        let found = Sureness::fit(&seen);
        assert!(found.first[1] == 0.0 && (found.of_first(1.0, 1.0) - 0.5).abs() < 1e-3, "{found:?}");
        assert_eq!(Sureness::fit(&[]).of_first(0.5, 0.5), 0.5);
    }
}
