//! A stretch of gaze made ready for looking around each sample: gaps bridged and marked, running sums of positions.

/// Windows are told in milliseconds and counted in samples, so that the same model reads every rate.
#[derive(Clone, Debug)]
pub(super) struct Trace {
    pub(super) rate_hz: f64,
    /// Positions in degrees, gaps bridged by straight lines.
    pub(super) x: Vec<f64>,
    pub(super) y: Vec<f64>,
    /// Whether the sample was seen.
    pub(super) is_seen: Vec<bool>,
    sum: Sums,
    square: Sums,
    moment: Sums,
}

/// Running sums of both axes: place i holds the sum of all before i.
#[derive(Clone, Debug)]
struct Sums {
    x: Vec<f64>,
    y: Vec<f64>,
}

/// Straight line through the positions of a window.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Fit {
    /// Degrees per second.
    pub(super) vx: f64,
    /// Degrees per second.
    pub(super) vy: f64,
    /// Root of the mean squared distance from the line, in degrees.
    pub(super) residual_deg: f64,
    /// Root of the mean squared distance from the mean, in degrees.
    pub(super) spread_deg: f64,
}

impl Fit {
    pub(super) fn speed(&self) -> f64 {
        self.vx.hypot(self.vy)
    }
}

impl Trace {
    pub(super) fn new(x_deg: &[f64], y_deg: &[f64], rate_hz: f64) -> Self {
        let is_seen: Vec<bool> = x_deg.iter().zip(y_deg).map(|(x, y)| x.is_finite() && y.is_finite()).collect();
        let (x, y) = (bridged(x_deg, &is_seen), bridged(y_deg, &is_seen));
        let sums = |of: fn(usize, f64) -> f64| Sums { x: running(&x, of), y: running(&y, of) };
        let (sum, square, moment) = (sums(|_, v| v), sums(|_, v| v * v), sums(|place, v| place as f64 * v));
        Self { rate_hz, x, y, is_seen, sum, square, moment }
    }

    pub(super) fn len(&self) -> usize {
        self.x.len()
    }

    /// How many samples a time is, at least one.
    pub(super) fn samples(&self, millis: f64) -> usize {
        samples(self.rate_hz, millis)
    }

    /// Mean position of samples `from..to`, cut to the stretch.
    pub(super) fn mean(&self, from: isize, to: isize) -> (f64, f64) {
        let last = self.len().saturating_sub(1);
        let from = usize::try_from(from).unwrap_or(0).min(last);
        let to = usize::try_from(to).unwrap_or(0).clamp(from + 1, self.len().max(from + 1));
        let count = (to - from) as f64;
        ((self.sum.x[to] - self.sum.x[from]) / count, (self.sum.y[to] - self.sum.y[from]) / count)
    }

    /// The line through all samples up to `half` away from `place`.
    pub(super) fn fit(&self, place: usize, half: usize) -> Fit {
        let (from, to) = (place.saturating_sub(half), (place + half + 1).min(self.len()));
        let count = (to - from) as f64;
        if to - from < 2 {
            return Fit::default();
        }
        let middle = (from + to - 1) as f64 / 2.0;
        let time_spread = count * (count * count - 1.0) / 12.0;
        let axis = |sum: &[f64], square: &[f64], moment: &[f64]| {
            let total = sum[to] - sum[from];
            let product = moment[to] - moment[from] - middle * total;
            let scatter = (square[to] - square[from] - total * total / count).max(0.0);
            (product / time_spread, (scatter - product * product / time_spread).max(0.0), scatter)
        };
        let (vx, rx, sx) = axis(&self.sum.x, &self.square.x, &self.moment.x);
        let (vy, ry, sy) = axis(&self.sum.y, &self.square.y, &self.moment.y);
        Fit {
            vx: vx * self.rate_hz,
            vy: vy * self.rate_hz,
            residual_deg: ((rx + ry) / count).sqrt(),
            spread_deg: ((sx + sy) / count).sqrt(),
        }
    }

    /// Lines around every sample.
    pub(super) fn fits(&self, millis: f64) -> Vec<Fit> {
        let half = self.samples(millis);
        (0..self.len()).map(|place| self.fit(place, half)).collect()
    }
}

/// How many samples a time is at a rate, at least one.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a few thousand at most")]
pub(super) fn samples(rate_hz: f64, millis: f64) -> usize {
    ((millis * rate_hz / 1000.0).round() as usize).max(1)
}

fn running(values: &[f64], of: fn(usize, f64) -> f64) -> Vec<f64> {
    let mut sum = 0.0;
    let sums = values.iter().enumerate().map(|(place, value)| {
        sum += of(place, *value);
        sum
    });
    std::iter::once(0.0).chain(sums).collect()
}

/// Straight lines across gaps; the nearest seen value before the first and after the last. Zeros when nothing was seen.
fn bridged(values: &[f64], is_seen: &[bool]) -> Vec<f64> {
    let mut full = values.to_vec();
    let mut last: Option<usize> = None;
    for place in (0..values.len()).filter(|place| is_seen[*place]) {
        match last {
            None => full[..place].fill(values[place]),
            Some(before) => {
                let step = (values[place] - values[before]) / (place - before) as f64;
                for (between, value) in full.iter_mut().enumerate().take(place).skip(before + 1) {
                    *value = values[before] + step * (between - before) as f64;
                }
            }
        }
        last = Some(place);
    }
    match last {
        None => full.fill(0.0),
        Some(before) => full[before..].fill(values[before]),
    }
    full
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_steady_drift_has_its_speed_and_no_residual() {
        let x: Vec<f64> = (0..200).map(|place| 3.0 + 0.02 * f64::from(place)).collect();
        let trace = Trace::new(&x, &vec![1.0; 200], 500.0);
        for millis in [6.0, 50.0, 100.0] {
            let fit = trace.fit(100, trace.samples(millis));
            assert!((fit.vx - 10.0).abs() < 1e-6 && fit.vy.abs() < 1e-6 && fit.residual_deg < 1e-5, "{fit:?}");
        }
    }

    #[test]
    fn gaps_are_bridged_and_marked() {
        let nan = f64::NAN;
        let trace = Trace::new(&[nan, 1.0, nan, nan, 4.0, nan], &[nan, 0.0, nan, nan, 0.0, nan], 500.0);
        assert_eq!(trace.x, [1.0, 1.0, 2.0, 3.0, 4.0, 4.0]);
        assert_eq!(trace.is_seen, [false, true, false, false, true, false]);
        assert_eq!(trace.mean(-3, 2), (1.0, 0.0));
    }

    #[test]
    fn an_alternation_has_a_spread_of_its_size() {
        let x: Vec<f64> = (0..100).map(|place| if place % 2 == 0 { 1.0 } else { -1.0 }).collect();
        let fit = Trace::new(&x, &[0.0; 100], 1000.0).fit(50, 20);
        assert!((fit.spread_deg - 1.0).abs() < 0.01, "{fit:?}");
    }
}
