//! A kind of event for each sample.

use attentive_learn::forest::{MOST_CLASSES, SwiftClassifier};
use attentive_types::{GazeEventKind, GazeSignal};

use super::blocks::{Block, Cutter};
use super::decode::Decoder;
use super::kinds;
use super::model::Model;
use super::rows::Rows;
use super::scan::{FirstPass, Scan, slow_stretches};
use super::stretches::{self, Habit, Stretches};

/// The kind of each sample of a cleaned signal. Positions that are missing are part of the evidence. All are undefined when the rate is
/// not known or outside [`READABLE_HZ`](super::READABLE_HZ); [`GazeMethod::at_rate`](super::super::GazeMethod::at_rate) has another method for those.
#[must_use]
pub fn detect(signal: &GazeSignal, model: &Model) -> Vec<GazeEventKind> {
    let mut reader = Reader::new(model, signal.rate_hz);
    let count = signal.len().min(signal.x_deg.len()).min(signal.y_deg.len());
    let mut kinds = Vec::with_capacity(signal.len());
    for block in reader.cutter.blocks(count) {
        reader.label(&signal.x_deg, &signal.y_deg, block, &mut kinds);
    }
    kinds.resize(signal.len(), GazeEventKind::Undefined);
    kinds
}

/// Reads a recording block after block, and remembers how the eye moved so far.
#[derive(Clone, Debug)]
pub(in super::super) struct Reader {
    pub(in super::super) cutter: Cutter,
    /// `None` when the trees cannot be used.
    passes: Option<(FirstPass, SecondPass)>,
    scan: Scan,
}

impl Reader {
    pub(in super::super) fn new(model: &Model, rate_hz: f64) -> Self {
        let passes = SwiftClassifier::new(&model.sight.boosted)
            .zip(SwiftClassifier::new(&model.stretches.boosted))
            .map(|(first, second)| (FirstPass::new(first, &model.sight.costs), SecondPass::new(second, model)));
        Self { cutter: Cutter::new(rate_hz), passes, scan: Scan::default() }
    }

    /// Adds the kinds of the samples of a block, which follows the one before.
    pub(in super::super) fn label(&mut self, x: &[f64], y: &[f64], block: Block, labels: &mut Vec<GazeEventKind>) {
        let most = labels.len() + block.to - block.from;
        if let Some((first, second)) = self.passes.as_mut().filter(|_| self.cutter.is_readable()) {
            let every = self.cutter.every;
            self.scan.take(x, y, block, self.cutter.rate_hz, every);
            first.read(&self.scan);
            second.read(&self.scan, &mut first.path);
            kinds::add_kinds(&first.path, &self.scan.trace.is_seen, self.scan.asked.clone(), every, most, labels);
        }
        labels.resize(most, GazeEventKind::Undefined);
    }
}

/// The second trees: which stretches follow something?
#[derive(Clone, Debug)]
struct SecondPass {
    trees: SwiftClassifier,
    decoder: Decoder,
    rows: Rows,
    stretches: Stretches,
    past: Habit,
    /// For each row the stretch and its places.
    parts: Vec<(usize, std::ops::Range<usize>)>,
    scores: Vec<[f32; MOST_CLASSES]>,
}

impl SecondPass {
    fn new(trees: SwiftClassifier, model: &Model) -> Self {
        Self {
            trees,
            decoder: Decoder::new(&model.stretches.costs),
            rows: Rows::new(stretches::names().len()),
            stretches: Stretches::default(),
            past: Habit::default(),
            parts: Vec::new(),
            scores: Vec::new(),
        }
    }

    fn read(&mut self, scan: &Scan, path: &mut [u8]) {
        self.stretches.fill(&scan.trace, slow_stretches(path));
        self.score(scan);
        #[expect(clippy::cast_possible_truncation, reason = "a step in milliseconds")]
        let step = (1000.0 / scan.trace.rate_hz) as f32;
        let mut scores = self.scores.iter();
        for parts in self.parts.chunk_by(|a, b| a.0 == b.0) {
            self.decoder.begin(None);
            for ((_, places), scores) in parts.iter().zip(scores.by_ref()) {
                self.decoder.push(scores, places.len() as f32 * step);
            }
            for ((_, places), kind) in parts.iter().rev().zip(self.decoder.end(None)) {
                if kind == kinds::FOLLOWS {
                    path[places.clone()].fill(kinds::PURSUIT);
                }
            }
        }
        self.stretches.remember(&scan.asked, &mut self.past);
    }

    fn score(&mut self, scan: &Scan) {
        self.parts.clear();
        self.scores.clear();
        self.rows.clear();
        for (which, stretch) in self.stretches.asked(&scan.asked) {
            for places in stretch.parts(&scan.trace) {
                let middle = places.start.midpoint(places.end);
                self.stretches.look(&scan.trace, which, middle, &self.past, &mut self.rows.row());
                self.parts.push((which, places));
                if self.rows.is_full() {
                    self.scores.extend(self.trees.scores(self.rows.columns()));
                    self.rows.clear();
                }
            }
        }
        if self.rows.filled() > 0 {
            self.scores.extend_from_slice(&self.trees.scores(self.rows.columns())[..self.rows.filled()]);
        }
    }
}
