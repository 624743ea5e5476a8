//! Raw driving data to clean ones.

use attentive_learn::dsp::{Band, butterworth};
use attentive_types::{Channel, SampleSignal};

use crate::preprocess::sample_quality::{kept, take_best};
use crate::preprocess::{BlockCleaner, BlockStream, Cleaned, Fault, bridge, by_run};

/// Channels that are read, and their possible values: wide enough for every car, too narrow for junk.
const RANGES: [(&str, f64, f64); 6] = [
    ("speed_km_per_h", -30.0, 400.0),
    ("steering_deg", -1080.0, 1080.0),
    ("lane_offset_m", -15.0, 15.0),
    ("roll_deg", -360.0, 360.0),
    ("pitch_deg", -360.0, 360.0),
    ("yaw_deg", -360.0, 360.0),
];

/// How driving data are cleaned.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CleanSettings {
    /// Corner for steering in hertz (Butterworth, order 2, both ways). Default 0.6: Markkula and Engström, 2006, "A steering wheel reversal
    /// rate metric for assessing effects of visual and cognitive secondary task load", for their low pass. Not cut at lower rates.
    pub steering_hz: f64,
    /// Corner for speed before it is differentiated, in hertz (Butterworth, order 2, both ways). Default 0.5 (this project): a car does not
    /// change its acceleration much faster, and a GPS speed of 1 Hz, at which this is not cut, knows no more.
    pub speed_hz: f64,
    /// Longest gap that is filled, in seconds. Default 2 (this project): a lost GPS fix or two.
    pub longest_gap_s: f64,
    /// Length of a block in seconds. Default 15.
    pub block_s: f64,
    /// Margin of a block in seconds. Default 10.
    pub margin_s: f64,
}

impl Default for CleanSettings {
    fn default() -> Self {
        Self { steering_hz: 0.6, speed_hz: 0.5, longest_gap_s: 2.0, block_s: 15.0, margin_s: 10.0 }
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
        let mut cleaned = Cleaned { channels: Vec::new(), faults: vec![Fault::Lost; block.len()] };
        for (name, low, high) in RANGES {
            let Some(raw) = block.values(name) else { continue };
            let mut faults: Vec<Fault> = raw.iter().map(|value| Fault::of(*value, low, high)).collect();
            let mut kept = kept(raw, &faults);
            if name != "yaw_deg" {
                bridge(time, &mut kept, self.longest_gap_s, |place| faults[place] = Fault::Filled);
            }
            take_best(&mut cleaned.faults, faults);
            cleaned.channels.extend(self.channels(name, time, kept, rate_hz));
        }
        cleaned
    }
}

impl CleanSettings {
    fn channels(&self, name: &str, time: &[i64], values: Vec<f64>, rate_hz: f64) -> Vec<Channel> {
        let below = |corner_hz: f64, values: &[f64]| match butterworth(2, Band::Below(corner_hz), rate_hz) {
            Some(filter) => by_run(time, values, rate_hz, |run| filter.filter_both_ways(run)),
            None => values.to_vec(),
        };
        match name {
            "speed_km_per_h" => {
                let metres: Vec<f64> = below(self.speed_hz, &values).iter().map(|speed| speed / 3.6).collect();
                let acceleration = rate_of_change(time, &metres, rate_hz, |change| change);
                let jerk = rate_of_change(time, &acceleration, rate_hz, |change| change);
                let more = [("acceleration_m_per_s2", acceleration), ("jerk_m_per_s3", jerk)];
                let more = more.into_iter().map(|(name, values)| Channel::new(name, values));
                std::iter::once(Channel::new(name, values)).chain(more).collect()
            }
            "steering_deg" => vec![Channel::new(name, below(self.steering_hz, &values))],
            "yaw_deg" => {
                // The short way round.
                let short = |change: f64| (change + 180.0).rem_euclid(360.0) - 180.0;
                let turning = rate_of_change(time, &values, rate_hz, short);
                vec![Channel::new(name, values), Channel::new("yaw_rate_deg_per_s", turning)]
            }
            _ => vec![Channel::new(name, values)],
        }
    }
}

/// Change from the sample before to the sample after, for each second; NaN at ends and beside holes.
fn rate_of_change(time: &[i64], values: &[f64], rate_hz: f64, change: impl Fn(f64) -> f64) -> Vec<f64> {
    let mut out = vec![f64::NAN; values.len()];
    for place in 1..values.len().saturating_sub(1) {
        let seconds = time[place + 1].saturating_sub(time[place - 1]) as f64 / 1e9;
        if seconds > 0.0 && seconds * rate_hz <= 4.0 && values[place].is_finite() {
            out[place] = change(values[place + 1] - values[place - 1]) / seconds;
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::preprocess::vehicle::clean;
    use attentive_types::time::SECOND;

    #[test]
    fn a_car_that_gains_a_metre_per_second_each_second() {
        let speeds: Vec<f64> = (0..60).map(|place| 3.6 * f64::from(place)).collect();
        let mut yaw: Vec<f64> = (0..60).map(|place| f64::from(place * 10) % 360.0).collect();
        yaw[50] = 9e9;
        let signal = SampleSignal {
            name: "car".into(),
            time_nanos: (0..60).map(|place| place * SECOND).collect(),
            channels: vec![Channel::new("speed_km_per_h", speeds), Channel::new("yaw_deg", yaw)],
        };
        let (clean, quality) = clean(&signal, None, &CleanSettings::default());
        let at = |name: &str, place: usize| clean.values(name).unwrap()[place];
        assert!((at("acceleration_m_per_s2", 30) - 1.0).abs() < 1e-9 && at("jerk_m_per_s3", 30).abs() < 1e-9);
        assert!((at("yaw_rate_deg_per_s", 36) - 10.0).abs() < 1e-9);
        assert!(at("yaw_deg", 50).is_nan());
        assert_eq!(quality.usable_share(), 1.0);
    }
}
