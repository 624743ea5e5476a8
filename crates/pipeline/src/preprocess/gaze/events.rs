//! One label for each sample becomes events: each run of equal labels is one, unless there is a hole in time inside it. This is the one way
//! that all detectors share, so that their events mean the same.

use attentive_types::{GazeEventKind, GazeEvents, GazeSignal};

use super::gaps::Gaps;
use super::velocity::{VELOCITY_WINDOW_MS, velocity};

/// The events of a whole signal by the label of each sample; labels beyond the signal are not looked at.
#[must_use]
pub fn events_from_labels(gaze: &GazeSignal, labels: &[GazeEventKind]) -> GazeEvents {
    let speed = velocity(gaze, VELOCITY_WINDOW_MS).speed_deg_per_s;
    let mut events = GazeEvents::default();
    let mut folder = EventFolder::new(gaze.rate_hz);
    for (place, kind) in labels.iter().enumerate().take(gaze.len()) {
        let point = (gaze.x_deg[place], gaze.y_deg[place]);
        folder.push(gaze.time_nanos[place], point, speed[place], *kind, &mut events);
    }
    folder.finish(&mut events);
    events
}

/// Puts samples together to events, one after another.
#[derive(Clone, Debug)]
pub struct EventFolder {
    gaps: Gaps,
    open: Option<Open>,
}

/// The event that still grows. Sums are of the distance from its first point that was seen, so that they stay small.
#[derive(Clone, Copy, Debug)]
struct Open {
    kind: GazeEventKind,
    start_nanos: i64,
    last_nanos: i64,
    first: Option<(f64, f64)>,
    last: (f64, f64),
    seen: f64,
    sum: (f64, f64),
    sum_of_squares: f64,
    peak: f64,
    speed_sum: f64,
    speeds: f64,
}

impl EventFolder {
    /// A folder for a signal of that many samples per second.
    #[must_use]
    pub fn new(rate_hz: f64) -> Self {
        Self { gaps: Gaps::of_rate(rate_hz), open: None }
    }

    /// Takes one sample: time, point in degrees (NaN where missing), speed in degrees per second, and what it belongs to.
    pub fn push(
        &mut self,
        time_nanos: i64,
        point_deg: (f64, f64),
        speed_deg_per_s: f64,
        kind: GazeEventKind,
        out: &mut GazeEvents,
    ) {
        let gaps = self.gaps;
        if let Some(open) = &mut self.open {
            let is_gap = gaps.is_gap(open.last_nanos, time_nanos);
            if open.kind == kind && !is_gap {
                open.add(time_nanos, point_deg, speed_deg_per_s);
                return;
            }
            open.close(if is_gap { open.last_nanos.saturating_add(gaps.step_nanos) } else { time_nanos }, out);
        }
        let mut open = Open::new(kind, time_nanos);
        open.add(time_nanos, point_deg, speed_deg_per_s);
        self.open = Some(open);
    }

    /// Ends the stream: the last event ends one step after its last sample.
    pub fn finish(&mut self, out: &mut GazeEvents) {
        if let Some(open) = self.open.take() {
            open.close(open.last_nanos.saturating_add(self.gaps.step_nanos), out);
        }
    }
}

impl Open {
    fn new(kind: GazeEventKind, time_nanos: i64) -> Self {
        Self {
            kind,
            start_nanos: time_nanos,
            last_nanos: time_nanos,
            first: None,
            last: (f64::NAN, f64::NAN),
            seen: 0.0,
            sum: (0.0, 0.0),
            sum_of_squares: 0.0,
            peak: f64::NAN,
            speed_sum: 0.0,
            speeds: 0.0,
        }
    }

    fn add(&mut self, time_nanos: i64, point: (f64, f64), speed: f64) {
        self.last_nanos = time_nanos;
        if !point.0.is_nan() && !point.1.is_nan() {
            let first = *self.first.get_or_insert(point);
            let (x, y) = (point.0 - first.0, point.1 - first.1);
            self.last = point;
            self.seen += 1.0;
            self.sum = (self.sum.0 + x, self.sum.1 + y);
            self.sum_of_squares += x * x + y * y;
        }
        if !speed.is_nan() {
            // The maximum with "not a number" is the number.
            self.peak = self.peak.max(speed);
            self.speed_sum += speed;
            self.speeds += 1.0;
        }
    }

    fn close(&self, end_nanos: i64, out: &mut GazeEvents) {
        out.start_nanos.push(self.start_nanos);
        out.end_nanos.push(end_nanos);
        out.kind.push(self.kind);
        let first = self.first.unwrap_or((f64::NAN, f64::NAN));
        let (x, y) = (self.sum.0 / self.seen, self.sum.1 / self.seen);
        out.x_deg.push(first.0 + x);
        out.y_deg.push(first.1 + y);
        out.amplitude_deg.push((self.last.0 - first.0).hypot(self.last.1 - first.1));
        out.peak_velocity_deg_per_s.push(self.peak);
        out.mean_velocity_deg_per_s.push(self.speed_sum / self.speeds);
        // Rounding may bring the difference below zero; "not a number" passes.
        let variance = self.sum_of_squares / self.seen - x * x - y * y;
        out.dispersion_deg.push(if variance < 0.0 { 0.0 } else { variance.sqrt() });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use GazeEventKind::{Blink, Fixation, Saccade};

    fn gaze(x: &[f64]) -> GazeSignal {
        GazeSignal {
            time_nanos: (0..x.len()).map(|place| place as i64 * 2_000_000).collect(),
            x_deg: x.to_vec(),
            y_deg: x.iter().map(|x| x * 0.0).collect(),
            rate_hz: 500.0,
            ..GazeSignal::default()
        }
    }

    #[test]
    fn each_run_of_equal_labels_is_one_event() {
        let events =
            events_from_labels(&gaze(&[1.0, 1.0, 3.0, 6.0, 7.0]), &[Fixation, Fixation, Saccade, Saccade, Fixation]);
        assert_eq!(events.kind, [Fixation, Saccade, Fixation]);
        assert_eq!(events.start_nanos, [0, 4_000_000, 8_000_000]);
        assert_eq!(events.end_nanos, [4_000_000, 8_000_000, 10_000_000]);
        assert_eq!(events.x_deg, [1.0, 4.5, 7.0]);
        assert_eq!(events.amplitude_deg, [0.0, 3.0, 0.0]);
        assert_eq!(events.dispersion_deg, [0.0, 1.5, 0.0]);
        assert!(events.peak_velocity_deg_per_s[1] >= events.mean_velocity_deg_per_s[1]);
        assert!(events.mean_velocity_deg_per_s[1] > 500.0);
    }

    #[test]
    fn a_hole_in_time_ends_an_event_one_step_after_its_last_sample() {
        let mut gaze = gaze(&[1.0; 4]);
        gaze.time_nanos[2] += 1_000_000_000;
        gaze.time_nanos[3] += 1_000_000_000;
        let events = events_from_labels(&gaze, &[Fixation; 4]);
        assert_eq!(events.end_nanos, [4_000_000, 1_008_000_000]);
        assert_eq!(events.start_nanos, [0, 1_004_000_000]);
    }

    #[test]
    fn an_event_of_which_nothing_was_seen_has_no_place() {
        let events = events_from_labels(&gaze(&[f64::NAN; 3]), &[Blink; 3]);
        assert!(events.x_deg[0].is_nan() && events.dispersion_deg[0].is_nan() && events.amplitude_deg[0].is_nan());
        assert_eq!(events.end_nanos, [6_000_000]);
    }
}
