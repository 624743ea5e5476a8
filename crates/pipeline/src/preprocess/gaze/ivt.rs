//! I-VT: what is slower than a threshold is a fixation, what is faster is a saccade (Salvucci and Goldberg 2000, "Identifying fixations
//! and saccades in eye-tracking protocols", section 3.1).
//!
//! Good for clean data and still pictures; it takes pursuit for a fixation, or for a saccade where it is fast.

use attentive_types::GazeEventKind;

use super::detect::Block;
use super::motion::Motion;

/// How I-VT decides.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct VelocitySettings {
    /// Slower than this is a fixation, in degrees per second. Default 30 (Olsen 2012; Salvucci and Goldberg give 20 for their device).
    pub threshold_deg_per_s: f64,
    /// Shorter fixations are undefined, in milliseconds from the first sample to the last; at most 500. Default 60 (Olsen 2012).
    pub min_fixation_ms: f64,
}

impl Default for VelocitySettings {
    fn default() -> Self {
        Self { threshold_deg_per_s: 30.0, min_fixation_ms: 60.0 }
    }
}

/// Labels by I-VT. Remembers nothing: whether the last fixation goes on stands in the labels.
pub(super) fn label(settings: &VelocitySettings, motion: &Motion, block: Block, labels: &mut Vec<GazeEventKind>) {
    while labels.len() < block.end {
        let start = labels.len();
        let kind = kind_at(settings, motion, start);
        if kind != GazeEventKind::Fixation {
            labels.push(kind);
            continue;
        }
        let goes_on = labels.last() == Some(&GazeEventKind::Fixation) && !motion.is_after_gap(start);
        let last = last_of_run(settings, motion, start, block.limit);
        let is_long = goes_on || length_ms(motion, start, last) >= settings.min_fixation_ms.min(500.0);
        let kind = if is_long { GazeEventKind::Fixation } else { GazeEventKind::Undefined };
        labels.resize((last + 1).min(block.end), kind);
    }
}

fn kind_at(settings: &VelocitySettings, motion: &Motion, place: usize) -> GazeEventKind {
    match motion.speed[place] {
        speed if speed < settings.threshold_deg_per_s => GazeEventKind::Fixation,
        speed if speed >= settings.threshold_deg_per_s => GazeEventKind::Saccade,
        _ => GazeEventKind::Undefined,
    }
}

/// The last sample that belongs to the fixation which begins at a place.
fn last_of_run(settings: &VelocitySettings, motion: &Motion, start: usize, limit: usize) -> usize {
    let ends =
        |place: &usize| kind_at(settings, motion, *place) != GazeEventKind::Fixation || motion.is_after_gap(*place);
    (start + 1..limit).find(ends).unwrap_or(limit) - 1
}

#[expect(clippy::cast_precision_loss, reason = "a fixation is far below 2^53 ns")]
fn length_ms(motion: &Motion, first: usize, last: usize) -> f64 {
    motion.time_nanos[last].saturating_sub(motion.time_nanos[first]) as f64 / 1e6
}

#[cfg(test)]
mod tests {
    use super::super::detect::{GazeMethod, labels_of};
    use super::super::samples::{steps, with_gap};
    use super::*;

    #[test]
    fn still_is_a_fixation_and_a_jump_a_saccade() {
        let gaze = steps(500, &[(200, 0.0), (10, 5.0), (200, 5.0)]);
        let labels = labels_of(&gaze, &GazeMethod::Velocity(VelocitySettings::default()));
        assert_eq!(labels[100], GazeEventKind::Fixation);
        assert_eq!(labels[205], GazeEventKind::Saccade);
        assert_eq!(labels[390], GazeEventKind::Fixation);
    }

    #[test]
    fn a_fixation_that_is_too_short_is_undefined() {
        let gaze = steps(500, &[(200, 0.0), (10, 5.0), (20, 5.0), (10, 0.0), (200, 0.0)]);
        let labels = labels_of(&gaze, &GazeMethod::Velocity(VelocitySettings::default()));
        assert_eq!(labels[220], GazeEventKind::Undefined);
    }

    #[test]
    fn what_was_not_seen_for_a_moment_is_a_blink() {
        let gaze = with_gap(steps(500, &[(600, 0.0)]), 200, 300);
        let labels = labels_of(&gaze, &GazeMethod::Velocity(VelocitySettings::default()));
        assert_eq!(labels[250], GazeEventKind::Blink);
        assert_eq!((labels[199], labels[300]), (GazeEventKind::Fixation, GazeEventKind::Fixation));
    }
}
