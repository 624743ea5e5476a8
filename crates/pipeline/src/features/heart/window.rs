//! The intervals of one window, with what several features share computed once.

use std::sync::OnceLock;

use attentive_learn::Moments;
use attentive_learn::dsp::{Curve, FrequencyGrid, Spectrum, Welch, lomb_scargle};
use attentive_types::{Measured, Span, Timestamp};

use crate::preprocess::heart::NormalInterval;

/// Intervals are resampled at this rate for Welch's method: Task Force 1996, appendix A.
const RESAMPLED_HZ: f64 = 4.0;
/// Length of Welch's pieces: two turns of the slowest wave of LF need 50 s, six for a steady estimate; this project.
const PIECE_S: f64 = 150.0;
/// A longer interval between ends is a gap, over which a spline could swing; there a monotone curve is laid.
const LONG_STEP_S: f64 = 3.0;

/// The longest window that Lomb-Scargle is taken over; this project.
const LOMB_S: f64 = 3600.0;

/// What one window of a heart holds.
#[derive(Clone, Debug)]
pub struct HeartWindow {
    /// From when to when.
    pub span: Span,
    /// Length of each interval that ends in the window, in milliseconds.
    pub lengths_ms: Vec<f64>,
    /// When each ends, in seconds after the start of the window.
    pub ends_s: Vec<f64>,
    /// Differences between intervals that follow each other without a gap, in milliseconds.
    pub differences_ms: Vec<f64>,
    /// 0 to 1: share of the window that is covered by intervals as found, times the signal's index.
    pub quality: f64,
    /// Seconds that the intervals cover together.
    pub covered_s: f64,
    welch: OnceLock<Spectrum>,
    lomb: OnceLock<Spectrum>,
}

impl HeartWindow {
    /// The intervals that end in the span; `signal_index` is the quality index of the signal in it, 1 where there is none.
    #[must_use]
    pub fn new(span: Span, intervals: &[NormalInterval], signal_index: f64) -> Self {
        let from = intervals.partition_point(|interval| interval.end_nanos < span.start.0);
        let to = intervals.partition_point(|interval| interval.end_nanos < span.end.0);
        let own: Vec<NormalInterval> =
            intervals[from..to.max(from)].iter().copied().filter(|own| own.length_ms.is_finite()).collect();
        let differences_ms =
            own.windows(2).filter(|pair| pair[1].follows).map(|pair| pair[1].length_ms - pair[0].length_ms).collect();
        let sum = |wanted: fn(&NormalInterval) -> bool| {
            own.iter().filter(|own| wanted(own)).map(|own| own.length_ms).sum::<f64>() / 1000.0
        };
        let whole_s = span.nanos() as f64 / 1e9;
        let share = (sum(|own| own.is_as_found) / whole_s.max(1e-9)).min(1.0);
        Self {
            span,
            lengths_ms: own.iter().map(|own| own.length_ms).collect(),
            ends_s: own.iter().map(|own| (own.end_nanos - span.start.0) as f64 / 1e9).collect(),
            differences_ms,
            quality: share * signal_index,
            covered_s: sum(|_| true),
            welch: OnceLock::new(),
            lomb: OnceLock::new(),
        }
    }

    /// Intervals one after another from a moment on, as one window; what is not finite is a gap of one second.
    #[must_use]
    pub fn of_lengths(start_nanos: i64, lengths_ms: &[f64]) -> Self {
        let (mut time, mut follows, mut intervals) = (start_nanos, false, Vec::new());
        for length in lengths_ms {
            let is_sound = length.is_finite() && *length > 0.0;
            time += if is_sound { (length * 1e6).round() as i64 } else { 1_000_000_000 };
            if is_sound {
                let interval = NormalInterval { end_nanos: time, length_ms: *length, follows, is_as_found: true };
                intervals.push(interval);
            }
            follows = is_sound;
        }
        Self::new(Span::new(Timestamp(start_nanos), Timestamp(time + 1)), &intervals, 1.0)
    }

    /// A value with the window's quality; nothing where the intervals cover less than `least_s` seconds or there are fewer than three.
    pub(super) fn measured(&self, least_s: f64, value: impl FnOnce() -> Option<f64>) -> Measured {
        // Intervals belong to the window in which they end, so a window of five minutes may hold a beat less than that.
        if self.lengths_ms.len() < 3 || self.covered_s < 0.99 * least_s {
            return Measured::too_little(least_s, self.covered_s);
        }
        match value().filter(|value| value.is_finite()) {
            Some(value) => Measured::new(Some(value), self.quality),
            None => Measured::missing(),
        }
    }

    /// Mean and spread of the lengths.
    pub(super) fn moments(&self) -> Moments {
        Moments::of(&self.lengths_ms)
    }

    /// The power of the intervals by Welch's method on a spline, in ms^2/Hz.
    pub(super) fn welch(&self) -> &Spectrum {
        self.welch.get_or_init(|| {
            let (Some(first), Some(last)) = (self.ends_s.first(), self.ends_s.last()) else {
                return Spectrum::default();
            };
            let has_long_step = self.ends_s.windows(2).any(|pair| pair[1] - pair[0] > LONG_STEP_S);
            let lay = if has_long_step { Curve::pchip } else { Curve::natural_spline };
            let Some(curve) = lay(&self.ends_s, &self.lengths_ms) else { return Spectrum::default() };
            let count = ((last - first) * RESAMPLED_HZ) as usize + 1;
            let places: Vec<f64> = (0..count).map(|place| first + place as f64 / RESAMPLED_HZ).collect();
            let mut values = curve.at(&places);
            // The last place may lie past the last point by a rounding.
            values.retain(|value| value.is_finite());
            Welch::new(RESAMPLED_HZ, (PIECE_S * RESAMPLED_HZ) as usize).spectrum(&values)
        })
    }

    /// The power of the intervals by Lomb and Scargle, without resampling, in ms^2/Hz; lines every 1/T up to 0.4 Hz. Empty where the
    /// intervals reach over more than [`LOMB_S`]: the work grows with the square.
    pub(super) fn lomb(&self) -> &Spectrum {
        self.lomb.get_or_init(|| {
            let (Some(first), Some(last)) = (self.ends_s.first(), self.ends_s.last()) else {
                return Spectrum::default();
            };
            let step_hz = 1.0 / (last - first).max(1.0);
            if last - first > LOMB_S {
                return Spectrum::default();
            }
            let grid = FrequencyGrid { start_hz: step_hz, step_hz, count: (0.41 / step_hz) as usize };
            lomb_scargle(&self.ends_s, &self.lengths_ms, grid)
        })
    }
}

#[cfg(test)]
pub(super) mod samples {
    /// Intervals of about 800 ms with a slow wave, a breath and a little that looks like chance.
    pub(in super::super) fn swinging(count: usize) -> Vec<f64> {
        let mut time = 0.0;
        let next = |place: usize| {
            let turn = |hz: f64| (2.0 * std::f64::consts::PI * hz * time).sin();
            let odd = ((place * place) as f64 * 0.7).sin();
            let length = 800.0 + 30.0 * turn(0.1) + 25.0 * turn(0.25) + 12.0 * odd + 0.2 * (place as f64).sqrt();
            time += length / 1000.0;
            length
        };
        (0..count).map(next).collect()
    }
}
