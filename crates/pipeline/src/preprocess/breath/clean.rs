//! Raw breathing to clean breathing around zero.

use attentive_learn::dsp::{Band, butterworth};
use attentive_learn::quantile;
use attentive_types::{Channel, SampleSignal};

use crate::preprocess::{BlockCleaner, BlockStream, Cleaned, Fault, bridge, by_run};

/// Height of a sine from trough to peak, in units of its distance between quartiles: 2 / (2 sin 45 degrees).
const HEIGHT_OF_QUARTILES: f64 = std::f64::consts::SQRT_2;

/// How breathing is cleaned.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CleanSettings {
    /// Corners of the band pass (Butterworth, order 2, both ways) in hertz. Default 0.05 to 3: 3 to 180 breaths a minute. Source:
    /// Khodadad et al., 2018, "Optimized breath detection algorithm in electrical impedance tomography", Physiological Measurement
    /// 39(9), as implemented by NeuroKit2. Where the rate does not allow the upper corner, there is only the lower one.
    pub band_hz: (f64, f64),
    /// Longest gap that is filled, in seconds. Default 0.5 (this project): a small part of a breath.
    pub longest_gap_s: f64,
    /// Length of a block in seconds. Default 60.
    pub block_s: f64,
    /// Margin of a block in seconds. Default 45: what happened so long ago has decayed to less than 1e-4.
    pub margin_s: f64,
}

impl Default for CleanSettings {
    fn default() -> Self {
        Self { band_hz: (0.05, 3.0), longest_gap_s: 0.5, block_s: 60.0, margin_s: 45.0 }
    }
}

/// Cleans piece by piece.
pub type CleanStream = BlockStream<CleanSettings>;

impl BlockCleaner for CleanSettings {
    fn block_and_margin_s(&self) -> (f64, f64) {
        (self.block_s, self.margin_s)
    }

    fn clean(&self, block: &SampleSignal, rate_hz: f64) -> Cleaned {
        let time = &block.time_nanos;
        let missing = vec![f64::NAN; block.len()];
        let mut kept = block.values("respiration_au").unwrap_or(&missing).to_vec();
        let mut faults: Vec<Fault> = kept.iter().map(|value| Fault::of(*value, f64::MIN, f64::MAX)).collect();
        bridge(time, &mut kept, self.longest_gap_s, |place| faults[place] = Fault::Filled);
        let (low_hz, high_hz) = self.band_hz;
        let filter = butterworth(2, Band::Between(low_hz, high_hz), rate_hz)
            .or_else(|| butterworth(2, Band::Above(low_hz), rate_hz));
        let breathing = match filter {
            Some(filter) => by_run(time, &kept, rate_hz, |run| filter.filter_both_ways(run)),
            None => kept,
        };
        let finite: Vec<f64> = breathing.iter().copied().filter(|value| value.is_finite()).collect();
        let quartiles = quantile(&finite, 0.75).zip(quantile(&finite, 0.25));
        let scale = quartiles.map_or(f64::NAN, |(upper, lower)| HEIGHT_OF_QUARTILES * (upper - lower));
        let channels =
            vec![Channel::new("respiration_au", breathing), Channel::new("scale_au", vec![scale; block.len()])];
        Cleaned { channels, faults }
    }
}
