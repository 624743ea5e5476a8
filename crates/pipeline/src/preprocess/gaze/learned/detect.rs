//! A kind of event for each sample.

use attentive_types::{GazeEventKind, GazeSignal};

use super::blocks::{Block, Cutter};
use super::kinds;
use super::model::Model;
use super::sight;
use super::trace::Trace;

/// How far a block sees beyond its ends: as far as the decoding needs to forget where it began.
pub(in super::super) const MARGIN_MILLIS: f64 = sight::REACH_MILLIS;

/// The kind of each sample of a cleaned signal. Positions that are missing are part of the evidence. All are undefined when the rate is
/// not known or cannot be read (below 25 or above 20,000 Hz).
#[must_use]
pub fn detect(signal: &GazeSignal, model: &Model) -> Vec<GazeEventKind> {
    let Some(cutter) = Cutter::new(signal.rate_hz, MARGIN_MILLIS) else {
        return vec![GazeEventKind::Undefined; signal.len()];
    };
    let count = signal.len().min(signal.x_deg.len()).min(signal.y_deg.len());
    let mut kinds = Vec::with_capacity(signal.len());
    for block in cutter.blocks(count) {
        kinds.extend(detect_block(&signal.x_deg, &signal.y_deg, block, signal.rate_hz, model));
    }
    kinds.resize(signal.len(), GazeEventKind::Undefined);
    kinds
}

/// Adds the kinds of the samples `block` to the labels, having looked at all from `seen_from` on.
pub(in super::super) fn label(
    x_deg: &[f64],
    y_deg: &[f64],
    rate_hz: f64,
    seen_from: usize,
    block: std::ops::Range<usize>,
    model: &Model,
    labels: &mut Vec<GazeEventKind>,
) {
    if Cutter::new(rate_hz, MARGIN_MILLIS).is_none() {
        labels.resize(labels.len() + block.len(), GazeEventKind::Undefined);
        return;
    }
    let block = Block { seen_from, from: block.start, to: block.end, seen_to: x_deg.len() };
    labels.extend(detect_block(x_deg, y_deg, block, rate_hz, model));
}

/// The kinds of one block; places of the block count from the beginning of `x` and `y`.
pub(super) fn detect_block(x: &[f64], y: &[f64], block: Block, rate_hz: f64, model: &Model) -> Vec<GazeEventKind> {
    let trace = Trace::new(&x[block.seen_from..block.seen_to], &y[block.seen_from..block.seen_to], rate_hz);
    let table = sight::table(&trace);
    let probabilities = model.sight.probabilities(&table.named(&model.sight_columns));
    let path = model.costs.likeliest(&probabilities, rate_hz);
    let mut kinds = kinds::kinds_of(&path, &trace.is_seen);
    kinds.truncate(block.to - block.seen_from);
    kinds.drain(..block.from - block.seen_from);
    kinds
}
