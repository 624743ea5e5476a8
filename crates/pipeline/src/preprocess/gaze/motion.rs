//! A stretch of gaze with its velocities: what the detectors look at. It grows at its end and is let go at its beginning.

use attentive_types::GazeSignal;

use super::gaps::Gaps;
use super::velocity::{VELOCITY_WINDOW_MS, reach_of, slopes_into};

/// Length in milliseconds of the window for where exactly a saccade begins and ends: half of that in which it is found.
const FINE_WINDOW_MS: f64 = 10.0;

/// Positions, and velocities as far as what follows is known.
#[derive(Clone, Debug)]
pub(super) struct Motion {
    pub(super) time_nanos: Vec<i64>,
    pub(super) x_deg: Vec<f64>,
    pub(super) y_deg: Vec<f64>,
    /// Speed over 20 ms: steady.
    pub(super) speed: Vec<f64>,
    /// Velocity over 10 ms: quick; empty when nobody wants it.
    pub(super) fine_x: Vec<f64>,
    pub(super) fine_y: Vec<f64>,
    pub(super) rate_hz: f64,
    pub(super) gaps: Gaps,
    is_fine: bool,
    slope_x: Vec<f64>,
    slope_y: Vec<f64>,
}

impl Motion {
    pub(super) fn new(rate_hz: f64, is_fine: bool) -> Self {
        Self {
            time_nanos: Vec::new(),
            x_deg: Vec::new(),
            y_deg: Vec::new(),
            speed: Vec::new(),
            fine_x: Vec::new(),
            fine_y: Vec::new(),
            rate_hz,
            gaps: Gaps::of_rate(rate_hz),
            is_fine,
            slope_x: Vec::new(),
            slope_y: Vec::new(),
        }
    }

    /// How many samples.
    pub(super) fn len(&self) -> usize {
        self.time_nanos.len()
    }

    /// Of how many of them the velocity is known.
    pub(super) fn known(&self) -> usize {
        self.speed.len()
    }

    /// How many samples a time has, one at least.
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "settings are a second or so")]
    pub(super) fn samples(&self, millis: f64) -> usize {
        let samples = (millis / 1e3 * self.rate_hz).round();
        if samples.is_finite() { samples.clamp(1.0, 1e7) as usize } else { 1 }
    }

    /// Adds samples of a signal.
    pub(super) fn append(&mut self, gaze: &GazeSignal, from: usize, to: usize) {
        self.time_nanos.extend_from_slice(&gaze.time_nanos[from..to]);
        self.x_deg.extend_from_slice(&gaze.x_deg[from..to]);
        self.y_deg.extend_from_slice(&gaze.y_deg[from..to]);
    }

    /// Computes velocities as far as they cannot change any more; to the very end when nothing follows.
    pub(super) fn know(&mut self, is_last: bool) {
        let reach = reach_of(VELOCITY_WINDOW_MS, self.rate_hz);
        let end = if is_last { self.len() } else { self.len().saturating_sub(reach) };
        let places = self.known()..end.max(self.known());
        self.slope_x.clear();
        self.slope_y.clear();
        let (time, columns) = (&self.time_nanos, [self.x_deg.as_slice(), &self.y_deg]);
        let out = [&mut self.slope_x, &mut self.slope_y];
        slopes_into(time, columns, reach, self.gaps, places.clone(), out);
        self.speed.extend(self.slope_x.iter().zip(&self.slope_y).map(|(x, y)| (x * x + y * y).sqrt()));
        if self.is_fine {
            let reach = reach_of(FINE_WINDOW_MS, self.rate_hz);
            slopes_into(time, columns, reach, self.gaps, places, [&mut self.fine_x, &mut self.fine_y]);
        }
    }

    /// How many samples before a place must stay for the velocities that follow.
    pub(super) fn reach(&self) -> usize {
        reach_of(VELOCITY_WINDOW_MS, self.rate_hz)
    }

    /// Lets go of the first samples.
    pub(super) fn let_go(&mut self, samples: usize) {
        self.time_nanos.drain(..samples);
        for column in [&mut self.x_deg, &mut self.y_deg, &mut self.speed] {
            column.drain(..samples);
        }
        if self.is_fine {
            self.fine_x.drain(..samples);
            self.fine_y.drain(..samples);
        }
    }

    /// Whether there is a hole in time before a sample.
    pub(super) fn is_after_gap(&self, place: usize) -> bool {
        place > 0 && self.gaps.is_gap(self.time_nanos[place - 1], self.time_nanos[place])
    }

    /// Whether the eyes were seen at a place.
    pub(super) fn is_seen(&self, place: usize) -> bool {
        !self.x_deg[place].is_nan() && !self.y_deg[place].is_nan()
    }
}
