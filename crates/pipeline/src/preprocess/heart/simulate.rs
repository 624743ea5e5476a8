//! An ECG and a pulse whose beats are known: for tests, golden numbers, speeds and the demonstration.
//!
//! Each wave of a beat is a bell curve, as in McSharry, Clifford, Tarassenko and Smith, 2003, "A dynamical model for generating synthetic
//! electrocardiogram signals", IEEE Transactions on Biomedical Engineering 50(3); ours places the bells in time rather than integrating a
//! limit cycle, so the R peaks lie exactly where they were put. Intervals: a mean, two sines (Mayer waves at 0.1 Hz, breath) and noise.

use attentive_learn::SplitMix64;
use attentive_types::{Channel, SampleSignal};

/// What is simulated.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Simulation {
    /// Length in seconds.
    pub length_s: f64,
    /// Samples a second.
    pub rate_hz: f64,
    /// Mean interval between beats in milliseconds.
    pub mean_rr_ms: f64,
    /// Amplitude of the slow wave of the intervals (0.1 Hz), in milliseconds.
    pub slow_ms: f64,
    /// Amplitude of the wave of the breath (0.25 Hz), in milliseconds.
    pub breath_ms: f64,
    /// Spread of what is left of the intervals, in milliseconds.
    pub jitter_ms: f64,
    /// Spread of white noise, in millivolts (arbitrary units in a pulse).
    pub noise: f64,
    /// Amplitude of a drift at 0.15 Hz.
    pub drift: f64,
    /// Amplitude of a hum at 50 Hz.
    pub hum: f64,
    /// What chance begins with.
    pub seed: u64,
}

impl Default for Simulation {
    fn default() -> Self {
        Self {
            length_s: 60.0,
            rate_hz: 250.0,
            mean_rr_ms: 820.0,
            slow_ms: 30.0,
            breath_ms: 35.0,
            jitter_ms: 12.0,
            noise: 0.01,
            drift: 0.15,
            hum: 0.01,
            seed: 1,
        }
    }
}

/// Bells of an ECG: place after the R peak as a share of the root of the interval in seconds, height in millivolts, width in seconds.
const ECG: [(f64, f64, f64); 5] =
    [(-0.17, 0.12, 0.022), (-0.028, -0.12, 0.009), (0.0, 1.1, 0.011), (0.03, -0.22, 0.010), (0.27, 0.28, 0.045)];

/// Bells of a pulse, 0.2 s after the R peak.
const PULSE: [(f64, f64, f64); 2] = [(0.0, 1.0, 0.085), (0.30, 0.35, 0.09)];

impl Simulation {
    /// When the heart beats, in seconds after the start.
    #[must_use]
    pub fn beats_s(&self) -> Vec<f64> {
        let mut chance = SplitMix64::new(self.seed);
        let (mut time, mut beats) = (0.35, Vec::new());
        let turn = |hz: f64, time: f64| (2.0 * std::f64::consts::PI * hz * time).sin();
        while time < self.length_s {
            beats.push(time);
            let waves = self.slow_ms * turn(0.1, time) + self.breath_ms * turn(0.25, time);
            let length_ms = self.mean_rr_ms + waves + self.jitter_ms * chance.next_normal();
            time += length_ms.max(250.0) / 1000.0;
        }
        beats
    }

    /// The ECG as channel `ecg_mv`, from 1970 on.
    #[must_use]
    pub fn ecg(&self) -> SampleSignal {
        self.signal("ecg", "ecg_mv", &ECG, 0.0)
    }

    /// The pulse as channel `ppg_au`, from 1970 on.
    #[must_use]
    pub fn ppg(&self) -> SampleSignal {
        self.signal("ppg", "ppg_au", &PULSE, 0.2)
    }

    fn signal(&self, name: &str, channel: &str, bells: &[(f64, f64, f64)], delay_s: f64) -> SampleSignal {
        let size = (self.length_s * self.rate_hz) as usize;
        let mut chance = SplitMix64::new(self.seed ^ 0x5eed);
        let turn = |hz: f64, place: usize| (2.0 * std::f64::consts::PI * hz * place as f64 / self.rate_hz).sin();
        let wandering = |place: usize| self.drift * turn(0.15, place) + self.hum * turn(50.0, place);
        let mut values: Vec<f64> =
            (0..size).map(|place| wandering(place) + self.noise * chance.next_normal()).collect();
        let beats = self.beats_s();
        for (place, beat) in beats.iter().enumerate() {
            let interval = beats.get(place + 1).map_or(0.8, |next| next - beat);
            for (share, height, width) in bells {
                add_bell(
                    &mut values,
                    (beat + delay_s + share * interval.sqrt()) * self.rate_hz,
                    *height,
                    width * self.rate_hz,
                );
            }
        }
        let time_nanos = (0..size).map(|place| (place as f64 * 1e9 / self.rate_hz).round() as i64).collect();
        SampleSignal { name: name.to_owned(), time_nanos, channels: vec![Channel::new(channel, values)] }
    }
}

fn add_bell(values: &mut [f64], middle: f64, height: f64, width: f64) {
    let from = (middle - 5.0 * width).max(0.0) as usize;
    let to = ((middle + 5.0 * width).max(0.0) as usize + 1).min(values.len());
    for (place, value) in values.iter_mut().enumerate().take(to).skip(from) {
        *value += height * (-0.5 * ((place as f64 - middle) / width).powi(2)).exp();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_highest_sample_of_a_beat_lies_at_its_time() {
        let simulation = Simulation { noise: 0.0, drift: 0.0, hum: 0.0, ..Simulation::default() };
        let signal = simulation.ecg();
        let values = signal.values("ecg_mv").unwrap();
        for beat in simulation.beats_s().iter().filter(|beat| **beat < 59.0) {
            let place = (beat * 250.0).round() as usize;
            let top = (place - 20..place + 20).max_by(|left, right| values[*left].total_cmp(&values[*right])).unwrap();
            assert!(top.abs_diff(place) <= 1);
        }
        assert!((70..76).contains(&simulation.beats_s().len()));
    }
}
