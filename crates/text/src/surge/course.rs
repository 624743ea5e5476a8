//! What was expected and what came, hour by hour? For people to look at, and for the picture.

use std::collections::VecDeque;

use attentive_types::Timestamp;
use attentive_types::time::HOUR;
use serde::{Deserialize, Serialize};

/// Hours that are kept: two weeks.
const MOST: usize = 14 * 24;
/// Hours from which the spread is taken at least.
const LEAST: usize = 12;

/// One hour.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Hour {
    /// When it began.
    pub start: Timestamp,
    /// Texts that came.
    pub texts: u64,
    /// How many of them were negative: the sum of probabilities.
    pub negative: f64,
    /// How many were expected to be.
    pub expected: f64,
    /// The variance of that if texts were drawn one by one.
    pub variance: f64,
}

/// The last two weeks; hours without texts are left out.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Course {
    /// The hours in the order in which they came.
    pub hours: VecDeque<Hour>,
}

impl Course {
    /// Counts a text.
    pub(super) fn add(&mut self, at: Timestamp, negative: f64, share: f64) {
        let start = Timestamp(at.0.div_euclid(HOUR).saturating_mul(HOUR));
        if self.hours.back().is_none_or(|last| last.start != start) {
            if self.hours.len() >= MOST {
                self.hours.pop_front();
            }
            self.hours.push_back(Hour { start, texts: 0, negative: 0.0, expected: 0.0, variance: 0.0 });
        }
        if let Some(hour) = self.hours.back_mut() {
            hour.texts += 1;
            hour.negative += negative;
            hour.expected += share;
            hour.variance += share * (1.0 - share);
        }
    }

    /// How many times as much hours vary as they would if texts were drawn one by one: the middle of all squares over their expectation, so that
    /// surges do not widen it; at least a tenth, 1 while there are few hours. A model that is seldom sure gives less than 1.
    #[must_use]
    pub fn dispersion(&self) -> f64 {
        let square = |hour: &Hour| (hour.negative - hour.expected).powi(2) / hour.variance;
        let squares: Vec<f64> = self.hours.iter().map(square).filter(|square| square.is_finite()).collect();
        if squares.len() < LEAST {
            return 1.0;
        }
        // The middle of the squares of standard normal numbers is .4549.
        (attentive_learn::median(&squares).unwrap_or(0.4549) / 0.4549).max(0.1)
    }
}

impl Hour {
    /// Between which numbers of negative texts nineteen of twenty such hours lie, given how much hours vary.
    #[must_use]
    pub fn band(&self, dispersion: f64) -> (f64, f64) {
        let half = 1.96 * (self.variance * dispersion).sqrt();
        ((self.expected - half).max(0.0), self.expected + half)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hours_are_summed_and_the_oldest_go() {
        let mut course = Course::default();
        for text in 0..20_i64 * 24 * 4 {
            course.add(Timestamp(text * HOUR / 4), 0.5, 0.1);
        }
        assert_eq!(course.hours.len(), MOST);
        let last = course.hours.back().unwrap();
        assert_eq!((last.texts, last.negative), (4, 2.0));
        assert!((last.expected - 0.4).abs() < 1e-12);
        assert!(course.dispersion() > 10.0, "all hours are far from what is expected");
    }

    #[test]
    fn the_band_holds_what_is_expected_and_begins_at_none() {
        let hour = Hour { start: Timestamp(0), texts: 8, negative: 4.0, expected: 1.0, variance: 0.9 };
        let (low, high) = hour.band(1.0);
        assert!(low == 0.0 && (high - 2.859).abs() < 0.01, "{low} {high}");
        assert_eq!(Course::default().dispersion(), 1.0);
    }
}
