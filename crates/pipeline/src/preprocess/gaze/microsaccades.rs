//! Microsaccades: the small quick jumps of an eye that rests (Engbert and Kliegl 2003, "Microsaccades uncover the orientation of covert
//! attention").
//!
//! A sample is fast where `(vx / tx)^2 + (vy / ty)^2 > 1`, with velocities by their five-point rule and thresholds
//! `t = factor sqrt(median(v^2) - median(v)^2)` of each axis. Give it one trial or one window at a time: the thresholds are those of what is
//! given. Good for trackers of 200 Hz and more with little noise. What it cannot do on one line of sight is ask both eyes to agree, as the
//! authors do; without that, some noise passes.

use std::ops::Range;

use attentive_learn::median;
use attentive_types::GazeSignal;

use super::gaps::Gaps;
use super::velocity::engbert_kliegl;

/// How microsaccades are found.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct MicrosaccadeSettings {
    /// Thresholds are this many standard deviations by the median. Default 6 (Engbert and Kliegl 2003).
    pub noise_factor: f64,
    /// Shortest one in milliseconds from the first sample to the last. Default 6 (three samples at their 250 Hz span 8, at 500 Hz 4).
    pub min_ms: f64,
    /// Larger ones are saccades, in degrees. Default 1 (Martinez-Conde and others 2009).
    pub max_amplitude_deg: f64,
}

impl Default for MicrosaccadeSettings {
    fn default() -> Self {
        Self { noise_factor: 6.0, min_ms: 6.0, max_amplitude_deg: 1.0 }
    }
}

/// One microsaccade.
#[derive(Clone, Debug, PartialEq)]
pub struct Microsaccade {
    /// Places of its samples, from the first to just after the last.
    pub places: Range<usize>,
    /// Distance between its first and its last sample in degrees.
    pub amplitude_deg: f64,
    /// Its highest speed in degrees per second.
    pub peak_velocity_deg_per_s: f64,
}

/// The microsaccades of one trial, oldest first.
#[must_use]
#[expect(clippy::cast_precision_loss, reason = "microsaccades are far below 2^53 ns")]
pub fn microsaccades(gaze: &GazeSignal, settings: &MicrosaccadeSettings) -> Vec<Microsaccade> {
    let (x, y) = (engbert_kliegl(&gaze.x_deg, gaze.rate_hz), engbert_kliegl(&gaze.y_deg, gaze.rate_hz));
    let (Some(x_sd), Some(y_sd)) = (median_sd(&x), median_sd(&y)) else { return Vec::new() };
    let (x_limit, y_limit) = (settings.noise_factor * x_sd, settings.noise_factor * y_sd);
    // An axis that never moves has no noise to compare with: then nothing passes.
    let is_fast = |place: usize| (x[place] / x_limit).powi(2) + (y[place] / y_limit).powi(2) > 1.0;
    let gaps = Gaps::of_rate(gaze.rate_hz);
    let mut found = Vec::new();
    let mut place = 0;
    while place < gaze.len() {
        if !is_fast(place) {
            place += 1;
            continue;
        }
        let ends = |next: &usize| !is_fast(*next) || gaps.is_gap(gaze.time_nanos[*next - 1], gaze.time_nanos[*next]);
        let end = (place + 1..gaze.len()).find(ends).unwrap_or(gaze.len());
        let (first, last) = (place, end - 1);
        let length_ms = gaze.time_nanos[last].saturating_sub(gaze.time_nanos[first]) as f64 / 1e6;
        let amplitude_deg = (gaze.x_deg[last] - gaze.x_deg[first]).hypot(gaze.y_deg[last] - gaze.y_deg[first]);
        if length_ms >= settings.min_ms && amplitude_deg <= settings.max_amplitude_deg {
            let peak = (first..end).map(|place| x[place].hypot(y[place])).fold(0.0, f64::max);
            found.push(Microsaccade { places: first..end, amplitude_deg, peak_velocity_deg_per_s: peak });
        }
        place = end;
    }
    found
}

/// `sqrt(median(v^2) - median(v)^2)`; `None` when nothing is known or nothing moves.
fn median_sd(velocity: &[f64]) -> Option<f64> {
    let known: Vec<f64> = velocity.iter().copied().filter(|value| value.is_finite()).collect();
    let squares: Vec<f64> = known.iter().map(|value| value * value).collect();
    let sd = (median(&squares)? - median(&known)?.powi(2)).sqrt();
    (sd > 0.0).then_some(sd)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Two seconds at 500 Hz of an eye that trembles, with a jump of half a degree in 10 ms in the middle.
    fn trembling(jump_deg: f64) -> GazeSignal {
        let tremble = |place: usize| 0.004 * (((place * 7919) % 13) as f64 - 6.0) / 6.0;
        let at = |place: usize| jump_deg * ((place as f64 - 500.0) / 5.0).clamp(0.0, 1.0);
        GazeSignal {
            time_nanos: (0..1000).map(|place| place * 2_000_000).collect(),
            x_deg: (0..1000).map(|place| at(place) + tremble(place)).collect(),
            y_deg: (0..1000).map(|place| tremble(place + 5)).collect(),
            rate_hz: 500.0,
            ..GazeSignal::default()
        }
    }

    #[test]
    fn a_small_jump_is_found_and_a_large_one_is_a_saccade() {
        let found = microsaccades(&trembling(0.5), &MicrosaccadeSettings::default());
        assert_eq!(found.len(), 1);
        assert!((found[0].amplitude_deg - 0.5).abs() < 0.05, "{found:?}");
        assert!(found[0].peak_velocity_deg_per_s > 30.0);
        assert!(microsaccades(&trembling(5.0), &MicrosaccadeSettings::default()).is_empty());
        assert!(microsaccades(&trembling(0.0), &MicrosaccadeSettings::default()).is_empty());
    }

    #[test]
    fn nothing_that_moves_is_nothing_found() {
        let settings = MicrosaccadeSettings::default();
        assert!(microsaccades(&GazeSignal::default(), &settings).is_empty());
        let mut still = trembling(0.0);
        still.x_deg.fill(f64::NAN);
        assert!(microsaccades(&still, &settings).is_empty());
        still.x_deg.fill(0.0);
        assert!(microsaccades(&still, &settings).is_empty());
    }
}
