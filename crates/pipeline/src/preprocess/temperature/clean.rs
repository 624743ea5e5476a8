//! Raw temperature to smooth temperature.

use attentive_learn::dsp::moving_median;
use attentive_types::{Channel, SampleSignal};

use crate::preprocess::sample_quality::kept;
use crate::preprocess::{BlockCleaner, BlockStream, Cleaned, Fault, bridge, by_run};

/// How skin temperature is cleaned.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CleanSettings {
    /// Possible temperatures in degrees Celsius. Default 15 to 42 (this project): the cold end is a hand in winter; below it a sensor
    /// measures the room. Kleckner et al., 2018, take 30 to 40 as the sign that a wrist band is worn.
    pub range_c: (f64, f64),
    /// Steepest change in degrees per second. Default 0.5 (this project): skin changes by hundredths, a sensor that slips by degrees.
    pub steepest_c_per_s: f64,
    /// How near to a jump a sample is not trusted, in seconds. Default 10 (this project): as long as a band needs to settle.
    pub beside_s: f64,
    /// Length of the moving median in seconds. Default 5 (this project): takes single steps of the converter away.
    pub median_s: f64,
    /// Longest gap that is filled, in seconds. Default 5: temperature is slow.
    pub longest_gap_s: f64,
    /// Length of a block in seconds. Default 60.
    pub block_s: f64,
}

impl Default for CleanSettings {
    fn default() -> Self {
        Self {
            range_c: (15.0, 42.0),
            steepest_c_per_s: 0.5,
            beside_s: 10.0,
            median_s: 5.0,
            longest_gap_s: 5.0,
            block_s: 60.0,
        }
    }
}

/// Cleans piece by piece.
pub type CleanStream = BlockStream<CleanSettings>;

impl CleanSettings {
    fn judge(&self, time: &[i64], values: &[f64]) -> Vec<Fault> {
        let (low, high) = self.range_c;
        let mut faults: Vec<Fault> = values.iter().map(|value| Fault::of(*value, low, high)).collect();
        let seconds = |from: usize, to: usize| time[to].saturating_sub(time[from]) as f64 / 1e9;
        let is_jump = |place: &usize| {
            let change = (values[*place] - values[*place - 1]).abs();
            change > self.steepest_c_per_s * seconds(*place - 1, *place).max(0.25)
        };
        let jumps: Vec<usize> = (1..values.len()).filter(is_jump).collect();
        for jump in jumps {
            let from = (0..jump).rev().take_while(|place| seconds(*place, jump) <= self.beside_s);
            let to = (jump..values.len()).take_while(|place| seconds(jump, *place) <= self.beside_s);
            for place in from.chain(to) {
                if faults[place] == Fault::None {
                    faults[place] = if place == jump { Fault::TooFast } else { Fault::Beside };
                }
            }
        }
        faults
    }
}

impl BlockCleaner for CleanSettings {
    fn block_and_margin_s(&self) -> (f64, f64) {
        (self.block_s, self.beside_s + self.median_s + self.longest_gap_s)
    }

    fn clean(&self, block: &SampleSignal, rate_hz: f64) -> Cleaned {
        let time = &block.time_nanos;
        let missing = vec![f64::NAN; block.len()];
        let raw = block.values("temperature_c").unwrap_or(&missing);
        let mut faults = self.judge(time, raw);
        let mut kept = kept(raw, &faults);
        bridge(time, &mut kept, self.longest_gap_s, |place| faults[place] = Fault::Filled);
        let width = (self.median_s * rate_hz).round().clamp(1.0, 1e6) as usize | 1;
        let smooth = by_run(time, &kept, rate_hz, |run| moving_median(run, width));
        Cleaned { channels: vec![Channel::new("temperature_c", smooth)], faults }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::preprocess::temperature::clean;
    use attentive_types::time::SECOND;

    #[test]
    fn a_sensor_that_slips_is_not_trusted_for_a_while() {
        let mut values = vec![33.0; 400];
        values[200..].fill(29.0);
        let time_nanos = (0..400).map(|place| place * SECOND / 4).collect();
        let signal =
            SampleSignal { name: "t".into(), time_nanos, channels: vec![Channel::new("temperature_c", values)] };
        let (clean, quality) = clean(&signal, None, &CleanSettings::default());
        assert_eq!((quality.too_fast, quality.beside), (1, 80));
        let smooth = clean.values("temperature_c").unwrap();
        assert_eq!((smooth[150], smooth[250]), (33.0, 29.0));
        assert!(smooth[161].is_nan() && smooth[239].is_nan());
    }

    #[test]
    fn a_table_is_not_a_wrist() {
        let signal = SampleSignal {
            name: "t".into(),
            time_nanos: (0..4).map(|place| place * SECOND).collect(),
            channels: vec![Channel::new("temperature_c", vec![33.0, 382.2, 0.0, f64::NAN])],
        };
        let (_, quality) = clean(&signal, None, &CleanSettings::default());
        assert_eq!((quality.out_of_range, quality.lost), (2, 1));
    }
}
