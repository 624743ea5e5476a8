//! Which part of skin conductance is the slow level, and which are the fast responses?

use attentive_learn::dsp::{Band, butterworth, moving_median};

/// How conductance is parted into tonic level and phasic part.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Parting {
    /// Butterworth filters of order 2, run both ways: below the corner is tonic, above it phasic. Source: Biopac's AcqKnowledge
    /// manual as implemented by NeuroKit2 (Makowski et al., 2021), whose default corner of 0.05 Hz is ours, too.
    Filter {
        /// The corner in hertz.
        corner_hz: f64,
    },
    /// Tonic is the moving median over that many seconds, phasic the rest. Source: Biopac, "smoothing baseline removal", as
    /// NeuroKit2's `smoothmedian`, whose window is 4 s.
    MovingMedian {
        /// Length of the window in seconds.
        window_s: f64,
    },
}

impl Default for Parting {
    fn default() -> Self {
        Self::Filter { corner_hz: 0.05 }
    }
}

impl Parting {
    /// Tonic and phasic part of one unbroken stretch. At rates at which the corner cannot be cut all is tonic.
    pub(super) fn part(self, values: &[f64], rate_hz: f64) -> (Vec<f64>, Vec<f64>) {
        let rest = |tonic: Vec<f64>| {
            let phasic = values.iter().zip(&tonic).map(|(value, tonic)| value - tonic).collect();
            (tonic, phasic)
        };
        match self {
            Self::Filter { corner_hz } => {
                let low = butterworth(2, Band::Below(corner_hz), rate_hz);
                let high = butterworth(2, Band::Above(corner_hz), rate_hz);
                match low.zip(high) {
                    Some((low, high)) => (low.filter_both_ways(values), high.filter_both_ways(values)),
                    None => rest(values.to_vec()),
                }
            }
            Self::MovingMedian { window_s } => {
                let width = (window_s * rate_hz).round().clamp(1.0, 1e7) as usize;
                // Odd, so that the window has a middle.
                rest(moving_median(values, width | 1))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_level_is_tonic_and_a_fast_wave_phasic() {
        let wave = |place: usize| (std::f64::consts::TAU * place as f64 / 40.0).sin();
        let values: Vec<f64> = (0..2000).map(|place| 5.0 + wave(place)).collect();
        for parting in [Parting::default(), Parting::MovingMedian { window_s: 8.0 }] {
            let (tonic, phasic) = parting.part(&values, 10.0);
            for place in 500..1500 {
                assert!((tonic[place] - 5.0).abs() < 0.1, "{parting:?}");
                assert!((phasic[place] - wave(place)).abs() < 0.1, "{parting:?}");
            }
        }
    }
}
