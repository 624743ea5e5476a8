//! One window of gaze: what the features are computed from.

use std::ops::Range;

use attentive_learn::{Moments, WeightedPoint, weighted_slope};
use attentive_types::{GazeEventKind, GazeEvents, GazeSignal, Measured, Span, Timestamp};

const NANOS_PER_S: f64 = 1e9;

/// Clean samples and events of one window.
#[derive(Clone, Debug)]
pub struct GazeWindow {
    /// The window.
    pub span: Span,
    /// The samples inside.
    pub gaze: GazeSignal,
    /// All events that reach into it, whole.
    pub events: GazeEvents,
    /// What is usual for the person or the recording; `None` before anything is known.
    pub baseline: Option<GazeBaseline>,
    /// Samples in which the eyes were seen: every feature asks for it.
    seen: usize,
}

/// What is usual: mean and standard deviation, from a whole recording or from all windows before.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct GazeBaseline {
    /// Mean length of fixations in milliseconds.
    pub fixation_ms: f64,
    /// Its standard deviation.
    pub fixation_sd_ms: f64,
    /// Mean amplitude of saccades in degrees.
    pub amplitude_deg: f64,
    /// Its standard deviation.
    pub amplitude_sd_deg: f64,
}

impl GazeBaseline {
    /// From events; `None` with fewer than two fixations or saccades.
    #[must_use]
    pub fn of(events: &GazeEvents) -> Option<Self> {
        let (mut fixations, mut amplitudes) = (Moments::default(), Moments::default());
        for place in 0..events.len() {
            match events.kind[place] {
                GazeEventKind::Fixation => fixations.push(length_s(events, place) * 1e3),
                GazeEventKind::Saccade if events.amplitude_deg[place].is_finite() => {
                    amplitudes.push(events.amplitude_deg[place]);
                }
                _ => {}
            }
        }
        Some(Self {
            fixation_ms: fixations.mean()?,
            fixation_sd_ms: fixations.deviation()?,
            amplitude_deg: amplitudes.mean()?,
            amplitude_sd_deg: amplitudes.deviation()?,
        })
    }
}

impl GazeWindow {
    /// A window of the samples inside and the events that reach into it.
    #[must_use]
    pub fn new(span: Span, gaze: GazeSignal, events: GazeEvents, baseline: Option<GazeBaseline>) -> Self {
        let seen = gaze.x_deg.iter().filter(|x| !x.is_nan()).count();
        Self { span, gaze, events, baseline, seen }
    }

    /// Cuts a window out of a recording's clean gaze and its events.
    #[must_use]
    pub fn cut(gaze: &GazeSignal, events: &GazeEvents, span: Span, baseline: Option<GazeBaseline>) -> Self {
        let place = |time: Timestamp| gaze.time_nanos.partition_point(|own| *own < time.0);
        let (from, to) = (place(span.start), place(span.end).max(place(span.start)));
        let gaze = GazeSignal {
            time_nanos: gaze.time_nanos[from..to].to_vec(),
            x_deg: part(&gaze.x_deg, from..to),
            y_deg: part(&gaze.y_deg, from..to),
            pupil: part(&gaze.pupil, from..to),
            rate_hz: gaze.rate_hz,
            screen: gaze.screen,
        };
        Self::new(span, gaze, reaching_into(events, span), baseline)
    }

    /// Length of the window in seconds.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "a window is far below 2^53 ns")]
    pub fn seconds(&self) -> f64 {
        self.span.end.0.saturating_sub(self.span.start.0).max(0) as f64 / NANOS_PER_S
    }

    /// Share of the window in which the eyes were seen, 0 to 1: the quality of all features.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "counts of samples are far below 2^53")]
    pub fn seen_share(&self) -> f64 {
        let share = self.seen as f64 / self.gaze.rate_hz / self.seconds();
        if share.is_finite() { share.min(1.0) } else { 0.0 }
    }

    /// Seconds in which the eyes were seen.
    pub(super) fn seen_s(&self) -> f64 {
        self.seen_share() * self.seconds()
    }

    /// A value with the quality of the window; missing when the eyes were never seen.
    pub(super) fn measured(&self, value: Option<f64>) -> Measured {
        let share = self.seen_share();
        Measured::new(value.filter(|_| share > 0.0), share)
    }

    /// Places of the events of a kind that begin inside, so that two windows side by side never count one twice.
    pub(super) fn begun(&self, kind: GazeEventKind) -> impl Iterator<Item = usize> + '_ {
        (0..self.events.len()).filter(move |place| {
            let start = self.events.start_nanos[*place];
            self.events.kind[*place] == kind && start >= self.span.start.0 && start < self.span.end.0
        })
    }

    /// Lengths in milliseconds of the events of a kind that begin inside.
    pub(super) fn lengths_ms(&self, kind: GazeEventKind) -> Vec<f64> {
        self.begun(kind).map(|place| length_s(&self.events, place) * 1e3).collect()
    }

    /// What a column of the events says of those of a kind that begin inside, as far as it is known.
    pub(super) fn values(&self, kind: GazeEventKind, column: &[f64]) -> Vec<f64> {
        self.begun(kind).filter_map(|place| column.get(place).copied()).filter(|value| value.is_finite()).collect()
    }

    /// Events of a kind that begin inside, for each minute in which the eyes were seen; `None` below one second of that.
    pub(super) fn rate_per_min(&self, kind: GazeEventKind) -> Option<f64> {
        let seen_s = self.seen_s();
        #[expect(clippy::cast_precision_loss, reason = "counts of events are small")]
        (seen_s >= 1.0).then(|| self.begun(kind).count() as f64 * 60.0 / seen_s)
    }

    /// Seconds of the window that events of a kind cover.
    pub(super) fn covered_s(&self, kind: GazeEventKind) -> f64 {
        let inside = |place: usize| {
            let start = self.events.start_nanos[place].max(self.span.start.0);
            self.events.end_nanos[place].min(self.span.end.0).saturating_sub(start).max(0)
        };
        #[expect(clippy::cast_precision_loss, reason = "a window is far below 2^53 ns")]
        (0..self.events.len())
            .filter(|place| self.events.kind[*place] == kind)
            .map(|place| inside(place) as f64 / NANOS_PER_S)
            .sum()
    }

    /// Minutes from the start of the window to the start of an event.
    #[expect(clippy::cast_precision_loss, reason = "a window is far below 2^53 ns")]
    pub(super) fn minute_of(&self, place: usize) -> f64 {
        self.events.start_nanos[place].saturating_sub(self.span.start.0) as f64 / NANOS_PER_S / 60.0
    }

    /// Change per minute of something that events of a kind have; `None` with fewer than five.
    pub(super) fn trend(&self, kind: GazeEventKind, value: impl Fn(usize) -> f64) -> Option<f64> {
        let points: Vec<WeightedPoint> = self
            .begun(kind)
            .map(|place| WeightedPoint { x: self.minute_of(place), y: value(place), weight: 1.0 })
            .filter(|point| point.y.is_finite())
            .collect();
        if points.len() < 5 {
            return None;
        }
        weighted_slope(&points, 0.95).map(|line| line.slope.value)
    }
}

/// The events that reach into a span, whole.
pub(super) fn reaching_into(events: &GazeEvents, span: Span) -> GazeEvents {
    let first = events.end_nanos.partition_point(|end| *end <= span.start.0);
    let last = events.start_nanos.partition_point(|start| *start < span.end.0).max(first);
    GazeEvents {
        start_nanos: events.start_nanos[first..last].to_vec(),
        end_nanos: events.end_nanos[first..last].to_vec(),
        kind: events.kind[first..last].to_vec(),
        x_deg: part(&events.x_deg, first..last),
        y_deg: part(&events.y_deg, first..last),
        amplitude_deg: part(&events.amplitude_deg, first..last),
        peak_velocity_deg_per_s: part(&events.peak_velocity_deg_per_s, first..last),
        mean_velocity_deg_per_s: part(&events.mean_velocity_deg_per_s, first..last),
        dispersion_deg: part(&events.dispersion_deg, first..last),
    }
}

/// Part of a column; nothing of a column that is empty.
fn part(column: &[f64], places: Range<usize>) -> Vec<f64> {
    column.get(places).map(<[f64]>::to_vec).unwrap_or_default()
}

/// Length of an event in seconds.
#[expect(clippy::cast_precision_loss, reason = "events are far below 2^53 ns")]
pub(super) fn length_s(events: &GazeEvents, place: usize) -> f64 {
    events.end_nanos[place].saturating_sub(events.start_nanos[place]) as f64 / NANOS_PER_S
}
