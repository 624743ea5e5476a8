//! From the clock of a stream's sender to that of the recorder.
//!
//! The recorder measured now and then by how much the sender's clock lags. A line through these offsets, fitted so that single
//! bad measurements do not count (Huber 1964), corrects every time stamp. Where the sender's clock was reset, a new line begins.
//! The rule for resets, its thresholds and the loss are those of the reference importer (Kothe, Boulay, Stenner et al., pyxdf,
//! `load_xdf`: 5 s and 5 deviations between measurements, 1 s and 10 deviations between offsets, 0.1 ms for the Huber loss); the
//! minimum is found by reweighting in place of ADMM.

/// One measurement: when (sender's clock) and by how much (seconds).
pub(super) type Offset = (f64, f64);

/// The lines of a stream.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Clock {
    segments: Vec<Segment>,
    /// The segment in which the last sample was.
    current: usize,
}

/// Between two resets.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Segment {
    intercept: f64,
    slope: f64,
    first_s: f64,
    last_s: f64,
}

impl Clock {
    /// The lines through measured offsets; without offsets the sender's clock is taken as it is.
    pub(super) fn new(offsets: &[Offset]) -> Self {
        let mut segments = Vec::new();
        let mut from = 0;
        for reset in resets(offsets).into_iter().chain([offsets.len()]) {
            let part = &offsets[from..reset];
            if let (Some(first), Some(last)) = (part.first(), part.last()) {
                let (intercept, slope) = fit(part);
                segments.push(Segment { intercept, slope, first_s: first.0, last_s: last.0 });
            }
            from = reset;
        }
        Self { segments, current: 0 }
    }

    /// How often the sender's clock was reset.
    pub(super) fn resets(&self) -> usize {
        self.segments.len().saturating_sub(1)
    }

    /// The recorder's time of a time stamp. Stamps come in the order of the file: after a reset a later line holds.
    pub(super) fn recorder_s(&mut self, sender_s: f64) -> f64 {
        // A stamp belongs to the next line as soon as it lies nearer to that line's beginning than to the end of this one.
        while let (Some(now), Some(next)) = (self.segments.get(self.current), self.segments.get(self.current + 1)) {
            if (sender_s - now.last_s).abs() < (sender_s - next.first_s).abs() {
                break;
            }
            self.current += 1;
        }
        self.segments.get(self.current).map_or(sender_s, |line| sender_s + line.intercept + line.slope * sender_s)
    }
}

/// Places at which a new segment of offsets begins.
fn resets(offsets: &[Offset]) -> Vec<usize> {
    let steps =
        |of: fn(&Offset) -> f64| offsets.windows(2).map(|pair| of(&pair[1]) - of(&pair[0])).collect::<Vec<f64>>();
    let (times, values) = (steps(|offset| offset.0), steps(|offset| offset.1));
    let (late, jumps) = (glitches(&times, 5.0, 5.0), glitches(&values, 10.0, 1.0));
    (0..times.len())
        .filter(|place| times[*place] < 0.0 || late[*place] && jumps[*place])
        .map(|place| place + 1)
        .collect()
}

/// Which steps lie far from the median: by so many median absolute deviations and so many seconds.
fn glitches(steps: &[f64], deviations: f64, seconds: f64) -> Vec<bool> {
    let Some(middle) = median(steps.iter().copied()) else { return Vec::new() };
    let spread = median(steps.iter().map(|step| (step - middle).abs())).unwrap_or(0.0) + f64::EPSILON;
    steps.iter().map(|step| (step - middle).abs()).map(|far| far / spread > deviations && far > seconds).collect()
}

fn median(values: impl Iterator<Item = f64>) -> Option<f64> {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    let middle = values.len() / 2;
    let upper = *values.get(middle)?;
    let lower = if values.len().is_multiple_of(2) { *values.get(middle.checked_sub(1)?)? } else { upper };
    Some((lower + upper) / 2.0)
}

/// Offsets that lie further from the line than this count less (seconds).
const WINSOR_S: f64 = 0.0001;

/// Intercept and slope of the line with the smallest Huber loss.
fn fit(offsets: &[Offset]) -> (f64, f64) {
    let mut weights = vec![1.0; offsets.len()];
    let mut line = weighted(offsets, &weights);
    for _ in 0..1_000 {
        for (weight, offset) in weights.iter_mut().zip(offsets) {
            let far = (offset.1 - line.0 - line.1 * offset.0).abs() / WINSOR_S;
            *weight = if far <= 1.0 { 1.0 } else { 1.0 / far };
        }
        let next = weighted(offsets, &weights);
        let span = offsets.first().zip(offsets.last()).map_or(0.0, |(first, last)| (last.0 - first.0).abs());
        let moved = (next.0 - line.0 + (next.1 - line.1) * offsets[0].0).abs() + (next.1 - line.1).abs() * span;
        line = next;
        if moved < 1e-12 {
            break;
        }
    }
    line
}

/// Weighted least squares around the weighted means; a single place gives a level.
fn weighted(offsets: &[Offset], weights: &[f64]) -> (f64, f64) {
    let all = || offsets.iter().zip(weights);
    let total: f64 = weights.iter().sum();
    let time = all().map(|(offset, weight)| offset.0 * weight).sum::<f64>() / total;
    let value = all().map(|(offset, weight)| offset.1 * weight).sum::<f64>() / total;
    let spread: f64 = all().map(|(offset, weight)| weight * (offset.0 - time).powi(2)).sum();
    let along: f64 = all().map(|(offset, weight)| weight * (offset.0 - time) * (offset.1 - value)).sum();
    let slope = if spread > 0.0 { along / spread } else { 0.0 };
    (value - slope * time, slope)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_steady_drift_is_taken_out_and_one_bad_measurement_does_not_count() {
        let mut offsets: Vec<Offset> =
            (0..60).map(|n| f64::from(n) * 5.0 + 1_000.0).map(|time| (time, 3.0 + 1e-5 * time)).collect();
        let expected = |time: f64| time + 3.0 + 1e-5 * time;
        offsets[20].1 += 0.4;
        let mut clock = Clock::new(&offsets);
        for time in [1_000.0, 1_123.4, 1_290.0] {
            assert!((clock.recorder_s(time) - expected(time)).abs() < 1e-5);
        }
        assert_eq!(clock.resets(), 0);
        assert_eq!(Clock::new(&[]).recorder_s(7.0), 7.0);
    }

    #[test]
    fn after_a_reset_of_the_senders_clock_a_new_line_holds() {
        let before = (0..20).map(|n| (200_000.0 + f64::from(n) * 5.0, -100.0));
        let after = (0..20).map(|n| (50.0 + f64::from(n) * 5.0, 199_990.0));
        let offsets: Vec<Offset> = before.chain(after).collect();
        let mut clock = Clock::new(&offsets);
        assert_eq!(clock.resets(), 1);
        assert!((clock.recorder_s(200_010.0) - 199_910.0).abs() < 1e-9);
        assert!((clock.recorder_s(60.0) - 200_050.0).abs() < 1e-9);
    }
}
