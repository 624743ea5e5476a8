//! Blinks from missing data: while the lids are closed, a tracker sees nothing for a while that is neither too short nor too long.

use std::ops::Range;

use attentive_types::GazeEventKind;

use super::motion::Motion;

/// Shorter losses are the device's, in milliseconds; cleaning has filled them already (Olsen 2012).
const SHORTEST_BLINK_MS: f64 = 75.0;

/// Longer losses are looking away or a lost face, in milliseconds (Holmqvist and others 2011: blinks take 100 to 400 ms).
pub(super) const LONGEST_BLINK_MS: f64 = 500.0;

/// Turns runs of samples that were not seen into blinks, where they are as long as blinks.
#[derive(Clone, Debug, Default)]
pub(super) struct Blinks {
    /// The run that was let go is too long already: what follows of it is no blink either.
    is_in_long_run: bool,
}

impl Blinks {
    /// Settles the labels from a place on, and gives the place up to which they are settled: a run at the very end may still be a blink.
    pub(super) fn settle(
        &mut self,
        motion: &Motion,
        from: usize,
        labels: &mut [GazeEventKind],
        is_last: bool,
    ) -> usize {
        let mut place = from;
        while place < labels.len() {
            if motion.is_seen(place) || motion.is_after_gap(place) {
                self.is_in_long_run = false;
            }
            if motion.is_seen(place) {
                place += 1;
                continue;
            }
            let ends = |next: &usize| motion.is_seen(*next) || motion.is_after_gap(*next);
            let end = (place + 1..labels.len()).find(ends);
            let run = place..end.unwrap_or(labels.len());
            let length_ms = length_ms(motion, &run);
            if length_ms > LONGEST_BLINK_MS {
                self.is_in_long_run = end.is_none();
            } else if end.is_none() && !is_last && !self.is_in_long_run {
                return place;
            } else if length_ms >= SHORTEST_BLINK_MS && !self.is_in_long_run {
                labels[run.clone()].fill(GazeEventKind::Blink);
            }
            place = run.end;
        }
        place
    }
}

/// From the first sample of a run to the sample after it, or one step after its last.
#[expect(clippy::cast_precision_loss, reason = "runs are held for a moment only")]
fn length_ms(motion: &Motion, run: &Range<usize>) -> f64 {
    let last = motion.time_nanos[run.end - 1].saturating_add(motion.gaps.step_nanos);
    let follows = run.end < motion.len() && !motion.is_after_gap(run.end);
    let end = if follows { motion.time_nanos[run.end] } else { last };
    end.saturating_sub(motion.time_nanos[run.start]) as f64 / 1e6
}
