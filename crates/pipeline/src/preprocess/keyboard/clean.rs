//! Raw times of presses to possible ones. Press by press, so that pieces and the whole are the same.

use attentive_types::{Channel, SampleSignal};

use crate::preprocess::{Fault, SampleQuality};

/// How presses are cleaned.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CleanSettings {
    /// Longest time that a key is held, in milliseconds. Default 2000 (this project): longer is a key that repeats or is stuck; typing
    /// holds keys for some 50 to 200 (Dhakal et al., 2018, "Observations on typing from 136 million keystrokes").
    pub longest_dwell_ms: f64,
    /// Greatest overlap with the key before, in milliseconds. Default 2000, as the longest dwell.
    pub greatest_overlap_ms: f64,
}

impl Default for CleanSettings {
    fn default() -> Self {
        Self { longest_dwell_ms: 2000.0, greatest_overlap_ms: 2000.0 }
    }
}

/// Cleans a whole signal.
#[must_use]
pub fn clean(signal: &SampleSignal, settings: &CleanSettings) -> (SampleSignal, SampleQuality) {
    let mut stream = CleanStream::new(*settings);
    let mut out = SampleSignal::default();
    stream.push(signal, &mut out);
    (out, stream.quality())
}

/// Cleans piece by piece; holds nothing back.
#[derive(Clone, Debug)]
pub struct CleanStream {
    settings: CleanSettings,
    last_nanos: Option<i64>,
    quality: SampleQuality,
}

impl CleanStream {
    /// A stream with these settings.
    #[must_use]
    pub fn new(settings: CleanSettings) -> Self {
        Self { settings, last_nanos: None, quality: SampleQuality::default() }
    }

    /// Takes a piece; adds its clean presses to the end of `out`.
    pub fn push(&mut self, piece: &SampleSignal, out: &mut SampleSignal) {
        if out.channels.is_empty() {
            out.name.clone_from(&piece.name);
            let names = ["dwell_ms", "flight_ms", "interval_ms", "usable"];
            out.channels = names.map(|name| Channel::new(name, Vec::new())).to_vec();
        }
        let (dwells, flights) = (piece.channel("dwell_ms"), piece.channel("flight_ms"));
        let get = |channel: Option<&Channel>, place: usize| channel.and_then(|own| own.get(place)).unwrap_or(f64::NAN);
        for (place, time) in piece.time_nanos.iter().enumerate() {
            if self.last_nanos.is_some_and(|last| *time < last) {
                self.quality.out_of_order += 1;
                continue;
            }
            let interval = self.last_nanos.map_or(f64::NAN, |last| time.saturating_sub(last) as f64 / 1e6);
            self.last_nanos = Some(*time);
            let (mut dwell, mut flight) = (get(dwells, place), get(flights, place));
            let fault = self.judge(dwell);
            self.quality.count(fault);
            if fault != Fault::None {
                dwell = f64::NAN;
            }
            if flight < -self.settings.greatest_overlap_ms {
                flight = f64::NAN;
            }
            out.time_nanos.push(*time);
            let usable = f64::from(u8::from(fault == Fault::None));
            for (channel, value) in out.channels.iter_mut().zip([dwell, flight, interval, usable]) {
                channel.values.push(value);
            }
        }
    }

    /// What was met so far.
    #[must_use]
    pub fn quality(&self) -> SampleQuality {
        self.quality
    }

    fn judge(&self, dwell_ms: f64) -> Fault {
        match dwell_ms {
            dwell if !dwell.is_finite() => Fault::Lost,
            dwell if dwell < 0.0 || dwell > self.settings.longest_dwell_ms => Fault::OutOfRange,
            _ => Fault::None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_that_is_stuck_has_no_dwell() {
        let signal = SampleSignal {
            name: "keys".into(),
            time_nanos: vec![0, 200_000_000, 150_000_000, 400_000_000],
            channels: vec![
                Channel::new("dwell_ms", vec![90.0, 9000.0, 80.0, f64::NAN]),
                Channel::new("flight_ms", vec![f64::NAN, 110.0, 5.0, -9000.0]),
            ],
        };
        let (clean, quality) = clean(&signal, &CleanSettings::default());
        assert_eq!((quality.samples, quality.out_of_range, quality.lost, quality.out_of_order), (3, 1, 1, 1));
        assert_eq!(clean.channel("dwell_ms").unwrap().get(0), Some(90.0));
        assert_eq!(clean.channel("dwell_ms").unwrap().get(1), None);
        assert_eq!(clean.channel("interval_ms").unwrap().get(2), Some(200.0));
        assert_eq!(clean.channel("flight_ms").unwrap().get(2), None);
    }
}
