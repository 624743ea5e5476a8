//! How regular is a stream's clock? Times in, in pieces of any size; one report out.
//!
//! The step between samples is learnt from the first [`LEARN_STEPS`] forward steps (their median, or the step that they are multiples of). A step of more than
//! [`GAP_STEPS`] of these is a gap and begins a new stretch. In each stretch a straight line is laid through time over index by least squares
//! (sums only, so memory does not grow); what remains beside the line is the jitter, and the line's slope beside the rate that
//! the file claims is the drift.

use attentive_types::time::SECOND;

use super::even::EVEN_SHARE;
use super::step::usual;

/// How many steps are looked at before the median step is fixed.
pub const LEARN_STEPS: usize = 1_024;

/// A step of more than this many median steps is a gap: one sample and a half is missing (this project's choice; half of a
/// missing sample is more than the jitter of any regular device that we read).
pub const GAP_STEPS: f64 = 2.5;

/// Samples can be missed only where at least this share of the steps is even (this project's choice).
const EVEN_STEPS_SHARE: f64 = 0.9;

/// What a stream's clock did.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TimingReport {
    /// How many samples.
    pub samples: u64,
    /// Time from the first sample to the last, in seconds.
    pub duration_s: f64,
    /// The median step between samples in milliseconds; `None` with fewer than two samples.
    pub step_ms: Option<f64>,
    /// The rate in samples per second that the median step gives.
    pub rate_hz: Option<f64>,
    /// How much faster (above 0) or slower the clock runs than the claimed rate says, in parts per million; `None` where no
    /// rate was claimed or no stretch is long enough. More than 10,000 means that the claim is wrong rather than the clock.
    pub drift_ppm: Option<f64>,
    /// Standard deviation of the times beside the straight line of their stretch, in milliseconds.
    pub jitter_ms: Option<f64>,
    /// How many gaps.
    pub gaps: u64,
    /// Time inside gaps, in seconds.
    pub gap_s: f64,
    /// The longest gap, in seconds.
    pub longest_gap_s: f64,
    /// Samples that the clock expects and that lack one by one between gaps; 0 for streams whose steps are not even.
    pub lost: u64,
    /// Samples that carry the time of the sample before.
    pub repeated: u64,
    /// Samples that lie before the sample before.
    pub backward: u64,
}

/// The streaming form: hand over times as they come, ask for the report at any time.
#[derive(Clone, Debug)]
pub struct Timing {
    claimed_rate_hz: Option<f64>,
    first: Option<i64>,
    last: Option<i64>,
    /// Steps until the median is fixed; then empty.
    learning: Vec<i64>,
    /// Times that wait for the median.
    waiting: Vec<i64>,
    step_nanos: Option<f64>,
    line: Line,
    lines: Lines,
    report: TimingReport,
}

/// Sums of one stretch: index, and time beside that many usual steps, both from the stretch's start.
#[derive(Clone, Copy, Debug, Default)]
struct Line {
    origin: i64,
    last: i64,
    /// The usual step. What lies beside it is summed, since sums of the squares of long times lose what is small.
    step: f64,
    /// Steps of about two usual ones.
    double_steps: f64,
    count: f64,
    mean_index: f64,
    mean_time: f64,
    index_index: f64,
    index_time: f64,
    time_time: f64,
}

/// Sums over stretches.
#[derive(Clone, Copy, Debug, Default)]
struct Lines {
    residual: f64,
    samples: f64,
    /// Steps that were looked at, and those of whole usual steps.
    steps: f64,
    even_steps: f64,
    /// Samples that lack.
    lost: f64,
    /// Slopes weighted by how well each is known.
    slope_weight: f64,
    slope_sum: f64,
}

#[expect(
    clippy::cast_precision_loss,
    reason = "differences of times inside one stretch are far below 2^53 ns = 104 days"
)]
fn real(nanos: i64) -> f64 {
    nanos as f64
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a count, held above 0")]
fn whole(count: f64) -> u64 {
    count.max(0.0) as u64
}

impl Line {
    fn begin(origin: i64, step: f64) -> Self {
        let mut line = Self { origin, step, ..Self::default() };
        line.add(origin);
        line
    }

    /// Welford's update for two variables.
    fn add(&mut self, time: i64) {
        self.last = time;
        let index = self.count;
        let time = real(time.saturating_sub(self.origin)) - index * self.step;
        self.count += 1.0;
        let (from_index, from_time) = (index - self.mean_index, time - self.mean_time);
        self.mean_index += from_index / self.count;
        self.mean_time += from_time / self.count;
        self.index_index += from_index * (index - self.mean_index);
        self.index_time += from_index * (time - self.mean_time);
        self.time_time += from_time * (time - self.mean_time);
    }

    fn close(&self, lines: &mut Lines) {
        if self.step > 0.0 {
            let expected = (real(self.last.saturating_sub(self.origin)) / self.step).round() + 1.0;
            lines.lost += (expected - self.count).clamp(0.0, self.double_steps);
        }
        if self.count < 3.0 || self.index_index <= 0.0 {
            return;
        }
        let slope = self.index_time / self.index_index;
        lines.residual += (self.time_time - slope * self.index_time).max(0.0);
        lines.samples += self.count;
        lines.slope_sum += (self.step + slope) * self.index_index;
        lines.slope_weight += self.index_index;
    }
}

impl Timing {
    /// A clock that nothing is known of yet; `claimed_rate_hz` is what the file or the device says.
    #[must_use]
    pub fn new(claimed_rate_hz: Option<f64>) -> Self {
        Self {
            claimed_rate_hz: claimed_rate_hz.filter(|rate| rate.is_finite() && *rate > 0.0),
            first: None,
            last: None,
            learning: Vec::new(),
            waiting: Vec::new(),
            step_nanos: None,
            line: Line::default(),
            lines: Lines::default(),
            report: TimingReport::default(),
        }
    }

    /// Takes the times of more samples, in the order in which they were recorded.
    pub fn push(&mut self, time_nanos: &[i64]) {
        for &time in time_nanos {
            if self.step_nanos.is_some() {
                self.take(time);
                continue;
            }
            let before = self.waiting.last().copied();
            self.waiting.push(time);
            self.learning.extend(before.and_then(|before| time.checked_sub(before)).filter(|step| *step > 0));
            if self.learning.len() >= LEARN_STEPS || self.waiting.len() >= 4 * LEARN_STEPS {
                self.settle();
            }
        }
    }

    /// The median step, in nanoseconds, as soon as it is fixed.
    #[must_use]
    pub fn step_nanos(&self) -> Option<f64> {
        self.step_nanos
    }

    /// Fixes the median step and takes what waited.
    fn settle(&mut self) {
        let mut steps = std::mem::take(&mut self.learning);
        self.step_nanos = Some(usual(&mut steps).map_or(0.0, real));
        for time in std::mem::take(&mut self.waiting) {
            self.take(time);
        }
    }

    fn take(&mut self, time: i64) {
        self.report.samples += 1;
        self.first.get_or_insert(time);
        let usual = self.step_nanos.unwrap_or(0.0);
        let Some(last) = self.last.replace(time) else {
            self.line = Line::begin(time, usual);
            return;
        };
        let step = time.saturating_sub(last);
        let is_gap = usual > 0.0 && real(step) > GAP_STEPS * usual;
        match step {
            0 => self.report.repeated += 1,
            _ if step < 0 => self.report.backward += 1,
            _ => {}
        }
        if is_gap {
            let missing_s = (real(step) - usual) / real(SECOND);
            self.report.gaps += 1;
            self.report.gap_s += missing_s;
            self.report.longest_gap_s = self.report.longest_gap_s.max(missing_s);
        }
        if is_gap || step < 0 {
            self.line.close(&mut self.lines);
            self.line = Line::begin(time, usual);
        } else {
            self.line.add(time);
            let steps = if usual > 0.0 { real(step) / usual } else { 0.0 };
            self.lines.steps += 1.0;
            if (steps - steps.round()).abs() <= EVEN_SHARE && steps >= 0.5 {
                self.lines.even_steps += 1.0;
            }
            if steps >= 1.5 {
                self.line.double_steps += 1.0;
            }
        }
    }

    /// What was found so far.
    #[must_use]
    pub fn report(&self) -> TimingReport {
        let mut own = self.clone();
        if own.step_nanos.is_none() {
            own.settle();
        }
        own.line.close(&mut own.lines);
        let lines = own.lines;
        let mut report = own.report;
        if let (Some(first), Some(last)) = (own.first, own.last) {
            report.duration_s = real(last.saturating_sub(first).max(0)) / real(SECOND);
        }
        if lines.even_steps >= EVEN_STEPS_SHARE * lines.steps {
            report.lost = whole(lines.lost);
        }
        let step = own.step_nanos.filter(|step| *step > 0.0);
        report.step_ms = step.map(|step| step / 1e6);
        report.rate_hz = step.map(|step| real(SECOND) / step);
        report.jitter_ms = (lines.samples > 2.0).then(|| (lines.residual / lines.samples).sqrt() / 1e6);
        report.drift_ppm = own.claimed_rate_hz.filter(|_| lines.slope_weight > 0.0).map(|rate| {
            let claimed_step = real(SECOND) / rate;
            (claimed_step / (lines.slope_sum / lines.slope_weight) - 1.0) * 1e6
        });
        report
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn regular(count: i64, step: i64) -> Vec<i64> {
        (0..count).map(|place| 1_000_000 + place * step).collect()
    }

    fn report(times: &[i64], rate: Option<f64>) -> TimingReport {
        let mut timing = Timing::new(rate);
        timing.push(times);
        timing.report()
    }

    #[test]
    fn a_perfect_clock_has_no_jitter_no_drift_and_no_gap() {
        let report = report(&regular(5_000, 2_000_000), Some(500.0));
        assert_eq!((report.samples, report.gaps, report.repeated, report.backward), (5_000, 0, 0, 0));
        assert_eq!(report.rate_hz, Some(500.0));
        assert!(report.jitter_ms.unwrap() < 1e-6);
        assert!(report.drift_ppm.unwrap().abs() < 1e-3);
    }

    #[test]
    fn a_clock_that_is_slow_by_a_thousandth_drifts_by_minus_a_thousand_ppm() {
        let report = report(&regular(5_000, 2_002_000), Some(500.0));
        assert!((report.drift_ppm.unwrap() + 999.0).abs() < 0.1, "{report:?}");
    }

    #[test]
    fn a_computed_clock_has_no_jitter_however_long_it_runs() {
        let report = report(&regular(2_000_000, 250_000_000), Some(4.0));
        assert_eq!((report.jitter_ms, report.drift_ppm), (Some(0.0), Some(0.0)));
    }

    #[test]
    fn every_third_sample_that_lacks_is_counted_and_the_rate_stays() {
        let times: Vec<i64> = (0..3_000).filter(|place| place % 3 != 1).map(|place| place * 4_000_000).collect();
        let report = report(&times, None);
        assert_eq!((report.rate_hz, report.lost, report.gaps), (Some(250.0), 1_000, 0));
    }

    #[test]
    fn a_gap_is_counted_with_its_length_and_does_not_become_jitter() {
        let mut times = regular(2_000, 2_000_000);
        for time in &mut times[1_000..] {
            *time += SECOND;
        }
        let report = report(&times, None);
        assert_eq!(report.gaps, 1);
        assert!((report.gap_s - 1.0).abs() < 1e-9 && (report.longest_gap_s - 1.0).abs() < 1e-9);
        assert!(report.jitter_ms.unwrap() < 1e-6);
    }

    #[test]
    fn jitter_is_what_lies_beside_the_line() {
        let times: Vec<i64> = regular(4_000, 2_000_000)
            .iter()
            .enumerate()
            .map(|(place, time)| time + if place % 2 == 0 { 100_000 } else { -100_000 })
            .collect();
        assert!((report(&times, None).jitter_ms.unwrap() - 0.1).abs() < 1e-4);
    }

    #[test]
    fn repeated_and_backward_times_are_counted() {
        let mut times = regular(100, 2_000_000);
        times[50] = times[49];
        times[70] = times[60];
        let report = report(&times, None);
        assert_eq!((report.samples, report.repeated, report.backward), (100, 1, 1));
    }

    #[test]
    fn nothing_gives_nothing_and_extremes_do_not_stop_the_program() {
        assert_eq!(report(&[], None), TimingReport::default());
        assert_eq!(report(&[7], Some(f64::NAN)).step_ms, None);
        assert_eq!(report(&[i64::MIN, i64::MAX, 0, i64::MAX], Some(1.0)).samples, 4);
    }

    proptest::proptest! {
        #[test]
        fn pieces_of_any_size_give_the_same_report(
            steps in proptest::collection::vec(-3_i64..40, 0..3_000),
            cuts in proptest::collection::vec(0_usize..3_000, 0..5),
        ) {
            let times: Vec<i64> = steps.iter().scan(0, |time, step| { *time += step * 100_000; Some(*time) }).collect();
            let mut cuts: Vec<usize> = cuts.into_iter().map(|cut| cut.min(times.len())).chain([0, times.len()]).collect();
            cuts.sort_unstable();
            let mut timing = Timing::new(Some(500.0));
            for pair in cuts.windows(2) {
                timing.push(&times[pair[0]..pair[1]]);
            }
            proptest::prop_assert_eq!(timing.report(), report(&times, Some(500.0)));
        }
    }
}
