//! Does "80 % sure" still mean right in 80 of 100? Watched answer by answer.
//!
//! Cumulative sums (Page 1954) over standardised residuals; Steiner, Cook, Farewell and Treasure 2000 watch surgery alike, with likelihoods in place of residuals.
//! With p what was said and y whether it came,
//!
//! ```text
//! z = (y - p) / sqrt(p (1 - p))
//! ```
//!
//! has mean 0 and deviation 1 as long as p is right, whatever p is, so [`Cusum`] tells when it is not.

use crate::change::{Cusum, Shift};

/// Said probabilities are kept this far from 0 and 1, so that one surprise alone is not a shift.
const NEAREST: f64 = 0.05;

/// Which way probabilities are wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Miscalibration {
    /// Things happen more often than is said.
    TooCautious,
    /// Things happen less often than is said.
    TooBold,
}

/// A watch over said probabilities and what came.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CalibrationWatch {
    too_bold: Cusum,
    too_cautious: Cusum,
    tolerance: f64,
}

impl Default for CalibrationWatch {
    /// Where shares are off by a quarter it is told within 40 answers on average; a false alarm comes four times later or more (the test below says so).
    fn default() -> Self {
        Self::of(Cusum::of_standard(0.25, 6.0), 0.0)
    }
}

impl CalibrationWatch {
    /// One whose alarms cost something, and that forgives probabilities which are off by a tenth: where shares are off by a quarter it is told within 100 answers
    /// on average, where they are right in more than two thousand (the test below says so).
    #[must_use]
    pub fn patient() -> Self {
        Self::of(Cusum::of_standard(0.15, 10.0), 0.1)
    }

    fn of(sums: Cusum, tolerance: f64) -> Self {
        Self { too_bold: sums, too_cautious: sums, tolerance }
    }

    /// Takes what was said (0 to 1) and whether it came. Where probabilities have become wrong it says how, and how many answers ago that began.
    pub fn push(&mut self, said: f64, came: bool) -> Option<(Miscalibration, u32)> {
        let said = said.clamp(NEAREST, 1.0 - NEAREST);
        let residual = |said: f64| {
            let said = said.clamp(NEAREST, 1.0 - NEAREST);
            (f64::from(u8::from(came)) - said) / (said * (1.0 - said)).sqrt()
        };
        let bold = self.too_bold.push(residual(said - self.tolerance)).filter(|(shift, _)| *shift == Shift::Down);
        let cautious = self.too_cautious.push(residual(said + self.tolerance)).filter(|(shift, _)| *shift == Shift::Up);
        let bold = bold.map(|(_, ago)| (Miscalibration::TooBold, ago));
        bold.or(cautious.map(|(_, ago)| (Miscalibration::TooCautious, ago)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::SplitMix64;

    /// Answers until the first alarm, when things come with a probability that is off by so much.
    fn until_told(off: f64, seed: u64) -> (u32, Miscalibration) {
        until(CalibrationWatch::default(), off, seed)
    }

    fn until(mut watch: CalibrationWatch, off: f64, seed: u64) -> (u32, Miscalibration) {
        let mut random = SplitMix64::new(seed);
        for answer in 1..100_000 {
            let said = 0.3 + 0.4 * random.next_unit();
            if let Some((how, _)) = watch.push(said, random.next_unit() < said + off) {
                return (answer, how);
            }
        }
        panic!("never told")
    }

    #[test]
    fn boldness_is_told_much_sooner_than_a_false_alarm() {
        let mean = |off| (0..100).map(|seed| f64::from(until_told(off, seed).0)).sum::<f64>() / 100.0;
        let (bold, right) = (mean(-0.25), mean(0.0));
        assert!(bold < 40.0 && right > 4.0 * bold, "{bold} {right}");
        assert_eq!(until_told(-0.25, 1).1, Miscalibration::TooBold);
        assert_eq!(until_told(0.25, 1).1, Miscalibration::TooCautious);
    }

    #[test]
    fn a_patient_watch_forgives_a_tenth_and_has_few_false_alarms() {
        let mean =
            |off| (0..50).map(|seed| f64::from(until(CalibrationWatch::patient(), off, seed).0)).sum::<f64>() / 50.0;
        let (bold, tenth, right) = (mean(-0.25), mean(-0.1), mean(0.0));
        assert!(bold < 100.0 && tenth > 250.0 && right > 2000.0, "{bold} {tenth} {right}");
        // As sure as it can be and right in nine of ten: not told in five hundred answers, where the impatient one is soon alarmed.
        let mut random = SplitMix64::new(1);
        let came: Vec<bool> = (0..500).map(|_| random.next_unit() < 0.9).collect();
        let told = |mut watch: CalibrationWatch| came.iter().any(|came| watch.push(0.98, *came).is_some());
        assert!(!told(CalibrationWatch::patient()) && told(CalibrationWatch::default()));
    }
}
