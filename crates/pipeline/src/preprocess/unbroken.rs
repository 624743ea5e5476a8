//! Where is a signal unbroken? Filters run on stretches without a hole in values or time.

use std::ops::Range;

/// Samples per second by the median step; 0 with fewer than two samples.
#[must_use]
pub fn rate_hz(time_nanos: &[i64]) -> f64 {
    let mut steps: Vec<i64> = time_nanos.windows(2).map(|pair| pair[1].saturating_sub(pair[0])).collect();
    steps.sort_unstable();
    steps.get(steps.len() / 2).filter(|step| **step > 0).map_or(0.0, |step| 1e9 / *step as f64)
}

/// The stretches of finite values without a hole in time. A hole is a step of more than two and a half usual ones: one lost
/// sample is none, two are.
#[must_use]
pub fn unbroken(time_nanos: &[i64], values: &[f64], rate_hz: f64) -> Vec<Range<usize>> {
    let longest = if rate_hz > 0.0 { (2.5e9 / rate_hz) as i64 } else { i64::MAX };
    let mut runs: Vec<Range<usize>> = Vec::new();
    for (place, value) in values.iter().enumerate().take(time_nanos.len()) {
        if !value.is_finite() {
            continue;
        }
        match runs.last_mut() {
            Some(run) if run.end == place && time_nanos[place].saturating_sub(time_nanos[place - 1]) <= longest => {
                run.end = place + 1;
            }
            _ => runs.push(place..place + 1),
        }
    }
    runs
}

/// Fills gaps between two samples that lie no further apart than that many seconds by a straight line over time; `filled` is told
/// each place.
pub fn bridge(time_nanos: &[i64], values: &mut [f64], longest_s: f64, mut filled: impl FnMut(usize)) {
    let mut last: Option<usize> = None;
    for place in 0..values.len().min(time_nanos.len()) {
        if !values[place].is_finite() {
            continue;
        }
        if let Some(from) = last.filter(|from| from + 1 < place) {
            let whole = time_nanos[place].saturating_sub(time_nanos[from]) as f64;
            if whole <= longest_s * 1e9 {
                for inside in from + 1..place {
                    let part = time_nanos[inside].saturating_sub(time_nanos[from]) as f64 / whole;
                    values[inside] = values[from] + part * (values[place] - values[from]);
                    filled(inside);
                }
            }
        }
        last = Some(place);
    }
}

/// Applies a filter to each unbroken stretch; what lies between stays NaN. The filter gives as many values as it takes.
#[must_use]
pub fn by_run(time_nanos: &[i64], values: &[f64], rate_hz: f64, filter: impl Fn(&[f64]) -> Vec<f64>) -> Vec<f64> {
    let mut out = vec![f64::NAN; values.len()];
    for run in unbroken(time_nanos, values, rate_hz) {
        for (place, value) in run.clone().zip(filter(&values[run])) {
            out[place] = value;
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    const GAP: f64 = f64::NAN;

    #[test]
    fn holes_in_values_and_in_time_break() {
        let time = [0, 1, 2, 3, 9, 10].map(|second| second * 1_000_000_000);
        assert_eq!(rate_hz(&time), 1.0);
        assert_eq!(unbroken(&time, &[1.0, GAP, 1.0, 1.0, 1.0, 1.0], 1.0), [0..1, 2..4, 4..6]);
        let doubled = by_run(&time, &[1.0, GAP, 1.0, 1.0, 1.0, 1.0], 1.0, |run| vec![run.len() as f64; run.len()]);
        assert_eq!((doubled[0], doubled[2], doubled[5]), (1.0, 2.0, 2.0));
        assert!(doubled[1].is_nan());
    }

    #[test]
    fn only_short_gaps_are_filled() {
        let time = [0, 1, 2, 3, 4, 5].map(|second| second * 1_000_000_000);
        let mut values = [0.0, GAP, 4.0, GAP, GAP, 1.0];
        let mut places = Vec::new();
        bridge(&time, &mut values, 2.0, |place| places.push(place));
        assert_eq!((values[1], places), (2.0, vec![1]));
        assert!(values[3].is_nan());
    }
}
