//! What the first trees see of a sample: how the eye moves around it, from 6 milliseconds to a fifth of a second.
//!
//! The ideas are those of Zemblys, Niehorster, Komogortsev and Holmqvist 2018 ("Using machine learning to detect events in eye-tracking data",
//! Behavior Research Methods 50): speed, spread, and how before and after differ, at several scales, and leave the borders to the
//! trees. All windows are in milliseconds and all values in degrees, so that rate and screen do not matter; nothing depends on where on the screen the eye is
//! or on the direction in which it moves.

use std::collections::VecDeque;
use std::ops::Range;

use super::rows::Row;
use super::trace::{Fit, SLOW_DEG_PER_S, Trace, length, single};

const LAGS_MILLIS: [f64; 15] =
    [-80.0, -56.0, -40.0, -28.0, -20.0, -14.0, -8.0, 0.0, 8.0, 14.0, 20.0, 28.0, 40.0, 56.0, 80.0];
const SCALES_MILLIS: [f64; 4] = [12.0, 24.0, 50.0, 100.0];
const CHANGES_MILLIS: [f64; 3] = [12.0, 24.0, 50.0];
const STEPS_MILLIS: [f64; 5] = [10.0, 20.0, 50.0, 100.0, 200.0];
const PEAK_MILLIS: f64 = 60.0;
const REST_MILLIS: f64 = 100.0;
const NOISE_MILLIS: f64 = 400.0;
const FAST_DEG_PER_S: [f32; 2] = [SLOW_DEG_PER_S, 80.0];
/// Longest time since or until something that is told apart, in milliseconds.
const LONGEST_MILLIS: f32 = 300.0;

/// Names of the columns, in the order in which [`Sight::look`] gives them.
pub(super) fn names() -> Vec<String> {
    let mut names: Vec<String> = LAGS_MILLIS.iter().map(|lag| format!("speed_at_{lag}ms_deg_per_s")).collect();
    for scale in SCALES_MILLIS {
        names.extend(["speed", "residual", "spread"].map(|what| {
            let unit = if what == "speed" { "deg_per_s" } else { "deg" };
            format!("{what}_{scale}ms_{unit}")
        }));
    }
    for scale in CHANGES_MILLIS {
        names.push(format!("turn_{scale}ms_cos"));
        names.extend(
            ["speed_change", "velocity_change", "speed_before", "speed_after"]
                .map(|w| format!("{w}_{scale}ms_deg_per_s")),
        );
        names.extend(["spread_before", "spread_after"].map(|w| format!("{w}_{scale}ms_deg")));
    }
    for side in ["before", "after"] {
        names.extend(["along", "across"].map(|w| format!("{w}_peak_{side}_deg_per_s")));
        names.push(format!("offset_peak_{side}_deg"));
        names.push(format!("lag_peak_{side}_ms"));
        names.push(format!("peak_{side}_deg_per_s"));
    }
    for fast in FAST_DEG_PER_S {
        names.extend(["since", "until"].map(|w| format!("{w}_{fast}_deg_per_s_ms")));
    }
    for step in STEPS_MILLIS {
        names.extend(["step", "from_before", "from_after"].map(|w| format!("{w}_{step}ms_deg")));
    }
    names.extend(["slow_speed_400ms_deg_per_s", "since_lost_ms", "until_lost_ms", "lost_share_50ms"].map(String::from));
    names
}

/// What is prepared once for a trace.
#[derive(Clone, Debug, Default)]
pub(super) struct Sight {
    peak_before: Vec<usize>,
    peak_after: Vec<usize>,
    since_fast: [Vec<f32>; 2],
    until_fast: [Vec<f32>; 2],
    since_lost: Vec<f32>,
    until_lost: Vec<f32>,
    queue: VecDeque<usize>,
    windows: Windows,
}

/// Windows in samples.
#[derive(Clone, Debug, Default)]
struct Windows {
    lags: [isize; LAGS_MILLIS.len()],
    scales: [usize; SCALES_MILLIS.len()],
    changes: [usize; CHANGES_MILLIS.len()],
    steps: [isize; STEPS_MILLIS.len()],
    rest: isize,
    noise: usize,
    lost: usize,
    millis: f32,
}

impl Sight {
    /// Prepares for a trace, as far as its moments need.
    pub(super) fn prepare(&mut self, trace: &Trace, moments: &[Range<usize>]) {
        let whole = |millis: f64| trace.samples(millis).cast_signed();
        self.windows = Windows {
            lags: LAGS_MILLIS.map(|lag| if lag == 0.0 { 0 } else { whole(lag.abs()) * lag.signum() as isize }),
            scales: SCALES_MILLIS.map(|scale| trace.samples(scale)),
            changes: CHANGES_MILLIS.map(|scale| trace.samples(scale)),
            steps: STEPS_MILLIS.map(whole),
            rest: whole(REST_MILLIS),
            noise: trace.samples(NOISE_MILLIS),
            lost: trace.samples(50.0),
            millis: single(1000.0 / trace.rate_hz),
        };
        let window = trace.samples(PEAK_MILLIS);
        let count = trace.len();
        for found in [&mut self.peak_before, &mut self.peak_after] {
            found.resize(count, 0);
        }
        for moment in moments {
            let from = moment.start.saturating_sub(window);
            greatest_before(&trace.speed, from, moment.clone(), window, &mut self.queue, &mut self.peak_before);
            let to = (moment.end + window).min(count);
            greatest_after(&trace.speed, to, moment.clone(), window, &mut self.queue, &mut self.peak_after);
        }
        let step = self.windows.millis;
        for (border, (since, until)) in FAST_DEG_PER_S.iter().zip(self.since_fast.iter_mut().zip(&mut self.until_fast))
        {
            times(count, moments, step, |place| trace.speed[place] > *border, since, until);
        }
        times(count, moments, step, |place| !trace.is_seen[place], &mut self.since_lost, &mut self.until_lost);
    }

    /// The columns of one sample.
    pub(super) fn look(&self, trace: &Trace, place: usize, row: &mut Row<'_>) {
        let windows = &self.windows;
        let last = trace.len() - 1;
        for lag in windows.lags {
            row.put(trace.speed[place.saturating_add_signed(lag).min(last)]);
        }
        for scale in windows.scales {
            let fit = trace.fit(place, scale);
            row.put(fit.speed());
            row.put(fit.residual_deg());
            row.put(fit.spread_deg());
        }
        for scale in windows.changes {
            let before = trace.fit(place.saturating_sub(scale), scale);
            let after = trace.fit((place + scale).min(last), scale);
            row.put(cosine(&before, &after));
            let (speed_before, speed_after) = (before.speed(), after.speed());
            row.put(speed_after - speed_before);
            row.put(length(after.vx - before.vx, after.vy - before.vy));
            row.put(speed_before);
            row.put(speed_after);
            row.put(before.spread_deg());
            row.put(after.spread_deg());
        }
        self.look_at_peaks(trace, place, row);
        for (since, until) in self.since_fast.iter().zip(&self.until_fast) {
            row.put(since[place]);
            row.put(until[place]);
        }
        let here = place.cast_signed();
        let (x, y) = (single(trace.x[place]), single(trace.y[place]));
        for step in windows.steps {
            let before = trace.mean(here - step, here);
            let after = trace.mean(here + 1, here + 1 + step);
            row.put(length(after.0 - before.0, after.1 - before.1));
            row.put(length(x - before.0, y - before.1));
            row.put(length(x - after.0, y - after.1));
        }
        row.put(trace.slow_speed(place.saturating_sub(windows.noise), (place + windows.noise).min(trace.len())));
        row.put(self.since_lost[place]);
        row.put(self.until_lost[place]);
        row.put(trace.lost_share(place.saturating_sub(windows.lost), (place + windows.lost).min(trace.len())));
    }

    /// Movement along the direction of the fastest moment shortly before and after: the wobble after a saccade goes back.
    fn look_at_peaks(&self, trace: &Trace, place: usize, row: &mut Row<'_>) {
        let here = place.cast_signed();
        let rest = self.windows.rest;
        let rests = [trace.mean(here, here + rest), trace.mean(here - rest, here + 1)];
        for (peaks, (rest_x, rest_y)) in [&self.peak_before, &self.peak_after].into_iter().zip(rests) {
            let peak = peaks[place];
            let speed = trace.speed[peak].max(1e-6);
            let (ux, uy) = (trace.vx[peak] / speed, trace.vy[peak] / speed);
            let (vx, vy) = (trace.vx[place], trace.vy[place]);
            row.put(vx * ux + vy * uy);
            row.put((vy * ux - vx * uy).abs());
            row.put((single(trace.x[place]) - rest_x) * ux + (single(trace.y[place]) - rest_y) * uy);
            row.put(peak.abs_diff(place) as f32 * self.windows.millis);
            row.put(trace.speed[peak]);
        }
    }
}

pub(super) fn cosine(a: &Fit, b: &Fit) -> f32 {
    let lengths = a.speed() * b.speed();
    if lengths > 1e-9 { (a.vx * b.vx + a.vy * b.vy) / lengths } else { 0.0 }
}

/// Milliseconds since it last held and until it holds next, up to the longest that is told apart, at the places of the moments; elsewhere it never holds.
fn times(
    count: usize,
    moments: &[Range<usize>],
    step: f32,
    holds: impl Fn(usize) -> bool,
    since: &mut Vec<f32>,
    until: &mut Vec<f32>,
) {
    since.resize(count, 0.0);
    until.resize(count, 0.0);
    let away = |a: usize, b: usize| (a.abs_diff(b) as f32 * step).min(LONGEST_MILLIS);
    let mut last = None;
    for place in moments.iter().cloned().flatten() {
        last = if holds(place) { Some(place) } else { last };
        since[place] = last.map_or(LONGEST_MILLIS, |last| away(place, last));
    }
    last = None;
    for place in moments.iter().rev().flat_map(|moment| moment.clone().rev()) {
        last = if holds(place) { Some(place) } else { last };
        until[place] = last.map_or(LONGEST_MILLIS, |last| away(place, last));
    }
}

/// Where the greatest of each value and the `window` before it lies, for the places of a moment, looking from `from` on. A queue of falling values (van
/// Herk's problem): each place enters and leaves once.
fn greatest_before(
    values: &[f32],
    from: usize,
    moment: Range<usize>,
    window: usize,
    queue: &mut VecDeque<usize>,
    found: &mut [usize],
) {
    queue.clear();
    (from..moment.start).for_each(|place| enter(values, place, window, queue));
    for (place, found) in moment.clone().zip(&mut found[moment]) {
        enter(values, place, window, queue);
        *found = queue.front().copied().unwrap_or(place);
    }
}

/// The same of each value and the `window` after it, looking up to `to`.
fn greatest_after(
    values: &[f32],
    to: usize,
    moment: Range<usize>,
    window: usize,
    queue: &mut VecDeque<usize>,
    found: &mut [usize],
) {
    queue.clear();
    (moment.end..to).rev().for_each(|place| enter(values, place, window, queue));
    for (place, found) in moment.clone().zip(&mut found[moment]).rev() {
        enter(values, place, window, queue);
        *found = queue.front().copied().unwrap_or(place);
    }
}

fn enter(values: &[f32], place: usize, window: usize, queue: &mut VecDeque<usize>) {
    while queue.back().is_some_and(|back| values[*back] <= values[place]) {
        queue.pop_back();
    }
    queue.push_back(place);
    if queue.front().is_some_and(|front| front.abs_diff(place) > window) {
        queue.pop_front();
    }
}

#[cfg(test)]
mod tests {
    use super::super::rows::Rows;
    use super::*;

    #[test]
    fn the_greatest_is_found_both_ways() {
        let (mut queue, mut found) = (VecDeque::new(), vec![9; 6]);
        let values = [1.0, 5.0, 2.0, 3.0, 4.0, 0.0];
        greatest_before(&values, 0, 1..6, 1, &mut queue, &mut found);
        assert_eq!(found, [9, 1, 1, 3, 4, 4]);
        greatest_after(&values, 6, 0..5, 2, &mut queue, &mut found);
        assert_eq!(found, [1, 1, 4, 4, 4, 4]);
    }

    #[test]
    fn times_since_and_until_count_in_milliseconds() {
        let holds = [false, true, false, false, true, false];
        let (mut since, mut until) = (Vec::new(), Vec::new());
        times(6, &[0..2, 2..6], 2.0, |place| holds[place], &mut since, &mut until);
        assert_eq!(since, [300.0, 0.0, 2.0, 4.0, 0.0, 2.0]);
        assert_eq!(until, [2.0, 0.0, 4.0, 2.0, 0.0, 300.0]);
    }

    #[test]
    fn names_are_unique_and_values_finite_even_when_nothing_was_seen() {
        let mut sorted = names();
        sorted.sort();
        sorted.dedup();
        assert_eq!(sorted.len(), names().len());
        let nan = f64::NAN;
        for (x, y) in [(vec![nan; 50], vec![nan; 50]), (vec![1.0; 1], vec![1.0; 1]), (vec![2.0; 700], vec![1.0; 700])] {
            let (mut trace, mut sight, mut rows) = (Trace::default(), Sight::default(), Rows::new(names().len()));
            trace.fill(&x, &y, 500.0);
            sight.prepare(&trace, std::slice::from_ref(&(0..x.len())));
            for place in 0..x.len().min(64) {
                let mut row = rows.row();
                sight.look(&trace, place, &mut row);
                assert_eq!(row.written(), names().len());
            }
            assert!(rows.columns().iter().flatten().all(|value| value.is_finite()));
        }
    }
}
