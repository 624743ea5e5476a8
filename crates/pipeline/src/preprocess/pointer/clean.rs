//! Raw pointer samples to possible ones. Sample by sample, so that pieces and the whole are the same.

use attentive_types::{Channel, SampleSignal};

use crate::preprocess::{Fault, SampleQuality};

pub(super) const NAMES: [&str; 5] = ["x_px", "y_px", "button", "is_down", "scroll"];

/// How pointer samples are cleaned.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CleanSettings {
    /// Farthest that a position may lie from the corner of the screen, in pixels. Default 30,000 (this project): eight screens side by
    /// side; remote desktops say 65,535 for "none".
    pub farthest_px: f64,
}

impl Default for CleanSettings {
    fn default() -> Self {
        Self { farthest_px: 30_000.0 }
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

    /// Takes a piece; adds its clean samples to the end of `out`.
    pub fn push(&mut self, piece: &SampleSignal, out: &mut SampleSignal) {
        if out.channels.is_empty() {
            out.name.clone_from(&piece.name);
            let names = NAMES.iter().chain(&["usable"]);
            out.channels = names.map(|name| Channel::new(name, Vec::new())).collect();
        }
        let own = NAMES.map(|name| piece.channel(name));
        for (place, time) in piece.time_nanos.iter().enumerate() {
            if self.last_nanos.is_some_and(|last| *time < last) {
                self.quality.out_of_order += 1;
                continue;
            }
            self.last_nanos = Some(*time);
            let mut values = own.map(|channel| channel.and_then(|own| own.get(place)).unwrap_or(f64::NAN));
            let fault = self.judge(values[0], values[1]);
            self.quality.count(fault);
            if fault != Fault::None {
                (values[0], values[1]) = (f64::NAN, f64::NAN);
            }
            out.time_nanos.push(*time);
            let usable = f64::from(u8::from(fault == Fault::None));
            for (channel, value) in out.channels.iter_mut().zip(values.into_iter().chain([usable])) {
                channel.values.push(value);
            }
        }
    }

    /// What was met so far.
    #[must_use]
    pub fn quality(&self) -> SampleQuality {
        self.quality
    }

    fn judge(&self, x_px: f64, y_px: f64) -> Fault {
        if !x_px.is_finite() || !y_px.is_finite() {
            Fault::Lost
        } else if x_px.abs().max(y_px.abs()) > self.settings.farthest_px {
            Fault::OutOfRange
        } else {
            Fault::None
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_place_that_is_none_is_missing() {
        let signal = SampleSignal {
            name: "mouse".into(),
            time_nanos: vec![0, 1, 1, 0],
            channels: vec![
                Channel::new("x_px", vec![5.0, 65_535.0, f64::NAN, 5.0]),
                Channel::new("y_px", vec![5.0, 65_535.0, 7.0, 5.0]),
            ],
        };
        let (clean, quality) = clean(&signal, &CleanSettings::default());
        assert_eq!((quality.out_of_range, quality.lost, quality.out_of_order, clean.len()), (1, 1, 1, 3));
        assert_eq!(clean.channel("y_px").unwrap().get(2), None);
        assert_eq!(clean.channel("button").unwrap().get(0), None);
    }
}
