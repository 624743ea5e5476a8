//! I-VT: what is slower than a threshold is a fixation, what is faster is a saccade (Salvucci and Goldberg 2000, "Identifying fixations
//! and saccades in eye-tracking protocols", section 3.1).
//!
//! Good for clean data and still pictures; it takes pursuit for a fixation, or for a saccade where it is fast.

use std::ops::Range;

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

/// The fixations of velocities that somebody else computed, as places from the first sample to just after the last: runs slower than the
/// threshold that last long enough. Velocities are in degrees per second, NaN where missing; columns of different length are cut to the
/// shortest.
#[must_use]
pub fn slow_runs(
    settings: &VelocitySettings,
    time_nanos: &[i64],
    x_deg_per_s: &[f64],
    y_deg_per_s: &[f64],
) -> Vec<Range<usize>> {
    let samples = time_nanos.len().min(x_deg_per_s.len()).min(y_deg_per_s.len());
    let square = settings.threshold_deg_per_s * settings.threshold_deg_per_s;
    #[expect(clippy::cast_possible_truncation, reason = "a fixation is far below 2^63 ns")]
    let least_nanos = (settings.min_fixation_ms * 1e6) as i64;
    let (mut runs, mut open) = (Vec::new(), None);
    let mut close = |start: usize, end: usize| {
        if time_nanos[end - 1].saturating_sub(time_nanos[start]) >= least_nanos {
            runs.push(start..end);
        }
    };
    let blocks = x_deg_per_s[..samples].chunks(64).zip(y_deg_per_s[..samples].chunks(64));
    for (block, (x, y)) in blocks.enumerate() {
        let slow = slow_bits(x, y, square);
        // One bit for each sample at which slow and fast take turns.
        let before = u64::from(open.is_some());
        let mut turns = slow ^ (slow << 1 | before);
        if x.len() < 64 {
            turns &= (1 << x.len()) - 1;
        }
        while turns != 0 {
            let place = block * 64 + turns.trailing_zeros() as usize;
            turns &= turns - 1;
            match open.take() {
                Some(start) => close(start, place),
                None => open = Some(place),
            }
        }
    }
    if let Some(start) = open {
        close(start, samples);
    }
    runs
}

/// One bit for each of up to 64 samples: whether it is slow. Not a number is not slow.
fn slow_bits(x: &[f64], y: &[f64], square: f64) -> u64 {
    let mut is_slow = [0_u8; 64];
    for ((is_slow, x), y) in is_slow.iter_mut().zip(x).zip(y) {
        *is_slow = u8::from(x * x + y * y < square);
    }
    // Eight bytes of 0 or 1 become eight bits by one multiplication: no two products share a place.
    is_slow.chunks_exact(8).enumerate().fold(0, |bits, (place, bytes)| {
        let eight = bytes.iter().rev().fold(0_u64, |word, byte| word << 8 | u64::from(*byte));
        bits | (eight.wrapping_mul(0x0102_0408_1020_4080) >> 56) << (8 * place)
    })
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
    fn slow_runs_are_those_of_a_plain_loop() {
        let mut state = 1_u64;
        for samples in [0_usize, 1, 63, 64, 65, 200, 1000] {
            let speeds: Vec<f64> = (0..samples)
                .map(|place| {
                    state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
                    if place % 97 == 0 {
                        f64::NAN
                    } else if (state >> 60) < 3 {
                        50.0
                    } else {
                        5.0
                    }
                })
                .collect();
            let time: Vec<i64> = (0..samples as i64).map(|place| place * 2_000_000).collect();
            let settings = VelocitySettings { threshold_deg_per_s: 30.0, min_fixation_ms: 6.0 };
            let mut expected = Vec::new();
            let is_slow = |place: usize| speeds.get(place).is_some_and(|speed| *speed < 30.0);
            let mut start = 0;
            for place in 0..=samples {
                if !is_slow(place) {
                    expected.extend(Some(start..place).filter(|run| run.len() > 3));
                    start = place + 1;
                }
            }
            assert_eq!(slow_runs(&settings, &time, &speeds, &vec![0.0; samples]), expected);
        }
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
