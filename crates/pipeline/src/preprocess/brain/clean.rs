//! Raw potentials to filtered potentials without artefacts.

use attentive_learn::dsp::{Band, Sections, butterworth, notch};
use attentive_types::{Channel, SampleSignal};

use crate::preprocess::sample_quality::take_best;
use crate::preprocess::{BlockCleaner, BlockStream, Cleaned, Fault, bridge, by_run};

/// Which epochs of an electrode are artefacts. Limits are of the filtered potential, but for `flat_uv`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ArtefactRules {
    /// Length of an epoch in seconds, on a grid of time that begins at 1970. Default 1.
    pub epoch_s: f64,
    /// Greatest distance from zero in microvolts. Default 100: the usual limit against blinks (Luck, 2014, An Introduction to the
    /// Event-Related Potential Technique, chapter 6).
    pub highest_uv: f64,
    /// Greatest distance between the highest and the lowest value of an epoch, in microvolts. Default 150 (ibid.).
    pub widest_uv: f64,
    /// Steepest change in microvolts for each millisecond. Default 50: the default of BrainVision Analyzer's raw data inspection.
    pub steepest_uv_per_ms: f64,
    /// An epoch whose raw values all lie within that many microvolts is flat. Default 0.5: the "low activity" limit of the same.
    pub flat_uv: f64,
}

impl Default for ArtefactRules {
    fn default() -> Self {
        Self { epoch_s: 1.0, highest_uv: 100.0, widest_uv: 150.0, steepest_uv_per_ms: 50.0, flat_uv: 0.5 }
    }
}

/// How potentials are cleaned.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CleanSettings {
    /// Corners of the band pass (Butterworth, order 4, both ways) in hertz. Default 0.5 to 45: from delta to gamma below the mains.
    pub band_hz: (f64, f64),
    /// Frequency of the mains, taken out by a notch of quality 30; `None` for none. Default 50.
    pub mains_hz: Option<f64>,
    /// Which epochs are artefacts.
    pub artefacts: ArtefactRules,
    /// Longest gap that is filled, in seconds. Default 0.02 (this project): a lost sample or two.
    pub longest_gap_s: f64,
    /// Length of a block in seconds. Default 10.
    pub block_s: f64,
    /// Margin of a block in seconds. Default 8: what happened so long ago has decayed to less than 1e-4 in a filter of 0.5 Hz.
    pub margin_s: f64,
}

impl Default for CleanSettings {
    fn default() -> Self {
        Self {
            band_hz: (0.5, 45.0),
            mains_hz: Some(50.0),
            artefacts: ArtefactRules::default(),
            longest_gap_s: 0.02,
            block_s: 10.0,
            margin_s: 8.0,
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
        let (low_hz, high_hz) = self.band_hz;
        let mut filters: Vec<Sections> = Vec::new();
        filters.extend(
            butterworth(4, Band::Between(low_hz, high_hz), rate_hz)
                .or_else(|| butterworth(4, Band::Above(low_hz), rate_hz)),
        );
        filters.extend(self.mains_hz.and_then(|mains_hz| notch(mains_hz, 30.0, rate_hz)));
        let mut cleaned = Cleaned { channels: Vec::new(), faults: vec![Fault::Lost; block.len()] };
        for channel in block.channels.iter().filter(|channel| channel.name.ends_with("_uv")) {
            let (values, faults) = self.clean_one(&block.time_nanos, &channel.values, rate_hz, &filters);
            cleaned.channels.push(Channel::new(&channel.name, values));
            take_best(&mut cleaned.faults, faults);
        }
        cleaned
    }
}

impl CleanSettings {
    fn clean_one(&self, time: &[i64], raw: &[f64], rate_hz: f64, filters: &[Sections]) -> (Vec<f64>, Vec<Fault>) {
        let mut kept = raw.to_vec();
        let mut faults: Vec<Fault> = raw.iter().map(|value| Fault::of(*value, f64::MIN, f64::MAX)).collect();
        bridge(time, &mut kept, self.longest_gap_s, |place| faults[place] = Fault::Filled);
        let filtered = filters
            .iter()
            .fold(kept, |values, filter| by_run(time, &values, rate_hz, |run| filter.filter_both_ways(run)));
        let epoch_nanos = (self.artefacts.epoch_s.clamp(1e-3, 1e4) * 1e9) as i64;
        let mut from = 0;
        let mut out = filtered.clone();
        while from < time.len() {
            let epoch = time[from].div_euclid(epoch_nanos);
            let to = from + time[from..].partition_point(|own| own.div_euclid(epoch_nanos) == epoch);
            if let Some(fault) = self.artefacts.judge(&time[from..to], &raw[from..to], &filtered[from..to]) {
                out[from..to].fill(f64::NAN);
                faults[from..to].fill(fault);
            }
            from = to;
        }
        (out, faults)
    }
}

impl ArtefactRules {
    /// What is wrong with an epoch; `None` when nothing is.
    fn judge(&self, time: &[i64], raw: &[f64], filtered: &[f64]) -> Option<Fault> {
        let extent = |values: &[f64]| {
            let finite = values.iter().copied().filter(|value| value.is_finite());
            finite.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), value| (low.min(value), high.max(value)))
        };
        let ((low, high), (raw_low, raw_high)) = (extent(filtered), extent(raw));
        let is_steep = |place: usize| {
            let millis = time[place].saturating_sub(time[place - 1]) as f64 / 1e6;
            (filtered[place] - filtered[place - 1]).abs() > self.steepest_uv_per_ms * millis
        };
        let has_several = raw.iter().filter(|value| value.is_finite()).count() > 2;
        if has_several && raw_high - raw_low < self.flat_uv {
            Some(Fault::Flat)
        } else if high > self.highest_uv || low < -self.highest_uv || high - low > self.widest_uv {
            Some(Fault::OutOfRange)
        } else if (1..time.len()).any(is_steep) {
            Some(Fault::TooFast)
        } else {
            None
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::preprocess::brain::{clean, events};
    use attentive_types::time::SECOND;

    fn signal(channels: Vec<(&str, Vec<f64>)>) -> SampleSignal {
        let len = channels[0].1.len() as i64;
        let channels = channels.into_iter().map(|(name, values)| Channel::new(name, values)).collect();
        SampleSignal { name: "eeg".into(), time_nanos: (0..len).map(|place| place * SECOND / 128).collect(), channels }
    }

    fn alpha(place: usize) -> f64 {
        20.0 * (std::f64::consts::TAU * 10.0 * place as f64 / 128.0).sin()
    }

    #[test]
    fn a_blink_costs_its_own_second_and_its_own_electrode() {
        let good: Vec<f64> = (0..2560).map(alpha).collect();
        let mut blinks = good.clone();
        for (place, value) in blinks[1290..1330].iter_mut().enumerate() {
            *value += 400.0 * (std::f64::consts::PI * place as f64 / 40.0).sin();
        }
        let (clean, quality) =
            clean(&signal(vec![("fp1_uv", blinks), ("o1_uv", good)]), None, &CleanSettings::default());
        let lost = |name: &str| clean.values(name).unwrap().iter().filter(|value| value.is_nan()).count();
        assert_eq!((lost("fp1_uv"), lost("o1_uv")), (128, 0));
        assert_eq!(quality.usable_share(), 1.0);
        assert_eq!(events(&clean).len(), 1);
    }

    #[test]
    fn a_loose_electrode_is_flat() {
        let (clean, quality) = clean(&signal(vec![("cz_uv", vec![7.0; 512])]), None, &CleanSettings::default());
        assert_eq!(quality.flat, 512);
        assert!(clean.values("cz_uv").unwrap().iter().all(|value| value.is_nan()));
    }

    #[test]
    fn the_mains_are_taken_out_and_alpha_is_left() {
        let with_hum = |place: usize| alpha(place) + 30.0 * (std::f64::consts::TAU * 50.0 * place as f64 / 128.0).sin();
        let (clean, _) =
            clean(&signal(vec![("cz_uv", (0..2560).map(with_hum).collect())]), None, &CleanSettings::default());
        let values = clean.values("cz_uv").unwrap();
        assert!((600..2000).all(|place| (values[place] - alpha(place)).abs() < 0.5));
    }
}
