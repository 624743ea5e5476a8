//! Where did the amplifier, rather than the heart, decide the value? Stretches that lie still far from where the signal usually is.
//!
//! ```text
//!   |\      |\     ________        rest: between beats a signal may lie still, but near its middle
//! __| \_/\__| \___/        \___    clipped: still, and far from it
//! ```
//!
//! A device that clips before it filters leaves no equal values behind, only nearly equal ones; so "still" is measured against the height of
//! a beat. Limits are this project's: they are met by no stretch of record 100 of the MIT-BIH database.

use std::ops::Range;

use attentive_learn::median;

use super::Beat;

/// Still: within this share of a beat's height ...
const STILL_SHARE: f64 = 0.02;
/// ... for so long, in seconds: a T wave's top is so flat for a third of that.
const STILL_S: f64 = 0.1;
/// Far from the middle: more than this share of a beat's height.
const FAR_SHARE: f64 = 0.4;
/// So near to a clipped stretch nothing is believed, in seconds: amplifiers and filters swing back.
const BESIDE_S: f64 = 0.5;

/// Which samples are clipped, or beside such. None is where the height of a beat is not known.
pub(super) fn clipped(raw: &[f64], beats: &[Beat], rate_hz: f64) -> Vec<bool> {
    let mut is_clipped = vec![false; raw.len()];
    let heights: Vec<f64> = beats.iter().map(|beat| beat.height.abs()).collect();
    let finite: Vec<f64> = raw.iter().copied().filter(|value| value.is_finite()).collect();
    let (Some(height), Some(middle)) = (median(&heights), median(&finite)) else { return is_clipped };
    let least = ((STILL_S * rate_hz) as usize).max(3);
    let beside = (BESIDE_S * rate_hz) as usize;
    for run in still(raw, STILL_SHARE * height, least) {
        if (raw[run.start] - middle).abs() > FAR_SHARE * height {
            let to = (run.end + beside).min(raw.len());
            is_clipped[run.start.saturating_sub(beside)..to].fill(true);
        }
    }
    is_clipped
}

/// Stretches of that many values at least that lie within `width` of each other.
fn still(values: &[f64], width: f64, least: usize) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut start = 0;
    while start + least <= values.len() {
        let (mut low, mut high) = (values[start], values[start]);
        let mut end = start;
        while end < values.len() && values[end].max(high) - values[end].min(low) <= width {
            (low, high) = (low.min(values[end]), high.max(values[end]));
            end += 1;
        }
        if end - start >= least {
            found.push(start..end);
            start = end;
        } else {
            start += 1;
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::preprocess::heart::{Simulation, r_peaks};

    fn share(change: impl Fn(usize, f64) -> f64) -> f64 {
        let mut signal = Simulation { length_s: 60.0, ..Simulation::default() }.ecg();
        let values = &mut signal.channels[0].values;
        for (place, value) in values.iter_mut().enumerate() {
            *value = change(place, *value);
        }
        let raw = values.clone();
        let beats = r_peaks(&signal, "ecg_mv", 250.0).unwrap();
        let found = clipped(&raw, &beats, 250.0);
        found.iter().filter(|own| **own).count() as f64 / found.len() as f64
    }

    #[test]
    fn a_heart_is_not_clipped_even_without_noise() {
        assert_eq!(share(|_, value| value), 0.0);
        assert_eq!(share(|_, value| (value * 20.0).round() / 20.0), 0.0, "coarse steps of 0.05 mV");
    }

    #[test]
    fn a_rail_is_found_although_its_values_are_not_equal() {
        let wobble = |place: usize| 0.005 * (place as f64 * 0.7).sin();
        let found = share(|place, value| if (5000..5500).contains(&place) { -0.9 + wobble(place) } else { value });
        assert!((found - (500.0 + 250.0) / 15_000.0).abs() < 0.01, "{found}");
        // An offset that grows until the converter can say no more.
        let saturated = share(|place, value| (value + (place as f64 / 6000.0)).min(1.8));
        assert!(saturated > 0.2, "{saturated}");
    }
}
