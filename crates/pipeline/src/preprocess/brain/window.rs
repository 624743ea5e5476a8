//! One window of potentials: each electrode with its spectrum, figured once for all features.

use attentive_learn::dsp::Spectrum;
use attentive_types::{Measured, SampleSignal, Span};

use super::spectrum::pieced_spectrum;

/// Length of a piece of the spectrum in seconds: lines 0.5 Hz apart, two waves of the slowest.
const PIECE_S: f64 = 2.0;

/// One electrode.
#[derive(Clone, Debug, PartialEq)]
pub struct BrainChannel {
    /// Its name, such as `fp1_uv`.
    pub name: String,
    /// Its values in microvolts; NaN where missing.
    pub values_uv: Vec<f64>,
    /// Its power density in microvolts squared for each hertz; empty where no two seconds were unbroken.
    pub spectrum: Spectrum,
    /// Share of the window that was usable, 0 to 1.
    pub share: f64,
}

/// A window.
#[derive(Clone, Debug, PartialEq)]
pub struct BrainWindow {
    /// From when to when.
    pub span: Span,
    /// Samples per second.
    pub rate_hz: f64,
    /// Times of the samples.
    pub time_nanos: Vec<i64>,
    /// The electrodes.
    pub channels: Vec<BrainChannel>,
}

impl BrainWindow {
    /// Cuts a window out of a cleaned signal.
    #[must_use]
    pub fn of(span: Span, rate_hz: f64, clean: &SampleSignal) -> Self {
        let place = |nanos: i64| clean.time_nanos.partition_point(|own| *own < nanos);
        let places = place(span.start.0)..place(span.end.0).max(place(span.start.0));
        let time_nanos = clean.time_nanos[places.clone()].to_vec();
        let expected = (span.seconds() * rate_hz).max(places.len() as f64);
        let electrodes = clean.channels.iter().filter(|channel| channel.name.ends_with("_uv"));
        let channels = electrodes.map(|channel| {
            let values_uv = channel.values.get(places.clone()).unwrap_or_default().to_vec();
            let seen = values_uv.iter().filter(|value| value.is_finite()).count() as f64;
            BrainChannel {
                name: channel.name.clone(),
                spectrum: pieced_spectrum(&time_nanos, &values_uv, rate_hz, PIECE_S),
                share: if expected > 0.0 { seen / expected } else { 0.0 },
                values_uv,
            }
        });
        let channels = channels.collect();
        Self { span, rate_hz, time_nanos, channels }
    }

    /// The window of one electrode alone: features of it are those of the electrode. `None` when there is no such electrode.
    #[must_use]
    pub fn only(&self, name: &str) -> Option<Self> {
        let channel = self.channels.iter().find(|channel| channel.name == name)?;
        Some(Self { channels: vec![channel.clone()], time_nanos: self.time_nanos.clone(), ..*self })
    }

    /// The mean of a value over the electrodes that have it. Quality is the mean share of all electrodes.
    #[must_use]
    pub fn mean(&self, value: impl Fn(&BrainChannel) -> Option<f64>) -> Measured {
        let values: Vec<f64> = self.channels.iter().filter_map(value).filter(|value| value.is_finite()).collect();
        let mean = (!values.is_empty()).then(|| values.iter().sum::<f64>() / values.len() as f64);
        let shares: f64 = self.channels.iter().map(|channel| channel.share).sum();
        Measured::new(mean, shares / self.channels.len().max(1) as f64)
    }
}
