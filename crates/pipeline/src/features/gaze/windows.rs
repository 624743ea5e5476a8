//! Windows one after another, from a stream: each is handed on once all events in it are known, and let go.

use attentive_learn::Moments;
use attentive_types::{GazeEventKind, GazeEvents, GazeSignal, Span, Timestamp};

use super::window::{GazeBaseline, GazeWindow, length_s, reaching_into};

/// Cuts clean gaze and events into windows of one length. Windows in which there is no sample are left out.
#[derive(Clone, Debug)]
pub struct GazeWindows {
    length_nanos: i64,
    start_nanos: Option<i64>,
    gaze: GazeSignal,
    events: GazeEvents,
    fixations_ms: Moments,
    amplitudes_deg: Moments,
}

impl GazeWindows {
    /// Windows of that many nanoseconds, one second at least, from the first sample on.
    #[must_use]
    pub fn new(length_nanos: i64) -> Self {
        Self {
            length_nanos: length_nanos.max(1_000_000_000),
            start_nanos: None,
            gaze: GazeSignal::default(),
            events: GazeEvents::default(),
            fixations_ms: Moments::default(),
            amplitudes_deg: Moments::default(),
        }
    }

    /// Takes clean samples and events as a [`GazeStream`](crate::preprocess::gaze::GazeStream) gives them, and hands on each window that is
    /// complete. The baseline of a window is what was usual in all windows before it.
    pub fn push(&mut self, gaze: &GazeSignal, events: &GazeEvents, mut hand_on: impl FnMut(&GazeWindow)) {
        self.append(gaze, events);
        while let Some(start) = self.start_nanos {
            let end = start.saturating_add(self.length_nanos);
            if self.events.end_nanos.last().is_none_or(|known| *known < end) {
                return;
            }
            self.hand_on(Span::new(Timestamp(start), Timestamp(end)), &mut hand_on);
        }
    }

    /// Hands on what remains, also a last window that is not full.
    pub fn finish(mut self, mut hand_on: impl FnMut(&GazeWindow)) {
        while let Some(start) = self.start_nanos.filter(|_| !self.gaze.is_empty()) {
            let end = start.saturating_add(self.length_nanos);
            self.hand_on(Span::new(Timestamp(start), Timestamp(end)), &mut hand_on);
        }
    }

    fn append(&mut self, gaze: &GazeSignal, events: &GazeEvents) {
        let own = &mut self.gaze;
        own.rate_hz = gaze.rate_hz;
        own.screen = gaze.screen;
        own.time_nanos.extend_from_slice(&gaze.time_nanos);
        own.x_deg.extend_from_slice(&gaze.x_deg);
        own.y_deg.extend_from_slice(&gaze.y_deg);
        own.pupil.extend_from_slice(&gaze.pupil);
        let own = &mut self.events;
        own.start_nanos.extend_from_slice(&events.start_nanos);
        own.end_nanos.extend_from_slice(&events.end_nanos);
        own.kind.extend_from_slice(&events.kind);
        for (own, more) in [
            (&mut own.x_deg, &events.x_deg),
            (&mut own.y_deg, &events.y_deg),
            (&mut own.amplitude_deg, &events.amplitude_deg),
            (&mut own.peak_velocity_deg_per_s, &events.peak_velocity_deg_per_s),
            (&mut own.mean_velocity_deg_per_s, &events.mean_velocity_deg_per_s),
            (&mut own.dispersion_deg, &events.dispersion_deg),
        ] {
            own.extend_from_slice(more);
        }
        self.start_nanos = self.start_nanos.or_else(|| self.gaze.time_nanos.first().copied());
    }

    fn hand_on(&mut self, span: Span, hand_on: &mut impl FnMut(&GazeWindow)) {
        let events = reaching_into(&self.events, span);
        let window = GazeWindow::new(span, self.take_until(span.end.0), events, self.baseline());
        for place in window.begun(GazeEventKind::Fixation) {
            self.fixations_ms.push(length_s(&window.events, place) * 1e3);
        }
        for amplitude in window.values(GazeEventKind::Saccade, &window.events.amplitude_deg) {
            self.amplitudes_deg.push(amplitude);
        }
        if !window.gaze.is_empty() {
            hand_on(&window);
        }
        self.let_go(span.end.0);
    }

    fn baseline(&self) -> Option<GazeBaseline> {
        Some(GazeBaseline {
            fixation_ms: self.fixations_ms.mean()?,
            fixation_sd_ms: self.fixations_ms.deviation()?,
            amplitude_deg: self.amplitudes_deg.mean()?,
            amplitude_sd_deg: self.amplitudes_deg.deviation()?,
        })
    }

    /// Takes the samples before a moment out, without a copy: none that is held lies before its window.
    fn take_until(&mut self, end_nanos: i64) -> GazeSignal {
        let own = &mut self.gaze;
        let samples = own.time_nanos.partition_point(|time| *time < end_nanos);
        GazeSignal {
            time_nanos: front(&mut own.time_nanos, samples),
            x_deg: front(&mut own.x_deg, samples),
            y_deg: front(&mut own.y_deg, samples),
            pupil: front(&mut own.pupil, samples),
            rate_hz: own.rate_hz,
            screen: own.screen,
        }
    }

    fn let_go(&mut self, end_nanos: i64) {
        let over = self.events.end_nanos.partition_point(|end| *end <= end_nanos);
        self.events.start_nanos.drain(..over);
        self.events.end_nanos.drain(..over);
        self.events.kind.drain(..over);
        for column in columns(&mut self.events) {
            column.drain(..over);
        }
        // After a pause the next window is the one in which something was seen again.
        let next = self.gaze.time_nanos.first().copied().unwrap_or(end_nanos);
        let skipped = next.saturating_sub(end_nanos) / self.length_nanos;
        self.start_nanos = Some(end_nanos.saturating_add(skipped.saturating_mul(self.length_nanos)));
    }
}

/// Splits the first values off a column, as far as it has them.
fn front<T>(column: &mut Vec<T>, count: usize) -> Vec<T> {
    let rest = column.split_off(count.min(column.len()));
    std::mem::replace(column, rest)
}

/// The columns of numbers of events.
fn columns(events: &mut GazeEvents) -> [&mut Vec<f64>; 6] {
    [
        &mut events.x_deg,
        &mut events.y_deg,
        &mut events.amplitude_deg,
        &mut events.peak_velocity_deg_per_s,
        &mut events.mean_velocity_deg_per_s,
        &mut events.dispersion_deg,
    ]
}

#[cfg(test)]
mod tests {
    use super::super::ALL;
    use super::super::samples::with_saccades;
    use super::*;

    fn rows(pieces: usize) -> Vec<String> {
        let whole = with_saccades(&[3.0; 30], |_| 100.0);
        let (mut windows, mut rows) = (GazeWindows::new(7_000_000_000), Vec::new());
        let mut row = |window: &GazeWindow| {
            rows.push(ALL.iter().map(|feature| format!("{:?}", (feature.compute)(window))).collect());
        };
        let (samples, events) = (whole.gaze.len(), whole.events.len());
        for piece in 0..pieces {
            let bounds = |count: usize| (count * piece / pieces, count * (piece + 1) / pieces);
            let ((from, to), (first, last)) = (bounds(samples), bounds(events));
            let time = |place: usize| whole.gaze.time_nanos.get(place).map_or(i64::MAX, |time| *time);
            let gaze = GazeWindow::cut(
                &whole.gaze,
                &GazeEvents::default(),
                Span::new(Timestamp(time(from)), Timestamp(time(to))),
                None,
            )
            .gaze;
            let mut part = GazeEvents::default();
            part.start_nanos.extend_from_slice(&whole.events.start_nanos[first..last]);
            part.end_nanos.extend_from_slice(&whole.events.end_nanos[first..last]);
            part.kind.extend_from_slice(&whole.events.kind[first..last]);
            for (own, all) in columns(&mut part).into_iter().zip(columns(&mut whole.events.clone())) {
                own.extend_from_slice(&all[first..last]);
            }
            windows.push(&gaze, &part, &mut row);
        }
        windows.finish(&mut row);
        rows
    }

    #[test]
    fn however_a_stream_is_cut_the_windows_are_the_same() {
        let whole = rows(1);
        assert_eq!(whole.len(), 5);
        assert_eq!(rows(3), whole);
        assert_eq!(rows(30), whole);
    }
}
