//! How good was the gaze? Counts of what cleaning met; nothing is dropped in silence.

use attentive_types::Measured;

/// What cleaning met in a gaze signal, in samples.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct GazeQuality {
    /// All samples.
    pub samples: usize,
    /// Lost by the device: not a number, or the point (0, 0) of the screen that devices write for it.
    pub lost: usize,
    /// Taken away: far off the screen.
    pub off_screen: usize,
    /// Taken away: the device itself was not sure.
    pub unsure: usize,
    /// Taken away: single samples that jump away and back faster than eyes can.
    pub spikes: usize,
    /// Filled between neighbours, because the gap was short.
    pub interpolated: usize,
    /// Told by one eye while the other was lost.
    pub one_eyed: usize,
    /// Samples whose time was not after that of the sample before; they were left out.
    pub out_of_order: usize,
}

impl GazeQuality {
    /// Share of samples that were seen, 0 to 1, not counting what was filled; 0 when there is no sample.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "counts of samples are far below 2^53")]
    pub fn valid_share(&self) -> f64 {
        if self.samples == 0 {
            return 0.0;
        }
        let seen = self.samples.saturating_sub(self.lost + self.off_screen + self.unsure + self.spikes);
        seen as f64 / self.samples as f64
    }

    /// A value with this quality.
    #[must_use]
    pub fn measured(&self, value: Option<f64>) -> Measured {
        Measured::new(value, self.valid_share())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_filled_was_not_seen() {
        let quality = GazeQuality { samples: 10, lost: 2, interpolated: 2, ..GazeQuality::default() };
        assert!((quality.valid_share() - 0.8).abs() < 1e-12);
        assert_eq!(GazeQuality::default().valid_share(), 0.0);
    }
}
