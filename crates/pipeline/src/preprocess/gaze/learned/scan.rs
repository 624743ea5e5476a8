//! One block, looked at: its trace, where something may happen, and what the first trees say of it.

use std::ops::Range;

use attentive_learn::forest::{MOST_CLASSES, SwiftClassifier};

use super::blocks::Block;
use super::decode::{Costs, Decoder};
use super::kinds;
use super::moments::moments;
use super::rows::Rows;
use super::sight::{self, Sight};
use super::trace::Trace;

/// A block that is being looked at. Its places count from the first sample that is seen, a few samples of a fast tracker as one.
#[derive(Clone, Debug, Default)]
pub(super) struct Scan {
    pub(super) trace: Trace,
    pub(super) sight: Sight,
    pub(super) moments: Vec<Range<usize>>,
    /// The places that are answered.
    pub(super) asked: Range<usize>,
    x: Vec<f64>,
    y: Vec<f64>,
}

impl Scan {
    /// Looks at a block of a recording of that rate, `every` samples as one.
    pub(super) fn take(&mut self, x: &[f64], y: &[f64], block: Block, rate_hz: f64, every: usize) {
        let (x, y) = (&x[block.seen_from..block.seen_to], &y[block.seen_from..block.seen_to]);
        if every > 1 {
            thin(x, every, &mut self.x);
            thin(y, every, &mut self.y);
            self.trace.fill(&self.x, &self.y, rate_hz / every as f64);
        } else {
            self.trace.fill(x, y, rate_hz);
        }
        self.asked = (block.from - block.seen_from) / every..(block.to - block.seen_from).div_ceil(every);
        moments(&self.trace, &mut self.moments);
        self.sight.prepare(&self.trace, &self.moments);
    }
}

/// The mean of what was seen in each few samples; NaN where nothing was.
fn thin(values: &[f64], every: usize, thinned: &mut Vec<f64>) {
    thinned.clear();
    thinned.extend(values.chunks(every).map(|few| {
        let (mut sum, mut count) = (0.0, 0.0);
        for value in few.iter().filter(|value| value.is_finite()) {
            sum += value;
            count += 1.0;
        }
        sum / count
    }));
}

/// The first trees and the path that they find.
#[derive(Clone, Debug)]
pub(super) struct FirstPass {
    trees: SwiftClassifier,
    decoder: Decoder,
    rows: Rows,
    scores: Vec<[f32; MOST_CLASSES]>,
    /// The class of each place of the block.
    pub(super) path: Vec<u8>,
}

impl FirstPass {
    pub(super) fn new(trees: SwiftClassifier, costs: &Costs) -> Self {
        let rows = Rows::new(sight::names().len());
        Self { trees, decoder: Decoder::new(costs), rows, scores: Vec::new(), path: Vec::new() }
    }

    /// Finds the path of a block: slow movement where nothing happens, and what is likeliest around each moment.
    pub(super) fn read(&mut self, scan: &Scan) {
        self.score(scan);
        self.path.clear();
        self.path.resize(scan.trace.len(), kinds::SLOW);
        #[expect(clippy::cast_possible_truncation, reason = "a step in milliseconds")]
        let millis = (1000.0 / scan.trace.rate_hz) as f32;
        let slow = Some(usize::from(kinds::SLOW));
        let mut scores = self.scores.iter();
        for moment in &scan.moments {
            self.decoder.begin(slow.filter(|_| moment.start > 0));
            scores.by_ref().take(moment.len()).for_each(|scores| self.decoder.push(scores, millis));
            let kinds = self.decoder.end(slow.filter(|_| moment.end < scan.trace.len()));
            self.path[moment.clone()].iter_mut().rev().zip(kinds).for_each(|(to, kind)| *to = kind);
        }
    }

    fn score(&mut self, scan: &Scan) {
        self.scores.clear();
        self.rows.clear();
        for place in scan.moments.iter().cloned().flatten() {
            scan.sight.look(&scan.trace, place, &mut self.rows.row());
            if self.rows.is_full() {
                self.scores.extend(self.trees.scores(self.rows.columns()));
                self.rows.clear();
            }
        }
        if self.rows.filled() > 0 {
            self.scores.extend_from_slice(&self.trees.scores(self.rows.columns())[..self.rows.filled()]);
        }
    }
}

/// The stretches of slow movement on a path.
pub(super) fn slow_stretches(path: &[u8]) -> impl Iterator<Item = Range<usize>> + '_ {
    let mut from = 0;
    path.chunk_by(|a, b| a == b).filter_map(move |run| {
        let places = from..from + run.len();
        from = places.end;
        (run[0] == kinds::SLOW).then_some(places)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn few_samples_become_their_mean() {
        let mut thinned = Vec::new();
        thin(&[1.0, 3.0, f64::NAN, 5.0, f64::NAN, f64::NAN, 9.0], 2, &mut thinned);
        assert_eq!(thinned[..2], [2.0, 5.0]);
        assert!(thinned[2].is_nan());
        assert_eq!(thinned[3], 9.0);
    }

    #[test]
    fn slow_stretches_lie_between_all_else() {
        let found: Vec<Range<usize>> = slow_stretches(&[0, 0, 1, 2, 0, 3, 3]).collect();
        assert_eq!(found, [0..2, 4..5]);
    }
}
