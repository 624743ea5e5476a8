//! One window of pupil sizes.

use attentive_learn::Moments;
use attentive_types::{Measured, Span, Timestamp};

use crate::preprocess::pupil::PupilSignal;

/// Clean sizes of one window.
#[derive(Clone, Debug)]
pub struct PupilWindow {
    /// The window.
    pub span: Span,
    /// The samples inside.
    pub pupil: PupilSignal,
    /// Size before something happened; `None` when there was none.
    pub baseline: Option<PupilBaseline>,
}

/// How wide the pupil was before something happened.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PupilBaseline {
    /// Its mean size until then, in the same unit.
    pub size: f64,
    /// When it happened.
    pub until: Timestamp,
}

impl PupilWindow {
    /// Cuts a window out of a recording.
    #[must_use]
    pub fn cut(pupil: &PupilSignal, span: Span, baseline: Option<PupilBaseline>) -> Self {
        let place = |time: Timestamp| pupil.time_nanos.partition_point(|own| *own < time.0);
        let (from, to) = (place(span.start), place(span.end).max(place(span.start)));
        let pupil = PupilSignal {
            time_nanos: pupil.time_nanos[from..to].to_vec(),
            size: pupil.size[from..to].to_vec(),
            rate_hz: pupil.rate_hz,
        };
        Self { span, pupil, baseline }
    }

    /// The same window with what came before a moment in it as the baseline; without one where the pupil was not seen before it.
    #[must_use]
    pub fn since(self, until: Timestamp) -> Self {
        let size = Moments::of(&self.seen_between(Timestamp::MIN, until)).mean();
        Self { baseline: size.map(|size| PupilBaseline { size, until }), ..self }
    }

    /// The sizes that were seen from a moment to another.
    pub(super) fn seen_between(&self, from: Timestamp, to: Timestamp) -> Vec<f64> {
        let samples = self.pupil.time_nanos.iter().zip(&self.pupil.size);
        samples
            .filter(|(time, size)| (from.0..to.0).contains(*time) && size.is_finite())
            .map(|(_, size)| *size)
            .collect()
    }

    /// The sizes that were seen.
    pub(super) fn seen(&self) -> Vec<f64> {
        self.pupil.size.iter().copied().filter(|size| size.is_finite()).collect()
    }

    /// Share of the window in which the pupil was seen, 0 to 1: the quality of all features.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "counts of samples are far below 2^53")]
    pub fn seen_share(&self) -> f64 {
        let seconds = self.span.end.0.saturating_sub(self.span.start.0) as f64 / 1e9;
        let seen = self.pupil.size.iter().filter(|size| size.is_finite()).count() as f64;
        let share = seen / self.pupil.rate_hz / seconds;
        if share.is_finite() { share.clamp(0.0, 1.0) } else { 0.0 }
    }

    /// A value with the quality of the window; missing when the pupil was never seen.
    pub(super) fn measured(&self, value: Option<f64>) -> Measured {
        let share = self.seen_share();
        Measured::new(value.filter(|_| share > 0.0), share)
    }
}
