//! A stretch of gaze made ready for looking around each sample: gaps bridged and marked, running sums of positions, quick velocities.
//!
//! All is kept between blocks and filled anew, so that reading a recording allocates nothing.

/// Length to either side of the window of the quick velocities, in milliseconds.
const QUICK_MILLIS: f64 = 6.0;

/// Slower than this is not a saccade, in degrees per second: Nystrom and Holmqvist 2010 find saccade thresholds between 30 and 50.
pub(super) const SLOW_DEG_PER_S: f32 = 35.0;

/// Windows are told in milliseconds and counted in samples, so that the same model reads every rate.
#[derive(Clone, Debug, Default)]
pub(super) struct Trace {
    pub(super) rate_hz: f64,
    /// Positions in degrees, gaps bridged by straight lines.
    pub(super) x: Vec<f64>,
    pub(super) y: Vec<f64>,
    /// Whether the sample was seen.
    pub(super) is_seen: Vec<bool>,
    /// Velocity over 12 milliseconds, in degrees per second.
    pub(super) vx: Vec<f32>,
    pub(super) vy: Vec<f32>,
    pub(super) speed: Vec<f32>,
    sums: Vec<Sums>,
}

/// Running sums: place i holds the sum of all before i.
#[derive(Clone, Copy, Debug, Default)]
struct Sums {
    x: f64,
    y: f64,
    square: f64,
    moment_x: f64,
    moment_y: f64,
    /// Of the speeds of slow samples that were seen, and their number.
    slow_speed: f64,
    slow: f64,
    lost: f64,
}

/// Straight line through the positions of a window.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Fit {
    /// Degrees per second.
    pub(super) vx: f32,
    /// Degrees per second.
    pub(super) vy: f32,
    /// Mean squared distance from the line, in square degrees.
    rest: f32,
    /// Mean squared distance from the mean, in square degrees.
    scatter: f32,
}

impl Fit {
    pub(super) fn speed(&self) -> f32 {
        length(self.vx, self.vy)
    }

    /// Root of the mean squared distance from the line, in degrees.
    pub(super) fn residual_deg(&self) -> f32 {
        self.rest.sqrt()
    }

    /// Root of the mean squared distance from the mean, in degrees.
    pub(super) fn spread_deg(&self) -> f32 {
        self.scatter.sqrt()
    }

    /// Share of the scatter that the line explains: 1 when the eye went straight and evenly.
    pub(super) fn straight_share(&self) -> f32 {
        if self.scatter > 1e-12 { 1.0 - self.rest / self.scatter } else { 0.0 }
    }
}

impl Trace {
    /// Takes a stretch in place of the one before.
    pub(super) fn fill(&mut self, x_deg: &[f64], y_deg: &[f64], rate_hz: f64) {
        self.rate_hz = rate_hz;
        self.is_seen.clear();
        self.is_seen.extend(x_deg.iter().zip(y_deg).map(|(x, y)| x.is_finite() && y.is_finite()));
        bridge(x_deg, &self.is_seen, &mut self.x);
        bridge(y_deg, &self.is_seen, &mut self.y);
        self.sum_positions();
        self.find_velocities();
    }

    pub(super) fn len(&self) -> usize {
        self.x.len()
    }

    /// How many samples a time is, at least one.
    pub(super) fn samples(&self, millis: f64) -> usize {
        samples(self.rate_hz, millis)
    }

    fn sum_positions(&mut self) {
        self.sums.clear();
        let mut sums = Sums::default();
        self.sums.push(sums);
        for (place, (x, y)) in self.x.iter().zip(&self.y).enumerate() {
            sums.x += x;
            sums.y += y;
            sums.square += x * x + y * y;
            sums.moment_x += place as f64 * x;
            sums.moment_y += place as f64 * y;
            self.sums.push(sums);
        }
    }

    fn find_velocities(&mut self) {
        let half = self.samples(QUICK_MILLIS);
        let width = 2 * half + 1;
        let count = self.len();
        for column in [&mut self.vx, &mut self.vy, &mut self.speed] {
            column.clear();
            column.resize(count, 0.0);
        }
        let edge = half.min(count);
        for place in (0..edge).chain(count.saturating_sub(half).max(edge)..count) {
            let fit = self.fit(place, half);
            (self.vx[place], self.vy[place]) = (fit.vx, fit.vy);
        }
        // Inside all windows are equally long.
        let per_second = 12.0 * self.rate_hz / (width * (width * width - 1)) as f64;
        for (from, (low, high)) in self.sums.iter().zip(self.sums.get(width..).unwrap_or_default()).enumerate() {
            let middle = (from + half) as f64;
            let along_x = high.moment_x - low.moment_x - middle * (high.x - low.x);
            let along_y = high.moment_y - low.moment_y - middle * (high.y - low.y);
            self.vx[from + half] = single(along_x * per_second);
            self.vy[from + half] = single(along_y * per_second);
        }
        for ((speed, vx), vy) in self.speed.iter_mut().zip(&self.vx).zip(&self.vy) {
            *speed = length(*vx, *vy);
        }
        let (mut slow_speed, mut slow, mut lost) = (0.0, 0.0, 0.0);
        for ((sums, speed), is_seen) in self.sums[1..].iter_mut().zip(&self.speed).zip(&self.is_seen) {
            if *is_seen && *speed < SLOW_DEG_PER_S {
                slow_speed += f64::from(*speed);
                slow += 1.0;
            }
            lost += f64::from(u8::from(!is_seen));
            (sums.slow_speed, sums.slow, sums.lost) = (slow_speed, slow, lost);
        }
    }

    /// Mean position of samples `from..to`, cut to the stretch.
    pub(super) fn mean(&self, from: isize, to: isize) -> (f32, f32) {
        let last = self.len().saturating_sub(1);
        let from = usize::try_from(from).unwrap_or(0).min(last);
        let to = usize::try_from(to).unwrap_or(0).clamp(from + 1, self.len().max(from + 1));
        let (Some(low), Some(high)) = (self.sums.get(from), self.sums.get(to)) else { return (0.0, 0.0) };
        let count = (to - from) as f64;
        (single((high.x - low.x) / count), single((high.y - low.y) / count))
    }

    /// The line through samples `from..to`, which lie inside.
    #[inline]
    pub(super) fn fit_between(&self, from: usize, to: usize) -> Fit {
        if to < from + 2 {
            return Fit::default();
        }
        let (low, high) = (&self.sums[from], &self.sums[to]);
        let count = (to - from) as f64;
        let middle = (from + to - 1) as f64 / 2.0;
        let time_spread = count * (count * count - 1.0) / 12.0;
        let (sum_x, sum_y) = (high.x - low.x, high.y - low.y);
        let along_x = high.moment_x - low.moment_x - middle * sum_x;
        let along_y = high.moment_y - low.moment_y - middle * sum_y;
        let scatter = (high.square - low.square - (sum_x * sum_x + sum_y * sum_y) / count).max(0.0);
        let rest = (scatter - (along_x * along_x + along_y * along_y) / time_spread).max(0.0);
        let per_second = self.rate_hz / time_spread;
        Fit {
            vx: single(along_x * per_second),
            vy: single(along_y * per_second),
            rest: single(rest / count),
            scatter: single(scatter / count),
        }
    }

    /// The line through all samples up to `half` away from `place`.
    #[inline]
    pub(super) fn fit(&self, place: usize, half: usize) -> Fit {
        self.fit_between(place.saturating_sub(half), (place + half + 1).min(self.len()))
    }

    /// Mean speed of the slow samples among `from..to`, in degrees per second; 0 when there is none.
    pub(super) fn slow_speed(&self, from: usize, to: usize) -> f32 {
        let (low, high) = (&self.sums[from], &self.sums[to]);
        single((high.slow_speed - low.slow_speed) / (high.slow - low.slow).max(1.0))
    }

    /// Share of `from..to` in which nothing was seen.
    pub(super) fn lost_share(&self, from: usize, to: usize) -> f32 {
        single((self.sums[to].lost - self.sums[from].lost) / to.saturating_sub(from).max(1) as f64)
    }
}

#[expect(clippy::cast_possible_truncation, reason = "trees look at single precision")]
pub(super) fn single(value: f64) -> f32 {
    value as f32
}

pub(super) fn length(x: f32, y: f32) -> f32 {
    (x * x + y * y).sqrt()
}

/// How many samples a time is at a rate, at least one.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a few thousand at most")]
pub(super) fn samples(rate_hz: f64, millis: f64) -> usize {
    ((millis * rate_hz / 1000.0).round() as usize).max(1)
}

/// Straight lines across gaps; the nearest seen value before the first and after the last. Zeros when nothing was seen.
fn bridge(values: &[f64], is_seen: &[bool], full: &mut Vec<f64>) {
    full.clear();
    full.extend_from_slice(values);
    let mut last: Option<usize> = None;
    for place in (0..values.len()).filter(|place| is_seen[*place]) {
        match last {
            None => full[..place].fill(values[place]),
            Some(before) if before + 1 < place => {
                let step = (values[place] - values[before]) / (place - before) as f64;
                for (between, value) in full.iter_mut().enumerate().take(place).skip(before + 1) {
                    *value = values[before] + step * (between - before) as f64;
                }
            }
            Some(_) => {}
        }
        last = Some(place);
    }
    match last {
        None => full.fill(0.0),
        Some(before) => full[before..].fill(values[before]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(x: &[f64], y: &[f64], rate_hz: f64) -> Trace {
        let mut trace = Trace::default();
        trace.fill(x, y, rate_hz);
        trace
    }

    #[test]
    fn a_steady_drift_has_its_speed_and_no_residual() {
        let x: Vec<f64> = (0..200).map(|place| 3.0 + 0.02 * f64::from(place)).collect();
        let trace = of(&x, &vec![1.0; 200], 500.0);
        for millis in [6.0, 50.0, 100.0] {
            let fit = trace.fit(100, trace.samples(millis));
            assert!((fit.vx - 10.0).abs() < 1e-4 && fit.vy.abs() < 1e-4, "{fit:?}");
            assert!(fit.residual_deg() < 1e-3 && fit.straight_share() > 0.999, "{fit:?}");
        }
        assert!((trace.speed[100] - 10.0).abs() < 1e-4 && (trace.slow_speed(50, 150) - 10.0).abs() < 1e-4);
    }

    #[test]
    fn gaps_are_bridged_and_marked() {
        let nan = f64::NAN;
        let trace = of(&[nan, 1.0, nan, nan, 4.0, nan], &[nan, 0.0, nan, nan, 0.0, nan], 500.0);
        assert_eq!(trace.x, [1.0, 1.0, 2.0, 3.0, 4.0, 4.0]);
        assert_eq!(trace.is_seen, [false, true, false, false, true, false]);
        assert_eq!(trace.mean(-3, 2), (1.0, 0.0));
        assert_eq!(trace.lost_share(0, 4), 0.75);
    }

    #[test]
    fn an_alternation_has_a_spread_of_its_size() {
        let x: Vec<f64> = (0..100).map(|place| if place % 2 == 0 { 1.0 } else { -1.0 }).collect();
        let fit = of(&x, &[0.0; 100], 1000.0).fit(50, 20);
        assert!((fit.spread_deg() - 1.0).abs() < 0.01, "{fit:?}");
    }

    #[test]
    fn a_trace_that_is_filled_again_forgets_what_it_held() {
        let mut trace = of(&[5.0; 50], &[f64::NAN; 50], 500.0);
        trace.fill(&[1.0, 2.0], &[0.0, 0.0], 250.0);
        let fresh = of(&[1.0, 2.0], &[0.0, 0.0], 250.0);
        assert_eq!(format!("{trace:?}"), format!("{fresh:?}"));
    }
}
