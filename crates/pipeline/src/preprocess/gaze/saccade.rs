//! One saccade: where exactly it begins and ends, and whether the eye wobbles after it.
//!
//! ```text
//! velocity along the saccade, relative to the drift before and after
//!          ___
//!        _/   \_
//!  _____/|      |\_  _/\__|_____
//!        |      |  \/     |        the lens swings back and forth: oscillation
//!      start   end     oscillation end
//! ```

use super::motion::Motion;

/// How borders and oscillations are found. Times in milliseconds, velocities in degrees per second.
#[derive(Clone, Debug, PartialEq)]
pub struct SaccadeSettings {
    /// A saccade begins where the velocity rises above this many standard deviations of rest. Default 3 (Nyström and Holmqvist 2010).
    pub onset_noise_factor: f64,
    /// It begins at no less than this velocity. Default 20 (this project: about where human coders set the border).
    pub least_onset_deg_per_s: f64,
    /// It ends where the velocity along it falls below this. Default 10 (this project, likewise).
    pub offset_deg_per_s: f64,
    /// Shorter ones are none. Default 10 (Nyström and Holmqvist 2010).
    pub min_saccade_ms: f64,
    /// An oscillation has at least this velocity somewhere. Default 20 (this project).
    pub oscillation_peak_deg_per_s: f64,
    /// It lasts while the velocity is above this. Default 15 (this project).
    pub oscillation_rest_deg_per_s: f64,
    /// Both are at least this many standard deviations of rest. Default 3 (as for the onset).
    pub oscillation_noise_factor: f64,
    /// It may rest for this long where it turns round. Default 4 (this project).
    pub oscillation_pause_ms: f64,
    /// Shorter ones are none. Default 8 (this project; Nyström and Holmqvist 2010 saw 24 on average).
    pub min_oscillation_ms: f64,
    /// It is over after this. Default 40 (Nyström and Holmqvist 2010).
    pub max_oscillation_ms: f64,
}

impl Default for SaccadeSettings {
    fn default() -> Self {
        Self {
            onset_noise_factor: 3.0,
            least_onset_deg_per_s: 20.0,
            offset_deg_per_s: 10.0,
            min_saccade_ms: 10.0,
            oscillation_peak_deg_per_s: 20.0,
            oscillation_rest_deg_per_s: 15.0,
            oscillation_noise_factor: 3.0,
            oscillation_pause_ms: 4.0,
            min_oscillation_ms: 8.0,
            max_oscillation_ms: 40.0,
        }
    }
}

/// Below this rate an oscillation has too few samples to be told.
const LEAST_RATE_FOR_OSCILLATION_HZ: f64 = 150.0;

/// No eye follows anything faster than this, in degrees per second (Meyer, Lasker and Robinson 1985: about 90; 40 is what is usual):
/// faster drift before or after is another saccade and is not taken away.
const FASTEST_DRIFT_DEG_PER_S: f64 = 40.0;

/// Thresholds in degrees per second and lengths in samples, for one block.
#[derive(Clone, Debug)]
pub(super) struct Limits {
    pub(super) threshold: f64,
    onset: f64,
    offset: f64,
    peak: f64,
    rest: f64,
    min_saccade: usize,
    max_saccade: usize,
    min_oscillation: usize,
    max_oscillation: usize,
    pause: usize,
    has_oscillations: bool,
}

impl Limits {
    pub(super) fn new(settings: &SaccadeSettings, motion: &Motion, threshold: f64, rest_sd: f64) -> Self {
        let noise = settings.oscillation_noise_factor * rest_sd;
        Self {
            threshold,
            onset: (settings.onset_noise_factor * rest_sd).max(settings.least_onset_deg_per_s),
            offset: settings.offset_deg_per_s,
            peak: settings.oscillation_peak_deg_per_s.max(noise),
            rest: settings.oscillation_rest_deg_per_s.max(noise),
            min_saccade: motion.samples(settings.min_saccade_ms),
            max_saccade: motion.samples(300.0),
            min_oscillation: motion.samples(settings.min_oscillation_ms),
            max_oscillation: motion.samples(settings.max_oscillation_ms.min(100.0)),
            pause: motion.samples(settings.oscillation_pause_ms),
            has_oscillations: motion.rate_hz >= LEAST_RATE_FOR_OSCILLATION_HZ,
        }
    }
}

/// Places of a saccade; ends are just after the last sample.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Saccade {
    pub(super) start: usize,
    pub(super) end: usize,
    /// Equal to the end when there is no oscillation.
    pub(super) oscillation_end: usize,
}

/// The saccade of which the speed passes the threshold at `found`, and the place up to which the speed stays above it. Nothing before `from`
/// belongs to it, and nothing from `limit` on is looked at.
pub(super) fn at(
    motion: &Motion,
    found: usize,
    from: usize,
    limit: usize,
    limits: &Limits,
) -> (Option<Saccade>, usize) {
    let cap = (found + limits.max_saccade).min(limit);
    // Not a number is not above.
    let is_above = |place: &usize| motion.speed[*place] > limits.threshold;
    let above_end = (found..cap).find(|place| !is_above(place)).unwrap_or(cap);
    let faster = |one: &usize, other: &usize| motion.speed[*one].total_cmp(&motion.speed[*other]);
    let peak = (found..above_end).max_by(faster).unwrap_or(found);
    let start = onset(motion, found, peak, from, limits);
    let along = Along::new(motion, found, above_end, from, limit);
    let end = offset(&along, peak, above_end, limit, limits);
    let is_seen = || (start..end).all(|place| motion.is_seen(place) && (place == start || !motion.is_after_gap(place)));
    if end < start + limits.min_saccade || !is_seen() {
        return (None, above_end);
    }
    let oscillation_end = oscillation_end(&along, end, limit, limits);
    (Some(Saccade { start, end, oscillation_end }), above_end)
}

/// The mean velocity between two places; none where it cannot be told or is a saccade itself.
#[expect(clippy::cast_precision_loss, reason = "places are close")]
fn drift(motion: &Motion, from: usize, to: usize) -> (f64, f64) {
    let seconds = to.saturating_sub(from) as f64 / motion.rate_hz;
    let x = (motion.x_deg[to] - motion.x_deg[from]) / seconds;
    let y = (motion.y_deg[to] - motion.y_deg[from]) / seconds;
    if x.hypot(y) <= FASTEST_DRIFT_DEG_PER_S { (x, y) } else { (0.0, 0.0) }
}

/// From the peak back to where the eye was still as slow as before: drift from 60 to 20 ms before.
fn onset(motion: &Motion, found: usize, peak: usize, from: usize, limits: &Limits) -> usize {
    let before = |millis| found.saturating_sub(motion.samples(millis)).max(from);
    let (x, y) = drift(motion, before(60.0), before(20.0));
    let earliest = before(50.0);
    let is_fast = |place: usize| (motion.fine_x[place] - x).hypot(motion.fine_y[place] - y) > limits.onset;
    let mut start = peak;
    while start > earliest && is_fast(start - 1) {
        start -= 1;
    }
    start
}

/// Velocity along a saccade, relative to the drift from 30 to 70 ms after it.
struct Along<'a> {
    motion: &'a Motion,
    direction: (f64, f64),
    after: (f64, f64),
}

impl<'a> Along<'a> {
    fn new(motion: &'a Motion, found: usize, above_end: usize, from: usize, limit: usize) -> Self {
        let near = motion.samples(10.0);
        let (first, last) = (found.saturating_sub(near).max(from), (above_end + near).min(limit) - 1);
        let (x, y) = (motion.x_deg[last] - motion.x_deg[first], motion.y_deg[last] - motion.y_deg[first]);
        let after = |millis| (above_end + motion.samples(millis)).min(limit - 1);
        // Not a number where nothing was seen: then there is no velocity along it, and no saccade.
        let length = x.hypot(y);
        Self { motion, direction: (x / length, y / length), after: drift(motion, after(30.0), after(70.0)) }
    }

    fn relative(&self, place: usize) -> (f64, f64) {
        (self.motion.fine_x[place] - self.after.0, self.motion.fine_y[place] - self.after.1)
    }

    /// Degrees per second in the direction of the saccade; below zero backwards.
    fn velocity(&self, place: usize) -> f64 {
        let (x, y) = self.relative(place);
        x * self.direction.0 + y * self.direction.1
    }

    fn speed(&self, place: usize) -> f64 {
        let (x, y) = self.relative(place);
        x.hypot(y)
    }
}

/// From the peak on to where the velocity along the saccade has fallen; dips of up to 4 ms inside are passed.
fn offset(along: &Along<'_>, peak: usize, above_end: usize, limit: usize, limits: &Limits) -> usize {
    let latest = (above_end + along.motion.samples(60.0)).min(limit);
    let dip = along.motion.samples(4.0);
    let is_fast = |place: &usize| along.velocity(*place) > limits.offset;
    let mut end = peak;
    loop {
        end = (end..latest).find(|place| !is_fast(place)).unwrap_or(latest);
        match (end..above_end.min(end + dip + 1)).find(is_fast) {
            Some(again) => end = again,
            None => return end,
        }
    }
}

/// Where the wobble after a saccade is over; the saccade's own end when there is none.
fn oscillation_end(along: &Along<'_>, end: usize, limit: usize, limits: &Limits) -> usize {
    if !limits.has_oscillations {
        return end;
    }
    let (mut last, mut top) = (end, 0.0_f64);
    for place in end..(end + limits.max_oscillation).min(limit) {
        let speed = along.speed(place);
        if speed > limits.rest {
            top = top.max(along.velocity(place).abs());
            last = place + 1;
        } else if speed.is_nan() || place >= last + limits.pause {
            break;
        }
    }
    if top > limits.peak && last - end >= limits.min_oscillation { last } else { end }
}
