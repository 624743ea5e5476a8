//! What the trees tell apart: the kinds of events, blinks and undefined samples as one.

use attentive_types::GazeEventKind;

/// How many classes.
pub(super) const COUNT: usize = 5;

/// The class of a kind.
pub(super) fn class_of(kind: GazeEventKind) -> u8 {
    match kind {
        GazeEventKind::Fixation => 0,
        GazeEventKind::Saccade => 1,
        GazeEventKind::PostSaccadicOscillation => 2,
        GazeEventKind::SmoothPursuit => 3,
        GazeEventKind::Blink | GazeEventKind::Undefined => 4,
    }
}

/// The kinds of a path of classes: where nothing fits, a stretch in which a sample was lost is a blink, another is undefined.
pub(super) fn kinds_of(path: &[u8], is_seen: &[bool]) -> Vec<GazeEventKind> {
    let mut kinds = Vec::with_capacity(path.len());
    for run in path.chunk_by(|a, b| a == b) {
        let from = kinds.len();
        let kind = match run[0] {
            0 => GazeEventKind::Fixation,
            1 => GazeEventKind::Saccade,
            2 => GazeEventKind::PostSaccadicOscillation,
            3 => GazeEventKind::SmoothPursuit,
            _ if is_seen.iter().skip(from).take(run.len()).all(|seen| *seen) => GazeEventKind::Undefined,
            _ => GazeEventKind::Blink,
        };
        kinds.resize(from + run.len(), kind);
    }
    kinds
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_come_back_from_their_classes() {
        for kind in &GazeEventKind::ALL[..4] {
            assert_eq!(kinds_of(&[class_of(*kind)], &[true]), [*kind]);
        }
    }

    #[test]
    fn what_fits_nothing_is_a_blink_where_samples_are_lost() {
        use GazeEventKind::{Blink, Fixation, Undefined};
        let kinds = kinds_of(&[4, 4, 0, 4], &[true, false, true, true]);
        assert_eq!(kinds, [Blink, Blink, Fixation, Undefined]);
    }
}
