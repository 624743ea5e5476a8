//! How fast do the eyes move? The slope of the positions over a short window, in degrees per second.
//!
//! The slope is that of the least-squares line through the samples of the window, which on even steps is the first derivative of
//! Savitzky and Golay (1964, polynomial of degree 1 or 2): `sum(k x[i+k]) / (step sum(k^2))`. Where steps are uneven, samples are missing,
//! or the recording begins or ends, the line goes through what is there, on its own times.

use std::ops::Range;

use attentive_types::GazeSignal;

use super::gaps::Gaps;

/// Length of the window in milliseconds: twice the shortest saccade of 10 ms (Nyström and Holmqvist 2010).
pub const VELOCITY_WINDOW_MS: f64 = 20.0;

/// Slopes that are summed side by side: their sums stay in the processor's registers.
const LANES: usize = 8;

/// Velocity in degrees per second, one value for each sample; NaN where it cannot be told.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Velocity {
    /// To the right.
    pub x_deg_per_s: Vec<f64>,
    /// Downwards.
    pub y_deg_per_s: Vec<f64>,
    /// Whatever the direction.
    pub speed_deg_per_s: Vec<f64>,
}

/// How many samples on each side a window of that length has, one at least.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a small number of samples")]
pub(super) fn reach_of(window_ms: f64, rate_hz: f64) -> usize {
    let reach = (window_ms / 1e3 * rate_hz / 2.0).round();
    if reach.is_finite() { (reach.clamp(1.0, 500.0)) as usize } else { 1 }
}

/// Velocity of a gaze signal by least squares over a window.
#[must_use]
pub fn velocity(gaze: &GazeSignal, window_ms: f64) -> Velocity {
    let reach = reach_of(window_ms, gaze.rate_hz);
    let gaps = Gaps::of_rate(gaze.rate_hz);
    let (mut x_deg_per_s, mut y_deg_per_s) = (Vec::new(), Vec::new());
    let out = [&mut x_deg_per_s, &mut y_deg_per_s];
    slopes_into(&gaze.time_nanos, [&gaze.x_deg, &gaze.y_deg], reach, gaps, 0..gaze.len(), out);
    let speed_deg_per_s = x_deg_per_s.iter().zip(&y_deg_per_s).map(|(x, y)| (x * x + y * y).sqrt()).collect();
    Velocity { x_deg_per_s, y_deg_per_s, speed_deg_per_s }
}

/// Adds the slopes per second of two columns at the places of a range to the ends of `out`, over `reach` samples on each side.
#[expect(clippy::cast_precision_loss, reason = "windows are short")]
pub(super) fn slopes_into(
    time_nanos: &[i64],
    columns: [&[f64]; 2],
    reach: usize,
    gaps: Gaps,
    places: Range<usize>,
    out: [&mut Vec<f64>; 2],
) {
    let squares: f64 = (1..=reach).map(|k| (k * k) as f64).sum();
    let per_second = 1e9 / (2.0 * squares * gaps.step_nanos as f64);
    let steps = Steps::new(time_nanos, reach, gaps);
    let [out_x, out_y] = out;
    out_x.reserve(places.len());
    out_y.reserve(places.len());
    let mut place = places.start;
    while place < places.end {
        if place + LANES <= places.end && steps.are_even::<LANES>(place) {
            for (values, out) in [(columns[0], &mut *out_x), (columns[1], &mut *out_y)] {
                let slopes = sums::<LANES>(values, place, reach).map(|sum| sum * per_second);
                let begin = out.len();
                out.extend_from_slice(&slopes);
                if slopes.iter().any(|slope| slope.is_nan()) {
                    for lane in (0..LANES).filter(|lane| slopes[*lane].is_nan()) {
                        out[begin + lane] = line(time_nanos, values, place + lane, reach, gaps);
                    }
                }
            }
            place += LANES;
            continue;
        }
        let is_even = steps.are_even::<1>(place);
        for (values, out) in [(columns[0], &mut *out_x), (columns[1], &mut *out_y)] {
            let slope = if is_even { sums::<1>(values, place, reach)[0] * per_second } else { f64::NAN };
            out.push(if slope.is_nan() { line(time_nanos, values, place, reach, gaps) } else { slope });
        }
        place += 1;
    }
}

/// `sum(k (x[i+k] - x[i-k]))` at places side by side.
#[expect(clippy::cast_precision_loss, reason = "windows are short")]
fn sums<const COUNT: usize>(values: &[f64], place: usize, reach: usize) -> [f64; COUNT] {
    let mut sums = [0.0; COUNT];
    for k in 1..=reach {
        let (later, earlier) = (&values[place + k..][..COUNT], &values[place - k..][..COUNT]);
        for (sum, (later, earlier)) in sums.iter_mut().zip(later.iter().zip(earlier)) {
            *sum += k as f64 * (later - earlier);
        }
    }
    sums
}

/// Whether windows are whole and their steps as wide as usual, to within a hundredth.
struct Steps<'a> {
    time_nanos: &'a [i64],
    reach: usize,
    least_nanos: i64,
    spread_nanos: u64,
}

impl<'a> Steps<'a> {
    fn new(time_nanos: &'a [i64], reach: usize, gaps: Gaps) -> Self {
        let even = 2 * i64::try_from(reach).unwrap_or(1) * gaps.step_nanos;
        let least_nanos = even - even / 100;
        Self { time_nanos, reach, least_nanos, spread_nanos: 2 * (even / 100).unsigned_abs() }
    }

    fn are_even<const COUNT: usize>(&self, place: usize) -> bool {
        if place < self.reach || place + self.reach + COUNT > self.time_nanos.len() {
            return false;
        }
        let later = &self.time_nanos[place + self.reach..][..COUNT];
        let earlier = &self.time_nanos[place - self.reach..][..COUNT];
        // Times rise, so a difference that overflows is far off too.
        let is_odd = |later: &i64, earlier: &i64| {
            let over = later.wrapping_sub(*earlier).wrapping_sub(self.least_nanos).cast_unsigned();
            over > self.spread_nanos
        };
        !later.iter().zip(earlier).fold(false, |any, (later, earlier)| any | is_odd(later, earlier))
    }
}

/// Slope of the line through what was seen around a place without a break in between; NaN when there are fewer than two.
#[expect(clippy::cast_precision_loss, reason = "windows are short")]
fn line(time_nanos: &[i64], values: &[f64], place: usize, reach: usize, gaps: Gaps) -> f64 {
    if values[place].is_nan() {
        return f64::NAN;
    }
    let follows = |earlier: usize| {
        !values[earlier].is_nan()
            && !values[earlier + 1].is_nan()
            && !gaps.is_gap(time_nanos[earlier], time_nanos[earlier + 1])
    };
    let (mut first, mut last) = (place, place);
    while first > 0 && place - first < reach && follows(first - 1) {
        first -= 1;
    }
    while last + 1 < values.len() && last - place < reach && follows(last) {
        last += 1;
    }
    let seconds = |at: usize| (time_nanos[at] - time_nanos[place]) as f64 / 1e9;
    let count = (last - first + 1) as f64;
    let mean_time = (first..=last).map(seconds).sum::<f64>() / count;
    let (mut across, mut along) = (0.0, 0.0);
    for (at, value) in values.iter().enumerate().take(last + 1).skip(first) {
        let from_mean = seconds(at) - mean_time;
        across += from_mean * value;
        along += from_mean * from_mean;
    }
    if along > 0.0 { across / along } else { f64::NAN }
}

/// Velocity by the five-point rule of Engbert and Kliegl (2003): `(x[n+2] + x[n+1] - x[n-1] - x[n-2]) / (6 step)`.
///
/// NaN at the two samples on each end, and where one of the four is missing.
#[must_use]
pub fn engbert_kliegl(values: &[f64], rate_hz: f64) -> Vec<f64> {
    let mut velocity = vec![f64::NAN; values.len()];
    for (window, out) in values.windows(5).zip(velocity.iter_mut().skip(2)) {
        *out = (window[4] + window[3] - window[1] - window[0]) * rate_hz / 6.0;
    }
    velocity
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ramp(steps_ms: &[i64], speed: f64) -> GazeSignal {
        let mut time = 0;
        let time_nanos: Vec<i64> = steps_ms
            .iter()
            .map(|step| {
                time += step * 1_000_000;
                time
            })
            .collect();
        let x_deg: Vec<f64> = time_nanos.iter().map(|time| speed * *time as f64 / 1e9).collect();
        let y_deg = x_deg.iter().map(|x| -x).collect();
        GazeSignal { time_nanos, x_deg, y_deg, rate_hz: 500.0, ..GazeSignal::default() }
    }

    #[test]
    fn a_ramp_has_its_speed_everywhere_also_at_the_ends() {
        let found = velocity(&ramp(&[2; 50], 30.0), VELOCITY_WINDOW_MS);
        assert!(found.x_deg_per_s.iter().all(|x| (x - 30.0).abs() < 1e-6));
        assert!(found.y_deg_per_s.iter().all(|y| (y + 30.0).abs() < 1e-6));
        assert!(found.speed_deg_per_s.iter().all(|speed| (speed - 30.0 * 2.0_f64.sqrt()).abs() < 1e-6));
    }

    #[test]
    fn uneven_steps_and_missing_samples_do_not_bend_it() {
        let mut gaze = ramp(&[2, 3, 1, 2, 5, 2, 2, 1, 2, 2, 4, 2, 2, 3, 2, 2, 2, 1, 2, 2], 30.0);
        gaze.x_deg[7] = f64::NAN;
        let found = velocity(&gaze, VELOCITY_WINDOW_MS).x_deg_per_s;
        for (place, x) in found.iter().enumerate() {
            assert!(if place == 7 { x.is_nan() } else { (x - 30.0).abs() < 1e-6 }, "{place}: {x}");
        }
    }

    #[test]
    fn nothing_is_learnt_across_a_break() {
        let mut gaze = ramp(&[2; 20], 0.0);
        for place in 10..20 {
            gaze.time_nanos[place] += 1_000_000_000;
            gaze.x_deg[place] = 10.0;
        }
        assert!(velocity(&gaze, VELOCITY_WINDOW_MS).x_deg_per_s.iter().all(|x| x.abs() < 1e-9));
    }

    #[test]
    fn a_lone_sample_has_no_speed() {
        assert!(velocity(&ramp(&[2], 1.0), VELOCITY_WINDOW_MS).speed_deg_per_s[0].is_nan());
        assert!(velocity(&GazeSignal::default(), VELOCITY_WINDOW_MS).speed_deg_per_s.is_empty());
    }

    #[test]
    fn five_points_give_the_slope_of_a_ramp() {
        let values: Vec<f64> = (0..10).map(|place| f64::from(place) * 0.1).collect();
        let found = engbert_kliegl(&values, 500.0);
        assert!(found[2..8].iter().all(|slope| (slope - 50.0).abs() < 1e-9));
        assert!(found[1].is_nan() && found[8].is_nan());
    }
}
