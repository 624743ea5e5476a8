//! Raw conductance to clean level and phasic part.

use attentive_learn::dsp::{Band, butterworth};
use attentive_types::{Channel, SampleSignal};

use super::artefacts::ArtefactRules;
use super::tonic::Parting;
use crate::preprocess::sample_quality::kept;
use crate::preprocess::{BlockCleaner, BlockStream, Cleaned, Fault, bridge, by_run, unbroken};

/// How skin conductance is cleaned.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CleanSettings {
    /// Which samples are artefacts.
    pub artefacts: ArtefactRules,
    /// Corner of the low pass (Butterworth, order 4, both ways) in hertz. Default 3, as NeuroKit2's `eda_clean`. At rates of up to
    /// 6 Hz, where that cannot be cut, a quarter of the rate (1 Hz for the 4 Hz of wrist bands): responses rise in a second or more
    /// (Boucsein, 2012, section 2.3), so nothing of them is lost.
    pub corner_hz: f64,
    /// Longest gap that is filled, in seconds. Default 1: shorter than the rise of a response.
    pub longest_gap_s: f64,
    /// How tonic and phasic part are told.
    pub parting: Parting,
    /// Length of a block in seconds. Default 60: a stream waits at most for this and the margin.
    pub block_s: f64,
    /// Margin of a block in seconds. Default 45: what happened so long ago has decayed to less than 1e-4 in a filter of 0.05 Hz.
    pub margin_s: f64,
}

impl Default for CleanSettings {
    fn default() -> Self {
        Self {
            artefacts: ArtefactRules::default(),
            corner_hz: 3.0,
            longest_gap_s: 1.0,
            parting: Parting::default(),
            block_s: 60.0,
            margin_s: 45.0,
        }
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
        let raw = block.values("eda_us").unwrap_or(&missing);
        let mut faults = self.artefacts.judge(time, raw);
        let mut kept = kept(raw, &faults);
        bridge(time, &mut kept, self.longest_gap_s, |place| faults[place] = Fault::Filled);
        let corner_hz = if rate_hz > 2.0 * self.corner_hz { self.corner_hz } else { rate_hz / 4.0 };
        let low_pass = butterworth(4, Band::Below(corner_hz), rate_hz);
        let eda = match low_pass {
            Some(filter) => by_run(time, &kept, rate_hz, |run| filter.filter_both_ways(run)),
            None => kept,
        };
        let (mut tonic, mut phasic) = (missing.clone(), missing.clone());
        for run in unbroken(time, &eda, rate_hz) {
            let (slow, fast) = self.parting.part(&eda[run.clone()], rate_hz);
            tonic[run.clone()].copy_from_slice(&slow);
            phasic[run].copy_from_slice(&fast);
        }
        let channels =
            vec![Channel::new("eda_us", eda), Channel::new("tonic_us", tonic), Channel::new("phasic_us", phasic)];
        Cleaned { channels, faults }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::preprocess::skin::clean;
    use attentive_types::time::SECOND;

    fn signal(values: Vec<f64>) -> SampleSignal {
        let time_nanos = (0..values.len() as i64).map(|place| place * SECOND / 4).collect();
        SampleSignal { name: "eda".into(), time_nanos, channels: vec![Channel::new("eda_us", values)] }
    }

    #[test]
    fn the_zero_that_a_wrist_band_sends_first_is_taken_away() {
        let mut values = vec![0.8; 400];
        values[0] = 0.0;
        let (clean, quality) = clean(&signal(values), None, &CleanSettings::default());
        assert_eq!((quality.samples, quality.out_of_range, quality.beside), (400, 1, 20));
        assert!(clean.values("eda_us").unwrap()[..21].iter().all(|value| value.is_nan()));
        assert!(clean.values("eda_us").unwrap()[21..].iter().all(|value| (value - 0.8).abs() < 1e-9));
    }

    #[test]
    fn a_lost_sample_is_filled_and_a_long_gap_stays() {
        let mut values = vec![0.8; 400];
        values[100] = f64::NAN;
        values[200..240].fill(f64::NAN);
        let (clean, quality) = clean(&signal(values), Some(4.0), &CleanSettings::default());
        assert_eq!((quality.filled, quality.lost), (1, 40));
        let usable = clean.values("usable").unwrap();
        assert_eq!((usable[99], usable[100], usable[220]), (1.0, 0.0, 0.0));
        assert!(clean.values("tonic_us").unwrap()[100].is_finite());
        assert!(clean.values("tonic_us").unwrap()[220].is_nan());
    }

    #[test]
    fn a_signal_without_the_channel_is_lost() {
        let mut other = signal(vec![1.0; 8]);
        other.channels[0].name = "x".into();
        let (clean, quality) = clean(&other, None, &CleanSettings::default());
        assert_eq!((clean.len(), quality.lost), (8, 8));
    }
}
