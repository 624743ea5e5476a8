//! How good were the samples? Each has one verdict, and each verdict is counted; nothing is dropped in silence.

use attentive_types::{Measured, SampleSignal};

/// What was wrong with a sample.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Fault {
    /// Nothing.
    #[default]
    None,
    /// The device gave no number.
    Lost,
    /// It lies where the body cannot be.
    OutOfRange,
    /// It changed faster than the body can.
    TooFast,
    /// The signal did not move at all: a loose sensor.
    Flat,
    /// It lies so near to one of the above that it cannot be trusted.
    Beside,
    /// It was missing and was filled between its neighbours.
    Filled,
}

impl Fault {
    /// The verdict on a value by itself: lost when it is not a number, out of range when it lies outside these two.
    #[must_use]
    pub fn of(value: f64, lowest: f64, highest: f64) -> Self {
        if !value.is_finite() {
            Self::Lost
        } else if value < lowest || value > highest {
            Self::OutOfRange
        } else {
            Self::None
        }
    }

    /// For the channel `usable`: 1 where nothing was wrong, else 0.
    #[must_use]
    pub fn usable(self) -> f64 {
        f64::from(u8::from(self == Self::None))
    }
}

/// The values with which nothing is wrong; NaN in place of the others.
pub(super) fn kept(values: &[f64], faults: &[Fault]) -> Vec<f64> {
    values.iter().zip(faults).map(|(value, fault)| if *fault == Fault::None { *value } else { f64::NAN }).collect()
}

/// The best verdict of several channels into `best`: a moment is of use when one of them is.
pub(super) fn take_best(best: &mut [Fault], own: Vec<Fault>) {
    for (best, own) in best.iter_mut().zip(own) {
        if own == Fault::None || *best == Fault::Lost {
            *best = own;
        }
    }
}

/// What cleaning met in a signal, in samples.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SampleQuality {
    /// All samples.
    pub samples: usize,
    /// The device gave no number, and the gap was too long to fill.
    pub lost: usize,
    /// Taken away: out of the possible range.
    pub out_of_range: usize,
    /// Taken away: changed too fast.
    pub too_fast: usize,
    /// Taken away: did not move.
    pub flat: usize,
    /// Taken away: beside one of these.
    pub beside: usize,
    /// Filled between neighbours, because the gap was short.
    pub filled: usize,
    /// Samples whose time was not after that of the sample before; they were left out and are not in `samples`.
    pub out_of_order: usize,
}

impl SampleQuality {
    /// Counts one sample.
    pub fn count(&mut self, fault: Fault) {
        self.samples += 1;
        match fault {
            Fault::None => {}
            Fault::Lost => self.lost += 1,
            Fault::OutOfRange => self.out_of_range += 1,
            Fault::TooFast => self.too_fast += 1,
            Fault::Flat => self.flat += 1,
            Fault::Beside => self.beside += 1,
            Fault::Filled => self.filled += 1,
        }
    }

    /// Share of samples that were seen and kept, 0 to 1, not counting what was filled; 0 when there is none.
    #[must_use]
    pub fn usable_share(&self) -> f64 {
        let bad = self.lost + self.out_of_range + self.too_fast + self.flat + self.beside + self.filled;
        if self.samples == 0 { 0.0 } else { self.samples.saturating_sub(bad) as f64 / self.samples as f64 }
    }

    /// A value with this quality.
    #[must_use]
    pub fn measured(&self, value: Option<f64>) -> Measured {
        Measured::new(value, self.usable_share())
    }
}

/// The quality of a cleaned signal, read back from its channel `usable`: share of samples that were seen and kept, 0 to 1.
#[must_use]
pub fn quality(clean: &SampleSignal) -> f64 {
    let usable = clean.values("usable").unwrap_or_default();
    if usable.is_empty() {
        0.0
    } else {
        usable.iter().filter(|value| **value > 0.5).count() as f64 / usable.len() as f64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_filled_was_not_seen() {
        let mut quality = SampleQuality::default();
        [Fault::None, Fault::Filled, Fault::Lost, Fault::None].into_iter().for_each(|fault| quality.count(fault));
        assert_eq!((quality.samples, quality.filled, quality.lost), (4, 1, 1));
        assert!((quality.usable_share() - 0.5).abs() < 1e-12);
        assert_eq!(SampleQuality::default().usable_share(), 0.0);
    }
}
