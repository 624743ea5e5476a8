//! I-DT: samples that stay close together for long enough are a fixation, the others a saccade (Salvucci and Goldberg 2000, section 3.2).
//! `dispersion = (max x - min x) + (max y - min y)`.
//!
//! Good for slow cameras; it knows no pursuit, and its saccades are merely what lies between fixations. The extremes of the moving window
//! are kept in queues that only fall or only rise, so that each sample is looked at a fixed number of times, however long the window.

use std::collections::VecDeque;

use attentive_types::GazeEventKind;

use super::detect::Block;
use super::motion::Motion;

/// How I-DT decides.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct DispersionSettings {
    /// Largest dispersion of a fixation in degrees. Default 1 (Salvucci and Goldberg 2000: half a degree to one degree around the middle).
    pub threshold_deg: f64,
    /// Shortest fixation in milliseconds; at most 500. Default 100 (Salvucci and Goldberg 2000).
    pub min_fixation_ms: f64,
}

impl Default for DispersionSettings {
    fn default() -> Self {
        Self { threshold_deg: 1.0, min_fixation_ms: 100.0 }
    }
}

/// Labels by I-DT; remembers the extent of the fixation that still grows.
#[derive(Clone, Debug)]
pub(super) struct Dispersion {
    settings: DispersionSettings,
    open: Option<Extent>,
}

impl Dispersion {
    pub(super) fn new(settings: DispersionSettings) -> Self {
        Self { settings, open: None }
    }

    pub(super) fn label(&mut self, motion: &Motion, block: Block, labels: &mut Vec<GazeEventKind>) {
        let least = motion.samples(self.settings.min_fixation_ms.min(500.0)).max(2);
        let mut window = Window::new(labels.len());
        while labels.len() < block.end {
            let start = labels.len();
            let kind = if self.goes_on(motion, start) {
                GazeEventKind::Fixation
            } else if !motion.is_seen(start) {
                GazeEventKind::Undefined
            } else if self.begins(motion, &mut window, start..(start + least).min(block.limit), least) {
                labels.resize(start + least, GazeEventKind::Fixation);
                continue;
            } else {
                GazeEventKind::Saccade
            };
            labels.push(kind);
        }
    }

    /// Whether the fixation that is open takes one more sample; it ends where it does not.
    fn goes_on(&mut self, motion: &Motion, place: usize) -> bool {
        let is_near = motion.is_seen(place) && !motion.is_after_gap(place);
        self.open = self
            .open
            .filter(|_| is_near)
            .map(|open| open.with(motion.x_deg[place], motion.y_deg[place]))
            .filter(|grown| grown.dispersion() <= self.settings.threshold_deg);
        self.open.is_some()
    }

    /// Whether a fixation begins with the window of the least length at a place.
    fn begins(&mut self, motion: &Motion, window: &mut Window, places: std::ops::Range<usize>, least: usize) -> bool {
        let start = places.start;
        window.begin_at(start);
        let is_whole = window.grow_to(motion, places.end) && places.len() == least;
        let extent = window.extent(motion);
        self.open = extent.filter(|extent| is_whole && extent.dispersion() <= self.settings.threshold_deg);
        self.open.is_some()
    }
}

/// The rectangle that samples lie in.
#[derive(Clone, Copy, Debug)]
struct Extent {
    left: f64,
    right: f64,
    top: f64,
    bottom: f64,
}

impl Extent {
    fn with(self, x: f64, y: f64) -> Self {
        Self { left: self.left.min(x), right: self.right.max(x), top: self.top.min(y), bottom: self.bottom.max(y) }
    }

    fn dispersion(self) -> f64 {
        (self.right - self.left) + (self.bottom - self.top)
    }
}

/// A moving window and the places of its extremes.
struct Window {
    start: usize,
    end: usize,
    left: VecDeque<usize>,
    right: VecDeque<usize>,
    top: VecDeque<usize>,
    bottom: VecDeque<usize>,
}

impl Window {
    fn new(start: usize) -> Self {
        let queue = VecDeque::new;
        Self { start, end: start, left: queue(), right: queue(), top: queue(), bottom: queue() }
    }

    fn begin_at(&mut self, start: usize) {
        self.start = start;
        self.end = self.end.max(start);
        for queue in [&mut self.left, &mut self.right, &mut self.top, &mut self.bottom] {
            while queue.front().is_some_and(|place| *place < start) {
                queue.pop_front();
            }
        }
    }

    /// Takes samples up to an end; false when one is missing or there is a hole in time, before which the window then ends.
    fn grow_to(&mut self, motion: &Motion, end: usize) -> bool {
        while self.end < end {
            let place = self.end;
            if !motion.is_seen(place) || (place > self.start && motion.is_after_gap(place)) {
                return false;
            }
            keep(&mut self.left, &motion.x_deg, place, |own, new| own >= new);
            keep(&mut self.right, &motion.x_deg, place, |own, new| own <= new);
            keep(&mut self.top, &motion.y_deg, place, |own, new| own >= new);
            keep(&mut self.bottom, &motion.y_deg, place, |own, new| own <= new);
            self.end += 1;
        }
        true
    }

    fn extent(&self, motion: &Motion) -> Option<Extent> {
        let value = |queue: &VecDeque<usize>, values: &[f64]| queue.front().map(|place| values[*place]);
        Some(Extent {
            left: value(&self.left, &motion.x_deg)?,
            right: value(&self.right, &motion.x_deg)?,
            top: value(&self.top, &motion.y_deg)?,
            bottom: value(&self.bottom, &motion.y_deg)?,
        })
    }
}

/// Adds a place to a queue of extremes, after taking away those that it outdoes.
fn keep(queue: &mut VecDeque<usize>, values: &[f64], place: usize, is_outdone: impl Fn(f64, f64) -> bool) {
    while queue.back().is_some_and(|own| is_outdone(values[*own], values[place])) {
        queue.pop_back();
    }
    queue.push_back(place);
}

#[cfg(test)]
mod tests {
    use super::super::detect::{GazeMethod, labels_of};
    use super::super::samples::{steps, with_gap};
    use super::*;
    use attentive_types::GazeSignal;

    fn label(gaze: &GazeSignal) -> Vec<GazeEventKind> {
        labels_of(gaze, &GazeMethod::Dispersion(DispersionSettings::default()))
    }

    #[test]
    fn two_places_are_two_fixations() {
        let labels = label(&steps(500, &[(100, 0.0), (10, 6.0), (100, 6.0)]));
        assert_eq!(labels.iter().filter(|kind| **kind == GazeEventKind::Saccade).count(), 7);
        assert_eq!(
            (labels[0], labels[105], labels[209]),
            (GazeEventKind::Fixation, GazeEventKind::Saccade, GazeEventKind::Fixation)
        );
    }

    #[test]
    fn too_short_is_no_fixation() {
        let labels = label(&steps(500, &[(40, 0.0), (1, 6.0), (100, 6.0)]));
        assert_eq!(labels[0], GazeEventKind::Saccade);
        assert_eq!(labels[100], GazeEventKind::Fixation);
    }

    #[test]
    fn a_gap_ends_a_fixation() {
        let labels = label(&with_gap(steps(500, &[(400, 0.0)]), 100, 200));
        assert_eq!(
            (labels[99], labels[150], labels[200]),
            (GazeEventKind::Fixation, GazeEventKind::Blink, GazeEventKind::Fixation)
        );
    }
}
