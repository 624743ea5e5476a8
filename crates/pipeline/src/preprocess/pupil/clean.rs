//! Cleans pupil sizes as Kret and Sjak-Shie (2019, "Preprocessing pupil size data: guidelines and code") advise: what changes faster than a
//! pupil can is taken away, the edges of gaps with it, and short gaps are filled by a line.

use attentive_learn::median;

use crate::preprocess::Fault;

/// Pupil sizes over time. Missing is NaN.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PupilSignal {
    /// Time of each sample in nanoseconds since 1970, ascending.
    pub time_nanos: Vec<i64>,
    /// Size in the unit of the device.
    pub size: Vec<f64>,
    /// Samples per second.
    pub rate_hz: f64,
}

/// How pupil sizes are cleaned; defaults are those of Kret and Sjak-Shie (2019).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PupilSettings {
    /// Speeds above the median by this many median absolute deviations are jumps. Default 16.
    pub speed_factor: f64,
    /// Gaps longer than this get their edges taken away, in milliseconds. Default 75.
    pub least_gap_ms: f64,
    /// How much of the edges, in milliseconds. Default 50.
    pub edge_ms: f64,
    /// Longest gap that is filled, in milliseconds. Default 250.
    pub max_gap_ms: f64,
}

impl Default for PupilSettings {
    fn default() -> Self {
        Self { speed_factor: 16.0, least_gap_ms: 75.0, edge_ms: 50.0, max_gap_ms: 250.0 }
    }
}

/// What cleaning met, in samples.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PupilQuality {
    /// All.
    pub samples: usize,
    /// Lost by the device: not a number, or not above zero.
    pub lost: usize,
    /// Taken away: faster than a pupil.
    pub jumps: usize,
    /// Taken away: edges of gaps.
    pub edges: usize,
    /// Filled between neighbours.
    pub interpolated: usize,
}

impl PupilQuality {
    /// Share of samples that were seen and kept, 0 to 1, not counting what was filled.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "counts of samples are far below 2^53")]
    pub fn valid_share(&self) -> f64 {
        let kept = self.samples.saturating_sub(self.lost + self.jumps + self.edges);
        if self.samples == 0 { 0.0 } else { kept as f64 / self.samples as f64 }
    }
}

/// Cleans sizes of a whole stretch; columns of different length are cut to the shorter. Times ascend.
#[must_use]
pub fn clean(time_nanos: &[i64], size: &[f64], rate_hz: f64, settings: &PupilSettings) -> (PupilSignal, PupilQuality) {
    let (pupil, quality, _) = judged(time_nanos, size, rate_hz, settings);
    (pupil, quality)
}

/// The same, with the verdict on each sample.
pub(super) fn judged(
    time_nanos: &[i64],
    size: &[f64],
    rate_hz: f64,
    settings: &PupilSettings,
) -> (PupilSignal, PupilQuality, Vec<Fault>) {
    let samples = time_nanos.len().min(size.len());
    let time_nanos = time_nanos[..samples].to_vec();
    let mut size: Vec<f64> =
        size[..samples].iter().map(|size| if *size > 0.0 && size.is_finite() { *size } else { f64::NAN }).collect();
    let mut faults = vec![Fault::None; samples];
    let lost = blame(&mut faults, &size, Fault::Lost);
    take_jumps(&time_nanos, &mut size, settings.speed_factor);
    let jumps = blame(&mut faults, &size, Fault::TooFast);
    take_edges(&time_nanos, &mut size, settings);
    let edges = blame(&mut faults, &size, Fault::Beside);
    fill(&time_nanos, &mut size, settings.max_gap_ms);
    let filled = faults.iter_mut().zip(&size).filter(|(fault, size)| **fault != Fault::None && size.is_finite());
    let interpolated = filled.map(|(fault, _)| *fault = Fault::Filled).count();
    let quality = PupilQuality { samples, lost, jumps, edges, interpolated };
    (PupilSignal { time_nanos, size, rate_hz }, quality, faults)
}

/// Gives that verdict to what is missing and has none yet; how many those are.
fn blame(faults: &mut [Fault], size: &[f64], verdict: Fault) -> usize {
    let new = faults.iter_mut().zip(size).filter(|(fault, size)| **fault == Fault::None && size.is_nan());
    new.map(|(fault, _)| *fault = verdict).count()
}

#[expect(clippy::cast_precision_loss, reason = "steps are far below 2^53 ns")]
fn between_ms(time_nanos: &[i64], from: usize, to: usize) -> f64 {
    time_nanos[to].saturating_sub(time_nanos[from]) as f64 / 1e6
}

/// Speed at a sample: the greater of the changes to its neighbours; the threshold is `median + factor x median absolute deviation`.
fn take_jumps(time_nanos: &[i64], size: &mut [f64], factor: f64) {
    let step = |from: usize, to: usize| ((size[to] - size[from]) / between_ms(time_nanos, from, to)).abs();
    let speeds: Vec<f64> = (0..size.len())
        .map(|place| {
            let before = if place > 0 { step(place - 1, place) } else { f64::NAN };
            let after = if place + 1 < size.len() { step(place, place + 1) } else { f64::NAN };
            // The maximum with "not a number" is the number.
            before.max(after)
        })
        .collect();
    let known: Vec<f64> = speeds.iter().copied().filter(|speed| speed.is_finite()).collect();
    let Some(middle) = median(&known) else { return };
    let deviations: Vec<f64> = known.iter().map(|speed| (speed - middle).abs()).collect();
    let Some(deviation) = median(&deviations) else { return };
    // A signal in coarse steps rests most of the time: no deviation is no measure of jumps.
    if deviation <= 0.0 {
        return;
    }
    let threshold = middle + factor * deviation;
    size.iter_mut().zip(&speeds).filter(|(_, speed)| **speed > threshold).for_each(|(size, _)| *size = f64::NAN);
}

/// Runs of missing samples, as places from the first to just after the last.
fn gaps(size: &[f64]) -> Vec<std::ops::Range<usize>> {
    let missing: Vec<bool> = size.iter().map(|size| size.is_nan()).collect();
    attentive_learn::dsp::runs(&missing)
}

fn take_edges(time_nanos: &[i64], size: &mut [f64], settings: &PupilSettings) {
    for gap in gaps(size) {
        if between_ms(time_nanos, gap.start, gap.end - 1) < settings.least_gap_ms {
            continue;
        }
        let near_before = |place: &usize| between_ms(time_nanos, *place, gap.start) <= settings.edge_ms;
        let near_after = |place: &usize| between_ms(time_nanos, gap.end - 1, *place) <= settings.edge_ms;
        let first = (0..gap.start).rev().take_while(near_before).last().unwrap_or(gap.start);
        let last = (gap.end..size.len()).take_while(near_after).last().map_or(gap.end, |last| last + 1);
        size[first..last].fill(f64::NAN);
    }
}

fn fill(time_nanos: &[i64], size: &mut [f64], max_gap_ms: f64) {
    for gap in gaps(size) {
        if gap.start == 0 || gap.end == size.len() {
            continue;
        }
        let (before, after) = (gap.start - 1, gap.end);
        let whole_ms = between_ms(time_nanos, before, after);
        if whole_ms > max_gap_ms {
            continue;
        }
        for place in gap {
            let part = between_ms(time_nanos, before, place) / whole_ms;
            size[place] = size[before] + part * (size[after] - size[before]);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Four seconds at 100 Hz of a pupil that breathes a little.
    fn breathing() -> (Vec<i64>, Vec<f64>) {
        (0..400_i32).map(|place| (i64::from(place) * 10_000_000, 3.0 + 0.2 * (f64::from(place) / 40.0).sin())).unzip()
    }

    #[test]
    fn a_quiet_pupil_stays_as_it_is() {
        let (time, size) = breathing();
        let (cleaned, quality) = clean(&time, &size, 100.0, &PupilSettings::default());
        assert_eq!(cleaned.size, size);
        assert_eq!(quality, PupilQuality { samples: 400, ..PupilQuality::default() });
    }

    #[test]
    fn a_blink_loses_its_edges_and_is_filled() {
        let (time, mut size) = breathing();
        size[100..110].fill(0.0);
        let (cleaned, quality) = clean(&time, &size, 100.0, &PupilSettings::default());
        assert_eq!((quality.lost, quality.edges, quality.interpolated), (10, 10, 20));
        assert!(cleaned.size.iter().zip(breathing().1).all(|(found, own)| (found - own).abs() < 0.02));
        assert!((quality.valid_share() - 0.95).abs() < 1e-9);
    }

    #[test]
    fn a_jump_is_taken_away_and_a_long_gap_stays() {
        let (time, mut size) = breathing();
        size[50] = 5.0;
        size[200..300].fill(f64::NAN);
        let (cleaned, quality) = clean(&time, &size, 100.0, &PupilSettings::default());
        assert_eq!(quality.jumps, 3);
        assert!((cleaned.size[50] - breathing().1[50]).abs() < 0.01);
        assert!(cleaned.size[200..300].iter().all(|size| size.is_nan()));
    }

    #[test]
    fn nothing_is_nothing() {
        assert_eq!(clean(&[], &[], 0.0, &PupilSettings::default()).0.size, Vec::<f64>::new());
        let (cleaned, quality) = clean(&[0, 1], &[f64::NAN; 2], 100.0, &PupilSettings::default());
        assert!(cleaned.size.iter().all(|size| size.is_nan()));
        assert_eq!(quality.valid_share(), 0.0);
    }
}
