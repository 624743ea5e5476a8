//! The adaptive method: how fast the eyes seem to move at rest is learnt from the recording itself, and all thresholds follow from it.
//!
//! Family of Nyström and Holmqvist (2010, "An adaptive algorithm for fixation, saccade, and glissade detection"), with the steadier
//! statistics of REMoDNaV (Dar, Wagner and Hanke 2021), and three rules of this project:
//!
//! - Onset, offset and oscillation are measured on velocity *relative to how the eye drifts before and after*, so that a catch-up saccade
//!   out of pursuit has the same borders as one out of a fixation.
//! - A saccade ends where the velocity *along its own direction* falls to rest, not the speed: what swings back is already oscillation.
//! - Between saccades the eye follows something when it got far, or when it went straight (see `pursuit`).
//!
//! Sample-level agreement with human coders is given by `attentive-benchmarks score gaze-events`. Weak: below 150 samples per second
//! oscillations cannot be seen and are not told; slow pursuit of less than half a degree counts as a fixation.

use attentive_types::GazeEventKind;

use super::detect::Block;
use super::motion::Motion;
use super::noise::SpeedNoise;
use super::pursuit::{PursuitSettings, rest_or_pursuit};
use super::saccade::{Limits, SaccadeSettings, at};

/// How the adaptive method decides.
#[derive(Clone, Debug, PartialEq)]
pub struct AdaptiveSettings {
    /// Where the iteration for the threshold starts, in degrees per second. Default 200 (Nyström and Holmqvist 2010: 100 to 300).
    pub start_deg_per_s: f64,
    /// The threshold lies this many standard deviations above the median speed at rest. Default 8 (this project: between the 6 of Nyström
    /// and Holmqvist, who use mean and standard deviation, and the 10 of REMoDNaV, who use the median absolute deviation as we do).
    pub noise_factor: f64,
    /// The threshold is never below this, in degrees per second. Default 30 (Olsen 2012).
    pub least_threshold_deg_per_s: f64,
    /// Borders and oscillations of saccades.
    pub saccade: SaccadeSettings,
    /// Pursuit.
    pub pursuit: PursuitSettings,
}

impl Default for AdaptiveSettings {
    fn default() -> Self {
        Self {
            start_deg_per_s: 200.0,
            noise_factor: 8.0,
            least_threshold_deg_per_s: 30.0,
            saccade: SaccadeSettings::default(),
            pursuit: PursuitSettings::default(),
        }
    }
}

/// Without a saccade, what lies between is told in stretches of this length, in milliseconds, so that a stream needs not wait for ever.
const LONGEST_STRETCH_MS: f64 = 2000.0;

/// Labels by the adaptive method.
#[derive(Clone, Debug)]
pub(super) struct Adaptive {
    settings: AdaptiveSettings,
    noise: SpeedNoise,
    /// From where the next saccade is looked for.
    seek: usize,
}

impl Adaptive {
    pub(super) fn new(settings: AdaptiveSettings) -> Self {
        Self { settings, noise: SpeedNoise::new(), seek: 0 }
    }

    /// How long labels are held back at most, in milliseconds.
    pub(super) fn held_ms(&self) -> f64 {
        2.0 * LONGEST_STRETCH_MS
    }

    pub(super) fn let_go(&mut self, samples: usize) {
        self.seek = self.seek.saturating_sub(samples);
    }

    pub(super) fn label(&mut self, motion: &Motion, block: Block, labels: &mut Vec<GazeEventKind>) {
        self.noise.count(&motion.speed[block.start..block.end]);
        let found = self.noise.threshold(self.settings.start_deg_per_s, self.settings.noise_factor);
        if let Some((threshold, rest)) = found {
            let threshold = threshold.max(self.settings.least_threshold_deg_per_s);
            let limits = Limits::new(&self.settings.saccade, motion, threshold, rest.sd);
            self.label_saccades(motion, block, &limits, labels);
        }
        let longest = motion.samples(LONGEST_STRETCH_MS);
        while block.end.saturating_sub(labels.len()) > 2 * longest {
            self.label_between(motion, labels.len() + longest, labels);
        }
        if block.is_last {
            self.label_between(motion, block.end, labels);
        }
    }

    fn label_saccades(&mut self, motion: &Motion, block: Block, limits: &Limits, labels: &mut Vec<GazeEventKind>) {
        let mut place = self.seek.max(block.start);
        while let Some(next) = (place..block.end).find(|place| motion.speed[*place] > limits.threshold) {
            let (saccade, seen_to) = at(motion, next, labels.len(), block.limit, limits);
            place = saccade.map_or(seen_to, |saccade| saccade.oscillation_end).max(next + 1);
            let Some(saccade) = saccade else { continue };
            self.label_between(motion, saccade.start, labels);
            labels.resize(saccade.end, GazeEventKind::Saccade);
            labels.resize(saccade.oscillation_end, GazeEventKind::PostSaccadicOscillation);
        }
        self.seek = place.max(block.end);
    }

    /// Labels what lies between saccades, up to an end: each stretch that was seen is a fixation or pursuit.
    fn label_between(&self, motion: &Motion, end: usize, labels: &mut Vec<GazeEventKind>) {
        while labels.len() < end {
            let start = labels.len();
            let is_seen = motion.is_seen(start);
            let ends = |place: &usize| motion.is_seen(*place) != is_seen || motion.is_after_gap(*place);
            let stop = (start + 1..end).find(ends).unwrap_or(end);
            let kind = if is_seen {
                rest_or_pursuit(&self.settings.pursuit, motion, start..stop)
            } else {
                GazeEventKind::Undefined
            };
            labels.resize(stop, kind);
        }
    }
}

#[cfg(test)]
#[path = "adaptive_tests.rs"]
mod tests;
