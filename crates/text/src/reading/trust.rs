//! How far can the order be trusted? Texts that were ranked before they were looked at tell: whether interesting ones came first, and how likely a text of some strength is interesting.
//!
//! The curve is logistic over the strength; the interval of the area under the curve is a bootstrap over texts. Where the interval reaches down to a half no probability is told.

use attentive_learn::logistic_regression::{LogisticRegression, LogisticSettings};
use attentive_learn::metrics::auc;
use attentive_learn::{SplitMix64, bootstrap_interval, logistic};
use serde::Serialize;

use super::FEWEST;
use super::interests::Interests;

/// Texts that are remembered as evidence, by number alone; the newest.
const MOST: usize = 2_000;
/// A curve fitted on some hundred texts cannot promise more, or less.
const SUREST: f32 = 0.99;
const RESAMPLES: u32 = 500;

/// A text that was ranked before it was looked at.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Seen {
    pub(super) strength: f32,
    pub(super) is_interesting: bool,
}

/// How texts came to be ranked before they were looked at.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum TriedBy {
    /// By what was read before them.
    Time,
    /// By the other parts of the history.
    #[default]
    Parts,
}

/// What is known of how right strengths are.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Evidence {
    pub(super) seen: Vec<Seen>,
    pub(super) by: TriedBy,
}

impl Evidence {
    pub(super) fn add(&mut self, seen: Seen) {
        self.seen.push(seen);
        if self.seen.len() > MOST {
            self.seen.remove(0);
        }
    }

    pub(super) fn area(&self) -> Option<f64> {
        let (strength, is): (Vec<f64>, Vec<bool>) =
            self.seen.iter().map(|seen| (f64::from(seen.strength), seen.is_interesting)).unzip();
        auc(&strength, &is)
    }

    /// The standard error of an area (Hanley and McNeil 1982).
    pub(super) fn error_of(&self, area: f64) -> f64 {
        let yes = self.seen.iter().filter(|seen| seen.is_interesting).count() as f64;
        let no = self.seen.len() as f64 - yes;
        let (of_yes, of_no) = (area / (2.0 - area), 2.0 * area * area / (1.0 + area));
        let sum = area * (1.0 - area) + (yes - 1.0) * (of_yes - area * area) + (no - 1.0) * (of_no - area * area);
        (sum / (yes * no)).max(0.0).sqrt()
    }
}

/// Whether something can be said of how right the order is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// Fewer than ten interesting texts: it ranks by what it has.
    TooLittle,
    /// Fewer than ten texts that were not interesting: how likely one is cannot be told.
    OneSided,
    /// On the person's own history the order is no better than chance.
    NoBetter,
    /// It is, and probabilities are told.
    Tried,
}

/// How far the order can be trusted.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Trust {
    /// In a word.
    pub state: State,
    /// How many texts were ranked before they were looked at.
    pub texts: usize,
    /// How they came to be.
    pub by: TriedBy,
    /// Share of pairs of an interesting and another text that are in the right order, and its 95 % interval; a half is chance.
    pub in_order: Option<[f64; 3]>,
    /// Share of interesting ones among the tenth that was ranked first.
    pub first_tenth: Option<f64>,
    /// Share of interesting ones among all: what reading in any order gives.
    pub any_order: Option<f64>,
    /// Mean squared error of the probabilities, and of the share of interesting ones told of each text.
    pub brier: Option<[f64; 2]>,
}

/// From strength to probability.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Sureness {
    intercept: f64,
    slope: f64,
}

impl Sureness {
    #[expect(clippy::cast_possible_truncation, reason = "probabilities are kept in single precision")]
    pub(super) fn of(self, strength: f32) -> f32 {
        (logistic(self.intercept + self.slope * f64::from(strength)) as f32).clamp(1.0 - SUREST, SUREST)
    }

    /// Strengths are brought to the spread 1 before the curve is fitted. `None` when it does not rise.
    fn fit(seen: &[Seen]) -> Option<Self> {
        let strength: Vec<f64> = seen.iter().map(|seen| f64::from(seen.strength)).collect();
        let count = strength.len() as f64;
        let mean = strength.iter().sum::<f64>() / count;
        let spread = (strength.iter().map(|one| (one - mean).powi(2)).sum::<f64>() / count).sqrt();
        if spread.is_nan() || spread <= 0.0 {
            return None;
        }
        #[expect(clippy::cast_possible_truncation, reason = "columns are in single precision")]
        let scaled: Vec<f32> = strength.iter().map(|one| ((one - mean) / spread) as f32).collect();
        let class: Vec<u8> = seen.iter().map(|seen| u8::from(seen.is_interesting)).collect();
        let fitted = LogisticRegression::fit(&[&scaled], &class, 2, &[], &LogisticSettings::default());
        let of = |values: &[f64]| Some(values.get(1)? - values.first()?);
        let slope = of(&fitted.slope)? / spread;
        (slope > 0.0).then_some(Self { intercept: of(&fitted.intercept)? - slope * mean, slope })
    }
}

impl Interests {
    /// How far its order can be trusted.
    #[must_use]
    pub fn trust(&self) -> Trust {
        let counts = self.counts();
        let seen = &self.evidence.seen;
        let area = self.evidence.area();
        let interval = area.and_then(|area| {
            let places: Vec<f64> = (0..seen.len()).map(|place| place as f64).collect();
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "places of texts")]
            let drawn = |places: &[f64]| {
                let seen = places.iter().filter_map(|place| seen.get(*place as usize)).copied().collect();
                Evidence { seen, by: TriedBy::default() }.area()
            };
            let found = bootstrap_interval(&places, drawn, RESAMPLES, 0.95, &mut SplitMix64::new(1))?;
            Some([area, found.low, found.high])
        });
        let state = if counts.liked < FEWEST {
            State::TooLittle
        } else if counts.disliked < FEWEST {
            State::OneSided
        } else if interval.is_some_and(|[_, low, _]| low > 0.5) {
            State::Tried
        } else {
            State::NoBetter
        };
        let any = interval.is_some().then(|| share(seen.iter()));
        let brier = any.zip(Sureness::fit(seen)).map(|(any, curve)| {
            let error = |said: &dyn Fn(&Seen) -> f64| {
                let of = |seen: &Seen| (said(seen) - f64::from(u8::from(seen.is_interesting))).powi(2);
                seen.iter().map(of).sum::<f64>() / seen.len() as f64
            };
            [error(&|seen| f64::from(curve.of(seen.strength))), error(&|_| any)]
        });
        Trust {
            state,
            texts: seen.len(),
            by: self.evidence.by,
            in_order: interval,
            first_tenth: any.map(|_| first_tenth(seen)),
            any_order: any,
            brier,
        }
    }

    /// The curve by which strengths become probabilities; `None` unless the order was found better than chance.
    pub(super) fn sureness(&self) -> Option<Sureness> {
        (self.trust().state == State::Tried).then(|| Sureness::fit(&self.evidence.seen)).flatten()
    }
}

/// Share of interesting ones.
fn share<'a>(seen: impl Iterator<Item = &'a Seen>) -> f64 {
    let (mut all, mut interesting) = (0_u32, 0_u32);
    for seen in seen {
        all += 1;
        interesting += u32::from(seen.is_interesting);
    }
    f64::from(interesting) / f64::from(all.max(1))
}

fn first_tenth(seen: &[Seen]) -> f64 {
    let mut order: Vec<&Seen> = seen.iter().collect();
    order.sort_by(|one, other| other.strength.total_cmp(&one.strength));
    share(order.into_iter().take(seen.len().div_ceil(10)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn evidence(count: u16, is_interesting: impl Fn(u16) -> bool) -> Evidence {
        let mut evidence = Evidence::default();
        (0..count).for_each(|row| {
            evidence.add(Seen { strength: f32::from(row % 100) / 100.0, is_interesting: is_interesting(row) });
        });
        evidence
    }

    fn trust(liked: usize, disliked: usize, evidence: Evidence) -> Trust {
        let counts = super::super::Counts { liked, disliked };
        Interests { counts, evidence, ..Interests::default() }.trust()
    }

    #[test]
    fn each_state_is_told_by_what_is_known() {
        assert_eq!(trust(9, 50, Evidence::default()).state, State::TooLittle);
        assert_eq!(trust(50, 9, Evidence::default()).state, State::OneSided);
        assert_eq!(trust(50, 50, Evidence::default()).state, State::NoBetter);
        assert_eq!(trust(50, 50, evidence(300, |row| row % 2 == 0)).state, State::NoBetter);
        let good = trust(50, 50, evidence(300, |row| row % 100 >= 70));
        assert_eq!((good.state, good.first_tenth, good.any_order), (State::Tried, Some(1.0), Some(0.3)));
        assert_eq!(trust(50, 50, evidence(300, |row| row % 100 < 70)).state, State::NoBetter, "the wrong way round");
    }

    #[test]
    fn probabilities_rise_with_strength_and_promise_no_more_than_some_hundred_texts_can() {
        let curve = Sureness::fit(&evidence(400, |row| row % 100 >= 50).seen).unwrap();
        assert!(curve.of(0.1) < 0.2 && curve.of(0.9) > 0.8 && (curve.of(0.5) - 0.5).abs() < 0.1);
        assert_eq!((curve.of(1e6), curve.of(-1e6)), (SUREST, 1.0 - SUREST));
        assert!(Sureness::fit(&evidence(400, |row| row % 100 < 50).seen).is_none() && Sureness::fit(&[]).is_none());
    }

    #[test]
    fn the_error_of_an_area_is_that_of_the_formula_and_the_oldest_evidence_goes() {
        // 0.8 with 50 and 50: Q1 = 2/3, Q2 = 1.28/1.8.
        let of = evidence(100, |row| row % 2 == 0);
        let expected: f64 = (0.16 + 49.0 * (2.0 / 3.0 - 0.64) + 49.0 * (1.28 / 1.8 - 0.64)) / 2_500.0;
        assert!((of.error_of(0.8) - expected.sqrt()).abs() < 1e-12);
        let many = evidence(2_001, |row| row == 0);
        assert!(many.seen.len() == MOST && many.seen.iter().all(|seen| !seen.is_interesting));
    }
}
