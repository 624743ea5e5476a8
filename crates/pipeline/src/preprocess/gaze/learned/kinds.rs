//! What the trees tell apart. The first: slow movement, saccades, oscillations, and where nothing fits. The second: resting or following.

use std::ops::Range;

use attentive_types::GazeEventKind;

/// How many classes the first trees know.
pub(super) const COUNT: usize = 4;
/// Resting or following.
pub(super) const SLOW: u8 = 0;
const SACCADE: u8 = 1;
const OSCILLATION: u8 = 2;
/// Blinks and undefined samples.
const NOTHING: u8 = 3;
/// Resting, told by the second trees; on the path it stays `SLOW`.
pub(super) const RESTS: u8 = 0;
/// Following, told by the second trees.
pub(super) const FOLLOWS: u8 = 1;
/// How the path says that the eye follows.
pub(super) const PURSUIT: u8 = 4;

/// The class of a kind, for the first trees.
pub(super) fn class_of(kind: GazeEventKind) -> u8 {
    match kind {
        GazeEventKind::Fixation | GazeEventKind::SmoothPursuit => SLOW,
        GazeEventKind::Saccade => SACCADE,
        GazeEventKind::PostSaccadicOscillation => OSCILLATION,
        GazeEventKind::Blink | GazeEventKind::Undefined => NOTHING,
    }
}

/// Whether a slow kind follows something, for the second trees; `None` for all else.
pub(super) fn follows(kind: GazeEventKind) -> Option<u8> {
    match kind {
        GazeEventKind::Fixation => Some(RESTS),
        GazeEventKind::SmoothPursuit => Some(FOLLOWS),
        _ => None,
    }
}

/// Adds the kinds of a part of a path, each `every` times but at most to `most` labels: where nothing fits, a stretch in which a sample
/// was lost is a blink, another is undefined.
pub(super) fn add_kinds(
    path: &[u8],
    is_seen: &[bool],
    part: Range<usize>,
    every: usize,
    most: usize,
    labels: &mut Vec<GazeEventKind>,
) {
    let mut place = part.start;
    for run in path[part.clone()].chunk_by(|a, b| a == b) {
        let kind = match run[0] {
            SLOW => GazeEventKind::Fixation,
            SACCADE => GazeEventKind::Saccade,
            OSCILLATION => GazeEventKind::PostSaccadicOscillation,
            PURSUIT => GazeEventKind::SmoothPursuit,
            _ if is_seen[place..place + run.len()].iter().all(|seen| *seen) => GazeEventKind::Undefined,
            _ => GazeEventKind::Blink,
        };
        place += run.len();
        labels.resize((labels.len() + run.len() * every).min(most), kind);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kinds_of(path: &[u8], is_seen: &[bool]) -> Vec<GazeEventKind> {
        let mut labels = Vec::new();
        add_kinds(path, is_seen, 0..path.len(), 1, path.len(), &mut labels);
        labels
    }

    #[test]
    fn kinds_come_back_from_their_classes() {
        for kind in &GazeEventKind::ALL[1..3] {
            assert_eq!(kinds_of(&[class_of(*kind)], &[true]), [*kind]);
        }
        assert_eq!(kinds_of(&[SLOW, PURSUIT], &[true; 2]), [GazeEventKind::Fixation, GazeEventKind::SmoothPursuit]);
    }

    #[test]
    fn what_fits_nothing_is_a_blink_where_samples_are_lost() {
        use GazeEventKind::{Blink, Fixation, Undefined};
        let kinds = kinds_of(&[3, 3, 0, 3], &[true, false, true, true]);
        assert_eq!(kinds, [Blink, Blink, Fixation, Undefined]);
    }

    #[test]
    fn one_place_may_stand_for_a_few_samples() {
        let mut labels = Vec::new();
        add_kinds(&[0, 1, 1], &[true; 3], 1..3, 2, 3, &mut labels);
        assert_eq!(labels, [GazeEventKind::Saccade; 3]);
    }
}
