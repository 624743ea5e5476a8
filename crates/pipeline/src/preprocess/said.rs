//! What the person said, kept apart from the lanes: an answer or a correction may speak of a time that is long settled.

use crate::sense::Piece;

/// Runs of what was said, by label. Touching pieces of one label are one run.
#[derive(Clone, Debug, Default)]
pub struct Said {
    runs: Vec<Piece>,
}

impl Said {
    /// Takes a piece, in any order.
    pub fn push(&mut self, mut piece: Piece) {
        self.runs.retain(|run| {
            let is_same = run.label == piece.label && run.start <= piece.end && piece.start <= run.end;
            if is_same {
                (piece.start, piece.end) = (piece.start.min(run.start), piece.end.max(run.end));
            }
            !is_same
        });
        self.runs.push(piece);
    }

    /// All runs, in no order.
    #[must_use]
    pub fn runs(&self) -> &[Piece] {
        &self.runs
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_of_one_correction_come_together_in_any_order() {
        let mut said = Said::default();
        for (start, end) in [(0, 2), (4, 6), (2, 4)] {
            said.push(Piece { start, end, label: 0 });
        }
        assert_eq!(said.runs(), [Piece { start: 0, end: 6, label: 0 }]);
    }
}
