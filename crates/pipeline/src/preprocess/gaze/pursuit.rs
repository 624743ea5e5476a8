//! Does the eye rest between two saccades, or does it follow something?
//!
//! Of the four measures of Larsson and others (2015, "Detection of fixations and smooth pursuit movements in high-speed eye-tracking data")
//! two decide: how far the eye got between beginning and end (positional displacement), and how straight and even it went, here as the
//! share of its variance that a line over time explains (consistent direction). The limits are of this project, from all coded recordings
//! of Andersson and others (2017) together: there the displacement alone tells as much as a decision tree over seven measures.

use std::ops::Range;

use attentive_types::GazeEventKind;

use super::motion::Motion;

/// When following counts as such.
#[derive(Clone, Debug, PartialEq)]
pub struct PursuitSettings {
    /// From this displacement on it is pursuit whatever the way, in degrees. Default 0.8: a fixation stays within about half a degree on
    /// each side.
    pub displacement_deg: f64,
    /// A straight and even way is pursuit from this displacement on, in degrees. Default 0.5.
    pub straight_displacement_deg: f64,
    /// Share of the variance that a line over time must explain for that. Default 0.9.
    pub straight_share: f64,
    /// Shorter stretches are always fixations, in milliseconds. Default 40 (Nyström and Holmqvist 2010; REMoDNaV).
    pub min_pursuit_ms: f64,
}

impl Default for PursuitSettings {
    fn default() -> Self {
        Self { displacement_deg: 0.8, straight_displacement_deg: 0.5, straight_share: 0.9, min_pursuit_ms: 40.0 }
    }
}

/// Milliseconds at both ends over which positions are averaged.
const END_MS: f64 = 10.0;

/// Fixation or pursuit, for a stretch in which all was seen.
pub(super) fn rest_or_pursuit(settings: &PursuitSettings, motion: &Motion, places: Range<usize>) -> GazeEventKind {
    let (x, y) = (&motion.x_deg[places.clone()], &motion.y_deg[places.clone()]);
    if places.len() < motion.samples(settings.min_pursuit_ms) {
        return GazeEventKind::Fixation;
    }
    let end = motion.samples(END_MS).min(x.len());
    let moved = |values: &[f64]| mean(&values[values.len() - end..]) - mean(&values[..end]);
    let displacement = moved(x).hypot(moved(y));
    let is_far = displacement > settings.displacement_deg;
    let is_straight =
        || displacement > settings.straight_displacement_deg && straight_share(x, y) > settings.straight_share;
    if is_far || is_straight() { GazeEventKind::SmoothPursuit } else { GazeEventKind::Fixation }
}

#[expect(clippy::cast_precision_loss, reason = "stretches are short")]
fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len() as f64
}

/// `(Stx^2 + Sty^2) / (Stt (Sxx + Syy))`: 1 when the eye went along a straight line at an even pace, 0 when it wandered.
#[expect(clippy::cast_precision_loss, reason = "stretches are short")]
fn straight_share(x: &[f64], y: &[f64]) -> f64 {
    let (mean_x, mean_y, middle) = (mean(x), mean(y), (x.len() as f64 - 1.0) / 2.0);
    let (mut time, mut time_x, mut time_y, mut all) = (0.0, 0.0, 0.0, 0.0);
    for (place, (x, y)) in x.iter().zip(y).enumerate() {
        let (t, x, y) = (place as f64 - middle, x - mean_x, y - mean_y);
        time += t * t;
        time_x += t * x;
        time_y += t * y;
        all += x * x + y * y;
    }
    if time > 0.0 && all > 0.0 { (time_x * time_x + time_y * time_y) / (time * all) } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_straight_and_wandering_is_not() {
        let line: Vec<f64> = (0..100).map(|place| f64::from(place) * 0.02).collect();
        assert!((straight_share(&line, &line) - 1.0).abs() < 1e-9);
        let to_and_fro: Vec<f64> = (0..100).map(|place| f64::from(place % 10)).collect();
        assert!(straight_share(&to_and_fro, &to_and_fro) < 0.1);
        assert_eq!(straight_share(&[1.0], &[1.0]), 0.0);
    }
}
